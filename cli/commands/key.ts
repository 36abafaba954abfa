// `sluss key …`: the public keys with which you sign plans. `sluss login` makes and registers one by itself.
import { hubApi, readSession } from '../api.ts';
import { type Command, needed, parseWords, UsageError } from '../command.ts';

const usage = `sluss key list [--json]
sluss key revoke ID        permits that are made or amended later do not list it`;

type Key = { id: string; name: string; thumbprint: string; created_at: string };

export const command: Command = {
  name: 'key',
  about: 'your signing keys at the hub',
  usage,
  async run([verb = '', ...words], io) {
    const { values, positionals } = parseWords(words, { json: { type: 'boolean' } });
    const api = hubApi(readSession(io.environment));
    if (verb === 'list') {
      const keys = await api.get<Key[]>('/me/keys');
      if (values.json) io.out(JSON.stringify(keys));
      else for (const key of keys) io.out(`${key.id}  ${key.name}  ${key.thumbprint}  since ${key.created_at.slice(0, 10)}`);
      return 0;
    }
    if (verb !== 'revoke') throw new UsageError(`key: what to do?\n${usage}`);
    await api.send('DELETE', `/me/keys/${needed(positionals[0], 'ID')}`);
    io.out('Revoked.');
    return 0;
  },
};

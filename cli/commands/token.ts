// `sluss token …`: tokens with which programs act as you.
import { hubApi, readSession } from '../api.ts';
import { type Command, needed, parseWords, UsageError } from '../command.ts';

const usage = `sluss token new --name TEXT [--days N] [--json]
sluss token list [--json]
sluss token revoke ID`;

type Token = { id: string; name: string; expires_at: string; last_used_at: string | null };

export const command: Command = {
  name: 'token',
  about: 'make, list and revoke tokens for programs',
  usage,
  async run([verb = '', ...words], io) {
    const { values, positionals } = parseWords(words, {
      name: { type: 'string' },
      days: { type: 'string' },
      json: { type: 'boolean' },
    });
    const api = hubApi(readSession(io.environment));
    if (verb === 'new') {
      const made = await api.send<{ token: string; expires_at: string }>('POST', '/me/tokens', {
        name: needed(values.name, 'name'),
        days: Number(values.days ?? 90),
      });
      io.out(values.json ? JSON.stringify(made) : `${made.token}\nShown only now. Works until ${made.expires_at}.`);
      return 0;
    }
    if (verb === 'list') {
      const tokens = await api.get<Token[]>('/me/tokens');
      if (values.json) io.out(JSON.stringify(tokens));
      else
        for (const one of tokens)
          io.out(
            `${one.id}  ${one.name}, until ${one.expires_at.slice(0, 10)}, last used ${one.last_used_at?.slice(0, 10) ?? 'never'}`,
          );
      return 0;
    }
    if (verb === 'revoke') {
      await api.send('DELETE', `/me/tokens/${needed(positionals[0], 'ID')}`);
      io.out('Revoked.');
      return 0;
    }
    throw new UsageError(`token: what to do?\n${usage}`);
  },
};

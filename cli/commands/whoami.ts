// `sluss whoami`: who the hub takes you for.
import { hubApi, readSession } from '../api.ts';
import { type Command, parseWords } from '../command.ts';

export type Me = {
  person: string;
  name: string;
  email: string;
  roles: { organisation: string; role: string; station: string | null }[];
};

export const command: Command = {
  name: 'whoami',
  about: 'who the hub takes you for, and your roles',
  usage: 'sluss whoami [--json]',
  async run(words, io) {
    const { values } = parseWords(words, { json: { type: 'boolean' } });
    const session = readSession(io.environment);
    const me = await hubApi(session).get<Me>('/me');
    if (values.json) io.out(JSON.stringify({ ...me, hub: session.hub }));
    else {
      io.out(`${me.name} <${me.email}> at ${session.hub}`);
      for (const one of me.roles) io.out(`  ${one.role} at ${one.organisation}${one.station ? `, station ${one.station}` : ''}`);
    }
    return 0;
  },
};

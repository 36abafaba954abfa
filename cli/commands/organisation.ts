// `sluss organisation …`: organisations and who has which role in them.
import { writeFileSync } from 'node:fs';
import { thumbprint } from '@sluss/protocol/signed.ts';
import { hubApi, readSession } from '../api.ts';
import { type Command, needed, parseWords, UsageError } from '../command.ts';

const usage = `sluss organisation list [--json]
sluss organisation new ID --name TEXT --kind KIND [--public-sector]
    KIND: company, university, public-body, holder, access-body, hub, other
sluss organisation describe ID [--country SE] [--region 14] [--fees-sv TEXT --fees-en TEXT]
    where it is, and what it charges: for people beside its data. Region: Statistics Sweden's code of its county
sluss organisation members ID [--json]
sluss organisation give ID --email ADDRESS --name TEXT --role ROLE [--station ID]
    ROLE: innovator, officer, steward, advisor, signer
sluss organisation take ID --membership ID
sluss organisation key ID -o FILE
    a deciding body's public key, as this hub knows it, for stations to pin: compare the fingerprint with what the body published`;

type Organisation = { id: string; name: string; kind: string; body_key: string | null };
type Member = { id: string; name: string; email: string; role: string; station: string | null };

export const command: Command = {
  name: 'organisation',
  about: 'organisations, their members and roles',
  usage,
  async run([verb = '', ...words], io) {
    const { values, positionals } = parseWords(words, {
      name: { type: 'string' },
      kind: { type: 'string' },
      'public-sector': { type: 'boolean' },
      email: { type: 'string' },
      country: { type: 'string' },
      region: { type: 'string' },
      'fees-sv': { type: 'string' },
      'fees-en': { type: 'string' },
      role: { type: 'string' },
      station: { type: 'string' },
      membership: { type: 'string' },
      output: { type: 'string', short: 'o' },
      json: { type: 'boolean' },
    });
    const api = hubApi(readSession(io.environment));
    const id = () => needed(positionals[0], 'ID');
    switch (verb) {
      case 'list': {
        const list = await api.get<Organisation[]>('/organisations');
        if (values.json) io.out(JSON.stringify(list));
        else for (const one of list) io.out(`${one.id.padEnd(26)} ${one.kind.padEnd(12)} ${one.name}`);
        return 0;
      }
      case 'new': {
        const given = {
          id: id(),
          name: needed(values.name, 'name'),
          kind: needed(values.kind, 'kind'),
          public_sector: values['public-sector'] === true,
        };
        const made = await api.send('POST', '/organisations', given);
        io.out(values.json ? JSON.stringify(made) : `${given.name} is registered as ${given.id}.`);
        return 0;
      }
      case 'describe': {
        const { country, region } = values;
        const [sv, en] = [values['fees-sv'], values['fees-en']];
        if ((sv === undefined) !== (en === undefined))
          throw new UsageError('Fees are told in both languages: --fees-sv and --fees-en');
        const given = { country, region, ...(sv === undefined ? {} : { fees: { sv, en } }) };
        const changed = await api.send('PATCH', `/organisations/${id()}`, given);
        io.out(values.json ? JSON.stringify(changed) : `${id()} is described.`);
        return 0;
      }
      case 'members': {
        const members = await api.get<Member[]>(`/organisations/${id()}/members`);
        if (values.json) io.out(JSON.stringify(members));
        else
          for (const one of members)
            io.out(
              `${one.id}  ${one.role.padEnd(10)} ${one.name} <${one.email}>${one.station ? `, station ${one.station}` : ''}`,
            );
        return 0;
      }
      case 'give': {
        const given = {
          email: needed(values.email, 'email'),
          name: needed(values.name, 'name'),
          role: needed(values.role, 'role'),
          station: values.station ?? null,
        };
        const made = await api.send('POST', `/organisations/${id()}/members`, given);
        io.out(values.json ? JSON.stringify(made) : `${given.name} is ${given.role} at ${id()}.`);
        return 0;
      }
      case 'take':
        await api.send('DELETE', `/organisations/${id()}/members/${needed(values.membership, 'membership')}`);
        io.out('Taken back.');
        return 0;
      case 'key': {
        const body = (await api.get<Organisation[]>('/organisations')).find((one) => one.id === id());
        if (!body?.body_key) throw new Error(`The hub knows no key of ${id()}: has its signer been started?`);
        writeFileSync(needed(values.output, 'output'), `${JSON.stringify({ id: body.id, key: body.body_key }, null, 2)}\n`);
        io.out(`${values.output}: the key of ${body.name}, ${thumbprint(body.body_key)}`);
        return 0;
      }
      default:
        throw new UsageError(`organisation: what to do?\n${usage}`);
    }
  },
};

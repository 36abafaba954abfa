// `sluss login`: who you are towards a hub, kept in a file of your own, and your signing key registered there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { seal } from '@sluss/protocol/signed.ts';
import { type Api, hubApi, type Session, sessionFile } from '../api.ts';
import { type Command, cliHome, type Io, parseWords } from '../command.ts';
import { signingKey } from '../signing-key.ts';
import type { Me } from './whoami.ts';

const usage = `sluss login [--hub URL] --token TOKEN     with a token made on the hub's page /me
sluss login [--hub URL] --persona NAME    as one of the demonstration's people: innovator, officer, advisor, steward-cleveland, …
    [--as SESSION]  keeps several side by side: SLUSS_AS=SESSION sluss … then uses that one
    [--json]`;

export const command: Command = {
  name: 'login',
  about: 'say who you are, and register your signing key',
  usage,
  async run(words, io) {
    const { values } = parseWords(words, {
      hub: { type: 'string' },
      token: { type: 'string' },
      persona: { type: 'string' },
      as: { type: 'string' },
      json: { type: 'boolean' },
    });
    const hub = (values.hub ?? io.environment.SLUSS_HUB ?? 'http://127.0.0.1:4400').replace(/\/+$/, '');
    const token = values.token ?? (values.persona ? await tokenAs(hub, values.persona) : undefined);
    if (!token) {
      io.error(`Open ${hub}/me in a browser, sign in and make a token. Then: sluss login --hub ${hub} --token sluss_…`);
      return 1;
    }
    const api = hubApi({ hub, token });
    const me = await api.get<Me>('/me');
    const as = values.as ?? io.environment.SLUSS_AS ?? 'default';
    save(io, as, { hub, token, person: me.person });
    const key = await registerKey(api, io, as, me.person);
    const roles = me.roles.map((one) => `${one.role} at ${one.organisation}`).join(', ') || 'no role yet';
    io.out(
      values.json
        ? JSON.stringify({ person: me.person, name: me.name, hub, key })
        : `You are ${me.name || me.email}: ${roles}. Hub: ${hub}.`,
    );
    return 0;
  },
};

async function tokenAs(hub: string, persona: string): Promise<string> {
  const { token } = await hubApi({ hub, token: undefined }).send<{ token: string }>(
    'POST',
    `/personas/${encodeURIComponent(persona)}/token`,
    { name: 'sluss login' },
  );
  return token;
}

function save(io: Io, as: string, session: Session): void {
  mkdirSync(cliHome(io.environment), { recursive: true, mode: 0o700 });
  writeFileSync(sessionFile(io.environment, as), `${JSON.stringify(session)}\n`, { mode: 0o600 });
}

/** Only people who may be named in permits need one; it hurts nobody else. Returns its thumbprint. */
async function registerKey(api: Api, io: Io, as: string, person: string): Promise<string> {
  const { privateKey, publicKey } = signingKey(io.environment, as);
  const proof = seal('key-proof', { type: 'key-proof', person, key: publicKey }, privateKey);
  const { thumbprint } = await api.send<{ thumbprint: string }>('POST', '/me/keys', {
    name: hostname().slice(0, 200) || 'command line',
    key: publicKey,
    proof,
  });
  return thumbprint;
}

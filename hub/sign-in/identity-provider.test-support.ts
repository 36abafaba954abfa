// A real OpenID Connect provider (oidc-provider) as a process of its own, for tests. It signs everybody in at once as whoever it was told,
// and can be told to answer with id tokens that are wrong in one way, signed with its real key.
import { spawn } from 'node:child_process';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export type Account = Record<string, unknown> & { sub: string; acr?: string };
export const lies = ['nonce', 'audience', 'expired', 'issuer', 'unsigned', 'other-key', 'subject'] as const;
export type Lie = (typeof lies)[number];
/** And how a logout token may be wrong. */
export const logoutLies = ['audience', 'old', 'issuer', 'unsigned', 'other-key', 'nonce', 'no-event', 'no-id', 'nobody'] as const;
export type LogoutLie = (typeof logoutLies)[number];
export type TestProvider = {
  issuer: string;
  /** Whom it signs in from now on, and how its id tokens lie. */
  answer(account: Account, lie?: Lie): Promise<void>;
  /** Goes through the provider as a browser would; gives the address to which it sends the browser back. */
  walk(address: string): Promise<URL>;
  /** The logout token that it sends over the back channel: about a person, and one session of theirs. */
  logoutToken(about: { sub: string; sid: string }, lie?: LogoutLie): Promise<string>;
};

export async function startTestProvider(client: { id: string; secret: string; redirect: string }): Promise<TestProvider> {
  const program = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(client)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  after(() => program.kill());
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const issuer = String((await lines.next()).value);
  return {
    issuer,
    async answer(account, lie) {
      const body = JSON.stringify({ account, lie });
      await fetch(`${issuer}/told`, { method: 'POST', body });
    },
    async logoutToken(about, lie) {
      const response = await fetch(`${issuer}/signed-out`, { method: 'POST', body: JSON.stringify({ about, lie }) });
      return response.text();
    },
    async walk(address) {
      const jar = new Map<string, string>();
      let next = new URL(address);
      for (let step = 0; step < 10 && next.origin === issuer; step += 1) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          jar.set(name, value);
        }
        const location = response.headers.get('location');
        if (!location) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
        next = new URL(location, next);
      }
      return next;
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(JSON.parse(process.argv[2] ?? '{}'));

async function run(client: { id: string; secret: string; redirect: string }): Promise<void> {
  // @ts-expect-error it ships no types
  const { default: Provider } = (await import('oidc-provider')) as { default: new (...given: unknown[]) => ProviderLike };
  const keys = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  let told: { account: Account; lie?: Lie } = { account: { sub: 'nobody' } };
  let sent = '';
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: client.id, client_secret: client.secret, redirect_uris: [client.redirect] },
        post_logout_redirect_uris: [new URL('/sign-in', client.redirect).href],
        backchannel_logout_uri: client.redirect.replace(/return$/, 'back-channel-logout'),
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [{ ...keys[0]?.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] },
    scopes: ['openid', 'profile', 'email'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'commissionHsaId', 'allCommissions'],
      email: ['email', 'email_verified'],
      acr: null,
    },
    acrValues: ['loa2', 'loa3'],
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    // What it would send is handed to the test, which sends it.
    fetch: async (_address: string, { body }: { body: URLSearchParams }) => {
      sent = body.get('logout_token') ?? '';
      return new Response();
    },
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => ({ ...told.account, sub }) }),
    async loadExistingGrant(context: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const grant = new provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      grant.addOIDCClaims(['acr']);
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    await next();
    const { body } = context;
    if (context.path === '/token' && body?.id_token && told.lie) body.id_token = lieIn(body.id_token, told.lie, keys);
  });
  const callback = provider.callback();
  server.on('request', async (request, response) => {
    const read = async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      return JSON.parse(Buffer.concat(parts).toString());
    };
    if (request.url === '/told') {
      told = await read();
      response.end();
    } else if (request.url === '/signed-out') {
      const { about, lie } = await read();
      await (await provider.Client.find(client.id)).backchannelLogout(about.sub, about.sid);
      response.end(lie ? lieIn(sent, lie, keys) : sent);
    } else if (request.url?.startsWith('/interaction/')) {
      const { sub, acr } = told.account;
      await provider.interactionFinished(request, response, { login: { accountId: sub, ...(acr ? { acr } : {}) } });
    } else callback(request, response);
  });
  process.stdin.resume().on('end', () => process.exit(0));
  process.stdout.write(`${issuer}\n`);
}

type ProviderLike = {
  Grant: new (
    given: object,
  ) => { addOIDCScope(scope: string): void; addOIDCClaims(claims: string[]): void; save(): Promise<string> };
  Client: { find(id: string): Promise<{ backchannelLogout(sub: string, sid: string): Promise<void> }> };
  use(middleware: (context: { path: string; body?: { id_token?: string } }, next: () => Promise<void>) => Promise<void>): void;
  callback(): (request: unknown, response: unknown) => void;
  interactionFinished(request: unknown, response: unknown, result: object): Promise<void>;
};

/** The same id token or logout token, wrong in one way and signed again: with the provider's own key where that is not the lie. */
function lieIn(
  token: string,
  lie: Lie | LogoutLie,
  [own, other]: ReturnType<typeof generateKeyPairSync>['privateKey'][],
): string {
  const [head = '', payload = ''] = token.split('.');
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
  const write = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    ...read(payload),
    ...(lie === 'nonce' ? { nonce: 'of somebody else' } : {}),
    ...(lie === 'audience' ? { aud: 'another-client' } : {}),
    ...(lie === 'expired' ? { iat: 1_700_000_000, exp: 1_700_000_600 } : {}),
    ...(lie === 'issuer' ? { iss: 'https://somebody.else.example' } : {}),
    ...(lie === 'subject' ? { sub: 'somebody-else' } : {}),
    ...(lie === 'old' ? { iat: Math.floor(Date.now() / 1000) - 900 } : {}),
    ...(lie === 'no-event' ? { events: { 'https://somebody.else.example': {} } } : {}),
    ...(lie === 'no-id' ? { jti: undefined } : {}),
    ...(lie === 'nobody' ? { sub: undefined, sid: undefined } : {}),
  };
  if (lie === 'unsigned') return `${write({ alg: 'none' })}.${write(claims)}.`;
  const signed = `${head}.${write(claims)}`;
  const key = lie === 'other-key' ? other : own;
  return `${signed}.${createSign('RSA-SHA256')
    .update(signed)
    .sign(key as never, 'base64url')}`;
}

// The environment, read once and checked: everything that may differ between two installations.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readTrustedProxies, type TrustedProxies } from './platform/client-address.ts';
import { type ProviderSettings, readProviders } from './sign-in/provider-settings.ts';

const truth = z.stringbool();

const environmentSchema = z.object({
  /** The PostgreSQL server to use. Absent: the launcher starts the embedded one and passes its address here. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4400),
  /** Where this installation keeps its files: keys, outbox, models, the embedded database. */
  SLUSS_HOME: z.string().min(1).default('.sluss'),
  /** The address people and stations use, without a final slash; signed requests are bound to it. */
  SLUSS_ORIGIN: z.url({ protocol: /^https?$/ }).optional(),
  /** smtp://user:password@host:port. Absent: letters are written to SLUSS_HOME/outbox. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//)
    .optional(),
  MAIL_FROM: z.string().default('Sluss <no-reply@localhost>'),
  /** Identity providers (OpenID Connect): JSON, or the path of a file with it. See docs/identity-providers.md. */
  SLUSS_OIDC: z.string().optional(),
  /** Addresses of proxies in front of the hub, whose x-forwarded-for is believed when callers are counted. */
  SLUSS_TRUSTED_PROXY: z.string().default(''),
  /** Who runs this installation, as the accessibility statement and the privacy page name them. */
  SLUSS_OPERATOR: z.string().min(1).max(200).optional(),
  /** Where to write to them: an e-mail address, or the address of a page. */
  SLUSS_CONTACT: z.union([z.email(), z.url({ protocol: /^https$/ })]).optional(),
  /** Demo personas that sign in with one click: only with the embedded database and a loopback listener. */
  DEMO: truth.default(false),
  /** Set by the launcher when it started the database itself. */
  SLUSS_EMBEDDED: truth.default(false),
  LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Config = {
  databaseUrl: string;
  host: string;
  port: number;
  home: string;
  origin: string;
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Holds client secrets: never into a log, an error or an answer. */
  providers: ProviderSettings[];
  trustedProxies: TrustedProxies;
  operator: string | undefined;
  contact: string | undefined;
  demo: boolean;
  logLevel: z.infer<typeof environmentSchema>['LOG'];
};

export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

/** Throws ConfigurationError with one line for each variable that is wrong; never prints a value (it may hold a password). */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationError(`The environment does not fit.\n${lines.join('\n')}`);
  }
  const values = parsed.data;
  if (!values.DATABASE_URL) throw new ConfigurationError('DATABASE_URL is missing. `npm start` sets it by itself.');
  const listensHere = ['127.0.0.1', '::1', 'localhost'].includes(values.HOST);
  if (values.DEMO && !(values.SLUSS_EMBEDDED && listensHere)) {
    // Whoever reaches a demo persona acts as an access officer: never beside real data, never on a network.
    throw new ConfigurationError('DEMO=1 works only with the embedded database and a listener on this machine (HOST=127.0.0.1).');
  }
  if (values.DEMO && values.SLUSS_ORIGIN && !isOfThisMachine(new URL(values.SLUSS_ORIGIN).hostname)) {
    // A name of its own means that a proxy hands requests on from elsewhere to the listener on this machine.
    throw new ConfigurationError('DEMO=1 does not work with a SLUSS_ORIGIN that others reach: it is for this machine alone.');
  }
  const trustedProxies = readTrustedProxies(values.SLUSS_TRUSTED_PROXY);
  if (!trustedProxies) throw new ConfigurationError('SLUSS_TRUSTED_PROXY: a list of addresses, such as 10.0.0.5, 10.1.0.0/16.');
  return {
    databaseUrl: values.DATABASE_URL,
    host: values.HOST,
    port: values.PORT,
    home: resolve(values.SLUSS_HOME),
    origin: (values.SLUSS_ORIGIN ?? `http://127.0.0.1:${values.PORT}`).replace(/\/+$/, ''),
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    providers: providersIn(values.SLUSS_OIDC),
    trustedProxies,
    operator: values.SLUSS_OPERATOR,
    contact: values.SLUSS_CONTACT,
    demo: values.DEMO,
    logLevel: values.LOG,
  };
}

/** Names of this machine. `.test` is nobody's (RFC 6761): our own tests use it. */
function isOfThisMachine(hostname: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) || hostname.endsWith('.test');
}

function providersIn(setting: string | undefined): ProviderSettings[] {
  if (!setting?.trim()) return [];
  const read = readProviders(setting.trim().startsWith('[') ? setting : fileOf(setting.trim()));
  if (!read.ok) throw new ConfigurationError(read.problems.join('\n'));
  return read.providers;
}

function fileOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // The path stays unsaid: somebody may have pasted the settings themselves.
    throw new ConfigurationError(
      `SLUSS_OIDC: neither a JSON list nor a file that can be read (${(error as { code?: string }).code}).`,
    );
  }
}

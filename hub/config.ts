// The environment, read once and checked: everything that may differ between two installations.
import { resolve } from 'node:path';
import { z } from 'zod';

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
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(values.HOST);
  if (values.DEMO && !(values.SLUSS_EMBEDDED && loopback)) {
    // Whoever reaches a demo persona acts as an access officer: never beside real data, never on a network.
    throw new ConfigurationError('DEMO=1 works only with the embedded database and a listener on this machine (HOST=127.0.0.1).');
  }
  return {
    databaseUrl: values.DATABASE_URL,
    host: values.HOST,
    port: values.PORT,
    home: resolve(values.SLUSS_HOME),
    origin: (values.SLUSS_ORIGIN ?? `http://127.0.0.1:${values.PORT}`).replace(/\/+$/, ''),
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    demo: values.DEMO,
    logLevel: values.LOG,
  };
}

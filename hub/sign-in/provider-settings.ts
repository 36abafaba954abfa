// Identity providers as an installation describes them in SLUSS_OIDC: a list, as JSON or in a file of JSON.
import { z } from 'zod';

const loopbackHttp = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;
const claim = z.string().min(1).max(100);

const providerSchema = z.strictObject({
  /** Stands in addresses and beside every identity: never change it while people use it. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'small letters, digits and hyphens'),
  title: z.strictObject({ sv: z.string().min(1).max(80), en: z.string().min(1).max(80) }),
  issuer: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.startsWith('https:') || loopbackHttp.test(url), 'must start with https://'),
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional(),
  client_auth: z.enum(['client_secret_basic', 'client_secret_post', 'none']).default('client_secret_basic'),
  scopes: z.array(z.string().regex(/^\S+$/)).default(['openid', 'profile', 'email']),
  /** Which claims say what; a provider that calls them otherwise is met here. */
  claims: z
    .strictObject({
      /** Names a person for ever at this provider. Never a claim with a personal identity number. */
      subject: claim.default('sub'),
      name: claim.default('name'),
      given_name: claim.default('given_name'),
      family_name: claim.default('family_name'),
      email: claim.default('email'),
      email_verified: claim.default('email_verified'),
      /** Whom the person works for: texts, or lists of texts or objects, whose values are looked for in `organisations`.
       * Ineras IdP: commissionHsaId and employeeHsaId are the chosen one, allCommissions are all. */
      organisation: z.array(claim).default(['commissionHsaId']),
      organisations: z.array(claim).default(['allCommissions']),
    })
    .prefault({}),
  /** What these claims' values are called here: {"SE2321000016-A1B2": "region-stockholm"}. */
  organisations: z.record(z.string(), z.string()).default({}),
  /** Levels of assurance: asked for, and those without which nobody is let in. */
  acr: z.strictObject({ want: z.array(claim).default([]), require: z.array(claim).default([]) }).prefault({}),
  /** Domains whose addresses the provider itself gives out: for these alone its `email_verified` is believed, and opens or makes the
   * account at once. Everybody else proves their address by a letter the first time. Subdomains are written out. */
  email_domains: z
    .array(
      z
        .string()
        .max(253)
        .regex(
          /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])$/,
          'a domain in small letters, such as region.example',
        ),
    )
    .max(100)
    .default([]),
});

export type ProviderSettings = z.infer<typeof providerSchema>;

const listSchema = z
  .array(providerSchema)
  .max(20)
  .refine((list) => new Set(list.map((one) => one.id)).size === list.length, 'two providers have the same id')
  .refine(
    (list) => list.every((one) => one.client_auth === 'none' || one.client_secret),
    'client_secret is missing (or set client_auth to "none")',
  );

export type ReadSettings = { ok: true; providers: ProviderSettings[] } | { ok: false; problems: string[] };

/** Problems name the field and never the value: it may be the secret. */
export function readProviders(text: string): ReadSettings {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { ok: false, problems: ['SLUSS_OIDC: is not JSON'] };
  }
  const parsed = listSchema.safeParse(given);
  if (parsed.success) return { ok: true, providers: parsed.data };
  const place = (path: PropertyKey[]) =>
    path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return { ok: false, problems: parsed.error.issues.map((issue) => `SLUSS_OIDC${place(issue.path)}: ${issue.message}`) };
}

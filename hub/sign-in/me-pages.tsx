// A person's own page and what leads from it: who they are, for whom they act, ways in, sessions, tokens, leaving.
import { WithContact } from '../about/operator.tsx';
import type { Actor } from '../permissions/actor.ts';
import type { FieldErrors, Typed } from '../platform/form.ts';
import { fill, type Language } from '../platform/texts.ts';
import { ButtonForm, Choice, ErrorSummary, type Option, Select, TextField } from '../ui/form.tsx';
import { writeDay } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { say } from './pages.tsx';
import type { OwnOrganisation } from './sessions.ts';
import { Entry, Sessions, Ways } from './ways-in.tsx';

export type MeWrong = { form: 'name' | 'token'; errors: FieldErrors; typed: Typed };
type Text = ReturnType<typeof say>;

type MeProps = {
  language: Language;
  now: Date;
  actor: Actor;
  /** How many signing keys. */
  keys: number;
  tokens: { id: string; name: string; expires_at: Date; last_used_at: Date | null; acting_for: string | null }[];
  sessions: { id: string; device: string | null; provider: string | null; created_at: Date; last_used_at: Date | null }[];
  identities: { id: string; provider: string; label: string; last_used_at: Date }[];
  passkeys: { id: string; name: string; created_at: Date; last_used_at: Date | null }[];
  organisations: OwnOrganisation[];
  providers: { id: string; title: string }[];
  passkeysWork: boolean;
  /** Where whoever runs the hub is written to. */
  contact: string | undefined;
  made?: string;
  wrong?: MeWrong;
};

export function MePage(props: MeProps) {
  const { language, actor, wrong } = props;
  const text = say(language);
  const words: Record<string, string> = text;
  const errors = Object.entries(wrong?.errors ?? {}).map(([field, message]) => ({
    field: wrong?.form === 'token' ? `token-${field}` : field,
    message: words[message] ?? message,
  }));
  return (
    <Layout language={language} title={text.meTitle} visitor={actor} at="me" islands={props.passkeysWork ? ['passkey'] : []}>
      <h1>{actor.name || actor.email}</h1>
      <p class="lead">
        {actor.email}
        {actor.actingFor ? <> · {fill(text.actsFor, { organisation: actor.actingFor.name })}</> : null}
      </p>
      <ButtonForm action="/sign-out" label={text.signOut} look="quiet" />
      <ErrorSummary language={language} errors={errors} />
      {props.made ? (
        <Notice kind="good" title={text.tokenShown}>
          <p>
            <code>{props.made}</code>
          </p>
        </Notice>
      ) : null}
      <nav aria-label={text.onThisPage}>
        <ul class="contents">
          {(['you', 'roles', 'ways', 'sessions', 'tokens', 'keys', 'leave'] as const).map((part) => (
            <li>
              <a href={`#${part}`}>{text[`part_${part}`]}</a>
            </li>
          ))}
        </ul>
      </nav>
      <h2 id="you">{text.part_you}</h2>
      <form method="post" action="/me/name" novalidate>
        <TextField
          {...{ name: 'name', label: text.name, autocomplete: 'name', maxlength: 200, size: 'medium', hint: text.nameHint }}
          value={String(wrong?.form === 'name' ? (wrong.typed.name ?? '') : actor.name)}
          error={wrong?.form === 'name' ? words[wrong.errors.name ?? ''] : undefined}
          required
        />
        <p>
          <button type="submit" class="quiet">
            {text.nameSave}
          </button>
        </p>
      </form>
      <Roles {...props} text={text} />
      <Ways {...props} text={text} />
      <Sessions {...props} text={text} />
      <Tokens {...props} text={text} />
      <h2 id="keys">{text.part_keys}</h2>
      <p>{props.keys ? fill(text.keysSome, { count: props.keys }) : text.keysNone}</p>
      <p>
        <a href="/me/signing-key">{text.keysLink}</a>
      </p>
      <h2 id="leave">{text.part_leave}</h2>
      <p>{text.exportLead}</p>
      <p>
        <a href="/me/export.json" download="sluss-account.json">
          {text.exportLink}
        </a>
      </p>
      <p>{text.deletionLead}</p>
      <p>
        <a href="/me/deletion">{text.deletionLink}</a>
      </p>
    </Layout>
  );
}

export type Part = MeProps & { text: Text };

function Roles({ actor, organisations, contact, text }: Part) {
  const words: Record<string, string> = text;
  const name = (id: string) => organisations.find((one) => one.id === id)?.name ?? id;
  return (
    <>
      <h2 id="roles">{text.part_roles}</h2>
      {actor.memberships.length === 0 ? (
        <>
          <p>
            {text.noRoles} {contact ? <WithContact text={text.noRolesContact} contact={contact} /> : null}
          </p>
          <p>
            {text.noRolesMeanwhile} <a href="/datasets">{text.noRolesFind}</a>
          </p>
        </>
      ) : null}
      <ul>
        {actor.memberships.map((one) => (
          <li>
            {words[`role_${one.role}`]}, {name(one.organisation)}
            {one.station ? ` (${text.station} ${one.station})` : ''}
          </li>
        ))}
      </ul>
      {actor.memberships.some((one) => one.role === 'innovator') ? (
        <p>
          <a href="/me/colleagues">{text.colleaguesLink}</a>
        </p>
      ) : null}
      {organisations.length > 1 ? <ActForForm {...{ actor, organisations, text }} to="/me#roles" /> : null}
    </>
  );
}

function ActForForm(props: { actor: Actor; organisations: OwnOrganisation[]; text: Text; to: string }) {
  const { actor, organisations, text } = props;
  const options: Option[] = [
    ...organisations.map((one) => ({ value: one.id, label: one.name })),
    { value: 'all', label: text.actForAll, hint: text.actForAllHint },
  ];
  return (
    <form method="post" action="/me/acting-for">
      <input type="hidden" name="to" value={props.to} />
      <Choice
        {...{ name: 'organisation', label: text.actForLabel, hint: text.actForHint, options }}
        chosen={[actor.actingFor?.organisation ?? 'all']}
      />
      <p>
        <button type="submit">{text.actForButton}</button>
      </p>
    </form>
  );
}

export function ActingForPage(props: { language: Language; actor: Actor; organisations: OwnOrganisation[]; to: string }) {
  const text = say(props.language);
  return (
    <Layout language={props.language} title={text.actForTitle} visitor={props.actor} at="me">
      <h1>{text.actForTitle}</h1>
      <p class="lead">{text.actForLead}</p>
      <ActForForm {...props} text={text} />
    </Layout>
  );
}

function Tokens({ tokens, actor, organisations, wrong, text, language }: Part) {
  const words: Record<string, string> = text;
  const typed = wrong?.form === 'token' ? wrong.typed : {};
  const error = (field: string) => (wrong?.form === 'token' && wrong.errors[field] ? words[wrong.errors[field]] : undefined);
  const name = (id: string) => organisations.find((one) => one.id === id)?.name ?? id;
  return (
    <>
      <h2 id="tokens">{text.part_tokens}</h2>
      <p>{text.tokensLead}</p>
      <ul class="entries">
        {tokens.map((token) => (
          <Entry
            title={token.name}
            detail={[
              `${text.tokenExpires} ${writeDay(token.expires_at.toISOString(), language)}`,
              `${text.used} ${token.last_used_at ? writeDay(token.last_used_at.toISOString(), language) : text.never}`,
              ...(token.acting_for ? [fill(text.actsFor, { organisation: name(token.acting_for) })] : []),
            ].join(', ')}
          >
            <ButtonForm action={`/me/tokens/${token.id}/revocation`} label={text.revoke} look="quiet" />
          </Entry>
        ))}
      </ul>
      <details open={wrong?.form === 'token'}>
        <summary>{text.tokenMake}</summary>
        <form method="post" action="/me/tokens" novalidate>
          <TextField
            {...{ name: 'name', id: 'token-name', label: text.tokenName, maxlength: 200, size: 'medium', error: error('name') }}
            value={String(typed.name ?? '')}
            required
          />
          <TextField
            {...{
              name: 'days',
              id: 'token-days',
              label: text.tokenDays,
              size: 'short',
              inputmode: 'numeric',
              error: error('days'),
            }}
            value={String(typed.days ?? '90')}
            required
          />
          {organisations.length > 1 ? (
            <Select
              {...{ name: 'acting_for', id: 'token-acting-for', label: text.actForLabel }}
              value={String(typed.acting_for ?? actor.actingFor?.organisation ?? 'all')}
              options={[
                ...organisations.map((one) => ({ value: one.id, label: one.name })),
                { value: 'all', label: text.actForAll },
              ]}
            />
          ) : null}
          <p>
            <button type="submit">{text.tokenMake}</button>
          </p>
        </form>
      </details>
    </>
  );
}

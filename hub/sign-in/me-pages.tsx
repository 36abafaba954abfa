// A person's own page and what leads from it: who they are, for whom they act, ways in, sessions, tokens, leaving.
import type { Child } from 'hono/jsx';
import type { Actor } from '../permissions/actor.ts';
import type { FieldErrors, Typed } from '../platform/form.ts';
import { fill, type Language } from '../platform/texts.ts';
import { ButtonForm, Choice, ErrorSummary, type Option, Select, TextField } from '../ui/form.tsx';
import { writeDay, writeMoment } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table } from '../ui/table.tsx';
import { say } from './pages.tsx';
import type { OwnOrganisation } from './sessions.ts';

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

type Part = MeProps & { text: Text };

function Roles({ actor, organisations, text }: Part) {
  const words: Record<string, string> = text;
  const name = (id: string) => organisations.find((one) => one.id === id)?.name ?? id;
  return (
    <>
      <h2 id="roles">{text.part_roles}</h2>
      {actor.memberships.length === 0 ? <p>{text.noRoles}</p> : null}
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

function Ways({ identities, passkeys, providers, passkeysWork, actor, text, language }: Part) {
  const left = providers.filter((one) => !identities.some((identity) => identity.provider === one.id));
  const title = (id: string) => providers.find((one) => one.id === id)?.title ?? id;
  const used = (at: Date | null) => `${text.used} ${at ? writeDay(at.toISOString(), language) : text.never}`;
  return (
    <>
      <h2 id="ways">{text.part_ways}</h2>
      <p>{fill(text.waysLead, { email: actor.email })}</p>
      <ul class="entries">
        {identities.map((one) => (
          <Entry title={title(one.provider)} detail={`${one.label}, ${used(one.last_used_at)}`}>
            <ButtonForm action={`/me/identities/${one.id}/removal`} label={text.remove} look="quiet" />
          </Entry>
        ))}
        {passkeys.map((one) => (
          <Entry title={one.name} detail={`${text.passkey}, ${used(one.last_used_at)}`}>
            <details>
              <summary>{text.passkeyRename}</summary>
              <form method="post" action={`/me/passkeys/${one.id}/name`}>
                <TextField
                  {...{ name: 'name', id: `name-${one.id}`, label: text.passkeyName, value: one.name, maxlength: 100 }}
                  required
                />
                <p>
                  <button type="submit">{text.nameSave}</button>
                </p>
              </form>
            </details>
            <ButtonForm action={`/me/passkeys/${one.id}/removal`} label={text.remove} look="quiet" />
          </Entry>
        ))}
      </ul>
      {left.length ? (
        <p>
          {text.addProvider}{' '}
          {left.map((one) => (
            <a class="button quiet" href={`/sign-in/with/${one.id}?to=/me`}>
              {one.title}
            </a>
          ))}
        </p>
      ) : null}
      {passkeysWork ? (
        <form id="passkey-add" hidden data-wrong={text.passkeyNotMade}>
          <TextField
            {...{
              name: 'name',
              id: 'passkey-name',
              label: text.passkeyNew,
              hint: text.passkeyHint,
              maxlength: 100,
              size: 'medium',
            }}
            required
          />
          <p class="error" role="alert" />
          <p>
            <button type="submit" class="quiet">
              {text.passkeyMake}
            </button>
          </p>
        </form>
      ) : (
        <p class="quiet">{text.passkeyNotHere}</p>
      )}
      {passkeysWork ? (
        <noscript>
          <p class="quiet">{text.passkeyScript}</p>
        </noscript>
      ) : null}
    </>
  );
}

function Entry({ title, detail, children }: { title: Child; detail: Child; children: Child }) {
  return (
    <li>
      <div>
        <strong>{title}</strong>
        <span class="detail">{detail}</span>
      </div>
      <div class="does">{children}</div>
    </li>
  );
}

function Sessions({ sessions, actor, providers, text, language }: Part) {
  const device = (name: string | null) => {
    const [browser = '', system = ''] = (name ?? '').split('/');
    return browser && system ? fill(text.deviceOn, { browser, system }) : browser || system || text.deviceUnknown;
  };
  const by = (id: string | null) => (id ? ` · ${providers.find((one) => one.id === id)?.title ?? id}` : '');
  return (
    <>
      <h2 id="sessions">{text.part_sessions}</h2>
      <p>{text.sessionsLead}</p>
      <Table
        caption={text.sessionsCaption}
        columns={[{ title: text.device }, { title: text.since }, { title: text.lastUsed }, { title: text.sessionEnd }]}
        rows={sessions.map((one) => ({
          key: (
            <>
              {device(one.device)}
              {by(one.provider)}
            </>
          ),
          cells: [
            writeMoment(one.created_at.toISOString(), language),
            one.id === actor.session
              ? text.sessionThis
              : one.last_used_at
                ? writeMoment(one.last_used_at.toISOString(), language)
                : text.never,
            <ButtonForm action={`/me/sessions/${one.id}/end`} label={text.sessionEnd} look="quiet" />,
          ],
        }))}
      />
      {sessions.length > 1 ? <ButtonForm action="/me/sessions/others/end" label={text.sessionsEndOthers} look="quiet" /> : null}
    </>
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

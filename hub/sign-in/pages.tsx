// Pages of signing in and out: the ways in, the link, an identity that is new here.
import type { Persona } from '../demo-personas/personas.ts';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { ErrorSummary, TextField } from '../ui/form.tsx';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { minutesOfLink } from './sign-in.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);

/** What went wrong: with the address that was typed (`field`), or on the way by another road (`code`). */
export type SignInProblem = {
  status: 400 | 401 | 403 | 404 | 409 | 410 | 411 | 413 | 415 | 422 | 429 | 500 | 503;
  code?: string;
  field?: 'emailWrong';
  email?: string;
};

type SignInProps = {
  language: Language;
  wrong?: SignInProblem | undefined;
  providers: { id: string; title: string }[];
  personas: (Persona & { works: string })[];
  /** Whether passkeys can be had at this address at all. */
  passkeys: boolean;
  /** Where the person wanted to go; empty: nowhere in particular. */
  to: string;
};

export function SignInPage({ language, wrong, providers, personas, passkeys, to }: SignInProps) {
  const text = say(language);
  const words: Record<string, string> = text;
  const error = wrong?.field ? text.emailWrong : undefined;
  const after = to ? `?to=${encodeURIComponent(to)}` : '';
  return (
    <Layout language={language} title={text.title} visitor={null} islands={passkeys ? ['passkey'] : []}>
      <h1>{text.title}</h1>
      {wrong?.code ? (
        <Notice kind="wrong" title={text.notSignedIn}>
          <p>{words[`wrong_${wrong.code}`] ?? text.wrong_other}</p>
        </Notice>
      ) : null}
      {error ? <ErrorSummary language={language} errors={[{ field: 'email', message: error }]} /> : null}
      {personas.length ? (
        <section class="ways" aria-labelledby="personas">
          <h2 id="personas">{text.personasTitle}</h2>
          <p>{text.personasLead}</p>
          <ul class="personas">
            {personas.map((persona) => (
              <li>
                <form method="post" action={`/sign-in/persona/${persona.id}`}>
                  {to ? <input type="hidden" name="to" value={to} /> : null}
                  <button type="submit">{persona.name}</button>
                  <span>
                    {words[`role_${persona.role}`]}, <span class="quiet">{persona.works}</span>
                  </span>
                </form>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {providers.length ? (
        <section class="ways" aria-labelledby="by-provider">
          <h2 id="by-provider">{text.byProvider}</h2>
          <p>{text.byProviderLead}</p>
          <ul class="plain">
            {providers.map((provider) => (
              <li>
                <a class="button" href={`/sign-in/with/${provider.id}${after}`}>
                  {provider.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {passkeys ? (
        <section
          class="ways"
          aria-labelledby="by-passkey"
          id="passkey-sign-in"
          hidden
          data-to={to}
          data-wrong={text.passkeyWrong}
        >
          <h2 id="by-passkey">{text.byPasskey}</h2>
          <p>{text.byPasskeyLead}</p>
          <p class="error" role="alert" />
          <button type="button" class="quiet">
            {text.byPasskeyButton}
          </button>
        </section>
      ) : null}
      <section class="ways" aria-labelledby="by-link">
        <h2 id="by-link">{text.byLink}</h2>
        <p>{text.lead}</p>
        <form method="post" action="/sign-in" novalidate>
          {to ? <input type="hidden" name="to" value={to} /> : null}
          <TextField
            {...{ name: 'email', label: text.email, type: 'email', autocomplete: 'email', maxlength: 320, size: 'medium', error }}
            value={wrong?.email ?? ''}
            required
          />
          <p>
            <button type="submit" class={providers.length ? 'quiet' : undefined}>
              {text.send}
            </button>
          </p>
        </form>
      </section>
    </Layout>
  );
}

/** `toOutbox`: letters of this demonstration go into a folder. */
export function SentPage({ language, toOutbox }: { language: Language; toOutbox: boolean }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.sentTitle} visitor={null}>
      <h1>{text.sentTitle}</h1>
      <p class="lead">{fill(text.sent, { minutes: minutesOfLink })}</p>
      <p>{text.sentAgain}</p>
      {toOutbox ? <p>{text.sentDemo}</p> : null}
    </Layout>
  );
}

/** Says whose account it is: a link that somebody else had sent to themselves signs nobody in unawares. */
export function LinkPage({ language, token, email, to }: { language: Language; token: string; email: string; to: string }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.linkTitle} visitor={null}>
      <h1>{text.linkTitle}</h1>
      <p class="lead">{fill(text.linkWhose, { email })}</p>
      <p>{text.linkLead}</p>
      <form method="post" action="/sign-in/link">
        <input type="hidden" name="token" value={token} />
        {to ? <input type="hidden" name="to" value={to} /> : null}
        <button type="submit">{text.linkButton}</button>
      </form>
    </Layout>
  );
}

export function SignedOutPage(props: { language: Language; provider: string; address: string | undefined }) {
  const text = say(props.language);
  const { provider, address } = props;
  return (
    <Layout language={props.language} title={text.signedOutTitle} visitor={null}>
      <h1>{text.signedOutTitle}</h1>
      <p class="lead">{fill(text.signedOutLead, { provider })}</p>
      {address ? (
        <p>
          <a class="button" href={address}>
            {fill(text.signedOutThere, { provider })}
          </a>
        </p>
      ) : null}
      <p>
        <a href="/">{text.toFront}</a>
      </p>
    </Layout>
  );
}

export function DeletedPage({ language }: { language: Language }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.deletedTitle} visitor={null}>
      <h1>{text.deletedTitle}</h1>
      <p class="lead">{text.deletedLead}</p>
      <p>
        <a href="/">{text.toFront}</a>
      </p>
    </Layout>
  );
}

/** Somebody whom a provider knows and we do not: first whose mailbox is it? */
export function ProvePage(props: { language: Language; provider: string; name: string; email: string; to: string }) {
  const text = say(props.language);
  return (
    <Layout language={props.language} title={text.proveTitle} visitor={null}>
      <h1>{props.name ? fill(text.proveHello, { name: props.name }) : text.proveTitle}</h1>
      <p class="lead">{fill(text.proveLead, { provider: props.provider })}</p>
      <p>{text.proveWhy}</p>
      <form method="post" action="/sign-in" novalidate>
        <input type="hidden" name="to" value={props.to} />
        <TextField
          {...{ name: 'email', label: text.email, type: 'email', autocomplete: 'email', maxlength: 320, size: 'medium' }}
          value={props.email}
          required
        />
        <p>
          <button type="submit">{text.send}</button>
        </p>
      </form>
    </Layout>
  );
}

export function JoinPage(props: { language: Language; actor: Actor; provider: string; whom: string }) {
  const { actor, provider, whom } = props;
  const text = say(props.language);
  const names = { provider, whom, account: actor.email };
  return (
    <Layout language={props.language} title={text.joinTitle} visitor={actor} at="me">
      <h1>{text.joinTitle}</h1>
      <p class="lead">{fill(text.joinLead, names)}</p>
      <p>{text.joinWhy}</p>
      <form method="post" action="/me/identities/new" class="actions">
        <button type="submit">{fill(text.joinButton, names)}</button>
        <a href="/me">{text.joinNot}</a>
      </form>
    </Layout>
  );
}

// Pages of signing in, plain: the address, the link, yourself with roles, keys and tokens.
import type { Persona } from '../demo-personas/personas.ts';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Layout } from '../ui/layout.tsx';
import { minutesOfLink } from './sign-in.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export function SignInPage({ language, personas }: { language: Language; personas: Persona[] }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.title} visitor={null}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      <form method="post" action="/sign-in">
        <label for="email">{text.email}</label>
        <input id="email" name="email" type="email" autocomplete="email" required maxlength={320} />
        <p>
          <button type="submit">{text.send}</button>
        </p>
      </form>
      {personas.length ? (
        <>
          <h2>{text.personasTitle}</h2>
          <p>{text.personasLead}</p>
          <ul>
            {personas.map((persona) => (
              <li>
                <form method="post" action={`/sign-in/persona/${persona.id}`}>
                  <button type="submit">{persona.name}</button> {text[`role_${persona.role}`]}, {persona.organisation}
                </form>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Layout>
  );
}

export function SentPage({ language }: { language: Language }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.sentTitle} visitor={null}>
      <h1>{text.sentTitle}</h1>
      <p class="lead">{fill(text.sent, { minutes: minutesOfLink })}</p>
    </Layout>
  );
}

export function LinkPage({ language, token }: { language: Language; token: string }) {
  const text = say(language);
  return (
    <Layout language={language} title={text.linkTitle} visitor={null}>
      <h1>{text.linkTitle}</h1>
      <p class="lead">{text.linkLead}</p>
      <form method="post" action="/sign-in/link">
        <input type="hidden" name="token" value={token} />
        <button type="submit">{text.linkButton}</button>
      </form>
    </Layout>
  );
}

type MeProps = {
  language: Language;
  actor: Actor;
  keys: { name: string; thumbprint: string }[];
  tokens: { id: string; name: string; expires_at: Date; last_used_at: Date | null }[];
  made?: string;
};

export function MePage({ language, actor, keys, tokens, made }: MeProps) {
  const text = say(language);
  const day = (at: Date | null) => (at ? at.toISOString().slice(0, 10) : text.never);
  return (
    <Layout language={language} title={text.meTitle} visitor={actor}>
      <h1>{actor.name || actor.email}</h1>
      <p class="lead">{actor.email}</p>
      <h2>{text.roles}</h2>
      {actor.memberships.length === 0 ? <p>{text.noRoles}</p> : null}
      <ul>
        {actor.memberships.map((one) => (
          <li>
            {text[`role_${one.role}`]}, {one.organisation}
            {one.station ? ` (${text.station} ${one.station})` : ''}
          </li>
        ))}
      </ul>
      <h2>{text.keysTitle}</h2>
      {keys.length === 0 ? <p>{text.noKeys}</p> : null}
      <ul>
        {keys.map((key) => (
          <li>
            {key.name} <code>{key.thumbprint}</code>
          </li>
        ))}
      </ul>
      <h2>{text.tokensTitle}</h2>
      <p>{text.tokensLead}</p>
      {made ? (
        <p class="notice" role="status">
          {text.tokenShown} <code>{made}</code>
        </p>
      ) : null}
      <ul>
        {tokens.map((token) => (
          <li>
            <form method="post" action={`/me/tokens/${token.id}/revocation`}>
              {token.name}, {text.tokenExpires} {day(token.expires_at)}, {text.tokenUsed} {day(token.last_used_at)}{' '}
              <button type="submit">{text.revoke}</button>
            </form>
          </li>
        ))}
      </ul>
      <form method="post" action="/me/tokens">
        <label for="name">{text.tokenName}</label>
        <input id="name" name="name" required maxlength={200} />
        <label for="days">{text.tokenDays}</label>
        <input id="days" name="days" type="number" min={1} max={365} value="90" required />
        <p>
          <button type="submit">{text.tokenMake}</button>
        </p>
      </form>
      <form method="post" action="/sign-out">
        <button type="submit">{text.signOut}</button>
      </form>
    </Layout>
  );
}

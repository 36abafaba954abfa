// The pages of colleagues: who acts for an organisation, inviting one more; and, on the other side, joining.
import type { Actor } from '../permissions/actor.ts';
import type { FieldErrors, Typed } from '../platform/form.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Empty } from '../ui/empty.tsx';
import { ButtonForm, ErrorSummary, TextField } from '../ui/form.tsx';
import { writeDay } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { type ColleaguesView, daysOfInvitation, type invitationsToMe } from './colleagues.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
type Text = ReturnType<typeof say>;
export type Wrong = { organisation: string; errors: FieldErrors; typed: Typed };
type Props = { language: Language; visitor: Actor; organisations: ColleaguesView[]; wrong?: Wrong | undefined };

export function ColleaguesPage({ language, visitor, organisations, wrong }: Props) {
  const text = say(language);
  const words: Record<string, string> = text;
  const errors = Object.values(wrong?.errors ?? {}).map((message) => ({
    field: `email-${wrong?.organisation}`,
    message: words[message] ?? message,
  }));
  return (
    <Layout language={language} title={text.title} visitor={visitor} at="me">
      <p class="kicker">
        <a href="/me#roles">{text.back}</a>
      </p>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      <ErrorSummary language={language} errors={errors} />
      {organisations.length === 0 ? (
        <Empty title={text.none}>
          <p>{text.noneHow}</p>
        </Empty>
      ) : null}
      {organisations.map((one) => (
        <section aria-labelledby={`at-${one.id}`}>
          <h2 id={`at-${one.id}`}>{one.name}</h2>
          <ul class="entries">
            {one.colleagues.map((colleague) => (
              <li>
                <div id={`who-${colleague.id}`}>
                  <strong>{colleague.name}</strong>
                  <span class="detail">{colleague.person === visitor.person ? text.you : colleague.email}</span>
                </div>
                <div class="does">
                  {colleague.endable && colleague.person !== visitor.person ? (
                    <ButtonForm
                      action={`/me/colleagues/${colleague.id}/end`}
                      label={text.end}
                      look="quiet"
                      describedBy={`who-${colleague.id}`}
                    />
                  ) : null}
                </div>
              </li>
            ))}
            {one.invitations.map((invited) => (
              <li>
                <div id={`who-${invited.id}`}>
                  <strong>{invited.email}</strong>
                  <span class="detail">{fill(text.invitedUntil, { day: writeDay(invited.expires_at, language) })}</span>
                </div>
                <div class="does">
                  <ButtonForm
                    action={`/me/invitations/${invited.id}/end`}
                    label={text.takeBack}
                    look="quiet"
                    describedBy={`who-${invited.id}`}
                  />
                </div>
              </li>
            ))}
          </ul>
          <InviteForm organisation={one} wrong={wrong?.organisation === one.id ? wrong : undefined} text={text} />
        </section>
      ))}
    </Layout>
  );
}

function InviteForm({ organisation, wrong, text }: { organisation: ColleaguesView; wrong: Wrong | undefined; text: Text }) {
  const words: Record<string, string> = text;
  const [message] = Object.values(wrong?.errors ?? {});
  return (
    <form method="post" action="/me/colleagues" novalidate>
      <input type="hidden" name="organisation" value={organisation.id} />
      <TextField
        name="email"
        id={`email-${organisation.id}`}
        type="email"
        label={text.email}
        hint={fill(text.emailHint, { days: daysOfInvitation })}
        value={String(wrong?.typed.email ?? '')}
        error={message ? (words[message] ?? message) : undefined}
        size="medium"
        maxlength={320}
        autocomplete="off"
        required
      />
      <p class="actions">
        <button type="submit">{text.invite}</button>
      </p>
    </form>
  );
}

type Invited = { language: Language; visitor: Actor; invitations: Awaited<ReturnType<typeof invitationsToMe>> };

export function InvitationsPage({ language, visitor, invitations }: Invited) {
  const text = say(language);
  return (
    <Layout language={language} title={text.invitedTitle} visitor={visitor} at="me">
      <h1>{text.invitedTitle}</h1>
      {invitations.length === 0 ? (
        <Empty title={text.invitedNone}>
          <p>{fill(text.invitedNoneHow, { email: visitor.email })}</p>
        </Empty>
      ) : null}
      {invitations.map((one) => (
        <Notice title={fill(text.invitedTo, { organisation: one.organisation })}>
          <p>{fill(text.invitedWhat, { inviter: one.invited_by, organisation: one.organisation })}</p>
          <ButtonForm action={`/invitations/${one.id}`} label={fill(text.join, { organisation: one.organisation })} />
          <p class="quiet">{fill(text.invitedUntil, { day: writeDay(one.expires_at.toISOString(), language) })}</p>
        </Notice>
      ))}
    </Layout>
  );
}

// The hearing before a permit is revoked, for both sides: what the body has found, the day, the user's views, how it ended; and its forms.
import { fill, type Language } from '../platform/texts.ts';
import { TextArea } from '../ui/form.tsx';
import { writeMoment } from '../ui/format.ts';
import { Notice } from '../ui/notice.tsx';
import { errorOf, Frame, one, type PermitForm, say } from './forms.tsx';
import type { HearingView } from './hearing-rules.ts';
import type { PermitPageView } from './page-view.ts';
import { writePermitDay } from './permit-day.ts';

export const openHearing = (view: Pick<PermitPageView, 'hearings'>) => view.hearings.find((hearing) => !hearing.closed_at);
const dayWords = (day: string, language: Language) => writePermitDay(day, language);

export function Hearings({ view, language }: { view: PermitPageView; language: Language }) {
  const text = say(language);
  if (view.hearings.length === 0) return null;
  const { permit, may } = view;
  const to = (page: string, label: string, quiet = false) => (
    <a class={quiet ? 'button quiet' : 'button'} href={`/permits/${permit.reference}/${page}`}>
      {label}
    </a>
  );
  return (
    <section id="hearing">
      <h2>{text.hearings}</h2>
      {view.hearings.map((hearing) => (
        <Notice kind={hearing.closed_at ? 'note' : 'attention'} title={titleOf(hearing, language)}>
          <p class="as-written">{hearing.finding}</p>
          <p class="quiet">{fill(text.noticeAt, { at: writeMoment(hearing.given_at, language) })}</p>
          {hearing.answer ? (
            <>
              <p>
                <strong>{text.views}</strong>{' '}
                <span class="quiet">{fill(text.viewsAt, { at: writeMoment(hearing.answered_at ?? '', language) })}</span>
              </p>
              <p class="as-written">{hearing.answer}</p>
            </>
          ) : (
            <p>{text.noViews}</p>
          )}
          {hearing.reason && hearing.outcome === 'none' ? <p class="as-written">{hearing.reason}</p> : null}
          {hearing.closed_at ? null : (
            <div class="actions">
              {may.views && !hearing.over ? to('views', text.stateViews) : null}
              {may.revoke && hearing.over && !hearing.urgent ? to('revoke', text.revokeHeard) : null}
              {may.revoke && !hearing.urgent ? to('close-hearing', text.close, true) : null}
              {may.revoke && hearing.over && hearing.urgent ? to('close-hearing', text.closeUrgent) : null}
            </div>
          )}
        </Notice>
      ))}
    </section>
  );
}

function titleOf(hearing: HearingView, language: Language): string {
  const text = say(language);
  if (hearing.outcome) return text[`hearing_${hearing.outcome}`];
  const until = hearing.answer
    ? ''
    : fill(hearing.over ? text.answerOver : text.answerBy, { day: dayWords(hearing.by, language) });
  return hearing.urgent ? `${text.hearing_urgent}. ${until}` : until || text.views;
}

/** `id` is made with the form: sent twice, it is one notice. */
export function HearPage({ id, ...form }: PermitForm & { id: string }) {
  const text = say(form.language);
  return (
    <Frame form={form} title={text.hearTitle} lead={text.hearLead} send={text.hearSend}>
      <input type="hidden" name="id" value={id} />
      <TextArea
        name="finding"
        label={text.finding}
        hint={text.findingHint}
        rows={8}
        value={one(form.typed, 'finding')}
        error={errorOf(form, 'finding')}
      />
      <details>
        <summary>{text.revokeNow}</summary>
        <p>{text.revokeNow_what}</p>
        <p>
          <a href={`/permits/${form.view.permit.reference}/revoke`}>{text.revokeNow}</a>
        </p>
      </details>
    </Frame>
  );
}

export function ViewsPage(form: PermitForm) {
  const text = say(form.language);
  const open = openHearing(form.view);
  const lead = open?.urgent ? text.viewsLeadUrgent : text.viewsLead;
  return (
    <Frame
      form={form}
      title={text.viewsTitle}
      lead={open ? fill(lead, { day: dayWords(open.by, form.language) }) : text.problem_no_hearing}
      send={text.viewsSend}
    >
      {open ? <p class="as-written">{open.finding}</p> : null}
      <TextArea
        name="answer"
        label={text.viewsLabel}
        hint={text.viewsHint}
        rows={8}
        value={one(form.typed, 'answer')}
        error={errorOf(form, 'answer')}
      />
    </Frame>
  );
}

/** Which hearing stood open when the form was drawn: another one that was opened since is not ended by it. */
const SeenHearing = ({ open }: { open: HearingView | undefined }) => (
  <input type="hidden" name="hearing" value={open?.id ?? ''} />
);

export function CloseHearingPage(form: PermitForm) {
  const text = say(form.language);
  const open = openHearing(form.view);
  const urgent = open?.urgent;
  return (
    <Frame
      form={form}
      title={urgent ? text.closeTitleUrgent : text.closeTitle}
      lead={urgent ? text.closeLeadUrgent : text.closeLead}
      send={text.closeSend}
    >
      <SeenHearing open={open} />
      <TextArea
        name="reason"
        label={text.reason}
        hint={text.declineHint}
        rows={5}
        value={one(form.typed, 'reason')}
        error={errorOf(form, 'reason')}
      />
    </Frame>
  );
}

/** After a hearing with its views in sight; at once with why it cannot wait; what was never in force needs the reason alone. */
export function RevokePage(form: PermitForm) {
  const text = say(form.language);
  const open = openHearing(form.view);
  const heard = open?.over ?? false;
  const needed = !heard && form.view.permit.version > 0;
  return (
    <Frame
      form={form}
      title={heard ? text.revokeAfter : needed ? text.revokeNow : text.revokeTitle}
      lead={needed ? `${text.revokeNow_what} ${text.revokeLead}` : text.revokeLead}
      send={text.revokeSend}
    >
      <SeenHearing open={open} />
      {heard ? (
        <Notice title={text.views}>
          <p class="as-written">{open?.answer ?? text.noViews}</p>
        </Notice>
      ) : null}
      {needed ? (
        <TextArea
          name="urgent"
          label={text.urgentLabel}
          hint={text.urgentHint}
          rows={4}
          value={one(form.typed, 'urgent')}
          error={errorOf(form, 'urgent')}
        />
      ) : null}
      <TextArea
        name="reason"
        label={text.reason}
        hint={text.becomesPublic}
        rows={5}
        value={one(form.typed, 'reason')}
        error={errorOf(form, 'reason')}
      />
    </Frame>
  );
}

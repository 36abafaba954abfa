// A decision and where it leads: its letter in both languages, the permit, whether it is public. On the desk and on the applicant's page.
import { fill, type Language } from '../../platform/texts.ts';
import { writeMoment } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import type { ApplicationView } from '../views.ts';
import { say, type Text, wordsOf } from './parts.tsx';

type Props = { language: Language; application: Pick<ApplicationView, 'decisions' | 'permit'>; text?: Text };

export function DecisionLinks({ language, application, text = say(language) }: Props) {
  const { decisions, permit } = application;
  return (
    <>
      {decisions.map((one) => (
        <Notice kind={one.kind === 'refuse' ? 'note' : 'good'} title={wordsOf(text)[`decision_${one.kind}`] ?? one.kind}>
          <p>{one.reason}</p>
          <p class="quiet">
            {writeMoment(one.at, language)}.{' '}
            {one.published_at ? fill(text.publishedAt, { at: writeMoment(one.published_at, language) }) : text.publishedLater}
          </p>
          <p>
            {text.letter}: <a href={`/decisions/${one.id}.sv.pdf`}>PDF, svenska</a>,{' '}
            <a href={`/decisions/${one.id}.en.pdf`}>PDF, English</a>
          </p>
        </Notice>
      ))}
      {permit ? (
        <p>
          <a class="button quiet" href={`/permits/${permit.reference}`}>
            {fill(text.toPermit, { reference: permit.reference })}
          </a>
        </p>
      ) : null}
    </>
  );
}

// Below a finished study: its files, with whom it is shared, and its publication in plain language.
import { fill } from '../platform/texts.ts';
import { Fold } from '../ui/fold.tsx';
import { ButtonForm, TextArea, TextField } from '../ui/form.tsx';
import { writeDay } from '../ui/format.ts';
import type { Names } from './names.ts';
import { type Publication, publishBy, type Share } from './sharing.ts';
import type { StudyPageData } from './study-page.ts';

/** What a form on the study's page said that could not be done, with what was typed. */
export type FormTrouble = {
  form: 'share' | 'publish';
  typed: Record<string, string>;
  wrong: { field: string; message: string }[];
};
export type People = { shares: Share[] | null; publication: Publication | null; trouble?: FormTrouble };
type Props = { names: Names; data: StudyPageData; people: People };

/** Methods whose results a report is made of. */
const reported = ['evaluate@1', 'logistic@1', 'poisson@1', 'linear@1'];

export function Files({ names, data }: Omit<Props, 'people'>) {
  const { text } = names;
  const { id } = data.study;
  return (
    <ul class="files">
      {data.study.plan.methods.some(({ name }) => reported.includes(name)) ? (
        <li>
          <a class="button" href={`/studies/${id}/report`}>
            {text.fileReport}
          </a>
        </li>
      ) : null}
      <li>
        <a href={`/studies/${id}/result.pdf`} download>
          {text.filePdf}
        </a>
      </li>
      <li>
        <a href={`/studies/${id}/result.csv`} download>
          {text.fileCsv}
        </a>
      </li>
      <li>
        <a href={`/studies/${id}/result.json`} download>
          {text.fileJson}
        </a>
      </li>
      <li>
        <a href={`/studies/compare?a=${id}`}>{text.compareWith}</a>
      </li>
    </ul>
  );
}

const errorAt = (people: People, form: FormTrouble['form'], field: string) =>
  people.trouble?.form === form ? people.trouble.wrong.find((one) => one.field === field)?.message : undefined;
const typedAt = (people: People, form: FormTrouble['form'], field: string) =>
  people.trouble?.form === form ? people.trouble.typed[field] : undefined;

export function Sharing({ names, data, people }: Props) {
  const { text, language } = names;
  const { id } = data.study;
  const { shares } = people;
  if (!shares) return null;
  const note =
    shares.length === 0
      ? text.shareNoteNone
      : shares.length === 1
        ? text.shareNoteOne
        : fill(text.shareNote, { count: shares.length });
  return (
    <Fold id="share" title={text.shareTitle} note={note} open={people.trouble?.form === 'share'}>
      <p>{text.shareLead}</p>
      {shares.length > 0 ? (
        <ul class="shares">
          {shares.map((share) => (
            <li>
              <span id={`share-${share.person}`}>
                {share.name || share.email} ({share.email}), {fill(text.shareSince, { day: writeDay(share.shared_at, language) })}
              </span>{' '}
              <ButtonForm
                action={`/studies/${id}/shares/${share.person}/end`}
                label={text.shareEnd}
                look="quiet"
                describedBy={`share-${share.person}`}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <form method="post" action={`/studies/${id}/shares`}>
        <TextField
          name="email"
          type="email"
          label={text.shareWith}
          hint={text.shareHint}
          value={typedAt(people, 'share', 'email')}
          error={errorAt(people, 'share', 'email')}
          size="medium"
          maxlength={320}
          autocomplete="off"
          required
        />
        <p class="actions">
          <button type="submit" class="quiet">
            {text.shareButton}
          </button>
        </p>
      </form>
    </Fold>
  );
}

const mayPublish = ({ study }: StudyPageData) => study.you_may.includes('study.publish') && study.finished_at !== null;
/** Whether there is anything to publish, or published, for who looks. */
export const publishes = (data: StudyPageData, people: People) => mayPublish(data) || people.publication !== null;

export function Publishing({ names, data, people }: Props) {
  const { text, language } = names;
  const { study } = data;
  const { publication } = people;
  const may = mayPublish(data);
  if (!publishes(data, people)) return null;
  const due = study.finished_at ? writeDay(publishBy(study.finished_at), language) : '';
  return (
    <Fold
      id="publish"
      title={text.publishTitle}
      note={
        publication
          ? fill(text.publishNoteDone, { day: writeDay(publication.published_at, language) })
          : fill(text.publishNote, { due })
      }
      open={people.trouble?.form === 'publish'}
    >
      {publication ? (
        <>
          <p class="quiet">
            {fill(text.publishedSince, { day: writeDay(publication.published_at, language) })}{' '}
            <a href="/register?outcome=results">{text.register}</a>
          </p>
          <p class="told">{publication[language]}</p>
        </>
      ) : (
        <p>{fill(text.publishLead, { due })}</p>
      )}
      {may ? (
        <details open={people.trouble?.form === 'publish'}>
          <summary>{publication ? text.publishChange : text.publishThis}</summary>
          <form method="post" action={`/studies/${study.id}/publication`}>
            {(['sv', 'en'] as const).map((one) => (
              <TextArea
                name={one}
                label={text[`publish_${one}`]}
                hint={one === 'sv' ? text.publishHint : text.publishHintEn}
                value={typedAt(people, 'publish', one) ?? publication?.[one]}
                error={errorAt(people, 'publish', one)}
                rows={6}
                maxlength={4000}
              />
            ))}
            <p class="quiet">{text.publishWhat}</p>
            <p class="actions">
              <button type="submit">{publication ? text.publishAgain : text.publishButton}</button>
            </p>
          </form>
        </details>
      ) : null}
    </Fold>
  );
}

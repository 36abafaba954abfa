// The form with which a dataset is described: what Sluss knows already, what one tells, and how others will see it.
import type { Actor } from '../../permissions/actor.ts';
import type { FieldErrors, Typed } from '../../platform/form.ts';
import { fill, type Language, texts } from '../../platform/texts.ts';
import { ErrorSummary, TextArea, TextField } from '../../ui/form.tsx';
import { writeDay } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { About, Quality, recordedOf } from '../dataset-facts.tsx';
import { type Element, elements, type Given, told, versionOf } from '../quality.ts';
import datasetEn from '../texts.en.json' with { type: 'json' };
import datasetSv from '../texts.sv.json' with { type: 'json' };
import type { DatasetFacts } from '../views.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
const sayOfDataset = texts(datasetSv, datasetEn);

export const mostLetters = { about: 4000, keywords: 400, quality: 4000 };
export const mostOf = (element: Element) =>
  element === 'about' || element === 'keywords' ? mostLetters[element] : mostLetters.quality;

export type DescribeProps = {
  language: Language;
  visitor: Actor;
  facts: DatasetFacts;
  typed?: Typed | undefined;
  errors?: FieldErrors | undefined;
  /** To be shown as others would see it. */
  preview?: { given: Given; by: string; at: Date } | undefined;
  /** Somebody else was first. */
  conflict?: boolean;
};

export function DescribePage({ language, visitor, facts, typed, errors = {}, preview, conflict = false }: DescribeProps) {
  const text = say(language);
  const { dataset, quality } = facts;
  const title = dataset.dictionary.title[language];
  const wrong = Object.entries(errors).map(([field, message]) => ({ field, message }));
  const typedIn = (element: Element, to: Language) => String(typed?.[`${element}_${to}`] ?? '').trim();
  // What one left as it was is shown as others have made it meanwhile.
  const isOwn = (element: Element) =>
    typed !== undefined && versionOf({ sv: typedIn(element, 'sv'), en: typedIn(element, 'en') }) !== typed[`seen_${element}`];
  const typedOr = (element: Element, to: Language) =>
    isOwn(element) ? typedIn(element, to) : (quality[element]?.text[to] ?? '');
  const fieldsOf = (element: Element) => <Fields {...{ language, facts, element, errors, typedOr, conflict }} />;
  return (
    <Layout language={language} title={`${text.title}: ${title}`} at="datasets" visitor={visitor}>
      <p class="kicker">
        <a href={`/datasets/${dataset.id}`}>{title}</a>
      </p>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      <ErrorSummary language={language} errors={wrong} />
      {conflict ? <Notice kind="attention">{<p>{text.changed}</p>}</Notice> : null}
      {preview ? (
        <section class="preview" aria-labelledby="preview">
          <h2 id="preview">{text.previewTitle}</h2>
          <Notice kind="attention">{<p>{text.previewNot}</p>}</Notice>
          <About language={language} facts={facts} told={previewed(preview, quality)} />
          <Quality language={language} facts={facts} told={previewed(preview, quality)} heading="h3" />
        </section>
      ) : null}
      <p class="quiet">{text.fixed}</p>
      <form method="post" action={`/datasets/${dataset.id}/description`} novalidate>
        {told.map((element) => (
          <input type="hidden" name={`seen_${element}`} value={versionOf(quality[element]?.text)} />
        ))}
        <p class="hint">{text.languageHint}</p>
        {fieldsOf('about')}
        {fieldsOf('keywords')}
        <h2>{text.label}</h2>
        <p>{text.labelLead}</p>
        {elements.map(fieldsOf)}
        <p class="actions">
          <button type="submit" name="act" value="save">
            {text.save}
          </button>
          <button type="submit" name="act" value="preview" class="quiet">
            {text.preview}
          </button>
          <a href={`/datasets/${dataset.id}`}>{text.cancel}</a>
        </p>
      </form>
    </Layout>
  );
}

/** What one did not change stays another's. */
function previewed(
  { given, by, at }: NonNullable<DescribeProps['preview']>,
  now: DatasetFacts['quality'],
): DatasetFacts['quality'] {
  return Object.fromEntries(
    told.flatMap((element) => {
      const [text, before] = [given[element], now[element]];
      if (before && versionOf(text ?? undefined) === versionOf(before.text)) return [[element, before]];
      return text && (text.sv || text.en) ? [[element, { text, by, at }]] : [];
    }),
  );
}

type FieldsProps = {
  language: Language;
  facts: DatasetFacts;
  element: Element;
  errors: FieldErrors;
  typedOr: (element: Element, to: Language) => string;
  conflict: boolean;
};

function Fields({ language, facts, element, errors, typedOr, conflict }: FieldsProps) {
  const text = say(language);
  const isLabel = element !== 'about' && element !== 'keywords';
  const now = facts.quality[element];
  const organisation = (id: string) => facts.organisationNames.get(id) ?? id;
  const name = isLabel ? sayOfDataset(language)[`quality_${element}`] : text[element];
  const field = (to: Language) => ({
    name: `${element}_${to}`,
    label: to === 'sv' ? text.inSwedish : text.inEnglish,
    value: typedOr(element, to),
    maxlength: mostOf(element),
    error: errors[`${element}_${to}`],
  });
  const stands = (to: Language) =>
    conflict && typedOr(element, to) !== (now?.text[to] ?? '') ? (
      <p class="hint">{now?.text[to] ? fill(text.nowStands, { text: now.text[to] }) : text.nowEmpty}</p>
    ) : null;
  return (
    <fieldset class="both-languages">
      <legend>{name}</legend>
      <p class="hint">{isLabel ? text[`hint_${element}`] : text[`${element}Hint`]}</p>
      {isLabel && recordedOf(facts, element, language) ? (
        <p class="quiet small">
          {text.knows} {recordedOf(facts, element, language)}
        </p>
      ) : null}
      <div class="pair">
        {(['sv', 'en'] as const).map((to) => (
          <div>
            {element === 'keywords' ? <TextField {...field(to)} /> : <TextArea {...field(to)} rows={isLabel ? 4 : 6} />}
            {stands(to)}
          </div>
        ))}
      </div>
      <p class="quiet small">
        {now ? fill(text.toldBy, { who: organisation(now.by), day: writeDay(now.at.toISOString(), language) }) : text.neverTold}
      </p>
    </fieldset>
  );
}

// Where an organisation is and what it charges: the form, and how others see it beside its data.
import type { Actor } from '../permissions/actor.ts';
import type { FieldErrors, Typed } from '../platform/form.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { swedishRegions } from '../ui/charts/sweden.ts';
import { ErrorSummary, Select, TextArea } from '../ui/form.tsx';
import { writeDay } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { type Description, descriptionVersion, type Organisation } from './actions.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
export const mostLettersOfFees = 4000;

export type DescriptionProps = {
  language: Language;
  visitor: Actor;
  organisation: Organisation;
  /** Who described it last. */
  by: string;
  typed?: Typed | undefined;
  errors?: FieldErrors | undefined;
  preview?: Required<Description> | undefined;
  conflict?: boolean;
  saved?: boolean;
};

export function DescriptionPage(props: DescriptionProps) {
  const { language, visitor, organisation, by, typed, errors = {}, preview, conflict = false, saved = false } = props;
  const text = say(language);
  const words: Record<string, string> = text;
  const wrong = Object.entries(errors).map(([field, message]) => ({ field, message: words[message] ?? message }));
  const error = (field: string) => wrong.find((one) => one.field === field)?.message;
  const value = (field: string, known: string) => String(typed?.[field] ?? known);
  return (
    <Layout language={language} title={`${text.describeTitle}: ${organisation.name}`} visitor={visitor}>
      <p class="kicker">{organisation.name}</p>
      <h1>{text.describeTitle}</h1>
      <p class="lead">{fill(text.describeLead, { name: organisation.name })}</p>
      {saved ? <Notice kind="good">{<p>{text.describeSaved}</p>}</Notice> : null}
      <ErrorSummary language={language} errors={wrong} />
      {conflict ? (
        <Notice kind="attention">
          <p>{fill(text.describeChanged, { now: inWords(organisation, language) })}</p>
        </Notice>
      ) : null}
      {preview ? (
        <section class="preview" aria-labelledby="preview">
          <h2 id="preview">{text.describePreviewTitle}</h2>
          <p>
            <strong>{organisation.name}:</strong> {inWords(preview, language)}
          </p>
          <p class="quiet">{text.describePreviewNot}</p>
        </section>
      ) : null}
      <form method="post" action={`/organisations/${organisation.id}/description`} novalidate>
        <input type="hidden" name="seen" value={descriptionVersion(organisation)} />
        <Select
          name="country"
          label={text.describeCountry}
          options={countries(language)}
          value={value('country', organisation.country)}
          error={error('country')}
        />
        <Select
          name="region"
          label={text.describeRegion}
          hint={text.describeRegionHint}
          empty={text.describeRegionNone}
          options={swedishRegions.map(({ code, county }) => ({ value: code, label: county }))}
          value={value('region', organisation.region ?? '')}
          error={error('region')}
        />
        <fieldset class="both-languages">
          <legend>{text.describeFees}</legend>
          <p class="hint">{text.describeFeesHint}</p>
          <div class="pair">
            {(['sv', 'en'] as const).map((to) => (
              <TextArea
                name={`fees_${to}`}
                label={text[`describeFees_${to}`]}
                value={value(`fees_${to}`, organisation.fees?.[to] ?? '')}
                maxlength={mostLettersOfFees}
                error={error(`fees_${to}`)}
              />
            ))}
          </div>
        </fieldset>
        <p class="quiet small">
          {organisation.described_at
            ? fill(text.describeBefore, { who: by, day: writeDay(organisation.described_at.toISOString(), language) })
            : text.describeBeforeNobody}
        </p>
        <p class="actions">
          <button type="submit" name="act" value="save">
            {text.describeSave}
          </button>
          <button type="submit" name="act" value="preview" class="quiet">
            {text.describePreview}
          </button>
        </p>
      </form>
    </Layout>
  );
}

function inWords({ country, region, fees }: Required<Description>, language: Language): string {
  const text = say(language);
  const place = [
    swedishRegions.find(({ code }) => code === region)?.county,
    new Intl.DisplayNames([language], { type: 'region' }).of(country),
  ];
  const told = fees?.[language] || fees?.[language === 'sv' ? 'en' : 'sv'] || text.describeNoFees;
  return `${place.filter(Boolean).join(', ')}. ${told}`;
}

/** ISO 3166-1, as Node names them in the reader's language; codes that are no country are left out. */
export function countries(language: Language): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  return letters
    .flatMap((first) => letters.map((second) => `${first}${second}`))
    .filter((code) => !noCountry.has(code) && new Intl.Locale(`und-${code}`).region === code)
    .flatMap((value) => {
      const label = names.of(value);
      return label ? [{ value, label }] : [];
    })
    .sort((a, b) => a.label.localeCompare(b.label, language));
}

/** Groups, invented places, and codes that Unicode keeps for what ISO does not have. */
const noCountry = new Set(
  'AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH NT QO QU RH SU TA TP UK UN VD XA XB XK YD YU ZR ZZ'.split(' '),
);

// What is attached to an application, and adding to it.
import { fill, type Language } from '../../platform/texts.ts';
import { ButtonForm, FileField, Select } from '../../ui/form.tsx';
import { writeDay, writeNumber } from '../../ui/format.ts';
import type { ContentField } from '../form/steps.ts';
import type { FormView } from '../form/views.ts';
import { labelOf, say } from '../form/words.ts';
import { kinds } from './kinds.ts';

type AttachmentsProps = {
  language: Language;
  reference: string;
  attachments: FormView['attachments'];
  /** The fields that the page is about: a new file belongs to one of them. None: all are shown. */
  fields: ContentField[];
  /** The step to come back to. */
  back: string;
  /** Made for this page: a double click adds once. */
  id: string;
  mayChange: boolean;
};

export function Attachments({ language, reference, attachments, fields, back, id, mayChange }: AttachmentsProps) {
  const text = say(language);
  const shown = fields.length ? attachments.filter((one) => fields.some((field) => field === one.field)) : attachments;
  if (shown.length === 0 && !mayChange) return null;
  const base = `/applications/${reference}/attachments`;
  return (
    <section class="beside" aria-labelledby="attachments">
      <h2 id="attachments">{text.attachments}</h2>
      {shown.length ? (
        <ul>
          {shown.map((one) => (
            <li>
              <a href={`${base}/${one.id}`}>{one.name}</a>{' '}
              <span class="quiet">
                {labelOf(one.field, text)} · {writeNumber(Math.max(1, one.size / 1024), 0, language)} kB · {one.by}{' '}
                {writeDay(one.at.toISOString(), language)}
              </span>{' '}
              {mayChange ? (
                <ButtonForm
                  action={`${base}/${one.id}/removal`}
                  label={fill(text.removeFile, { name: one.name })}
                  fields={{ back }}
                  look="quiet"
                />
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {mayChange ? (
        <details open={shown.length === 0 && back === 'safeguards'}>
          <summary>{text.attachFile}</summary>
          <form method="post" action={base} enctype="multipart/form-data">
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="back" value={back} />
            <FileField
              name="file"
              id="attachment-file"
              label={text.file}
              hint={text.fileHint}
              accept={Object.entries(kinds)
                .flatMap(([type, ending]) => [type, `.${ending}`])
                .join(',')}
            />
            <Select
              name="field"
              id="attachment-field"
              label={text.fileAbout}
              options={fields.map((field) => ({ value: field, label: labelOf(field, text) }))}
            />
            <div class="actions">
              <button type="submit" class="quiet">
                {text.attachFile}
              </button>
            </div>
          </form>
        </details>
      ) : null}
    </section>
  );
}

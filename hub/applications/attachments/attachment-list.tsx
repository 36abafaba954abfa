// What is attached to an application, and adding to it. Its buttons stand in the form of the step: what is typed there is saved first.
import { fill, type Language } from '../../platform/texts.ts';
import { FileField, Select } from '../../ui/form.tsx';
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
  /** Made for this page: a double click adds once. */
  id: string;
  mayChange: boolean;
};

export function Attachments({ language, reference, attachments, fields, id, mayChange }: AttachmentsProps) {
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
                <button type="submit" formaction={`${base}/${one.id}/removal`} class="quiet">
                  {fill(text.removeFile, { name: one.name })}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {mayChange ? (
        <details open={shown.length === 0 && fields.includes('ethics')}>
          <summary>{text.attachFile}</summary>
          <input type="hidden" name="attachment_id" value={id} />
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
            name="attachment_field"
            label={text.fileAbout}
            options={fields.map((field) => ({ value: field, label: labelOf(field, text) }))}
          />
          <div class="actions">
            <button type="submit" formaction={base} formenctype="multipart/form-data" class="quiet">
              {text.attachFile}
            </button>
          </div>
        </details>
      ) : null}
    </section>
  );
}

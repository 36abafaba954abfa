// What colleagues write to each other about the fields of a step. Its buttons stand in the form of the step: what is typed is saved too.
import type { Language } from '../../platform/texts.ts';
import { Select, TextArea } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import type { ContentField } from '../form/steps.ts';
import type { FormView } from '../form/views.ts';
import { labelOf, say } from '../form/words.ts';

type CommentsProps = { language: Language; form: FormView; fields: ContentField[]; id: string };

export function Comments({ language, form, fields, id }: CommentsProps) {
  const text = say(language);
  const base = `/applications/${form.reference}/comments`;
  const here = form.comments.filter((one) => fields.some((field) => field === one.field));
  const settled = here.filter((one) => one.resolved_at);
  const open = here.filter((one) => !one.resolved_at);
  return (
    <section class="beside" aria-labelledby="comments">
      <h2 id="comments">{text.comments}</h2>
      <p class="quiet">{text.commentsWho}</p>
      {fields.flatMap((field) => {
        const about = open.filter((one) => one.field === field);
        if (about.length === 0) return [];
        return [
          <h3 id={`comments-${field}`}>{labelOf(field, text)}</h3>,
          <ul class="comments">
            {about.map((one) => (
              <li>
                <p class="as-written">{one.text}</p>
                <p class="quiet">
                  {one.author}, <time datetime={one.at.toISOString()}>{writeMoment(one.at.toISOString(), language)}</time>
                </p>
                <button type="submit" formaction={`${base}/${one.id}/resolution`} class="quiet">
                  {text.resolve}
                </button>
              </li>
            ))}
          </ul>,
        ];
      })}
      {settled.length ? (
        <details>
          <summary>
            {text.settledComments} ({settled.length})
          </summary>
          {settled.map((one) => (
            <p class="as-written quiet">
              {labelOf(one.field, text)}: {one.text} ({one.author})
            </p>
          ))}
        </details>
      ) : null}
      <details>
        <summary>{text.addComment}</summary>
        <input type="hidden" name="comment_id" value={id} />
        <Select
          name="comment_field"
          label={text.commentAbout}
          options={fields.map((field) => ({ value: field, label: labelOf(field, text) }))}
        />
        <TextArea name="comment_text" label={text.comment} rows={3} />
        <div class="actions">
          <button type="submit" formaction={base} class="quiet">
            {text.addComment}
          </button>
        </div>
      </details>
    </section>
  );
}

// What colleagues write to each other about the fields of a step.
import type { Language } from '../../platform/texts.ts';
import { ButtonForm, Select, TextArea } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import type { ContentField } from '../form/steps.ts';
import type { FormView } from '../form/views.ts';
import { labelOf, say } from '../form/words.ts';

type CommentsProps = { language: Language; form: FormView; fields: ContentField[]; back: string; id: string };

export function Comments({ language, form, fields, back, id }: CommentsProps) {
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
                <ButtonForm action={`${base}/${one.id}/resolution`} label={text.resolve} fields={{ back }} look="quiet" />
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
        <form method="post" action={base}>
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="back" value={back} />
          <Select
            name="field"
            id="comment-field"
            label={text.commentAbout}
            options={fields.map((field) => ({ value: field, label: labelOf(field, text) }))}
          />
          <TextArea name="text" id="comment-text" label={text.comment} rows={3} required maxlength={4000} />
          <div class="actions">
            <button type="submit" class="quiet">
              {text.addComment}
            </button>
          </div>
        </form>
      </details>
    </section>
  );
}

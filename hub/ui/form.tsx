// Form fields: none can be made without its label; each says why it is asked, and what is wrong with it, where a screen reader finds it.
import type { Child } from 'hono/jsx';
import { type Language, texts } from '../platform/texts.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export type FieldProps = {
  name: string;
  label: string;
  /** Why it is asked, or how to answer: stands under the label. */
  hint?: Child;
  /** What is wrong with it, as a sentence. */
  error?: string | undefined;
  /** Said after the label. */
  optional?: string;
  /** Where an error summary or a checklist leads; the name when left out. */
  id?: string;
};

const idOf = (field: Pick<FieldProps, 'name' | 'id'>) => field.id ?? field.name.replace(/[^\w-]/g, '-');

function describedBy(field: FieldProps): string | undefined {
  const id = idOf(field);
  return [field.hint ? `${id}-hint` : '', field.error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
}

function Frame({ field, children }: { field: FieldProps; children: Child }) {
  const id = idOf(field);
  return (
    <div class={field.error ? 'field wrong' : 'field'}>
      <label for={id}>
        {field.label}
        {field.optional ? <span class="optional"> ({field.optional})</span> : null}
      </label>
      {field.hint ? (
        <div class="hint" id={`${id}-hint`}>
          {field.hint}
        </div>
      ) : null}
      {field.error ? (
        <p class="error" id={`${id}-error`}>
          {field.error}
        </p>
      ) : null}
      {children}
    </div>
  );
}

type InputProps = FieldProps & {
  value?: string | undefined;
  type?: 'text' | 'email' | 'date' | 'number' | 'search' | 'password' | 'url';
  required?: boolean;
  maxlength?: number;
  autocomplete?: string;
  inputmode?: 'numeric' | 'decimal';
  /** A guess of how long answers are: shapes the box. */
  size?: 'short' | 'medium' | 'long';
  list?: { id: string; options: string[] };
};

export function TextField({ value = '', type = 'text', size = 'long', list, required, ...rest }: InputProps) {
  const { maxlength, autocomplete, inputmode, ...field } = rest;
  return (
    <Frame field={field}>
      <input
        id={idOf(field)}
        name={field.name}
        type={type}
        value={value}
        class={size}
        required={required}
        maxlength={maxlength}
        autocomplete={autocomplete}
        inputmode={inputmode}
        list={list?.id}
        aria-describedby={describedBy(field)}
        aria-invalid={field.error ? 'true' : undefined}
      />
      {list ? (
        <datalist id={list.id}>
          {list.options.map((option) => (
            <option value={option} />
          ))}
        </datalist>
      ) : null}
    </Frame>
  );
}

type AreaProps = FieldProps & { value?: string | undefined; rows?: number; maxlength?: number; required?: boolean };

export function TextArea({ value = '', rows = 5, maxlength, required, ...field }: AreaProps) {
  return (
    <Frame field={field}>
      <textarea
        id={idOf(field)}
        name={field.name}
        rows={rows}
        maxlength={maxlength}
        required={required}
        aria-describedby={describedBy(field)}
        aria-invalid={field.error ? 'true' : undefined}
      >
        {/* The first line end after the tag is dropped by every browser. */}
        {`\n${value}`}
      </textarea>
    </Frame>
  );
}

export type Option = { value: string; label: string; hint?: Child; disabled?: boolean };
type SelectProps = FieldProps & { value?: string | undefined; options: Option[]; empty?: string; required?: boolean };

/** `empty`: the words of a first choice that chooses nothing. */
export function Select({ value, options, empty, required, ...field }: SelectProps) {
  return (
    <Frame field={field}>
      <select
        id={idOf(field)}
        name={field.name}
        required={required}
        aria-describedby={describedBy(field)}
        aria-invalid={field.error ? 'true' : undefined}
      >
        {empty === undefined ? null : <option value="">{empty}</option>}
        {options.map((option) => (
          <option value={option.value} selected={option.value === value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

type ChoiceProps = FieldProps & { options: Option[]; chosen?: string[] | undefined; many?: boolean; columns?: boolean };

/** One of several (radio buttons), or any of several (`many`: boxes; their name ends with [] so that it is read as a list). */
export function Choice({ options, chosen = [], many = false, columns = false, ...field }: ChoiceProps) {
  const id = idOf(field);
  return (
    <fieldset class={['choice', field.error ? 'wrong' : '', columns ? 'columns' : ''].join(' ').trim()} id={id}>
      <legend>
        {field.label}
        {field.optional ? <span class="optional"> ({field.optional})</span> : null}
      </legend>
      {field.hint ? <div class="hint">{field.hint}</div> : null}
      {field.error ? (
        <p class="error" id={`${id}-error`}>
          {field.error}
        </p>
      ) : null}
      <div class="options">
        {options.map((option, at) => (
          <div class="option">
            <input
              type={many ? 'checkbox' : 'radio'}
              id={`${id}-${at}`}
              name={many ? `${field.name}[]` : field.name}
              value={option.value}
              checked={chosen.includes(option.value)}
              disabled={option.disabled}
              aria-describedby={option.hint ? `${id}-${at}-hint` : field.error ? `${id}-error` : undefined}
            />
            <label for={`${id}-${at}`}>{option.label}</label>
            {option.hint ? (
              <div class="hint" id={`${id}-${at}-hint`}>
                {option.hint}
              </div>
            ) : null}
          </div>
        ))}
      </div>
    </fieldset>
  );
}

export function CheckBox({ name, label, checked, hint, value = 'yes', id }: FieldProps & { checked?: boolean; value?: string }) {
  const own = idOf({ name, ...(id ? { id } : {}) });
  return (
    <div class="option">
      <input
        type="checkbox"
        id={own}
        name={name}
        value={value}
        checked={checked}
        aria-describedby={hint ? `${own}-hint` : undefined}
      />
      <label for={own}>{label}</label>
      {hint ? (
        <div class="hint" id={`${own}-hint`}>
          {hint}
        </div>
      ) : null}
    </div>
  );
}

export function FileField({ accept, ...field }: FieldProps & { accept?: string }) {
  return (
    <Frame field={field}>
      <input id={idOf(field)} name={field.name} type="file" accept={accept} aria-describedby={describedBy(field)} />
    </Frame>
  );
}

/** What must be mended, each with a link to its field; takes the focus when the page opens, so that it is heard first. */
export function ErrorSummary({ language, errors }: { language: Language; errors: { field: string; message: string }[] }) {
  if (errors.length === 0) return null;
  const text = say(language);
  return (
    <div class="errors" role="alert" tabindex={-1} aria-labelledby="errors-title">
      <h2 id="errors-title">{text.formWrong}</h2>
      <p>{text.formKept}</p>
      <ul>
        {errors.map(({ field, message }) => (
          <li>
            <a href={`#${idOf({ name: field })}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A form whose only visible part is a button: what is sent with it stands in `fields`. */
export function ButtonForm(props: {
  action: string;
  label: string;
  fields?: Record<string, string | number>;
  look?: 'main' | 'quiet';
  describedBy?: string;
}) {
  return (
    <form method="post" action={props.action} class="inline">
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={String(value)} />
      ))}
      <button type="submit" class={props.look === 'quiet' ? 'quiet' : undefined} aria-describedby={props.describedBy}>
        {props.label}
      </button>
    </form>
  );
}

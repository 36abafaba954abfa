// The policy in sentences, and the form that changes it.
import type { Policy } from '@sluss/protocol/policy.ts';
import { fill } from '../../hub/platform/texts.ts';
import { ButtonForm, Choice, ErrorSummary, TextField } from '../../hub/ui/form.tsx';
import { writeCount, writeMoment } from '../../hub/ui/format.ts';
import { Notice } from '../../hub/ui/notice.tsx';
import { Frame } from '../frame.tsx';
import type { Names } from '../names.ts';
import type { Field } from '../policy-rules.ts';
import type { TypedPolicy } from '../typed-policy.ts';

export type PolicyData = {
  policy: Policy;
  typed: TypedPolicy;
  /** Methods and purposes that a plan can name. */
  known: { methods: string[]; purposes: string[]; kinds: string[] };
  askedToday: number;
  errors: Partial<Record<Field, true>>;
  notice: 'saved' | 'savedUntold' | 'changedUnder' | null;
  /** When the journal last named a policy, where the file says something else. */
  byHandSince: string | null;
};

export function PolicyPage({ names, data }: { names: Names; data: PolicyData }) {
  const { text, language } = names;
  const errors = Object.keys(data.errors).map((field) => ({ field, message: text[`error_${field as Field}`] }));
  return (
    <Frame names={names} title={text.policyTitle} at="policy">
      <h1>{text.policyTitle}</h1>
      {data.notice ? (
        <Notice kind={({ saved: 'good', savedUntold: 'attention', changedUnder: 'wrong' } as const)[data.notice]}>
          <p>{text[data.notice]}</p>
          {data.notice === 'savedUntold' ? <ButtonForm action="/policy/tell" label={text.tellAgain} look="quiet" /> : null}
        </Notice>
      ) : null}
      {data.byHandSince ? (
        <Notice kind="attention">
          <p>{fill(text.changedByHand, { at: writeMoment(data.byHandSince, language) })}</p>
        </Notice>
      ) : null}
      <ErrorSummary language={language} errors={errors} />
      <p class="lead">{text.policyLead}</p>
      <ul class="sentences">
        {fieldsInOrder.map((field) => (
          <li>{inWords(names, data.policy, field)}</li>
        ))}
      </ul>
      <p class="quiet">{text.policyTold}</p>
      <section aria-labelledby="change">
        <h2 id="change">{text.changePolicy}</h2>
        <p>{text.changeLead}</p>
        <PolicyForm names={names} data={data} />
      </section>
    </Frame>
  );
}

const fieldsInOrder: Field[] = ['k', 'alone', 'release', 'methods', 'purposes', 'questions_per_day', 'models_per_study'];

/** One limit of the policy as a sentence. */
export function inWords(names: Names, policy: Policy, field: Field): string {
  const { text, language } = names;
  switch (field) {
    case 'k':
      return fill(text.says_k, { k: writeCount(policy.k, language) });
    case 'alone':
      return policy.alone.length > 0
        ? fill(text.says_alone, { kinds: names.list(policy.alone.map(names.kind)) })
        : text.says_aloneNone;
    case 'release':
      return text[`says_${policy.release}`];
    case 'methods':
      if (!policy.methods) return text.says_methodsAll;
      return policy.methods.length > 0
        ? fill(text.says_methods, { methods: names.list(policy.methods.map(names.method)) })
        : text.says_methodsNone;
    case 'purposes':
      if (!policy.purposes) return text.says_purposesAll;
      return policy.purposes.length > 0
        ? fill(text.says_purposes, { purposes: names.list(policy.purposes.map(names.purpose)) })
        : text.says_purposesNone;
    case 'questions_per_day':
      return fill(text.says_day, { count: writeCount(policy.questions_per_day, language) });
    case 'models_per_study':
      return policy.models_per_study > 0 ? fill(text.says_models, { count: policy.models_per_study }) : text.says_modelsNone;
  }
}

function PolicyForm({ names, data }: { names: Names; data: PolicyData }) {
  const { text, language } = names;
  const { typed, known } = data;
  const error = (field: Field) => (data.errors[field] ? text[`error_${field}`] : undefined);
  const some = (values: string[], name: (value: string) => string) => values.map((value) => ({ value, label: name(value) }));
  return (
    <form method="get" action="/policy/preview">
      <TextField
        name="k"
        label={text.field_k}
        hint={text.field_k_hint}
        error={error('k')}
        value={typed.k}
        size="short"
        inputmode="numeric"
      />
      <Choice
        name="alone"
        label={text.field_alone}
        hint={text.field_alone_hint}
        error={error('alone')}
        options={some(known.kinds, names.kind)}
        chosen={typed.alone}
        many
      />
      <Choice
        name="release"
        label={text.field_release}
        hint={text.field_release_hint}
        error={error('release')}
        options={some(['rounded', 'exact'], (value) => text[`release_${value as Policy['release']}`])}
        chosen={[typed.release]}
      />
      <Which names={names} field="methods" typed={typed} options={some(known.methods, names.method)} error={error('methods')} />
      <Which
        names={names}
        field="purposes"
        typed={typed}
        options={some(known.purposes, names.purpose)}
        error={error('purposes')}
      />
      <TextField
        name="questions_per_day"
        label={text.field_questions_per_day}
        hint={fill(text.field_questions_per_day_hint, { count: writeCount(data.askedToday, language) })}
        error={error('questions_per_day')}
        value={typed.questions_per_day}
        size="short"
        inputmode="numeric"
      />
      <TextField
        name="models_per_study"
        label={text.field_models_per_study}
        hint={text.field_models_per_study_hint}
        error={error('models_per_study')}
        value={typed.models_per_study}
        size="short"
        inputmode="numeric"
      />
      <p class="actions">
        <button type="submit">{text.preview}</button>
      </p>
    </form>
  );
}

type WhichProps = {
  names: Names;
  field: 'methods' | 'purposes';
  typed: TypedPolicy;
  options: { value: string; label: string }[];
  error: string | undefined;
};

/** All, or only some: which, is asked below. */
function Which({ names: { text }, field, typed, options, error }: WhichProps) {
  return (
    <div class="which">
      <Choice
        name={`which_${field}`}
        id={field}
        label={text[`field_${field}`]}
        error={error}
        options={[
          { value: 'all', label: text.whichAll },
          { value: 'some', label: text.whichSome },
        ]}
        chosen={[typed[`which_${field}`]]}
      />
      <Choice name={field} id={`${field}-some`} label={text.whichSome} options={options} chosen={typed[field]} many />
    </div>
  );
}

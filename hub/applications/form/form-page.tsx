// One step of the form: where one is, the step's fields, what is saved, colleagues' comments and attachments.

import type { Actor } from '../../permissions/actor.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { ErrorSummary } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Steps } from '../../ui/steps.tsx';
import { Attachments } from '../attachments/attachment-list.tsx';
import { Comments } from '../comments/comment-list.tsx';
import type { Missing } from './checklist.ts';
import { type KnownModel, MethodsStep, PurposeStep, WhoStep } from './choice-steps.tsx';
import { DataStep, type DatasetChoice } from './data-step.tsx';
import { anchorOf, SeenFields, type StepProps, shownFields } from './parts.tsx';
import { BenefitStep, ProjectStep, SafeguardsStep } from './simple-steps.tsx';
import { fieldsOf, type Step, stepOf, steps } from './steps.ts';
import type { Colleague, FormView } from './views.ts';
import { labelOf, say, whatIsWrong } from './words.ts';

/** What single steps choose from. */
export type Offers = {
  colleagues: Colleague[];
  bodies: { id: string; name: string }[];
  datasets: DatasetChoice[];
  models: KnownModel[];
};

type FormPageProps = {
  language: Language;
  visitor: Actor;
  form: FormView;
  step: Exclude<Step, 'check'>;
  offers: Offers;
  missing: Missing[];
  /** Whether what is missing is said at the fields too: for who comes from the checklist. */
  showMissing: boolean;
  /** The step that was just saved: the island may forget what it kept of it. */
  saved: Step | undefined;
  /** A rule's refusal of something on this page, in words. */
  refusal?: string | undefined;
  ids: { comment: string; attachment: string };
};

/** Where a file belongs: a research plan, a model's papers, a decision on ethics. */
const takesFiles: Step[] = ['benefit', 'data', 'methods', 'safeguards'];

export function FormPage(props: FormPageProps) {
  const { language, visitor, form, step, missing, showMissing, saved, refusal } = props;
  const text = say(language);
  const fields = fieldsOf(step);
  const here = missing.filter((one) => stepOf(one.field) === step);
  const said = new Map(showMissing ? here.map((one) => [one.field, whatIsWrong(one.wrong, text)] as const) : []);
  const unfit = here.filter((one) => Object.hasOwn(form.typed, one.field));
  const errors = (showMissing ? here : unfit).map((one) => ({
    field: anchorOf(one.field),
    message: `${labelOf(one.field, text)}: ${whatIsWrong(one.wrong, text)}`,
  }));
  const words: Record<string, string> = text;
  const title = words[`step_${step}`] ?? step;
  return (
    <Layout
      language={language}
      title={`${title}: ${form.content.title ?? form.reference}`}
      at="applications"
      visitor={visitor}
      islands={['autosave']}
    >
      <p class="kicker">
        <a href={`/applications/${form.reference}`}>{form.content.title ?? form.reference}</a>
      </p>
      <h1>{title}</h1>
      {refusal ? (
        <Notice kind="wrong">
          <p>{refusal}</p>
        </Notice>
      ) : null}
      <ErrorSummary language={language} errors={errors} />
      <StepList language={language} form={form} step={step} missing={missing} />
      <form
        method="post"
        action={`/applications/${form.reference}/form/${step}`}
        id="step-form"
        novalidate
        data-autosave={step}
        data-saved-step={saved}
        data-sign-in="/sign-in"
        data-text-saved={text.autoSaved}
        data-text-saving={text.autoSaving}
        data-text-waiting={text.autoWaiting}
        data-text-failed={text.autoFailed}
        data-text-offline={text.autoOffline}
        data-text-signed-out={text.autoSignedOut}
        data-text-sign-in={text.autoSignIn}
        data-text-conflict={text.autoConflict}
        data-text-refused={text.autoRefused}
        data-text-too-large={text.autoTooLarge}
        data-text-restored={text.autoRestored}
        data-text-others={text.autoOthers}
        data-text-reload={text.autoReload}
      >
        <button type="submit" name="go" value="stay" class="unseen" tabindex={-1}>
          {text.save}
        </button>
        <SeenFields form={form} fields={shownFields(form, fields)} />
        {form.state === 'DRAFT' ? null : (
          <Notice kind="attention">
            <p>{text.onlyAsked}</p>
          </Notice>
        )}
        <StepFields {...props} missing={said} />
        <div class="actions">
          {step === 'project' ? null : (
            <button type="submit" name="go" value="previous" class="quiet">
              {text.previous}
            </button>
          )}
          <button type="submit" name="go" value="next">
            {text.saveAndNext}
          </button>
          <button type="submit" name="go" value="stay" class="quiet">
            {text.save}
          </button>
        </div>
        <p class="save-state" role="status" data-save-state>
          {form.edited
            ? fill(text.lastSaved, { at: writeMoment(form.edited.at, language), by: form.edited.by })
            : text.savedAsYouGo}
        </p>
        <Attachments
          language={language}
          reference={form.reference}
          attachments={form.attachments}
          fields={fields}
          id={props.ids.attachment}
          mayChange={form.open.length > 0 && takesFiles.includes(step)}
        />
        <Comments language={language} form={form} fields={fields} id={props.ids.comment} />
        <input type="hidden" name="back" value={step} />
      </form>
    </Layout>
  );
}

function StepFields({
  language,
  form,
  step,
  missing,
  offers,
  visitor,
}: Omit<FormPageProps, 'missing'> & Pick<StepProps, 'missing'>) {
  const common: StepProps = { language, form, missing };
  switch (step) {
    case 'project':
      return <ProjectStep {...common} />;
    case 'who':
      return <WhoStep {...common} colleagues={offers.colleagues} visitor={visitor.email} />;
    case 'purpose':
      return <PurposeStep {...common} bodies={offers.bodies} />;
    case 'benefit':
      return <BenefitStep {...common} />;
    case 'data':
      return <DataStep {...common} datasets={offers.datasets} />;
    case 'methods':
      return <MethodsStep {...common} models={offers.models} />;
    case 'safeguards':
      return <SafeguardsStep {...common} />;
  }
}

type StepListProps = { language: Language; form: FormView; step: Step; missing: Missing[] };

/** Where one is, and what each step lacks. */
export function StepList({ language, form, step, missing }: StepListProps) {
  const text = say(language);
  const words: Record<string, string> = text;
  const lacks = (one: Step) => missing.filter(({ field }) => stepOf(field) === one).length;
  const unfit = (one: Step) => missing.some(({ field }) => stepOf(field) === one && Object.hasOwn(form.typed, field));
  return (
    <Steps
      label={text.stepsLabel}
      states={{ done: text.done, now: text.stepNow, ahead: text.stepAhead, wrong: text.stepWrong }}
      steps={steps.map((one) => {
        const left = lacks(one);
        const title = words[`step_${one}`] ?? one;
        const full = one !== 'check' && left === 0;
        return {
          state: one === step ? 'now' : unfit(one) ? 'wrong' : full ? 'done' : 'ahead',
          ...(left ? { note: fill(left === 1 ? text.oneLeft : text.someLeft, { count: left }) } : {}),
          // On a step with fields each name is a button of its form: going elsewhere saves first.
          ...(step === 'check'
            ? { title, href: `/applications/${form.reference}/form/${one}` }
            : { title: <StepButton to={one} title={title} /> }),
        };
      })}
    />
  );
}

function StepButton({ to, title }: { to: Step; title: string }) {
  return (
    <button type="submit" form="step-form" name="go" value={to} class="to-step">
      {title}
    </button>
  );
}

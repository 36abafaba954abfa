// Granting: what is granted of what was applied for, under which conditions; then the permit in words, read before it is made.
import type { Permit } from '@sluss/protocol/documents.ts';
import { type PermitNames, PermitWords } from '../../permits/permit-words.tsx';
import type { Terms } from '../../permits/rules.ts';
import { fill } from '../../platform/texts.ts';
import { CheckBox, Choice, TextArea, TextField } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { methodTitle, say as sayForm, variableTitle } from '../form/words.ts';
import type { FormProps } from './forms.tsx';
import { writeMoney } from './money.ts';
import { CaseFrame, Errors, errorOf, say } from './parts.tsx';

export type Preview = { permit: Permit; terms: Terms; names: PermitNames; token: string };

const list = (typed: FormProps['typed'], name: string, otherwise: string[]) => (typed ? [typed[name] ?? []].flat() : otherwise);
const one = (typed: FormProps['typed'], name: string, otherwise: string) =>
  typed ? ([typed[name] ?? ''].flat().at(-1) ?? '') : otherwise;

export function GrantPage({ language, visitor, view, typed, errors, preview }: FormProps & { preview?: Preview | undefined }) {
  const text = say(language);
  const form = sayForm(language);
  const { content, version, reference, fee } = view.application;
  const stations = new Map(
    (content.data ?? []).flatMap((data) =>
      (view.names.datasets.get(data.dataset)?.stations ?? []).map((station) => [station.id, station.title] as const),
    ),
  );
  return (
    <CaseFrame language={language} visitor={visitor} view={view} title={text.grantTitle}>
      <p class="lead">{text.grantLead}</p>
      <Errors language={language} errors={errors} />
      <form method="post">
        <input type="hidden" name="version" value={version} />
        {preview ? (
          <section class="preview" id="preview" aria-labelledby="preview-title">
            <h2 id="preview-title">{text.previewTitle}</h2>
            <p class="quiet">{text.previewHow}</p>
            <PermitWords language={language} permit={preview.permit} terms={preview.terms} names={preview.names} />
            <input type="hidden" name="previewed" value={preview.token} />
            <div class="actions">
              <button type="submit" name="step" value="grant">
                {text.grantSend}
              </button>
              <a href={`/desk/${reference}`}>{text.cancel}</a>
            </div>
          </section>
        ) : null}
        <h2>{text.grantWhat}</h2>
        <p class="quiet">{text.grantHow}</p>
        {(content.data ?? []).map((data) => {
          const dictionary = view.names.datasets.get(data.dataset)?.dictionary;
          return (
            <Choice
              name={`variables.${data.dataset}`}
              label={fill(text.grantVariables, { dataset: dictionary?.title[language] ?? data.dataset })}
              many
              columns
              options={data.variables.map((id) => ({ value: id, label: variableTitle(dictionary, id, language) }))}
              chosen={list(typed, `variables.${data.dataset}`, data.variables)}
              error={errorOf(errors, `variables.${data.dataset}`, text)}
            />
          );
        })}
        <Choice
          name="stations"
          label={text.grantStations}
          many
          columns
          options={[...stations].map(([value, label]) => ({ value, label }))}
          chosen={list(typed, 'stations', [...stations.keys()])}
          error={errorOf(errors, 'stations', text)}
        />
        <Choice
          name="methods"
          label={text.grantMethods}
          many
          columns
          options={(content.methods ?? []).map((name) => ({ value: name, label: methodTitle(name, form) }))}
          chosen={list(typed, 'methods', content.methods ?? [])}
          error={errorOf(errors, 'methods', text)}
        />
        {content.models?.length ? (
          <Choice
            name="models"
            label={text.grantModels}
            many
            options={content.models.map((model) => ({ value: model.digest, label: model.name || model.digest }))}
            chosen={list(
              typed,
              'models',
              content.models.map((model) => model.digest),
            )}
          />
        ) : null}
        <TextField
          name="from"
          type="date"
          label={text.grantFrom}
          size="short"
          value={one(typed, 'from', content.period?.from ?? '')}
          error={errorOf(errors, 'from', text)}
        />
        <TextField
          name="to"
          type="date"
          label={text.grantTo}
          size="short"
          value={one(typed, 'to', content.period?.to ?? '')}
          error={errorOf(errors, 'to', text)}
        />
        <TextArea
          name="conditions"
          label={text.grantConditions}
          hint={text.grantConditionsHint}
          optional={text.optional}
          rows={4}
          value={one(typed, 'conditions', '')}
          error={errorOf(errors, 'conditions', text)}
        />
        <TextArea
          name="reason"
          label={text.reason}
          hint={text.becomesPublic}
          rows={5}
          value={one(typed, 'reason', '')}
          error={errorOf(errors, 'reason', text)}
        />
        <div class="field">
          <CheckBox
            name="plan_by"
            value="hub"
            label={text.grantPlanByHub}
            hint={text.grantPlanByHubHint}
            checked={one(typed, 'plan_by', 'person') === 'hub'}
          />
        </div>
        {fee ? (
          <Notice kind={fee.accepted_at ? 'good' : 'attention'} title={writeMoney(fee, language)}>
            <p>{fee.accepted_at ? text.feeIsAccepted : text.feeNotAccepted}</p>
          </Notice>
        ) : null}
        <div class="actions">
          <button type="submit" name="step" value="preview" class={preview ? 'quiet' : undefined}>
            {preview ? text.previewAgain : text.preview}
          </button>
          <a href={`/desk/${reference}`}>{text.cancel}</a>
        </div>
      </form>
    </CaseFrame>
  );
}

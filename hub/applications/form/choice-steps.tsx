// The steps in which something is chosen: who, for what, by which methods.
import { fill } from '../../platform/texts.ts';
import { Choice, Select, TextField } from '../../ui/form.tsx';
import { writeDay } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { prohibitedUses, purposes, reservedPurposes } from '../schema.ts';
import { modelsIn, personsIn } from './inputs.ts';
import { ModelUpload } from './model-upload.tsx';
import { Asked, inputList, inputText, type StepProps } from './parts.tsx';
import { LongText } from './simple-steps.tsx';
import type { Colleague } from './views.ts';
import { methodNames, methodTitle, methodWhat, say } from './words.ts';

/** `visitor`: the address of who looks. */
export function WhoStep({ colleagues, visitor, ...step }: StepProps & { colleagues: Colleague[]; visitor: string }) {
  const { form, language } = step;
  const text = say(language);
  return (
    <>
      <h2>{form.organisation.name}</h2>
      <p>{form.organisation.publicSector ? text.organisationPublic : text.organisationPrivate}</p>
      <LongText {...step} field="applicant" rows={6} />
      <Asked {...step} field="persons">
        {({ inputs, hint, error }) => {
          const rows = personsIn(inputs);
          const named = new Set(rows.map((row) => row.email.toLowerCase()));
          const others = colleagues.filter((one) => !named.has(one.email));
          return (
            <fieldset class={error ? 'wrong' : undefined}>
              <legend>{text.label_persons}</legend>
              <div class="hint">{hint}</div>
              {error ? <p class="error">{error}</p> : null}
              {[...rows, { name: '', email: '', investigator: false }].map((row, at) => (
                <div class="entry">
                  <TextField
                    name={`person-${at}-name`}
                    label={at < rows.length ? fill(text.personName, { number: at + 1 }) : text.personNew}
                    size="medium"
                    value={row.name}
                  />
                  <TextField
                    name={`person-${at}-email`}
                    label={text.personEmail}
                    type="text"
                    size="medium"
                    value={row.email}
                    list={{ id: `colleagues-${at}`, options: others.map((one) => one.email) }}
                  />
                  <div class="option">
                    <input
                      type="radio"
                      id={`investigator-${at}`}
                      name="investigator"
                      value={String(at)}
                      checked={row.investigator}
                    />
                    <label for={`investigator-${at}`}>{text.investigator}</label>
                  </div>
                  <SigningKey
                    language={language}
                    colleague={colleagues.find((one) => one.email === row.email.toLowerCase())}
                    own={row.email.toLowerCase() === visitor}
                  />
                </div>
              ))}
              <p class="quiet">{text.personRemove}</p>
              {others.length ? (
                <Choice
                  name="add_person"
                  many
                  columns
                  label={text.addColleague}
                  options={others.map((one) => ({ value: `${one.name} <${one.email}>`, label: `${one.name}, ${one.email}` }))}
                />
              ) : null}
            </fieldset>
          );
        }}
      </Asked>
    </>
  );
}

/** A permit lists its persons' keys as they are at the decision. */
type SigningKeyProps = { language: StepProps['language']; colleague: Colleague | undefined; own: boolean };

function SigningKey({ language, colleague, own }: SigningKeyProps) {
  if (!colleague) return null;
  const text = say(language);
  return (
    <p class={colleague.canSign ? 'quiet' : 'away'}>
      {colleague.canSign ? text.keyThere : text.keyMissing}{' '}
      {!colleague.canSign && own ? <a href="/me/signing-key">{text.keyMake}</a> : null}
    </p>
  );
}

export function PurposeStep({ bodies, ...step }: StepProps & { bodies: { id: string; name: string }[] }) {
  const text = say(step.language);
  const words: Record<string, string> = text;
  const { reservedOpen } = step.form.ground;
  const involved = step.form.content.prohibited_uses ?? [];
  return (
    <>
      {step.form.organisation.publicSector ? null : (
        <Asked {...step} field="on_behalf_of">
          {({ inputs, text: _, ...parts }) => (
            <Select
              {...parts}
              value={inputText(inputs, 'on_behalf_of')}
              empty={text.onOwnBehalf}
              options={bodies.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Asked>
      )}
      <Asked {...step} field="purpose">
        {({ inputs, text: _, ...parts }) => (
          <Choice
            {...parts}
            chosen={inputList(inputs, 'purpose')}
            options={Object.keys(purposes).map((purpose) => {
              const shut = (reservedPurposes as readonly string[]).includes(purpose) && !reservedOpen;
              return {
                value: purpose,
                label: words[`purpose_${purpose}`] ?? purpose,
                hint: (
                  <>
                    {words[`purposeWhat_${purpose}`]} {shut ? <strong>{text.purposeShut}</strong> : null}
                  </>
                ),
                disabled: shut,
              };
            })}
          />
        )}
      </Asked>
      <Asked {...step} field="prohibited_uses">
        {({ inputs, text: _, ...parts }) => (
          <Choice
            {...parts}
            many
            chosen={inputList(inputs, 'prohibited_uses')}
            options={[
              { value: 'none', label: text.prohibitedNone },
              ...Object.keys(prohibitedUses).map((use) => ({ value: use, label: words[`prohibited_${use}`] ?? use })),
            ]}
          />
        )}
      </Asked>
      {involved.length ? (
        <Notice kind="wrong" title={text.prohibitedTitle}>
          {involved.map((use) => (
            <p>{words[`prohibitedWhy_${use}`]}</p>
          ))}
          <p>{text.prohibitedDo}</p>
        </Notice>
      ) : null}
    </>
  );
}

export type KnownModel = { digest: string; at: string; name: string };

export function MethodsStep({ models, ...step }: StepProps & { models: KnownModel[] }) {
  const { language, form } = step;
  const text = say(language);
  return (
    <>
      <Asked {...step} field="methods">
        {({ inputs, text: _, ...parts }) => {
          const chosen = inputList(inputs, 'methods');
          const gone = chosen.filter((name) => !methodNames.includes(name));
          return (
            <Choice
              {...parts}
              many
              chosen={chosen}
              options={[...methodNames, ...gone].map((name) => ({
                value: name,
                label: methodTitle(name, text),
                hint: (
                  <>
                    {methodWhat(name, text)} <code>{name}</code>
                  </>
                ),
              }))}
            />
          );
        }}
      </Asked>
      <Asked {...step} field="models">
        {({ inputs, hint, error }) => {
          const rows = modelsIn(inputs);
          const others = models.filter((one) => !rows.some((row) => row.digest === one.digest));
          return (
            <fieldset id="models" class={error ? 'wrong' : undefined}>
              <legend>{text.label_models}</legend>
              <div class="hint">{hint}</div>
              {error ? <p class="error">{error}</p> : null}
              {rows.map((row, at) => (
                <ModelRow text={text} row={row} at={at} tried={models.some((one) => one.digest === row.digest)} />
              ))}
              {rows.length < 3 ? (
                <>
                  {form.open.includes('models') ? (
                    <ModelUpload language={language} form={form} another={rows.length > 0} />
                  ) : null}
                  {others.length ? (
                    <Select
                      name="add_model"
                      label={text.addModel}
                      empty={text.chooseModel}
                      options={others.map((one) => ({
                        value: one.digest,
                        label: fill(text.modelUploaded, {
                          name: one.name || one.digest.slice(0, 18),
                          day: writeDay(one.at, language),
                        }),
                      }))}
                    />
                  ) : null}
                  <details>
                    <summary>{text.modelByDigest}</summary>
                    <p class="quiet">{text.modelByDigestWhat}</p>
                    <ModelFields text={text} row={{ name: '', digest: '' }} at={rows.length} />
                  </details>
                </>
              ) : null}
            </fieldset>
          );
        }}
      </Asked>
      <LongText {...step} field="brought" rows={4} optional />
      <LongText {...step} field="tools" rows={4} optional />
    </>
  );
}

type ModelRowProps = { text: ReturnType<typeof say>; row: { name: string; digest: string }; at: number };

/** A model of the application: its name, and whether its file is here. Its digest is for those who want to compare it. */
function ModelRow({ tried, ...props }: ModelRowProps & { tried: boolean }) {
  const { text, row, at } = props;
  return tried ? (
    <div class="brought">
      <TextField name={`model-${at}-name`} label={text.modelName} size="medium" value={row.name} />
      <p class="here">{text.modelTried}</p>
      <details>
        <summary>{text.modelDigest}</summary>
        <TextField name={`model-${at}-digest`} label={text.modelDigest} value={row.digest} hint={text.modelRemove} />
      </details>
    </div>
  ) : (
    <div class="brought">
      <ModelFields {...props} />
      <p class="away">{text.modelNotHere}</p>
    </div>
  );
}

function ModelFields({ text, row, at }: ModelRowProps) {
  return (
    <>
      <TextField name={`model-${at}-name`} label={text.modelName} size="medium" value={row.name} />
      <TextField name={`model-${at}-digest`} label={text.modelDigest} value={row.digest} hint={text.modelDigestHint} />
    </>
  );
}

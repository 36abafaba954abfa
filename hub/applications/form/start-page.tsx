// Where an application begins: from nothing, from the basket, as a copy of an earlier one, from a file.
import type { Actor } from '../../permissions/actor.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { ErrorSummary, FileField, Select } from '../../ui/form.tsx';
import { Layout } from '../../ui/layout.tsx';
import type { OwnApplication } from './own-list.ts';
import { say } from './words.ts';

export type BasketLine = { dataset: string; title: string; variables: number };

type StartPageProps = {
  language: Language;
  visitor: Actor;
  organisations: { id: string; name: string }[];
  /** Of which one the new application is to be, where there are several. */
  chosen: string | undefined;
  earlier: OwnApplication[];
  basket: BasketLine[];
  /** One for each form: a double click starts once. */
  ids: { nothing: string; basket: string; copy: string; file: string };
  errors?: { field: string; message: string }[];
  from?: string | undefined;
};

export function StartPage({ language, visitor, organisations, chosen, earlier, basket, ids, errors = [], from }: StartPageProps) {
  const text = say(language);
  const [first] = organisations;
  const organisation = (prefix: string) =>
    organisations.length === 1 ? (
      <input type="hidden" name="organisation" value={first?.id} />
    ) : (
      <Select
        name="organisation"
        id={`${prefix}-organisation`}
        label={text.forWhom}
        value={chosen ?? first?.id}
        options={organisations.map(({ id, name }) => ({ value: id, label: name }))}
      />
    );
  const variables = basket.reduce((sum, one) => sum + one.variables, 0);
  return (
    <Layout language={language} title={text.newApplication} at="applications" visitor={visitor}>
      <h1>{text.newApplication}</h1>
      <p class="lead">{text.startLead}</p>
      <ErrorSummary language={language} errors={errors} />
      {basket.length ? (
        <section class="beginning">
          <h2>{text.startBasket}</h2>
          <p>{fill(text.startBasketWhat, { datasets: basket.map((one) => one.title).join(', '), variables })}</p>
          <form method="post" action="/applications/new">
            <input type="hidden" name="id" value={ids.basket} />
            <input type="hidden" name="from" value="basket" />
            {organisation('basket')}
            <button type="submit">{text.startBasketDo}</button>
          </form>
        </section>
      ) : null}
      <section class="beginning">
        <h2>{text.startNothing}</h2>
        <p>{text.startNothingWhat}</p>
        <form method="post" action="/applications/new">
          <input type="hidden" name="id" value={ids.nothing} />
          <input type="hidden" name="from" value="nothing" />
          {organisation('nothing')}
          <button type="submit" class={basket.length ? 'quiet' : undefined}>
            {text.startNothingDo}
          </button>
        </form>
      </section>
      {earlier.length ? (
        <section class="beginning">
          <h2>{text.startCopy}</h2>
          <p>{text.startCopyWhat}</p>
          <form method="post" action="/applications/new">
            <input type="hidden" name="id" value={ids.copy} />
            <input type="hidden" name="from" value="copy" />
            <Select
              name="source"
              label={text.startCopyWhich}
              value={from}
              options={earlier.map((one) => ({
                value: one.reference,
                label: `${one.reference}, ${one.title || text.untitled} (${text[`state_${one.state}`]})`,
              }))}
            />
            <button type="submit" class="quiet">
              {text.copyDo}
            </button>
          </form>
        </section>
      ) : null}
      <section class="beginning">
        <h2>{text.startFile}</h2>
        <p>{text.startFileWhat}</p>
        <form method="post" action="/applications/new" enctype="multipart/form-data">
          <input type="hidden" name="id" value={ids.file} />
          <input type="hidden" name="from" value="file" />
          {organisation('file')}
          <FileField
            name="file"
            label={text.startFileField}
            accept="application/json,.json"
            error={errors.find((one) => one.field === 'file')?.message}
          />
          <button type="submit" class="quiet">
            {text.startFileDo}
          </button>
        </form>
      </section>
    </Layout>
  );
}

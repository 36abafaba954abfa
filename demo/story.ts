// `npm run story`: the whole story against a running demonstration, told step by step; with --json the numbers alone;
// with --keep-permit its permit stays in force.
import { readFileSync } from 'node:fs';
import type { Dictionary } from '../protocol/dictionary.ts';
import { apply, endOfStudy, grant, type Player, signedPermit, signIn, startStudy } from './play.ts';
import { planOfStory, predictors } from './story-plan.ts';

const json = process.argv.includes('--json');
const keepPermit = process.argv.includes('--keep-permit');
const origin = process.env.SLUSS_ORIGIN ?? `http://127.0.0.1:${process.env.PORT ?? 4400}`;
const methods = ['describe@1', 'crosstab@1', 'logistic@1', 'evaluate@1'];
const model = new URL('./model/', import.meta.url);

function say(text: string): void {
  if (!json) process.stdout.write(`${text}\n`);
}

async function story(): Promise<void> {
  say(`Sluss at ${origin}\n`);
  const innovator = await signIn(origin, 'innovator');
  say(
    'Ines Lindqvist of Hjärtlyftet AB has a model that predicts heart disease. It was built on the patients of one hospital, in\nCleveland. Will it hold elsewhere?\n',
  );
  const { dictionary } = await innovator.api.get<{ dictionary: Dictionary }>('/datasets/heart');
  say(
    `She finds the dataset “${dictionary.title.en}”: ${dictionary.variables.length} variables, held by four hospitals. One note makes her careful:`,
  );
  say(`  ${dictionary.variables.find(({ id }) => id === 'chol')?.note?.en ?? ''}\n`);

  const { model: digest } = await innovator.api.send<{ model: string }>(
    'POST',
    '/models',
    readFileSync(new URL('cleveland.onnx', model)),
  );
  say(`She brings her model; from now on it is known by its digest ${digest.slice(0, 19)}…`);
  const variables = [...predictors, 'disease'];
  const application = await apply(
    innovator,
    { dataset: 'heart', variables, methods, models: [{ name: 'Cleveland model', digest }] },
    'Does our model hold elsewhere?',
  );
  say(`She applies for a permit: ${application.reference}, ${application.state}.\n`);

  const officer = await signIn(origin, 'officer');
  await grant(officer, application);
  say(
    'Olle Bergström at the access body records a finding and a reason for each criterion of Regulation (EU) 2025/327 art. 68, and\ngrants it. The hub cannot sign: the body’s signer does, with a key that the hub has never seen …',
  );
  const permit = await signedPermit(innovator, application);
  say(
    `Permit ${permit.reference} is signed: ${permit.document.stations.length} stations, ${permit.document.methods.length} methods, until ${permit.document.not_after.slice(0, 10)}.\n`,
  );

  say(
    'Ines signs a plan with her own key and starts the study. Each hospital’s station checks permit, status, plan, policy and ledger\nfor itself, and answers with numbers under masks that cancel only in the sum.',
  );
  const id = await startStudy(innovator, permit, planOfStory(digest));
  let told = -1;
  const study = await endOfStudy(innovator, id, ({ rounds }) => {
    for (const round of rounds.filter((one) => one.round > told && one.state === 'opened')) {
      say(
        `  gate ${round.round + 1} open: ${round.asks.join(', ')} over ${round.stations.length === 1 ? `${round.stations[0]} alone, by its own policy` : `${round.stations.length} stations`}`,
      );
      told = round.round;
    }
  });
  if (study.state !== 'finished')
    throw new Error(`The study ended without a result: ${study.state}, ${JSON.stringify(study.reason)}`);
  tell(study.result);
  await epilogue(innovator, officer, permit.id, id);
  if (json) process.stdout.write(`${JSON.stringify(numbersOf(study.result))}\n`);
}

// biome-ignore lint/suspicious/noExplicitAny: a result's form is its methods'
function resultsOf(result: any) {
  const of = (name: string) => result.results.find((one: { name: string }) => one.name === name).result;
  return { table: of('crosstab@1'), fit: of('logistic@1'), evaluation: of('evaluate@1') };
}

// biome-ignore lint/suspicious/noExplicitAny: see above
function tell(result: any): void {
  const { fit, evaluation } = resultsOf(result);
  const { external, development } = evaluation;
  const three = (value: number) => value.toFixed(3);
  say(`\nWhat she holds after an afternoon, and no patient’s record has left its hospital:`);
  say(`  Her model, where it was built (Cleveland):  AUROC ${three(development[0].auroc.value)}`);
  say(
    `  Her model, in the three other hospitals:    AUROC ${three(external.auroc.value)} (95 % ${three(external.auroc.low)} to ${three(external.auroc.high)}), ${external.n} patients`,
  );
  say(
    `  Its calibration there: intercept ${three(external.calibration.intercept)}, slope ${three(external.calibration.slope)} (1 would be right).`,
  );
  say(
    `  A regression over all ${fit.n} patients of the four hospitals, in ${fit.rounds} rounds, the same as if they lay in one file:`,
  );
  for (const term of fit.terms.slice(1)) {
    const name = `${term.variable}${term.level ? ` ${term.level}` : ''}`;
    say(
      `    ${name.padEnd(20)} odds ratio ${term.ratio.value.toFixed(2).padStart(5)}  (${term.ratio.low.toFixed(2)} to ${term.ratio.high.toFixed(2)})`,
    );
  }
}

async function epilogue(innovator: Player, officer: Player, permit: string, study: string): Promise<void> {
  const steward = await signIn(origin, 'steward-budapest');
  const seen = await steward.api.get<{ rounds: unknown[] }>(`/studies/${study}`);
  say(
    `\nBence Kovács, steward in Budapest, sees that his station took part in this study (${seen.rounds.length} rounds). What it was asked and\nanswered, and why it ever said no, stands in its own journal: ./sluss station log --folder .sluss/stations/budapest`,
  );
  if (keepPermit) return;
  await officer.api.send('POST', `/permits/${permit}/revocation`, {
    reason: 'The story is told.',
    urgent: 'Nobody is left to be heard.',
  });
  const again = await startStudy(innovator, await innovator.api.get(`/permits/${permit}`), {
    title: 'After the end',
    methods: [{ name: 'describe@1', variables: ['age'] }],
  }).then(
    () => 'it was started all the same',
    (error: Error) => error.message,
  );
  say(`Olle takes the permit back. When Ines tries once more, she hears: ${again}`);
}

/** The numbers alone: the same at every telling. */
// biome-ignore lint/suspicious/noExplicitAny: see above
function numbersOf(result: any) {
  const { table, fit, evaluation } = resultsOf(result);
  return {
    n: result.n,
    missing: result.missing,
    crosstab: table,
    logistic: fit,
    evaluation: { ...evaluation, model: undefined },
  };
}

try {
  await story();
} catch (error) {
  const refused = (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';
  process.stderr.write(
    `${refused ? `Nothing answers at ${origin}. Start it in another terminal: npm start` : (error as Error).message}\n`,
  );
  process.exitCode = 1;
}

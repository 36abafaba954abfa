// `sluss application …`: applying for data, and what officers do with an application before they decide.
import { readFileSync, writeFileSync } from 'node:fs';
import { type Api, hubApi, readSession } from '../api.ts';
import { type Applicant, applicationFrom, readPlanFile } from '../application-draft.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';
import { type Application, describeApplication } from '../words/application.ts';

const usage = `sluss application template
    a content file to fill in (JSON)
sluss application draft --plan PLAN.json --words FILE -o FILE
    a content file that asks for what the plan needs: its variables, methods and models, for you and a year from now. The words
    (title, summary, applicant, purpose, intended_use, benefit, coverage, safeguards, period_reason …) are yours, as JSON
sluss application new --organisation ID --content FILE [--submit] [--json]
sluss application edit REF --content FILE          the fields in FILE replace those of the draft; null empties one
sluss application submit REF
sluss application show REF | list [--json]
sluss application answer REF --text TEXT [--content FILE]
sluss application withdraw REF [--text TEXT]
officers:
sluss application screen REF                       takes it up
sluss application complete REF                     finds it complete; the clock runs
sluss application ask REF --text TEXT              the applicant has four weeks
sluss application extend REF --text REASON
sluss application vote REF --outcome grant|refuse --text REASON
sluss application fee REF --amount 12500.50 [--currency EUR] --text WHAT-IT-PAYS-FOR
sluss application hand-over REF                    to the one trusted holder of all the data, for its proposal
a trusted holder's steward:
sluss application propose REF --outcome grant|refuse --text REASON
the applicant:
sluss application accept-fee REF
REF is a reference such as A-2026-0001. Each takes --json, and --version N to insist on the version that you read.`;

const template = {
  title: 'A public name',
  summary: 'What this is about, for everybody, at most 250 words',
  applicant: 'Who you are: professional functions and activities',
  persons: [{ name: 'Your name', email: 'you@example.org', investigator: true }],
  purpose: 'ehds53.1.e',
  prohibited_uses: [],
  intended_use: 'What you will do with the answers',
  benefit: 'Who benefits, and how',
  data: [{ dataset: 'heart', variables: ['age', 'sex'], filter: [] }],
  coverage: 'Time range and geography',
  format: 'anonymised',
  models: [],
  safeguards: 'What keeps the answers from being misused',
  period: { from: 'YYYY-MM-DD', to: 'YYYY-MM-DD' },
  period_reason: 'Why for so long',
  methods: ['describe@1', 'logistic@1'],
};

const options = {
  organisation: { type: 'string' },
  content: { type: 'string' },
  plan: { type: 'string' },
  words: { type: 'string' },
  output: { type: 'string', short: 'o' },
  text: { type: 'string' },
  outcome: { type: 'string' },
  amount: { type: 'string' },
  currency: { type: 'string' },
  version: { type: 'string' },
  submit: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const command: Command = {
  name: 'application',
  about: 'apply for data',
  usage,
  async run([verb = '', ...words], io) {
    const { values, positionals } = parseWords(words, options);
    if (verb === 'template') {
      io.out(JSON.stringify(template, null, 2));
      return 0;
    }
    const api = hubApi(readSession(io.environment));
    if (verb === 'draft') {
      const words = readContent(needed(values.words, 'words')) as Record<string, unknown>;
      const content = applicationFrom(
        readPlanFile(needed(values.plan, 'plan')),
        await api.get<Applicant>('/me'),
        words,
        new Date(),
      );
      writeFileSync(needed(values.output, 'output'), `${JSON.stringify(content, null, 2)}\n`);
      io.out(
        `${values.output} asks for ${(content.data as { variables: string[] }[]).flatMap((one) => one.variables).join(', ')}.`,
      );
      return 0;
    }
    const show = (application: Application) => {
      io.out(values.json ? JSON.stringify(application) : describeApplication(application));
      return 0;
    };
    const content = () => readContent(needed(values.content, 'content'));
    if (verb === 'list') return list(api, io, values.json === true);
    if (verb === 'new') {
      const made = await api.send<Application>('POST', '/applications', {
        organisation: needed(values.organisation, 'organisation'),
        content: content(),
      });
      if (!values.submit) return show(made);
      // Told first: if the submission is refused, the draft is there and can be completed.
      if (!values.json) io.out(`Draft ${made.reference} is saved.`);
      return show(await api.send<Application>('POST', `/applications/${made.id}/submission`, { version: made.version }));
    }
    const reference = needed(positionals[0], 'REF');
    const path = `/applications/${encodeURIComponent(reference)}`;
    const current = await api.get<Application>(path);
    const version = values.version === undefined ? current.version : Number(values.version);
    const send = (what: string, more: object = {}) => api.send<Application>('POST', `${path}/${what}`, { version, ...more });
    // What disturbs nobody else carries no version.
    const act = (what: string, more: object = {}) => api.send<Application>('POST', `${path}/${what}`, more);
    switch (verb) {
      case 'show':
        return show(current);
      case 'edit':
        return show(await api.send<Application>('PATCH', path, { version, content: content() }));
      case 'submit':
        return show(await send('submission'));
      case 'answer': {
        const edited = values.content ? await api.send<Application>('PATCH', path, { version, content: content() }) : current;
        return show(
          await api.send<Application>('POST', `${path}/answers`, { version: edited.version, text: needed(values.text, 'text') }),
        );
      }
      case 'withdraw':
        return show(await send('withdrawal', { reason: values.text ?? null }));
      case 'screen':
        return show(await send('screening'));
      case 'complete':
        return show(await send('completeness'));
      case 'ask':
        return show(await send('questions', { text: needed(values.text, 'text') }));
      case 'extend':
        return show(await send('extension', { reason: needed(values.text, 'text') }));
      case 'vote':
      case 'propose': {
        const judged = { outcome: needed(values.outcome, 'outcome'), reason: needed(values.text, 'text') };
        return show(await act(verb === 'vote' ? 'votes' : 'proposal', judged));
      }
      case 'fee':
        return show(
          await act('fee-estimates', {
            amount: minorUnits(needed(values.amount, 'amount')),
            currency: values.currency ?? 'SEK',
            covers: needed(values.text, 'text'),
          }),
        );
      case 'accept-fee':
        return show(await act('fee-acceptance', { estimate: lastEstimate(current) }));
      case 'hand-over':
        return show(await act('handover'));
      default:
        throw new UsageError(`application: what to do?\n${usage}`);
    }
  },
};

function minorUnits(text: string): number {
  if (!/^\d{1,9}([.,]\d{1,2})?$/.test(text)) throw new UsageError(`--amount ${text}: write it as 12500 or 12500.50`);
  const [whole, part = ''] = text.split(/[.,]/);
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

function lastEstimate({ reference, events }: Application): string {
  const last = events.filter((one) => one.kind === 'estimated').at(-1);
  if (!last) throw new UsageError(`${reference} has no fee to accept.`);
  return String(last.detail.estimate);
}

function readContent(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} could not be read as JSON: ${(error as Error).message}`);
  }
}

async function list(api: Api, io: Io, json: boolean): Promise<number> {
  const applications = await api.get<(Application & { title: string })[]>('/applications');
  if (json) io.out(JSON.stringify(applications));
  else if (applications.length === 0) io.out('No application yet. Start with: sluss application template > application.json');
  else
    for (const one of applications)
      io.out(
        `${one.reference}  ${one.state.padEnd(31)} ${one.clock.decide_by ? `decide by ${one.clock.decide_by}  ` : ''}${one.title}`,
      );
  return 0;
}

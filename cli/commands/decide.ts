// `sluss decide`: an officer's decision on an application, criterion by criterion.
import { readFileSync } from 'node:fs';
import { type Criterion, criteria } from '@sluss/protocol/decision.ts';
import { type Api, hubApi, readSession } from '../api.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';
import { type Application, describeApplication } from '../words/application.ts';

const usage = `sluss decide REF --grant --reason TEXT --criteria FILE
sluss decide REF --refuse --reason TEXT --criteria FILE
    FILE: [{"criterion": "a", "finding": "fulfilled", "reason": "…"}, …] with a to h, risk-a and risk-b (sluss decide criteria
    prints one to fill in). What was recorded before need not stand in it. An application that was not taken up yet is taken up
    and found complete first.
  --all-fulfilled REASON   instead of a file: every criterion, with this reason
  --condition TEXT         a specific condition of the permit; may be repeated
  --plan-by hub            plans then need no person's signature
  --narrowing FILE         where less is granted than was applied for: {"datasets": […], "methods": […], "to": "YYYY-MM-DD"}
  --version N, --json`;

const options = {
  grant: { type: 'boolean' },
  refuse: { type: 'boolean' },
  reason: { type: 'string' },
  criteria: { type: 'string' },
  'all-fulfilled': { type: 'string' },
  condition: { type: 'string', multiple: true },
  'plan-by': { type: 'string' },
  narrowing: { type: 'string' },
  version: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const command: Command = {
  name: 'decide',
  about: 'decide on an application, criterion by criterion',
  usage,
  async run(words, io) {
    const { values, positionals } = parseWords(words, options);
    if (positionals[0] === 'criteria') return printCriteria(io);
    if (values.grant === values.refuse) throw new UsageError(`Say either --grant or --refuse.\n${usage}`);
    const api = hubApi(readSession(io.environment));
    const path = `/applications/${encodeURIComponent(needed(positionals[0], 'REF'))}`;
    const application = await takeUp(api, path);
    const decided = await api.send<Application>('POST', `${path}/decision`, {
      version: values.version === undefined ? application.version : Number(values.version),
      outcome: values.grant ? 'grant' : 'refuse',
      reason: needed(values.reason, 'reason'),
      assessments: assessmentsFrom(values),
      conditions: values.condition ?? [],
      ...(values['plan-by'] ? { plan_by: values['plan-by'] } : {}),
      ...(values.narrowing ? { narrowing: readJson(values.narrowing) } : {}),
    });
    io.out(values.json ? JSON.stringify(decided) : describeApplication(decided));
    return 0;
  },
};

/** SUBMITTED and PRE_SCREENING lead to PROCESSING, where decisions are made. */
async function takeUp(api: Api, path: string): Promise<Application> {
  const application = await api.get<Application>(path);
  const send = (what: string, version: number) => api.send<Application>('POST', `${path}/${what}`, { version });
  const taken = application.state === 'SUBMITTED' ? await send('screening', application.version) : application;
  return taken.state === 'PRE_SCREENING' ? send('completeness', taken.version) : taken;
}

function assessmentsFrom(values: { criteria?: string | undefined; 'all-fulfilled'?: string | undefined }): unknown {
  if (values.criteria) return readJson(values.criteria);
  const reason = values['all-fulfilled'];
  return reason === undefined
    ? []
    : (Object.keys(criteria) as Criterion[]).map((criterion) => ({ criterion, finding: 'fulfilled', reason }));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} could not be read as JSON: ${(error as Error).message}`);
  }
}

function printCriteria(io: Io): number {
  const rows = Object.entries(criteria).map(([criterion, about]) => ({
    criterion,
    finding: 'fulfilled',
    reason: `(${about}) …`,
  }));
  io.out(JSON.stringify(rows, null, 2));
  return 0;
}

// The CHAI Applied Model Card (schema v0.2) of an evaluated model, as XML: the report's figures and sentences, for machines.
import { fill } from '../../platform/texts.ts';
import { writeDay, writeList, writeShort } from '../../ui/format.ts';
import { answerOf } from '../answer.ts';
import { type GroupFigures, type Interval, mainGroup, type Quality } from '../figures.ts';
import { subgroupName } from '../pictures.ts';
import { judge } from '../rules.ts';
import type { EvaluationSource, Source } from '../source.ts';
import type { Writing } from '../words.ts';

export const namespace = 'https://mc.chai.org/v0.2/schema.xsd';

type Node = { name: string; children: Node[] | string };
const node = (name: string, children: Node[] | string): Node => ({ name, children });
/** One result: ValueJson in the forms of the schema's own examples, `single` and `estimate_ci`. */
type Result = {
  label: string;
  value:
    | { kind: 'single'; value: number; unit?: string }
    | { kind: 'estimate_ci'; estimate: number; lower: number; upper: number; level: number };
};

export function modelCard(writing: Writing, source: Source, one: EvaluationSource): string {
  const { text, names } = writing;
  const { study, application } = source;
  const outcome = names.outcome(one.evaluation.outcome);
  const verdict = judge(one.figures);
  const answer = answerOf(writing, verdict);
  const main = mainGroup(one.figures);
  const stated = (field: string) => source.statements.get(field)?.text;
  const said = (field: string, records = '') =>
    sayBoth(text.stated, records, stated(field)) || `${text.notReported} ${text.who_developer}`;
  const optional = (name: string, field: string) => (stated(field) ? [node(name, said(field))] : []);
  const variables = writeList(
    [...new Set(one.call.inputs.flatMap((input) => ('variable' in input ? [names.variableWithin(String(input.variable))] : [])))],
    names.language,
  );
  const modelName = application?.content.models?.find(({ digest }) => digest === one.figures.model)?.name;
  const limits = [text.not_effect, text.not_place, text.not_drift, text.not_approval].map((sentence) =>
    fill(sentence, { stations: names.stations(study.stationIds) }),
  );
  const keywords = (stated('keywords') ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  const root = node('AppliedModelCard', [
    node('BasicInfo', [
      node('ModelName', modelName ? `${modelName} (${one.figures.model})` : one.figures.model),
      node('ModelDeveloper', source.organisation),
      node('DeveloperContact', said('developer-contact')),
    ]),
    node('ReleaseInfo', [
      node('ReleaseStage', said('release-stage')),
      node('ReleaseDate', said('release-date')),
      node('ReleaseVersion', said('release-version', one.figures.model)),
      node('GlobalAvailability', said('availability')),
      ...optional('RegulatoryApproval', 'regulatory'),
    ]),
    node('ModelSummary', [
      node('Summary', fill(text.card_summary, { outcome, variables, answer, risks: '' }).trim()),
      node(
        'Keywords',
        keywords.map((word) => node('Keyword', word)),
      ),
    ]),
    node('UsesAndDirections', [
      node('IntendedUseAndWorkflow', said('3a', application?.content.intended_use)),
      node('PrimaryIntendedUsers', said('3b')),
      node('HowToUse', said('how-to-use')),
      node('TargetedPatientPopulation', said('3b')),
      node('CautionedOutOfScopeSettings', said('cautions')),
    ]),
    node('Warnings', [
      node('KnownRisksAndLimitations', said('26', limits.join('\n'))),
      node('KnownBiasesOrEthicalConsiderations', said('3c')),
      node('ClinicalRiskLevel', said('risk-level')),
    ]),
    node('TrustIngredients', [
      node('AISystemFacts', [
        node('OutcomesAndOutputs', fill(text.card_outputs, { outcome })),
        node('ModelType', said('12c', fill(text.f_12c, { digest: one.figures.model }))),
        node('InputDataSource', `${study.dictionary.title[names.language]}. ${study.dictionary.description[names.language]}`),
        node('OutputAndInputDataTypes', fill(text.card_types, { variables })),
        node(
          'DevelopmentDataCharacterization',
          said(
            '16',
            one.call.trained_on.length > 0
              ? fill(text.card_development, { trained: names.stations(one.call.trained_on) })
              : text.f_12aNone,
          ),
        ),
        node('BiasMitigationApproaches', said('14')),
        node('OngoingMaintenance', said('maintenance')),
        ...optional('Security', 'security'),
      ]),
      node('TransparencyInformation', [
        node('FundingSource', said('18a')),
        node('ThirdPartyInformation', fill(text.card_thirdParty, { permit: study.permit?.reference ?? study.digests.permit })),
        node('StakeholdersConsulted', said('19')),
      ]),
    ]),
    node('KeyMetrics', metrics(writing, source, one, main, outcome)),
    node('Resources', [
      node(
        'EvaluationReferences',
        `Sluss ${study.id}, ${study.digests.plan}, ${writeDay(study.finished_at ?? study.created_at, names.language)}`,
      ),
      node('PeerReviewedPublications', said('publications')),
      node('PatientConsentOrDisclosure', said('consent')),
    ]),
    node('Bibliography', bibliography),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, 0, ` xmlns="${namespace}"`)}\n`;
}

/** What the records say, then what the developer has stated, marked as such. */
function sayBoth(mark: string, records: string, stated: string | undefined): string {
  return [records, stated ? `${stated} [${mark}]` : ''].filter(Boolean).join('\n');
}

function metrics(
  writing: Writing,
  source: Source,
  one: EvaluationSource,
  main: GroupFigures | undefined,
  outcome: string,
): Node[] {
  const { text, names } = writing;
  const { study } = source;
  const about = [
    node('TestType', text.card_test),
    node(
      'TestingDataDescription',
      main
        ? fill(text.card_data, {
            n: writing.count(main.n),
            stations: names.stations(main.stations),
            events: writing.count(main.events),
            outcome,
          })
        : text.answer_unanswered,
    ),
    node(
      'ValidationProcessAndJustification',
      fill(text.card_process, { plan: study.digests.plan, permit: study.permit?.reference ?? study.digests.permit }),
    ),
  ];
  const metric = (name: string, goal: string, results: Result[], interpretation: string): Node =>
    node(name, [
      node('MetricGoal', goal),
      node(
        'Results',
        results.map(({ label, value }) => node('MetricResult', [node('Label', label), node('ValueJson', JSON.stringify(value))])),
      ),
      node('Interpretation', interpretation),
      ...about,
    ]);
  const answer = answerOf(writing, judge(one.figures));
  const groups = one.figures.groups.map((group) => ({
    group,
    where: `${text[`group_${group.kind}`]}: ${names.stations(group.stations)}`,
  }));
  const subgroups = groups.flatMap(({ group, where }) =>
    group.subgroups.map((cell) => ({ cell, where: `${where}, ${subgroupName(writing, cell)}` })),
  );
  const shown = single(text.card_subgroups, subgroups.length);
  const use = groups.flatMap(({ group, where }) => [
    ...qualities(writing, group, where),
    ...optionalNumber(`${text.colPrevalence}, ${where}`, group.prevalence),
    ...group.thresholds.flatMap((row) => {
      const at = `${fill(text.card_at, { threshold: writeShort(row.threshold, names.language) })}${row.approximate ? ` (${text.approximateNote})` : ''}, ${where}`;
      return [
        single(`${text.colSensitivity} ${at}`, row.sensitivity),
        single(`${text.colSpecificity} ${at}`, row.specificity),
        single(`${text.colPpv} ${at}`, row.ppv),
        single(`${text.colNpv} ${at}`, row.npv),
        single(`${text.colBenefit} ${at}`, row.netBenefit),
        single(`${text.colTreatAll} ${at}`, row.treatAll),
      ];
    }),
  ]);
  const safe = groups.flatMap(({ group, where }) => [
    ...risks(writing, group, where),
    ...group.thresholds.map((row) =>
      single(
        `${text.colAlerts} ${fill(text.card_at, { threshold: writeShort(row.threshold, names.language) })}, ${where}`,
        row.alerts,
      ),
    ),
  ]);
  return [
    metric('UsefulnessUsabilityEfficacy', fill(text.card_goal_use, { outcome }), use.length > 0 ? use : [shown], answer),
    metric(
      'FairnessEquity',
      text.card_goal_fair,
      [shown, ...subgroups.flatMap(({ cell, where }) => [...qualities(writing, cell, where), ...risks(writing, cell, where)])],
      subgroups.length > 0 ? text.not_groups : text.sayNoGroups,
    ),
    metric('SafetyReliability', text.card_goal_safe, safe.length > 0 ? safe : [shown], text.not_calibration),
  ];
}

const single = (label: string, value: number): Result => ({ label, value: { kind: 'single', value } });
const optionalNumber = (label: string, value: number | null): Result[] => (value === null ? [] : [single(label, value)]);
const estimate = (label: string, { value, low, high }: Interval): Result => ({
  label,
  value: { kind: 'estimate_ci', estimate: value, lower: low, upper: high, level: 95 },
});

/** What is withheld is left out. */
function qualities({ text }: Writing, one: Quality, where: string): Result[] {
  return [
    estimate(`${text.colAuroc}, ${where}`, one.auroc),
    ...optionalNumber(`${text.colPersons}, ${where}`, one.n),
    ...optionalNumber(`${text.colEvents}, ${where}`, one.events),
  ];
}

function risks({ text }: Writing, one: Quality, where: string): Result[] {
  return [
    single(`${text.colBrier}, ${where}`, one.brier),
    ...optionalNumber(`${text.colSlope}, ${where}`, one.slope),
    ...optionalNumber(`${text.colIntercept}, ${where}`, one.intercept),
  ];
}

/** The reporting guideline and the methods; BibTeX, as the schema asks. */
const bibliography = `@article{tripodai2024, title={TRIPOD+AI statement: updated guidance for reporting clinical prediction models that use regression or machine learning methods}, author={Collins, Gary S and Moons, Karel G M and Dhiman, Paula and others}, journal={BMJ}, volume={385}, pages={e078378}, year={2024}}
@article{delong1988, title={Comparing the areas under two or more correlated receiver operating characteristic curves: a nonparametric approach}, author={DeLong, Elizabeth R and DeLong, David M and Clarke-Pearson, Daniel L}, journal={Biometrics}, volume={44}, pages={837--845}, year={1988}}
@article{vickers2006, title={Decision curve analysis: a novel method for evaluating prediction models}, author={Vickers, Andrew J and Elkin, Elena B}, journal={Medical Decision Making}, volume={26}, pages={565--574}, year={2006}}`;

function write({ name, children }: Node, depth: number, attributes = ''): string {
  const indent = '  '.repeat(depth);
  if (typeof children === 'string') return `${indent}<${name}${attributes}>${xmlText(children)}</${name}>`;
  if (children.length === 0) return `${indent}<${name}${attributes}/>`;
  return `${indent}<${name}${attributes}>\n${children.map((child) => write(child, depth + 1)).join('\n')}\n${indent}</${name}>`;
}

/** Text as XML 1.0 can hold it: other control characters, half surrogate pairs and non-characters are shown as �. */
export function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // A bare carriage return would come back as a line feed.
      .replaceAll('\r', '&#13;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 cannot hold (production 2, Char).
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}

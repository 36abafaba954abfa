// What a study answered, for whoever reads one screen: a sentence, the picture that it is read from, and the figures it rests on.
import type { Plan } from '@sluss/protocol/documents.ts';
import { fill } from '../../platform/texts.ts';
import { answerFor } from '../../reports/answer.ts';
import { writeNumber } from '../../ui/format.ts';
import { IntervalPlot } from '../../ui/interval-plot.tsx';
import type { Names } from '../names.ts';
import { aurocRows, leadOf } from './evaluation.tsx';
import { fitFound } from './fit.tsx';
import { groupsOf, isTold, type Told } from './groups.ts';
import { partsOf } from './result.tsx';
import type { Evaluation, Fit, Released } from './shapes.ts';

type Props = { names: Names; plan: Plan; released: Released; report: string; rests: string };

/** Of the part that is read first. What only describes or counts needs no sentence before it: its own part is one. */
export function Answer({ names, plan, released, report, rests }: Props) {
  const first = partsOf(names, plan, released)[0];
  const result = first ? released.results[first.at]?.result : undefined;
  if (first?.name === 'evaluate@1')
    return <EvaluationAnswer names={names} evaluation={result as Evaluation} report={report} rests={rests} />;
  const found = first && isFit(first.name) ? fitFound(names, result as Fit) : null;
  return (
    <>
      {found ? <p class="verdict">{found}</p> : null}
      <p class="quiet">{rests}</p>
    </>
  );
}

export const isFit = (name: string) => ['logistic@1', 'linear@1', 'poisson@1'].includes(name);

type EvaluationProps = Pick<Props, 'names' | 'report' | 'rests'> & { evaluation: Evaluation };

function EvaluationAnswer({ names, evaluation, report, rests }: EvaluationProps) {
  const { text } = names;
  const { held, risks } = answerFor(names.language, evaluation);
  const told = groupsOf(names, evaluation).filter((group) => isTold(group.part)) as Told['groups'];
  return (
    <div class="answered">
      <div>
        <p class="verdict">{held}</p>
        {risks ? <p class="lead">{risks}</p> : null}
        <p>{leadOf(names, evaluation).join(' ')}</p>
        <p class="quiet small">
          {rests} <a href={`${report}#rule`}>{text.answerRule}</a>
        </p>
      </div>
      {told.length > 0 ? <Main names={names} groups={told} /> : null}
    </div>
  );
}

/** Elsewhere against where it was built, and nothing else. */
function Main({ names, groups }: Told) {
  const { text, language } = names;
  const { rows, scale } = aurocRows(names, groups, 'wholes');
  return (
    <figure class="main-picture">
      <IntervalPlot
        summary={fill(text.aurocSummary, { rows: rows.map((row) => `${row.label} ${row.text}`).join('; ') })}
        rows={rows}
        scale={scale}
        tick={(value) => writeNumber(value, 1, language)}
        left={text.aurocCoin}
        right={text.aurocNeverWrong}
      />
      <figcaption>{text.answerCaption}</figcaption>
    </figure>
  );
}

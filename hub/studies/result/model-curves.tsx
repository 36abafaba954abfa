// The three curves of an evaluated model, side by side: whom it tells apart, whether its risks come true, whether acting on it is worthwhile.
import { fill } from '../../platform/texts.ts';
import { LineChart } from '../../ui/charts/line-chart.tsx';
import { writeCount, writeNumber, writeShare, writeShort } from '../../ui/format.ts';
import type { Names } from '../names.ts';
import { calibrationSpec, decisionPoints, decisionSpec, pointsOf, rocSpec } from './curves.ts';
import { type Group, type Told, wholeTitle } from './groups.ts';
import type { ToldPart } from './shapes.ts';

export function ModelCurves({ names, groups, main }: Told & { main: Told['groups'][number] | undefined }) {
  return (
    <div class="curves">
      <Roc names={names} groups={groups} />
      <Calibration names={names} groups={groups} main={main} />
      {main ? <Decision names={names} group={main} /> : null}
    </div>
  );
}

/** Where along the scores the model tells apart; only at the edges of bins that are safe to tell. */
function Roc({ names, groups }: Told) {
  const { text, language } = names;
  const curved = groups.filter(({ part }) => pointsOf(part).length > 0);
  if (curved.length === 0) return null;
  const three = (value: number) => writeNumber(value, 3, language);
  return (
    <section>
      <h3>{text.rocTitle}</h3>
      <LineChart
        {...rocSpec(names, curved)}
        compact
        summary={fill(text.rocSummary, {
          groups: curved.map(({ title, part }) => `${title} ${three(part.auroc.value)}`).join('; '),
        })}
        caption={text.rocCaption}
        table={{
          caption: text.rocTable,
          columns: [{ title: text.threshold }, { title: text.rocUp, number: true }, { title: text.rocAcross, number: true }],
          rows: curved.flatMap((group) =>
            pointsOf(group.part).map((point) => ({
              key: writeShort(point.threshold, language),
              group: wholeTitle(group),
              cells: [three(point.truePositiveRate), three(point.falsePositiveRate)],
            })),
          ),
        }}
      />
    </section>
  );
}

/** Whether the risks that it tells come true. */
function Calibration({ names, groups, main }: Told & { main: Told['groups'][number] | undefined }) {
  const { text, language } = names;
  const drawn = groups.filter(({ part }) => part.curve.length > 1);
  if (drawn.length === 0) return null;
  const short = (value: number) => writeShort(value, language);
  const points = drawn.reduce((sum, { part }) => sum + part.curve.length, 0);
  return (
    <section>
      <h3>{text.calibrationTitle}</h3>
      <LineChart
        {...calibrationSpec(names, drawn)}
        compact
        summary={fill(text.calibrationSummary, { count: points })}
        caption={[text.calibrationCaption, main ? calibrationWords(names, main.part) : ''].join(' ')}
        table={{
          caption: text.calibrationTable,
          columns: [
            { title: text.span },
            ...[text.persons, text.told, text.happened].map((title) => ({ title, number: true as const })),
          ],
          rows: drawn.flatMap((group) =>
            group.part.curve.map((bin) => ({
              key: fill(text.spanOf, { from: short(bin.from), to: short(bin.to) }),
              group: wholeTitle(group),
              cells: [
                bin.n === null ? text.hidden : writeCount(bin.n, language),
                writeNumber(bin.meanScore, 3, language),
                writeShare(bin.share, language),
              ],
            })),
          ),
        }}
      />
    </section>
  );
}

/** Slope and intercept, and how to read them; nothing where they were not told. */
export function calibrationWords({ text, language }: Names, { calibration: { slope, intercept } }: ToldPart): string {
  if (slope === null || intercept === null) return '';
  const three = (value: number) => writeNumber(value, 3, language);
  return fill(text.evaluateCalibration, { slope: three(slope), intercept: three(intercept) });
}

/** What acting on the model is worth, against treating everybody and nobody. */
function Decision({ names, group }: { names: Names; group: Group & { part: ToldPart } }) {
  const { text, language } = names;
  const points = decisionPoints(group.part);
  if (points.length < 2) return null;
  const three = (value: number) => writeNumber(value, 3, language);
  const better = points.filter(({ netBenefit, treatAll }) => netBenefit > Math.max(0, treatAll));
  const ends = [better[0], better.at(-1)].map((one) => writeShare(one?.threshold ?? 0, language));
  return (
    <section>
      <h3>{text.decisionTitle}</h3>
      <LineChart
        {...decisionSpec(names, group.part)}
        compact
        summary={fill(better.length > 0 ? text.decisionSummary : text.decisionSummaryNone, {
          from: ends[0] ?? '',
          to: ends[1] ?? '',
        })}
        caption={fill(text.decisionCaption, { group: wholeTitle(group) })}
        table={{
          caption: text.decisionTable,
          columns: [{ title: text.threshold }, { title: text.netBenefit, number: true }, { title: text.treatAll, number: true }],
          rows: points.map((point) => ({
            key: writeShort(point.threshold, language),
            cells: [three(point.netBenefit), three(point.treatAll)].map((value) => (point.approximate ? `≈ ${value}` : value)),
          })),
        }}
      />
    </section>
  );
}

// Items 25 to 27 of TRIPOD+AI: interpretation, limitations, usability in current care.
import { fill } from '../../platform/texts.ts';
import { answerOf } from '../answer.ts';
import type { ReportPart } from '../document.ts';
import { mainGroup } from '../figures.ts';
import { judge, risksOf } from '../rules.ts';
import { type At, type Group, say } from './item.ts';

function next(at: At): ReportPart[] {
  const { text } = at.writing;
  const main = mainGroup(at.one.figures);
  const risks = main ? risksOf(main) : 'unknown';
  return [
    ...(risks !== 'near' && risks !== 'unknown' ? say(text.f_27c) : []),
    ...(main && main.stations.length > 1 ? say(text.f_27cEach) : []),
  ];
}

export const discussion: Group = {
  id: 'discussion',
  items: [
    {
      id: '25',
      who: 'developer',
      records: (at) => {
        const answer = answerOf(at.writing, judge(at.one.figures));
        return say(fill(at.writing.text.f_25, { answer, risks: '' }).replace(/ {2,}/g, ' '));
      },
    },
    { id: '26', who: 'developer' },
    { id: '27a', who: 'developer', records: (at) => say(at.writing.text.f_27a) },
    { id: '27b', who: 'developer' },
    { id: '27c', who: 'developer', records: next },
  ],
};

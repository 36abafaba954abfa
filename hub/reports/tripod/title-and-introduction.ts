// Items 1 to 4 of TRIPOD+AI: title, abstract, background, objectives.
import { fill } from '../../platform/texts.ts';
import { fromApplication, type Group, outcomeOf, say } from './item.ts';

export const title: Group = {
  id: 'title',
  items: [
    {
      id: '1',
      who: 'study',
      records: (at) => say(fill(at.writing.text.f_1, { title: at.source.study.plan.title, outcome: outcomeOf(at) })),
    },
    {
      id: '2',
      who: 'study',
      records: (at) => [...say(at.writing.text.f_2), ...fromApplication(at, at.source.application?.content.summary)],
    },
  ],
};

export const introduction: Group = {
  id: 'introduction',
  items: [
    { id: '3a', who: 'developer', records: (at) => fromApplication(at, at.source.application?.content.benefit) },
    { id: '3b', who: 'developer', records: (at) => fromApplication(at, at.source.application?.content.intended_use) },
    { id: '3c', who: 'developer' },
    { id: '4', who: 'study', records: (at) => say(fill(at.writing.text.f_4, { outcome: outcomeOf(at) })) },
  ],
};

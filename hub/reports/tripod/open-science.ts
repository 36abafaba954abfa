// Items 18 and 19 of TRIPOD+AI: funding, conflicts, protocol, registration, data, code; patient and public involvement.
import { fill } from '../../platform/texts.ts';
import { type Group, say } from './item.ts';

export const openScience: Group = {
  id: 'open',
  items: [
    { id: '18a', who: 'developer' },
    { id: '18b', who: 'developer' },
    { id: '18c', who: 'study', records: (at) => say(fill(at.writing.text.f_18c, { plan: at.source.study.digests.plan })) },
    {
      id: '18d',
      who: 'body',
      records: ({ writing, source }) =>
        source.application ? say(fill(writing.text.f_18d, { reference: source.application.reference })) : [],
    },
    {
      id: '18e',
      who: 'holders',
      records: ({ writing, source }) =>
        say(fill(writing.text.f_18e, { dataset: source.study.dictionary.title[writing.names.language] })),
    },
    {
      id: '18f',
      who: 'developer',
      records: ({ writing, source }) =>
        say(fill(writing.text.f_18f, { methods: source.study.plan.methods.map(({ name }) => name).join(', ') })),
    },
    { id: '19', who: 'developer' },
  ],
};

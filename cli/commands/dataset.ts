// `sluss dataset …`: what may be asked about.
import { readFileSync } from 'node:fs';
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import { hubApi, readSession } from '../api.ts';
import { type Command, needed, parseWords, UsageError } from '../command.ts';

const usage = `sluss dataset list [--q WORDS] [--variable WORDS] [--holder ID] [--place CODE] [--json]
    all, or those that fit; place: 14 (a Swedish county's code), HU (a country), outside (not Sweden)
sluss dataset show ID [--json]
sluss dataset quality ID FILE
    what you tell of it, for its page (steward of one of its stations, or advisor). FILE: JSON by about, keywords, and the elements of
    EHDS art. 78(3), a to f, each with sv and en, or null to take one back; what is left out stays as it is
sluss dataset check ID
    you have gone through its description, and it is right: at least once a year (art. 60(3); steward)`;

type Dataset = { id: string; digest: string; dictionary: Dictionary; stations: { id: string; title: string }[] };

export const command: Command = {
  name: 'dataset',
  about: 'datasets and their variables',
  usage,
  async run([verb = '', ...words], io) {
    const { values, positionals } = parseWords(words, {
      q: { type: 'string' },
      variable: { type: 'string' },
      holder: { type: 'string' },
      place: { type: 'string' },
      json: { type: 'boolean' },
    });
    const api = hubApi(readSession(io.environment));
    if (verb === 'list') {
      const { json, ...search } = values;
      const list = await api.get<Dataset[]>(`/datasets?${new URLSearchParams(search)}`);
      if (json) io.out(JSON.stringify(list));
      else for (const one of list) io.out(`${one.id.padEnd(20)} ${one.dictionary.title.en} (${one.stations.length} stations)`);
      return 0;
    }
    if (verb === 'quality') {
      const [id, file] = [needed(positionals[0], 'ID'), needed(positionals[1], 'FILE')];
      const told = await api.send<object>('PUT', `/datasets/${id}/quality`, JSON.parse(readFileSync(file, 'utf8')));
      io.out(values.json ? JSON.stringify(told) : `Told of ${id}: ${Object.keys(told).join(', ') || 'nothing'}.`);
      return 0;
    }
    if (verb === 'check') {
      const id = needed(positionals[0], 'ID');
      const checks = await api.send<{ holder: string; due: string }[]>('POST', `/datasets/${id}/checks`);
      io.out(values.json ? JSON.stringify(checks) : checks.map(({ holder, due }) => `${holder}: next by ${due}`).join('\n'));
      return 0;
    }
    if (verb !== 'show') throw new UsageError(`dataset: what to do?\n${usage}`);
    const dataset = await api.get<Dataset>(`/datasets/${needed(positionals[0], 'ID')}`);
    if (values.json) {
      io.out(JSON.stringify(dataset));
      return 0;
    }
    io.out(
      `${dataset.dictionary.title.en}\n${dataset.dictionary.description.en}\n${dataset.stations.map((one) => one.title).join(', ')}\n`,
    );
    for (const variable of dataset.dictionary.variables) {
      io.out(`  ${variable.id.padEnd(16)} ${variable.title.en}: ${valuesOf(variable)}`);
      if (variable.note) io.out(`${' '.repeat(19)}${variable.note.en}`);
    }
    return 0;
  },
};

function valuesOf(variable: Variable): string {
  if (variable.type === 'category') return variable.levels.map((level) => level.id).join(' | ');
  return `${variable.range[0]} to ${variable.range[1]} ${variable.unit}; cuts at ${variable.grid.join(', ')}`;
}

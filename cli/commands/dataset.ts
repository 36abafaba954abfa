// `sluss dataset …`: what may be asked about.
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import { hubApi, readSession } from '../api.ts';
import { type Command, needed, parseWords, UsageError } from '../command.ts';

const usage = `sluss dataset list [--json]
sluss dataset show ID [--json]`;

type Dataset = { id: string; digest: string; dictionary: Dictionary; stations: { id: string; title: string }[] };

export const command: Command = {
  name: 'dataset',
  about: 'datasets and their variables',
  usage,
  async run([verb = '', ...words], io) {
    const { values, positionals } = parseWords(words, { json: { type: 'boolean' } });
    const api = hubApi(readSession(io.environment));
    if (verb === 'list') {
      const list = await api.get<Dataset[]>('/datasets');
      if (values.json) io.out(JSON.stringify(list));
      else for (const one of list) io.out(`${one.id.padEnd(20)} ${one.dictionary.title.en} (${one.stations.length} stations)`);
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

// `sluss dictionary …`: a holder describes a file for others: propose a dictionary, make one of several, hold a file against one.
import { existsSync, writeFileSync } from 'node:fs';
import { type Dictionary, dictionarySchema, type Variable } from '@sluss/protocol/dictionary.ts';
import { checkFile } from '@sluss/station/importers/check-file.ts';
import { inferDictionary } from '@sluss/station/importers/infer-dictionary.ts';
import { mergeDictionaries } from '@sluss/station/importers/merge-dictionaries.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';
import { readDictionaryFile } from '../dictionary-file.ts';
import { withFile } from '../own-file.ts';
import { variablesNamed } from '../variable-names.ts';

const usage = `sluss dictionary infer FILE [-o DICTIONARY] [--dataset ID] [--title TEXT] [--k N] [--key COLUMN | --no-key] [--missing CODE,…]
                      [--number COLUMN]… [--category COLUMN]… [--columns NAME,…] [--json]
    proposes types, rounded public ranges and levels for a CSV or Parquet file; levels with fewer than k persons (10), free text,
    dates and keys stay hidden, and it says so. --missing adds codes that mean "no value" to the usual words;
    --number and --category overrule what a column looks like; --columns names the columns of a file without a header line
sluss dictionary merge DICTIONARY DICTIONARY… -o DICTIONARY [--json]
    one dictionary that fits all: the widest range, all levels; names and texts are the first one's
sluss dictionary show DICTIONARY [--variables NAME,…]
    what it says, of all variables or of some, named by id, column or title
sluss dictionary check FILE --dictionary DICTIONARY [--columns NAME,…] [--json]
    whether a file fits a dictionary, before anything is imported; what it prints is for the holder's eyes
Without -o the dictionary is printed and the remarks go to standard error.`;

const options = {
  output: { type: 'string', short: 'o' },
  dataset: { type: 'string' },
  title: { type: 'string' },
  k: { type: 'string' },
  key: { type: 'string' },
  'no-key': { type: 'boolean' },
  missing: { type: 'string' },
  number: { type: 'string', multiple: true },
  category: { type: 'string', multiple: true },
  columns: { type: 'string' },
  variables: { type: 'string' },
  dictionary: { type: 'string' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseWords<typeof options>>['values'];

export const command: Command = {
  name: 'dictionary',
  about: 'describe a file for others, and check files against the description',
  usage,
  async run([verb = '', ...words], io) {
    const verbs: Record<string, (files: string[], values: Values, io: Io) => Promise<number>> = { infer, merge, show, check };
    const chosen = verbs[verb];
    if (!chosen) throw new UsageError(`dictionary: what to do?\n${usage}`);
    const { values, positionals } = parseWords(words, options);
    if (positionals.length === 0) throw new UsageError('FILE is missing');
    for (const file of positionals) if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
    return chosen(positionals, values, io);
  },
};

const listOf = (text: string | undefined) => (text ? text.split(',').map((word) => word.trim()) : []);
const columnsOf = (values: Values) => (values.columns ? { columns: listOf(values.columns) } : {});

async function infer([file = '', ...more]: string[], values: Values, io: Io): Promise<number> {
  if (more.length > 0)
    throw new UsageError('infer takes one file: each holder infers from its own, then: sluss dictionary merge …');
  const k = values.k === undefined ? {} : { k: Number(values.k) };
  if (k.k !== undefined && !(Number.isInteger(k.k) && k.k >= 5)) throw new UsageError('--k is a whole number, 5 at least');
  const proposing = inferDictionary(file, {
    ...columnsOf(values),
    ...k,
    ...(values.dataset ? { dataset: values.dataset } : {}),
    ...(values.title ? { title: values.title } : {}),
    ...(values['no-key'] ? { personKey: null } : values.key ? { personKey: values.key } : {}),
    missing: listOf(values.missing),
    numbers: values.number ?? [],
    categories: values.category ?? [],
  });
  const { dictionary, notes } = await withFile(file, 'No dictionary was written; the file is untouched.', () => proposing);
  return write(dictionary, notes, values, io);
}

async function merge(files: string[], values: Values, io: Io): Promise<number> {
  if (files.length < 2) throw new UsageError('merge takes two dictionaries or more');
  const { dictionary, notes } = mergeDictionaries(files.map(readDictionaryFile) as [Dictionary, ...Dictionary[]]);
  return write(dictionary, notes, values, io);
}

function write(proposed: Dictionary, notes: string[], values: Values, io: Io): number {
  const dictionary = dictionarySchema.parse(proposed);
  const text = JSON.stringify(dictionary, null, 2);
  if (!values.output) {
    io.out(text);
    for (const note of notes) io.error(`# ${note}`);
    return 0;
  }
  writeFileSync(values.output, `${text}\n`);
  if (values.json) {
    io.out(JSON.stringify({ dataset: dictionary.dataset, variables: dictionary.variables.map(({ id }) => id), notes }));
    return 0;
  }
  io.out(
    `${values.output}: dataset ${dictionary.dataset}, ${dictionary.variables.length} variables. This is what others will see:`,
  );
  for (const variable of dictionary.variables.slice(0, 40)) io.out(`  ${variable.id.padEnd(28)} ${inWords(variable)}`);
  if (dictionary.variables.length > 40) io.out(`  … and ${dictionary.variables.length - 40} more`);
  for (const note of notes) io.out(`- ${note}`);
  return 0;
}

async function show([file = '']: string[], values: Values, io: Io): Promise<number> {
  const dictionary = readDictionaryFile(file);
  const wanted = values.variables === undefined ? undefined : variablesNamed(values.variables, dictionary);
  const variables = dictionary.variables.filter(({ id }) => wanted?.includes(id) ?? true);
  if (values.json) io.out(JSON.stringify(variables));
  else for (const variable of variables) io.out(`  ${variable.id.padEnd(28)} ${inWords(variable)}`);
  return 0;
}

function inWords(variable: Variable): string {
  if (variable.type === 'number') return `${variable.range[0]} to ${variable.range[1]} ${variable.unit}`.trim();
  const shown = variable.levels.slice(0, 12).map(({ id }) => id);
  return `${shown.join(' | ')}${variable.levels.length > 12 ? ' | …' : ''}`;
}

async function check([file = '', ...more]: string[], values: Values, io: Io): Promise<number> {
  if (more.length > 0) throw new UsageError('check takes one file');
  const dictionary = readDictionaryFile(needed(values.dictionary, 'dictionary'));
  const verdict = await checkFile(file, dictionary, columnsOf(values));
  if (values.json) io.out(JSON.stringify(verdict));
  else {
    for (const remark of verdict.remarks) io.out(`- ${remark}`);
    for (const problem of verdict.problems) io.error(`! ${problem}`);
    if (verdict.fits) io.out(`${file} fits: ${verdict.rows} persons. Nothing was imported or sent.`);
    else io.error(`${file} does not fit the dictionary yet. Nothing was imported; the file is untouched.`);
  }
  return verdict.fits ? 0 : 1;
}

// `sluss data import`: a holder's file becomes a station's frozen data.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import { importFile } from '@sluss/station/importers/import-file.ts';
import { type Command, needed, parseWords, UsageError } from '../command.ts';
import { readDictionaryFile } from '../dictionary-file.ts';
import { withFile } from '../own-file.ts';

const usage = `sluss data import FILE --dictionary FILE --folder DIR [--columns a,b,c]
    types the file (CSV or Parquet) by the dictionary and freezes it in the station's folder; one row a person.
    --columns names the columns of a file without a header row`;

export const command: Command = {
  name: 'data',
  about: 'bring a file into a station’s folder',
  usage,
  async run([verb, ...words], io) {
    if (verb !== 'import') throw new UsageError(`data: what to do?\n${usage}`);
    const { values, positionals } = parseWords(words, {
      dictionary: { type: 'string' },
      folder: { type: 'string' },
      columns: { type: 'string' },
    });
    const file = needed(positionals[0], 'FILE');
    const folder = needed(values.folder, 'folder');
    const dictionary = readDictionaryFile(needed(values.dictionary, 'dictionary'));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const columns = values.columns ? { columns: values.columns.split(',') } : {};
    const kept = existsSync(join(folder, 'data.duckdb')) ? `What ${folder} holds is as it was` : 'Nothing was imported';
    const report = await withFile(file, `${kept}; the file is untouched. What else does not fit: sluss dictionary check`, () =>
      importFile({ folder, file, dictionary, ...columns }),
    );
    writeFileSync(join(folder, 'dictionary.json'), `${canonicalText(dictionary)}\n`);
    writeFileSync(join(folder, 'data.json'), `${JSON.stringify({ dataVersion: report.dataVersion })}\n`);
    io.out(`${report.rows} persons, frozen in ${folder}. For you only, not sent anywhere:`);
    for (const { id, missing, outside } of report.variables)
      if (missing + outside > 0)
        io.out(`  ${id}: ${missing} missing, ${outside} outside the public range or levels (treated as missing)`);
    for (const { id, missing, outside } of report.variables)
      if (outside > 0 && outside * 2 > report.rows - missing)
        io.error(`! ${id}: most values do not fit: another unit, or other codes?`);
    for (const note of report.notes) io.out(`  ${note}`);
    return 0;
  },
};

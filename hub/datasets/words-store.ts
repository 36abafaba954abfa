// SQL of finding datasets by words: stems in Swedish and English, parts of compounds, and what is typed without å, ä and ö.
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/database.ts';

export type WordsTables = { dataset_words: { dataset: string; variable: string; folded: string; found_by: string } };

/** Writes the words of one dataset anew. */
export async function indexDataset(db: Db, id: string): Promise<void> {
  await sql`select index_dataset(${id})`.execute(db);
}

/** A dataset ('' as variable) or variable that holds a word, and how well. */
export type Match = { dataset: string; variable: string; rank: number };

/** What holds the word: as a stem, or as part of a word (a beginning, where it is short). */
export async function rowsWith(db: Db, word: string): Promise<Match[]> {
  const query = sql`(plainto_tsquery('swedish', ${word}) || plainto_tsquery('english', ${word}) || plainto_tsquery('simple', ${word}))`;
  const literal = (text: RawBuilder<unknown>) => sql`regexp_replace(${text}, '([^[:alnum:]])', '\\\\\\1', 'g')`;
  const whole = literal(sql`folded(${word})`);
  // "hjärta" is found in "hjärtsjukdom": compounds begin with the stem.
  const stem = sql`folded(coalesce((ts_lexize('swedish_stem', ${word}))[1], ${word}))`;
  const begins = sql`(length(${stem}) > 3 and folded ~ ('\\m' || ${literal(stem)}))`;
  const part = word.length < 4 ? sql`folded ~ ('\\m' || ${whole})` : sql`folded ~ ${whole}`;
  const { rows } = await sql<Match>`select dataset, variable, ts_rank(found_by, ${query})::float8 as rank from dataset_words
    where found_by @@ ${query} or ${part} or ${begins} limit 100000`.execute(db);
  return rows;
}

/** What holds one of these words, which nobody typed, by itself or as the beginning of a longer one. Words of our own list. */
export async function rowsWithSame(db: Db, words: string[]): Promise<Match[]> {
  if (words.length === 0) return [];
  const alone = (word: string) => (word.length < 5 ? `${word}(?![[:alnum:]])` : word);
  const pattern = `\\m(${words.map(alone).join('|')})`;
  const { rows } = await sql<Match>`select dataset, variable, 0.2::float8 as rank from dataset_words
    where folded ~ folded(${pattern})`.execute(db);
  return rows;
}

/** Words too common to look for, such as "och" and "the"; all of them where there is nothing else. */
export async function wordsToFind(db: Db, words: string[]): Promise<string[]> {
  if (words.length < 2) return words;
  const { rows } = await sql<{ word: string }>`select word from unnest(${words}::text[]) with ordinality as given (word, place)
    where numnode(plainto_tsquery('swedish', word)) > 0 and numnode(plainto_tsquery('english', word)) > 0 order by place`.execute(
    db,
  );
  return rows.length > 0 ? rows.map(({ word }) => word) : words;
}

/** Every word that anything is found by, folded: what near matches are chosen from. */
export async function knownWords(db: Db): Promise<string[]> {
  const { rows } = await sql<{
    word: string;
  }>`select distinct word from dataset_words, regexp_split_to_table(folded, '[^[:alnum:]]+') word
    where length(word) > 2 limit 20000`.execute(db);
  return rows.map(({ word }) => word);
}

// Words that are nearly those that were typed, by the three-letter pieces that they share (as PostgreSQL's pg_trgm counts them).

/** Lower case without marks: as words are compared. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function pieces(word: string): Set<string> {
  const padded = `  ${word} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}

/** From 0, nothing in common, to 1, the same. */
export function likeness(a: string, b: string): number {
  const [one, other] = [pieces(folded(a)), pieces(folded(b))];
  const shared = [...one].filter((piece) => other.has(piece)).length;
  return shared / (one.size + other.size - shared);
}

/** The known words most like this one, best first. */
export function nearWords(word: string, known: string[], most = 3): string[] {
  return known
    .map((candidate) => ({ candidate, like: likeness(word, candidate) }))
    .filter(({ like }) => like >= 0.3 && like < 1)
    .sort((a, b) => b.like - a.like || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

// Where an encrypted value belongs: bound into its ciphertext, so that it cannot be moved to another row.
type RoundKey = { study: string; round: number; attempt: number };

export function openingPlace(round: RoundKey, station: string): string {
  return `opening ${round.study} ${round.round} ${round.attempt} ${station}`;
}

export function sumPlace(round: RoundKey): string {
  return `sum ${round.study} ${round.round} ${round.attempt}`;
}

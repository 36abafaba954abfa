// The colours of charts: each a literal for paper, which stands in the light theme's stylesheet too, and a token for the page, which
// follows the reader's theme. No two literals may be equal: a drawing is made once, in literals, and told in tokens afterwards.

export const inks = {
  text: { light: '#476469', token: '--chart-text' },
  line: { light: '#d9d2c4', token: '--chart-line' },
  axis: { light: '#476468', token: '--chart-axis' },
  paper: { light: '#faf7f1', token: '--chart-paper' },
  one: { light: '#1f6f78', token: '--chart-one' },
  two: { light: '#9c3a2b', token: '--chart-two' },
  three: { light: '#7a5c01', token: '--chart-three' },
  four: { light: '#4b4f9b', token: '--chart-four' },
  five: { light: '#2f6b33', token: '--chart-five' },
  six: { light: '#6b6459', token: '--chart-six' },
} as const;

export type Ink = keyof typeof inks;
export const seriesInks: Ink[] = ['one', 'two', 'three', 'four', 'five', 'six'];
export const inkOf = (at: number) => inks[seriesInks[at % seriesInks.length] as Ink].light;
/** Told apart without colour too (WCAG 1.4.1). */
export const dashes: (number[] | 'solid')[] = ['solid', [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 6]];
export const dashOf = (at: number) => dashes[at % dashes.length] as number[] | 'solid';

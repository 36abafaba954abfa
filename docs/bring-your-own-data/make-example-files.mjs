#!/usr/bin/env node
// Makes three invented files of 5,000 persons each, the same every time: node make-example-files.mjs FOLDER [FAMILY]
//   regions (default)  odd column names, Swedish letters; one file with semicolons and decimal commas, one in Latin-1
//   clinics            text levels, "Ja"/"Nej", codes for missing values, an id column, other spellings at each clinic
// No person behind any row.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, family = 'regions'] = process.argv.slice(2);
const rows = 5000;

/** mulberry32: a small seeded generator, good enough for invented persons. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

function draws(seed) {
  const next = chance(seed);
  return {
    yes: (probability) => next() < probability,
    /** Within four standard deviations. */
    normal: (mean, deviation, decimals = 0) => {
      const z = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return Number((mean + deviation * Math.max(-4, Math.min(4, z))).toFixed(decimals));
    },
    /** One of the keys, by their weights. */
    one: (weights) => {
      let left = next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
      for (const [key, weight] of Object.entries(weights)) {
        left -= weight;
        if (left < 0) return key;
      }
      return Object.keys(weights)[0];
    },
  };
}

const odds = (logit) => 1 / (1 + Math.exp(-logit));

// ---- regions ----
const regions = [
  { name: 'north', seed: 11, shift: 0, delimiter: ',', encoding: 'utf8', comma: false },
  { name: 'middle', seed: 22, shift: 0.3, delimiter: ';', encoding: 'utf8', comma: true },
  { name: 'south', seed: 33, shift: -0.2, delimiter: ',', encoding: 'latin1', comma: false },
];

function regionalPerson({ yes, normal, one }, { shift }) {
  const age = Math.max(18, normal(56 + 3 * shift, 14));
  const woman = yes(0.52);
  const smoker = one({ never: 50, former: 30, current: 20 });
  const pressure = normal(118 + 0.35 * (age - 40) + (woman ? -3 : 0), 15);
  const bmi = Math.max(15, normal(26.4, 4.2, 1));
  const hba1c = Math.max(22, normal(39 + 0.1 * (age - 40) + 0.4 * (bmi - 26), 6, 1));
  const risk = { never: 0, former: 0.25, current: 0.7 }[smoker];
  const logit = -2.1 + shift + 0.045 * (age - 55) - (woman ? 0.45 : 0) + 0.018 * (pressure - 125) + 0.06 * (bmi - 26) + risk;
  const missing = (value, probability, word = '') => (yes(probability) ? word : value);
  return {
    'Ålder (år)': age,
    Kön: woman ? 'kvinna' : 'man',
    'smoker?': missing(smoker, 0.03, 'NA'),
    'Blood pressure, sitting (mm Hg)': missing(pressure, 0.04),
    BMI: missing(bmi, 0.06),
    'HbA1c [mmol/mol]': missing(hba1c, 0.1),
    'Comment – free text': yes(0.2) ? `"seen ""again"", ${Math.floor(age * 7.3)} ${one({ 'by phone': 1, 'at home': 1 })}"` : '',
    'Heart failure within 5 years': yes(odds(logit)) ? 1 : 0,
  };
}

// ---- clinics ----
const clinics = [
  { name: 'lund', seed: 101, shift: 0, yes: 'Ja', no: 'Nej', sexes: { kvinna: 'Kvinna', man: 'Man' } },
  { name: 'umea', seed: 202, shift: 0.4, yes: 'ja', no: 'nej', sexes: { kvinna: 'kvinna', man: 'man' } },
  { name: 'orebro', seed: 303, shift: -0.3, yes: 'JA', no: 'NEJ', sexes: { kvinna: 'KVINNA', man: 'MAN' } },
];

function clinicalPerson({ yes, normal, one }, clinic, i) {
  const age = Math.max(16, normal(44, 17));
  const sex = one({ kvinna: 58, man: 42 });
  const stage = one({ I: 40, II: 30, III: 20, IV: 10 });
  const visits = Number(one({ 0: 20, 1: 30, 2: 25, 3: 15, 4: 10 }));
  const ferritin = Math.max(5, Math.round(Math.exp(normal(4.1, 0.7, 3))));
  const treatment = one({ 'läkemedel A': 45, 'läkemedel B': 35, 'ingen behandling': 20 });
  const effect =
    { I: 0, II: 0.4, III: 0.9, IV: 1.6 }[stage] + { 'läkemedel A': -0.5, 'läkemedel B': -0.2, 'ingen behandling': 0 }[treatment];
  const logit = -1.4 + clinic.shift + effect + 0.02 * (age - 44) + 0.15 * visits - 0.002 * (ferritin - 60);
  const missing = (value, probability, code) => (yes(probability) ? code : value);
  return {
    löpnr: `P-${clinic.name}-${String(i).padStart(5, '0')}`,
    'ålder vid besök': missing(age, 0.03, -9),
    kön: missing(clinic.sexes[sex], 0.02, 'uppgift saknas'),
    'stadium (I–IV)': missing(stage, 0.05, 'N/A'),
    'antal återbesök': visits,
    'S-Ferritin µg/L': missing(ferritin, 0.08, 9999),
    'behandling/läkemedel': treatment,
    'Återinlagd?': missing(yes(odds(logit)) ? clinic.yes : clinic.no, 0.01, ''),
  };
}

// ---- writing ----
function cell(value, { delimiter = ',', comma = false }) {
  const text = typeof value === 'number' && comma ? String(value).replace('.', ',') : String(value);
  if (text.startsWith('"')) return text;
  return text.includes(delimiter) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
}

function fileOf(place, person) {
  const drawn = draws(place.seed);
  const persons = Array.from({ length: rows }, (_, i) => person(drawn, place, i));
  const lines = [Object.keys(persons[0]), ...persons.map(Object.values)];
  const text = lines.map((values) => values.map((value) => cell(value, place)).join(place.delimiter ?? ',')).join('\n');
  // Latin-1 has no dash; old systems wrote a hyphen.
  return Buffer.from(place.encoding === 'latin1' ? `${text.replaceAll('–', '-')}\n` : `${text}\n`, place.encoding ?? 'utf8');
}

const families = { regions: [regions, regionalPerson], clinics: [clinics, clinicalPerson] };
if (!folder || !families[family]) {
  process.stderr.write(`node make-example-files.mjs FOLDER [${Object.keys(families).join(' | ')}]\n`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const [places, person] = families[family];
for (const place of places) writeFileSync(join(folder, `${place.name}.csv`), fileOf(place, person));
process.stdout.write(`${places.map(({ name }) => join(folder, `${name}.csv`)).join('\n')}\n`);

// Words of health care that mean the same in everyday Swedish, in English and in records; and wider ones, for when nothing is about the
// word itself. Written by hand, for what people look for, and short: what is missing here is told as a dataset's own search words.
import { folded } from './near-words.ts';

/** One line: the same thing. */
const same = `
blodtryck, blood pressure, bp
puls, hjärtfrekvens, heart rate, pulse
kolesterol, blodfett, blodfetter, cholesterol, chol
blodsocker, glukos, glucose, blood sugar
ekg, ecg, elektrokardiogram, electrocardiogram
ålder, age
kön, sex, gender
bröstsmärta, chest pain
kärlkramp, angina, angina pectoris
hjärtsjukdom, hjärtsjukdomar, heart disease, cardiac disease
kranskärl, coronary, coronary artery
vikt, kroppsvikt, weight
längd, kroppslängd, height
bmi, body mass index, kroppsmasseindex
rökning, rökare, röker, smoking, smoker
läkemedel, medicin, mediciner, medication, medicine
diagnos, diagnoser, diagnosis, diagnoses
hemoglobin, haemoglobin, blodvärde, hb
blodprov, blood test, laboratorieprov, lab
död, dödsfall, avliden, death, mortality, mortalitet
arbetsprov, ansträngning, exercise, stress test
lunga, lungor, lung, lungs
`;

/** Left: what somebody types. Right: what it is a part of, or measured by; never said to be the same. Swedish first, then English. */
const wider = `
hjärtinfarkt, infarkt, heart attack, myocardial infarction, stemi, nstemi : hjärtsjukdom, heart disease
hjärtsvikt, heart failure : hjärtsjukdom, heart disease
förmaksflimmer, flimmer, atrial fibrillation, arytmi, arrhythmia : hjärtsjukdom, heart disease
kranskärlssjukdom, coronary artery disease, kardiologi, cardiology, kardiovaskulär, cardiovascular : hjärtsjukdom, heart disease
kärlkramp, angina, angina pectoris : bröstsmärta, chest pain
hypertoni, hypertension, högt blodtryck, high blood pressure : blodtryck, blood pressure
diabetes, sockersjuka, hba1c : blodsocker, blood sugar
höga blodfetter, hyperlipidemi, lipider, lipids : kolesterol, cholesterol
kol, copd, astma, asthma, lunginflammation, pneumonia : lunga, lung
`;

const listed = (text: string) => text.split(',').map((word) => word.trim());
const lines = (text: string) => text.trim().split('\n');

const sameAs = new Map<string, string[]>();
for (const words of lines(same).map(listed))
  for (const word of words)
    sameAs.set(folded(word), [...(sameAs.get(folded(word)) ?? []), ...words.filter((one) => one !== word)]);

export type Wider = { sv: string; en: string };
const widerThan = new Map<string, Wider>();
for (const [narrow = '', wide = ''] of lines(wider).map((line) => line.split(' : '))) {
  const [sv = '', en = ''] = listed(wide);
  for (const word of listed(narrow)) widerThan.set(folded(word), { sv, en });
}

/** Plurals and definite forms as they are typed: infarkten, infarkter, infarkterna; attacks. */
function forms(word: string): string[] {
  const endings = ['erna', 'arna', 'orna', 'en', 'et', 'er', 'ar', 'or', 'na', 'n', 't', 's'];
  const stems = endings.filter((ending) => word.endsWith(ending) && word.length - ending.length >= 4);
  return [word, ...stems.map((ending) => word.slice(0, -ending.length))];
}

function first<T>(known: Map<string, T>, word: string): T | undefined {
  const form = forms(folded(word)).find((one) => known.has(one));
  return form === undefined ? undefined : known.get(form);
}

/** Without the word itself. */
export const meansTheSame = (word: string): string[] => first(sameAs, word) ?? [];
export const widerThanIt = (word: string): Wider | undefined => first(widerThan, word);

/** A few words that are one here: "blood pressure". */
export function isPhrase(text: string): boolean {
  return /\s/.test(text) && (first(sameAs, text) ?? first(widerThan, text)) !== undefined;
}

/** What may be meant where a word is misspelt: only what then leads to one of the known words. */
export function wordsLeadingTo(known: Set<string>): string[] {
  const leads = (words: string[]) => words.some((word) => known.has(folded(word)));
  const narrow = [...widerThan].filter(([, { sv, en }]) => leads([sv, en, ...meansTheSame(sv)])).map(([word]) => word);
  const equal = lines(same).map(listed).filter(leads).flat();
  const spelled = lines(wider).flatMap((line) => listed(line.split(' : ')[0] ?? ''));
  return [...equal, ...spelled.filter((word) => narrow.includes(folded(word)))];
}

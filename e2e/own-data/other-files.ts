// docs/bring-your-own-data.md with other files, and a second time on the same hub: takes a minute, so it is run by name only:
// npm test -- e2e/own-data/other-files.ts
import test from 'node:test';
import { equalsPooled, followPage, startDemonstration } from './page.test-support.ts';

const hub = await startDemonstration();

test('text levels, Ja and Nej in three spellings, codes for missing values, a person key', async () => {
  equalsPooled((await followPage('clinics', hub, 'own-clinics')).study, 'clinics');
});

test('again on the same hub, under another dataset’s name', async () => {
  equalsPooled((await followPage('regions', hub, 'own-regions')).study, 'regions');
  equalsPooled((await followPage('clinics', hub, 'own-clinics-again')).study, 'clinics');
});

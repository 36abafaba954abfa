// docs/bring-your-own-data.md, followed to the letter on its own example files. With other files and again on the same hub:
// npm test -- e2e/own-data/other-files.ts
import assert from 'node:assert/strict';
import test from 'node:test';
import { equalsPooled, followPage, startDemonstration } from './own-data/page.test-support.ts';

test('three files of one’s own become the pooled regression and an evaluated model', async () => {
  const hub = await startDemonstration();
  const { study, printed } = await followPage('regions', hub, 'own-regions');
  assert.equal(study.state, 'finished');
  equalsPooled(study, 'regions');
  assert.equal(printed.match(/The journal is whole/g)?.length, 3);
});

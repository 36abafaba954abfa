// `sluss sign`: a person of the deciding body reads each waiting permit in words and signs it.
import { createInterface } from 'node:readline/promises';
import { hubApi, readSession } from '../api.ts';
import { type Command, needed, parseWords } from '../command.ts';
import { openSigner } from '../signer/folder.ts';
import { onePass, readPending } from '../signer/sign.ts';
import { inWords } from '../signer/words.ts';

const usage = `sluss sign --folder DIR [--permit ID] [--yes] [--json]
    shows each permit that waits and signs it after "yes"; --yes asks nothing. --permit: only this one`;

export const command: Command = {
  name: 'sign',
  about: 'read waiting permits and sign them by hand',
  usage,
  async run(words, io) {
    const { values } = parseWords(words, {
      folder: { type: 'string' },
      permit: { type: 'string' },
      yes: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const signer = openSigner(needed(values.folder, 'folder'));
    try {
      const api = hubApi(readSession(io.environment));
      const pending = await readPending(api, { wait: 0, revocations: 0 });
      const chosen = { ...pending, permits: pending.permits.filter(({ draft }) => !values.permit || draft.id === values.permit) };
      const pass = await onePass(
        signer,
        api,
        chosen,
        async (draft, decision) => {
          if (!values.json) io.out(`\n${inWords(draft, decision)}\n`);
          return values.yes === true || ask('Sign it? (yes/no) ');
        },
        new Date(),
      );
      for (const { draft, why } of pass.objected)
        await api.send('POST', '/signer/objections', { permit: draft.id, version: draft.version, why });
      if (values.json) {
        const signed = pass.signed.map(({ id, version }) => ({ permit: id, version }));
        const objected = pass.objected.map(({ draft, why }) => ({ permit: draft.id, version: draft.version, why }));
        io.out(JSON.stringify({ signed, objected, seq: pass.seq }));
      } else {
        for (const { draft, why } of pass.objected)
          io.error(`Not signed: permit ${draft.id} version ${draft.version}: ${why.join('; ')}`);
        io.out(pass.signed.length ? `${pass.signed.length} signed.` : 'Nothing was signed.');
      }
      return pass.objected.length ? 1 : 0;
    } finally {
      signer.state.close();
    }
  },
};

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(question);
  lines.close();
  return answer.trim().toLowerCase() === 'yes';
}

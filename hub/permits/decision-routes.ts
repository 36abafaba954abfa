// HTTP of decision letters: /decisions/ID.sv.pdf and /decisions/ID.en.pdf.
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { decisionLetter } from './decision-letter.ts';

export function decisionPages(hub: Hub) {
  const pages = newPages();
  pages.get('/decisions/:file', async (context) => {
    const actor = actorOf(context);
    const [, id, language] = /^([0-9a-f-]{36})\.(sv|en)\.pdf$/.exec(context.req.param('file')) ?? [];
    if (!id || !language) throw notThere();
    const pdf = await decisionLetter(hub, actor, id, language === 'sv' ? 'sv' : 'en');
    return context.body(new Uint8Array(pdf), 200, {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${language === 'sv' ? 'beslut' : 'decision'}-${id}.pdf"`,
      'cache-control': 'no-store',
    });
  });
  return pages;
}

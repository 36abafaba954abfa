// HTTP of the public register, open to everybody.
import { z } from 'zod';
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { visitorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { readRegisterPage, searchRegister } from './actions.ts';
import { RegisterEntryPage } from './entry-page.tsx';
import { RegisterPage } from './pages.tsx';

const short = z.string().max(200).catch('').default('');
const querySchema = z.object({
  words: short,
  dataset: short,
  purpose: short,
  year: short,
  outcome: z.enum(['', 'results']).catch('').default(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
});

export function registerPages(hub: Hub) {
  const pages = newPages();
  pages.get('/register', async (context) => {
    const language = context.get('language');
    const query = querySchema.parse(context.req.query());
    const search = await searchRegister(hub, query, language);
    return context.html(page(<RegisterPage language={language} visitor={visitorOf(context)} query={query} search={search} />));
  });
  pages.get('/register/:reference', async (context) => {
    const language = context.get('language');
    const view = await readRegisterPage(hub, context.req.param('reference'));
    return context.html(page(<RegisterEntryPage language={language} visitor={visitorOf(context)} view={view} />));
  });
  return pages;
}

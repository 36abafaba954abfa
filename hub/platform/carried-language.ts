// A language that somebody chose without being signed in lives in the address, not in a cookie: every link, form and redirect of a page
// that was asked for with ?language= carries it on (decisions/0020).
import type { Context, MiddlewareHandler } from 'hono';
import { type Language, languages } from './texts.ts';

/** The language in the address of this request. */
export function languageInAddress(context: Context): Language | undefined {
  return languages.find((one) => one === context.req.query('language'));
}

export const carryLanguage: MiddlewareHandler = async (context, next) => {
  await next();
  const chosen = languageInAddress(context);
  // Whoever is signed in has it on their account (`languageKept`).
  const carried = chosen && !context.get('languageKept') ? chosen : undefined;
  const location = context.res.headers.get('location');
  if (location) {
    if (carried && isOurs(location)) context.res.headers.set('location', withLanguage(location, carried));
    return;
  }
  const question = new URL(context.req.url).searchParams;
  question.delete('language');
  if (!context.res.headers.get('content-type')?.startsWith('text/html') || (!carried && question.size === 0)) return;
  const page = keepQuestion(await context.res.text(), question);
  context.res = new Response(carried ? carry(page, carried) : page, { status: context.res.status, headers: context.res.headers });
};

/** To the same page in the other language, with what was asked of it (?q=, ?page=). */
function keepQuestion(page: string, question: URLSearchParams): string {
  if (question.size === 0) return page;
  const kept = question.toString().replaceAll('&', '&amp;');
  return page.replace(/href="\?language=(sv|en)"/, (_, language) => `href="?${kept}&amp;language=${language}"`);
}

const isOurs = (address: string) => /^[/?](?![/\\])/.test(address) && !/^\/(ui\/|api\/|healthz)/.test(address);

/** In our own pages every quotation mark that is text is written &quot;, so that what looks like an attribute is one. */
function carry(page: string, language: Language): string {
  return page
    .replace(/ (href|action|formaction)="([^"]*)"/g, (whole, name, address) =>
      isOurs(address) ? ` ${name}="${withLanguage(address, language, '&amp;')}"` : whole,
    )
    .replace(/<form\b[^>]*>/g, (form) =>
      // What stands in the address of such a form is thrown away by the browser.
      / method="post"/i.test(form) ? form : `${form}<input type="hidden" name="language" value="${language}"/>`,
    );
}

function withLanguage(address: string, language: Language, and = '&'): string {
  if (/[?&;]language=/.test(address)) return address;
  const [path = '', fragment] = address.split('#');
  return `${path}${path.includes('?') ? and : '?'}language=${language}${fragment === undefined ? '' : `#${fragment}`}`;
}

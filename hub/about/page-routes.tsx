// HTTP of the pages that a public body must have: the accessibility statement and privacy.
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { visitCookie } from '../sign-in/browser-routes.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { visitorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { isStale, statement } from './accessibility.ts';
import { AccessibilityPage } from './accessibility-page.tsx';
import type { Operator } from './operator.tsx';
import { PrivacyPage } from './privacy-page.tsx';

export function aboutPages(hub: Hub, signIn: Pick<SignIn, 'cookieName'>) {
  const pages = newPages();
  const { operator: name, contact, demo } = hub.config;
  const operator: Operator = { name, contact, demo };
  pages.get('/accessibility', (context) => {
    const who = { language: context.get('language'), visitor: visitorOf(context) };
    const stale = isStale(statement, hub.now());
    return context.html(page(<AccessibilityPage {...who} statement={statement} operator={operator} stale={stale} />));
  });
  pages.get('/privacy', (context) => {
    const who = { language: context.get('language'), visitor: visitorOf(context) };
    return context.html(
      page(<PrivacyPage {...who} operator={operator} cookies={{ session: signIn.cookieName, visit: visitCookie(hub) }} />),
    );
  });
  return pages;
}

// HTTP of the page that shows all components.
import { newPages } from '../../platform/http.tsx';
import { visitorOf } from '../../sign-in/who-is.ts';
import { page } from '../layout.tsx';
import { ComponentsPage } from './pages.tsx';

export function componentsPage() {
  const pages = newPages();
  pages.get('/ui', (context) =>
    context.html(page(<ComponentsPage language={context.get('language')} visitor={visitorOf(context)} />)),
  );
  return pages;
}

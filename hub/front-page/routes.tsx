// The front page's route.
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { FrontPage } from './pages.tsx';
import { page } from '../ui/layout.tsx';

export function frontPage(hub: Hub) {
  const pages = newPages();
  pages.get('/', (context) =>
    context.html(page(<FrontPage language={context.get('language')} demo={hub.config.demo} />)),
  );
  return pages;
}

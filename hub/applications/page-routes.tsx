// HTTP of applications, for people: to read. Changing them is done by API and command line.
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf, visitorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { ApplicationPage, ApplicationsPage } from './pages.tsx';
import { listApplications, readApplication, readRegister } from './views.ts';

export function applicationsPages(hub: Hub) {
  const pages = newPages();
  pages.get('/applications', async (context) => {
    const visitor = visitorOf(context);
    const [own, register] = await Promise.all([visitor ? listApplications(hub, visitor) : [], readRegister(hub)]);
    context.header('cache-control', 'no-store');
    return context.html(
      page(<ApplicationsPage language={context.get('language')} visitor={visitor} own={own} register={register} />),
    );
  });
  pages.get('/applications/:id', async (context) => {
    const visitor = actorOf(context);
    const application = await readApplication(hub, visitor, context.req.param('id'));
    context.header('cache-control', 'no-store');
    return context.html(page(<ApplicationPage language={context.get('language')} visitor={visitor} application={application} />));
  });
  return pages;
}

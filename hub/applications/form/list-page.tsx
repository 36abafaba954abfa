// One's own applications: what each waits for, whose move it is, and how to begin where there is none.
import type { Actor } from '../../permissions/actor.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { writeDay, writeMoment } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import type { Next } from './next.ts';
import type { OwnApplication } from './own-list.ts';
import { say, type Text } from './words.ts';

type ListProps = { language: Language; visitor: Actor | null; own: OwnApplication[] };

export function ApplicationListPage({ language, visitor, own }: ListProps) {
  const text = say(language);
  const has = (role: string) => visitor?.memberships.some((one) => one.role === role) ?? false;
  const yours = own.filter((one) => one.next.yours);
  const waiting = own.filter((one) => !one.next.yours);
  return (
    <Layout language={language} title={text.listTitle} at="applications" visitor={visitor}>
      <h1>{text.listTitle}</h1>
      <p class="lead">{text.listLead}</p>
      {has('innovator') ? (
        <p class="actions">
          <a class="button" href="/applications/new">
            {text.newApplication}
          </a>
        </p>
      ) : null}
      {visitor === null ? (
        <>
          <p>{text.listNobody}</p>
          <p class="actions">
            <a class="button" href="/sign-in">
              {text.signIn}
            </a>
          </p>
        </>
      ) : null}
      {visitor && !has('innovator') ? <NotApplicant text={text} officer={has('officer')} /> : null}
      {has('innovator') && own.length === 0 ? <p>{text.listEmpty}</p> : null}
      <Group language={language} title={text.yourMove} applications={yours} />
      <Group language={language} title={text.othersMove} applications={waiting} />
      {/* The register stood here: old links end with #register. */}
      <p id="register" class="quiet moved">
        {text.registerMoved} <a href="/register">{text.toRegister}</a>
      </p>
    </Layout>
  );
}

function NotApplicant({ text, officer }: { text: Text; officer: boolean }) {
  return (
    <>
      <p>{text.listNotApplicant}</p>
      <ul>
        {officer ? (
          <li>
            <a href="/desk">{text.toDesk}</a>
          </li>
        ) : null}
        <li>
          <a href="/me">{text.toMe}</a>
        </li>
      </ul>
    </>
  );
}

function Group({ language, title, applications }: { language: Language; title: string; applications: OwnApplication[] }) {
  const text = say(language);
  if (applications.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="own-list">
        {applications.map((one) => (
          <li>
            <h3>
              <a href={`/applications/${one.reference}`}>{one.title || text.untitled}</a>
            </h3>
            <p>
              {nextWords(one.next, text, language)}{' '}
              {one.next.link && !one.next.link.to.startsWith('#') ? (
                <a href={one.next.link.to}>{(text as Record<string, string>)[one.next.link.words]}</a>
              ) : null}
            </p>
            <p class="quiet">
              {one.reference} · {text[`state_${one.state}`]} · {fill(text.changedAt, { at: writeMoment(one.updated, language) })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function nextWords(next: Next, text: Text, language: Language): string {
  const words: Record<string, string> = text;
  const by = next.by ? fill(words[`${next.words}By`] ?? text.byDay, { day: writeDay(`${next.by}T12:00:00Z`, language) }) : '';
  return [words[next.words] ?? '', by].filter(Boolean).join(' ');
}

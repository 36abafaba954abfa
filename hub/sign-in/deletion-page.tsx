// Before an account is deleted: what goes, what stays, or who must take over first.
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language } from '../platform/texts.ts';
import { ErrorSummary, TextField } from '../ui/form.tsx';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Duty } from './account.ts';
import { say } from './pages.tsx';

export function DeletionPage(props: { language: Language; actor: Actor; duties: Duty[]; wrong: { typed: string } | undefined }) {
  const { language, actor, duties, wrong } = props;
  const text = say(language);
  const words: Record<string, string> = text;
  const error = wrong ? text.deletionTypedWrong : undefined;
  return (
    <Layout language={language} title={text.deletionTitle} visitor={actor} at="me">
      <h1>{text.deletionTitle}</h1>
      {duties.length ? (
        <>
          <Notice kind="attention" title={text.dutiesTitle}>
            <p>{text.dutiesLead}</p>
          </Notice>
          <ul>
            {duties.map((duty) => (
              <li>
                {fill(words[`duty_${duty.kind}`] ?? duty.kind, { what: duty.what, role: words[`role_${duty.role}`] ?? '' })}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <ErrorSummary language={language} errors={error ? [{ field: 'email', message: error }] : []} />
          <h2>{text.deletionGoes}</h2>
          <p>{text.deletionGoesText}</p>
          <h2>{text.deletionStays}</h2>
          <p>{text.deletionStaysText}</p>
          <p>
            <a href="/me/export.json" download="sluss-account.json">
              {text.exportLink}
            </a>
          </p>
          <form method="post" action="/me/deletion" novalidate>
            <TextField
              {...{ name: 'email', label: text.deletionTyped, hint: actor.email, size: 'medium', autocomplete: 'off', error }}
              value={wrong?.typed ?? ''}
              required
            />
            <div class="actions">
              <button type="submit">{text.deletionButton}</button>
              <a href="/me">{text.deletionNot}</a>
            </div>
          </form>
        </>
      )}
    </Layout>
  );
}

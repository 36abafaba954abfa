// The journal: verified with one button, the page filling as it goes; compared with a digest that was kept; taken along as a file.
import { fill } from '../../hub/platform/texts.ts';
import { TextField } from '../../hub/ui/form.tsx';
import { writeCount, writeMoment } from '../../hub/ui/format.ts';
import { Notice } from '../../hub/ui/notice.tsx';
import { Frame } from '../frame.tsx';
import type { JournalRow } from '../memory-store.ts';
import type { Names } from '../names.ts';
import type { Verdict } from '../verify.ts';
import { entryInWords } from './entry.tsx';

export type JournalData = {
  count: number;
  last: JournalRow | undefined;
  /** A digest that was looked for, and the entry that has it. */
  compared: { digest: string; found: JournalRow | undefined } | null;
};

export function JournalPage({ names, data }: { names: Names; data: JournalData }) {
  const { text, language } = names;
  const { count, last, compared } = data;
  return (
    <Frame names={names} title={text.journalTitle} at="journal">
      <h1>{text.journalTitle}</h1>
      <p class="lead">{text.journalLead}</p>
      {last ? (
        <>
          <p>{fill(text.journalCount, { count: writeCount(count, language), at: writeMoment(last.at, language) })}</p>
          <p class="actions">
            <a class="button" href="/journal/verification">
              {text.verify}
            </a>{' '}
            <a class="button quiet" href="/journal.jsonl" download="">
              {text.download}
            </a>
          </p>
          <p class="quiet">{text.downloadNote}</p>
          <section aria-labelledby="compare">
            <h2 id="compare">{text.compare}</h2>
            {compared ? (
              <Notice kind={compared.found ? 'good' : 'wrong'}>
                <p>
                  {compared.found
                    ? fill(text.compareFound, { seq: compared.found.seq, at: writeMoment(compared.found.at, language) })
                    : text.compareNone}
                </p>
              </Notice>
            ) : null}
            <form method="get" action="/journal">
              <TextField
                name="digest"
                label={text.compareLabel}
                hint={text.compareHint}
                value={compared?.digest ?? ''}
                maxlength={100}
              />
              <p class="actions">
                <button type="submit" class="quiet">
                  {text.compareButton}
                </button>
              </p>
            </form>
          </section>
        </>
      ) : (
        <p>{text.journalEmpty}</p>
      )}
    </Frame>
  );
}

/** Where the page is cut: what stands before is sent at once, what has been read follows, then the rest. */
export const cut = 'the-verification-stands-here';

export function VerificationPage({ names, count }: { names: Names; count: number }) {
  const { text, language } = names;
  return (
    <Frame names={names} title={text.verifying} at="journal">
      <h1>{text.verifying}</h1>
      <p class="lead">{fill(text.verifyingLead, { count: writeCount(count, language) })}</p>
      <div role="status">{cut}</div>
    </Frame>
  );
}

export function VerificationStep({ names: { text, language }, read, of }: { names: Names; read: number; of: number }) {
  return <p class="step">{fill(text.verifyStep, { read: writeCount(read, language), of: writeCount(of, language) })}</p>;
}

export function VerdictInWords({ names, verdict, file }: { names: Names; verdict: Verdict; file: string }) {
  const { text, language } = names;
  if (verdict.whole)
    return (
      <section aria-labelledby="verdict">
        <h2 id="verdict" class="here">
          {text.verifyWhole}
        </h2>
        <p>{fill(text.verifyWholeLead, { count: writeCount(verdict.entries, language) })}</p>
        {verdict.last ? (
          <dl>
            <dt>{text.lastDigest}</dt>
            <dd>
              <code>{verdict.last.digest}</code>
            </dd>
          </dl>
        ) : null}
        <p class="quiet">{text.verifyKeep}</p>
      </section>
    );
  const { entry, before, how } = verdict;
  return (
    <section aria-labelledby="verdict">
      <h2 id="verdict" class="away">
        {fill(text.verifyBroken, { seq: entry.seq })}
      </h2>
      <p>{fill(text[`how_${how}`], { seq: entry.seq, before: before?.seq ?? 0 })}</p>
      {before ? <p>{text.verifyBrokenBefore}</p> : null}
      <h3>{text.brokenEntry}</h3>
      <p>
        <time datetime={entry.at}>{entry.at}</time> · {sentenceOf(names, entry)}
      </p>
      <pre>{entry.body.slice(0, 2000)}</pre>
      <Notice kind="wrong">
        <p>{fill(text.brokenTodo, { file })}</p>
      </Notice>
    </section>
  );
}

/** What is edited may be no JSON any more. */
function sentenceOf(names: Names, { kind, body }: JournalRow): string {
  try {
    return entryInWords(names, { kind, body: JSON.parse(body) }, new Map());
  } catch {
    return kind;
  }
}

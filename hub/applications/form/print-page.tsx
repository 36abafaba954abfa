// A whole application on paper: every field, also the empty ones, what was asked and answered, and what is attached.
import { writeMoment, writeNumber } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { ContentList, type WholeProps } from './application-page.tsx';
import { labelOf, say } from './words.ts';

export function PrintPage(props: WholeProps & { now: string }) {
  const { language, visitor, application, attachments, now } = props;
  const text = say(language);
  return (
    <Layout language={language} title={`${application.reference}: ${text.printTitle}`} at="applications" visitor={visitor}>
      <p class="kicker">
        {application.reference} · {application.organisation_name}
      </p>
      <h1>{application.content.title ?? text.untitled}</h1>
      <p class="quiet no-print">
        {text.printHow} <a href={`/applications/${application.reference}`}>{text.toApplication}</a>
      </p>
      <p>
        {text[`state_is_${application.state}`]} {text.printedAt} {writeMoment(now, language)}.
      </p>
      <ContentList {...props} all />
      {application.questions.length ? (
        <>
          <h2>{text.questionsTitle}</h2>
          <dl>
            {application.questions.map((question) => (
              <>
                <dt>{question.field ? labelOf(question.field, text) : text.wholeApplication}</dt>
                <dd>
                  <p class="as-written">{question.text}</p>
                  <p class="as-written">{question.answer ?? text.noAnswerYet}</p>
                </dd>
              </>
            ))}
          </dl>
        </>
      ) : null}
      {attachments.length ? (
        <>
          <h2>{text.attachments}</h2>
          <ul>
            {attachments.map((one) => (
              <li>
                {one.name}, {writeNumber(Math.max(1, one.size / 1024), 0, language)} kB, <code>{one.digest}</code>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Layout>
  );
}

// On the applicant's page: an offer of an answer in statistics with yes and no; and the answer itself.
import { fill, type Language, texts } from '../../platform/texts.ts';
import { ButtonForm } from '../../ui/form.tsx';
import { writeMoment } from '../../ui/format.ts';
import type { ApplicationView } from '../views.ts';
import { offerWaits } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);

type Props = { language: Language; application: ApplicationView };

export function Offer({ language, application }: Props) {
  const text = say(language);
  const { events, reference, state } = application;
  const kinds = events as { kind: Parameters<typeof offerWaits>[0][number]['kind'] }[];
  const offer = events.findLast((one) => one.kind === 'request-offered');
  if (!offer || state !== 'PROCESSING' || !offerWaits(kinds)) return null;
  const mayAnswer = application.you_may.includes('application.agree-statistics');
  const button = (agrees: 'yes' | 'no', label: string) => (
    <ButtonForm
      action={`/applications/${reference}/statistics`}
      label={label}
      fields={{ agrees, offer: offer.at }}
      {...(agrees === 'no' ? { look: 'quiet' as const } : {})}
    />
  );
  return (
    <section id="offer">
      <h2>{text.offerTitle}</h2>
      <p>{text.offerWhat}</p>
      <p class="as-written">{offer.text}</p>
      <p>{text.offerThen}</p>
      {mayAnswer ? (
        <div class="actions">
          {button('yes', text.agree)}
          {button('no', text.decline)}
        </div>
      ) : null}
    </section>
  );
}

export function Response({ language, application }: Props) {
  const text = say(language);
  const response = application.events.findLast((one) => one.kind === 'responded');
  if (!response) return null;
  return (
    <section id="response">
      <h2>{text.responseTitle}</h2>
      <p class="quiet">{fill(text.responseAt, { at: writeMoment(response.at, language) })}</p>
      <p class="as-typed">{response.text}</p>
      <p>{text.publishWhat}</p>
    </section>
  );
}

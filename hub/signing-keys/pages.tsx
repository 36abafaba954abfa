// The page on which a person makes the key that signs plans, sees which there are, and revokes one.
import type { Actor } from '../permissions/actor.ts';
import { type Language, texts } from '../platform/texts.ts';
import { ErrorSummary, TextField } from '../ui/form.tsx';
import { writeDay } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Table } from '../ui/table.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);

/** Where to go on afterwards: a path of this hub, or nowhere. */
export function safeReturn(path: string | undefined): string | undefined {
  return path && /^\/(?![/\\])[\w\-/?=&.%]*$/.test(path) ? path : undefined;
}

type Props = {
  language: Language;
  visitor: Actor;
  origin: string;
  keys: { id: string; name: string; thumbprint: string; created_at: Date }[];
  back: string | undefined;
  made: boolean;
  problem?: { error: string; name: string };
};

export function SigningKeyPage({ language, visitor, origin, keys, back, made, problem }: Props) {
  const text = say(language);
  return (
    <Layout language={language} title={text.title} visitor={visitor} islands={['signing-key']}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {made ? (
        <p class="notice" role="status">
          {text.made} {back ? <a href={back}>{text.goOn}</a> : null}
        </p>
      ) : null}
      {problem ? <ErrorSummary language={language} errors={[{ field: 'name', message: problem.error }]} /> : null}

      <h2>{text.makeTitle}</h2>
      <div data-when="here" hidden>
        <p>{text.hereAlready}</p>
      </div>
      <div data-when="able" hidden>
        <p>{text.makeWhat}</p>
        <form method="post" action="/me/signing-key" id="make-key" data-person={visitor.person}>
          <input type="hidden" name="key" value="" />
          <input type="hidden" name="proof" value="" />
          {back ? <input type="hidden" name="back" value={back} /> : null}
          <TextField
            name="name"
            label={text.name}
            hint={text.nameHint}
            value={problem?.name}
            size="medium"
            maxlength={200}
            required
          />
          <p class="actions">
            <button type="submit">{text.make}</button>
          </p>
        </form>
      </div>
      <div data-when="unable">
        <p>{text.unable}</p>
        <ol>
          <li>
            {text.cliToken} <a href="/me">{text.cliMe}</a>
          </li>
          <li>
            {text.cliLogin} <code>sluss login --hub {origin} --token sluss_…</code>
          </li>
        </ol>
        <p>{text.cliThen}</p>
      </div>

      <h2>{text.yours}</h2>
      {keys.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <Table
          caption={text.yours}
          hideCaption
          columns={[{ title: text.device }, { title: text.fingerprint }, { title: text.since }, { title: text.revokeTitle }]}
          rows={keys.map((key) => ({
            key: (
              <span data-print={key.thumbprint}>
                {key.name}{' '}
                <strong class="here-now here" hidden>
                  {text.hereNow}
                </strong>
              </span>
            ),
            cells: [
              <code>{key.thumbprint}</code>,
              <time datetime={key.created_at.toISOString()}>{writeDay(key.created_at.toISOString(), language)}</time>,
              <details>
                <summary>{text.revoke} …</summary>
                <p>{text.revokeWhat}</p>
                <form method="post" action={`/me/signing-key/${key.id}/revocation`}>
                  <button type="submit" class="quiet" aria-label={`${text.revoke} ${key.name}`}>
                    {text.revoke}
                  </button>
                </form>
              </details>,
            ],
          }))}
        />
      )}

      <h2>{text.whyTitle}</h2>
      <p>{text.why}</p>
      <p>{text.whyPermit}</p>
      <p class="quiet">{text.whyTrust}</p>
    </Layout>
  );
}

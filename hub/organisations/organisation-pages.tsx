// The hub advisor's pages: which organisations there are, one more, and who has which role in one.
import { type Actor, roles } from '../permissions/actor.ts';
import type { FieldErrors, Typed } from '../platform/form.ts';
import { type Language, texts } from '../platform/texts.ts';
import { ButtonForm, ErrorSummary, Select, TextField } from '../ui/form.tsx';
import { Layout } from '../ui/layout.tsx';
import type { listMembers, Organisation } from './actions.ts';
import { organisationKinds } from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
type Around = { language: Language; visitor: Actor; typed?: Typed; errors?: FieldErrors | undefined };

function inWords(language: Language, errors: FieldErrors | undefined): { field: string; message: string }[] {
  const words: Record<string, string> = say(language);
  return Object.entries(errors ?? {}).map(([field, message]) => ({ field, message: words[message] ?? message }));
}

export function OrganisationsPage({
  language,
  visitor,
  organisations,
  typed,
  errors,
}: Around & { organisations: Organisation[] }) {
  const text = say(language);
  const words: Record<string, string> = text;
  const wrong = inWords(language, errors);
  const at = (field: string) => ({
    value: String(typed?.[field] ?? ''),
    error: wrong.find((one) => one.field === field)?.message,
  });
  return (
    <Layout language={language} title={text.organisations} visitor={visitor} at="organisations">
      <h1>{text.organisations}</h1>
      <p class="lead">{text.organisationsLead}</p>
      <ErrorSummary language={language} errors={wrong} />
      <ul class="entries">
        {organisations.map((one) => (
          <li>
            <div>
              <strong>
                <a href={`/organisations/${one.id}`}>{one.name}</a>
              </strong>
              <span class="detail">{words[`kind_${one.kind}`]}</span>
            </div>
          </li>
        ))}
      </ul>
      <h2>{text.newOrganisation}</h2>
      <form method="post" action="/organisations" novalidate>
        <TextField name="name" label={text.organisationName} maxlength={200} size="medium" required {...at('name')} />
        <TextField
          name="id"
          label={text.organisationId}
          hint={text.organisationIdHint}
          maxlength={63}
          size="medium"
          required
          {...at('id')}
        />
        <Select
          name="kind"
          label={text.organisationKind}
          options={organisationKinds.map((kind) => ({ value: kind, label: words[`kind_${kind}`] ?? kind }))}
          {...at('kind')}
        />
        <p class="actions">
          <button type="submit">{text.organisationMake}</button>
        </p>
      </form>
    </Layout>
  );
}

type Member = Awaited<ReturnType<typeof listMembers>>[number];
type OneProps = Around & { organisation: Organisation; members: Member[] };

export function OrganisationPage({ language, visitor, organisation, members, typed, errors }: OneProps) {
  const text = say(language);
  const words: Record<string, string> = text;
  const wrong = inWords(language, errors);
  const at = (field: string) => ({
    value: String(typed?.[field] ?? ''),
    error: wrong.find((one) => one.field === field)?.message,
  });
  const base = `/organisations/${organisation.id}/members`;
  return (
    <Layout language={language} title={organisation.name} visitor={visitor} at="organisations">
      <p class="kicker">
        <a href="/organisations">{text.organisations}</a>
      </p>
      <h1>{organisation.name}</h1>
      <p class="lead">{words[`kind_${organisation.kind}`]}</p>
      <p>
        <a href={`/organisations/${organisation.id}/description`}>{text.describeLink}</a>
      </p>
      <ErrorSummary language={language} errors={wrong} />
      <h2>{text.members}</h2>
      {members.length === 0 ? <p>{text.membersNone}</p> : null}
      <ul class="entries">
        {members.map((one) => (
          <li>
            <div id={`member-${one.id}`}>
              <strong>{one.name || one.email}</strong>
              <span class="detail">
                {words[`role_${one.role}`]}
                {one.station ? ` (${one.station})` : ''}, {one.email}
              </span>
            </div>
            <div class="does">
              <ButtonForm action={`${base}/${one.id}/end`} label={text.end} look="quiet" describedBy={`member-${one.id}`} />
            </div>
          </li>
        ))}
      </ul>
      <h2>{text.giveRole}</h2>
      <form method="post" action={base} novalidate>
        <TextField
          name="email"
          type="email"
          label={text.memberEmail}
          hint={text.memberEmailHint}
          maxlength={320}
          size="medium"
          autocomplete="off"
          required
          {...at('email')}
        />
        <TextField
          name="name"
          label={text.memberName}
          maxlength={200}
          size="medium"
          autocomplete="off"
          required
          {...at('name')}
        />
        <Select
          name="role"
          label={text.role}
          options={roles.map((role) => ({ value: role, label: words[`role_${role}`] ?? role }))}
          {...at('role')}
        />
        <TextField
          name="station"
          label={text.roleStation}
          hint={text.roleStationHint}
          maxlength={63}
          size="medium"
          {...at('station')}
        />
        <p class="actions">
          <button type="submit">{text.giveRole}</button>
        </p>
      </form>
    </Layout>
  );
}

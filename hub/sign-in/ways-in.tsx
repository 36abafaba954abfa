// The ways in on one’s own page: identities, passkeys and sessions, with the buttons that add and end them.
import type { Child } from 'hono/jsx';
import { fill } from '../platform/texts.ts';
import { ButtonForm, TextField } from '../ui/form.tsx';
import { writeDay, writeMoment } from '../ui/format.ts';
import { Table } from '../ui/table.tsx';
import type { Part } from './me-pages.tsx';

export function Ways({ identities, passkeys, providers, passkeysWork, actor, text, language }: Part) {
  const left = providers.filter((one) => !identities.some((identity) => identity.provider === one.id));
  const title = (id: string) => providers.find((one) => one.id === id)?.title ?? id;
  const used = (at: Date | null) => `${text.used} ${at ? writeDay(at.toISOString(), language) : text.never}`;
  return (
    <>
      <h2 id="ways">{text.part_ways}</h2>
      <p>{fill(text.waysLead, { email: actor.email })}</p>
      <ul class="entries">
        {identities.map((one) => (
          <Entry title={title(one.provider)} detail={`${one.label}, ${used(one.last_used_at)}`}>
            <ButtonForm action={`/me/identities/${one.id}/removal`} label={text.remove} look="quiet" />
          </Entry>
        ))}
        {passkeys.map((one) => (
          <Entry title={one.name} detail={`${text.passkey}, ${used(one.last_used_at)}`}>
            <details>
              <summary>{text.passkeyRename}</summary>
              <form method="post" action={`/me/passkeys/${one.id}/name`}>
                <TextField
                  {...{ name: 'name', id: `name-${one.id}`, label: text.passkeyName, value: one.name, maxlength: 100 }}
                  required
                />
                <p>
                  <button type="submit">{text.nameSave}</button>
                </p>
              </form>
            </details>
            <ButtonForm action={`/me/passkeys/${one.id}/removal`} label={text.remove} look="quiet" />
          </Entry>
        ))}
      </ul>
      {left.length ? (
        <p>
          {text.addProvider}{' '}
          {left.map((one) => (
            <a class="button quiet" href={`/sign-in/with/${one.id}?to=/me`}>
              {one.title}
            </a>
          ))}
        </p>
      ) : null}
      {passkeysWork ? (
        <form id="passkey-add" hidden data-wrong={text.passkeyNotMade}>
          <TextField
            {...{
              name: 'name',
              id: 'passkey-name',
              label: text.passkeyNew,
              hint: text.passkeyHint,
              maxlength: 100,
              size: 'medium',
            }}
            required
          />
          <p class="error" role="alert" />
          <p>
            <button type="submit" class="quiet">
              {text.passkeyMake}
            </button>
          </p>
        </form>
      ) : (
        <p class="quiet">{text.passkeyNotHere}</p>
      )}
      {passkeysWork ? (
        <noscript>
          <p class="quiet">{text.passkeyScript}</p>
        </noscript>
      ) : null}
    </>
  );
}

export function Entry({ title, detail, children }: { title: Child; detail: Child; children: Child }) {
  return (
    <li>
      <div>
        <strong>{title}</strong>
        <span class="detail">{detail}</span>
      </div>
      <div class="does">{children}</div>
    </li>
  );
}

export function Sessions({ sessions, actor, providers, text, language }: Part) {
  const device = (name: string | null) => {
    const [browser = '', system = ''] = (name ?? '').split('/');
    return browser && system ? fill(text.deviceOn, { browser, system }) : browser || system || text.deviceUnknown;
  };
  const by = (id: string | null) => (id ? ` · ${providers.find((one) => one.id === id)?.title ?? id}` : '');
  return (
    <>
      <h2 id="sessions">{text.part_sessions}</h2>
      <p>{text.sessionsLead}</p>
      <Table
        caption={text.sessionsCaption}
        columns={[{ title: text.device }, { title: text.since }, { title: text.lastUsed }, { title: text.sessionEnd }]}
        rows={sessions.map((one) => ({
          key: (
            <>
              {device(one.device)}
              {by(one.provider)}
            </>
          ),
          cells: [
            writeMoment(one.created_at.toISOString(), language),
            one.id === actor.session
              ? text.sessionThis
              : one.last_used_at
                ? writeMoment(one.last_used_at.toISOString(), language)
                : text.never,
            <ButtonForm action={`/me/sessions/${one.id}/end`} label={text.sessionEnd} look="quiet" />,
          ],
        }))}
      />
      {sessions.length > 1 ? <ButtonForm action="/me/sessions/others/end" label={text.sessionsEndOthers} look="quiet" /> : null}
    </>
  );
}

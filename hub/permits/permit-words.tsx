// A permit in words: who may ask what, about which data, how, where and until when. The same for a draft that an officer reads before
// granting it, and for the signed one.
import type { Permit } from '@sluss/protocol/documents.ts';
import { writeMoney } from '../applications/desk/money.ts';
import type { Named } from '../applications/desk/names.ts';
import { limitWords, methodTitle, say as sayForm, variableTitle } from '../applications/form/words.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Facts } from '../ui/facts.tsx';
import { writeList } from '../ui/format.ts';
import { writePermitDay } from './permit-day.ts';
import type { Terms } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export type PermitNames = Named & {
  persons: Map<string, string>;
  /** Of brought models, by digest. */
  models: Map<string, string>;
};

type Props = { language: Language; permit: Permit; terms: Terms; names: PermitNames };

export function PermitWords({ language, permit, terms, names }: Props) {
  const text = say(language);
  const form = sayForm(language);
  const words: Record<string, string> = form;
  const stations = new Map(
    [...names.datasets.values()].flatMap((one) => one.stations.map(({ id, title }) => [id, title] as const)),
  );
  const holder = names.organisations.get(permit.holder_org) ?? permit.holder_org;
  return (
    <Facts
      facts={[
        { name: text.who, value: fill(text.whoFor, { organisation: holder }) },
        {
          name: text.persons,
          value: (
            <ul>
              {permit.persons.map((one) => (
                <li>
                  {names.persons.get(one.sub) ?? text.personUnknown}
                  {one.keys.length === 0 ? `, ${text.noKey}` : ''}
                </li>
              ))}
            </ul>
          ),
        },
        { name: text.purpose, value: words[`purpose_${permit.purpose}`] ?? permit.purpose },
        {
          name: text.data,
          value: permit.datasets.map((one) => {
            const dictionary = names.datasets.get(one.id)?.dictionary;
            return (
              <>
                <p>
                  <a href={`/datasets/${one.id}`}>{dictionary?.title[language] ?? one.id}</a>:{' '}
                  {writeList(
                    one.variables.map((id) => variableTitle(dictionary, id, language)),
                    language,
                  )}
                </p>
                {one.filter.length ? (
                  <p>
                    {fill(text.filter, { filter: one.filter.map((limit) => limitWords(limit, dictionary, language)).join('; ') })}
                  </p>
                ) : null}
              </>
            );
          }),
        },
        {
          name: text.stations,
          value: (
            <ul>
              {permit.stations.map((one) => (
                <li>{stations.get(one.id) ?? one.id}</li>
              ))}
            </ul>
          ),
        },
        {
          name: text.methods,
          value: (
            <ul>
              {permit.methods.map((name) => (
                <li>{methodTitle(name, form)}</li>
              ))}
            </ul>
          ),
        },
        permit.models.length
          ? {
              name: text.models,
              value: permit.models.map((digest) => (
                <p>
                  {names.models.get(digest) ?? ''} <code>{digest}</code>
                </p>
              )),
            }
          : { name: text.models, value: '' },
        { name: text.from, value: writePermitDay(permit.not_before, language) },
        { name: text.until, value: writePermitDay(permit.not_after, language) },
        { name: text.plans, value: permit.plan_by === 'hub' ? text.byHub : text.byPerson },
        { name: text.fee, value: terms.fee && terms.fee.amount > 0 ? writeMoney(terms.fee, language) : text.noFee },
        {
          name: text.conditions,
          value: terms.conditions.length ? (
            <ul>
              {terms.conditions.map((one) => (
                <li>{one}</li>
              ))}
            </ul>
          ) : (
            text.noConditions
          ),
        },
      ]}
    />
  );
}

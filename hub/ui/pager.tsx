// From page to page of a long list.
import { fill, type Language, texts } from '../platform/texts.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

type Props = { language: Language; page: number; pages: number; href: (page: number) => string };

/** Pages count from 1. Nothing where there is only one. */
export function Pager({ language, page, pages, href }: Props) {
  const text = say(language);
  if (pages < 2) return null;
  return (
    <nav class="pager" aria-label={text.pages}>
      {page > 1 ? (
        <a href={href(page - 1)} rel="prev">
          {text.pageBefore}
        </a>
      ) : (
        <span />
      )}
      <span>{fill(text.pageOf, { page, pages })}</span>
      {page < pages ? (
        <a href={href(page + 1)} rel="next">
          {text.pageAfter}
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}

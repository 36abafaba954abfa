// The steps of the form, which field of an application stands in which, and the point of Regulation (EU) 2025/327 that asks for it.
import type { Content } from '../schema.ts';

export const steps = ['project', 'who', 'purpose', 'benefit', 'data', 'methods', 'safeguards', 'check'] as const;
export type Step = (typeof steps)[number];
export type ContentField = keyof Content;
/** An answer to a question of the body about a field, or about the whole: kept like a field until it is sent. */
export type ReplyField = `reply_${ContentField | 'whole'}`;
export type Field = ContentField | ReplyField;

const places: Record<ContentField, { step: Step; article: string }> = {
  title: { step: 'project', article: '57(1)(j)(ii)' },
  summary: { step: 'project', article: '57(1)(j)(ii)' },
  applicant: { step: 'who', article: '67(2)(a)' },
  persons: { step: 'who', article: '67(2)(a)' },
  on_behalf_of: { step: 'purpose', article: '53(2)' },
  purpose: { step: 'purpose', article: '67(2)(b)' },
  prohibited_uses: { step: 'purpose', article: '54' },
  intended_use: { step: 'benefit', article: '67(2)(c)' },
  benefit: { step: 'benefit', article: '67(2)(c)' },
  data: { step: 'data', article: '67(2)(d)' },
  coverage: { step: 'data', article: '67(2)(d)' },
  format: { step: 'data', article: '67(2)(e)' },
  format_reason: { step: 'data', article: '67(2)(e)' },
  legal_basis: { step: 'data', article: '67(4)' },
  methods: { step: 'methods', article: '67(2)(i)' },
  models: { step: 'methods', article: '67(2)(f)' },
  brought: { step: 'methods', article: '67(2)(f)' },
  tools: { step: 'methods', article: '67(2)(i)' },
  safeguards: { step: 'safeguards', article: '67(2)(g)' },
  period: { step: 'safeguards', article: '67(2)(h)' },
  period_reason: { step: 'safeguards', article: '67(2)(h)' },
  frequency: { step: 'safeguards', article: '67(5)' },
  ethics: { step: 'safeguards', article: '67(2)(j)' },
  opt_out_exception: { step: 'safeguards', article: '67(2)(k)' },
};

export const contentFields = Object.keys(places) as ContentField[];

export function isContentField(name: string): name is ContentField {
  return Object.hasOwn(places, name);
}

export function stepOf(field: ContentField): Step {
  return places[field].step;
}

export function articleOf(field: ContentField): string {
  return places[field].article;
}

export function fieldsOf(step: Step): ContentField[] {
  return contentFields.filter((field) => places[field].step === step);
}

export function replyTo(field: string | null): ReplyField {
  return `reply_${field !== null && isContentField(field) ? field : 'whole'}`;
}

export function isReply(field: string): field is ReplyField {
  return field === 'reply_whole' || (field.startsWith('reply_') && isContentField(field.slice('reply_'.length)));
}

/** What a page of the form may hold: the step's fields and the answers to questions about them. */
export function isOfStep(field: string, step: Step): field is Field {
  if (isContentField(field)) return places[field].step === step;
  if (!isReply(field)) return false;
  const about = field.slice('reply_'.length);
  return isContentField(about) ? places[about].step === step : step === 'check';
}

export function afterStep(step: Step): Step {
  return steps[Math.min(steps.indexOf(step) + 1, steps.length - 1)] as Step;
}

/** '67(2)(a)' as a lawyer writes it in the language. */
export function writeArticle(article: string, language: 'sv' | 'en'): string {
  if (language === 'en') return `Article ${article}`;
  const [, number, rest = ''] = /^(\d+)(.*)$/.exec(article) ?? [];
  const points = [...rest.matchAll(/\((\w+)\)/g)].map((point) => point[1] ?? '');
  const [paragraph = '', ...letters] = points;
  return `artikel ${number}${/^\d/.test(paragraph) ? `.${[paragraph, ...letters].join(' ')}` : points.map((one) => ` ${one}`).join('')}`;
}

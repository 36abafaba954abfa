// What the studies' tables hold, column by column.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import type { StationKeys } from '@sluss/protocol/messages.ts';
import type { Scope } from '@sluss/protocol/scope.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import type { ColumnType, JSONColumnType } from 'kysely';

export type StudyState = 'inviting' | 'running' | 'finished' | 'refused' | 'stopped' | 'expired';
/** Why a study ended without a result: a code, and the station that said no where one did. */
export type Reason = { code: string; station?: string };

export type StudyTable = {
  id: string;
  plan_hash: string;
  plan: JSONColumnType<Envelope>;
  plan_key: string | null;
  document: JSONColumnType<Plan>;
  permit: string;
  permit_digest: string;
  body: string;
  dataset: string;
  dictionary: JSONColumnType<Dictionary>;
  stations: JSONColumnType<StationKeys[]>;
  pinned_set: JSONColumnType<string[] | null>;
  state: StudyState;
  reason: JSONColumnType<Reason | null>;
  round: number | null;
  attempt: number | null;
  result: JSONColumnType<object | null>;
  organisation: string;
  created_by: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  key_destroyed_at: Date | null;
};
export type StudyStationTable = {
  study: string;
  station: string;
  state: 'invited' | 'accepted' | 'declined';
  code: string | null;
  round: number | null;
  signed: JSONColumnType<Envelope | null>;
  answered_at: Date | null;
  retry_at: Date | null;
  told: boolean;
};
export type StudyRoundTable = {
  study: string;
  round: number;
  attempt: number;
  scope: ColumnType<Scope, string, string>;
  members: JSONColumnType<string[]>;
  questions: JSONColumnType<Question[]>;
  question_digest: string;
  state: 'asked' | 'collected' | 'opened' | 'abandoned';
  asked_at: Date;
  collected_at: Date | null;
  opened_at: Date | null;
  sum: Buffer | null;
  sum_digest: string | null;
};
export type StudyUploadTable = {
  study: string;
  round: number;
  attempt: number;
  station: string;
  signed: JSONColumnType<Envelope>;
  vector: Buffer;
  uploaded_at: Date;
  opening: Buffer | null;
  opened_at: Date | null;
};
export type ModelTable = {
  digest: string;
  bytes: Buffer;
  organisation: string;
  uploaded_by: string;
  uploaded_at: Date;
};
export type StudyDraftTable = {
  person: string;
  permit: string;
  content: JSONColumnType<object>;
  updated_at: Date;
};
export type StudyShareTable = {
  study: string;
  person: string;
  shared_by: string;
  shared_at: Date;
  revoked_at: Date | null;
};
export type StudyPublicationTable = {
  study: string;
  summary_sv: string;
  summary_en: string;
  published_by: string;
  published_at: Date;
  changed_at: Date;
};
export type StudiesTables = {
  study_draft: StudyDraftTable;
  study_share: StudyShareTable;
  study_publication: StudyPublicationTable;
  study: StudyTable;
  study_station: StudyStationTable;
  study_round: StudyRoundTable;
  study_upload: StudyUploadTable;
  model: ModelTable;
};

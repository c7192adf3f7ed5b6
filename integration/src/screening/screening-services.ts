import { parseKey } from '@istsi/audit-log';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { listCases, releaseCase, type ScreeningCase } from './case-store.ts';
import { createHttpScreener } from './http-screener.ts';
import type { Screener } from './screener.ts';
import { NO_ADDRESS } from './screening.ts';
import { openSignedList } from './signed-list.ts';

/** Who is asked about addresses. */
export interface ScreeningSettings {
  /** `key`: the verifier key of who signs the list (C2SP signed-note). */
  lists?: readonly { name: string; file: string; key: string; mostAgeDays: number }[] | undefined;
  providers?: readonly { name: string; url: string; token: string }[] | undefined;
  /** For how long an address that is on no list is not asked about again; a minute if absent. */
  clearMs?: number | undefined;
  /** Networks of one's own, in CIDR notation, where a provider may be; all others must be public. */
  allowed?: readonly string[] | undefined;
}

/** What is held because of whom it comes from or goes to, and who let it go. */
export interface ScreeningServices {
  cases(query: { open?: boolean | undefined; limit: number }): Promise<ScreeningCase[]>;
  release(id: string, decision: { by: string; reason: string }): Promise<ScreeningCase>;
}

const DAY_MS = 86_400_000;

/** Throws a RangeError for a key that is none, and for a name that is taken. */
export function openScreeners({ lists = [], providers = [], allowed }: ScreeningSettings, now: () => Date): Screener[] {
  if ([...lists, ...providers].some(({ name }) => name === NO_ADDRESS))
    throw new RangeError(`no screening list or provider may be called ${NO_ADDRESS}: that says that nobody was asked`);
  return [
    ...lists.map(({ name, file, key: text, mostAgeDays }) => {
      const key = parseKey(text);
      if (!key) throw new RangeError(`the key of the screening list ${name} is no verifier key: ${text}`);
      return openSignedList({ name, file, key, mostAgeMs: mostAgeDays * DAY_MS }, now);
    }),
    ...providers.map((provider) => createHttpScreener({ ...provider, allowed })),
  ];
}

export function screeningServices(db: Kysely<Schema>, now: () => Date): ScreeningServices {
  return {
    cases: (query) => listCases(db, query),
    release: (id, decision) => releaseCase(db, id, { ...decision, at: now() }),
  };
}

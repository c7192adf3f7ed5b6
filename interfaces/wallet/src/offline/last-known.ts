import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** An answer as it was given, and when. */
export interface Known {
  key: QueryKey;
  data: unknown;
  /** ms */
  at: number;
}

export type KnownStore = Pick<Storage, 'getItem' | 'setItem'>;

/** Whoever leaves a browser leaves nothing of theirs in it. */
export const forgetLastKnown = (store: Pick<Storage, 'removeItem'>): void => store.removeItem(PLACE);

const PLACE = 'istsi-last-known';
/** Answers of one holder, and of the reserve: not a page's worth of text more. */
const MOST_KEPT = 12;
const MOST_LETTERS = 200_000;

/** Only what says how things were: by what a system is known, and what may be signed, is never taken from here. */
const isKept = ([first, second]: QueryKey): boolean =>
  first === 'reserves' || (first === 'mine' && ['user', 'deposits', 'withdrawals', 'pending'].includes(String(second)));

/**
 * Remembers what was answered last. Where nobody answers after a reload, it is shown with its date; while somebody does, nothing of
 * it is shown at all.
 */
export function keepLastKnown(queries: QueryClient, store: KnownStore, isOnline: () => boolean): void {
  const cache = queries.getQueryCache();
  if (!isOnline()) restore(queries, store);
  cache.subscribe(({ type, query }) => {
    if (type !== 'updated' || !isKept(query.queryKey)) return;
    const { status, data, dataUpdatedAt, fetchFailureCount } = query.state;
    if (data === undefined && (status === 'error' || fetchFailureCount > 0)) restore(queries, store);
    else if (status === 'success' && query.isActive())
      remember(store, { key: query.queryKey, data, at: dataUpdatedAt });
  });
}

function restore(queries: QueryClient, store: KnownStore): void {
  for (const { key, data, at } of readKnown(store))
    if (queries.getQueryData(key) === undefined) queries.setQueryData(key, data, { updatedAt: at });
}

function remember(store: KnownStore, known: Known): void {
  const name = JSON.stringify(known.key);
  const others = readKnown(store).filter(({ key }) => JSON.stringify(key) !== name);
  const text = JSON.stringify([known, ...others].slice(0, MOST_KEPT));
  // Rather nothing than half of it, or a browser's whole place for it.
  if (text.length <= MOST_LETTERS) store.setItem(PLACE, text);
}

/** What is damaged, or of a page of before, is left out. */
export function readKnown(store: KnownStore): Known[] {
  try {
    const list = JSON.parse(store.getItem(PLACE) ?? '[]') as unknown;
    return Array.isArray(list) ? (list as Known[]).filter(isWhole) : [];
  } catch {
    return [];
  }
}

const isWhole = (known: Partial<Known> | null): boolean =>
  Array.isArray(known?.key) && isKept(known.key) && known.data !== undefined && Number.isFinite(known.at);

import { useSyncExternalStore } from 'react';

/** A proposal that nobody has been asked to decide yet. It is in the browser alone where it was written. */
export interface Draft {
  id: string;
  /** Whose it is: another person at this browser has others. */
  account: string;
  action: string;
  values: readonly string[];
  /** When it was kept last, ISO 8601. */
  at: string;
}

const PLACE = 'istsi-drafts';
/** More than anybody writes: what is kept here must never fill the place that a browser gives a page. */
export const MOST_DRAFTS = 50;
const listeners = new Set<() => void>();
let shown: { text: string | null; list: readonly Draft[] } = { text: null, list: [] };

/** Under the same id it takes the place of the one before. */
export function keepDraft(draft: Draft): void {
  write([draft, ...readDrafts().filter(({ id }) => id !== draft.id)].slice(0, MOST_DRAFTS));
}

export function dropDraft(id: string): void {
  write(readDrafts().filter((each) => each.id !== id));
}

/** The same list for the same text: for `useSyncExternalStore`. Newest first. */
export function readDrafts(): readonly Draft[] {
  const text = localStorage.getItem(PLACE);
  if (text !== shown.text) shown = { text, list: parseDrafts(text) };
  return shown.list;
}

export const useDrafts = (account: string): readonly Draft[] =>
  useSyncExternalStore(watch, readDrafts).filter((draft) => draft.account === account);

function watch(changed: () => void): () => void {
  listeners.add(changed);
  addEventListener('storage', changed);
  return () => {
    listeners.delete(changed);
    removeEventListener('storage', changed);
  };
}

function write(list: readonly Draft[]): void {
  localStorage.setItem(PLACE, JSON.stringify(list));
  for (const changed of listeners) changed();
}

/** What is damaged, or of a page of before, is left out. */
export function parseDrafts(text: string | null): readonly Draft[] {
  try {
    const list = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(list) ? (list as Draft[]).filter(isWhole) : [];
  } catch {
    return [];
  }
}

const isWhole = (draft: Partial<Draft> | null): boolean =>
  [draft?.id, draft?.account, draft?.action, draft?.at].every((text) => typeof text === 'string') &&
  Array.isArray(draft?.values) &&
  draft.values.every((value) => typeof value === 'string');

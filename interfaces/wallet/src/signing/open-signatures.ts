/** Something that was signed and sent, and of which nobody has said yet what became of it. */
export interface OpenSignature {
  id: string;
  account: string;
  kind: 'transfer' | 'withdrawal' | 'exchange';
  isSponsored: boolean;
  /** As it was sent: sent again it can only be the same. */
  signed: string;
  /** What it does, as the page said. */
  what: string;
  /** Its last ledger, or its last moment: after that it cannot happen any more. */
  until: { ledger: number } | { at: string };
  /** ms */
  signedAt: number;
}

const PLACE = 'istsi-open-signatures';
const MOST = 20;
const listeners = new Set<() => void>();
let shown: { text: string | null; list: readonly OpenSignature[] } = { text: null, list: [] };

/** Kept before it is sent: a reload in the middle forgets nothing that may still happen. */
export function keepOpen(one: OpenSignature): void {
  write([...openSignatures().filter(({ id }) => id !== one.id), one].slice(-MOST));
}

export function forgetOpen(id: string): void {
  write(openSignatures().filter((each) => each.id !== id));
}

/** The same list for the same text: for `useSyncExternalStore`. */
export function openSignatures(): readonly OpenSignature[] {
  const text = localStorage.getItem(PLACE);
  if (text !== shown.text) shown = { text, list: parse(text) };
  return shown.list;
}

export function watchOpen(changed: () => void): () => void {
  listeners.add(changed);
  addEventListener('storage', changed);
  return () => {
    listeners.delete(changed);
    removeEventListener('storage', changed);
  };
}

function write(list: readonly OpenSignature[]): void {
  localStorage.setItem(PLACE, JSON.stringify(list));
  for (const changed of listeners) changed();
}

function parse(text: string | null): readonly OpenSignature[] {
  try {
    const list = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(list) ? (list as OpenSignature[]).filter(isWhole) : [];
  } catch {
    // Damaged: nothing of it can be sent again.
    return [];
  }
}

const isWhole = (one: Partial<OpenSignature> | null): boolean =>
  [one?.id, one?.account, one?.kind, one?.signed, one?.what].every((text) => typeof text === 'string') &&
  typeof one?.until === 'object' &&
  one.until !== null;

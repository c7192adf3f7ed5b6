/** What says which system this is: its networks, its contracts by name, the custody's public keys, and which address of theirs is mine. */
export type Marks = Readonly<Record<string, string>>;

/** One mark that is not what this browser saw before; null where the service no longer names it. */
export interface Change {
  mark: string;
  was: string;
  is: string | null;
}

/** The part of what the service says of itself that a page would sign by, or pay to. */
export interface Told {
  bitcoin: { network: string };
  stellar: { network_passphrase: string };
  contracts: Readonly<Record<string, string>>;
  descriptors: readonly string[];
  /** Helpers of this machine exist, which on a network of value would name addresses of somebody else's. */
  local: boolean;
}

export interface MarkStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * One place for one origin. Filed under anything that the service names itself, it would be found empty by whoever names
 * something else.
 */
const PLACE = 'istsi-system';
const CONTRACT = 'contract ';
/** A system has a dozen contracts. Whoever names thousands would fill the browser, until its owner clears what it knows. */
const MOST_MARKS = 100;
const LONGEST_MARK = 10_000;

export const marksOf = (told: Told): Marks => ({
  'Bitcoin network': told.bitcoin.network,
  'Stellar network': told.stellar.network_passphrase,
  'custody keys': told.descriptors.at(-1) ?? '',
  'test networks': String(told.local),
  ...Object.fromEntries(Object.entries(told.contracts).map(([name, id]) => [`${CONTRACT}${name}`, id])),
});

/** Whatever was seen before is held against what is told now; what is new is remembered. Throws at what no system is. */
export function meetMarks(store: MarkStore, told: Marks): { known: Marks; changes: readonly Change[] } {
  const isSystem = ([mark, is]: [string, unknown]) => typeof is === 'string' && (mark + is).length <= LONGEST_MARK;
  const entries = Object.entries(told);
  if (entries.length > MOST_MARKS || !entries.every(isSystem))
    throw new RangeError('what the service says of itself is more than any system has');
  const before = readMarks(store);
  const changes = Object.entries(before)
    .filter(([mark, was]) => told[mark] !== was)
    .map(([mark, was]) => ({ mark, was, is: told[mark] ?? null }));
  const known = { ...told, ...before };
  // While anything differs, nothing of the same teller is taken over beside it.
  if (changes.length === 0) writeMarks(store, known);
  return { known, changes };
}

/** A person has said that they know of it. */
export const acceptMarks = (store: MarkStore, told: Marks): void => writeMarks(store, told);

/** What was told, with all that was seen before in its place: who signs by this signs for nobody else. */
export function asKnown<T extends Told>(told: T, known: Marks): T {
  const contracts = Object.entries(known).flatMap(([mark, id]) =>
    mark.startsWith(CONTRACT) ? [[mark.slice(CONTRACT.length), id] as const] : [],
  );
  return {
    ...told,
    bitcoin: { ...told.bitcoin, network: known['Bitcoin network'] },
    stellar: { ...told.stellar, network_passphrase: known['Stellar network'] },
    contracts: Object.fromEntries(contracts),
    descriptors: [...told.descriptors.slice(0, -1), known['custody keys']],
    local: known['test networks'] === 'true',
  };
}

/** Damaged is as good as none: what cannot be read says nothing about anybody. */
function readMarks(store: MarkStore): Marks {
  try {
    const read: unknown = JSON.parse(store.getItem(PLACE) ?? '{}');
    const isMarks = typeof read === 'object' && read !== null && !Array.isArray(read);
    return isMarks ? Object.fromEntries(Object.entries(read).filter(([, mark]) => typeof mark === 'string')) : {};
  } catch {
    return {};
  }
}

const writeMarks = (store: MarkStore, marks: Marks): void => store.setItem(PLACE, JSON.stringify(marks));

/** What a signer has said or signed: the lines of its policy log. */
export type PolicyRecord =
  | Deposited
  | Returnable
  | Authorized
  | Signed
  | Reclaimed
  | Voided
  | Completed
  | Undone
  | Corrected
  | WrittenOff
  | Reinstated
  | Added
  | Proved
  | Restored;

/** It attested that an output belongs to a user. */
export interface Deposited {
  kind: 'deposit';
  outpoint: string;
  user: string;
  amountSats: bigint;
  /** Where it was then. Not in the lines of versions that did not write it down. */
  block?: { height: number; hash: string } | undefined;
}

/** It attested that an output may not become tokens and is paid back: to this user, or as yet to nobody that is known. */
export interface Returnable {
  kind: 'returnable';
  outpoint: string;
  user?: string | undefined;
  amountSats: bigint;
  block: { height: number; hash: string };
}

/** A Bitcoin transaction of the custody: a payment of withdrawals, or without any a sweep. */
export interface SpendFacts {
  txid: string;
  /** Outpoints, in the order of the transaction. */
  inputs: readonly string[];
  withdrawals: readonly { id: string; amountSats: bigint }[];
  feeSats: bigint;
  /** The custody's epoch that its change goes to, from 0. */
  epoch: number;
}

/** It attested on Stellar that custodians may sign the transaction. */
export type Authorized = SpendFacts & { kind: 'authorization' };

/** It signed the transaction itself. */
export type Signed = SpendFacts & { kind: 'signature' };

/** It signed the sweep of a coin at a reclaim address, to the deposit address of the same user. */
export interface Reclaimed {
  kind: 'reclaim-sweep';
  txid: string;
  outpoint: string;
  /** The user's number. */
  index: number;
  ownerKey: string;
  /** What the coin holds. */
  amountSats: bigint;
  feeSats: bigint;
  /** Of the deposit address, from 0. */
  epoch: number;
}

/** What it signed can never confirm: `by` is buried and conflicts with it. */
export interface Voided {
  kind: 'void';
  txid: string;
  by: string;
}

/** It attested that nothing of a batch can confirm any more. */
export interface Undone {
  kind: 'undoing';
  batch: string;
  by: string;
}

/** It attested that a batch has to be settled anew, by this transaction. */
export interface Corrected {
  kind: 'correction';
  txid: string;
  confirmations: number;
}

/** It attested that an output which was written off is there after all. */
export interface Reinstated {
  kind: 'reinstatement';
  outpoint: string;
}

export interface Completed {
  kind: 'completion';
  txid: string;
  confirmations: number;
}

export interface WrittenOff {
  kind: 'write-off';
  outpoint: string;
  /** Gone to whom nobody authorized, or never paid to the reserve after all. */
  because: 'stolen' | 'undone';
}

/** It attested that an output belongs to the reserve and to nobody else. */
export interface Added {
  kind: 'addition';
  outpoint: string;
  amountSats: bigint;
}

/** It attested that exactly the outputs of the reserve's books were unspent at a block. */
export interface Proved {
  kind: 'proof';
  height: number;
  block: string;
  /** The books' commitment to every change so far. */
  commitment: string;
}

/** A spend that a lost log may have held, taken from the chain: to be treated as signed. */
export type Restored = SpendFacts & { kind: 'restored' };

type Fields = Record<string, (value: unknown) => unknown>;

/** Stands for what a line may lack. */
const ABSENT = Symbol('absent');

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const sats = (value: unknown): bigint | undefined =>
  typeof value === 'string' && /^\d{1,16}$/.test(value) ? BigInt(value) : undefined;
const count = (value: unknown): number | undefined => (Number.isSafeInteger(value) ? (value as number) : undefined);
const listOf =
  (item: (value: unknown) => unknown) =>
  (value: unknown): unknown[] | undefined => {
    const items = Array.isArray(value) ? value.map(item) : [undefined];
    return items.includes(undefined) ? undefined : items;
  };
const oneOf =
  (...allowed: string[]) =>
  (value: unknown): unknown =>
    allowed.includes(value as string) ? value : undefined;

const optional =
  (parse: (value: unknown) => unknown) =>
  (value: unknown): unknown =>
    value === undefined ? ABSENT : parse(value);

const blockFields = (value: unknown): unknown => fieldsIn({ height: count, hash: text }, value);

const spend: Fields = {
  txid: text,
  inputs: listOf(text),
  withdrawals: listOf((value) => fieldsIn({ id: text, amountSats: sats }, value)),
  feeSats: sats,
  epoch: count,
};

const forms: Record<PolicyRecord['kind'], Fields> = {
  deposit: {
    ...{ outpoint: text, user: text, amountSats: sats },
    block: optional(blockFields),
  },
  returnable: { outpoint: text, user: optional(text), amountSats: sats, block: blockFields },
  authorization: spend,
  signature: spend,
  'reclaim-sweep': {
    ...{ txid: text, outpoint: text, index: count, ownerKey: text },
    ...{ amountSats: sats, feeSats: sats, epoch: count },
  },
  void: { txid: text, by: text },
  completion: { txid: text, confirmations: count },
  undoing: { batch: text, by: text },
  correction: { txid: text, confirmations: count },
  'write-off': { outpoint: text, because: oneOf('stolen', 'undone') },
  reinstatement: { outpoint: text },
  addition: { outpoint: text, amountSats: sats },
  proof: { height: count, block: text, commitment: text },
  restored: spend,
};

function fieldsIn(fields: Fields, value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const read = Object.fromEntries(Object.entries(fields).map(([name, parse]) => [name, parse(given[name])]));
  if (Object.values(read).includes(undefined)) return undefined;
  return Object.fromEntries(Object.entries(read).filter(([, found]) => found !== ABSENT));
}

export interface TimedRecord {
  record: PolicyRecord;
  at: Date;
}

/** The content of a line; amounts are decimal text there, in satoshis. Undefined for one that this version does not know. */
export function parseRecord(content: unknown): TimedRecord | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { kind, at } = content as { kind?: unknown; at?: unknown };
  const fields = Object.hasOwn(forms, String(kind)) ? forms[kind as PolicyRecord['kind']] : undefined;
  const read = fields && fieldsIn(fields, content);
  const time = new Date(String(at));
  if (!read || Number.isNaN(time.getTime())) return undefined;
  return { record: { kind, ...read } as PolicyRecord, at: time };
}

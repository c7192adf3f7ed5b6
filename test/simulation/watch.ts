import type { EntryChange, HostVal } from '@istsi/soroban-sandbox';
import { type ContractName, contractNames } from '../../contracts/src/index.ts';
import { WithdrawalState } from '../../contracts/test/withdrawals.ts';
import type { Stage } from './stage.ts';

/**
 * What the entries of the ledger themselves say, followed change by change: not what contracts answer, and nothing of the
 * model. Whatever operation a ledger carries, these laws hold for what it changed.
 */
export interface Watch {
  readonly contractNames: ReadonlyMap<string, ContractName>;
  readonly balances: Map<string, bigint>;
  readonly dollars: Map<string, bigint>;
  readonly frozen: Map<string, bigint>;
  /** By hex id, and by `txid vout`. */
  readonly withdrawals: Map<string, Held>;
  readonly outputs: Map<string, Held>;
  /** What is owed to the miners of each batch that is not decided. */
  readonly owedFees: Map<string, bigint>;
  readonly paused: Map<ContractName, boolean>;
  sums: Sums;
  supply: bigint;
  dollarSupply: bigint;
  books: Books;
  /** False while what is there is looked at for the first time. */
  isFollowing: boolean;
}

export interface Held {
  readonly state: number;
  readonly amount: bigint;
}

export interface Books {
  readonly owed: bigint;
  readonly total: bigint;
  readonly count: bigint;
  readonly commitment: string;
}

/** Of balances, of what is owed to withdrawals, of outputs that the reserve holds. */
interface Sums {
  balances: bigint;
  dollars: bigint;
  owed: bigint;
  held: bigint;
}

/** What one ledger did to supply and reserve. */
interface Flow {
  minted: bigint;
  refunded: bigint;
  requested: bigint;
  lost: bigint;
}

export class Violation extends Error {}

export function watchLedger(stage: Stage): Watch {
  const { world, direct } = stage;
  const watch: Watch = {
    contractNames: new Map(contractNames.map((name) => [world.contracts[name].contractId, name])),
    balances: new Map(),
    dollars: new Map(),
    frozen: new Map(),
    withdrawals: new Map(),
    outputs: new Map(),
    owedFees: new Map(),
    paused: new Map(),
    sums: { balances: 0n, dollars: 0n, owed: 0n, held: 0n },
    supply: 0n,
    dollarSupply: 0n,
    books: { owed: 0n, total: 0n, count: 0n, commitment: '' },
    isFollowing: false,
  };
  const flow = newFlow();
  for (const [, { entry }] of direct.entries()) {
    if (entry.type === 'contractData') take(watch, flow, entry.contract, entry.key, entry.value);
  }
  watch.isFollowing = true;
  return watch;
}

const newFlow = (): Flow => ({ minted: 0n, refunded: 0n, requested: 0n, lost: 0n });

/** Follows what a ledger changed, and throws a `Violation` when a law does not hold afterwards. */
export function follow(watch: Watch, changes: ReadonlyMap<string, EntryChange>): void {
  const before = { supply: watch.supply, deficit: deficitOf(watch), isPaused: isPaused(watch) };
  const flow = newFlow();
  const changed: string[] = [];
  for (const { key, before: old, after } of changes.values()) {
    if (key.type !== 'contractData' || old?.entry === after?.entry) continue;
    const name = watch.contractNames.get(key.contract);
    if (name === undefined) continue;
    changed.push(`${name} ${variantOf(key.key)}`);
    const value = after?.entry.type === 'contractData' ? after.entry.value : undefined;
    take(watch, flow, key.contract, key.key, value);
  }
  requireSums(watch);
  const { minted, refunded, requested, lost } = flow;
  require(watch.supply - before.supply <= minted + refunded - requested, () => {
    return `the supply went from ${before.supply} to ${watch.supply} by ${minted} minted, ${refunded} refunded, ${requested} withdrawn`;
  });
  const allowed = before.deficit > 0n ? before.deficit : 0n;
  require(deficitOf(watch) <= allowed + lost, () => `${watch.supply} tokens are backed by ${shown(watch.books)}`);
  if (before.isPaused && isPaused(watch)) requireStill(changed, watch.supply === before.supply);
}

// Stopped together, by a pause or a mode. The others follow in calls of their own.
const CORE = ['kyc-registry', 'istsi-token', 'reserve-manager'] as const;

/** What is issued beyond what the reserve holds and does not owe. Negative: a surplus. */
const deficitOf = ({ supply, books }: Watch): bigint => supply - (books.total - books.owed);

function requireSums({ sums, supply, dollarSupply, books, paused, owedFees }: Watch): void {
  let owed = sums.owed;
  for (const fee of owedFees.values()) owed += fee;
  require(sums.balances === supply, () => `the balances are ${sums.balances}, the supply is ${supply}`);
  require(sums.dollars === dollarSupply, () => `the dollars are ${sums.dollars}, their supply is ${dollarSupply}`);
  require(owed === books.owed, () => `withdrawals and sweeps come to ${owed}, the books owe ${books.owed}`);
  require(sums.held === books.total, () => `outputs come to ${sums.held}, the books hold ${books.total}`);
  const core = new Set(CORE.map((name) => paused.get(name)));
  const isRight = core.size === 1 && (core.has(true) || paused.get('integration-router') !== true);
  require(isRight, () => `some contracts are paused: ${JSON.stringify([...paused])}`);
}

export const isPaused = ({ paused }: Watch): boolean => paused.get('integration-router') === true;

// While everything is paused, officers narrow what is allowed and governance sets what will be; nobody moves anything.
const STILL_CHANGES = new Set([
  'kyc-registry Person',
  'kyc-registry Recovery',
  'istsi-token Frozen',
  'reserve-manager Watch',
  'reserve-manager Epochs',
  'reserve-manager Setup',
  'fungible-token Quota',
  'price-oracle Feed',
  'integration-router Docket',
  'integration-router Held',
  'integration-router RolePlaces',
  'integration-router Motion',
  'integration-router Exchange',
  'integration-router BatchCall',
  ...contractNames.map((name) => `${name} instance`),
]);

function requireStill(changed: readonly string[], isSupplyStill: boolean): void {
  const moved = changed.filter((name) => !STILL_CHANGES.has(name));
  require(moved.length === 0 && isSupplyStill, () => `a paused system changed ${moved.join(', ')}`);
}

function take(watch: Watch, flow: Flow, contract: string, key: HostVal, value: HostVal | undefined): void {
  const name = watch.contractNames.get(contract);
  if (name === undefined) return;
  const variant = variantOf(key);
  if (variant === 'instance') takeInstance(watch, name, value);
  else if (variant === 'Balance') {
    const isIstsi = name === 'istsi-token';
    const balances = isIstsi ? watch.balances : watch.dollars;
    const owner = textOf(key, 1);
    const balance = numberOf(value);
    require(balance >= 0n, () => `${owner} holds ${balance}`);
    watch.sums[isIstsi ? 'balances' : 'dollars'] += balance - (balances.get(owner) ?? 0n);
    balances.set(owner, balance);
  } else if (variant === 'TotalSupply') watch[name === 'istsi-token' ? 'supply' : 'dollarSupply'] = numberOf(value);
  else if (variant === 'Frozen') watch.frozen.set(textOf(key, 1), numberOf(value));
  else if (variant === 'Withdrawal') takeWithdrawal(watch, flow, textOf(key, 1), value);
  else if (variant === 'Batch') takeBatch(watch, textOf(key, 1), value);
  else if (variant === 'Utxo') takeOutput(watch, flow, `${textOf(key, 1)} ${textOf(key, 2)}`, value);
}

function takeInstance(watch: Watch, name: ContractName, value: HostVal | undefined): void {
  if (value?.type !== 'contractInstance') throw new Violation(`${name} has no instance`);
  const stored = new Map(value.storage?.map(([key, each]) => [variantOf(key), each]));
  const paused = stored.get('Paused');
  watch.paused.set(name, paused?.type === 'bool' && paused.value);
  if (name !== 'reserve-manager') return;
  const books = stored.get('Books');
  watch.books = {
    owed: numberOf(fieldOf(books, 'owed_btc')),
    total: numberOf(fieldOf(books, 'total_btc')),
    count: numberOf(fieldOf(books, 'utxo_count')),
    commitment: valueText(fieldOf(books, 'utxo_commitment')),
  };
}

const { Pending, Authorized, Completed, Refunded } = WithdrawalState;
/**
 * From a state to others; a withdrawal is paid or refunded, and neither is ever undone here. What was authorized is pending
 * again when its payment came to nothing, and paid from there when it confirmed after all.
 */
const WITHDRAWAL_STEPS: Readonly<Record<number, readonly number[]>> = {
  [Pending]: [Authorized, Refunded, Completed],
  [Authorized]: [Completed, Pending],
  [Completed]: [],
  [Refunded]: [],
};

function takeWithdrawal(
  { withdrawals, sums, isFollowing }: Watch,
  flow: Flow,
  id: string,
  value: HostVal | undefined,
): void {
  const old = withdrawals.get(id);
  const next = heldOf(value, `withdrawal ${id}`);
  if (isFollowing) requireStep(old, next, Pending, WITHDRAWAL_STEPS, `withdrawal ${id}`);
  withdrawals.set(id, next);
  const counts = (held: Held | undefined): bigint => (held && held.state <= Authorized ? held.amount : 0n);
  sums.owed += counts(next) - counts(old);
  if (!old) flow.requested += next.amount;
  if (old?.state === Pending && next.state === Refunded) flow.refunded += next.amount;
}

/** What the reserve owes to the miners of a batch that is not decided: the fee of its dearest sweep. */
function takeBatch({ owedFees }: Watch, id: string, value: HostVal | undefined): void {
  if (numberOf(fieldOf(value, 'end')) === 0n) owedFees.set(id, numberOf(fieldOf(value, 'owed_fee')));
  else owedFees.delete(id);
}

/**
 * Unspent, committed, spent, expected, lost, promised: an output is registered once, and what is spent stays so. What a
 * batch held may be lost with it; what was lost may be there after all, and be spent by what was thought impossible.
 */
const OUTPUT_STEPS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4],
  1: [0, 2, 4],
  2: [],
  3: [0, 5],
  4: [0, 2],
  // What a child gave up is there for another, should its parent confirm after all.
  5: [1, 3],
};

function takeOutput(
  { outputs, sums, isFollowing }: Watch,
  flow: Flow,
  outpoint: string,
  value: HostVal | undefined,
): void {
  const old = outputs.get(outpoint);
  const next = heldOf(value, `output ${outpoint}`);
  if (isFollowing) requireStep(old, next, next.state === 3 ? 3 : 0, OUTPUT_STEPS, `output ${outpoint}`);
  outputs.set(outpoint, next);
  const counts = (held: Held | undefined): bigint => (held && held.state <= 1 ? held.amount : 0n);
  sums.held += counts(next) - counts(old);
  if (!old && next.state === 0) flow.minted += next.amount;
  if (next.state === 4 && old?.state !== 4) flow.lost += next.amount;
}

function requireStep(
  old: Held | undefined,
  next: Held,
  first: number,
  steps: Readonly<Record<number, readonly number[]>>,
  name: string,
): void {
  if (!old) {
    require(next.state === first || next.state === 0, () => `${name} began in state ${next.state}`);
    return;
  }
  require(old.amount === next.amount, () => `${name} was ${old.amount} and became ${next.amount}`);
  const isStep = next.state === old.state || steps[old.state]?.includes(next.state) === true;
  require(isStep, () => `${name} went from state ${old.state} to ${next.state}`);
}

function heldOf(value: HostVal | undefined, name: string): Held {
  if (value === undefined) throw new Violation(`${name} was removed`);
  return { state: Number(numberOf(fieldOf(value, 'state'))), amount: numberOf(fieldOf(value, 'amount')) };
}

function variantOf(key: HostVal): string {
  if (key.type === 'ledgerKeyContractInstance') return 'instance';
  const [first] = key.type === 'vec' ? key.value : [];
  return first?.type === 'symbol' ? first.value : key.type;
}

function fieldOf(value: HostVal | undefined, name: string): HostVal | undefined {
  if (value?.type !== 'map') return undefined;
  return value.value.find(([key]) => key.type === 'symbol' && key.value === name)?.[1];
}

const textOf = (key: HostVal, index: number): string => valueText(key.type === 'vec' ? key.value[index] : undefined);

function valueText(value: HostVal | undefined): string {
  if (value?.type === 'bytes') return Buffer.from(value.value).toString('hex');
  return value !== undefined && 'value' in value ? String(value.value) : '';
}

/** An absent number is none. */
function numberOf(value: HostVal | undefined): bigint {
  if (value === undefined) return 0n;
  if (value.type === 'i128' || value.type === 'u64') return value.value;
  if (value.type === 'u32') return BigInt(value.value);
  throw new Violation(`${value.type} is no number`);
}

const shown = (books: Books): string => `${books.total} less ${books.owed}`;

function require(condition: boolean, message: () => string): void {
  if (!condition) throw new Violation(message());
}

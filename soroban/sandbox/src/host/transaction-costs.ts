import type { Credentials } from './authorization/credentials.ts';
import { type AuthorizedInvocation, type ContractCall, functionToXdr } from './authorization/invocation.ts';
import type { AccountEntry, ContractEvent, LedgerEntry, LedgerKey } from './boundary.ts';
import { SEEDING_INSTRUCTIONS } from './calls/prng.ts';
import { addressLength, encodedLength, padded } from './codec/encoded-length.ts';
import type { Budget } from './costs/budget.ts';
import { COST } from './costs/cost-types.ts';
import { CONTRACT_ID_BYTES, LIST_BYTES } from './costs/sizes.ts';
import {
  chargeArgsFromHost,
  chargeArgsToHost,
  chargeFallible,
  chargeFromHost,
  chargeToHost,
} from './objects/conversion-costs.ts';
import { chargeSymbol } from './objects/symbol-costs.ts';
import { chargeWrite, chargeWriteAddress, chargeWriteVal, chargeWriteVariable, DEPTH } from './objects/write-costs.ts';
import { hasLiabilities, isExtended } from './storage/new-account.ts';
import type { Storage } from './storage/storage.ts';
import { keyLength } from './storage/storage-costs.ts';
import type { HostVal } from './values/value.ts';

/** What the network charges around the invocation itself: for decoding what a transaction brings, and encoding what it leaves. */

/** Declared sizes in bytes. */
const AUTH_ENTRY_BYTES = 384;
const AUTH_TRACKER_BYTES = 328;
const INVOCATION_BYTES = 208;
const HOST_EVENT_BYTES = 168;
/** Bytes of the source account. */
const SOURCE_BYTES = 36;

type Tree = {
  readonly address: string;
  readonly root: AuthorizedInvocation;
  readonly credentials: Credentials;
};

/** Decoding what is to be done, and on whose behalf. */
export function chargeTask(budget: Budget, functionBytes: number): void {
  budget.spend(COST.ValDeser, functionBytes);
  budget.spend(COST.ValDeser, SOURCE_BYTES);
}

/** Seeding the generators. */
export function chargeSeeding(budget: Budget): void {
  budget.charge(SEEDING_INSTRUCTIONS, 0);
}

/** Decoding authorizations. */
export function chargeDecodedTrees(budget: Budget, trees: readonly Tree[]): void {
  for (const { address, root, credentials } of trees) {
    budget.spend(COST.ValDeser, credentialsLength(address, credentials) + treeLength(root));
  }
  chargeFallible(budget, trees.length, AUTH_ENTRY_BYTES);
}

/** Following authorizations along the calls. */
export function chargeTrackers(budget: Budget, trees: readonly Tree[]): void {
  budget.collect(trees.length, AUTH_TRACKER_BYTES);
  for (const { root, credentials } of trees) {
    budget.createObject();
    if (credentials.type === 'sourceAccount') {
      budget.copy(CONTRACT_ID_BYTES);
    } else {
      chargeToHost(budget, credentials.signature);
      credentials.delegates?.chargeTree(budget);
    }
    chargeTree(budget, root);
  }
}

/** Making a tree of an authorization's XDR. */
function chargeTree(budget: Budget, { function: f, subInvocations }: AuthorizedInvocation): void {
  chargeFallible(budget, subInvocations.length, INVOCATION_BYTES);
  for (const sub of subInvocations) chargeTree(budget, sub);
  if (f.type !== 'contractCall') return;
  budget.createObject();
  chargeSymbol(budget, f.symbol.value);
  chargeArgsToHost(budget, f.args);
}

/** Bytes of credentials as XDR, with those of signers that they delegate to. */
function credentialsLength(address: string, credentials: Credentials): number {
  if (credentials.type === 'sourceAccount') return 4;
  const { signature, delegates } = credentials;
  return 4 + addressLength(address) + 8 + 4 + encodedLength(signature) + (delegates?.encodedBytes ?? 0);
}

/** Bytes of a tree as XDR. */
function treeLength({ function: f, subInvocations }: AuthorizedInvocation): number {
  const own = f.type === 'contractCall' ? callLength(f) : functionToXdr(f).toXdr().length;
  return subInvocations.reduce((bytes, sub) => bytes + treeLength(sub), own + 4);
}

/** Bytes of a call in a union of functions: its type, contract, name and arguments. */
export function callLength({ contract, symbol, args }: Omit<ContractCall, 'type'>): number {
  const own = 4 + addressLength(contract) + padded(symbol.value.length) + 4;
  return args.reduce((bytes, arg) => bytes + encodedLength(arg), own);
}

/** Taking what happened out of the host, whatever came of it: the events of frames that failed too. */
export function chargeFinish(budget: Budget, events: readonly ContractEvent[]): void {
  for (const { topics, data } of events) {
    budget.visit();
    chargeArgsFromHost(budget, topics);
    chargeFromHost(budget, data);
    budget.visit();
    budget.copy(CONTRACT_ID_BYTES);
    budget.collect(1, HOST_EVENT_BYTES);
  }
}

/** Encoding the result. */
export function chargeResult(budget: Budget, result: HostVal): void {
  chargeWriteVal(budget, result);
}

/** Encoding every entry of the footprint, and the events. */
export function chargeEnd(budget: Budget, storage: Storage, events: readonly ContractEvent[]): void {
  for (const { key, entry } of storage.finish()) {
    chargeWriteKey(budget, key);
    if (key.type === 'contractData' || key.type === 'contractCode') {
      budget.collect(CONTRACT_ID_BYTES, 1);
      budget.spend(COST.ComputeSha256Hash, keyLength(key));
    }
    if (entry !== undefined) chargeWriteEntry(budget, entry);
  }
  for (const event of events) chargeWriteEvent(budget, event);
  budget.collect(events.length, LIST_BYTES);
}

function chargeWriteEvent(budget: Budget, { topics, data }: ContractEvent): void {
  chargeWrite(budget, 4, 2);
  chargeWrite(budget, CONTRACT_ID_BYTES);
  chargeWrite(budget, 4, 3);
  for (const topic of topics) chargeWriteVal(budget, topic, DEPTH.inEventTopics);
  chargeWriteVal(budget, data, DEPTH.inEventData);
}

function chargeWriteAccountId(budget: Budget): void {
  chargeWrite(budget, 4);
  chargeWrite(budget, 32);
}

function chargeWriteKey(budget: Budget, key: LedgerKey): void {
  chargeWrite(budget, 4);
  switch (key.type) {
    case 'account':
      chargeWriteAccountId(budget);
      return;
    case 'trustline':
      chargeWriteAccountId(budget);
      chargeWriteTrustlineAsset(budget, key.asset);
      return;
    case 'data':
      chargeWriteAccountId(budget);
      chargeWriteVariable(budget, key.name.length / 2);
      return;
    case 'contractData':
      chargeWriteAddress(budget, key.contract);
      chargeWriteVal(budget, key.key, DEPTH.inKey);
      chargeWrite(budget, 4);
      return;
    case 'contractCode':
      chargeWrite(budget, 32);
  }
}

function chargeWriteTrustlineAsset(budget: Budget, asset: string): void {
  chargeWrite(budget, 4);
  chargeWrite(budget, asset.indexOf(':') > 4 ? 12 : 4);
  chargeWriteAccountId(budget);
}

function chargeWriteEntry(budget: Budget, entry: LedgerEntry): void {
  chargeWrite(budget, 4, 3);
  switch (entry.type) {
    case 'account':
      chargeWriteAccountId(budget);
      chargeWrite(budget, 8, 2);
      chargeWrite(budget, 4, 3);
      chargeWriteVariable(budget, entry.homeDomain.length);
      chargeWrite(budget, 4, 2);
      for (const _ of entry.signers) {
        chargeWriteAccountId(budget);
        chargeWrite(budget, 4);
      }
      chargeWriteAccountExtensions(budget, entry);
      return;
    case 'trustline':
      chargeWriteAccountId(budget);
      chargeWriteTrustlineAsset(budget, entry.asset);
      chargeWrite(budget, 8, 2);
      chargeWrite(budget, 4, 2);
      if (hasLiabilities(entry)) {
        chargeWrite(budget, 8, 2);
        chargeWrite(budget, 4);
      }
      return;
    case 'data':
      chargeWriteAccountId(budget);
      chargeWriteVariable(budget, entry.name.length / 2);
      chargeWriteVariable(budget, entry.value.length);
      chargeWrite(budget, 4);
      return;
    case 'contractData':
      chargeWrite(budget, 4, 2);
      chargeWriteAddress(budget, entry.contract);
      chargeWriteVal(budget, entry.key, DEPTH.inEntry);
      chargeWriteVal(budget, entry.value, DEPTH.inEntry);
      return;
    case 'contractCode':
      // Its version, and with it the inputs of its costs: ten numbers and two versions.
      chargeWrite(budget, 4, entry.costInputs === undefined ? 1 : 13);
      chargeWrite(budget, 32);
      chargeWriteVariable(budget, entry.wasm.length);
  }
}

/** Liabilities, sponsorships of the account and of each signer, and when the sequence number changed. */
function chargeWriteAccountExtensions(budget: Budget, account: AccountEntry): void {
  chargeWrite(budget, 4);
  if (!isExtended(account)) return;
  chargeWrite(budget, 4, 7 + account.signers.length);
  chargeWrite(budget, 8, 3);
}

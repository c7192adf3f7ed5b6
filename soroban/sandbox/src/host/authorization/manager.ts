import { xdr } from '@stellar/stellar-sdk';
import type { Granted, LedgerInfo, RecordAuth } from '../boundary.ts';
import type { CreateContract } from '../codec/contract-creation.ts';
import { roomAfter } from '../codec/encoded-length.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import { compareVals } from '../objects/compare.ts';
import { chargeSymbol } from '../objects/symbol-costs.ts';
import { unwritable } from '../objects/write-costs.ts';
import type { Journal } from '../storage/journal.ts';
import type { Stored } from '../storage/stored.ts';
import { isAccount, isContract } from '../values/address.ts';
import { HostError, isRecoverable } from '../values/error.ts';
import { type AddressVal, addressVal, type HostVal, type SymbolVal, VOID } from '../values/value.ts';
import { checkAccountSignatures } from './account.ts';
import { chargeContexts } from './context-costs.ts';
import {
  chargeCallFrame,
  chargeCreationFrame,
  chargeSnapshot,
  chargeWanted,
  isTreeWritable,
  TREE_DEPTH,
} from './costs.ts';
import { type Credentials, credentialsFromXdr, credentialsToXdr, signaturePayload } from './credentials.ts';
import type { DelegateTracker } from './delegates.ts';
import { compareWithSigned, readAccountContract, SIGNATURE_TO_COME, signatureOf } from './emulate.ts';
import { Grants } from './grants.ts';
import {
  type AuthorizedFunction,
  type AuthorizedInvocation,
  authContexts,
  invocationFromXdr,
  invocationToXdr,
} from './invocation.ts';
import { invocationFromVal } from './invoker-entry.ts';
import { InvocationTracker } from './match.ts';
import { consumeNonce } from './nonce.ts';

export const CHECK_AUTH = '__check_auth';

/** What deciding about authorizations needs of an invocation. */
export type AuthHost = Stored & {
  readonly ledger: LedgerInfo;
  /** Strkey of the transaction's source account. */
  readonly source: string;
  readonly journal: Journal;
  /** Address of the running contract. */
  readonly contract: string;
  /** Calls an account that is a contract, in a frame of its own. */
  callAccount(
    contract: string,
    functionName: string,
    args: readonly HostVal[],
    reentry: 'self' | 'prohibited',
  ): HostVal;
  /** A nonce for an authorization that is being recorded. */
  recordedNonce(): bigint;
  report(error: HostError): void;
};

/** One authorization entry: whose, of what, and whether its signature was checked. */
type AccountTracker = {
  readonly address: AddressVal;
  readonly credentials: Credentials;
  readonly tree: InvocationTracker;
  verified: boolean;
  /** While its own signature is being checked an entry takes no part: not in matching, not in frames. */
  busy: boolean;
};

/** What a contract authorized as itself, for calls below it. */
type InvokerTracker = { readonly contract: AddressVal; readonly tree: InvocationTracker };

type AuthFrame =
  | { readonly type: 'contract'; readonly contract: AddressVal; readonly symbol: SymbolVal }
  | CreateContract;

/** More than any transaction holds: arguments of exponential size are not even written down. */
const ENTRIES_BYTES = 256 * 1024;

/** Declared size of what a contract authorized as itself, in bytes. */
const INVOKER_BYTES = 264;

type Authentication = {
  readonly payload: Uint8Array;
  readonly contexts: HostVal;
  readonly delegates: DelegateTracker | undefined;
};

/**
 * Decides every `require_auth`: by the direct caller, by what contracts authorized as themselves, by the entries of the
 * transaction — or, when recording, by noting what entries would be needed.
 */
export class AuthManager {
  readonly #host: AuthHost;
  readonly #recording: RecordAuth | undefined;
  readonly grants: Grants;
  #accounts: AccountTracker[] = [];
  readonly #invokers: InvokerTracker[] = [];
  readonly #stack: AuthFrame[] = [];
  readonly #authentications: Authentication[] = [];
  /** Recording: the entry to which the same address object was added before. */
  readonly #byObject = new Map<AddressVal, AccountTracker>();
  /** Recording: what had been asked for when a frame failed, the most of it. */
  #demanded: xdr.SorobanAuthorizationEntry[] = [];

  constructor(
    host: AuthHost,
    entries: readonly xdr.SorobanAuthorizationEntry[] | { readonly record: RecordAuth },
    granted?: Granted,
  ) {
    this.#host = host;
    this.grants = new Grants(granted);
    if ('record' in entries) this.#recording = entries.record;
    else this.#accounts = entries.map((entry) => this.#trackerFromXdr(entry));
  }

  #trackerFromXdr(entry: xdr.SorobanAuthorizationEntry): AccountTracker {
    const tree = new InvocationTracker(invocationFromXdr(entry.rootInvocation));
    const { address, credentials } = credentialsFromXdr(entry.credentials, this.#host.source);
    return { address: { type: 'address', value: address }, credentials, tree, verified: false, busy: false };
  }

  /** The trees that were given, or recorded so far. */
  trees(): { readonly address: string; readonly root: AuthorizedInvocation; readonly credentials: Credentials }[] {
    return this.#accounts.map(({ address, tree, credentials }) => ({
      address: address.value,
      root: tree.root,
      credentials:
        this.#recording === undefined || credentials.type === 'sourceAccount'
          ? credentials
          : { ...credentials, signature: SIGNATURE_TO_COME },
    }));
  }

  /** Charges for remembering the trees at the start of a frame. Recording remembers them for nothing. */
  chargeSnapshot(): void {
    // An entry whose signature is being checked cannot change meanwhile.
    const free = this.#accounts.filter(({ busy }) => !busy).map(({ tree }) => tree.root);
    const entries = this.#recording === undefined ? { count: this.#accounts.length, free } : undefined;
    const invokers = this.#invokers.map(({ tree }) => tree.root);
    chargeSnapshot(this.#host.budget, entries, invokers);
    for (const delegates of this.#rememberedDelegates()) delegates.chargeSnapshot(this.#host.budget);
  }

  /** Charges for putting what was remembered back, when a frame failed. */
  chargeRollback(): void {
    for (const delegates of this.#rememberedDelegates()) delegates.chargeRollback(this.#host.budget);
  }

  /** Delegated signers of the entries whose signature is not being checked; recording remembers nothing. */
  #rememberedDelegates(): DelegateTracker[] {
    if (this.#recording !== undefined) return [];
    return this.#accounts.flatMap(({ busy, credentials }) =>
      busy || credentials.type !== 'address' || credentials.delegates === undefined ? [] : [credentials.delegates],
    );
  }

  pushCall(contract: string, symbol: SymbolVal): void {
    chargeCallFrame(this.#host.budget, this.#trees);
    this.#push({ type: 'contract', contract: addressVal(contract), symbol });
  }

  pushCreation(creation: CreateContract): void {
    chargeCreationFrame(this.#host.budget, creation, this.#trees);
    this.#push(creation);
  }

  /** Trees that follow the stack. */
  get #trees(): number {
    return this.#accounts.filter((tracker) => !tracker.busy).length + this.#invokers.length;
  }

  #push(frame: AuthFrame): void {
    this.#stack.push(frame);
    for (const tracker of this.#accounts) if (!tracker.busy) tracker.tree.pushFrame();
    for (const tracker of this.#invokers) tracker.tree.pushFrame();
  }

  popFrame(): void {
    if (this.#stack.pop() === undefined) return;
    for (const tracker of this.#accounts) if (!tracker.busy) tracker.tree.popFrame();
    for (const tracker of this.#invokers) tracker.tree.popFrame();
    // A contract's own authorizations end with the frame that made them.
    while (this.#invokers[this.#invokers.length - 1]?.tree.isEmpty) this.#invokers.pop();
  }

  requireAuth(address: AddressVal, args: readonly HostVal[]): void {
    const frame = this.#stack[this.#stack.length - 1];
    if (frame === undefined) {
      throw new HostError('Auth', 'InternalError', 'unexpected require_auth outside of valid frame');
    }
    const wanted: AuthorizedFunction =
      frame.type === 'createContract'
        ? frame
        : { type: 'contractCall', contract: frame.contract.value, symbol: frame.symbol, args };
    chargeWanted(this.#host.budget, wanted);
    if (this.#isInvoker(address, wanted)) return;
    if (this.grants.covers(address.value)) {
      this.grants.note(address.value, wanted, this.#host.journal);
      return;
    }
    if (this.#recording === undefined) this.#enforce(address, wanted);
    else this.#record(address, wanted, this.#recording);
  }

  authorizeAsCurrentContract(entries: readonly HostVal[]): void {
    const { budget, contract } = this.#host;
    budget.collect(entries.length, VAL_BYTES);
    budget.collect(entries.length, INVOKER_BYTES);
    for (const entry of entries) {
      budget.copy(CONTRACT_ID_BYTES);
      budget.createObject();
      const tree = new InvocationTracker(invocationFromVal(this.#host, entry, contract));
      const tracker = { contract: addressVal(contract), tree };
      const at = this.#invokers.push(tracker) - 1;
      this.#host.journal.push(() => {
        this.#invokers.length = Math.min(this.#invokers.length, at);
      });
    }
  }

  #same(a: AddressVal, b: AddressVal): boolean {
    return compareVals(a, b, this.#host.budget) === 0;
  }

  /** Whether the address is the contract that made this call, or a contract that authorized it further up. */
  #isInvoker(address: AddressVal, wanted: AuthorizedFunction): boolean {
    const invoker = this.#stack[this.#stack.length - 2];
    if (invoker === undefined) return false;
    if (invoker.type === 'contract' && this.#same(invoker.contract, address)) return true;
    const current = this.#stack[this.#stack.length - 1]!;
    return this.#invokers.some((tracker) => {
      // What the running contract itself authorized is for the calls it makes, not for its own frame.
      if (current.type === 'contract' && this.#same(tracker.contract, current.contract)) return false;
      return this.#same(tracker.contract, address) && tracker.tree.match(wanted, true, this.#host);
    });
  }

  #enforce(address: AddressVal, wanted: AuthorizedFunction): void {
    // An entry in use comes before starting another, so that a second entry for the same address stays whole.
    const hasActive = this.#accounts.some(
      (tracker) =>
        !tracker.busy && this.#same(tracker.address, address) && tracker.tree.isActive && !tracker.tree.isFrameMatched,
    );
    for (const tracker of this.#accounts) {
      if (tracker.busy || !this.#same(tracker.address, address)) continue;
      if (!tracker.tree.match(wanted, !hasActive, this.#host)) continue;
      if (!tracker.verified) this.#verify(tracker);
      return;
    }
    throw new HostError('Auth', 'InvalidAction', 'Unauthorized function call for address', [address]);
  }

  #verify(tracker: AccountTracker): void {
    tracker.busy = true;
    try {
      this.#authenticate(tracker);
    } catch (error) {
      if (!(error instanceof HostError) || !isRecoverable(error)) throw error;
      this.#host.report(error);
      const args = [tracker.address, error.value];
      throw new HostError('Auth', 'InvalidAction', 'failed account authentication with error', args);
    } finally {
      tracker.busy = false;
    }
    this.#useNonce(tracker);
    tracker.verified = true;
    this.#host.journal.push(() => {
      tracker.verified = false;
    });
  }

  #authenticate({ address, credentials, tree }: Pick<AccountTracker, 'address' | 'credentials' | 'tree'>): void {
    if (credentials.type === 'sourceAccount') return;
    const { budget } = this.#host;
    budget.visit();
    budget.copy(ADDRESS_BYTES);
    const payload = signaturePayload(this.#host, address.value, credentials, tree.root);
    budget.collect(payload.length, 1);
    budget.createObject();
    const contexts = authContexts(tree.root);
    chargeContexts(this.#host, contexts);
    this.#authentications.push({ payload, contexts, delegates: credentials.delegates });
    try {
      this.#checkSignature(address.value, payload, credentials.signature, contexts, 'self');
    } finally {
      this.#authentications.pop();
    }
  }

  #checkSignature(
    address: string,
    payload: Uint8Array,
    signature: HostVal,
    contexts: HostVal,
    reentry: 'self' | 'prohibited',
  ): void {
    if (isAccount(address)) {
      checkAccountSignatures(this.#host, address, payload, signature);
    } else if (isContract(address)) {
      const args: HostVal[] = [{ type: 'bytes', value: payload }, signature, contexts];
      chargeSymbol(this.#host.budget, CHECK_AUTH);
      const result = this.#host.callAccount(address, CHECK_AUTH, args, reentry);
      if (result.type !== 'void') throw new HostError('Value', 'UnexpectedType', `${CHECK_AUTH} returned a value`);
    } else {
      throw new HostError('Object', 'InternalError', 'unexpected address type in auth');
    }
  }

  #useNonce({ address, credentials }: AccountTracker): void {
    if (credentials.type === 'sourceAccount') return;
    const { sequence } = this.#host.ledger;
    const { expires, nonce } = credentials;
    const u32 = (value: number): HostVal => ({ type: 'u32', value });
    if (sequence > expires) {
      throw new HostError('Auth', 'InvalidInput', 'signature has expired', [address, u32(sequence), u32(expires)]);
    }
    const latest = this.#host.storage.maxLiveUntil();
    if (expires > latest) {
      const args = [address, u32(latest), u32(expires)];
      throw new HostError('Auth', 'InvalidInput', 'signature expiration is too late', args);
    }
    consumeNonce(this.#host, address, nonce, expires);
  }

  #record(address: AddressVal, wanted: AuthorizedFunction, mode: RecordAuth): void {
    const { journal } = this.#host;
    const known = this.#byObject.get(address);
    if (known?.tree.hasMatches) {
      this.#recordInto(known, wanted);
      return;
    }
    const running = this.#accounts.find(
      (tracker) => this.#same(tracker.address, address) && tracker.tree.hasMatches && !tracker.tree.isFrameMatched,
    );
    if (running !== undefined) {
      this.#recordInto(running, wanted);
      return;
    }
    if (mode.rootOnly === true && this.#stack.length !== 1) this.#refuseNonRoot(address);
    const tracker = this.#recordedTracker(address, wanted, mode);
    const at = this.#accounts.push(tracker) - 1;
    this.#byObject.set(address, tracker);
    journal.push(() => {
      this.#accounts.length = at;
      this.#byObject.delete(address);
      if (known !== undefined) this.#byObject.set(address, known);
    });
  }

  #recordInto({ tree }: AccountTracker, wanted: AuthorizedFunction): void {
    if (tree.isFrameMatched) throw new HostError('Auth', 'ExistingValue', 'frame is already authorized');
    compareWithSigned(this.#host, wanted);
    tree.record(wanted, this.#host.journal);
  }

  #refuseNonRoot(address: AddressVal): never {
    const callers = this.#stack.slice(0, -1);
    const isCaller = callers.some((frame) => frame.type === 'contract' && frame.contract.value === address.value);
    const reason = isCaller
      ? 'encountered unauthorized call for a contract earlier in the call stack, make sure that you have called ' +
        '`authorize_as_current_contract()` with the appropriate arguments for it.'
      : 'encountered authorization not tied to the root contract invocation for an address. Use `require_auth()` in ' +
        'the top invocation or enable non-root authorization.';
    throw new HostError('Auth', 'InvalidAction', `[recording authorization only] ${reason}`, [address]);
  }

  #recordedTracker(address: AddressVal, wanted: AuthorizedFunction, mode: RecordAuth): AccountTracker {
    const root = { function: wanted, subInvocations: [], exhausted: true };
    const tree = new InvocationTracker(root, this.#stack.length);
    const common = { address, tree, verified: true, busy: false };
    // The source account is made an object to be compared with.
    this.#host.budget.copy(CONTRACT_ID_BYTES);
    this.#host.budget.createObject();
    if (this.#same(addressVal(this.#host.source), address))
      return { ...common, credentials: { type: 'sourceAccount' } };
    const nonce = this.#host.recordedNonce();
    consumeNonce(this.#host, address, nonce, this.#host.storage.maxLiveUntil());
    const namesAddress = mode.upgradedCredentials === true;
    const credentials: Credentials = {
      type: 'address',
      nonce,
      expires: 0,
      signature: VOID,
      namesAddress,
      delegates: undefined,
    };
    return { ...common, credentials };
  }

  /** Touches what checking the recorded entries' signatures will touch, so that the footprint has it. */
  emulateAuthentications(): void {
    // What does not fit cannot be signed either; `requireRecordable` refuses it.
    if (this.#recording === undefined || !this.#fitsIntoTransaction()) return;
    const { budget } = this.#host;
    for (const { address, credentials, tree } of this.#accounts) {
      if (credentials.type !== 'address') continue;
      budget.visit();
      budget.copy(ADDRESS_BYTES);
      if (!isAccount(address.value)) {
        readAccountContract(this.#host, address.value);
        continue;
      }
      const signature = signatureOf(this.#host, address.value);
      this.#authenticateInVain({ address, credentials: { ...credentials, namesAddress: true, signature }, tree });
      budget.copy(CONTRACT_ID_BYTES);
    }
  }

  /** The check fails, as it must, and only running out of budget counts. */
  #authenticateInVain(tracker: Pick<AccountTracker, 'address' | 'credentials' | 'tree'>): void {
    try {
      this.#authenticate(tracker);
    } catch (error) {
      if (!(error instanceof HostError) || error.type === 'Budget') throw error;
    }
  }

  /** The entries that were recorded, unsigned. */
  recorded(): xdr.SorobanAuthorizationEntry[] {
    return this.#accounts.map(
      ({ address, credentials, tree }) =>
        new xdr.SorobanAuthorizationEntry({
          credentials: credentialsToXdr(address.value, credentials),
          rootInvocation: invocationToXdr(tree.root),
        }),
    );
  }

  /** Before anything that was recorded is measured or written. */
  requireRecordable(): void {
    if (!this.#fitsIntoTransaction()) {
      throw new HostError('Budget', 'ExceededLimit', `recorded authorizations exceed ${ENTRIES_BYTES} bytes`);
    }
    if (!this.#accounts.every(({ tree }) => isTreeWritable(tree.root, TREE_DEPTH.inEntry))) throw unwritable();
  }

  #fitsIntoTransaction(): boolean {
    return this.#accounts.reduce((room, { tree }) => roomAfterArgs(room, tree.root), ENTRIES_BYTES) >= 0;
  }

  /** For a call that fails: before its frame is rolled back, and what was recorded in it with it. */
  rememberDemanded(): void {
    if (this.#recording === undefined || this.#accounts.length === 0 || !this.#fitsIntoTransaction()) return;
    const recorded = this.recorded();
    if (sizeOf(recorded) > sizeOf(this.#demanded)) this.#demanded = recorded;
  }

  /** The entries, unsigned, without which a call that fails would fail earlier. */
  demanded(): readonly xdr.SorobanAuthorizationEntry[] {
    return this.#demanded;
  }

  /** CAP-71: lets a signer named in the entry vouch for the account that is being authenticated. */
  delegateAccountAuth(address: AddressVal): void {
    const { payload, contexts, delegates } = this.#authentication();
    if (delegates === undefined) {
      const reason = 'no delegated signers were provided, but delegate_account_auth was called for address';
      throw new HostError('Auth', 'InvalidInput', reason, [address]);
    }
    const signature = delegates.push(address, this.#host);
    this.#host.budget.visit();
    this.#host.budget.copy(ADDRESS_BYTES);
    this.#checkSignature(address.value, payload, signature, contexts, 'prohibited');
    delegates.pop();
  }

  delegatedSigners(): string[] {
    return this.#authentication().delegates?.addresses(this.#host.budget) ?? [];
  }

  #authentication(): Authentication {
    const current = this.#authentications[this.#authentications.length - 1];
    if (current === undefined) throw new HostError('Auth', 'InternalError', 'no authentication is going on');
    return current;
  }
}

const roomAfterArgs = (room: number, { function: { args }, subInvocations }: AuthorizedInvocation): number =>
  subInvocations.reduce(roomAfterArgs, roomAfter(room, args));

const sizeOf = (entries: readonly xdr.SorobanAuthorizationEntry[]): number =>
  entries.reduce((size, { rootInvocation }) => size + invocations(rootInvocation), 0);

const invocations = ({ subInvocations }: xdr.SorobanAuthorizedInvocation): number =>
  subInvocations.reduce((size, sub) => size + invocations(sub), 1);

import { type AuthHost, AuthManager } from './authorization/manager.ts';
import type { ContractEvent, InvokeInput, LedgerInfo } from './boundary.ts';
import { callContract } from './calls/call.ts';
import { Events } from './calls/events.ts';
import { ContractFrame, type Frame } from './calls/frame.ts';
import type { LifecycleHost } from './calls/lifecycle.ts';
import { type Prng, prngFromSeed, SEEDING_INSTRUCTIONS } from './calls/prng.ts';
import { Budget, NETWORK_LIMITS } from './costs/budget.ts';
import { COST } from './costs/cost-types.ts';
import { CONTRACT_ID_BYTES } from './costs/sizes.ts';
import { flushInstance } from './storage/instance-storage.ts';
import { Journal } from './storage/journal.ts';
import { Storage } from './storage/storage.ts';
import { addressBytes } from './values/address.ts';
import { HostError } from './values/error.ts';
import { type AddressVal, type HostVal, symbolVal, textVal, VOID, vecVal } from './values/value.ts';

/** Bytes of a generator's seed. */
const SEED_BYTES = 32;

/** Declared sizes of a frame's context and of an event, in bytes. */
const CONTEXT_BYTES = 552;
const EVENT_BYTES = 49;

/** Frames on the stack at most, the host function's included. */
const MAX_DEPTH = 100;

/**
 * Everything one invocation knows and changes. Whoever does a part of it asks for an interface of that part (`AuthHost`,
 * `CallHost`, …), which this fulfils; the parts that contracts reach are in `functions/`.
 */
export class Host implements AuthHost, LifecycleHost {
  readonly ledger: LedgerInfo;
  readonly source: string;
  readonly budget: Budget;
  readonly journal = new Journal();
  readonly events = new Events();
  readonly storage: Storage;
  readonly auth: AuthManager;
  readonly frames: Frame[] = [];
  /** For each frame, the memory that it gives back. */
  readonly #refunds: number[] = [];
  readonly diagnostics: boolean;
  readonly debugBuilds: InvokeInput['debugBuilds'];
  readonly #seed: Uint8Array;
  #generators: { readonly base: Prng; readonly nonces: Prng } | undefined;
  /** The error reported last: one error passes many frames and is reported once. */
  #reported: HostError | undefined;

  constructor(input: InvokeInput) {
    this.ledger = input.ledger;
    this.source = input.source;
    this.diagnostics = input.diagnostics === true;
    this.debugBuilds = input.debugBuilds;
    this.budget = new Budget(input.limits ?? NETWORK_LIMITS);
    this.storage = new Storage(input.reader, input.ledger, this.journal, this.budget, input.footprint);
    this.#seed = input.prngSeed;
    this.auth = new AuthManager(this, input.auth, input.rehearsal?.granted);
  }

  /** The running contract call. */
  get frame(): ContractFrame {
    const frame = this.frames[this.frames.length - 1];
    if (frame instanceof ContractFrame) return frame;
    throw new HostError('Context', 'InternalError', 'no contract running');
  }

  /** Address of the running contract. */
  get contract(): string {
    return this.frame.contract;
  }

  get contractVal(): AddressVal {
    return { type: 'address', value: this.contract };
  }

  /** Made when first wanted: most invocations want none. */
  #prngs(): { readonly base: Prng; readonly nonces: Prng } {
    if (this.#generators === undefined) {
      this.#generators = invocationPrngs(this.#seed);
    }
    return this.#generators;
  }

  callAccount(
    contract: string,
    functionName: string,
    args: readonly HostVal[],
    reentry: 'self' | 'prohibited',
  ): HostVal {
    return callContract(this, contract, symbolVal(functionName), args, { internal: true, reentry });
  }

  recordedNonce(): bigint {
    const { nonces } = this.#prngs();
    let drawn = nonces.u64();
    // `rand`'s single draw from half the range of 64 bits takes the upper bits, and rejects what is odd.
    while (drawn & 1n) drawn = nonces.u64();
    return drawn >> 1n;
  }

  /** The running contract's generator; each frame has its own, which no other can predict. */
  get prng(): Prng {
    const frame = this.frame;
    if (frame.prng === undefined) {
      frame.prng = this.#prngs().base.fork();
      this.budget.spend(COST.ChaCha20DrawBytes, SEED_BYTES);
      this.budget.copy(SEED_BYTES);
    }
    return frame.prng;
  }

  reseed(seed: Uint8Array): void {
    // The frame's generator is made first, though it is thrown away: frames after this one draw other numbers.
    const { frame } = this;
    void this.prng;
    this.budget.charge(SEEDING_INSTRUCTIONS, 0);
    frame.prng = prngFromSeed(seed);
  }

  /**
   * Runs `body` in a frame. A frame that fails leaves nothing behind: storage, events, authorizations and its instance
   * are as they were. An error value that a contract returns is a failure too.
   */
  withFrame(frame: Frame, body: () => HostVal): HostVal {
    if (this.frames.length >= MAX_DEPTH) {
      throw new HostError('Context', 'ExceededLimit', `calls are nested deeper than ${MAX_DEPTH}`);
    }
    if (frame instanceof ContractFrame) {
      this.auth.pushCall(frame.contract, frame.symbol);
    }
    this.auth.chargeSnapshot();
    this.storage.chargeSnapshot();
    this.budget.collect(1, CONTEXT_BYTES);
    const changes = this.journal.length;
    const events = this.events.length;
    this.frames.push(frame);
    this.#refunds.push(0);
    let result: HostVal;
    try {
      result = this.#checkReturn(body());
      if (frame instanceof ContractFrame) flushInstance(this, frame);
    } catch (error) {
      if (error instanceof HostError) this.report(error);
      this.auth.rememberDemanded();
      this.#leaveFrame();
      this.journal.rollBackTo(changes);
      this.events.rollBackTo(events);
      if (frame instanceof ContractFrame) this.auth.popFrame();
      this.budget.refundMemory(this.#refunds.pop()!);
      this.auth.chargeRollback();
      throw error;
    }
    this.#leaveFrame();
    if (frame instanceof ContractFrame) this.auth.popFrame();
    this.budget.refundMemory(this.#refunds.pop()!);
    return result;
  }

  /** Memory of an instance that the running frame made, which is free again when the frame is gone. */
  refundAfterFrame(bytes: number): void {
    this.#refunds[this.#refunds.length - 1]! += bytes;
  }

  /** Authentications are emulated after everything else, whether it succeeded or not. */
  #leaveFrame(): void {
    this.frames.pop();
    if (this.frames.length === 0) this.auth.emulateAuthentications();
  }

  /** Contracts signal their errors by returning them; they may not pose as the host by returning the host's. */
  #checkReturn(result: HostVal): HostVal {
    if (result.type !== 'error') return result;
    if (result.errorType === 0) {
      throw new HostError('Contract', result.code, 'escalating Ok(ScErrorType::Contract) frame-exit to Err');
    }
    const reason = 'frame-exit with Ok(Error) carrying a non-ScErrorType::Contract Error';
    throw new HostError('Context', 'InvalidAction', reason, [result]);
  }

  emit(type: 'contract' | 'system', topics: readonly HostVal[], data: HostVal): void {
    // The event names its contract by an object of its own.
    this.budget.copy(CONTRACT_ID_BYTES);
    this.budget.collect(CONTRACT_ID_BYTES, 1);
    this.budget.createObject();
    this.budget.collect(1, EVENT_BYTES);
    this.events.record({ type, contract: this.contract, topics, data });
  }

  /** Records a diagnostic event: several values of data become a vector. */
  diagnose(topics: readonly HostVal[], values: readonly HostVal[], contract = this.#contractOrNone()): void {
    if (!this.diagnostics) return;
    const data = values.length > 1 ? vecVal(values) : (values[0] ?? VOID);
    const event: ContractEvent = { type: 'diagnostic', contract, topics, data };
    this.events.record(event);
  }

  /** Reports an error once, where it happened. */
  report(error: HostError): void {
    if (this.#reported === error || error.isUntold) return;
    this.#reported = error;
    this.diagnose([symbolVal('error'), error.value], [textVal(error.reason), ...error.args]);
  }

  log(message: string, values: readonly HostVal[]): void {
    this.diagnose([symbolVal('log')], [textVal(message), ...values]);
  }

  reportCall(contract: string, functionName: string, args: readonly HostVal[]): void {
    if (!this.diagnostics) return;
    const called: HostVal = { type: 'bytes', value: addressBytes(contract) };
    this.diagnose([symbolVal('fn_call'), called, symbolVal(functionName)], args);
  }

  reportReturn(contract: string, functionName: string, result: HostVal): void {
    this.diagnose([symbolVal('fn_return'), symbolVal(functionName)], [result], contract);
  }

  #contractOrNone(): string | undefined {
    return this.frames[this.frames.length - 1]?.contract;
  }
}

/** The generator that frames' generators come from, and the one for nonces of recorded authorizations. */
export function invocationPrngs(seed: Uint8Array): { readonly base: Prng; readonly nonces: Prng } {
  const base = prngFromSeed(seed);
  const nonces = base.fork();
  // The network takes one more here, for its own tests; frames would draw other numbers without it.
  base.fork();
  return { base, nonces };
}

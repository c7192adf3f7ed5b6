import type { xdr } from '@stellar/stellar-sdk';
import { addressFromXdr } from '../codec/address.ts';
import { fromScVal } from '../codec/value-from-xdr.ts';
import type { Budget } from '../costs/budget.ts';
import { ADDRESS_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import { compareAddresses, compareVals } from '../objects/compare.ts';
import { chargeFallible, chargeToHost } from '../objects/conversion-costs.ts';
import type { Journal } from '../storage/journal.ts';
import { HostError } from '../values/error.ts';
import { type AddressVal, addressVal, type HostVal } from '../values/value.ts';

/** Declared sizes in bytes. */
const DELEGATE_BYTES = 48;
const DELEGATE_SNAPSHOT_BYTES = 32;
const POSITION_BYTES = 8;

/** A signer to whom an account may delegate its authentication, and the signers that signer may use (CAP-71). */
type Delegate = {
  readonly address: string;
  readonly signature: HostVal;
  readonly delegates: readonly Delegate[];
  used: boolean;
};

/** Follows the delegated signers of one authorization entry while accounts delegate from one to the next. */
export class DelegateTracker {
  /** Bytes of all signers and their signatures as XDR. */
  readonly encodedBytes: number;
  readonly #top: readonly Delegate[];
  readonly #stack: Delegate[] = [];

  constructor(delegates: readonly xdr.SorobanDelegateSignature[]) {
    this.#top = delegatesFromXdr(delegates);
    this.encodedBytes = delegates.reduce((bytes, delegate) => bytes + delegate.toXdr().length, 4);
  }

  /** Charges for making the tree of the credentials' XDR, and refuses one whose signers are not in order, each once. */
  chargeTree(budget: Budget): void {
    chargeDelegates(budget, this.#top);
  }

  /** Charges for remembering who was asked, and where in the tree one is. */
  chargeSnapshot(budget: Budget): void {
    chargeDelegatesSnapshot(budget, this.#top);
    this.#chargeStackCopy(budget);
  }

  /** Charges for what is remembered taking the place of what failed. */
  chargeRollback(budget: Budget): void {
    this.#chargeStackCopy(budget);
  }

  #chargeStackCopy(budget: Budget): void {
    budget.collect(this.#stack.length, POSITION_BYTES);
  }

  addresses(budget: Budget): string[] {
    return this.#current().map((delegate, i) => {
      // Each makes a new vector of all so far.
      budget.collect(i + 1, VAL_BYTES);
      return delegate.address;
    });
  }

  /** Descends to a delegate, which is possible once, and returns its signature. */
  push(address: AddressVal, { journal, budget }: { readonly journal: Journal; readonly budget: Budget }): HostVal {
    const delegate = this.#current().find(
      (candidate) => compareVals(addressVal(candidate.address), address, budget) === 0,
    );
    if (delegate === undefined) {
      throw new HostError('Auth', 'InvalidInput', 'delegated signer has not provided a signature', [address]);
    }
    if (delegate.used) {
      throw new HostError('Auth', 'InvalidInput', 'delegate_account_auth has already been called for address', [
        address,
      ]);
    }
    delegate.used = true;
    const depth = this.#stack.push(delegate) - 1;
    journal.push(() => {
      delegate.used = false;
      this.#stack.length = Math.min(this.#stack.length, depth);
    });
    return delegate.signature;
  }

  pop(): void {
    this.#stack.pop();
  }

  #current(): readonly Delegate[] {
    return this.#stack[this.#stack.length - 1]?.delegates ?? this.#top;
  }
}

const delegatesFromXdr = (delegates: readonly xdr.SorobanDelegateSignature[]): Delegate[] =>
  delegates.map((delegate) => ({
    address: addressFromXdr(delegate.address),
    signature: fromScVal(delegate.signature),
    delegates: delegatesFromXdr(delegate.nestedDelegates),
    used: false,
  }));

/** A list of signers, and whose it is if it is one of theirs. */
function chargeDelegates(budget: Budget, delegates: readonly Delegate[], owner?: Delegate): void {
  for (let i = 1; i < delegates.length; i++) {
    budget.compare(ADDRESS_BYTES);
    const order = compareAddresses(delegates[i - 1]!.address, delegates[i]!.address);
    if (order === 0) throw new HostError('Auth', 'InvalidInput', 'delegated signers contain duplicate address');
    if (order > 0) throw new HostError('Auth', 'InvalidInput', 'delegated signer addresses are not in sorted order');
  }
  if (owner !== undefined) {
    budget.createObject();
    chargeToHost(budget, owner.signature);
  }
  chargeFallible(budget, delegates.length, DELEGATE_BYTES);
  for (const delegate of delegates) chargeDelegates(budget, delegate.delegates, delegate);
}

function chargeDelegatesSnapshot(budget: Budget, delegates: readonly Delegate[]): void {
  chargeFallible(budget, delegates.length, DELEGATE_SNAPSHOT_BYTES);
  for (const delegate of delegates) chargeDelegatesSnapshot(budget, delegate.delegates);
}

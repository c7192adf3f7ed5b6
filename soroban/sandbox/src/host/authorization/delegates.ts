import type { xdr } from '@stellar/stellar-sdk';
import { addressFromXdr } from '../codec/address.ts';
import { fromScVal } from '../codec/value-from-xdr.ts';
import { compareAddresses } from '../objects/compare.ts';
import type { Journal } from '../storage/journal.ts';
import { HostError } from '../values/error.ts';
import type { HostVal } from '../values/value.ts';

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

  addresses(): string[] {
    return this.#current().map((delegate) => delegate.address);
  }

  /** Descends to a delegate, which is possible once, and returns its signature. */
  push(address: string, journal: Journal): HostVal {
    const delegate = this.#current().find((candidate) => candidate.address === address);
    if (delegate === undefined) {
      throw new HostError('Auth', 'InvalidInput', 'delegated signer has not provided a signature', [
        { type: 'address', value: address },
      ]);
    }
    if (delegate.used) {
      throw new HostError('Auth', 'InvalidInput', 'delegate_account_auth has already been called for address', [
        { type: 'address', value: address },
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

function delegatesFromXdr(delegates: readonly xdr.SorobanDelegateSignature[]): Delegate[] {
  const read = delegates.map((delegate) => ({
    address: addressFromXdr(delegate.address),
    signature: fromScVal(delegate.signature),
    delegates: delegatesFromXdr(delegate.nestedDelegates),
    used: false,
  }));
  for (let i = 1; i < read.length; i++) {
    const order = compareAddresses(read[i - 1]!.address, read[i]!.address);
    if (order === 0) throw new HostError('Auth', 'InvalidInput', 'delegated signers contain duplicate address');
    if (order > 0) throw new HostError('Auth', 'InvalidInput', 'delegated signer addresses are not in sorted order');
  }
  return read;
}

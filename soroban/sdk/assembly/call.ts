import type { Address } from './address';
import { Args } from './args';
import * as env from './env';
import { mapFromMemory } from './memory';
import { Sym } from './text';
import { fromHandle, fromVal, handleOf, Tag, tagOf } from './val';
import type { Vec } from './vec';

/** Calls another contract. A failure there fails this call too. */
export function call<R>(contract: Address, fn: Sym, args: Args): R {
  const result = env.call(contract.__toVal(), fn.raw, args.__toVal());
  if (!isVoid<R>()) return fromVal<R>(result);
}

/** Calls another contract and survives its failure: what it did is undone, and the error can be read. */
export function tryCall<R>(contract: Address, fn: Sym, args: Args): TryResult<R> {
  return new TryResult<R>(env.try_call(contract.__toVal(), fn.raw, args.__toVal()));
}

@unmanaged
@final
export class TryResult<R> {
  constructor(readonly raw: u64) {}

  get isErr(): bool {
    return tagOf(this.raw) === Tag.Error;
  }

  get isOk(): bool {
    return !this.isErr;
  }

  /** Whether the callee failed with one of its own numbered errors; `code` says which. */
  get isContractError(): bool {
    return <u32>this.raw === <u32>Tag.Error;
  }

  get code(): u32 {
    return <u32>(this.raw >> 32);
  }

  /** The value; traps after a failure. */
  unwrap(): R {
    if (this.isErr) unreachable();
    if (!isVoid<R>()) return fromVal<R>(this.raw);
  }
}

/**
 * A call further down that this contract authorizes as itself: needed when the contract it calls makes that call for it.
 * Encoded as InvokerContractAuthEntry (CAP-46-11).
 */
@unmanaged
@final
export class ContractAuth {
  __toVal(): u64 {
    return handleOf(changetype<usize>(this), Tag.Vec);
  }

  __fromVal(val: u64): ContractAuth {
    return fromHandle<ContractAuth>(val);
  }

  static invoke(contract: Address, fn: Sym, args: Args, below: Vec<ContractAuth>): ContractAuth {
    const context = heap.alloc(24);
    store<u64>(context, args.__toVal());
    store<u64>(context, contract.__toVal(), 8);
    store<u64>(context, fn.raw, 16);
    const invocation = heap.alloc(16);
    store<u64>(invocation, mapFromMemory(contextKeys(), context, 3));
    store<u64>(invocation, below.__toVal(), 8);
    const entry = Args.of()
      .add<Sym>(contractSymbol())
      .add<RawVal>(new RawVal(mapFromMemory(invocationKeys(), invocation, 2)));
    return fromHandle<ContractAuth>(entry.__toVal());
  }
}

@unmanaged
@final
class RawVal {
  constructor(readonly raw: u64) {}

  __toVal(): u64 {
    return this.raw;
  }
}

// "Contract" as a small symbol: six bits a character, 1 = '_', then digits, upper case, lower case.
function contractSymbol(): Sym {
  const text = memory.data<u8>([67, 111, 110, 116, 114, 97, 99, 116]);
  let body: u64 = 0;
  for (let i = 0; i < 8; i++) {
    const c = <u64>load<u8>(text + i);
    body = (body << 6) | (c >= 97 ? c - 59 : c - 53);
  }
  return new Sym((body << 8) | Tag.SymbolSmall);
}

function slice(keys: usize, index: i32, pointer: usize, length: u32): void {
  store<u64>(keys + (index << 3), <u64>pointer | ((<u64>length) << 32));
}

function contextKeys(): usize {
  // args contract fn_name
  const text = memory.data<u8>([
    97, 114, 103, 115, 99, 111, 110, 116, 114, 97, 99, 116, 102, 110, 95, 110, 97, 109, 101,
  ]);
  const keys = memory.data(24, 8);
  slice(keys, 0, text, 4);
  slice(keys, 1, text + 4, 8);
  slice(keys, 2, text + 12, 7);
  return keys;
}

function invocationKeys(): usize {
  // context sub_invocations
  const text = memory.data<u8>([
    99, 111, 110, 116, 101, 120, 116, 115, 117, 98, 95, 105, 110, 118, 111, 99, 97, 116, 105, 111, 110, 115,
  ]);
  const keys = memory.data(16, 8);
  slice(keys, 0, text, 7);
  slice(keys, 1, text + 7, 15);
  return keys;
}

/** Authorizes, as this contract, calls that happen below the next call it makes. */
export function authorizeAsCurrentContract(entries: Vec<ContractAuth>): void {
  env.authorize_as_curr_contract(entries.__toVal());
}

/**
 * A Soroban value, decoded. Immutable and free of any host, so that ledgers, frames and invocations share it.
 *
 * Whether a number travels as a small value or as an object handle is decided at the Wasm boundary and nowhere else:
 * equal values are equal here whatever their encoding was.
 */
export type HostVal =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'void' }
  | ErrorVal
  | { readonly type: 'u32' | 'i32'; readonly value: number }
  | BigNumberVal
  /** `string` holds bytes: Soroban strings need not be UTF-8. */
  | { readonly type: 'bytes' | 'string'; readonly value: Uint8Array }
  | SymbolVal
  | VecVal
  | MapVal
  /** Strkey: `G…` account, `C…` contract, `B…` claimable balance, `L…` liquidity pool. */
  | AddressVal
  /** Strkey `M…`. */
  | { readonly type: 'muxedAddress'; readonly value: string }
  | { readonly type: 'executableTag'; readonly value: Uint8Array }
  | LedgerOnlyVal;

export type ErrorVal = { readonly type: 'error'; readonly errorType: number; readonly code: number };
export type BigNumberType = 'u64' | 'i64' | 'timepoint' | 'duration' | 'u128' | 'i128' | 'u256' | 'i256';
export type BigNumberVal = { readonly type: BigNumberType; readonly value: bigint };
export type VecVal = { readonly type: 'vec'; readonly value: readonly HostVal[] };
/** Entries sorted by key in host order, keys distinct. */
export type MapVal = { readonly type: 'map'; readonly value: readonly MapEntry[] };
export type MapEntry = readonly [key: HostVal, value: HostVal];
export type SymbolVal = { readonly type: 'symbol'; readonly value: string };
export type AddressVal = { readonly type: 'address'; readonly value: string };

/** Values that exist in ledger entries only; a contract never holds one. */
export type LedgerOnlyVal =
  | { readonly type: 'ledgerKeyContractInstance' }
  | { readonly type: 'ledgerKeyNonce'; readonly nonce: bigint }
  | ContractInstanceVal;

export type ContractInstanceVal = {
  readonly type: 'contractInstance';
  readonly executable: ContractExecutable;
  readonly storage: readonly MapEntry[] | undefined;
};

export type ContractExecutable =
  | { readonly type: 'wasm' /** sha256, hex */; readonly hash: string }
  | { readonly type: 'stellarAsset' }
  | { readonly type: 'externalRef'; readonly owner: string; readonly tag: Uint8Array };

/** An equal value of other objects: what is decoded anew is never the same object as before. */
export function renewed(value: HostVal): HostVal {
  switch (value.type) {
    case 'vec':
      return { type: 'vec', value: value.value.map(renewed) };
    case 'map':
      return { type: 'map', value: renewedEntries(value.value) };
    case 'address':
    case 'muxedAddress':
    case 'symbol':
      return { type: value.type, value: value.value };
    case 'i128':
    case 'u128':
    case 'u64':
    case 'i64':
      return { type: value.type, value: value.value };
    case 'u32':
    case 'i32':
      return { type: value.type, value: value.value };
    case 'bytes':
    case 'string':
      return { type: value.type, value: value.value };
    default:
      return { ...value };
  }
}

export const renewedEntries = (entries: readonly MapEntry[]): MapEntry[] =>
  entries.map(([key, value]) => [renewed(key), renewed(value)] as const);

export const VOID: HostVal = { type: 'void' };
export const TRUE: HostVal = { type: 'bool', value: true };
export const FALSE: HostVal = { type: 'bool', value: false };
export const INSTANCE_KEY: HostVal = { type: 'ledgerKeyContractInstance' };

export const boolVal = (value: boolean): HostVal => (value ? TRUE : FALSE);
export const u32Val = (value: number): HostVal => ({ type: 'u32', value });
export const symbolVal = (value: string): SymbolVal => ({ type: 'symbol', value });
export const bytesVal = (value: Uint8Array): HostVal => ({ type: 'bytes', value });
export const vecVal = (value: readonly HostVal[]): VecVal => ({ type: 'vec', value });
export const addressVal = (value: string): AddressVal => ({ type: 'address', value });

export const textVal = (text: string): HostVal => ({ type: 'string', value: Buffer.from(text, 'utf8') });

import type { AddressVal, ErrorVal, HostVal, MapEntry, SymbolVal } from '../values/value.ts';

/** Linear memory and its kin: which storage a data function means. */
export type StorageType = 'temporary' | 'persistent' | 'instance';
/** What `extend_contract_instance_and_code_ttl_v2` extends. */
export type TtlScope = 'instanceAndCode' | 'instance' | 'code';

/** What an implementation receives for each argument type of the table, and returns for each return type. */
export type Wire = {
  Val: HostVal;
  U32Val: number;
  u64: bigint;
  i64: bigint;
  Void: undefined;
  Bool: boolean;
  Error: ErrorVal;
  Symbol: SymbolVal;
  U64Val: bigint;
  U256Val: bigint;
  I256Val: bigint;
  U64Object: bigint;
  I64Object: bigint;
  TimepointObject: bigint;
  DurationObject: bigint;
  U128Object: bigint;
  I128Object: bigint;
  U256Object: bigint;
  I256Object: bigint;
  BytesObject: Uint8Array;
  StringObject: Uint8Array;
  SymbolObject: string;
  VecObject: readonly HostVal[];
  MapObject: readonly MapEntry[];
  AddressObject: AddressVal;
  MuxedAddressObject: string;
  ExecutableTagObject: Uint8Array;
  StorageType: StorageType;
  ContractTtlExtension: TtlScope;
};
export type WireType = keyof Wire;

export type EnvFunction = {
  /** Name under which contracts import it. */
  readonly export: string;
  readonly args: readonly WireType[];
  readonly returns: WireType;
  readonly since?: number;
  readonly until?: number;
};

import type { ContractEvent, LedgerInfo } from '../boundary.ts';
import type { DataHost } from '../storage/contract-data.ts';
import type { Stored } from '../storage/stored.ts';
import type { AddressVal, HostVal } from '../values/value.ts';

/** What the asset contract asks of the host that runs it: what any contract could ask for. */
export type AssetHost = DataHost & {
  readonly ledger: LedgerInfo;
  readonly frame: { readonly functionName: string; readonly args: readonly HostVal[] };
  readonly auth: { requireAuth(address: AddressVal, args: readonly HostVal[]): void };
  emit(type: Exclude<ContractEvent['type'], 'diagnostic'>, topics: readonly HostVal[], data: HostVal): void;
};

/** Entries of accounts and trustlines, which only the asset contract writes. */
export type ClassicHost = Stored & { readonly ledger: Pick<LedgerInfo, 'sequence' | 'baseReserve'> };

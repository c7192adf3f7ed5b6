import type { Host } from '../host.ts';
import { type AddressVal, boolVal, type HostVal, symbolVal, u32Val, vecVal } from '../value.ts';
import { isIssuer, readName } from './asset.ts';
import { struct } from './storage.ts';

/** Events of SEP-41 and CAP-67: name, addresses, and the asset's SEP-11 name as the last topic. */
function emit(host: Host, name: string, addresses: readonly AddressVal[], data: HostVal): void {
  host.emit('contract', [symbolVal(name), ...addresses, readName(host)], data);
}

const amountVal = (amount: bigint): HostVal => ({ type: 'i128', value: amount });

/** CAP-67: the id that was multiplexed on the receiver goes with the amount. */
function amountTo(amount: bigint, id: bigint | undefined): HostVal {
  if (id === undefined) return amountVal(amount);
  return struct({ amount: amountVal(amount), to_muxed_id: { type: 'u64', value: id } });
}

/** What an issuer sends is minted and what it receives burned: it has no balance. */
export function transferred(host: Host, from: AddressVal, to: AddressVal, amount: bigint, toId?: bigint): void {
  const self = from.value === to.value;
  if (!self && isIssuer(host, from.value)) minted(host, to, amount, toId);
  else if (!self && isIssuer(host, to.value)) burned(host, from, amount);
  else emit(host, 'transfer', [from, to], amountTo(amount, toId));
}

export function minted(host: Host, to: AddressVal, amount: bigint, toId?: bigint): void {
  emit(host, 'mint', [to], amountTo(amount, toId));
}

export const burned = (host: Host, from: AddressVal, amount: bigint): void =>
  emit(host, 'burn', [from], amountVal(amount));

export const clawedBack = (host: Host, from: AddressVal, amount: bigint): void =>
  emit(host, 'clawback', [from], amountVal(amount));

export const approved = (host: Host, from: AddressVal, spender: AddressVal, amount: bigint, liveUntil: number): void =>
  emit(host, 'approve', [from, spender], vecVal([amountVal(amount), u32Val(liveUntil)]));

export const authorizationSet = (host: Host, address: AddressVal, authorized: boolean): void =>
  emit(host, 'set_authorized', [address], boolVal(authorized));

export const administratorSet = (host: Host, admin: AddressVal, next: AddressVal): void =>
  emit(host, 'set_admin', [admin], next);

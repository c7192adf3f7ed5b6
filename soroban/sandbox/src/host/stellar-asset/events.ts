import { compareVals, withEntry } from '../objects/compare.ts';
import { newSymbol, newVec } from '../objects/slices.ts';
import { isObject } from '../values/small.ts';
import { type AddressVal, boolVal, type HostVal, type MapEntry, symbolVal, u32Val, vecVal } from '../values/value.ts';
import { isIssuer, readName } from './asset.ts';
import type { AssetHost } from './asset-host.ts';
import { amountVal } from './storage.ts';

/** Events of SEP-41 and CAP-67: name, addresses, and the asset's SEP-11 name as the last topic. */
function emit(host: AssetHost, name: string, addresses: readonly AddressVal[], data: HostVal): void {
  newSymbol(host, name);
  const topics = [symbolVal(name), ...addresses, readName(host)];
  newVec(host, topics);
  host.budget.visit(1 + Number(isObject(data)));
  host.emit('contract', topics, data);
}

/** CAP-67: the id that was multiplexed on the receiver goes with the amount. */
function amountTo(host: AssetHost, amount: bigint, id: bigint | undefined): HostVal {
  if (id === undefined) return amountVal(host, amount);
  const fields: MapEntry[] = [];
  host.budget.createObject();
  host.budget.visit();
  putField(host, fields, 'amount', amountVal(host, amount));
  newSymbol(host, 'to_muxed_id');
  const idVal: HostVal = { type: 'u64', value: id };
  if (isObject(idVal)) {
    host.budget.createObject();
    host.budget.visit();
  }
  putField(host, fields, 'to_muxed_id', idVal);
  return { type: 'map', value: fields };
}

/** Puts a field into a map as a contract would. */
function putField(host: AssetHost, fields: MapEntry[], name: string, value: HostVal): void {
  const key = symbolVal(name);
  host.budget.visit(2 + Number(isObject(key)) + Number(isObject(value)));
  fields.splice(0, fields.length, ...withEntry(fields, key, value, host.budget));
  host.budget.createObject();
  host.budget.visit();
}

/** What an issuer sends is minted and what it receives burned: it has no balance. */
export function transferred(host: AssetHost, from: AddressVal, to: AddressVal, amount: bigint, toId?: bigint): void {
  const self = compareVals(from, to, host.budget) === 0;
  if (!self && isIssuer(host, from)) minted(host, to, amount, toId);
  else if (!self && isIssuer(host, to)) burned(host, from, amount);
  else emit(host, 'transfer', [from, to], amountTo(host, amount, toId));
}

export function minted(host: AssetHost, to: AddressVal, amount: bigint, toId?: bigint): void {
  emit(host, 'mint', [to], amountTo(host, amount, toId));
}

export const burned = (host: AssetHost, from: AddressVal, amount: bigint): void =>
  emit(host, 'burn', [from], amountVal(host, amount));

export const clawedBack = (host: AssetHost, from: AddressVal, amount: bigint): void =>
  emit(host, 'clawback', [from], amountVal(host, amount));

export function approved(
  host: AssetHost,
  from: AddressVal,
  spender: AddressVal,
  amount: bigint,
  liveUntil: number,
): void {
  const data = [amountVal(host, amount), u32Val(liveUntil)];
  newVec(host, data);
  emit(host, 'approve', [from, spender], vecVal(data));
}

export const authorizationSet = (host: AssetHost, address: AddressVal, authorized: boolean): void =>
  emit(host, 'set_authorized', [address], boolVal(authorized));

export const administratorSet = (host: AssetHost, admin: AddressVal, next: AddressVal): void =>
  emit(host, 'set_admin', [admin], next);

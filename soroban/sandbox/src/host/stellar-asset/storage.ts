import { ADDRESS_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import { newMap, newSymbol, newVec, symbolIndex, unpackMap } from '../objects/slices.ts';
import {
  type Durable,
  extendCurrentInstanceAndCode,
  extendData,
  getData,
  hasData,
  putData,
} from '../storage/contract-data.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { type AddressVal, type HostVal, type MapVal, symbolVal, vecVal } from '../values/value.ts';
import type { AssetHost } from './asset-host.ts';

const DAY_LEDGERS = 17_280;
const INSTANCE_EXTEND_LEDGERS = 7 * DAY_LEDGERS;
const BALANCE_EXTEND_LEDGERS = 30 * DAY_LEDGERS;

/** A union value without payload, or with one: how the contract's keys and asset information are stored. */
export const variant = (name: string, ...payload: HostVal[]): HostVal => vecVal([symbolVal(name), ...payload]);

/** A struct value. Field names must be given in order, as maps are sorted. */
export const struct = (fields: Readonly<Record<string, HostVal>>): MapVal => ({
  type: 'map',
  value: Object.entries(fields).map(([name, value]) => [symbolVal(name), value] as const),
});

/** A field of a struct value that this contract wrote. */
export function field<T extends HostVal['type']>(value: HostVal, name: string, type: T): HostVal & { type: T } {
  const entries = value.type === 'map' ? value.value : [];
  const found = entries.find(([key]) => key.type === 'symbol' && key.value === name)?.[1];
  if (found?.type === type) return found as HostVal & { type: T };
  throw new HostError('Value', 'UnexpectedType', `${name} of a stored value is not of type ${type}`);
}

/** Declared size of an address as built-in contracts hold it: a reference that is copied to be passed on. */
const ADDRESS_REFERENCE_BYTES = 16;

export function copyAddress(host: AssetHost): void {
  host.budget.copy(ADDRESS_REFERENCE_BYTES);
}

/** Taking an address out of its object. */
export function chargeAddress(host: AssetHost): void {
  host.budget.visit();
  host.budget.copy(ADDRESS_BYTES);
}

/** An amount made a value; one that does not fit is an object. */
export function amountVal(host: AssetHost, value: bigint): HostVal {
  const amount: HostVal = { type: 'i128', value };
  if (isObject(amount)) {
    host.budget.createObject();
    host.budget.visit();
  }
  return amount;
}

/** Reading an amount out of a value: an object is asked for its two words. */
export function chargeAmount(host: AssetHost, value: bigint): void {
  if (isObject({ type: 'i128', value })) host.budget.visit(4);
}

/** A struct that is made a value, field names in order. */
export function newStruct(host: AssetHost, fields: Readonly<Record<string, HostVal>>): MapVal {
  newMap(host, Object.keys(fields), Object.values(fields));
  return struct(fields);
}

/** A union that is made a value. */
export function newVariant(host: AssetHost, name: string, ...payload: HostVal[]): HostVal {
  const value = variant(name, ...payload);
  newSymbol(host, name);
  if (value.type === 'vec') newVec(host, value.value);
  return value;
}

/** The payload of a union that was read: its name is looked for among the names there are. */
export function chargeVariant(host: AssetHost, value: HostVal, names: readonly string[]): void {
  const items = value.type === 'vec' ? value.value : [];
  const [name, payload] = items;
  if (name?.type !== 'symbol') return;
  chargeItem(host, name);
  symbolIndex(host, name.value, names);
  if (payload !== undefined) chargeItem(host, payload);
}

function chargeItem(host: AssetHost, item: HostVal): void {
  host.budget.visit(2 + Number(isObject(item)));
  host.budget.copy(VAL_BYTES);
}

/** Charges for reading the fields of a struct, names in order. */
export function chargeFields(host: AssetHost, value: HostVal, names: readonly string[]): void {
  if (value.type === 'map') unpackMap(host, value.value, names);
}

/** Objects that are passed to a host function or come from one are looked up. */
function chargePassed(host: AssetHost, ...values: readonly HostVal[]): void {
  host.budget.visit(values.filter(isObject).length);
}

/** A value of the instance's storage. The key is made anew for each access. */
export function readInstanceValue(host: AssetHost, key: HostVal): HostVal {
  chargePassed(host, key);
  const value = getData(host, key, 'instance');
  chargePassed(host, value);
  return value;
}

export function hasInstanceValue(host: AssetHost, key: HostVal): boolean {
  chargePassed(host, key);
  return hasData(host, key, 'instance');
}

export function writeInstanceValue(host: AssetHost, key: HostVal, value: HostVal): void {
  chargePassed(host, key, value);
  putData(host, key, value, 'instance');
}

export function readData(host: AssetHost, durability: Durable, key: HostVal): HostVal | undefined {
  chargePassed(host, key);
  return hasData(host, key, durability) ? requireData(host, durability, key) : undefined;
}

/** What must be there. */
export function requireData(host: AssetHost, durability: Durable, key: HostVal): HostVal {
  chargePassed(host, key);
  const value = getData(host, key, durability);
  chargePassed(host, value);
  return value;
}

export function writeData(host: AssetHost, durability: Durable, key: HostVal, value: HostVal): void {
  chargePassed(host, key, value);
  putData(host, key, value, durability);
}

/** Lets a balance live another thirty days, at most once a day. */
export function extendBalance(host: AssetHost, key: HostVal): void {
  chargePassed(host, key);
  extendData(host, key, 'persistent', BALANCE_EXTEND_LEDGERS - DAY_LEDGERS, BALANCE_EXTEND_LEDGERS);
}

/** Lets an allowance live as long as it is good. */
export function extendAllowance(host: AssetHost, key: HostVal, ledgers: number): void {
  chargePassed(host, key);
  extendData(host, key, 'temporary', ledgers, ledgers);
}

/** Lets the instance live another seven days, at most once a day. */
export function extendInstance(host: AssetHost): void {
  extendCurrentInstanceAndCode(host, INSTANCE_EXTEND_LEDGERS - DAY_LEDGERS, INSTANCE_EXTEND_LEDGERS);
}

/** Requires an authorization of the running call. */
export function requireAuth(host: AssetHost, address: AddressVal): void {
  host.budget.visit();
  host.auth.requireAuth(address, host.frame.args);
}

import type { Durability, LedgerKey } from '../boundary.ts';
import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import { instanceKey } from '../instance.ts';
import { chargeAssetExtension, chargeSearch } from '../metering.ts';
import { type HostVal, type MapVal, symbolVal, vecVal } from '../value.ts';

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

type DataKey = Extract<LedgerKey, { type: 'contractData' }>;

const dataKey = (host: Host, durability: Durability, key: HostVal): DataKey => ({
  type: 'contractData',
  contract: host.contract,
  durability,
  key,
});

export function readData(host: Host, durability: Durability, key: HostVal): HostVal | undefined {
  const entry = host.storage.get(dataKey(host, durability, key), key)?.entry;
  if (entry?.type !== 'contractData') return undefined;
  if (entry.value.type === 'map') chargeSearch(host.budget, entry.value.value.length);
  return entry.value;
}

export function writeData(host: Host, durability: Durability, key: HostVal, value: HostVal): void {
  const data = dataKey(host, durability, key);
  const liveUntil = host.storage.get(data, key)?.liveUntil ?? host.storage.minLiveUntil(durability);
  host.storage.put(data, { ...data, value }, liveUntil, key);
}

/** Lets a balance live another thirty days, at most once a day. */
export function extendBalance(host: Host, key: HostVal): void {
  const threshold = BALANCE_EXTEND_LEDGERS - DAY_LEDGERS;
  host.storage.extendTtl(dataKey(host, 'persistent', key), threshold, BALANCE_EXTEND_LEDGERS, key);
}

/** Lets an allowance live as long as it is good. */
export function extendAllowance(host: Host, key: HostVal, ledgers: number): void {
  host.storage.extendTtl(dataKey(host, 'temporary', key), ledgers, ledgers, key);
}

/** Lets the instance live another seven days, at most once a day. */
export function extendInstance(host: Host): void {
  chargeAssetExtension(host.budget);
  const threshold = INSTANCE_EXTEND_LEDGERS - DAY_LEDGERS;
  host.storage.extendTtl(instanceKey(host.contract), threshold, INSTANCE_EXTEND_LEDGERS);
}

import { type AddressVal, type HostVal, u32Val } from '../values/value.ts';
import type { AssetHost } from './asset-host.ts';
import { assetError } from './errors.ts';
import {
  amountVal,
  chargeAmount,
  chargeFields,
  copyAddress,
  extendAllowance,
  field,
  newStruct,
  newVariant,
  readData,
  requireData,
  writeData,
} from './storage.ts';

type Allowance = { readonly amount: bigint /** Last ledger in which it is good. */; readonly liveUntil: number };

const allowanceKey = (host: AssetHost, from: AddressVal, spender: AddressVal): HostVal =>
  newVariant(host, 'Allowance', newStruct(host, { from, spender }));

function allowanceFromVal(host: AssetHost, value: HostVal): Allowance {
  chargeFields(host, value, ['amount', 'live_until_ledger']);
  chargeAmount(host, field(value, 'amount', 'i128').value);
  return { amount: field(value, 'amount', 'i128').value, liveUntil: field(value, 'live_until_ledger', 'u32').value };
}

export function readAllowance(host: AssetHost, from: AddressVal, spender: AddressVal): bigint {
  const value = readData(host, 'temporary', allowanceKey(host, from, spender));
  if (value === undefined) return 0n;
  const allowance = allowanceFromVal(host, value);
  return allowance.liveUntil < host.ledger.sequence ? 0n : allowance.amount;
}

/** Sets an allowance. One that is zero may end in the past, which is how it is cleared. */
export function writeAllowance(
  host: AssetHost,
  from: AddressVal,
  spender: AddressVal,
  amount: bigint,
  liveUntil: number,
): void {
  const { sequence } = host.ledger;
  const latest = host.storage.maxLiveUntil();
  if (liveUntil > latest) {
    const reason = 'live_until is greater than max_live_until_ledger';
    throw assetError('Allowance', reason, u32Val(liveUntil), u32Val(latest));
  }
  if (amount > 0n && liveUntil < sequence) {
    const reason = 'live_until must be >= ledger sequence';
    throw assetError('Allowance', reason, u32Val(liveUntil), u32Val(sequence));
  }
  const stored = readData(host, 'temporary', allowanceKey(host, from, spender));
  const old = stored === undefined ? undefined : allowanceFromVal(host, stored);
  if (old === undefined && amount === 0n) return;
  const key = allowanceKey(host, from, spender);
  const value = newStruct(host, { amount: amountVal(host, amount), live_until_ledger: u32Val(liveUntil) });
  writeData(host, 'temporary', key, value);
  if (amount === 0n || (old?.liveUntil ?? 0) >= liveUntil) return;
  extendAllowance(host, allowanceKey(host, from, spender), Math.max(liveUntil - sequence, 0));
}

export function spendAllowance(host: AssetHost, from: AddressVal, spender: AddressVal, amount: bigint): void {
  copyAddress(host);
  copyAddress(host);
  const allowance = readAllowance(host, from, spender);
  if (allowance < amount) throw assetError('Allowance', 'not enough allowance to spend');
  if (amount === 0n) return;
  copyAddress(host);
  copyAddress(host);
  const { liveUntil } = allowanceFromVal(host, requireData(host, 'temporary', allowanceKey(host, from, spender)));
  writeAllowance(host, from, spender, allowance - amount, liveUntil);
}

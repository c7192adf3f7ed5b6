import type { Host } from '../host.ts';
import { type AddressVal, type HostVal, u32Val } from '../value.ts';
import { assetError } from './errors.ts';
import { extendAllowance, field, readData, struct, variant, writeData } from './storage.ts';

type Allowance = { readonly amount: bigint /** Last ledger in which it is good. */; readonly liveUntil: number };

const allowanceKey = (from: AddressVal, spender: AddressVal): HostVal =>
  variant('Allowance', struct({ from, spender }));

function read(host: Host, key: HostVal): Allowance | undefined {
  const value = readData(host, 'temporary', key);
  if (value === undefined) return undefined;
  return { amount: field(value, 'amount', 'i128').value, liveUntil: field(value, 'live_until_ledger', 'u32').value };
}

export function readAllowance(host: Host, from: AddressVal, spender: AddressVal): bigint {
  const allowance = read(host, allowanceKey(from, spender));
  return allowance === undefined || allowance.liveUntil < host.ledger.sequence ? 0n : allowance.amount;
}

/** Sets an allowance. One that is zero may end in the past, which is how it is cleared. */
export function writeAllowance(
  host: Host,
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
  const key = allowanceKey(from, spender);
  const old = read(host, key);
  if (old === undefined && amount === 0n) return;
  const value = struct({ amount: { type: 'i128', value: amount }, live_until_ledger: u32Val(liveUntil) });
  writeData(host, 'temporary', key, value);
  if (amount > 0n && (old?.liveUntil ?? 0) < liveUntil) extendAllowance(host, key, Math.max(liveUntil - sequence, 0));
}

export function spendAllowance(host: Host, from: AddressVal, spender: AddressVal, amount: bigint): void {
  const allowance = readAllowance(host, from, spender);
  if (allowance < amount) throw assetError('Allowance', 'not enough allowance to spend');
  if (amount === 0n) return;
  const { liveUntil } = read(host, allowanceKey(from, spender))!;
  writeAllowance(host, from, spender, allowance - amount, liveUntil);
}

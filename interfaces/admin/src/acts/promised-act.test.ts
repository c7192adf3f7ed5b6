import { differenceFrom } from '@istsi/client/signing';
import { Mode, OperationType, Resolution, Role } from '@istsi/contracts/clients/integration-router';
import {
  Account,
  Address,
  Networks,
  nativeToScVal,
  Operation,
  StrKey,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import type { ActRequest } from './act-dialog.tsx';
import { callOfAct, enumCases, isSameDecision } from './promised-act.ts';

const filled = (byte: number) => new Uint8Array(32).fill(byte);
const admin = StrKey.encodeEd25519PublicKey(filled(1));
const mallory = StrKey.encodeEd25519PublicKey(filled(2));
const contracts: Record<string, string> = {
  'integration-router': StrKey.encodeContract(filled(3)),
  'reserve-manager': StrKey.encodeContract(filled(4)),
  'kyc-registry': StrKey.encodeContract(filled(5)),
};
const END = 1_800_000_000;

const u32 = (value: number) => nativeToScVal(value, { type: 'u32' });
const u64 = (value: bigint) => nativeToScVal(value, { type: 'u64' });
const text = (value: string) => nativeToScVal(value, { type: 'string' });
const symbol = (value: string) => nativeToScVal(value, { type: 'symbol' });
const address = (value: string) => new Address(value).toScVal();
const bytes = (hex: string) =>
  xdr.ScVal.scvBytes(Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
const list = (...values: xdr.ScVal[]) => xdr.ScVal.scvVec(values);
const struct = (fields: Record<string, xdr.ScVal>) =>
  xdr.ScVal.scvMap(Object.entries(fields).map(([key, val]) => new xdr.ScMapEntry({ key: symbol(key), val })));

const TXID = 'ab'.repeat(32);

/** The transaction that a service would prepare. */
function envelopeOf(contract: string, entry: string, args: xdr.ScVal[]): string {
  const call = new xdr.InvokeContractArgs({
    ...{ contractAddress: new Address(contracts[contract] ?? '').toScAddress(), functionName: entry, args },
  });
  const operation = Operation.invokeHostFunction({
    func: xdr.HostFunction.hostFunctionTypeInvokeContract(call),
    auth: [],
  });
  const builder = new TransactionBuilder(new Account(admin, '1'), {
    ...{ fee: '100', networkPassphrase: Networks.STANDALONE, timebounds: { minTime: 0, maxTime: END } },
  });
  return builder.addOperation(operation).build().toXdr();
}

/** What the page would say is different. */
function readBack(act: ActRequest, envelope: string): string | undefined {
  const call = callOfAct(admin, act);
  if (!call) return 'the page cannot read it back';
  return differenceFrom(envelope, {
    ...{ ...call, contract: contracts[call.contract] ?? '', source: admin, networkPassphrase: Networks.STANDALONE },
    ...{ feeStroops: '100', validUntil: new Date(END * 1000).toISOString() },
  });
}

type Prepared = [contract: string, entry: string, args: xdr.ScVal[]];
const by = address(admin);
const user = StrKey.encodeEd25519PublicKey(filled(9));
const other = StrKey.encodeEd25519PublicKey(filled(11));

const acts: [string, ActRequest, honest: Prepared, lie: Prepared][] = [
  [
    'approving a proposal',
    { do: 'approve', id: 7 },
    ['integration-router', 'approve', [by, u32(7)]],
    ['integration-router', 'approve', [by, u32(8)]],
  ],
  [
    'objecting to one',
    { do: 'cancel', id: 7 },
    ['integration-router', 'cancel', [by, u32(7)]],
    ['integration-router', 'approve', [by, u32(7)]],
  ],
  [
    'proposing limits',
    { do: 'propose', action: 'SetLimits', values: ['1', 'Transfer', '1000', '2000', '3000'] },
    [
      'integration-router',
      'propose',
      [by, list(symbol('SetLimits'), u32(1), u32(3), u64(1000n), u64(2000n), u64(3000n))],
    ],
    [
      'integration-router',
      'propose',
      [by, list(symbol('SetLimits'), u32(1), u32(1), u64(1000n), u64(2000n), u64(3000n))],
    ],
  ],
  [
    'granting a role',
    { do: 'propose', action: 'GrantRole', values: [user, 'Operator'] },
    ['integration-router', 'propose', [by, list(symbol('GrantRole'), address(user), u32(3))]],
    ['integration-router', 'propose', [by, list(symbol('GrantRole'), address(mallory), u32(0))]],
  ],
  [
    'other custodians',
    { do: 'propose', action: 'SetCustodians', values: [`["${admin}", "${user}"]`, '2'] },
    ['integration-router', 'propose', [by, list(symbol('SetCustodians'), list(by, address(user)), u32(2))]],
    ['integration-router', 'propose', [by, list(symbol('SetCustodians'), list(by, address(mallory)), u32(2))]],
  ],
  [
    'other rules',
    { do: 'propose', action: 'SetGovernance', values: ['{"threshold":2,"delay":60,"expiry":3600}'] },
    [
      'integration-router',
      'propose',
      [by, list(symbol('SetGovernance'), struct({ delay: u64(60n), expiry: u64(3600n), threshold: u32(2) }))],
    ],
    [
      'integration-router',
      'propose',
      [by, list(symbol('SetGovernance'), struct({ delay: u64(0n), expiry: u64(3600n), threshold: u32(1) }))],
    ],
  ],
  [
    'other code',
    {
      do: 'propose',
      action: 'UpgradeContract',
      values: [contracts['kyc-registry']!, TXID.toUpperCase(), contracts['reserve-manager']!],
    },
    [
      'integration-router',
      'propose',
      [
        by,
        list(
          symbol('UpgradeContract'),
          address(contracts['kyc-registry']!),
          bytes(TXID),
          address(contracts['reserve-manager']!),
        ),
      ],
    ],
    [
      'integration-router',
      'propose',
      [
        by,
        list(
          symbol('UpgradeContract'),
          address(contracts['kyc-registry']!),
          bytes('cd'.repeat(32)),
          address(contracts['reserve-manager']!),
        ),
      ],
    ],
  ],
  [
    'letting it run again',
    { do: 'propose', action: 'Resume', values: [] },
    ['integration-router', 'propose', [by, list(symbol('Resume'))]],
    ['integration-router', 'propose', [by, list(symbol('GrantRole'), address(mallory), u32(0))]],
  ],
  [
    'stopping everything',
    { do: 'pause', reason: 'coins are missing' },
    ['integration-router', 'emergency_pause', [by, text('coins are missing')]],
    ['integration-router', 'approve', [by, u32(7)]],
  ],
  [
    'another mode',
    { do: 'set-mode', mode: 'Maintenance' },
    ['integration-router', 'set_mode', [by, u32(1)]],
    ['integration-router', 'set_mode', [by, u32(2)]],
  ],
  [
    'giving tokens back',
    { do: 'resolve', operation: TXID, resolution: 'Refund', reason: 'too late' },
    ['integration-router', 'resolve_operation', [by, bytes(TXID), u32(1), text('too late')]],
    ['integration-router', 'resolve_operation', [by, bytes('cd'.repeat(32)), u32(1), text('too late')]],
  ],
  [
    'where a deposit goes back',
    { do: 'propose-return', outpoint: `${TXID}:1`, address: 'bcrt1qours', max_fee_sats: '900' },
    ['reserve-manager', 'propose_return', [by, bytes(TXID), u32(1), text('bcrt1qours'), u64(900n)]],
    ['reserve-manager', 'propose_return', [by, bytes(TXID), u32(1), text('bcrt1qmallory'), u64(900n)]],
  ],
  [
    'agreeing to that',
    { do: 'approve-return', outpoint: `${TXID}:1`, address: 'bcrt1qours' },
    ['reserve-manager', 'approve_return', [by, bytes(TXID), u32(1), text('bcrt1qours')]],
    ['reserve-manager', 'approve_return', [by, bytes(TXID), u32(2), text('bcrt1qours')]],
  ],
  [
    'holding it',
    { do: 'hold-return', outpoint: `${TXID}:1` },
    ['reserve-manager', 'hold_return', [by, bytes(TXID), u32(1), xdr.ScVal.scvBool(true)]],
    ['reserve-manager', 'hold_return', [by, bytes(TXID), u32(1), xdr.ScVal.scvBool(false)]],
  ],
  [
    'freezing somebody',
    { do: 'freeze', user, reason: 'court order' },
    ['kyc-registry', 'freeze', [by, address(user), text('court order')]],
    ['kyc-registry', 'unfreeze', [by, address(user), text('court order')]],
  ],
  [
    'another tier',
    { do: 'set-tier', user, tier: 2, reason: 'papers seen' },
    ['kyc-registry', 'set_tier', [by, address(user), u32(2), text('papers seen')]],
    ['kyc-registry', 'set_tier', [by, address(user), u32(4), text('papers seen')]],
  ],
  [
    'who is registered',
    { do: 'register', user, tier: 2, country: 'CH', expires_at: '2031-01-01T00:00:00.000Z' },
    ['kyc-registry', 'register_identity', [by, address(user), u32(2), text('CH'), u64(1_924_992_000n)]],
    ['kyc-registry', 'register_identity', [by, address(user), u32(4), text('CH'), u64(1_924_992_000n)]],
  ],
  [
    'for how long a verification counts',
    { do: 'renew', user, expires_at: '2031-01-01T00:00:00.000Z', reason: 'papers seen' },
    ['kyc-registry', 'set_expiry', [by, address(user), u64(1_924_992_000n), text('papers seen')]],
    ['kyc-registry', 'set_expiry', [by, address(user), u64(2_924_992_000n), text('papers seen')]],
  ],
  [
    'that a lost address is given up for another one',
    { do: 'request-recovery', user, replacement: other, reason: 'key lost' },
    ['kyc-registry', 'request_recovery', [by, address(user), address(other), text('key lost')]],
    ['kyc-registry', 'request_recovery', [by, address(user), address(user), text('key lost')]],
  ],
  [
    'that it is not given up after all',
    { do: 'stop-recovery', user, reason: 'found again' },
    ['kyc-registry', 'stop_recovery', [by, address(user), text('found again')]],
    ['kyc-registry', 'finish_recovery', [by, address(user)]],
  ],
  [
    'that it is given up for good',
    { do: 'finish-recovery', user },
    ['kyc-registry', 'finish_recovery', [by, address(user)]],
    ['kyc-registry', 'finish_recovery', [by, address(other)]],
  ],
];

describe('an act is signed only when the transaction says just what the page asked for', () => {
  test.each(acts)('%s', (_, act, honest, lie) => {
    expect(readBack(act, envelopeOf(...honest))).toBeUndefined();
    expect(readBack(act, envelopeOf(...lie))).toContain('and not');
  });

  test('a setting that the page cannot read back is not signed in it', () => {
    const act: ActRequest = { do: 'administer', contract: 'reserve-manager', setting: 'set_policy', values: [] };
    expect(readBack(act, envelopeOf('integration-router', 'propose', [by]))).toBeDefined();
  });
});

test('cases have the numbers that the contracts give them', () => {
  expect(enumCases).toEqual({ Mode, OperationType, Resolution, Role });
});

describe('a decision about a proposal is signed only while it is what the page shows of it', () => {
  const shown = { action: 'SetLimits', values: ['1', '3', '1000'] };
  test.each<[string, typeof shown | null | undefined, boolean]>([
    ['the same', { ...shown, values: [...shown.values] }, true],
    ['another action', { ...shown, action: 'SetRateLimits' }, false],
    ['another value', { ...shown, values: ['1', '3', '9000'] }, false],
    ['one value less', { ...shown, values: ['1', '3'] }, false],
    ['values that run together', { ...shown, values: ['1', '31000'] }, false],
    ['nothing that anybody says', null, false],
  ])('%s', (_, prepared, isSame) => {
    expect(isSameDecision(shown, prepared)).toBe(isSame);
    expect(isSameDecision(prepared, shown)).toBe(isSame);
  });

  test('nor one that the page does not show', () => {
    expect(isSameDecision(undefined, undefined)).toBe(false);
    expect(isSameDecision(null, null)).toBe(false);
  });
});

import {
  Account,
  Address,
  Networks,
  nativeToScVal,
  Operation,
  SorobanDataBuilder,
  StrKey,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { differenceFrom, hashOf, type PromisedCall, readCall, restoredBy } from './read-call.ts';

const filled = (byte: number) => new Uint8Array(32).fill(byte);
const holder = StrKey.encodeEd25519PublicKey(filled(1));
const other = StrKey.encodeEd25519PublicKey(filled(2));
const router = StrKey.encodeContract(filled(3));
const bitcoin = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

const promised: PromisedCall = {
  ...{ networkPassphrase: Networks.STANDALONE, source: holder, contract: router },
  ...{ entry: 'execute_token_withdrawal', args: [holder, 80_000n, bitcoin, 6_300n] },
  ...{ feeStroops: '100', validUntil: '2026-11-29T06:45:27.000Z' },
};

const END = Date.parse(promised.validUntil) / 1000;

interface Change {
  source?: string;
  contract?: string;
  entry?: string;
  user?: string;
  sats?: bigint;
  to?: string;
  maxFee?: bigint;
  twice?: boolean;
  /** Places in the footprint of what is brought back from the archive. */
  archived?: number[];
  passphrase?: string;
  fee?: string;
  end?: number;
  auth?: (call: xdr.InvokeContractArgs) => xdr.SorobanAuthorizationEntry[];
}

/** By the account of the transaction itself. */
const authorization = (call: xdr.InvokeContractArgs, below: xdr.SorobanAuthorizedInvocation[] = []) =>
  new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
    rootInvocation: invocation(call, below),
  });

const invocation = (call: xdr.InvokeContractArgs, below: xdr.SorobanAuthorizedInvocation[] = []) =>
  new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(call),
    subInvocations: below,
  });

function callOf(contract: string, entry: string, args: xdr.ScVal[]): xdr.InvokeContractArgs {
  const contractAddress = new Address(contract).toScAddress();
  return new xdr.InvokeContractArgs({ contractAddress, functionName: entry, args });
}

/** All that the holder has, to somebody else. */
const theft = callOf(StrKey.encodeContract(filled(5)), 'transfer', [
  new Address(holder).toScVal(),
  new Address(other).toScVal(),
  nativeToScVal(1_000_000n, { type: 'i128' }),
]);

function envelopeOf(change: Change = {}): string {
  const call = callOf(change.contract ?? router, change.entry ?? 'execute_token_withdrawal', [
    new Address(change.user ?? holder).toScVal(),
    nativeToScVal(change.sats ?? 80_000n, { type: 'u64' }),
    nativeToScVal(change.to ?? bitcoin, { type: 'string' }),
    nativeToScVal(change.maxFee ?? 6_300n, { type: 'u64' }),
  ]);
  const operation = Operation.invokeHostFunction({
    func: xdr.HostFunction.hostFunctionTypeInvokeContract(call),
    auth: change.auth?.(call) ?? [authorization(call)],
  });
  const builder = new TransactionBuilder(new Account(change.source ?? holder, '1'), {
    ...{ fee: change.fee ?? promised.feeStroops, networkPassphrase: change.passphrase ?? Networks.STANDALONE },
    timebounds: { minTime: 0, maxTime: change.end ?? END },
  });
  builder.addOperation(operation);
  if (change.twice) builder.addOperation(operation);
  if (change.archived) builder.setSorobanData(dataWith(change.archived));
  return builder.build().toXdr();
}

/** None: as transactions had it before there was anything to bring back. */
const dataWith = (archivedSorobanEntries: number[]): xdr.SorobanTransactionData => {
  const data = new SorobanDataBuilder().build();
  if (archivedSorobanEntries.length === 0) return data;
  const ext = xdr.SorobanTransactionDataExt.resourceExt(new xdr.SorobanResourcesExtV0({ archivedSorobanEntries }));
  return new xdr.SorobanTransactionData({ ext, resources: data.resources, resourceFee: data.resourceFee });
};

test.each<[string, Change, number]>([
  ['of no contract’s resources', {}, 0],
  ['in use', { archived: [] }, 0],
  ['archived', { archived: [0, 2, 5] }, 3],
])('what is brought back of entries that are %s is counted (CAP-66)', (_, change, count) => {
  expect(restoredBy(envelopeOf(change), Networks.STANDALONE)).toBe(count);
});

describe('what a transaction says', () => {
  test('is read in parts, whatever else it authorizes, with the hash that it has', () => {
    const envelope = envelopeOf({ auth: (call) => [authorization(call), authorization(theft)] });
    const { source, contract, entry, feeStroops, validUntil } = promised;
    expect(readCall(envelope, Networks.STANDALONE)).toEqual({
      ...{ source, contract, entry, feeStroops, validUntil, args: [holder, '80000', bitcoin, '6300'] },
      hash: hashOf(envelope, Networks.STANDALONE),
    });
    expect(readCall(envelopeOf({ end: 0 }), Networks.STANDALONE)?.validUntil).toBeUndefined();
  });

  test('is not read where there are several calls', () => {
    expect(readCall(envelopeOf({ twice: true }), Networks.STANDALONE)).toBeUndefined();
  });
});

test('what says just what was promised is signed', () => {
  expect(differenceFrom(envelopeOf(), promised)).toBeUndefined();
});

describe('what says anything else is not', () => {
  test.each<[string, Change]>([
    ['of another account', { source: other }],
    ['of another contract', { contract: StrKey.encodeContract(filled(4)) }],
    ['another entry', { entry: 'transfer' }],
    ['for another user', { user: other }],
    ['one satoshi more', { sats: 80_001n }],
    ['to another address', { to: 'bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry' }],
    ['for a higher fee', { maxFee: 6_301n }],
    ['two calls at once', { twice: true }],
    ['for a higher fee of the network', { fee: '100000000' }],
    ['for longer', { end: END + 1 }],
    ['for ever', { end: 0 }],
    ['authorizing a theft beside it', { auth: (call) => [authorization(call), authorization(theft)] }],
    ['authorizing a theft below it', { auth: (call) => [authorization(call, [invocation(theft)])] }],
    ['authorizing a theft instead', { auth: () => [authorization(theft)] }],
  ])('%s', (_, change) => expect(differenceFrom(envelopeOf(change), promised)).toContain('and not'));

  test('what is no transaction', () => expect(differenceFrom('AAAA', promised)).toContain('no transaction'));
});

describe('a call that moves tokens in its name authorizes just that', () => {
  const token = StrKey.encodeContract(filled(6));
  const given = (sats: bigint, to = router, contract = token) =>
    callOf(contract, 'transfer', [
      new Address(holder).toScVal(),
      new Address(to).toScVal(),
      nativeToScVal(sats, { type: 'i128' }),
    ]);
  const withBelow: PromisedCall = {
    ...promised,
    below: [{ contract: token, entry: 'transfer', args: [holder, router, 80_000n] }],
  };
  const envelopeWith = (...below: xdr.SorobanAuthorizedInvocation[]) =>
    envelopeOf({ auth: (call) => [authorization(call, below)] });

  test('and no other', () => {
    expect(differenceFrom(envelopeWith(invocation(given(80_000n))), withBelow)).toBeUndefined();
  });

  test.each<[string, xdr.SorobanAuthorizedInvocation[]]>([
    ['of more', [invocation(given(80_001n))]],
    ['to somebody else', [invocation(given(80_000n, other))]],
    ['of another token', [invocation(given(80_000n, router, StrKey.encodeContract(filled(7))))]],
    ['and a theft beside it', [invocation(given(80_000n)), invocation(theft)]],
    ['and a theft below it', [invocation(given(80_000n), [invocation(theft)])]],
    ['twice', [invocation(given(80_000n)), invocation(given(80_000n))]],
    ['not at all', []],
  ])('%s', (_, below) => expect(differenceFrom(envelopeWith(...below), withBelow)).toContain('and not'));
});

test('the hash that a wallet signs is of one network', () => {
  const envelope = envelopeOf();
  expect(hashOf(envelope, Networks.STANDALONE)).toMatch(/^[0-9a-f]{64}$/);
  expect(hashOf(envelope, Networks.STANDALONE)).not.toBe(hashOf(envelope, Networks.PUBLIC));
});

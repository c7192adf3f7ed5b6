import { Account, Keypair, Operation, StrKey, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import type { LedgerKey } from '../host/boundary.ts';
import { ledgerKeyToXdr } from '../host/codec/ledger-key.ts';
import { sha256 } from '../host/codec/sha256.ts';
import { SETTINGS } from '../network-settings.ts';
import { DEFAULT_PASSPHRASE } from '../protocol.ts';
import { parseTransaction } from './envelope.ts';
import { checkSoroban } from './soroban-resources.ts';

const networkId = sha256(Buffer.from(DEFAULT_PASSPHRASE));
const source = Keypair.random();
const contract = StrKey.encodeContract(Buffer.alloc(32, 1));

type Declared = {
  readonly instructions?: number;
  readonly diskReadBytes?: number;
  readonly writeBytes?: number;
  readonly readOnly?: readonly LedgerKey[];
  readonly readWrite?: readonly LedgerKey[];
  /** Indexes into the read-write footprint. */
  readonly archived?: readonly number[];
  /** Bytes of an argument that makes the envelope larger. */
  readonly padding?: number;
};

function build(declared: Declared) {
  const footprint = new xdr.LedgerFootprint({
    readOnly: (declared.readOnly ?? []).map(ledgerKeyToXdr),
    readWrite: (declared.readWrite ?? []).map(ledgerKeyToXdr),
  });
  const archivedSorobanEntries = [...(declared.archived ?? [])];
  const data = new xdr.SorobanTransactionData({
    ext:
      archivedSorobanEntries.length === 0
        ? xdr.SorobanTransactionDataExt.v0()
        : xdr.SorobanTransactionDataExt.resourceExt(new xdr.SorobanResourcesExtV0({ archivedSorobanEntries })),
    resources: new xdr.SorobanResources({
      footprint,
      instructions: declared.instructions ?? 0,
      diskReadBytes: declared.diskReadBytes ?? 0,
      writeBytes: declared.writeBytes ?? 0,
    }),
    resourceFee: 1_000_000_000n,
  });
  const args = [xdr.ScVal.scvBytes(new Uint8Array(declared.padding ?? 0))];
  return new TransactionBuilder(new Account(source.publicKey(), '7'), {
    fee: '100',
    networkPassphrase: DEFAULT_PASSPHRASE,
  })
    .addOperation(Operation.invokeContractFunction({ contract, function: 'f', args }))
    .setSorobanData(data)
    .setTimeout(0)
    .build();
}

const verdict = (declared: Declared): string | undefined =>
  checkSoroban(parseTransaction(Buffer.from(build(declared).toXdr(), 'base64'), networkId));

const account = (n: number): LedgerKey => {
  const key = Buffer.alloc(32);
  key.writeUInt32BE(n);
  return { type: 'account', accountId: StrKey.encodeEd25519PublicKey(key) };
};
const entry = (n: number): LedgerKey => ({
  type: 'contractData',
  contract,
  durability: 'persistent',
  key: { type: 'u32', value: n },
});
const keyOfBytes = (length: number): LedgerKey => ({
  type: 'contractData',
  contract,
  durability: 'persistent',
  key: { type: 'bytes', value: new Uint8Array(length) },
});
const some = (count: number, make: (n: number) => LedgerKey): LedgerKey[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** Bytes of the envelope without padding; XDR grows by four. */
const emptyEnvelope = Buffer.from(build({}).toXdr(), 'base64').length;
/** Content of the longest key: 52 bytes go to types, contract, length and durability, and XDR grows by four. */
const LONGEST_KEY = 196;

describe('a transaction may declare up to the limit, and not one more', () => {
  test.each<[string, number, (amount: number) => Declared, number?]>([
    ['instructions', SETTINGS.txMaxInstructions, (instructions) => ({ instructions })],
    ['disk read bytes', SETTINGS.txMaxDiskReadBytes, (diskReadBytes) => ({ diskReadBytes })],
    ['write bytes', SETTINGS.txMaxWriteBytes, (writeBytes) => ({ writeBytes })],
    ['write entries', SETTINGS.txMaxWriteEntries, (count) => ({ readWrite: some(count, entry) })],
    ['footprint entries', SETTINGS.txMaxFootprintEntries, (count) => ({ readOnly: some(count, entry) })],
    ['disk read entries', SETTINGS.txMaxDiskReadEntries, (count) => ({ readOnly: some(count, account) })],
    [
      'disk read entries, archived ones among them',
      SETTINGS.txMaxDiskReadEntries,
      (count) => ({ readOnly: some(count - 1, account), readWrite: [entry(0)], archived: [0] }),
    ],
    ['envelope bytes', SETTINGS.txMaxSizeBytes, (bytes) => ({ padding: bytes - emptyEnvelope }), 4],
    ['bytes of a footprint key', LONGEST_KEY, (bytes) => ({ readOnly: [keyOfBytes(bytes)] })],
  ])('%s', (_, limit, declare, step = 1) => {
    expect(verdict(declare(limit))).toBeUndefined();
    expect(verdict(declare(limit + step))).toMatch(/limit of|the limit is/);
  });
});

import {
  Account,
  Asset,
  Keypair,
  Memo,
  MuxedAccount,
  Operation,
  type Transaction as SdkTransaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../host/codec/sha256.ts';
import { DEFAULT_PASSPHRASE } from '../protocol.ts';
import { parseTransaction } from './envelope.ts';

const networkId = sha256(Buffer.from(DEFAULT_PASSPHRASE));
const [source, payer, destination] = [Keypair.random(), Keypair.random(), Keypair.random()];
const parse = (tx: { toXdr(): string }) => parseTransaction(Buffer.from(tx.toXdr(), 'base64'), networkId);
const hashOf = (tx: { hash(): Uint8Array }) => Buffer.from(tx.hash()).toString('hex');

function build(
  account: Account | MuxedAccount,
  change: (builder: TransactionBuilder) => TransactionBuilder,
): SdkTransaction {
  const builder = new TransactionBuilder(account, { fee: '100', networkPassphrase: DEFAULT_PASSPHRASE });
  const pay = Operation.payment({ destination: destination.publicKey(), asset: Asset.native(), amount: '1' });
  return change(builder.addOperation(pay)).build();
}
const plain = () => new Account(source.publicKey(), '7');
const muxed = () => new MuxedAccount(new Account(source.publicKey(), '7'), '12');

describe('the hash of the bytes as they came is the hash the SDK signs, for', () => {
  test.each<[string, () => SdkTransaction]>([
    ['a plain transaction', () => build(plain(), (builder) => builder.setTimeout(0))],
    ['a memo', () => build(plain(), (builder) => builder.addMemo(Memo.text('memo')).setTimeout(30))],
    ['a muxed source', () => build(muxed(), (builder) => builder.setTimeout(30))],
    [
      'every precondition',
      () =>
        build(plain(), (builder) =>
          builder
            .setTimeout(30)
            .setLedgerbounds(1, 9)
            .setMinAccountSequence('3')
            .setMinAccountSequenceAge(5n)
            .setMinAccountSequenceLedgerGap(2)
            .setExtraSigners([payer.publicKey()]),
        ),
    ],
  ])('%s', (_, make) => {
    const tx = make();
    tx.sign(source, payer);
    tx.signHashX('0123');
    expect(parse(tx)).toMatchObject({ hash: hashOf(tx), inner: { source: source.publicKey(), sequence: 8n } });

    for (const feeSource of [
      payer.publicKey(),
      new MuxedAccount(new Account(payer.publicKey(), '0'), '1').accountId(),
    ]) {
      const bump = TransactionBuilder.buildFeeBumpTransaction(feeSource, '200', tx, DEFAULT_PASSPHRASE);
      bump.sign(payer);
      const parsed = parse(bump);
      expect(parsed.hash).toBe(hashOf(bump));
      expect(parsed.inner.hash.toString('hex')).toBe(hashOf(tx));
      expect(parsed.feeBump).toMatchObject({ source: payer.publicKey(), fee: 400n });
      expect([parsed.inner.signatures.length, parsed.feeBump!.signatures.length]).toEqual([3, 1]);
    }
  });
});

test('an envelope of version 0 is known for what it is', () => {
  const tx = build(plain(), (builder) => builder.setTimeout(0));
  tx.sign(source);
  const envelope = tx.toEnvelope();
  if (envelope.type !== 'envelopeTypeTx') throw new Error('not a transaction');
  const { fee, seqNum, memo, operations } = envelope.v1.tx;
  const old = new xdr.TransactionV0({
    sourceAccountEd25519: source.rawPublicKey(),
    fee,
    seqNum,
    timeBounds: new xdr.TimeBounds({ minTime: 0n, maxTime: 0n }),
    memo,
    operations,
    ext: xdr.TransactionV0Ext.v0(),
  });
  const bytes = xdr.TransactionEnvelope.envelopeTypeTxV0(
    new xdr.TransactionV0Envelope({ tx: old, signatures: envelope.v1.signatures }),
  ).toXdr();
  expect(parseTransaction(Buffer.from(bytes), networkId)).toMatchObject({
    outdated: true,
    inner: { source: source.publicKey() },
  });
});

test.each(['', 'AAAA', 'AAAAAgAAAAA='])('%j is no envelope', (text) => {
  expect(() => parseTransaction(Buffer.from(text, 'base64'), networkId)).toThrow();
});

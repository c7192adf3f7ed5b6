import { Account, Asset, Keypair, Operation, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRecord, encodeLedger } from '../durability/ledger-record.ts';
import { SETTINGS } from '../network-settings.ts';
import { DEFAULT_PASSPHRASE } from '../protocol.ts';
import { parseTransaction, type Transaction } from '../transactions/envelope.ts';
import { checkTransaction } from '../transactions/validity.ts';
import { Chain, rootKeypair } from './chain.ts';
import type { NextLedger } from './close-ledger.ts';
import { readHeader } from './header.ts';
import { readAccount } from './state.ts';
import { decodeState } from './state-changes.ts';

const RETENTION = { ledgers: 1_000, bytes: 2 ** 30 };
const TIME = { closeTime: 1_800_000_000n, closeTimeMs: 1_800_000_000n * 1000n, advanced: 0n };
const keypairs = [rootKeypair(DEFAULT_PASSPHRASE), ...Array.from({ length: 4 }, () => Keypair.random())];

const index = fc.nat(keypairs.length - 1);
const lumens = fc.integer({ min: 1, max: 30 }).map(String);
type Action = { operations: xdr.Operation[]; source: number; payer: number | undefined; signer: number; skip: number };

const operation: fc.Arbitrary<xdr.Operation> = fc.oneof(
  fc
    .tuple(index, lumens)
    .map(([to, amount]) =>
      Operation.payment({ destination: keypairs[to]!.publicKey(), asset: Asset.native(), amount }),
    ),
  fc
    .tuple(index, lumens)
    .map(([to, startingBalance]) =>
      Operation.createAccount({ destination: keypairs[to]!.publicKey(), startingBalance }),
    ),
  fc
    .tuple(index, fc.nat(2))
    .map(([signer, weight]) =>
      Operation.setOptions({ signer: { ed25519PublicKey: keypairs[signer]!.publicKey(), weight } }),
    ),
  fc.nat(5).map((more) => Operation.bumpSequence({ bumpTo: String(more) })),
);
const action: fc.Arbitrary<Action> = fc.record({
  operations: fc.array(operation, { minLength: 1, maxLength: 3 }),
  source: index,
  payer: fc.option(index, { nil: undefined }),
  signer: fc.oneof({ weight: 9, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: index }),
  skip: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2) }),
});

function build(chain: Chain, { operations, source, payer, signer, skip }: Action): Transaction {
  const keypair = keypairs[source]!;
  const sequence = (readAccount(chain, keypair.publicKey())?.sequence ?? 0n) + BigInt(skip);
  const account = new Account(keypair.publicKey(), sequence.toString());
  const builder = new TransactionBuilder(account, { fee: '100', networkPassphrase: DEFAULT_PASSPHRASE });
  for (const one of operations) builder.addOperation(one);
  const tx = builder.setTimeout(0).build();
  tx.sign(keypairs[signer < 0 ? source : signer]!);
  if (payer === undefined) return parseTransaction(Buffer.from(tx.toXdr(), 'base64'), chain.networkId);
  const bump = TransactionBuilder.buildFeeBumpTransaction(keypairs[payer]!.publicKey(), '200', tx, DEFAULT_PASSPHRASE);
  bump.sign(keypairs[payer]!);
  return parseTransaction(Buffer.from(bump.toXdr(), 'base64'), chain.networkId);
}

function accepts(chain: Chain, tx: Transaction): boolean {
  const sequence = chain.head.sequence + 1;
  return checkTransaction(tx, { reader: chain, sequence, ...TIME, applying: false }).ok;
}

const balances = (chain: Chain) =>
  keypairs.reduce((sum, keypair) => sum + (readAccount(chain, keypair.publicKey())?.balance ?? 0n), 0n);

/** Publishes a ledger, and replays its log record into another chain. */
function publish(chain: Chain, copy: Chain, next: NextLedger): void {
  chain.publish(next);
  const record = decodeRecord(Buffer.from(encodeLedger(next.closed, next.stateChanges, 0)));
  if (record.type !== 'ledger') throw new Error('not a ledger');
  const { previousHash, ...head } = readHeader(Buffer.from(record.closed.header));
  expect(previousHash).toEqual(copy.head.hash);
  copy.replay(head, record.closed, decodeState(record.stateChanges));
}

test('whatever is sent, lumens are neither made nor lost, sequences only grow, and a replayed log is the same network', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
      (ledgers) => {
        const chain = new Chain(DEFAULT_PASSPHRASE, RETENTION);
        const copy = new Chain(DEFAULT_PASSPHRASE, RETENTION);
        publish(chain, copy, chain.genesis(TIME));
        const sequences = new Map<string, bigint>();
        for (const actions of ledgers) {
          const accepted = new Map<string, Transaction>();
          for (const tx of actions.map((one) => build(chain, one))) {
            if (!accepted.has(tx.inner.source) && accepts(chain, tx)) accepted.set(tx.inner.source, tx);
          }
          publish(chain, copy, chain.next([...accepted.values()], TIME));

          expect(balances(chain) + chain.head.feePool).toBe(SETTINGS.totalCoins);
          for (const keypair of keypairs) {
            const sequence = readAccount(chain, keypair.publicKey())?.sequence ?? 0n;
            expect(sequence >= (sequences.get(keypair.publicKey()) ?? 0n)).toBe(true);
            sequences.set(keypair.publicKey(), sequence);
            expect(copy.get(`account ${keypair.publicKey()}`)).toEqual(chain.get(`account ${keypair.publicKey()}`));
          }
          expect(copy.head).toEqual(chain.head);
        }
        expect([...copy.history.ledgersFrom(1)].map(({ hash }) => hash)).toEqual(
          [...chain.history.ledgersFrom(1)].map(({ hash }) => hash),
        );
      },
    ),
    { numRuns: 30 },
  );
});

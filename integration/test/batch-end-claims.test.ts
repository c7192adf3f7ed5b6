import { type BlockRef, blockArgs } from '@istsi/contracts';
import { latestLedger } from '@istsi/soroban-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askFor, authorizedCall } from './entries.ts';
import { type Coin, type Holder, type SigningWorld, startSigningWorld } from './signing-world.ts';

let world: SigningWorld;
let alice: Holder;
let coin: Coin;
let spare: Coin;
let txid: string;
let tip: BlockRef;
beforeAll(async () => {
  world = await startSigningWorld();
  alice = await world.createHolder();
  coin = await world.fund(alice, 400_000n);
  spare = await world.fund(alice, 300_000n);
  const payee = await world.bitcoin.call<string>('getnewaddress');
  const payment = await world.withdraw(alice, { amountSats: 100_000n, address: payee });
  txid = await world.authorize([payment], await world.propose([payment], [coin], 1_000n));
  await world.bitcoin.mine(7);
  tip = await world.bitcoin.tip();
});
afterAll(async () => await world?.stop());

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const outpoint = ({ txid: made, vout }: Coin) => ({ tx_hash: bytes(made), vout });

/** What one signer answers, past the contract, which would refuse some of it too. */
async function ask(name: string, args: object, evidence?: object): Promise<unknown> {
  const { reserve } = world.contracts;
  const [signer] = world.endpoints;
  const call = authorizedCall(reserve.contractId, name, reserve.spec.funcArgsToScVals(name, args));
  const validUntilLedger = (await latestLedger(world.network)).sequence + 100;
  const response = await fetch(`${signer!.url}/attest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${signer!.token}` },
    body: JSON.stringify({ ...askFor(call, signer!.address), validUntilLedger, evidence }),
  });
  return await response.json();
}

const undo = (change: object = {}) => ({
  attestors: world.attestors(),
  ...{ txid: bytes(txid), lost: [outpoint(coin)], spent_by: bytes('ab'.repeat(32)), confirmations: 6 },
  ...blockArgs(tip),
  ...change,
});

describe('no signer says, for a coordinator that somebody else runs,', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ['that a payment is void whose coin is unspent', () => ask('undo_batch', undo()), 'attestation/not-lost'],
    [
      'that it is, because of a coin that it does not spend',
      () => ask('undo_batch', undo({ lost: [outpoint(spare)] })),
      'attestation/not-lost',
    ],
    [
      'that it is, and another coin with it',
      () => ask('undo_batch', undo({ lost: [outpoint(coin), outpoint(spare)] })),
      'attestation/not-lost',
    ],
    [
      'that it is, by ancestors that are none of the coin',
      async () => {
        const raw = await world.bitcoin.call<string>('getrawtransaction', spare.txid);
        return await ask('undo_batch', undo(), { ancestors: [raw] });
      },
      'attestation/not-lost',
    ],
    [
      'anything by evidence that is none',
      () => ask('undo_batch', undo(), { ancestors: ['00'] }),
      'attestation/malformed',
    ],
    [
      'that a payment is void which nobody authorized',
      () => ask('undo_batch', undo({ txid: bytes('cd'.repeat(32)) })),
      'attestation/not-authorized',
    ],
    [
      'that an open payment is to be settled anew',
      () =>
        ask('correct_payment', {
          attestors: world.attestors(),
          txid: bytes(txid),
          confirmations: 6,
          ...blockArgs(tip),
        }),
      'attestation/other-call',
    ],
    [
      'that an output counts again which counts already',
      () =>
        ask('reinstate_output', {
          ...{ attestors: world.attestors(), ...outpoint(spare), confirmations: 6 },
          ...blockArgs(tip),
        }),
      'attestation/inputs',
    ],
  ])('%s', async (_, asking, code) => {
    expect(await asking()).toMatchObject({ code });
  });
});

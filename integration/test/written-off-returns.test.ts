import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Outpoint } from '../src/index.ts';
import { startWorld, type World } from './world.ts';

/** Sooner than anybody would in production, so that the test mines few blocks. */
const WRITE_OFF_BLOCKS = 8;
const DAY = 86_400;

let world: World;
beforeAll(async () => {
  world = await startWorld({
    withdrawals: { writeOffAfterBlocks: WRITE_OFF_BLOCKS },
    rules: { writeOffBlocks: WRITE_OFF_BLOCKS },
  });
});
afterAll(async () => await world?.stop());

test('an output that was written off and is mined after all counts again', async () => {
  const alice = await world.createHolder(5_000_000n);
  const elsewhere = await world.bitcoin.call<string>('getnewaddress');
  const [coin] = (await world.bitcoin.pay([alice.depositAddress, 400_000n])) as [Outpoint];
  await world.bitcoin.mine(3);
  await world.waitFor(coin, 'minted');
  const raw = await world.bitcoin.call<string>('getrawtransaction', coin.txid);
  const stateOf = async (): Promise<UtxoState> =>
    (await world.contracts.reserve.read('get_utxo', { tx_hash: Buffer.from(coin.txid, 'hex'), vout: coin.vout })).state;

  await world.bitcoin.reorganize(3);
  await world.bitcoin.replace(coin, [elsewhere, 100_000n]);
  // Signers count blocks that are certainly younger than the registration.
  await world.bitcoin.call('setmocktime', Math.floor(Date.now() / 1000) + DAY);
  await world.bitcoin.mine(WRITE_OFF_BLOCKS + 2);
  await world.waitFor(coin, 'written-off');
  expect(await stateOf()).toBe(UtxoState.Lost);

  // The longer chain has the first transaction, and not the one that took its place.
  await world.bitcoin.reorganize(WRITE_OFF_BLOCKS + 2);
  await world.bitcoin.call('generateblock', elsewhere, [raw]);
  await world.bitcoin.mine(6);
  await world.waitFor(coin, 'minted');
  const { timeline } = (await world.services.deposit(coin))!;
  expect(timeline.at(-1)).toMatchObject({ state: 'minted', detail: { why: 'it came back' } });
  expect(await stateOf()).toBe(UtxoState.Unspent);
  const { total_btc, total_istsi } = await world.contracts.reserve.read('get_reserve_status');
  expect(total_btc).toBe(total_istsi);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, until, type World } from './world.ts';

/** `TransactionResult` of CAP-77: no fee, `txFROZEN_KEY_ACCESSED` (-18), no extension. */
const FROZEN = Buffer.from([...Array(8).fill(0), 0xff, 0xff, 0xff, 0xee, 0, 0, 0, 0]).toString('base64');
const LOOKED_MS = 3_000;
/** In that time: one at once, and then after pauses of at least half of what it has waited, and of half a second. */
const MOST_SENT = 5;

let world: World;
beforeAll(async () => {
  world = await startWorld({ lying: true });
});
afterAll(async () => await world?.stop());

test('an entry that the network froze by vote (CAP-77) is named, and not asked for again and again; once it is free, all goes on', async () => {
  const { address, depositAddress } = await world.createUser();
  let sent = 0;
  world.stellar.lie = async (method, _params, forward) => {
    if (method !== 'sendTransaction') return await forward();
    sent += 1;
    const ledger = { latestLedger: 1, latestLedgerCloseTime: '1' };
    return { result: { status: 'ERROR', hash: 'ab'.repeat(32), errorResultXdr: FROZEN, ...ledger } };
  };
  const [outpoint] = await world.bitcoin.pay([depositAddress, 40_000n]);
  await world.bitcoin.mine(6);
  const refused = await until(
    async () => (await world.services.deposit(outpoint!))?.refusal ?? undefined,
    () => 'the deposit to say why it waits',
  );
  expect(refused).toMatchObject({ code: 'frozen-entry', message: expect.stringMatching(/frozen by a vote .*CAP-77/) });
  const before = sent;
  await new Promise((resolve) => setTimeout(resolve, LOOKED_MS));
  expect(sent).toBeLessThanOrEqual(before + MOST_SENT);
  expect(await world.balance(address)).toBe(0n);

  world.stellar.lie = undefined;
  await world.services.recheckDeposit(outpoint!);
  await world.waitFor(outpoint!, 'minted');
});

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Outpoint, Services } from '../src/index.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Sooner than anybody would in production, so that the test mines few blocks. */
const WRITE_OFF_BLOCKS = 8;
const DAY = 86_400;
const STOLEN = 5_000_000n;

let world: World;
let thief: Holder;
let honest: Holder;
let coin: Outpoint;
let elsewhere: string;
beforeAll(async () => {
  world = await startWorld({
    withdrawals: { writeOffAfterBlocks: WRITE_OFF_BLOCKS },
    rules: { writeOffBlocks: WRITE_OFF_BLOCKS },
  });
  honest = await world.createHolder(3_000_000n);
  thief = await world.createHolder();
  elsewhere = await world.bitcoin.call('getnewaddress');
}, 120_000);
afterAll(async () => await world?.stop());

/** What Bitcoin and the contracts say, of the one coin that is at stake. */
async function truth(): Promise<{ onBitcoin: boolean; onBooks: boolean }> {
  const found = await world.bitcoin.call('gettxout', coin.txid, coin.vout, false);
  const utxo = await world.contracts.reserve.tryRead('get_utxo', {
    tx_hash: Buffer.from(coin.txid, 'hex'),
    vout: coin.vout,
  });
  return { onBitcoin: found !== null, onBooks: utxo.ok && utxo.value.state === 0 };
}

/** Compares the status with the truth every 200 ms; a difference must be told before two seconds are over. */
function watchStatus(services: Services): { stop(): Promise<string[]> } {
  const wrong: string[] = [];
  let isOver = false;
  let since: number | undefined;
  const watching = (async () => {
    while (!isOver) {
      const [before, status, after] = [await truth(), await services.status(), await truth()];
      const isStill = JSON.stringify(before) === JSON.stringify(after);
      const isFalse = before.onBooks && !before.onBitcoin && status.books.ok;
      if (isStill && isFalse) since ??= Date.now();
      else if (isStill) since = undefined;
      if (since !== undefined && Date.now() - since > 2_000)
        wrong.push(`ok at ${Date.now() - since} ms of ${JSON.stringify(before)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await watching;
      return wrong;
    },
  };
}

describe('a minted deposit that Bitcoin takes back', () => {
  let watch: ReturnType<typeof watchStatus>;
  let withdrawal: string;

  test('is told at once, with whose it was and how much', async () => {
    [coin] = (await world.bitcoin.pay([thief.depositAddress, STOLEN])) as [Outpoint];
    await world.bitcoin.mine(3);
    await world.waitFor(coin, 'minted');
    expect(await world.services.status()).toMatchObject({ books: { ok: true, missingSats: 0n } });
    expect(await world.services.reserves()).toMatchObject({ missingSats: 0n, ratioBps: 10_000 });
    watch = watchStatus(world.services);

    await world.bitcoin.reorganize(3);
    await world.bitcoin.replace(coin, [elsewhere, 100_000n]);
    await world.bitcoin.mine();
    await until(
      async () => ((await world.services.status()).books.ok ? undefined : true),
      () => 'the status to tell',
    );
    expect(await world.services.status()).toMatchObject({
      books: { ok: false, missingSats: STOLEN, missing: [{ user: thief.address, why: 'unmined', amountSats: STOLEN }] },
    });
    expect(await world.services.reserves()).toMatchObject({ missingSats: STOLEN, ratioBps: 3_750 });
  });

  test('does not pay its owner from the coins of others: the withdrawal is held, and says why', async () => {
    withdrawal = await world.withdraw(thief, { sats: 1_000_000n, to: elsewhere });
    const held = await until(
      async () => {
        const found = await world.services.withdrawal(withdrawal);
        return found?.refusal ? found : undefined;
      },
      () => 'the withdrawal to be held',
    );
    expect(held).toMatchObject({
      state: 'pending',
      refusal: { code: 'held', message: expect.stringContaining(coin.txid) },
    });
  });

  test('stops minting above a small sum, and nobody authorizes a payment', async () => {
    const [late] = await world.bitcoin.pay([honest.depositAddress, 700_000n]);
    await world.bitcoin.mine(2);
    const refused = await world.waitFor(late!, 'refused');
    expect(refused.refusal).toMatchObject({ code: 'books-differ' });

    const paid = await world.withdraw(honest, { sats: 500_000n, to: elsewhere });
    const told = await until(
      async () => {
        const found = await world.services.withdrawal(paid);
        return found?.refusal ? found : undefined;
      },
      () => 'the payment to be refused',
    );
    expect(told.refusal?.message).toContain('attestation/books');

    // Written off, the books are true again: mints and payments go on, but the thief's is not paid while the reserve is short.
    // Signers count blocks that are certainly younger than the registration.
    await world.bitcoin.call('setmocktime', Math.floor(Date.now() / 1000) + DAY);
    await world.bitcoin.mine(WRITE_OFF_BLOCKS + 2);
    await world.waitFor(coin, 'written-off');
    await world.services.recheckWithdrawal(paid);
    await world.waitForWithdrawal(paid, 'broadcast', 'confirming', 'completed', 'settled');
    const status = await world.services.status();
    expect(status.books).toMatchObject({
      ok: false,
      missing: [],
      error: expect.stringContaining('no coin stands for'),
    });
    expect(await world.services.withdrawal(withdrawal)).toMatchObject({ state: 'pending', refusal: { code: 'held' } });
    expect(await watch.stop()).toEqual([]);
  });
});

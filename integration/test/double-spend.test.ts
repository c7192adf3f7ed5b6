import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatOutpoint, type Outpoint, type Services, type WithdrawalView } from '../src/index.ts';
import type { Holder } from './holders.ts';
import { lengthenPauses } from './long-pauses.ts';
import { startWorld, until, type World } from './world.ts';

/** Sooner than anybody would in production, so that the test mines few blocks. */
const WRITE_OFF_BLOCKS = 30;
/** Enough for all that is at stake here. */
const DEEP = 6;
/** Looks compete with what they wait for: here every answer is of all parts of the system, and of a hurried deposit. */
const PATIENT = { everyMs: 500, waitMs: 240_000 };
const STOLEN = 5_000_000n;
const LATE = 700_000n;

let world: World;
let thief: Holder;
let honest: Holder;
let coin: Outpoint;
let elsewhere: string;
beforeAll(async () => {
  world = await startWorld({
    withdrawals: { writeOffAfterBlocks: WRITE_OFF_BLOCKS },
    rules: { writeOffBlocks: WRITE_OFF_BLOCKS },
    proofs: {},
  });
  honest = await world.createHolder(3_000_000n);
  thief = await world.createHolder();
  elsewhere = await world.bitcoin.call('getnewaddress');
});
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

interface StatusWatch {
  /** Waits for an answer that was asked for from now on, with the truth the same before and after it. */
  look(): Promise<void>;
  /** Every answer that was untrue. */
  stop(): Promise<string[]>;
}

/** Compares the status with the truth every 200 ms. An answer counts as wrong if the truth was the same before and after. */
function watchStatus(services: Services): StatusWatch {
  const wrong: string[] = [];
  let asked = 0;
  let lastJudged = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      asked += 1;
      const [before, status, after] = [await truth(), await services.status(), await truth()];
      const isMissing = before.onBooks && !before.onBitcoin;
      const isTold = status.books.missing.some(({ outpoint }) => outpoint === formatOutpoint(coin));
      const isStill = JSON.stringify(before) === JSON.stringify(after);
      const isFalse = isMissing ? status.books.ok : isTold;
      if (isStill) lastJudged = asked;
      if (isStill && isFalse) wrong.push(`${JSON.stringify(status.books, bigints)} while ${JSON.stringify(before)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    async look() {
      const last = asked;
      await until(
        async () => (lastJudged > last ? true : undefined),
        () => 'a status that can be judged',
        PATIENT,
      );
    },
    async stop() {
      isOver = true;
      await watching;
      return wrong;
    },
  };
}

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

async function waitForRefusal(id: string, part: string): Promise<WithdrawalView> {
  return await until(
    async () => {
      const found = await world.services.withdrawal(id);
      const { code = '', message = '' } = found?.refusal ?? {};
      return found && `${code} ${message}`.includes(part) ? found : undefined;
    },
    () => `withdrawal ${id} to be refused for ${part}`,
    PATIENT,
  );
}

describe('a minted deposit that Bitcoin takes back', () => {
  let watch: ReturnType<typeof watchStatus>;
  let withdrawal: string;
  let owed: string;
  let late: Outpoint;

  test('is told at once, with whose it was and how much', async () => {
    [coin] = (await world.bitcoin.pay([thief.depositAddress, STOLEN])) as [Outpoint];
    await world.bitcoin.mine(3);
    await world.waitFor(coin, 'minted');
    expect(await world.services.status()).toMatchObject({ books: { ok: true, standing: 'true', missingSats: 0n } });
    expect(await world.services.reserves()).toMatchObject({ missingSats: 0n, ratioBps: 10_000 });
    watch = watchStatus(world.services);
    await watch.look();

    await world.bitcoin.reorganize(3);
    await world.bitcoin.replace(coin, [elsewhere, 100_000n]);
    await world.bitcoin.mine();
    await until(
      async () => ((await world.services.status()).books.ok ? undefined : true),
      () => 'the status to tell',
      PATIENT,
    );
    expect(await world.services.status()).toMatchObject({
      books: {
        ok: false,
        standing: 'untrue',
        missingSats: STOLEN,
        missing: [{ user: thief.address, why: 'unmined', amountSats: STOLEN }],
      },
    });
    expect(await world.services.reserves()).toMatchObject({ missingSats: STOLEN, ratioBps: 3_750 });
    await watch.look();
  });

  test('does not pay its owner from the coins of others: the withdrawal is held, and says why', async () => {
    withdrawal = await world.withdraw(thief, { sats: 1_000_000n, to: elsewhere });
    expect(await waitForRefusal(withdrawal, 'held')).toMatchObject({
      state: 'pending',
      refusal: { code: 'held', message: expect.stringContaining(coin.txid) },
    });
  });

  test('leaves no proof to be made, and says why', async () => {
    expect(await world.services.proveReserves()).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining(`${coin.txid}:${coin.vout} was counted and is in no block any more`),
    });
  });

  test('stops minting above a small sum', async () => {
    [late] = (await world.bitcoin.pay([honest.depositAddress, LATE])) as [Outpoint];
    await world.bitcoin.mine(DEEP);
    const refused = await world.waitFor(late, 'refused');
    expect(refused.refusal).toMatchObject({ code: 'books-differ', message: expect.stringContaining(coin.txid) });
  });

  test('has signers refuse to authorize a payment, of anybody', async () => {
    // Together with the thief's, more than is left: what is short is all of it, and not only what is issued.
    owed = await world.withdraw(honest, { sats: 2_900_000n, to: elsewhere });
    await waitForRefusal(owed, 'attestation/books');
    await watch.look();
  });

  test('is written off once it is as deep as custodians ask for; then the reserve is short, and says so', async () => {
    await world.bitcoin.mine(WRITE_OFF_BLOCKS);
    await world.waitFor(coin, 'written-off');
    expect((await world.services.status()).books).toMatchObject({
      ok: false,
      missing: [],
      error: expect.stringContaining('no coin stands for'),
    });
    expect(await world.services.reserves()).toMatchObject({ missingSats: 0n, loss: { shortSats: STOLEN } });
    // Whoever comes first is not paid by whoever comes last.
    await world.services.recheckWithdrawal(owed);
    await waitForRefusal(owed, 'RedemptionWaits');
    // Held still, or looked at again since the loss is on the books, and in vain.
    const refusal = { code: expect.stringMatching(/^(held|no-free-coins|RedemptionWaits)$/) };
    expect(await world.services.withdrawal(withdrawal)).toMatchObject({ state: 'pending', refusal });
    await watch.look();
  });

  test('is made good with what is paid to the address that reserves tell; everything goes on by itself', async () => {
    // Whatever waits for this has been refused for long.
    await lengthenPauses(world.databaseUrl);
    const { loss } = await world.services.reserves();
    await world.bitcoin.pay([loss.fillAddress!, loss.shortSats]);
    await world.bitcoin.mine(DEEP);
    await until(
      async () => ((await world.services.reserves()).loss.shortSats === 0n ? true : undefined),
      () => 'the loss to be filled',
      PATIENT,
    );
    expect((await world.services.status()).books).toEqual({ ok: true, standing: 'true', missingSats: 0n, missing: [] });
    await world.waitForWithdrawal(owed, 'broadcast');
    await world.bitcoin.mine(DEEP);
    await world.waitForWithdrawal(owed, 'settled');
    // Alone, or together with the other one and mined with it.
    await world.waitForWithdrawal(withdrawal, 'broadcast', 'confirming', 'completed', 'settled');
    // It is woken when nothing is missing any more.
    await until(
      async () => ((await world.services.deposit(late))?.state === 'minted' ? true : undefined),
      () => 'the late deposit to be minted',
      PATIENT,
    );
  });

  test('and at no moment of all this did the status say otherwise', async () => {
    await watch.look();
    expect(await watch.stop()).toEqual([]);
  });
});

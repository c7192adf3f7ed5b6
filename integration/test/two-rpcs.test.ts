import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Outpoint } from '../src/index.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

let world: World;
let alice: Holder;
beforeAll(async () => {
  world = await startWorld({ secondRpc: true });
  alice = await world.createHolder(300_000n);
});
afterAll(async () => await world?.stop());
afterEach(() => {
  world.stellar.lie = undefined;
});

/** The second view refuses every question about contracts, as one does that never heard of them. */
function knowNothing(): void {
  world.stellar.lie = async (method, _params, forward) =>
    method === 'simulateTransaction'
      ? { result: { error: 'HostError: Error(Storage, MissingValue)', latestLedger: 1, events: [] } }
      : await forward();
}

describe('two views of Stellar', () => {
  test('are said in the status, as is one of Bitcoin', async () => {
    const { stellar, bitcoin } = await world.services.status();
    expect(stellar).toMatchObject({ ok: true, views: 2 });
    expect(bitcoin).toMatchObject({ ok: true, views: 1 });
  });

  test('that do not know the same mint nothing and pay nothing, and say so; once they agree, both happen', async () => {
    const to = await world.bitcoin.call<string>('getnewaddress');
    const [outpoint] = (await world.bitcoin.pay([alice.depositAddress, 20_000n])) as [Outpoint];
    knowNothing();
    await world.bitcoin.mine(6);
    const held = await until(
      async () => {
        const found = await world.services.deposit(outpoint);
        return found?.refusal ? found : undefined;
      },
      () => 'the deposit to wait',
    );
    expect(held.state).not.toBe('minted');
    expect(held.refusal?.message).toContain('two Stellar RPCs do not agree');
    const id = await world.withdraw(alice, { sats: 100_000n, to });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect((await world.services.withdrawal(id).catch(() => undefined))?.txid ?? null).toBeNull();

    world.stellar.lie = undefined;
    await world.services.recheckDeposit(outpoint);
    await world.waitFor(outpoint, 'minted');
    await world.waitForWithdrawal(id, 'broadcast');
  });

  test('of which one has another ledger of the same number are told, and nothing is minted', async () => {
    world.stellar.lie = async (method, _params, forward) => {
      const answer = (await forward()) as { result: { ledgers: { hash: string }[] } };
      if (method !== 'getLedgers') return answer;
      const ledgers = answer.result.ledgers.map((ledger) => ({ ...ledger, hash: 'ab'.repeat(32) }));
      return { result: { ...answer.result, ledgers } };
    };
    await until(
      async () => ((await world.services.status()).stellar.error?.includes('different ledgers') ? true : undefined),
      () => 'the status to tell',
    );
    const [outpoint] = (await world.bitcoin.pay([alice.depositAddress, 20_000n])) as [Outpoint];
    await world.bitcoin.mine(6);
    const refused = await world.waitFor(outpoint, 'refused');
    expect(refused.refusal).toMatchObject({
      code: 'books-differ',
      message: expect.stringContaining('different ledgers'),
    });

    world.stellar.lie = undefined;
    await until(
      async () => ((await world.services.status()).stellar.ok ? true : undefined),
      () => 'the status to be well again',
    );
    await world.waitFor(outpoint, 'minted');
  });
});

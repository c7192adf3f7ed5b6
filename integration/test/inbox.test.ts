import { OperationType } from '@istsi/contracts/clients/kyc-registry';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { muxedAddress } from '../src/inbox/inbox-orders.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

const SATS = 50_000n;
const DAY = 86_400;

let world: World;
let alice: Holder;
let bob: Holder;
let inbox: string;
beforeAll(async () => {
  world = await startWorld({ unreliable: true, inbox: { mostHeldSats: 400_000n } });
  inbox = world.keys.inbox.publicKey();
  [alice, bob] = [await world.createHolder(1_000_000n), await world.createHolder(300_000n)];
});
afterAll(async () => await world?.stop());

const transfers = () => world.services.seps!.transfers;
const balances = async () => ({ alice: await world.balance(alice.address), bob: await world.balance(bob.address) });
let before: Awaited<ReturnType<typeof balances>>;
beforeEach(async () => {
  before = await balances();
});

/** Asks for a withdrawal as SEP-6 does. */
async function ask({ address: subject }: Holder, amountSats = SATS) {
  const bitcoinAddress = await world.bitcoin.call<string>('getnewaddress');
  const wanted = { subject, protocol: 'sep6', kind: 'withdrawal', withPage: false } as const;
  return (await transfers().open({ ...wanted, amountSats, bitcoinAddress })).transfer;
}

/** What arrived by this transaction, once it is in one of these states. */
async function receiptOf(stellarTx: string, ...states: string[]) {
  let last: unknown;
  return await until(
    async () => {
      const [found] = await world.services.operations.search(stellarTx).then((all) => all.filter(isReceipt));
      const shown = found && (await world.services.operations.find(found.id));
      last = shown;
      return shown && states.includes(shown.state) ? shown : undefined;
    },
    () => `what arrived by ${stellarTx} to be ${states.join(' or ')}: ${JSON.stringify(last)}`,
  );
}
const isReceipt = ({ title }: { title: string }): boolean => title.includes('sent to the inbox');
const reasonOf = ({ timeline }: { timeline: readonly { what: string; detail: Record<string, string> }[] }) =>
  timeline.find(({ what }) => what === 'returning')?.detail.why?.split(':')[0];
const mineUntil = async (look: () => Promise<boolean>): Promise<void> => {
  await until(
    async () => {
      await world.bitcoin.mine(1);
      return (await look()) || undefined;
    },
    () => 'the end of the withdrawal',
  );
};

describe('what was asked for and sent', () => {
  test('becomes the withdrawal, and its bitcoin', async () => {
    const { id, inbox: expects, bitcoinAddress } = await ask(alice);
    expect(expects).toMatchObject({ address: expect.stringMatching(/^M/), amountSats: SATS });
    const hash = await world.send(alice, expects!.address, SATS);
    const receipt = await receiptOf(hash, 'withdrawn', 'paid');
    const [related] = receipt.related;
    expect(related).toMatchObject({ relation: 'withdrawn-as' });
    const withdrawal = (await world.services.withdrawal(related!.id))!;
    expect(withdrawal).toMatchObject({ amountSats: SATS, address: bitcoinAddress, user: inbox });
    expect(await transfers().find(alice.address, { stellarTx: hash })).toMatchObject({ id, withdrawalId: related!.id });
    await mineUntil(async () => (await transfers().track(id))?.status === 'completed');
    expect((await receiptOf(hash, 'paid')).timeline.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['received', 'withdrawing', 'withdrawn', 'paid']),
    );
    expect(await balances()).toEqual({ ...before, alice: before.alice - SATS });
    expect(await world.services.inbox()).toMatchObject({ balanceSats: 0n, waitingSats: 0n, unexplainedSats: 0n });
  });

  test('goes back once when no custodian authorized its payment in time', async () => {
    for (const signer of world.unreliable) signer.behave({ '/attest': 'gone' });
    const { id, inbox: expects } = await ask(alice);
    const hash = await world.send(alice, expects!.address, SATS);
    const [related] = (await receiptOf(hash, 'withdrawn')).related;
    await world.advanceTime(4 * DAY);
    await world.services.recheckWithdrawal(related!.id);
    const receipt = await receiptOf(hash, 'returned');
    expect(receipt.related).toEqual([related]);
    expect(await transfers().track(id)).toMatchObject({ status: 'refunded', refund: { amountSats: SATS } });
    expect(await balances()).toEqual(before);
    for (const signer of world.unreliable) signer.behave({});
  });
});

describe('what nobody asked for goes back, whole', () => {
  test.each<[string, string, () => Promise<string>]>([
    ['without an id', 'no-id', () => world.send(alice, inbox, SATS)],
    ['with an id of nothing', 'unknown-id', () => world.send(alice, muxedAddress(inbox, '18446744073709551615'), SATS)],
    ['of another amount', 'other-amount', async () => world.send(alice, (await ask(alice)).inbox!.address, SATS - 1n)],
    ['from another account', 'other-sender', async () => world.send(bob, (await ask(alice)).inbox!.address, SATS)],
  ])('%s', async (_, reason, send) => {
    const receipt = await receiptOf(await send(), 'returned');
    expect(reasonOf(receipt)).toBe(reason);
    expect(await balances()).toEqual(before);
  });

  test('a second time for one withdrawal', async () => {
    const { inbox: expects } = await ask(alice);
    await receiptOf(await world.send(alice, expects!.address, SATS), 'withdrawn', 'paid');
    const again = await receiptOf(await world.send(alice, expects!.address, SATS), 'returned');
    expect(reasonOf(again)).toBe('paid-before');
    expect(await balances()).toEqual({ ...before, alice: before.alice - SATS });
  });

  test('too late', async () => {
    const { inbox: expects } = await ask(alice);
    await world.advanceTime(3_601);
    expect(reasonOf(await receiptOf(await world.send(alice, expects!.address, SATS), 'returned'))).toBe('too-late');
    expect(await balances()).toEqual(before);
  });
});

test('no more is asked for than may be in the inbox, and than the account has', async () => {
  const open = async (holder: Holder, sats: bigint) => (await ask(holder, sats)).inbox;
  expect(await open(bob, 250_000n)).not.toBeNull();
  expect(await open(bob, 100_000n)).toBeNull();
  expect(await open(alice, 100_000n)).not.toBeNull();
  expect(await open(alice, 100_000n)).toBeNull();
});

test('what passes through it is bounded by its tier, on chain, in and out together', async () => {
  const rich = await world.createHolder(60_000_000n);
  await world.officer.act('set_tier', { user: inbox, tier: 1, reason: 'as low as it goes' });
  const asked = { tier: 1, operation: OperationType.Transfer };
  const { per_operation: most, daily } = await world.contracts.kyc.read('get_limits', asked);
  expect(daily).toBe(5n * most);
  await expect(world.send(rich, inbox, most + 1n)).rejects.toThrow('OverOperationLimit');
  // There and back each count: with these a day has no room for a third of the largest.
  for (const sats of [1_000n, most, most]) await receiptOf(await world.send(rich, inbox, sats), 'returned');
  await expect(world.send(rich, inbox, most)).rejects.toThrow('OverDailyLimit');
});

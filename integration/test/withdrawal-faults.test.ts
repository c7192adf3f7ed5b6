import { addressOfScript, networks } from '@istsi/bitcoin-custody';
import { formatSigningFile } from '@istsi/signer';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { WithdrawalView } from '../src/index.ts';
import { withoutPlanning } from './held-planner.ts';
import type { Holder } from './holders.ts';
import { signOffline } from './sign-offline.ts';
import { startWorld, until, type World } from './world.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const WRITE_OFF_BLOCKS = 5;
/** Whom no custodian pays: the hash of a script that nobody knows. */
const FORBIDDEN = Buffer.concat([Buffer.from('0020', 'hex'), Buffer.alloc(32, 7)]);
vi.setConfig({ testTimeout: 400_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld({
    withdrawals: { writeOffAfterBlocks: WRITE_OFF_BLOCKS },
    rules: { writeOffBlocks: WRITE_OFF_BLOCKS, forbiddenScripts: [FORBIDDEN] },
    unreliable: true,
  });
});
afterAll(async () => {
  await world?.stop();
});
afterEach(() => {
  for (const signer of world.unreliable) signer.behave({});
});

const DAY = 86_400;

async function asksFor(holder: Holder, sats: bigint): Promise<string> {
  return await world.withdraw(holder, { sats, to: await world.bitcoin.call('getnewaddress') });
}

async function waitForRefusal(id: string, code: string): Promise<WithdrawalView> {
  return await until(
    async () => {
      const shown = await world.services.withdrawal(id);
      return shown?.refusal?.code === code ? shown : undefined;
    },
    () => `withdrawal ${id} to be refused for ${code}`,
  );
}

async function isInMempool(txid: string): Promise<boolean> {
  return (await world.bitcoin.call<string[]>('getrawmempool')).includes(txid);
}

async function settle(id: string): Promise<void> {
  await world.waitForWithdrawal(id, 'broadcast');
  await world.bitcoin.mine(2);
  await world.waitForWithdrawal(id, 'settled');
}

describe('signers', () => {
  test('that are too few to authorize hold a withdrawal up, until there are enough', async () => {
    const alice = await world.createHolder(60_000n);
    for (const signer of world.unreliable.slice(1)) signer.behave({ '/attest': 'gone' });
    const id = await asksFor(alice, 50_000n);
    expect((await waitForRefusal(id, 'too-few-attestations')).state).toBe('authorizing');
    world.unreliable[2]!.behave({});
    await world.services.recheckWithdrawal(id);
    await settle(id);
  });

  test('that vanish after they authorized it find it waiting, past its deadline too, and half signed', async () => {
    const bob = await world.createHolder(60_000n);
    for (const signer of world.unreliable.slice(1)) signer.behave({ '/sign': 'gone' });
    const id = await asksFor(bob, 50_000n);
    const held = await waitForRefusal(id, 'too-few-signatures');
    expect(held.state).toBe('signing');
    expect((await world.services.payment(held.txid!))?.signedBy).toEqual([world.signers[0]!.address]);

    await world.advanceTime(4 * DAY);
    await world.services.recheckWithdrawal(id);
    // The one who has signed is gone now, and another is restarted: its signature counts all the same.
    world.unreliable[0]!.behave({ '/sign': 'gone' });
    const port = Number(new URL(world.signers[1]!.url).port);
    await world.signers[1]!.stop();
    world.signers[1] = await world.startSigner(1, { port });
    world.unreliable[1]!.behave({});
    await world.services.recheckWithdrawal(id);
    await settle(id);
    expect((await world.services.payment(held.txid!))?.signedBy).toHaveLength(2);
    expect(await world.balance(bob.address)).toBe(10_000n);
  });

  test.runIf(isNightly)('that no network reaches sign in a file, where too few others are there', async () => {
    const judy = await world.createHolder(60_000n);
    for (const signer of world.unreliable.slice(1)) signer.behave({ '/sign': 'gone' });
    const id = await asksFor(judy, 50_000n);
    const { txid } = await waitForRefusal(id, 'too-few-signatures');
    const exported = (await world.services.exportPayment(txid!))!;
    expect(exported).toMatchObject({ signatures: 1, needed: 2, withdrawals: [{ withdrawalId: id }] });

    const port = Number(new URL(world.signers[2]!.url).port);
    await world.signers[2]!.stop();
    const signed = await signOffline(world, 2, Buffer.from(formatSigningFile(exported)));
    world.signers[2] = await world.startSigner(2, { port });
    expect(await world.services.importSignatures(txid!, signed)).toMatchObject({ signatures: 2, needed: 2 });
    await settle(id);
    expect((await world.services.withdrawal(id))!.txid).toBe(txid);
    const { signedBy } = (await world.services.payment(txid!))!;
    expect(signedBy).toHaveLength(2);
    expect(signedBy).toContain(world.signers[0]!.address);
  });

  test.each([0, 1])('of which number %i lies spoil nothing', async (n) => {
    const carol = await world.createHolder(60_000n);
    world.unreliable[n]!.behave({ '/attest': 'lies', '/sign': 'lies' });
    const id = await asksFor(carol, 50_000n);
    await settle(id);
    const { txid } = (await world.services.withdrawal(id))!;
    expect((await world.services.payment(txid!))?.signedBy).not.toContain(world.signers[n]!.address);
  });
});

describe('a payment', () => {
  test.runIf(isNightly)('that the node dropped is broadcast again', async () => {
    const dave = await world.createHolder(60_000n);
    const id = await asksFor(dave, 50_000n);
    const { txid } = await world.waitForWithdrawal(id, 'broadcast');
    expect(await world.bitcoin.evict()).not.toContain(txid);
    await world.bitcoin.mineEmpty();
    await until(
      async () => ((await isInMempool(txid!)) ? true : undefined),
      () => 'the payment to be broadcast again',
    );
    await settle(id);
  });

  test('that a reorganization undoes is mined again, before it is completed and after', async () => {
    const erin = await world.createHolder(60_000n);
    const id = await asksFor(erin, 50_000n);
    const { txid } = await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine();
    await world.waitForWithdrawal(id, 'confirming');
    await world.bitcoin.reorganize(1);
    await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(2);
    const settled = await world.waitForWithdrawal(id, 'settled');
    expect(settled.timeline.map(({ state }) => state).filter((state) => state === 'confirming')).toHaveLength(2);

    await world.bitcoin.reorganize(3);
    await world.bitcoin.evict();
    await world.bitcoin.mineEmpty();
    await until(
      async () => ((await isInMempool(txid!)) ? true : undefined),
      () => 'the completed payment to be broadcast again',
    );
    await world.bitcoin.mine(2);
    await until(
      async () => ((await world.services.withdrawal(id))?.confirmations === 2 ? true : undefined),
      () => 'the completed payment to be mined again',
    );
    expect((await world.services.withdrawal(id))?.state).toBe('settled');
  });
});

describe('custodians', () => {
  test('that refuse one of several pay the others; it is given back at its deadline', async () => {
    const karl = await world.createHolder(60_000n, 60_000n, 60_000n);
    const { refused, others } = await withoutPlanning(world.databaseUrl, async () => ({
      others: [await asksFor(karl, 50_000n)],
      refused: await world.withdraw(karl, { sats: 40_000n, to: addressOfScript(FORBIDDEN, networks.regtest)! }),
    }));
    others.push(await asksFor(karl, 45_000n));
    for (const id of others) await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(2);
    for (const id of others) await world.waitForWithdrawal(id, 'settled');
    const held = (await world.services.withdrawal(refused))!;
    expect(['pending', 'batched', 'authorizing']).toContain(held.state);
    expect(held.timeline.find(({ detail }) => detail.why)?.detail.why).toContain('attestation/destination');

    await world.advanceTime(4 * DAY);
    await world.services.recheckWithdrawal(refused);
    await world.waitForWithdrawal(refused, 'refunded');
    expect(await world.balance(karl.address)).toBe(85_000n);
  });
});

describe('a minted deposit', () => {
  test('that a reorganization takes back for good is written off', async () => {
    const frank = await world.createHolder();
    const [outpoint] = await world.bitcoin.pay([frank.depositAddress, 40_000n]);
    await world.bitcoin.mine(2);
    await world.waitFor(outpoint!, 'minted');
    const before = await world.contracts.reserve.read('total_reserves');
    await world.bitcoin.reorganize(2);
    await world.bitcoin.replace(outpoint!, [await world.bitcoin.call('getnewaddress'), 40_000n]);
    // Signers count blocks that are certainly younger than the registration: by Stellar's clock, which is days ahead here.
    await world.bitcoin.call('setmocktime', Math.floor(Date.now() / 1000) + 9 * DAY);
    await world.bitcoin.mine(WRITE_OFF_BLOCKS + 2);
    const gone = await world.waitFor(outpoint!, 'written-off');
    expect(gone.height).toBeNull();
    expect((await world.services.deposit(outpoint!))?.timeline.at(-1)?.state).toBe('written-off');
    expect(await world.contracts.reserve.read('total_reserves')).toBe(before - 40_000n);
  });
});

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { formatOutpoint, type Outpoint } from '../src/index.ts';
import { lengthenPauses, pauseOfBatch } from './long-pauses.ts';
import { startWorld, until, type World } from './world.ts';

const SATS = 60_000n;
/** Once for each a failure was counted, and the next pause was twice as long. */
const BLOCKS = 10;

/** Nodes of the services that fail; those of the signers do not. */
let world: World;
const logged: string[] = [];
beforeAll(async () => {
  const log = (_level: string, message: string): unknown => logged.push(message);
  world = await startWorld({ throughGateway: true, lying: true, log });
});
afterAll(async () => await world?.stop());
afterEach(() => {
  world.gateway!.change = undefined;
  world.stellar.lie = undefined;
});

const rowOf = async (outpoint: Outpoint) => await world.services.deposit(outpoint);
const refusedWith = async (outpoint: Outpoint, code: string) =>
  await until(
    async () => ((await rowOf(outpoint))?.refusal?.code === code ? await rowOf(outpoint) : undefined),
    () => `${formatOutpoint(outpoint)} to say ${code}`,
  );

test('a deposit whose transaction no node takes says so, and is minted once when one does', async () => {
  const user = await world.createUser();
  world.stellar.lie = async (method, _params, forward) => (method === 'sendTransaction' ? undefined : await forward());
  const [outpoint] = (await world.bitcoin.pay([user.depositAddress, SATS])) as [Outpoint];
  await world.bitcoin.mine(3);
  const row = await refusedWith(outpoint, 'fate-pending');
  expect(row).toMatchObject({
    state: 'submitted',
    refusal: { message: expect.stringMatching(/^whether transaction [0-9a-f]{64} was included is not known yet/) },
  });
  world.stellar.lie = undefined;
  expect(await world.waitFor(outpoint, 'minted')).toMatchObject({ refusal: null });
  expect(await world.balance(user.address)).toBe(SATS);
});

test('however often blocks have it looked at, what fails pauses for no longer than it has failed', async () => {
  const holder = await world.createHolder(2n * SATS);
  const to = await world.bitcoin.call<string>('getnewaddress');
  const id = await world.withdraw(holder, { sats: SATS, to });
  await world.waitForWithdrawal(id, 'broadcast');
  world.gateway!.change = (method) =>
    method === 'getmempoolentry' ? { error: { code: -32_603, message: 'database is locked' } } : undefined;
  // Never mined with them: the payment stays open, and every block has it looked at.
  const { txid } = (await world.services.withdrawal(id))!;
  await world.bitcoin.call('prioritisetransaction', txid, 0, -100_000_000);
  for (let block = 0; block < BLOCKS; block++) {
    const before = (await pauseOfBatch(world.databaseUrl))?.failures ?? 0;
    await world.bitcoin.mine(1);
    await until(
      async () => (((await pauseOfBatch(world.databaseUrl))?.failures ?? 0) > before ? true : undefined),
      () => 'a block to have the payment looked at in vain',
    );
  }
  const { failures, pauseMs, heldMs, code } = (await pauseOfBatch(world.databaseUrl))!;
  expect(code).toMatch(/^cannot-/);
  expect(failures).toBeGreaterThanOrEqual(BLOCKS);
  expect(pauseMs).toBeLessThanOrEqual(1.5 * Math.max(heldMs, 1_000));
});

test('what paused for a node that did not answer goes on when it does, however long its pause', async () => {
  const user = await world.createUser();
  const [outpoint] = (await world.bitcoin.pay([user.depositAddress, SATS])) as [Outpoint];
  logged.length = 0;
  world.stellar.lie = () => Promise.resolve(undefined);
  await world.bitcoin.mine(3);
  const held = await until(
    async () => {
      const row = await rowOf(outpoint).catch(() => undefined);
      return row?.refusal?.code.startsWith('cannot-') ? row : undefined;
    },
    () => 'the deposit to say that a node does not answer',
  );
  expect(held.refusal).not.toBeNull();
  // Whoever has paused for long has done so through many of the looks at the nodes, which wake it when one works again.
  await until(
    () => Promise.resolve(logged.find((message) => message.startsWith('comparing the books with the coins failed'))),
    () => 'a look at the nodes to fail',
  );
  await lengthenPauses(world.databaseUrl);
  world.stellar.lie = undefined;
  await world.waitFor(outpoint, 'minted');
});

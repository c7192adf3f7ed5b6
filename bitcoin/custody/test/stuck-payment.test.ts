import { hex } from '@scure/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { networks } from '../src/networks.ts';
import { createEsplora } from '../src/node/esplora.ts';
import { singleLane } from '../src/withdrawal/change.ts';
import { nextConsolidation } from '../src/withdrawal/consolidation.ts';
import { mostFeeSats } from '../src/withdrawal/fee-shares.ts';
import { type FeePolicy, nextFeeStep, type Waiting } from '../src/withdrawal/fees.ts';
import { toProposal } from '../src/withdrawal/plan.ts';
import { planPayments, planReplacement } from '../src/withdrawal/plan-payments.ts';
import { childVbytes, type Parent, planChild, planSweep } from '../src/withdrawal/plan-sweep.ts';
import { type Proposal, proposalFeeSats, proposalWeight } from '../src/withdrawal/proposal.ts';
import { type Paying, type Signed, startPaying } from './paying-world.ts';
import { type RegtestWorld, startRegtestWorld } from './regtest-world.ts';
import { foreignScript } from './withdrawal-world.ts';

const fees: FeePolicy = {
  floorSatsPerKvb: 1_000n,
  capSatsPerKvb: 90_000n,
  marginBps: 0n,
  fallbackSatsPerKvb: 1_000n,
};
const SURPLUS = 40_000n;
const MAX_MEMPOOL_BYTES = 60_000;

let world: RegtestWorld;
let paying: Paying;
const payments = [
  { withdrawalId: 'alice', scriptPubKey: foreignScript(1), amountSats: 120_000n, maxFeeSats: 3_000n },
  { withdrawalId: 'bob', scriptPubKey: foreignScript(2), amountSats: 45_000n, maxFeeSats: 2_500n },
];

beforeEach(async () => {
  world = await startRegtestWorld({ maxMempoolBytes: MAX_MEMPOOL_BYTES });
  paying = await startPaying(world, 'tr');
  const { custody, depositTo } = paying;
  await world.pay(depositTo(custody, 0, 300_000n), depositTo(custody, 2, 90_000n));
  await world.mine();
  await paying.watch();
});
afterEach(async () => {
  await paying.remove();
  await world.node.stop();
});

const parentOf = (proposal: Proposal): Parent => ({
  feeSats: proposalFeeSats(proposal) ?? 0n,
  vbytes: Math.ceil(proposalWeight(paying.epochs, proposal) / 4),
});

/** A payment at the lowest rate there is, sent. */
async function payCheaply(): Promise<{ proposal: Proposal; signed: Signed }> {
  const result = planPayments({
    ...{ epochs: paying.epochs, coins: paying.coins(), payments },
    ...{ satsPerKvb: 1_000n, longTermSatsPerKvb: 1_000n, feeCapSats: 20_000n, lanes: singleLane, mostInputs: 10 },
  });
  if (!result.ok) throw new Error(result.reason.code);
  const proposal = await paying.propose(result.plan);
  return { proposal, signed: await paying.send(proposal, payments) };
}

async function nextStep(proposal: Proposal, changes: Partial<Waiting> = {}) {
  const { height } = await world.rpc.getTip();
  const waiting: Waiting = {
    ...parentOf(proposal),
    ...{ sinceHeight: height - 1, deadlineHeight: height + 6 },
    ...{ mostFeeSats: mostFeeSats(payments), mostChildFeeSats: SURPLUS },
    ...changes,
  };
  return nextFeeStep(waiting, height, await world.rpc.estimateFees(), fees, childVbytes(paying.epochs));
}

async function replace(earlier: Proposal, feeSats: bigint) {
  const result = planReplacement({ earlier, payments, feeSats, feeCapSats: 20_000n });
  if (!result.ok) throw new Error(result.reason.code);
  return result.proposal;
}

/** The child that brings both to this rate, signed. Needs no node that still has the payment. */
async function signChild(payment: Signed, proposal: Proposal, satsPerKvb: bigint) {
  const parent = parentOf(proposal);
  const change = paying.coins().filter(({ txid }) => txid === payment.txid);
  const result = planChild({ epochs: paying.epochs, parent, change, satsPerKvb, feeCapSats: SURPLUS });
  if (!result.ok) throw new Error(result.reason.code);
  const child = toProposal(result.plan, new Map([[payment.txid, payment.bytes]]));
  return { proposal: child, signed: await paying.sign(child, [], parent) };
}

/** A stranger's payment of about 9,150 virtual bytes. */
function bulky(satsPerVbyte: bigint): Uint8Array {
  const data = Buffer.alloc(9_000, 7);
  const script = Buffer.concat([Buffer.of(0x6a, 0x4d, data.length & 0xff, data.length >> 8), data]);
  return hex.decode(world.build(world.coin(), [{ scriptPubKey: script, amountSats: 0n }], satsPerVbyte * 9_150n).hex);
}

/** Fills the memory pool with strangers' payments until this one has to go. */
async function crowdOut({ txid }: Signed, satsPerVbyte: bigint): Promise<void> {
  for (let i = 0; i < 8; i++) {
    await world.rpc.sendTransaction(bulky(satsPerVbyte));
    if (!(await world.rpc.getMempool()).includes(txid)) return;
  }
  throw new Error('the payment was not evicted');
}

const setEstimate = (btcPerKvb: string) => world.rpc.call('setfeeestimate', [btcPerKvb]);
const isWaiting = async ({ txid }: Signed) => (await world.rpc.getMempool()).includes(txid);
const refusal = (sending: Promise<unknown>) =>
  sending.then(
    () => undefined,
    (error: unknown) => error as { code: string; context: object },
  );

/** In satoshis per virtual byte, of a child and what it hangs on. */
async function packageRate({ txid }: Signed): Promise<number> {
  const entry = (await world.rpc.call('getmempoolentry', [txid])) as {
    ancestorsize: number;
    fees: { ancestor: number };
  };
  return Math.round(entry.fees.ancestor * 1e8) / entry.ancestorsize;
}

test('a fee spike is met by the recipients as far as they accepted, then by a child, and both are mined', async () => {
  const { proposal, signed } = await payCheaply();
  expect(await nextStep(proposal)).toEqual({ do: 'wait' });

  await setEstimate('0.00060000');
  const step = await nextStep(proposal);
  // 60 sat/vB is more than alice and bob together bear: bob's limit decides.
  expect(step).toEqual({ do: 'replace', feeSats: 5_001n });
  const replaced = await replace(proposal, 5_001n);
  const second = await paying.send(replaced, payments);
  expect(await isWaiting(signed)).toBe(false);
  paying.own.push(second.transaction);

  const next = await nextStep(replaced);
  if (next.do !== 'child') throw new Error(`the next step is ${next.do}`);
  const child = await signChild(second, replaced, 60_000n);
  expect(proposalFeeSats(child.proposal)).toBe(next.feeSats);
  await world.rpc.sendTransaction(child.signed.bytes);
  expect(await packageRate(child.signed)).toBeGreaterThanOrEqual(60);
  const { feeSats, vbytes } = parentOf(child.proposal);
  expect(await nextStep(replaced, { child: { feeSats, vbytes } })).toEqual({ do: 'wait' });

  await setEstimate('0.00100000');
  expect(await nextStep(replaced, { child: { feeSats, vbytes } })).toMatchObject({ do: 'replace-child' });
  expect(await nextStep(replaced, { child: { feeSats, vbytes }, mostChildFeeSats: feeSats })).toEqual({
    do: 'at-cap',
    cap: 'limits',
  });
  await world.mine();
  await paying.watch();
  expect(paying.coins().map(({ txid }) => txid)).toContain(child.signed.txid);
});

describe('a payment that a full memory pool threw out', () => {
  test('is refused as it was, and taken back at the fee that is asked now', async () => {
    const { proposal, signed } = await payCheaply();
    await setEstimate('0.00001000');
    await crowdOut(signed, 5n);
    expect(await refusal(world.rpc.sendTransaction(signed.bytes))).toMatchObject({
      code: 'bitcoin/rpc',
      context: { rpcCode: -26, reason: expect.stringMatching(/mempool min fee not met|mempool full/) },
    });
    // The estimate is never below what the node would take.
    const step = await nextStep(proposal);
    if (step.do !== 'replace') throw new Error(`the next step is ${step.do}`);
    const replaced = await paying.send(await replace(proposal, step.feeSats), payments);
    expect(await isWaiting(replaced)).toBe(true);
    await world.mine();
    const { credits } = await paying.watch();
    expect([...credits.values()].filter(({ spent }) => spent).map(({ spent }) => spent?.by)).toContain(replaced.txid);
  });

  test('comes back with a child where its recipients bear no more, through either kind of backend', async () => {
    const { signed, proposal } = await payCheaply();
    paying.own.push(signed.transaction);
    await setEstimate('0.00001000');
    await crowdOut(signed, 20n);
    const spent = { mostFeeSats: parentOf(proposal).feeSats };
    expect(await nextStep(proposal, spent)).toMatchObject({ do: 'child' });
    const child = await signChild(signed, proposal, 40_000n);
    expect(await refusal(world.rpc.sendTransaction(child.signed.bytes))).toMatchObject({ context: { rpcCode: -25 } });

    const explorer = createEsplora({ url: world.node.esploraUrl, network: networks.regtest });
    expect(await refusal(explorer.sendPackage([signed.bytes]))).toMatchObject({
      code: 'bitcoin/rpc',
      context: { rpcCode: -26, reason: expect.stringContaining(signed.txid) },
    });
    await explorer.sendPackage([signed.bytes, child.signed.bytes]);
    expect([await isWaiting(signed), await isWaiting(child.signed)]).toEqual([true, true]);
    await world.rpc.sendPackage([signed.bytes, child.signed.bytes]);
    await world.mine();
    await paying.watch();
    expect(paying.coins().map(({ txid }) => txid)).toContain(child.signed.txid);
  });

  test('and was mined all the same is seen, and not paid twice', async () => {
    const { proposal, signed } = await payCheaply();
    await crowdOut(signed, 5n);
    await world.mineOnly([hex.encode(signed.bytes)]);
    expect(await refusal(world.rpc.sendTransaction(signed.bytes))).toMatchObject({ context: { rpcCode: -27 } });
    // A replacement spends the same anchor, so it has become impossible; a holder's own node says so.
    await expect(paying.sign(await replace(proposal, 4_000n), payments)).rejects.toThrow(/input-unknown/);
  });
});

test('a deposit whose other outputs nobody can read is spent like any other', async () => {
  const { custody, depositTo, own } = paying;
  const poison = [[], [0x4c, 0xff], [0x4e, 0xff, 0xff, 0xff, 0xff], [0x60, 2, 1, 2], [...Buffer.alloc(12_000, 0x6a)]];
  const siblings = poison.map((script) => ({ scriptPubKey: Uint8Array.from(script), amountSats: 700n }));
  const deposit = world.build(world.coin(), [...siblings, depositTo(custody, 1, 800_000n)]);
  await world.mineOnly([deposit.hex]);
  await paying.watch();
  const result = planPayments({
    ...{ epochs: paying.epochs, coins: paying.coins().filter(({ txid }) => txid === deposit.txid), payments },
    ...{ satsPerKvb: 1_000n, longTermSatsPerKvb: 1_000n, feeCapSats: 20_000n, lanes: singleLane, mostInputs: 10 },
  });
  if (!result.ok) throw new Error(result.reason.code);
  const { txid, transaction } = await paying.send(await paying.propose(result.plan), payments);
  own.push(transaction);
  expect(await world.rpc.getMempool()).toEqual([txid]);
});

test('a deposit to a retired address, however late, is credited there and moved to the reserve', async () => {
  const { retired, depositTo } = paying;
  const late = await world.pay(depositTo(retired, 1, 60_000n));
  await world.mine(2);
  const { credits } = await paying.watch();
  expect([...credits.values()].find(({ txid }) => txid === late.txid)).toMatchObject({ index: 1, amountSats: 60_000n });

  const decide = async () =>
    nextConsolidation(paying.coins(), paying.epochs, await world.rpc.estimateFees(), {
      ...{ fees, rotationBlocks: 6, mostInputs: 10 },
      smallCoins: { belowSats: 1_000n, leastCoins: 5, blocks: 144, mostSatsPerKvb: 1_000n, leaveCoins: 1 },
    });
  const decision = await decide();
  if (decision.do !== 'sweep') throw new Error('a coin of retired keys is moved');
  expect(decision).toMatchObject({ why: 'retired-keys', coins: [{ txid: late.txid }] });
  const { coins, satsPerKvb } = decision;
  const sweep = planSweep({
    ...{ epochs: paying.epochs, coins, satsPerKvb, feeCapSats: SURPLUS, lanes: singleLane, mostInputs: 10 },
  });
  if (!sweep.ok) throw new Error(sweep.reason.code);
  const { txid } = await paying.send(await paying.propose(sweep.plan), []);
  await world.mine();
  await paying.watch();
  expect(paying.coins().find((coin) => coin.txid === txid)).toMatchObject({ epoch: 1, branch: 'change', index: 0 });
  expect(await decide()).toEqual({ do: 'nothing' });
});

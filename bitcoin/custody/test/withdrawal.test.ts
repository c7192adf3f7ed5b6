import { hex } from '@scure/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveAddress } from '../src/address/address.ts';
import { singleLane } from '../src/withdrawal/change.ts';
import { checkInputs } from '../src/withdrawal/check-inputs.ts';
import { planPayments, planReplacement } from '../src/withdrawal/plan-payments.ts';
import { planChild } from '../src/withdrawal/plan-sweep.ts';
import { type Proposal, proposalFeeSats, proposalWeight } from '../src/withdrawal/proposal.ts';
import { type Paying, startPaying } from './paying-world.ts';
import { type RegtestWorld, startRegtestWorld } from './regtest-world.ts';
import { foreignScript } from './withdrawal-world.ts';

let world: RegtestWorld;
beforeAll(async () => {
  world = await startRegtestWorld();
});
afterAll(() => world?.node.stop());

describe.each(['wsh', 'tr'] as const)('a withdrawal from a %s custody', (kind) => {
  let paying: Paying;
  const alice = { withdrawalId: 'alice', scriptPubKey: foreignScript(1), amountSats: 120_000n, maxFeeSats: 4_000n };
  const bob = { withdrawalId: 'bob', scriptPubKey: foreignScript(2), amountSats: 45_000n, maxFeeSats: 4_000n };
  const fees = { satsPerKvb: 3_000n, longTermSatsPerKvb: 3_000n };

  beforeAll(async () => {
    paying = await startPaying(world, kind);
    const { retired, custody, depositTo, watch } = paying;
    await world.pay(depositTo(retired, 0, 100_000n), depositTo(retired, 1, 50_000n), depositTo(custody, 2, 80_000n));
    await world.mine();
    await watch();
  });
  afterAll(() => paying.remove());

  let first: Proposal;
  let second: Proposal;
  let replaced: string;

  test('of a batch is chosen, verified by two holders, signed and accepted by the node', async () => {
    const result = planPayments({
      epochs: paying.epochs,
      coins: paying.coins(),
      payments: [alice, bob],
      ...fees,
      feeCapSats: 10_000n,
      lanes: singleLane,
      mostInputs: 10,
    });
    if (!result.ok) throw new Error(result.reason.code);
    const { plan } = result;
    first = await paying.propose(plan);
    const sent = await paying.send(first, [alice, bob]);
    expect(plan.weight - sent.weight).toBeLessThanOrEqual(plan.coins.length * 2);
    replaced = sent.txid;
  });

  test('with a higher fee replaces itself in the memory pool', async () => {
    const feeSats = (proposalFeeSats(first) ?? 0n) + 2_000n;
    const result = planReplacement({ earlier: first, payments: [alice, bob], feeSats, feeCapSats: 10_000n });
    if (!result.ok) throw new Error(result.reason.code);
    second = result.proposal;
    const { txid, transaction } = await paying.send(second, [alice, bob]);
    expect(await world.rpc.getMempool()).toEqual([txid]);
    expect(txid).not.toBe(replaced);
    paying.own.push(transaction);
  });

  test('spends its own change before it is mined, to pay for both (child pays for parent)', async () => {
    const change = paying.coins().filter((coin) => coin.branch === 'change');
    expect(change).toMatchObject([{ unconfirmedAncestors: 1, txid: paying.own[0]?.txid, epoch: 1 }]);
    const parent = {
      feeSats: proposalFeeSats(second) ?? 0n,
      vbytes: Math.ceil(proposalWeight(paying.epochs, second) / 4),
    };
    const result = planChild({ epochs: paying.epochs, parent, change, satsPerKvb: 20_000n, feeCapSats: 20_000n });
    if (!result.ok) throw new Error(result.reason.code);
    const child = await paying.send(await paying.propose(result.plan), [], parent);
    paying.own.push(child.transaction);
    const entry = await world.rpc.call('getmempoolentry', [child.txid]);
    const { ancestorsize, fees } = entry as { ancestorsize: number; fees: { ancestor: number } };
    expect(Math.round(fees.ancestor * 1e8)).toBeGreaterThanOrEqual(20 * ancestorsize);
    expect(await world.rpc.getMempool()).toHaveLength(2);
  });

  test('is seen by the watcher when mined: coins spent, change back', async () => {
    await world.mine();
    await paying.watch();
    const unspent = [...paying.state().credits.values()].filter(({ spent }) => !spent);
    expect(unspent.filter(({ branch }) => branch === 'change')).toMatchObject([
      { txid: paying.own[1]?.txid, index: 0, epoch: 1 },
    ]);
    const spent = [...paying.state().credits.values()].filter((credit) => credit.spent?.by === paying.own[0]?.txid);
    expect(spent).toHaveLength(first.inputs.length);
    expect(paying.coins().every(({ unconfirmedAncestors }) => unconfirmedAncestors === 0)).toBe(true);
  });

  test('a coin already spent is refused by a signer’s own node', async () => {
    const inputs = { rpc: world.rpc, proposal: first, signedBefore: new Set<string>(), depositConfirmations: 1 };
    expect(await checkInputs(inputs)).toMatchObject({ code: 'input-unknown' });
  });

  test('and one not yet mined too', async () => {
    const { scriptPubKey } = deriveAddress(paying.custody.descriptor, 3);
    const { txid, hex: raw } = await world.pay({ scriptPubKey, amountSats: 9_000n });
    const input = { txid, vout: 0, index: 3, epoch: 1, previousTransaction: hex.decode(raw) };
    const proposal = { inputs: [input], outputs: [], lockTime: 0 };
    const asked = { rpc: world.rpc, proposal, signedBefore: new Set<string>() };
    expect(await checkInputs({ ...asked, depositConfirmations: 1 })).toMatchObject({ code: 'input-unconfirmed' });
    await world.mine();
    expect(await checkInputs({ ...asked, depositConfirmations: 2 })).toMatchObject({
      code: 'input-too-young',
      found: 1,
    });
    expect(await checkInputs({ ...asked, depositConfirmations: 1 })).toBeUndefined();
  });
});

import { hex } from '@scure/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveAddress } from '../src/address/address.ts';
import { networks } from '../src/networks.ts';
import { catchUp } from '../src/watcher/follow.ts';
import { createWatcherState, type WatcherState } from '../src/watcher/state.ts';
import { createWatchlist, type Watchlist } from '../src/watcher/watchlist.ts';
import { assemble } from '../src/withdrawal/assemble.ts';
import { singleLane } from '../src/withdrawal/change.ts';
import { checkInputs } from '../src/withdrawal/check-inputs.ts';
import { netPayments } from '../src/withdrawal/fee-shares.ts';
import { type OwnTransaction, spendableCoins } from '../src/withdrawal/ledger.ts';
import type { AuthorizedPayment } from '../src/withdrawal/payment.ts';
import { type Plan, toProposal } from '../src/withdrawal/plan.ts';
import { planPayments, planReplacement } from '../src/withdrawal/plan-payments.ts';
import { type Parent, planChild } from '../src/withdrawal/plan-sweep.ts';
import { type Epochs, type Proposal, proposalFeeSats, proposalWeight } from '../src/withdrawal/proposal.ts';
import { decodeProposal, encodeProposal } from '../src/withdrawal/psbt.ts';
import { verifyProposal } from '../src/withdrawal/verify-proposal.ts';
import { type RegtestWorld, startRegtestWorld } from './regtest-world.ts';
import { type Custody, foreignScript, startCustody } from './withdrawal-world.ts';

const network = networks.regtest;
const policy = { depositConfirmations: 1, mostUnconfirmedAncestors: 3 };

let world: RegtestWorld;
beforeAll(async () => {
  world = await startRegtestWorld();
});
afterAll(() => world?.node.stop());

describe.each(['wsh', 'tr'] as const)('a withdrawal from a %s custody', (kind) => {
  let retired: Custody;
  let custody: Custody;
  let epochs: Epochs;
  let watchlist: Watchlist;
  let state: WatcherState = createWatcherState();
  let startHeight: number;
  const own: OwnTransaction[] = [];
  const alice = { withdrawalId: 'alice', scriptPubKey: foreignScript(1), amountSats: 120_000n, maxFeeSats: 4_000n };
  const bob = { withdrawalId: 'bob', scriptPubKey: foreignScript(2), amountSats: 45_000n, maxFeeSats: 4_000n };

  beforeAll(async () => {
    retired = await startCustody(kind);
    custody = await startCustody(kind, 1);
    epochs = [retired.descriptor, custody.descriptor];
    watchlist = createWatchlist({
      descriptor: custody.descriptor,
      earlier: [retired.descriptor],
      assignedThrough: 3,
      gap: 1,
      changeLanes: 2,
    });
    startHeight = (await world.rpc.getTip()).height + 1;
    const deposit = (from: Custody, index: number, amountSats: bigint) => ({
      scriptPubKey: deriveAddress(from.descriptor, index).scriptPubKey,
      amountSats,
    });
    await world.pay(deposit(retired, 0, 100_000n), deposit(retired, 1, 50_000n), deposit(custody, 2, 80_000n));
    await world.mine();
    await watch();
  });
  afterAll(async () => {
    await retired.remove();
    await custody.remove();
  });

  async function watch(): Promise<void> {
    state = await catchUp({ state, view: world.rpc, watchlist, policy: { startHeight }, commit: () => undefined });
  }

  const coins = () => spendableCoins({ epochs, state, own, reserved: new Set(), policy });
  const fees = { satsPerKvb: 3_000n, longTermSatsPerKvb: 3_000n };

  async function propose(plan: Plan): Promise<Proposal> {
    const previous = new Map<string, Uint8Array>();
    for (const { txid } of plan.coins) {
      const found = await world.rpc.getTransaction(txid);
      if (found) previous.set(txid, found.bytes);
    }
    return toProposal(plan, previous);
  }

  /** What two of the three holders do, each by itself, from the PSBT alone. */
  async function signAsHolders(
    proposal: Proposal,
    authorized: readonly AuthorizedPayment[],
    parent?: Parent,
  ): Promise<Uint8Array[]> {
    const psbt = encodeProposal(epochs, proposal);
    const { height } = await world.rpc.getTip();
    const limits = {
      ...(parent && { parent }),
      mostFeeSats: 20_000n,
      mostSatsPerKvb: 50_000n,
      mostInputs: 10,
      changeLanes: 1,
    };
    const signedBefore = new Set(own.map(({ txid }) => txid));
    return await Promise.all(
      [0, 2].map(async (holder) => {
        const received = decodeProposal(epochs, psbt);
        const payments = netPayments(authorized, proposalFeeSats(received) ?? 0n);
        expect(verifyProposal(received, { epochs, payments, ...limits, tipHeight: height })).toMatchObject({
          ok: true,
        });
        const inputs = { rpc: world.rpc, proposal: received, signedBefore, depositConfirmations: 1 };
        expect(await checkInputs(inputs)).toBeUndefined();
        return await signEveryEpoch(holder, psbt, received);
      }),
    );
  }

  async function signEveryEpoch(holder: number, psbt: Uint8Array, { inputs }: Proposal): Promise<Uint8Array> {
    let signed = psbt;
    for (const epoch of new Set(inputs.map((input) => input.epoch ?? 0))) {
      signed = (await custody.keystores[holder]?.signPsbt(signed, { network, kind, epoch })) ?? signed;
    }
    return signed;
  }

  async function send(proposal: Proposal, payments: readonly AuthorizedPayment[], parent?: Parent) {
    const { result, rejected } = assemble(epochs, proposal, await signAsHolders(proposal, payments, parent));
    if (!result.complete) throw new Error('two of three signed');
    expect(rejected).toEqual([]);
    expect(await world.rpc.sendTransaction(result.bytes)).toBe(result.txid);
    const change = proposal.outputs.flatMap(({ change, amountSats }, vout) =>
      change ? [{ ...change, vout, amountSats }] : [],
    );
    const { txid, weight } = result;
    return { txid, weight, transaction: { txid, inputs: proposal.inputs, change } };
  }

  let first: Proposal;
  let second: Proposal;
  let replaced: string;

  test('of a batch is chosen, verified by two holders, signed and accepted by the node', async () => {
    const result = planPayments({
      epochs,
      coins: coins(),
      payments: [alice, bob],
      ...fees,
      feeCapSats: 10_000n,
      lanes: singleLane,
      mostInputs: 10,
    });
    if (!result.ok) throw new Error(result.reason.code);
    const { plan } = result;
    first = await propose(plan);
    const sent = await send(first, [alice, bob]);
    expect(plan.weight - sent.weight).toBeLessThanOrEqual(plan.coins.length * 2);
    replaced = sent.txid;
  });

  test('with a higher fee replaces itself in the memory pool', async () => {
    const feeSats = (proposalFeeSats(first) ?? 0n) + 2_000n;
    const result = planReplacement({ earlier: first, payments: [alice, bob], feeSats, feeCapSats: 10_000n });
    if (!result.ok) throw new Error(result.reason.code);
    second = result.proposal;
    const { txid, transaction } = await send(second, [alice, bob]);
    expect(await world.rpc.getMempool()).toEqual([txid]);
    expect(txid).not.toBe(replaced);
    own.push(transaction);
  });

  test('spends its own change before it is mined, to pay for both (child pays for parent)', async () => {
    const change = coins().filter((coin) => coin.branch === 'change');
    expect(change).toMatchObject([{ unconfirmedAncestors: 1, txid: own[0]?.txid, epoch: 1 }]);
    const parent = { feeSats: proposalFeeSats(second) ?? 0n, vbytes: Math.ceil(proposalWeight(epochs, second) / 4) };
    const result = planChild({ epochs, parent, change, satsPerKvb: 20_000n, feeCapSats: 20_000n });
    if (!result.ok) throw new Error(result.reason.code);
    const child = await send(await propose(result.plan), [], parent);
    own.push(child.transaction);
    const entry = await world.rpc.call('getmempoolentry', [child.txid]);
    const { ancestorsize, fees } = entry as { ancestorsize: number; fees: { ancestor: number } };
    expect(Math.round(fees.ancestor * 1e8)).toBeGreaterThanOrEqual(20 * ancestorsize);
    expect(await world.rpc.getMempool()).toHaveLength(2);
  });

  test('is seen by the watcher when mined: coins spent, change back', async () => {
    await world.mine();
    await watch();
    const unspent = [...state.credits.values()].filter(({ spent }) => !spent);
    expect(unspent.filter(({ branch }) => branch === 'change')).toMatchObject([
      { txid: own[1]?.txid, index: 0, epoch: 1 },
    ]);
    const spent = [...state.credits.values()].filter((credit) => credit.spent?.by === own[0]?.txid);
    expect(spent).toHaveLength(first.inputs.length);
    expect(coins().every(({ unconfirmedAncestors }) => unconfirmedAncestors === 0)).toBe(true);
  });

  test('a coin already spent is refused by a signer’s own node', async () => {
    const inputs = { rpc: world.rpc, proposal: first, signedBefore: new Set<string>(), depositConfirmations: 1 };
    expect(await checkInputs(inputs)).toMatchObject({ code: 'input-unknown' });
  });

  test('and one not yet mined too', async () => {
    const { scriptPubKey } = deriveAddress(custody.descriptor, 3);
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

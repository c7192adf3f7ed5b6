import { expect } from 'vitest';
import { deriveAddress } from '../src/address/address.ts';
import type { DescriptorKind } from '../src/descriptor/descriptor.ts';
import { networks } from '../src/networks.ts';
import { catchUp } from '../src/watcher/follow.ts';
import { createWatcherState } from '../src/watcher/state.ts';
import { createWatchlist } from '../src/watcher/watchlist.ts';
import { assemble } from '../src/withdrawal/assemble.ts';
import { checkInputs } from '../src/withdrawal/check-inputs.ts';
import { netPayments } from '../src/withdrawal/fee-shares.ts';
import { type OwnTransaction, spendableCoins } from '../src/withdrawal/ledger.ts';
import type { AuthorizedPayment } from '../src/withdrawal/payment.ts';
import { type Plan, toProposal } from '../src/withdrawal/plan.ts';
import type { Parent } from '../src/withdrawal/plan-sweep.ts';
import { type Proposal, proposalFeeSats } from '../src/withdrawal/proposal.ts';
import { decodeProposal, encodeProposal } from '../src/withdrawal/psbt.ts';
import { verifyProposal } from '../src/withdrawal/verify-proposal.ts';
import type { RegtestWorld } from './regtest-world.ts';
import { type Custody, startCustody } from './withdrawal-world.ts';

const network = networks.regtest;
const policy = { depositConfirmations: 1, mostUnconfirmedAncestors: 3 };

/** A transaction that two of three holders signed, each after checking it by itself. */
export type Signed = { txid: string; weight: number; bytes: Uint8Array; transaction: OwnTransaction };

/** A custody whose keys were rotated once, with the node it pays through and the coordinator's view of its coins. */
export async function startPaying(world: RegtestWorld, kind: DescriptorKind) {
  const retired = await startCustody(kind);
  const custody = await startCustody(kind, 1);
  const epochs = [retired.descriptor, custody.descriptor];
  const watchlist = createWatchlist({
    descriptor: custody.descriptor,
    earlier: [retired.descriptor],
    assignedThrough: 3,
    gap: 1,
    changeLanes: 2,
  });
  const startHeight = (await world.rpc.getTip()).height + 1;
  let state = createWatcherState();
  const own: OwnTransaction[] = [];

  const depositTo = (from: Custody, index: number, amountSats: bigint) => ({
    scriptPubKey: deriveAddress(from.descriptor, index).scriptPubKey,
    amountSats,
  });

  async function watch() {
    state = await catchUp({ state, view: world.rpc, watchlist, policy: { startHeight }, commit: () => undefined });
    return state;
  }

  async function propose(plan: Plan): Promise<Proposal> {
    const previous = new Map<string, Uint8Array>();
    for (const { txid } of plan.coins) {
      const found = await world.rpc.getTransaction(txid);
      if (found) previous.set(txid, found.bytes);
    }
    return toProposal(plan, previous);
  }

  /** What one holder does from the PSBT alone. */
  async function signAs(
    holder: number,
    psbt: Uint8Array,
    authorized: readonly AuthorizedPayment[],
    parent: Parent | undefined,
  ): Promise<Uint8Array> {
    const proposal = decodeProposal(epochs, psbt);
    const { height: tipHeight } = await world.rpc.getTip();
    const check = verifyProposal(proposal, {
      epochs,
      payments: netPayments(authorized, proposalFeeSats(proposal) ?? 0n),
      ...(parent && { parent }),
      ...{ mostFeeSats: 50_000n, mostSatsPerKvb: 100_000n, mostInputs: 10, changeLanes: 1, tipHeight },
    });
    expect(check).toMatchObject({ ok: true });
    const signedBefore = new Set(own.map(({ txid }) => txid));
    expect(await checkInputs({ rpc: world.rpc, proposal, signedBefore, depositConfirmations: 1 })).toBeUndefined();
    let signed = psbt;
    for (const epoch of new Set(proposal.inputs.map((input) => input.epoch ?? 0))) {
      signed = (await custody.keystores[holder]?.signPsbt(signed, { network, kind, epoch })) ?? signed;
    }
    return signed;
  }

  async function sign(proposal: Proposal, authorized: readonly AuthorizedPayment[], parent?: Parent): Promise<Signed> {
    const psbt = encodeProposal(epochs, proposal);
    const signed = await Promise.all([0, 2].map((holder) => signAs(holder, psbt, authorized, parent)));
    const { result, rejected } = assemble(epochs, proposal, signed);
    if (!result.complete) throw new Error('two of three signed');
    expect(rejected).toEqual([]);
    const change = proposal.outputs.flatMap(({ change, amountSats }, vout) =>
      change ? [{ ...change, vout, amountSats }] : [],
    );
    const { txid, weight, bytes } = result;
    return { txid, weight, bytes, transaction: { txid, inputs: proposal.inputs, change } };
  }

  async function send(...args: Parameters<typeof sign>): Promise<Signed> {
    const signed = await sign(...args);
    expect(await world.rpc.sendTransaction(signed.bytes)).toBe(signed.txid);
    return signed;
  }

  return {
    ...{ retired, custody, epochs, own, depositTo, watch, propose, sign, send },
    state: () => state,
    coins: () => spendableCoins({ epochs, state, own, reserved: new Set(), policy }),
    async remove() {
      await retired.remove();
      await custody.remove();
    },
  };
}

export type Paying = Awaited<ReturnType<typeof startPaying>>;

import { expect, test } from 'vitest';
import { ScriptedChain } from '../../test/scripted-chain.ts';
import { custody, pay } from '../../test/watching.ts';
import { networks } from '../networks.ts';
import type { BitcoinView, UnspentOutput } from '../node/bitcoin-view.ts';
import { checkDeposit, checkDeposits, type DepositClaim } from './check-deposit.ts';

/** A node's answers read off a scripted chain, in which a test falsifies one. */
function nodeOf(chain: ScriptedChain, output: UnspentOutput, lies: Partial<BitcoinView> = {}): BitcoinView {
  return {
    network: networks.regtest,
    checkChain: async () => undefined,
    getTip: () => chain.getTip(),
    getBlockHash: (height) => chain.getBlockHash(height),
    getRawBlock: (hash) => chain.getRawBlock(hash),
    getHeader: async (hash) => ({ hash, height: chain.height, confirmations: 1 }),
    getUnspentOutput: async () => output,
    getTransaction: async () => undefined,
    getMempool: async () => [],
    estimateFees: async () => new Map(),
    sendTransaction: async () => '',
    sendPackage: async () => undefined,
    ...lies,
  };
}

function deposited() {
  const chain = new ScriptedChain();
  const { txids } = chain.mine({ pays: [pay(3, 50_000n)] });
  chain.mine();
  const claim: DepositClaim = { index: 3, txid: txids[0] ?? '', vout: 0, amountSats: 50_000n, confirmations: 2 };
  const output: UnspentOutput = {
    bestBlock: chain.blocks.at(-1)?.hash ?? '',
    confirmations: 2,
    scriptPubKey: pay(3, 0n).scriptPubKey,
    isCoinbase: false,
  };
  return { chain, claim, output };
}

test('an honest node confirms the deposit', async () => {
  const { chain, claim, output } = deposited();
  const check = await checkDeposit({ rpc: nodeOf(chain, output), descriptor: custody, ...claim });
  const { bestBlock: tip } = output;
  expect(check).toEqual({ ok: true, confirmations: 2, blockHash: chain.blocks[1]?.hash, blockHeight: 1, tip });
});

test('a node that claims more depth than its blocks show is not believed', async () => {
  const { chain, claim, output } = deposited();
  const rpc = nodeOf(chain, { ...output, confirmations: 3 });
  expect(await checkDeposit({ rpc, descriptor: custody, ...claim, confirmations: 3 })).toMatchObject({
    ok: false,
    reason: { code: 'node-inconsistent' },
  });
});

test('a node whose unspent output differs from its block is not believed', async () => {
  const { chain, claim, output } = deposited();
  const rpc = nodeOf(chain, { ...output, scriptPubKey: pay(4, 0n).scriptPubKey });
  expect(await checkDeposit({ rpc, descriptor: custody, ...claim })).toMatchObject({
    ok: false,
    reason: { code: 'node-inconsistent' },
  });
});

test('a chain that moves while it is read is read again', async () => {
  const { chain, claim, output } = deposited();
  let asked = 0;
  const rpc = nodeOf(chain, output, {
    getTip: async () => (asked++ === 0 ? { height: 9, hash: 'ff'.repeat(32) } : await chain.getTip()),
  });
  expect(await checkDeposit({ rpc, descriptor: custody, ...claim })).toMatchObject({ ok: true });
  expect(asked).toBe(2);
});

test('a chain that never rests ends in a refusal', async () => {
  const { chain, claim, output } = deposited();
  const rpc = nodeOf(chain, output, { getTip: async () => ({ height: 9, hash: 'ff'.repeat(32) }) });
  expect(await checkDeposit({ rpc, descriptor: custody, ...claim })).toMatchObject({
    ok: false,
    reason: { code: 'node-inconsistent' },
  });
});

test('many deposits of a block are judged each for itself, and the block is asked for once', async () => {
  const chain = new ScriptedChain();
  const { txids } = chain.mine({ pays: [pay(1, 50_000n), pay(2, 50_000n), pay(3, 50_000n)] });
  chain.mine();
  const bestBlock = chain.blocks.at(-1)?.hash ?? '';
  const asked = { block: 0, header: 0, tip: 0 };
  const rpc = nodeOf(
    chain,
    { bestBlock, confirmations: 2, scriptPubKey: new Uint8Array(), isCoinbase: false },
    {
      getUnspentOutput: async (txid, vout) => {
        if (!txids.includes(txid)) return undefined;
        const { scriptPubKey } = pay(vout + 1, 0n);
        return { bestBlock, confirmations: 2, scriptPubKey, isCoinbase: false };
      },
      getRawBlock: async (hash) => {
        asked.block += 1;
        return await chain.getRawBlock(hash);
      },
      getHeader: async (hash) => {
        asked.header += 1;
        return { hash, height: chain.height, confirmations: 1 };
      },
      // The tip moves below the first look: all that were found then are looked up again.
      getTip: async () => (asked.tip++ === 0 ? { height: 9, hash: 'ff'.repeat(32) } : await chain.getTip()),
    },
  );
  const claim = (index: number, txid = txids[0] ?? ''): DepositClaim => ({
    ...{ index, txid, vout: index - 1, amountSats: 50_000n, confirmations: 2 },
  });
  const claims = [
    claim(1),
    { ...claim(2), amountSats: 50_001n },
    { ...claim(3), index: 4 },
    claim(3),
    claim(5, 'ab'.repeat(32)),
    { ...claim(1), vout: -1 },
  ];
  const checks = await checkDeposits(claims, { rpc, descriptors: [custody] });
  expect(checks.map((check) => (check.ok ? 'ok' : check.reason.code))).toEqual([
    ...['ok', 'wrong-amount', 'wrong-script', 'ok', 'transaction-not-found', 'bad-request'],
  ]);
  expect(asked).toEqual({ block: 2, header: 2, tip: 2 });
});

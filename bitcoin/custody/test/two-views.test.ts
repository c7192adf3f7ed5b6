import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agreeingNode, type BitcoinRpc, checkDeposit, createEsplora, networks } from '../src/index.ts';
import { type RegtestWorld, type Sent, startRegtestWorld } from './regtest-world.ts';
import { custody, pay } from './watching.ts';

/** Two nodes that do not talk to each other: a test carries blocks from one to the other, or does not. */
let near: RegtestWorld;
let far: RegtestWorld;
let node: BitcoinRpc;
let deposit: Sent;

/** Gives one node the blocks of the other. */
async function carryBlocks(from: RegtestWorld, to: RegtestWorld): Promise<void> {
  const { height } = await from.rpc.getTip();
  for (let at = 1; at <= height; at++) {
    const hash = (await from.rpc.getBlockHash(at)) ?? '';
    if ((await to.rpc.getBlockHash(at)) !== hash)
      await to.rpc.call('submitblock', [await from.rpc.call('getblock', [hash, 0])]);
  }
}

beforeAll(async () => {
  [near, far] = await Promise.all([startRegtestWorld(), startRegtestWorld()]);
});
afterAll(async () => {
  await Promise.all([near?.node.stop(), far?.node.stop()]);
});

describe.each<[string, () => Parameters<typeof agreeingNode>[1]]>([
  ['another node', () => far.rpc],
  ['an Esplora server', () => createEsplora({ url: far.node.esploraUrl, network: networks.regtest })],
])('beside %s', (_, second) => {
  beforeEach(async () => {
    node = agreeingNode(near.rpc, second());
    deposit = await near.pay(pay(1, 50_000n));
    await near.mine(2);
  });

  const check = () =>
    checkDeposit({
      rpc: node,
      descriptor: custody,
      index: 1,
      txid: deposit.txid,
      vout: 0,
      amountSats: 50_000n,
      confirmations: 1,
    });

  test('a deposit that only one of them has is not attested, and is as soon as both have it', async () => {
    await expect(check()).rejects.toMatchObject({
      code: expect.stringMatching(/^bitcoin\/(views-differ|backends-disagree)$/),
    });
    await carryBlocks(near, far);
    expect(await check()).toMatchObject({ ok: true, confirmations: 2 });
  });

  test('it is as deep as in the one that has fewer blocks', async () => {
    await carryBlocks(near, far);
    await near.mine(3);
    expect(await check()).toMatchObject({ ok: true, confirmations: 2 });
    expect(await node.getTip()).toEqual(await far.rpc.getTip());
    const { hash } = await near.rpc.getTip();
    expect(await node.getHeader(hash)).toMatchObject({ confirmations: -1 });
    await carryBlocks(near, far);
    expect(await check()).toMatchObject({ ok: true, confirmations: 5 });
  });

  test('a coin that one of them knows to be spent is not unspent', async () => {
    await carryBlocks(near, far);
    const output = { txid: deposit.coin.txid, vout: deposit.coin.vout };
    expect(await node.getUnspentOutput(output.txid, output.vout, 'chain')).toBeUndefined();
    expect(await node.getUnspentOutput('ee'.repeat(32), 0, 'chain')).toBeUndefined();
  });
});

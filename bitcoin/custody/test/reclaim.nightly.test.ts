import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createRecoveryFile,
  deriveReclaim,
  formatRecoveryFile,
  openRecoveryKey,
  parseRecoveryFile,
  RECLAIM_LOCK_BLOCKS,
  takeBack,
} from '../src/index.ts';
import { ownerSecret, placeIn } from './reclaim-world.ts';
import { type RegtestWorld, startRegtestWorld } from './regtest-world.ts';
import { foreignScript, startCustody } from './withdrawal-world.ts';

let world: RegtestWorld;
beforeAll(async () => {
  world = await startRegtestWorld();
});
afterAll(async () => await world.node.stop());

test('while the quorum is silent, the file alone brings everything back after 4,320 blocks, and not a block before', async () => {
  const custody = await startCustody('wsh');
  const place = placeIn(custody, 7);
  const text = formatRecoveryFile(await createRecoveryFile(place, ownerSecret(1)));
  const amountSats = 80_000n;
  const { txid } = await world.pay({ scriptPubKey: deriveReclaim(place).scriptPubKey, amountSats });
  await custody.remove();

  const { file, place: read } = parseRecoveryFile(text);
  const taken = takeBack({
    ...{ place: read, secretKey: await openRecoveryKey(file), coins: [{ txid, vout: 0, amountSats }] },
    ...{ destination: foreignScript(3), satsPerKvb: 2_000n },
  });
  // The first of these has the coin; the transaction may be in the block that is as many blocks later.
  await world.mine(RECLAIM_LOCK_BLOCKS - 1);
  await expect(world.rpc.sendTransaction(taken.bytes)).rejects.toThrow(/non-BIP68-final/);
  await world.mine();
  expect(await world.rpc.sendTransaction(taken.bytes)).toBe(taken.txid);
  await world.mine();
  expect(await world.rpc.getUnspentOutput(taken.txid, 0, 'chain')).toMatchObject({ confirmations: 1 });
});

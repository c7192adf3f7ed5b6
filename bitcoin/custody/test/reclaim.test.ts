import { Transaction } from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  assembleReclaimSweep,
  decodeReclaimSweep,
  deriveAddress,
  deriveReclaim,
  type Epochs,
  encodeReclaimSweep,
  LOCK_RANGE,
  networks,
  parseTransaction,
  type ReclaimSweep,
  takeBack,
  verifyReclaimSweep,
} from '../src/index.ts';
import { ownerKey, ownerSecret, placeIn } from './reclaim-world.ts';
import { type RegtestWorld, startRegtestWorld } from './regtest-world.ts';
import { type Custody, foreignScript, startCustody } from './withdrawal-world.ts';

const network = networks.regtest;
const amountSats = 80_000n;
const lenient = { allowUnknownOutputs: true, lowR: true };

let world: RegtestWorld;
beforeAll(async () => {
  world = await startRegtestWorld();
});
afterAll(async () => await world.node.stop());

const withinBounds = { mostFeeSats: 50_000n, mostSatsPerKvb: 100_000n, toEpoch: 0 };

describe.each(['wsh', 'tr'] as const)('coins at reclaim addresses of a %s custody', (kind) => {
  let custody: Custody;
  let epochs: Epochs;
  beforeAll(async () => {
    custody = await startCustody(kind);
    epochs = [custody.descriptor];
  });
  afterAll(async () => await custody.remove());

  async function coinAt(index: number, lockBlocks?: number) {
    const { scriptPubKey } = deriveReclaim({ ...placeIn(custody, index), ...(lockBlocks && { lockBlocks }) });
    const { txid, hex } = await world.pay({ scriptPubKey, amountSats });
    await world.mine();
    return { txid, vout: 0, previousTransaction: Buffer.from(hex, 'hex') };
  }

  const sweepOf = (coin: ReclaimSweep['coin'], index: number, feeSats = 1_000n): ReclaimSweep => ({
    ...{ epoch: 0, index, ownerKey: ownerKey(1), coin, toEpoch: 0, amountSats: amountSats - feeSats },
  });

  const signs = async (psbt: Uint8Array, ...holders: number[]): Promise<Uint8Array[]> =>
    await Promise.all(holders.map((n) => (custody.keystores[n] as Keystore).signPsbt(psbt, { network, kind })));
  type Keystore = Custody['keystores'][number];

  test('are swept by the quorum to the deposit address of the same user, at once', async () => {
    const sweep = sweepOf(await coinAt(7), 7);
    const psbt = encodeReclaimSweep(epochs, sweep);
    const read = decodeReclaimSweep(epochs, psbt);
    expect(verifyReclaimSweep(epochs, read, withinBounds)).toEqual({ ok: true, coinSats: amountSats, feeSats: 1_000n });

    const signed = await signs(psbt, 0, 2);
    expect(assembleReclaimSweep(epochs, sweep, signed.slice(1)).result).toEqual({
      ...{ complete: false, signatures: 1, needed: 2 },
    });
    const { result, rejected } = assembleReclaimSweep(epochs, read, signed);
    if (!result.complete) throw new Error('two of three signed');
    expect(rejected).toEqual([]);
    expect(await world.rpc.sendTransaction(result.bytes)).toBe(result.txid);
    await world.mine();
    const { scriptPubKey } = deriveAddress(custody.descriptor, 7);
    const found = await world.rpc.getUnspentOutput(result.txid, 0, 'chain');
    expect(found?.scriptPubKey).toEqual(Buffer.from(scriptPubKey));
    expect(parseTransaction(result.bytes).outputs).toHaveLength(1);
  });

  test('are swept again for a higher fee while the first sweep waits', async () => {
    const coin = await coinAt(7);
    const versions = [sweepOf(coin, 7), sweepOf(coin, 7, 3_000n)];
    const ids: string[] = [];
    for (const sweep of versions) {
      const { result } = assembleReclaimSweep(epochs, sweep, await signs(encodeReclaimSweep(epochs, sweep), 1, 2));
      if (!result.complete) throw new Error('two of three signed');
      ids.push(await world.rpc.sendTransaction(result.bytes));
    }
    expect(await world.rpc.getMempool()).toEqual(ids.slice(1));
    await world.mine();
  });

  test('one holder’s bad signature spoils nothing, and is named', async () => {
    const sweep = sweepOf(await coinAt(7), 7);
    const [good, other] = await signs(encodeReclaimSweep(epochs, sweep), 0, 1);
    const [spoiled] = await signs(encodeReclaimSweep(epochs, { ...sweep, amountSats: 70_000n }), 2);
    const { result, rejected } = assembleReclaimSweep(epochs, sweep, [spoiled!, good!, other!]);
    expect({ complete: result.complete, rejected }).toEqual({ complete: true, rejected: [0] });
  });

  // The script is the same with a longer lock, whose blocks take a minute: test/reclaim.nightly.test.ts waits for them.
  test('are taken back by their owner alone once the lock is over, and not a block before', async () => {
    const lockBlocks = LOCK_RANGE.least;
    const coins = [await coinAt(7, lockBlocks), await coinAt(7, lockBlocks)];
    const place = { ...placeIn(custody, 7), lockBlocks };
    const destination = foreignScript(3);
    const options = { place, secretKey: ownerSecret(1), destination, satsPerKvb: 2_000n };
    const given = coins.map(({ txid, vout }) => ({ txid, vout, amountSats }));
    const taken = takeBack({ ...options, coins: given });
    await expect(world.rpc.sendTransaction(taken.bytes)).rejects.toThrow(/non-BIP68-final/);
    // The last coin is in the tip: what is mined next is the block after it.
    await world.mine(lockBlocks - 2);
    await expect(world.rpc.sendTransaction(taken.bytes)).rejects.toThrow(/non-BIP68-final/);
    await world.mine();
    expect(await world.rpc.sendTransaction(taken.bytes)).toBe(taken.txid);
    await world.mine();
    const found = await world.rpc.getUnspentOutput(taken.txid, 0, 'chain');
    expect(found?.scriptPubKey).toEqual(Buffer.from(destination));
    expect(taken.amountSats + taken.feeSats).toBe(2n * amountSats);
    const { weight } = Transaction.fromRaw(taken.bytes, lenient);
    expect(Math.ceil(weight / 4)).toBe(taken.vbytes);
  });

  test('are taken back by nobody else, nor by a shorter lock or with another amount', async () => {
    const { txid, vout } = await coinAt(9, 145);
    const place = { ...placeIn(custody, 9), lockBlocks: 145 };
    const options = { place, secretKey: ownerSecret(1), destination: foreignScript(3), satsPerKvb: 2_000n };
    const coins = [{ txid, vout, amountSats }];
    expect(() => takeBack({ ...options, secretKey: ownerSecret(2), coins })).toThrow(/not the one that the address/);
    const shorter = takeBack({ ...options, place: { ...place, lockBlocks: 144 }, coins });
    const lie = takeBack({ ...options, coins: [{ txid, vout, amountSats: 79_000n }] });
    await world.mine(145);
    await expect(world.rpc.sendTransaction(shorter.bytes)).rejects.toThrow(/script-verify-flag-failed/);
    await expect(world.rpc.sendTransaction(lie.bytes)).rejects.toThrow(/script-verify-flag-failed/);
    expect(await world.rpc.sendTransaction(takeBack({ ...options, coins }).bytes)).toHaveLength(64);
  });

  describe('a sweep is refused', () => {
    const index = 7;
    let sweep: ReclaimSweep;
    beforeAll(async () => {
      sweep = sweepOf(await coinAt(index), index);
    });

    test.each<[string, (one: ReclaimSweep) => Partial<ReclaimSweep>, string]>([
      ['of another user', () => ({ index: 8 }), 'foreign-input'],
      ['of another owner’s key', () => ({ ownerKey: ownerKey(2) }), 'foreign-input'],
      ['of another output', ({ coin }) => ({ coin: { ...coin, vout: 1 } }), 'foreign-input'],
      ['of another transaction', ({ coin }) => ({ coin: { ...coin, txid: 'ab'.repeat(32) } }), 'foreign-input'],
      ['that burns more than a tenth', () => ({ amountSats: 71_999n }), 'fee-too-high'],
      ['that pays more than it has', () => ({ amountSats: 80_001n }), 'more-out-than-in'],
    ])('%s', (_, change, code) => {
      const refused = verifyReclaimSweep(epochs, { ...sweep, ...change(sweep) }, withinBounds);
      expect(refused).toMatchObject({ ok: false, reason: { code } });
    });

    test.each<[string, Partial<typeof withinBounds>, string]>([
      ['at a higher rate than the signer’s', { mostSatsPerKvb: 5_000n }, 'fee-rate-too-high'],
      ['at a higher fee than the signer’s', { mostFeeSats: 999n }, 'fee-too-high'],
      ['to an epoch that money does not go to', { toEpoch: 1 }, 'other-epoch'],
    ])('%s', (_, limits, code) => {
      const refused = verifyReclaimSweep(epochs, sweep, { ...withinBounds, ...limits });
      expect(refused).toMatchObject({ ok: false, reason: { code } });
    });

    const altered = (alter: (transaction: Transaction) => void): Uint8Array => {
      const transaction = Transaction.fromPSBT(encodeReclaimSweep(epochs, sweep), lenient);
      alter(transaction);
      return transaction.toPSBT(0);
    };
    test.each<[string, (transaction: Transaction) => void, RegExp]>([
      ['to somebody else', (one) => one.updateOutput(0, { script: foreignScript(1) }, true), /not the deposit address/],
      [
        'to another user',
        (one) => one.updateOutput(0, { script: deriveAddress(custody.descriptor, 8).scriptPubKey }, true),
        /not the deposit address/,
      ],
      [
        'to the reclaim address again',
        (one) => one.updateOutput(0, { script: deriveReclaim(placeIn(custody, index)).scriptPubKey }, true),
        /not the deposit address/,
      ],
      ['with a second output', (one) => one.addOutput({ script: foreignScript(1), amount: 1_000n }), /2 outputs/],
      ['with another sighash type', (one) => one.updateInput(0, { sighashType: 0x83 }, true), /sighash/],
      ['with another sequence', (one) => one.updateInput(0, { sequence: 0 }, true), /another transaction/],
    ])('%s', (_, alter, message) => {
      expect(() => decodeReclaimSweep(epochs, altered(alter))).toThrow(message);
    });
  });
});

import {
  assembleReclaimSweep,
  deriveAddress,
  deriveReclaim,
  encodeProposal,
  encodeReclaimSweep,
  parseTransaction,
  type ReclaimPlace,
  type ReclaimSweep,
} from '@istsi/bitcoin-custody';
import { schnorr } from '@noble/curves/secp256k1.js';
import { RawTx, Transaction } from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestPsbtSignature } from '../src/attestation/signer-client.ts';
import type { Outpoint } from '../src/index.ts';
import { keystoreKinds } from './keystores.ts';
import { type Holder, type SigningWorld, startSigningWorld, TIMEOUT_MS } from './signing-world.ts';

const amountSats = 100_000n;
const ownerKey = schnorr.getPublicKey(new Uint8Array(32).fill(0x51));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const lenient = { allowUnknownOutputs: true, lowR: true };

describe.each(keystoreKinds)('coins at reclaim addresses, with keystores in %s,', (_, keystores) => {
  let world: SigningWorld;
  let alice: Holder;
  let mallory: Holder;
  beforeAll(async () => {
    world = await startSigningWorld({ keystores, rules: { mostSatsPerKvb: 40_000n } });
    alice = await world.createHolder();
    mallory = await world.createHolder();
  });
  afterAll(async () => await world?.stop());

  const placeAt = ({ index }: Holder, lockBlocks?: number): ReclaimPlace => ({
    ...{ descriptor: world.custody.descriptor, index, ownerKey },
    ...(lockBlocks !== undefined && { lockBlocks }),
  });

  async function coinOf(place: ReclaimPlace, blocks = 1): Promise<ReclaimSweep['coin']> {
    const [outpoint] = (await world.bitcoin.pay([deriveReclaim(place).address, amountSats])) as [Outpoint];
    const previousTransaction = Buffer.from(
      await world.bitcoin.call<string>('getrawtransaction', outpoint.txid),
      'hex',
    );
    if (blocks > 0) await world.bitcoin.mine(blocks);
    return { ...outpoint, previousTransaction };
  }

  const sweepOf = (place: ReclaimPlace, coin: ReclaimSweep['coin'], feeSats = 1_000n): ReclaimSweep => ({
    ...{ epoch: 0, index: place.index, ownerKey: place.ownerKey, coin, toEpoch: 0, amountSats: amountSats - feeSats },
    ...(place.lockBlocks !== undefined && { lockBlocks: place.lockBlocks }),
  });

  const ask = async (psbt: Uint8Array, n = 0): Promise<Uint8Array> =>
    await requestPsbtSignature(world.endpoints[n]!, psbt, { timeoutMs: TIMEOUT_MS });
  const refused = async (psbt: Uint8Array, code: string, reason: RegExp): Promise<void> =>
    await expect(ask(psbt)).rejects.toMatchObject({ failure: { code, reason: expect.stringMatching(reason) } });

  test('are swept to their user’s deposit address, replaced for a higher fee, and minted like any deposit', async () => {
    const place = placeAt(alice);
    const coin = await coinOf(place);
    let txid = '';
    for (const feeSats of [1_000n, 3_000n]) {
      const sweep = sweepOf(place, coin, feeSats);
      const psbt = encodeReclaimSweep(world.epochs, sweep);
      const signed = await Promise.all([ask(psbt, 0), ask(psbt, 2)]);
      const { result } = assembleReclaimSweep(world.epochs, sweep, signed);
      if (!result.complete) throw new Error('two of three suffice');
      txid = await world.bitcoin.call<string>('sendrawtransaction', Buffer.from(result.bytes).toString('hex'));
    }
    expect(await world.bitcoin.call('getrawmempool')).toEqual([txid]);
    await world.bitcoin.mine(3);
    await world.register(alice, { txid, vout: 0 }, amountSats - 3_000n);
    const utxo = await world.contracts.reserve.read('get_utxo', { tx_hash: Buffer.from(txid, 'hex'), vout: 0 });
    expect(utxo.amount).toBe(amountSats - 3_000n);
  });

  test('are not swept before a block has them', async () => {
    const place = placeAt(alice);
    const coin = await coinOf(place, 0);
    await refused(encodeReclaimSweep(world.epochs, sweepOf(place, coin)), 'attestation/inputs', /in no block/);
    await world.bitcoin.mine(1);
  });

  test('are not swept in the last day before their owner can take them back', async () => {
    const place = placeAt(alice, 147);
    const coin = await coinOf(place);
    const psbt = encodeReclaimSweep(world.epochs, sweepOf(place, coin));
    await ask(psbt, 1);
    await world.bitcoin.mine(2);
    await refused(psbt, 'attestation/inputs', /its owner's to take back in 144 blocks/);
  });

  describe('a coordinator in a thief’s hands', () => {
    let place: ReclaimPlace;
    let sweep: ReclaimSweep;
    beforeAll(async () => {
      place = placeAt(alice);
      sweep = sweepOf(place, await coinOf(place));
    });

    const altered = (alter: (transaction: Transaction) => void): Uint8Array => {
      const transaction = Transaction.fromPSBT(encodeReclaimSweep(world.epochs, sweep), lenient);
      alter(transaction);
      return transaction.toPSBT(0);
    };

    test('has nothing signed that pays somebody else', async () => {
      for (const script of [
        world.scriptOf(mallory.depositAddress),
        world.scriptOf(await world.bitcoin.call<string>('getnewaddress')),
        deriveReclaim(place).scriptPubKey,
      ]) {
        const psbt = altered((one) => one.updateOutput(0, { script }, true));
        await refused(psbt, 'attestation/psbt', /not the deposit address of user/);
      }
    });

    test('has nothing signed that pays one more', async () => {
      const psbt = altered((one) => {
        one.updateOutput(0, { amount: 50_000n }, true);
        one.addOutput({ script: world.scriptOf(mallory.depositAddress), amount: 49_000n });
      });
      await refused(psbt, 'attestation/psbt', /2 outputs/);
    });

    type Input = ReturnType<Transaction['getInput']>;

    /** Written anew from what an honest PSBT says, with what is changed of its input and its output's script. */
    function forged(psbt: Uint8Array, change: (input: Input) => Partial<Input>, script?: Uint8Array): Uint8Array {
      const honest = Transaction.fromPSBT(psbt, lenient);
      const one = new Transaction({ version: honest.version, ...lenient, disableScriptCheck: true });
      const input = honest.getInput(0);
      one.addInput({ ...input, ...change(input) } as never);
      for (let i = 0; i < honest.outputsLength; i++) {
        const output = honest.getOutput(i);
        one.addOutput({ ...output, ...(script && i === 0 && { script }) } as never);
      }
      return one.toPSBT(0);
    }
    const asUser =
      (index: number) =>
      ({ tapBip32Derivation = [] }: Input): Partial<Input> => ({
        tapBip32Derivation: tapBip32Derivation.map(([key, { hashes, der }]) => [
          key,
          { hashes, der: { ...der, path: [...der.path.slice(0, -1), index] } },
        ]),
      });

    test('has nothing signed as another user’s', async () => {
      const psbt = encodeReclaimSweep(world.epochs, sweep);
      const script = world.scriptOf(mallory.depositAddress);
      await refused(
        forged(psbt, asUser(mallory.index), script),
        'attestation/psbt',
        /does not pay the reclaim address/,
      );
      await refused(forged(psbt, asUser(mallory.index)), 'attestation/psbt', /not the deposit address of user/);
    });

    test('has nothing signed with another owner’s key', async () => {
      const other = schnorr.getPublicKey(new Uint8Array(32).fill(0x66));
      const psbt = forged(encodeReclaimSweep(world.epochs, sweep), ({ tapLeafScript = [] }) => ({
        tapLeafScript: tapLeafScript.map(([control, leaf]) => [
          control,
          Buffer.from(Buffer.from(leaf).toString('hex').replace(hexOf(ownerKey), hexOf(other)), 'hex'),
        ]),
      }));
      await refused(psbt, 'attestation/psbt', /does not pay the reclaim address|cannot be used/);
    });

    test('burns no more than a tenth, nor at a higher rate than the signer allows', async () => {
      const psbt = (feeSats: bigint): Uint8Array =>
        encodeReclaimSweep(world.epochs, { ...sweep, amountSats: amountSats - feeSats });
      await refused(psbt(10_001n), 'attestation/proposal', /fee-too-high \(mostSats 10000/);
      await refused(psbt(9_999n), 'attestation/proposal', /fee-rate-too-high/);
    });

    test('mixes none with the reserve’s coins', async () => {
      const reserve = await world.fund(alice, 200_000n);
      const psbt = altered((one) => {
        one.addInput({
          ...{ txid: reserve.txid, index: reserve.vout, sequence: 0xfffffffd },
          witnessUtxo: { script: world.scriptOf(alice.depositAddress), amount: 200_000n },
        });
        one.updateOutput(0, { amount: 298_000n }, true);
      });
      await refused(psbt, 'attestation/psbt', /2 inputs|cannot be used/);
    });

    test('pays no withdrawal with one', async () => {
      await world.fund(alice, 200_000n);
      const payee = await world.bitcoin.call<string>('getnewaddress');
      const payment = await world.withdraw(alice, { amountSats: 50_000n, address: payee });
      const { txid, vout } = sweep.coin;
      const coin = { txid, vout, index: alice.index, amountSats };
      const proposal = await world.propose([payment], [coin], 1_000n);
      // As the coin of her deposit address that it is not.
      expect(() => encodeProposal(world.epochs, proposal)).toThrow(/does not pay the address/);
      const honest = await world.fund(alice, amountSats);
      const psbt = encodeProposal(world.epochs, await world.propose([payment], [honest], 1_000n));
      const { previousTransaction } = sweep.coin;
      const given = forged(psbt, () => ({
        ...{ txid: Buffer.from(txid, 'hex'), index: vout, nonWitnessUtxo: RawTx.decode(previousTransaction) },
        witnessUtxo: { script: deriveReclaim(place).scriptPubKey, amount: amountSats },
      }));
      await refused(given, 'attestation/psbt', /does not pay the address|cannot be used/);
    });
  });

  test('the deposit address that a sweep pays is the one that is shown to its user', async () => {
    const place = placeAt(alice);
    const { outputs } = parseTransaction(
      Transaction.fromPSBT(encodeReclaimSweep(world.epochs, sweepOf(place, await coinOf(place))), lenient).unsignedTx,
    );
    expect(outputs.map(({ scriptPubKey }) => Buffer.from(scriptPubKey))).toEqual([
      Buffer.from(deriveAddress(world.custody.descriptor, alice.index).scriptPubKey),
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outpointKey } from '../src/block/transaction.ts';
import { networks } from '../src/networks.ts';
import { proofChallenge } from '../src/proof/challenge.ts';
import { decodeProofPsbt, encodeProofPsbt } from '../src/proof/proof-psbt.ts';
import { assembleProof, type OwnReserveCoin, splitCoins } from '../src/proof/reserve-proof.ts';
import { outputsAt } from '../src/proof/unspent-at.ts';
import { type ProofProblem, verifyReserveProof } from '../src/proof/verify-proof.ts';
import { encodeSignedTransaction, parseSignedTransaction } from '../src/script/signed-transaction.ts';
import type { AddressOrigin } from '../src/watcher/watchlist.ts';
import { deriveOrigin, type Epochs } from '../src/withdrawal/proposal.ts';
import { type RegtestWorld, startRegtestWorld } from './regtest-world.ts';
import { type Custody, foreignScript, startCustody } from './withdrawal-world.ts';

const network = networks.regtest;
const message = 'iSTSi test | block 130 | supply 1000 | liabilities 00ff';

let world: RegtestWorld;
beforeAll(async () => {
  world = await startRegtestWorld();
});
afterAll(() => world?.node.stop());

type Signed = ReturnType<typeof parseSignedTransaction>;
const changed = (bytes: Uint8Array, change: (transaction: Signed) => Partial<Signed>): Uint8Array => {
  const transaction = parseSignedTransaction(bytes);
  return encodeSignedTransaction({ ...transaction, ...change(transaction) });
};
const codes = (problems: readonly ProofProblem[]): string[] => [...new Set(problems.map(({ code }) => code))].sort();

describe.each(['wsh', 'tr'] as const)('a proof over the coins of a %s custody', (kind) => {
  let retired: Custody;
  let custody: Custody;
  let epochs: Epochs;
  let coins: OwnReserveCoin[];
  let proof: Uint8Array;
  let other: Uint8Array;
  const origins: AddressOrigin[] = [
    { index: 0 },
    { index: 7 },
    { index: 3, epoch: 1 },
    { index: 0, branch: 'change', epoch: 1 },
  ];

  beforeAll(async () => {
    retired = await startCustody(kind);
    custody = await startCustody(kind, 1);
    epochs = [retired.descriptor, custody.descriptor];
    const pays = origins.map((origin, n) => ({
      scriptPubKey: deriveOrigin(epochs, origin).scriptPubKey,
      amountSats: BigInt(50_000 + n),
    }));
    const { txid } = await world.pay(...pays);
    await world.mine();
    coins = pays.map((pay, vout) => ({ txid, vout, ...pay, ...origins[vout]! }));
    proof = await prove(message, coins);
    other = await prove('another message', coins);
  });
  afterAll(async () => {
    await retired.remove();
    await custody.remove();
  });

  /** What a holder does: believes nothing in the PSBT but what leads to the very same proof. */
  async function sign(holder: number, psbt: Uint8Array, of: string): Promise<Uint8Array> {
    let signed = encodeProofPsbt(epochs, of, decodeProofPsbt(epochs, of, psbt));
    const epochsOf = new Set(decodeProofPsbt(epochs, of, psbt).map(({ epoch = 0 }) => epoch));
    for (const epoch of epochsOf) {
      signed = (await custody.keystores[holder]?.signPsbt(signed, { network, kind, epoch })) ?? signed;
    }
    return signed;
  }

  async function prove(of: string, over: readonly OwnReserveCoin[]): Promise<Uint8Array> {
    const psbt = encodeProofPsbt(epochs, of, over);
    const result = assembleProof(epochs, of, over, [await sign(1, psbt, of), await sign(2, psbt, of)]);
    if (!result.complete) throw new Error('two of three signed');
    return result.bytes;
  }

  test('is signed by two of three in every epoch, verifies, and can never be mined', async () => {
    const check = verifyReserveProof(message, [proof], coins);
    expect(check.problems).toEqual([]);
    expect(check).toMatchObject({ provenSats: 200_006n, quorums: new Map([['2 of 3', 4]]) });
    const accepted = await world.rpc.call('testmempoolaccept', [[Buffer.from(proof).toString('hex')], 0]);
    expect(accepted).toMatchObject([{ allowed: false, 'reject-reason': 'missing-inputs' }]);
  });

  test('may be split over several transactions of one message', async () => {
    const parts = [await prove(message, coins.slice(0, 1)), await prove(message, coins.slice(1))];
    expect(verifyReserveProof(message, parts, coins)).toMatchObject({ problems: [], provenSats: 200_006n });
    expect(splitCoins(Array.from({ length: 201 }, () => coins[0]!)).map(({ length }) => length)).toEqual([100, 100, 1]);
  });

  test.each<[string, () => readonly Uint8Array[], string[]]>([
    ['another message', () => [other], ['wrong-challenge']],
    [
      'the challenge of another message under good signatures',
      () => [changed(proof, (t) => ({ inputs: [{ ...t.inputs[0]!, ...proofChallenge('x') }, ...t.inputs.slice(1)] }))],
      ['bad-signature', 'missing-input', 'wrong-challenge'],
    ],
    ['no transaction', () => [], ['missing-input']],
    [
      'no challenge',
      () => [changed(proof, (t) => ({ inputs: t.inputs.slice(1) }))],
      ['bad-signature', 'missing-input', 'wrong-challenge', 'wrong-output'],
    ],
    [
      'a coin left out',
      () => [changed(proof, (t) => ({ inputs: t.inputs.slice(0, -1) }))],
      ['bad-signature', 'missing-input', 'wrong-output'],
    ],
    ['a coin twice', () => [proof, proof], ['repeated-input']],
    [
      'a coin of somebody else',
      () => [changed(proof, (t) => ({ inputs: [...t.inputs, { ...t.inputs[1]!, vout: 9 }] }))],
      ['foreign-input', 'missing-input'],
    ],
    [
      'another output',
      () => [changed(proof, (t) => ({ outputs: [{ ...t.outputs[0]!, amountSats: 1n }] }))],
      ['bad-signature', 'missing-input', 'wrong-output'],
    ],
    [
      'two outputs',
      () => [changed(proof, (t) => ({ outputs: [...t.outputs, ...t.outputs] }))],
      ['bad-signature', 'missing-input', 'wrong-output'],
    ],
    ['a lock time', () => [changed(proof, () => ({ lockTime: 5 }))], ['bad-signature', 'missing-input']],
    [
      'no signatures',
      () => [changed(proof, (t) => ({ inputs: t.inputs.map((i) => ({ ...i, witness: [] })) }))],
      ['bad-signature', 'missing-input'],
    ],
    ['half a transaction', () => [proof.subarray(0, 100)], ['malformed', 'missing-input']],
  ])('is refused with %s', (_, forge, expected) => {
    expect(codes(verifyReserveProof(message, forge(), coins).problems)).toEqual(expected);
  });

  test('is refused with any witness item of any coin changed', () => {
    const { inputs } = parseSignedTransaction(proof);
    for (let vin = 1; vin < inputs.length; vin++) {
      for (const [item, bytes] of inputs[vin]!.witness.entries()) {
        const flipped =
          bytes.length === 0 ? Uint8Array.of(1) : bytes.map((b, i) => (i === bytes.length >> 1 ? b ^ 1 : b));
        const forged = changed(proof, (t) => ({
          inputs: t.inputs.map((i, at) =>
            at === vin ? { ...i, witness: i.witness.map((w, n) => (n === item ? flipped : w)) } : i,
          ),
        }));
        const { problems, provenSats } = verifyReserveProof(message, [forged], coins);
        expect(problems.length, `witness ${item} of input ${vin}`).toBeGreaterThan(0);
        expect(provenSats).toBeLessThan(200_006n);
      }
    }
  });

  test('is refused when the node says a coin holds more, or pays another script', () => {
    const [first, ...rest] = coins;
    for (const lie of [{ amountSats: 9_000_000n }, { scriptPubKey: foreignScript(4) }]) {
      const { problems } = verifyReserveProof(message, [proof], [{ ...first!, ...lie }, ...rest]);
      expect(problems.length).toBeGreaterThan(0);
    }
  });

  test('one holder, or a holder who signs something else, is not enough', async () => {
    const psbt = encodeProofPsbt(epochs, message, coins);
    const elsewhere = await sign(2, encodeProofPsbt(epochs, 'x', coins), 'x');
    const one = await sign(0, psbt, message);
    expect(assembleProof(epochs, message, coins, [one, one])).toMatchObject({ complete: false, signatures: 1 });
    expect(assembleProof(epochs, message, coins, [one, elsewhere])).toMatchObject({ complete: false, signatures: 1 });
  });

  test('a holder refuses to read anything else as a proof', () => {
    const psbt = encodeProofPsbt(epochs, message, coins);
    expect(() => decodeProofPsbt(epochs, 'another message', psbt)).toThrow('challenge');
    expect(() => decodeProofPsbt([retired.descriptor], message, psbt)).toThrow('custody');
  });

  test('is about a block: coins made later or spent before do not count, coins spent since do', async () => {
    const made = await world.rpc.getTip();
    const { txid, vout } = coins[0]!;
    const before = { height: made.height - 1, hash: (await world.rpc.getBlockHash(made.height - 1))! };
    const at = async (block: typeof made, outpoints = [{ txid, vout, blockHash: made.hash }]) => {
      const result = await outputsAt({ rpc: world.rpc, block, outpoints });
      return result.ok ? result.outputs.get(outpointKey(outpoints[0]!)) : result;
    };
    expect(await at(made)).toMatchObject({ amountSats: 50_000n, height: made.height, blockHash: made.hash });
    expect(await at(before)).toMatchObject({ code: 'made-later' });
    expect(await at({ ...made, hash: before.hash })).toMatchObject({ ok: false, code: 'not-in-chain' });

    const spent = world.coin();
    const spentMade = (await world.rpc.getTransaction(spent.txid))?.blockHash ?? '';
    await world.rpc.sendTransaction(Buffer.from(world.build(spent, []).hex, 'hex'));
    await world.mine();
    const tip = await world.rpc.getTip();
    expect(await at(made, [{ ...spent, blockHash: spentMade }])).toMatchObject({ spentAt: tip.height });
    expect(await at(made, [{ ...spent, blockHash: made.hash }])).toMatchObject({ code: 'unknown-output' });
    expect(await at(tip, [{ ...spent, blockHash: spentMade }])).toMatchObject({ code: 'spent-before' });
  });
});

import { createHash } from 'node:crypto';
import { proveInclusion, verifyInclusion } from '../src/liabilities/inclusion.ts';
import { createLiabilityTree, type Liability } from '../src/liabilities/tree.ts';
import { networks } from '../src/networks.ts';
import { encodeProofPsbt, readProofPsbt } from '../src/proof/proof-psbt.ts';
import { assembleProof, type OwnReserveCoin, splitCoins } from '../src/proof/reserve-proof.ts';
import { verifyReserveProof } from '../src/proof/verify-proof.ts';
import { deriveOrigin } from '../src/withdrawal/proposal.ts';
import { startCustody } from '../test/withdrawal-world.ts';
import { type BenchRow, watchMemory } from './measure.ts';

const COINS = 10_000;
const ACCOUNTS = 1_000_000;
const MESSAGE = 'a proof over ten thousand coins';

let measured: Promise<BenchRow[]> | undefined;

/**
 * Seconds and megabytes to prove ten thousand coins: PSBTs made, signed by two of three, assembled, verified. It takes
 * minutes, so it is measured once, however often it is asked for.
 */
export function benchReserveProof(): Promise<BenchRow[]> {
  measured ??= measureReserveProof();
  return measured;
}

async function measureReserveProof(): Promise<BenchRow[]> {
  const custody = await startCustody('wsh');
  const epochs = [custody.descriptor];
  const coins = Array.from({ length: COINS }, (_, index): OwnReserveCoin => {
    const { scriptPubKey } = deriveOrigin(epochs, { index });
    const txid = createHash('sha256').update(String(index)).digest('hex');
    return { txid, vout: index % 3, index, scriptPubKey, amountSats: 100_000n + BigInt(index) };
  });
  const memory = watchMemory();
  const parts = splitCoins(coins);
  const [encodeS, psbts] = await seconds(() => parts.map((part) => encodeProofPsbt(epochs, MESSAGE, part)));
  const sign = async (holder: number): Promise<Uint8Array[]> => {
    const signed: Uint8Array[] = [];
    for (const given of psbts) {
      // As a signer does: everything is derived again, and written anew.
      const { psbt } = readProofPsbt(epochs, MESSAGE, given);
      signed.push((await custody.keystores[holder]?.signPsbt(psbt, { network: networks.regtest })) ?? psbt);
    }
    return signed;
  };
  const [signS, first] = await seconds(() => sign(0));
  const second = await sign(2);
  const [assembleS, transactions] = await seconds(() =>
    parts.map((part, i) => {
      const result = assembleProof(epochs, MESSAGE, part, [first[i] as Uint8Array, second[i] as Uint8Array]);
      if (!result.complete) throw new Error('two of three signed');
      return result.bytes;
    }),
  );
  const [verifyS, check] = await seconds(() => verifyReserveProof(MESSAGE, transactions, coins));
  if (check.problems.length > 0) throw new Error('the proof is honest');
  const bytes = transactions.reduce((sum, { length }) => sum + length, 0);
  await custody.remove();
  const row = (what: string, value: number, unit: string): BenchRow => ({
    name: `reserve proof, ${what}`,
    value,
    unit,
  });
  return [
    row(`${COINS} coins: PSBTs made`, encodeS, 's'),
    { ...row(`${COINS} coins: read and signed by one holder`, signS, 's'), goal: '≤ 15 s' },
    row(`${COINS} coins: signatures verified, assembled`, assembleS, 's'),
    row(`${COINS} coins: verified by a stranger`, verifyS, 's'),
    row(`${COINS} coins: published`, bytes / 1e6, 'MB'),
    row(`${COINS} coins: memory held`, memory(), 'MB'),
  ];
}

/** Seconds and megabytes for a merkle-sum tree over a million accounts. */
export async function benchLiabilities(): Promise<BenchRow[]> {
  const memory = watchMemory();
  const account = (n: number): Liability => {
    const nonce = Buffer.alloc(16);
    nonce.writeUInt32BE(n);
    return { id: `account-${n}`, balanceSats: BigInt((n * 7919) % 1_000_003), nonce };
  };
  const [buildS, tree] = await seconds(() => {
    const builder = createLiabilityTree(ACCOUNTS);
    for (let n = 0; n < ACCOUNTS; n++) builder.add(account(n));
    return builder.finish();
  });
  const megabytes = memory();
  const [proveS] = await seconds(() => {
    for (let n = 0; n < ACCOUNTS; n += 1000) {
      if (!verifyInclusion(proveInclusion(tree, n, account(n)), tree).ok) throw new Error('the tree is honest');
    }
  });
  const name = `merkle-sum tree of ${ACCOUNTS.toLocaleString('en')} accounts`;
  return [
    { name: `${name}: built`, value: buildS, unit: 's' },
    { name: `${name}: memory held`, value: megabytes, unit: 'MB' },
    { name: `${name}: one account proved and verified`, value: (proveS * 1000) / (ACCOUNTS / 1000), unit: 'ms' },
  ];
}

async function seconds<T>(run: () => T | Promise<T>): Promise<[number, T]> {
  const start = performance.now();
  const result = await run();
  return [(performance.now() - start) / 1000, result];
}

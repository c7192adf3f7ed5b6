import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import * as btc from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../src/encoding/hash.ts';
import { fund, type RunningNode, startNode } from './node-client.ts';

const NETWORK = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };
/** Point without known private key (BIP341): disables the key path. */
const NUMS = Buffer.from('50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0', 'hex');

const privateKeys = ['one', 'two', 'three'].map((name) => sha256(Buffer.from(`spend test ${name}`)));
const keys = privateKeys.map((key) => secp256k1.getPublicKey(key, true));
const xOnly = privateKeys.map((key) => schnorr.getPublicKey(key));

type Payment = ReturnType<typeof btc.p2wpkh> & {
  redeemScript?: Uint8Array;
  witnessScript?: Uint8Array;
  tapInternalKey?: Uint8Array;
  tapMerkleRoot?: Uint8Array;
  tapLeafScript?: unknown;
};
type Kind = { name: string; payment: Payment; signers: number[] };

const pairLeaves = btc.p2tr_ns(2, xOnly).map(({ script }) => ({ script }));

const kinds: Kind[] = [
  { name: 'pkh', payment: btc.p2pkh(keys[0]!, NETWORK), signers: [0] },
  { name: 'wpkh', payment: btc.p2wpkh(keys[0]!, NETWORK), signers: [0] },
  { name: 'sh(wpkh)', payment: btc.p2sh(btc.p2wpkh(keys[0]!, NETWORK), NETWORK), signers: [0] },
  { name: 'wsh(multi(2,3 keys))', payment: btc.p2wsh(btc.p2ms(2, keys), NETWORK), signers: [0, 2] },
  {
    name: 'sh(wsh(multi(2,3 keys)))',
    payment: btc.p2sh(btc.p2wsh(btc.p2ms(2, keys), NETWORK), NETWORK),
    signers: [1, 2],
  },
  { name: 'tr(key)', payment: btc.p2tr(xOnly[0]!, undefined, NETWORK), signers: [0] },
  {
    name: 'tr(NUMS,multi_a(2,3 keys))',
    payment: btc.p2tr(NUMS, { script: btc.p2tr_ms(2, xOnly).script }, NETWORK),
    signers: [0, 2],
  },
  { name: 'tr(NUMS,{2-of-2 leaves})', payment: btc.p2tr(NUMS, pairLeaves, NETWORK), signers: [0, 1] },
] as Kind[];

const hashTypes = [
  ['ALL', btc.SigHash.ALL],
  ['NONE', btc.SigHash.NONE],
  ['SINGLE', btc.SigHash.SINGLE],
  ['ALL|ANYONECANPAY', btc.SigHash.ALL_ANYONECANPAY],
  ['SINGLE|ANYONECANPAY', btc.SigHash.SINGLE_ANYONECANPAY],
] as const;

let node: RunningNode;
let wallet: string;
beforeAll(async () => {
  node = await startNode();
  wallet = await fund(node, 5);
});
afterAll(() => node.node.stop());

/** Pays to the kind from the node's wallet, then spends it with signatures of another library. */
async function spendOf(kind: Kind, sighash?: number): Promise<Buffer> {
  const txid = await node.call<string>('sendtoaddress', [kind.payment.address, 1]);
  const raw = await node.call<string>('getrawtransaction', [txid]);
  const previous = await node.call<{ vout: { n: number; scriptPubKey: { address?: string } }[] }>(
    'decoderawtransaction',
    [raw],
  );
  const index = previous.vout.find((output) => output.scriptPubKey.address === kind.payment.address)!.n;
  const { script, redeemScript, witnessScript, tapInternalKey, tapMerkleRoot, tapLeafScript } = kind.payment;
  const tx = new btc.Transaction();
  const details = {
    txid,
    index,
    nonWitnessUtxo: Buffer.from(raw, 'hex'),
    ...(kind.name === 'pkh' ? {} : { witnessUtxo: { script, amount: 1_0000_0000n } }),
    ...(redeemScript ? { redeemScript } : {}),
    ...(witnessScript ? { witnessScript } : {}),
    ...(tapInternalKey ? { tapInternalKey, tapMerkleRoot, tapLeafScript } : {}),
    ...(sighash === undefined ? {} : { sighashType: sighash }),
  };
  tx.addInput(details as Parameters<typeof tx.addInput>[0]);
  tx.addOutputAddress(wallet, 99_990_000n, NETWORK);
  for (const signer of kind.signers) tx.signIdx(privateKeys[signer]!, 0, sighash === undefined ? undefined : [sighash]);
  tx.finalize();
  return Buffer.from(tx.hex, 'hex');
}

describe('coins spent with signatures of another library', () => {
  test.each(kinds)('$name is accepted and mined', async (kind) => {
    const tx = await spendOf(kind);
    const [verdict] = await node.call<[{ allowed: boolean }]>('testmempoolaccept', [[tx.toString('hex')]]);
    expect(verdict).toMatchObject({ allowed: true });
    const txid = await node.call<string>('sendrawtransaction', [tx.toString('hex')]);
    await node.call('generatetoaddress', [1, wallet]);
    expect(await node.call('getrawtransaction', [txid, 1])).toMatchObject({ confirmations: 1 });
  });

  const signed = kinds.filter(({ name }) => ['pkh', 'wpkh', 'tr(key)', 'tr(NUMS,multi_a(2,3 keys))'].includes(name));
  test.each(
    signed.flatMap((kind) => hashTypes.map(([name, type]) => ({ kind, label: `${kind.name} with ${name}`, type }))),
  )('$label is accepted', async ({ kind, type }) => {
    const tx = await spendOf(kind, type);
    const [verdict] = await node.call<[object]>('testmempoolaccept', [[tx.toString('hex')]]);
    expect(verdict).toMatchObject({ allowed: true });
  });

  test.each(kinds)('$name with any flipped bit in its unlocking data is refused', async (kind) => {
    const tx = await spendOf(kind);
    const start = tx.length - 4 - 10;
    for (let byte = start; byte > start - 60; byte -= 7) {
      const changed = Buffer.from(tx);
      changed[byte]! ^= 0x10;
      const [verdict] = await node
        .call<[{ allowed: boolean }]>('testmempoolaccept', [[changed.toString('hex')]])
        .catch(() => [{ allowed: false }] as [{ allowed: boolean }]);
      expect(verdict.allowed).toBe(false);
    }
  });

  test('one signature of two is not enough', async () => {
    const kind = kinds.find(({ name }) => name.startsWith('wsh'))!;
    const tx = btc.Transaction.fromRaw(await spendOf(kind), { allowUnknownOutputs: true });
    const witness = tx.getInput(0).finalScriptWitness!;
    const [dummy, first, , script] = witness as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    tx.updateInput(0, { finalScriptWitness: [dummy, first, first, script] }, true);
    const [verdict] = await node.call<[object]>('testmempoolaccept', [[tx.hex]]);
    expect(verdict).toMatchObject({
      allowed: false,
      'reject-reason':
        'mempool-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)',
    });
  });
});

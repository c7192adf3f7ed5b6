import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import * as btc from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../src/encoding/hash.ts';
import { fund, type RunningNode, startNode } from './node-client.ts';

type Json = Record<string, unknown>;
const NETWORK = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };
const NUMS = Buffer.from('50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0', 'hex');
const privateKeys = ['one', 'two', 'three'].map((name) => sha256(Buffer.from(`psbt test ${name}`)));
const keys = privateKeys.map((key) => secp256k1.getPublicKey(key, true));
const xOnly = privateKeys.map((key) => schnorr.getPublicKey(key));

type Payment = { address?: string; script: Uint8Array } & Record<string, unknown>;
const kinds = [
  { name: 'pkh', payment: btc.p2pkh(keys[0]!, NETWORK), signers: [0] },
  { name: 'wpkh', payment: btc.p2wpkh(keys[0]!, NETWORK), signers: [0] },
  { name: 'sh(wpkh)', payment: btc.p2sh(btc.p2wpkh(keys[0]!, NETWORK), NETWORK), signers: [0] },
  { name: 'sh(multi)', payment: btc.p2sh(btc.p2ms(2, keys), NETWORK), signers: [0, 1] },
  { name: 'wsh(multi)', payment: btc.p2wsh(btc.p2ms(2, keys), NETWORK), signers: [0, 2] },
  { name: 'sh(wsh(multi))', payment: btc.p2sh(btc.p2wsh(btc.p2ms(2, keys), NETWORK), NETWORK), signers: [1, 2] },
  { name: 'tr(key)', payment: btc.p2tr(xOnly[0]!, undefined, NETWORK), signers: [0] },
  {
    name: 'tr(NUMS,multi_a)',
    payment: btc.p2tr(NUMS, { script: btc.p2tr_ms(2, xOnly).script }, NETWORK),
    signers: [0, 2],
  },
  {
    name: 'tr(NUMS,{2-of-2 leaves})',
    payment: btc.p2tr(
      NUMS,
      btc.p2tr_ns(2, xOnly).map(({ script }) => ({ script })),
      NETWORK,
    ),
    signers: [0, 1],
  },
] as unknown as { name: string; payment: Payment; signers: number[] }[];

let node: RunningNode;
let wallet: string;
beforeAll(async () => {
  node = await startNode();
  wallet = await fund(node, 10);
});
afterAll(() => node.node.stop());

/** A coin of this kind, and a PSBT of the library's that spends it. */
async function spendOf({ payment }: { payment: Payment }): Promise<btc.Transaction> {
  const txid = await node.call<string>('sendtoaddress', [payment.address, 0.01]);
  const raw = await node.call<string>('getrawtransaction', [txid]);
  const { vout } = await node.call<{ vout: { n: number; value: number }[] }>('decoderawtransaction', [raw]);
  const index = vout.find(({ value }) => value === 0.01)!.n;
  const { script: _, address: __, type: ___, ...scripts } = payment;
  const transaction = new btc.Transaction({ allowUnknownOutputs: true, allowLegacyWitnessUtxo: true });
  const isLegacy = ['pkh', 'sh'].includes(String(payment.type)) && !('witnessScript' in payment);
  transaction.addInput({
    txid,
    index,
    sequence: 0xfffffffd,
    nonWitnessUtxo: raw,
    ...(isLegacy ? {} : { witnessUtxo: { script: payment.script, amount: 1_000_000n } }),
    ...scripts,
  });
  transaction.addOutputAddress(wallet, 995_000n, NETWORK);
  return transaction;
}

const base64 = (transaction: btc.Transaction, version: 0 | 2) =>
  Buffer.from(transaction.toPSBT(version)).toString('base64');

/** What each signer sends back: the PSBT with its own signature alone. */
function signedBy(transaction: btc.Transaction, signer: number, version: 0 | 2): string {
  const own = btc.Transaction.fromPSBT(transaction.toPSBT(version), {
    allowUnknownOutputs: true,
    allowLegacyWitnessUtxo: true,
  });
  own.sign(privateKeys[signer]!);
  return base64(own, version);
}

describe.each(kinds)('a PSBT that spends $name', (kind) => {
  test.each([0, 2] as const)('of version %i is combined, finalized and accepted', async (version) => {
    const transaction = await spendOf(kind);
    const blank = base64(transaction, version);
    const analysis = await node.call<Json>('analyzepsbt', [blank]);
    expect(analysis).toMatchObject({ inputs: [{ has_utxo: true, is_final: false }], fee: 0.00005 });

    const parts = kind.signers.map((signer) => signedBy(transaction, signer, version));
    const some = await node.call<Json>('finalizepsbt', [
      await node.call('combinepsbt', [parts.slice(0, -1).concat(blank)]),
    ]);
    expect(some.complete).toBe(false);

    const combined = await node.call<string>('combinepsbt', [parts]);
    expect(await node.call('analyzepsbt', [combined])).toMatchObject({
      inputs: [{ next: 'finalizer' }],
      next: 'finalizer',
    });
    const { hex, complete } = await node.call<{ hex: string; complete: boolean }>('finalizepsbt', [combined]);
    expect(complete).toBe(true);
    const { vsize } = await node.call<{ vsize: number }>('decoderawtransaction', [hex]);
    // The library does not grind for short signatures, and of several leaves the cheapest is assumed.
    const slack = kind.name.includes('leaves') ? 8 : 3;
    // The hash of a key nobody has named does not tell how to satisfy it.
    const estimate = kind.name.includes('pkh') ? vsize : Number(analysis.estimated_vsize);
    expect(Math.abs(estimate - vsize)).toBeLessThanOrEqual(slack);
    expect(await node.call('testmempoolaccept', [[hex]])).toMatchObject([{ allowed: true }]);

    const final = await node.call<{ psbt: string }>('finalizepsbt', [combined, false]);
    expect(await node.call('analyzepsbt', [final.psbt])).toMatchObject({ next: 'extractor' });
    expect(await node.call('finalizepsbt', [final.psbt])).toEqual({ hex, complete: true });
  });
});

describe('decodepsbt shows', () => {
  test('scripts, origins, signatures and the fee', async () => {
    const transaction = await spendOf(kinds.find(({ name }) => name === 'wsh(multi)')!);
    transaction.updateInput(0, {
      bip32Derivation: [[keys[0]!, { fingerprint: 0xdeadbeef, path: [0x80000030, 0x80000001, 1, 7] }]],
    });
    const psbt = signedBy(transaction, 0, 2);
    const decoded = await node.call<Json>('decodepsbt', [psbt]);
    expect(decoded).toMatchObject({
      psbt_version: 2,
      fee: 0.00005,
      tx: { txid: transaction.id },
      inputs: [
        {
          witness_utxo: { amount: 0.01 },
          non_witness_utxo: { txid: Buffer.from(transaction.getInput(0).txid!).toString('hex') },
          partial_signatures: { [Buffer.from(keys[0]!).toString('hex')]: expect.stringMatching(/^30.*01$/) },
          witness_script: { type: 'multisig' },
          bip32_derivs: [
            { pubkey: Buffer.from(keys[0]!).toString('hex'), master_fingerprint: 'deadbeef', path: 'm/48h/1h/1/7' },
          ],
        },
      ],
    });
    expect((await node.call<Json>('analyzepsbt', [psbt])).inputs).toMatchObject([
      { next: 'signer', missing: { signatures: [expect.any(String), expect.any(String)] } },
    ]);
  });

  test('what a leaf needs', async () => {
    const transaction = await spendOf(kinds.find(({ name }) => name === 'tr(NUMS,multi_a)')!);
    const { inputs } = await node.call<{ inputs: Json[] }>('decodepsbt', [signedBy(transaction, 2, 0)]);
    expect(inputs[0]).toMatchObject({
      taproot_internal_key: NUMS.toString('hex'),
      taproot_scripts: [{ leaf_ver: 192, control_blocks: [expect.stringMatching(/^c[01]50929b74/)] }],
      taproot_script_path_sigs: [
        { pubkey: Buffer.from(xOnly[2]!).toString('hex'), sig: expect.stringMatching(/^.{128}$/) },
      ],
    });
  });
});

describe('the wallet', () => {
  test('pays by PSBT from its own coins of every kind', async () => {
    const addresses = await Promise.all(
      ['legacy', 'p2sh-segwit', 'bech32', 'bech32m'].map((type) => node.call<string>('getnewaddress', ['', type])),
    );
    const txid = await node.call<string>('sendmany', ['', Object.fromEntries(addresses.map((to) => [to, 0.5]))]);
    const { vout } = await node.call<{ vout: { n: number; value: number }[] }>('getrawtransaction', [txid, 1]);
    const coins = vout.filter(({ value }) => value === 0.5).map(({ n }) => ({ txid, vout: n }));
    const created = await node.call<string>('createpsbt', [coins, [{ [wallet]: 1.9999 }]]);
    expect(await node.call('analyzepsbt', [created])).toMatchObject({ next: 'updater' });
    const updated = await node.call<string>('utxoupdatepsbt', [created]);
    expect((await node.call<Json>('decodepsbt', [updated])).fee).toBe(0.0001);

    const open = await node.call<Json>('walletprocesspsbt', [created, true, 'ALL', true, false]);
    expect(open.complete).toBe(true);
    const { hex } = await node.call<{ hex: string }>('finalizepsbt', [open.psbt]);
    const whole = await node.call<Json>('walletprocesspsbt', [created]);
    expect(whole).toMatchObject({ complete: true, hex });
    expect(await node.call('sendrawtransaction', [hex])).toMatch(/^[0-9a-f]{64}$/);
  });

  test('funds, signs and sends a payment', async () => {
    const funded = await node.call<Json>('walletcreatefundedpsbt', [[], [{ [wallet]: 3 }], 0, { fee_rate: 5 }]);
    const decoded = await node.call<Json>('decodepsbt', [funded.psbt]);
    expect(decoded.fee).toBe(funded.fee);
    const { hex } = await node.call<{ hex: string }>('walletprocesspsbt', [funded.psbt]);
    const raw = await node.call<{ vsize: number }>('decoderawtransaction', [hex]);
    expect(Math.round(Number(funded.fee) * 1e8)).toBe(5 * raw.vsize);
    await node.call('sendrawtransaction', [hex]);
    expect(await node.failure('walletcreatefundedpsbt', [[], [{ [wallet]: 1e6 }]])).toMatchObject({ code: -6 });
  });

  test('leaves what is not its own', async () => {
    const transaction = await spendOf(kinds[4]!);
    const result = await node.call<Json>('walletprocesspsbt', [base64(transaction, 0)]);
    expect(result.complete).toBe(false);
    expect(result).not.toHaveProperty('hex');
  });
});

test('a raw transaction becomes a PSBT, signed only if that is said', async () => {
  const raw = await node.call<string>('createrawtransaction', [
    [{ txid: 'ab'.repeat(32), vout: 1 }],
    [{ [wallet]: 1 }],
  ]);
  const psbt = await node.call<string>('converttopsbt', [raw]);
  expect(psbt).toBe(await node.call('createpsbt', [[{ txid: 'ab'.repeat(32), vout: 1 }], [{ [wallet]: 1 }]]));
  const { hex } = await node.call<{ hex: string }>('walletprocesspsbt', [
    (await node.call<Json>('walletcreatefundedpsbt', [[], [{ [wallet]: 1 }]])).psbt,
  ]);
  expect(await node.failure('converttopsbt', [hex])).toMatchObject({ code: -22 });
  expect(await node.call('converttopsbt', [hex, true])).toMatch(/^cHNidP8B/);
});

/** A PSBT of version 0 with one input and one output, and fields added to one of its maps. */
function withFields(kind: 'global' | 'input' | 'output', ...fields: [key: string, value: string][]): string {
  const size = (hex: string) => (hex.length / 2).toString(16).padStart(2, '0');
  const extra = fields.map(([key, value]) => `${size(key)}${key}${size(value)}${value}`).join('');
  const tx = `02000000010${'0'.repeat(63)}0000000000fdffffff01e8030000000000000151${'0'.repeat(8)}`;
  const maps = { global: `0100${size(tx)}${tx}`, input: '', output: '' };
  maps[kind] += extra;
  return Buffer.from(`70736274ff${maps.global}00${maps.input}00${maps.output}00`, 'hex').toString('base64');
}

const hexKey = Buffer.from(keys[0]!).toString('hex');
const OFF_CURVE = `02${'05'.padStart(64, '0')}`;
const DER = `30060201010201${'01'}`;
const TEXTS: [string, 'global' | 'input' | 'output', string, string, string][] = [
  ['a signature for a key off the curve', 'input', `02${OFF_CURVE}`, `${DER}01`, 'Invalid pubkey'],
  [
    'a signature for half a key',
    'input',
    '0202',
    `${DER}01`,
    'Size of key was not the expected size for the type partial signature pubkey',
  ],
  ['no signature', 'input', `02${hexKey}`, '', 'Signature is not a valid encoding'],
  ['a signature that is not DER', 'input', `02${hexKey}`, '3000', 'Signature is not a valid encoding'],
  ['a signature of no known type', 'input', `02${hexKey}`, `${DER}04`, 'Signature is not a valid encoding'],
  ['the path of a key off the curve', 'input', `06${OFF_CURVE}`, '00000000', 'Invalid pubkey'],
  ['the path of a changed key off the curve', 'output', `02${OFF_CURVE}`, '00000000', 'Invalid pubkey'],
  ['a path of three bytes', 'input', `06${hexKey}`, '000000', 'Invalid length for HD key path'],
  ['an empty path', 'output', `02${hexKey}`, '', 'Invalid length for HD key path'],
  ['a long sighash type', 'input', '03', '0100000000', 'Size of value was not the stated size'],
  ['a redeem script with a key', 'input', '0400', '51', 'Size of key was not 1 for the type Input redeemScript'],
  ['an output script with a key', 'output', '0000', '51', 'Size of key was not 1 for the type Output redeemScript'],
  [
    'a short taproot signature',
    'input',
    '13',
    '00'.repeat(63),
    'Input Taproot key path signature is shorter than 64 bytes',
  ],
  [
    'a long taproot signature',
    'input',
    `14${'00'.repeat(64)}`,
    '00'.repeat(66),
    'Input Taproot script path signature is longer than 65 bytes',
  ],
  [
    'a crooked control block',
    'input',
    `15${'c0'.repeat(34)}`,
    '51c0',
    "Input Taproot leaf script key's control block size is not valid",
  ],
  ['an empty leaf', 'input', `15${'c0'.repeat(33)}`, '', 'Input Taproot leaf script must be at least 1 byte'],
  ['a short internal key', 'input', '17', '00'.repeat(31), 'Size of value was not the stated size'],
  ['an empty taproot tree', 'output', '06', '', 'Output Taproot tree must not be empty'],
  ['half a taproot tree', 'output', '06', '01c00151', 'Output Taproot tree is malformed'],
  ['an odd leaf version', 'output', '06', '00c10151', 'Output Taproot tree has a leaf with an invalid leaf version'],
  ['a musig2 key off the curve', 'input', `1a${OFF_CURVE}`, hexKey, 'Input musig2 aggregate pubkey is invalid'],
  [
    'a musig2 participant off the curve',
    'output',
    `08${hexKey}`,
    OFF_CURVE,
    'Output musig2 participant pubkey is invalid',
  ],
  ['an amount in version 0', 'output', '03', '00'.repeat(8), 'Output amount is not allowed in PSBTv0'],
  ['a previous txid in version 0', 'input', '0e', '00'.repeat(32), 'Previous txid is not allowed in PSBTv0'],
  [
    'an extended key cut short',
    'global',
    '0100',
    '00000000',
    'Size of key was not the expected size for the type global xpub',
  ],
  ['an extended key off the curve', 'global', `01${'00'.repeat(45)}${OFF_CURVE}`, '00000000', 'Invalid pubkey'],
];

test.each(TEXTS)('a PSBT with %s is refused', async (_, kind, key, value, message) => {
  const psbt = withFields(kind, [key, value]);
  expect(await node.failure('decodepsbt', [psbt])).toEqual({ code: -22, message: `TX decode failed ${message}` });
});

test('a PSBT with sound fields of each kind is read', async () => {
  const xpub = `01${'00'.repeat(45)}${hexKey}`;
  const all = [
    withFields('global', [xpub, '00000000']),
    withFields('input', [`02${hexKey}`, `${DER}01`], [`06${hexKey}`, '0000000001000080'], ['13', '00'.repeat(64)]),
    withFields('output', [`02${hexKey}`, '00000000'], ['06', '01c0015101c00151'], [`08${hexKey}`, hexKey]),
  ];
  for (const psbt of all) expect(await node.call('decodepsbt', [psbt])).toHaveProperty('tx');
});

const empty = (fields: string) => Buffer.from(`70736274ff${fields}`, 'hex').toString('base64');
test.each<[string, string, unknown[], number, RegExp]>([
  ['noise', 'decodepsbt', ['!'], -22, /^TX decode failed invalid base64/],
  ['other bytes', 'decodepsbt', ['AAAAAAAA'], -22, /magic/],
  ['no transaction', 'decodepsbt', [empty('00')], -22, /No unsigned transaction/],
  ['an unknown version', 'decodepsbt', [empty('01fb040300000000')], -22, /Unsupported version/],
  ['a repeated key', 'decodepsbt', [empty('01fb040000000001fb040000000000')], -22, /Duplicate Key, global key "fb"/],
  ['an unended map', 'decodepsbt', [empty('01fb0400000000')], -22, /Separator is missing at the end of the global map/],
  ['nothing', 'combinepsbt', [[]], -8, /cannot be empty/],
])('a PSBT of %s is refused', async (_, method, params, code, message) => {
  expect(await node.failure(method, params)).toEqual({ code, message: expect.stringMatching(message) });
});

test('PSBTs of different transactions are not combined', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map((amount) => node.call('createpsbt', [[{ txid: 'ab'.repeat(32), vout: 1 }], [{ [wallet]: amount }]])),
  );
  expect(await node.failure('combinepsbt', [[first, second]])).toEqual({
    code: -8,
    message: 'PSBTs not compatible (different transactions)',
  });
});

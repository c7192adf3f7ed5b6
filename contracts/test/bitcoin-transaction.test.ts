import { RawTx } from '@scure/btc-signer/script.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { txidOf, u32, u64, unsignedTx } from './withdrawals.ts';
import { reserveScript, startWorld, type World } from './world.ts';

interface Parsed<Bytes> {
  inputs: { tx_hash: Bytes; vout: number }[];
  lock_time: number;
  max_sequence: number;
  min_sequence: number;
  outputs: { amount: bigint; script: Bytes }[];
  total_out: bigint;
  txid: Bytes;
  version: number;
}

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** What the contract reads, with bytes in hexadecimal. */
async function parse(raw: Uint8Array): Promise<Parsed<string>> {
  const args = { unsigned_tx: Buffer.from(raw) };
  const parsed = await world.read<Parsed<Uint8Array>>('reserve-manager', 'parse_transaction', args);
  return {
    ...parsed,
    inputs: parsed.inputs.map(({ tx_hash, vout }) => ({ tx_hash: toHex(tx_hash), vout })),
    outputs: parsed.outputs.map(({ amount, script }) => ({ amount, script: toHex(script) })),
    txid: toHex(parsed.txid),
  };
}
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const toHex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** As signed and mined, then without witnesses; both say what the other must come to. */
function unsignedForm(mined: string): { raw: Uint8Array; expected: ReturnType<typeof RawTx.decode> } {
  const signed = RawTx.decode(hex(mined));
  const inputs = signed.inputs.map((input) => ({ ...input, finalScriptSig: new Uint8Array() }));
  const expected = { ...signed, inputs, segwitFlag: false, witnesses: undefined };
  return { raw: RawTx.encode(expected), expected: signed };
}

// From Bitcoin's main chain.
const MINED = {
  'a taproot key path spend with OP_RETURN': {
    txid: '33e794d097969002ee05d336686fc03c9e15a597c1b9827669460fac98799036',
    raw: '01000000000101d1f1c1f8cdf6759167b90f52c9ad358a369f95284e841d7a2536cef31c0549580100000000fdffffff020000000000000000316a2f49206c696b65205363686e6f7272207369677320616e6420492063616e6e6f74206c69652e204062697462756734329e06010000000000225120a37c3903c8d0db6512e2b40b0dffa05e5a3ab73603ce8c9c4b7771e5412328f90140a60c383f71bac0ec919b1d7dbc3eb72dd56e7aa99583615564f9f99b8ae4e837b758773a5b2e4c51348854c8389f008e05029db7f464a5ff2e01d5e6e626174affd30a00',
  },
  'taproot key path and script path inputs together': {
    txid: '37777defed8717c581b4c0509329550e344bdc14ac38f71fc050096887e535c8',
    raw: '020000000001027bc0bba407bc67178f100e352bf6e047fae4cbf960d783586cb5e430b3b700e70000000000feffffff7bc0bba407bc67178f100e352bf6e047fae4cbf960d783586cb5e430b3b700e70100000000feffffff01b4ba0e0000000000160014173fd310e9db2c7e9550ce0f03f1e6c01d833aa90140134896c42cd95680b048845847c8054756861ffab7d4abab72f6508d67d1ec0c590287ec2161dd7884983286e1cd56ce65c08a24ee0476ede92678a93b1b180c03407b5d614a4610bf9196775791fcc589597ca066dcd10048e004cd4c7341bb4bb90cee4705192f3f7db524e8067a5222c7f09baf29ef6b805b8327ecd1e5ab83ca2220f5b059b9a72298ccbefff59d9b943f7e0fc91d8a3b944a95e7b6390cc99eb5f4ac41c0d9dfdf0fe3c83e9870095d67fff59a8056dad28c6dfb944bb71cf64b90ace9a7776b22a1185fb2dc9524f6b178e2693189bf01655d7f38f043923668dc5af45bffd30a00',
  },
  'four taproot inputs of one transaction': {
    txid: '83c8e0289fecf93b5a284705396f5a652d9886cbd26236b0d647655ad8a37d82',
    raw: '020000000001041ee2529c53a3c05c1e35fa853b9209cbc1a17be31aae9f4e7ea42d13f24c65890000000000ffffffff1ee2529c53a3c05c1e35fa853b9209cbc1a17be31aae9f4e7ea42d13f24c65890100000000ffffffff1ee2529c53a3c05c1e35fa853b9209cbc1a17be31aae9f4e7ea42d13f24c65890200000000ffffffff1ee2529c53a3c05c1e35fa853b9209cbc1a17be31aae9f4e7ea42d13f24c65890300000000ffffffff01007ea60000000000225120a457d0c0399b499ed2df571d612ba549ae7f199387edceac175999210f6aa39d0141b23008b3e044d16078fc93ae4f342b6e5ba44241c598503f80269fd66e7ce484e926b2ff58ac5633be79857951b3dc778082fd38a9e06a1139e6eea41a8680c7010141be98ba2a47fce6fbe4f7456e5fe0c2381f38ed3ae3b89d0748fdbfc6936b68019e01ff60343abbea025138e58aed2544dc8d3c0b2ccb35e2073fa2f9feeff5ed010141466d525b97733d4733220694bf747fd6e9d4b0b96ea3b2fb06b7486b4b8e864df0057481a01cf10f7ea06849fb4717d62b902fe5807a1cba03a46bf3a7087e940101418dbfbdd2c164005eceb0de04c317b9cae62b0c97ed33da9dcec6301fa0517939b9024eba99e22098a5b0d86eb7218957883ea9fc13b737e1146ae2b95185fcf90100000000',
  },
  'OP_RETURN and P2PKH from two OP_CHECKSIGADD inputs': {
    txid: '2eb8dbaa346d4be4e82fe444c2f0be00654d8cfd8c4a9a61b11aeaab8c00b272',
    raw: '010000000001022373cf02ce7df6500ae46a4a0fbbb1b636d2debed8f2df91e2415627397a34090000000000fdffffff88c23d928893cd3509845516cf8411b7cab2738c054cc5ce7e4bde9586997c770000000000fdffffff0200000000000000002b6a29676d20746170726f6f7420f09fa5952068747470733a2f2f626974636f696e6465766b69742e6f72676e9e1100000000001976a91405070d0290da457409a37db2e294c1ffbc52738088ac04410adf90fd381d4a13c3e73740b337b230701189ed94abcb4030781635f035e6d3b50b8506470a68292a2bc74745b7a5732a28254b5f766f09e495929ec308090b01004620c13e6d193f5d04506723bd67abcc5d31b610395c445ac6744cb0a1846b3aabaeac20b0e2e48ad7c3d776cf6f2395c504dc19551268ea7429496726c5d5bf72f9333cba519c21c0000000000000000000000000000000000000000000000000000000000000000104414636070d21adc8280735383102f7a0f5978cea257777a23934dd3b458b79bf388aca218e39e23533a059da173e402c4fc5e3375e1f839efb22e9a5c2a815b07301004620c13e6d193f5d04506723bd67abcc5d31b610395c445ac6744cb0a1846b3aabaeac20b0e2e48ad7c3d776cf6f2395c504dc19551268ea7429496726c5d5bf72f9333cba519c21c0000000000000000000000000000000000000000000000000000000000000000100000000',
  },
  'a 2-of-3 P2WSH spend to P2SH and P2WSH': {
    raw: '010000000001011f97548fbbe7a0db7588a66e18d803d0089315aa7d4cc28360b6ec50ef36718a0100000000ffffffff02df1776000000000017a9146c002a686959067f4866b8fb493ad7970290ab728757d29f0000000000220020701a8d401c84fb13e6baf169d59684e17abd9fa216c8cc5b9fc63d622ff8c58d04004730440220565d170eed95ff95027a69b313758450ba84a01224e1f7f130dda46e94d13f8602207bdd20e307f062594022f12ed5017bbf4a055a06aea91c10110a0e3bb23117fc014730440220647d2dc5b15f60bc37dc42618a370b2a1490293f9e5c8464f53ec4fe1dfe067302203598773895b4b16d37485cbe21b337f4e4b650739880098c592553add7dd4355016952210375e00eb72e29da82b89367947f29ef34afb75e8654f6ea368e0acdfd92976b7c2103a1b26313f430c4b15bb1fdce663207659d8cac749a0e53d70eff01874496feff2103c96d495bfdd5ba4145e3e046fee45e84a8a48ad05bd8dbb395c011a32cf9f88053ae00000000',
  },
} as const;

describe('the contract reads from the main chain', () => {
  test.each(Object.entries(MINED))('%s', async (_, mined) => {
    const { raw, expected } = unsignedForm(mined.raw);
    const parsed = await parse(raw);
    expect(parsed.txid).toBe(toHex(txidOf(raw)));
    if ('txid' in mined) expect(parsed.txid).toBe(mined.txid);
    expect(parsed.version).toBe(expected.version);
    expect(parsed.lock_time).toBe(expected.lockTime);
    expect(parsed.inputs).toEqual(expected.inputs.map(({ txid, index }) => ({ tx_hash: toHex(txid), vout: index })));
    expect(parsed.outputs).toEqual(expected.outputs.map(({ amount, script }) => ({ amount, script: toHex(script) })));
  });

  test('the unsigned transaction of BIP 143, native P2WPKH alone', async () => {
    // The first input of the example is P2PK and signed apart; both have empty script signatures before signing.
    const raw = hex(
      '0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000',
    );
    const parsed = await parse(raw);
    expect(parsed.inputs.map(({ tx_hash, vout }) => `${tx_hash}:${vout}`)).toEqual([
      '9f96ade4b41d5433f4eda31e1738ec2b36f6e7d1420d94a6af99801a88f7f7ff:0',
      '8ac60eb9575db5b2d987e29f301b5b819ea83a5c6579d282d189cc04b8e151ef:1',
    ]);
    expect(parsed.outputs.map(({ amount }) => amount)).toEqual([112_340_000n, 223_450_000n]);
    expect(parsed).toMatchObject({ lock_time: 17, max_sequence: 0xffff_ffff, min_sequence: 0xffff_ffee });
  });
});

const coin = { txid: Buffer.alloc(32, 7), vout: 1 };
const output = { amount: 1_000n, script: reserveScript };
const input = Buffer.concat([coin.txid, u32(1), Buffer.from([0]), u32(0)]);
const out = Buffer.concat([u64(1_000n), Buffer.from([34]), reserveScript]);
const one = Buffer.from([1]);
const bytes = (...parts: (Buffer | number[])[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)));
const withOutput = (amount: bigint): Buffer => unsignedTx([coin], [{ ...output, amount }]);
const MAX_MONEY = 2_100_000_000_000_000n;

describe('the contract refuses', () => {
  test.each<[string, Buffer, number]>([
    ['nothing', Buffer.alloc(0), 430],
    ['half a version', Buffer.alloc(3), 430],
    ['a byte too few', unsignedTx([coin], [output]).subarray(0, -1), 430],
    ['a byte too many', bytes(unsignedTx([coin], [output]), [0]), 430],
    ['a transaction of 64 bytes', unsignedTx([coin], [{ amount: 1n, script: Buffer.alloc(4) }]), 430],
    ['no outputs', bytes(u32(2), one, input, [0], u32(0)), 430],
    ['no inputs', bytes(u32(2), [0], one, out, u32(0)), 431],
    ['the segwit marker and a witness', hex(MINED['a taproot key path spend with OP_RETURN'].raw), 431],
    ['an input count in three bytes', bytes(u32(2), [0xfd, 1, 0], input, one, out, u32(0)), 430],
    ['an input count in five bytes', bytes(u32(2), [0xfe, 1, 0, 0, 0], input, one, out, u32(0)), 430],
    ['an input count in nine bytes', bytes(u32(2), [0xff, 1, 0, 0, 0, 0, 0, 0, 0], input, one, out, u32(0)), 430],
    ['65 inputs said to come', bytes(u32(2), [65], input, one, out, u32(0)), 430],
    ['a huge number of inputs', bytes(u32(2), [0xff], Buffer.alloc(8, 0xff), input, one, out, u32(0)), 430],
    ['a huge number of outputs', bytes(u32(2), one, input, [0xfe, 255, 255, 255, 255], out, u32(0)), 430],
    ['a script length in three bytes', bytes(u32(2), one, input, one, u64(1n), [0xfd, 1, 0, 0x51], u32(0)), 430],
    ['a script longer than what follows', bytes(u32(2), one, input, one, u64(1n), [0xfd, 0, 1, 0x51], u32(0)), 430],
    ['a script signature', bytes(u32(2), one, coin.txid, u32(1), [1, 0x51], u32(0), one, out, u32(0)), 432],
    ['an empty script signature in three bytes', bytes(u32(2), one, coin.txid, u32(1), [0xfd, 0, 0], u32(0)), 430],
    ['the same input twice', unsignedTx([coin, coin], [output]), 433],
    ['the same input twice, apart', unsignedTx([coin, { ...coin, vout: 2 }, coin], [output]), 433],
    ['a negative amount', withOutput(-1n), 434],
    ['the most negative amount', withOutput(-(2n ** 63n)), 434],
    ['more than 21 million BTC', withOutput(MAX_MONEY + 1n), 434],
    ['more than 21 million BTC in two outputs', unsignedTx([coin], [{ ...output, amount: MAX_MONEY }, output]), 434],
  ])('%s', async (_, raw, code) => {
    await expect(parse(raw)).rejects.toMatchObject({ code });
  });

  test('every proper beginning of a transaction', async () => {
    const raw = unsignedTx([coin, { ...coin, vout: 9 }], [output]);
    for (let length = 0; length < raw.length; length += 7) {
      await expect(parse(raw.subarray(0, length)), `${length} bytes`).rejects.toThrow();
    }
  });
});

const transactions = fc.record({
  version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  lockTime: fc.nat({ max: 2 ** 32 - 1 }),
  inputs: fc.uniqueArray(
    fc.record({
      txid: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      index: fc.nat({ max: 2 ** 32 - 1 }),
      sequence: fc.nat({ max: 2 ** 32 - 1 }),
    }),
    { minLength: 1, maxLength: 8, selector: ({ txid, index }) => `${Buffer.from(txid).toString('hex')}:${index}` },
  ),
  outputs: fc.array(
    fc.record({
      amount: fc.bigInt({ min: 0n, max: 10n ** 14n }),
      script: fc.uint8Array({ minLength: 5, maxLength: 300 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

test('what another library writes is read back, field for field', async () => {
  await fc.assert(
    fc.asyncProperty(transactions, async ({ version, lockTime, inputs, outputs }) => {
      const raw = RawTx.encode({
        version,
        lockTime,
        segwitFlag: false,
        inputs: inputs.map((one) => ({ ...one, finalScriptSig: new Uint8Array() })),
        outputs,
        witnesses: undefined,
      });
      expect(await parse(raw)).toEqual({
        inputs: inputs.map(({ txid, index }) => ({ tx_hash: toHex(txid), vout: index })),
        lock_time: lockTime,
        max_sequence: Math.max(...inputs.map(({ sequence }) => sequence)),
        min_sequence: Math.min(...inputs.map(({ sequence }) => sequence)),
        outputs: outputs.map(({ amount, script }) => ({ amount, script: toHex(script) })),
        total_out: outputs.reduce((sum, { amount }) => sum + amount, 0n),
        txid: toHex(txidOf(raw)),
        version,
      });
    }),
    { numRuns: 30 },
  );
});

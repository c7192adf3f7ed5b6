import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from './node-client.ts';

const BURN = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const HASH = /^[0-9a-f]{64}$/;

type Json = Record<string, unknown>;
let node: RunningNode;
let miner: string;
beforeAll(async () => {
  node = await startNode();
  miner = await node.call<string>('getnewaddress', ['mining']);
});
afterAll(() => node.node.stop());

describe('the calls of Bitcoin Core’s documentation, in the order a newcomer makes them', () => {
  test('getblockchaininfo on a new chain', async () => {
    expect(await node.call('getblockchaininfo')).toEqual({
      chain: 'regtest',
      blocks: 0,
      headers: 0,
      bestblockhash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
      bits: '207fffff',
      target: `7fffff${'00'.repeat(29)}`,
      difficulty: 4.656542373906925e-10,
      time: 1296688602,
      mediantime: 1296688602,
      verificationprogress: 1,
      initialblockdownload: true,
      chainwork: '0000000000000000000000000000000000000000000000000000000000000002',
      size_on_disk: 285,
      pruned: false,
      warnings: [],
    });
  });

  test('generatetoaddress, then a balance that matures after 100 blocks', async () => {
    const hashes = await node.call<string[]>('generatetoaddress', [100, miner]);
    expect(hashes).toHaveLength(100);
    expect(await node.call('getbalances')).toMatchObject({
      mine: { trusted: 0, untrusted_pending: 0, immature: 5000 },
    });
    await node.call('generatetoaddress', [1, miner]);
    expect(await node.call('getbalance')).toBe(50);
    expect(await node.call('getblockchaininfo')).toMatchObject({ blocks: 101, initialblockdownload: false });
  });

  test('amounts carry eight decimals on the wire', async () => {
    const { text } = await node.raw(JSON.stringify({ id: 1, method: 'getbalance' }));
    expect(text).toBe('{"result":50.00000000,"error":null,"id":1}\n');
  });

  test('getblock at each verbosity, getblockheader, getblockhash', async () => {
    const hash = await node.call<string>('getblockhash', [101]);
    const raw = await node.call<string>('getblock', [hash, 0]);
    const header = await node.call<string>('getblockheader', [hash, false]);
    expect(raw.startsWith(header)).toBe(true);
    const block = await node.call<Json>('getblock', [hash]);
    expect(block).toMatchObject({ hash, confirmations: 1, height: 101, nTx: 1, size: raw.length / 2 });
    expect(block.tx).toEqual([expect.stringMatching(HASH)]);
    const detailed = await node.call<{ tx: Json[] }>('getblock', [hash, 2]);
    expect(detailed.tx[0]).toMatchObject({ txid: (block.tx as string[])[0], vin: [{ coinbase: expect.any(String) }] });
    expect(detailed.tx[0]).not.toHaveProperty('fee');
    expect(await node.call('getblockheader', [hash])).toMatchObject({ hash, height: 101, versionHex: '20000000' });
    expect(await node.call('getblockheader', [hash])).not.toHaveProperty('nextblockhash');
  });

  test('sendtoaddress, and everything there is to see about the payment', async () => {
    const txid = await node.call<string>('sendtoaddress', [BURN, 1.5]);
    expect(await node.call('getrawmempool')).toEqual([txid]);
    const entry = await node.call<Json>('getmempoolentry', [txid]);
    expect(entry).toMatchObject({
      ancestorcount: 1,
      descendantcount: 1,
      'bip125-replaceable': true,
      depends: [],
      spentby: [],
    });
    const tx = await node.call<{ vin: Json[]; vout: { n: number; value: number; scriptPubKey: Json }[] }>(
      'getrawtransaction',
      [txid, 1],
    );
    const paid = tx.vout.find((output) => output.value === 1.5)!;
    expect(paid.scriptPubKey).toEqual({
      asm: '0 751e76e8199196d454941c45d1b3a323f1433bd6',
      desc: 'addr(bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080)#8pk5s7ya',
      hex: '0014751e76e8199196d454941c45d1b3a323f1433bd6',
      address: BURN,
      type: 'witness_v0_keyhash',
    });
    expect(await node.call('gettxout', [txid, paid.n])).toMatchObject({
      confirmations: 0,
      value: 1.5,
      coinbase: false,
    });
    expect(await node.call('gettxout', [txid, paid.n, false])).toBeNull();
    const spent = { txid: tx.vin[0]!.txid, vout: tx.vin[0]!.vout };
    expect(await node.call('gettxspendingprevout', [[spent]])).toEqual([{ ...spent, spendingtxid: txid }]);
    await node.call('generatetoaddress', [1, miner]);
    expect(await node.call('gettxout', [txid, paid.n])).toMatchObject({ confirmations: 1 });
    const confirmed = await node.call<Json>('getrawtransaction', [txid, 2]);
    expect(confirmed).toMatchObject({ confirmations: 1, fee: (entry.fees as Json).base });
    const wallet = await node.call<{ details: Json[] }>('gettransaction', [txid]);
    expect(wallet).toMatchObject({ amount: -1.5, fee: -(confirmed.fee as number), confirmations: 1 });
    expect(wallet.details).toEqual([expect.objectContaining({ category: 'send', amount: -1.5, address: BURN })]);
    const block = await node.call<{ tx: { fee: number; vin: { prevout: Json }[] }[] }>('getblock', [
      confirmed.blockhash,
      3,
    ]);
    expect(block.tx[1]!.vin[0]!.prevout).toMatchObject({ generated: true, height: 1, value: 50 });
    expect(block.tx[1]!.fee).toBe(confirmed.fee);
  });

  test('gettxoutproof convinces verifytxoutproof', async () => {
    const hash = await node.call<string>('getbestblockhash');
    const { tx } = await node.call<{ tx: string[] }>('getblock', [hash]);
    const proof = await node.call<string>('gettxoutproof', [[tx[1]]]);
    expect(await node.call('verifytxoutproof', [proof])).toEqual([tx[1]]);
    const changed = Buffer.from(proof, 'hex');
    changed[90]! ^= 1;
    expect(await node.call('verifytxoutproof', [changed.toString('hex')])).toEqual([]);
  });

  test('a raw transaction is created, signed, tested, and sent', async () => {
    const [coin] = await node.call<{ txid: string; vout: number }[]>('listunspent');
    const raw = await node.call<string>('createrawtransaction', [[coin], [{ [BURN]: 1 }, { data: 'cafe' }]]);
    expect(await node.call('decoderawtransaction', [raw])).toMatchObject({
      version: 2,
      locktime: 0,
      vin: [{ ...coin_(coin!), sequence: 4294967293 }],
      vout: [{ value: 1 }, { value: 0, scriptPubKey: { asm: 'OP_RETURN -32458', type: 'nulldata' } }],
    });
    const signed = await node.call<{ hex: string; complete: boolean }>('signrawtransactionwithwallet', [raw]);
    expect(signed.complete).toBe(true);
    const [verdict] = await node.call<Json[]>('testmempoolaccept', [[signed.hex]]);
    expect(verdict).toMatchObject({ allowed: false, 'reject-reason': 'max-fee-exceeded' });
    expect(await node.failure('sendrawtransaction', [signed.hex])).toEqual({
      code: -25,
      message: 'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)',
    });
    const txid = await node.call<string>('sendrawtransaction', [signed.hex, 0]);
    expect(await node.call('sendrawtransaction', [signed.hex, 0])).toBe(txid);
    await node.call('generatetoaddress', [1, miner]);
    expect(await node.failure('sendrawtransaction', [signed.hex, 0])).toEqual({
      code: -27,
      message: 'Transaction outputs already in utxo set',
    });
  });
  const coin_ = ({ txid, vout }: { txid: string; vout: number }) => ({ txid, vout });

  test('sendmany, bumpfee, sweeping with subtractfeefromamount', async () => {
    const other = await node.call<string>('getnewaddress', ['', 'bech32m']);
    await node.call('generatetoaddress', [20, miner]);
    const many = await node.call<string>('sendmany', ['', { [BURN]: 0.1, [other]: '0.2' }]);
    const bumped = await node.call<{ txid: string; origfee: number; fee: number }>('bumpfee', [many]);
    expect(bumped.fee).toBeGreaterThan(bumped.origfee);
    expect(await node.call('getrawmempool')).toEqual([bumped.txid]);
    await node.call('generatetoaddress', [1, miner]);
    const balance = await node.call<number>('getbalance');
    await node.call('sendtoaddress', { address: BURN, amount: balance, subtractfeefromamount: true, fee_rate: 1 });
    expect(await node.call('getbalance')).toBe(0);
  });

  test('reorganizing by hand: invalidateblock, getchaintips, reconsiderblock', async () => {
    const best = await node.call<string>('getbestblockhash');
    const height = await node.call<number>('getblockcount');
    await node.call('invalidateblock', [best]);
    expect(await node.call('getblockcount')).toBe(height - 1);
    await node.call('generatetoaddress', [1, miner]);
    const rival = await node.call<string>('getbestblockhash');
    expect(await node.call('getchaintips')).toEqual([
      { height, hash: best, branchlen: 1, status: 'invalid' },
      { height, hash: rival, branchlen: 0, status: 'active' },
    ]);
    await node.call('reconsiderblock', [best]);
    expect(await node.call('getbestblockhash')).toBe(best);
    expect(await node.call('getblockheader', [rival])).toMatchObject({ confirmations: -1 });
  });

  test('waitfornewblock and waitforblockheight answer as soon as the block is there', async () => {
    const height = await node.call<number>('getblockcount');
    const waiting = Promise.all([
      node.call<Json>('waitfornewblock', [10_000]),
      node.call<Json>('waitforblockheight', [height + 1, 10_000]),
    ]);
    const [hash] = await node.call<string[]>('generatetoaddress', [1, miner]);
    expect(await waiting).toEqual([
      { hash, height: height + 1 },
      { hash, height: height + 1 },
    ]);
    expect(await node.call('waitfornewblock', [1])).toEqual({ hash, height: height + 1 });
  });

  test('generateblock takes exactly the transactions it is given', async () => {
    const balanceTx = await node.call<string>('sendtoaddress', [BURN, 0.5]);
    const kept = await node.call<string>('sendtoaddress', [BURN, 0.25]);
    const { hash } = await node.call<{ hash: string }>('generateblock', ['raw(51)', [balanceTx]]);
    expect((await node.call<{ tx: string[] }>('getblock', [hash])).tx).toEqual([
      expect.stringMatching(HASH),
      balanceTx,
    ]);
    expect(await node.call('getrawmempool')).toEqual([kept]);
    const dry = await node.call<{ hash: string; hex: string }>('generateblock', [BURN, [], false]);
    expect(await node.failure('getblockheader', [dry.hash])).toMatchObject({ code: -5 });
    expect(await node.call('submitblock', [dry.hex])).toBeNull();
    const confirmed = await node.call<string>('getrawtransaction', [balanceTx, 0]);
    expect((await node.failure('generateblock', [BURN, [confirmed]])).message).toMatch(
      /^TestBlockValidity failed: bad-txns/,
    );
  });

  test('a miner can build a block from getblocktemplate', async () => {
    const template = await node.call<Json>('getblocktemplate', [{ rules: ['segwit'] }]);
    expect(template).toMatchObject({ height: (await node.call<number>('getblockcount')) + 1, bits: '207fffff' });
    expect(template.transactions).toHaveLength((await node.call<string[]>('getrawmempool')).length);
  });

  test('setmocktime moves the clock of blocks', async () => {
    const later = 2_000_000_000;
    await node.call('setmocktime', [later]);
    const [hash] = await node.call<string[]>('generatetoaddress', [1, miner]);
    expect(await node.call('getblockheader', [hash])).toMatchObject({ time: later });
    await node.call('setmocktime', [0]);
  });

  test('validateaddress, decodescript', async () => {
    expect(await node.call('validateaddress', [BURN])).toEqual({
      isvalid: true,
      address: BURN,
      scriptPubKey: '0014751e76e8199196d454941c45d1b3a323f1433bd6',
      isscript: false,
      iswitness: true,
      witness_version: 0,
      witness_program: '751e76e8199196d454941c45d1b3a323f1433bd6',
    });
    expect(await node.call('validateaddress', ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'])).toMatchObject({
      isvalid: false,
    });
    expect(await node.call('decodescript', ['51'])).toMatchObject({
      asm: '1',
      type: 'nonstandard',
      p2sh: expect.any(String),
    });
  });

  test('estimatesmartfee has no data until setfeeestimate gives some', async () => {
    expect(await node.call('estimatesmartfee', [6])).toEqual({
      errors: ['Insufficient data or no feerate found'],
      blocks: 6,
    });
    await node.call('setfeeestimate', [0.0005]);
    expect(await node.call('estimatesmartfee', [6])).toEqual({ feerate: 0.0005, blocks: 6 });
    await node.call('setfeeestimate', [null]);
  });

  test('several wallets, each at its own path', async () => {
    await node.call('createwallet', ['second']);
    expect(await node.call('listwallets')).toEqual(['', 'second']);
    const address = await node.call<string>('getnewaddress', [], 'second');
    await node.call('sendtoaddress', [address, 3]);
    await node.call('generatetoaddress', [1, miner]);
    expect(await node.call('getbalance', [], 'second')).toBe(3);
    await node.call('unloadwallet', ['second']);
    expect(await node.failure('getbalance', [], 'second')).toMatchObject({ code: -18 });
    expect(await node.call('loadwallet', ['second'])).toEqual({ name: 'second' });
    expect(await node.call('getaddressinfo', [address], 'second')).toMatchObject({ ismine: true });
  });

  test('help lists every method and explains each', async () => {
    const list = await node.call<string>('help');
    expect(list).toMatch(/^== Blockchain ==\n/);
    expect(await node.call('help', ['getblockhash'])).toMatch(/^getblockhash height\n/);
    expect(await node.call('help', ['nonsense'])).toBe('help: unknown command: nonsense');
  });
});

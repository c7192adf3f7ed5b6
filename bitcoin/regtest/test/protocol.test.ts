import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from './node-client.ts';

let node: RunningNode;
beforeAll(async () => {
  node = await startNode({ rpcUser: 'alice', rpcPassword: 'p@ss:word' });
});
afterAll(() => node.node.stop());

const call = (fields: object): string => JSON.stringify({ id: 'x', ...fields });

describe('JSON-RPC over HTTP', () => {
  test.each<[string, string, number, unknown]>([
    ['1.0 result', call({ jsonrpc: '1.0', method: 'getblockcount' }), 200, { result: 0, error: null, id: 'x' }],
    ['1.0 without version', call({ method: 'getblockcount', params: [] }), 200, { result: 0, error: null, id: 'x' }],
    ['2.0 result', call({ jsonrpc: '2.0', method: 'getblockcount' }), 200, { jsonrpc: '2.0', result: 0, id: 'x' }],
    [
      '1.0 unknown method',
      call({ method: 'nonsense' }),
      404,
      { result: null, error: { code: -32601, message: 'Method not found' }, id: 'x' },
    ],
    [
      '2.0 unknown method',
      call({ jsonrpc: '2.0', method: 'nonsense' }),
      200,
      { jsonrpc: '2.0', error: { code: -32601, message: 'Method not found' }, id: 'x' },
    ],
    [
      '1.0 failing call',
      call({ method: 'getblockhash', params: [1] }),
      500,
      { result: null, error: { code: -8, message: 'Block height out of range' }, id: 'x' },
    ],
    [
      '2.0 failing call',
      call({ jsonrpc: '2.0', method: 'getblockhash', params: [1] }),
      200,
      { jsonrpc: '2.0', error: { code: -8, message: 'Block height out of range' }, id: 'x' },
    ],
    ['broken JSON', '{"method":', 500, { result: null, error: { code: -32700, message: 'Parse error' }, id: null }],
    [
      'a number',
      '7',
      500,
      { result: null, error: { code: -32700, message: 'Top-level object parse error' }, id: null },
    ],
    ['no method', call({}), 400, { result: null, error: { code: -32600, message: 'Missing method' }, id: 'x' }],
    [
      'params of the wrong kind',
      call({ method: 'getblockcount', params: 7 }),
      400,
      { result: null, error: { code: -32600, message: 'Params must be an array or object' }, id: 'x' },
    ],
    [
      'unknown version',
      call({ jsonrpc: '3.0', method: 'getblockcount' }),
      400,
      { result: null, error: { code: -32600, message: 'JSON-RPC version not supported' }, id: 'x' },
    ],
    ['an empty batch', '[]', 200, []],
  ])('%s', async (_, body, status, expected) => {
    const answer = await node.raw(body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual(expected);
  });

  test('a batch answers in order, errors included, with status 200', async () => {
    const batch = [
      { jsonrpc: '2.0', id: 1, method: 'getblockcount' },
      { jsonrpc: '2.0', method: 'getblockcount' },
      { id: 2, method: 'nonsense' },
      7,
    ];
    const { status, text } = await node.raw(JSON.stringify(batch));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual([
      { jsonrpc: '2.0', result: 0, id: 1 },
      { result: null, error: { code: -32601, message: 'Method not found' }, id: 2 },
      { result: null, error: { code: -32600, message: 'Invalid Request object' }, id: null },
    ]);
  });

  test('a notification has no answer', async () => {
    const { status, text } = await node.raw(JSON.stringify({ jsonrpc: '2.0', method: 'getblockcount' }));
    expect([status, text]).toEqual([204, '']);
  });

  test('named parameters, also mixed with positional ones', async () => {
    const hash = await node.call<string>('getblockhash', { height: 0 });
    expect(hash).toBe('0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206');
    const header = await node.call<string>('getblockheader', { args: [hash], verbose: false });
    expect(header).toHaveLength(160);
    expect(await node.failure('getblockhash', { hight: 0, height: 0 })).toEqual({
      code: -8,
      message: 'Unknown named parameter hight',
    });
  });

  test.each<[string, string | undefined]>([
    ['no credentials', undefined],
    ['a wrong password', `Basic ${Buffer.from('alice:nope').toString('base64')}`],
    ['another scheme', 'Bearer p@ss:word'],
  ])('%s: 401', async (_, authorization) => {
    const { status, headers, text } = await node.raw(call({ method: 'getblockcount' }), { authorization });
    expect([status, text]).toEqual([401, '']);
    expect(headers.get('www-authenticate')).toBe('Basic realm="jsonrpc"');
  });

  test('only POST is answered, and only at / and /wallet/<name>', async () => {
    const { host } = new URL(node.node.rpcUrl);
    const get = await fetch(`http://${host}/`);
    expect([get.status, await get.text()]).toEqual([405, 'JSONRPC server handles only POST requests']);
    expect((await node.raw(call({ method: 'getblockcount' }), { path: '/elsewhere' })).status).toBe(404);
    expect((await node.raw(call({ method: 'getblockcount' }), { path: '/wallet/' })).status).toBe(200);
  });
});

describe('errors of calls', () => {
  const unknownHash = '00'.repeat(32);
  test.each<[string, unknown[], number, string | RegExp]>([
    ['getblock', [unknownHash], -5, 'Block not found'],
    ['getblock', ['ab'], -8, "blockhash must be of length 64 (not 2, for 'ab')"],
    ['getblock', ['zz'.repeat(32)], -8, `blockhash must be hexadecimal string (not '${'zz'.repeat(32)}')`],
    ['getblock', [], -1, /^getblock "blockhash" \( verbosity \)/],
    [
      'getblock',
      [1],
      -3,
      /^Wrong type passed:\n\{\n {4}"Position 1 \(blockhash\)": "JSON value of type number is not of expected type string"\n\}$/,
    ],
    ['getblockheader', [unknownHash], -5, 'Block not found'],
    ['getblockcount', [1], -1, /^getblockcount/],
    ['getblockhash', [-1], -8, 'Block height out of range'],
    ['getblockhash', [1.5], -1, 'JSON integer out of range'],
    [
      'getrawtransaction',
      [unknownHash],
      -5,
      'No such mempool or blockchain transaction. Use gettransaction for wallet transactions.',
    ],
    ['getrawtransaction', [unknownHash, 0, unknownHash], -5, 'Block hash not found'],
    [
      'getrawtransaction',
      ['4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b'],
      -5,
      /^The genesis block coinbase is not considered/,
    ],
    ['sendrawtransaction', ['00'], -22, 'TX decode failed. Make sure the tx has at least one input.'],
    ['sendrawtransaction', ['xyz'], -22, 'TX decode failed. Make sure the tx has at least one input.'],
    ['sendrawtransaction', ['00', 2], -22, /^TX decode/],
    ['testmempoolaccept', [[]], -8, 'Array must contain between 1 and 25 transactions.'],
    ['testmempoolaccept', [['00']], -22, 'TX decode failed for tx 0. Make sure the tx has at least one input.'],
    ['testmempoolaccept', [[7]], -3, 'JSON value of type number is not of expected type string'],
    ['submitblock', ['00'], -22, 'Block decode failed'],
    ['invalidateblock', [unknownHash], -5, 'Block not found'],
    ['reconsiderblock', [unknownHash], -5, 'Block not found'],
    ['generatetoaddress', [1, 'nonsense'], -5, 'Error: Invalid address'],
    ['generateblock', ['nonsense', []], -5, 'Error: Invalid address or descriptor'],
    ['generateblock', ['raw(51)', [unknownHash]], -5, `Transaction ${unknownHash} not in mempool.`],
    [
      'generateblock',
      ['raw(51)', ['00']],
      -22,
      'Transaction decode failed for 00. Make sure the tx has at least one input.',
    ],
    ['getmempoolentry', [unknownHash], -5, 'Transaction not in mempool'],
    ['getmempoolancestors', [unknownHash], -5, 'Transaction not in mempool'],
    ['gettxoutproof', [[unknownHash]], -5, 'Transaction not yet in block'],
    ['gettxoutproof', [[]], -8, "Parameter 'txids' cannot be empty"],
    ['estimatesmartfee', [0], -8, 'Invalid conf_target, must be between 1 and 1008'],
    ['setmocktime', [-1], -8, 'Mocktime must be in the range [0, 4294967295], not -1.'],
    ['sendtoaddress', ['nonsense', 1], -5, 'Invalid Bitcoin address: nonsense'],
    ['sendtoaddress', ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', -1], -3, 'Amount out of range'],
    ['sendtoaddress', ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', '1.123456789'], -3, 'Invalid amount'],
    ['sendtoaddress', ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', 0.000001], -6, 'Transaction amount too small'],
    ['sendtoaddress', ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', 1], -6, 'Insufficient funds'],
    ['getnewaddress', ['', 'bech33'], -5, "Unknown address type 'bech33'"],
    ['gettransaction', [unknownHash], -5, 'Invalid or non-wallet transaction id'],
    ['loadwallet', ['nowhere'], -18, /^Wallet file verification failed\. Failed to load database path/],
    ['createwallet', [''], -4, /Database already exists\.$/],
    ['createrawtransaction', [[{ txid: 'aa', vout: 0 }], {}], -8, "txid must be of length 64 (not 2, for 'aa')"],
    ['createrawtransaction', [[{ txid: unknownHash }], {}], -8, 'Invalid parameter, missing vout key'],
    ['createrawtransaction', [[], [{ nonsense: 1 }]], -5, 'Invalid Bitcoin address: nonsense'],
    ['getblocktemplate', [{}], -8, /^getblocktemplate must be called with the segwit rule set/],
    ['deriveaddresses', ['addr(x)'], -5, 'Missing checksum'],
    ['getdescriptorinfo', ['nonsense'], -5, "'nonsense' is not a valid descriptor function"],
    ['scantxoutset', ['start'], -1, 'scanobjects argument is required for the start action'],
    ['scantxoutset', ['run'], -8, "Invalid action 'run'"],
  ])('%s %j: %i', async (method, params, code, message) => {
    const failure = await node.failure(method, params);
    expect(failure.code).toBe(code);
    if (typeof message === 'string') expect(failure.message).toBe(message);
    else expect(failure.message).toMatch(message);
  });

  test('a wallet that is not loaded: -18', async () => {
    expect(await node.failure('getbalance', [], 'nowhere')).toEqual({
      code: -18,
      message: 'Requested wallet does not exist or is not loaded',
    });
  });
});

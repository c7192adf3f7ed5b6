import { networks, scriptOfAddress } from '@istsi/bitcoin-custody';
import { bech32, bech32m } from '@scure/base';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Changed } from './bitcoin-gateway.ts';
import { payOut } from './hollow-answers.ts';
import { startWorld, until, type World } from './world.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

vi.setConfig({ testTimeout: 400_000 });

/** The services' Bitcoin node as it is found; the signers have others. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ throughGateway: true });
});
afterAll(async () => {
  await world?.stop();
});
afterEach(() => {
  world.gateway!.change = undefined;
});

/** From now on these methods are answered so. */
function answers(changed: Record<string, Changed>): void {
  world.gateway!.change = (method) => changed[method];
}

describe('payments are of the version that the node relays', () => {
  test.each<[string, Changed | undefined, number]>([
    ['as it is', undefined, 3],
    ['before 28.0', { result: { version: 270_200 } }, 2],
    ['that does not say which it is', { error: { code: -32601, message: 'Method not found' } }, 2],
  ])('a node %s', async (_, answer, version) => {
    if (answer) answers({ getnetworkinfo: answer });
    const txid = await payOut(world, 60_000n);
    expect(await world.bitcoin.call('getrawtransaction', txid, true)).toMatchObject({ version });
  });
});

describe('a node without fee estimates', () => {
  const answersWithout: [string, Changed][] = [
    ['because it runs with -blocksonly', { error: { code: -32603, message: 'Fee estimation disabled' } }],
    ['because it does not know the method', { error: { code: -32601, message: 'Method not found' } }],
    ['for want of data', { result: { errors: ['Insufficient data or no feerate found'], blocks: 2 } }],
    ['that it should have', { result: {} }],
    ['but a page', { status: 200, body: '<!doctype html><title>Welcome</title>' }],
  ];
  const some = answersWithout.filter(([why]) => isNightly || /-blocksonly|page/.test(why));

  test.each(some)('%s, still has quotes and payouts', async (_, answer) => {
    answers({ estimatesmartfee: answer });
    const user = await world.createUser();
    const quote = await world.services.quoteWithdrawal({ user: user.address, amountSats: 100_000n });
    expect(quote).toMatchObject({ feeRateSource: 'fallback', feeRateSatsPerKvb: 11_000n });
    await payOut(world, 60_000n);
  });

  test('any more is believed as it was, and says how long ago', async () => {
    const user = await world.createUser();
    const quote = async () => await world.services.quoteWithdrawal({ user: user.address, amountSats: 100_000n });
    answers({ estimatesmartfee: { result: { feerate: 0.00012345, blocks: 2 } } });
    expect(await quote()).toMatchObject({ feeRateSource: 'node', feeRateAgeMs: 0, feeRateSatsPerKvb: 13_580n });
    answers({ estimatesmartfee: { error: { code: -32603, message: 'Fee estimation disabled' } } });
    // An age in milliseconds: at least one has to pass.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const later = await quote();
    expect(later).toMatchObject({ feeRateSource: 'remembered', feeRateSatsPerKvb: 13_580n });
    expect(later?.feeRateAgeMs).toBeGreaterThan(0);
  });
});

describe('an address is one thing to contract and services', () => {
  const words = (version: number, bytes: number): number[] => [version, ...bech32.toWords(Buffer.alloc(bytes, 7))];
  const versions = Array.from({ length: 18 }, (_, version) => version);
  const addresses = versions.flatMap((version) =>
    [1, 2, 20, 32, 40, 41].flatMap((bytes) => [
      bech32.encode('bcrt', words(version, bytes), 1000),
      bech32m.encode('bcrt', words(version, bytes), 1000),
    ]),
  );
  const others = [
    '',
    'bcrt1',
    'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn',
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    ' '.repeat(20),
  ];

  test('for any witness version and length, in either case', async () => {
    const answers = [];
    for (const address of [...addresses, ...addresses.map((one) => one.toUpperCase()), ...others]) {
      const onChain = await world.contracts.reserve.tryRead('script_of_address', { btc_address: address });
      const ours = (() => {
        try {
          return Buffer.from(scriptOfAddress(address, networks.regtest)).toString('hex');
        } catch {
          return undefined;
        }
      })();
      expect([address, ours]).toEqual([address, onChain.ok ? Buffer.from(onChain.value).toString('hex') : undefined]);
      if (ours !== undefined) answers.push(ours);
    }
    // Version 0 has two lengths, sixteen others four (2, 20, 32 and 40 bytes), each in two cases; and the one in Base58.
    expect(answers).toHaveLength(2 * (2 + 16 * 4) + 1);
  });
});

describe('an answer that lacks what was asked', () => {
  test('is why a withdrawal waits, says its row, and it goes on by itself', async () => {
    const holder = await world.createHolder(200_000n);
    answers({ getrawtransaction: { result: {} } });
    const id = await world.withdraw(holder, {
      sats: 60_000n,
      to: await world.bitcoin.call<string>('getnewaddress'),
    });
    const held = await until(
      async () => (await world.services.withdrawal(id))?.refusal ?? undefined,
      () => 'the withdrawal to say what it waits for',
    );
    expect(held).toMatchObject({ code: 'cannot-plan', message: expect.stringContaining('getrawtransaction') });
    world.gateway!.change = undefined;
    const paid = await world.waitForWithdrawal(id, 'broadcast');
    expect(paid.refusal).toBeNull();
    await world.bitcoin.mine(2);
    await world.waitForWithdrawal(id, 'settled');
  });
});

describe('a node that is behind', () => {
  const behind: [string, object][] = [
    ['by its headers', { headers: 100_000 }],
    ['in its initial download', { initialblockdownload: true }],
  ];

  test.each(isNightly ? behind : behind.slice(0, 1))(
    '%s moves nothing, says so, and everything goes on when it has caught up',
    async (_, changed) => {
      const holder = await world.createHolder(200_000n);
      const user = await world.createUser();
      const info = await world.bitcoin.call<object>('getblockchaininfo');
      answers({ getblockchaininfo: { result: { ...info, ...changed } } });
      const held = async (): Promise<string> => {
        const to = await world.bitcoin.call<string>('getnewaddress');
        const id = await world.withdraw(holder, { sats: 60_000n, to });
        const refusal = await until(
          async () => (await world.services.withdrawal(id))?.refusal ?? undefined,
          () => 'the withdrawal to say what it waits for',
        );
        expect(refusal.message).toMatch(/is behind \(.*\); nothing that it says is believed until it has caught up/);
        return id;
      };
      const first = await held();
      const [outpoint] = await world.bitcoin.pay([user.depositAddress, 40_000n]);
      await world.bitcoin.mine(3);
      const second = await held();
      expect(await world.services.deposit(outpoint!)).toBeUndefined();
      world.gateway!.change = undefined;
      await world.waitFor(outpoint!, 'minted');
      for (const id of [first, second]) expect((await world.waitForWithdrawal(id, 'broadcast')).refusal).toBeNull();
      await world.bitcoin.mine(2);
      await world.waitForWithdrawal(second, 'settled');
    },
  );
});

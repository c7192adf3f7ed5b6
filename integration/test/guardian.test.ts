import { randomBytes } from 'node:crypto';
import { IntegrationError } from '@istsi/contracts/clients/integration-router';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import type { Guardian } from '@istsi/guardian';
import { openNetwork, readEvents } from '@istsi/soroban-client';
import { nativeToScVal } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LyingRpc, startLyingRpc } from '../../soroban/client/test/lying-rpc.ts';
import { formatOutpoint, type Outpoint } from '../src/index.ts';
import { type BitcoinGateway, startBitcoinGateway } from './bitcoin-gateway.ts';
import {
  appointGuardian,
  copyMemory,
  type GuardianSetting,
  mintAsThief,
  spendAsThief,
  standingOf,
} from './guardian-world.ts';
import type { Holder } from './holders.ts';
import { createOwners } from './owners.ts';
import { startWorld, until, type World } from './world.ts';

/** What may be minted in a day without a report. */
const UNREPORTED = 100_000n;
const LARGE = 500_000n;
const BURIED = 3;
const UNBOUNDED = 2n ** 64n - 1n;
const DAY = 86_400;

let world: World;
let setting: GuardianSetting;
let guardian: Guardian;
let node: BitcoinGateway;
let rpc: LyingRpc;
let alice: Holder;
let to: string;

beforeAll(async () => {
  world = await startWorld({
    withdrawals: { returnAfterBlocks: BURIED, writeOffAfterBlocks: BURIED },
    rules: { returnAfterBlocks: BURIED, writeOffBlocks: BURIED },
  });
  to = await world.bitcoin.call('getnewaddress');
  setting = await appointGuardian(world, 'guardian');
  node = await startBitcoinGateway(world.networks.bitcoinUrl);
  rpc = await startLyingRpc(world.sandbox.rpcUrl);
  await world.administer('set_caps', {
    caps: {
      ...{ least_deposit: 1_000n, most_deposit: UNBOUNDED, most_issued: UNBOUNDED, most_outflow: UNBOUNDED },
      ...{ most_unreported: UNREPORTED, most_withdrawal: UNBOUNDED },
    },
  });
});
afterAll(async () => {
  await guardian?.stop();
  rpc?.stop();
  await node?.stop();
  await world?.stop();
});

const isPaused = async (): Promise<boolean> => (await world.contracts.router.read('get_config')).paused;

async function untilStanding(of: Guardian, wanted: object): Promise<void> {
  let last: unknown;
  await until(
    () => {
      last = standingOf(of);
      return Promise.resolve(isLike(last, wanted) ? true : undefined);
    },
    () => `the guardian to be ${JSON.stringify(wanted)}: ${JSON.stringify(last)}`,
  );
}

const isLike = (facts: unknown, wanted: object): boolean =>
  Object.entries(wanted).every(([name, value]) => (facts as Record<string, unknown>)[name] === value);

const WELL = { state: 'watching', open: 0, accused: 0 };

async function pay(address: string, sats: bigint, blocks = BURIED): Promise<Outpoint> {
  const [outpoint] = await world.bitcoin.pay([address, sats]);
  await world.bitcoin.mine(blocks);
  return outpoint!;
}

describe('on an honest day', () => {
  test('what is more than the governed amount mints once the guardian has reported it, and not before', async () => {
    const { address, depositAddress } = await world.createUser(4);
    const early = await pay(depositAddress, LARGE);
    const refused = await until(
      async () => {
        const deposit = await world.services.deposit(early);
        return deposit?.refusal?.code === 'NotReported' ? deposit : undefined;
      },
      () => 'the deposit to wait for a report',
    );
    expect(refused).toMatchObject({ state: 'refused' });
    guardian = await setting.start({ bitcoinUrl: node.url, rpcUrl: rpc.url });
    await world.waitFor(early, 'minted');
    expect(await world.balance(address)).toBe(LARGE);
    expect(await world.contracts.reserve.read('get_unreported')).toBe(0n);
  });

  test('what rules ask a guardian for is reported whatever a day may mint; what needs a proof waits for it', async () => {
    const caps = await world.contracts.reserve.read('get_caps');
    const rules = {
      guardian_from: LARGE,
      proof_from: LARGE + 1n,
      prover: world.contracts.router.contractId,
      silent_blocks: 144,
    };
    await world.administer('set_caps', { caps: { ...caps, most_unreported: UNBOUNDED } });
    await world.administer('set_deposit_rules', { rules });
    const { address, depositAddress } = await world.createUser(4);
    const reported = await pay(depositAddress, LARGE);
    await world.waitFor(reported, 'minted');
    const at = { tx_hash: Buffer.from(reported.txid, 'hex'), vout: reported.vout };
    expect(await world.contracts.reserve.read('get_report', at)).toMatchObject({ amount: LARGE, user: address });
    const unproved = await pay(depositAddress, LARGE + 1n);
    const refusal = await until(
      async () => {
        const { refusal: told } = (await world.services.deposit(unproved)) ?? {};
        return told?.code === 'ProofRequired' ? told : undefined;
      },
      () => 'the deposit to wait for a proof',
    );
    expect(refusal).toMatchObject({ message: expect.stringContaining('is no spv-attestor') });
    await world.administer('set_deposit_rules', {
      rules: { ...rules, proof_from: UNBOUNDED, guardian_from: UNBOUNDED },
    });
    await world.waitFor(unproved, 'minted');
    await world.administer('set_caps', { caps });
  });

  test('payouts, a deposit that goes back and a loss that is written off are explained: nothing is stopped', async () => {
    alice = await world.createHolder(800_000n, 700_000n);
    const id = await world.withdraw(alice, { sats: 300_000n, to });
    await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(BURIED);
    await world.waitForWithdrawal(id, 'settled');

    await haveReturned();
    await haveWrittenOff();

    const lost = await pay(alice.depositAddress, 50_000n);
    await world.waitFor(lost, 'minted');
    await world.bitcoin.reorganize(BURIED);
    await world.bitcoin.replace(lost, [to, 20_000n]);
    await world.bitcoin.mine(BURIED + 2);
    await world.waitFor(lost, 'written-off');
    await untilStanding(guardian, WELL);
    expect(standingOf(guardian)).toMatchObject({ ...WELL, reports: expect.any(Number), why: null });
    expect(await isPaused()).toBe(false);
    // The loss is made good, so that what follows is not about it.
    await world.bitcoin.pay([(await world.services.reserves()).loss.fillAddress!, 50_000n]);
    await world.bitcoin.mine(6);
    await untilStanding(guardian, WELL);
  });

  /** Of an owner who names an address, and then another one; and of nobody, as two officers agree. */
  async function haveReturned(): Promise<void> {
    const { createOwner, nameReturn, decide, mineUntil } = createOwners(world);
    const owner = await createOwner(0);
    const owned = await pay(owner.depositAddress, 200_000n);
    await world.waitFor(owned, 'returnable');
    const { index } = (await world.services.depositAddress(owner.address))!;
    const unowned = await pay(world.addressAt(index + 1), 200_000n);
    expect(await world.waitFor(unowned, 'returnable')).toMatchObject({ user: null });

    await nameReturn(owner, owned, await world.bitcoin.call('getnewaddress'));
    await nameReturn(owner, owned, to);
    const { complianceOfficer, superAdmin } = world.keys;
    await decide(complianceOfficer, unowned, { do: 'propose', address: to, maxFeeSats: 20_000n });
    await world.waitFor(unowned, 'returning');
    await world.advanceTime(8 * DAY);
    await decide(superAdmin, unowned, { do: 'approve', address: to });
    await mineUntil(owned, 'returned');
    await mineUntil(unowned, 'returned');
    await untilStanding(guardian, WELL);
    expect(await isPaused()).toBe(false);
  }

  /** One that went back to nobody yet, and that Bitcoin forgot. */
  async function haveWrittenOff(): Promise<void> {
    const { depositAddress } = await world.createUser(0);
    const lost = await pay(depositAddress, 200_000n);
    await world.waitFor(lost, 'returnable');
    await world.bitcoin.reorganize(BURIED);
    await world.bitcoin.replace(lost, [to, 150_000n]);
    await world.bitcoin.mine(BURIED + 2);
    await world.waitFor(lost, 'written-off');
    await untilStanding(guardian, WELL);
    expect(await isPaused()).toBe(false);
  }

  test('a node that is behind accuses nobody: the guardian says so, and goes on when it has caught up', async () => {
    const user = await world.createUser(4);
    const before = await world.bitcoin.call<{ blocks: number }>('getblockchaininfo');
    const newer = new Set<string>();
    node.change = (method, [first]) => {
      if (method === 'getblockchaininfo') return { result: before };
      if (method === 'getblockhash' && Number(first) > before.blocks)
        return { error: { code: -8, message: 'out of range' } };
      if (method === 'getblockheader' && newer.has(String(first))) return { error: { code: -5, message: 'not found' } };
      return method === 'gettxout' ? { result: null } : undefined;
    };
    const [outpoint] = await world.bitcoin.pay([user.depositAddress, 20_000n]);
    for (const hash of await world.bitcoin.mine(BURIED)) newer.add(hash);
    await world.waitFor(outpoint!, 'minted');
    await untilStanding(guardian, { state: 'behind', open: 1, accused: 0 });
    expect(standingOf(guardian).why).toContain(`is at block ${before.blocks}`);
    expect(await isPaused()).toBe(false);
    node.change = undefined;
    await untilStanding(guardian, WELL);
  });

  test('a mint that one RPC invents is told as that where a second one is asked, and accuses nobody', async () => {
    const liar = await startLyingRpc(world.sandbox.rpcUrl);
    const mint = nativeToScVal('deposit_registered', { type: 'symbol' }).toXdr('base64');
    liar.lie = async (method, _, forward) => {
      const answer = (await forward()) as { result?: { events?: { id: string; txHash: string; topic: string[] }[] } };
      if (method !== 'getEvents') return answer;
      const { events } = answer.result ?? {};
      const true_ = events?.find(({ topic }) => topic[0] === mint);
      const last = events?.at(-1);
      if (!events || !true_ || !last) return answer;
      const [toid = '0'] = last.id.split('-');
      const id = `${String(BigInt(toid) + (50n << 12n)).padStart(19, '0')}-0000000000`;
      const tx = nativeToScVal(randomBytes(32)).toXdr('base64');
      const { ledger } = last as unknown as { ledger: number };
      const invented = {
        ...true_,
        id,
        ledger,
        txHash: randomBytes(32).toString('hex'),
        topic: [mint, tx, true_.topic[2]!],
      };
      events.push(invented);
      return answer;
    };
    const second = await appointGuardian(world, 'second');
    const doubtful = await second.start({ rpcUrl: liar.url, secondRpcUrl: world.sandbox.rpcUrl });
    await until(
      () => Promise.resolve(standingOf(doubtful).why?.includes('the two RPCs differ') ? true : undefined),
      () => `the difference to be told: ${JSON.stringify(standingOf(doubtful))}`,
    );
    expect(standingOf(doubtful)).toMatchObject({ state: 'behind', accused: 0 });
    expect(await isPaused()).toBe(false);
    await doubtful.stop();
    liar.stop();
  });
});

describe('with the coordinator and enough custodians in a thief’s hands', () => {
  let thief: Holder;
  let supply: bigint;
  let theft: Awaited<ReturnType<typeof falseMint>>;

  async function falseMint(amountSats: bigint) {
    const { height } = await world.bitcoin.tip();
    const block = { height: height - 2, hash: randomBytes(32).toString('hex') };
    return await mintAsThief(world, { user: thief.address, amountSats, txid: randomBytes(32).toString('hex'), block });
  }

  test('the contract mints nothing above the governed amount that the guardian did not report', async () => {
    thief = await world.createHolder();
    supply = await world.contracts.token.read('total_supply');
    const outcome = await falseMint(UNREPORTED + 1n);
    expect(outcome).toMatchObject({ failure: { contractError: { code: ReserveError.NotReported } } });
  });

  test('the first mint below it stops the system, and no more than that amount is ever lost', async () => {
    // Killed after its transaction was sent and before it learned of that: what it remembers is what was on disk then.
    const after = `${setting.memoryFile}.after-kill`;
    rpc.lie = async (method, _, forward) => {
      if (method === 'sendTransaction') copyMemory(setting.memoryFile, after);
      const answer = await forward();
      if (method !== 'sendTransaction') return answer;
      rpc.lie = () => Promise.resolve(undefined);
      return undefined;
    };
    theft = await falseMint(30_000n);
    expect(theft).toMatchObject({ status: 'success' });
    await until(
      async () => ((await isPaused()) ? true : undefined),
      () => `the system to be stopped: ${JSON.stringify(standingOf(guardian))}`,
    );
    const more = await falseMint(30_000n);
    expect(more).toMatchObject({ failure: { contractError: { code: IntegrationError.SystemPaused } } });
    expect((await world.contracts.token.read('total_supply')) - supply).toBeLessThanOrEqual(UNREPORTED);
    await guardian.stop();
    rpc.lie = undefined;
    guardian = await setting.start({ bitcoinUrl: node.url, rpcUrl: rpc.url, memoryFile: after });
    await untilStanding(guardian, { state: 'watching', accused: 1 });
  });

  test('it was stopped at the next ledger after the theft, once, with the reason', async () => {
    const pauses = await pausesOnChain();
    expect(pauses).toHaveLength(1);
    const [{ ledger, reason } = { ledger: 0, reason: '' }] = pauses;
    expect(reason).toMatch(/^guardian [0-9a-f]{16}: at height \d+ there is block/);
    expect(ledger - (theft as { ledger: number }).ledger).toBeLessThanOrEqual(1);
  });

  test('what governance decides then stands: the guardian neither resumes nor stops it again for the same', async () => {
    expect(await isPaused()).toBe(true);
    await world.resume();
    const { ledger } = standingOf(guardian);
    await world.createUser();
    await until(
      () => Promise.resolve((standingOf(guardian).ledger ?? 0) > (ledger ?? 0) ? true : undefined),
      () => 'the guardian to look again',
    );
    expect(await isPaused()).toBe(false);
    expect(await pausesOnChain()).toHaveLength(1);
  });

  test('a coin that is spent past the reserve stops it again', async () => {
    const coin = await pay(alice.depositAddress, 400_000n);
    await world.waitFor(coin, 'minted');
    const { index } = { index: await world.contracts.kyc.read('address_index', { user: alice.address }) };
    await spendAsThief(world, { ...coin, index, amountSats: 400_000n });
    await world.bitcoin.mine();
    await until(
      async () => ((await isPaused()) ? true : undefined),
      () => `the system to be stopped: ${JSON.stringify(standingOf(guardian))}`,
    );
    const [, reason] = (await pausesOnChain()).map((pause) => pause.reason);
    expect(reason).toContain(`spends ${formatOutpoint(coin)}`);
  });

  async function pausesOnChain(): Promise<{ ledger: number; reason: string }[]> {
    const { router } = world.contracts;
    const found: { ledger: number; reason: string }[] = [];
    for await (const { events } of readEvents(openNetwork(world.sandbox), [router.contractId], undefined)) {
      for (const { topic, value, ledger } of events) {
        const event = router.spec.parseEvent(topic, value);
        if (event?.name === 'EmergencyPause') found.push({ ledger, reason: (event.data as { reason: string }).reason });
      }
    }
    return found;
  }
});

import { randomBytes } from 'node:crypto';
import { nativeToScVal, scValToNative, xdr } from '@stellar/stellar-sdk';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formatOutpoint, type Outpoint, type ReconciliationView } from '../src/index.ts';
import { mintAsThief, spendAsThief } from './guardian-world.ts';
import type { Holder } from './holders.ts';
import { createOwners } from './owners.ts';
import { startWorld, until, type World } from './world.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const DEEP = 6;
/** So deep custodians and coordinator take a refusal for good. */
const AFTER = 4;

let world: World;
let alice: Holder;
beforeAll(async () => {
  world = await startWorld({
    ...{ secondRpc: true, throughGateway: true },
    withdrawals: { returnAfterBlocks: AFTER },
    rules: { returnAfterBlocks: AFTER },
  });
  alice = await world.createHolder(1_000_000n, 400_000n);
});
afterAll(async () => await world?.stop());
afterEach(() => {
  world.stellar.lie = undefined;
  world.gateway!.change = undefined;
});

const reconcile = async (): Promise<ReconciliationView> => await world.services.reconciliations.make();
const newAddress = async (): Promise<string> => await world.bitcoin.call('getnewaddress');

async function pay(address: string, sats: bigint): Promise<Outpoint> {
  const [outpoint] = await world.bitcoin.pay([address, sats]);
  return outpoint!;
}

/** The differences, by what they are of. */
const bySubject = ({ differences }: ReconciliationView) =>
  new Map(differences.map((difference) => [difference.subject, difference]));

/** Answers of the second RPC about entries, changed. */
function tellOfEntries(change: (result: Entries) => Entries | Promise<Entries>): void {
  world.stellar.lie = async (method, _params, forward) => {
    const answer = (await forward()) as { result: Entries };
    return method === 'getLedgerEntries' ? { result: await change(answer.result) } : answer;
  };
}

interface Entries {
  latestLedger: number;
  entries: { key: string; xdr: string; lastModifiedLedgerSeq: number }[];
}

describe('both chains agree to the satoshi, at a named pair of blocks', () => {
  test('after deposits, and while one is not deep enough and one is not minted for good', async () => {
    const refused = await createOwners(world).createOwner(0);
    const shallow = await pay(alice.depositAddress, 200_000n);
    const returnable = await pay(refused.depositAddress, 300_000n);
    await world.bitcoin.mine(1);
    const made = await reconcile();
    expect(made).toMatchObject({
      ...{ outcome: 'balanced', unexplainedSats: 0n, unknown: [], disagreements: [], coinSource: 'scanned' },
      ...{ block: await world.bitcoin.tip(), views: { stellar: 2, bitcoin: 1 } },
      figures: {
        ...{ coins: { count: 4, sats: 1_900_000n }, books: { count: 2, sats: 1_400_000n } },
        ...{ owedSats: 0n, supplySats: 1_400_000n, balancesSats: 1_400_000n },
      },
    });
    expect(made.ledger?.hash).toMatch(/^[0-9a-f]{64}$/);
    const found = bySubject(made);
    expect(found.get(formatOutpoint(shallow))).toMatchObject({ explanation: 'unconfirmed', sats: 200_000n });
    expect(found.get(formatOutpoint(returnable))).toMatchObject({ explanation: 'unconfirmed', sats: 300_000n });

    await world.bitcoin.mine(AFTER);
    await world.waitFor(shallow, 'minted');
    await world.waitFor(returnable, 'returnable');
    const later = await reconcile();
    expect(later).toMatchObject({
      ...{ outcome: 'balanced', differences: [] },
      figures: { supplySats: 1_600_000n, owedSats: 300_000n, returnables: { count: 1, sats: 300_000n } },
    });
  });

  test('while a payment is in a block and not on the books, and after it is settled', async () => {
    const id = await world.withdraw(alice, { sats: 250_000n, to: await newAddress() });
    await world.waitForWithdrawal(id, 'broadcast');
    const { txid } = (await world.services.withdrawal(id))!;
    expect(await reconcile()).toMatchObject({
      ...{ outcome: 'balanced', differences: [] },
      figures: { owedSats: 550_000n, openWithdrawals: { count: 1, sats: 250_000n } },
    });
    await world.bitcoin.mine(1);
    await world.waitForWithdrawal(id, 'confirming');
    const made = await reconcile();
    expect(made.outcome).toBe('balanced');
    expect(made.differences.length).toBeGreaterThanOrEqual(2);
    for (const { explanation, detail } of made.differences) {
      expect(explanation).toBe('payout-pending');
      expect(detail).toContain(txid);
    }
    // The inputs less the change are what is owed for it, fee and all.
    expect(made.differences.reduce((sum, { sats }) => sum + sats, 0n)).toBe(-250_000n);

    await world.bitcoin.mine(DEEP);
    await world.waitForWithdrawal(id, 'settled');
    expect(await reconcile()).toMatchObject({
      ...{ outcome: 'balanced', differences: [] },
      figures: { owedSats: 300_000n, supplySats: 1_350_000n, openWithdrawals: { count: 0, sats: 0n } },
    });
  });

  test.runIf(isNightly)(
    'when the chain is reorganized between the two looks: the pair that is named is of the chain that is left',
    async () => {
      let isOver = false;
      tellOfEntries(async (result) => {
        if (!isOver) {
          isOver = true;
          await world.bitcoin.reorganize(1);
        }
        return result;
      });
      const made = await reconcile();
      expect(isOver).toBe(true);
      expect(made).toMatchObject({ outcome: 'balanced', block: await world.bitcoin.tip() });
    },
  );
});

describe('what one server says of itself is not known, and said so', () => {
  const SUPPLY = 'the supply of the token';

  test('a second RPC that tells of another supply is named, with what each of them says', async () => {
    tellOfEntries((result) => ({
      ...result,
      entries: result.entries.map((entry) => {
        const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
        if (data.type !== 'contractData' || data.value.key.type !== 'scvVec') return entry;
        if (String(scValToNative(data.value.key)) !== 'TotalSupply') return entry;
        const { ext, contract, key, durability } = data.value;
        const val = nativeToScVal(9_999_999n, { type: 'i128' });
        const lie = new xdr.ContractDataEntry({ ext, contract, key, durability, val });
        return { ...entry, xdr: xdr.LedgerEntryData.contractData(lie).toXdr('base64') };
      }),
    }));
    const made = await reconcile();
    expect(made.disagreements).toEqual([{ chain: 'stellar', what: SUPPLY, first: '1350000', second: '9999999' }]);
    expect(made.outcome).toBe('unknown');
  });

  test('a second RPC that is behind', async () => {
    tellOfEntries((result) => ({ ...result, latestLedger: result.latestLedger - 3 }));
    const made = await reconcile();
    expect(made).toMatchObject({ outcome: 'unknown', disagreements: [], unexplainedSats: 0n });
    expect(made.unknown).toMatchObject([
      { what: 'what the second Stellar RPC says', why: expect.stringContaining('does not have ledger') },
    ]);
  });

  test('a Bitcoin node that is behind what was searched before: no coin is taken for stolen', async () => {
    const { height } = await world.bitcoin.tip();
    const bestblock = await world.bitcoin.call<string>('getblockhash', height - 3);
    world.gateway!.change = (method) =>
      method === 'scantxoutset'
        ? { result: { success: true, height: height - 3, bestblock, unspents: [] } }
        : undefined;
    const made = await reconcile();
    expect(made).toMatchObject({ outcome: 'unknown', block: undefined, differences: [], unexplainedSats: 0n });
    expect(made.unknown[0]?.why).toContain(`at block ${height - 3}, and blocks up to ${height} were searched`);
  });

  test('a node without a search is asked about every coin that was seen, and the result says so', async () => {
    world.gateway!.change = (method) =>
      method === 'scantxoutset' ? { error: { code: -32_601, message: 'Method not found' } } : undefined;
    expect(await reconcile()).toMatchObject({ outcome: 'balanced', coinSource: 'watched' });
  });
});

describe('what nothing explains', () => {
  test('is a mint without a coin, told by its outpoint; one look stops nothing yet', async () => {
    const thief = await world.createHolder();
    const txid = randomBytes(32).toString('hex');
    const block = await world.bitcoin.tip();
    expect(await mintAsThief(world, { user: thief.address, amountSats: 90_000n, txid, block })).toMatchObject({
      status: 'success',
    });
    const made = await reconcile();
    expect(made).toMatchObject({ outcome: 'difference', unexplainedSats: 90_000n, unknown: [], disagreements: [] });
    expect(made.differences).toMatchObject([
      { comparison: 'coins', explanation: 'unexplained', sats: -90_000n, subject: `${txid}:0` },
    ]);
    expect(await world.services.reconciliations.standing()).toMatchObject({ differencesInARow: 1 });
  });

  test('is a coin that is spent past the reserve, told with what spends it; the second look stops minting', async () => {
    const held = (await world.services.deposits({ user: alice.address, state: 'minted', limit: 10 })).items;
    const unspent = await Promise.all(held.map(({ txid, vout }) => world.bitcoin.call('gettxout', txid, vout)));
    const coin = held.find((_, i) => unspent[i] !== null)!;
    const index = await world.contracts.kyc.read('address_index', { user: alice.address });
    const by = await spendAsThief(world, { ...coin, index });
    await world.bitcoin.mine();
    const made = await reconcile();
    expect(made).toMatchObject({ outcome: 'difference', unexplainedSats: 90_000n + coin.amountSats });
    expect(bySubject(made).get(formatOutpoint(coin))).toMatchObject({
      ...{ explanation: 'unexplained', sats: -coin.amountSats },
      detail: expect.stringContaining(`${by} spends it`),
    });
    expect(await world.services.reconciliations.standing()).toMatchObject({ differencesInARow: 2 });
    const { samples, parts } = await world.services.monitor.observation();
    expect(samples).toContainEqual({ name: 'istsi_reconciliation_differences', labels: {}, value: 2 });
    expect(parts.find(({ part }) => part === 'reconciliation')).toMatchObject({ state: 'failing' });

    // A small one, which missing coins alone would not stop.
    const late = await pay(alice.depositAddress, 20_000n);
    await world.bitcoin.mine(DEEP);
    const waiting = await world.waitFor(late, 'refused');
    expect(waiting.refusal?.code).toBe('books-differ');
  });
});

test('every run is kept as it was, and stands in the audit log', async () => {
  const { items, nextCursor } = await world.services.reconciliations.list({ limit: 2 });
  expect(items.map(({ outcome }) => outcome)).toEqual(['difference', 'difference']);
  const older = await world.services.reconciliations.list({ limit: 1, cursor: nextCursor });
  expect(older.items[0]).toEqual(await world.services.reconciliations.find(older.items[0]!.id));
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  for (const change of ["update istsi.reconciliations set outcome = 'balanced'", 'delete from istsi.reconciliations']) {
    await expect(client.query(change)).rejects.toThrow(/append-only|permission denied/);
  }
  await client.end();
  const audited = await until(
    async () => {
      const { items: entries } = await world.services.audit.entries({ action: 'reconciliation.made', limit: 1 });
      return entries[0];
    },
    () => 'the audit log to have it',
  );
  expect(audited.entry.changes).toMatchObject({ reconciliation: items[0]!.id, outcome: 'difference' });
});

import { createLiabilityTree, proveInclusion } from '@istsi/bitcoin-custody';
import { inclusionFile, type Statement } from '@istsi/reserves';
import { describe, expect, test } from 'vitest';
import { checkAccount } from './check-account.ts';

const account = (n: number, nonce: number) => ({
  ...{ id: `account-${n}`, balanceSats: BigInt(n * 100), nonce: new Uint8Array(16).fill(nonce) },
});

/** The tree of a day, and the file of one of its accounts. */
function dayOf(count: number, nonce: number) {
  const builder = createLiabilityTree();
  for (let n = 0; n < count; n++) builder.add(account(n, nonce));
  const tree = builder.finish();
  const off_chain = { accounts: count, sum_sats: String(tree.sumSats), root: tree.root };
  const fileOf = (n: number) => JSON.stringify(inclusionFile(proveInclusion(tree, n, account(n, nonce))), null, 2);
  return { statement: statementOf(off_chain), fileOf };
}

const hash = 'ab'.repeat(32);
const contract = `C${'A'.repeat(55)}`;
const statementOf = (off_chain: Statement['liabilities']['off_chain']): Statement => ({
  version: 1,
  bitcoin: { network: 'regtest', height: 7, block: hash },
  stellar: { network_passphrase: 'Test', ledger: 9, timestamp: 1, reserve: contract, token: contract },
  reserves: {
    ...{ outputs: 0, total_sats: '0', epoch: 1, utxo_commitment: hash },
    ...{ outputs_sha256: hash, history_sha256: hash },
  },
  liabilities: { supply_sats: '0', owed_sats: '0', off_chain },
  ...{ reserve_ratio_bps: '10000', published_at: '' },
});

const [monday, tuesday, empty] = [dayOf(5, 1), dayOf(6, 2), statementOf(null)];
const before = { id: 'monday', publishedAt: '2026-11-23T00:00:00Z' };
const gone = { id: 'gone', publishedAt: '2026-11-22T00:00:00Z' };
const read = (id: string) => Promise.resolve(id === 'monday' ? JSON.stringify(monday.statement) : undefined);
const check = (text: string, statement = tuesday.statement) =>
  checkAccount({ text, statement, earlier: [gone, before] }, read);

describe('a balance off chain', () => {
  test('is found in the proof whose tree has it, with what it is part of', async () => {
    const facts = { id: 'account-3', balanceSats: 300n, sumSats: 1_500n, accounts: 6 };
    expect(await check(tuesday.fileOf(3))).toEqual({ state: 'included', ...facts });
  });

  test('is told to be in an earlier proof, and not in this one', async () => {
    const facts = { id: 'account-3', balanceSats: 300n, publishedAt: before.publishedAt };
    expect(await check(monday.fileOf(3))).toEqual({ state: 'earlier', ...facts });
    expect(await check(monday.fileOf(3), empty)).toEqual({ state: 'earlier', ...facts });
  });

  test.each<[string, string, Statement, object]>([
    ['another balance', tuesday.fileOf(3).replace('"300"', '"301"'), tuesday.statement, { why: 'not-in-it' }],
    ['another name', tuesday.fileOf(3).replace('account-3', 'account-4'), tuesday.statement, { why: 'not-in-it' }],
    ['a proof that is still to come', dayOf(7, 3).fileOf(6), tuesday.statement, { why: 'not-in-it' }],
    ['nothing owed', tuesday.fileOf(3), empty, { why: 'nothing-owed' }],
  ])('is not in it: %s', async (_, text, statement, found) => {
    expect(await check(text, statement)).toMatchObject({ state: 'not-in-it', looked: 1, ...found });
  });

  test.each(['', 'no JSON', '{}', '[]', tuesday.fileOf(3).replace('"version": 1', '"version": 2')])(
    'is not looked for by what is no file of it: %j',
    async (text) => expect(await check(text)).toEqual({ state: 'malformed' }),
  );

  test('nobody answering is not “not in it”', async () => {
    const silent = () => Promise.reject(new Error('statement.json: 503'));
    const question = { text: monday.fileOf(3), statement: tuesday.statement, earlier: [before] };
    await expect(checkAccount(question, silent)).rejects.toThrow('503');
  });
});

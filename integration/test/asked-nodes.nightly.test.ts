import fs from 'node:fs';
import path from 'node:path';
import { type ListedOutput, type Mismatch, Statement } from '@istsi/reserves/files';
import { askEsplora, askStellar } from '@istsi/reserves/nodes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
let statement: Statement;
let outputs: ListedOutput[];

beforeAll(async () => {
  world = await startWorld({ proofs: {} });
  const [alice, bob] = [await world.createUser(), await world.createUser()];
  const outpoints = await world.bitcoin.pay([alice.depositAddress, 150_000n], [bob.depositAddress, 70_001n]);
  await world.bitcoin.mine(3);
  for (const outpoint of outpoints) await world.waitFor(outpoint, 'minted');
  const outcome = await world.services.proveReserves();
  if (outcome.state !== 'published') throw new Error(`${outcome.state}: ${outcome.reason}`);
  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(outcome.directory, name), 'utf8'));
  statement = Statement.parse(read('statement.json'));
  outputs = read('outputs.json').outputs;
}, 120_000);
afterAll(async () => await world?.stop());

const codesOf = (mismatches: readonly Mismatch[]): string[] => [...new Set(mismatches.map(({ code }) => code))];
const changed = (change: (copy: Statement) => void): Statement => {
  const copy = structuredClone(statement);
  change(copy);
  return copy;
};

describe('an Esplora server, asked about the outputs of a proof', () => {
  const ask = (listed = outputs, about: Pick<Statement, 'bitcoin'> = statement) =>
    askEsplora({ statement: about, outputs: listed, url: world.networks.esploraUrl });

  test('shows each, unspent, with what it holds', async () => {
    const asked: number[] = [];
    const { mismatches, facts } = await askEsplora({
      ...{ statement, outputs, url: `${world.networks.esploraUrl}/` },
      onProgress: (count) => asked.push(count),
    });
    expect(mismatches).toEqual([]);
    expect(facts).toMatchObject({ unspent: 2, unspentSats: 220_001n, spentSince: 0 });
    expect(asked.at(-1)).toBe(2);
  });

  test.each<[string, Partial<ListedOutput>, RegExp]>([
    ['another amount', { amount_sats: '150001' }, /amount 150001 .* and \d+ on Bitcoin/],
    ['another script', { script: '0020' }, /script 0020/],
    ['another height', { height: 1 }, /height 1 /],
    ['another block', { block: 'ab'.repeat(32) }, /block abab/],
    ['a transaction that nobody made', { txid: 'cd'.repeat(32) }, /is not there/],
    ['a number that it does not have', { vout: 4_000 }, /is not there/],
  ])('contradicts %s', async (_, change, message) => {
    const { mismatches, facts } = await ask([{ ...outputs[0]!, ...change }, outputs[1]!]);
    expect(codesOf(mismatches)).toEqual(['bitcoin-output']);
    expect(mismatches[0]?.message).toMatch(message);
    expect(facts.unspent).toBe(1);
  });

  test('knows an output that is gone by the block from one that went after it', async () => {
    // What paid the deposits was an output too: made before, and spent by them.
    const tx = await esplora(`/tx/${outputs[0]!.txid}`);
    const [{ txid, vout }] = tx.vin;
    const before = await esplora(`/tx/${txid}`);
    const spent: ListedOutput = {
      ...{ txid, vout, amount_sats: String(before.vout[vout].value), script: before.vout[vout].scriptpubkey },
      ...{ height: before.status.block_height, block: before.status.block_hash },
    };
    const gone = await ask([spent]);
    expect(gone.mismatches[0]?.message).toMatch(/was not unspent at block \d+: block \d+ spent it/);
    const height = outputs[0]!.height - 1;
    const block = await esploraText(`/block-height/${height}`);
    const earlier = { bitcoin: { ...statement.bitcoin, height, block } };
    expect(await ask([spent], earlier)).toMatchObject({ mismatches: [], facts: { unspent: 1, spentSince: 1 } });
    expect(codesOf((await ask(outputs, earlier)).mismatches)).toEqual(['bitcoin-output']);
  });

  test('is of another network, or has another block, and then says nothing of outputs', async () => {
    const elsewhere = await ask(
      outputs,
      changed((copy) => {
        copy.bitcoin.network = 'signet';
      }),
    );
    expect(elsewhere).toMatchObject({ mismatches: [{ code: 'network' }], facts: { unspent: 0 } });
    const other = await ask(
      outputs,
      changed((copy) => {
        copy.bitcoin.block = 'ab'.repeat(32);
      }),
    );
    expect(other).toMatchObject({ mismatches: [{ code: 'bitcoin-block' }], facts: { unspent: 0 } });
  });

  test.each([
    ['where nobody answers', () => 'http://127.0.0.1:9'],
    ['where something else answers', () => world.sandbox.rpcUrl],
  ])('%s nothing is known, and that is no contradiction', async (_, url) => {
    await expect(askEsplora({ statement, outputs, url: url() })).rejects.toThrow(/127\.0\.0\.1/);
  });
});

describe('a Stellar RPC, asked about a proof', () => {
  const ask = (about = statement, expected = { reserve: statement.stellar.reserve, token: statement.stellar.token }) =>
    askStellar({ statement: about, rpcUrl: world.sandbox.rpcUrl, expected });

  test('has it recorded, and says what is issued and held now', async () => {
    const { mismatches, word } = await ask();
    expect(mismatches).toEqual([]);
    expect(word).toMatchObject({ recorded: 'this', threshold: 2, custodians: 3 });
    expect(word?.now).toEqual({ heldSats: 220_001n, owedSats: 0n, issuedSats: 220_001n });
  });

  test.each<[string, (copy: Statement) => void, string]>([
    [
      'more held',
      (copy) => {
        copy.reserves.total_sats = '220002';
      },
      'contract',
    ],
    [
      'less issued',
      (copy) => {
        copy.liabilities.supply_sats = '1';
      },
      'contract',
    ],
    [
      'another token',
      (copy) => {
        copy.stellar.token = copy.stellar.reserve;
      },
      'contract',
    ],
    [
      'another Bitcoin network',
      (copy) => {
        copy.bitcoin.network = 'mainnet';
      },
      'contract',
    ],
    [
      'another network',
      (copy) => {
        copy.stellar.network_passphrase = 'Other';
      },
      'network',
    ],
    [
      'a reserve that is none',
      (copy) => {
        copy.stellar.reserve = copy.stellar.token;
      },
      'contract',
    ],
  ])('contradicts %s', async (_, change, code) => {
    const about = changed(change);
    const { mismatches } = await ask(about, { reserve: about.stellar.reserve, token: about.stellar.token });
    expect(codesOf(mismatches)).toEqual([code]);
  });

  test('is asked of the contracts that the reader means', async () => {
    const { mismatches } = await ask(statement, { reserve: statement.stellar.token, token: statement.stellar.token });
    expect(mismatches[0]?.message).toMatch(/^the proof is about reserve C/);
  });

  test('knows a newer proof, and then says nothing of this one', async () => {
    await world.bitcoin.mine(1);
    expect((await world.services.proveReserves()).state).toBe('published');
    const { mismatches, word } = await ask();
    expect(mismatches).toEqual([]);
    expect(word?.recorded).toBe('newer');
  });

  test('nobody answering is no contradiction', async () => {
    const { reserve, token } = statement.stellar;
    const asked = askStellar({ statement, rpcUrl: world.networks.esploraUrl, expected: { reserve, token } });
    await expect(asked).rejects.toThrow(/esplora/);
  });
});

async function esploraText(path: string): Promise<string> {
  return await (await fetch(`${world.networks.esploraUrl}${path}`)).text();
}

// biome-ignore lint/suspicious/noExplicitAny: as Esplora answers; a test that reads it wrongly fails.
const esplora = async (path: string): Promise<any> => JSON.parse(await esploraText(path));

import fs from 'node:fs';
import path from 'node:path';
import { assembleProof, encodeProofPsbt, networks, type OwnReserveCoin, openBitcoinNode } from '@istsi/bitcoin-custody';
import { contractSpec } from '@istsi/contracts';
import {
  AddressesFile,
  canonicalText,
  changesOf,
  HistoryFile,
  type ListedOutput,
  OutputsFile,
  type PublishedProof,
  Statement,
  sha256Hex,
  statementMessage,
  textsOf,
  type Verification,
  verifyAccount,
  verifyReserves,
} from '@istsi/reserves';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collateralMessage } from '../../reserves/src/sep1.ts';
import { requestProof } from '../src/attestation/signer-client.ts';
import { proveAccount } from '../src/index.ts';
import { TIMEOUT_MS } from './signing-world.ts';
import { startWorld, until, type World } from './world.ts';

let world: World;
let honest: PublishedProof;
let origins: Map<string, number>;

beforeAll(async () => {
  world = await startWorld({ proofs: {} });
  const users = [await world.createUser(), await world.createUser()];
  const outpoints = await world.bitcoin.pay([users[0]!.depositAddress, 90_000n], [users[1]!.depositAddress, 50_000n]);
  await world.bitcoin.mine(3);
  for (const outpoint of outpoints) await world.waitFor(outpoint, 'minted');
  origins = new Map(outpoints.map(({ txid, vout }, index) => [`${txid}:${vout}`, index]));
  honest = await prove();
});
afterAll(async () => await world?.stop());

async function prove(): Promise<PublishedProof> {
  const outcome = await world.services.proveReserves();
  if (outcome.state !== 'published') throw new Error(`${outcome.state}: ${outcome.reason}`);
  const read = (name: string): unknown => JSON.parse(fs.readFileSync(path.join(outcome.directory, name), 'utf8'));
  return {
    statement: Statement.parse(read('statement.json')),
    outputs: OutputsFile.parse(read('outputs.json')),
    history: HistoryFile.parse(read('history.json')),
    transactions: read('transactions.json') as PublishedProof['transactions'],
    addresses: AddressesFile.parse(read('addresses.json')),
  };
}

interface Lie {
  statement?: (statement: Statement) => void;
  outputs?: (outputs: ListedOutput[]) => ListedOutput[];
  history?: (changes: HistoryFile['changes']) => HistoryFile['changes'];
}

/** A proof in which everything fits together and is signed by the real keys: two custodians lie together. */
async function collude(lie: Lie): Promise<PublishedProof> {
  const proof = structuredClone(honest);
  proof.outputs.outputs = lie.outputs?.(proof.outputs.outputs) ?? proof.outputs.outputs;
  proof.history.changes = lie.history?.(proof.history.changes) ?? proof.history.changes;
  proof.statement.reserves.outputs_sha256 = sha256Hex(canonicalText(proof.outputs));
  proof.statement.reserves.history_sha256 = sha256Hex(canonicalText(proof.history));
  lie.statement?.(proof.statement);
  const message = statementMessage(proof.statement);
  const epochs = [world.custody.descriptor];
  const coins = proof.outputs.outputs.map(
    ({ txid, vout, amount_sats, script }): OwnReserveCoin => ({
      ...{ txid, vout, amountSats: BigInt(amount_sats), scriptPubKey: Buffer.from(script, 'hex') },
      index: origins.get(`${txid}:${vout}`) ?? 0,
    }),
  );
  const psbt = encodeProofPsbt(epochs, message, coins);
  const signed = await Promise.all(
    [0, 1].map((holder) => world.custody.keystores[holder]!.signPsbt(psbt, { network: networks.regtest })),
  );
  const result = assembleProof(epochs, message, coins, signed);
  if (!result.complete) throw new Error('two of three signed');
  proof.transactions = { version: 1, message, transactions: [Buffer.from(result.bytes).toString('hex')] };
  return proof;
}

async function verify(proof: PublishedProof): Promise<Verification> {
  const texts = textsOf(proof);
  return await verifyReserves({
    read: async (name) => texts[name],
    bitcoin: (network) => openBitcoinNode({ rpcUrl: world.networks.bitcoinUrl }, network),
    stellar: { rpcUrl: world.sandbox.rpcUrl, reserveSpec: contractSpec('reserve-manager') },
  });
}
const codesOf = ({ mismatches }: Verification): string[] => [...new Set(mismatches.map(({ code }) => code))].sort();

describe('custodians who lie together are caught when they say that', { timeout: 120_000 }, () => {
  const first = (change: (output: ListedOutput) => Partial<ListedOutput>) => (outputs: ListedOutput[]) =>
    outputs.map((output, i) => (i === 0 ? { ...output, ...change(output) } : output));
  test.each<[string, Lie, string[]]>([
    ['nothing is wrong (the control: this one holds)', {}, []],
    [
      'less was issued',
      {
        statement: (s) => {
          s.liabilities.supply_sats = '1';
        },
      },
      ['contract'],
    ],
    [
      'less is owed',
      {
        statement: (s) => {
          s.liabilities.owed_sats = '7';
        },
      },
      ['backing', 'contract'],
    ],
    [
      'another block was the last',
      {
        statement: (s) => {
          s.bitcoin.height -= 1;
        },
      },
      ['bitcoin-block', 'contract'],
    ],
    [
      'the reserve is larger',
      {
        statement: (s) => {
          s.reserves.total_sats = '9000000';
        },
      },
      ['contract', 'history'],
    ],
    [
      'the token is another',
      {
        statement: (s) => {
          s.stellar.token = s.stellar.reserve;
        },
      },
      ['address', 'contract'],
    ],
    [
      'the contract is another',
      {
        statement: (s) => {
          s.stellar.reserve = s.stellar.token;
        },
      },
      ['contract'],
    ],
    [
      'Bitcoin is another',
      {
        statement: (s) => {
          s.bitcoin.network = 'signet';
        },
      },
      ['address', 'contract', 'network'],
    ],
    [
      'Stellar is another',
      {
        statement: (s) => {
          s.stellar.network_passphrase = 'Elsewhere';
        },
      },
      ['network'],
    ],
    [
      'a coin holds more',
      { outputs: first(({ amount_sats }) => ({ amount_sats: `${amount_sats}0` })) },
      ['bitcoin-output', 'outputs', 'signature'],
    ],
    ['a coin is older', { outputs: first(({ height }) => ({ height: height - 1 })) }, ['bitcoin-output']],
    ['a coin fewer is there', { outputs: (outputs) => outputs.slice(1) }, ['outputs']],
    [
      'there is one coin that is not',
      { outputs: first(() => ({ vout: 99 })) },
      ['bitcoin-output', 'outputs', 'signature'],
    ],
    ['the coins are in another order', { outputs: (outputs) => [...outputs].reverse() }, ['outputs']],
    ['the history is shorter', { history: (changes) => changes.slice(1) }, ['history', 'outputs']],
    ['the history is another', { history: (changes) => [...changes].reverse() }, ['history']],
    ['the history has what cannot be', { history: (changes) => [...changes, ...changes] }, ['history']],
    [
      'more is owed off chain than is there',
      {
        statement: (s) => {
          s.liabilities.off_chain = { accounts: 1, sum_sats: '5', root: 'ab'.repeat(32) };
        },
      },
      ['backing'],
    ],
  ])('%s', async (_, lie, codes) => {
    expect(codesOf(await verify(await collude(lie)))).toEqual(codes);
  });
});

describe('a signer proves', { timeout: 120_000 }, () => {
  const ask = async (request: Parameters<typeof requestProof>[1]): Promise<unknown> =>
    await requestProof(world.signerEndpoints[0]!, request, { timeoutMs: TIMEOUT_MS });
  const refused = (code: string) => ({ failure: { code } });
  const coin = (): OwnReserveCoin => {
    const { txid, vout, amount_sats, script } = honest.outputs.outputs[0]!;
    const scriptPubKey = Buffer.from(script, 'hex');
    return { txid, vout, amountSats: BigInt(amount_sats), scriptPubKey, index: origins.get(`${txid}:${vout}`) ?? 0 };
  };
  const psbtFor = (message: string): Uint8Array => encodeProofPsbt([world.custody.descriptor], message, [coin()]);
  const own = (): { message: string; address: string } => honest.addresses.addresses[0]!;
  const origin = { index: 0, branch: 'change' } as const;

  test('what the contract recorded, and the reserve’s own address', async () => {
    const { statement } = honest;
    expect(await ask({ statement, psbt: psbtFor(statementMessage(statement)) })).toBeInstanceOf(Uint8Array);
    expect(await ask({ message: own().message, origin })).toBeInstanceOf(Uint8Array);
  });

  test.each<[string, () => Parameters<typeof requestProof>[1], string]>([
    [
      'another supply',
      () => ({
        statement: { ...honest.statement, liabilities: { ...honest.statement.liabilities, supply_sats: '1' } },
        psbt: psbtFor('x'),
      }),
      'attestation/proof',
    ],
    [
      'another contract',
      () => ({
        statement: {
          ...honest.statement,
          stellar: { ...honest.statement.stellar, token: honest.statement.stellar.reserve },
        },
        psbt: psbtFor('x'),
      }),
      'attestation/proof',
    ],
    ['what is no statement', () => ({ statement: { version: 2 }, psbt: psbtFor('x') }), 'attestation/malformed'],
    [
      'a PSBT for another message',
      () => ({ statement: honest.statement, psbt: psbtFor('another') }),
      'attestation/psbt',
    ],
    ['what is no PSBT', () => ({ statement: honest.statement, psbt: Buffer.from('nonsense') }), 'attestation/psbt'],
    ['any other message', () => ({ message: 'I owe you all of it.', origin }), 'attestation/proof'],
    ['the message of another address', () => ({ message: own().message, origin: { index: 1 } }), 'attestation/proof'],
    [
      'a message for ever',
      () => ({
        message: collateralMessage({
          address: own().address,
          token: honest.statement.stellar.token,
          from: '2026-01-01',
          until: '2099-01-01',
        }),
        origin,
      }),
      'attestation/proof',
    ],
    [
      'an address of no epoch',
      () => ({ message: own().message, origin: { ...origin, epoch: 7 } }),
      'attestation/proof',
    ],
  ])('but not %s', async (_, request, code) => {
    await expect(ask(request())).rejects.toMatchObject(refused(code));
  });
});

describe('a proof', { timeout: 120_000 }, () => {
  test('stays true after its coins were paid out, and the next one follows the payment', async () => {
    const holder = await world.createHolder(60_000n);
    const before = await prove();
    const to = await world.bitcoin.call<string>('getnewaddress');
    const id = await world.withdraw(holder, { sats: 25_000n, to });
    await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(1);
    // In a block, and not yet in the books: a block before it must do, or there is no proof for now.
    const meanwhile = await world.services.proveReserves();
    const height = await world.bitcoin.call<number>('getblockcount');
    if (meanwhile.state === 'published') expect(meanwhile.proof.bitcoinHeight).toBeLessThan(height);
    else expect(meanwhile.state).toBe('waiting');
    await world.bitcoin.mine(5);
    await world.waitForWithdrawal(id, 'settled');

    const after = await prove();
    expect(after.history.changes.map(({ change }) => change)).toContain('removed');
    expect(changesOf(after.history).length).toBeGreaterThan(changesOf(before.history).length);
    expect(await verify(after)).toMatchObject({ mismatches: [], stellar: { isLatest: true } });
    const older = await verify(before);
    expect(older).toMatchObject({ mismatches: [], stellar: { isLatest: false } });
    expect(older.bitcoin?.spentSince).toBeGreaterThan(0);
  });

  test('is made by the schedule, once, and again only when it is due', async () => {
    await world.bitcoin.mine(1);
    const already = (await world.services.proofs(100)).length;
    const services = await world.startInstance({ proofs: { everyMs: 1 } });
    await until(
      async () => ((await world.services.proofs(100)).length > already ? true : undefined),
      () => 'a proof by the schedule',
    );
    await services.stop();
    const made = (await world.services.proofs(100)).length;
    const calm = await world.startInstance({ proofs: { everyMs: 3_600_000 } });
    await new Promise((resolve) => setTimeout(resolve, 400));
    await calm.stop();
    expect((await world.services.proofs(100)).length).toBe(made);
  });

  test('commits to balances off chain, each of which its owner finds in it, and nobody else’s', async () => {
    const source = {
      file: path.join(world.custody.dir, 'owed.jsonl'),
      secretFile: path.join(world.custody.dir, 'owed.secret'),
    };
    const accounts = Array.from({ length: 5 }, (_, n) => ({ id: `account-${n}`, balance_sats: String(n * 100) }));
    fs.writeFileSync(source.file, accounts.map((account) => `${JSON.stringify(account)}\n`).join(''));
    const services = await world.startInstance({ proofs: { liabilities: source } });
    await world.bitcoin.mine(1);
    const outcome = await services.proveReserves();
    await services.stop();
    if (outcome.state !== 'published') throw new Error(outcome.reason);
    const statement = Statement.parse(
      JSON.parse(fs.readFileSync(path.join(outcome.directory, 'statement.json'), 'utf8')),
    );
    expect(statement.liabilities.off_chain).toMatchObject({ accounts: 5, sum_sats: '1000' });
    const given = JSON.stringify(await proveAccount(source, 'account-3'));
    expect(verifyAccount(given, statement)).toMatchObject({ ok: true, balanceSats: 300n, sumSats: 1000n });
    expect(given).not.toContain('account-2');
    expect(verifyAccount(given.replace('"300"', '"301"'), statement)).toMatchObject({ ok: false });
    expect(verifyAccount(given, honest.statement)).toMatchObject({ ok: false });
    expect(await proveAccount(source, 'nobody')).toBeUndefined();
  });
});

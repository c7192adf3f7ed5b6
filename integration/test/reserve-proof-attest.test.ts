import fs from 'node:fs';
import path from 'node:path';
import type { AddressOrigin } from '@istsi/bitcoin-custody';
import type { ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import { type BooksChange, encodeEvidence, encodeHistory, replayHistory } from '@istsi/reserves';
import { createSubmitter, openNetwork, signerOf } from '@istsi/soroban-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestSignature } from '../src/attestation/signer-client.ts';
import type { Outpoint } from '../src/index.ts';
import { TIMEOUT_MS } from './signing-world.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let history: BooksChange[];
let origins: AddressOrigin[];
let args: ReserveManager['publish_proof']['args'];

beforeAll(async () => {
  world = await startWorld({ proofs: {} });
  const { depositAddress } = await world.createUser();
  const [outpoint] = (await world.bitcoin.pay([depositAddress, 80_000n])) as [Outpoint];
  await world.bitcoin.mine(3);
  await world.waitFor(outpoint, 'minted');
  history = [{ change: 'added', ...outpoint, amountSats: 80_000n }];
  origins = [{ index: 0 }];
  const bitcoin_height = (await world.bitcoin.call<number>('getblockcount')) - 1;
  args = { ...(await proofAt(bitcoin_height)), total_btc: 80_000n, utxo_commitment: commitmentOf(history) };
});
afterAll(async () => await world?.stop());

function commitmentOf(changes: BooksChange[]): Uint8Array {
  const replayed = replayHistory(changes);
  if (!replayed.ok) throw new Error(replayed.reason);
  return Buffer.from(replayed.books.commitment, 'hex');
}

async function proofAt(bitcoin_height: number) {
  const hash = await world.bitcoin.call<string>('getblockhash', bitcoin_height);
  const attestors = world.signerEndpoints.slice(0, 2).map(({ address }) => address);
  return { attestors: attestors.sort(), bitcoin_height, bitcoin_block: Buffer.from(hash, 'hex') };
}

/** Asks for the call as a coordinator does, with this evidence. */
async function attest(call: Partial<typeof args>, evidence: object | undefined): Promise<string> {
  const network = openNetwork(world.sandbox);
  const submitter = createSubmitter({ network, channels: [world.keys.deployer] });
  const invoke = world.contracts.reserve.invocation('publish_proof', { ...args, ...call });
  const outcome = await submitter.submit({
    invoke,
    authorize: async (entry, terms) => {
      const signer = world.signerEndpoints.find(({ address }) => address === signerOf(entry))!;
      const asked = { ...terms, call: invoke, timeoutMs: TIMEOUT_MS, ...(evidence && { evidence }) };
      return await requestSignature(signer, entry, asked);
    },
  });
  return outcome.status;
}
const evidence = (changes = history, of = origins): object =>
  encodeEvidence({ history: encodeHistory(changes), origins: of });

describe('a custodian does not attest the books', { timeout: 120_000 }, () => {
  const other = (): BooksChange[] => [{ ...history[0]!, vout: history[0]!.vout + 1 }];
  test.each<[string, () => object | undefined, () => Promise<Partial<typeof args>>]>([
    ['without their history', () => undefined, async () => ({})],
    ['by a history that is none', () => ({ history: 'AAAA', origins: [[0, 0, 0]] }), async () => ({})],
    ['by a history that the contract does not have', () => evidence(other()), async () => ({})],
    ['by a history that is too short', () => evidence([]), async () => ({})],
    ['at addresses that are not the custody’s', () => evidence(history, [{ index: 1 }]), async () => ({})],
    [
      'at addresses of an epoch that it does not know',
      () => evidence(history, [{ index: 0, epoch: 3 }]),
      async () => ({}),
    ],
    ['without an address for each output', () => evidence(history, []), async () => ({})],
    ['at a block that is not deep enough', evidence, async () => await proofAt(args.bitcoin_height + 1)],
    ['at a block that is another one', evidence, async () => ({ bitcoin_block: Buffer.alloc(32, 7) })],
    ['at a block before the coin was made', evidence, async () => await proofAt(args.bitcoin_height - 2)],
  ])('%s', async (_, given, call) => {
    await expect(attest(await call(), given())).rejects.toMatchObject({ failure: { code: 'attestation/proof' } });
  });

  test('but attests what both chains show', async () => {
    expect(await attest({}, evidence())).toBe('success');
  });
});

describe('a proof that was interrupted', { timeout: 120_000 }, () => {
  test('after the attestation is finished without another one, and leaves no half of itself', async () => {
    await world.bitcoin.mine(1);
    const broken = path.join(world.custody.dir, 'in-the-way');
    fs.writeFileSync(broken, 'a file where the directory should be');
    const services = await world.startInstance({ proofs: { directory: broken } });
    await expect(services.proveReserves()).rejects.toThrow();
    await services.stop();
    const attested = await world.contracts.reserve.read('get_proof');

    const outcome = await world.services.proveReserves();
    if (outcome.state !== 'published') throw new Error(outcome.reason);
    expect(outcome.proof.ledger).toBe(attested.ledger);
    expect(fs.readdirSync(path.dirname(outcome.directory))).toEqual([outcome.proof.id]);
    // Asked again, there is something newer to say: supply and debts are those of now.
    const again = await world.services.proveReserves();
    expect(again.state === 'published' && again.proof.ledger > attested.ledger).toBe(true);
  });
});

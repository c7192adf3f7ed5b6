import { createBitcoinRpc, networks, silentLog } from '@istsi/bitcoin-custody';
import { createSubmitter, fundAccount, openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../integration/src/database/open-database.ts';
import { formatOutpoint, type Outpoint } from '../../integration/src/index.ts';
import { loadDeposit } from '../../integration/src/operations/deposits/deposit-store.ts';
import { driveDeposit } from '../../integration/src/operations/deposits/drive-deposit.ts';
import { depositWorker } from '../../integration/test/deposit-worker.ts';
import { createDeath } from '../../integration/test/dying.ts';
import { startWorld, until, type World } from '../../integration/test/world.ts';
import { beginAttestor } from '../../relayer/src/begin-attestor.ts';
import { beginRelay } from '../../relayer/src/begin-relay.ts';
import { openBitcoinRelay } from '../../relayer/src/bitcoin-relay.ts';
import { tellRelay } from '../../relayer/src/tell-relay.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const UNBOUNDED = 2n ** 64n - 1n;
const PROOF_FROM = 500_000n;
/** The node keeps to mainnet's rule for how old a beginning is. */
const OLD = 146;

let world: World;
let relay: string;
let payer: Keypair;
beforeAll(async () => {
  world = await startWorld();
  const network = openNetwork(world.sandbox);
  payer = Keypair.random();
  await fundAccount(network, world.sandbox.friendbotUrl, payer.publicKey());
  await world.bitcoin.mine(OLD);
  ({ relay } = await beginRelay({ nodes: [openNode()], bitcoin: 'regtest', network, key: payer }));
  const router = world.contracts.router.contractId;
  const begin = { network, key: payer, router, relay, descriptor: world.custody.descriptor };
  const { attestor: prover, isNew } = await beginAttestor(begin);
  expect(isNew).toBe(true);
  expect(await beginAttestor(begin)).toEqual({ attestor: prover, isNew: false });
  const rules = { guardian_from: UNBOUNDED, proof_from: PROOF_FROM, prover, silent_blocks: 0 };
  await world.administer('set_deposit_rules', { rules });
});
afterAll(async () => await world?.stop());

const openNode = () => createBitcoinRpc({ url: world.networks.bitcoinUrl, network: networks.regtest });
const tell = async (): Promise<unknown> => {
  const network = openNetwork(world.sandbox);
  const told = { bitcoin: openNode(), relay: openBitcoinRelay(network, relay), leastHeaders: 1 };
  return await tellRelay({ ...told, submitter: createSubmitter({ network, channels: [payer] }) });
};

async function untilRefused(outpoint: Outpoint, code: string) {
  let last: unknown;
  return await until(
    async () => {
      const deposit = await world.services.deposit(outpoint);
      last = deposit;
      return deposit?.refusal?.code === code ? deposit.refusal : undefined;
    },
    () => `the deposit to wait with ${code}: ${JSON.stringify(last, (_, value) => String(value))}`,
  );
}

test('what needs a proof waits, and says so, until the relay knows it deep enough: then the services bring it', async () => {
  const { address, depositAddress } = await world.createUser(4);
  const [outpoint] = await world.bitcoin.pay([depositAddress, PROOF_FROM]);
  await world.bitcoin.mine(3);
  const refusal = await untilRefused(outpoint!, 'RelayBehind');
  expect(refusal.message).toMatch(
    /knows Bitcoin up to block \d+: block \d+ is 0 of \d+ deep there; a relayer has to tell it/,
  );
  expect(await world.balance(address)).toBe(0n);

  await tell();
  await world.waitFor(outpoint!, 'minted');
  expect(await world.balance(address)).toBe(PROOF_FROM);
});

/** After which exchange with database and networks a worker is killed; a whole deposit takes fewer than the last. */
const KILLS = [6, 12, 18, 24, 30, 36, 42, 80];
const LATER_MS = 3_600_000;

test.runIf(isNightly)(
  'a worker that is killed while it brings a proof neither loses the deposit nor mints it twice',
  async () => {
    const { address, depositAddress } = await world.createUser(4);
    const before = await world.balance(address);
    const outpoints: Outpoint[] = [];
    for (const _ of KILLS) outpoints.push(...(await world.bitcoin.pay([depositAddress, PROOF_FROM])));
    await world.bitcoin.mine(6);
    for (const outpoint of outpoints) await untilRefused(outpoint, 'RelayBehind');
    await world.services.stop();
    await tell();

    const database = await openDatabase(world.databaseUrl, silentLog);
    try {
      let longest = 0;
      for (const [i, exchange] of KILLS.entries()) {
        const key = formatOutpoint(outpoints[i]!);
        const death = createDeath(exchange);
        const mortal = depositWorker(world, database, { death, laterMs: LATER_MS });
        await driveDeposit(mortal, key).catch(() => undefined);
        await mortal.end();
        longest = Math.max(longest, death.count());
        const successor = depositWorker(world, database, { laterMs: 2 * LATER_MS });
        for (let attempt = 0; attempt < 3; attempt++) await driveDeposit(successor, key);
        expect(await loadDeposit(database.db, key), `killed after ${exchange}`).toMatchObject({ state: 'minted' });
      }
      // Otherwise the last exchanges were not among those tried.
      expect(longest).toBeLessThan(KILLS.at(-1)!);
    } finally {
      await database.close();
    }
    expect(await world.balance(address)).toBe(before + BigInt(KILLS.length) * PROOF_FROM);
  },
);

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOfScript, createBitcoinRpc, networks } from '@istsi/bitcoin-custody';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { type ContractHandle, createSubmitter, readContract } from '@istsi/soroban-client';
import { pubECDSA } from '@scure/btc-signer/utils.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { balance, register } from '../../contracts/test/actions.ts';
import { NO_RULES, setDepositRules } from '../../contracts/test/spv-attestor/deposit-rules.ts';
import { deploy } from '../../contracts/test/spv-attestor/spv-world.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';
import { openTestBitcoin, type TestBitcoin } from '../../integration/test/bitcoin.ts';
import { createProgram } from '../../interfaces/cli/src/program.ts';
import { beginRelay } from '../../relayer/src/begin-relay.ts';
import { openBitcoinRelay } from '../../relayer/src/bitcoin-relay.ts';
import { mintByProof } from '../../relayer/src/mint-by-proof.ts';
import { tellRelay } from '../../relayer/src/tell-relay.ts';

const SILENT = 144;
const AMOUNT = 70_000n;

let node: Regtest;
let bitcoin: TestBitcoin;
let world: World;
let relay: string;
let attestor: ContractHandle;
let prover: string;
/** Where alice's deposits go, as the prover derives it. */
let address: string;
beforeAll(async () => {
  [node, world] = await Promise.all([startRegtest(), startWorld()]);
  bitcoin = await openTestBitcoin(node);
  await bitcoin.mine(100);
  ({ relay } = await beginRelay({ nodes: [openNode()], bitcoin: 'regtest', network: world.network, key: payer() }));
  const { contracts } = world;
  attestor = await deploy(world, 'spv-attestor', 0, {
    ...{ relay, router: contracts['integration-router'].contractId },
    reserve_manager: contracts['reserve-manager'].contractId,
    registry: contracts['kyc-registry'].contractId,
    quorum: {
      is_taproot: false,
      parents: [{ chain_code: Buffer.alloc(32, 1), public_key: Buffer.from(pubECDSA(new Uint8Array(32).fill(1))) }],
      threshold: 1,
    },
  });
  prover = attestor.contractId;
  await register(world, 'alice', 4);
  const address_index = await world.read<number>('kyc-registry', 'address_index', { user: world.address('alice') });
  const script = await readContract<Uint8Array>(world.network, attestor, 'deposit_script', { address_index });
  address = addressOfScript(script, networks.regtest)!;
});
afterAll(async () => {
  await Promise.all([node.stop(), world.stop()]);
});

const payer = () => world.people.mallory;
const openNode = () => createBitcoinRpc({ url: node.rpcUrl, network: networks.regtest });
const tell = () =>
  tellRelay({
    ...{ bitcoin: openNode(), relay: openBitcoinRelay(world.network, relay), leastHeaders: 1 },
    submitter: createSubmitter({ network: world.network, channels: [payer()] }),
  });
const mint = ({ txid, vout }: { txid: string; vout: number }, user = world.address('alice')) =>
  mintByProof({
    ...{ bitcoin: openNode(), network: world.network, key: payer(), txid, vout, user },
    router: world.contracts['integration-router'].contractId,
  });
/** A deposit under so many blocks, its own counted, of which the relay knows. */
async function deposited(depth: number): Promise<{ txid: string; vout: number }> {
  const [output] = await bitcoin.pay([address, AMOUNT]);
  await bitcoin.mine(depth);
  await tell();
  return output!;
}

test('a deposit that custodians are silent about is minted by whoever proves it', async () => {
  const output = await deposited(SILENT - 1);
  await expect(mint(output)).rejects.toMatchObject({ code: 'relayer/no-prover' });
  await setDepositRules(world, { ...NO_RULES, prover, silent_blocks: SILENT });
  await expect(mint({ ...output, vout: 17 })).rejects.toMatchObject({ code: 'relayer/no-output' });
  await expect(mint(output)).rejects.toMatchObject({
    ...{ code: 'relayer/not-silent', context: { confirmations: SILENT - 1, silentBlocks: SILENT } },
  });
  // What the node has and nobody told the relay does not count.
  await bitcoin.mine(1);
  await expect(mint(output)).rejects.toMatchObject({ code: 'relayer/not-silent' });
  await tell();
  await expect(mint(output, world.address('bob'))).rejects.toMatchObject({ code: 'relayer/not-done' });
  expect(await balance(world, 'alice')).toBe(0n);
  const kept = () => readContract(world.network, attestor, 'kept_script', { user: world.address('alice') });
  expect(await kept()).toBeNull();
  expect(await mint(output)).toMatchObject({ amountSats: AMOUNT, confirmations: SILENT });
  expect(await balance(world, 'alice')).toBe(AMOUNT);
  await expect(mint(output)).rejects.toMatchObject({ code: 'relayer/not-done' });
});

test('`istsi relay mint` does, in a block of several transactions', async () => {
  await bitcoin.pay([address, 1_000n]);
  await bitcoin.pay([address, 2_000n]);
  const { txid, vout } = await deposited(SILENT + 3);
  const directory = mkdtempSync(join(tmpdir(), 'istsi-mint-'));
  const config = join(directory, 'mint.json');
  const { rpcUrl, networkPassphrase } = world.network;
  const router = world.contracts['integration-router'].contractId;
  const settings = { key: payer().secret(), router, stellar: { rpcUrl, networkPassphrase } };
  const written = { ...settings, bitcoin: { rpcUrl: node.rpcUrl, network: 'regtest' } };
  writeFileSync(config, JSON.stringify(written), { mode: 0o600 });
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const before = await balance(world, 'alice');
  const user = world.address('alice');
  const run = async (...more: string[]): Promise<void> => {
    const options = ['--json', 'relay', 'mint', '--config', config, '--output', `${txid}:${vout}`, ...more];
    await createProgram({}, () => {}).parseAsync(options, { from: 'user' });
  };
  try {
    await expect(run('--user', 'alice')).rejects.toThrow(/--user/);
    await run('--user', user);
    const said = JSON.parse(String(write.mock.calls.at(-1)?.[0]));
    expect(said).toMatchObject({ step: 'minted-by-proof', txid, vout, user, amountSats: String(AMOUNT) });
  } finally {
    write.mockRestore();
    rmSync(directory, { recursive: true });
  }
  expect(await balance(world, 'alice')).toBe(before + AMOUNT);
});

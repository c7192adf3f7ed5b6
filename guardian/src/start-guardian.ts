import { randomBytes } from 'node:crypto';
import {
  type BitcoinViews,
  type Descriptor,
  keepingBlocks,
  type Log,
  openBitcoinViews,
  serveJson,
} from '@istsi/bitcoin-custody';
import {
  checkStellarViews,
  type Manifest,
  openAddressIndices,
  openContracts,
  openStellarViews,
  type StellarViews,
} from '@istsi/contracts';
import { createSubmitter, type SignedStatement } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { GuardianError } from './errors.ts';
import { followBitcoin } from './follow-bitcoin.ts';
import { defaultRules, type GuardianRules, type GuardianWorld } from './guardian-world.ts';
import { signHeartbeat } from './heartbeat.ts';
import { openMemory } from './memory/memory.ts';
import { createWatch } from './watch.ts';
import { createWitness, type Witness, type WitnessSettings } from './witness/witness.ts';

export interface StartGuardianOptions {
  host?: string;
  port?: number;
  /** In the router's Guardian role, of no operator and no custodian; its account pays for what it sends. */
  key: Keypair;
  stellar: StellarViews & { pollMs?: number };
  bitcoin: BitcoinViews & { startHeight?: number | undefined };
  manifest: Manifest;
  /** Of every epoch of the custody, oldest first. */
  descriptors: readonly Descriptor[];
  /** Made by `createMemory`. */
  memoryFile: string;
  rules?: Partial<GuardianRules>;
  /** It cosigns the audit log too. Absent: it does not. */
  witness?: WitnessSettings | undefined;
  now?: () => number;
  log: Log;
}

export interface Guardian {
  url: string;
  address: string;
  /** The verifier key of its cosignatures; undefined where it is no witness. */
  witnessKey: string | undefined;
  heartbeat(): SignedStatement;
  stop(): Promise<void>;
}

/** Runs one guardian: its key, its own view of both chains, and its memory. It asks nobody else, and tells how it stands. */
export async function startGuardian(options: StartGuardianOptions): Promise<Guardian> {
  const { key, host, port, log } = options;
  const world = await openGuardianWorld(options);
  const { contracts, memory, now } = world;
  const address = key.publicKey();
  const watch = createWatch(world, { pollMs: options.stellar.pollMs });
  const router = contracts.router.contractId;
  const witness = openWitness(options, { memory, router, now, log });
  const heartbeat = (): SignedStatement => {
    const at = new Date(now()).toISOString();
    const facts = { guardian: address, router, at, ...watch.standing(), memory: memory.head() };
    return signHeartbeat(key, { ...facts, witness: witness?.facts() ?? null });
  };
  const server = await serveJson({
    listen: { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) },
    // There is nothing to ask of it but how it stands.
    token: randomBytes(32).toString('hex'),
    area: 'guardian',
    health: heartbeat,
    routes: new Map(),
    open: witness?.answer,
    onError: (path, error) => log('error', 'request failed', { path, error: String(error) }),
  }).catch((error: unknown) => {
    memory.close();
    throw error;
  });
  const stopping = new AbortController();
  const running = watch.run(stopping.signal);
  return {
    url: server.url,
    address,
    witnessKey: witness?.facts().key,
    heartbeat,
    async stop() {
      stopping.abort();
      await Promise.all([running, server.stop()]);
      memory.close();
    },
  };
}

/** What a guardian judges by; nothing runs yet. Whoever opened it closes its memory. */
export async function openGuardianWorld(
  options: Omit<StartGuardianOptions, 'host' | 'port' | 'witness'>,
): Promise<GuardianWorld> {
  const { key, manifest, descriptors, log } = options;
  const newest = descriptors.at(-1);
  if (!newest) throw new GuardianError('guardian/no-descriptor', {});
  const now = options.now ?? Date.now;
  const views = openStellarViews(options.stellar, manifest.networkPassphrase);
  await checkStellarViews(views);
  const { network, other } = views;
  const contracts = openContracts(manifest, network, other);
  const bitcoin = openBitcoinViews(options.bitcoin, newest.network);
  const memory = await openMemory({ file: options.memoryFile, address: key.publicKey() });
  const { startHeight = 0 } = options.bitcoin;
  return {
    ...{ key, network, other, contracts, memory, log, now },
    bitcoin: keepingBlocks(bitcoin),
    addressIndices: openAddressIndices({ network, other }, contracts.kyc.contractId),
    submitter: createSubmitter({ network, channels: [key], errorNames: contracts.errorNames }),
    epochs: descriptors,
    coins: followBitcoin({ bitcoin, epochs: descriptors, startHeight, memory, now }),
    rules: { ...defaultRules, ...options.rules },
    asked: new Map(),
  };
}

function openWitness(
  { witness, memoryFile }: StartGuardianOptions,
  world: Omit<Parameters<typeof createWitness>[1], 'memoryFile'>,
): Witness | undefined {
  if (!witness) return undefined;
  try {
    return createWitness(witness, { ...world, memoryFile });
  } catch (error) {
    world.memory.close();
    throw error;
  }
}

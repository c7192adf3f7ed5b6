import type { Log } from '@istsi/bitcoin-custody';
import {
  type AccountOptions,
  accountPath,
  type BitcoinViews,
  createOutputTracer,
  type Descriptor,
  type Keystore,
  keepingBlocks,
  openBitcoinViews,
  type ServerTls,
} from '@istsi/bitcoin-custody';
import type { Manifest } from '@istsi/contracts';
import {
  openAddressIndices,
  openContracts,
  openStellarViews,
  type StellarViews,
  viewContracts,
} from '@istsi/contracts';
import { createLedgerView } from '@istsi/soroban-client';
import { StrKey } from '@stellar/stellar-sdk';
import { ATTESTATION_LABEL, createAttestor } from './attestor.ts';
import { createBooksGuard } from './books-guard.ts';
import { AttestationError } from './errors.ts';
import { createHeart } from './heartbeat.ts';
import type { SignerWorld } from './judged-call.ts';
import { openPolicyLog } from './policy/policy-log.ts';
import { createProver } from './prover.ts';
import { attestRoute, heartbeatRoute, proveRoute, signRoute } from './routes.ts';
import { type SignerServer, serveSigner } from './signer-server.ts';
import { defaultSigningPolicy, type SigningPolicy } from './signing-policy.ts';
import { createTally } from './tally.ts';
import { createTransactionSigner } from './transaction-signer.ts';

export interface StartSignerOptions {
  host?: string;
  port?: number;
  /** Needed where other machines reach it. */
  tls?: ServerTls & { clients: readonly string[] };
  token: string;
  keystore: Keystore;
  stellar: StellarViews;
  bitcoin: BitcoinViews;
  manifest: Manifest;
  /** Of every epoch of the custody, oldest first. */
  descriptors: readonly Descriptor[];
  /** Append-only memory of what was signed, made by `createPolicyLog`. Belongs to this signer alone, and to its backups. */
  policyFile: string;
  /** What this custodian's own limits are, where they differ from the defaults. */
  rules?: Partial<SigningPolicy>;
  log: Log;
}

/** The Stellar account (G…) as which a custodian attests; it goes into the reserve manager. */
export async function attestorAddress(keystore: Keystore): Promise<string> {
  return StrKey.encodeEd25519PublicKey(await keystore.attestationKey(ATTESTATION_LABEL));
}

/** Runs one signer process: a custodian's key, its own view of both chains, and its memory. */
export async function startSignerServer(options: StartSignerOptions): Promise<SignerServer> {
  const world = await openSignerWorld(options);
  const { policy, log } = world;
  const tally = createTally();
  const { host, port, tls, token } = options;
  const server = await serveSigner({
    address: world.address,
    routes: [
      attestRoute(createAttestor(world)),
      signRoute(createTransactionSigner(world)),
      proveRoute(createProver(world)),
      heartbeatRoute(createHeart(world, tally)),
    ],
    tally,
    token,
    log,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(tls && { tls }),
  }).catch((error: unknown) => {
    policy.close();
    throw error;
  });
  return {
    ...server,
    stop: async () => {
      await server.stop();
      policy.close();
    },
  };
}

/** What a signer judges by, for a process of its own or for one transaction from a file. */
export async function openSignerWorld(
  options: Omit<StartSignerOptions, 'host' | 'port' | 'tls' | 'token'>,
): Promise<SignerWorld> {
  const { manifest, keystore, descriptors, log } = options;
  const newest = descriptors.at(-1);
  if (!newest) throw new AttestationError('attestation/no-descriptor', {});
  const { network, other } = openStellarViews(options.stellar, manifest.networkPassphrase);
  const address = await attestorAddress(keystore);
  const bitcoin = keepingBlocks(openBitcoinViews(options.bitcoin, newest.network));
  const rules: SigningPolicy = { ...defaultSigningPolicy, ...options.rules };
  const accounts = await Promise.all(descriptors.map((descriptor) => ownAccount(keystore, descriptor)));
  // Many are asked to attest at the same moment: what one reads of a ledger is as true for the others.
  const ledgers = createLedgerView(network);
  const contracts = viewContracts(openContracts(manifest, network, other), ledgers);
  const policy = await openPolicyLog({ file: options.policyFile, address, limits: rules });
  return {
    ...{ address, keystore, network, contracts, ledgers, bitcoin, policy, accounts },
    addressIndices: openAddressIndices({ network, other }, contracts.kyc.contractId),
    outputs: createOutputTracer(bitcoin, { budgetMs: TRACE_MS }),
    epochs: descriptors,
    books: createBooksGuard({ contracts, bitcoin, policy }),
    rules,
    log,
  };
}

/** The account of this keystore that a descriptor names, if it names one. */
export async function ownAccount(keystore: Keystore, descriptor: Descriptor): Promise<AccountOptions | undefined> {
  const { network, kind } = descriptor;
  for (const { origin, xpub } of descriptor.keys) {
    const epoch = (origin?.path[2] ?? 0) - HARDENED;
    const isOurForm = epoch >= 0 && origin?.path.join() === accountPath({ network, kind, epoch }).join();
    if (!isOurForm) continue;
    const account = { network, kind, epoch };
    if ((await keystore.accountKey(account)).xpub === xpub) return account;
  }
  return undefined;
}

/** Well within what a coordinator waits for an answer. */
const TRACE_MS = 4_000;

/** BIP-32 hardened steps carry bit 31. */
const HARDENED = 0x80000000;

import { networks, openBitcoinNode, parseDescriptor } from '@istsi/bitcoin-custody';
import type { BeginAttestorOptions, BeginRelayOptions, RelayerOptions } from '@istsi/relayer';
import { openNetwork } from '@istsi/soroban-client';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { Secret, SecretUrl } from '../settings/secret.ts';
import { BitcoinNetwork, LogLevel } from './signer-config.ts';

const STROOPS_PER_XLM = 10_000_000n;

const NodeLocation = z.strictObject({ rpcUrl: SecretUrl, cookieFile: z.string().min(1).optional() });

/** What `istsi relay run` needs: a node, an account that pays, and the relay. */
export const RelayerConfig = z.strictObject({
  /** Stellar secret key of the account that pays; it needs no right anywhere. */
  key: Secret,
  /** The contract that is told. */
  relay: z.string().regex(/^C[A-Z2-7]{55}$/, 'expected a contract (C…)'),
  /** The passphrase is named here, since what is signed for one network is worth nothing on another. */
  stellar: z.strictObject({ rpcUrl: z.url(), networkPassphrase: z.string().min(1) }),
  bitcoin: NodeLocation.extend({ network: BitcoinNetwork }),
  everySeconds: z.number().int().min(1).max(86_400).optional(),
  /** Headers that are waited for before a call is paid. */
  leastHeaders: z.number().int().min(1).max(600).optional(),
  /** Blocks behind from which it warns. */
  mostLag: z.number().int().min(0).max(10_000).optional(),
  /** XLM below which it warns. */
  leastBalanceXlm: z.number().int().min(0).max(1_000_000).optional(),
  logLevel: LogLevel.default('info'),
});
export type RelayerConfig = z.output<typeof RelayerConfig>;

/** What `istsi relay mint`, `complete` and `write-off` need: a node, an account that pays, and the system's router. */
export const ByProofConfig = RelayerConfig.pick({ key: true, stellar: true, bitcoin: true }).extend({
  router: RelayerConfig.shape.relay,
});
export type ByProofConfig = z.output<typeof ByProofConfig>;

export const byProof = ({ key, router, stellar, bitcoin }: ByProofConfig) => ({
  ...{ router, key: keypairOf(key), network: openNetwork(stellar) },
  bitcoin: openBitcoinNode(bitcoin, networks[bitcoin.network]),
});

/** What `istsi relay attestor` needs: no node, but the custody's descriptor whose addresses users are given. */
export const AttestorConfig = RelayerConfig.pick({ key: true, relay: true, stellar: true }).extend({
  ...{ router: RelayerConfig.shape.relay, descriptor: z.string().min(1) },
  bitcoin: z.strictObject({ network: BitcoinNetwork }),
});
export type AttestorConfig = z.output<typeof AttestorConfig>;

export const attestorBeginning = ({ key, relay, router, descriptor, stellar, bitcoin }: AttestorConfig) =>
  ({
    ...{ relay, router, key: keypairOf(key), network: openNetwork(stellar) },
    descriptor: parseDescriptor(descriptor, networks[bitcoin.network]),
  }) satisfies BeginAttestorOptions;

/** What `istsi relay deploy` needs: the same, before there is a relay; `second`: another node, asked for the beginning too. */
export const RelayBeginningConfig = RelayerConfig.omit({ relay: true }).extend({
  bitcoin: RelayerConfig.shape.bitcoin.extend({ second: NodeLocation.optional() }),
});
export type RelayBeginningConfig = z.output<typeof RelayBeginningConfig>;

export function relayBeginning({ key, stellar, bitcoin }: RelayBeginningConfig): Omit<BeginRelayOptions, 'height'> {
  const { network, second, ...first } = bitcoin;
  const open = (location: z.output<typeof NodeLocation>) => openBitcoinNode(location, networks[network]);
  return {
    ...{ key: keypairOf(key), network: openNetwork(stellar), bitcoin: network },
    nodes: [open(first), ...(second ? [open(second)] : [])],
  };
}

function keypairOf(key: string): Keypair {
  if (!StrKey.isValidEd25519SecretSeed(key))
    throw new CliError('cli/bad-configuration', { problems: 'key: expected a Stellar secret key (S…)' });
  return Keypair.fromSecret(key);
}

export function relayerOptions(config: RelayerConfig): Omit<RelayerOptions, 'log'> {
  const { key, relay, stellar, bitcoin, leastHeaders, mostLag, leastBalanceXlm } = config;
  return {
    ...{ relay, key: keypairOf(key), network: openNetwork(stellar) },
    bitcoin: openBitcoinNode(bitcoin, networks[bitcoin.network]),
    ...(leastHeaders !== undefined && { leastHeaders }),
    attention: {
      ...(mostLag !== undefined && { mostLag }),
      ...(leastBalanceXlm !== undefined && { leastBalance: BigInt(leastBalanceXlm) * STROOPS_PER_XLM }),
    },
  };
}

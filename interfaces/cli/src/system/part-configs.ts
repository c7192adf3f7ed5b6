import { isLoopback } from '@istsi/bitcoin-custody';
import { witnessKeyOf } from '@istsi/guardian';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import type { Configuration } from '../configuration.ts';
import { CliError } from '../errors.ts';
import { Secret, secretOf } from '../settings/secret.ts';
import { PageNodes, Quotes, SecurityKeys } from '../settings/system-settings.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import { readJsonFile, writeJsonFile } from '../state/json-file.ts';
import type { Keys } from '../state/keys.ts';
import type { Ports } from '../state/ports.ts';
import { TrustedProxies } from '../trusted-proxies.ts';
import type { Custody } from './custody-file.ts';
import { InboxConfig } from './inbox-config.ts';
import { MonitorConfig } from './monitor-config.ts';
import { NatsConfig } from './nats-config.ts';
import { HOST } from './parts.ts';
import { ScreeningConfig } from './screening-config.ts';
import { Bitcoin, LogLevel, type SignerConfig, Stellar } from './signer-config.ts';
import { SponsorConfig, wordsOf } from './sponsor-config.ts';
import { TracingConfig } from './tracing-config.ts';

const AuditConfig = z.strictObject({
  /** How often the audit log is written on Stellar at most; absent: every hour. */
  anchorEveryMinutes: z.number().positive().optional(),
  formerLogs: z.array(z.string().min(1)).optional(),
  /** Who must have cosigned what is published of it. */
  witnesses: z
    .array(z.strictObject({ url: z.url(), key: z.string().min(1) }))
    .min(1)
    .optional(),
  /** So many of them; absent: all. */
  quorum: z.number().int().min(1).optional(),
});

/** What `istsi services run` needs. */
export const ServicesConfig = z.strictObject({
  databaseUrl: secretOf(1),
  api: z.object({
    host: z.string().min(1),
    port: z.number().int(),
    /** Reverse proxies in front of it: addresses and networks (CIDR). */
    trustedProxies: TrustedProxies.optional(),
    keys: z.object({ operator: secretOf(16), compliance: secretOf(16) }),
    securityKeys: SecurityKeys.optional(),
    /** Stellar RPCs and Esplora servers that the pages may ask beside the API. */
    pageNodes: PageNodes.optional(),
  }),
  /** Who this is for Stellar's wallets. */
  anchor: z
    .strictObject({
      publicUrl: z.url(),
      homeDomain: z.string().min(1).optional(),
      /** With which accounts that are contracts sign in. */
      webAuthContract: z.string().min(1).optional(),
      organization: z
        .strictObject({ name: z.string().optional(), url: z.url().optional(), supportEmail: z.string().optional() })
        .optional(),
    })
    .optional(),
  stellar: Stellar,
  /** `startHeight`: the first block that can pay the custody. */
  bitcoin: Bitcoin.extend({ startHeight: z.number().int().min(0).optional() }),
  manifest: z.string().min(1),
  descriptors: z.array(z.string().min(1)).min(1),
  /**
   * Stellar secret keys. Strict: a Super Admin's has no place where the internet reaches, and one that is left in a file of
   * before is refused, not ignored.
   */
  keys: z.strictObject({
    operator: Secret,
    /** Absent: what an officer decides is signed elsewhere. */
    complianceOfficer: Secret.optional(),
    /** One by one, or a text of one a line. */
    channels: z.union([z.array(Secret).min(1), Secret.transform(wordsOf).pipe(z.array(z.string()).min(1))]),
    /** Signs challenges of SEP-10; without it there is nothing for Stellar's wallets. */
    webAuth: Secret.optional(),
    /** What customers' data is kept under, newest first; one by one, or a text of one a line. */
    customers: z
      .union([z.array(secretOf(32)).min(1), Secret.transform(wordsOf).pipe(z.array(z.string().min(32)).min(1))])
      .optional(),
    /** Signs the audit log; the same one for every instance on a database. Absent: it is not signed. */
    audit: Secret.optional(),
    /** Writes its checkpoints on Stellar: of an account with a few lumens, and no other use. Absent: nobody does. */
    auditAnchor: Secret.optional(),
  }),
  audit: AuditConfig.optional(),
  signers: z
    .array(
      z.object({
        url: z.url(),
        token: Secret,
        address: z.string(),
        /** Files, for a signer on another machine: its certificate, and the coordinator's own with its key. */
        tls: z
          .strictObject({
            certificate: z.string().min(1),
            ownKey: z.string().min(1),
            ownCertificate: z.string().min(1),
          })
          .optional(),
      }),
    )
    .min(1),
  /** Where a guardian tells how it stands, and what it signs as. */
  guardian: z.strictObject({ url: z.url(), address: z.string() }).optional(),
  /** Who reports prices to the oracle; `local`: these are of a file of this machine. */
  exchange: z
    .strictObject({
      reporters: z.array(z.strictObject({ url: z.url(), address: z.string() })),
      local: z.literal(true).optional(),
    })
    .optional(),
  /** A classic asset that is quoted in a currency. */
  quotes: Quotes.optional(),
  /** Where both networks are of this machine: newcomers are given lumens, identities and test bitcoin by whoever asks. */
  local: z.strictObject({ friendbotUrl: z.url() }).optional(),
  /** How long a withdrawal waits for others to share a Bitcoin transaction with. */
  batchWindowMs: z.number().int().min(0).optional(),
  /** Networks of one's own that webhooks may reach, in CIDR notation; all others must be public. */
  webhookNetworks: z.array(z.union([z.cidrv4(), z.cidrv6()])).optional(),
  proofs: z
    .object({
      directory: z.string().min(1),
      /** Where the world reads that directory. */
      publicUrl: z.url().optional(),
      /** How often a proof is made; absent: only when asked for. */
      everyHours: z.number().positive().optional(),
      liabilities: z.object({ file: z.string(), secretFile: z.string() }).optional(),
    })
    .optional(),
  /** How often both chains are held against each other; absent: every hour, and every five minutes on regtest. */
  reconcileEveryMinutes: z.number().positive().optional(),
  monitor: MonitorConfig.optional(),
  screening: ScreeningConfig.optional(),
  /** How long what customers sent is kept, in days. */
  retention: z
    .strictObject({
      unfinishedDays: z.number().optional(),
      documentsDays: z.number().optional(),
      rejectedDays: z.number().optional(),
    })
    .optional(),
  archive: z
    .strictObject({ directory: z.string(), days: z.number().optional(), prune: z.boolean().optional() })
    .optional(),
  nats: NatsConfig.optional(),
  tracing: TracingConfig.optional(),
  sponsor: SponsorConfig.optional(),
  inbox: InboxConfig.optional(),
  logLevel: LogLevel,
});
export type ServicesConfig = z.output<typeof ServicesConfig>;

export function readPartConfig<T extends z.ZodType>(path: string, schema: T): z.output<T> {
  const config = readJsonFile(path, schema);
  if (config === undefined)
    throw new CliError('cli/bad-argument', { argument: '--config', problem: `there is no file ${path}` });
  return config;
}

const PROOF_EVERY_HOURS = 24;

/** As they are written: a secret may stand in them, or where it is. */
type WrittenServices = z.input<typeof ServicesConfig>;
type WrittenSigner = z.input<typeof SignerConfig>;

export interface PartSettings {
  directory: DataDirectory;
  keys: Keys;
  ports: Ports;
  custody: Custody;
  stellar: WrittenServices['stellar'];
  bitcoin: WrittenServices['bitcoin'];
  databaseUrl: WrittenServices['databaseUrl'];
  /** Of the embedded Stellar network. */
  friendbotUrl: string | undefined;
  /** Where the manifest is. */
  manifest: string;
  guardian: WrittenServices['guardian'];
  exchange: WrittenServices['exchange'];
  webAuthContract?: string | undefined;
}

export function writeSignerConfigs(settings: PartSettings, { logLevel }: Configuration): void {
  const { directory, keys, ports, custody, stellar, manifest } = settings;
  const { startHeight: _, ...bitcoin } = settings.bitcoin;
  for (const [index, { password, token }] of keys.signers.entries()) {
    const number = index + 1;
    const files = directory.signer(number);
    const config: WrittenSigner = {
      name: `signer ${number}`,
      host: HOST,
      port: ports[signerPort(number)],
      token,
      keystore: files.keystore,
      password,
      stellar,
      bitcoin,
      manifest,
      descriptors: custody.descriptors,
      journal: files.journal,
      logLevel,
    };
    writeJsonFile(files.config, config);
  }
}

export function writeServicesConfig(parts: PartSettings, { settings, ...configuration }: Configuration): void {
  const { apiHost, trustedProxies, logLevel } = configuration;
  const { directory, keys, ports, custody, stellar, bitcoin, databaseUrl, manifest } = parts;
  const { operator, complianceOfficer, channels, webAuth, audit, auditAnchor } = keys.stellar;
  const batchWindowMs = settings.withdrawals?.batchWindowMs ?? (settings.bitcoin?.rpcUrl ? undefined : BATCH_WINDOW_MS);
  const proofs = settings.proofs ?? {};
  const { everyMinutes: reconcileEveryMinutes } = settings.reconciliation ?? {};
  const { homeDomain, organization } = settings.api ?? {};
  const publicUrl = settings.api?.publicUrl ?? `http://${nameOf(apiHost)}:${ports.api}`;
  const { webAuthContract } = parts;
  const named = {
    ...(homeDomain !== undefined && { homeDomain }),
    ...(webAuthContract !== undefined && { webAuthContract }),
    ...(organization && { organization }),
  };
  const config: WrittenServices = {
    databaseUrl,
    api: {
      host: apiHost,
      port: ports.api,
      trustedProxies: [...trustedProxies],
      keys: settings.api?.keys ?? keys.api,
      ...(settings.api?.securityKeys && { securityKeys: settings.api.securityKeys }),
      pageNodes: pageNodesOf(parts, settings),
    },
    stellar,
    bitcoin,
    manifest,
    descriptors: custody.descriptors,
    keys: {
      ...(settings.keys ?? { operator, complianceOfficer, channels, webAuth, customers: keys.customers }),
      ...(audit !== undefined && { audit }),
      ...(auditAnchor !== undefined && { auditAnchor }),
    },
    ...auditOf(parts, settings),
    anchor: { publicUrl, ...named },
    signers:
      settings.signers ??
      keys.signers.map(({ token }, index) => ({
        url: `http://${HOST}:${ports[signerPort(index + 1)]}`,
        token,
        address: custody.custodians[index] ?? '',
      })),
    ...(parts.guardian && { guardian: parts.guardian }),
    ...(parts.exchange && { exchange: parts.exchange }),
    ...(batchWindowMs !== undefined && { batchWindowMs }),
    ...(parts.friendbotUrl !== undefined &&
      !settings.bitcoin?.rpcUrl && { local: { friendbotUrl: parts.friendbotUrl } }),
    // Where everything else is on this machine, so may a webhook's receiver be.
    ...(!settings.bitcoin?.rpcUrl && !settings.stellar?.rpcUrl && { webhookNetworks: ['127.0.0.1/32'] }),
    proofs: {
      directory: proofs.directory ?? directory.proofs,
      publicUrl:
        proofs.publicUrl ?? `${settings.api?.publicUrl ?? `http://${apiHost}:${ports.api}`}/v1/reserves/proofs`,
      everyHours: proofs.everyHours ?? PROOF_EVERY_HOURS,
      liabilities: proofs.liabilities ?? directory.liabilities,
    },
    ...(reconcileEveryMinutes !== undefined && { reconcileEveryMinutes }),
    ...(settings.monitor && { monitor: settings.monitor }),
    ...(settings.screening && { screening: settings.screening }),
    ...(settings.quotes && { quotes: settings.quotes }),
    ...(settings.customers && { retention: settings.customers }),
    ...(settings.archive && { archive: settings.archive }),
    ...(settings.nats && { nats: settings.nats }),
    ...(settings.tracing && { tracing: settings.tracing }),
    ...sponsorOf(parts, settings),
    ...(settings.inbox && { inbox: settings.inbox }),
    logLevel,
  };
  writeJsonFile(directory.services, config);
}

/** Who cosigns the audit log: whom the settings name, or the guardian beside it. */
/** Those of the settings, or what runs here for everybody to ask. A node of the operator's is not told to browsers unless they say so. */
function pageNodesOf({ stellar, bitcoin }: PartSettings, settings: Configuration['settings']) {
  const { pageNodes = {} } = settings.api ?? {};
  const embedded = {
    stellar: settings.stellar?.rpcUrl === undefined ? [stellar.rpcUrl] : [],
    bitcoin: settings.bitcoin?.rpcUrl === undefined ? [`${new URL(String(bitcoin.rpcUrl)).origin}/esplora`] : [],
  };
  return { stellar: pageNodes.stellar ?? embedded.stellar, bitcoin: pageNodes.bitcoin ?? embedded.bitcoin };
}

function auditOf(
  { keys, guardian }: Pick<PartSettings, 'keys' | 'guardian'>,
  settings: Configuration['settings'],
): Pick<WrittenServices, 'audit'> {
  const { witness, audit: logKey } = keys.stellar;
  const isBeside = guardian !== undefined && settings.guardian === undefined;
  if (settings.audit?.witnesses || !isBeside || !witness || !logKey)
    return settings.audit ? { audit: settings.audit } : {};
  const witnesses = [{ url: `${guardian.url}/witness`, key: witnessKeyOf(Keypair.fromSecret(witness)) }];
  return { audit: { ...settings.audit, witnesses } };
}

/** On the embedded network, where lumens are free, somebody always pays. */
function sponsorOf(
  { keys }: Pick<PartSettings, 'keys'>,
  { sponsor, stellar }: Configuration['settings'],
): Pick<WrittenServices, 'sponsor'> {
  const payers = sponsor?.keys ?? (stellar?.rpcUrl === undefined ? keys.stellar.sponsors : undefined);
  return payers === undefined ? {} : { sponsor: { ...sponsor, keys: payers } };
}

/** What wallets call this machine: they take plain HTTP from `localhost`, and from no address. */
function nameOf(apiHost: string): string {
  return apiHost === '0.0.0.0' || apiHost === '::' || isLoopback(apiHost) ? 'localhost' : apiHost;
}

/** Nobody wants to wait for company on their own machine. */
const BATCH_WINDOW_MS = 1_000;

function signerPort(number: number): 'signer1' | 'signer2' | 'signer3' {
  return `signer${number}` as 'signer1' | 'signer2' | 'signer3';
}

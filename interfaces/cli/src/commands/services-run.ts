import { dirname } from 'node:path';
import { createApi } from '@istsi/api';
import { networks, parseDescriptor } from '@istsi/bitcoin-custody';
import { createJsonLog, type StartServicesOptions, startServices } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import type { Command } from '../context.ts';
import { host } from '../processes/hosted.ts';
import { readSignerTls } from '../system/certificates.ts';
import { inboxSettings } from '../system/inbox-config.ts';
import { createLocalHelp } from '../system/local-help.ts';
import { requireServicesFit } from '../system/mainnet.ts';
import { readManifest } from '../system/manifest-file.ts';
import { breakerKey, monitorSettings } from '../system/monitor-config.ts';
import { natsSettings } from '../system/nats-config.ts';
import { builtPages } from '../system/pages.ts';
import { readPartConfig, ServicesConfig } from '../system/part-configs.ts';
import { screeningSettings } from '../system/screening-config.ts';
import { sponsorSettings } from '../system/sponsor-config.ts';
import { tracingSettings } from '../system/tracing-config.ts';
import { witnessSettings } from '../system/witness-settings.ts';
import { version } from '../version.ts';

/** `istsi services run`: the watcher, the deposits and the API, in one process. */
export function servicesRun(options: { config: string }): Command {
  return (context) =>
    host(
      async () => {
        const config = readPartConfig(options.config, ServicesConfig);
        await requireServicesFit(config, usedKeys(config));
        const { operator, complianceOfficer, channels, audit, auditAnchor } = config.keys;
        const log = createJsonLog((line) => process.stdout.write(line), config.logLevel, { part: 'services' });
        const services = await startServices({
          databaseUrl: config.databaseUrl,
          manifest: readManifest(config.manifest),
          descriptors: config.descriptors.map((text) => parseDescriptor(text, networks[config.bitcoin.network])),
          stellar: config.stellar,
          bitcoin: config.bitcoin,
          signers: config.signers.map(({ tls, ...signer }) => ({ ...signer, ...(tls && { tls: readSignerTls(tls) }) })),
          ...(config.batchWindowMs === undefined ? {} : { withdrawals: { batchWindowMs: config.batchWindowMs } }),
          keys: {
            operator: Keypair.fromSecret(operator),
            ...(complianceOfficer !== undefined && { complianceOfficer: Keypair.fromSecret(complianceOfficer) }),
            channels: channels.map((secret) => Keypair.fromSecret(secret)),
            ...(audit !== undefined && { audit: Keypair.fromSecret(audit) }),
            ...(auditAnchor !== undefined && { auditAnchor: Keypair.fromSecret(auditAnchor) }),
            ...breakerKey(config.monitor),
          },
          ...(config.guardian && { guardian: config.guardian }),
          ...(config.exchange && {
            exchange: { reporters: config.exchange.reporters, isLocal: config.exchange.local ?? false },
          }),
          ...proofsOf(config),
          ...sepsOf(config),
          ...sponsorSettings(config.sponsor, [...usedKeys(config), ...(config.inbox ? [config.inbox.key] : [])]),
          ...inboxSettings(config.inbox, usedKeys(config)),
          ...(config.webhookNetworks && { webhooks: { allowed: config.webhookNetworks } }),
          reconciliation: reconciliationOf(config),
          ...auditOf(config),
          monitor: { ...monitorSettings(config.monitor), directories: [dirname(options.config)] },
          ...(config.tracing && { tracing: tracingSettings(config.tracing) }),
          ...(config.archive && { archive: archiveSettings(config.archive) }),
          ...(config.nats && { nats: natsSettings(config.nats) }),
          screening: screeningSettings(config.screening, config.webhookNetworks),
          log,
        });
        const { host: apiHost, port, keys: apiKeys, trustedProxies = [], securityKeys, pageNodes = {} } = config.api;
        const api = await createApi({
          ...{ services, keys: apiKeys, version, log, trustedProxies, pages: builtPages() },
          ...{ metricsKey: config.monitor?.metricsKey, tracer: services.tracer },
          local: localHelpOf(config),
          secondFactor: securityKeys,
          pageNodes: { stellar: pageNodes.stellar ?? [], bitcoin: pageNodes.bitcoin ?? [] },
        });
        await api.listen({ host: apiHost, port });
        return {
          facts: { apiUrl: `http://${reachable(apiHost)}:${port}` },
          async stop() {
            await api.close();
            await services.stop();
          },
        };
      },
      ({ apiUrl }) => context.print(`The API is at ${apiUrl}`, { step: 'services', api_url: apiUrl }),
    );
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A search among everything that is unspent keeps a node of a large network busy for minutes. */
function reconciliationOf({ reconcileEveryMinutes, bitcoin }: ServicesConfig): { everyMs: number } {
  const usual = bitcoin.network === 'regtest' ? 5 : 60;
  return { everyMs: (reconcileEveryMinutes ?? usual) * MINUTE_MS };
}

function auditOf({ audit }: ServicesConfig): Pick<StartServicesOptions, 'audit'> {
  if (!audit) return {};
  const { anchorEveryMinutes, formerLogs } = audit;
  const witnesses = witnessSettings(audit);
  return {
    audit: {
      ...{ formerLogs, witnesses },
      ...(anchorEveryMinutes !== undefined && { anchorMs: anchorEveryMinutes * MINUTE_MS }),
    },
  };
}

const usedKeys = ({ keys, monitor }: ServicesConfig): string[] =>
  [
    keys.operator,
    keys.complianceOfficer,
    ...keys.channels,
    keys.webAuth,
    keys.audit,
    keys.auditAnchor,
    monitor?.breakerKey,
  ].filter((key) => key !== undefined);

function proofsOf({ proofs }: ServicesConfig): Pick<StartServicesOptions, 'proofs'> {
  if (!proofs) return {};
  const { directory, publicUrl, everyHours, liabilities } = proofs;
  return {
    proofs: {
      directory,
      ...(publicUrl !== undefined && { publicUrl }),
      ...(everyHours !== undefined && { everyMs: everyHours * HOUR_MS }),
      ...(liabilities !== undefined && { liabilities }),
    },
  };
}

/** Never where value is real: a node that is not of regtest is refused once more when it is asked. */
function localHelpOf({ local, bitcoin, stellar, manifest }: ServicesConfig) {
  if (!local || bitcoin.network !== 'regtest') return undefined;
  const { networkPassphrase } = readManifest(manifest);
  const networks = { bitcoinRpcUrl: bitcoin.rpcUrl, stellarRpcUrl: stellar.rpcUrl, networkPassphrase };
  return createLocalHelp({ ...networks, friendbotUrl: local.friendbotUrl });
}

function sepsOf({
  keys,
  anchor,
  quotes,
  retention,
  webhookNetworks,
}: ServicesConfig): Pick<StartServicesOptions, 'seps'> {
  const { customers: customerKeys } = keys;
  if (keys.webAuth === undefined || customerKeys === undefined || !anchor) return {};
  const signingKey = Keypair.fromSecret(keys.webAuth);
  return {
    seps: {
      ...{ ...anchor, quotes, retention, signingKey, customerKeys },
      ...(webhookNetworks && { clientNetworks: webhookNetworks }),
    },
  };
}

/** Whoever listens on every address is reached on this machine at the local one. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

const ARCHIVE_DAYS = 90;

const archiveSettings = ({
  directory,
  days = ARCHIVE_DAYS,
  prune = false,
}: NonNullable<ServicesConfig['archive']>) => ({
  directory,
  days,
  prune,
});

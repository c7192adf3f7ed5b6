import { networks, openBitcoinNode } from '@istsi/bitcoin-custody';
import type { Manifest } from '@istsi/integration';
import type { Context } from '../context.ts';
import type { Supervisor } from '../processes/supervisor.ts';
import { readSecret, secretVariables } from '../settings/secret.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import type { Endpoints } from '../state/endpoints.ts';
import { readGovernanceKey } from '../state/governance-key.ts';
import type { Keys } from '../state/keys.ts';
import type { Ports } from '../state/ports.ts';
import { shorten } from '../terminal/format.ts';
import { buildContracts } from './build-contracts.ts';
import { loadOrCreateCustody } from './custody.ts';
import type { Custody } from './custody-file.ts';
import { deployContracts, findContracts } from './deployment.ts';
import { placeExchange, planExchange, startExchangePart } from './exchange-part.ts';
import { placeGuardian, startGuardianPart } from './guardian-part.ts';
import { resolveStellar, type StellarNetwork } from './networks.ts';
import { buildPages } from './pages.ts';
import { type PartSettings, writeServicesConfig, writeSignerConfigs } from './part-configs.ts';
import { partSpecs, SIGNERS, SIGNERS_REQUIRED } from './parts.ts';
import { putPasskeys } from './passkey-part.ts';
import { runStep } from './steps.ts';
import { placeWebAuth } from './web-auth-part.ts';

export interface SystemParts {
  directory: DataDirectory;
  keys: Keys;
  ports: Ports;
  supervisor: Supervisor;
  /** Nothing was deployed in this directory yet: what is missing is made. */
  isNew: boolean;
}

/** What is independent starts together; the deployment needs contracts and ledger, the signers need the deployment. */
export async function startParts(
  context: Context,
  parts: SystemParts,
): Promise<{ endpoints: Endpoints; manifest: Manifest }> {
  const { configuration, reporter } = context;
  const { settings } = configuration;
  const { directory, keys, ports } = parts;
  const [, custody, databaseUrl, stellar, bitcoin] = await Promise.all([
    settings.manifest === undefined && buildContracts(reporter, secretVariables(settings)),
    chooseCustody(context, parts),
    startDatabase(context, parts),
    startStellar(context, parts),
    startBitcoin(context, parts),
    buildPages(reporter, secretVariables(settings)),
  ]);
  planExchange(context, parts);
  const manifest = await placeContracts(context, parts, custody, stellar);
  const { rpcUrl } = stellar;
  const { second } = settings.stellar ?? {};
  const place = {
    ...{ directory, keys, ports, custody, databaseUrl, bitcoin: bitcoin.config },
    stellar: { rpcUrl, ...(second && { second }) },
    manifest: settings.manifest ?? directory.manifest,
    friendbotUrl: settings.stellar?.rpcUrl === undefined ? stellar.friendbotUrl : undefined,
  };
  const guardian = placeGuardian(context, { ...parts, ...place });
  const exchange = placeExchange(context, parts, { stellar, manifest });
  const webAuthContract = await placeWebAuth(context, parts, { stellar, manifest });
  // What others deployed they also pay for.
  if (configuration.settings.manifest === undefined)
    await putPasskeys(context.reporter, parts.keys, { stellar, manifest });
  const written = { ...place, guardian, exchange, webAuthContract };
  if (!settings.signers) writeSignerConfigs(written, configuration);
  writeServicesConfig(written, configuration);
  const [apiUrl] = await Promise.all([
    startServices(context, parts),
    startSigners(context, parts),
    startGuardianPart(context, parts, guardian),
    startExchangePart(context, parts, exchange, { stellar, manifest }),
  ]);
  const { networkPassphrase, friendbotUrl } = stellar;
  const endpoints: Endpoints = {
    ...{ apiUrl, networkPassphrase, stellarRpcUrl: rpcUrl },
    ...(friendbotUrl !== undefined && { friendbotUrl }),
    ...bitcoin.endpoint,
  };
  return { endpoints, manifest };
}

interface ChosenCustody extends Custody {
  threshold: number;
}

/** Of the signers elsewhere, as the settings name them, or of those that are made here. */
async function chooseCustody({ configuration }: Context, parts: SystemParts): Promise<ChosenCustody> {
  const { custody, signers, bitcoin } = configuration.settings;
  if (custody && signers) return { ...custody, custodians: signers.map(({ address }) => address) };
  const network = bitcoin?.network ?? 'regtest';
  const own = await loadOrCreateCustody(parts.directory, parts.keys, parts.isNew, network);
  return { ...own, threshold: SIGNERS_REQUIRED };
}

/** Those of the manifest that the settings name, looked at; otherwise this directory's own, made where they are missing. */
async function placeContracts(
  { configuration, reporter }: Context,
  { directory, keys, isNew }: SystemParts,
  custody: ChosenCustody,
  stellar: StellarNetwork,
): Promise<Manifest> {
  const { settings } = configuration;
  const { sponsors, auditAnchor } = keys.stellar;
  const deployment = {
    ...{ keys, stellar, settings },
    custodians: custody.custodians,
    threshold: custody.threshold,
    descriptors: custody.descriptors,
    bitcoinNetwork: settings.bitcoin?.network ?? ('regtest' as const),
    manifestPath: directory.manifest,
    filled:
      settings.stellar?.rpcUrl === undefined ? [...(sponsors ?? []), ...(auditAnchor ? [auditAnchor] : [])] : undefined,
  };
  if (settings.manifest !== undefined) return await findContracts(reporter, { ...deployment, from: settings.manifest });
  const { guardian } = keys.stellar;
  const governance = isNew && guardian !== undefined ? readGovernanceKey(directory.governance) : undefined;
  const appoint = guardian !== undefined && governance && { guardian, governance };
  return await deployContracts(reporter, {
    ...{ ...deployment, existing: !isNew, from: directory },
    ...(appoint && { appoint }),
  });
}

function startDatabase({ configuration, reporter }: Context, parts: SystemParts): Promise<PartSettings['databaseUrl']> {
  return runStep<PartSettings['databaseUrl']>(reporter, 'database', async (update) => {
    const { url } = configuration.settings.database ?? {};
    if (url !== undefined) {
      const shown = new URL(typeof url === 'string' ? url : readSecret(url)).host;
      return { value: url, detail: `connects to ${shown}` };
    }
    update('starting PostgreSQL');
    const started = await parts.supervisor.start(specsOf(parts, configuration).database);
    const { port } = started;
    return { value: String(started.url), detail: `PostgreSQL on port ${port}`, facts: { port: Number(port) } };
  });
}

function startStellar({ configuration, reporter }: Context, parts: SystemParts): Promise<StellarNetwork> {
  return runStep(reporter, 'stellar', async (update) => {
    const { rpcUrl, ...expected } = configuration.settings.stellar ?? {};
    if (rpcUrl !== undefined) {
      update(`asking ${rpcUrl}`);
      const value = await resolveStellar({ rpcUrl, ...expected });
      return { value, detail: `connects to ${rpcUrl}: "${value.networkPassphrase}"`, facts: { rpc_url: rpcUrl } };
    }
    update('opening the ledger');
    const facts = await parts.supervisor.start(specsOf(parts, configuration).stellar);
    const value = {
      rpcUrl: String(facts.rpcUrl),
      friendbotUrl: String(facts.friendbotUrl),
      networkPassphrase: String(facts.networkPassphrase),
    };
    return { value, detail: `embedded network at ${value.rpcUrl}`, facts: { rpc_url: value.rpcUrl } };
  });
}

interface BitcoinParts {
  /** For the parts. */
  config: PartSettings['bitcoin'];
  /** For the other commands on this machine; without the password of a node elsewhere. */
  endpoint: Pick<Endpoints, 'bitcoinRpcUrl' | 'bitcoinCookieFile'>;
}

function startBitcoin({ configuration, reporter }: Context, parts: SystemParts): Promise<BitcoinParts> {
  return runStep<BitcoinParts>(reporter, 'bitcoin', async (update) => {
    const { rpcUrl, port: _, network = 'regtest' as const, ...access } = configuration.settings.bitcoin ?? {};
    if (rpcUrl === undefined) {
      update('opening the chain');
      const started = await parts.supervisor.start(specsOf(parts, configuration).bitcoin);
      const url = String(started.rpcUrl);
      const shown = `http://${new URL(url).host}`;
      const value = { config: { rpcUrl: url, network }, endpoint: { bitcoinRpcUrl: url } };
      return { value, detail: `regtest node at ${shown}`, facts: { rpc_url: shown } };
    }
    const url = typeof rpcUrl === 'string' ? rpcUrl : readSecret(rpcUrl);
    const { origin, pathname } = new URL(url);
    const shown = `${origin}${pathname.replace(/\/$/, '')}`;
    update(`asking ${shown}`);
    const { cookieFile } = access;
    await openBitcoinNode({ rpcUrl: url, cookieFile }, networks[network]).checkChain();
    const endpoint = { bitcoinRpcUrl: shown, ...(cookieFile !== undefined && { bitcoinCookieFile: cookieFile }) };
    const value = { config: { rpcUrl, network, ...access }, endpoint };
    return { value, detail: `connects to the ${network} node at ${shown}`, facts: { rpc_url: shown } };
  });
}

function startSigners({ configuration, reporter }: Context, parts: SystemParts): Promise<void> {
  return runStep(reporter, 'signers', async (update) => {
    const { signers, custody } = configuration.settings;
    if (signers && custody) {
      const addresses = signers.map(({ address }) => address);
      const detail = `${custody.threshold} of ${signers.length} elsewhere: \`istsi status\` asks them`;
      return { value: undefined, detail, facts: { addresses, required: custody.threshold, of: signers.length } };
    }
    update('opening the keystores');
    const numbers = Array.from({ length: SIGNERS }, (_, index) => index + 1);
    const specs = specsOf(parts, configuration);
    const started = await Promise.all(numbers.map((number) => parts.supervisor.startOrRetry(specs.signer(number))));
    const addresses = started.flatMap((each) => ('facts' in each ? [String(each.facts.address)] : []));
    const names = addresses.map((each) => shorten(each, 4, 4)).join(' ') || 'none';
    const short = addresses.length < SIGNERS_REQUIRED ? '; nothing is minted or paid before enough of them run' : '';
    const counted = addresses.length < SIGNERS ? `${addresses.length} run, ` : '';
    return {
      value: undefined,
      detail: `${SIGNERS_REQUIRED} of ${SIGNERS}: ${counted}${names}${short}`,
      facts: { addresses, required: SIGNERS_REQUIRED, of: SIGNERS },
    };
  });
}

function startServices({ configuration, reporter }: Context, parts: SystemParts): Promise<string> {
  return runStep(reporter, 'services', async (update) => {
    update('watching Bitcoin, serving the API');
    const { apiUrl } = await parts.supervisor.start(specsOf(parts, configuration).services);
    return { value: String(apiUrl), detail: `API at ${apiUrl}`, facts: { api_url: String(apiUrl) } };
  });
}

function specsOf({ directory, ports, keys }: SystemParts, { settings }: Context['configuration']) {
  return partSpecs(directory, ports, keys.bitcoinRpcPassword, secretVariables(settings));
}

import type { Manifest } from '@istsi/integration';
import type { Context } from '../context.ts';
import type { Supervisor } from '../processes/supervisor.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import type { Endpoints } from '../state/endpoints.ts';
import type { Keys } from '../state/keys.ts';
import type { Ports } from '../state/ports.ts';
import { shorten } from '../terminal/format.ts';
import { buildContracts } from './build-contracts.ts';
import { loadOrCreateCustody } from './custody.ts';
import { deployContracts } from './deployment.ts';
import { writeServicesConfig, writeSignerConfigs } from './part-configs.ts';
import { partSpecs, SIGNERS, SIGNERS_REQUIRED } from './parts.ts';
import { runStep } from './steps.ts';

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
  const { directory, keys, ports, isNew } = parts;
  const [, custody, databaseUrl, stellar, bitcoinRpcUrl] = await Promise.all([
    buildContracts(context.reporter),
    loadOrCreateCustody(directory, keys, isNew),
    startDatabase(context, parts),
    startStellar(context, parts),
    startBitcoin(context, parts),
  ]);
  const manifest = await deployContracts(context.reporter, {
    manifestPath: directory.manifest,
    keys,
    custodians: custody.custodians,
    threshold: SIGNERS_REQUIRED,
    descriptors: custody.descriptors,
    bitcoinNetwork: 'regtest',
    stellar,
    existing: !isNew,
    from: directory,
  });
  const settings = { directory, keys, ports, custody, stellar, bitcoinRpcUrl, databaseUrl };
  writeSignerConfigs(settings, context.configuration);
  writeServicesConfig(settings, context.configuration);
  const [apiUrl] = await Promise.all([startServices(context, parts), startSigners(context, parts)]);
  const endpoints = {
    apiUrl,
    stellarRpcUrl: stellar.rpcUrl,
    friendbotUrl: stellar.friendbotUrl,
    networkPassphrase: stellar.networkPassphrase,
    bitcoinRpcUrl,
  };
  return { endpoints, manifest };
}

function startDatabase({ configuration, reporter }: Context, parts: SystemParts): Promise<string> {
  return runStep(reporter, 'database', async (update) => {
    update('starting PostgreSQL');
    const { databaseUrl } = configuration;
    if (databaseUrl) return { value: databaseUrl, detail: `as DATABASE_URL says: ${new URL(databaseUrl).host}` };
    const { url, port } = await parts.supervisor.start(specsOf(parts).database);
    return { value: String(url), detail: `PostgreSQL on port ${port}`, facts: { port: Number(port) } };
  });
}

export interface StellarEndpoint {
  rpcUrl: string;
  friendbotUrl: string;
  networkPassphrase: string;
}

function startStellar({ reporter }: Context, parts: SystemParts): Promise<StellarEndpoint> {
  return runStep(reporter, 'stellar', async (update) => {
    update('opening the ledger');
    const facts = await parts.supervisor.start(specsOf(parts).stellar);
    const value = {
      rpcUrl: String(facts.rpcUrl),
      friendbotUrl: String(facts.friendbotUrl),
      networkPassphrase: String(facts.networkPassphrase),
    };
    return { value, detail: `embedded network at ${value.rpcUrl}`, facts: { rpc_url: value.rpcUrl } };
  });
}

function startBitcoin({ reporter }: Context, parts: SystemParts): Promise<string> {
  return runStep(reporter, 'bitcoin', async (update) => {
    update('opening the chain');
    const { rpcUrl } = await parts.supervisor.start(specsOf(parts).bitcoin);
    const shown = `http://${new URL(String(rpcUrl)).host}`;
    return { value: String(rpcUrl), detail: `regtest node at ${shown}`, facts: { rpc_url: shown } };
  });
}

function startSigners({ reporter }: Context, parts: SystemParts): Promise<void> {
  return runStep(reporter, 'signers', async (update) => {
    update('opening the keystores');
    const numbers = Array.from({ length: SIGNERS }, (_, index) => index + 1);
    const specs = specsOf(parts);
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

function startServices({ reporter }: Context, parts: SystemParts): Promise<string> {
  return runStep(reporter, 'services', async (update) => {
    update('watching Bitcoin, serving the API');
    const { apiUrl } = await parts.supervisor.start(specsOf(parts).services);
    return { value: String(apiUrl), detail: `API at ${apiUrl}`, facts: { api_url: String(apiUrl) } };
  });
}

function specsOf({ directory, ports, keys }: SystemParts) {
  return partSpecs(directory, ports, keys.bitcoinRpcPassword);
}

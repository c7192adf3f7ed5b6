import { type Network, networks, parseDescriptor, prepareTls, requirePrivacy } from '@istsi/bitcoin-custody';
import type { Manifest } from '@istsi/contracts';
import { checkNetwork, openNetwork, wasmHashOf } from '@istsi/soroban-client';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { readSettings } from '../settings/read-settings.ts';
import { readServerTls } from '../system/certificates.ts';
import { GuardianConfig } from '../system/guardian-config.ts';
import { guardianKey } from '../system/guardian-key.ts';
import { readManifest } from '../system/manifest-file.ts';
import { isMainnet } from '../system/networks.ts';
import { readPartConfig, ServicesConfig } from '../system/part-configs.ts';
import { openKeys, SignerConfig } from '../system/signer-config.ts';
import { checkSettings } from './check-settings.ts';
import {
  checkCollector,
  checkDatabase,
  checkEndpoint,
  checkExplorer,
  checkNode,
  checkRelay,
  type Finding,
  look,
} from './look.ts';

/**
 * Looks at what `istsi.json`, or a services', a signer's or a guardian's own configuration, names, as the part itself would;
 * nothing is changed. Not at `proofs`, `journal` and `memory`, which are made where they are missing.
 */
export async function checkConfig(path: string): Promise<Finding[]> {
  const raw = readPartConfig(path, z.looseObject({}));
  if ('databaseUrl' in raw) return await checkServices(readPartConfig(path, ServicesConfig));
  if ('keystore' in raw || 'journal' in raw) return await checkSignerConfig(readPartConfig(path, SignerConfig));
  if ('memory' in raw) return await checkGuardianConfig(readPartConfig(path, GuardianConfig));
  return await checkSettings(readSettings(path, process.env));
}

async function checkServices(config: ServicesConfig): Promise<Finding[]> {
  const { keys } = config;
  const { complianceOfficer } = keys;
  const secrets = [keys.operator, ...(complianceOfficer === undefined ? [] : [complianceOfficer]), ...keys.channels];
  return await Promise.all([
    look('databaseUrl', () => checkDatabase(config.databaseUrl)),
    ...checkShared(config),
    ...checkRelay(config.nats),
    ...checkCollector(config.tracing),
    look('keys', () => {
      const wrong = secrets.filter((secret) => !StrKey.isValidEd25519SecretSeed(secret)).length;
      if (wrong > 0) throw new Error(`${wrong} of ${secrets.length} are no Stellar secret keys (S…)`);
      return Promise.resolve(
        `${new Set(secrets.map((secret) => Keypair.fromSecret(secret).publicKey())).size} accounts`,
      );
    }),
    ...config.signers.map((signer, index) => look(`signers.${index}`, () => checkEndpoint(signer))),
  ]);
}

async function checkSignerConfig(config: SignerConfig): Promise<Finding[]> {
  return await Promise.all([
    look('keystore', async () => {
      (await openKeys(config)).close();
      return 'opens';
    }),
    look('host', () => Promise.resolve(checkPrivacy(config))),
    ...checkShared(config),
  ]);
}

async function checkGuardianConfig(config: GuardianConfig): Promise<Finding[]> {
  return await Promise.all([
    look('key', () => Promise.resolve().then(() => `signs as ${guardianKey(config).publicKey()}`)),
    look('host', () => Promise.resolve().then(() => checkPrivacy({ host: config.host, tls: undefined }))),
    ...checkShared(config),
  ]);
}

function checkPrivacy({ host, tls: files }: Pick<SignerConfig, 'host' | 'tls'>): string {
  const tls = files && readServerTls(files);
  requirePrivacy(host, tls);
  if (!tls) return `${host}, for this machine alone`;
  prepareTls(tls);
  return `${host}, with TLS, for ${files.clients.join(', ')}`;
}

/** What services and signers both name: each looks for itself. */
function checkShared(
  config: Pick<ServicesConfig, 'stellar' | 'bitcoin' | 'manifest' | 'descriptors'>,
): Promise<Finding>[] {
  const { stellar, bitcoin } = config;
  const { second: otherRpc } = stellar;
  const { second: otherNode, esploraUrl } = bitcoin;
  const network = networks[bitcoin.network];
  const manifest = Promise.resolve().then(() => readManifest(config.manifest));
  return [
    look('manifest', async () => `router ${(await manifest).contracts['integration-router'].id}`),
    look('stellar.rpcUrl', async () => await checkStellar(stellar.rpcUrl, await manifest)),
    look('bitcoin.network', async () => requireSameWorth(network, await manifest)),
    look('bitcoin.rpcUrl', async () => await checkNode(bitcoin.rpcUrl, bitcoin.cookieFile, network)),
    ...(otherRpc ? [look('stellar.second', async () => await checkStellar(otherRpc.rpcUrl, await manifest))] : []),
    ...(otherNode ? [look('bitcoin.second', () => checkNode(otherNode.rpcUrl, otherNode.cookieFile, network))] : []),
    ...(esploraUrl === undefined ? [] : [look('bitcoin.esploraUrl', () => checkExplorer(esploraUrl, network))]),
    ...config.descriptors.map((text, index) =>
      look(`descriptors.${index}`, () => {
        parseDescriptor(text, network);
        return Promise.resolve(`of ${network.name}`);
      }),
    ),
  ];
}

async function checkStellar(rpcUrl: string, manifest: Manifest): Promise<string> {
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  await checkNetwork(network);
  for (const [name, { id }] of Object.entries(manifest.contracts)) {
    if ((await wasmHashOf(network, id)) === undefined) throw new Error(`${name} is not at ${id} on this network`);
  }
  return `"${manifest.networkPassphrase}", every contract is there`;
}

/** Tokens that are worth something stand for coins that are, and the other way round. */
function requireSameWorth(network: Network, manifest: Manifest): string {
  const stellarIsReal = isMainnet(manifest);
  const bitcoinIsReal = network.name === 'mainnet';
  if (stellarIsReal === bitcoinIsReal) return network.name;
  const worth = (real: boolean) => (real ? 'the public network' : 'a test network');
  throw new Error(`Bitcoin is ${worth(bitcoinIsReal)} (${network.name}), and Stellar is ${worth(stellarIsReal)}`);
}

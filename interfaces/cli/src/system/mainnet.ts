import { type Manifest, openGovernance, rolesBeyondServices } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import { type Outside, type Refusal, refusalsOnMainnet, refusalsOutside } from '../settings/mainnet-refusals.ts';
import type { SystemSettings } from '../settings/system-settings.ts';
import { readManifest } from './manifest-file.ts';
import { isMainnet, resolveStellar } from './networks.ts';

/** Refuses a start where value is real and the settings are of a toy. Nothing was started or made before. */
export async function requireFitForMainnet(settings: SystemSettings): Promise<void> {
  const refusals = await mainnetRefusals(settings);
  if (refusals.length > 0) throw refused(refusals);
}

/** Likewise, for services that somebody starts by hand. `held`: every secret key that they are given. */
export async function requireServicesFit(
  config: Outside & { manifest: string; bitcoin: { network: string } },
  held: readonly string[],
): Promise<void> {
  const manifest = readManifest(config.manifest);
  if (config.bitcoin.network !== 'mainnet' && !isMainnet(manifest)) return;
  const { rpcUrl } = config.stellar;
  const refusals = [
    ...refusalsOutside(config),
    ...(await refusalsOfGovernance(rpcUrl, manifest)),
    ...(await refusalsOfRoles(rpcUrl, manifest, held)),
  ];
  if (refusals.length > 0) throw refused(refusals);
}

/** None where neither the tokens nor the coins are worth anything. */
export async function mainnetRefusals(settings: SystemSettings): Promise<Refusal[]> {
  const { stellar, bitcoin } = settings;
  const manifest = settings.manifest === undefined ? undefined : readManifest(settings.manifest);
  const isReal =
    bitcoin?.network === 'mainnet' ||
    (stellar?.networkPassphrase !== undefined && isMainnet({ networkPassphrase: stellar.networkPassphrase })) ||
    (manifest !== undefined && isMainnet(manifest)) ||
    (stellar?.rpcUrl !== undefined && isMainnet(await resolveStellar({ ...stellar, rpcUrl: stellar.rpcUrl })));
  if (!isReal) return [];
  const refusals = [...refusalsOnMainnet(settings), ...refusalsOfWorth(settings, manifest)];
  if (!manifest || stellar?.rpcUrl === undefined || !isMainnet(manifest)) return refusals;
  return [...refusals, ...(await refusalsOfGovernance(stellar.rpcUrl, manifest))];
}

/** Tokens that are worth something stand for coins that are, and the other way round. */
function refusalsOfWorth({ bitcoin }: SystemSettings, manifest: Manifest | undefined): Refusal[] {
  const refusals: Refusal[] = [];
  if ((bitcoin?.network ?? 'regtest') !== 'mainnet')
    refusals.push({ field: 'bitcoin.network', problem: 'tokens of the public network would stand for test coins' });
  if (manifest && !isMainnet(manifest))
    refusals.push({ field: 'manifest', problem: 'tokens of a test network would stand for bitcoin' });
  return refusals;
}

async function refusalsOfGovernance(rpcUrl: string, manifest: Manifest): Promise<Refusal[]> {
  const { threshold, delay } = await (await openGovernance({ rpcUrl, manifest })).rules();
  const problem = (what: string) => ({ field: 'manifest', problem: `governance of that system ${what}` });
  return [
    ...(threshold < 2 ? [problem('needs one vote, so whoever has that key has everything')] : []),
    ...(delay === 0n ? [problem('waits for nobody before it executes a decision')] : []),
  ];
}

/** Whichever field a key stands in: what it may do is the router's to say. */
async function refusalsOfRoles(rpcUrl: string, manifest: Manifest, held: readonly string[]): Promise<Refusal[]> {
  const { contracts } = await openGovernance({ rpcUrl, manifest });
  const addresses = held.map((secret) => Keypair.fromSecret(secret).publicKey());
  return (await rolesBeyondServices(contracts, addresses)).map(({ address, role }) => ({
    field: 'keys',
    problem: `${address} is a ${role}’s, and whoever takes this process would have it`,
  }));
}

const refused = (refusals: readonly Refusal[]): CliError =>
  new CliError('cli/not-on-mainnet', { refusals: refusals.map(({ field, problem }) => `${field}: ${problem}`) });

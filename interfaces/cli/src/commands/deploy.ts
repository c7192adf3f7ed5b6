import { dirname } from 'node:path';
import { CustodyError, type NetworkName, networks, parseDescriptor } from '@istsi/bitcoin-custody';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import type { Command, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { secretVariables } from '../settings/secret.ts';
import { type DataDirectory, dataDirectory, prepareDataDirectory } from '../state/data-directory.ts';
import { loadOrCreateKeys } from '../state/generate-keys.ts';
import { everythingHere, judgeStart, refuseNewKeys } from '../state/judge-start.ts';
import type { Keys } from '../state/keys.ts';
import { makeDirectory } from '../state/make-directory.ts';
import { separateGovernanceKey } from '../state/separate-governance-key.ts';
import { survey } from '../state/survey.ts';
import { buildContracts } from '../system/build-contracts.ts';
import { loadOrCreateCustody } from '../system/custody.ts';
import { deployContracts } from '../system/deployment.ts';
import { isMainnet, resolveNetwork, type StellarNetwork } from '../system/networks.ts';
import { SIGNERS, SIGNERS_REQUIRED } from '../system/parts.ts';
import { putPasskeys } from '../system/passkey-part.ts';
import { putWebAuth } from '../system/web-auth-part.ts';
import { relativePath } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';

export interface DeployCommandOptions {
  network: string;
  friendbot?: string;
  custodian?: string[];
  threshold?: number;
  /** Of every epoch of the custody, oldest first. */
  descriptor?: string[];
  bitcoin: NetworkName;
}

/** `istsi deploy`: the code that `up` uses, on any Soroban RPC. */
export function deploy(options: DeployCommandOptions): Command {
  return async (context) => {
    const { configuration, reporter, colours } = context;
    const network = await resolveNetwork(options.network, configuration.stellarRpcUrl);
    const directory = dataDirectory(configuration.dataDirectory);
    prepareDataDirectory(directory, SIGNERS);
    const found = survey(directory, SIGNERS);
    const refusal = refuseNewKeys(directory, found);
    if (refusal) throw new CliError('cli/state-incomplete', refusal);
    separateGovernanceKey(directory);
    const keys = withDeployer(loadOrCreateKeys(directory, SIGNERS), configuration.deployerSecret);
    const isNew = judgeStart(directory, found, everythingHere(SIGNERS)).do === 'begin';
    const custody = await chooseCustody(context, options, network, { directory, keys, isNew });
    await buildContracts(reporter, secretVariables(configuration.settings));
    const manifestPath = directory.deployment(options.network);
    makeDirectory(dirname(manifestPath), 0o700);
    const friendbotUrl = options.friendbot ?? network.friendbotUrl;
    const manifest = await deployContracts(reporter, {
      manifestPath,
      keys,
      ...custody,
      network: options.network,
      bitcoinNetwork: options.bitcoin,
      stellar: { ...network, ...(friendbotUrl ? { friendbotUrl } : {}) },
    });
    const stellar = { ...network, ...(friendbotUrl ? { friendbotUrl } : {}) };
    const webAuth = await putWebAuth(reporter, keys, { stellar, manifest });
    await putPasskeys(reporter, keys, { stellar, manifest });
    reporter.say();
    for (const [name, { id }] of Object.entries(manifest.contracts)) reporter.say(`    ${name.padEnd(20)}${id}`);
    if (webAuth !== undefined) reporter.say(`    ${'web-auth'.padEnd(20)}${webAuth}`);
    reporter.say();
    reporter.say(factLine(colours, 'network', network.networkPassphrase));
    reporter.say(factLine(colours, 'manifest', relativePath(manifestPath)));
    if (custody.descriptors.length === 0)
      reporter.note(
        'no-reserve-script',
        'without --descriptor nothing can be paid out until governance names a reserve script',
      );
    reporter.facts('deployed', {
      network: network.networkPassphrase,
      manifest: manifestPath,
      ...contractIds(manifest),
      ...(webAuth !== undefined && { web_auth: webAuth }),
    });
    return 0;
  };
}

function contractIds(manifest: { contracts: Record<string, { id: string }> }): { contracts: Record<string, string> } {
  return {
    contracts: Object.fromEntries(Object.entries(manifest.contracts).map(([name, { id }]) => [name, id])),
  };
}

function withDeployer(keys: Keys, deployerSecret: string | undefined): Keys {
  if (deployerSecret === undefined) return keys;
  if (!StrKey.isValidEd25519SecretSeed(deployerSecret)) {
    throw new CliError('cli/bad-configuration', {
      problems: 'ISTSI_DEPLOYER_SECRET: expected a Stellar secret key (S…)',
    });
  }
  return { ...keys, stellar: { ...keys.stellar, deployer: Keypair.fromSecret(deployerSecret).secret() } };
}

/** The signers of this data directory, unless others are named. Real money needs others, on machines of their own. */
async function chooseCustody(
  context: Context,
  { custodian, threshold, descriptor, bitcoin }: DeployCommandOptions,
  network: StellarNetwork,
  { directory, keys, isNew }: { directory: DataDirectory; keys: Keys; isNew: boolean },
): Promise<{ custodians: readonly string[]; threshold: number; descriptors: readonly string[] }> {
  for (const text of descriptor ?? []) requireDescriptor(text, bitcoin);
  if (custodian) {
    const wrong = custodian.find((address) => !StrKey.isValidEd25519PublicKey(address));
    if (wrong !== undefined) {
      throw new CliError('cli/bad-argument', {
        argument: `--custodian ${wrong}`,
        problem: 'expected a Stellar account (G…)',
      });
    }
    const majority = Math.floor(custodian.length / 2) + 1;
    return { custodians: custodian, threshold: threshold ?? majority, descriptors: descriptor ?? [] };
  }
  if (isMainnet(network)) {
    const problem = 'name the custodians with --custodian: keys that one machine generated must not guard real bitcoin';
    throw new CliError('cli/bad-argument', { argument: `--network ${network.rpcUrl}`, problem });
  }
  context.reporter.begin('custody', 'custody', 'opening the signers’ keystores');
  const { custodians, descriptors } = await loadOrCreateCustody(directory, keys, isNew, bitcoin);
  context.reporter.drop('custody');
  return { custodians, threshold: threshold ?? SIGNERS_REQUIRED, descriptors: descriptor ?? descriptors };
}

function requireDescriptor(text: string, network: NetworkName): void {
  try {
    parseDescriptor(text, networks[network]);
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    throw new CliError('cli/bad-argument', { argument: '--descriptor', problem: error.message }, { cause: error });
  }
}

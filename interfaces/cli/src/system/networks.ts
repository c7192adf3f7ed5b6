import { rpc } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';

export interface StellarNetwork {
  rpcUrl: string;
  networkPassphrase: string;
  /** Only networks whose money is worth nothing have one. */
  friendbotUrl?: string;
}

const TESTNET: StellarNetwork = {
  rpcUrl: 'https://soroban-testnet.stellar.org',
  networkPassphrase: 'Test SDF Network ; September 2015',
  friendbotUrl: 'https://friendbot.stellar.org',
};
export const MAINNET_PASSPHRASE = 'Public Global Stellar Network ; September 2015';

/** `testnet`, `mainnet` (whose RPC servers are private: its URL is configured), or the URL of any Soroban RPC. */
export async function resolveNetwork(name: string, configuredRpcUrl: string | undefined): Promise<StellarNetwork> {
  if (name === 'testnet') return configuredRpcUrl ? { ...TESTNET, rpcUrl: configuredRpcUrl } : TESTNET;
  if (name === 'mainnet') {
    if (configuredRpcUrl) return { rpcUrl: configuredRpcUrl, networkPassphrase: MAINNET_PASSPHRASE };
    const problem = 'Stellar runs no public RPC server there; set ISTSI_STELLAR_RPC_URL to the one you use';
    throw new CliError('cli/bad-argument', { argument: '--network mainnet', problem });
  }
  if (!/^https?:\/\//.test(name) || !URL.canParse(name)) {
    const problem = 'expected testnet, mainnet or the URL of a Soroban RPC';
    throw new CliError('cli/bad-argument', { argument: `--network ${name}`, problem });
  }
  return askNetwork(name);
}

/** The network of an RPC that the settings name, which they may say more of. */
export async function resolveStellar(settings: {
  rpcUrl: string;
  networkPassphrase?: string | undefined;
  friendbotUrl?: string | undefined;
}): Promise<StellarNetwork> {
  const { rpcUrl, networkPassphrase: wanted, friendbotUrl } = settings;
  const network = await askNetwork(rpcUrl, 'stellar.rpcUrl');
  if (wanted !== undefined && wanted !== network.networkPassphrase) {
    const problem = `${rpcUrl} is of the network "${network.networkPassphrase}", and "${wanted}" is expected`;
    throw new CliError('cli/bad-argument', { argument: 'stellar.networkPassphrase', problem });
  }
  return { ...network, ...(friendbotUrl !== undefined && { friendbotUrl }) };
}

async function askNetwork(rpcUrl: string, argument = `--network ${rpcUrl}`): Promise<StellarNetwork> {
  const server = new rpc.Server(rpcUrl, { allowHttp: new URL(rpcUrl).protocol === 'http:' });
  try {
    const { passphrase, friendbotUrl } = await server.getNetwork();
    return { rpcUrl, networkPassphrase: passphrase, ...(friendbotUrl ? { friendbotUrl } : {}) };
  } catch (error) {
    const problem = 'no Soroban RPC answers there';
    const where = argument.includes(rpcUrl) ? argument : `${argument} ${rpcUrl}`;
    throw new CliError('cli/bad-argument', { argument: where, problem }, { cause: error });
  }
}

export function isMainnet({ networkPassphrase }: Pick<StellarNetwork, 'networkPassphrase'>): boolean {
  return networkPassphrase === MAINNET_PASSPHRASE;
}

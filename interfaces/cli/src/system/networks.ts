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
const MAINNET_PASSPHRASE = 'Public Global Stellar Network ; September 2015';

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

async function askNetwork(rpcUrl: string): Promise<StellarNetwork> {
  const server = new rpc.Server(rpcUrl, { allowHttp: new URL(rpcUrl).protocol === 'http:' });
  try {
    const { passphrase, friendbotUrl } = await server.getNetwork();
    return { rpcUrl, networkPassphrase: passphrase, ...(friendbotUrl ? { friendbotUrl } : {}) };
  } catch (error) {
    const problem = 'no Soroban RPC answers there';
    throw new CliError('cli/bad-argument', { argument: `--network ${rpcUrl}`, problem }, { cause: error });
  }
}

export function isMainnet({ networkPassphrase }: Pick<StellarNetwork, 'networkPassphrase'>): boolean {
  return networkPassphrase === MAINNET_PASSPHRASE;
}

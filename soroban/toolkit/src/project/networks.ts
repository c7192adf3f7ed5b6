import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNetwork, fundAccount, type Network, openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { CommandError } from './command-error.ts';

/** A network that commands deploy to, what they call it, and who pays there. */
export interface Target {
  name: string;
  network: Network;
  /** Where test money comes from; none on networks of real money. */
  friendbotUrl: string | undefined;
}

export interface NetworkOptions {
  network?: string | undefined;
  'rpc-url'?: string | undefined;
  passphrase?: string | undefined;
}

/** Networks name files below `.soroban`. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** Keys of test networks, and the ids of what was deployed. Not for the repository. */
const STATE = '.soroban';

const KNOWN: Record<string, { rpcUrl: string; networkPassphrase: string; friendbotUrl: string }> = {
  local: {
    rpcUrl: 'http://127.0.0.1:8000',
    networkPassphrase: 'Standalone Network ; February 2017',
    friendbotUrl: 'http://127.0.0.1:8000/friendbot',
  },
  testnet: {
    rpcUrl: 'https://soroban-testnet.stellar.org',
    networkPassphrase: 'Test SDF Network ; September 2015',
    friendbotUrl: 'https://friendbot.stellar.org',
  },
};

/** Opens the network that the options name (`local` without any), and makes sure that it is the one they say. */
export async function openTarget(options: NetworkOptions): Promise<Target> {
  const rpcUrl = options['rpc-url'];
  const { passphrase } = options;
  const name = options.network ?? (rpcUrl === undefined ? 'local' : 'custom');
  if (!NAME.test(name)) throw new CommandError(`a network's name is of letters, digits, - and _, and not ${name}`);
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  const url = rpcUrl ?? known?.rpcUrl;
  const networkPassphrase = passphrase ?? known?.networkPassphrase;
  if (url === undefined || networkPassphrase === undefined) {
    const names = Object.keys(KNOWN).join(' and ');
    throw new CommandError(`${names} are known networks; for any other, give --rpc-url and --passphrase`);
  }
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new CommandError(`--rpc-url is the address of an RPC server (http://… or https://…), and not ${url}`);
  }
  const network = openNetwork({ rpcUrl: url, networkPassphrase });
  await checkNetwork(network);
  // Elsewhere than at its own address, the local network has its friendbot beside its RPC.
  const friendbotUrl =
    name === 'local' ? new URL('/friendbot', url).href : rpcUrl === undefined ? known?.friendbotUrl : undefined;
  return { name, network, friendbotUrl };
}

/**
 * Who pays and signs: the secret in SOROBAN_SECRET, or, where a friendbot gives test money, a key of the project's own,
 * made and funded when it is first needed.
 */
export async function openSource(target: Target): Promise<Keypair> {
  const { SOROBAN_SECRET } = process.env;
  if (SOROBAN_SECRET) return readSecret(SOROBAN_SECRET);
  if (target.friendbotUrl === undefined) {
    throw new CommandError(
      `set SOROBAN_SECRET to the secret (S…) of the account that pays on ${target.network.rpcUrl}`,
    );
  }
  const path = join(STATE, `${target.name}.key`);
  const key = existsSync(path) ? readSecret(readFileSync(path, 'utf8').trim()) : newKey(path);
  await fundAccount(target.network, target.friendbotUrl, key.publicKey());
  return key;
}

function readSecret(text: string): Keypair {
  try {
    return Keypair.fromSecret(text);
  } catch {
    throw new CommandError('the secret key is none: it has 56 characters and begins with S');
  }
}

function newKey(path: string): Keypair {
  const key = Keypair.random();
  mkdirSync(STATE, { recursive: true });
  writeFileSync(path, `${key.secret()}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}

const deployedPath = ({ name }: Target): string => join(STATE, `${name}.json`);

/** Ids of what this project deployed to a network, by the contracts' names. */
export function deployedContracts(target: Target): Record<string, string> {
  const path = deployedPath(target);
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  } catch {
    throw new CommandError(`${path} is not JSON: mend it, or remove it and use ids`);
  }
}

export function rememberDeployed(target: Target, name: string, contractId: string): void {
  mkdirSync(STATE, { recursive: true });
  const all = { ...deployedContracts(target), [name]: contractId };
  writeFileSync(deployedPath(target), `${JSON.stringify(all, undefined, 2)}\n`);
}

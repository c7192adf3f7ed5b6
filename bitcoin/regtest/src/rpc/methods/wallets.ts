import { addWallet, type Node } from '../../node.ts';
import { walletBalances } from '../../wallet/coins.ts';
import type { Wallet } from '../../wallet/wallet.ts';
import { btc, type JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { failRpc } from '../rpc-error.ts';

function loadWallet(node: Node, name: string): JsonObject {
  if (node.wallets.has(name)) failRpc('WALLET_ALREADY_LOADED', `Wallet "${name}" is already loaded.`);
  const wallet = node.unloadedWallets.get(name);
  if (!wallet)
    return failRpc(
      'WALLET_NOT_FOUND',
      `Wallet file verification failed. Failed to load database path '${name}'. Path does not exist.`,
    );
  node.unloadedWallets.delete(name);
  node.wallets.set(name, wallet);
  node.record({ type: 'walletLoaded', wallet: name });
  return { name };
}

function unloadWallet(node: Node, name: string): JsonObject {
  const wallet = node.wallets.get(name);
  if (!wallet) return failRpc('WALLET_NOT_FOUND', 'Requested wallet does not exist or is not loaded');
  node.wallets.delete(name);
  node.unloadedWallets.set(name, wallet);
  node.record({ type: 'walletUnloaded', wallet: name });
  return {};
}

function createNamedWallet(node: Node, name: string): JsonObject {
  if (node.wallets.has(name) || node.unloadedWallets.has(name)) {
    failRpc(
      'WALLET',
      `Wallet file verification failed. Failed to create database path '${name}'. Database already exists.`,
    );
  }
  addWallet(node, name);
  return { name };
}

function walletInfo(wallet: Wallet): JsonObject {
  return {
    walletname: wallet.name,
    walletversion: 169900,
    format: 'sqlite',
    txcount: wallet.keys.size,
    keypoolsize: 1000,
    keypoolsize_hd_internal: 1000,
    paytxfee: btc(0n),
    private_keys_enabled: true,
    avoid_reuse: false,
    scanning: false,
    descriptors: true,
    external_signer: false,
    blank: false,
  };
}

export const walletsMethods: Record<string, Method> = {
  createwallet: method(
    'Wallet',
    'Creates and loads a wallet. Its keys follow from the seed in the data directory and its name.',
    [
      required('wallet_name', 'string'),
      optional('disable_private_keys', 'bool'),
      optional('blank', 'bool'),
      optional('passphrase', 'string'),
      optional('avoid_reuse', 'bool'),
      optional('descriptors', 'bool'),
      optional('load_on_startup', 'bool'),
      optional('external_signer', 'bool'),
    ],
    ({ node }, [name, watchOnly, blank, passphrase]: [string, boolean?, boolean?, string?]) => {
      if (watchOnly || blank) failRpc('WALLET', 'This node keeps wallets with private keys only');
      if (passphrase) failRpc('WALLET', 'This node keeps its test wallets unencrypted; leave the passphrase out');
      return createNamedWallet(node, name);
    },
  ),
  loadwallet: method(
    'Wallet',
    'Loads a wallet.',
    [required('filename', 'string'), optional('load_on_startup', 'bool')],
    ({ node }, [name]: [string]) => loadWallet(node, name),
  ),
  unloadwallet: method(
    'Wallet',
    'Unloads a wallet, by default the one of the request.',
    [optional('wallet_name', 'string'), optional('load_on_startup', 'bool')],
    ({ node, wallet }, [name]: [string?]) => unloadWallet(node, name ?? wallet().name),
  ),
  listwallets: method('Wallet', 'Names of the loaded wallets.', [], ({ node }) => [...node.wallets.keys()]),
  listwalletdir: method('Wallet', 'Names of all wallets.', [], ({ node }) => ({
    wallets: [...node.wallets.keys(), ...node.unloadedWallets.keys()].map((name) => ({ name })),
  })),
  getwalletinfo: method('Wallet', 'State of the wallet.', [], ({ wallet }) => walletInfo(wallet())),
  getbalance: method(
    'Wallet',
    'What the wallet can spend.',
    [
      optional('dummy', 'string'),
      optional('minconf', 'number'),
      optional('include_watchonly', 'bool'),
      optional('avoid_reuse', 'bool'),
    ],
    ({ node, wallet }, [dummy]: [string?]) => {
      if (dummy !== undefined && dummy !== '*') {
        failRpc('INVALID_PARAMETER', 'dummy first argument must be excluded or set to "*".');
      }
      return btc(walletBalances(node, wallet()).trustedSats);
    },
  ),
  getbalances: method('Wallet', 'Balances by how sure they are.', [], ({ node, wallet }) => {
    const balances = walletBalances(node, wallet());
    const { tip } = node.chain;
    return {
      mine: {
        trusted: btc(balances.trustedSats),
        untrusted_pending: btc(balances.pendingSats),
        immature: btc(balances.immatureSats),
      },
      lastprocessedblock: { hash: tip.hash, height: tip.height },
    };
  }),
};

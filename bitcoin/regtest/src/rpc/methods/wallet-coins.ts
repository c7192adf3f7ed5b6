import { inferDescriptor } from '../../descriptors/infer.ts';
import type { Node } from '../../node.ts';
import { decodeAddress, scriptToAddress } from '../../script/address.ts';
import { witnessProgram } from '../../script/templates.ts';
import { walletCoins } from '../../wallet/coins.ts';
import { findWalletTransaction, walletHistory } from '../../wallet/history.ts';
import { type AddressType, addressTypes, type KeyPath } from '../../wallet/keys.ts';
import { addressOfKey, issueKey, keyForScript, nextKeyPath, type Wallet } from '../../wallet/wallet.ts';
import { btc, type JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { parseAddress, parseHash } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';
import { walletDetails, walletTransactionFields, walletTransactionShape } from '../wallet-shape.ts';

/** Issues an address and writes down that it was issued. */
function newAddress(node: Node, wallet: Wallet, type: string, branch: 0 | 1, label: string): string {
  if (!addressTypes.includes(type as AddressType)) {
    failRpc('INVALID_ADDRESS_OR_KEY', `Unknown address type '${type}'`);
  }
  const path: KeyPath = nextKeyPath(wallet, type as AddressType, branch);
  const key = issueKey(wallet, path, label);
  node.record({ type: 'walletKey', wallet: wallet.name, path, label });
  return addressOfKey(key);
}

function listUnspent(
  node: Node,
  wallet: Wallet,
  minimum: number,
  maximum: number,
  addresses: string[],
  unsafe: boolean,
): JsonObject[] {
  const scripts = new Set(addresses.map((address) => parseAddress(address).toString('hex')));
  return walletCoins(node, wallet)
    .filter((coin) => !coin.isImmature && coin.confirmations >= minimum && coin.confirmations <= maximum)
    .filter((coin) => unsafe || coin.isTrusted)
    .filter((coin) => scripts.size === 0 || scripts.has(coin.key.script.toString('hex')))
    .map((coin) => ({
      txid: coin.txid,
      vout: coin.vout,
      address: scriptToAddress(coin.key.script),
      label: coin.key.label,
      scriptPubKey: coin.key.script.toString('hex'),
      amount: btc(coin.valueSats),
      confirmations: coin.confirmations,
      spendable: true,
      solvable: true,
      desc: inferDescriptor(coin.key.script),
      parent_descs: [],
      safe: coin.isTrusted,
    }));
}

function addressInfo(wallet: Wallet, address: string): JsonObject {
  const decoded = decodeAddress(address);
  if ('error' in decoded) return failRpc('INVALID_ADDRESS_OR_KEY', decoded.error);
  const { script } = decoded;
  const key = keyForScript(wallet, script);
  const program = witnessProgram(script);
  return {
    address: scriptToAddress(script)!,
    scriptPubKey: script.toString('hex'),
    ismine: key !== undefined,
    solvable: key !== undefined,
    desc: key ? inferDescriptor(script) : undefined,
    iswatchonly: false,
    iswitness: program !== undefined,
    witness_version: program?.version,
    witness_program: program?.program.toString('hex'),
    pubkey: key?.publicKey.toString('hex'),
    ischange: key?.branch === 1,
    labels: key ? [key.label] : [],
  };
}

export const walletCoinMethods: Record<string, Method> = {
  getnewaddress: method(
    'Wallet',
    'A new address to receive with: legacy, p2sh-segwit, bech32 (default) or bech32m.',
    [optional('label', 'string'), optional('address_type', 'string')],
    ({ node, wallet }, [label = '', type = 'bech32']: [string?, string?]) => newAddress(node, wallet(), type, 0, label),
  ),
  getrawchangeaddress: method(
    'Wallet',
    'A new address for change.',
    [optional('address_type', 'string')],
    ({ node, wallet }, [type = 'bech32']: [string?]) => newAddress(node, wallet(), type, 1, ''),
  ),
  getaddressinfo: method(
    'Wallet',
    'What the wallet knows of an address.',
    [required('address', 'string')],
    ({ wallet }, [address]: [string]) => addressInfo(wallet(), address),
  ),
  listunspent: method(
    'Wallet',
    'Coins of the wallet.',
    [
      optional('minconf', 'number'),
      optional('maxconf', 'number'),
      optional('addresses', 'strings'),
      optional('include_unsafe', 'bool'),
      optional('query_options', 'object'),
    ],
    (
      { node, wallet },
      [minimum = 1, maximum = 9_999_999, addresses = [], unsafe = true]: [number?, number?, string[]?, boolean?],
    ) => listUnspent(node, wallet(), minimum, maximum, addresses, unsafe),
  ),
  gettransaction: method(
    'Wallet',
    'A transaction of the wallet.',
    [required('txid', 'string'), optional('include_watchonly', 'bool'), optional('verbose', 'bool')],
    ({ node, wallet }, [txid]: [string]) => {
      const found = findWalletTransaction(node, wallet(), parseHash(txid, 'txid'));
      if (!found) return failRpc('INVALID_ADDRESS_OR_KEY', 'Invalid or non-wallet transaction id');
      return walletTransactionShape(node, wallet(), found);
    },
  ),
  listtransactions: method(
    'Wallet',
    'Latest transactions of the wallet, oldest first.',
    [
      optional('label', 'string'),
      optional('count', 'number'),
      optional('skip', 'number'),
      optional('include_watchonly', 'bool'),
    ],
    ({ node, wallet }, [label = '*', count = 10, skip = 0]: [string?, number?, number?]) => {
      if (count < 0) failRpc('INVALID_PARAMETER', 'Negative count');
      if (skip < 0) failRpc('INVALID_PARAMETER', 'Negative from');
      const lines = walletHistory(node, wallet()).flatMap((found) =>
        walletDetails(node, wallet(), found).map((line) => ({ ...line, ...walletTransactionFields(node, found) })),
      );
      const wanted: JsonObject[] = lines.filter((line) => label === '*' || (line as JsonObject).label === label);
      return wanted.slice(Math.max(0, wanted.length - skip - count), wanted.length - skip);
    },
  ),
};

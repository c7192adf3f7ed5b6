import { helpText, type Method, method, optional, usage } from './method.ts';
import { blockchainMethods } from './methods/blockchain.ts';
import { coinMethods } from './methods/coins.ts';
import { controlMethods } from './methods/control.ts';
import { descriptorMethods } from './methods/descriptors.ts';
import { mempoolMethods } from './methods/mempool.ts';
import { miningMethods } from './methods/mining.ts';
import { multisigMethods } from './methods/multisig.ts';
import { packageMethods } from './methods/packages.ts';
import { psbtMethods } from './methods/psbt.ts';
import { transactionMethods } from './methods/transactions.ts';
import { waitingMethods } from './methods/waiting.ts';
import { walletCoinMethods } from './methods/wallet-coins.ts';
import { walletPsbtMethods } from './methods/wallet-psbt.ts';
import { walletSpendMethods } from './methods/wallet-spend.ts';
import { walletsMethods } from './methods/wallets.ts';

const declared: Record<string, Method> = {
  ...blockchainMethods,
  ...coinMethods,
  ...controlMethods,
  ...descriptorMethods,
  ...mempoolMethods,
  ...miningMethods,
  ...multisigMethods,
  ...packageMethods,
  ...psbtMethods,
  ...transactionMethods,
  ...waitingMethods,
  ...walletCoinMethods,
  ...walletPsbtMethods,
  ...walletSpendMethods,
  ...walletsMethods,
  help: method(
    'Control',
    'Lists the methods, or explains one.',
    [optional('command', 'string')],
    (_, [name]: [string?]) => {
      if (name === undefined) return listMethods();
      const found = methods.get(name);
      return found ? helpText(name, found) : `help: unknown command: ${name}`;
    },
  ),
};

/** Every method of the node by name. */
export const methods: ReadonlyMap<string, Method> = new Map(Object.entries(declared));

function listMethods(): string {
  const categories = new Map<string, string[]>();
  for (const [name, found] of methods) {
    categories.set(found.category, [...(categories.get(found.category) ?? []), usage(name, found)]);
  }
  const sections = [...categories].sort(([a], [b]) => a.localeCompare(b));
  return sections.map(([category, lines]) => `== ${category} ==\n${lines.sort().join('\n')}`).join('\n\n');
}

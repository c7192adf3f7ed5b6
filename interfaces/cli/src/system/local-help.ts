import type { LocalHelp } from '@istsi/api';
import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { type Faucet, openFaucet } from '../bitcoin/faucet.ts';

export interface LocalNetworks {
  bitcoinRpcUrl: string;
  stellarRpcUrl: string;
  networkPassphrase: string;
  friendbotUrl: string;
}

/** Help for newcomers, from the embedded networks' own faucets. A node that is not of regtest is refused when it is asked. */
export function createLocalHelp({
  bitcoinRpcUrl,
  stellarRpcUrl,
  networkPassphrase,
  friendbotUrl,
}: LocalNetworks): LocalHelp {
  const network = openNetwork({ rpcUrl: stellarRpcUrl, networkPassphrase });
  let opened: Promise<Faucet> | undefined;
  const faucet = () => {
    opened ??= openFaucet({ rpcUrl: bitcoinRpcUrl }, 'local help').catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    giveLumens: async (address) => void (await fundAccount(network, friendbotUrl, address)),
    payBitcoin: async (address, sats) => await (await faucet()).pay(address, sats),
    mineBlock: async () => await (await faucet()).mine(1),
    newBitcoinAddress: async () => await (await faucet()).newAddress(),
  };
}

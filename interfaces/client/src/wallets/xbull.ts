import { reasonOf, refusalOf, requireAccount, unable, type Wallet, WalletError } from './wallet.ts';
import { textOf } from './window-messages.ts';

/** What xBull's extension puts into pages: SEP-43, and a refusal as `error` of the answer. */
interface XBullSdk {
  getAddress(): Promise<Answer>;
  signTransaction(asked: { xdr: string; opts: object }): Promise<Answer>;
}

type Answer = Record<string, unknown> & { error?: unknown };

const sdk = (): XBullSdk => {
  const found = (window as { xBullSDK?: XBullSdk }).xBullSDK;
  if (!found) throw new WalletError('absent', 'xBull’s extension is not in this browser.');
  return found;
};

export const xbull: Wallet = {
  async getAddress() {
    return textOf(accepted(await sdk().getAddress()).address, 'account');
  },
  async signTransaction(xdr, { networkPassphrase, address }) {
    const answer = await sdk().signTransaction({ xdr, opts: { networkPassphrase, address } });
    requireAccount(accepted(answer).signerAddress, address);
    return { signedTxXdr: textOf(answer.signedTxXdr, 'signed transaction') };
  },
  signAuthEntry: () => Promise.reject(unable('xBull')),
};

function accepted(answer: Answer): Answer {
  if (answer.error === undefined || answer.error === null) return answer;
  throw refusalOf(reasonOf(answer.error) || 'The wallet refused.');
}

export const isXBullThere = (): Promise<boolean> => Promise.resolve('xBullSDK' in window);

import { PERSON_MS, PRESENCE_MS, type Wallet } from './wallet.ts';
import { askExtension, textOf } from './window-messages.ts';

const channel = { request: 'FREIGHTER_EXTERNAL_MSG_REQUEST', response: 'FREIGHTER_EXTERNAL_MSG_RESPONSE' };
/** Since when a signature of an authorization is answered as base64. */
const API_VERSION = '6.0.1';

/** Freighter's extension, by the messages that its `@stellar/freighter-api` sends. */
export const freighter: Wallet = {
  async getAddress() {
    const { publicKey } = await askExtension(channel, { type: 'REQUEST_ACCESS' }, PERSON_MS);
    return textOf(publicKey, 'account');
  },
  async signTransaction(transactionXdr, { networkPassphrase, address }) {
    const asked = { transactionXdr, networkPassphrase, address, accountToSign: address };
    const answer = await askExtension(channel, { type: 'SUBMIT_TRANSACTION', ...asked }, PERSON_MS);
    return { signedTxXdr: textOf(answer.signedTransaction, 'signed transaction') };
  },
  async signAuthEntry(entryXdr, { networkPassphrase, address }) {
    const asked = { entryXdr, networkPassphrase, accountToSign: address, apiVersion: API_VERSION };
    const answer = await askExtension(channel, { type: 'SUBMIT_AUTH_ENTRY', ...asked }, PERSON_MS);
    return { signedAuthEntry: textOf(answer.signedAuthEntry, 'signature') };
  },
};

export const isFreighterThere = async (): Promise<boolean> => {
  const asked = askExtension(channel, { type: 'REQUEST_CONNECTION_STATUS' }, PRESENCE_MS);
  return (await asked.catch(() => undefined))?.isConnected === true;
};

import { PERSON_MS, PRESENCE_MS, requireAccount, requireNetwork, type Wallet } from './wallet.ts';
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
    requireNetwork(await networkOf(), networkPassphrase);
    const asked = { transactionXdr, networkPassphrase, address, accountToSign: address };
    const answer = await askExtension(channel, { type: 'SUBMIT_TRANSACTION', ...asked }, PERSON_MS);
    requireAccount(answer.signerAddress, address);
    return { signedTxXdr: textOf(answer.signedTransaction, 'signed transaction') };
  },
  async signAuthEntry(entryXdr, { networkPassphrase, address }) {
    requireNetwork(await networkOf(), networkPassphrase);
    const asked = { entryXdr, networkPassphrase, accountToSign: address, apiVersion: API_VERSION };
    const answer = await askExtension(channel, { type: 'SUBMIT_AUTH_ENTRY', ...asked }, PERSON_MS);
    requireAccount(answer.signerAddress, address);
    return { signedAuthEntry: textOf(answer.signedAuthEntry, 'signature') };
  },
  async addToken(contractId, { networkPassphrase }) {
    requireNetwork(await networkOf(), networkPassphrase);
    await askExtension(channel, { type: 'SUBMIT_TOKEN', contractId, networkPassphrase }, PERSON_MS);
  },
};

/** Which network it is set to; undefined where it does not say. It is asked at each signature: its owner may change it meanwhile. */
async function networkOf(): Promise<unknown> {
  const asked = askExtension(channel, { type: 'REQUEST_NETWORK_DETAILS' }, PRESENCE_MS);
  const { networkDetails } = (await asked.catch(() => undefined)) ?? {};
  return (networkDetails as { networkPassphrase?: unknown } | undefined)?.networkPassphrase;
}

export const isFreighterThere = async (): Promise<boolean> => {
  const asked = askExtension(channel, { type: 'REQUEST_CONNECTION_STATUS' }, PRESENCE_MS);
  return (await asked.catch(() => undefined))?.isConnected === true;
};

import { PERSON_MS, PRESENCE_MS, requireAccount, unable, type Wallet } from './wallet.ts';
import { askExtension, textOf } from './window-messages.ts';

const channel = { request: 'LOBSTR_EXTERNAL_MSG_REQUEST', response: 'LOBSTR_EXTERNAL_MSG_RESPONSE' };
/** Of the messages, as the extension counts them. */
const VERSION = 1;

/** What the extension knows this page by, once its owner let it in; of this tab alone, as its own library keeps it. */
const PLACE = 'LOBSTR_CONNECTION_KEY';

/** LOBSTR's signer extension, by the messages of its `@lobstrco/signer-extension-api`. */
export const lobstr: Wallet = {
  getAddress: connect,
  async signTransaction(dataToSign, { address }) {
    const connectionKey = sessionStorage.getItem(PLACE) ?? (await reconnect(address));
    const asked = { dataToSign, connectionKey, signType: 'transaction', version: VERSION };
    const answer = await askExtension(channel, { type: 'SIGN', ...asked }, PERSON_MS);
    return { signedTxXdr: textOf(answer.signedData, 'signed transaction') };
  },
  signAuthEntry: () => Promise.reject(unable('LOBSTR')),
};

async function connect(): Promise<string> {
  const answer = await askExtension(channel, { type: 'REQUEST_ACCESS', version: VERSION }, PERSON_MS);
  const address = textOf(answer.publicKey, 'account');
  sessionStorage.setItem(PLACE, typeof answer.connectionKey === 'string' ? answer.connectionKey : '');
  return address;
}

/** A new tab is asked about anew, and has to be of the same account. */
async function reconnect(address: string): Promise<string> {
  const found = await connect();
  requireAccount(found, address);
  return sessionStorage.getItem(PLACE) ?? '';
}

export const isLobstrThere = async (): Promise<boolean> => {
  const asked = askExtension(channel, { type: 'REQUEST_CONNECTION_STATUS', version: VERSION }, PRESENCE_MS);
  return (await asked.catch(() => undefined))?.isConnected === true;
};

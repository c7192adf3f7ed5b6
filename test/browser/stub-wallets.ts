import { type Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import type { BrowserContext } from 'playwright-core';

export const stubNames = ['freighter', 'lobstr', 'xbull', 'albedo'] as const;
export type StubName = (typeof stubNames)[number];

/** What a wallet was handed: the envelope, and what it was told with it. */
export interface Handed {
  envelope: string;
  account: string;
  /** Null where the wallet's protocol has no place for it. */
  network: string | null;
}

export interface StubWallet {
  handed: Handed[];
  /** Contracts of tokens that it was asked to show. */
  tokens: string[];
  /** Whether its owner says yes. */
  agrees: boolean;
  /** What it is set to. */
  network: string;
  /** As whom it signs. */
  key: Keypair;
  /** What it says while it is locked; `null`: it shows a window of its own, and says nothing until it is unlocked. */
  lock: { says: string | null } | undefined;
}

const LOOK_EVERY_MS = 50;

/** One wallet, in every page of the context, at the boundary where the real one listens. */
export async function installStub(
  context: BrowserContext,
  name: StubName,
  key: Keypair,
  networkPassphrase: string,
): Promise<StubWallet> {
  const wallet: StubWallet = { handed: [], tokens: [], agrees: true, network: networkPassphrase, key, lock: undefined };
  /** Undefined once it is open. */
  const untilOpen = async (): Promise<string | undefined> => {
    while (wallet.lock) {
      if (wallet.lock.says !== null) return wallet.lock.says;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return undefined;
  };
  await context.exposeFunction('stubNetwork', () => wallet.network);
  await context.exposeFunction('stubLock', untilOpen);
  await context.exposeFunction('stubToken', (contract: string) => {
    if (wallet.agrees) wallet.tokens.push(contract);
    return wallet.agrees;
  });
  await context.exposeFunction('stubAddress', () => wallet.key.publicKey());
  await context.exposeFunction('stubSign', (handed: Handed): string | null => {
    wallet.handed.push(handed);
    if (!wallet.agrees) return null;
    const transaction = TransactionBuilder.fromXdr(handed.envelope, networkPassphrase);
    transaction.sign(wallet.key);
    return transaction.toXdr();
  });
  if (name === 'albedo') {
    await context.route('https://albedo.link/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<title>Albedo</title><script>${ALBEDO}</script>` }),
    );
  } else await context.addInitScript(scripts[name]);
  return wallet;
}

const ofMessages = (prefix: string, cases: string): string => `
  addEventListener('message', async ({ source, data }) => {
    if (source !== window || data?.source !== '${prefix}_EXTERNAL_MSG_REQUEST') return;
    const answer = { source: '${prefix}_EXTERNAL_MSG_RESPONSE', messagedId: data.messageId };
    if (data.type === 'REQUEST_CONNECTION_STATUS') answer.isConnected = true;
    ${cases}
    postMessage(answer, location.origin);
  });`;

const scripts: Record<Exclude<StubName, 'albedo'>, string> = {
  freighter: ofMessages(
    'FREIGHTER',
    `if (data.type === 'REQUEST_NETWORK_DETAILS') answer.networkDetails = { network: 'STANDALONE', networkPassphrase: await stubNetwork() };
    const locked = data.type === 'REQUEST_ACCESS' || data.type === 'SUBMIT_TRANSACTION' ? await stubLock() : undefined;
    if (locked) answer.apiError = { code: -1, message: locked };
    else if (data.type === 'REQUEST_ACCESS') answer.publicKey = await stubAddress();
    else if (data.type === 'SUBMIT_TOKEN') {
      if (await stubToken(data.contractId)) answer.contractId = data.contractId;
      else answer.apiError = { code: -4, message: 'The user rejected this request.' };
    } else if (data.type === 'SUBMIT_TRANSACTION') {
      const { transactionXdr: envelope, accountToSign: account, networkPassphrase: network } = data;
      answer.signedTransaction = await stubSign({ envelope, account, network });
      answer.signerAddress = await stubAddress();
      if (!answer.signedTransaction) answer.apiError = { code: -4, message: 'The user rejected this request.' };
    }`,
  ),
  lobstr: ofMessages(
    'LOBSTR',
    `if (data.type === 'REQUEST_ACCESS') Object.assign(answer, { publicKey: await stubAddress(), connectionKey: 'key of the stub' });
    if (data.type === 'SIGN') {
      if (data.connectionKey !== 'key of the stub' || data.signType !== 'transaction') answer.error = 'not connected';
      else answer.signedData = await stubSign({ envelope: data.dataToSign, account: await stubAddress(), network: null });
      if (!answer.signedData && !answer.error) answer.error = 'User declined access';
    }`,
  ),
  xbull: `window.xBullSDK = {
    getAddress: async () => ({ address: await stubAddress() }),
    signTransaction: async ({ xdr, opts }) => {
      const signedTxXdr = await stubSign({ envelope: xdr, account: opts.address, network: opts.networkPassphrase });
      return signedTxXdr ? { signedTxXdr, signerAddress: opts.address } : { error: { code: -4, message: 'Denied by the user' } };
    },
  };`,
};

/** The window at albedo.link: it says that it is there, and answers whoever opened it. */
const ALBEDO = `
  addEventListener('message', async ({ source, data }) => {
    if (source !== opener || data?.__albedo_intent_version !== 3) return;
    const result = { __reqid: data.__reqid, intent: data.intent };
    if (data.intent === 'public_key') result.pubkey = await stubAddress();
    if (data.intent === 'tx') {
      result.signed_envelope_xdr = await stubSign({ envelope: data.xdr, account: data.pubkey, network: data.network });
      if (!result.signed_envelope_xdr) result.error = { code: -4, message: 'Action request was rejected by the user.' };
    }
    opener.postMessage({ albedoIntentResult: result }, '*');
  });
  opener.postMessage({ albedo: { protocol: 3 } }, '*');`;

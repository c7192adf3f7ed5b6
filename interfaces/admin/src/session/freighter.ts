/** A wallet in this browser that speaks as Freighter's extension does: messages of the window, each answered by its number. */
export interface BrowserWallet {
  address(): Promise<string>;
  sign(envelope: string, networkPassphrase: string, address: string): Promise<string>;
}

const REQUEST = 'FREIGHTER_EXTERNAL_MSG_REQUEST';
const RESPONSE = 'FREIGHTER_EXTERNAL_MSG_RESPONSE';
/** Whether one is there is said at once; a person may take their time. */
const PRESENCE_MS = 1_000;
const PERSON_MS = 300_000;

interface Answer {
  source?: string;
  /** The wallet's own spelling. */
  messagedId?: number;
  isConnected?: boolean;
  publicKey?: string;
  signedTransaction?: string;
  error?: string;
  apiError?: { message?: string };
}

/** The wallet, if one answers. */
export async function findBrowserWallet(): Promise<BrowserWallet | undefined> {
  const there = await ask({ type: 'REQUEST_CONNECTION_STATUS' }, PRESENCE_MS).catch(() => undefined);
  if (!there?.isConnected) return undefined;
  return {
    async address() {
      const { publicKey } = await ask({ type: 'REQUEST_ACCESS' }, PERSON_MS);
      if (!publicKey) throw new Error('The wallet named no account.');
      return publicKey;
    },
    async sign(envelope, networkPassphrase, address) {
      const request = { transactionXdr: envelope, networkPassphrase, accountToSign: address, address };
      const { signedTransaction } = await ask({ type: 'SUBMIT_TRANSACTION', ...request }, PERSON_MS);
      if (!signedTransaction) throw new Error('The wallet did not sign.');
      return signedTransaction;
    },
  };
}

let last = 0;

function ask(message: { type: string } & Record<string, unknown>, patienceMs: number): Promise<Answer> {
  const messageId = Date.now() + ++last;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('message', hear);
    };
    const hear = ({ source, origin, data }: MessageEvent<Answer | undefined>): void => {
      if (source !== window || origin !== location.origin) return;
      if (data?.source !== RESPONSE || data.messagedId !== messageId) return;
      end();
      const refusal = data.apiError?.message ?? (data.error ? String(data.error) : '');
      if (refusal) reject(new Error(`The wallet refused: ${refusal}`));
      else resolve(data);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error('The wallet does not answer.'));
    }, patienceMs);
    addEventListener('message', hear);
    postMessage({ source: REQUEST, messageId, ...message }, location.origin);
  });
}

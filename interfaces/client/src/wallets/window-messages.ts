import { reasonOf, refusalOf, WalletError } from './wallet.ts';

/** Names that an extension's content script listens for, and answers with, in the page's own window. */
export interface Channel {
  request: string;
  response: string;
}

interface Answer extends Record<string, unknown> {
  source?: string;
  /** Spelt so by the wallets that have it. */
  messagedId?: number;
  error?: unknown;
  apiError?: unknown;
}

let last = 0;

/** Asks an extension in this window and hears its answer to just this. Messages of other windows and origins are none. */
export function askExtension(
  { request, response }: Channel,
  message: { type: string } & Record<string, unknown>,
  patienceMs: number,
): Promise<Answer> {
  const messageId = Date.now() + ++last;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('message', hear);
    };
    const hear = ({ source, origin, data }: MessageEvent<Answer | undefined>): void => {
      if (source !== window || origin !== location.origin) return;
      if (data?.source !== response || data.messagedId !== messageId) return;
      end();
      const refusal = reasonOf(data.apiError) || reasonOf(data.error);
      if (refusal) reject(refusalOf(refusal));
      else resolve(data);
    };
    const timer = setTimeout(() => {
      end();
      reject(new WalletError('silent', 'The wallet does not answer.'));
    }, patienceMs);
    addEventListener('message', hear);
    postMessage({ source: request, messageId, ...message }, location.origin);
  });
}

/** A text that the wallet has to have given. */
export function textOf(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new WalletError('rejected', `The wallet gave no ${what}.`);
}

import { PERSON_MS, reasonOf, unable, type Wallet, WalletError } from './wallet.ts';
import { textOf } from './window-messages.ts';

const ORIGIN = 'https://albedo.link';
const LOOK = 'height=600,width=480,menubar=0,toolbar=0,status=0,scrollbars=0';
const PROTOCOL = 3;
const CLOSED_MS = 500;

type Answer = Record<string, unknown> & { error?: unknown };

/** Albedo, in a window of its own at albedo.link: nothing is installed. Only that window, at that place, is heard. */
export const albedo: Wallet = {
  async getAddress() {
    const token = crypto.randomUUID();
    return textOf((await ask({ intent: 'public_key', token })).pubkey, 'account');
  },
  async signTransaction(xdr, { networkPassphrase, address }) {
    const answer = await ask({ intent: 'tx', xdr, pubkey: address, network: networkPassphrase });
    return { signedTxXdr: textOf(answer.signed_envelope_xdr, 'signed transaction') };
  },
  signAuthEntry: () => Promise.reject(unable('Albedo')),
};

function ask(asked: { intent: string } & Record<string, unknown>): Promise<Answer> {
  const opened = open(`${ORIGIN}/confirm`, 'auth.albedo.link', LOOK);
  if (!opened) throw new WalletError('blocked', 'The browser did not open Albedo’s window.');
  const __reqid = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const end = (how: () => void): void => {
      clearTimeout(timer);
      clearInterval(watch);
      removeEventListener('message', hear);
      opened.close();
      how();
    };
    const hear = ({ source, origin, data }: MessageEvent): void => {
      if (source !== opened || origin !== ORIGIN) return;
      // It says that it is there; then it is told what is asked for.
      if (data?.albedo) opened.postMessage({ ...asked, __reqid, __albedo_intent_version: PROTOCOL }, ORIGIN);
      const answer = data?.albedoIntentResult as Answer | undefined;
      if (answer?.__reqid !== __reqid) return;
      const refusal = reasonOf(answer.error) || (answer.error ? 'The wallet refused.' : '');
      end(() => (refusal ? reject(new WalletError('rejected', refusal)) : resolve(answer)));
    };
    const watch = setInterval(() => {
      if (opened.closed) end(() => reject(new WalletError('rejected', 'Albedo’s window was closed.')));
    }, CLOSED_MS);
    const timer = setTimeout(() => end(() => reject(new WalletError('silent', 'Albedo does not answer.'))), PERSON_MS);
    addEventListener('message', hear);
  });
}

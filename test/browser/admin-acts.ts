import { type Keypair, TransactionBuilder } from '@stellar/stellar-sdk';

/** Where a system's API is, and which network it is on. */
export interface SystemAt {
  address: string;
  networkPassphrase: string;
}

/** One person of the system, without a browser. */
export interface PersonAt {
  /** Prepares an act, signs it and sends it. */
  act(act: object): Promise<void>;
  post<T>(path: string, body: object): Promise<T>;
}

/** Signs in with this key. */
export async function signInAt({ address, networkPassphrase }: SystemAt, key: Keypair): Promise<PersonAt> {
  const sign = (envelope: string): string => {
    const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
    transaction.sign(key);
    return transaction.toXdr();
  };
  let token: string | undefined;
  const post = async <T>(path: string, body: object): Promise<T> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(new URL(`/v1${path}`, address), { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { envelope } = await post<{ envelope: string }>('/sessions/challenge', { account: key.publicKey() });
  ({ token } = await post<{ token: string }>('/sessions', { envelope: sign(envelope) }));
  return {
    post,
    async act(act) {
      const prepared = await post<{ envelope: string }>('/acts/prepare', act);
      await post('/acts', { envelope: sign(prepared.envelope) });
    },
  };
}

import { type Keypair, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { expect } from 'vitest';
import type { Api } from '../src/index.ts';

export interface Asking {
  token?: string | undefined;
  json?: object;
  form?: Record<string, string>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';

/** A wallet, as far as it speaks the SEPs. `api`: read at each call, because it is not there yet when this is made. */
export function createSepClient(api: () => Api) {
  async function ask(method: Method, url: string, { token, json, form }: Asking = {}) {
    const payload = json ? JSON.stringify(json) : form && new URLSearchParams(form).toString();
    const response = await api().inject({
      ...{ method, url },
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(payload !== undefined && {
          'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
        }),
      },
      ...(payload !== undefined && { payload }),
    });
    expect(response.headers['access-control-allow-origin']).toBe('*');
    const isJson = String(response.headers['content-type']).startsWith('application/json');
    const { statusCode: status, headers, body: text } = response;
    return { status, headers, text, body: isJson ? response.json() : undefined };
  }

  async function challengeFor(query: Record<string, string>): Promise<Transaction> {
    const { status, body } = await ask('GET', `/auth?${new URLSearchParams(query)}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return TransactionBuilder.fromXDR(body.transaction, body.network_passphrase) as Transaction;
  }

  async function answer(challenge: Transaction, ...signers: Keypair[]) {
    challenge.sign(...signers);
    return await ask('POST', '/auth', { json: { transaction: challenge.toXDR() } });
  }

  async function signIn(key: Keypair, memo?: string): Promise<string> {
    const query = { account: key.publicKey(), ...(memo !== undefined && { memo }) };
    const { status, body } = await answer(await challengeFor(query), key);
    expect(status, JSON.stringify(body)).toBe(200);
    return body.token as string;
  }

  return { ask, challengeFor, answer, signIn };
}

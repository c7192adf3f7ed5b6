import { Account, Address, Keypair, Networks, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import Fastify from 'fastify';
import { expect } from 'vitest';
import { readCallEnvelope } from '../../integration/src/services/submit-withdrawal.ts';
import { readAuthorization } from '../../integration/src/sponsorship/read-authorization.ts';
import { type ChallengeTerms, createChallenge, readChallenge } from '../../integration/src/web-auth/challenge.ts';
import { createContractChallenge, readContractChallenge } from '../../integration/src/web-auth/contract-challenge.ts';
import { WebAuthError } from '../../integration/src/web-auth/errors.ts';
import { createSessionTokens } from '../../integration/src/web-auth/session-token.ts';
import { parseMemoId, parseSubject } from '../../integration/src/web-auth/subject.ts';
import { acceptDocuments, readSepForm } from '../../interfaces/api/src/seps/read-sep-form.ts';
import { asSepScope } from '../../interfaces/api/src/seps/sep-scope.ts';
import type { Random } from '../system/random.ts';

/** Something that reads texts of strangers. It is given one that is nearly right, and fails the test by what it makes of it. */
export interface Parser {
  name: string;
  /** Of a thousand texts, so many are for it: the more, the less one costs. */
  share: number;
  ask(random: Random): void | Promise<void>;
}

const terms: ChallengeTerms = {
  signingKey: Keypair.random(),
  networkPassphrase: Networks.TESTNET,
  homeDomain: 'anchor.example',
  webAuthDomain: 'anchor.example',
};
const client = Keypair.random();
const contract = Address.contract(Buffer.alloc(32, 7)).toString();

/** One of: a byte changed, cut off, doubled, bytes put in, or nothing of it left. */
export function spoil(bytes: Buffer, random: Random): Buffer {
  const at = random.between(0, bytes.length - 1);
  const changed = Buffer.from(bytes);
  changed[at] = random.between(0, 255);
  return random.pick([
    changed,
    bytes.subarray(0, at),
    Buffer.concat([bytes, bytes]),
    Buffer.concat([bytes.subarray(0, at), Buffer.alloc(random.between(1, 40), 0xff), bytes.subarray(at)]),
    Buffer.from(Array.from({ length: at }, () => random.between(0, 255))),
  ]);
}

/** Of base64: what it says is spoiled, or how it says it. */
const spoilBase64 = (text: string, random: Random): string =>
  random.next() < 0.7
    ? spoil(Buffer.from(text, 'base64'), random).toString('base64')
    : spoil(Buffer.from(text), random).toString('latin1');

function refusedOr(read: () => unknown, isRight: (read: never) => boolean, text: string): void {
  let found: unknown;
  try {
    found = read();
  } catch (error) {
    expect(error, text).toBeInstanceOf(WebAuthError);
    return;
  }
  expect(isRight(found as never), text).toBe(true);
}

export async function openParsers(): Promise<{ parsers: Parser[]; close(): Promise<void> }> {
  const challenge = createChallenge(terms, { account: client.publicKey() } as never);
  const contractTerms = { ...terms, contract };
  const entries = await createContractChallenge(contractTerms, { account: contract } as never, 100, new Date());
  const call = { contractId: contract, entry: 'transfer' };
  const envelope = signedCall(call);
  const authorization = authorizationOf(call);
  const tokens = createSessionTokens(terms.signingKey, 'https://anchor.example/auth');
  const token = await tokens.sign({ sub: client.publicKey(), id: 'one', clientDomain: undefined });
  const form = await openForm();
  const parsers: Parser[] = [
    {
      ...{ name: 'XDR and base64 of a challenge (SEP-10)', share: 5 },
      ask(random) {
        const text = spoilBase64(challenge, random);
        const right = Buffer.from(challenge, 'base64').subarray(0, 100);
        refusedOr(
          () => readChallenge(terms, text, new Date()),
          // Signatures are looked at by whoever reads on.
          () => Buffer.from(text, 'base64').subarray(0, 100).equals(right),
          text,
        );
      },
    },
    {
      ...{ name: 'XDR and base64 of entries (SEP-45)', share: 5 },
      ask(random) {
        const text = spoilBase64(entries, random);
        refusedOr(
          () => readContractChallenge(contractTerms, text, new Date()),
          ({ account }: { account: string }) => account === contract,
          text,
        );
      },
    },
    {
      ...{ name: 'XDR and base64 of a transaction', share: 10 },
      ask(random) {
        const text = spoilBase64(envelope, random);
        const read = readCallEnvelope({ network: terms } as never, text, [call]);
        if (read.ok) expect(read.transaction.source, text).toMatch(/^[GM]/);
        else expect(read.refusal, text).toMatchObject({ code: expect.any(String) });
      },
    },
    {
      ...{ name: 'XDR and base64 of an authorization', share: 10 },
      ask(random) {
        const text = spoilBase64(authorization, random);
        const read = readAuthorization(text, terms.networkPassphrase, [call]);
        if (read.ok) expect(read.call.signed.toXdr('base64')).toBe(text);
        else expect(read.refusal, text).toMatchObject({ code: expect.any(String) });
      },
    },
    {
      ...{ name: 'a session’s token (JWT)', share: 5 },
      async ask(random) {
        const text = spoil(Buffer.from(token), random).toString('latin1');
        const found = await tokens.verify(text).catch((error: unknown) => error);
        if (text !== token) expect(found, text).toBeInstanceOf(WebAuthError);
      },
    },
    { name: 'a form with documents (multipart)', share: 5, ask: form.ask },
    { name: 'a subject and a memo', share: 960, ask: askSubject },
  ];
  return { parsers, close: form.close };
}

const PIECES = [
  ...['G', 'M', 'C', ':', '0', '7', '18446744073709551615', '18446744073709551616', '\0', ' ', '١', '-'],
] as const;

const subjects = [client.publicKey(), `${client.publicKey()}:7`];

/** One person or nobody: what is read is written the same way again. */
function askSubject(random: Random): void {
  const made = Array.from({ length: random.between(0, 4) }, () => random.pick(PIECES)).join('');
  const how = random.between(0, 9);
  const spoiled = () => spoil(Buffer.from(random.pick(subjects)), random).toString();
  const text = how < 4 ? made : how < 8 ? `${client.publicKey()}:${made}` : spoiled();
  const subject = parseSubject(text);
  if (subject && subject.sub !== text) expect(subject.sub).toBe(text);
  const memo = parseMemoId(made);
  if (memo !== undefined && !(BigInt(memo) < 2n ** 64n && String(BigInt(memo)) === memo)) expect(memo).toBe(made);
}

function signedCall({ contractId, entry }: { contractId: string; entry: string }): string {
  const { networkPassphrase } = terms;
  const transaction = new TransactionBuilder(new Account(client.publicKey(), '1'), { fee: '100', networkPassphrase })
    .addOperation(
      Operation.invokeContractFunction({
        ...{ contract: contractId, function: entry },
        args: [Address.fromString(client.publicKey()).toScVal()],
      }),
    )
    .setTimeout(300)
    .build();
  transaction.sign(client);
  return transaction.toXdr();
}

function authorizationOf({ contractId, entry }: { contractId: string; entry: string }): string {
  const address = Address.fromString(client.publicKey());
  const call = new xdr.InvokeContractArgs({
    ...{ contractAddress: Address.fromString(contractId).toScAddress(), functionName: entry },
    args: [address.toScVal()],
  });
  const credentials = new xdr.SorobanAddressCredentials({
    ...{ address: address.toScAddress(), nonce: 7n, signatureExpirationLedger: 9 },
    signature: xdr.ScVal.scvVoid(),
  });
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
    rootInvocation: new xdr.SorobanAuthorizedInvocation({
      function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(call),
      subInvocations: [],
    }),
  }).toXdr('base64');
}

async function openForm(): Promise<Pick<Parser, 'ask'> & { close(): Promise<void> }> {
  const api = Fastify();
  const faults: string[] = [];
  asSepScope(api, (_level, message, context) => void faults.push(`${message} ${JSON.stringify(context)}`));
  await acceptDocuments(api);
  api.post('/', async (request) => {
    const { fields, documents } = await readSepForm(request);
    return { fields, documents: documents.map(({ field, bytes }) => ({ field, bytes: bytes.length })) };
  });
  const whole = Buffer.from(
    ['first_name', 'photo_id_front', 'last_name']
      .map((name, n) => {
        const file = n === 1 ? '; filename="x.png"\r\nContent-Type: image/png' : '';
        return `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n\x89PNG\r\n\r\n`;
      })
      .concat('--b--\r\n')
      .join(''),
    'latin1',
  );
  return {
    async ask(random) {
      const payload = spoil(whole, random);
      const type = random.pick([
        'multipart/form-data; boundary=b',
        'multipart/form-data',
        'multipart/form-data; boundary=',
      ]);
      const { statusCode } = await api.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': type } });
      const about = `${type}: ${payload.toString('latin1')}`;
      expect(faults, about).toEqual([]);
      expect([200, 400, 413, 415], about).toContain(statusCode);
    },
    close: () => api.close(),
  };
}

import { Account, Keypair, Networks, Operation, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { challengeProblem } from './read-challenge.ts';

const admin = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 1)).publicKey();
const server = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 2)).publicKey();

const domain = 'istsi.example:8443';
const data = (source: string, name = `${domain} auth`): xdr.Operation =>
  Operation.manageData({ name, value: 'once', source });
const payment = (): xdr.Operation => Operation.inflation({ source: admin });

/** `before`: the sequence number is the one after it. */
function challenge(source: string, before: string, operations: xdr.Operation[]): string {
  const builder = new TransactionBuilder(new Account(source, before), {
    ...{ fee: '100', networkPassphrase: Networks.STANDALONE, timebounds: { minTime: 0, maxTime: 1 } },
  });
  for (const operation of operations) builder.addOperation(operation);
  return builder.build().toXdr();
}

test('a challenge that can never happen is signed', () => {
  const envelope = challenge(server, '-1', [data(admin), data(server)]);
  expect(challengeProblem(envelope, Networks.STANDALONE, { account: admin, domain })).toBeUndefined();
});

describe('what a lying service calls a challenge is signed by nobody', () => {
  test.each<[string, string, RegExp]>([
    ['a transaction that could happen', challenge(server, '41', [data(admin)]), /sequence number is 42/],
    ['one of the account itself', challenge(admin, '-1', [data(admin)]), /your own account/],
    ['one with an act beside the data', challenge(server, '-1', [data(admin), payment()]), /operation inflation/],
    ['one for somebody else', challenge(server, '-1', [data(server)]), /another account/],
    ['one of another site', challenge(server, '-1', [data(admin, 'anchor.example auth')]), /elsewhere: anchor/],
    ['one of a site that begins so', challenge(server, '-1', [data(admin, `${domain}.example auth`)]), /elsewhere/],
    [
      'one of this site in its second place',
      challenge(server, '-1', [data(admin, 'a auth'), data(admin)]),
      /elsewhere/,
    ],
    ['nothing', challenge(server, '-1', []), /another account/],
    ['no transaction', 'AAAA', /no transaction/],
  ])('%s', (_, envelope, problem) => {
    expect(challengeProblem(envelope, Networks.STANDALONE, { account: admin, domain })).toMatch(problem);
  });
});

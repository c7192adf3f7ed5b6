import { createApi } from '@istsi/api';
import { defaultSponsorBudgets, exchangeIds, putWebAuthContract } from '@istsi/integration';
import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { Account, Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { startWorld } from '../../integration/test/world.ts';
import { createSepClient } from '../../interfaces/api/test/sep-client.ts';
import { startExchange } from '../../interfaces/api/test/sponsored-world.ts';
import { createRandom, type Random } from '../system/random.ts';
import { createWildAsker } from './ask-wildly.ts';
import { documentOf, type Operation, operationsOf } from './operations.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };

/** A classic asset of the operator's that is quoted in dollars (SEP-38). */
const asset = `BTC:${Keypair.random().publicKey()}`;
const quotes = { asset, currency: 'USD', reserve: { asset: '500', currency: '100000000.00' } };

/** What opens to who is signed in, and to no key. */
const ofPeople = /sessions|security-keys|acts|governance|approvals|customers|keys/;

/** A whole system that anything may be asked of, with something of every kind in it. */
export async function startFuzz() {
  const random: Random = createRandom();
  console.log(`fuzz: ISTSI_TEST_SEED=${random.seed}`);
  const world = await startWorld({ contractAccounts: true, quotes, inbox: {} });
  const { rpcUrl, friendbotUrl } = world.sandbox;
  const server = world.keys.webAuth.publicKey();
  const webAuth = await putWebAuthContract({
    ...{ rpcUrl, friendbotUrl, server, manifest: world.manifest, payer: world.keys.deployer },
  });
  const { exchange, close } = await startExchange(world);
  const payer = Keypair.random();
  await fundAccount(openNetwork(world.sandbox), friendbotUrl, payer.publicKey());
  const services = await world.startInstance({ exchange, sponsor: { keys: [payer], ...defaultSponsorBudgets } });
  const faults: string[] = [];
  const api = await createApi({
    ...{ services, keys, version: '1.2.3', requestsPerMinute: 1_000_000_000 },
    log: (level, message, context) => void (level === 'error' && faults.push(`${message} ${JSON.stringify(context)}`)),
  });
  await api.ready();
  const holder = await world.createHolder(300_000n);
  const wallet = createSepClient(() => api);
  const known = [
    ...[holder.address, holder.depositAddress, world.manifest.contracts['istsi-token'].id],
    ...(await namesOf(api.inject({ url: '/v1/deposits' }))),
    ...[webAuth.id, world.manifest.contracts['integration-router'].id, exchangeIds(world.manifest)['fungible-token']],
    ...[`stellar:${asset}`, 'iso4217:USD'],
    ...['iSTSi', '250000', 'https://127.0.0.1:1/hook', transactionOfNobody(world.sandbox.networkPassphrase)],
  ];
  const token = await wallet.signIn(holder.keypair);
  const people = [world.keys.superAdmin, world.keys.complianceOfficer];
  const credentials: (string | undefined)[] = [
    ...[undefined, `Bearer ${keys.operator}`, `Bearer ${keys.operator}`, `Bearer ${keys.compliance}`],
    ...[
      `Bearer ${token}`,
      `Bearer ${token}`,
      `Bearer ${token.slice(0, -3)}xyz`,
      'Bearer ..',
      'Basic eDp5',
      `Bearer ises_${'A'.repeat(43)}`,
    ],
    // Of people of the system: see `askOften`.
    ...people.map(() => undefined),
  ];
  async function signInPerson(person: Keypair): Promise<string> {
    // Whoever signs in so often from one address is told to wait.
    const remoteAddress = `10.255.${random.between(0, 255)}.${random.between(0, 255)}`;
    const post = async (url: string, payload: object) =>
      (await api.inject({ method: 'POST', url, payload, remoteAddress })).json();
    const { envelope } = await post('/v1/sessions/challenge', { account: person.publicKey() });
    const signed = TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase);
    signed.sign(person);
    return `Bearer ${(await post('/v1/sessions', { envelope: signed.toXdr() })).token}`;
  }
  const document = await documentOf(api);
  const ask = createWildAsker({ api, document, random, known, credentials });
  const operations = operationsOf(document);
  return {
    ...{ api, operations },
    /** Asks so often, and tells every answer that nobody may be given. */
    async askOften(operation: Operation, times: number): Promise<string[]> {
      const found: string[] = [];
      // Whatever was asked before may have signed them out.
      if (ofPeople.test(operation.path))
        credentials.splice(-people.length, people.length, ...(await Promise.all(people.map(signInPerson))));
      for (let n = 0; n < times; n += 1) {
        faults.length = 0;
        const wrong = await ask(operation);
        if (wrong) found.push(`seed ${random.seed}, ${operation.name}: ${wrong}\n${faults.join('\n')}`);
      }
      return found;
    },
    async stop(): Promise<void> {
      await api.close();
      await services.stop();
      await close();
      await world.stop();
    },
  };
}

/** Whole, for whatever reads envelopes. */
const transactionOfNobody = (networkPassphrase: string): string =>
  new TransactionBuilder(new Account(Keypair.random().publicKey(), '1'), { fee: '100', networkPassphrase })
    .setTimeout(30)
    .build()
    .toXdr();

async function namesOf(asked: PromiseLike<{ json(): { items: { outpoint: string }[] } }>): Promise<string[]> {
  return (await asked).json().items.map(({ outpoint }) => outpoint);
}

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openNetwork } from '@istsi/soroban-client';
import { authorizeEntry, Keypair, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHeartbeat } from '../src/attestation/read-heartbeat.ts';
import { requestHeartbeat } from '../src/attestation/signer-client.ts';
import type { Services, SignerEndpoint } from '../src/index.ts';
import { startWorld, until, type World } from './world.ts';

/** The label of a custodian's key on Stellar. */
const STELLAR_KEY = 'stellar';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.services.stop();
});
afterAll(async () => await world?.stop());

/** An HTTP server in the place of the first signer. */
async function impostor(respond: RequestListener): Promise<{ endpoint: SignerEndpoint; server: Server }> {
  const server = createServer((request, response) => {
    if (request.url === '/heartbeat') json(response, 404, { code: 'no-such-route', reason: 'it has no heartbeat' });
    else respond(request, response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint: { ...world.signerEndpoints[0]!, url }, server };
}

async function depositWith(services: Services): Promise<{ state: string; refusal: unknown; balance: bigint }> {
  const alice = await world.createUserWithoutServices();
  const [outpoint] = await world.bitcoin.pay([alice.depositAddress, 1_000n]);
  await world.bitcoin.mine(2);
  const { state, refusal } = await world.waitForIn(services, outpoint!, 'minted', 'refused');
  return { state, refusal, balance: await world.balance(alice.address) };
}

const json = (response: Parameters<RequestListener>[1], status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

function readEntry(request: Parameters<RequestListener>[0], use: (entry: xdr.SorobanAuthorizationEntry) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { entry } = JSON.parse(Buffer.concat(chunks).toString()) as { entry: string };
    use(xdr.SorobanAuthorizationEntry.fromXdr(entry, 'base64'));
  });
}

const untilLevel = async (services: Services, level: string): ReturnType<Services['signers']> =>
  await until(
    async () => {
      const health = await services.signers();
      return health.level === level ? health : undefined;
    },
    () => `the signers to be ${level}`,
  );

describe('heartbeats', () => {
  test('are signed with both keys of each, and say what each sees and remembers', async () => {
    const services = await world.startInstance();
    const { signers, threshold } = await untilLevel(services, 'well');
    await services.stop();
    expect(threshold).toBe(2);
    const tip = await world.bitcoin.tip();
    for (const { ok, heartbeat } of signers) {
      expect(ok).toBe(true);
      expect(heartbeat).toMatchObject({ bitcoin: { height: tip.height, block: tip.hash }, epoch: 0, refused: 0 });
      expect(heartbeat!.velocity).toEqual({ sats: 0n, payments: 0, mostSats: 10_000_000_000n, mostPayments: 2_000 });
      expect(heartbeat!.ledger).toBeGreaterThan(0);
      expect(heartbeat!.log).toMatchObject({ count: 1, sum: expect.stringMatching(/^[0-9a-f]{64}$/) });
    }
    expect(new Set(signers.map(({ heartbeat }) => heartbeat!.bitcoinKey)).size).toBe(3);
  });

  const nonce = 'a'.repeat(64);
  const expected = () => ({
    ...{ address: world.signers[0]!.address, reserve: world.contracts.reserve.contractId, nonce },
    epochs: [world.custody.descriptor],
  });
  const beat = async (n: number, asked = nonce) =>
    (await requestHeartbeat(world.signerEndpoints[n]!, asked, 20_000)) as Record<string, unknown>;

  test.each<[string, () => Promise<object>, string]>([
    ['of another signer', () => beat(1), 'is not signed by'],
    ['of another question', () => beat(0, 'b'.repeat(64)), 'answers another question'],
    ['that was changed', async () => ({ ...(await beat(0)), statement: '{}' }), 'is not signed by'],
    ['without the Bitcoin key', async () => ({ ...(await beat(0)), psbt: '' }), 'Bitcoin key did not sign'],
    [
      'with the Bitcoin signature of another',
      async () => ({ ...(await beat(0)), psbt: (await beat(1)).psbt }),
      'Bitcoin key did not sign',
    ],
    ['of an epoch that nobody knows', async () => ({ ...(await beat(0)), epoch: 3 }), 'epoch 3'],
    ['of nonsense', () => Promise.resolve({}), 'of another form'],
  ])('%s count as none', async (_, answer, problem) => {
    expect(typeof readHeartbeat(await beat(0), expected())).toBe('object');
    expect(readHeartbeat(await answer(), expected())).toContain(problem);
  });
});

describe('with one signer of three', () => {
  test('whose Stellar account lets its key sign nothing any more, that is told, and the others mint', async () => {
    const [{ address }, keystore] = [world.signers[0]!, world.custody.keystores[0]!];
    const { server, networkPassphrase } = openNetwork(world.sandbox);
    const weigh = async (masterWeight: number): Promise<void> => {
      const change = new TransactionBuilder(await server.getAccount(address), { fee: '100', networkPassphrase })
        .addOperation(Operation.setOptions({ masterWeight, signer: { ed25519PublicKey: heir.publicKey(), weight: 1 } }))
        .setTimeout(60)
        .build();
      if (masterWeight > 0) change.sign(heir);
      else {
        const signature = await keystore.signAttestation(STELLAR_KEY, change.hash());
        change.addSignature(address, Buffer.from(signature).toString('base64'));
      }
      const { hash } = await server.sendTransaction(change);
      expect((await server.pollTransaction(hash)).status).toBe('SUCCESS');
    };
    const heir = Keypair.random();
    await weigh(0);
    const services = await world.startInstance();
    const { depositAddress } = await world.createUserWithoutServices();
    const [outpoint] = await world.bitcoin.pay([depositAddress, 1_000n]);
    await world.bitcoin.mine(2);
    await world.waitForIn(services, outpoint!, 'minted');
    expect((await untilLevel(services, 'degraded')).diagnosis).toContain('its key weighs 0');
    await services.stop();
    await weigh(1);
  });

  test.each<[string, RequestListener]>([
    ['that answers with nonsense', (_, response) => void response.end('<html>')],
    ['that refuses everything', (_, response) => json(response, 422, { code: 'attestation/deposit', reason: 'no' })],
    ['that hangs up', (request) => void request.socket.destroy()],
    [
      'that returns the entry unsigned',
      (request, response) => readEntry(request, (entry) => json(response, 200, { entry: entry.toXdr('base64') })),
    ],
    [
      'that signs with another key',
      (request, response) =>
        readEntry(request, (entry) => {
          const mallory = Keypair.random();
          const sign = (_: unknown, payload: Uint8Array) =>
            Promise.resolve({ signature: mallory.sign(payload), publicKey: mallory.publicKey() });
          void authorizeEntry(entry, sign, 1_000_000, world.sandbox.networkPassphrase).then((signed) =>
            json(response, 200, { entry: signed.toXdr('base64') }),
          );
        }),
    ],
  ])('%s, deposits are minted all the same', async (_, respond) => {
    const { endpoint, server } = await impostor(respond);
    const services = await world.startInstance({ signers: [endpoint, ...world.signerEndpoints.slice(1)] });
    expect(await depositWith(services)).toMatchObject({ state: 'minted', balance: 1_000n });
    await services.stop();
    server.closeAllConnections();
    server.close();
  });

  test('alone left, nothing is minted until another is back', async () => {
    const [first, second] = [world.signers[1]!, world.signers[2]!];
    await first.stop();
    await second.stop();
    const services = await world.startInstance();
    const refused = await depositWith(services);
    expect(refused).toMatchObject({ state: 'refused', refusal: { code: 'too-few-attestations' }, balance: 0n });
    const { signers } = await services.status();
    expect(signers.map(({ ok }) => ok)).toEqual([true, false, false]);
    // Known before any withdrawal needs them.
    const health = await untilLevel(services, 'critical');
    expect(health.diagnosis).toMatch(/1 of 3 signers are well, and 2 have to sign: nothing can be minted or paid/);

    const back = await world.startSigner(1, { port: Number(new URL(first.url).port) });
    const { items } = await services.deposits({ state: 'refused', limit: 10 });
    await services.recheckDeposit(items[0]!);
    expect(await world.waitForIn(services, items[0]!, 'minted')).toMatchObject({ state: 'minted' });
    await services.stop();
    await back.stop();
  });
});

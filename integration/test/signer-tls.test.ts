import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createCertificate, type OwnCertificate } from '@istsi/bitcoin-custody';
import { createPolicyLog, type SignerServer } from '@istsi/signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSigner, requestPsbtSignature, type SignerEndpoint } from '../src/attestation/signer-client.ts';
import { type SigningWorld, startSigningWorld } from './signing-world.ts';

const certificateOf = (name: string, change: { now?: Date } = {}): OwnCertificate =>
  createCertificate({ name, hosts: ['127.0.0.1'], validDays: 30, ...change });

const LONG_AGO = new Date(Date.now() - 60 * 86_400_000);
const own = certificateOf('signer');
const coordinator = certificateOf('coordinator');
const expired = certificateOf('coordinator', { now: LONG_AGO });
const stranger = certificateOf('coordinator');

let world: SigningWorld;
let signer: SignerServer;
let policyFile: string;
beforeAll(async () => {
  world = await startSigningWorld();
  policyFile = path.join(world.custody.dir, 'policy-tls.log');
  createPolicyLog({ file: policyFile, address: world.endpoints[0]!.address });
  const clients = [coordinator.certificate, expired.certificate];
  signer = await world.startSigner(0, { policyFile, tls: { key: own.key, cert: own.certificate, clients } });
});
afterAll(async () => {
  await signer?.stop();
  await world?.stop();
});

const endpoint = (shown: OwnCertificate, change: Partial<SignerEndpoint> = {}): SignerEndpoint => ({
  ...{ url: signer.url, address: signer.address, token: world.endpoints[0]!.token },
  tls: { certificate: own.certificate, own: shown },
  ...change,
});

/** Why nothing was signed: this one is no PSBT, so that a signer who listens says so. */
async function answerTo(asking: SignerEndpoint): Promise<{ code: string; reason: string }> {
  const answer = await requestPsbtSignature(asking, new Uint8Array(1), { timeoutMs: 30_000 }).catch(
    (error: { failure: { code: string; reason: string } }) => error.failure,
  );
  if (answer instanceof Uint8Array) throw new Error('it signed');
  return answer;
}

describe('a signer on another machine', () => {
  test('answers who it knows by a certificate, and is known by its own', async () => {
    expect(signer.url).toMatch(/^https:/);
    expect(await checkSigner(endpoint(coordinator), 30_000)).toBeUndefined();
    expect(await answerTo(endpoint(coordinator))).toMatchObject({ code: 'attestation/psbt' });
  });

  test.each<[string, () => SignerEndpoint, string, RegExp]>([
    [
      'another’s certificate',
      () => endpoint(stranger),
      'attestation/client-certificate',
      /none that this server knows/,
    ],
    ['an expired one', () => endpoint(expired), 'attestation/client-certificate', /has expired/],
    [
      'a certificate that is not the signer’s',
      () => endpoint(coordinator, { tls: { certificate: stranger.certificate, own: coordinator } }),
      'signer/unreachable',
      /another certificate/,
    ],
    ['no certificate at all', () => endpoint(coordinator, { tls: undefined }), 'signer/unreachable', /certificate/],
    [
      'plain HTTP to another machine',
      () => endpoint(coordinator, { url: 'http://192.0.2.1:9', tls: undefined }),
      'signer/unreachable',
      /another machine/,
    ],
  ])('refuses, and says so: %s', async (_, asking, code, reason) => {
    const refused = await answerTo(asking());
    expect(refused.code).toBe(code);
    expect(refused.reason).toMatch(reason);
    expect(await checkSigner(asking(), 30_000)).toMatch(reason);
  });

  test('tells who shows none what is lacking', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const asking = request(new URL('/health', signer.url), { ca: [own.certificate], agent: false }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve(body));
      });
      asking.on('error', reject);
      asking.end();
    });
    expect(JSON.parse(text)).toMatchObject({ code: 'attestation/client-certificate' });
  });

  test('is refused by the coordinator when its own certificate has expired', async () => {
    const old = certificateOf('signer', { now: LONG_AGO });
    const server = createServer({ key: old.key, cert: old.certificate }, (_, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const refused = await answerTo(
      endpoint(coordinator, { url, tls: { certificate: old.certificate, own: coordinator } }),
    );
    server.close();
    expect(refused).toMatchObject({ code: 'signer/unreachable', reason: expect.stringMatching(/has expired/) });
  });

  test('does not listen there without one', async () => {
    const other = path.join(world.custody.dir, 'policy-plain.log');
    createPolicyLog({ file: other, address: world.endpoints[0]!.address });
    await expect(world.startSigner(0, { policyFile: other, host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'server/no-tls',
    });
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { type AuthorizedPayment, assemble, encodeProposal, type Proposal } from '@istsi/bitcoin-custody';
import {
  attestorAddress,
  createPolicyLog,
  formatSigningFile,
  openPolicyLog,
  openSignerWorld,
  parseSigningFile,
  restorePolicyLog,
  reviewFile,
  type SignerServer,
  type SigningFile,
  signReviewed,
} from '@istsi/signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultSigningPolicy } from '../../signer/src/signing-policy.ts';
import { requestPsbtSignature, type SignerEndpoint } from '../src/attestation/signer-client.ts';
import { silentLog } from '../src/index.ts';
import { type Coin, type Holder, type SigningWorld, startSigningWorld, TIMEOUT_MS } from './signing-world.ts';

/** Where a policy log says how far it came. */
const headPath = (file: string): string => `${file}.head`;

let world: SigningWorld;
let alice: Holder;
let coin: Coin;
let payment: AuthorizedPayment;
let proposal: Proposal;
let psbt: Uint8Array;

beforeAll(async () => {
  world = await startSigningWorld();
  alice = await world.createHolder();
  coin = await world.fund(alice, 2_000_000n);
  const address = await world.bitcoin.call<string>('getnewaddress');
  payment = await world.withdraw(alice, { amountSats: 300_000n, address });
  proposal = await world.propose([payment], [coin], 500n);
  psbt = encodeProposal(world.epochs, proposal);
  await world.authorize([payment], proposal);
});
afterAll(async () => await world?.stop());

const asked = (signer: SignerServer, what = psbt): Promise<Uint8Array> => {
  const endpoint: SignerEndpoint = { ...world.endpoints[0]!, url: signer.url, address: signer.address };
  return requestPsbtSignature(endpoint, what, { timeoutMs: TIMEOUT_MS });
};

/** A payment of the same withdrawal that could confirm beside the one signed. */
const rival = {
  kind: 'signature' as const,
  txid: 'ff'.repeat(32),
  inputs: [`${'ee'.repeat(32)}:0`],
  feeSats: 1n,
  epoch: 0,
};

describe('a signer whose memory is lost', () => {
  const lose = (file: string): void => {
    for (const name of [file, headPath(file)]) fs.renameSync(name, `${name}.lost`);
  };

  test('does not start without it, begins none by itself, and works again when it is rebuilt from the chain', async () => {
    const [signer] = world.signers as [SignerServer];
    const file = world.policyFile(0);
    const { address } = signer;
    await asked(signer);
    await signer.stop();
    fs.rmSync(file);
    await expect(world.startSigner(0)).rejects.toMatchObject({ code: 'attestation/policy-missing' });
    expect(() => createPolicyLog({ file, address })).toThrow(
      expect.objectContaining({ code: 'attestation/policy-exists' }),
    );
    fs.rmSync(headPath(file));
    const stellar = { rpcUrl: world.networks.sandbox.rpcUrl };
    const restored = await restorePolicyLog({ file, address, stellar, manifest: world.manifest, epoch: 0 });
    expect(restored).toEqual({ transactions: 1 });

    const log = await openPolicyLog({ file, address, limits: defaultSigningPolicy });
    const withdrawals = [{ id: payment.withdrawalId, amountSats: payment.amountSats }];
    expect(log.admit({ ...rival, withdrawals })).toMatchObject({ code: 'attestation/unsafe-replacement' });
    log.close();
    const back = await world.startSigner(0);
    expect((await asked(back)).length).toBeGreaterThan(psbt.length);
    await back.stop();
  });

  test('and restored from an older copy still judges by the chain', async () => {
    const [, signer] = world.signers as [SignerServer, SignerServer];
    const file = world.policyFile(1);
    const copies = [file, headPath(file)].map((name): [string, Buffer] => [name, fs.readFileSync(name)]);
    await asked(signer);
    await signer.stop();
    lose(file);
    for (const [name, bytes] of copies) fs.writeFileSync(name, bytes, { mode: 0o600 });
    const back = await world.startSigner(1);
    const other = await world.propose([payment], [coin], 700n);
    const unauthorized = asked(back, encodeProposal(world.epochs, other));
    await expect(unauthorized).rejects.toMatchObject({ failure: { code: 'attestation/not-authorized' } });
    await asked(back);
    await back.stop();
  });

  test('and whose process ended after it remembered and before it signed signs when asked again', async () => {
    const [, , third] = world.signers as [SignerServer, SignerServer, SignerServer];
    await third.stop();
    const keystore = { ...world.custody.keystores[2]!, signPsbt: () => new Promise<Uint8Array>(() => undefined) };
    const dying = await world.startSigner(2, { keystore });
    const size = fs.statSync(world.policyFile(2)).size;
    const unanswered = asked(dying).catch((error: unknown) => error);
    while (fs.statSync(world.policyFile(2)).size === size) await new Promise((resolve) => setTimeout(resolve, 10));
    await dying.stop();
    await expect(unanswered).resolves.toMatchObject({ failure: { code: 'signer/unreachable' } });
    const back = await world.startSigner(2);
    expect((await asked(back)).length).toBeGreaterThan(psbt.length);
    await back.stop();
  });
});

describe('a signer without a network', () => {
  const rules = defaultSigningPolicy;
  let file: SigningFile;
  beforeAll(() => {
    file = { psbt, withdrawals: [payment] };
  });

  test.each<[string, () => Uint8Array]>([
    ['binary', () => psbt],
    [
      'base64',
      () =>
        Buffer.from(
          `${Buffer.from(psbt)
            .toString('base64')
            .replace(/(.{64})/g, '$1\n')}\n`,
        ),
    ],
    ['JSON that says what it is for', () => Buffer.from(formatSigningFile(file))],
  ])('reads a PSBT as %s, and says what it pays and what that leaves open', (form, bytes) => {
    const read = parseSigningFile(bytes());
    const review = read && reviewFile(world.epochs, rules, read);
    const known = form.startsWith('JSON');
    expect(review).toMatchObject({
      ...{ ok: true, inputs: 1, inSats: 2_000_000n, changeSats: 1_700_000n, feeSats: 500n },
      payments: [{ sats: 299_500n, withdrawalId: known ? payment.withdrawalId : undefined }],
    });
    expect(review?.ok && review.unchecked.length).toBe(known ? 3 : 4);
  });

  test('two of three sign what the network then takes', async () => {
    const signed = await Promise.all(
      world.custody.keystores.slice(0, 2).map(async (keystore, n) => {
        const policyFile = path.join(world.custody.dir, `offline-${n}.log`);
        const address = await attestorAddress(keystore);
        createPolicyLog({ file: policyFile, address });
        const signer = await openSignerWorld({
          ...{ keystore, policyFile, log: silentLog, descriptors: world.epochs, manifest: world.manifest },
          // Nobody listens there.
          ...{ stellar: { rpcUrl: 'http://127.0.0.1:1' }, bitcoin: { rpcUrl: 'http://127.0.0.1:1' } },
        });
        const review = reviewFile(world.epochs, rules, file);
        if (!review.ok) throw new Error(review.reason);
        const answer = await signReviewed(signer, review, file);
        const withdrawals = [{ id: payment.withdrawalId, amountSats: payment.amountSats }];
        expect(signer.policy.admit({ ...rival, withdrawals })).toMatchObject({
          code: 'attestation/unsafe-replacement',
        });
        signer.policy.close();
        return answer as Uint8Array;
      }),
    );
    const { result } = assemble(world.epochs, proposal, signed);
    if (!result.complete) throw new Error('two of three suffice');
    const txid = await world.bitcoin.call('sendrawtransaction', Buffer.from(result.bytes).toString('hex'));
    expect(txid).toBe(result.txid);
  });

  test.each<[string, () => Partial<SigningFile>]>([
    ['pays another amount', () => ({ withdrawals: [{ ...payment, amountSats: 299_999n }] })],
    [
      'pays somebody else',
      () => ({ withdrawals: [{ ...payment, scriptPubKey: world.scriptOf(alice.depositAddress) }] }),
    ],
    ['takes more for the fee than was accepted', () => ({ withdrawals: [{ ...payment, maxFeeSats: 499n }] })],
    ['pays one withdrawal fewer', () => ({ withdrawals: [payment, { ...payment, withdrawalId: 'ab'.repeat(32) }] })],
  ])('refuses a file whose PSBT %s', (_, change) => {
    const review = reviewFile(world.epochs, rules, { ...file, ...change() });
    expect(review).toMatchObject({ ok: false, code: 'attestation/proposal' });
  });

  test.each([
    ['nothing', ''],
    ['JSON of another form', '{"format":"other"}'],
    ['a PSBT cut short', 'cHNid'],
  ])('reads no PSBT from %s', (_, text) => {
    expect(parseSigningFile(Buffer.from(text))).toBeUndefined();
  });
});

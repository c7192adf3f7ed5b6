import { join } from 'node:path';
import { RawTx, SigHash, Transaction } from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localhostCertificate } from '../../test/localhost-certificate.ts';
import { placeIn } from '../../test/reclaim-world.ts';
import { buildTransaction } from '../../test/scripted-chain.ts';
import { type Custody, changeOutput, foreignScript, fundedInput, startCustody } from '../../test/withdrawal-world.ts';
import { networks } from '../networks.ts';
import { deriveReclaim } from '../reclaim/derive-reclaim.ts';
import type { ReclaimSweep } from '../reclaim/sweep.ts';
import { assembleReclaimSweep, encodeReclaimSweep } from '../reclaim/sweep-psbt.ts';
import { assemble } from '../withdrawal/assemble.ts';
import type { Proposal } from '../withdrawal/proposal.ts';
import { encodeProposal, openPsbt } from '../withdrawal/psbt.ts';
import type { JsonServer, ListenOptions } from './json-server.ts';
import type { Keystore } from './keystore.ts';
import { serveKeystore } from './keystore-server.ts';
import { createRemoteKeystore, type RemoteKeystoreOptions } from './remote-keystore.ts';

const network = networks.regtest;
const token = 'token of the keystore';
const hash = new Uint8Array(32).fill(7);

let custody: Custody;
let other: Custody;
let proposal: Proposal;
let failures: string[];
beforeAll(async () => {
  [custody, other] = await Promise.all([startCustody('wsh'), startCustody('tr')]);
  proposal = {
    inputs: [fundedInput(custody.descriptor, 0, 50_000n)],
    outputs: [{ scriptPubKey: foreignScript(1), amountSats: 30_000n }, changeOutput(custody.descriptor, 0, 19_000n)],
    lockTime: 0,
  };
  failures = [];
});
afterAll(async () => {
  await Promise.all([custody.remove(), other.remove()]);
  expect(failures).toEqual([]);
});

const serve = (listen: ListenOptions, keystore: Keystore = custody.keystores[0]!): Promise<JsonServer> =>
  serveKeystore({
    ...{ keystore, listen, token, epochs: [custody.descriptor] },
    onError: (path, error) => failures.push(`${path}: ${String(error)}`),
  });

test.each<[string, () => ListenOptions, Partial<RemoteKeystoreOptions>]>([
  ['a Unix socket', () => ({ socket: join(custody.directory, 'keystore.sock') }), {}],
  ['a port of this machine', () => ({}), {}],
  ['TLS', () => ({ tls: localhostCertificate }), { ca: localhostCertificate.cert }],
])('behind %s it is the keystore that it stands for', async (_, listen, extra) => {
  const [file] = custody.keystores as [Keystore];
  const server = await serve(listen());
  const remote = createRemoteKeystore({ url: server.url, token, ...extra });
  expect(await remote.accountKey({ network })).toEqual(await file.accountKey({ network }));
  expect(await remote.accountKey({ network, epoch: 1 })).toEqual(await file.accountKey({ network, epoch: 1 }));
  expect(await remote.attestationKey('stellar')).toEqual(await file.attestationKey('stellar'));
  expect(await remote.signAttestation('stellar', hash)).toEqual(await file.signAttestation('stellar', hash));

  const psbt = encodeProposal([custody.descriptor], proposal);
  const signed = await Promise.all([remote, custody.keystores[1]!].map((one) => one.signPsbt(psbt, { network })));
  expect(assemble([custody.descriptor], proposal, signed)).toMatchObject({ result: { complete: true }, rejected: [] });

  remote.close();
  await expect(remote.attestationKey('stellar')).rejects.toMatchObject({ code: 'keystore/closed' });
  await server.stop();
});

describe('a keystore in another process', () => {
  let server: JsonServer;
  let remote: Keystore;
  beforeAll(async () => {
    server = await serve({});
    remote = createRemoteKeystore({ url: server.url, token });
  });
  afterAll(() => server.stop());

  const foreign = (): Uint8Array => {
    const inputs = [fundedInput(other.descriptor, 0, 50_000n)];
    return encodeProposal([other.descriptor], { ...proposal, inputs, outputs: proposal.outputs.slice(0, 1) });
  };
  /** Claims an address of this custody for the coin of somebody else. */
  const disguised = (): Uint8Array => {
    const { txid, vout, previousTransaction } = fundedInput(other.descriptor, 0, 50_000n);
    const { bip32Derivation } = openPsbt(encodeProposal([custody.descriptor], proposal)).getInput(0);
    const transaction = new Transaction({ PSBTVersion: 2, version: 2, disableScriptCheck: true });
    const nonWitnessUtxo = RawTx.decode(previousTransaction);
    transaction.addInput({
      txid,
      index: vout,
      sequence: 0xfffffffd,
      nonWitnessUtxo,
      bip32Derivation: bip32Derivation!,
    });
    transaction.addOutput({ script: foreignScript(1), amount: 40_000n });
    return transaction.toPSBT(2);
  };
  const reclaimed = (): ReclaimSweep => {
    const place = placeIn(custody, 5);
    const pays = [{ scriptPubKey: deriveReclaim(place).scriptPubKey, amountSats: 50_000n }];
    const { bytes, txid } = buildTransaction({ spends: [{ txid: 'ab'.repeat(32), vout: 0 }], pays });
    const coin = { txid, vout: 0, previousTransaction: bytes };
    return { epoch: 0, index: 5, ownerKey: place.ownerKey, coin, toEpoch: 0, amountSats: 49_000n };
  };
  const stolenSweep = (): Uint8Array => {
    const transaction = openPsbt(encodeReclaimSweep([custody.descriptor], reclaimed()));
    transaction.updateOutput(0, { script: foreignScript(1) });
    return transaction.toPSBT(0);
  };

  test('signs the sweep of a coin at a reclaim address, though its own are of the other kind', async () => {
    const epochs = [custody.descriptor];
    const psbt = encodeReclaimSweep(epochs, reclaimed());
    const signed = [await remote.signPsbt(psbt, { network }), await custody.keystores[2]!.signPsbt(psbt, { network })];
    expect(assembleReclaimSweep(epochs, reclaimed(), signed).result).toMatchObject({ complete: true });
  });

  const withSighash = (sighashType: number): Uint8Array => {
    const transaction = openPsbt(encodeProposal([custody.descriptor], proposal));
    transaction.updateInput(0, { sighashType });
    return transaction.toPSBT(2);
  };

  test.each<[string, () => Uint8Array, string]>([
    ['what is no PSBT', () => Uint8Array.of(1, 2, 3), 'withdrawal/psbt'],
    ['the coin of another custody', foreign, 'withdrawal/psbt'],
    ['the coin of another custody under an own address', disguised, 'keystore/foreign-input'],
    ['a coin at a reclaim address away to somebody', stolenSweep, 'withdrawal/psbt'],
    ['a signature that leaves the outputs open', () => withSighash(SigHash.NONE), 'withdrawal/psbt'],
    ['a signature that leaves other inputs open', () => withSighash(SigHash.ALL_ANYONECANPAY), 'withdrawal/psbt'],
    ['a signature of one output only', () => withSighash(SigHash.SINGLE), 'withdrawal/psbt'],
  ])('does not sign %s', async (_, psbt, code) => {
    const refused = remote.signPsbt(psbt(), { network });
    await expect(refused).rejects.toMatchObject({ code: 'keystore/refused', context: { code } });
  });

  test('attests only hashes', async () => {
    const refused = remote.signAttestation('stellar', hash.subarray(1));
    await expect(refused).rejects.toMatchObject({ context: { code: 'keystore/hash' } });
  });

  test('answers nobody without its token', async () => {
    const stranger = createRemoteKeystore({ url: server.url, token: 'another' });
    const refused = stranger.signAttestation('stellar', hash);
    await expect(refused).rejects.toMatchObject({ context: { code: 'keystore/unauthorized' } });
  });

  test('is not reached in the clear over a network, and says so when it is gone', async () => {
    const far = () => createRemoteKeystore({ url: 'http://192.0.2.1:1', token });
    expect(far).toThrow(expect.objectContaining({ code: 'keystore/url' }));
    const closed = createRemoteKeystore({ url: 'http://127.0.0.1:1', token });
    await expect(closed.attestationKey('stellar')).rejects.toMatchObject({ code: 'keystore/unreachable' });
  });
});

import path from 'node:path';
import {
  type BatchArgs,
  type BlockRef,
  blockArgs,
  type DepositClaim,
  depositArgs,
  depositBatchArgs,
  encodeArguments,
  openContracts,
  type SystemContracts,
} from '@istsi/contracts';
import type { SignerServer } from '@istsi/signer';
import { createSubmitter, latestLedger, openNetwork, signEntry, signerOf } from '@istsi/soroban-client';
import { Address, inspectAuthEntry, Keypair, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPolicyLog, openPolicyLog } from '../../signer/src/policy/policy-log.ts';
import type { Outpoint } from '../src/index.ts';
import { type Asked, askFor, authorizedCall } from './entries.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let contracts: SystemContracts;
let signer: SignerServer;
let token: string;
let alice: { address: string; depositAddress: string };
let mallory: { address: string; depositAddress: string };
let outpoint: Outpoint;
/** In the same block, of Mallory. */
let second: Outpoint;
let shallow: Outpoint;
/** The one that holds `outpoint`. */
let block: BlockRef;

const SATS = 150_000n;

beforeAll(async () => {
  world = await startWorld();
  await world.services.stop();
  contracts = openContracts(world.manifest, openNetwork(world.sandbox));
  signer = world.signers[0]!;
  token = world.signerEndpoints[0]!.token;
  alice = await world.createUserWithoutServices();
  mallory = await world.createUserWithoutServices();
  const paid = await world.bitcoin.pay([alice.depositAddress, SATS], [mallory.depositAddress, SATS]);
  [outpoint, second] = paid as [Outpoint, Outpoint];
  await world.bitcoin.mine(2);
  block = await world.bitcoin.blockOf(outpoint.txid);
  [shallow] = (await world.bitcoin.pay([alice.depositAddress, SATS])) as [Outpoint];
  await world.bitcoin.mine(1);
});
afterAll(async () => await world?.stop());

const claim = (change: Partial<DepositClaim> = {}): DepositClaim => ({
  caller: world.keys.operator.publicKey(),
  attestors: world.signers.slice(0, 2).map(({ address }) => address),
  user: alice.address,
  amountSats: SATS,
  ...outpoint,
  confirmations: 2,
  block,
  ...change,
});

const depositCallArgs = (of: DepositClaim): xdr.ScVal[] =>
  contracts.router.spec.funcArgsToScVals('execute_bitcoin_deposit', depositArgs(of));

function registration(of: DepositClaim): xdr.SorobanAuthorizedInvocation {
  const facts = {
    attestors: of.attestors,
    user: of.user,
    tx_hash: Buffer.from(of.txid, 'hex'),
    vout: of.vout,
    amount: of.amountSats,
    confirmations: of.confirmations,
    ...blockArgs(of.block),
  };
  const args = contracts.reserve.spec.funcArgsToScVals('register_bitcoin_deposit', facts);
  return authorizedCall(contracts.reserve.contractId, 'register_bitcoin_deposit', args);
}

const tree = (of = claim(), below = [registration(of)], args = depositCallArgs(of)): xdr.SorobanAuthorizedInvocation =>
  authorizedCall(contracts.router.contractId, 'execute_bitcoin_deposit', args, below);

const entry = (invoked: xdr.SorobanAuthorizedInvocation, address = signer.address): Asked => askFor(invoked, address);

interface Answer {
  status: number;
  body: { entry?: string; code?: string; reason?: string };
}

async function post(body: string, authorization = `Bearer ${token}`, url = signer.url): Promise<Answer> {
  const response = await fetch(`${url}/attest`, { method: 'POST', headers: { authorization }, body });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function ask(asked: Asked, validFor = 100, url = signer.url): Promise<Answer> {
  const network = openNetwork(world.sandbox);
  const { sequence } = await latestLedger(network);
  return await post(JSON.stringify({ ...asked, validUntilLedger: sequence + validFor }), undefined, url);
}

describe('a signer', () => {
  test('signs the deposit that both chains show, in the name of its own key', async () => {
    const answer = await ask(entry(tree()));
    expect(answer.status).toBe(200);
    const signed = inspectAuthEntry(xdr.SorobanAuthorizationEntry.fromXdr(answer.body.entry!, 'base64'));
    expect(signed.signers[0]?.signatures?.[0]?.publicKey).toBe(signer.address);
  });

  test('signs the very entry that simulation asks for', async () => {
    const network = openNetwork(world.sandbox);
    const submitter = createSubmitter({ network, channels: [world.keys.deployer] });
    const asked: Answer[] = [];
    const args = encodeArguments(depositCallArgs(claim()));
    const outcome = submitter.submit({
      invoke: contracts.router.invocation('execute_bitcoin_deposit', depositArgs(claim())),
      authorize: async (unsigned, { validUntilLedger, networkPassphrase }) => {
        if (signerOf(unsigned) === world.keys.operator.publicKey()) {
          return await signEntry(unsigned, world.keys.operator, validUntilLedger, networkPassphrase);
        }
        const url = world.signers.find(({ address }) => address === signerOf(unsigned))!.url;
        const body = { entry: unsigned.toXdr('base64'), args, validUntilLedger };
        asked.push(await post(JSON.stringify(body), undefined, url));
        throw new Error('enough seen');
      },
    });
    await expect(outcome).rejects.toThrow('enough seen');
    expect(asked.map(({ status }) => status)).toEqual([200]);
  });

  test.each<[string, () => Promise<Answer>, number, string]>([
    ['a wrong token', () => post('{}', 'Bearer nonsense'), 401, 'attestation/unauthorized'],
    ['no token', () => post('{}', ''), 401, 'attestation/unauthorized'],
    ['what is not JSON', () => post('{"entry":'), 400, 'attestation/malformed'],
    ['JSON of another form', () => post('{"entry":1,"validUntilLedger":"x"}'), 400, 'attestation/malformed'],
    ['a body without end', () => post('x'.repeat(9 * 1024 * 1024)), 413, 'attestation/too-large'],
    ['what is not an entry', () => ask({ entry: 'AAAA', args: '' }), 400, 'attestation/malformed'],
    [
      'a call without its arguments',
      () => post(JSON.stringify({ entry: entry(tree()).entry, validUntilLedger: 1_000 })),
      400,
      'attestation/malformed',
    ],
    ['arguments that are none', () => ask({ ...entry(tree()), args: 'AAAA' }), 400, 'attestation/malformed'],
    [
      'the arguments of a true deposit with the hash of another one',
      () => ask({ ...entry(tree()), entry: entry(tree(claim({ amountSats: SATS + 1n }))).entry }),
      422,
      'attestation/other-call',
    ],
    ['an entry of another signer', () => ask(entry(tree(), world.signers[1]!.address)), 422, 'attestation/not-for-me'],
    [
      'a call that names other attestors only',
      () => ask(entry(tree(claim({ attestors: world.signers.slice(1).map((s) => s.address) })))),
      422,
      'attestation/not-for-me',
    ],
    [
      'another function of the router',
      () =>
        ask(
          entry(authorizedCall(contracts.router.contractId, 'resume', [Address.fromString(signer.address).toScVal()])),
        ),
      422,
      'attestation/other-call',
    ],
    [
      'another router',
      () =>
        ask(
          entry(
            authorizedCall(contracts.token.contractId, 'execute_bitcoin_deposit', depositCallArgs(claim()), [
              registration(claim()),
            ]),
          ),
        ),
      422,
      'attestation/other-call',
    ],
    ['the call without its registration', () => ask(entry(tree(claim(), []))), 422, 'attestation/other-call'],
    [
      'the call with something more below it',
      () => ask(entry(tree(claim(), [registration(claim()), registration(claim())]))),
      422,
      'attestation/other-call',
    ],
    [
      'something more below the registration',
      () => {
        const bare = registration(claim());
        const loaded = new xdr.SorobanAuthorizedInvocation({ function: bare.function, subInvocations: [bare] });
        return ask(entry(tree(claim(), [loaded])));
      },
      422,
      'attestation/other-call',
    ],
    [
      'a registration of another amount',
      () => ask(entry(tree(claim(), [registration(claim({ amountSats: SATS + 1n }))]))),
      422,
      'attestation/other-call',
    ],
    [
      'one argument too many',
      () => ask(entry(tree(claim(), [registration(claim())], [...depositCallArgs(claim()), xdr.ScVal.scvU32(1)]))),
      400,
      'attestation/malformed',
    ],
    ['a signature that would hold too long', () => ask(entry(tree()), 1_000_000), 422, 'attestation/expiry'],
    ['a signature that is over already', () => ask(entry(tree()), -1), 422, 'attestation/expiry'],
    [
      'a user whom the registry does not know',
      () => ask(entry(tree(claim({ user: Keypair.random().publicKey() })))),
      422,
      'attestation/unknown-user',
    ],
    [
      'the output of somebody else',
      () => ask(entry(tree(claim({ user: mallory.address })))),
      422,
      'attestation/deposit',
    ],
    [
      'an amount that the output does not hold',
      () => ask(entry(tree(claim({ amountSats: SATS + 1n })))),
      422,
      'attestation/deposit',
    ],
    ['an output that does not exist', () => ask(entry(tree(claim({ vout: 9 })))), 422, 'attestation/deposit'],
    [
      'a transaction that does not exist',
      () => ask(entry(tree(claim({ txid: '00'.repeat(32) })))),
      422,
      'attestation/deposit',
    ],
    ['an output that is not deep enough', () => ask(entry(tree(claim({ ...shallow })))), 422, 'attestation/deposit'],
    [
      'a block of another history',
      () => ask(entry(tree(claim({ block: { ...block, hash: '11'.repeat(32) } })))),
      409,
      'attestation/other-block',
    ],
    [
      'a block that does not hold the output',
      async () => ask(entry(tree(claim({ block: await world.bitcoin.tip() })))),
      409,
      'attestation/other-block',
    ],
    [
      'the right block at another height',
      () => ask(entry(tree(claim({ block: { ...block, height: block.height + 1 } })))),
      409,
      'attestation/other-block',
    ],
    [
      'a registration of another block',
      () => ask(entry(tree(claim(), [registration(claim({ block: { ...block, height: block.height - 1 } }))]))),
      422,
      'attestation/other-call',
    ],
    ['a depth that there is not', () => ask(entry(tree(claim({ confirmations: 50 })))), 422, 'attestation/deposit'],
  ])('refuses %s', async (_, request, status, code) => {
    const answer = await request();
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.reason).toBeTruthy();
    expect(answer.body.entry).toBeUndefined();
  });

  test('refuses an output that it attested for somebody else before', async () => {
    const policyFile = path.join(world.custody.dir, 'other-policy.log');
    createPolicyLog({ file: policyFile, address: signer.address });
    const limits = { mostSatsPerDay: 0n, mostPaymentsPerDay: 0 };
    const earlier = await openPolicyLog({ file: policyFile, address: signer.address, limits });
    const subject = `${outpoint.txid}:${outpoint.vout}`;
    earlier.admit({ kind: 'deposit', outpoint: subject, user: mallory.address, amountSats: SATS });
    earlier.close();
    const other = await world.startSigner(0, { policyFile });
    expect(await ask(entry(tree()), 100, other.url)).toMatchObject({
      status: 409,
      body: { code: 'attestation/conflict' },
    });
    await other.stop();
  });
});

describe('a signer of a batch', () => {
  const theSecond = (): DepositClaim => claim({ ...second, user: mallory.address });
  const batchOf = (claims: DepositClaim[]): BatchArgs =>
    depositBatchArgs(contracts.router, { claims, operationId: Buffer.alloc(32, 7), timeout: 2_000_000_000n });
  const batchTree = (args: BatchArgs, below: xdr.SorobanAuthorizedInvocation[]): xdr.SorobanAuthorizedInvocation =>
    authorizedCall(
      contracts.router.contractId,
      'execute_batch',
      contracts.router.spec.funcArgsToScVals('execute_batch', args),
      below,
    );
  const both = (): DepositClaim[] => [claim(), theSecond()];
  const whole = (claims: DepositClaim[], args = batchOf(claims)): Promise<Answer> =>
    ask(entry(batchTree(args, claims.map(registration))));
  const changed = (change: Partial<BatchArgs['batch']['calls'][number]>): Promise<Answer> => {
    const args = batchOf(both());
    const [first, ...others] = args.batch.calls;
    return whole(both(), { ...args, batch: { ...args.batch, calls: [{ ...first!, ...change }, ...others] } });
  };

  test('signs deposits that both chains show, all of them by one signature', async () => {
    const answer = await whole(both());
    expect(answer).toMatchObject({ status: 200 });
    const signed = inspectAuthEntry(xdr.SorobanAuthorizationEntry.fromXdr(answer.body.entry!, 'base64'));
    expect(signed.signers[0]?.signatures?.[0]?.publicKey).toBe(signer.address);
  });

  test.each<[string, () => Promise<Answer>, number, string]>([
    ['a deposit twice', () => whole([claim(), claim()]), 422, 'attestation/other-call'],
    [
      'a deposit that is not true beside one that is',
      () => whole([claim(), { ...theSecond(), amountSats: SATS + 1n }]),
      422,
      'attestation/deposit',
    ],
    ['a deposit for somebody else', () => whole([claim(), claim({ ...second })]), 422, 'attestation/deposit'],
    [
      'deposits that name other custodians each',
      () => whole([claim(), { ...theSecond(), attestors: world.signers.map(({ address }) => address) }]),
      422,
      'attestation/other-call',
    ],
    [
      'a batch that names other custodians only',
      () => whole(both().map((one) => ({ ...one, attestors: world.signers.slice(1).map(({ address }) => address) }))),
      422,
      'attestation/not-for-me',
    ],
    [
      'a withdrawal among them',
      () => changed({ function_name: 'execute_token_withdrawal' }),
      422,
      'attestation/other-call',
    ],
    [
      'a call of another contract',
      () => changed({ target_contract: contracts.token.contractId }),
      422,
      'attestation/other-call',
    ],
    ['another result', () => changed({ expected_return_type: 'void' }), 422, 'attestation/other-call'],
    [
      'what is to be done when it is rolled back',
      () => {
        const args = batchOf(both());
        return whole(both(), { ...args, batch: { ...args.batch, rollback_calls: args.batch.calls } });
      },
      422,
      'attestation/other-call',
    ],
    [
      'no deposit at all',
      () => whole([], { ...batchOf(both()), batch: { ...batchOf(both()).batch, calls: [] } }),
      422,
      'attestation/other-call',
    ],
    [
      'a registration left out',
      () => ask(entry(batchTree(batchOf(both()), [registration(claim())]))),
      422,
      'attestation/other-call',
    ],
    [
      'a registration too many',
      () => ask(entry(batchTree(batchOf([claim()]), both().map(registration)))),
      422,
      'attestation/other-call',
    ],
    [
      'a registration of another deposit',
      () => ask(entry(batchTree(batchOf(both()), [registration(claim()), registration(claim())]))),
      422,
      'attestation/other-call',
    ],
  ])('refuses %s', async (_, request, status, code) => {
    const answer = await request();
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.entry).toBeUndefined();
  });
});

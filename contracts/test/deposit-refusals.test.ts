import type { xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balance, type DepositOptions, decide, deposit, pause, register, resume, stateOf, txid } from './actions.ts';
import { impersonating, signing, signsInstead } from './forgery.ts';
import { Refusal, startWorld, type World } from './world.ts';

interface Case {
  claim: string;
  given?: (world: World) => Promise<unknown>;
  deposit?: DepositOptions;
  /** Contract error, or the host's error kind. */
  refusal: { code: number } | { kind: string };
  /** An error further down that the router's own stands for. */
  because?: number;
  undo?: (world: World) => Promise<unknown>;
}

const ONE_BTC = 100_000_000n;

const cases: Case[] = [
  { claim: 'while the system is paused', given: pause, refusal: { code: 50 }, undo: resume },
  { claim: 'for someone without an identity', deposit: { user: 'mallory' }, refusal: { code: 20 }, because: 110 },
  {
    claim: 'for an identity of tier 0',
    given: (w) => decide(w, 'set_tier', 'alice', { tier: 0 }),
    refusal: { code: 21 },
    because: 120,
    undo: (w) => decide(w, 'set_tier', 'alice', { tier: 3 }),
  },
  {
    claim: 'for a blacklisted identity',
    given: (w) => decide(w, 'blacklist', 'alice'),
    refusal: { code: 22 },
    because: 114,
    undo: (w) => decide(w, 'remove_from_blacklist', 'alice'),
  },
  {
    claim: 'for a frozen identity',
    given: (w) => decide(w, 'freeze', 'alice'),
    refusal: { code: 20 },
    because: 113,
    undo: (w) => decide(w, 'unfreeze', 'alice'),
  },
  {
    claim: 'for an identity under review',
    given: (w) => decide(w, 'start_review', 'alice'),
    refusal: { code: 20 },
    because: 115,
    undo: (w) => decide(w, 'end_review', 'alice'),
  },
  {
    claim: 'for a suspended identity',
    given: (w) => decide(w, 'set_status', 'alice', { status: 2 }),
    refusal: { code: 20 },
    because: 111,
    undo: (w) => decide(w, 'set_status', 'alice', { status: 1 }),
  },
  { claim: 'for an expired identity', deposit: { user: 'carol' }, refusal: { code: 20 }, because: 112 },
  { claim: "over the tier's limit", deposit: { amount: 10n * ONE_BTC + 1n }, refusal: { code: 20 }, because: 121 },
  { claim: 'of nothing', deposit: { amount: 0n }, refusal: { code: 402 } },
  { claim: 'of a satoshi', deposit: { amount: 1n }, refusal: { code: 467 } },
  {
    claim: 'of an output that already minted',
    deposit: { tx: txid('minted already') },
    refusal: { code: 42 },
  },
  {
    claim: 'of an output that already minted, to someone else',
    deposit: { tx: txid('minted already'), user: 'bob' },
    refusal: { code: 42 },
  },
  { claim: 'that nobody attests', deposit: { attestors: [] }, refusal: { code: 403 } },
  { claim: 'that too few custodians attest', deposit: { attestors: ['custodian1'] }, refusal: { code: 403 } },
  {
    claim: 'that someone attests who is not a custodian',
    deposit: { attestors: ['custodian1', 'mallory'] },
    refusal: { code: 404 },
  },
  {
    claim: 'that one custodian attests twice',
    deposit: { attestors: ['custodian1', 'custodian1'] },
    refusal: { code: 405 },
  },
  {
    claim: 'of 0.1 BTC with 2 confirmations',
    deposit: { amount: ONE_BTC / 10n, confirmations: 2 },
    refusal: { code: 406 },
  },
  { claim: 'of the least with 1 confirmation', deposit: { amount: 1_000n, confirmations: 1 }, refusal: { code: 406 } },
  { claim: 'of 1 BTC with 5 confirmations', deposit: { amount: ONE_BTC, confirmations: 5 }, refusal: { code: 406 } },
  {
    claim: 'of 10 BTC with 11 confirmations',
    deposit: { amount: 10n * ONE_BTC, confirmations: 11 },
    refusal: { code: 406 },
  },
  { claim: 'by someone without a role', deposit: { caller: 'mallory' }, refusal: { code: 1 } },
  { claim: 'by a compliance officer', deposit: { caller: 'officer' }, refusal: { code: 2 } },
  { claim: 'by the user', deposit: { caller: 'alice' }, refusal: { code: 1 } },
  { claim: 'by a custodian', deposit: { caller: 'custodian1' }, refusal: { code: 1 } },
  { claim: 'that a custodian did not sign', deposit: { signers: ['custodian1'] }, refusal: { kind: 'auth' } },
  { claim: 'that nobody signed', deposit: { signers: [] }, refusal: { kind: 'auth' } },
];

describe('a deposit is refused', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 3);
    await register(world, 'bob', 3);
    const now = BigInt(Math.floor(Date.now() / 1000));
    await register(world, 'carol', 3, now + 3n);
    await deposit(world, { tx: txid('minted already') });
    await world.advanceTime(10);
  });
  afterAll(() => world.stop());

  test.each(cases)('$claim', async ({ claim, given, deposit: options = {}, refusal, because, undo }) => {
    await given?.(world);
    const before = await stateOf(world);

    const failure = await deposit(world, { tx: txid(claim), ...options }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Refusal);
    expect(failure).toMatchObject(refusal);
    if (because) expect((failure as Refusal).codes).toContain(because);
    expect(await stateOf(world)).toEqual(before);

    await undo?.(world);
    const worked = await balance(world, 'alice');
    if (undo) await deposit(world, { tx: txid(claim), amount: 1_000n });
    if (undo) expect(await balance(world, 'alice')).toBe(worked + 1_000n);
  });

  describe('when a custodian signed for something else', () => {
    const honest = { user: 'alice', amount: 50_000n, vout: 0, confirmations: 12 } as const;
    const forgeries: [string, DepositOptions][] = [
      ['another user', { user: 'bob' }],
      ['another amount', { amount: 49_999n }],
      ['another output', { vout: 1 }],
      ['another transaction', { tx: txid('another') }],
      ['fewer confirmations', { confirmations: 6 }],
      ['another block', { block: 800_001 }],
      ['other attestors', { attestors: ['custodian2', 'custodian3'] }],
      ['another submitter', { caller: 'superAdmin' }],
    ];

    test.each(forgeries)('%s', async (claim, signed) => {
      const tx = txid(`forged ${claim}`);
      const before = await stateOf(world);
      const attempt = (blindly: boolean) =>
        deposit(world, { tx, ...honest, blindly, sign: signsInstead(world, { tx, ...honest, ...signed }) });

      await expect(attempt(false)).rejects.toMatchObject({ kind: 'auth' });
      await expect(attempt(true)).rejects.toBeInstanceOf(Refusal);
      expect(await stateOf(world)).toEqual(before);
    });

    test('nothing: the same signing serves an honest deposit', async () => {
      const tx = txid('not forged');
      await deposit(world, { tx, ...honest, sign: signsInstead(world, { tx, ...honest }) });
    });
  });

  test('when a stranger signs in the place of a custodian', async () => {
    const sign = impersonating(world);
    const before = await stateOf(world);
    await expect(deposit(world, { tx: txid('impostor'), sign })).rejects.toMatchObject({ kind: 'auth' });
    await expect(deposit(world, { tx: txid('impostor'), sign, blindly: true })).rejects.toBeInstanceOf(Refusal);
    expect(await stateOf(world)).toEqual(before);
  });

  test('when its attestation was used before', async () => {
    const kept: xdr.SorobanAuthorizationEntry[] = [];
    const keeping = signing(world, (entry) => kept.push(entry));
    await deposit(world, { tx: txid('replayed'), sign: keeping });
    const replaying = async () => await Promise.resolve(kept.shift()!);
    await expect(deposit(world, { tx: txid('replayed 2'), sign: replaying, blindly: true })).rejects.toBeInstanceOf(
      Refusal,
    );
  });

  test('all but once, when the same output is submitted many times at once', async () => {
    const before = await balance(world, 'alice');
    const callers = ['operator', 'superAdmin'] as const;
    const attempts = callers.map((caller) =>
      deposit(world, { caller, tx: txid('raced'), amount: 5_000n, blindly: true }),
    );
    const outcomes = await Promise.allSettled(attempts);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const lost = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(lost.reason).toMatchObject({ code: 42 });
    expect(await balance(world, 'alice')).toBe(before + 5_000n);
  });
});

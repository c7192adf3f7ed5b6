import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deposit, DepositState } from './deposit.ts';
import { type DepositFacts, nextStep, type Step } from './next-step.ts';

const now = new Date('2026-01-01T00:00:00Z');
const later = new Date(now.getTime() + 1_000);
const earlier = new Date(now.getTime() - 1_000);

/** Identified, in block 100, needing 3 confirmations: deep enough from tip 102 on. */
function deposit(change: Partial<Deposit> = {}): Deposit {
  return {
    outpoint: `${'ab'.repeat(32)}:0`,
    txid: 'ab'.repeat(32),
    vout: 0,
    amountSats: 150_000n,
    addressIndex: 7,
    operationId: 'cd'.repeat(32),
    height: 100,
    blockHash: '00'.repeat(32),
    state: 'confirming',
    user: 'GUSER',
    confirmationsRequired: 3,
    stellarTx: undefined,
    returnId: 'ef'.repeat(32),
    owedBack: false,
    returnHeld: false,
    returnAsked: false,
    refusal: undefined,
    failures: 0,
    failingSince: undefined,
    wakeAt: undefined,
    createdAt: now,
    updatedAt: now,
    ...change,
  };
}

const unidentified = { state: 'seen', user: undefined, confirmationsRequired: undefined } as const;

describe('the next step of a deposit', () => {
  test.each<[string, Partial<Deposit>, number, Step]>([
    ['just seen is to learn whose it is', unidentified, 100, { do: 'identify' }],
    ['of nobody is to wait a while', { ...unidentified, wakeAt: later }, 100, { do: 'wait', until: later }],
    ['of nobody is to ask again after that', { ...unidentified, wakeAt: earlier }, 100, { do: 'identify' }],
    ['too shallow is to wait for Bitcoin', {}, 101, { do: 'wait', until: undefined }],
    ['whose depth was never learned asks for it', { confirmationsRequired: undefined }, 102, { do: 'identify' }],
    ['deep enough is to be attested', {}, 102, { do: 'enter', state: 'attesting' }],
    ['being attested is to be submitted', { state: 'attesting' }, 102, { do: 'submit' }],
    ['whose attempt failed waits its pause', { state: 'attesting', wakeAt: later }, 102, { do: 'wait', until: later }],
    ['refused waits its pause', { state: 'refused', wakeAt: later }, 102, { do: 'wait', until: later }],
    ['refused is tried again after its pause', { state: 'refused', wakeAt: earlier }, 102, { do: 'submit' }],
    ['submitted is to learn its fate', { state: 'submitted' }, 102, { do: 'settle' }],
    ['refused for long is given back', { state: 'refused', wakeAt: earlier }, 119, { do: 'return' }],
    ['refused for long waits its pause too', { state: 'refused', wakeAt: later }, 119, { do: 'wait', until: later }],
    ['refused almost for long is tried again', { state: 'refused', wakeAt: earlier }, 118, { do: 'submit' }],
    [
      'whose return an officer asked for is given back at once',
      { state: 'refused', returnAsked: true },
      102,
      { do: 'return' },
    ],
    ['not worth its way back is not given back', { state: 'refused', amountSats: 999n }, 119, { do: 'submit' }],
    ['of nobody for long is given back', { ...unidentified, failures: 1, wakeAt: earlier }, 119, { do: 'return' }],
    ['seen late is identified before it is given back', unidentified, 119, { do: 'identify' }],
    ['of nobody is asked about until then', { ...unidentified, failures: 1 }, 118, { do: 'identify' }],
    ['too small for tokens is given back', { state: 'too-small' }, 119, { do: 'return' }],
    ['too small for tokens waits for that', { state: 'too-small' }, 118, { do: 'nothing' }],
    ['too small for anything is nothing', { state: 'too-small', amountSats: 999n }, 200, { do: 'nothing' }],
    ['too small and in no block is nothing', { state: 'too-small', height: undefined }, 200, { do: 'nothing' }],
    ['on its way to the books is to learn that fate', { state: 'registering' }, 119, { do: 'settle' }],
    [
      'on its way to the books and out of the chain likewise',
      { state: 'registering', height: undefined },
      119,
      { do: 'settle' },
    ],
    ['owed back is nothing', { state: 'returnable', returnAsked: true }, 200, { do: 'nothing' }],
    ['owed back and out of the chain is nothing', { state: 'returnable', height: undefined }, 200, { do: 'nothing' }],
    ['being paid back is nothing', { state: 'returning', returnAsked: true }, 200, { do: 'nothing' }],
    ['paid back is nothing', { state: 'returned', returnAsked: true }, 200, { do: 'nothing' }],
    ['minted is nothing even if an officer asks', { state: 'minted', returnAsked: true }, 200, { do: 'nothing' }],
    ['minted is nothing', { state: 'minted' }, 200, { do: 'nothing' }],
    ['out of the chain is to say so', { height: undefined }, 102, { do: 'enter', state: 'orphaned' }],
    [
      'out of the chain before it was identified too',
      { ...unidentified, height: undefined },
      102,
      { do: 'enter', state: 'orphaned' },
    ],
    ['orphaned waits for Bitcoin', { state: 'orphaned', height: undefined }, 102, { do: 'wait', until: undefined }],
    ['mined again is to count anew', { state: 'orphaned', height: 102 }, 102, { do: 'enter', state: 'confirming' }],
    [
      'mined again in a later block loses its depth',
      { state: 'attesting', height: 102 },
      102,
      { do: 'enter', state: 'confirming' },
    ],
    [
      'refused and then orphaned is to say so',
      { state: 'refused', height: undefined, wakeAt: later },
      102,
      { do: 'enter', state: 'orphaned' },
    ],
    [
      'orphaned while its transaction is on its way is still to learn that fate',
      { state: 'submitted', height: undefined },
      102,
      { do: 'settle' },
    ],
    ['orphaned after it minted is nothing', { state: 'minted', height: undefined }, 102, { do: 'nothing' }],
  ])('%s', (_, change, tipHeight, step) => {
    expect(nextStep(deposit(change), { now, tipHeight, returnAfterBlocks: 20 })).toEqual(step);
  });

  const states: DepositState[] = [
    ...(['seen', 'confirming', 'attesting', 'submitted', 'minted', 'refused', 'orphaned'] as const),
    ...(['too-small', 'registering', 'returnable', 'returning', 'returned', 'written-off'] as const),
  ];
  const UNIDENTIFIED: DepositState[] = [
    'seen',
    'orphaned',
    'too-small',
    'registering',
    'returnable',
    'returning',
    'returned',
  ];
  const anyDeposit = fc
    .record({
      state: fc.constantFrom(...states),
      height: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
      identified: fc.boolean(),
      wakeAt: fc.constantFrom(undefined, earlier, later),
    })
    // The rest of the state machine keeps to this; the database checks it for submitted and minted deposits.
    .filter(({ state, identified }) => identified || UNIDENTIFIED.includes(state))
    .map(({ identified, ...fields }) =>
      deposit({ ...fields, ...(identified ? {} : { user: undefined, confirmationsRequired: undefined }) }),
    );
  const anyFacts = fc.record({
    now: fc.constant(now),
    tipHeight: fc.integer({ min: 0, max: 130 }),
    returnAfterBlocks: fc.constant(20),
  });

  test('is never to submit what is not in the chain deep enough', () => {
    fc.assert(
      fc.property(anyDeposit, anyFacts, (given, facts) => {
        if (nextStep(given, facts).do !== 'submit') return;
        expect(given.height).toBeDefined();
        expect(facts.tipHeight - given.height! + 1).toBeGreaterThanOrEqual(3);
        expect(given.user).toBeDefined();
      }),
    );
  });

  test('is never to mint what may be owed back, nor to give back what may be minted', () => {
    fc.assert(
      fc.property(anyDeposit, anyFacts, (given, facts) => {
        const step = nextStep(given, facts).do;
        if (step === 'submit') expect(['attesting', 'refused']).toContain(given.state);
        if (step !== 'return') return;
        expect(['seen', 'refused', 'too-small']).toContain(given.state);
        expect(given.height).toBeDefined();
      }),
    );
  });

  test('comes to rest: changes of state alone never go in circles', () => {
    fc.assert(
      fc.property(anyDeposit, anyFacts, (given, facts: DepositFacts) => {
        let current = given;
        const visited = new Set<DepositState>();
        for (let step = nextStep(current, facts); step.do === 'enter'; step = nextStep(current, facts)) {
          expect(visited.has(step.state)).toBe(false);
          visited.add(step.state);
          current = { ...current, state: step.state, wakeAt: undefined };
        }
      }),
    );
  });
});

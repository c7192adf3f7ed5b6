import { describe, expect, test } from 'vitest';
import { agreeingClient } from './agreeing-client.ts';
import type { ReadOutcome } from './contract.ts';
import type { ContractClient } from './contract-client.ts';

interface Functions {
  readonly [name: string]: { readonly args: object; readonly result: unknown };
  readonly owed: { readonly args: Record<never, never>; readonly result: unknown };
}

const value = (of: unknown, ledger = 1): ReadOutcome<unknown> => ({ ok: true, value: of, ledger });
const refused = (code: number): ReadOutcome<unknown> => ({
  ok: false,
  failure: { contractError: { code, name: undefined }, text: 'it refuses' } as never,
});

/** A server that answers these, one after another, and the last of them for ever. */
function serverOf(...answers: ReadOutcome<unknown>[]): ContractClient<Functions> {
  let asked = 0;
  const next = (): ReadOutcome<unknown> => answers[Math.min(asked++, answers.length - 1)]!;
  return {
    contractId: 'CONTRACT',
    tryRead: () => Promise.resolve(next()),
    read: () => {
      const answer = next();
      return answer.ok ? Promise.resolve(answer.value) : Promise.reject(new Error('it refuses'));
    },
  } as unknown as ContractClient<Functions>;
}

const read = (first: ContractClient<Functions>, second: ContractClient<Functions>): Promise<unknown> =>
  agreeingClient(first, second, { attempts: 3, pauseMs: 1 }).read('owed');

describe('what two servers say', () => {
  test.each<[string, unknown]>([
    ['a number', 5n],
    ['bytes', Buffer.of(1, 2)],
    ['a struct', { amount: 7n, states: [1, 2] }],
    ['nothing', null],
  ])('counts when both say it: %s', async (_, said) => {
    expect(await read(serverOf(value(said, 8)), serverOf(value(said, 9)))).toEqual(said);
  });

  test('is waited for, when one of them is a ledger behind', async () => {
    expect(await read(serverOf(value(5n)), serverOf(value(4n), value(5n)))).toBe(5n);
  });

  test.each<[string, ReadOutcome<unknown>, ReadOutcome<unknown>]>([
    ['another amount', value({ amount: 5n }), value({ amount: 6n })],
    ['a number of another kind', value(5n), value(5)],
    ['what the other refuses', value(5n), refused(1)],
    ['another refusal', refused(2), refused(1)],
  ])('does not when one says %s, whichever it is', async (_, one, other) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      await expect(read(serverOf(first), serverOf(second))).rejects.toMatchObject({ code: 'soroban/views-differ' });
    }
  });

  test('is a refusal when both refuse', async () => {
    const client = agreeingClient(serverOf(refused(3)), serverOf(refused(3)), { attempts: 1 });
    expect(await client.tryRead('owed')).toMatchObject({ ok: false });
    await expect(client.read('owed')).rejects.toMatchObject({ code: 'soroban/read-refused' });
  });
});

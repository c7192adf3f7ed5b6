import { setTimeout as sleep } from 'node:timers/promises';
import { type ReadOutcome, requireRead } from './contract.ts';
import type { ContractClient, ContractFunctions } from './contract-client.ts';
import { SorobanClientError } from './errors.ts';

export interface AgreeingOptions {
  /** How often both are asked before they differ for good. */
  attempts?: number;
  /** What the slower one is given to close the ledger that the other has. */
  pauseMs?: number;
}

const ATTEMPTS = 4;
const PAUSE_MS = 1_500;

/**
 * One contract as two RPC servers tell it, which do not trust each other: what is read counts when both say the same. One
 * that is a ledger behind is asked again; when they still differ, `soroban/views-differ` is thrown, and nothing moves.
 */
export function agreeingClient<F extends ContractFunctions>(
  first: ContractClient<F>,
  second: ContractClient<F>,
  { attempts = ATTEMPTS, pauseMs = PAUSE_MS }: AgreeingOptions = {},
): ContractClient<F> {
  const tryRead: ContractClient<F>['tryRead'] = async (name, ...args) => {
    for (let attempt = 1; ; attempt++) {
      const [one, other] = await Promise.all([first.tryRead(name, ...args), second.tryRead(name, ...args)]);
      if (meaningOf(one) === meaningOf(other)) return one;
      if (attempt === attempts) {
        const said = { first: meaningOf(one), second: meaningOf(other) };
        throw new SorobanClientError('soroban/views-differ', { contractId: first.contractId, function: name, ...said });
      }
      await sleep(pauseMs);
    }
  };
  return {
    ...first,
    tryRead,
    read: async (name, ...args) => requireRead(await tryRead(name, ...args), first, name),
  };
}

/** As a text: the same for the same, whichever ledger it was read at. */
function meaningOf(outcome: ReadOutcome<unknown>): string {
  if (!outcome.ok) return `refused: ${outcome.failure.contractError?.code ?? outcome.failure.text}`;
  return JSON.stringify(outcome.value, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)) ?? '';
}

import type { InvocationFailure } from './invocation-failure.ts';

export type SorobanClientErrors = {
  'soroban/rpc-unreachable': { url: string; method: string; reason: string };
  'soroban/rpc-error': { url: string; method: string; rpcCode: number | undefined; reason: string };
  'soroban/rpc-bad-answer': { url: string; method: string; lack: string };
  'soroban/read-refused': { contractId: string; function: string; failure: InvocationFailure };
  'soroban/views-differ': { contractId: string; function: string; first: string; second: string };
  'soroban/other-release': { contractId: string; function: string; mismatch: string };
  'soroban/account-missing': { address: string };
  'soroban/wrong-network': { url: string; expected: string; actual: string };
  'soroban/friendbot-failed': { url: string; address: string; reason: string };
  'soroban/unusable-name': { name: string };
  'soroban/not-restored': { contractId: string; reason: string };
  'soroban/not-extended': { contractId: string; reason: string };
};

type Code = keyof SorobanClientErrors;

const MOST_SHOWN = 120;
const excerpt = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

const messages: { [C in Code]: (context: SorobanClientErrors[C]) => string } = {
  'soroban/rpc-unreachable': (c) =>
    `the Stellar RPC at ${c.url} did not answer ${c.method}: ${c.reason}; check that it runs and that the URL is right`,
  'soroban/rpc-error': (c) => `the Stellar RPC at ${c.url} refused ${c.method}: ${c.reason}`,
  'soroban/rpc-bad-answer': (c) =>
    `the Stellar RPC at ${c.url} answered ${c.method} without ${c.lack}: something else is there, or it is broken`,
  'soroban/read-refused': (c) => `reading ${c.function} of contract ${c.contractId} failed: ${c.failure.text}`,
  'soroban/views-differ': (c) =>
    `two Stellar RPCs do not agree about ${c.function} of contract ${c.contractId}: one says ${excerpt(c.first)}, the other ${excerpt(c.second)}; nothing moves before they do`,
  'soroban/other-release': (c) =>
    `the contract ${c.contractId} is of another release: in the answer of ${c.function}, ${c.mismatch}; upgrade it, or use that release`,
  'soroban/account-missing': (c) => `the account ${c.address} does not exist on this network; fund it first`,
  'soroban/wrong-network': (c) =>
    `the Stellar RPC at ${c.url} serves the network "${c.actual}", not "${c.expected}"; check URL and passphrase`,
  'soroban/friendbot-failed': (c) => `the friendbot at ${c.url} did not fund ${c.address}: ${c.reason}`,
  'soroban/unusable-name': (c) =>
    `the contract's spec names a type ${JSON.stringify(c.name)}, which cannot be written as a name in TypeScript, or is taken`,
  'soroban/not-restored': (c) =>
    `nothing of the contract ${c.contractId} came back: ${c.reason}; check that it was ever deployed there`,
  'soroban/not-extended': (c) =>
    `the contract ${c.contractId} was not kept alive: ${c.reason}; one that is archived has to be restored first`,
};

/** Failures of talking to Stellar. What a contract refuses is a value (`InvocationFailure`), not one of these. */
export class SorobanClientError<C extends Code = Code> extends Error {
  readonly code: C;
  readonly context: SorobanClientErrors[C];

  constructor(code: C, context: SorobanClientErrors[C], options?: ErrorOptions) {
    super(messages[code](context), options);
    this.name = 'SorobanClientError';
    this.code = code;
    this.context = context;
  }
}

export const isSorobanClientError = <C extends Code>(error: unknown, code: C): error is SorobanClientError<C> =>
  error instanceof SorobanClientError && error.code === code;

import type { contract, xdr } from '@stellar/stellar-sdk';

/** Why the host refused an invocation. `contractError` is set when a contract failed with one of its own numbers. */
export interface InvocationFailure {
  contractError?: ContractError;
  /** One line, fit for a log. */
  text: string;
}

export interface ContractError {
  code: number;
  /** The case's name in the error enum of the contract's spec, when a spec that we know has it. */
  name: string | undefined;
}

/** Error numbers to names, merged from the specs of every contract that an invocation may reach. */
export type ErrorNames = ReadonlyMap<number, string>;

/** RPC gives a failed simulation as text only; this is the part that is stable across versions. */
const CONTRACT_ERROR = /Error\(Contract, #(\d+)\)/;
const HOST_ERROR = /Error\([A-Za-z]+, (?:#\d+|[A-Za-z]+)\)/;

export function errorNames(specs: Iterable<contract.Spec>): ErrorNames {
  const names = new Map<number, string>();
  for (const spec of specs) {
    for (const { name, value } of spec.errorCases()) names.set(value, name.toString());
  }
  return names;
}

export function failureFromSimulation(error: string, names: ErrorNames): InvocationFailure {
  const code = CONTRACT_ERROR.exec(error)?.[1];
  if (code !== undefined) return contractFailure(Number(code), names);
  return { text: HOST_ERROR.exec(error)?.[0] ?? error.split('\n')[0]!.trim() };
}

/** For a transaction that was included and failed. Diagnostic events may be absent: the result alone says little. */
export function failureFromResult(
  result: xdr.TransactionResult,
  events: readonly xdr.DiagnosticEvent[],
  names: ErrorNames,
): InvocationFailure {
  const error = events.map(({ event }) => errorTopic(event)).find((found) => found !== undefined);
  if (error?.type === 'sceContract') return contractFailure(error.contractCode, names);
  if (!error || !('code' in error)) return { text: resultText(result) };
  return { text: `Error(${error.type.slice(3)}, ${error.code.name.slice(4)})` };
}

/** The innermost code, e.g. `txBadSeq` or `invokeHostFunctionTrapped`. */
export function resultText(result: xdr.TransactionResult): string {
  const outer = result.result;
  const inner =
    outer.type === 'txFeeBumpInnerFailed' || outer.type === 'txFeeBumpInnerSuccess'
      ? outer.innerResultPair.result.result
      : outer;
  if (inner.type !== 'txFailed' && inner.type !== 'txSuccess') return inner.type;
  const operation = inner.results[0];
  if (operation?.type !== 'opInner') return operation?.type ?? inner.type;
  const { value } = operation.tr;
  return 'type' in value ? String(value.type) : operation.tr.type;
}

function contractFailure(code: number, names: ErrorNames): InvocationFailure {
  const name = names.get(code);
  return {
    contractError: { code, name },
    text: name ? `contract error ${name} (#${code})` : `contract error #${code}`,
  };
}

function errorTopic(event: xdr.ContractEvent): xdr.ScError | undefined {
  const [name, error] = event.body.value.topics;
  const isError = name?.type === 'scvSymbol' && name.value.toString() === 'error';
  return isError && error?.type === 'scvError' ? error.value : undefined;
}

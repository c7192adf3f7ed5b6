import type { HostError } from '../values/error.ts';
import type { DebugPlaces } from './wasm/debug-places.ts';

/** One contract's part of a call that failed: which function of which contract, and where its sources had come to. */
export type TracedCall = {
  readonly contract: string;
  readonly functionName: string;
  /** `Vault.pay (vault.ts:41)`, innermost first. Empty where no debug build is known. */
  readonly lines: readonly string[];
};

type WasmFrame = { readonly module: string; readonly functionIndex: number; readonly offset: number };

const traces = new WeakMap<HostError, { readonly levels: WasmFrame[][]; readonly calls: TracedCall[] }>();

/** The calls that an error ended, innermost first, as far as it was traced. */
export const tracedCalls = (error: HostError): readonly TracedCall[] => traces.get(error)?.calls ?? [];

/**
 * Notes that an error ends a call of a contract. Called once for each contract on the way out, the innermost first: the
 * engine's stack, as it was where the error arose, has the frames of all of them. `cause` is what was thrown.
 */
export function traceCall(
  error: HostError,
  cause: unknown,
  call: Omit<TracedCall, 'lines'>,
  places: DebugPlaces | undefined,
): void {
  const trace = traces.get(error) ?? { levels: levelsOf(cause instanceof Error ? (cause.stack ?? '') : ''), calls: [] };
  traces.set(error, trace);
  const frames = trace.levels.shift() ?? [];
  const found = places === undefined ? [] : frames.map(({ functionIndex, offset }) => places(functionIndex, offset));
  const lines = found.flatMap((frame) => (frame ? [`${frame.name} (${frame.file}:${frame.line})`] : []));
  trace.calls.push({ ...call, lines });
}

/**
 * The frames of Wasm, by contract: within one contract they follow each other, and between two there is the host. What
 * converts numbers on the way to the host is Wasm, too, of another module, and stands before the contract's.
 */
function levelsOf(stack: string): WasmFrame[][] {
  const levels: WasmFrame[][] = [];
  let isInside = false;
  for (const line of stack.split('\n')) {
    const frame = frameOf(line);
    if (frame !== undefined && isInside) levels.at(-1)!.push(frame);
    else if (frame !== undefined) levels.push([frame]);
    isInside = frame !== undefined;
  }
  return levels.map((frames) => frames.filter(({ module }) => module === frames.at(-1)!.module));
}

function frameOf(line: string): WasmFrame | undefined {
  const [, module, index, offset] = /wasm:\/\/wasm\/([^:\s]+):wasm-function\[(\d+)\]:(0x[0-9a-f]+)/.exec(line) ?? [];
  if (module === undefined) return undefined;
  return { module, functionIndex: Number(index), offset: Number(offset) };
}

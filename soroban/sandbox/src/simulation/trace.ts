import type { DebugBuild, InvokeInput } from '../host/boundary.ts';
import { invokeHostFunction } from '../host/invoke.ts';
import type { HostError } from '../host/values/error.ts';
import { type TracedCall, tracedCalls } from '../host/vm/call-trace.ts';

/** By the hash (hex) of the code on the ledger that was built of the same sources. */
export type DebugBuilds = ReadonlyMap<string, DebugBuild>;

/** Frames of the engine that are looked at; a tree of calls is seldom as deep. */
const TRACED_FRAMES = 1000;
/** Code that is not optimized takes so many times what the ordinary build takes, at the very most. */
const SLOWER = 50;

/**
 * Where a failed invocation failed, innermost first: it is run again with the debug builds in place of the code that they
 * were built beside. Empty when there are none, or when it then ends in another way.
 */
export function traceFailure(
  input: InvokeInput & { limits: NonNullable<InvokeInput['limits']> },
  error: HostError,
  debugBuilds: DebugBuilds,
): readonly TracedCall[] {
  if (debugBuilds.size === 0) return [];
  const { instructions, memoryBytes } = input.limits;
  const limits =
    error.type === 'Budget' ? input.limits : { instructions: instructions * SLOWER, memoryBytes: memoryBytes * SLOWER };
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = TRACED_FRAMES;
  try {
    const again = invokeHostFunction({ ...input, limits, debugBuilds });
    return !again.ok && again.error.short === error.short ? tracedCalls(again.error) : [];
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** The tree of calls, as it is printed. */
export function traceText(calls: readonly TracedCall[]): string {
  const lines = calls.flatMap(({ contract, functionName, lines }) => [
    ...lines.map((line) => `     at ${line}`),
    `   in ${functionName} of ${contract}`,
  ]);
  return lines.length === 0 ? '' : `\nCalls (innermost first):\n${lines.join('\n')}\n`;
}

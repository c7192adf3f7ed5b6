import { COST } from './costs.ts';
import { env } from './env/table.ts';
import type { EnvFunction, EnvModule } from './env/types.ts';
import { HostError } from './error.ts';
import { hostFunctions } from './functions/all.ts';
import type { Host } from './host.ts';
import { type HostImports, linkOnFirstUse } from './linked.ts';
import { CONTENT_BYTES } from './metering.ts';
import { symbolVal, textVal } from './value.ts';
import { buildAdapter, type SplitFunction, type SplitImport } from './wasm/adapter.ts';
import { READERS, WRITERS } from './wire.ts';
import { adapterMemory } from './words.ts';

/**
 * Contracts are linked once per process, so what they import must find the invocation by itself. The host is
 * synchronous: exactly one invocation runs at a time.
 */
let running: Host | undefined;

export function runAs<T>(host: Host, body: () => T): T {
  const before = running;
  running = host;
  try {
    return body();
  } finally {
    running = before;
  }
}

type Implementation = (host: Host, ...args: never[]) => unknown;
type Trace = (event: { name: string; args: readonly unknown[]; result: unknown }) => void;
let trace: Trace | undefined;

/** Watches every host function call; for tests and debugging. */
export function traceHostFunctions(hook: Trace | undefined): void {
  trace = hook;
}

/** The one place where contracts enter the host: pays, checks and converts, traces, reports failures. */
function dispatcher(name: string, spec: EnvFunction, implementation: Implementation): SplitFunction {
  const readers = spec.args.map((type) => READERS[type]);
  const writer = WRITERS[spec.returns] as (frame: Host['frame'], value: unknown) => number;
  const contentBytes = CONTENT_BYTES[spec.returns];
  return (...halves) => {
    const host = running!;
    const { budget } = host;
    try {
      budget.takeFuelBack();
      budget.spend(COST.DispatchHostFunction);
      const frame = host.frame;
      const args: unknown[] = [];
      for (let i = 0; i < readers.length; i++) args.push(readers[i]!(frame, halves[2 * i]!, halves[2 * i + 1]!));
      const result = implementation(host, ...(args as never[]));
      if (trace !== undefined) trace({ name, args, result });
      if (contentBytes !== undefined) budget.createObject(contentBytes(result));
      const low = writer(frame, result);
      budget.grantFuel();
      return low;
    } catch (error) {
      if (error instanceof HostError) reportEscalation(host, error, name);
      throw error;
    }
  };
}

function reportEscalation(host: Host, error: HostError, name: string): void {
  host.report(error);
  const reason = `escalating error to VM trap from failed host function call: ${name}`;
  host.diagnose([symbolVal('error'), error.value], [textVal(reason)]);
}

function link(): HostImports {
  const all: SplitImport[] = [];
  for (const [module, functions] of Object.entries(env) as [EnvModule, Record<string, EnvFunction>][]) {
    const implementations = hostFunctions[module] as unknown as Record<string, Implementation>;
    for (const [name, spec] of Object.entries(functions)) {
      const call = dispatcher(name, spec, implementations[name]!);
      all.push({ name: `${module}.${spec.export}`, arity: spec.args.length, call });
    }
  }
  const exported = buildAdapter(all, adapterMemory);
  const linked: HostImports = {};
  for (const { name } of all) {
    const [module, field] = name.split('.') as [string, string];
    linked[module] ??= {};
    linked[module][field] = exported[name];
  }
  return linked;
}

linkOnFirstUse(link);

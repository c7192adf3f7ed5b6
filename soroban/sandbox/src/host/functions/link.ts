import type { Budget } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import { env } from '../env/table.ts';
import type { EnvModule } from '../env/types.ts';
import type { EnvFunction, WireType } from '../env/wire-types.ts';
import type { Host } from '../host.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { type HostVal, symbolVal, textVal } from '../values/value.ts';
import { type HostImports, linkOnFirstUse } from '../vm/linked.ts';
import { buildAdapter, type SplitFunction, type SplitImport } from '../vm/wasm/adapter.ts';
import { READERS, WRITERS } from '../vm/wire.ts';
import { adapterMemory, FIRST_OBJECT_TAG } from '../vm/words.ts';
import { hostFunctions } from './all.ts';

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

/** Types of the table that are always objects of the host. */
export const isObjectType = (type: WireType): boolean => type.endsWith('Object');
/** Types of numbers that are objects only when they do not fit into a value. */
export const NUMBER_TYPES: { readonly [T in WireType]?: 'u64' | 'u256' | 'i256' } = {
  U64Val: 'u64',
  U256Val: 'u256',
  I256Val: 'i256',
};

/** What the host charges for arguments before and results after a function, whoever calls it. */
/** Functions that pass some of their objects on instead of looking into them. */
const OWN_OBJECTS: Readonly<Record<string, number>> = {
  contract_event: 0,
  require_auth: 0,
  require_auth_for_args: 1,
  delegate_account_auth: 0,
};

export type Passing = {
  /** Objects among the arguments that the function looks into. */
  readonly ownObjects: number;
  /** Charges for making the object that a function returns. */
  readonly chargeResult: (budget: Budget, result: unknown) => void;
};

export function passing(name: string, spec: EnvFunction): Passing {
  const ownObjects = OWN_OBJECTS[name] ?? spec.args.filter(isObjectType).length;
  if (isObjectType(spec.returns)) {
    return {
      ownObjects,
      chargeResult(budget) {
        budget.createObject();
        budget.visit();
      },
    };
  }
  const number = NUMBER_TYPES[spec.returns];
  if (number !== undefined) {
    return {
      ownObjects,
      chargeResult(budget, result) {
        if (!isObject({ type: number, value: result as bigint })) return;
        budget.createObject();
        budget.visit(2);
      },
    };
  }
  if (spec.returns === 'Val' || spec.returns === 'Symbol') {
    return {
      ownObjects,
      chargeResult(budget, result) {
        if (isObject(result as HostVal)) budget.visit();
      },
    };
  }
  return { ownObjects, chargeResult: () => {} };
}

/**
 * What only the tags of arguments tell: an object may hold what would fit without one, and both read as the same value.
 * Small values are compared by contracts themselves, and the host answers only where an object is involved.
 */
const TAG_CHECKS: Readonly<Record<string, (halves: readonly number[]) => void>> = {
  obj_cmp([a, , b]) {
    if (isHandle(a!) || isHandle(b!)) return;
    throw new HostError('Value', 'UnexpectedType', 'two non-object args to obj_cmp');
  },
};

const isHandle = (low: number): boolean => (low & 0xff) >= FIRST_OBJECT_TAG;

/** The one place where contracts enter the host: pays, checks and converts, traces, reports failures. */
function dispatcher(name: string, spec: EnvFunction, implementation: Implementation): SplitFunction {
  const readers = spec.args.map((type) => READERS[type]);
  const writer = WRITERS[spec.returns] as (frame: Host['frame'], value: unknown) => number;
  const { ownObjects, chargeResult } = passing(name, spec);
  const checkTags = TAG_CHECKS[name];
  return (...halves) => {
    const host = running!;
    const { budget } = host;
    try {
      budget.takeFuelBack();
      budget.spend(COST.DispatchHostFunction);
      const frame = host.frame;
      const args: unknown[] = new Array(readers.length);
      for (let i = 0; i < readers.length; i++) args[i] = readers[i]!(frame, halves[2 * i]!, halves[2 * i + 1]!);
      checkTags?.(halves);
      budget.visit(ownObjects);
      const result = apply(implementation, host, args as never[]);
      if (trace !== undefined) trace({ name, args, result });
      chargeResult(budget, result);
      const low = writer(frame, result);
      budget.grantFuel();
      return low;
    } catch (error) {
      if (error instanceof HostError) reportEscalation(host, error, name);
      throw error;
    }
  };
}

/** Calls with so many arguments as there are: few are passed faster one by one. */
function apply(implementation: Implementation, host: Host, args: readonly never[]): unknown {
  switch (args.length) {
    case 0:
      return implementation(host);
    case 1:
      return implementation(host, args[0]!);
    case 2:
      return implementation(host, args[0]!, args[1]!);
    case 3:
      return implementation(host, args[0]!, args[1]!, args[2]!);
    case 4:
      return implementation(host, args[0]!, args[1]!, args[2]!, args[3]!);
    default:
      return implementation(host, ...args);
  }
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

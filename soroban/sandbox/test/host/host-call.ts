import { env } from '../../src/host/env/table.ts';
import type { EnvModule } from '../../src/host/env/types.ts';
import type { EnvFunction, Wire, WireType } from '../../src/host/env/wire-types.ts';
import { hostFunctions } from '../../src/host/functions/all.ts';
import { isObjectType, NUMBER_TYPES, passing, runAs } from '../../src/host/functions/link.ts';
import type { Host } from '../../src/host/host.ts';
import { isObject } from '../../src/host/values/small.ts';
import { type HostVal, symbolVal } from '../../src/host/values/value.ts';

/** What an implementation takes: a value, or what the table's type says. */
export type HostArgument = Wire[WireType];

const byName = new Map(
  (Object.entries(env) as [EnvModule, Record<string, EnvFunction>][]).flatMap(([module, functions]) =>
    Object.entries(functions).map(([name, spec]) => [name, [module, spec]] as const),
  ),
);

export const specOf = (name: string): EnvFunction => byName.get(name)![1];

/**
 * Calls a host function from within the host, as built-in contracts and tests of the network's host do: charged like a
 * contract's call, without what crossing from Wasm costs.
 */
export function callHostFunction(host: Host, name: string, args: readonly HostArgument[]): unknown {
  const [module, spec] = byName.get(name)!;
  const { ownObjects, chargeResult } = passing(name, spec);
  host.budget.visit(spec.args.filter((type, i) => isPassedObject(type, args[i]!)).length + ownObjects);
  const implementations = hostFunctions[module] as unknown as Record<
    string,
    (host: Host, ...args: HostArgument[]) => unknown
  >;
  const result = runAs(host, () => implementations[name]!(host, ...args));
  chargeResult(host.budget, result);
  return result;
}

function isPassedObject(type: WireType, arg: HostArgument): boolean {
  const number = NUMBER_TYPES[type];
  if (number !== undefined) return isObject({ type: number, value: arg as bigint });
  if (type === 'Symbol') return isObject(symbolVal(arg as string));
  return isObjectType(type) || (type === 'Val' && isObject(arg as HostVal));
}

/// <reference path="./webassembly.d.ts" />
import { env } from '../../env/table.ts';
import type { EnvFunction } from '../../env/wire-types.ts';
import { HostError } from '../../values/error.ts';
import { type Instrumented, instrument } from './instrument.ts';
import { readInterfaceVersion } from './interface-version.ts';
import type { LineHits } from './line-hits.ts';
import { KIND, type ModuleShape, readModuleShape, VALUE_TYPE, WasmFormatError } from './module-shape.ts';

const META_SECTION = 'contractenvmetav0';
/** Most parameters of an exported function. */
const MAX_PARAMETERS = 32;
const MAX_TABLE_ELEMENTS = 1000;

export type ValidContract = { readonly shape: ModuleShape; readonly protocol: number; readonly metered: Instrumented };

const refused = (reason: string): HostError => new HostError('WasmVm', 'InvalidAction', reason);
const invalid = (reason: string): HostError => new HostError('WasmVm', 'InvalidInput', reason);

/** Checks all the network checks of an upload, and prepares the module to run. Throws `WasmVm` errors with the reason. */
export function validateContract(wasm: Uint8Array, ledgerProtocol: number, hits?: LineHits): ValidContract {
  const { shape, metered } = parse(wasm, hits);
  if (!WebAssembly.validate(wasm)) throw refused('the module does not validate');
  checkTypes(shape);
  checkExports(shape);
  const protocol = checkInterfaceVersion(shape, ledgerProtocol);
  checkImports(shape, protocol, ledgerProtocol);
  if (shape.hasStart) throw refused('the module has a start function');
  return { shape, protocol, metered };
}

function parse(wasm: Uint8Array, hits: LineHits | undefined): { shape: ModuleShape; metered: Instrumented } {
  try {
    const shape = readModuleShape(wasm);
    return { shape, metered: instrument(wasm, shape, hits) };
  } catch (error) {
    if (error instanceof WasmFormatError) throw refused(error.message);
    throw error;
  }
}

function checkTypes(shape: ModuleShape): void {
  for (const type of shape.types) {
    if (type.results.length > 1) throw refused('functions of several results are not supported');
    for (const value of [...type.parameters, ...type.results]) checkValueType(value);
  }
  for (const global of shape.globals) checkValueType(global.type);
  if (shape.tables > 1) throw refused('several tables are not supported');
  if (shape.tableEntries > MAX_TABLE_ELEMENTS) {
    throw new HostError('Budget', 'ExceededLimit', `the table has more than ${MAX_TABLE_ELEMENTS} elements`);
  }
}

function checkValueType(type: number): void {
  if (type === VALUE_TYPE.i32 || type === VALUE_TYPE.i64) return;
  const name = type === 0x7d || type === 0x7c ? 'floating-point' : `0x${type.toString(16)}`;
  throw refused(`unsupported value type: ${name}`);
}

function checkExports(shape: ModuleShape): void {
  for (const { name, kind, index } of shape.exports) {
    if (kind !== KIND.function) continue;
    const parameters = functionType(shape, index)?.parameters.length ?? 0;
    if (parameters > MAX_PARAMETERS) throw invalid(`Too many arguments Wasm export: ${name} takes ${parameters}`);
  }
}

/** The type of a function by its index, imported functions first. */
export function functionType(shape: ModuleShape, index: number) {
  const imported = shape.imports[index];
  return shape.types[imported === undefined ? (shape.functions[index - shape.imports.length] ?? -1) : imported.type];
}

function checkInterfaceVersion(shape: ModuleShape, ledgerProtocol: number): number {
  const section = shape.custom.get(META_SECTION);
  if (section === undefined) throw invalid(`contract missing metadata section ${META_SECTION}`);
  const version = readInterfaceVersion(section);
  if (version === undefined) throw invalid('contract missing environment interface version');
  if (version.protocol > ledgerProtocol) {
    throw invalid(`contract protocol number ${version.protocol} is newer than host, which speaks ${ledgerProtocol}`);
  }
  if (version.preRelease !== 0) throw invalid(`contract is built for pre-release ${version.preRelease} of the host`);
  return version.protocol;
}

const known = new Map<string, EnvFunction>(
  Object.entries(env).flatMap(([module, functions]) =>
    Object.values<EnvFunction>(functions).map((f) => [`${module}.${f.export}`, f] as const),
  ),
);

function checkImports(shape: ModuleShape, contractProtocol: number, ledgerProtocol: number): void {
  for (const { module, name, type } of shape.imports) {
    const imported = known.get(`${module}.${name}`);
    if (imported === undefined) throw refused(`contract imports ${module}.${name}, which is no host function`);
    if (imported.since !== undefined && Math.min(contractProtocol, ledgerProtocol) < imported.since) {
      throw refused(`contract calls ${module}.${name}, which needs protocol ${imported.since}`);
    }
    if (imported.until !== undefined && Math.max(contractProtocol, ledgerProtocol) > imported.until) {
      throw refused(`contract calls ${module}.${name}, which ended with protocol ${imported.until}`);
    }
    const declared = shape.types[type];
    const matches =
      declared?.parameters.length === imported.args.length &&
      declared.results.length === 1 &&
      [...declared.parameters, ...declared.results].every((t) => t === VALUE_TYPE.i64);
    if (!matches) throw refused(`contract imports ${module}.${name} with a wrong signature`);
  }
}

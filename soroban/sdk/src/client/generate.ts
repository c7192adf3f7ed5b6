import { contract, type xdr } from '@stellar/stellar-sdk';
import { chain, compareNames, doc, list } from './layout.ts';
import { declaredName, memberName, parameterNames } from './names.ts';
import { ClientTypes } from './types.ts';

export interface ClientOptions {
  /** Types that the project already has, by name, and the path to import each from instead of declaring it again. */
  readonly types?: Readonly<Record<string, string>>;
}

/** What the body of a method speaks of. */
const LOCALS = ['args', 'Args', 'call', 'sym', 'tryCall'];

/**
 * Source text of a typed client of another contract, from the spec in its Wasm: a method per entry, one named `try_…` that
 * survives a failure, and the types and errors it uses.
 */
export function generateContractClient(wasm: Uint8Array, className: string, options: ClientOptions = {}): string {
  const { entries } = contract.Spec.fromWasm(Buffer.from(wasm));
  declaredName('the client', className);
  const types = new ClientTypes(entries, options.types ?? {});
  for (const name of ['Args', 'call', 'sym', 'tryCall']) types.sdkValues.add(name);
  types.sdkTypes.add('Address').add('TryResult');
  const functions = entries
    .filter((entry) => entry.type === 'scSpecEntryFunctionV0')
    .map((entry) => entry.value)
    .filter(({ name }) => !String(name).startsWith('__'));
  const names = new Set(functions.map(({ name }) => String(name)));
  const hidden = [...names].find((name) => names.has(`try_${name}`));
  if (hidden !== undefined)
    throw new Error(`an entry named \`try_${hidden}\` collides with the client's own for \`${hidden}\``);
  const methods = functions.map((fn) => methodPair(fn, types));
  for (const entry of entries) types.error(entry);
  const head = `export class ${className} {\n  constructor(readonly address: Address) {}\n`;
  return [importText(types), ...types.declarations(), `${head}\n${methods.join('\n')}}\n`].join('\n');
}

function methodPair(fn: xdr.ScSpecFunctionV0, types: ClientTypes): string {
  const name = memberName('an entry', String(fn.name));
  if (name === 'address') throw new Error('an entry named `address` collides with the field of the client');
  const [output] = fn.outputs;
  const result = output ? types.text(output) : 'void';
  const typesOfInputs = fn.inputs.map(({ type }) => types.text(type));
  const given = fn.inputs.map((input) => String(input.name));
  const written = parameterNames(`a parameter of ${name}`, given, new Set([...LOCALS, ...types.names()]));
  const parameters = written.map((parameter, i) => ({ name: parameter, type: typesOfInputs[i]! }));
  const signature = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`);
  const added = parameters.map(({ name, type }) => `.add<${type}>(${name})`);
  const body = (call: string): string =>
    `${chain('    ', 'const args = Args.of()', added)}\n${list('    ', `${call}(`, ['this.address', `sym('${name}')`, 'args'], ');')}\n  }\n`;
  const plain = result === 'void' ? 'call<void>' : `return call<${result}>`;
  return (
    `${doc('  ', String(fn.doc))}${list('  ', `${name}(`, signature, `): ${result} {`)}\n${body(plain)}\n` +
    `${list('  ', `try_${name}(`, signature, `): TryResult<${result}> {`)}\n${body(`return tryCall<${result}>`)}`
  );
}

function importText(types: ClientTypes): string {
  const names = [...new Set([...types.sdkTypes, ...types.sdkValues])].sort(compareNames);
  const spelled = names.map((name) => (types.sdkValues.has(name) ? name : `type ${name}`));
  const sdk = list('', 'import {', spelled, "} from '@istsi/soroban-sdk';");
  const others = types
    .imports()
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, names }) => list('', 'import type {', names.sort(compareNames), `} from '${path}';`));
  return `${[sdk, ...others].join('\n')}\n`;
}

import type { contract, xdr } from '@stellar/stellar-sdk';
import { SorobanClientError } from '../errors.ts';
import { declaredName, propertyName, quoted } from './names.ts';
import { typeName } from './type-names.ts';

export interface GenerateOptions {
  /** Name of the type that holds the functions, e.g. `KycRegistry`. */
  name: string;
  /** How to make the file anew, for its first line. */
  command: string;
}

/**
 * TypeScript source of a contract's functions and types, for `createContractClient<Name>`. Names stay as they are on
 * chain, so that one search finds contract, client and trace.
 */
export function generateContractTypes(spec: contract.Spec, { name, command }: GenerateOptions): string {
  refuseTwice([declaredName(name), ...spec.entries.filter(isType).map((entry) => entry.value.name.toString())]);
  const types = spec.entries.map(declaration).filter((text) => text !== undefined);
  const functions = spec
    .funcs()
    .filter((fn) => !fn.name.toString().startsWith('__'))
    .map(functionEntry);
  return [
    `// Generated from the contract's spec by \`${command}\`. Not edited by hand.\n`,
    ...types,
    `export type ${name} = {\n${functions.join('\n')}\n};\n`,
  ].join('\n');
}

type Named = Exclude<xdr.ScSpecEntry, { type: 'scSpecEntryFunctionV0' | 'scSpecEntryEventV0' }>;

const isType = (entry: xdr.ScSpecEntry): entry is Named =>
  entry.type !== 'scSpecEntryFunctionV0' && entry.type !== 'scSpecEntryEventV0';

/** Two declarations of one name would be one of both, or neither. */
function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new SorobanClientError('soroban/unusable-name', { name: twice });
}

function functionEntry(fn: xdr.ScSpecFunctionV0): string {
  const args = fn.inputs.map((input) => `${propertyName(input.name.toString())}: ${typeName(input.type)}`);
  const [output] = fn.outputs;
  const result = output ? typeName(output) : 'null';
  const argsType = args.length > 0 ? `{ ${args.join('; ')} }` : 'Record<never, never>';
  return `${comment(fn.doc.toString(), '  ')}  ${propertyName(fn.name.toString())}: { args: ${argsType}; result: ${result} };`;
}

function declaration(entry: xdr.ScSpecEntry): string | undefined {
  switch (entry.type) {
    case 'scSpecEntryUdtStructV0': {
      const fields = entry.value.fields.map(
        (field) =>
          `${comment(field.doc.toString(), '  ')}  ${propertyName(field.name.toString())}: ${typeName(field.type)};`,
      );
      return `${comment(entry.value.doc.toString())}export interface ${declaredName(entry.value.name.toString())} {\n${fields.join('\n')}\n}\n`;
    }
    case 'scSpecEntryUdtEnumV0':
    case 'scSpecEntryUdtErrorEnumV0':
      return numberedCases(entry.value);
    case 'scSpecEntryUdtUnionV0':
      return unionType(entry.value);
    default:
      return undefined;
  }
}

/** Enums travel as their numbers. */
function numberedCases(value: xdr.ScSpecUdtEnumV0 | xdr.ScSpecUdtErrorEnumV0): string {
  const name = declaredName(value.name.toString());
  const cases = value.cases.map(
    (each) => `${comment(each.doc.toString(), '  ')}  ${propertyName(each.name.toString())}: ${each.value},`,
  );
  const constant = `${comment(value.doc.toString())}export const ${name} = {\n${cases.join('\n')}\n} as const;`;
  return `${constant}\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];\n`;
}

function unionType(value: xdr.ScSpecUdtUnionV0): string {
  const cases = value.cases.map((each) => {
    const tag = `tag: ${quoted(each.value.name.toString())}`;
    if (each.type === 'scSpecUdtUnionCaseVoidV0') return `  | { ${tag} }`;
    return `  | { ${tag}; values: readonly [${each.value.type.map(typeName).join(', ')}] }`;
  });
  return `${comment(value.doc.toString())}export type ${declaredName(value.name.toString())} =\n${cases.join('\n')};\n`;
}

function comment(doc: string, indent = ''): string {
  const text = doc.trim().replaceAll('*/', '*\\/');
  if (text === '') return '';
  const lines = text.split('\n');
  if (lines.length === 1) return `${indent}/** ${text} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

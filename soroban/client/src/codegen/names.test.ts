import { contract, xdr } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { generateContractTypes } from './generate-contract-types.ts';

const u32 = xdr.ScSpecTypeDef.scSpecTypeU32();
const doc = '';
const lib = '';
const fn = (name: string, ...inputs: string[]): xdr.ScSpecEntry =>
  xdr.ScSpecEntry.scSpecEntryFunctionV0(
    new xdr.ScSpecFunctionV0({
      ...{ doc, name, outputs: [u32] },
      inputs: inputs.map((input) => new xdr.ScSpecFunctionInputV0({ doc, name: input, type: u32 })),
    }),
  );
const struct = (name: string, field: string): xdr.ScSpecEntry =>
  xdr.ScSpecEntry.scSpecEntryUdtStructV0(
    new xdr.ScSpecUdtStructV0({
      doc,
      lib,
      name,
      fields: [new xdr.ScSpecUdtStructFieldV0({ doc, name: field, type: u32 })],
    }),
  );
const enumeration = (name: string, one: string): xdr.ScSpecEntry =>
  xdr.ScSpecEntry.scSpecEntryUdtEnumV0(
    new xdr.ScSpecUdtEnumV0({ doc, lib, name, cases: [new xdr.ScSpecUdtEnumCaseV0({ doc, name: one, value: 0 })] }),
  );
const generate = (...entries: xdr.ScSpecEntry[]): string =>
  generateContractTypes(new contract.Spec(entries), { name: 'Other', command: 'test' });

describe('a name that is no identifier is quoted where anything may stand', () => {
  test.each<[string, xdr.ScSpecEntry, string]>([
    ['a parameter with a digit first', fn('run', '1st'), "{ '1st': number }"],
    ['a function with a digit first', fn('1st'), "'1st': { args"],
    [
      'an enum case that closes the declaration',
      enumeration('Color', 'A: 0 }; pwn(); const z = { B'),
      "'A: 0 }; pwn(); const z = { B': 0,",
    ],
    ['a field that adds a statement', struct('Call', "a'; pwn(); '"), "'a\\'; pwn(); \\'': number;"],
    ['a field over two lines', struct('Call', 'a\nb'), "'a\\nb': number;"],
  ])('%s', (_, entry, expected) => {
    expect(generate(entry)).toContain(expected);
  });
});

describe('a type is refused by its name', () => {
  test.each<[string, xdr.ScSpecEntry[]]>([
    ['class', [struct('class', 'a')]],
    ['string', [struct('string', 'a')]],
    ['Uint8Array', [struct('Uint8Array', 'a')]],
    ['A = 0 } pwn(); type B', [enumeration('A = 0 } pwn(); type B', 'a')]],
    ['Other', [struct('Other', 'a')]],
    ['Twice', [struct('Twice', 'a'), enumeration('Twice', 'b')]],
  ])('%s', (name, entries) => {
    expect(() => generate(...entries)).toThrowError(
      expect.objectContaining({ code: 'soroban/unusable-name', context: { name } }),
    );
  });
});

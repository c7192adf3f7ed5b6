import type ts from 'typescript';

/** A type at the boundary of a contract, as its spec describes it. */
export type SpecType =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'bytesN'; readonly length: number }
  | { readonly kind: 'vec'; readonly element: SpecType }
  | { readonly kind: 'map'; readonly key: SpecType; readonly value: SpecType }
  | { readonly kind: 'option'; readonly value: SpecType }
  | { readonly kind: 'declared'; readonly declared: Declared };

export const primitiveNames = [
  'bool',
  'u32',
  'i32',
  'u64',
  'i64',
  'u128',
  'i128',
  'u256',
  'i256',
  'Address',
  'MuxedAddress',
  'Bytes',
  'Str',
  'Sym',
  'Val',
  'Timepoint',
  'Duration',
  'void',
] as const;
export type PrimitiveName = (typeof primitiveNames)[number];

export interface Field {
  readonly name: string;
  readonly doc: string;
  readonly type: SpecType;
  readonly typeNode: ts.TypeNode;
}

export interface Struct {
  readonly kind: 'struct';
  readonly name: string;
  readonly doc: string;
  readonly node: ts.ClassDeclaration;
  /** Encoded as a vector of the fields in order, not as a map. */
  readonly tuple: boolean;
  /** In source order. */
  readonly fields: readonly Field[];
}

export interface UnionCase {
  readonly name: string;
  readonly doc: string;
  readonly node: ts.MethodDeclaration;
  readonly payload: readonly Field[];
}

export interface Union {
  readonly kind: 'union';
  readonly name: string;
  readonly doc: string;
  readonly node: ts.ClassDeclaration;
  readonly cases: readonly UnionCase[];
}

export interface EnumCase {
  readonly name: string;
  readonly doc: string;
  readonly value: number;
}

/** A named integer; with `isError`, the numbered errors of a contract. */
export interface IntegerEnum {
  readonly kind: 'enum';
  readonly name: string;
  readonly doc: string;
  readonly node: ts.EnumDeclaration;
  readonly isError: boolean;
  readonly cases: readonly EnumCase[];
}

export interface EventType {
  readonly kind: 'event';
  readonly name: string;
  readonly doc: string;
  readonly node: ts.ClassDeclaration;
  readonly prefixTopics: readonly string[];
  readonly data: 'map' | 'vec' | 'single';
  readonly topics: readonly Field[];
  readonly dataFields: readonly Field[];
}

export type Declared = Struct | Union | IntegerEnum;

export interface Entry {
  readonly name: string;
  readonly doc: string;
  readonly node: ts.MethodDeclaration;
  readonly parameters: readonly Field[];
  readonly result: SpecType;
}

export interface Contract {
  readonly name: string;
  readonly doc: string;
  readonly node: ts.ClassDeclaration;
  /** The class itself, then what it extends. */
  readonly lineage: readonly ts.ClassDeclaration[];
  readonly entries: readonly Entry[];
}

import { beforeAll, describe, expect, test } from 'vitest';
import { compileText } from '../../../test/support/compile-text.ts';
import { CompileError, type Diagnostic } from '../../diagnostics.ts';

const names = [
  ...['Address', 'Args', 'Bytes', 'BytesN', 'contract', 'contractevent', 'contracttype', 'fail', 'hex', 'i128'],
  ...['instance', 'Option', 'persistent', 'publish', 'require', 'str', 'Str', 'sym', 'Sym', 'topic', 'variant', 'Vec'],
];
const head = `import { ${names.join(', ')} } from '@istsi/soroban-sdk';`;

/** Every diagnostic of a contract, by line. Cases stand on one line each, so one compilation serves a whole table. */
async function diagnose(lines: readonly string[]): Promise<Map<number, Diagnostic[]>> {
  const error = await compileText(lines.join('\n')).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CompileError)) throw error ?? new Error('it compiled');
  const byLine = new Map<number, Diagnostic[]>();
  for (const diagnostic of error.diagnostics) {
    byLine.set(diagnostic.line, [...(byLine.get(diagnostic.line) ?? []), diagnostic]);
  }
  return byLine;
}

type Case = [what: string, code: string, message: RegExp];

describe('in a function', () => {
  const cases: Case[] = [
    ['an arrow function', 'const g = (y: u32): u32 => y;', /no closures: write a named function/],
    ['a function expression', 'const g = function (): void {};', /no closures/],
    ['a nested function', 'function inner(): void {}', /no functions inside functions/],
    ['try and catch', 'try { x; } catch { x; }', /nothing can be caught.*tryCall/],
    ['for in', 'for (const k in list) {}', /use for…of over a Vec or a Map/],
    ['a default in destructuring', 'const { x = 1 } = point;', /leave out the default/],
    ['the rest in destructuring', 'const { ...rest } = point;', /name every field/],
    ['destructuring in destructuring', 'const { x: { y } } = point;', /give the field a name/],
    ['destructuring of nothing', 'const {} = point;', /name the fields/],
    ['destructuring with a type', 'const { x }: Point = point;', /leave out the type/],
    ['list destructuring', 'const [first] = list;', /no destructuring/],
    ['optional chaining', 'owner?.requireAuth();', /there is no \?\./],
    ['??', 'const y: u32 = x ?? 1;', /unwrapOr on an Option/],
    ['??=', 'x ??= 1;', /unwrapOr on an Option/],
    ['a bigint literal', 'const y: i128 = 1n;', /without n/],
    ['a template string', 'str(`a$' + '{x}`);', /no template strings/],
    ['a plain template', 'str(`a`);', /no template strings/],
    ['a regular expression', 'const y: u32 = /a/;', /no regular expressions/],
    ['null', 'const y: u32 = null;', /no null: use Option/],
    ['undefined', 'const y: u32 = undefined;', /no undefined: use Option/],
    ['an array literal', 'const y: Vec<u32> = [1, 2];', /Vec\.of<T>/],
    ['spread in a call', 'require(...list);', /no spread/],
    ['spread in an object', 'const p: Point = { ...point };', /no spread: name every field/],
    ['a float', 'const y: u32 = 1.5;', /no floating point.*basis points/],
    ['an exponent', 'const y: u32 = 1e3;', /no floating point/],
    ['a literal beyond 64 bits', 'const y: i128 = 0x1_0000_0000_0000_0000;', /at most 64 bits/],
    ['a bare string', "const y: Sym = 'a';", /a bare string has no type here/],
    ['**', 'const y: u32 = x ** 2;', /pow\(base, exponent\)/],
    ['instanceof', 'const y: bool = owner instanceof Address;', /@contracttype union and is/],
    ['in', "const y: bool = 'a' in point;", /use has/],
    ['typeof', 'typeof x;', /known when it is compiled/],
    ['delete', 'delete point.x;', /use remove/],
    ['!', 'owner!.requireAuth();', /nothing is null: leave out the !/],
    ['satisfies', 'const y = point satisfies Point;', /type at the declaration/],
    ['a label', 'outer: for (;;) { break outer; }', /no labels/],
    ['void', 'void x;', /leave out void/],
    ['debugger', 'debugger;', /use log/],
    ['var', 'var y: u32 = 1;', /write let or const/],
    ['a variable without a value', 'let y: u32;', /give y a value/],
    ['a negative variable without a type', 'let y = -1;', /-1 is no u32: say which integer y is/],
    ['a large variable without a type', 'let y = 0x1_0000_0000;', /is no u32: say which integer y is/],
    ['unary +', 'const y: u32 = +x;', /leave out the unary \+/],
    ['the comma operator', 'const y: u32 = (x, 2);', /write two statements/],
    ['new Error', "throw new Error('no');", /declare an exported enum|name ends in Error/],
    ['throwing what is no error', 'throw x;', /enum whose name ends in Error/],
    ['Math', 'const y: u32 = Math.min(x, 2);', /use pow|comparison/],
    ['Date', 'const y: u64 = Date.now();', /ledger\.timestamp/],
    ['console', "console.log('a');", /use log/],
    ['JSON', 'JSON.stringify(x);', /@contracttype/],
    ['Set', 'const y = new Set();', /use Map<T, bool>/],
    ['assert', 'assert(x > 0);', /use require/],
    ['arguments', 'arguments;', /name the parameters/],
    ['dynamic import', "import('./x.ts');", /imported at the top/],
    ['await', 'await x;', /nothing is asynchronous/],
    ['a class expression', 'const y = class {};', /top of a file/],
    ['a symbol that is not literal', 'sym(text);', /sym takes a string literal/],
    ['a symbol with a space', "sym('a b');", /'a b' is no symbol/],
    ['an empty symbol', "sym('');", /is no symbol/],
    ['a symbol of 33 characters', "sym('abcdefghijklmnopqrstuvwxyz1234567');", /has 33 characters/],
    ['odd hexadecimal', "hex('abc');", /pairs of hexadecimal/],
    ['a list whose first item has no type', 'const y = Vec.of(1, x);', /Vec\.of<T>/],
    ['a list of negative literals', 'const y = Vec.of(-1);', /Vec\.of<T>/],
    ['a list of nameless structs', 'const y = Vec.of({ x: 1 });', /Vec\.of<T>/],
    ['an empty list that goes nowhere', 'const y = Vec.empty();', /Vec\.empty<T>\(\)/],
    ['an empty map that goes nowhere', 'const y = Map.empty();', /Map\.empty<K, V>\(\)/],
    ['nothing that goes nowhere', 'const y = Option.none();', /Option\.none<T>\(\)/],
    [
      'a closure inside of an expression',
      'require(list.some((i) => i > x), SomeError.A);',
      /give its result a name first/,
    ],
    [
      'a closure in a closure',
      'const y = list.filter((i) => list.some((j) => j > i));',
      /give its result a name first/,
    ],
    ['a closure of statements', 'const y = list.some((i) => { return i > x; });', /is one expression.*loop/],
    ['a function by its name', 'const y = points.map(self);', /map takes an arrow function: \(item\) => self\(item\)/],
    ['new numbers of no type', 'const y = list.map((i) => i + 1);', /list\.map<T>\(…\)/],
    ['a pattern in a closure', 'const y = points.filter(({ x }) => x > 1);', /no destructuring here/],
    [
      'the rest in a closure',
      'const y = list.filter((...i) => i.length > 1);',
      /filter gives an item and its position/,
    ],
    ['a default in a closure', 'const y = list.filter((i = 3) => i > 1);', /filter gives an item and its position/],
    ['a list of plain values', 'const y = Vec.of(new Plain());', /^Plain is no value that can be stored/],
    ['plain values after the first', 'const y = Vec.of(new Plain(), new Plain());', /Plain is no value.*\nPlain is no/],
    ['a list made of plain values', 'const y = list.map((i) => new Plain());', /^Plain is no value that can be stored/],
    ['a position in destructuring', 'const { 0: y } = list;', /take an item of a list by its position/],
    ['a dropped push', 'list.push(x);', /immutable.*x = x\.push/],
    ['a dropped map entry', 'table.set(x, x);', /immutable.*x = x\.set/],
    ['assigning to a list item', 'list[0] = x;', /list = list\.set\(index, value\)/],
    ['a field of what a function returns', 'self(point).x += 1;', /^self\(point\) is a copy that nobody keeps/],
    ['a step of what a function returns', 'self(point).x++;', /^self\(point\) is a copy that nobody keeps/],
    ['a stored literal without its type', 'instance.set(key, 5);', /say which integer 5 is/],
    ['a default literal without its type', 'const y = persistent.getOr(key, -1);', /say which integer -1 is/],
    ['an argument literal without its type', 'Args.of().add(7);', /say which integer 7 is/],
    ['a stored choice of literals', 'instance.set(key, x > 1 ? 1 : 2);', /say which integer x > 1 \? 1 : 2 is/],
    ['a stored sum of literals', 'instance.set(key, 1 + 2);', /say which integer 1 \+ 2 is/],
    ['a stored shift of a literal', 'instance.set(key, 1 << x);', /say which integer 1 << x is/],
    ['a complement of a literal', 'Bytes.serialize(~1);', /say which integer ~1 is/],
    ['a sum of literals as an option', 'const y = Option.some(1 + 2);', /say which integer 1 \+ 2 is/],
    ['literals given to a generic function', 'same(x > 1 ? 1 : 2);', /say which integer/],
    ['a list whose first item is a sum', 'const y = Vec.of(1 + 2, x);', /Vec\.of<T>/],
    [
      'a choice with a negative literal',
      'let y = x > 1 ? 1 : -2;',
      /x > 1 \? 1 : -2 is no u32: say which integer y is/,
    ],
    ['an empty list of plain values', 'const y: Vec<Plain> = Vec.empty();', /^Plain is no value that can be stored/],
    ['no plain value', 'const y: Option<Plain> = Option.none();', /^Plain is no value that can be stored/],
    ['an empty map of plain values', 'const y: Map<u32, Plain> = Map.empty();', /^Plain is no value that can be/],
    ['a list of lists of plain values', 'const y = Vec.of<Vec<Plain>>();', /^Plain is no value that can be stored/],
    ['a plain value by another name', 'const y: Vec<Other> = Vec.empty();', /^Plain is no value that can be stored/],
    ['publishing what is no event', 'publish<Point>({ x: 1 });', /@contractevent class/],
    ['publishing without the event', 'publish({ x: 1 });', /names the event/],
    ['fail as a value', 'const y: u32 = fail(SomeError.A);', /statement of its own/],
    ['variant outside a union', 'const y: u32 = variant();', /body of a union case/],
    ['an unknown case', "choice.is('Third');", /has no case/],
    ['is on what is no union', "point.is('First');", /belong to a @contracttype union/],
    ['an array type', 'let y: u32[] = list;', /use Vec<T>/],
    ['a nullable type', 'let y: Address | null = owner;', /no null: use Option<T>/],
    ['a union type', 'let y: u32 | bool = x;', /@contracttype union/],
    ['a tuple type', 'let y: [u32, u32] = list;', /tuple: true/],
    ['number', 'let y: number = x;', /which integer/],
    ['string', 'let y: string = text;', /Str for text and Sym/],
    ['boolean', 'let y: boolean = true;', /write bool/],
    ['bigint', 'let y: bigint = x;', /which integer/],
    ['any', 'let y: any = x;', /use Val/],
    ['unknown', 'let y: unknown = x;', /use Val/],
    ['an object type', 'let y: { x: u32 } = point;', /declare a class/],
    ['a function type', 'let y: () => void = owner;', /functions are no values/],
    ['a literal type', "let y: 'a' = text;", /a literal is no type/],
    ['a fractional size', 'let y: BytesN<1.5> = text;', /decimal number above 0/],
    ['a list of small integers', 'const y = Vec.empty<u8>();', /u8 exists only inside a contract/],
    ['a stored small integer', 'instance.set<Sym, i16>(key, 5);', /i16 exists only inside a contract/],
    ['an unknown name', 'nothing();', /Cannot find name 'nothing'/],
    ['a wrong argument', 'owner.requireAuth(x);', /Expected 0 arguments/],
    ['an unknown field', 'point.y;', /'y' does not exist/],
    [
      'a field of a list item',
      'points[0].x = 9;',
      /^points\[0\] is a copy that nobody keeps: give it a name, assign there, and put it back: `const item = points\[0\]; item\.x = …`$/,
    ],
    ['a field of an item', 'points.at(0).x = 9;', /^points\.at\(0\) is a copy that nobody keeps: /],
    [
      'a field of what is stored',
      'instance.get<Sym, Point>(key).x = 9;',
      /^instance\.get<Sym, Point>\(key\) is a copy that nobody keeps: /,
    ],
    ['a field of an item that is added to', 'points[0].x += 9;', /^points\[0\] is a copy/],
    ['a field of an item that is counted up', 'points.first().x++;', /^points\.first\(\) is a copy/],
    ['an error by another name', 'require(x > 0, Failure.A);', /^Failure is a plain enum, .* name that ends in Error$/],
    ['failing by another name', 'fail(Failure.A);', /^Failure is a plain enum/],
    [
      'storing a plain class',
      'instance.set(key, new Plain());',
      /^Plain is no value that can be stored or sent: declare it with @contracttype$/,
    ],
    ['reading a plain class', 'instance.get<Sym, Plain>(key);', /^Plain is no value that can be stored/],
    [
      'a map gone over by items',
      'for (const y of table) {}',
      /^a Map is gone over by pairs: for \(const \[key, value\] of table\)$/,
    ],
    [
      'a type by the path of its file',
      'list + list;',
      /^Operator '\+' cannot be applied to types 'Vec<number>' and 'Vec<number>'\.$/,
    ],
  ];
  let found: Map<number, Diagnostic[]>;
  const firstLine = 12;

  beforeAll(async () => {
    found = await diagnose([
      head,
      'export enum SomeError { A = 1 } export enum Failure { A = 1 } export class Plain { a: u32 = 0; }',
      '@contracttype export class Point { x!: u32; }',
      '@contracttype export class Choice { static First(): Choice { return variant(); } static Second(a: u32): Choice { return variant(); } }',
      'export function self(point: Point): Point { return point; } function same<T>(of: T): T { return of; } type Other = Plain;',
      '@contract export class C { run(x: u32): u32 { return x; } }',
      ...Array<string>(firstLine - 7).fill(''),
      ...cases.map(([, code], index) => {
        const parameters =
          'x: u32, owner: Address, list: Vec<u32>, table: Map<u32, u32>, points: Vec<Point>, point: Point, choice: Choice, text: Str, key: Sym';
        const async = code.startsWith('await') ? 'async ' : '';
        return `export ${async}function f${index}(${parameters}): void { ${code} }`;
      }),
    ]);
  });

  test.each(cases.map((entry, index) => [...entry, index] as const))('%s is reported', (_, code, message, index) => {
    const here = found.get(firstLine + index) ?? [];
    expect(here.map((diagnostic) => diagnostic.message).join('\n'), code).toMatch(message);
  });
});

describe('among declarations', () => {
  const cases: Case[] = [
    ['an interface', 'interface I { a: u32 }', /no interfaces/],
    ['a namespace', 'namespace N { export const a: u32 = 1; }', /a file is a module/],
    ['a default export', 'export default class {}', /by its name/],
    ['an import of a package', "import { x } from 'lodash';", /no package lodash here: npm install lodash/],
    ['a namespace import', "import * as s from '@istsi/soroban-sdk';", /names in braces/],
    ['a statement', 'persistent.has(sym("a"));', /nothing runs before a call/],
    [
      'a variable outside of functions',
      'let total: u32 = 0;',
      /^total would be forgotten after the call: write const, or keep it in instance storage$/,
    ],
    ['a variable that needs code', 'let cache: Vec<u32> = Vec.empty<u32>();', /^cache would be forgotten/],
    [
      'a field name of 31 characters',
      `@contracttype class Q31 { ${'a'.repeat(31)}!: u32; }`,
      /^the name of a field or parameter has at most 30 characters, and this one has 31$/,
    ],
    [
      'a type name of 61 characters',
      `@contracttype class ${'T'.repeat(61)} { a!: u32; }`,
      /^the name of a type has at most 60 characters, and this one has 61$/,
    ],
    ['an enum name of 61 characters', `enum ${'U'.repeat(61)} { A }`, /^the name of a type has at most 60/],
    ['a case of 61 characters', `enum Long { ${'C'.repeat(61)} }`, /^the name of a case has at most 60/],
    ['an event name of 33 characters', `@contractevent class ${'E'.repeat(33)} { a!: u32; }`, /at most 32 characters/],
    [
      'three topics in place of a name',
      "@contractevent({ topics: ['a', 'b', 'c'] }) class Topics { a!: u32; }",
      /^an event has at most 2 topics in place of its name$/,
    ],
    ['a topic with a space', "@contractevent({ topics: ['a b'] }) class Spaced { a!: u32; }", /^'a b' is no symbol/],
    ['a constant without a type', 'const limit = i128.from(5);', /say the type of the constant limit/],
    ['two constants at once', 'const one: u32 = 1, two: u32 = 2;', /one constant at a time/],
    ['a constant that does not fit', 'const small: u8 = 256;', /256 does not fit u8/],
    ['a generator', 'function* g(): u32 { return 1; }', /no generators/],
    ['a missing return type', 'function h() {}', /say what h returns/],
    ['a missing parameter type', 'function i(a): void {}', /say the type of a/],
    ['an optional parameter', 'function j(a?: u32): void {}', /take an Option<T>/],
    ['a rest parameter', 'function k(...a: Vec<u32>): void {}', /take a Vec<T>/],
    ['an overload', 'function l(a: u32): void;', /no overloads|implementation is missing/],
    ['an unknown decorator', '@sealed class D {}', /no decorator @sealed/],
    ['two decorators', '@contracttype @contractevent class E { a!: u32; }', /a class is one of/],
    ['a base class of a type', '@contracttype class F extends C { a!: u32; }', /extends nothing/],
    ['a generic type', '@contracttype class G<T> { a!: T; }', /not generic/],
    ['a constructor of a type', '@contracttype class H { a!: u32; constructor() { this.a = 1; } }', /object literal/],
    ['a getter', 'class I2 { get a(): u32 { return 1; } }', /write a method/],
    ['a private name', 'class J { #a: u32 = 1; b(): u32 { return this.#a; } }', /write private/],
    ['a field without a type', 'class K2 { a = 1; }', /say the type of a/],
    ['a static field', 'class K { static a: u32 = 1; }', /no static fields/],
    ['an optional field', '@contracttype class L { a?: u32; }', /use Option<T>/],
    ['a topic outside an event', 'class M { @topic a!: u32; }', /field of a @contractevent/],
    ['a second contract', '@contract export class N2 { run(): void {} }', /one @contract class/],
    ['a duplicate error code', 'export enum TwiceError { A = 1, B = 1 }', /has the number 1 of A/],
    ['a negative enum value', 'export enum Below { A = -1 }', /whole number from 0/],
    ['a text enum', "export enum Text { A = 'a' }", /whole number from 0|bare string/],
    [
      'a field that cannot cross',
      'class Plain { a: u32 = 0; } @contracttype class O { a!: Plain; }',
      /Plain cannot cross/,
    ],
    ['a small integer field', '@contracttype class P { a!: u8; }', /u8 cannot cross/],
    ['a long field name', `@contracttype class Q { ${'a'.repeat(33)}!: u32; }`, /is no symbol|30 characters/],
    [
      'two data fields of a single event',
      "@contractevent({ data: 'single' }) class R { a!: u32; b!: u32; }",
      /at most one field/,
    ],
    [
      'an unknown data format',
      "@contractevent({ data: 'list' }) class S { a!: u32; }",
      /not assignable|'map', 'vec' or 'single'/,
    ],
    ['a reserved class name', 'class memory { a: u32 = 0; }', /memory belongs to the compiler/],
    ['an imported reserved name', "import { a as __sdk } from './x.ts';", /belongs to the compiler/],
    ['an index signature', 'class T { [key: u32]: u32; }', /use Map<K, V>/],
    ['a static block', 'class U { static { } }', /nothing runs before a call/],
    ['a computed name', 'class V { ["a"]: u32 = 1; }', /names are fixed/],
  ];
  let found: Map<number, Diagnostic[]>;

  beforeAll(async () => {
    found = await diagnose([
      head,
      '@contract export class C { run(x: u32): u32 { return x; } }',
      ...cases.map(([, code]) => code),
    ]);
  });

  test.each(cases.map((entry, index) => [...entry, index] as const))('%s is reported', (_, code, message, index) => {
    const here = found.get(3 + index) ?? [];
    expect(here.map((diagnostic) => diagnostic.message).join('\n'), code).toMatch(message);
  });
});

describe('at the boundary', () => {
  const cases: Case[] = [
    ['a plain class', 'take(a: Plain): void {}', /Plain cannot cross/],
    ['a small integer', 'small(a: u8): void {}', /u8 cannot cross/],
    ['a list of plain classes', 'list(a: Vec<Plain>): void {}', /Plain cannot cross/],
    ['an optional parameter', 'maybe(a?: u32): void {}', /Option<T>/],
    ['a default value', 'def(a: u32 = 1): void {}', /neither optional nor repeated/],
    ['a static entry', 'static stat(): void {}', /not static/],
    ['a field', 'count: u32 = 0;', /methods only/],
    ['a reserved name', '__hidden(): void {}', /belong to the host/],
    [
      'the name of the memory',
      'memory(): void {}',
      /^no entry is called memory: a Wasm exports its memory by that name$/,
    ],
    ['an entry name of 33 characters', `${'n'.repeat(33)}(): void {}`, /no symbol/],
    ['a generic entry', 'any<T>(a: T): void {}', /not generic/],
    ['an async entry', 'async later(): Promise<void> {}', /nothing is asynchronous/],
    ['a constructor', 'constructor() {}', /__constructor/],
    ['a missing type', 'untyped(a): void {}', /say the type of a/],
  ];
  let found: Map<number, Diagnostic[]>;

  beforeAll(async () => {
    found = await diagnose([
      head,
      'export class Plain { a: u32 = 0; }',
      '@contract export class C {',
      ...cases.map(([, code]) => code),
      '}',
    ]);
  });

  test.each(cases.map((entry, index) => [...entry, index] as const))('%s is reported', (_, code, message, index) => {
    const here = found.get(4 + index) ?? [];
    expect(here.map((diagnostic) => diagnostic.message).join('\n'), code).toMatch(message);
  });
});

describe('what only the code generator sees', () => {
  const cases: Case[] = [
    ['signed to unsigned', 'const y: u32 = signed;', /i32 does not become u32 by itself: write `value as u32`/],
    ['unsigned to signed of the same size', 'const y: i32 = x;', /u32 does not become i32/],
    ['mixed signs in a sum', 'const y = big + low;', /does not become/],
    ['a narrowing', 'const y: u32 = big;', /u64 does not become u32 by itself/],
    ['a wide integer to a native one', 'const y: u64 = wide;', /i128.*u64/],
    ['a native integer to a wide one', 'const y: i128 = big;', /u64.*i128/],
    ['a negative literal', 'const y: u32 = -1;', /^-1 does not fit u32$/],
    ['a literal beyond 8 bits', 'const y: u8 = 300;', /^300 does not fit u8$/],
    ['a literal beyond i64', 'const y: i64 = 0xffffffffffffffff;', /^18446744073709551615 does not fit i64$/],
    [
      'two wide integers',
      'const y = wide + u128.from(x);',
      /^u128 does not become i128 by itself: write `i128\.from\(value\)`$/,
    ],
    ['a cast of a wide integer', 'const y: u32 = wide as u32;', /^Type 'i128' is not assignable to type 'u32'\.$/],
    ['a wide integer as a condition', 'if (wide) return;', /^an? i128 is neither true nor false/],
    ['a literal that does not fit', 'const y: u8 = 256 as u32;', /u32 does not become u8/],
    ['a constant overflow', 'const y: u32 = 4294967295 + 1;', /overflows u32|does not become u32/],
    ['a constant division by zero', 'const y: u32 = 1 / 0;', /overflows u32|always trap/],
    ['a shift beyond the width', 'const y: u32 = x << 32;', /trap|overflow/],
    ['an unsigned minus', 'const y: u32 = -x;', /u32 has no negative values/],
    ['a negative literal of an unsigned wide integer', 'const y: u128 = -1;', /u128 has no negative values/],
    ['an address as a condition', 'if (owner) return;', /neither true nor false/],
    ['options compared', 'const y: bool = maybe === maybe;', /Option<u32>.* cannot be compared/],
    ['a plain class compared', 'const y: bool = plain !== plain;', /Plain cannot be compared/],
    ['a negated list', 'const y: bool = !list;', /neither true nor false/],
    ['a list of small integers', 'const y = Vec.of(x as u8);', /^8- and 16-bit integers exist only inside/],
    ['a small integer as a value', 'Val.of(x as i8);', /^8- and 16-bit integers exist only inside/],
    ['a stored small integer', "instance.set(sym('A'), x as u16);", /^8- and 16-bit integers exist only inside/],
    ['a choice, which is unsigned', 'const y = x > 1 ? 1 : 2; const z: i32 = y;', /^u32 does not become i32/],
    ['a sum of literals, which is unsigned', 'const y = 1 + 2; const z: i32 = same(y);', /^u32 does not become i32/],
    ['a sum whose literal comes first', 'const y: u32 = same(2 + big);', /^u64 does not become u32/],
    ['a choice whose literal comes first', 'const y: u32 = same(x > 1 ? 2 : big);', /^u64 does not become u32/],
  ];
  let found: Map<number, Diagnostic[]>;

  beforeAll(async () => {
    const parameters = 'x: u32, signed: i32, big: u64, low: i64, wide: i128, owner: Address, list: Vec<u32>';
    found = await diagnose([
      `import { Address, contract, i128, instance, Option, sym, u128, Val, Vec } from '@istsi/soroban-sdk'; class Plain { a: u32 = 0; } function same<T>(value: T): T { return value; }`,
      '@contract export class C {',
      ...cases.map(
        ([, code], index) =>
          `f${index}(${parameters}): void { const plain = new Plain(); const maybe = Option.none<u32>(); ${code} }`,
      ),
      '}',
    ]);
  });

  test.each(cases.map((entry, index) => [...entry, index] as const))('%s is reported', (_, code, message, index) => {
    const here = found.get(3 + index) ?? [];
    expect(here.map((diagnostic) => diagnostic.message).join('\n'), code).toMatch(message);
  });
});

test('a file without a contract says so', async () => {
  await expect(compileText('export function f(): void {}')).rejects.toThrow('contract.ts:1:1 no class is a @contract');
});

test('a syntax error is TypeScript’s own', async () => {
  await expect(compileText('export function (): void {}')).rejects.toThrow(/contract\.ts:1:17 Identifier expected/);
});

test('a plain value that a generic function stores is reported there', async () => {
  const text = `import { contract, instance, type Sym, sym } from '@istsi/soroban-sdk';
class Plain { a: u32 = 0; }
function keep<T>(value: T): void { instance.set<Sym, T>(sym('A'), value); }
@contract export class C { run(): void { keep(new Plain()); } }`;
  await expect(compileText(text)).rejects.toThrow(
    'contract.ts:3:36 this type is no value that can be stored or sent: declare it with @contracttype',
  );
});

test('constants outside of functions that are made of literals are u32, whatever makes them', async () => {
  const text = `import { contract } from '@istsi/soroban-sdk';
const DAY = 24 * 60 * 60;
const ODD = 6 ^ 3;
@contract export class C { run(): u64 { const span: u64 = DAY; const odd: u32 = ODD; return span + odd; } }`;
  expect((await compileText(text)).diagnostics).toEqual([]);
});

test('line and column count in the source as it was written', async () => {
  const text = `import { contract } from '@istsi/soroban-sdk';\n@contract\nexport class C {\n  run(a: i32): u32 {\n    return a;\n  }\n}\n`;
  await expect(compileText(text)).rejects.toThrow(
    'contract.ts:5:12 i32 does not become u32 by itself: write `value as u32`',
  );
});

/**
 * Random functions over all native widths, as contract text and as what Rust with overflow checks makes of them, on BigInt.
 * Both come from one tree, so that they cannot drift apart.
 */
export const nativeTypes = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64'] as const;
export type NativeType = (typeof nativeTypes)[number];

/** The call ends here: an operation overflowed, divided by zero or shifted by the width or more. */
export class Trap extends Error {}

type Variables = Map<string, bigint>;
type Expression = { text: string; value: (variables: Variables) => bigint };
type Condition = { text: string; holds: (variables: Variables) => boolean };
type Ending = 'next' | 'break' | 'continue';
type Statement = { text: string; run: (variables: Variables) => Ending };
export type RandomProgram = { body: string; run: (a: bigint, b: bigint) => bigint };

export const sizeOf = (type: NativeType): number => Number(type.slice(1));
const isSigned = (type: NativeType): boolean => type.startsWith('i');
export const wrap = (type: NativeType, value: bigint): bigint =>
  isSigned(type) ? BigInt.asIntN(sizeOf(type), value) : BigInt.asUintN(sizeOf(type), value);

function fitted(type: NativeType, value: bigint): bigint {
  if (wrap(type, value) !== value) throw new Trap();
  return value;
}

const operators: Record<string, (type: NativeType, a: bigint, b: bigint) => bigint> = {
  '+': (type, a, b) => fitted(type, a + b),
  '-': (type, a, b) => fitted(type, a - b),
  '*': (type, a, b) => fitted(type, a * b),
  '/': (type, a, b) => fitted(type, a / nonZero(b)),
  // The smallest integer % -1 overflows, as its quotient does.
  '%': remainder,
  '&': (type, a, b) => wrap(type, a & b),
  '|': (type, a, b) => wrap(type, a | b),
  '^': (type, a, b) => wrap(type, a ^ b),
  '<<': (type, a, b) => wrap(type, a << within(type, b)),
  '>>': (type, a, b) => a >> within(type, b),
  '>>>': (type, a, b) => wrap(type, BigInt.asUintN(sizeOf(type), a) >> within(type, b)),
};

// What never traps comes more often, so that functions get to their end.
const likely = [...Object.keys(operators), ...['&', '|', '^', '&', '|', '^', '>>', '>>>', '&']];

function remainder(type: NativeType, a: bigint, b: bigint): bigint {
  fitted(type, a / nonZero(b));
  return a % b;
}

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new Trap();
  return value;
}

function within(type: NativeType, bits: bigint): bigint {
  if (bits < 0n || bits >= BigInt(sizeOf(type))) throw new Trap();
  return bits;
}

const comparisons: Record<string, (a: bigint, b: bigint) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
};

/** Deterministic numbers from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const pick = <T>(random: Random, items: readonly T[]): T => items[random(items.length)]!;

/** A function of `a: u64` and `b: i64` that answers a u64 into which every variable went. */
export function randomProgram(random: Random): RandomProgram {
  const writer = new ProgramWriter(random);
  return writer.program();
}

class ProgramWriter {
  readonly #random: Random;
  readonly #types = new Map<string, NativeType>();
  #loops = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  program(): RandomProgram {
    const declared: Statement[] = nativeTypes.map((type) => this.#declaration(type));
    const statements = this.#statements(3 + this.#random(4), 2, false);
    const names = [...this.#types.keys()].filter((name) => name.startsWith('v'));
    const body = [
      ...declared.map(({ text }) => text),
      ...statements.map(({ text }) => text),
      'let sum: u64 = 0;',
      ...names.map((name, index) => `sum = sum ^ ((${name} as u64) << ${index});`),
      'return sum;',
    ].join('\n    ');
    const run = (a: bigint, b: bigint): bigint => {
      const variables: Variables = new Map([
        ['a', a],
        ['b', b],
      ]);
      runAll([...declared, ...statements], variables);
      return names.reduce(
        (sum, name, index) => sum ^ BigInt.asUintN(64, BigInt.asUintN(64, variables.get(name)!) << BigInt(index)),
        0n,
      );
    };
    return { body, run };
  }

  #declaration(type: NativeType): Statement {
    const name = `v${this.#types.size}`;
    const from = pick(this.#random, ['a', 'b']);
    this.#types.set(name, type);
    return {
      text: `let ${name}: ${type} = (${from} as ${type});`,
      run: (variables) => {
        variables.set(name, wrap(type, variables.get(from)!));
        return 'next';
      },
    };
  }

  #statements(count: number, depth: number, isInLoop: boolean): Statement[] {
    return Array.from({ length: count }, () => this.#statement(depth, isInLoop));
  }

  #statement(depth: number, isInLoop: boolean): Statement {
    const choice = this.#random(depth > 0 ? 10 : 5);
    if (choice < 3) return this.#assignment();
    if (choice === 3) return this.#compound();
    if (choice === 4) return isInLoop ? this.#leave() : this.#step();
    if (choice < 8) return this.#branch(depth, isInLoop);
    return this.#loop(depth);
  }

  #assignment(): Statement {
    const [name, type] = this.#variable();
    const { text, value } = this.#expression(type, 3);
    return assign(`${name} = ${text};`, name, value);
  }

  #compound(): Statement {
    const [name, type] = this.#variable();
    const operator = pick(this.#random, likely);
    const { text, value } = this.#right(type, operator, 1);
    return assign(`${name} ${operator}= ${text};`, name, (variables) =>
      operators[operator]!(type, variables.get(name)!, value(variables)),
    );
  }

  #step(): Statement {
    const [name, type] = this.#variable();
    const [operator, change] = pick(this.#random, [
      ['++', 1n],
      ['--', -1n],
    ] as const);
    const text = this.#random(2) === 0 ? `${name}${operator};` : `${operator}${name};`;
    return assign(text, name, (variables) => fitted(type, variables.get(name)! + change));
  }

  #leave(): Statement {
    const { text, holds } = this.#condition(1);
    const ending = pick(this.#random, ['break', 'continue'] as const);
    return { text: `if (${text}) ${ending};`, run: (variables) => (holds(variables) ? ending : 'next') };
  }

  #branch(depth: number, isInLoop: boolean): Statement {
    const { text, holds } = this.#condition(2);
    const yes = this.#statements(1 + this.#random(2), depth - 1, isInLoop);
    const no = this.#statements(this.#random(3), depth - 1, isInLoop);
    return {
      text: `if (${text}) { ${textOf(yes)} }${no.length > 0 ? ` else { ${textOf(no)} }` : ''}`,
      run: (variables) => runAll(holds(variables) ? yes : no, variables),
    };
  }

  #loop(depth: number): Statement {
    const name = `i${this.#loops++}`;
    const times = this.#random(5);
    const body = this.#statements(1 + this.#random(3), depth - 1, true);
    const isWhile = this.#random(2) === 0;
    const text = isWhile
      ? `let ${name}: u32 = 0; while (${name} < ${times}) { ${name} += 1; ${textOf(body)} }`
      : `for (let ${name}: u32 = 0; ${name} < ${times}; ${name}++) { ${textOf(body)} }`;
    return {
      text: `{ ${text} }`,
      run: (variables) => {
        for (let i = 0; i < times; i++) if (runAll(body, variables) === 'break') break;
        return 'next';
      },
    };
  }

  #variable(): [string, NativeType] {
    return pick(this.#random, [...this.#types]);
  }

  #variableOf(type: NativeType): Expression {
    const name = pick(
      this.#random,
      [...this.#types].filter(([, own]) => own === type).map(([own]) => own),
    );
    return { text: name, value: (variables) => variables.get(name)! };
  }

  /** Never a constant as a whole: what always traps is refused when it is compiled. */
  #expression(type: NativeType, depth: number): Expression {
    const choice = depth === 0 ? 0 : this.#random(9);
    if (choice === 0) return this.#variableOf(type);
    if (choice < 6) return this.#binary(type, depth);
    if (choice === 6) return this.#cast(type, depth);
    if (choice === 7) return this.#unary(type, depth);
    const { text, holds } = this.#condition(depth - 1);
    const [yes, no] = [this.#expression(type, depth - 1), this.#expression(type, depth - 1)];
    return {
      text: `(${text} ? ${yes.text} : ${no.text})`,
      value: (variables) => (holds(variables) ? yes : no).value(variables),
    };
  }

  #binary(type: NativeType, depth: number): Expression {
    const operator = pick(this.#random, likely);
    const left = this.#expression(type, depth - 1);
    const right = this.#right(type, operator, depth - 1);
    return {
      text: `(${left.text} ${operator} ${right.text})`,
      value: (variables) => {
        const first = left.value(variables);
        return operators[operator]!(type, first, right.value(variables));
      },
    };
  }

  #cast(type: NativeType, depth: number): Expression {
    const from = pick(this.#random, nativeTypes);
    const { text, value } = this.#expression(from, depth - 1);
    return { text: `((${text}) as ${type})`, value: (variables) => wrap(type, value(variables)) };
  }

  #unary(type: NativeType, depth: number): Expression {
    const { text, value } = this.#expression(type, depth - 1);
    const isMinus = isSigned(type) && this.#random(2) === 0;
    return isMinus
      ? { text: `(-${text})`, value: (variables) => fitted(type, -value(variables)) }
      : { text: `(~${text})`, value: (variables) => wrap(type, ~value(variables)) };
  }

  #right(type: NativeType, operator: string, depth: number): Expression {
    if (this.#random(2) === 0) return this.#expression(type, depth);
    const constant = this.#constant(type, operator);
    return { text: constant < 0n ? `(${constant})` : String(constant), value: () => constant };
  }

  #constant(type: NativeType, operator: string): bigint {
    const size = sizeOf(type);
    if (operator.length > 1) return BigInt(this.#random(size));
    const bits = BigInt(1 + this.#random(size - 1));
    const magnitude = (BigInt(this.#random(0x7fffffff)) * 0x1_0000_0001n) % (1n << bits);
    const value = isSigned(type) && this.#random(2) === 0 ? -magnitude : magnitude;
    return (operator === '/' || operator === '%') && value === 0n ? 1n : value;
  }

  #condition(depth: number): Condition {
    const type = pick(this.#random, nativeTypes);
    const operator = pick(this.#random, Object.keys(comparisons));
    const expression = this.#expression(type, Math.max(0, depth - 1));
    // TypeScript narrows what equals a literal, and then refuses to compare it with another one.
    const isEquality = operator.endsWith('==');
    const other = isEquality ? this.#expression(type, 1) : this.#right(type, '&', Math.max(0, depth - 1));
    // A literal may stand on either side.
    const [left, right] = this.#random(2) === 0 ? [expression, other] : [other, expression];
    return {
      text: `(${left.text} ${operator} ${right.text})`,
      holds: (variables) => {
        const first = left.value(variables);
        return comparisons[operator]!(first, right.value(variables));
      },
    };
  }
}

const assign = (text: string, name: string, value: Expression['value']): Statement => ({
  text,
  run: (variables) => {
    variables.set(name, value(variables));
    return 'next';
  },
});

const textOf = (statements: readonly Statement[]): string => statements.map(({ text }) => text).join(' ');

function runAll(statements: readonly Statement[], variables: Variables): Ending {
  for (const { run } of statements) {
    const ending = run(variables);
    if (ending !== 'next') return ending;
  }
  return 'next';
}

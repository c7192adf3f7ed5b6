import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { COST, type Cost } from '../costs.ts';
import type { HostModule } from '../env/types.ts';
import type { Host } from '../host.ts';
import type { HostVal } from '../value.ts';
import { cryptoError, readScalars } from './curve-group.ts';

/** Arithmetic in a scalar field, each operation paid for. */
class Field {
  readonly #host: Host;
  readonly #order: bigint;
  readonly #costs: { readonly add: Cost; readonly multiply: Cost; readonly power: Cost };

  constructor(host: Host, name: string) {
    this.#host = host;
    if (name === 'BLS12_381') {
      this.#order = bls12_381.fields.Fr.ORDER;
      this.#costs = { add: COST.Bls12381FrAddSub, multiply: COST.Bls12381FrMul, power: COST.Bls12381FrPow };
    } else if (name === 'BN254') {
      this.#order = bn254.fields.Fr.ORDER;
      this.#costs = { add: COST.Bn254FrAddSub, multiply: COST.Bn254FrMul, power: COST.Bn254FrPow };
    } else {
      throw cryptoError(`poseidon: invalid field ${name}, must be 'BLS12_381' or 'BN254'`);
    }
  }

  readonly reduce = (value: bigint): bigint => value % this.#order;

  add(a: bigint, b: bigint): bigint {
    this.#host.budget.spend(this.#costs.add);
    return (a + b) % this.#order;
  }

  multiply(a: bigint, b: bigint): bigint {
    this.#host.budget.spend(this.#costs.multiply);
    return (a * b) % this.#order;
  }

  power(base: bigint, exponent: number): bigint {
    this.#host.budget.spend(this.#costs.power, exponent.toString(2).length);
    let result = 1n;
    for (let i = 0; i < exponent; i++) result = (result * base) % this.#order;
    return result;
  }

  sum(values: readonly bigint[]): bigint {
    return values.slice(1).reduce((total, value) => this.add(total, value), values[0] ?? 0n);
  }
}

type Rounds = {
  readonly degree: number;
  readonly full: number;
  readonly partial: number;
  readonly constants: readonly (readonly bigint[])[];
};

/** The degree of the S-box that both fields use; the network allows no other. */
const DEGREE = 5;

function readRows(field: Field, rows: readonly HostVal[]): bigint[][] {
  return rows.map((row) => {
    if (row.type !== 'vec') throw cryptoError('poseidon: row must be a vector');
    return readScalars(row.value, field.reduce);
  });
}

function checkRounds(rounds: Rounds, width: number): void {
  if (rounds.degree !== DEGREE) throw cryptoError(`poseidon: unsupported S-box degree ${rounds.degree}`);
  if (rounds.full % 2 !== 0) throw cryptoError('poseidon: `rounds_f` must be even');
  if (rounds.constants.length !== rounds.full + rounds.partial) {
    throw cryptoError('poseidon: as many rows of constants as rounds are needed');
  }
  if (rounds.constants.some((row) => row.length !== width)) {
    throw cryptoError('poseidon: a row of constants has as many as the state');
  }
}

function checkWidth(what: string, actual: number, width: number): void {
  if (actual !== width) throw cryptoError(`poseidon: ${what} has length ${actual}, not ${width}`);
}

/** Full rounds, partial rounds, full rounds: constants are added, the S-box applied to all or the first, then mixed. */
function permute(
  field: Field,
  input: readonly bigint[],
  rounds: Rounds,
  mix: (state: bigint[], isPartial: boolean) => bigint[],
  firstConstantOnly: boolean,
): bigint[] {
  const half = rounds.full / 2;
  return rounds.constants.reduce<bigint[]>(
    (state, constants, round) => {
      const isPartial = round >= half && round < half + rounds.partial;
      const shifted = state.map((element, i) =>
        isPartial && firstConstantOnly && i > 0 ? element : field.add(element, constants[i]!),
      );
      const substituted = shifted.map((element, i) =>
        isPartial && i > 0 ? element : field.power(element, rounds.degree),
      );
      return mix(substituted, isPartial);
    },
    [...input],
  );
}

/** The 4×4 matrix of Poseidon2, on each group of four. */
function mixFours(field: Field, state: readonly bigint[]): bigint[] {
  const mixed: bigint[] = [];
  for (let i = 0; i < state.length; i += 4) {
    const [a, b, c, d] = state.slice(i, i + 4) as [bigint, bigint, bigint, bigint];
    const [t0, t1] = [field.add(a, b), field.add(c, d)];
    const double = (value: bigint): bigint => field.add(value, value);
    const t2 = field.add(double(b), t1);
    const t3 = field.add(double(d), t0);
    const t4 = field.add(double(double(t1)), t3);
    const t5 = field.add(double(double(t0)), t2);
    mixed.push(field.add(t3, t5), t5, field.add(t2, t4), t4);
  }
  return mixed;
}

function mixExternal(field: Field, state: readonly bigint[]): bigint[] {
  if (state.length <= 3) {
    const sum = field.sum(state);
    return state.map((element) => field.add(element, sum));
  }
  const mixed = mixFours(field, state);
  if (state.length === 4) return mixed;
  const columns = [0, 1, 2, 3].map((l) => field.sum(mixed.filter((_, i) => i % 4 === l)));
  return mixed.map((element, i) => field.add(element, columns[i % 4]!));
}

function mixInternal(field: Field, state: readonly bigint[], diagonal: readonly bigint[]): bigint[] {
  const sum = field.sum(state);
  return state.map((element, i) => {
    // For two and three elements the matrix is fixed: ones, and on the diagonal twos, the last one three.
    if (state.length > 3) return field.add(field.multiply(element, diagonal[i]!), sum);
    const isLast = i === state.length - 1;
    return field.add(isLast ? field.add(element, element) : element, sum);
  });
}

/** Sizes of state for which Poseidon2 has matrices. */
const POSEIDON2_WIDTHS = [2, 3, 4, 8, 12, 16, 20, 24];

export const poseidon: Pick<HostModule<'c'>, 'poseidon_permutation' | 'poseidon2_permutation'> = {
  poseidon_permutation(host, input, name, width, degree, full, partial, mds, constants) {
    const field = new Field(host, name);
    const state = readScalars(input, field.reduce);
    const matrix = readRows(field, mds);
    const rounds = { degree, full, partial, constants: readRows(field, constants) };
    checkWidth('the input', state.length, width);
    for (const row of matrix) checkWidth('a row of the matrix', row.length, width);
    checkWidth('the matrix', matrix.length, width);
    checkRounds(rounds, width);
    const mix = (current: bigint[]): bigint[] =>
      matrix.map((row) => field.sum(row.map((element, i) => field.multiply(element, current[i]!))));
    return permute(field, state, rounds, mix, false).map((value) => ({ type: 'u256', value }));
  },
  poseidon2_permutation(host, input, name, width, degree, full, partial, diagonal, constants) {
    const field = new Field(host, name);
    const state = readScalars(input, field.reduce);
    const internal = readScalars(diagonal, field.reduce);
    const rounds = { degree, full, partial, constants: readRows(field, constants) };
    if (!POSEIDON2_WIDTHS.includes(width)) throw cryptoError(`poseidon2: unsupported state size ${width}`);
    checkWidth('the input', state.length, width);
    checkWidth('the diagonal', internal.length, width);
    checkRounds(rounds, width);
    const mix = (current: bigint[], isPartial: boolean): bigint[] =>
      isPartial ? mixInternal(field, current, internal) : mixExternal(field, current);
    return permute(field, mixExternal(field, state), rounds, mix, true).map((value) => ({ type: 'u256', value }));
  },
};

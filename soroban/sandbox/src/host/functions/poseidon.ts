import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import type { Metered } from '../costs/metered.ts';
import { LIST_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import { chargeFallible } from '../objects/conversion-costs.ts';
import { isObject } from '../values/small.ts';
import type { HostVal } from '../values/value.ts';
import { cryptoError } from './curve-group.ts';
import { BLS12_381_SCALAR_COSTS, BN254_SCALAR_COSTS, type ScalarCosts } from './scalar-field.ts';

/** Declared size of a scalar in memory. */
const SCALAR_BYTES = 32;

/** Arithmetic in a scalar field, each operation paid for. */
class Field {
  readonly #host: Metered;
  readonly #order: bigint;
  readonly #costs: ScalarCosts;

  constructor(host: Metered, name: string) {
    this.#host = host;
    if (name === 'BLS12_381') {
      this.#order = bls12_381.fields.Fr.ORDER;
      this.#costs = BLS12_381_SCALAR_COSTS;
    } else if (name === 'BN254') {
      this.#order = bn254.fields.Fr.ORDER;
      this.#costs = BN254_SCALAR_COSTS;
    } else {
      throw cryptoError(`poseidon: invalid field ${name}, must be 'BLS12_381' or 'BN254'`);
    }
  }

  get #budget() {
    return this.#host.budget;
  }

  /** Scalars in a vector of the contract, reduced to the field. */
  readVector(items: readonly HostVal[]): bigint[] {
    this.#budget.collect(items.length, SCALAR_BYTES);
    return items.map((item) => {
      if (item.type !== 'u256') throw cryptoError('element must be U256Val');
      this.#budget.spend(this.#costs.fromU256);
      if (isObject(item)) this.#budget.visit();
      return item.value % this.#order;
    });
  }

  readRows(rows: readonly HostVal[]): bigint[][] {
    this.#budget.collect(rows.length, LIST_BYTES);
    return rows.map((row) => {
      if (row.type !== 'vec') throw cryptoError('poseidon: row must be a vector');
      this.#budget.visit();
      return this.readVector(row.value);
    });
  }

  writeVector(state: readonly bigint[]): HostVal[] {
    chargeFallible(this.#budget, state.length, VAL_BYTES);
    const values = state.map((value): HostVal => {
      const written: HostVal = { type: 'u256', value };
      this.#budget.spend(this.#costs.toU256);
      if (isObject(written)) {
        this.#budget.createObject();
        this.#budget.visit();
      }
      return written;
    });
    this.#budget.collect(state.length, VAL_BYTES);
    return values;
  }

  chargeState(width: number): void {
    this.#budget.collect(width, SCALAR_BYTES);
  }

  /** A new state whose elements are computed one by one, each of which could fail. */
  mapState(state: readonly bigint[], change: (element: bigint, index: number) => bigint): bigint[] {
    chargeFallible(this.#budget, state.length, SCALAR_BYTES);
    return state.map(change);
  }

  add(a: bigint, b: bigint): bigint {
    this.#budget.spend(this.#costs.addSub);
    return (a + b) % this.#order;
  }

  /** Adds to a copy. */
  addCopied(a: bigint, b: bigint): bigint {
    this.#budget.copy(SCALAR_BYTES);
    return this.add(a, b);
  }

  double(value: bigint): bigint {
    return this.addCopied(value, value);
  }

  multiply(a: bigint, b: bigint): bigint {
    this.#budget.spend(this.#costs.multiply);
    return (a * b) % this.#order;
  }

  power(base: bigint, exponent: number): bigint {
    this.#budget.spend(this.#costs.power, exponent.toString(2).length);
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
      if (!isPartial) {
        const shifted = field.mapState(state, (element, i) => field.addCopied(element, constants[i]!));
        return mix(
          field.mapState(shifted, (element) => field.power(element, rounds.degree)),
          false,
        );
      }
      const shifted = firstConstantOnly
        ? state.with(0, field.add(state[0]!, constants[0]!))
        : field.mapState(state, (element, i) => field.addCopied(element, constants[i]!));
      return mix(shifted.with(0, field.power(shifted[0]!, rounds.degree)), true);
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
    const t2 = field.add(field.double(b), t1);
    const t3 = field.add(field.double(d), t0);
    const t4 = field.add(field.double(field.double(t1)), t3);
    const t5 = field.add(field.double(field.double(t0)), t2);
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
  field.chargeState(4);
  const columns = [0, 1, 2, 3].map((l) => field.sum(mixed.filter((_, i) => i % 4 === l)));
  return mixed.map((element, i) => field.add(element, columns[i % 4]!));
}

function mixInternal(field: Field, state: readonly bigint[], diagonal: readonly bigint[]): bigint[] {
  const sum = field.sum(state);
  return state.map((element, i) => {
    // For two and three elements the matrix is fixed: ones, and on the diagonal twos, the last one three.
    if (state.length > 3) return field.add(field.multiply(element, diagonal[i]!), sum);
    const isLast = i === state.length - 1;
    return field.add(isLast ? field.double(element) : element, sum);
  });
}

/** Sizes of state for which Poseidon2 has matrices. */
const POSEIDON2_WIDTHS = [2, 3, 4, 8, 12, 16, 20, 24];

export const poseidon: Pick<HostModule<'c', Metered>, 'poseidon_permutation' | 'poseidon2_permutation'> = {
  poseidon_permutation(host, input, name, width, degree, full, partial, mds, constants) {
    const field = new Field(host, name.value);
    const state = field.readVector(input);
    const matrix = field.readRows(mds);
    const rounds = { degree, full, partial, constants: field.readRows(constants) };
    checkWidth('the input', state.length, width);
    for (const row of matrix) checkWidth('a row of the matrix', row.length, width);
    checkWidth('the matrix', matrix.length, width);
    checkRounds(rounds, width);
    field.chargeState(width);
    const mix = (current: bigint[]): bigint[] => {
      field.chargeState(width);
      return matrix.map((row) =>
        row.reduce((total, element, i) => field.add(total, field.multiply(element, current[i]!)), 0n),
      );
    };
    return field.writeVector(permute(field, state, rounds, mix, false));
  },
  poseidon2_permutation(host, input, name, width, degree, full, partial, diagonal, constants) {
    const field = new Field(host, name.value);
    const state = field.readVector(input);
    const internal = field.readVector(diagonal);
    const rounds = { degree, full, partial, constants: field.readRows(constants) };
    if (!POSEIDON2_WIDTHS.includes(width)) throw cryptoError(`poseidon2: unsupported state size ${width}`);
    checkWidth('the input', state.length, width);
    checkWidth('the diagonal', internal.length, width);
    checkRounds(rounds, width);
    field.chargeState(width);
    const mix = (current: bigint[], isPartial: boolean): bigint[] =>
      isPartial ? mixInternal(field, current, internal) : mixExternal(field, current);
    return field.writeVector(permute(field, mixExternal(field, state), rounds, mix, true));
  },
};

import { COST, type Cost } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import { isObject } from '../values/small.ts';
import { cryptoError } from './curve-group.ts';

/** Arithmetic of a curve library's scalar field. */
type Arithmetic = {
  create(value: bigint): bigint;
  add(a: bigint, b: bigint): bigint;
  sub(a: bigint, b: bigint): bigint;
  mul(a: bigint, b: bigint): bigint;
  pow(base: bigint, exponent: bigint): bigint;
  inv(value: bigint): bigint;
};

export type ScalarCosts = {
  readonly fromU256: Cost;
  readonly toU256: Cost;
  readonly addSub: Cost;
  readonly multiply: Cost;
  readonly power: Cost;
  readonly invert: Cost;
};

export const BLS12_381_SCALAR_COSTS: ScalarCosts = {
  fromU256: COST.Bls12381FrFromU256,
  toU256: COST.Bls12381FrToU256,
  addSub: COST.Bls12381FrAddSub,
  multiply: COST.Bls12381FrMul,
  power: COST.Bls12381FrPow,
  invert: COST.Bls12381FrInv,
};

export const BN254_SCALAR_COSTS: ScalarCosts = {
  fromU256: COST.Bn254FrFromU256,
  toU256: COST.Bn254FrToU256,
  addSub: COST.Bn254FrAddSub,
  multiply: COST.Bn254FrMul,
  power: COST.Bn254FrPow,
  invert: COST.Bn254FrInv,
};

const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);

/** Scalars as contracts pass them, 256-bit integers reduced to the field, and what they are good for. */
export function scalarField(field: Arithmetic, costs: ScalarCosts) {
  const read = (host: Metered, value: bigint): bigint => {
    host.budget.spend(costs.fromU256);
    if (isObject({ type: 'u256', value })) host.budget.visit();
    return field.create(value);
  };
  const binary =
    (cost: Cost, operation: (a: bigint, b: bigint) => bigint) =>
    (host: Metered, left: bigint, right: bigint): bigint => {
      const [a, b] = [read(host, left), read(host, right)];
      host.budget.spend(cost);
      host.budget.spend(costs.toU256);
      return operation(a, b);
    };
  return {
    read,
    add: binary(costs.addSub, (a, b) => field.add(a, b)),
    subtract: binary(costs.addSub, (a, b) => field.sub(a, b)),
    multiply: binary(costs.multiply, (a, b) => field.mul(a, b)),
    power(host: Metered, left: bigint, exponent: bigint): bigint {
      const base = read(host, left);
      chargeExponent(host, exponent);
      host.budget.spend(costs.power, bitLength(exponent));
      host.budget.spend(costs.toU256);
      return field.pow(base, exponent);
    },
    invert(host: Metered, value: bigint): bigint {
      const reduced = read(host, value);
      if (reduced === 0n) throw cryptoError('scalar inversion input is zero');
      host.budget.spend(costs.invert);
      host.budget.spend(costs.toU256);
      return field.inv(reduced);
    },
  };
}

const WORD_BYTES = 8;

/** An exponent too big for a value is an object, and is asked for its number as a contract would ask. */
function chargeExponent(host: Metered, exponent: bigint): void {
  if (!isObject({ type: 'u64', value: exponent })) return;
  host.budget.visit(2);
  host.budget.copy(WORD_BYTES);
}

import { Bytes, type bool, Packed, publish, require, type Str, type u32, Vec } from '@istsi/soroban-sdk';
import { KycError } from './errors.ts';
import type { CountryPolicyChanged } from './events.ts';
import { loadCountryTable, storeCountryTable } from './storage.ts';
import type { CountryPolicy } from './types.ts';

// The policy lives in the instance, which every call loads: a byte that is 1 when only the countries listed are admitted,
// and then a bit for each of the 26 × 26 codes.
const MAX_COUNTRIES: u32 = 100;
const LETTERS: u32 = 26;
const CODES: u32 = LETTERS * LETTERS;
const FIRST_LETTER: u32 = 65;
const SIZE: u32 = 1 + (CODES + 7) / 8;

/** Everybody: all but the countries listed, and none is. */
export function firstCountries(): Packed {
  return Packed.empty(SIZE);
}

export function isCountryAllowed(country: Str): bool {
  const table = Packed.from(loadCountryTable());
  return isListed(table, codeOf(country)) === (table.u8At(0) === 1);
}

/** Takes effect at once, for identities that exist as well. */
export function changeCountryPolicy(policy: CountryPolicy): void {
  storeCountryTable(tableOf(policy).toBytes());
  publish<CountryPolicyChanged>({ allow_only: policy.allow_only, countries: policy.countries });
}

export function tableOf(policy: CountryPolicy): Packed {
  require(policy.countries.length <= MAX_COUNTRIES, KycError.TooMany);
  const table = firstCountries();
  table.setU8(0, policy.allow_only ? 1 : 0);
  for (const country of policy.countries) {
    const code = codeOf(country);
    const at: u32 = code / 8 + 1;
    table.setU8(at, table.u8At(at) | bitOf(code));
  }
  return table;
}

/** The policy, its countries in alphabetical order. */
export function countryPolicy(): CountryPolicy {
  const table = Packed.from(loadCountryTable());
  let countries = Vec.empty<Str>();
  for (let code: u32 = 0; code < CODES; code++) {
    if (isListed(table, code)) countries = countries.push(textOf(code));
  }
  return { allow_only: table.u8At(0) === 1, countries };
}

/** Two capital letters: "ch" beside "CH" would slip through a list. */
export function requireCountry(country: Str): void {
  codeOf(country);
}

function isListed(table: Packed, code: u32): bool {
  return (table.u8At(code / 8 + 1) & bitOf(code)) !== 0;
}

function bitOf(code: u32): u32 {
  const first: u32 = 1;
  return first << (code % 8);
}

function codeOf(country: Str): u32 {
  require(country.length === 2, KycError.InvalidCountry);
  const letters = country.toBytes();
  let code: u32 = 0;
  for (let i: u32 = 0; i < 2; i++) {
    const letter: u32 = letters.at(i);
    require(letter >= FIRST_LETTER && letter < FIRST_LETTER + LETTERS, KycError.InvalidCountry);
    code = code * LETTERS + (letter - FIRST_LETTER);
  }
  return code;
}

function textOf(code: u32): Str {
  const first = FIRST_LETTER + code / LETTERS;
  const second = FIRST_LETTER + (code % LETTERS);
  return Bytes.empty()
    .push(first as u8)
    .push(second as u8)
    .toStr();
}

import { type bool, publish, require, type Str, type u32 } from '@istsi/soroban-sdk';
import { KycError } from './errors.ts';
import type { CountryPolicyChanged } from './events.ts';
import { loadCountryPolicy, storeCountryPolicy } from './storage.ts';
import type { CountryPolicy } from './types.ts';

// The policy lives in the instance, which every call loads.
const MAX_COUNTRIES: u32 = 100;

export function isCountryAllowed(country: Str): bool {
  const policy = loadCountryPolicy();
  return policy.countries.includes(country) === policy.allow_only;
}

/** Takes effect at once, for identities that exist as well. */
export function changeCountryPolicy(policy: CountryPolicy): void {
  require(policy.countries.length <= MAX_COUNTRIES, KycError.TooMany);
  for (const country of policy.countries) requireCountry(country);
  storeCountryPolicy(policy);
  publish<CountryPolicyChanged>({ allow_only: policy.allow_only, countries: policy.countries });
}

/** Two capital letters: "ch" beside "CH" would slip through a list. */
export function requireCountry(country: Str): void {
  require(country.length === 2, KycError.InvalidCountry);
  const letters = country.toBytes();
  for (let i: u32 = 0; i < 2; i++) {
    const letter: u32 = letters.at(i);
    require(letter >= 65 && letter <= 90, KycError.InvalidCountry);
  }
}

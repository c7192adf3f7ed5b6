import { type Address, ledger, Option, publish, require, type Str, str, type u32, type u64 } from '@istsi/soroban-sdk';
import { recordAction } from './audit.ts';
import { isCountryAllowed, requireCountry } from './countries.ts';
import { KycError } from './errors.ts';
import type { AddressRegistered } from './events.ts';
import { MAX_TIER } from './limits.ts';
import { hasIdentity, loadIdentityOf, storeIdentity } from './records.ts';
import { hasAccount, isExempt, loadAccount, loadCounters, storeAccount, storeCounters } from './storage.ts';
import { type Account, type Identity, IdentityStatus } from './types.ts';

export const MAX_ADDRESSES: u32 = 16;
const MAX_RISK_SCORE: u32 = 100;

export function registerIdentity(officer: Address, user: Address, tier: u32, country: Str, expires_at: u64): u64 {
  require(tier <= MAX_TIER, KycError.InvalidTier);
  requireCountry(country);
  require(isCountryAllowed(country), KycError.CountryNotAllowed);
  requireFuture(expires_at);
  assignAddress(user, user);
  const counters = loadCounters();
  const id = counters.next_identity;
  counters.next_identity = id + 1;
  storeCounters(counters);
  const identity: Identity = {
    addresses: 1,
    blacklisted: false,
    country,
    expires_at,
    first_address: user,
    frozen: false,
    id,
    risk_score: 0,
    status: IdentityStatus.Active,
    tier,
    under_review: false,
  };
  storeIdentity(identity);
  recordAction(officer, user, str('register'), str('identity verified'));
  return id;
}

export function addAddress(officer: Address, user: Address, address: Address): void {
  const identity = loadIdentityOf(user);
  require(identity.addresses < MAX_ADDRESSES, KycError.TooManyAddresses);
  assignAddress(address, identity.first_address);
  identity.addresses = identity.addresses + 1;
  storeIdentity(identity);
  recordAction(officer, address, str('add_address'), str('belongs to a verified identity'));
}

export function changeTier(officer: Address, user: Address, tier: u32, reason: Str): void {
  require(tier <= MAX_TIER, KycError.InvalidTier);
  const identity = loadIdentityOf(user);
  identity.tier = tier;
  storeIdentity(identity);
  recordAction(officer, user, str('set_tier'), reason);
}

export function changeStatus(officer: Address, user: Address, status: IdentityStatus, reason: Str): void {
  const identity = loadIdentityOf(user);
  identity.status = status;
  storeIdentity(identity);
  recordAction(officer, user, str('set_status'), reason);
}

export function changeExpiry(officer: Address, user: Address, expires_at: u64, reason: Str): void {
  requireFuture(expires_at);
  const identity = loadIdentityOf(user);
  identity.expires_at = expires_at;
  storeIdentity(identity);
  recordAction(officer, user, str('set_expiry'), reason);
}

export function changeRiskScore(officer: Address, user: Address, score: u32, reason: Str): void {
  require(score <= MAX_RISK_SCORE, KycError.InvalidRiskScore);
  const identity = loadIdentityOf(user);
  identity.risk_score = score;
  storeIdentity(identity);
  recordAction(officer, user, str('set_risk_score'), reason);
}

/** Numbers an address, for good. One that was a system account keeps the number that it got as such. */
export function assignAddress(address: Address, identity: Address): void {
  require(!isExempt(address), KycError.SystemAccount);
  if (hasAccount(address)) {
    require(!hasIdentity(loadAccount(address).identity), KycError.AddressAlreadyRegistered);
    const known: Account = { address_index: loadAccount(address).address_index, identity, replaced_by: nobody() };
    storeAccount(address, known);
  } else {
    numberAddress(address, identity);
  }
}

export function numberAddress(address: Address, identity: Address): void {
  const counters = loadCounters();
  const address_index = counters.next_address;
  counters.next_address = address_index + 1;
  storeCounters(counters);
  const account: Account = { address_index, identity, replaced_by: nobody() };
  storeAccount(address, account);
  publish<AddressRegistered>({ user: address, address_index, identity });
}

function nobody(): Option<Address> {
  return Option.none<Address>();
}

function requireFuture(expires_at: u64): void {
  require(expires_at > ledger.timestamp(), KycError.InvalidExpiry);
}

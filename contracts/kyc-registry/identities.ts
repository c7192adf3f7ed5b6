import {
  type Address,
  ledger,
  Option,
  publish,
  require,
  type Str,
  str,
  type u32,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { recordAction } from './audit.ts';
import { isCountryAllowed, requireCountry } from './countries.ts';
import { KycError } from './errors.ts';
import type { AddressRegistered } from './events.ts';
import { MAX_TIER } from './limits.ts';
import {
  hasAccount,
  isExempt,
  loadIdentityOf,
  storeAccount,
  storeIdentity,
  takeAddressIndex,
  takeIdentityId,
} from './storage.ts';
import { type Account, type Identity, IdentityStatus } from './types.ts';

export const MAX_ADDRESSES: u32 = 16;
const MAX_RISK_SCORE: u32 = 100;

export function registerIdentity(officer: Address, user: Address, tier: u32, country: Str, expires_at: u64): u64 {
  require(tier <= MAX_TIER, KycError.InvalidTier);
  requireCountry(country);
  require(isCountryAllowed(country), KycError.CountryNotAllowed);
  requireFuture(expires_at);
  assignAddress(user, user);
  const id = takeIdentityId();
  const identity: Identity = {
    addresses: Vec.of<Address>(user),
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
  require(identity.addresses.length < MAX_ADDRESSES, KycError.TooManyAddresses);
  assignAddress(address, identity.first_address);
  identity.addresses = identity.addresses.push(address);
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

export function assignAddress(address: Address, identity: Address): void {
  require(!hasAccount(address), KycError.AddressAlreadyRegistered);
  require(!isExempt(address), KycError.SystemAccount);
  const account: Account = { address_index: takeAddressIndex(), identity, replaced_by: Option.none<Address>() };
  storeAccount(address, account);
  publish<AddressRegistered>({ user: address, address_index: account.address_index, identity });
}

function requireFuture(expires_at: u64): void {
  require(expires_at > ledger.timestamp(), KycError.InvalidExpiry);
}

import { type Address, publish, require, type u32, type Vec } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';
import type { CustodiansChanged } from './events.ts';
import { loadConfig, storeConfig } from './storage.ts';

// The descriptor of the reserve cannot name more keys than this either (consensus limit of CHECKMULTISIG).
const MAX_CUSTODIANS: u32 = 20;

/** Demands that enough distinct custodians stand behind this very call, each with its own signature. */
export function requireAttested(attestors: Vec<Address>): void {
  const config = loadConfig();
  require(attestors.length >= config.threshold, ReserveError.NotEnoughAttestors);
  for (let i: u32 = 0; i < attestors.length; i++) {
    const attestor = attestors.at(i);
    require(config.custodians.includes(attestor), ReserveError.NotACustodian);
    require(attestors.indexOf(attestor).unwrap() === i, ReserveError.DuplicateAttestor);
    attestor.requireAuth();
  }
}

export function changeCustodians(custodians: Vec<Address>, threshold: u32): void {
  requireSoundCustodians(custodians, threshold);
  const config = loadConfig();
  config.custodians = custodians;
  config.threshold = threshold;
  storeConfig(config);
  publish<CustodiansChanged>({ custodians, threshold });
}

export function requireSoundCustodians(custodians: Vec<Address>, threshold: u32): void {
  require(threshold >= 1 && threshold <= custodians.length, ReserveError.InvalidCustodians);
  require(custodians.length <= MAX_CUSTODIANS, ReserveError.InvalidCustodians);
  for (let i: u32 = 0; i < custodians.length; i++) {
    require(custodians.indexOf(custodians.at(i)).unwrap() === i, ReserveError.InvalidCustodians);
  }
}

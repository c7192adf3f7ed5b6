import { type Address, type Args, type Bytes, ledger, publish, require, type u32, type Vec } from '@istsi/soroban-sdk';
import { hashOf, requireAttestation } from '../shared/attestation.ts';
import { storeEpoch } from './epochs.ts';
import { ReserveError } from './errors.ts';
import type { CustodiansChanged } from './events.ts';
import { requireRunning } from './guards.ts';
import { loadConfig, storeConfig } from './storage.ts';
import type { Epoch, ReserveConfig } from './types.ts';

// The descriptor of the reserve cannot name more keys than this either (consensus limit of CHECKMULTISIG).
const MAX_CUSTODIANS: u32 = 20;

/** Demands that enough distinct custodians stand behind this very call, with all its arguments, each by its own signature. */
export function requireAttested(attestors: Vec<Address>, args: Args): void {
  const hash = hashOf(args);
  const config = loadConfig();
  require(attestors.length >= config.threshold, ReserveError.NotEnoughAttestors);
  for (let i: u32 = 0; i < attestors.length; i++) {
    const attestor = attestors.at(i);
    require(config.custodians.includes(attestor), ReserveError.NotACustodian);
    require(attestors.indexOf(attestor).unwrap() === i, ReserveError.DuplicateAttestor);
    requireAttestation(attestor, hash);
  }
}

/** For what custodians do by themselves: nothing of it while the reserve is paused. */
export function requireAttestedNow(attestors: Vec<Address>, args: Args): void {
  requireAttested(attestors, args);
  requireRunning();
}

/** Begins an epoch with other custodians, and the same script. */
export function changeCustodians(custodians: Vec<Address>, threshold: u32): void {
  requireSoundCustodians(custodians, threshold);
  const config = loadConfig();
  config.custodians = custodians;
  config.threshold = threshold;
  beginEpoch(config);
}

/** Begins an epoch with another script, and the same custodians. Change goes there from now on. */
export function changeReserveScript(reserve_script: Bytes): void {
  requireSoundScript(reserve_script);
  const config = loadConfig();
  config.reserve_script = reserve_script;
  beginEpoch(config);
}

/** Stores the configuration under the next number, and as the epoch that begins. */
export function beginEpoch(config: ReserveConfig): void {
  const custodians = config.custodians;
  const reserve_script = config.reserve_script;
  const threshold = config.threshold;
  config.epoch += 1;
  storeConfig(config);
  const epoch: Epoch = { custodians, reserve_script, since: ledger.timestamp(), threshold };
  storeEpoch(epoch);
  publish<CustodiansChanged>({ custodians, epoch: config.epoch, reserve_script, threshold });
}

export function requireSoundCustodians(custodians: Vec<Address>, threshold: u32): void {
  require(threshold >= 1 && threshold <= custodians.length, ReserveError.InvalidCustodians);
  require(custodians.length <= MAX_CUSTODIANS, ReserveError.InvalidCustodians);
  for (let i: u32 = 0; i < custodians.length; i++) {
    require(custodians.indexOf(custodians.at(i)).unwrap() === i, ReserveError.InvalidCustodians);
  }
}

/** A witness program (BIP 141): a version and one push of 2 to 40 bytes. */
export function requireSoundScript(script: Bytes): void {
  require(script.length >= 4 && script.length <= 42, ReserveError.InvalidReserveScript);
  const version: u32 = script.at(0);
  const length: u32 = script.at(1);
  require(version === 0 || (version >= 0x51 && version <= 0x60), ReserveError.InvalidReserveScript);
  require(length === script.length - 2, ReserveError.InvalidReserveScript);
}

import type { Context } from '@istsi/soroban-library/authorization';
import { type Address, type Bytes, type BytesN, contract, type Option, type u32, type Vec } from '@istsi/soroban-sdk';
import { touchInstance } from '../shared/ttl.ts';
import { judge } from './judgement.ts';
import { requireSoundQuorum, scriptOf } from './quorum.ts';
import { keepScript } from './scripts.ts';
import { findScript, loadSettings, storeSettings } from './storage.ts';
import type { Evidence, Quorum, Settings } from './types.ts';

/**
 * A custodian that is nobody: it attests what Bitcoin's headers prove, for whoever brings the proof, and nothing else. No key
 * signs for it, it belongs to nobody and cannot be changed. It never authorizes a payment.
 */
@contract
export class SpvAttestor {
  __constructor(relay: Address, router: Address, reserve_manager: Address, registry: Address, quorum: Quorum): void {
    requireSoundQuorum(quorum);
    storeSettings({ quorum, registry, relay, reserve_manager, router });
  }

  /** Authorizes calls that say what the evidence proves. The payload may be anything: nothing is signed. */
  __check_auth(signature_payload: BytesN<32>, evidence: Evidence, auth_contexts: Vec<Context>): void {
    judge(loadSettings(), evidence, auth_contexts);
    touchInstance();
  }

  /**
   * Derives the script of a user's deposit address and keeps it, so that no proof of a deposit has to. Anybody may ask for
   * it, once for all.
   */
  keep_script(user: Address): Bytes {
    return keepScript(loadSettings(), user);
  }

  /** What was kept of a user: None until somebody asks for it. */
  kept_script(user: Address): Option<Bytes> {
    return findScript(user);
  }

  /** The script of the deposit address of this number, as this contract derives it from its own quorum. */
  deposit_script(address_index: u32): Bytes {
    return scriptOf(loadSettings().quorum, address_index);
  }

  settings(): Settings {
    return loadSettings();
  }
}

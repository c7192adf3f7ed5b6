import type { Address, Bytes, u32, Vec } from '@istsi/soroban-sdk';
import { beginLife } from '../shared/lifecycle.ts';
import { touchInstance } from '../shared/ttl.ts';
import type { BitcoinNetwork } from './bitcoin/network.ts';
import { emptyBooks } from './books.ts';
import { beginEpoch, requireSoundCustodians, requireSoundScript } from './custodians.ts';
import { beginLimits } from './limits.ts';
import { LAYOUT } from './migration.ts';
import { defaultPolicy, requireSoundPolicy } from './policy.ts';
import { storeBooks, storePolicy } from './storage.ts';
import type { ReserveConfig } from './types.ts';

export function initialize(
  router: Address,
  istsi_token: Address,
  custodians: Vec<Address>,
  threshold: u32,
  min_ratio_bps: u32,
  network: BitcoinNetwork,
  reserve_script: Bytes,
): void {
  requireSoundCustodians(custodians, threshold);
  if (reserve_script.length > 0) requireSoundScript(reserve_script);
  const policy = defaultPolicy(min_ratio_bps);
  requireSoundPolicy(policy);
  storePolicy(policy);
  beginLife(LAYOUT);
  storeBooks(emptyBooks());
  beginLimits();
  const config: ReserveConfig = { custodians, epoch: 0, istsi_token, network, reserve_script, router, threshold };
  beginEpoch(config);
  touchInstance();
}

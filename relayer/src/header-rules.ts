import type { NetworkName } from '@istsi/bitcoin-custody';

/** What a network demands of headers, as the contract is told it. */
export interface HeaderRules {
  is_bip94: boolean;
  limit_bits: number;
  minimum_when_late: boolean;
  retargets: boolean;
  version_2_height: number;
  version_3_height: number;
  version_4_height: number;
}

/** BIP 34, 66 and 65 hold from the first block on. */
const VERSIONS = { version_2_height: 1, version_3_height: 1, version_4_height: 1 };

/** Bitcoin Core’s chain parameters (`kernel/chainparams.cpp`), of those networks that are not Bitcoin itself. */
const RULES: Readonly<Record<Exclude<NetworkName, 'mainnet'>, HeaderRules>> = {
  testnet: {
    ...{ is_bip94: false, limit_bits: 0x1d00ffff, minimum_when_late: true, retargets: true },
    ...{ version_2_height: 21_111, version_3_height: 330_776, version_4_height: 581_885 },
  },
  testnet4: { is_bip94: true, limit_bits: 0x1d00ffff, minimum_when_late: true, retargets: true, ...VERSIONS },
  // A header does not say that its block is signed, so a relay of signet believes whoever mines, at its small difficulty.
  signet: { is_bip94: false, limit_bits: 0x1e0377ae, minimum_when_late: false, retargets: true, ...VERSIONS },
  regtest: { is_bip94: false, limit_bits: 0x207fffff, minimum_when_late: true, retargets: false, ...VERSIONS },
};

/** Undefined for Bitcoin itself: its rules are in the contract, where no deployment can bend them. */
export const rulesOf = (network: NetworkName): HeaderRules | undefined =>
  network === 'mainnet' ? undefined : RULES[network];

/** What no system works without. The others are deployed when they are wanted, and registered by governance. */
export const coreContractNames = ['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager'] as const;

/** Every contract that the router governs, by the name of its folder and of its Wasm. */
export const contractNames = [...coreContractNames, 'fungible-token', 'price-oracle'] as const;

/** Those that keep something, and that others can call: with one that belongs to nobody. */
export const storingContractNames = [...contractNames, 'bitcoin-relay'] as const;

/**
 * All that is built. Of the last three nobody has a client: `web-auth` keeps nothing, `passkey-account` is a holder's own, as often as
 * there are holders, `spv-attestor` is an account that proofs sign for. To be known to all contracts would change their code.
 */
export const builtContractNames = [...storingContractNames, 'web-auth', 'passkey-account', 'spv-attestor'] as const;

export type ContractName = (typeof contractNames)[number];

export type StoringContractName = (typeof storingContractNames)[number];

export type BuiltContractName = (typeof builtContractNames)[number];

export type CoreContractName = (typeof coreContractNames)[number];

/** What no system works without. The others are deployed when they are wanted, and registered by governance. */
export const coreContractNames = ['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager'] as const;

/** Every contract that the router governs, by the name of its folder and of its Wasm. */
export const contractNames = [...coreContractNames, 'fungible-token', 'price-oracle'] as const;

/** All that is built: with the contract that belongs to nobody. */
export const builtContractNames = [...contractNames, 'bitcoin-relay'] as const;

export type ContractName = (typeof contractNames)[number];

export type BuiltContractName = (typeof builtContractNames)[number];

export type CoreContractName = (typeof coreContractNames)[number];

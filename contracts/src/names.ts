/** Every contract, by the name of its folder and of its Wasm. */
export const contractNames = ['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager'] as const;

export type ContractName = (typeof contractNames)[number];

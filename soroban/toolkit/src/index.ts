export type { Cost, CostReport } from './kit/costs.ts';
export { type Account, type Contract, type Kit, type KitOptions, NotSigned, Refusal, startKit } from './kit/kit.ts';

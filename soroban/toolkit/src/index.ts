export type { MockedAuth } from './kit/auths.ts';
export type { Cost, CostReport } from './kit/costs.ts';
export { Coverage, type Share } from './kit/coverage.ts';
export type { PublishedEvent } from './kit/events.ts';
export type { StoredValue } from './kit/impersonate.ts';
export { type Action, action, checkInvariant, type InvariantOptions } from './kit/invariant.ts';
export {
  type Account,
  type Contract,
  type ContractAccount,
  type Kit,
  type KitOptions,
  NotSigned,
  Refusal,
  startKit,
} from './kit/kit.ts';

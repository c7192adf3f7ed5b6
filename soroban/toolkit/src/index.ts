export type { Cost, CostReport } from './kit/costs.ts';
export type { PublishedEvent } from './kit/events.ts';
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

export { type Account, type Contract, type Kit, type KitOptions, Refusal, startKit } from './kit/kit.ts';

import type { Budget } from './budget.ts';

/** Whoever pays for what is done. */
export type Metered = { readonly budget: Budget };

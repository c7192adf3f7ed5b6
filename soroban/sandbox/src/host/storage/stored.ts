import type { Metered } from '../costs/metered.ts';
import type { Storage } from './storage.ts';

/** An invocation as far as the ledger goes: what it reads and writes, and who pays for it. */
export type Stored = Metered & { readonly storage: Storage };

import { AsyncLocalStorage } from 'node:async_hooks';

/** Who is at work, and why: what every audit entry says that is written meanwhile. */
export interface ActContext {
  /** `system`, `public`, or the role or person that an interface has authenticated. */
  actor: string;
  reason?: string | undefined;
  /** Of the HTTP request. */
  requestId?: string | undefined;
}

const storage = new AsyncLocalStorage<ActContext>();
const SYSTEM: ActContext = { actor: 'system' };

/** Runs the work in the name of somebody: interfaces call it around each request. */
export const actAs = <T>(context: ActContext, work: () => T): T => storage.run(context, work);

/** The coordinator itself, unless somebody asked for it. */
export const currentActor = (): ActContext => storage.getStore() ?? SYSTEM;

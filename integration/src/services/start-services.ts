import { offerServices } from './offer-services.ts';
import { createWatchers, runServices } from './run-services.ts';
import { openServiceWorld, orClosed } from './service-world.ts';
import type { Services } from './services.ts';
import type { StartServicesOptions } from './services-options.ts';

/** Opens the database, follows both chains, and drives deposits and withdrawals until stopped. */
export async function startServices(options: StartServicesOptions): Promise<Services> {
  const world = await openServiceWorld(options);
  const close = async (): Promise<void> => {
    await world.tracing?.close();
    await world.operations.database.close();
  };
  return await orClosed({ close }, async () => {
    const watchers = createWatchers(world, options);
    const offered = offerServices(world, watchers, options);
    const { stop } = await runServices(world, watchers, options);
    return { ...offered, tracer: world.tracing?.tracer, stop };
  });
}

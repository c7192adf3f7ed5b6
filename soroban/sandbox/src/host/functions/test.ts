import type { HostModule } from '../env/types.ts';
import { VOID } from '../values/value.ts';

/** Functions the network has for testing protocol upgrades. */
export const test: HostModule<'t', unknown> = {
  dummy0: () => VOID,
  protocol_gated_dummy: () => VOID,
};

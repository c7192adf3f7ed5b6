import { stopSystem } from '@istsi/integration';
import { answered } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { governanceKey } from '../governance/governance-key.ts';
import { type GovernedOptions, openGoverned } from '../governance/governed-system.ts';
import { askedApi } from '../system/asked-api.ts';

/**
 * `istsi pause`: stops every contract, through the services with the key that they have, or with `--key` past them. Where
 * it takes two persons, the first one's command asks for the stop, says so and fails; the second one's does it.
 */
export function pause(reason: string, options: GovernedOptions): Command {
  return async (context) => {
    const isDirect = options.key !== undefined || options.network !== undefined;
    const { stellarTx, running } = await (isDirect ? pauseDirectly : pauseThroughApi)(context, reason, options);
    const still =
      running.length === 0
        ? 'Everything stands still.'
        : `The router stands still. These contracts could not be paused: ${running.join(', ')}.`;
    context.print(`  ${still} \`istsi resume\` is the way back, and governance’s alone.`, {
      ...{ step: 'pause', paused: true, stellar_transaction: stellarTx, running },
    });
    return 0;
  };
}

async function pauseThroughApi(context: Context, reason: string) {
  const { operator: api } = askedApi(context);
  const { stellar_transaction, running = [] } = await answered(api.POST('/v1/pause', { body: { reason } }));
  return { stellarTx: stellar_transaction, running };
}

async function pauseDirectly(context: Context, reason: string, options: GovernedOptions) {
  const { governance } = await openGoverned(context, options);
  return await stopSystem(governance, governanceKey(context, options.key), reason);
}

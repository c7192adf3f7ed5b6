import { openFaucet } from '../bitcoin/faucet.ts';
import type { Command } from '../context.ts';
import { bitcoinNodeOf } from '../state/endpoints.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatCount } from '../terminal/format.ts';

/** `istsi bitcoin mine`: time passes only when somebody mines. */
export function bitcoinMine(blocks: number): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const faucet = await openFaucet(bitcoinNodeOf(endpoints), 'istsi bitcoin mine');
    const height = await faucet.mine(blocks);
    context.print(
      `Mined ${formatCount(blocks)} ${blocks === 1 ? 'block' : 'blocks'}; the height is ${formatCount(height)}.`,
      {
        step: 'mined',
        blocks,
        height,
      },
    );
    return 0;
  };
}

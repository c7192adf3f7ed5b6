import { CliError } from '../errors.ts';
import { formatBtc } from '../terminal/format.ts';

/** Two thirds of it are withdrawn, which has to pay for a Bitcoin transaction and leave more than dust. */
const LEAST_DEMO_SATS = 30_000n;

/** Said before anything is started. */
export function requireDemoAmount(amountSats: bigint): void {
  if (amountSats >= LEAST_DEMO_SATS) return;
  const problem = `the demo needs at least ${formatBtc(LEAST_DEMO_SATS)} BTC, so that something is left of a withdrawal`;
  throw new CliError('cli/bad-argument', { argument: `--amount ${formatBtc(amountSats)}`, problem });
}

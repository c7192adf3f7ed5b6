import { type BlockRef, isSameBlock, type SystemContracts } from '@istsi/contracts';
import type { Outpoint, Refusal } from './deposit.ts';

/** How soon to look again whether a guardian has reported it: it looks at its own node every second or so. */
export const REPORT_PAUSE_MS = 2_000;
export const NOT_REPORTED = 'NotReported';

/** No guardian is asked. */
const UNBOUNDED = 2n ** 64n - 1n;

/** Why the reserve would not count the output yet, asked before any custodian is: a guardian has to report it first. */
export async function refusalWithoutReport(
  { reserve }: SystemContracts,
  { txid, vout, amountSats, block }: Outpoint & { amountSats: bigint; block: BlockRef },
): Promise<Refusal | undefined> {
  const { most_unreported: most } = await reserve.read('get_caps');
  if (most === UNBOUNDED) return undefined;
  const report = await reserve.read('get_report', { tx_hash: Buffer.from(txid, 'hex'), vout });
  const { height, hash } = report?.block ?? { height: -1, hash: new Uint8Array() };
  if (isSameBlock({ height, hash: Buffer.from(hash).toString('hex') }, block)) return undefined;
  if ((await reserve.read('get_unreported')) + amountSats <= most) return undefined;
  const message = `a guardian has to report it first: without that no more than ${most} sats are minted in 24 hours`;
  return { code: NOT_REPORTED, message };
}

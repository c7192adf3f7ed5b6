import type { SystemContracts } from '@istsi/contracts';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import type { InvocationFailure } from '@istsi/soroban-client';
import type { Refusal } from './deposit.ts';
import { LEAST_RETURN_SATS } from './return-reason.ts';

/** The end of an output that holds less than governance's least deposit; undefined for one that holds enough. */
export async function refusalOfLeast(
  { reserve }: Pick<SystemContracts, 'reserve'>,
  amountSats: bigint,
  returnAfterBlocks: number,
): Promise<Refusal | undefined> {
  const { least_deposit: least } = await reserve.read('get_caps');
  if (amountSats >= least) return undefined;
  const end =
    amountSats < LEAST_RETURN_SATS
      ? `not paid back, because that would cost about as much`
      : `paid back when they have ${returnAfterBlocks} confirmations, or earlier if a compliance officer asks for it`;
  const message = `${amountSats} satoshis are less than the least deposit of ${least}: they are never credited, and ${end}`;
  return { code: 'DepositTooSmall', message };
}

export const isTooSmall = ({ contractError }: InvocationFailure): boolean =>
  contractError?.code === ReserveError.DepositTooSmall;

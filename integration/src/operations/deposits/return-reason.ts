import type { SystemContracts } from '@istsi/contracts';
import { KycError, OperationType } from '@istsi/contracts/clients/kyc-registry';
import { ReserveError, type Return } from '@istsi/contracts/clients/reserve-manager';
import { fromHex } from '../payments/chain-records.ts';
import { nobodys, registryRefusal } from '../refusal.ts';
import type { Deposit, Outpoint, Refusal } from './deposit.ts';

/** The least that is worth its way back: the fee of a payment of its own takes hundreds of satoshis, and 546 must be left. */
export const LEAST_RETURN_SATS = 1_000n;

/**
 * Why the contracts refuse a deposit for what it is, and not for the moment: custodians ask the same before they have it
 * paid back. Undefined for one that may become tokens.
 */
export async function reasonToReturn(
  { reserve, kyc }: Pick<SystemContracts, 'reserve' | 'kyc'>,
  { user, amountSats, addressIndex }: Pick<Deposit, 'user' | 'amountSats' | 'addressIndex'>,
): Promise<Refusal | undefined> {
  if (user === undefined) return nobodys({ addressIndex });
  const { least_deposit: least, most_deposit: most } = await reserve.read('get_caps');
  if (amountSats < least) return { code: 'DepositTooSmall', message: `less than the least deposit of ${least} sats` };
  if (amountSats > most) return { code: 'DepositOverCap', message: `more than the largest deposit of ${most} sats` };
  const asked = { user, operation: OperationType.BitcoinDeposit, amount: amountSats, counterparty: null };
  const check = await kyc.tryRead('verify_operation_compliance', asked);
  const error = check.ok ? undefined : check.failure.contractError;
  return error === undefined || error.code === KycError.Paused ? undefined : registryRefusal(error);
}

/** What the reserve has on its books to be paid back for the output; undefined if nothing. */
export async function readReturn(
  { reserve }: Pick<SystemContracts, 'reserve'>,
  { txid, vout }: Outpoint,
): Promise<Return | undefined> {
  const asked = { tx_hash: fromHex(txid), vout };
  const found = await reserve.tryRead('get_return', asked);
  if (found.ok) return found.value;
  if (found.failure.contractError?.code === ReserveError.ReturnNotFound) return undefined;
  return await reserve.read('get_return', asked);
}

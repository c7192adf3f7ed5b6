import { feePolicyAt } from '@istsi/bitcoin-custody';
import { formatOutpoint } from '../operations/deposits/deposit.ts';
import { loadDeposit } from '../operations/deposits/deposit-store.ts';
import { readReturn } from '../operations/deposits/return-reason.ts';
import { fromHex } from '../operations/payments/chain-records.ts';
import { readDestination } from './bitcoin-destination.ts';
import { draftFor } from './prepare-withdrawal.ts';
import type { WithdrawalDesk } from './quote-withdrawal.ts';
import type { ReturnOrder } from './return-requests.ts';
import { quoteFee } from './withdrawal-fees.ts';
import { LEAST_OUTPUT_SATS, refusals } from './withdrawal-refusals.ts';
import type { PrepareOutcome, WithdrawalRefusal } from './withdrawal-requests.ts';

/**
 * The naming of the address that a deposit is paid back to, as a transaction of its owner's account: nothing here can name
 * another one. Undefined for a deposit that is not known.
 */
export async function prepareReturn(desk: WithdrawalDesk, order: ReturnOrder): Promise<PrepareOutcome | undefined> {
  const { contracts, db, epochs } = desk;
  const { address, outpoint } = order;
  const key = formatOutpoint(outpoint);
  const deposit = await loadDeposit(db, key);
  if (!deposit) return undefined;
  const owed = await readReturn(contracts, outpoint);
  if (!owed) return refused(refusals.notReturnable(key, 'the reserve does not owe it back'));
  if (owed.lost) return refused(refusals.notReturnable(key, 'it was written off: nothing is owed while it is gone'));
  if (owed.held) return refused(refusals.notReturnable(key, 'a compliance officer holds it'));
  const { owner, amount: amountSats } = owed;
  if (owner === null || owner === undefined) {
    const why = 'nobody is registered with the address that was paid; two compliance officers decide where it goes';
    return refused(refusals.notReturnable(key, why));
  }
  if (!owner.startsWith('G')) return refused(refusals.contractAccount(owner));
  const destination = readDestination(address, epochs, deposit.addressIndex);
  if (!destination.ok) return destination;
  const fee = await quoteFor(desk, destination.script);
  const most = amountSats - LEAST_OUTPUT_SATS;
  const maxFeeSats = order.maxFeeSats ?? (fee.suggestedMaxFeeSats < most ? fee.suggestedMaxFeeSats : most);
  if (maxFeeSats > most) return refused(refusals.tooSmall(amountSats, maxFeeSats));
  if (order.maxFeeSats !== undefined && maxFeeSats < fee.leastMaxFeeSats)
    return refused(refusals.feeLimitTooLow(maxFeeSats, fee.leastMaxFeeSats));
  const args = {
    owner,
    tx_hash: fromHex(outpoint.txid),
    vout: outpoint.vout,
    btc_address: address,
    max_fee: maxFeeSats,
  };
  const drafted = await draftFor(desk, owner, contracts.reserve.invocation('name_return', args));
  if (!drafted.ok) return drafted;
  const amounts = { amountSats, maxFeeSats, arrivesAtLeastSats: amountSats - maxFeeSats };
  return { ok: true, prepared: { ...drafted.draft, ...amounts } };
}

const refused = (refusal: WithdrawalRefusal): PrepareOutcome => ({ ok: false, refusal });

/** As if it were paid alone, from the coin that it is. */
async function quoteFor({ contracts, epochs, fees, policy }: WithdrawalDesk, script: Uint8Array) {
  const [{ reserve_script: reserveScript }, { fee_cap: feeCapSats }, reading] = await Promise.all([
    contracts.reserve.read('get_config'),
    contracts.reserve.read('get_policy'),
    fees.read(),
  ]);
  return quoteFee({
    ...{ descriptor: epochs.at(-1)!, reserveScript, script, coins: 1, estimates: reading.estimates, feeCapSats },
    ...{ confirmWithinBlocks: policy.confirmWithinBlocks, policy: feePolicyAt(policy.fees, reading) },
  });
}

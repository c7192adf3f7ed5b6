import { WithdrawalState } from '@istsi/contracts/clients/reserve-manager';
import { latestLedger } from '@istsi/soroban-client';
import type { GuardianWorld } from './guardian-world.ts';
import { readTransactions } from './read-events.ts';
import { sendCall } from './send-call.ts';

/**
 * While something is accused, large payouts that wait are objected to: those that governance makes wait for their size.
 * Each objection adds a day, in which people look, also when the system runs again before that.
 */
export async function objectToPayouts(world: GuardianWorld): Promise<number> {
  const { contracts, key, log, network } = world;
  const ids = new Set<string>();
  for await (const { transactions } of readTransactions(network, contracts, undefined)) {
    for (const { contract, name, data } of transactions.flat()) {
      if (contract === 'reserve' && name === 'WithdrawalRecorded')
        ids.add(Buffer.from(data.withdrawal_id as Uint8Array).toString('hex'));
    }
  }
  const { closeTime } = await latestLedger(network);
  let objected = 0;
  for (const id of ids) {
    const asked = { withdrawal_id: Buffer.from(id, 'hex') };
    const [{ state }, watch] = await Promise.all([
      contracts.reserve.read('get_withdrawal', asked),
      contracts.reserve.read('get_watch', asked),
    ]);
    const isLarge = watch.not_before > BigInt(closeTime);
    if (state !== WithdrawalState.Pending || !isLarge || watch.objections.includes(key.publicKey())) continue;
    const reason = 'the system was stopped for what cannot be explained';
    const call = contracts.reserve.invocation('object_to_withdrawal', { guardian: key.publicKey(), ...asked, reason });
    const outcome = await sendCall(world, call);
    if (outcome.ok) objected += 1;
    log(outcome.ok ? 'warn' : 'error', 'objection to a payout', { id, ...(!outcome.ok && { reason: outcome.reason }) });
  }
  return objected;
}

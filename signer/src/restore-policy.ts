import type { Manifest } from '@istsi/contracts';
import { openContracts, type SystemContracts } from '@istsi/contracts';
import { openNetwork, readEvents } from '@istsi/soroban-client';
import { createPolicyLog, openPolicyLog } from './policy/policy-log.ts';
import type { Restored } from './policy/policy-record.ts';
import { defaultSigningPolicy } from './signing-policy.ts';
import { keyOf } from './verify-spend.ts';

export interface RestorePolicyOptions {
  file: string;
  /** The custodian account that it was the memory of. */
  address: string;
  stellar: { rpcUrl: string };
  manifest: Manifest;
  /** The epoch of the custody that money may have been moved to, from 0. */
  epoch: number;
}

/**
 * Begins a new policy log for a signer that lost its own, with every Bitcoin transaction that the reserve authorized as if
 * this signer had signed it: it may have. What cannot be read any more, because the RPC keeps events for a while only, is
 * covered by the contracts: no output mints twice, and every payment of a withdrawal spends the anchor of its batch.
 */
export async function restorePolicyLog(options: RestorePolicyOptions): Promise<{ transactions: number }> {
  const { file, address, manifest, stellar } = options;
  const network = openNetwork({ rpcUrl: stellar.rpcUrl, networkPassphrase: manifest.networkPassphrase });
  const { reserve } = openContracts(manifest, network);
  const found: Restored[] = [];
  for await (const { events } of readEvents(network, [reserve.contractId], undefined)) {
    for (const { topic, value } of events) {
      const event = reserve.spec.parseEvent(topic, value);
      if (event?.name !== 'PaymentAuthorized' && event?.name !== 'SweepAuthorized') continue;
      found.push(await spendOf(reserve, (event.data as { txid: Uint8Array }).txid, options.epoch));
    }
  }
  // Read before anything is written: an RPC out of reach leaves no log that looks complete.
  createPolicyLog({ file, address });
  const log = await openPolicyLog({ file, address, limits: defaultSigningPolicy });
  for (const record of found) log.admit(record);
  log.close();
  return { transactions: found.length };
}

async function spendOf(reserve: SystemContracts['reserve'], txid: Uint8Array, epoch: number): Promise<Restored> {
  const [payment, batch] = await Promise.all([
    reserve.read('get_payment', { txid }),
    reserve.read('get_batch', { txid }),
  ]);
  const withdrawals = await Promise.all(
    batch.withdrawals.map(async (withdrawal_id) => ({
      id: Buffer.from(withdrawal_id).toString('hex'),
      amountSats: (await reserve.read('get_withdrawal', { withdrawal_id })).amount,
    })),
  );
  const inputs = payment.inputs.map(keyOf);
  return {
    kind: 'restored',
    txid: Buffer.from(txid).toString('hex'),
    inputs,
    withdrawals,
    feeSats: payment.fee,
    epoch,
  };
}

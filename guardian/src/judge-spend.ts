import { parseOutpoint } from '@istsi/bitcoin-custody';
import { ReserveError, UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { latestLedger } from '@istsi/soroban-client';
import type { Claim } from './claims.ts';
import { contradicted, explained, type GuardianWorld, unseen, type Verdict } from './guardian-world.ts';

/** Older than this, an RPC's newest ledger says that the RPC is behind: ledgers close every few seconds. */
const MOST_LAG_SECONDS = 60;

/**
 * Coins of the reserve move only in transactions that it authorized, and they are authorized before they are sent: an RPC
 * that has a ledger from after the spend was seen knows of it.
 */
export async function judgeSpend(world: GuardianWorld, claim: Claim & { kind: 'spent' }): Promise<Verdict> {
  const { contracts, network, rules, now } = world;
  const { closeTime } = await latestLedger(network);
  const payment = await contracts.reserve.tryRead('get_payment', { txid: Buffer.from(claim.by, 'hex') });
  if (payment.ok) return explained;
  if (payment.failure.contractError?.code !== ReserveError.PaymentNotFound) return unseen(payment.failure.text);
  const { txid, vout } = parseOutpoint(claim.outpoint);
  const utxo = await contracts.reserve.tryRead('get_utxo', { tx_hash: Buffer.from(txid, 'hex'), vout });
  if (utxo.ok && utxo.value.state === UtxoState.Lost) return explained;

  const nowSeconds = now() / 1_000;
  if (!rules.ledgersOnDemand && closeTime < nowSeconds - MOST_LAG_SECONDS) {
    return unseen(`the newest ledger of this RPC is ${Math.floor(nowSeconds - closeTime)} seconds old`);
  }
  if (closeTime <= claim.at && nowSeconds < claim.at + rules.patienceMs / 1_000) {
    return unseen(`the reserve has not authorized ${claim.by} yet, as far as this RPC knows`);
  }
  return contradicted(
    `${claim.by} spends ${claim.outpoint} (${claim.amountSats} sats), and the reserve never authorized it`,
  );
}

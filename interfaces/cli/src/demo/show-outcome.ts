import type { Context } from '../context.ts';
import { formatBasisPoints, formatCount } from '../terminal/format.ts';
import type { MintedDeposit } from './run-deposit.ts';
import type { ExchangedThere } from './run-exchange.ts';
import type { PaidWithdrawal } from './run-withdrawal.ts';

export interface DemoOutcome {
  deposit: MintedDeposit;
  transferredSats: bigint;
  /** Undefined where there is no exchange. */
  exchanged: ExchangedThere | undefined;
  paid: PaidWithdrawal;
  proofId: string;
  reservesSats: bigint;
  supplySats: bigint;
  /** Null where a block came again and again before all were searched. */
  ratioBps: number | null;
}

/** The whole way on one screen: Bitcoin outpoint → mint → transfer → burn → Bitcoin transaction → the books. */
export function showOutcome({ reporter, colours }: Context, outcome: DemoOutcome): void {
  const { deposit, transferredSats, exchanged, paid, proofId, reservesSats, supplySats, ratioBps } = outcome;
  const { withdrawal, receivedSats } = paid;
  const feeSats = BigInt(withdrawal.fee_sats ?? 0);
  const station = (name: string, value: string) => reporter.say(`  ${colours.accent('●')} ${name.padEnd(9)}${value}`);
  const between = (text: string) => reporter.say(`  ${colours.faint(`│   ${text}`)}`);
  reporter.say();
  station('Bitcoin', deposit.outpoint);
  between(`${formatCount(deposit.amountSats)} sats in the custody's keeping`);
  station('Stellar', deposit.stellarTransaction);
  between(`one transaction: attestations, KYC, reserve, mint of ${formatCount(deposit.mintedSats)} iSTSi`);
  if (exchanged) {
    station('exchange', `${exchanged.given} for ${exchanged.got}`);
    between('out of what the exchange holds; nothing is minted for it');
  }
  station('transfer', `${formatCount(transferredSats)} iSTSi to another holder`);
  between('who burns them for bitcoin');
  station('Bitcoin', withdrawal.bitcoin_transaction ?? '');
  between(`${formatCount(receivedSats)} sats arrived, ${formatCount(feeSats)} were the fee`);
  station(
    'reserves',
    ratioBps === null ? 'not known before every block is searched' : colours.strong(formatBasisPoints(ratioBps)),
  );
  between(`${formatCount(supplySats)} iSTSi issued against ${formatCount(reservesSats)} sats`);
  between('proved by the custody, and recomputed from both chains');
  reporter.say();
  reporter.facts('done', {
    deposited_sats: String(deposit.amountSats),
    minted: String(deposit.mintedSats),
    reserve_ratio_bps: ratioBps,
    transferred_sats: String(transferredSats),
    ...(exchanged && { exchanged_out: String(exchanged.gotUnits) }),
    withdrawn_sats: withdrawal.amount_sats,
    fee_sats: String(feeSats),
    received_sats: String(receivedSats),
    reserves_sats: String(reservesSats),
    supply_sats: String(supplySats),
    proof: proofId,
  });
}

import type { Context } from '../context.ts';
import { formatBasisPoints, formatCount } from '../terminal/format.ts';
import type { DepositOutcome } from './run-deposit.ts';

/** The whole way on one screen: Bitcoin outpoint → Stellar transaction → balance → reserve ratio. */
export function showOutcome({ reporter, colours }: Context, outcome: DepositOutcome): void {
  const station = (name: string, value: string) => reporter.say(`  ${colours.accent('●')} ${name.padEnd(9)}${value}`);
  const between = (text: string) => reporter.say(`  ${colours.faint(`│   ${text}`)}`);
  reporter.say();
  station('Bitcoin', outcome.outpoint);
  between(`${formatCount(outcome.depositedSats)} sats in the custody's keeping`);
  station('Stellar', outcome.stellarTransaction);
  between('one transaction: attestations, KYC, reserve, mint');
  station('balance', colours.strong(`${formatCount(outcome.mintedSats)} iSTSi`));
  between(`${formatCount(outcome.supplySats)} iSTSi issued against ${formatCount(outcome.reservesSats)} sats`);
  station('reserves', colours.strong(formatBasisPoints(outcome.ratioBps)));
  reporter.say();
  reporter.facts('done', {
    deposited_sats: String(outcome.depositedSats),
    minted: String(outcome.mintedSats),
    reserve_ratio_bps: outcome.ratioBps,
  });
}

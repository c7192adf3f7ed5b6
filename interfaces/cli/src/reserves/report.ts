import { backingOf, type Statement, type Verification } from '@istsi/reserves';
import { formatBasisPoints, formatBtc, formatCount, shorten } from '../terminal/format.ts';

const BPS = 10_000n;

/** What a verification found, one claim a line, in words that need no knowledge of either chain. */
export function provedLines({ statement, bitcoin, stellar }: Verification): string[] {
  if (!statement || !bitcoin || !stellar) return [];
  const { reserves, liabilities } = statement;
  const { network, height } = statement.bitcoin;
  const quorums = [...bitcoin.quorums].map(([quorum, count]) => `${formatCount(count)} by ${quorum} keys`).join(', ');
  const { off_chain } = liabilities;
  return [
    `${formatCount(reserves.outputs)} Bitcoin outputs were unspent at block ${formatCount(height)} (${network}); together they hold ${sats(bitcoin.provenSats)}`,
    `each of them was signed for with the keys that can spend it: ${quorums || 'none'}`,
    'they are exactly the outputs that the reserve contract counts, by its whole history',
    `at Stellar ledger ${formatCount(statement.stellar.ledger)} the contract recorded the same, attested by ${stellar.threshold} of ${stellar.custodians} custodians`,
    `the contract counted ${formatCount(BigInt(liabilities.supply_sats))} iSTSi issued, and ${sats(BigInt(liabilities.owed_sats))} owed to withdrawals and for fees`,
    off_chain
      ? `balances off chain are stated as ${sats(BigInt(off_chain.sum_sats))} over ${formatCount(off_chain.accounts)} accounts, root ${shorten(off_chain.root)}`
      : 'nothing is stated to be owed off chain',
    coverage(statement),
    'the reserve’s own address signs that it backs iSTSi (BIP-322), and the entry for stellar.toml says the same',
  ];
}

/** What no such proof can show, whoever makes it. */
export function limitLines({ statement, bitcoin }: Verification): string[] {
  if (!statement || !bitcoin) return [];
  const { off_chain } = statement.liabilities;
  const spent = formatCount(bitcoin.spentSince);
  return [
    'whose the keys are: they may have been lent for that moment, or be shared with somebody who will spend first',
    'that nobody else was promised the same bitcoin',
    off_chain
      ? 'that every account is in the tree: each owner must check their own, with `istsi reserves verify-account`'
      : 'that nothing is owed beyond what the contract counts: debts that are on no list leave no trace',
    `what happened after that block; since then ${spent} of these outputs ${bitcoin.spentSince === 1 ? 'was' : 'were'} spent, as withdrawals do`,
    `that these are the contracts you hold tokens of: compare ${statement.stellar.token} (token) and ${statement.stellar.reserve} (reserve)`,
    'anything that your own Bitcoin node and Stellar RPC did not tell truly',
  ];
}

function coverage(statement: Statement): string {
  const { reserveSats, liabilitiesSats } = backingOf(statement);
  const held = `held ${sats(reserveSats)}, owed in all ${sats(liabilitiesSats)}`;
  if (liabilitiesSats === 0n) return `${held}: nothing has to be covered`;
  const ratio = Number((reserveSats * BPS) / liabilitiesSats);
  return `${held}: ${formatBasisPoints(ratio)} covered`;
}

const sats = (amount: bigint): string => `${formatCount(amount)} sats (${formatBtc(amount)} BTC)`;

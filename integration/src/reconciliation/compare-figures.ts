import { UtxoState, WithdrawalState } from '@istsi/contracts/clients/reserve-manager';
import { type BookedOutput, isCounted } from './compare-coins.ts';
import type { Difference, Unknown } from './findings.ts';

export interface OwedRecords {
  withdrawals: readonly { id: string; amountSats: bigint; burnedSats: bigint; state: WithdrawalState }[];
  /** Deposits that go back, by the number under which they are paid. */
  returns: readonly { id: string; amountSats: bigint; isLost: boolean }[];
  /** Of sweeps and cancellations that are undecided; undefined where the entry does not say. */
  fees: readonly { batch: string; sats: bigint | undefined }[];
}

export interface Figures extends OwedRecords {
  totalSats: bigint;
  owedSats: bigint;
  outputCount: number;
  outputs: ReadonlyMap<string, BookedOutput>;
  supplySats: bigint;
  balancesSats: bigint;
}

/** What is owed, record by record, as the contract's rules have it. */
export interface Owed {
  sats: bigint;
  openWithdrawals: { count: number; sats: bigint };
  returnables: { count: number; sats: bigint };
  /** Batches whose fee cannot be read. */
  unreadable: number;
}

/** `owe` and `oweNoLonger` of the reserve manager, seen from what they leave behind (redemption.ts, return-debts.ts, sweeps.ts). */
export function owedOf({ withdrawals, returns, fees }: OwedRecords): Owed {
  const byId = new Map(withdrawals.map((withdrawal) => [withdrawal.id, withdrawal]));
  const open = withdrawals.flatMap(({ burnedSats, amountSats, state }) => {
    if (burnedSats === 0n) return [];
    if (state === WithdrawalState.Pending) return [burnedSats];
    return state === WithdrawalState.Authorized ? [amountSats] : [];
  });
  const back = returns.flatMap(({ id, amountSats, isLost }) => {
    const state = byId.get(id)?.state ?? WithdrawalState.Pending;
    if (state === WithdrawalState.Pending) return isLost ? [] : [amountSats];
    // It was promised, and is paid from the coins of others if need be.
    return state === WithdrawalState.Authorized ? [amountSats] : [];
  });
  const unreadable = fees.filter(({ sats }) => sats === undefined).length;
  const fee = sumOf(fees.map(({ sats }) => sats ?? 0n));
  return {
    sats: sumOf(open) + sumOf(back) + fee,
    openWithdrawals: { count: open.length, sats: sumOf(open) },
    returnables: { count: back.length, sats: sumOf(back) },
    unreadable,
  };
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, each) => sum + each, 0n);

/** Why what is known of may not be all; undefined where it is shown to be. */
export interface Incomplete {
  outputs: string | undefined;
  owed: string | undefined;
  holders: string | undefined;
}

/**
 * Each total that a contract keeps against the sum of its own entries, and what is issued against what is held. Pure. A
 * total that the entries do not come to is a difference only where they are shown to be all; otherwise nobody knows.
 */
export function compareFigures(
  figures: Figures,
  incomplete: Incomplete,
): { differences: Difference[]; unknown: Unknown[] } {
  const { totalSats, owedSats, outputCount, outputs, supplySats, balancesSats } = figures;
  const counted = [...outputs.values()].filter(isCounted);
  const countedSats = sumOf(counted.map(({ amountSats }) => amountSats));
  const owed = owedOf(figures);
  const differences: Difference[] = [];
  const unknown: Unknown[] = [];
  const hold = (comparison: Difference['comparison'], sats: bigint, why: string | undefined, detail: string): void => {
    if (sats === 0n) return;
    if (why !== undefined) unknown.push({ what: detail, why });
    else
      differences.push({ comparison, explanation: 'unexplained', sats, subject: comparison, state: undefined, detail });
  };
  hold(
    'outputs',
    countedSats - totalSats,
    incomplete.outputs,
    `outputs of ${countedSats} sats are on the books, and their total says ${totalSats}`,
  );
  if (countedSats === totalSats && counted.length !== outputCount) {
    const what = `${counted.length} outputs are on the books, and their number says ${outputCount}`;
    unknown.push({ what, why: incomplete.outputs ?? 'the reserve manager counts otherwise than it adds up' });
  }
  const unreadable =
    owed.unreadable > 0 ? `${owed.unreadable} open batches are stored as the first release did` : undefined;
  hold(
    'owed',
    owed.sats - owedSats,
    incomplete.owed ?? unreadable,
    `withdrawals, returns and fees of ${owed.sats} sats are open, and the books owe ${owedSats}`,
  );
  hold(
    'supply',
    balancesSats - supplySats,
    incomplete.holders,
    `all balances come to ${balancesSats}, and the token says that ${supplySats} were issued`,
  );
  differences.push(...compareBacking(figures));
  return { differences, unknown };
}

/** Less held than is issued and owed: explained as far as custodians attested that coins are gone. */
function compareBacking({ supplySats, owedSats, totalSats, outputs }: Figures): Difference[] {
  const short = supplySats + owedSats - totalSats;
  if (short <= 0n) return [];
  const lost = [...outputs.values()].filter(({ state }) => state === UtxoState.Lost);
  const lostSats = sumOf(lost.map(({ amountSats }) => amountSats));
  const explained = lostSats < short ? lostSats : short;
  const backing = { comparison: 'backing' as const, subject: 'backing', state: undefined };
  const found: Difference[] = [];
  if (explained > 0n) {
    const detail = `${lost.length} outputs were written off, and nobody has filled the loss`;
    found.push({ ...backing, explanation: 'written-off', sats: -explained, detail });
  }
  if (short > explained) {
    const detail = `${supplySats} sats are issued and ${owedSats} owed, and the books hold ${totalSats}`;
    found.push({ ...backing, explanation: 'unexplained', sats: explained - short, detail });
  }
  return found;
}

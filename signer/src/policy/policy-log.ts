import { createJournal, type Journal, type JournalFailure, openJournal } from '@istsi/bitcoin-custody';
import { AttestationError } from '../errors.ts';
import type { AttestationRefusal } from '../refusals.ts';
import {
  type Deposited,
  type PolicyRecord,
  parseRecord,
  type Returnable,
  type SpendFacts,
  type TimedRecord,
} from './policy-record.ts';
import {
  applyRecord,
  checkRecord,
  emptyPolicyState,
  isKnown,
  leftBefore,
  type PolicyState,
  signedFor,
  type VelocityLimits,
} from './policy-state.ts';

/** A signer's own memory of everything it said or signed, whatever it is asked later. */
export interface PolicyLog {
  /**
   * Durable when it returns nothing; a refusal when the record contradicts what was signed before or exceeds a limit.
   * Checks and writes in one step. Of several, which must not bear on each other, all are admitted or none.
   */
  admit(record: PolicyRecord | readonly PolicyRecord[]): AttestationRefusal | undefined;
  /** What it attested, oldest first. */
  deposits(): readonly Deposited[];
  deposit(outpoint: string): Deposited | undefined;
  /** Likewise, of what it attested to be paid back. */
  returnable(outpoint: string): Returnable | undefined;
  /** What it signed for any of these withdrawals and that may still confirm. */
  signedFor(withdrawalIds: readonly string[]): readonly SpendFacts[];
  /** Ids of the Bitcoin transactions that this signer signed. */
  signedTransactions(): ReadonlySet<string>;
  /** What left through this signer within the last 24 hours, and how much it lets leave in that time. */
  velocity(): { sats: bigint; payments: number; limits: VelocityLimits };
  /** How many lines the log has, and the sum of the last one. */
  head(): { count: number; sum: string };
  close(): void;
}

export interface PolicyLogOptions {
  file: string;
  /** The custodian account that it is the memory of. */
  address: string;
  limits: VelocityLimits;
  now?: () => Date;
}

const FORMAT = 'istsi-signer-policy';
const VERSION = 1;

/**
 * Begins the memory of a new signer. Never done by itself: a signer that starts without the memory it had would sign again
 * what it had refused to.
 */
export function createPolicyLog({ file, address }: Pick<PolicyLogOptions, 'file' | 'address'>): void {
  createJournal(file, { format: FORMAT, version: VERSION, signer: address, at: new Date() }, policyFailure);
}

/** Opens the memory for this process alone. */
export async function openPolicyLog(options: PolicyLogOptions): Promise<PolicyLog> {
  const { file, limits, now = () => new Date() } = options;
  const opened = await openJournal(file, policyFailure);
  const state = emptyPolicyState();
  let latest = new Date(0);
  for (const timed of recordsOf(opened, options)) {
    applyRecord(state, timed);
    latest = timed.at;
  }
  const deposits = [...state.deposits.values()];

  /** A clock that was set back must not let the limits of the last day begin anew. */
  const moment = (): Date => new Date(Math.max(now().getTime(), latest.getTime()));

  return {
    admit(given) {
      const records = [given].flat() as PolicyRecord[];
      const at = moment();
      for (const record of records) {
        const refusal = checkRecord(state, record, limits, at);
        if (refusal) return refusal;
      }
      const news = records.filter((record) => !isKnown(state, record));
      if (news.length === 0) return undefined;
      opened.append(...news.map((record) => ({ ...record, at })));
      for (const record of news) {
        const isNew = record.kind === 'deposit' && !state.deposits.has(record.outpoint);
        applyRecord(state, { record, at });
        if (isNew) deposits.push(record);
      }
      latest = at;
      return undefined;
    },
    deposits: () => deposits,
    deposit: (outpoint) => state.deposits.get(outpoint),
    returnable: (outpoint) => state.returnables.get(outpoint),
    signedFor: (withdrawalIds) => signedFor(state, withdrawalIds),
    signedTransactions: () => signedIn(state),
    velocity: () => ({ ...leftBefore(state, moment()), limits }),
    head: opened.head,
    close: opened.close,
  };
}

/** A log of another signer or version is let go of before it is refused. */
function recordsOf(opened: Journal, options: PolicyLogOptions): TimedRecord[] {
  try {
    return readRecords(opened, options);
  } catch (error) {
    opened.close();
    throw error;
  }
}

const policyFailure: JournalFailure = (file, problem, options) => {
  switch (problem.is) {
    case 'damaged':
      return new AttestationError('attestation/policy-damaged', { file, line: problem.line }, options);
    case 'rolled-back': {
      const { found, expected } = problem;
      return new AttestationError('attestation/policy-rolled-back', { file, found, expected }, options);
    }
    default:
      return new AttestationError(`attestation/policy-${problem.is}`, { file }, options);
  }
};

const signedIn = ({ signed }: PolicyState): ReadonlySet<string> => new Set(signed.keys());

function readRecords(opened: Journal, { file, address }: PolicyLogOptions): TimedRecord[] {
  const [header, ...contents] = opened.contents as [Record<string, unknown>, ...unknown[]];
  if (header?.format !== FORMAT || header.version !== VERSION) {
    throw new AttestationError('attestation/policy-version', { file, found: String(header?.version) });
  }
  if (header.signer !== address) {
    throw new AttestationError('attestation/policy-of-another', { file, found: String(header.signer), address });
  }
  return contents.map((content, i) => {
    const timed = parseRecord(content);
    if (!timed) throw new AttestationError('attestation/policy-damaged', { file, line: i + 2 });
    return timed;
  });
}

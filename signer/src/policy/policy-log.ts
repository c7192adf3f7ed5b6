import { AttestationError } from '../errors.ts';
import type { AttestationRefusal } from '../refusals.ts';
import { createPolicyFile, openPolicyFile, type PolicyFile } from './policy-file.ts';
import { takePolicyLock } from './policy-lock.ts';
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
  type PolicyState,
  signedFor,
  type VelocityLimits,
} from './policy-state.ts';

/** A signer's own memory of everything it said or signed, whatever it is asked later. */
export interface PolicyLog {
  /**
   * Durable when it returns nothing; a refusal when the record contradicts what was signed before or exceeds a limit.
   * Checks and writes in one step.
   */
  admit(record: PolicyRecord): AttestationRefusal | undefined;
  /** What it attested, oldest first. */
  deposits(): readonly Deposited[];
  deposit(outpoint: string): Deposited | undefined;
  /** Likewise, of what it attested to be paid back. */
  returnable(outpoint: string): Returnable | undefined;
  /** What it signed for any of these withdrawals and that may still confirm. */
  signedFor(withdrawalIds: readonly string[]): readonly SpendFacts[];
  /** Ids of the Bitcoin transactions that this signer signed. */
  signedTransactions(): ReadonlySet<string>;
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
  createPolicyFile(file, { format: FORMAT, version: VERSION, signer: address, at: new Date() });
}

/** Opens the memory for this process alone. */
export async function openPolicyLog(options: PolicyLogOptions): Promise<PolicyLog> {
  const { file, limits, now = () => new Date() } = options;
  const opened = openPolicyFile(file);
  const lock = await takePolicyLock(file).catch((error: unknown) => {
    opened.close();
    throw error;
  });
  const state = emptyPolicyState();
  let latest = new Date(0);
  for (const timed of readRecords(opened, options)) {
    applyRecord(state, timed);
    latest = timed.at;
  }
  const deposits = [...state.deposits.values()];
  let isOpen = true;

  return {
    admit(record) {
      // A clock that was set back must not let the limits of the last day begin anew.
      const at = new Date(Math.max(now().getTime(), latest.getTime()));
      const refusal = checkRecord(state, record, limits, at);
      if (refusal || isKnown(state, record)) return refusal;
      opened.append({ ...record, at });
      const isNew = record.kind === 'deposit' && !state.deposits.has(record.outpoint);
      applyRecord(state, { record, at });
      if (isNew) deposits.push(record);
      latest = at;
      return undefined;
    },
    deposits: () => deposits,
    deposit: (outpoint) => state.deposits.get(outpoint),
    returnable: (outpoint) => state.returnables.get(outpoint),
    signedFor: (withdrawalIds) => signedFor(state, withdrawalIds),
    signedTransactions: () => signedIn(state),
    close() {
      // A descriptor that is closed twice may be somebody else's the second time.
      if (!isOpen) return;
      isOpen = false;
      opened.close();
      lock.release();
    },
  };
}

const signedIn = ({ signed }: PolicyState): ReadonlySet<string> => new Set(signed.keys());

function readRecords(opened: PolicyFile, { file, address }: PolicyLogOptions): TimedRecord[] {
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

import type { Log } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import type { Submitter } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { WithdrawalWorld } from '../operations/withdrawals/withdrawal-world.ts';
import type { WithdrawalDesk } from '../services/quote-withdrawal.ts';
import type { InboxSettings } from './inbox-settings.ts';

/** What the inbox works with. */
export interface InboxWorld extends Pick<WithdrawalWorld, 'network' | 'now' | 'random'> {
  db: Kysely<Schema>;
  contracts: SystemContracts;
  submitter: Submitter;
  /** What a withdrawal costs, and why it would be refused. */
  desk: WithdrawalDesk;
  settings: InboxSettings;
  /** Of the inbox, G…. */
  address: string;
  /** What it signs is one after the other: its withdrawals are counted by the token, and two at a time would be in each other's way. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  log: Log;
}

export function openInbox(
  { database, network, contracts, submitter, fees, epochs, policy, now, random, log }: WithdrawalWorld,
  settings: InboxSettings,
): InboxWorld {
  const { db } = database;
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...{ db, network, contracts, submitter, settings, now, random, log },
    desk: { db, network, contracts, submitter, fees, epochs, policy },
    address: settings.key.publicKey(),
    inTurn(work) {
      const turn = last.then(work);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

import {
  findAccount,
  isSignedBy,
  type SignedTransaction,
  simulationFailure,
  type TransactionFate,
} from '@istsi/soroban-client';
import type { Transaction } from '@stellar/stellar-sdk';
import { networkNow } from '../operations/withdrawals/withdrawal-world.ts';
import type { WithdrawalDesk } from './quote-withdrawal.ts';
import { refusalOfContracts, refusals } from './withdrawal-refusals.ts';
import type { WithdrawalRefusal } from './withdrawal-requests.ts';

export type Relayed = TransactionFate | { status: 'refused'; refusal: WithdrawalRefusal };

/** Sends on what users signed. Whoever asks pays for it with their request: nothing goes on after its end. */
export interface Relays {
  relay(transaction: Transaction, signed: SignedTransaction, signal: AbortSignal): Promise<Relayed>;
}

export type RelayDesk = Pick<WithdrawalDesk, 'network' | 'contracts' | 'submitter'>;

/** How long an answer is waited for; asking again goes on from there. */
const PATIENCE_MS = 10_000;
/** At once. Each is a few questions a second to the RPC. */
const MOST_RELAYS = 32;
/** Prepared ones end within ten minutes. */
const LONGEST_MS = 3_600_000;
/** Stroops for the one operation beside its resource fee, by the network's rules. */
const LEAST_FEE = 100n;

/** `refusalOf`: what the contracts refuse, in words for who signed. */
export function createRelays(desk: RelayDesk, refusalOf = refusalOfContracts): Relays {
  /** By account: one at a time, as the network takes them. */
  const open = new Map<string, { hash: string; fate: Promise<Relayed> }>();
  return {
    async relay(transaction, signed, signal) {
      const { source } = transaction;
      const known = open.get(source);
      if (known && known.hash === signed.hash) return await until(signal, known.fate, signed.hash);
      if (known || open.size >= MOST_RELAYS) return refused(refusals.relayBusy(known !== undefined));
      const ended = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      const fate = relayIncludable({ ...desk, refusalOf }, transaction, signed, ended);
      open.set(source, { hash: signed.hash, fate });
      try {
        return await fate;
      } finally {
        open.delete(source);
      }
    },
  };
}

async function relayIncludable(
  desk: RelayDesk & { refusalOf: typeof refusalOfContracts },
  transaction: Transaction,
  signed: SignedTransaction,
  signal: AbortSignal,
): Promise<Relayed> {
  const { network, submitter } = desk;
  const account = await findAccount(network, transaction.source);
  if (!account) return refused(refusals.accountMissing(transaction.source));
  if (!isSignedBy(account, transaction.hash(), transaction.signatures)) return refused(refusals.rejected('txBadAuth'));
  const fate = await submitter.lookUp(signed);
  if (fate.status !== 'pending') return fate;
  const refusal = (await checkIncludable(desk, transaction, account)) ?? (await simulate(desk, transaction));
  if (refusal) return refused(refusal);
  return await submitter.relay(signed, signal);
}

/** What keeps the next ledger from including it, although it is signed and not over. */
async function checkIncludable(
  { network }: RelayDesk,
  transaction: Transaction,
  account: { sequence: bigint; balance: bigint },
): Promise<WithdrawalRefusal | undefined> {
  const next = account.sequence + 1n;
  if (BigInt(transaction.sequence) > next) return refusals.notNext(BigInt(transaction.sequence), next);
  const { minTime = '0', maxTime = '0' } = transaction.timeBounds ?? {};
  const now = (await networkNow({ network, now: () => new Date() })).getTime();
  if (Number(minTime) * 1_000 > now) return refusals.otherTransaction('the transaction must be valid now');
  if (Number(maxTime) * 1_000 > now + LONGEST_MS)
    return refusals.otherTransaction('the transaction must end within an hour');
  const fee = BigInt(transaction.fee);
  const { ext } = transaction.tx;
  const resources = ext.type === 'sorobanData' ? BigInt(ext.value.resourceFee) : undefined;
  if (resources === undefined || fee < resources + LEAST_FEE)
    return refusals.otherTransaction('its fee must cover what it declares to use');
  return account.balance < fee ? refusals.accountShort(account.balance, fee) : undefined;
}

/** What the contracts would refuse costs nobody a fee. */
async function simulate(
  { network, contracts, refusalOf }: RelayDesk & { refusalOf: typeof refusalOfContracts },
  transaction: Transaction,
): Promise<WithdrawalRefusal | undefined> {
  const failure = await simulationFailure(network, transaction, contracts.errorNames);
  return failure && refusalOf(failure);
}

const refused = (refusal: WithdrawalRefusal): Relayed => ({ status: 'refused', refusal });

/** The work of another request, as long as this one lasts. */
async function until(signal: AbortSignal, fate: Promise<Relayed>, hash: string): Promise<Relayed> {
  const pending: Relayed = { status: 'pending', hash };
  if (signal.aborted) return pending;
  return await new Promise<Relayed>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(pending), { once: true });
    fate.then(resolve, reject);
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import {
  Account,
  type Keypair,
  Operation,
  rpc,
  type SorobanDataBuilder,
  type Transaction,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk';
import { readAccount } from './accounts.ts';
import { signerOf } from './authorization.ts';
import { createChannelPool } from './channel-pool.ts';
import { type ErrorNames, failureFromSimulation, type InvocationFailure } from './invocation-failure.ts';
import { callRpc, type Network } from './network.ts';
import { driveToFate } from './sending.ts';
import { lookUp, type SignedTransaction, type TransactionFate } from './transaction-fate.ts';

export interface SubmitterOptions {
  network: Network;
  /** Funded accounts that pay fees and lend sequence numbers. They need no right in any contract. */
  channels: readonly Keypair[];
  /** Names for the error numbers of the contracts that invocations may reach. */
  errorNames?: ErrorNames;
  /** How long a transaction may wait to be included, in seconds. After that its fate is final. */
  timeoutSeconds?: number;
  /** How long signatures of authorization entries hold, in ledgers. */
  authorizationLedgers?: number;
  /** Stroops per operation above the resource fee: what is offered first, and the most after congestion. */
  inclusionFee?: { first: number; most: number };
}

export interface SubmitRequest {
  invoke: xdr.HostFunction;
  /** Signs one entry for its address. What it throws, `submit` throws; nothing has been sent then. */
  authorize?: (
    entry: xdr.SorobanAuthorizationEntry,
    terms: AuthorizationTerms,
  ) => Promise<xdr.SorobanAuthorizationEntry>;
  /** Stores the signed transaction. It is sent only after this has resolved. May be called again with a successor. */
  beforeSend?: (signed: SignedTransaction) => Promise<void>;
}

export interface AuthorizationTerms {
  validUntilLedger: number;
  networkPassphrase: string;
}

export type SubmitOutcome =
  | TransactionFate
  /** Refused by simulation: nothing was sent and nothing changed. */
  | { status: 'refused'; failure: InvocationFailure };

export interface Submitter {
  submit(request: SubmitRequest): Promise<SubmitOutcome>;
  /** The fate of a transaction stored by `beforeSend`, sending the very same one again while that may help. */
  settle(signed: SignedTransaction): Promise<TransactionFate>;
  /** The fate so far, without sending. */
  lookUp(signed: SignedTransaction): Promise<TransactionFate>;
}

const DEFAULT_TIMEOUT_SECONDS = 60;
/** About an hour of 5-second ledgers; a sandbox that closes a ledger per transaction uses them up faster. */
const DEFAULT_AUTHORIZATION_LEDGERS = 720;
const DEFAULT_INCLUSION_FEE = { first: 1_000, most: 1_000_000 };
const MAX_SUCCESSORS = 3;

export function createSubmitter(options: SubmitterOptions): Submitter {
  const { network } = options;
  const names = options.errorNames ?? new Map();
  const fee = options.inclusionFee ?? DEFAULT_INCLUSION_FEE;
  const timeoutSeconds = options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const authorizationLedgers = options.authorizationLedgers ?? DEFAULT_AUTHORIZATION_LEDGERS;
  const pool = createChannelPool(options.channels);

  async function submitOver(channel: Keypair, request: SubmitRequest): Promise<SubmitOutcome> {
    const { sequence } = await readAccount(network, channel.publicKey());
    const draft: Draft = {
      network,
      names,
      source: channel.publicKey(),
      sequence,
      invoke: request.invoke,
      inclusionFee: fee.first,
      validUntil: (await networkTime(network)) + timeoutSeconds,
    };
    const prepared = await prepare(draft, channel, request.authorize, authorizationLedgers);
    if ('status' in prepared) return prepared;

    prepared.sign(channel);
    const signed: SignedTransaction = {
      hash: Buffer.from(prepared.hash()).toString('hex'),
      envelope: prepared.toXdr(),
      validUntil: draft.validUntil,
    };
    await request.beforeSend?.(signed);
    return await driveToFate({
      network,
      names,
      signed,
      sentBefore: false,
      feePayer: channel,
      mostInclusionFee: fee.most,
    });
  }

  return {
    async submit(request) {
      return await pool.use(async (channel) => {
        for (let successor = 0; ; successor++) {
          const outcome = await submitOver(channel, request);
          const lostRace = outcome.status === 'dead' && outcome.why === 'sequence-taken';
          if (!lostRace || successor === MAX_SUCCESSORS) return outcome;
          await sleep(50 * 2 ** successor * (1 + Math.random()));
        }
      });
    },
    async settle(signed) {
      const fate = await lookUp(network, signed, names);
      if (fate.status !== 'pending') return fate;
      return await driveToFate({
        network,
        names,
        signed,
        sentBefore: true,
        feePayer: undefined,
        mostInclusionFee: fee.most,
      });
    },
    async lookUp(signed) {
      return await lookUp(network, signed, names);
    },
  };
}

interface Draft {
  network: Network;
  names: ErrorNames;
  source: string;
  sequence: bigint;
  invoke: xdr.HostFunction;
  inclusionFee: number;
  validUntil: number;
}

/**
 * Simulates to learn who must authorize what, has that signed, and simulates again with the signatures enforced: only
 * then are footprint and resources those of the real execution (a custom account's check included).
 */
async function prepare(
  draft: Draft,
  channel: Keypair,
  authorize: SubmitRequest['authorize'],
  authorizationLedgers: number,
): Promise<Transaction | Extract<SubmitOutcome, { status: 'refused' | 'pending' | 'failed' | 'dead' }>> {
  let recorded = await simulate(draft, []);
  if ('status' in recorded) return recorded;
  if (rpc.Api.isSimulationRestore(recorded)) {
    const restored = await restore(draft, channel, recorded.restorePreamble);
    if (restored.status !== 'success') return restored;
    draft.sequence += 1n;
    recorded = await simulate(draft, []);
    if ('status' in recorded) return recorded;
  }

  const entries = recorded.result?.auth ?? [];
  const terms = {
    validUntilLedger: recorded.latestLedger + authorizationLedgers,
    networkPassphrase: draft.network.networkPassphrase,
  };
  const auth = await Promise.all(
    entries.map(async (entry) => {
      if (signerOf(entry) === undefined) return entry;
      if (!authorize)
        throw new TypeError(`the invocation needs the authorization of ${signerOf(entry)}; pass authorize`);
      return await authorize(entry, terms);
    }),
  );
  const separatelySigned = auth.some((entry) => signerOf(entry) !== undefined);
  const enforced = separatelySigned ? await simulate(draft, auth) : recorded;
  if ('status' in enforced) return enforced;
  return build(draft, Operation.invokeHostFunction({ func: draft.invoke, auth }), enforced.transactionData);
}

type Simulated = rpc.Api.SimulateTransactionSuccessResponse | rpc.Api.SimulateTransactionRestoreResponse;

async function simulate(
  draft: Draft,
  auth: xdr.SorobanAuthorizationEntry[],
): Promise<Simulated | { status: 'refused'; failure: InvocationFailure }> {
  const transaction = build(draft, Operation.invokeHostFunction({ func: draft.invoke, auth }));
  const answer = await callRpc(draft.network, 'simulateTransaction', (s) => s.simulateTransaction(transaction));
  if (!rpc.Api.isSimulationError(answer)) return answer;
  return { status: 'refused', failure: failureFromSimulation(answer.error, draft.names) };
}

/** Brings archived ledger entries back (CAP-46-12); the invocation would fail without them. */
async function restore(
  draft: Draft,
  channel: Keypair,
  preamble: rpc.Api.SimulateTransactionRestoreResponse['restorePreamble'],
): Promise<TransactionFate> {
  const transaction = build(draft, Operation.restoreFootprint({}), preamble.transactionData);
  transaction.sign(channel);
  const hash = Buffer.from(transaction.hash()).toString('hex');
  const signed = { hash, envelope: transaction.toXdr(), validUntil: draft.validUntil };
  const { network, names } = draft;
  return await driveToFate({
    network,
    names,
    signed,
    sentBefore: false,
    feePayer: undefined,
    mostInclusionFee: draft.inclusionFee,
  });
}

function build(draft: Draft, operation: xdr.Operation, data?: SorobanDataBuilder): Transaction {
  const builder = new TransactionBuilder(new Account(draft.source, String(draft.sequence)), {
    fee: String(draft.inclusionFee),
    networkPassphrase: draft.network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: draft.validUntil },
  }).addOperation(operation);
  if (data) builder.setSorobanData(data.build());
  return builder.build();
}

/** Unix seconds: ours or the network's, whichever is ahead (a test network's clock may have been moved). */
async function networkTime(network: Network): Promise<number> {
  const { closeTime } = await callRpc(network, 'getLatestLedger', (s) => s.getLatestLedger());
  return Math.max(Math.floor(Date.now() / 1000), Number(closeTime));
}

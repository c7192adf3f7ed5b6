import { setTimeout as sleep } from 'node:timers/promises';
import { type Keypair, Operation, rpc, type Transaction, type xdr } from '@stellar/stellar-sdk';
import { readAccount } from './accounts.ts';
import { addressCredentials, isSignedByAccount, signerOf } from './authorization.ts';
import { createChannelPool, type Lane } from './channel-pool.ts';
import { build, type Draft, type Refused, restore, simulate, submitSimulated, timeBoundsFor } from './drafts.ts';
import { signTransaction } from './ed25519.ts';
import { simulateExtension } from './entry-lifetimes.ts';
import type { ErrorNames } from './invocation-failure.ts';
import type { Network } from './network.ts';
import { type PreparedTransaction, type PrepareRequest, prepareForSigner } from './outside-signing.ts';
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
  /**
   * What was signed elsewhere, all of it. It is simulated as it is: what an account of a contract says of it, and which of its
   * signatures are wrong, is known before anything is sent. Nothing that is archived is restored for it.
   */
  signed?: readonly xdr.SorobanAuthorizationEntry[];
  /** Stores the signed transaction. It is sent only after this has resolved. May be called again with a successor. */
  beforeSend?: (signed: SignedTransaction) => Promise<void>;
  /** `bulk`: what there may be thousands of, and nothing else should wait behind. */
  lane?: Lane;
}

export interface AuthorizationTerms {
  validUntilLedger: number;
  networkPassphrase: string;
}

export type SubmitOutcome = TransactionFate | Refused;

export interface Submitter {
  submit(request: SubmitRequest): Promise<SubmitOutcome>;
  /** Creates an account with so many stroops of a channel's, which also pays the fee. `beforeSend` as above. */
  createAccount(
    address: string,
    stroops: bigint,
    beforeSend: NonNullable<SubmitRequest['beforeSend']>,
  ): Promise<TransactionFate>;
  /** Writes up to 64 bytes into a data entry of the channel itself, under a name of up to 64 characters. */
  writeData(name: string, value: Uint8Array): Promise<TransactionFate>;
  /** The fate of a transaction stored by `beforeSend`, sending the very same one again while that may help. */
  settle(signed: SignedTransaction): Promise<TransactionFate>;
  /**
   * The invocation as a transaction of an account whose key is elsewhere, complete but for the signature. Archived entries
   * are restored first, at a channel's cost.
   */
  prepare(request: PrepareRequest): Promise<PreparedTransaction | Exclude<SubmitOutcome, { status: 'success' }>>;
  /**
   * The fate of a transaction that somebody else signed; `pending` when the signal ends the work, or when the node does not
   * take it now. Relaying it again goes on from there.
   */
  relay(signed: SignedTransaction, signal?: AbortSignal): Promise<TransactionFate>;
  /** Pays for these entries (base64 XDR of their keys) to be kept for so many ledgers from now, in one transaction. */
  extend(keys: readonly string[], extendTo: number): Promise<TransactionFate>;
  /** The fate so far, without sending. */
  lookUp(signed: SignedTransaction): Promise<TransactionFate>;
}

const DEFAULT_TIMEOUT_SECONDS = 60;
/** About an hour of 5-second ledgers; a sandbox that closes a ledger per transaction uses them up faster. */
const DEFAULT_AUTHORIZATION_LEDGERS = 720;
const DEFAULT_INCLUSION_FEE = { first: 1_000, most: 1_000_000 };
const MAX_SUCCESSORS = 3;
/** Of the ledger that time bounds of bulk work are reckoned from: one question for many. */
const BULK_AGE_MS = 1_000;

export function createSubmitter(options: SubmitterOptions): Submitter {
  const { network } = options;
  const names = options.errorNames ?? new Map();
  const fee = options.inclusionFee ?? DEFAULT_INCLUSION_FEE;
  const timeoutSeconds = options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const authorizationLedgers = options.authorizationLedgers ?? DEFAULT_AUTHORIZATION_LEDGERS;
  const pool = createChannelPool(options.channels);

  async function draftOf(channel: Keypair, mostAgeMs = 0): Promise<Omit<Draft, 'invoke'>> {
    const source = channel.publicKey();
    const [{ sequence }, bounds] = await Promise.all([
      readAccount(network, source),
      timeBoundsFor(network, timeoutSeconds, mostAgeMs),
    ]);
    return { network, names, source, sequence, inclusionFee: fee.first, ...bounds };
  }

  async function submitOver(channel: Keypair, request: SubmitRequest): Promise<SubmitOutcome> {
    const draft: Draft = {
      ...(await draftOf(channel, request.lane === 'bulk' ? BULK_AGE_MS : 0)),
      invoke: request.invoke,
    };
    const prepared = request.signed
      ? await prepareSigned(draft, [...request.signed])
      : await prepare(draft, channel, request.authorize, authorizationLedgers);
    if ('status' in prepared) return prepared;
    return await sendFrom(channel, prepared, draft.validUntil, request.beforeSend);
  }

  async function sendFrom(
    channel: Keypair,
    transaction: Transaction,
    validUntil: number,
    beforeSend: SubmitRequest['beforeSend'],
  ): Promise<TransactionFate> {
    const hash = signTransaction(transaction, channel);
    const signed: SignedTransaction = {
      hash: Buffer.from(hash).toString('hex'),
      envelope: transaction.toXdr(),
      validUntil,
    };
    await beforeSend?.(signed);
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
      }, request.lane);
    },
    async createAccount(destination, stroops, beforeSend) {
      return await pool.use(async (channel) => {
        const draft = await draftOf(channel);
        const operation = Operation.createAccount({ destination, startingBalance: inLumens(stroops) });
        return await sendFrom(channel, build(draft, operation), draft.validUntil, beforeSend);
      });
    },
    async writeData(name, value) {
      return await pool.use(async (channel) => {
        const draft = await draftOf(channel);
        const operation = Operation.manageData({ name, value: Buffer.from(value) });
        return await sendFrom(channel, build(draft, operation), draft.validUntil, undefined);
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
    async prepare(request) {
      return await pool.use(
        async (channel) => await prepareForSigner({ network, names, fee: fee.first, channel }, request),
      );
    },
    async relay(signed, signal) {
      const fate = await lookUp(network, signed, names);
      if (fate.status !== 'pending') return fate;
      // Whoever signed it may have sent it elsewhere: a node that does not take it says nothing about the others.
      const terms = { sentBefore: true, feePayer: undefined, mostInclusionFee: fee.most, signal };
      return await driveToFate({ network, names, signed, ...terms });
    },
    async extend(keys, extendTo) {
      return await pool.use(async (channel) => {
        const draft = await draftOf(channel);
        const { operation, simulated } = await simulateExtension(draft, keys, extendTo);
        return await submitSimulated(draft, channel, operation, simulated);
      });
    },
    async lookUp(signed) {
      return await lookUp(network, signed, names);
    },
  };
}

/**
 * Simulates to learn who must authorize what, and has that signed. What one signature of an account costs is part of this
 * simulation. Whatever else was signed is simulated again with it: only then are footprint and resources those of the real
 * execution (a custom account's check, `__check_auth`, among them), and a wrong signature is noticed before it is sent.
 */
async function prepare(
  draft: Draft,
  channel: Keypair,
  authorize: SubmitRequest['authorize'],
  authorizationLedgers: number,
): Promise<Transaction | Exclude<SubmitOutcome, { status: 'success' }>> {
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
  // A nonce that the signer chose is another entry of the ledger than the recorded one, and may be used.
  const isCertain = auth.every(
    (entry, i) => isSignedByAccount(entry, terms.networkPassphrase) && nonceOf(entry) === nonceOf(entries[i]!),
  );
  const enforced = isCertain ? recorded : await simulate(draft, auth);
  if ('status' in enforced) return enforced;
  return build(draft, Operation.invokeHostFunction({ func: draft.invoke, auth }), enforced.transactionData);
}

const nonceOf = ({ credentials }: xdr.SorobanAuthorizationEntry): bigint | undefined => {
  const { nonce } = addressCredentials(credentials) ?? {};
  return nonce === undefined ? undefined : BigInt(nonce);
};

/** The whole of it is signed by others already: nothing is left to learn but whether the network takes it, and for how much. */
async function prepareSigned(draft: Draft, auth: xdr.SorobanAuthorizationEntry[]): Promise<Transaction | Refused> {
  const enforced = await simulate(draft, auth);
  if ('status' in enforced) return enforced;
  if (rpc.Api.isSimulationRestore(enforced))
    return { status: 'refused', failure: { text: 'entries of the ledger that it needs are archived' } };
  return build(draft, Operation.invokeHostFunction({ func: draft.invoke, auth }), enforced.transactionData);
}

const STROOPS_PER_LUMEN = 10_000_000n;
const inLumens = (stroops: bigint): string =>
  `${stroops / STROOPS_PER_LUMEN}.${String(stroops % STROOPS_PER_LUMEN).padStart(7, '0')}`;

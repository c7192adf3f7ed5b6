import { CustodyError, describeError, isCustodyError, type LogFields } from '@istsi/bitcoin-custody';
import { authorizeFor, SorobanClientError } from '@istsi/soroban-client';
import { readEntry, spellOut } from './authorization-entry.ts';
import type { Question, SignerWorld } from './judged-call.ts';
import { judgedCalls } from './judged-calls.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

export interface AttestationRequest {
  /** base64 XDR of a SorobanAuthorizationEntry. */
  entry: string;
  /** The arguments of the call, of which the entry has the hash: base64 XDR of a list of ScVals. */
  args: string;
  validUntilLedger: number;
  /** The Bitcoin transaction that the call is about (BIP-174, BIP-370), for the calls that authorize one. */
  psbt?: Uint8Array;
  /** What else the judgement of the call needs, as it came. */
  evidence?: unknown;
}

export type AttestationAnswer = { ok: true; entry: string } | AttestationRefusal;

export interface Attestor {
  attest(request: AttestationRequest): Promise<AttestationAnswer>;
}

/** The longest that a signature may hold, in ledgers from now: two hours at five seconds each. */
const MAX_VALID_LEDGERS = 1_440;
export const ATTESTATION_LABEL = 'stellar';

/** One custodian's judgement: signs a call only if its own view of both chains agrees with every fact in it. */
export function createAttestor(world: SignerWorld): Attestor {
  const { address, contracts, policy, network, keystore, log } = world;

  async function judge(
    request: AttestationRequest,
    question: Question,
    sign: () => Promise<string>,
  ): Promise<AttestationAnswer> {
    if (!question.attestors.includes(address)) return notForMe(address);
    const askedAt = performance.now();
    const verdict = await question.judge(world, request.psbt, request.evidence);
    if (!verdict.ok) return verdict;
    const refusal = await checkExpiry(world, request, askedAt);
    if (refusal) return refusal;
    // Checked and written in one step, without an await between: what else is asked meanwhile sees it.
    const conflict = policy.admit(verdict.record);
    return conflict ?? { ok: true, entry: await sign() };
  }

  async function answer(request: AttestationRequest): Promise<{ answer: AttestationAnswer; about: LogFields }> {
    const read = readEntry(request.entry);
    if (!read.ok) return { answer: read, about: {} };
    const { root, entry } = read;
    if (read.address !== address) return { answer: notForMe(address), about: { call: root.name } };
    const call = judgedCalls.find(
      (one) => one.name === root.name && contracts[one.contract].contractId === root.contractId,
    );
    if (!call) return { answer: otherCall(root.name), about: { call: root.name } };
    const spelled = spellOut(root, request.args);
    if ('code' in spelled) return { answer: spelled, about: { call: root.name } };
    const question = call.read(spelled, contracts);
    if (!question.ok) return { answer: question, about: { call: root.name } };
    const sign = async (): Promise<string> => {
      const { validUntilLedger } = request;
      const { networkPassphrase } = network;
      const byKeystore = (hash: Uint8Array): Promise<Uint8Array> => keystore.signAttestation(ATTESTATION_LABEL, hash);
      const signed = await authorizeFor(entry, address, byKeystore, { validUntilLedger, networkPassphrase });
      return signed.toXdr('base64');
    };
    const about = { call: root.name, ...question.about };
    return { answer: await judge(request, question, sign).catch(unavailable), about };
  }

  return {
    async attest(request) {
      const { answer: answered, about } = await answer(request);
      if (answered.ok) log('info', 'attested', about);
      else log('warn', 'attestation refused', { ...about, code: answered.code, reason: answered.reason });
      return answered;
    },
  };
}

const notForMe = (address: string): AttestationRefusal =>
  refuse('attestation/not-for-me', `this signer is ${address}; it signs its own entry of a call that names it`);

const otherCall = (name: string): AttestationRefusal =>
  refuse(
    'attestation/other-call',
    `"${name}" of that contract is not signed here, but ${judgedCalls.map((call) => `${call.contract}.${call.name}`).join(', ')}`,
  );

/** By what the judgement learned of the newest ledger, or else by a question of its own. */
async function checkExpiry(
  { ledgers }: SignerWorld,
  { validUntilLedger }: AttestationRequest,
  askedAt: number,
): Promise<AttestationRefusal | undefined> {
  const sequence = await ledgers.newestSince(askedAt);
  if (validUntilLedger > sequence && validUntilLedger <= sequence + MAX_VALID_LEDGERS) return undefined;
  return refuse(
    'attestation/expiry',
    `"validUntilLedger" must be after ledger ${sequence} and at most ${MAX_VALID_LEDGERS} ledgers later`,
  );
}

/** A node or a keystore out of reach says nothing about what was asked: the requester may ask again. */
export function unavailable(error: unknown): AttestationRefusal {
  if (isCustodyError(error, 'bitcoin/behind')) return refuse('attestation/behind', describeError(error));
  if (isCustodyError(error, 'bitcoin/pruned')) return refuse('attestation/pruned', describeError(error));
  if (error instanceof SorobanClientError || isOutOfReach(error)) {
    return refuse('attestation/unavailable', describeError(error));
  }
  throw error;
}

/** A node that answers nonsense, or of which two views differ, is as good as none. */
const isOutOfReach = (error: unknown): boolean =>
  error instanceof CustodyError && /^(?:bitcoin\/|block\/|watcher\/unstable|keystore\/unreachable)/.test(error.code);

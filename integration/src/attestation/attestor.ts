import { type BitcoinRpc, checkDeposit, type Descriptor, describeRefusal } from '@istsi/bitcoin-custody';
import { callRpc, type Network, SorobanClientError, signEntry } from '@istsi/soroban-client';
import { type Keypair, xdr } from '@stellar/stellar-sdk';
import type { SystemContracts } from '../contracts/system-contracts.ts';
import { describeError, type Log } from '../log.ts';
import { formatOutpoint } from '../operations/deposit.ts';
import { type DepositClaim, readDepositClaim } from './deposit-claim.ts';
import type { PolicyLog } from './policy-log.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

export interface AttestorOptions {
  keypair: Keypair;
  /** This signer's own RPC server: nothing that a requester says is taken for what the chain says. */
  network: Network;
  contracts: Pick<SystemContracts, 'router' | 'reserve' | 'kyc'>;
  /** This signer's own Bitcoin node. */
  bitcoin: BitcoinRpc;
  descriptor: Descriptor;
  policy: PolicyLog;
  /** The longest a signature may hold, in ledgers from now. */
  maxValidLedgers?: number;
  log: Log;
}

export interface AttestationRequest {
  /** base64 XDR of a SorobanAuthorizationEntry. */
  entry: string;
  validUntilLedger: number;
}

export type AttestationAnswer = { ok: true; entry: string } | AttestationRefusal;

export interface Attestor {
  readonly address: string;
  attest(request: AttestationRequest): Promise<AttestationAnswer>;
}

const DEFAULT_MAX_VALID_LEDGERS = 1_440;

/** One custodian's judgement: signs a deposit only if its own view of both chains agrees with every fact in it. */
export function createAttestor(options: AttestorOptions): Attestor {
  const { keypair, policy, log } = options;
  const address = keypair.publicKey();

  async function judge(request: AttestationRequest): Promise<AttestationAnswer & { claim?: DepositClaim }> {
    const entry = decodeEntry(request.entry);
    if (!entry) return refuse('attestation/malformed', '"entry" is not a SorobanAuthorizationEntry in base64');
    const read = readDepositClaim(entry, options.contracts);
    if (!read.ok) return read;
    const { claim } = read;
    if (read.address !== address || !claim.attestors.includes(address)) {
      return { ...refuse('attestation/not-for-me', `this signer is ${address}`), claim };
    }
    const refusal = (await checkExpiry(options, request)) ?? (await checkFacts(options, claim));
    if (refusal) return { ...refusal, claim };

    const { user, amountSats } = claim;
    if (!policy.allow({ outpoint: formatOutpoint(claim), user, amountSats })) {
      return { ...refuse('attestation/conflict', 'this signer attested the output for another user or amount'), claim };
    }
    const signed = await signEntry(entry, keypair, request.validUntilLedger, options.network.networkPassphrase);
    return { ok: true, entry: signed.toXdr('base64'), claim };
  }

  return {
    address,
    async attest(request) {
      const { claim, ...answer } = await judge(request).catch(unavailable);
      const about = claim ? { outpoint: formatOutpoint(claim), user: claim.user, amountSats: claim.amountSats } : {};
      if (answer.ok) log('info', 'deposit attested', about);
      else log('warn', 'attestation refused', { ...about, code: answer.code, reason: answer.reason });
      return answer;
    },
  };
}

function decodeEntry(base64: string): xdr.SorobanAuthorizationEntry | undefined {
  try {
    return xdr.SorobanAuthorizationEntry.fromXdr(base64, 'base64');
  } catch {
    return undefined;
  }
}

async function checkExpiry(
  { network, maxValidLedgers = DEFAULT_MAX_VALID_LEDGERS }: AttestorOptions,
  { validUntilLedger }: AttestationRequest,
): Promise<AttestationRefusal | undefined> {
  const { sequence } = await callRpc(network, 'getLatestLedger', (s) => s.getLatestLedger());
  if (validUntilLedger > sequence && validUntilLedger <= sequence + maxValidLedgers) return undefined;
  return refuse(
    'attestation/expiry',
    `"validUntilLedger" must be after ledger ${sequence} and at most ${maxValidLedgers} ledgers later`,
  );
}

async function checkFacts(options: AttestorOptions, claim: DepositClaim): Promise<AttestationRefusal | undefined> {
  const { contracts, bitcoin: rpc, descriptor } = options;
  const index = await contracts.kyc.tryRead('address_index', { user: claim.user });
  if (!index.ok)
    return refuse('attestation/unknown-user', `the KYC registry does not know ${claim.user}: ${index.failure.text}`);

  const { txid, vout, amountSats, confirmations } = claim;
  const check = await checkDeposit({ rpc, descriptor, index: index.value, txid, vout, amountSats, confirmations });
  return check.ok ? undefined : refuse('attestation/deposit', describeRefusal(check.reason));
}

/** A node out of reach says nothing about the deposit: the requester may ask again. */
function unavailable(error: unknown): AttestationRefusal & { claim?: DepositClaim } {
  if (error instanceof SorobanClientError || isBitcoinError(error)) {
    return refuse('attestation/unavailable', describeError(error));
  }
  throw error;
}

const isBitcoinError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('bitcoin/');

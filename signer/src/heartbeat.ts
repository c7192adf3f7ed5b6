import { type AccountOptions, encodeMessagePsbt, reserveOrigin } from '@istsi/bitcoin-custody';
import { latestLedger, statementDigest } from '@istsi/soroban-client';
import { ATTESTATION_LABEL } from './attestor.ts';
import { AttestationError } from './errors.ts';
import type { SignerWorld } from './judged-call.ts';
import type { PolicyLog } from './policy/policy-log.ts';
import type { Tally } from './tally.ts';

export const HEARTBEAT = 'signer heartbeat 1';

/** Nothing else that a Bitcoin key of the custody signs begins so: no payment, no proof, no message of an address. */
export const heartbeatMessage = (statement: string): string => `iSTSi ${HEARTBEAT}\n${statement}`;

/** What a signer says of itself. Whoever asks gives the nonce, so that none of it is of yesterday. */
export interface SignerFacts {
  signer: string;
  /** The reserve manager that it signs for. */
  reserve: string;
  nonce: string;
  /** ISO 8601. */
  at: string;
  /** Null when its own RPC does not answer. */
  ledger: number | null;
  /** Null when its own node does not answer, or is behind. */
  bitcoin: { height: number; block: string } | null;
  /** Since it was started: questions that it signed, and that it refused. */
  signed: number;
  refused: number;
  /** What left through it within the last 24 hours, and how much it lets leave in that time; satoshis as text. */
  velocity: { sats: string; payments: number; mostSats: string; mostPayments: number };
  /** Its policy log: how many lines, and the sum of the last. */
  log: { count: number; sum: string };
}

export interface SignedHeartbeat {
  /** JSON of the facts, to the letter as it was signed. */
  statement: string;
  /** By the Stellar key: ed25519, base64. */
  signature: string;
  /** By the Bitcoin key: BIP-322, of this epoch's reserve address, which takes more than one holder to prove. */
  psbt: Uint8Array;
  epoch: number;
}

export interface Heart {
  beat(nonce: string): Promise<SignedHeartbeat>;
}

export function createHeart(world: SignerWorld, tally: Tally): Heart {
  const { address, contracts, network, bitcoin, keystore, policy, epochs } = world;
  return {
    async beat(nonce) {
      const [ledger, tip] = await Promise.all([
        latestLedger(network).then(
          ({ sequence }) => sequence,
          () => null,
        ),
        bitcoin.getTip().then(
          ({ height, hash: block }) => ({ height, block }),
          () => null,
        ),
      ]);
      const facts: SignerFacts = {
        ...{ signer: address, reserve: contracts.reserve.contractId, nonce, at: new Date().toISOString() },
        ...{ ledger, bitcoin: tip, ...tally.counts(), velocity: velocityOf(policy) },
        log: policy.head(),
      };
      const statement = JSON.stringify(facts);
      const signature = await keystore.signAttestation(ATTESTATION_LABEL, statementDigest(HEARTBEAT, statement));
      const { epoch, account } = newestAccount(world);
      const message = encodeMessagePsbt(epochs, heartbeatMessage(statement), reserveOrigin(epochs.slice(0, epoch + 1)));
      const psbt = await keystore.signPsbt(message, account);
      return { statement, signature: Buffer.from(signature).toString('base64'), psbt, epoch };
    },
  };
}

function velocityOf(policy: PolicyLog): SignerFacts['velocity'] {
  const { sats, payments, limits } = policy.velocity();
  return {
    ...{ sats: String(sats), payments },
    ...{ mostSats: String(limits.mostSatsPerDay), mostPayments: limits.mostPaymentsPerDay },
  };
}

/** A custodian who left has no key of the newest epoch, and still holds coins of earlier ones. */
function newestAccount({ accounts }: SignerWorld): { epoch: number; account: AccountOptions } {
  const epoch = accounts.findLastIndex((account) => account !== undefined);
  const account = accounts[epoch];
  if (!account) throw new AttestationError('attestation/no-descriptor', {});
  return { epoch, account };
}

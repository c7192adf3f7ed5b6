import {
  type AddressOrigin,
  assembleMessage,
  assembleProof,
  type Epochs,
  encodeProofPsbt,
  type OwnReserveCoin,
  splitCoins,
} from '@istsi/bitcoin-custody';
import { type Statement, statementMessage } from '@istsi/reserves';
import { requestProof, type SignerEndpoint, SignerUnavailable } from '../attestation/signer-client.ts';
import { DEFAULT_SIGNER_TIMEOUT_MS, type ProofWorld } from './proof-world.ts';

export type Signed<T> = { ok: true; value: T } | { ok: false; reason: string };

/** Has the quorum sign the statement with every coin (BIP-127), some coins at a time. */
export async function signReserves(
  world: ProofWorld,
  statement: Statement,
  coins: readonly OwnReserveCoin[],
): Promise<Signed<Uint8Array[]>> {
  const { epochs } = world;
  const message = statementMessage(statement);
  const transactions: Uint8Array[] = [];
  for (const part of splitCoins(coins)) {
    const psbt = encodeProofPsbt(epochs, message, part);
    const signed = await askQuorum(
      world,
      largestThreshold(epochs, part),
      (signer, timeoutMs) => requestProof(signer, { statement, psbt }, { timeoutMs }),
      (psbts) => {
        const result = assembleProof(epochs, message, part, psbts);
        return result.complete ? result.bytes : undefined;
      },
    );
    if (!signed.ok) return signed;
    transactions.push(signed.value);
  }
  return { ok: true, value: transactions };
}

/** Has the quorum sign a message by the name of one address (BIP-322, simple). */
export async function signAddress(world: ProofWorld, message: string, origin: AddressOrigin): Promise<Signed<string>> {
  const { epochs } = world;
  return await askQuorum(
    world,
    largestThreshold(epochs, [origin]),
    (signer, timeoutMs) => requestProof(signer, { message, origin }, { timeoutMs }),
    (psbts) => assembleMessage(epochs, message, origin, psbts)?.simple,
  );
}

function largestThreshold(epochs: Epochs, origins: readonly AddressOrigin[]): number {
  return origins.reduce((most, { epoch = 0 }) => Math.max(most, epochs[epoch]?.threshold ?? 0), 0);
}

/** Asks as many signers as are needed at once, and the others where that was not enough. */
async function askQuorum<T>(
  { signers, settings }: ProofWorld,
  threshold: number,
  ask: (signer: SignerEndpoint, timeoutMs: number) => Promise<Uint8Array>,
  assemble: (signed: readonly Uint8Array[]) => T | undefined,
): Promise<Signed<T>> {
  const timeoutMs = settings.signerTimeoutMs ?? DEFAULT_SIGNER_TIMEOUT_MS;
  const signed: Uint8Array[] = [];
  const failures: string[] = [];
  let waiting = [...signers.order()];
  for (let count = threshold; waiting.length > 0; count = 1) {
    const asked = waiting.slice(0, count);
    waiting = waiting.slice(count);
    const answers = await Promise.allSettled(asked.map((signer) => ask(signer, timeoutMs)));
    for (const [i, answer] of answers.entries()) {
      const address = asked[i]?.address ?? '';
      if (answer.status === 'fulfilled') {
        signed.push(answer.value);
        signers.answered(address);
      } else {
        if (!(answer.reason instanceof SignerUnavailable)) throw answer.reason;
        failures.push(answer.reason.message);
        signers.failed(answer.reason.failure);
      }
    }
    const value = assemble(signed);
    if (value !== undefined) return { ok: true, value };
  }
  return { ok: false, reason: `${signed.length} signers were not enough: ${failures.join('; ') || 'bad signatures'}` };
}

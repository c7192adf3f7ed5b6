import { decodeBase64 } from '@istsi/bitcoin-custody';
import { readOrigin } from '@istsi/reserves';
import type { Attestor } from './attestor.ts';
import type { Heart } from './heartbeat.ts';
import type { Prover, ProverAnswer } from './prover.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';
import type { TransactionSigner } from './transaction-signer.ts';

export type RouteAnswer = { ok: true; body: object } | AttestationRefusal;

/** One thing that a signer can be asked for by `POST`. */
export interface Route {
  path: string;
  answer(body: Record<string, unknown>): Promise<RouteAnswer>;
}

export const attestRoute = (attestor: Attestor): Route => ({
  path: '/attest',
  async answer({ entry, args, validUntilLedger, psbt, evidence }) {
    const bytes = decodeBase64(psbt);
    const isRead = typeof entry === 'string' && typeof args === 'string' && (psbt === undefined || bytes);
    if (!isRead || !isLedger(validUntilLedger)) {
      const form =
        '{"entry": "<base64>", "args": "<base64>", "validUntilLedger": <number>, "psbt": "<base64, if the call needs one>"}';
      return refuse('attestation/malformed', `send ${form} as JSON`);
    }
    const answer = await attestor.attest({ entry, args, validUntilLedger, evidence, ...(bytes && { psbt: bytes }) });
    return answer.ok ? { ok: true, body: { entry: answer.entry } } : answer;
  },
});

export const signRoute = (signer: TransactionSigner): Route => ({
  path: '/sign',
  async answer({ psbt }) {
    const bytes = decodeBase64(psbt);
    if (!bytes) {
      return refuse('attestation/malformed', 'send {"psbt": "<base64>"} as JSON');
    }
    return psbtAnswer(await signer.sign(bytes));
  },
});

export const proveRoute = (prover: Prover): Route => ({
  path: '/prove',
  async answer({ psbt, statement, message, origin }) {
    const bytes = decodeBase64(psbt);
    const at = readOrigin(origin);
    if (typeof message === 'string' && at) return psbtAnswer(await prover.proveAddress(message, at));
    if (!bytes || statement === undefined) {
      const form = '{"psbt": "<base64>", "statement": {…}} or {"message": "…", "origin": [epoch, branch, index]}';
      return refuse('attestation/malformed', `send ${form} as JSON`);
    }
    return psbtAnswer(await prover.proveReserves(statement, bytes));
  },
});

/** `nonce`: 64 hex digits that nobody could know before. */
export const heartbeatRoute = (heart: Heart): Route => ({
  path: '/heartbeat',
  async answer({ nonce }) {
    if (typeof nonce !== 'string' || !/^[0-9a-f]{64}$/.test(nonce))
      return refuse('attestation/malformed', 'send {"nonce": "<64 hex digits>"} as JSON');
    const { psbt, ...rest } = await heart.beat(nonce);
    return { ok: true, body: { ...rest, psbt: Buffer.from(psbt).toString('base64') } };
  },
});

const psbtAnswer = (answer: ProverAnswer): RouteAnswer =>
  answer.ok ? { ok: true, body: { psbt: Buffer.from(answer.psbt).toString('base64') } } : answer;

const isLedger = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

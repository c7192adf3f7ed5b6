import { type Epochs, isCustodyError, messageSigners, reserveOrigin } from '@istsi/bitcoin-custody';
import { isSignedStatement } from '@istsi/soroban-client';
import { z } from 'zod';

/** What a signer says of itself (signer/src/heartbeat.ts), with the Bitcoin key that signed it too. */
export interface SignerHeartbeat {
  at: Date;
  ledger: number | undefined;
  bitcoin: { height: number; block: string } | undefined;
  /** Since it was started. */
  signed: number;
  refused: number;
  /** What left through it within 24 hours, and how much it lets leave in that time; a signer of an older release does not say. */
  velocity: Velocity | undefined;
  /** Its policy log: lines, and the sum of the last one. */
  log: { count: number; sum: string };
  /** Of the custody's descriptor at that epoch, hex. */
  bitcoinKey: string;
  epoch: number;
}

export interface Velocity {
  sats: bigint;
  payments: number;
  mostSats: bigint;
  mostPayments: number;
}

const PURPOSE = 'signer heartbeat 1';

const Answer = z.object({
  statement: z.string().max(10_000),
  signature: z.string().max(200),
  psbt: z.string().max(100_000),
  epoch: z.number().int().min(0),
});
const Sats = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt);
const Count = z.number().int().min(0);
const Facts = z.object({
  signer: z.string(),
  reserve: z.string(),
  nonce: z.string(),
  at: z.iso.datetime(),
  ledger: z.number().int().nullable(),
  bitcoin: z.object({ height: z.number().int(), block: z.string() }).nullable(),
  signed: z.number().int(),
  refused: z.number().int(),
  velocity: z.object({ sats: Sats, payments: Count, mostSats: Sats, mostPayments: Count }).optional(),
  log: z.object({ count: z.number().int(), sum: z.string() }),
});

export interface Expected {
  address: string;
  reserve: string;
  nonce: string;
  epochs: Epochs;
}

/** The heartbeat, if both keys signed it for this very question; otherwise what is wrong with it. */
export function readHeartbeat(answer: unknown, expected: Expected): SignerHeartbeat | string {
  const { address, reserve, nonce, epochs } = expected;
  const beat = Answer.safeParse(answer).data;
  if (!beat) return 'its heartbeat is of another form: it may be of another release';
  const { statement, epoch } = beat;
  if (!isSignedStatement(beat, { address, purpose: PURPOSE })) return `its heartbeat is not signed by ${address}`;
  const facts = Facts.safeParse(parsed(statement)).data;
  if (!facts) return 'its heartbeat is of another form: it may be of another release';
  if (facts.signer !== address || facts.nonce !== nonce) return 'its heartbeat answers another question';
  if (facts.reserve !== reserve) return `it signs for another system (reserve manager ${facts.reserve})`;
  if (epoch >= epochs.length) return `it has keys of epoch ${epoch}, which is not known here`;
  const keys = bitcoinSigners(statement, Buffer.from(beat.psbt, 'base64'), epochs.slice(0, epoch + 1));
  const [bitcoinKey] = keys;
  if (bitcoinKey === undefined || keys.length > 1) return 'its Bitcoin key did not sign its heartbeat';
  const { at, ledger, bitcoin, signed, refused, velocity, log } = facts;
  return {
    ...{ at: new Date(at), ledger: ledger ?? undefined, bitcoin: bitcoin ?? undefined },
    ...{ signed, refused, velocity, log, bitcoinKey, epoch },
  };
}

function bitcoinSigners(statement: string, psbt: Uint8Array, epochs: Epochs): string[] {
  try {
    return messageSigners(epochs, `iSTSi ${PURPOSE}\n${statement}`, reserveOrigin(epochs), [psbt]);
  } catch (error) {
    if (isCustodyError(error, 'proof/psbt')) return [];
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

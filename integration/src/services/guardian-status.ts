import { isSignedStatement } from '@istsi/soroban-client';
import { z } from 'zod';
import { askStanding } from './ask-standing.ts';
import type { Part } from './services.ts';

export interface GuardianEndpoint {
  url: string;
  /** What it signs as. */
  address: string;
}

/** What a guardian says of itself (guardian/src/heartbeat.ts). */
const GuardianFacts = z.object({
  guardian: z.string(),
  router: z.string(),
  at: z.iso.datetime(),
  state: z.enum(['watching', 'behind', 'accusing', 'unable']),
  since: z.iso.datetime(),
  why: z.string().nullable(),
  ledger: z.number().nullable(),
  bitcoinHeight: z.number().nullable(),
  open: z.number(),
  accused: z.number(),
  /** Absent in a guardian of before. */
  witness: z
    .object({ key: z.string(), origin: z.string().nullable(), size: z.number(), problem: z.string().nullable() })
    .nullish(),
});
export type GuardianFacts = z.output<typeof GuardianFacts>;

export interface GuardianPart extends Part {
  address: string;
  facts?: GuardianFacts;
}

const SignedFacts = z.object({ statement: z.string().max(10_000), signature: z.string().max(200) });
const PURPOSE = 'guardian heartbeat 1';
const TIMEOUT_MS = 3_000;
const MOST_BYTES = 16_384;
/** Clocks differ, and an old heartbeat is somebody else's. */
const MOST_AGE_MS = 2 * 60_000;
/** A node lags for a moment at every block. */
const MOST_BEHIND_MS = 2 * 60_000;

/** How the guardian stands, in its own signed words. One that cannot be asked is not well: nobody looks over the shoulder. */
export async function askGuardian(
  endpoint: GuardianEndpoint,
  router: string | undefined,
  nowMs: number,
): Promise<GuardianPart> {
  const { address } = endpoint;
  try {
    const answer = await askStanding(endpoint.url, MOST_BYTES, TIMEOUT_MS);
    return { address, ...judgeHeartbeat(answer, endpoint, router, nowMs) };
  } catch (error) {
    return { address, ok: false, error: `the guardian does not answer: ${describe(error)}` };
  }
}

/** Pure: what a heartbeat says, if it is this guardian's, of this system, and of now. */
export function judgeHeartbeat(
  answer: unknown,
  { address }: GuardianEndpoint,
  router: string | undefined,
  nowMs: number,
): Part & { facts?: GuardianFacts } {
  const signed = SignedFacts.safeParse(answer).data;
  if (!signed || !isSignedStatement(signed, { address, purpose: PURPOSE }))
    return { ok: false, error: `the guardian's heartbeat is not signed by ${address}` };
  const facts = GuardianFacts.safeParse(JSON.parse(signed.statement)).data;
  if (!facts) return { ok: false, error: 'the guardian is of another release: its heartbeat cannot be read' };
  if (facts.guardian !== address || (router !== undefined && facts.router !== router))
    return { ok: false, error: `the guardian watches another system (router ${facts.router})` };
  const age = Math.abs(nowMs - Date.parse(facts.at));
  if (age > MOST_AGE_MS) return { ok: false, error: `the guardian's heartbeat is of ${facts.at}`, facts };
  const unwitnessed = facts.witness?.problem;
  if (unwitnessed) return { ok: false, error: `the guardian cosigns no audit log: ${unwitnessed}`, facts };
  if (facts.state === 'watching') return { ok: true, facts };
  const isPassing = facts.state === 'behind' && nowMs - Date.parse(facts.since) < MOST_BEHIND_MS;
  if (isPassing) return { ok: true, facts };
  return { ok: false, error: `the guardian is ${facts.state}: ${facts.why ?? 'it does not say why'}`, facts };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

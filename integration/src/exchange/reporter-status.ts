import { isSignedStatement } from '@istsi/soroban-client';
import { z } from 'zod';
import { askStanding } from '../services/ask-standing.ts';
import type { Part } from '../services/services.ts';

/** Where a reporter of the oracle tells how it stands, and what it signs as. */
export interface ReporterEndpoint {
  url: string;
  address: string;
}

/** What a reporter says of itself (reporter/src/standing.ts). */
const ReporterFacts = z.object({
  reporter: z.string(),
  oracle: z.string(),
  at: z.iso.datetime(),
  state: z.enum(['starting', 'reporting', 'silent', 'refused']),
  since: z.iso.datetime(),
  why: z.string().nullable(),
  local: z.boolean(),
  sources: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      price: z.string().nullable(),
      at: z.string().nullable(),
      problem: z.string().nullable(),
    }),
  ),
  price: z.string().nullable(),
  word: z.object({ price: z.string(), at: z.string(), transaction: z.string() }).nullable(),
});
export type ReporterFacts = z.output<typeof ReporterFacts>;

export interface ReporterPart extends Part {
  address: string;
  facts?: ReporterFacts;
}

const Signed = z.object({ statement: z.string().max(20_000), signature: z.string().max(200) });
const PURPOSE = 'reporter standing 1';
const MOST_BYTES = 32_768;
/** Clocks differ, and an old statement is somebody else's. */
const MOST_AGE_MS = 2 * 60_000;

export const askReporters = async (
  endpoints: readonly ReporterEndpoint[],
  oracle: string,
  nowMs: number,
): Promise<ReporterPart[]> => await Promise.all(endpoints.map((each) => askReporter(each, oracle, nowMs)));

async function askReporter(endpoint: ReporterEndpoint, oracle: string, nowMs: number): Promise<ReporterPart> {
  const { address, url } = endpoint;
  try {
    const answer = await askStanding(url, MOST_BYTES);
    return { address, ...judgeStanding(answer, address, oracle, nowMs) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { address, ok: false, error: `the reporter does not answer: ${problem}` };
  }
}

/** Pure: what a reporter says of itself, if it is this one's, of this oracle, and of now. */
export function judgeStanding(
  answer: unknown,
  address: string,
  oracle: string,
  nowMs: number,
): Part & { facts?: ReporterFacts } {
  const signed = Signed.safeParse(answer).data;
  if (!signed || !isSignedStatement(signed, { address, purpose: PURPOSE }))
    return { ok: false, error: `what the reporter says of itself is not signed by ${address}` };
  const facts = ReporterFacts.safeParse(JSON.parse(signed.statement)).data;
  if (!facts) return { ok: false, error: 'the reporter is of another release: what it says cannot be read' };
  if (facts.reporter !== address || facts.oracle !== oracle)
    return { ok: false, error: `it reports to another oracle (${facts.oracle})` };
  if (Math.abs(nowMs - Date.parse(facts.at)) > MOST_AGE_MS)
    return { ok: false, error: `what it says of itself is of ${facts.at}`, facts };
  if (facts.state === 'reporting' || facts.state === 'starting') return { ok: true, facts };
  return { ok: false, error: `the reporter is ${facts.state}: ${facts.why ?? 'it does not say why'}`, facts };
}

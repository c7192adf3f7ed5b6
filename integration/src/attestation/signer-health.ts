import type { SignerHeartbeat } from './read-heartbeat.ts';

/** One signer, as its last heartbeat and the last attempt show it. */
export interface SignerStanding {
  name: string;
  address: string;
  ok: boolean;
  /** Why it is not well. */
  error?: string | undefined;
  /** It answered, and what it said is not what it must be. */
  isFalse?: boolean;
  heartbeat?: SignerHeartbeat | undefined;
  /** When that came, by this clock. */
  heardAt?: Date | undefined;
}

/**
 * `critical`: fewer are left than a withdrawal needs, though none may be waiting. `degraded`: some are missing. `unknown`:
 * nobody was asked yet.
 */
export type QuorumLevel = 'well' | 'degraded' | 'critical' | 'unknown';

export interface SignerHealth {
  level: QuorumLevel;
  /** In words, for whoever has to do something. */
  diagnosis: string;
  /** How many have to sign. */
  threshold: number;
  signers: SignerStanding[];
}

/** A heartbeat every ten minutes, and one that is missed counts once another could have come. */
export const HEARTBEAT_MS = 10 * 60_000;
export const MOST_AGE_MS = 2 * HEARTBEAT_MS + 60_000;

/** Pure: who is well enough to be counted on at this moment, and whether they are enough. */
export function judgeSigners(heard: readonly SignerStanding[], threshold: number, nowMs: number): SignerHealth {
  const signers = heard.map((signer) => withAge(withTwins(signer, heard), nowMs));
  const well = signers.filter(({ ok }) => ok).length;
  const isAsked = heard.some(({ heartbeat, error }) => heartbeat !== undefined || error !== undefined);
  const level = !isAsked ? 'unknown' : well < threshold ? 'critical' : well < signers.length ? 'degraded' : 'well';
  return { level, diagnosis: diagnose(level, signers, threshold), threshold, signers };
}

function withAge(signer: SignerStanding, nowMs: number): SignerStanding {
  const { heardAt, ok } = signer;
  if (!ok || heardAt === undefined || nowMs - heardAt.getTime() <= MOST_AGE_MS) return signer;
  return { ...signer, ok: false, error: `its last heartbeat is of ${heardAt.toISOString()}` };
}

/** Two signers with one Bitcoin key are one thief's. */
function withTwins(signer: SignerStanding, all: readonly SignerStanding[]): SignerStanding {
  const key = signer.heartbeat?.bitcoinKey;
  const twin = all.find(
    (one) => one.address !== signer.address && key !== undefined && one.heartbeat?.bitcoinKey === key,
  );
  return twin && signer.ok ? { ...signer, ok: false, error: `it has the Bitcoin key of ${twin.name}` } : signer;
}

function diagnose(level: QuorumLevel, signers: readonly SignerStanding[], threshold: number): string {
  if (level === 'unknown') return 'no signer was asked yet';
  const missing = signers.filter(({ ok }) => !ok).map(({ name, error }) => `${name}: ${error ?? 'no heartbeat yet'}`);
  const left = `${signers.length - missing.length} of ${signers.length} signers are well, and ${threshold} have to sign`;
  if (level === 'well') return left;
  const what = level === 'critical' ? 'nothing can be minted or paid' : 'what is left is enough';
  return `${left}: ${what}. ${missing.join('; ')}`;
}

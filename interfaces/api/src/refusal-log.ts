import type { Log, Services } from '@istsi/integration';
import type { ProblemCode } from './problems.ts';

/** How often somebody was not let in, since the start, by what was wrong. */
export type RefusalCounts = Map<ProblemCode, number>;

/** Counts whom the API did not let in, and has the audit log know each. */
export interface RefusalLog {
  counts: RefusalCounts;
  note(code: ProblemCode, actor: string, route: string): void;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
}

/** Refusals of the same kind within this time are one entry that says how many: nobody fills the log by being refused. */
const TOGETHER_MS = 5_000;
/** Callers and routes are few; what is beyond is counted without them. */
const MOST_KINDS = 200;
/** Anybody can be the public, at any route: what it was refused is one entry. */
const PUBLIC = 'public';

export function createRefusalLog({ apiKeys }: Pick<Services, 'apiKeys'>, log: Log): RefusalLog {
  const counts: RefusalCounts = new Map();
  let waiting = new Map<string, { code: ProblemCode; actor: string; route: string; times: number }>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const written = [...waiting.values()];
    waiting = new Map();
    if (written.length === 0) return;
    await apiKeys.noteRefusals(written).catch((error: unknown) => {
      log('error', 'refusals are not in the audit log', { refusals: JSON.stringify(written), error: String(error) });
    });
  }

  return {
    counts,
    note(code, actor, route) {
      counts.set(code, (counts.get(code) ?? 0) + 1);
      const [who, where] = actor !== PUBLIC && waiting.size < MOST_KINDS ? [actor, route] : [PUBLIC, 'any'];
      const kind = `${code} ${who} ${where}`;
      const known = waiting.get(kind) ?? { ...{ code, actor: who, route: where }, times: 0 };
      known.times += 1;
      waiting.set(kind, known);
      timer ??= setTimeout(() => void flush(), TOGETHER_MS).unref();
    },
    flush,
  };
}

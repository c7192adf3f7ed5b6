/** Something that can happen in a state, and what is the case afterwards. */
export interface Step<State> {
  readonly name: string;
  readonly next: State;
}

export interface Model<State> {
  readonly initial: State;
  /** Everything that can happen next. */
  readonly steps: (state: State) => readonly Step<State>[];
  /** Equal for states that nobody can tell apart. */
  readonly key: (state: State) => string;
  /** What must be true of every state, by what is said when it is not. */
  readonly invariants: Readonly<Record<string, (state: State) => boolean>>;
  /** Where everything has come to its end: from every state there must be a way to one of these. */
  readonly isEnd: (state: State) => boolean;
}

export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** The longest of the shortest ways to a state. */
  readonly depth: number;
  readonly ends: number;
  /** The broken invariant, or that there is no way to an end, and the fewest steps that lead there. */
  readonly fault: { readonly what: string; readonly trace: readonly string[] } | undefined;
}

interface Seen<State> {
  readonly state: State;
  readonly from: number;
  readonly by: string;
  readonly depth: number;
}

export const NO_WAY_OUT = 'there is no way to an end';

/** Visits every state that can be reached, nearest first, so that the first fault found is one of the nearest. Throws beyond `most` states. */
export function explore<State>(model: Model<State>, most = 5_000_000): Explored {
  const seen: Seen<State>[] = [{ state: model.initial, from: -1, by: '', depth: 0 }];
  const places = new Map([[model.key(model.initial), 0]]);
  const before: number[][] = [[]];
  let steps = 0;
  const result = (what?: string, at = 0): Explored => ({
    states: seen.length,
    steps,
    depth: seen.at(-1)!.depth,
    ends: seen.filter(({ state }) => model.isEnd(state)).length,
    fault: what === undefined ? undefined : { what, trace: traceTo(seen, at) },
  });
  for (let at = 0; at < seen.length; at++) {
    const { state, depth } = seen[at]!;
    const broken = Object.entries(model.invariants).find(([, holds]) => !holds(state));
    if (broken) return result(broken[0], at);
    for (const { name, next } of model.steps(state)) {
      steps += 1;
      const key = model.key(next);
      const known = places.get(key);
      const place = known ?? seen.length;
      if (known === undefined) {
        if (seen.length >= most) throw new Error(`there are more than ${most} states`);
        places.set(key, place);
        seen.push({ state: next, from: at, by: name, depth: depth + 1 });
        before.push([]);
      }
      before[place]!.push(at);
    }
  }
  const lost = firstWithoutEnd(seen, before, model.isEnd);
  return lost === undefined ? result() : result(NO_WAY_OUT, lost);
}

function traceTo<State>(seen: readonly Seen<State>[], at: number): string[] {
  const trace: string[] = [];
  for (let i = at; i > 0; i = seen[i]!.from) trace.unshift(seen[i]!.by);
  return trace;
}

/** Goes back from all ends: what is never met has no way to one. */
function firstWithoutEnd<State>(
  seen: readonly Seen<State>[],
  before: readonly (readonly number[])[],
  isEnd: (state: State) => boolean,
): number | undefined {
  const hasWay = new Uint8Array(seen.length);
  const pending = seen.flatMap(({ state }, i) => (isEnd(state) ? [i] : []));
  for (const end of pending) hasWay[end] = 1;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const earlier of before[next]!) {
      if (hasWay[earlier]) continue;
      hasWay[earlier] = 1;
      pending.push(earlier);
    }
  }
  const lost = hasWay.indexOf(0);
  return lost < 0 ? undefined : lost;
}

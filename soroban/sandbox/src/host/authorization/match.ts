import type { Budget } from '../costs/budget.ts';
import type { Metered } from '../costs/metered.ts';
import type { Journal } from '../storage/journal.ts';
import { HostError } from '../values/error.ts';
import { type AuthorizedFunction, type AuthorizedInvocation, sameFunction } from './invocation.ts';

type Matching = Metered & { readonly journal: Journal };

/** Whether a frame is covered by a tree: not, by its root, or by a child (index) of what covers a frame below it. */
type FrameMatch = undefined | 'root' | number;

/**
 * Follows one authorized tree along the call stack. The root may match at any frame; from there on a frame matches a
 * child of the nearest matched frame under it. A node matches once.
 */
export class InvocationTracker {
  readonly root: AuthorizedInvocation;
  readonly #matches: FrameMatch[];
  /** Frame in which the root matched. When that frame ends, so does the tree's use. */
  #rootFrame: number | undefined;
  #finished = false;

  /** `depth` frames are on the stack already when a tree is recorded; the topmost is the root's. */
  constructor(root: AuthorizedInvocation, recordedAtDepth?: number) {
    this.root = root;
    this.#matches = [];
    if (recordedAtDepth === undefined) return;
    for (let i = 0; i < recordedAtDepth - 1; i++) this.#matches.push(undefined);
    this.#matches.push('root');
    this.#rootFrame = recordedAtDepth - 1;
  }

  pushFrame(): void {
    this.#matches.push(undefined);
  }

  popFrame(): void {
    this.#matches.pop();
    if (this.#rootFrame !== undefined && this.#rootFrame >= this.#matches.length) this.#finished = true;
  }

  get isEmpty(): boolean {
    return this.#matches.length === 0;
  }

  /** Its root matched a frame that is still running. */
  get isActive(): boolean {
    return this.root.exhausted && !this.#finished;
  }

  get isFrameMatched(): boolean {
    return this.#matches.length > 0 && this.#matches[this.#matches.length - 1] !== undefined;
  }

  get hasMatches(): boolean {
    return this.#matches.some((match) => match !== undefined);
  }

  /** Matches the current frame with an unused node, if there is one in the right place. */
  match(wanted: AuthorizedFunction, allowRoot: boolean, { journal, budget }: Matching): boolean {
    if (this.#matches.length === 0) throw new HostError('Auth', 'InternalError', 'no frame to match');
    if (this.isFrameMatched) return false;
    const above = this.#nearestMatch();
    if (above === undefined) return this.#matchRoot(wanted, allowRoot, journal, budget);
    const index = above.subInvocations.findIndex((sub) => !sub.exhausted && sameFunction(sub.function, wanted, budget));
    const node = above.subInvocations[index];
    if (node === undefined) return false;
    this.#use(node, index, journal);
    return true;
  }

  #matchRoot(wanted: AuthorizedFunction, allowRoot: boolean, journal: Journal, budget: Budget): boolean {
    if (this.root.exhausted || !allowRoot || !sameFunction(this.root.function, wanted, budget)) return false;
    this.#use(this.root, 'root', journal);
    this.#rootFrame = this.#matches.length - 1;
    journal.push(() => {
      this.#rootFrame = undefined;
      this.#finished = false;
    });
    return true;
  }

  #use(node: AuthorizedInvocation, match: FrameMatch, journal: Journal): void {
    node.exhausted = true;
    this.#matches[this.#matches.length - 1] = match;
    journal.push(() => {
      node.exhausted = false;
    });
  }

  /** Adds the current frame to a tree that is being recorded. */
  record(recorded: AuthorizedFunction, journal: Journal): void {
    if (this.isFrameMatched) throw new HostError('Auth', 'ExistingValue', 'frame is already authorized');
    const above = this.#nearestMatch();
    if (above === undefined) throw new HostError('Auth', 'InternalError', 'unexpected missing authorized invocation');
    const index = above.subInvocations.push({ function: recorded, subInvocations: [], exhausted: true }) - 1;
    this.#matches[this.#matches.length - 1] = index;
    journal.push(() => {
      above.subInvocations.length = index;
    });
  }

  /** The node that covers the nearest covered frame. */
  #nearestMatch(): AuthorizedInvocation | undefined {
    let node: AuthorizedInvocation | undefined;
    for (const match of this.#matches) {
      if (match === 'root') node = this.root;
      else if (match !== undefined) node = node?.subInvocations[match];
    }
    return node;
  }
}

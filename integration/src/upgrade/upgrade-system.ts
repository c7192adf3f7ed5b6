import type { Release } from '@istsi/contracts';
import { type Action, IntegrationError } from '@istsi/contracts/clients/integration-router';
import type { Keypair } from '@stellar/stellar-sdk';
import type { CarriedForward, Governance, IsSame, ProposalView } from '../governance/governance.ts';
import { stopSystem } from '../governance/stop-system.ts';
import { ServiceError } from '../services/errors.ts';
import { deployCanary, specOf } from './canary.ts';
import { UpgradeError } from './errors.ts';
import { type ContractUpgrade, compare, planUpgrade } from './plan-upgrade.ts';

export interface UpgradeOptions {
  /** Talks to the system by what it runs at that moment: opened again when the router's own code has changed. */
  open: () => Promise<Governance>;
  key: Keypair;
  release: Release;
  /** Whether this upgrade paused the system, remembered across interruptions: only then may it resume. */
  pausedHere: { read(): boolean; write(isPausedHere: boolean): void };
  onStep?: (step: UpgradeStep) => void;
}

export type UpgradeStep =
  | { do: 'canary'; contract: string; canary: string }
  | { do: 'vote'; contract: string; action: string; id: number }
  | { do: 'pause' | 'resume' }
  | { do: 'upgrade' | 'migrate'; contract: string };

export type UpgradeOutcome =
  /** Every contract runs the release, and its layout is the release's. `paused`: somebody else's pause was left alone. */
  { state: 'done'; upgraded: number; paused: boolean } | (Waiting & { paused: boolean });

/** What is missing is time, or the votes of others. `unproposed`: this Super Admin may have no more proposals open. */
interface Waiting {
  state: 'waiting';
  for: ProposalView[];
  unproposed: string[];
}

interface Decision {
  contract: ContractUpgrade;
  does: 'upgrade' | 'migrate';
  action: Action;
  isSame?: IsSame;
}

const PAUSE_REASON = 'upgrade of the contracts';

/**
 * Brings the system from what it runs to a release, as far as this key can: canaries, votes, and when all of it may be
 * executed: pause, replace and migrate contract by contract, verify, resume. What was done is read from the chain, so that
 * after an interruption, or on another Super Admin's machine, it goes on where it stands.
 */
export async function upgradeSystem(options: UpgradeOptions): Promise<UpgradeOutcome> {
  const outcome = await goOn(options);
  if (outcome.state === 'done') return outcome;
  return { ...outcome, paused: await (await options.open()).isPaused() };
}

type Done = Extract<UpgradeOutcome, { state: 'done' }>;

async function goOn(options: UpgradeOptions): Promise<Done | Waiting> {
  const { open, key, release } = options;
  const governance = await open();
  await governance.requireSuperAdmin(key);
  const plan = await previewUpgrade(governance, release);
  const decisions = await prepare(options, governance, plan);
  const { threshold, delay } = await governance.rules();
  // One who decides alone and at once does so step by step; several first have all that they decide upon ready.
  if (decisions.length > 0 && (threshold > 1 || delay > 0n)) {
    const waiting = await voteForAll(options, governance, decisions);
    if (waiting) return waiting;
  }
  if (decisions.length > 0) await pauseFirst(options, governance);
  for (const decision of decisions) {
    const waiting = await carryOut(options, decision);
    if (waiting) return waiting;
  }
  return await finish(options, plan.length);
}

/**
 * What an upgrade would change, as far as it can be judged without sending anything. All of it before any of it: a bad
 * file of the last contract must not be found when the first is replaced.
 */
export async function previewUpgrade(governance: Governance, release: Release): Promise<ContractUpgrade[]> {
  const plan = await planUpgrade(governance, release);
  for (const upgrade of plan) specOf(upgrade);
  return plan;
}

/** The canaries, and what has to be decided, in order. */
async function prepare(options: UpgradeOptions, governance: Governance, plan: ContractUpgrade[]): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (const contract of plan) {
    const { id, next, onChain, layout } = contract;
    if (onChain !== next.hash) {
      const canary = await deployCanary(governance, options.key, contract);
      if (canary.isNew) options.onStep?.({ do: 'canary', contract: contract.name, canary: canary.id });
      const action: Action = { tag: 'UpgradeContract', values: [id, Buffer.from(next.hash, 'hex'), canary.id] };
      // Another Super Admin's proposal names another canary of the same code, which the router judges like ours.
      decisions.push({ contract, does: 'upgrade', action, isSame: (other) => upgrades(other, id, next.hash) });
    }
    if (layout < next.layout) decisions.push({ contract, does: 'migrate', action: { tag: 'Migrate', values: [id] } });
  }
  return decisions;
}

const upgrades = (action: Action, id: string, hash: string): boolean =>
  action.tag === 'UpgradeContract' && action.values[0] === id && Buffer.from(action.values[1]).toString('hex') === hash;

async function voteForAll(
  { key, onStep }: UpgradeOptions,
  governance: Governance,
  decisions: readonly Decision[],
): Promise<Waiting | undefined> {
  const waiting: ProposalView[] = [];
  const unproposed: string[] = [];
  for (const { contract, action, isSame } of decisions) {
    const voted = await governance.vote(key, fittingFor(governance, action), isSame).catch((error: unknown) => {
      if (!hasNoRoom(error)) throw error;
      unproposed.push(`${action.tag} of ${contract.name}`);
      return undefined;
    });
    if (!voted) continue;
    if (voted.did.length > 0)
      onStep?.({ do: 'vote', contract: contract.name, action: action.tag, id: voted.proposal.id });
    if (voted.standing.is !== 'executable') waiting.push(voted);
  }
  return waiting.length + unproposed.length > 0 ? { state: 'waiting', for: waiting, unproposed } : undefined;
}

/** The router's number for a proposer who has as many proposals open as one may have. */
function hasNoRoom(error: unknown): boolean {
  if (!(error instanceof ServiceError) || error.code !== 'services/chain-refused') return false;
  const { action, contractError } = (error as ServiceError<'services/chain-refused'>).context;
  return action.startsWith('propose') && contractError?.code === IntegrationError.InvalidOperationState;
}

/** Between new code and its migration, new code meets old values: nothing may move in that time. */
async function pauseFirst({ key, pausedHere, onStep }: UpgradeOptions, governance: Governance): Promise<void> {
  if (await governance.isPaused()) return;
  // Before the pause itself: a crash between the two must not leave a pause that nobody remembers.
  pausedHere.write(true);
  try {
    await stopSystem(governance, key, PAUSE_REASON);
  } catch (error) {
    // Refused: whoever pauses it now has reasons of their own.
    if (!(await governance.isPaused())) pausedHere.write(false);
    throw error;
  }
  onStep?.({ do: 'pause' });
}

async function carryOut(options: UpgradeOptions, decision: Decision): Promise<Waiting | undefined> {
  const { contract, does, action, isSame } = decision;
  const governance = await options.open();
  const carried = await governance.carryForward(options.key, fittingFor(governance, action), isSame);
  if (!carried.done) return waitingFor(carried);
  options.onStep?.({ do: does, contract: contract.name });
  return undefined;
}

/** The first release asked for no canary: its action has no place for one. */
function fittingFor({ contracts }: Governance, action: Action): Action {
  if (action.tag !== 'UpgradeContract') return action;
  const entry = contracts.router.spec.findEntry('Action');
  const cases = entry.type === 'scSpecEntryUdtUnionV0' ? entry.udtUnionV0.cases : [];
  const takes = cases.flatMap((each) =>
    each.type === 'scSpecUdtUnionCaseTupleV0' && each.tupleCase.name.toString() === action.tag
      ? [each.tupleCase.type.length]
      : [],
  )[0];
  return { ...action, values: action.values.slice(0, takes) } as unknown as Action;
}

async function finish(options: UpgradeOptions, upgraded: number): Promise<Done | Waiting> {
  const { open, key, release, pausedHere, onStep } = options;
  const governance = await open();
  for (const left of await planUpgrade(governance, release)) await refuseUnverified(governance, left, release);
  const isPaused = await governance.isPaused();
  if (!isPaused || !pausedHere.read()) return { state: 'done', upgraded, paused: isPaused };
  const resumed = await governance.carryForward(key, { tag: 'Resume' });
  if (!resumed.done) return waitingFor(resumed);
  pausedHere.write(false);
  onStep?.({ do: 'resume' });
  return { state: 'done', upgraded, paused: false };
}

async function refuseUnverified({ network }: Governance, left: ContractUpgrade, release: Release): Promise<never> {
  const { name, id } = left;
  const { onChain, layout, next } = await compare(network, name, id, release);
  const text = (hash: string, number: number) => `code ${hash} and layout ${number}`;
  throw new UpgradeError('upgrade/not-verified', {
    ...{ contract: name, id, found: text(onChain, layout), wanted: text(next.hash, next.layout) },
  });
}

const waitingFor = (carried: CarriedForward): Waiting => ({ state: 'waiting', for: [carried], unproposed: [] });

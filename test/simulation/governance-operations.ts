import { type Decision, drawDecision } from './decisions.ts';
import { changeStops, DAY, type Governance, isStill, type Model, type Proposal } from './model.ts';
import { addressOf, type Draw, type Operation } from './operation.ts';

const MAX_OPEN = 5;
const OUTSIDER = 'mallory';

/** Super Admins propose, approve, object, and carry out what is due. */
export function govern(draw: Draw): Operation {
  const { random, model } = draw;
  const { proposals, admins } = model.governance;
  const open = proposals.slice(-30).filter((proposal) => isOpen(model, proposal));
  const due = open.filter((proposal) => isDue(model, proposal) && proposal.decision.isSound(model));
  const waiting = open.filter((proposal) => !isApproved(model.governance, proposal));
  const chance = random.next();
  const by = chance < 0.02 ? OUTSIDER : random.pick(admins);
  if (due.length > 0 && random.next() < 0.7) return execute(draw, random.pick(due), by);
  if (waiting.length > 0 && random.next() < 0.75) return approve(draw, random.pick(waiting), by);
  const isAnswered = model.paused && open.some(({ decision }) => decision.label === 'resume');
  if (proposals.length > 0 && random.next() < (isAnswered ? 0.9 : 0.25)) {
    const proposal = random.pick(open.length > 0 && random.next() < 0.8 ? open : proposals.slice(-30));
    const vote = random.pick([execute, execute, approve, cancel]);
    return vote(draw, proposal, by);
  }
  return propose(draw, drawDecision(draw), by);
}

export function propose(draw: Draw, decision: Decision, by: string): Operation {
  return {
    name: `propose ${decision.label}`,
    contract: 'integration-router',
    method: 'propose',
    args: { proposer: addressOf(draw, by), action: decision.action },
    by,
    accepted: (now) => {
      const { admins, proposals } = now.governance;
      const own = proposals.slice(-60).filter((each) => each.proposer === by && isOpen(now, each));
      return admins.includes(by) && decision.isSound(now) && own.length < MAX_OPEN;
    },
    apply: (now, result) => {
      now.governance.proposals.push({
        id: result() as number,
        proposer: by,
        decision,
        expiresAt: now.now + now.governance.expiry,
        approvals: [],
        objections: [],
        executableAt: 0,
        status: 'open',
      });
    },
  };
}

export function approve(draw: Draw, proposal: Proposal, by: string): Operation {
  return voting(draw, 'approve', proposal, by, {
    isPossible: () => !proposal.approvals.includes(by),
    apply: ({ governance, now }) => {
      const wasEnough = proposal.executableAt !== 0 && isApproved(governance, proposal);
      proposal.approvals.push(by);
      proposal.objections = proposal.objections.filter((name) => name !== by);
      if (!wasEnough && isApproved(governance, proposal)) proposal.executableAt = now + governance.delay;
    },
  });
}

export function execute(draw: Draw, proposal: Proposal, by: string): Operation {
  const { decision } = proposal;
  return voting(draw, 'execute', proposal, by, {
    name: `execute ${decision.label}`,
    isPossible: (model) => {
      const { governance, now } = model;
      const isReady = isApproved(governance, proposal) && proposal.executableAt !== 0 && now >= proposal.executableAt;
      return isReady && decision.isSound(model) ? decision.isPossible(model) : false;
    },
    apply: (model) => {
      proposal.status = 'executed';
      decision.apply(model);
    },
  });
}

export function cancel(draw: Draw, proposal: Proposal, by: string): Operation {
  return voting(draw, 'cancel', proposal, by, {
    isPossible: () => by === proposal.proposer || !proposal.objections.includes(by),
    apply: ({ governance }) => {
      if (by !== proposal.proposer) {
        proposal.objections.push(by);
        proposal.approvals = proposal.approvals.filter((name) => name !== by);
        if (!isApproved(governance, proposal)) proposal.executableAt = 0;
        if (governance.admins.length - proposal.objections.length >= governance.threshold) return;
      }
      proposal.status = 'cancelled';
    },
  });
}

interface Vote {
  name?: string;
  isPossible(model: Model): boolean | undefined;
  apply(model: Model): void;
}

function voting(draw: Draw, method: 'approve' | 'execute' | 'cancel', proposal: Proposal, by: string, vote: Vote) {
  const operation: Operation = {
    name: vote.name ?? method,
    contract: 'integration-router',
    method,
    args: { [method === 'approve' ? 'approver' : 'caller']: addressOf(draw, by), id: proposal.id },
    by,
    accepted: (model) =>
      model.governance.admins.includes(by) && isOpen(model, proposal) ? vote.isPossible(model) : false,
    apply: (model) => vote.apply(model),
  };
  return operation;
}

const isOpen = ({ now }: Model, { status, expiresAt }: Proposal): boolean => status === 'open' && now < expiresAt;

const isApproved = ({ threshold }: Governance, { approvals }: Proposal): boolean => approvals.length >= threshold;

const isDue = ({ governance, now }: Model, proposal: Proposal): boolean =>
  isApproved(governance, proposal) && proposal.executableAt !== 0 && now >= proposal.executableAt;

const STOPPERS = ['superAdmin', 'officer', 'systemAdmin', 'operator', OUTSIDER] as const;
const isStopper = (name: string): boolean => name !== 'operator' && name !== OUTSIDER;

const needsTwo = ({ governance, now }: Model): boolean => governance.threshold >= 2 && now < governance.restUntil;

function mayStop(model: Model, by: string): boolean {
  const { stopRequest } = model.governance;
  const isSeconded = stopRequest && stopRequest.by !== by && model.now < stopRequest.at + DAY;
  return isStopper(by) && (!needsTwo(model) || isSeconded === true);
}

function useRequest(model: Model): void {
  if (needsTwo(model)) model.governance.stopRequest = undefined;
}

/** Whoever may stops the core at once, alone or as the second of two; the others follow. Only governance ends it. */
export function pause(draw: Draw): Operation {
  const by = draw.random.pick(STOPPERS);
  if (draw.random.next() < 0.2) return requestStop(draw, by);
  return {
    name: 'pause',
    contract: 'integration-router',
    method: 'emergency_pause',
    args: { caller: addressOf(draw, by), reason: 'simulated' },
    by,
    accepted: (now) => isStopper(by) && (now.paused || mayStop(now, by)),
    apply: (now) => {
      if (!now.paused) useRequest(now);
      changeStops(now, { paused: true });
    },
    followed: pauseOthers(draw),
  };
}

function requestStop(draw: Draw, by: string): Operation {
  return {
    name: 'request_stop',
    contract: 'integration-router',
    method: 'request_stop',
    args: { caller: addressOf(draw, by), reason: 'simulated' },
    by,
    accepted: () => isStopper(by),
    apply: (now) => {
      now.governance.stopRequest = { by, at: now.now };
    },
  };
}

/** What is not of the core, by anybody. */
function pauseOthers({ stage }: Draw): Operation[] {
  return (['fungible-token', 'price-oracle'] as const).map((name) => ({
    name: 'pause_contract',
    contract: 'integration-router',
    method: 'pause_contract',
    args: { contract: stage.world.contracts[name].contractId },
    by: OUTSIDER,
    accepted: isStill,
    apply: () => undefined,
  }));
}

/** To a stricter mode, which lets nothing new begin, or nothing go on either. */
export function tighten(draw: Draw): Operation {
  const mode = draw.random.pick([0, 1, 1, 1, 2]);
  const by = draw.random.pick(['superAdmin', 'officer', OUTSIDER]);
  return {
    name: 'set_mode',
    contract: 'integration-router',
    method: 'set_mode',
    args: { caller: addressOf(draw, by), mode },
    by,
    accepted: (now) => mayStop(now, by) && mode > now.mode,
    apply: (now) => {
      useRequest(now);
      changeStops(now, { mode });
    },
    followed: mode === 2 ? pauseOthers(draw) : [],
  };
}

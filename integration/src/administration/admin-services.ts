import type { Manifest, SystemContracts } from '@istsi/contracts';
import { type Action, IntegrationError, type Proposal } from '@istsi/contracts/clients/integration-router';
import { type InvocationFailure, latestLedger, type Network, type Submitter } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { describeAction } from '../governance/describe-action.ts';
import { type PlainAction, plainAction } from '../governance/plain-action.ts';
import { pauseRegistered } from '../services/pausing.ts';
import { draftCall } from '../services/prepare-withdrawal.ts';
import { createRelays, type Relays } from '../services/relay-withdrawal.ts';
import { readCallEnvelope, unrecorded } from '../services/submit-withdrawal.ts';
import { refusalOfContracts, refusals } from '../services/withdrawal-refusals.ts';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import { type Act, actionOf, callOf, relayedEntries } from './acts.ts';
import { type AwaitingApproval, readAwaitingApproval } from './awaiting-approval.ts';
import { type Effect, effectsOf, effectsOfAction } from './effects.ts';
import { type GovernanceReport, type ProposalReport, readGovernance, reportProposal } from './governance-report.ts';
import { registeredBy, requireAgreed } from './registering.ts';
import { type RoleName, readRoles } from './roles.ts';
import { createSignIn, type SignIn } from './sign-in.ts';

/** What the people who run the system may ask and do. Every act is signed by the one whose act it is, elsewhere. */
export interface AdminServices {
  signIn: SignIn;
  /** What the router lets this address do, by the newest ledger. */
  rolesOf(address: string): Promise<RoleName[]>;
  governance(): Promise<GovernanceReport>;
  /** Any proposal that the router still knows, with what it would change. */
  proposal(id: number): Promise<(ProposalReport & { effects: Effect[] }) | undefined>;
  /** What one person began and another one has to end, proposals apart. */
  awaitingApproval(): Promise<AwaitingApproval>;
  /** The act as a transaction of that account, simulated: what the contracts would refuse is refused now. */
  prepareAct(by: string, act: Act): Promise<PrepareActOutcome>;
  /** Sends it on, signed, base64 XDR. Repeated, it answers the same. */
  submitAct(by: string, envelope: string, signal: AbortSignal): Promise<SubmitActOutcome>;
}

export interface PreparedAct {
  envelope: string;
  stellarTx: string;
  networkPassphrase: string;
  validUntil: Date;
  stellarFeeStroops: bigint;
  /** Of a proposal or a decision about one: what the router would do, in words. */
  description: string | null;
  /** The payload of that, as the ledger has it or would have it. */
  decides: PlainAction | null;
  effects: Effect[];
}

export type PrepareActOutcome = { ok: true; prepared: PreparedAct } | { ok: false; refusal: WithdrawalRefusal };

export type SubmitActOutcome =
  | { status: 'done'; stellarTx: string; entry: string; running: string[] }
  | { status: 'pending'; stellarTx: string; reason: string | undefined }
  | { status: 'refused'; refusal: WithdrawalRefusal };

export interface AdminWorld {
  network: Network;
  /** As they are. */
  contracts: SystemContracts;
  /** As the newest ledger shows them: what was read of it is kept until another one closes. */
  seen: SystemContracts;
  submitter: Submitter;
  manifest: Manifest;
  db: Kysely<Schema>;
}

export function createAdminServices(world: AdminWorld): AdminServices {
  const { network, contracts, seen, manifest, db } = world;
  const relays = createRelays(world, refusalOfAct);
  const rolesOf = (address: string): Promise<RoleName[]> => readRoles(seen, address);
  return {
    rolesOf,
    signIn: createSignIn({ network, rolesOf }),
    governance: () => readGovernance(seen, network, manifest),
    async proposal(id) {
      const proposal = await findProposal(contracts, id);
      if (!proposal) return undefined;
      const [rules, { closeTime }] = await Promise.all([seen.router.read('get_governance'), latestLedger(network)]);
      const effects = await effectsOfAction(seen, proposal.action);
      return { ...reportProposal(proposal, rules, BigInt(closeTime), manifest), effects };
    },
    awaitingApproval: () => readAwaitingApproval({ db, network, contracts: seen }),
    prepareAct: (by, act) => prepareAct(world, by, act),
    submitAct: (by, envelope, signal) => submitAct({ ...world, relays }, by, envelope, signal),
  };
}

async function findProposal({ router }: SystemContracts, id: number): Promise<Proposal | undefined> {
  const found = await router.tryRead('get_proposal', { id });
  if (found.ok) return found.value;
  if (found.failure.contractError?.code === IntegrationError.InvalidOperationState) return undefined;
  return await router.read('get_proposal', { id });
}

async function prepareAct(world: AdminWorld, by: string, act: Act): Promise<PrepareActOutcome> {
  const { contracts, manifest } = world;
  if (act.do === 'register' || act.do === 'set-tier') await requireAgreed(world, act);
  const drafted = await draftCall(world, by, callOf(contracts, by, act), refusalOfAct);
  if (!drafted.ok) return drafted;
  const { returnValue: _, ...draft } = drafted.draft;
  const action = await decidedBy(contracts, act);
  const description = action ? describeAction(action, manifest) : null;
  const decides = action ? plainAction(action) : null;
  return { ok: true, prepared: { ...draft, description, decides, effects: await effectsOf(contracts, act, action) } };
}

async function decidedBy(contracts: SystemContracts, act: Act): Promise<Action | undefined> {
  if (act.do === 'propose' || act.do === 'administer') return actionOf(contracts, act);
  return 'id' in act ? (await findProposal(contracts, act.id))?.action : undefined;
}

async function submitAct(
  world: AdminWorld & { relays: Relays },
  by: string,
  envelope: string,
  signal: AbortSignal,
): Promise<SubmitActOutcome> {
  const { contracts, relays, submitter } = world;
  const read = readCallEnvelope(world, envelope, allowedCalls(contracts));
  if (!read.ok) return { status: 'refused', refusal: read.refusal };
  if (read.transaction.source !== by)
    return { status: 'refused', refusal: refusals.otherTransaction(`it must be of ${by}, who is signed in`) };
  const registered = registeredBy(read.transaction);
  if (registered) await requireAgreed(world, registered);
  const fate = await relays.relay(read.transaction, read.signed, signal);
  if (fate.status !== 'success') {
    const outcome = unrecorded(fate, refusalOfAct);
    return outcome;
  }
  const running = read.entry === 'emergency_pause' ? await pauseRegistered(contracts, submitter) : [];
  return { status: 'done', stellarTx: fate.hash, entry: read.entry, running };
}

function allowedCalls(contracts: SystemContracts): { contractId: string; entry: string }[] {
  return (Object.keys(relayedEntries) as (keyof typeof relayedEntries)[]).flatMap((name) =>
    relayedEntries[name].map((entry) => ({ contractId: contracts[name].contractId, entry })),
  );
}

/** What the contracts say no to, in words for a person of the system. */
export function refusalOfAct(failure: InvocationFailure): WithdrawalRefusal {
  const { contractError, text } = failure;
  if (contractError?.code === IntegrationError.SecondPersonNeeded) {
    return {
      code: 'chain-refused',
      message:
        'It takes two people to stop the system now: it was let run again a short while ago, or your removal is proposed.',
      remedy: 'Ask for the stop; another one who may stop the system has a day to do it.',
    };
  }
  const known = refusalOfContracts(failure);
  if (known.code !== 'chain-refused') return known;
  return {
    code: 'chain-refused',
    message: `The contracts refuse: ${text}.`,
    remedy: 'Read what it is about once more: it may have changed since the page was drawn.',
  };
}

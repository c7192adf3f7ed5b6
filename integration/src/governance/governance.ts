import { deployedSpecs, type Manifest, openContracts, type SystemContracts } from '@istsi/contracts';
import {
  type Action,
  type GovernanceConfig,
  IntegrationError,
  type Proposal,
  ProposalStatus,
  Role,
} from '@istsi/contracts/clients/integration-router';
import { checkNetwork, createSubmitter, latestLedger, type Network, openNetwork } from '@istsi/soroban-client';
import { type Keypair, scValToNative } from '@stellar/stellar-sdk';
import { ServiceError } from '../services/errors.ts';
import { GovernanceError } from './errors.ts';
import { signedCall } from './signed-call.ts';
import { describeStanding, type Standing, standingOf } from './standing.ts';

/** A proposal as the router has it, and how far it is by the rules and the clock of now. */
export interface ProposalView {
  proposal: Proposal;
  standing: Standing;
}

/** The decisions of the Super Admins. Whoever decides passes their key for that one step; none is kept. */
export interface Governance {
  network: Network;
  contracts: SystemContracts;
  rules(): Promise<GovernanceConfig>;
  superAdmins(): Promise<string[]>;
  isPaused(): Promise<boolean>;
  /** What is open, oldest first. */
  pending(): Promise<ProposalView[]>;
  /** The open proposal that decides this, if there is one: whose it is, and how far. */
  openProposalOf(action: Action, isSame?: IsSame): Promise<ProposalView | undefined>;
  /** Any proposal that the router still knows. */
  find(id: number): Promise<ProposalView>;
  propose(key: Keypair, action: Action): Promise<{ id: number; stellarTx: string }>;
  approve(key: Keypair, id: number): Promise<{ stellarTx: string }>;
  execute(key: Keypair, id: number): Promise<{ stellarTx: string }>;
  /** From the proposer it takes the proposal back; from anyone else it is an objection. */
  cancel(key: Keypair, id: number): Promise<{ stellarTx: string }>;
  /**
   * Brings a decision as far as this one key can: finds the open proposal of this very action or makes it, approves it,
   * and executes it when its time has come. Again, it goes on where it stands. `done` when it was executed.
   */
  carryForward(key: Keypair, action: Action, isSame?: IsSame): Promise<CarriedForward>;
  /** Likewise, without executing. */
  vote(key: Keypair, action: Action, isSame?: IsSame): Promise<CarriedForward>;
  /** The address, if it is a Super Admin's; refused before anything is sent otherwise. */
  requireSuperAdmin(key: Keypair): Promise<string>;
}

/** Whether an open proposal decides what is wanted, where it need not be to the letter. */
export type IsSame = (action: Action) => boolean;

export interface CarriedForward extends ProposalView {
  done: boolean;
  /** What this call did, in order; empty when nothing could be done yet. */
  did: ('proposed' | 'approved' | 'executed')[];
}

export async function openGovernance(options: { rpcUrl: string; manifest: Manifest }): Promise<Governance> {
  const { rpcUrl, manifest } = options;
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  await checkNetwork(network);
  // An older system is governed by its own words, until they bring it to these.
  const specs = await deployedSpecs(manifest, network);
  return governanceOf(network, openContracts(manifest, network, undefined, specs));
}

export function governanceOf(network: Network, contracts: SystemContracts): Governance {
  const { router } = contracts;

  const view = async (proposals: readonly Proposal[]): Promise<ProposalView[]> => {
    const [rules, { closeTime }] = await Promise.all([router.read('get_governance'), latestLedger(network)]);
    return proposals.map((proposal) => ({ proposal, standing: standingOf(proposal, rules, BigInt(closeTime)) }));
  };

  const find: Governance['find'] = async (id) => {
    const found = await router.tryRead('get_proposal', { id });
    if (!found.ok) {
      if (found.failure.contractError?.code !== IntegrationError.InvalidOperationState)
        throw new ServiceError('services/chain-refused', {
          ...{ action: `read proposal ${id}`, contractError: found.failure.contractError, reason: found.failure.text },
        });
      throw new GovernanceError('governance/no-such-proposal', { id });
    }
    const [shown] = await view([found.value]);
    return shown as ProposalView;
  };

  const findOpen = async (id: number): Promise<ProposalView> => {
    const found = await find(id);
    const isOver = found.proposal.status !== ProposalStatus.Open || found.standing.is === 'expired';
    if (isOver) throw new GovernanceError('governance/not-open', { id, standing: found.standing.is });
    return found;
  };

  const superAdmins: Governance['superAdmins'] = async () => {
    const { emergency_contacts } = await router.read('get_state');
    const held = await Promise.all(
      emergency_contacts.map((address) => router.read('has_role', { address, role: Role.SuperAdmin })),
    );
    return emergency_contacts.filter((_, index) => held[index]);
  };

  const requireSuperAdmin = async (key: Keypair): Promise<string> => {
    const address = key.publicKey();
    const holds = await superAdmins();
    if (holds.includes(address)) return address;
    throw new GovernanceError('governance/not-super-admin', { address, router: router.contractId, superAdmins: holds });
  };

  // The Super Admin's own account pays: nobody else's key is needed to decide.
  const act = async (key: Keypair, name: string, invoke: Parameters<typeof signedCall>[3]) =>
    await signedCall(
      createSubmitter({ network, channels: [key], errorNames: contracts.errorNames }),
      key,
      name,
      invoke,
    );

  const governance: Governance = {
    ...{ network, contracts, superAdmins, requireSuperAdmin, find },
    rules: () => router.read('get_governance'),
    isPaused: async () => (await router.read('get_config')).paused,
    pending: async () => await view(await router.read('get_pending')),
    async propose(key, action) {
      const proposer = await requireSuperAdmin(key);
      const name = `propose ${action.tag}`;
      const { stellarTx, returnValue } = await act(key, name, router.invocation('propose', { proposer, action }));
      if (!returnValue) throw new Error('the router did not answer with the number of the proposal');
      return { id: scValToNative(returnValue) as number, stellarTx };
    },
    async approve(key, id) {
      const approver = await requireSuperAdmin(key);
      await findOpen(id);
      const { stellarTx } = await act(key, `approve ${id}`, router.invocation('approve', { approver, id }));
      return { stellarTx };
    },
    async execute(key, id) {
      const caller = await requireSuperAdmin(key);
      const { standing } = await findOpen(id);
      if (standing.is !== 'executable')
        throw new GovernanceError('governance/not-yet', { id, standing: describeStanding(standing) });
      const { stellarTx } = await act(key, `execute ${id}`, router.invocation('execute', { caller, id }));
      return { stellarTx };
    },
    async cancel(key, id) {
      const caller = await requireSuperAdmin(key);
      await findOpen(id);
      const { stellarTx } = await act(key, `cancel ${id}`, router.invocation('cancel', { caller, id }));
      return { stellarTx };
    },
    async openProposalOf(action, isSame) {
      const text = comparable(action, contracts);
      const same = isSame ?? ((other: Action) => textOf(other) === text);
      const open = (await governance.pending()).filter(({ standing }) => standing.is !== 'expired');
      return open.find(({ proposal }) => same(proposal.action));
    },
    async vote(key, action, isSame) {
      const address = await requireSuperAdmin(key);
      const did: CarriedForward['did'] = [];
      let found = await governance.openProposalOf(action, isSame);
      if (!found) {
        found = await find((await governance.propose(key, action)).id);
        did.push('proposed');
      }
      if (found.standing.is === 'needs-approvals' && !found.proposal.approvals.includes(address)) {
        const { id } = found.proposal;
        await governance.approve(key, id);
        did.push('approved');
        found = await find(id);
      }
      return { ...found, done: false, did };
    },
    async carryForward(key, action, isSame) {
      const voted = await governance.vote(key, action, isSame);
      if (voted.standing.is !== 'executable') return voted;
      const { proposal } = voted;
      await governance.execute(key, proposal.id);
      const standing: Standing = { is: 'executed' };
      return {
        proposal: { ...proposal, status: ProposalStatus.Executed },
        standing,
        done: true,
        did: [...voted.did, 'executed'],
      };
    },
  };
  return governance;
}

/** An action of ours in the form that the router's answers have, so that the two can be compared. */
function comparable(action: Action, { router }: SystemContracts): string {
  const [, encoded] = router.spec.funcArgsToScVals('propose', { proposer: router.contractId, action });
  const type = router.spec.getFunc('propose').inputs[1]?.type;
  if (!encoded || !type) throw new Error('the router’s propose takes no action');
  return textOf(router.spec.scValToNative(encoded, type) as Action);
}

const textOf = (action: Action): string =>
  JSON.stringify(action, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });

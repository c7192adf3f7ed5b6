import {
  type Address,
  type Bytes,
  type bool,
  contracttype,
  ledger,
  Packed,
  persistent,
  publish,
  type u32,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import type { Action } from './action.ts';
import {
  APPROVALS,
  CREATED,
  EXECUTABLE,
  EXPIRES,
  enter,
  idAt,
  motionAt,
  names,
  nextOpen,
  OBJECTIONS,
  type ProposalStatus,
  placeOf,
  statusAt,
  strikeSeat,
} from './docket.ts';
import type { ProposalCreated } from './events.ts';
import { formerDocket } from './former-proposals.ts';
import { loadMotion, namedBy, storeMotion } from './motions.ts';
import { seatOf, voteOf, votersOf } from './seats.ts';
import { DataKey, loadGovernance } from './storage.ts';

/** A decision that Super Admins are taking. All times are ledger time, seconds. */
@contracttype
export class Proposal {
  action!: Action;
  /** Those who approve and still are Super Admins. */
  approvals!: Vec<Address>;
  created_at!: u64;
  /** 0 while approvals are missing. */
  executable_at!: u64;
  /** From then on it can no longer be executed. */
  expires_at!: u64;
  id!: u32;
  /** Those who object and still are Super Admins. */
  objections!: Vec<Address>;
  proposer!: Address;
  status!: ProposalStatus;
}

export function loadDocket(): Packed {
  const key = DataKey.Docket();
  return persistent.has<DataKey>(key) ? Packed.from(persistent.get<DataKey, Bytes>(key)) : formerDocket();
}

export function storeDocket(docket: Packed): void {
  const key = DataKey.Docket();
  persistent.set<DataKey, Bytes>(key, docket.toBytes());
  touch<DataKey>(key);
}

/** Opens a proposal. It carries no approval yet, not even its proposer's. */
export function addProposal(proposer: Address, action: Action): u32 {
  const docket = loadDocket();
  const expires_at = ledger.timestamp() + loadGovernance().expiry;
  const at = enter(docket, seatOf(proposer), storeMotion({ action, proposer }), namedBy(action), expires_at);
  storeDocket(docket);
  const id = idAt(docket, at);
  publish<ProposalCreated>({ id, proposer, action, expires_at });
  return id;
}

export function loadProposal(id: u32): Proposal {
  const docket = loadDocket();
  return proposalAt(docket, placeOf(docket, id));
}

/** Open and not expired, oldest first. */
export function openProposals(): Vec<Proposal> {
  const docket = loadDocket();
  let open = Vec.empty<Proposal>();
  for (let at = nextOpen(docket, 0); at !== 0; at = nextOpen(docket, idAt(docket, at))) {
    open = open.push(proposalAt(docket, at));
  }
  return open;
}

/**
 * Whether a revocation that names the account is open. Until it is decided the seat stays where it is, and its holder
 * stops nothing alone: otherwise the seat would be elsewhere, or the system paused again, when the decision comes.
 */
export function isContested(account: Address): bool {
  return names(loadDocket(), account);
}

/** Before a Super Admin's seat is taken. */
export function strikeOut(account: Address): void {
  const docket = loadDocket();
  strikeSeat(docket, account, seatOf(account), voteOf(account), loadGovernance().threshold);
  storeDocket(docket);
}

function proposalAt(docket: Packed, at: u32): Proposal {
  const motion = loadMotion(motionAt(docket, at));
  return {
    action: motion.action,
    approvals: votersOf(docket.u64At(at + APPROVALS)),
    created_at: docket.u64At(at + CREATED),
    executable_at: docket.u64At(at + EXECUTABLE),
    expires_at: docket.u64At(at + EXPIRES),
    id: idAt(docket, at),
    objections: votersOf(docket.u64At(at + OBJECTIONS)),
    proposer: motion.proposer,
    status: statusAt(docket, at),
  };
}

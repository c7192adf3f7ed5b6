import {
  type Address,
  type bool,
  contractevent,
  contracttype,
  instance,
  ledger,
  Option,
  publish,
  require,
  temporary,
  topic,
  type u32,
  variant,
} from '@istsi/soroban-sdk';

export enum OwnableError {
  /** The contract has no owner. */
  NoOwner = 2100,
  /** Nobody is offered the ownership, or the offer has expired. */
  NoOffer = 2101,
  /** An offer ends after this ledger, and not later than the network keeps entries. */
  InvalidExpiration = 2102,
  /** The ownership is on offer: it is given up when the offer has expired or is withdrawn. */
  OfferIsOpen = 2103,
}

@contracttype
export class OwnershipOffer {
  to!: Address;
  live_until_ledger!: u32;
}

@contracttype
export class OwnableKey {
  /** Address, instance; nobody's once it was given up. */
  static Owner(): OwnableKey {
    return variant();
  }
  /** OwnershipOffer, temporary. */
  static Offer(): OwnableKey {
    return variant();
  }
}

@contractevent
export class OwnershipOffered {
  @topic from!: Address;
  @topic to!: Address;
  live_until_ledger!: u32;
}

@contractevent
export class OwnershipTransferred {
  @topic from!: Address;
  @topic to!: Address;
}

@contractevent
export class OwnershipRenounced {
  @topic from!: Address;
}

/** For the constructor. */
export function setUpOwner(owner: Address): void {
  instance.set<OwnableKey, Address>(OwnableKey.Owner(), owner);
}

export function loadOwner(): Option<Address> {
  const key = OwnableKey.Owner();
  return instance.has<OwnableKey>(key) ? Option.some(instance.get<OwnableKey, Address>(key)) : Option.none<Address>();
}

/** Ends the call unless the owner signs it. Answers who that is. */
export function requireOwner(): Address {
  require(instance.has<OwnableKey>(OwnableKey.Owner()), OwnableError.NoOwner);
  const owner = instance.get<OwnableKey, Address>(OwnableKey.Owner());
  owner.requireAuth();
  return owner;
}

/** On the owner's word. The other has to accept: a wrong address never owns anything. `live_until_ledger` 0 withdraws an offer. */
export function offerOwnership(to: Address, live_until_ledger: u32): void {
  const from = requireOwner();
  const key = OwnableKey.Offer();
  if (live_until_ledger === 0) {
    require(isOffered() && temporary.get<OwnableKey, OwnershipOffer>(key).to === to, OwnableError.NoOffer);
    temporary.remove<OwnableKey>(key);
  } else {
    const now = ledger.sequence();
    const isPossible = live_until_ledger >= now && live_until_ledger <= ledger.maxLiveUntil();
    require(isPossible, OwnableError.InvalidExpiration);
    temporary.set<OwnableKey, OwnershipOffer>(key, { to, live_until_ledger });
    temporary.extendTtl<OwnableKey>(key, live_until_ledger - now, live_until_ledger - now);
  }
  publish<OwnershipOffered>({ from, to, live_until_ledger });
}

/** On the word of whom it is offered to. */
export function acceptOwnership(): void {
  require(isOffered(), OwnableError.NoOffer);
  const to = temporary.get<OwnableKey, OwnershipOffer>(OwnableKey.Offer()).to;
  to.requireAuth();
  const from = instance.get<OwnableKey, Address>(OwnableKey.Owner());
  temporary.remove<OwnableKey>(OwnableKey.Offer());
  setUpOwner(to);
  publish<OwnershipTransferred>({ from, to });
}

/** On the owner's word, and for good. */
export function renounceOwnership(): void {
  const from = requireOwner();
  require(!isOffered(), OwnableError.OfferIsOpen);
  instance.remove<OwnableKey>(OwnableKey.Owner());
  publish<OwnershipRenounced>({ from });
}

// An entry may outlive what it says.
function isOffered(): bool {
  const key = OwnableKey.Offer();
  return (
    temporary.has<OwnableKey>(key) &&
    temporary.get<OwnableKey, OwnershipOffer>(key).live_until_ledger >= ledger.sequence()
  );
}

/** A contract that belongs to somebody, who may pass it on. Its constructor calls `setUpOwner`. */
export abstract class Ownable {
  owner(): Option<Address> {
    return loadOwner();
  }

  /** Offers the ownership until a ledger, or withdraws the offer with 0. The owner signs. */
  transfer_ownership(new_owner: Address, live_until_ledger: u32): void {
    offerOwnership(new_owner, live_until_ledger);
  }

  /** Takes the ownership. Whom it is offered to signs. */
  accept_ownership(): void {
    acceptOwnership();
  }

  /** Leaves the contract without an owner, for good. The owner signs. */
  renounce_ownership(): void {
    renounceOwnership();
  }
}

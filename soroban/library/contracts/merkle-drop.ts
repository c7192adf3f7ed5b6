import {
  type Address,
  Args,
  Bytes,
  type BytesN,
  type bool,
  call,
  contractevent,
  contracttype,
  crypto,
  currentContract,
  hex,
  type i128,
  instance,
  persistent,
  publish,
  require,
  sym,
  topic,
  type u32,
  type Val,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import { keep } from './lifetime.ts';

// A list of claims that is as long as it likes, for one hash on the ledger. Leaves and nodes are hashed apart, as RFC 6962
// does it, so that no node passes for a claim; each proof says by the claim's index on which side its hashes stand.

export enum MerkleDropError {
  /** The proof does not show that the claim is in the list. */
  InvalidProof = 600,
  /** The claim was paid already. */
  AlreadyClaimed = 601,
  /** A proof has at most 32 hashes. */
  ProofTooLong = 602,
}

const LONGEST_PROOF: u32 = 32;

/** What the list has at an index. A leaf is sha256 of a zero byte and the claim's XDR (ScVal). */
@contracttype
export class Claim {
  index!: u32;
  receiver!: Address;
  amount!: i128;
}

@contracttype
export class MerkleDropKey {
  /** BytesN<32>, instance. */
  static Root(): MerkleDropKey {
    return variant();
  }
  /** Address, instance. */
  static Token(): MerkleDropKey {
    return variant();
  }
  /** bool, persistent: there once it was paid. */
  static Claimed(index: u32): MerkleDropKey {
    return variant();
  }
}

@contractevent
export class Claimed {
  @topic receiver!: Address;
  index!: u32;
  amount!: i128;
}

/** For the constructor. */
export function setUpDrop(token: Address, root: BytesN<32>): void {
  instance.set<MerkleDropKey, Address>(MerkleDropKey.Token(), token);
  instance.set<MerkleDropKey, BytesN<32>>(MerkleDropKey.Root(), root);
}

/** The root that a leaf and its neighbours on the way up come to. */
export function rootOf(leaf: BytesN<32>, index: u32, proof: Vec<BytesN<32>>): BytesN<32> {
  let node = leaf;
  let position = index;
  for (const neighbour of proof) {
    const isLeft = (position & 1) === 0;
    const left = isLeft ? node : neighbour;
    const right = isLeft ? neighbour : node;
    node = crypto.sha256(hex('01').append(left.toBytes()).append(right.toBytes()));
    position = position >> 1;
  }
  return node;
}

/** A contract that pays the claims of a list, each once. Its constructor calls `setUpDrop`. */
export abstract class MerkleDrop {
  root(): BytesN<32> {
    return instance.get<MerkleDropKey, BytesN<32>>(MerkleDropKey.Root());
  }

  is_claimed(index: u32): bool {
    return persistent.has<MerkleDropKey>(MerkleDropKey.Claimed(index));
  }

  /** Pays a claim. Anybody may ask for it: it goes to whom the list names. */
  claim(index: u32, receiver: Address, amount: i128, proof: Vec<BytesN<32>>): void {
    const key = MerkleDropKey.Claimed(index);
    require(!persistent.has<MerkleDropKey>(key), MerkleDropError.AlreadyClaimed);
    require(proof.length <= LONGEST_PROOF, MerkleDropError.ProofTooLong);
    const claim: Claim = { index, receiver, amount };
    const leaf = crypto.sha256(hex('00').append(Bytes.serialize<Claim>(claim)));
    require(rootOf(leaf, index, proof) === this.root(), MerkleDropError.InvalidProof);

    persistent.set<MerkleDropKey, bool>(key, true);
    keep<MerkleDropKey>(key);
    const token = instance.get<MerkleDropKey, Address>(MerkleDropKey.Token());
    call<Val>(token, sym('transfer'), Args.of().add(currentContract()).add(receiver).add(amount));
    publish<Claimed>({ receiver, index, amount });
  }
}

import {
  type Address,
  type Bytes,
  type BytesN,
  type bool,
  contracttype,
  type Option,
  type u32,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import type { TransactionProof } from '../shared/clients/bitcoin-relay.ts';

/** An extended public key (BIP 32): the parent of the keys of all users. */
@contracttype
export class ParentKey {
  chain_code!: BytesN<32>;
  /** Compressed. */
  public_key!: BytesN<33>;
}

/** The custody's descriptor: `wsh(sortedmulti(threshold,parent/*,…))`, or `tr(H,sortedmulti_a(…))` with BIP 341's point H. */
@contracttype
export class Quorum {
  is_taproot!: bool;
  parents!: Vec<ParentKey>;
  threshold!: u32;
}

/** Whom this attestor speaks to, and what it believes. Nothing of it changes. */
@contracttype
export class Settings {
  quorum!: Quorum;
  registry!: Address;
  relay!: Address;
  reserve_manager!: Address;
  router!: Address;
}

/** An output of the proved transaction is a deposit of this user. */
@contracttype
export class DepositFinding {
  attestors!: Vec<Address>;
  /** Who calls the router. */
  caller!: Address;
  confirmations!: u32;
  proof!: TransactionProof;
  user!: Address;
  vout!: u32;
}

/** The proved transaction, a payment or a sweep, is confirmed. */
@contracttype
export class PaymentFinding {
  attestors!: Vec<Address>;
  confirmations!: u32;
  proof!: TransactionProof;
}

/** An output is gone, since the proved transaction spends it, or something that the output's own transaction spends. */
@contracttype
export class LossFinding {
  attestors!: Vec<Address>;
  /** The output's own transaction without witnesses, where that was undone. */
  origin!: Option<Bytes>;
  proof!: TransactionProof;
  /** As explorers print it. */
  tx_hash!: BytesN<32>;
  vout!: u32;
}

/** What stands where an account's signature would. */
@contracttype
export class Evidence {
  static Deposit(finding: DepositFinding): Evidence {
    return variant();
  }
  static Payment(finding: PaymentFinding): Evidence {
    return variant();
  }
  static Loss(finding: LossFinding): Evidence {
    return variant();
  }
}

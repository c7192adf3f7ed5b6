import { type Address, type bool, contracttype, type u32 } from '@istsi/soroban-sdk';

/** The kinds of operation that compliance rules tell apart. */
export enum OperationType {
  BitcoinDeposit = 0,
  TokenWithdrawal = 1,
  CrossTokenExchange = 2,
  /** transfer, transfer_from, burn, burn_from. */
  Transfer = 3,
}

/** The answer to one compliance question. */
@contracttype
export class ComplianceResult {
  compliant!: bool;
  operation!: OperationType;
  /** 0 when compliant, otherwise the KycError code. */
  reason!: u32;
  user!: Address;
}

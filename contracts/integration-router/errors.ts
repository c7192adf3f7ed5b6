/** Why the router refused. The numbers are part of the interface and never change. */
export enum IntegrationError {
  /** The caller holds no role. */
  Unauthorized = 1,
  /** The caller's roles do not allow this. */
  InsufficientPermissions = 2,

  /** No such contract is registered here. */
  ContractNotFound = 10,
  /** A contract of the ecosystem failed in a way the router does not know. */
  ContractCallFailed = 11,
  /** A contract of the ecosystem answered with something it must not answer. */
  InvalidContractResponse = 12,

  /** The KYC registry refused: unknown, inactive, expired or frozen identity, or a limit. */
  ComplianceCheckFailed = 20,
  /** The identity's tier does not allow this kind of operation at all. */
  InsufficientKYCTier = 21,
  /** The identity is blacklisted. */
  AddressBlacklisted = 22,

  /** More would be issued than there is Bitcoin. */
  InsufficientReserves = 30,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow = 31,
  /** The Bitcoin side of the operation failed. */
  BitcoinTransactionFailed = 32,

  /** Too late. */
  OperationTimeout = 40,
  /** The arguments do not allow this, or there is nothing that they could refer to. */
  InvalidOperationState = 41,
  /** This Bitcoin output, or this operation, was already processed. */
  DuplicateOperation = 42,
  /** The user, or everybody together, did enough of this for now. */
  RateLimitExceeded = 43,

  /** The system is paused. */
  SystemPaused = 50,
  /** The system is in emergency mode. */
  EmergencyMode = 51,
  /** The system is in maintenance mode. */
  MaintenanceMode = 52,

  /** Nobody stops the system alone now: it was let run again a short while ago, or the caller's removal is proposed. */
  SecondPersonNeeded = 53,
  /** A revocation that names the holder is open, and its role stays where it is until that is decided. */
  RevocationOpen = 54,
  /** The contract says that it is something else than it is to be registered as. */
  WrongKind = 55,
  /** The canary does not show that its code can take the place of what the contract runs. */
  UnfitCode = 56,
  /** A rehearsal came to its end, and everything in it was undone. */
  Rehearsed = 57,
}

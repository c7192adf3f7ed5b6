/** Why the KYC registry refused. */
export enum KycError {
  /** The caller is neither a Compliance Officer nor a Super Admin. */
  NotAnOfficer = 101,
  /** The contract is paused. */
  Paused = 102,
  /** The tier is not between 0 and 4. */
  InvalidTier = 103,
  /** The country is not two letters (ISO 3166-1 alpha-2). */
  InvalidCountry = 104,
  /** The expiry is not in the future. */
  InvalidExpiry = 105,
  /** The risk score is above 100. */
  InvalidRiskScore = 106,
  /** The limits must not fall from one operation to a day to a month. */
  InvalidLimits = 107,
  /** The address already belongs to an identity. */
  AddressAlreadyRegistered = 108,
  /** An identity holds at most 16 addresses. */
  TooManyAddresses = 109,

  /** No identity is registered for the address. */
  IdentityNotFound = 110,
  /** The identity is pending, suspended or revoked. */
  NotActive = 111,
  /** The verification of the identity has expired. */
  Expired = 112,
  /** The identity is frozen. */
  Frozen = 113,
  /** The identity is blacklisted. */
  Blacklisted = 114,
  /** The identity is under review. */
  UnderReview = 115,
  /** The country policy does not admit the identity's country. */
  CountryNotAllowed = 116,
  /** The address was given up for another one of the same identity. */
  AddressReplaced = 117,
  /** The replacement belongs to another identity, or was itself given up. */
  InvalidReplacement = 118,
  /** A system account has no identity, and an address with an identity is no system account. */
  SystemAccount = 119,

  /** The tier does not allow this kind of operation at all. */
  TierTooLow = 120,
  /** The amount exceeds what the tier allows at once. */
  OverOperationLimit = 121,
  /** The amount exceeds what is left of the limit for any 24 hours. */
  OverDailyLimit = 122,
  /** The amount exceeds what is left of the limit for any 30 days. */
  OverMonthlyLimit = 123,

  /** The amount is beyond what an override may allow, or its end is past or further than a week away. */
  InvalidOverride = 124,
  /** Governance has not registered this contract to book transfers. */
  NotARegisteredCaller = 125,
  /** More items than fit. */
  TooMany = 126,
  /** A recovery of this address was requested and neither finished nor stopped. */
  RecoveryPending = 127,
  /** No recovery of this address was requested, or who requested it is no officer any more, or it is over. */
  RecoveryNotFound = 128,
  /** The time in which the recovery can be stopped is not over. */
  RecoveryNotReady = 129,

  /** The proof is unknown, used, expired or for something else. */
  InvalidProof = 130,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 131,
  /** Who requested a recovery cannot finish it. */
  SecondPersonNeeded = 132,
  /** A recovery waits between an hour and 30 days. */
  InvalidDelay = 133,
}

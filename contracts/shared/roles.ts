/** What an address may do in all contracts. */
export enum Role {
  SuperAdmin = 0,
  SystemAdmin = 1,
  ComplianceOfficer = 2,
  Operator = 3,
  /** Stops and tightens, and nothing else. */
  Guardian = 4,
}

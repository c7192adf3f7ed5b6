/** What an address may do across the ecosystem. Held in the router; every other contract asks it. */
export enum Role {
  SuperAdmin = 0,
  SystemAdmin = 1,
  ComplianceOfficer = 2,
  Operator = 3,
  /** A second opinion, with a key of its own: it can stop and tighten, and nothing else. */
  Guardian = 4,
}

/** What an address may do across the ecosystem. Held in the router; every other contract asks it. */
export enum Role {
  SuperAdmin = 0,
  SystemAdmin = 1,
  ComplianceOfficer = 2,
  Operator = 3,
}

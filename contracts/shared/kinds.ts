/** What a contract of the ecosystem is. Each says so itself, and the router registers it as nothing else. */
export enum ContractKind {
  KycRegistry = 0,
  IstsiToken = 1,
  ReserveManager = 2,
  FungibleToken = 3,
  PriceOracle = 4,
  /** The router, which is not registered with itself. */
  IntegrationRouter = 5,
}

/** What a contract of the ecosystem says that it is. */
export enum ContractKind {
  KycRegistry = 0,
  IstsiToken = 1,
  ReserveManager = 2,
  FungibleToken = 3,
  PriceOracle = 4,
  IntegrationRouter = 5,
}

/** Which Bitcoin network the reserve is on. It decides how addresses look. */
export enum BitcoinNetwork {
  Mainnet = 0,
  Testnet = 1,
  Signet = 2,
  Regtest = 3,
  Testnet4 = 4,
}

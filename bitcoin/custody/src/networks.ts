/** `testnet` is testnet3, which Bitcoin Core has deprecated; `testnet4` (BIP-94) is its successor. */
export const networkNames = ['mainnet', 'testnet', 'testnet4', 'signet', 'regtest'] as const;

export type NetworkName = (typeof networkNames)[number];

/** What differs between Bitcoin's networks, as far as custody sees it. */
export type Network = {
  readonly name: NetworkName;
  /** The name in `getblockchaininfo.chain`. */
  readonly chain: string;
  /** Block 0, as explorers print it. Regtest and signet share the name with private chains, so both are checked. */
  readonly genesisHash: string;
  /** Human-readable part of segwit addresses (BIP-173). */
  readonly hrp: string;
  /** BIP-32 version bytes of extended keys. */
  readonly extendedKeyVersions: { readonly private: number; readonly public: number };
  /** SLIP-44 coin type in derivation paths: 0 is Bitcoin, 1 every test network. */
  readonly coinType: 0 | 1;
  readonly addressVersions: {
    readonly bech32: string;
    readonly pubKeyHash: number;
    readonly scriptHash: number;
    readonly wif: number;
  };
};

const testKeys = { private: 0x04358394, public: 0x043587cf };
const testAddresses = { pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };

export const networks: Readonly<Record<NetworkName, Network>> = {
  mainnet: {
    name: 'mainnet',
    chain: 'main',
    genesisHash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    hrp: 'bc',
    extendedKeyVersions: { private: 0x0488ade4, public: 0x0488b21e },
    coinType: 0,
    addressVersions: { bech32: 'bc', pubKeyHash: 0x00, scriptHash: 0x05, wif: 0x80 },
  },
  testnet: {
    name: 'testnet',
    chain: 'test',
    genesisHash: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
    hrp: 'tb',
    extendedKeyVersions: testKeys,
    coinType: 1,
    addressVersions: { bech32: 'tb', ...testAddresses },
  },
  testnet4: {
    name: 'testnet4',
    chain: 'testnet4',
    genesisHash: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
    hrp: 'tb',
    extendedKeyVersions: testKeys,
    coinType: 1,
    addressVersions: { bech32: 'tb', ...testAddresses },
  },
  signet: {
    name: 'signet',
    chain: 'signet',
    genesisHash: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
    hrp: 'tb',
    extendedKeyVersions: testKeys,
    coinType: 1,
    addressVersions: { bech32: 'tb', ...testAddresses },
  },
  regtest: {
    name: 'regtest',
    chain: 'regtest',
    genesisHash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    hrp: 'bcrt',
    extendedKeyVersions: testKeys,
    coinType: 1,
    addressVersions: { bech32: 'bcrt', ...testAddresses },
  },
};

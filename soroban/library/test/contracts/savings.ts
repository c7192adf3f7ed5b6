import { setUpVault, Vault } from '@istsi/soroban-library/vault';
import { type Address, contract, type Str, type u32 } from '@istsi/soroban-sdk';

@contract
export class Savings extends Vault {
  __constructor(asset: Address, offset: u32, name: Str, symbol: Str): void {
    setUpVault(asset, offset, name, symbol);
  }
}

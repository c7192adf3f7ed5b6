import { Address, hash, xdr } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import { contractIdOf } from './deployment.ts';

const NETWORK = 'Standalone Network ; February 2017';
const DEPLOYER = 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7';

test('a contract id commits to network, deployer and salt', () => {
  const salt = new Uint8Array(32).fill(1);
  const id = contractIdOf(NETWORK, DEPLOYER, salt);
  expect(id).toMatch(/^C[A-Z2-7]{55}$/);
  expect(contractIdOf('Test SDF Network ; September 2015', DEPLOYER, salt)).not.toBe(id);
  expect(contractIdOf(NETWORK, DEPLOYER, new Uint8Array(32))).not.toBe(id);
});

test('the preimage is laid out as CAP-46-02 says', () => {
  const salt = new Uint8Array(32).fill(7);
  const account = Address.fromString(DEPLOYER).toScAddress().toXdr();
  const int32 = (n: number): Buffer => Buffer.from([0, 0, 0, n]);
  const preimage = Buffer.concat([
    int32(xdr.EnvelopeType.envelopeTypeContractId.value),
    hash(NETWORK),
    int32(0),
    account,
    salt,
  ]);
  expect(contractIdOf(NETWORK, DEPLOYER, salt)).toBe(Address.contract(hash(preimage)).toString());
});

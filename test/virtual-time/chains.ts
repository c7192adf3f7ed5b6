import path from 'node:path';
import { branchOf, deriveAddress } from '@istsi/bitcoin-custody';
import { type Manifest, openContracts } from '@istsi/contracts';
import { Role } from '@istsi/contracts/clients/integration-router';
import { attestorAddress } from '@istsi/signer';
import { createSubmitter, fundAccount, openNetwork } from '@istsi/soroban-client';
import { type NetworkCopy, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import { deploySystem } from '../../integration/src/index.ts';
import { propose } from '../../integration/test/administer.ts';
import { createTestCustody, type TestCustody } from '../../integration/test/custody.ts';
import { createOfficer } from '../../integration/test/officer.ts';
import { withVirtualTime } from './virtual-time.ts';

/** A holder, with the address that pays them tokens. */
export interface User {
  keypair: Keypair;
  address: string;
  depositAddress: string;
}

/** What every simulation begins with: the system on a Stellar network, with its people. */
export interface Beginning {
  network: NetworkCopy;
  manifest: Manifest;
  custody: TestCustody;
  keys: Keys;
  users: readonly User[];
}

export interface Keys {
  deployer: Keypair;
  superAdmin: Keypair;
  operator: Keypair;
  complianceOfficer: Keypair;
  guardian: Keypair;
  channels: Keypair[];
}

const USERS = 3;
const TIER = 4;
/** Any number: what matters is that it is always the same. */
const SEED = 1;

let prepared: Promise<Beginning> | undefined;

/** The same in every process; made once in each, outside of any simulation. */
export async function prepareBeginning(): Promise<Beginning> {
  prepared ??= prepare();
  return await prepared;
}

export async function forgetBeginning(): Promise<void> {
  (await prepared)?.custody.remove();
  prepared = undefined;
}

async function prepare(): Promise<Beginning> {
  const custody = await createTestCustody();
  return await withVirtualTime({ seed: SEED }, async () => {
    const sandbox = await startSandbox({ testControls: true });
    try {
      const random = (): Keypair => Keypair.random();
      const keys: Keys = {
        ...{ deployer: random(), superAdmin: random(), operator: random(), complianceOfficer: random() },
        ...{ guardian: random(), channels: [random(), random(), random()] },
      };
      const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
      const manifest = await deploySystem({
        ...{ rpcUrl, networkPassphrase, friendbotUrl, threshold: 2, deployer: keys.deployer },
        superAdmin: keys.superAdmin.publicKey(),
        operators: [keys.operator.publicKey()],
        complianceOfficers: [keys.complianceOfficer.publicKey()],
        custodians: await Promise.all(custody.keystores.map(attestorAddress)),
        reserveScript: deriveAddress(branchOf(custody.descriptor, 'change'), 0).scriptPubKey,
        accounts: keys.channels.map((channel) => channel.publicKey()),
      });
      const network = openNetwork(sandbox);
      const contracts = openContracts(manifest, network);
      const submitter = createSubmitter({ network, channels: [keys.deployer] });
      await fundAccount(network, friendbotUrl, keys.guardian.publicKey());
      const values = [keys.guardian.publicKey(), Role.Guardian] as const;
      await propose(submitter, contracts, keys.superAdmin, { tag: 'GrantRole', values });
      const officer = createOfficer(network, contracts, keys);
      const users: User[] = [];
      for (let n = 0; n < USERS; n++) {
        const keypair = random();
        const address = keypair.publicKey();
        await fundAccount(network, friendbotUrl, address);
        await officer.register(address, TIER);
        const index = await contracts.kyc.read('address_index', { user: address });
        users.push({ keypair, address, depositAddress: deriveAddress(custody.descriptor, index).address });
      }
      return { network: await sandbox.direct!.copy(), manifest, custody, keys, users };
    } finally {
      await sandbox.stop();
    }
  });
}

export const fileOf = ({ custody }: Pick<Beginning, 'custody'>, run: string, name: string): string =>
  path.join(custody.dir, run, name);

import { type Api, createApi } from '@istsi/api';
import { putWebAuthContract } from '@istsi/integration';
import { openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { startWorld } from '../../../integration/test/world.ts';
import { deployKeyAccount, type KeyAccount } from '../../../test/attacks/key-account.ts';
import { type Front, openFront } from './front.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };

/** This server, behind a front that can make it wrong. */
export interface ServedWorld {
  front: Front;
  /** A contract account, which the server has never seen. */
  account: KeyAccount;
  /** Whom the server knows. */
  customer: Keypair;
  stop(): Promise<void>;
}

export async function serveWorld(): Promise<ServedWorld> {
  let api: Api | undefined;
  const front = await openFront(() => api!);
  const world = await startWorld({ contractAccounts: true, publicUrl: front.url });
  api = await createApi({ services: world.services, keys, version: '1', log: () => {} });
  const { rpcUrl, friendbotUrl } = world.sandbox;
  const server = world.keys.webAuth.publicKey();
  await putWebAuthContract({ rpcUrl, friendbotUrl, server, manifest: world.manifest, payer: world.keys.deployer });
  const account = await deployKeyAccount(openNetwork(world.sandbox), friendbotUrl);
  const customer = Keypair.random();
  await world.services.registerIdentity({ address: customer.publicKey(), tier: 2 });
  return {
    ...{ front, account, customer },
    async stop() {
      await front.close();
      await api?.close();
      await world.stop();
    },
  };
}

import { type Network, openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { type ApiClient, answered, openApi } from '../api/client.ts';
import { type Faucet, openFaucet } from '../bitcoin/faucet.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { bitcoinNodeOf, type Endpoints } from '../state/endpoints.ts';
import type { Keys } from '../state/keys.ts';
import { fundWhereFree } from '../system/free-lumens.ts';

/**
 * How long one answer of the API, and one state of the system, is waited for. A proof takes both chains and all signers, and a
 * busy machine takes many times what a quiet one does: whoever watches sees which step it is, and ends it with Ctrl-C.
 */
export const PATIENCE_SECONDS = 240;

/** What the demo plays on: users with Stellar keys and some Bitcoin and, for the blocks, miners. All else is the system. */
export interface Stage {
  context: Context;
  endpoints: Endpoints;
  keys: Keys;
  api: ApiClient;
  faucet: Faucet;
  network: Network;
}

export async function openStage(context: Context, system: { endpoints: Endpoints; keys: Keys }): Promise<Stage> {
  const { endpoints, keys } = system;
  return {
    ...{ context, endpoints, keys },
    api: openApi(endpoints.apiUrl, { timeoutMs: PATIENCE_SECONDS * 1_000 }),
    faucet: await openFaucet(bitcoinNodeOf(endpoints), 'istsi demo'),
    network: openNetwork({ rpcUrl: endpoints.stellarRpcUrl, networkPassphrase: endpoints.networkPassphrase }),
  };
}

/** A new key, known to the registry, with test lumens for the fees of its own transactions. */
export async function createUser({ keys, network, endpoints }: Stage, tier: number): Promise<Keypair> {
  const key = Keypair.random();
  const address = key.publicKey();
  const officer = openApi(endpoints.apiUrl, { credential: keys.api.compliance, timeoutMs: PATIENCE_SECONDS * 1_000 });
  const [user] = await Promise.all([
    answered(officer.POST('/v1/identities', { body: { address, tier } })),
    fundWhereFree(network, endpoints, address),
  ]);
  if (!('balance_sats' in user)) throw new CliError('cli/users-wait', {});
  return key;
}

import { rpc, type xdr } from '@stellar/stellar-sdk';
import { signerOf, withCredentials } from './authorization.ts';
import { simulate, timeBoundsFor } from './drafts.ts';
import type { ErrorNames, InvocationFailure } from './invocation-failure.ts';
import type { Network } from './network.ts';

/** What an account is asked to sign, for a transaction of somebody else. */
export interface AuthorizationRequest {
  /** Without a signature; `validUntilLedger` is in it. */
  entry: xdr.SorobanAuthorizationEntry;
  validUntilLedger: number;
  /** Stroops: what simulation says that the invocation's resources cost, without the signature's check. */
  resourceFee: bigint;
  /** What the invocation returned in simulation. */
  returnValue: xdr.ScVal | undefined;
}

export interface AuthorizationTerms {
  network: Network;
  names: ErrorNames;
  /** An account that could send it; it pays nothing yet. */
  source: string;
  invoke: xdr.HostFunction;
  /** For how many ledgers the signature is to hold. */
  ledgers: number;
}

/**
 * The one entry (CAP-46-11) that the invocation needs signed by `account`, which need not exist yet. What needs somebody
 * else's authorization too is a TypeError: no caller asks for that.
 */
export async function requestAuthorization(
  account: string,
  { network, names, source, invoke, ledgers }: AuthorizationTerms,
): Promise<AuthorizationRequest | { failure: InvocationFailure }> {
  const bounds = await timeBoundsFor(network, 60);
  const simulated = await simulate({ network, names, source, sequence: 0n, invoke, inclusionFee: 100, ...bounds }, []);
  if ('status' in simulated) return { failure: simulated.failure };
  if (rpc.Api.isSimulationRestore(simulated))
    return { failure: { text: 'entries of the ledger that it needs are archived' } };
  const [entry, ...others] = simulated.result?.auth ?? [];
  if (!entry || others.length > 0 || signerOf(entry) !== account)
    throw new TypeError(`the invocation needs other authorizations than one of ${account}`);
  const validUntilLedger = simulated.latestLedger + ledgers;
  return {
    entry: withCredentials(entry, { signatureExpirationLedger: validUntilLedger }),
    validUntilLedger,
    resourceFee: BigInt(simulated.minResourceFee),
    returnValue: simulated.result?.retval,
  };
}

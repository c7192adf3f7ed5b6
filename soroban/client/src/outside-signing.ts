import { type Keypair, Operation, rpc, type xdr } from '@stellar/stellar-sdk';
import { findAccount } from './accounts.ts';
import { signerOf } from './authorization.ts';
import { build, type Draft, type Refused, restore, simulate, timeBoundsFor } from './drafts.ts';
import { SorobanClientError } from './errors.ts';
import type { ErrorNames } from './invocation-failure.ts';
import type { Network } from './network.ts';
import type { TransactionFate } from './transaction-fate.ts';

export interface PrepareRequest {
  invoke: xdr.HostFunction;
  /** The account that will sign. Its signature covers whatever the invocation asks of this account, and of nobody else. */
  source: string;
  /** Seconds that the signer has. */
  validForSeconds: number;
}

export interface PreparedTransaction {
  status: 'prepared';
  /** 64 hex digits; signing does not change it. */
  hash: string;
  /** base64 XDR, without signatures. */
  envelope: string;
  /** Unix seconds. */
  validUntil: number;
  /** Stroops that the account pays at most. */
  fee: bigint;
  /** What the invocation returned in simulation. */
  returnValue: xdr.ScVal | undefined;
}

export interface PreparingMeans {
  network: Network;
  names: ErrorNames;
  /** Stroops per operation above the resource fee. */
  fee: number;
  /** Pays for bringing back what is archived. */
  channel: Keypair;
}

export async function prepareForSigner(
  { network, names, fee, channel }: PreparingMeans,
  { invoke, source, validForSeconds }: PrepareRequest,
): Promise<PreparedTransaction | Refused | Exclude<TransactionFate, { status: 'success' }>> {
  const account = await findAccount(network, source);
  if (!account) throw new SorobanClientError('soroban/account-missing', { address: source });
  const bounds = await timeBoundsFor(network, validForSeconds);
  const draft: Draft = { network, names, source, sequence: account.sequence, invoke, inclusionFee: fee, ...bounds };
  let simulated = await simulate(draft, []);
  if ('status' in simulated) return simulated;
  if (rpc.Api.isSimulationRestore(simulated)) {
    const payer = await findAccount(network, channel.publicKey());
    if (!payer) throw new SorobanClientError('soroban/account-missing', { address: channel.publicKey() });
    const restoring = { ...draft, source: channel.publicKey(), sequence: payer.sequence };
    const restored = await restore(restoring, channel, simulated.restorePreamble);
    if (restored.status !== 'success') return restored;
    simulated = await simulate(draft, []);
    if ('status' in simulated) return simulated;
  }
  const auth = simulated.result?.auth ?? [];
  const other = auth.map(signerOf).find((address) => address !== undefined);
  if (other !== undefined) throw new TypeError(`the invocation needs the authorization of ${other} beside ${source}`);
  const operation = Operation.invokeHostFunction({ func: invoke, auth });
  const transaction = build(draft, operation, simulated.transactionData);
  return {
    status: 'prepared',
    hash: Buffer.from(transaction.hash()).toString('hex'),
    envelope: transaction.toXdr(),
    validUntil: bounds.validUntil,
    fee: BigInt(transaction.fee),
    returnValue: simulated.result?.retval,
  };
}

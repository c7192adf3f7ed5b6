import { signerOf } from '@istsi/soroban-client';
import { authorizeEntry, xdr } from '@stellar/stellar-sdk';
import { attestedArguments } from '../src/index.ts';
import { type DepositOptions, depositArgs } from './actions.ts';
import { personNames } from './people.ts';
import type { Sign } from './transaction.ts';
import type { World } from './world.ts';

/** Signs as asked, and shows each signed entry to `see`. */
export function signing(world: World, see: (entry: xdr.SorobanAuthorizationEntry) => void): Sign {
  return async (entry, validUntilLedger) => {
    const signed = await signAs(world, signerOf(entry)!, entry, validUntilLedger);
    see(signed);
    return signed;
  };
}

/** Presents what the custodians really signed: the same kind of entry, for a deposit that differs from the one submitted. */
export function signsInstead(world: World, other: DepositOptions): Sign {
  const args = depositArgs(world, other);
  const router = world.contracts['integration-router'];
  const reserve = world.contracts['reserve-manager'];
  const routerArgs = router.spec.funcArgsToScVals('execute_bitcoin_deposit', args);
  const reserveArgs = reserve.spec.funcArgsToScVals('register_bitcoin_deposit', {
    attestors: args.attestors,
    user: args.user,
    tx_hash: args.btc_tx_hash,
    vout: args.btc_vout,
    amount: args.btc_amount,
    confirmations: args.confirmations,
    block_height: args.block_height,
    block_hash: args.block_hash,
  });
  return async (entry, validUntilLedger) => {
    const [reserveCall] = entry.rootInvocation.subInvocations;
    const copy = new xdr.SorobanAuthorizationEntry({
      credentials: entry.credentials,
      rootInvocation: withArgs(entry.rootInvocation, attestedArguments(routerArgs), [
        withArgs(reserveCall!, attestedArguments(reserveArgs), []),
      ]),
    });
    return await signAs(world, signerOf(entry)!, copy, validUntilLedger);
  };
}

/** Signs with a key that is not the custodian's. */
export const impersonating =
  (world: World): Sign =>
  async (entry, validUntilLedger) => {
    const { mallory } = world.people;
    // A bare signature would be refused by the client; the explicit public key gets it as far as the network.
    const sign = async (_preimage: xdr.HashIdPreimage, payload: Uint8Array) =>
      await Promise.resolve({ signature: mallory.sign(payload), publicKey: mallory.publicKey() });
    return await authorizeEntry(entry, sign, validUntilLedger, world.network.networkPassphrase);
  };

async function signAs(world: World, address: string, entry: xdr.SorobanAuthorizationEntry, validUntilLedger: number) {
  const person = personNames.find((name) => world.address(name) === address);
  if (!person) throw new Error(`nobody in this world has the key of ${address}`);
  return await authorizeEntry(entry, world.people[person], validUntilLedger, world.network.networkPassphrase);
}

function withArgs(
  { function: called }: xdr.SorobanAuthorizedInvocation,
  args: xdr.ScVal[],
  subInvocations: xdr.SorobanAuthorizedInvocation[],
): xdr.SorobanAuthorizedInvocation {
  if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') throw new Error('not a contract call');
  const { contractAddress, functionName } = called.contractFn;
  const invoke = new xdr.InvokeContractArgs({ contractAddress, functionName, args });
  return new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(invoke),
    subInvocations,
  });
}

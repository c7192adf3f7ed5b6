import {
  branchOf,
  type Descriptor,
  deriveAddress,
  isCustodyError,
  type Network,
  networks,
  scriptOfAddress,
} from '@istsi/bitcoin-custody';
import { refusals } from './withdrawal-refusals.ts';
import type { WithdrawalRefusal } from './withdrawal-requests.ts';

export type Destination = { ok: true; script: Uint8Array } | { ok: false; refusal: WithdrawalRefusal };

/** What an address stands for, if bitcoin should be sent there. `index`: the user's own among the deposit addresses. */
export function readDestination(address: string, descriptors: readonly Descriptor[], index: number): Destination {
  const network = descriptors.at(-1)!.network;
  const script = tryScript(address, network);
  if (!script) {
    const other = Object.values(networks).find((one) => one.hrp !== network.hrp && tryScript(address, one));
    return { ok: false, refusal: refusals.badAddress(address, network.name, other?.name) };
  }
  const own = descriptors.flatMap((one) => [deriveAddress(one, index), deriveAddress(branchOf(one, 'change'), 0)]);
  const isOwn = own.some(({ scriptPubKey }) => Buffer.compare(scriptPubKey, script) === 0);
  return isOwn ? { ok: false, refusal: refusals.paysCustody(address) } : { ok: true, script };
}

function tryScript(address: string, network: Network): Uint8Array | undefined {
  try {
    return scriptOfAddress(address, network);
  } catch (error) {
    if (isCustodyError(error, 'address/unreadable')) return undefined;
    throw error;
  }
}

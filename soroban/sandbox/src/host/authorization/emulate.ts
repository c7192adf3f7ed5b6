import { chargeArgsToHost } from '../objects/conversion-costs.ts';
import { newBytes, newMap, newVec } from '../objects/slices.ts';
import { chargeSymbol } from '../objects/symbol-costs.ts';
import { chargeInstanceCopy, executableCodeHash, instanceKey } from '../storage/instance.ts';
import { chargeHashKey } from '../storage/storage-costs.ts';
import type { Stored } from '../storage/stored.ts';
import { addressBytes, isContract } from '../values/address.ts';
import { type HostVal, renewed } from '../values/value.ts';
import { chargeFunctionToXdr } from './costs.ts';
import { type AuthorizedFunction, sameFunction } from './invocation.ts';

/**
 * Recording does what execution will do to check what is recorded, as far as it can without signatures: what was
 * recorded must be enough for the signed transaction.
 */

/** Bytes of a signature that is not there yet. */
const SIGNATURE_BYTES = 512;

/** What stands for the signature in a recorded entry while its decoding is paid for. */
export const SIGNATURE_TO_COME: HostVal = { type: 'bytes', value: new Uint8Array(SIGNATURE_BYTES) };

/** Reads what authenticating a contract reads: its instance and its code. */
export function readAccountContract(host: Stored, address: string): void {
  if (!isContract(address)) return;
  chargeHashKey(host.budget);
  const entry = host.storage.get(instanceKey(address))?.entry;
  if (entry?.type !== 'contractData' || entry.value.type !== 'contractInstance') return;
  chargeInstanceCopy(host.budget, entry.value);
  const hash = executableCodeHash(host, entry.value.executable);
  if (hash === undefined) return;
  chargeHashKey(host.budget);
  host.storage.get({ type: 'contractCode', hash });
}

/** One signature by the account's own key, which is never valid. */
export function signatureOf(host: Stored, account: string): HostVal {
  const fields = [newBytes(host, addressBytes(account)), newBytes(host, new Uint8Array(64))];
  return newVec(host, [newMap(host, ['public_key', 'signature'], fields)]);
}

/** Compares a function with itself, out of XDR. */
export function compareWithSigned(host: Stored, wanted: AuthorizedFunction): void {
  const { budget } = host;
  chargeFunctionToXdr(budget, wanted);
  if (wanted.type === 'contractCall') {
    budget.createObject();
    chargeSymbol(budget, wanted.symbol.value);
    chargeArgsToHost(budget, wanted.args);
  }
  const args = wanted.args.map(renewed);
  const signed =
    wanted.type === 'contractCall' ? { ...wanted, symbol: { ...wanted.symbol }, args } : { ...wanted, args };
  sameFunction(wanted, signed, budget);
}

import * as btc from '@scure/btc-signer';
import type { Network } from '../networks.ts';
import { encodeSegwitAddress } from './bech32.ts';

const OP_1 = 0x51;
const OP_16 = 0x60;

/** The address that people write for a script; undefined for scripts that have none. */
export function addressOfScript(scriptPubKey: Uint8Array, network: Network): string | undefined {
  const [opcode = 0xff, length = 0] = scriptPubKey;
  const isProgram = length >= 2 && length <= 40 && length === scriptPubKey.length - 2;
  if (isProgram && (opcode === 0 || (opcode >= OP_1 && opcode <= OP_16))) {
    return encodeSegwitAddress(network.hrp, opcode === 0 ? 0 : opcode - OP_1 + 1, scriptPubKey.subarray(2));
  }
  const output = btc.OutScript.decode(scriptPubKey);
  if (output.type !== 'pkh' && output.type !== 'sh') return undefined;
  return btc.Address(network.addressVersions).encode(output);
}

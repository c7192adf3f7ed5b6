import { isXOnlyPoint } from 'tiny-secp256k1';
import { isPublicKey, scriptToAddress } from '../script/address.ts';
import { matchTemplate } from '../script/templates.ts';
import { withChecksum } from './checksum.ts';

/** The descriptor that says as much as the output script alone tells, with checksum. */
export function inferDescriptor(script: Buffer): string {
  return withChecksum(describe(script));
}

function describe(script: Buffer): string {
  const template = matchTemplate(script);
  const address = scriptToAddress(script);
  if (template.type === 'pubkey' && isPublicKey(template.key)) return `pk(${template.key.toString('hex')})`;
  if (template.type === 'multisig' && template.keys.every(isPublicKey)) {
    return `multi(${[template.threshold, ...template.keys.map((key) => key.toString('hex'))].join(',')})`;
  }
  // A program that is no point of the curve can be paid to and never spent; as a key it cannot be written.
  if (template.type === 'witness_v1_taproot' && isXOnlyPoint(template.program))
    return `rawtr(${template.program.toString('hex')})`;
  return address ? `addr(${address})` : `raw(${script.toString('hex')})`;
}

import path from 'node:path';
import {
  attestorAddress,
  defaultSigningPolicy,
  openPolicyLog,
  ownAccount,
  parseSigningFile,
  reviewFile,
  signReviewed,
} from '@istsi/signer';
import type { World } from './world.ts';

/** As on a machine without nodes: its descriptors, its key and its memory are all that it has. Its server has to be stopped. */
export async function signOffline(
  { custody }: Pick<World, 'custody'>,
  n: number,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const epochs = [custody.descriptor];
  const keystore = custody.keystores[n]!;
  const file = parseSigningFile(bytes);
  if (!file) throw new Error('the file cannot be read');
  const review = reviewFile(epochs, defaultSigningPolicy, file);
  if (!review.ok) throw new Error(review.reason);
  const policy = await openPolicyLog({
    file: path.join(custody.dir, `policy-${n}.log`),
    address: await attestorAddress(keystore),
    limits: defaultSigningPolicy,
  });
  const accounts = await Promise.all(epochs.map((descriptor) => ownAccount(keystore, descriptor)));
  const answer = await signReviewed({ epochs, accounts, keystore, policy }, review, file);
  policy.close();
  if ('code' in answer) throw new Error(answer.reason);
  return answer;
}

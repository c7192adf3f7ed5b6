import { SigHash } from '@scure/btc-signer';
import { CustodyError } from '../errors.ts';
import type { SigningAccount } from '../keys/account.ts';
import { signProof } from '../proof/sign-proof.ts';
import { openIfVirtual } from '../proof/virtual-psbt.ts';
import { openPsbt } from './psbt.ts';
import { stepsBelow } from './signing-steps.ts';

/** The only signature hash types used: they cover every input and output. */
const sighashOf = { witnessV0: SigHash.ALL, taproot: SigHash.DEFAULT } as const;

/**
 * Signs the inputs whose derivations name this account, and returns the PSBT with the signatures added. Checks nothing
 * about where the money goes: `verifyProposal` comes before.
 */
export function signPsbt(psbt: Uint8Array, account: SigningAccount): Uint8Array {
  return signProof(psbt, account) ?? signWithLibrary(psbt, account);
}

/** Any PSBT that the library reads, one input after another. */
export function signWithLibrary(psbt: Uint8Array, account: SigningAccount): Uint8Array {
  // What can never be mined needs no proof of amounts: a reserve proof, or a message.
  const transaction = openIfVirtual(psbt) ?? openPsbt(psbt);
  let signatures = 0;
  for (let i = 0; i < transaction.inputsLength; i++) {
    const { bip32Derivation = [], tapBip32Derivation = [] } = transaction.getInput(i);
    const claims = [...bip32Derivation.map(([, claim]) => claim), ...tapBip32Derivation.map(([, { der }]) => der)];
    const steps = claims.map((claim) => stepsBelow(account, claim)).find((found) => found !== undefined);
    if (!steps) continue;
    const child = steps.reduce((key, step) => key.deriveChild(step), account.key);
    if (!child.privateKey) throw new TypeError('an account key of a signer holds its private key');
    // By the coin and not by the account: a reclaim address is taproot whatever the account's own addresses are.
    transaction.signIdx(child.privateKey, i, [sighashOf[tapBip32Derivation.length > 0 ? 'taproot' : 'witnessV0']]);
    child.wipePrivateData();
    signatures++;
  }
  if (signatures === 0) throw new CustodyError('withdrawal/nothing-to-sign', { fingerprint: account.fingerprint });
  // Of the version that it came in, which whoever sent it reads.
  return transaction.toPSBT();
}

import type { DescriptorKind } from '../descriptor/descriptor.ts';
import { CustodyError } from '../errors.ts';
import { openIfVirtual } from '../proof/virtual-psbt.ts';
import { claimsReclaim, decodeReclaimSweep, encodeReclaimSweep } from '../reclaim/sweep-psbt.ts';
import { deriveOrigin, type Epochs, previousOutput } from '../withdrawal/proposal.ts';
import { decodeProposal, encodeProposal } from '../withdrawal/psbt.ts';
import type { AccountOptions } from './account.ts';
import {
  decodeBase64,
  type JsonReply,
  type JsonServer,
  type ListenOptions,
  serveJson,
  toBase64,
} from './json-server.ts';
import type { Keystore } from './keystore.ts';

export type KeystoreServerOptions = {
  readonly keystore: Keystore;
  /** The descriptors of all epochs, oldest first: nothing else is signed for. */
  readonly epochs: Epochs;
  readonly listen: ListenOptions;
  readonly token: string;
  readonly onSigned?: (what: 'psbt' | 'attestation') => void;
  readonly onError: (path: string, error: unknown) => void;
};

/**
 * A keystore for a signer in another process, on another machine or behind another user: the seed stays here. What the
 * signer checks is not checked again; what no honest signer asks for is refused, so that a signer that was taken over
 * cannot have anything else signed than transactions of this custody, with every input and output covered.
 */
export async function serveKeystore(options: KeystoreServerOptions): Promise<JsonServer> {
  const { keystore, epochs, onSigned } = options;
  const answering = (answer: (body: Record<string, unknown>) => Promise<object>) => (body: Record<string, unknown>) =>
    answer(body).then((result): JsonReply => ({ status: 200, body: result }), refusal);

  const routes = new Map([
    ['/account-key', answering(async (body) => await keystore.accountKey(accountIn(body, epochs)))],
    [
      '/sign-psbt',
      answering(async (body) => {
        const signable = onlyOwn(epochs, bytesIn(body, 'psbt'));
        const signed = await keystore.signPsbt(signable, accountIn(body, epochs));
        onSigned?.('psbt');
        return { psbt: toBase64(signed) };
      }),
    ],
    [
      '/attestation-key',
      answering(async (body) => ({ key: toBase64(await keystore.attestationKey(textIn(body, 'label'))) })),
    ],
    [
      '/sign-attestation',
      answering(async (body) => {
        const signature = await keystore.signAttestation(textIn(body, 'label'), bytesIn(body, 'hash'));
        onSigned?.('attestation');
        return { signature: toBase64(signature) };
      }),
    ],
  ]);
  const { listen, token, onError } = options;
  return await serveJson({ listen, token, area: 'keystore', health: () => ({ ok: true }), routes, onError });
}

/** Expected refusals are told to the requester; everything else is this process' failure. */
function refusal(error: unknown): JsonReply {
  if (!(error instanceof CustodyError)) throw error;
  return { status: 422, body: { code: error.code, reason: error.message } };
}

const malformed = (field: string): CustodyError =>
  new CustodyError('keystore/request', { reason: `"${field}" is missing, or of another form` });

function textIn(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (typeof value !== 'string') throw malformed(field);
  return value;
}

function bytesIn(body: Record<string, unknown>, field: string): Uint8Array {
  const bytes = decodeBase64(body[field]);
  if (!bytes) throw malformed(field);
  return bytes;
}

/** The network is that of the descriptors, whatever is asked. */
function accountIn({ kind, epoch }: Record<string, unknown>, epochs: Epochs): AccountOptions {
  const [first] = epochs;
  if (!first || (kind !== 'wsh' && kind !== 'tr')) throw malformed('kind');
  if (!Number.isSafeInteger(epoch)) throw malformed('epoch');
  return { network: first.network, kind: kind satisfies DescriptorKind, epoch: epoch as number };
}

/**
 * A transaction whose inputs are all of this custody, written anew so that nothing but what was read has an effect: a
 * sighash type, or any other field that would change what is signed, is refused in reading. What can never be mined, a
 * reserve proof or a message, moves nothing and is signed as it is. A coin at a reclaim address goes to the deposit address of
 * its user, whole but for the fee.
 */
function onlyOwn(epochs: Epochs, psbt: Uint8Array): Uint8Array {
  if (openIfVirtual(psbt)) return psbt;
  if (claimsReclaim(epochs, psbt)) return encodeReclaimSweep(epochs, decodeReclaimSweep(epochs, psbt));
  const proposal = decodeProposal(epochs, psbt);
  const foreign = proposal.inputs.find((input) => {
    const script = previousOutput(input)?.scriptPubKey;
    return !script || Buffer.compare(script, deriveOrigin(epochs, input).scriptPubKey) !== 0;
  });
  if (foreign) throw new CustodyError('keystore/foreign-input', { outpoint: `${foreign.txid}:${foreign.vout}` });
  return encodeProposal(epochs, proposal);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveNative } from '../src/address/derive-native.ts';
import { branchOf } from '../src/descriptor/branch.ts';
import { type Descriptor, type DescriptorKind, multisigDescriptor } from '../src/descriptor/descriptor.ts';
import { createKeystore, type Keystore } from '../src/keys/keystore.ts';
import { networks } from '../src/networks.ts';
import type { ProposedInput, ProposedOutput } from '../src/withdrawal/proposal.ts';
import { testSeed } from './accounts.ts';
import { buildTransaction } from './scripted-chain.ts';

const network = networks.regtest;

/** Three holders with keystores, and the descriptor over their accounts. */
export type Custody = { descriptor: Descriptor; keystores: Keystore[]; directory: string; remove(): Promise<void> };

export async function startCustody(kind: DescriptorKind, epoch = 0): Promise<Custody> {
  const directory = await mkdtemp(join(tmpdir(), 'istsi-custody-'));
  const keystores = await Promise.all(
    [0, 1, 2].map((holder) =>
      createKeystore({
        path: join(directory, `holder-${holder}`),
        passphrase: 'correct horse battery',
        seed: testSeed(holder),
        scryptLogCost: 10,
      }),
    ),
  );
  const keys = await Promise.all(keystores.map((keystore) => keystore.accountKey({ network, kind, epoch })));
  const descriptor = multisigDescriptor({ kind, network, threshold: 2, keys });
  return { descriptor, keystores, directory, remove: () => rm(directory, { recursive: true }) };
}

let lastFunding = 0;

/** A coin of the custody that exists on no chain, with the transaction that made it. */
export function fundedInput(
  descriptor: Descriptor,
  index: number,
  amountSats: bigint,
  epoch = 0,
): ProposedInput & { previousTransaction: Uint8Array } {
  const { scriptPubKey } = deriveNative(descriptor, index);
  const from = { txid: (++lastFunding).toString(16).padStart(64, '0'), vout: 0 };
  const { bytes, txid } = buildTransaction({ spends: [from], pays: [{ scriptPubKey, amountSats }] });
  return { txid, vout: 0, index, previousTransaction: bytes, ...(epoch > 0 && { epoch }) };
}

export function changeOutput(descriptor: Descriptor, index: number, amountSats: bigint, epoch = 0): ProposedOutput {
  const { scriptPubKey } = deriveNative(branchOf(descriptor, 'change'), index);
  return { scriptPubKey, amountSats, change: { index, branch: 'change', ...(epoch > 0 && { epoch }) } };
}

/** Somebody's P2WPKH script. */
export const foreignScript = (n: number): Uint8Array => Uint8Array.from([0, 20, ...Buffer.alloc(20, n)]);

/** What a thread of `openDerivation` runs: derives what it is sent, twice, as `deriveAddresses` does. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { parseDescriptor } from '../descriptor/descriptor.ts';
import { CustodyError } from '../errors.ts';
import { networks } from '../networks.ts';
import { deriveAddresses } from './address.ts';
import type { DerivationAnswer, DerivationTask } from './derive-apart.ts';
import { SCRIPT_BYTES } from './derive-native.ts';

// Parsing it costs as much as an address, and each object is remembered with its parents' keys.
const descriptors = new Map<string, ReturnType<typeof parseDescriptor>>();

function derive({ descriptor: text, network, from, count }: DerivationTask): DerivationAnswer {
  try {
    const key = `${network} ${text}`;
    const descriptor = descriptors.get(key) ?? parseDescriptor(text, networks[network]);
    descriptors.set(key, descriptor);
    const derived = deriveAddresses(descriptor, from, count);
    const scripts = new Uint8Array(count * SCRIPT_BYTES);
    for (const [i, { scriptPubKey }] of derived.entries()) scripts.set(scriptPubKey, i * SCRIPT_BYTES);
    return { scripts, addresses: derived.map(({ address }) => address) };
  } catch (error) {
    if (error instanceof CustodyError) return { refused: { code: error.code, context: error.context as object } };
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

const port: MessagePort | null = parentPort;
port?.on('message', (task: DerivationTask) => {
  port.postMessage(derive(task));
});

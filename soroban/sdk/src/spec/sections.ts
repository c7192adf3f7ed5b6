import { xdr } from '@stellar/stellar-sdk';
import { findHostFunction } from '../wasm/host-functions.ts';
import { readImports } from '../wasm/imports.ts';

// Muxed addresses, strings to bytes and the constructor exist from here on.
const oldestProtocol = 23;

/** SEP-46 meta: what was passed, and what the contract was built with. */
export function metaSection(meta: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(meta).map(([key, val]) => xdr.ScMetaEntry.scMetaV0(new xdr.ScMetaV0({ key, val })));
  return concatenated(entries);
}

export const specSection = (entries: readonly xdr.ScSpecEntry[]): Uint8Array => concatenated(entries);

/** The oldest protocol that has every host function the Wasm imports: any network from there on runs it. */
export function environmentSection(wasm: Uint8Array): Uint8Array {
  const since = readImports(wasm).map(({ module, name }) => findHostFunction(module, name)?.since ?? 0);
  const protocol = Math.max(oldestProtocol, ...since);
  return concatenated([
    xdr.ScEnvMetaEntry.scEnvMetaKindInterfaceVersion(
      new xdr.ScEnvMetaEntryInterfaceVersion({ protocol, preRelease: 0 }),
    ),
  ]);
}

const concatenated = (values: readonly { toXdr(): Uint8Array }[]): Uint8Array =>
  new Uint8Array(Buffer.concat(values.map((value) => value.toXdr())));

import { xdr } from '@stellar/stellar-sdk';

export type InterfaceVersion = { readonly protocol: number; readonly preRelease: number };

/** The environment a contract was built for, from its `contractenvmetav0` section; undefined when malformed. */
export function readInterfaceVersion(section: Uint8Array): InterfaceVersion | undefined {
  try {
    // The section is a stream of entries of which the first is the version: kind, protocol, pre-release.
    const entry = xdr.ScEnvMetaEntry.fromXdr(section.slice(0, 12));
    return { protocol: entry.interfaceVersion.protocol, preRelease: entry.interfaceVersion.preRelease };
  } catch {
    return undefined;
  }
}

import { SandboxError } from './errors.ts';

/** Ledger protocols spoken here. */
export const PROTOCOLS = [28, 29, 30] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** What a new network speaks unless it is told otherwise: what the public network speaks, since September 2026. Decided here alone. */
export const DEFAULT_PROTOCOL: Protocol = 28;

/** Passphrase of a stand-alone network, as stellar-core's own standalone configuration uses it. */
export const DEFAULT_PASSPHRASE = 'Standalone Network ; February 2017';

/**
 * The protocol of a network from its next ledger on. One that has ledgers goes on with theirs, or is upgraded to a later
 * one; there is no way back, as on the public network.
 */
export function chooseProtocol(wanted: number | undefined, found: number | undefined): Protocol {
  const refuse = (reason: string): never => {
    throw new SandboxError('sandbox/protocol', { wanted, found, supported: [...PROTOCOLS] }, reason);
  };
  const protocol = PROTOCOLS.find((known) => known === (wanted ?? found ?? DEFAULT_PROTOCOL));
  if (protocol === undefined) {
    const spoken = `the sandbox speaks protocols ${PROTOCOLS.join(', ')}`;
    return refuse(
      wanted === undefined ? `the network speaks protocol ${found}; ${spoken}` : `${spoken}, and not ${wanted}`,
    );
  }
  if (found !== undefined && protocol < found) {
    return refuse(
      `the network speaks protocol ${found} already and cannot go back to ${protocol}: start another in a new directory`,
    );
  }
  return protocol;
}

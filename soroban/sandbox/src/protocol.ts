/** The ledger protocol spoken here: the newest that stellar-sdk 17.2 encodes (CAP-71 credentials, external references). */
export const PROTOCOL_VERSION = 28;

/** Passphrase of a stand-alone network, as stellar-core's own standalone configuration uses it. */
export const DEFAULT_PASSPHRASE = 'Standalone Network ; February 2017';

import type { NetworkName } from './networks.ts';

/**
 * Every failure this package raises: its code, the facts that travel with it, and the sentence a person reads.
 * Expected outcomes (a refused deposit, nothing new on the chain) are return values, never errors.
 */
const messages = {
  'descriptor/characters': (c: { position: number }) =>
    `The descriptor has a character outside the BIP-380 set at position ${c.position}; remove it.`,
  'descriptor/checksum': (c: { expected: string; found: string }) =>
    `The descriptor's checksum is "${c.found}" but its text gives "${c.expected}"; copy it again from its source.`,
  'descriptor/checksum-missing': (_: object) =>
    'The descriptor has no checksum; append "#" and its eight characters, so that a copying error is noticed.',
  'descriptor/syntax': (c: { expected: string; position: number }) =>
    `The descriptor cannot be read at position ${c.position}: expected ${c.expected}.`,
  'descriptor/kind': (c: { found: string }) =>
    `"${c.found}" is not a custody descriptor; use wsh(sortedmulti(…)), wsh(multi(…)) or tr(<unspendable key>,[sorted]multi_a(…)).`,
  'descriptor/internal-key': (c: { found: string; expected: string }) =>
    `The taproot internal key ${c.found} could be spent by one holder; use the unspendable point ${c.expected} (BIP-341).`,
  'descriptor/threshold': (c: { threshold: string; keys: number }) =>
    `A threshold of ${c.threshold} over ${c.keys} keys is not possible; it must be a whole number from 1 to the number of keys.`,
  'descriptor/too-many-keys': (c: { keys: number; most: number }) =>
    `The descriptor has ${c.keys} keys; at most ${c.most} are supported.`,
  'descriptor/duplicate-key': (c: { key: string }) => `The key ${c.key} appears twice; one holder would count as two.`,
  'descriptor/private-key': (c: { position: number }) =>
    `The descriptor holds a private key at position ${c.position}; treat that key as leaked and use the public descriptor.`,
  'descriptor/key': (c: { reason: string; position: number }) =>
    `The key expression at position ${c.position} is invalid: ${c.reason}.`,
  'descriptor/hardened-step': (c: { position: number }) =>
    `The key at position ${c.position} has a hardened step after the extended public key, which cannot be derived; export the account's own xpub with its origin.`,
  'descriptor/wrong-network': (c: { network: NetworkName; prefix: string }) =>
    `An extended key starting "${c.prefix}" does not belong to ${c.network}.`,
  'descriptor/not-ranged': (c: { key: string }) =>
    `The key ${c.key} does not end in "/*", so every user would share it; addresses need one child key per index.`,
  'descriptor/no-branches': (c: { key: string }) =>
    `The key ${c.key} is not followed by "/0/*", so it has no change branch beside the deposit branch.`,
  'descriptor/index': (c: { index: number }) =>
    `Address index ${c.index} is not a whole number from 0 to 2147483647 (BIP-32 unhardened).`,
  'descriptor/underivable': (c: { index: number }) =>
    `BIP-32 gives no key at index ${c.index} (odds 1 in 2^127); skip this index.`,
  'address/derivations-disagree': (c: { index: number; first: string; second: string }) =>
    `Two independent derivations of address ${c.index} disagree (${c.first}, ${c.second}); show neither and check this machine.`,
  'address/unreadable': (c: { address: string; network: NetworkName }) =>
    `"${c.address}" is not a Bitcoin address of ${c.network}.`,
  'bitcoin/url': (c: { reason: string }) => `The Bitcoin node's URL cannot be used: ${c.reason}.`,
  'bitcoin/unreachable': (c: { url: string; method: string; reason: string }) =>
    `The Bitcoin node at ${c.url} did not answer ${c.method}: ${c.reason}.`,
  'bitcoin/unauthorized': (c: { url: string }) =>
    `The Bitcoin node at ${c.url} refused the RPC user and password in its URL, or its cookie.`,
  'bitcoin/cookie': (c: { path: string; reason: string }) =>
    `The Bitcoin node's cookie file ${c.path} cannot be used (${c.reason}); it is there while the node runs without -rpcpassword, in its data directory.`,
  'bitcoin/pruned': (c: { hash: string }) =>
    `The Bitcoin node has pruned block ${c.hash}; use a node that keeps its blocks, or have this one fetch it again (getblockfrompeer).`,
  'bitcoin/behind': (c: { url: string; reason: string }) =>
    `The Bitcoin node at ${c.url} is behind (${c.reason}); nothing that it says is believed until it has caught up.`,
  'bitcoin/warming-up': (c: { url: string; reason: string }) =>
    `The Bitcoin node at ${c.url} is starting (${c.reason}); try again in a moment.`,
  'bitcoin/rpc': (c: { method: string; rpcCode: number; reason: string }) =>
    `Bitcoin Core refused ${c.method} (${c.rpcCode}): ${c.reason}`,
  'bitcoin/bad-answer': (c: { method: string; reason: string }) =>
    `The Bitcoin node's answer to ${c.method} makes no sense: ${c.reason}.`,
  'bitcoin/answer-too-large': (c: { method: string; mostBytes: number }) =>
    `The Bitcoin node's answer to ${c.method} is larger than ${c.mostBytes} bytes.`,
  'bitcoin/wrong-chain': (c: { expected: string; found: string }) =>
    `The Bitcoin node follows ${c.found}, not ${c.expected}; point the URL at a node of the right chain.`,
  'bitcoin/backends-disagree': (c: { height: number; hashes: readonly string[] }) =>
    `The Bitcoin backends give different blocks at height ${c.height} (${c.hashes.join(', ')}); waiting until they agree.`,
  'bitcoin/views-differ': (c: { what: string; first: string; second: string }) =>
    `The two views of Bitcoin differ about ${c.what}: ${c.first}, and ${c.second}; nothing is decided until they agree.`,
  'bitcoin/search-unfinished': (c: { what: string; read: number; left: number }) =>
    `What became of ${c.what} is being looked for: ${c.read} blocks are read and about ${c.left} are left; ask again, and it goes on from there.`,
  'server/no-tls': (c: { host: string }) =>
    `${c.host} is reached from other machines: give a key and a certificate (\`istsi signer certificate\` makes them), or listen on 127.0.0.1.`,
  'server/certificate': (c: { what: string; reason: string }) =>
    `The server cannot be reached by TLS: ${c.what} is of no use, ${c.reason}; \`istsi signer certificate\` makes a new one.`,
  'certificate/host': (c: { host: string }) =>
    `"${c.host}" is neither a host's name nor an address, so no certificate is made for it.`,
  'certificate/days': (c: { days: number; most: number }) =>
    `A certificate is valid from 1 to ${c.most} days, not ${c.days}; a new one is made in time.`,
  'block/malformed': (c: { reason: string; offset: number }) =>
    `The block or transaction cannot be parsed at byte ${c.offset}: ${c.reason}.`,
  'block/wrong-hash': (c: { expected: string; found: string }) =>
    `The backend sent block ${c.found} when asked for ${c.expected}.`,
  'block/wrong-merkle-root': (c: { hash: string; expected: string; found: string }) =>
    `Block ${c.hash} commits to merkle root ${c.expected} but its transactions give ${c.found}.`,
  'watcher/reorg-too-deep': (c: { keptFrom: number; tipHeight: number }) =>
    `The chain was rewritten below block ${c.keptFrom}, deeper than the ${c.tipHeight - c.keptFrom + 1} blocks kept; nothing was changed. Check the node, then rescan from an earlier height.`,
  'watcher/unstable-chain': (c: { attempts: number }) =>
    `The chain changed ${c.attempts} times while one block was read; try again.`,
  'watcher/out-of-order': (c: { change: string; hash: string; tipHash: string }) =>
    `The ${c.change} of block ${c.hash} does not fit the followed tip ${c.tipHash}; changes must be applied in order.`,
  'watcher/policy': (c: { reason: string }) => `The watcher cannot start: ${c.reason}.`,
  'withdrawal/unknown-epoch': (c: { epoch: number; epochs: number }) =>
    `There is no descriptor of epoch ${c.epoch}; ${c.epochs} are known.`,
  'withdrawal/psbt': (c: { reason: string }) => `The PSBT cannot be used: ${c.reason}.`,
  'withdrawal/nothing-to-sign': (c: { fingerprint: string }) =>
    `No input of the PSBT names a key of this signer (${c.fingerprint}).`,
  'withdrawal/other-transaction': (c: { from: number }) =>
    `The PSBT of signer ${c.from} signs another transaction than the one proposed.`,
  'reclaim/owner-key': (c: { reason: string }) =>
    `The key cannot take coins back: ${c.reason}; give the x-only public key (BIP-340, 64 hex digits) of a key of your own.`,
  'reclaim/lock': (c: { lockBlocks: number; least: number; most: number }) =>
    `A lock of ${c.lockBlocks} blocks is not possible; it is a whole number from ${c.least} to ${c.most}.`,
  'reclaim/descriptor': (c: { reason: string }) => `The descriptor is not that of a reclaim address: ${c.reason}.`,
  'reclaim/recovery-file': (c: { reason: string }) => `The recovery file cannot be used: ${c.reason}.`,
  'reclaim/take-back': (c: { reason: string }) => `Nothing can be taken back like this: ${c.reason}.`,
  'proof/psbt': (c: { reason: string }) => `The PSBT is not a reserve proof or message to sign: ${c.reason}.`,
  'proof/liability': (c: { account: string; reason: string }) =>
    `The balance of "${c.account}" cannot be a liability: ${c.reason}.`,
  'proof/unstable-chain': (c: { attempts: number }) =>
    `The chain changed ${c.attempts} times while outputs were looked up; try again.`,
  'keystore/exists': (c: { path: string }) =>
    `A keystore already exists at ${c.path}; it was left untouched. Choose another path.`,
  'keystore/missing': (c: { path: string }) => `There is no keystore at ${c.path}; create one first.`,
  'keystore/format': (c: { path: string; reason: string }) =>
    `${c.path} is not a keystore this version reads: ${c.reason}.`,
  'keystore/permissions': (c: { path: string; mode: string }) =>
    `The keystore ${c.path} can be read by others (mode ${c.mode}); run: chmod 600 ${c.path}`,
  'keystore/wrong-passphrase': (c: { path: string }) =>
    `The passphrase does not open the keystore ${c.path}, or the file was altered.`,
  'keystore/passphrase': (c: { leastLength: number }) =>
    `The passphrase must have at least ${c.leastLength} characters.`,
  'keystore/seed': (c: { bytes: number }) => `A keystore seed has 32 bytes; ${c.bytes} were given.`,
  'keystore/closed': (c: { path: string }) => `The keystore ${c.path} was closed; open it again before using it.`,
  'keystore/hash': (c: { bytes: number }) => `Attestations sign a hash of 32 bytes; ${c.bytes} were given.`,
  'keystore/url': (c: { url: string }) =>
    `The keystore at ${c.url} cannot be used: give unix:/path, https://host:port, or http:// on this machine itself.`,
  'keystore/unreachable': (c: { url: string; reason: string }) =>
    `The keystore at ${c.url} did not answer: ${c.reason}.`,
  'keystore/refused': (c: { url: string; code: string; reason: string }) =>
    `The keystore at ${c.url} refused (${c.code}): ${c.reason}`,
  'keystore/request': (c: { reason: string }) => `The request to the keystore cannot be used: ${c.reason}.`,
  'keystore/foreign-input': (c: { outpoint: string }) =>
    `The PSBT spends ${c.outpoint}, which is of no address of this custody; it is not signed.`,
  'keystore/label': (c: { label: string }) =>
    `"${c.label}" cannot label a derived secret; use 1 to 64 characters of a-z, 0-9, "-", "." and "/".`,
} as const;

export type CustodyErrorCode = keyof typeof messages;
export type CustodyErrorContext<C extends CustodyErrorCode> = Parameters<(typeof messages)[C]>[0];

export class CustodyError<C extends CustodyErrorCode = CustodyErrorCode> extends Error {
  readonly code: C;
  readonly context: CustodyErrorContext<C>;

  constructor(code: C, context: CustodyErrorContext<C>, options?: ErrorOptions) {
    // Each entry is a function of its own context; the table cannot express that pairing to the compiler.
    super((messages[code] as (context: CustodyErrorContext<C>) => string)(context), options);
    this.name = 'CustodyError';
    this.code = code;
    this.context = context;
  }
}

export const isCustodyError = <C extends CustodyErrorCode>(error: unknown, code: C): error is CustodyError<C> =>
  error instanceof CustodyError && error.code === code;

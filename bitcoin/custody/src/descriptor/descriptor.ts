import { CustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { addChecksum, stripChecksum } from './checksum.ts';
import { formatKeyExpression, type KeyExpression, parseKeyExpression } from './key-expression.ts';

export type DescriptorKind = 'wsh' | 'tr';

/**
 * An m-of-n custody descriptor. `wsh` is P2WSH with OP_CHECKMULTISIG (BIP-383); `tr` is taproot with one
 * OP_CHECKSIGADD leaf (BIP-387) under an internal key nobody can spend.
 */
export type Descriptor = {
  readonly kind: DescriptorKind;
  readonly network: Network;
  readonly threshold: number;
  /** Keys sorted in each script, so the order in which the descriptor lists them does not matter. */
  readonly sorted: boolean;
  readonly keys: readonly KeyExpression[];
};

/** OP_16 is the largest one-byte number; no quorum wanted here comes near. */
export const MOST_KEYS = 16;

const functionNames = {
  wsh: { sorted: 'sortedmulti', listed: 'multi' },
  tr: { sorted: 'sortedmulti_a', listed: 'multi_a' },
} as const;

function checked(descriptor: Descriptor): Descriptor {
  const { keys, threshold } = descriptor;
  if (keys.length > MOST_KEYS) {
    throw new CustodyError('descriptor/too-many-keys', { keys: keys.length, most: MOST_KEYS });
  }
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > keys.length) {
    throw new CustodyError('descriptor/threshold', { threshold: String(threshold), keys: keys.length });
  }
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key.xpub)) throw new CustodyError('descriptor/duplicate-key', { key: key.xpub });
    seen.add(key.xpub);
  }
  return Object.freeze({ ...descriptor, keys: Object.freeze([...keys]) });
}

/** One holder's account: `[fingerprint/path]xpub` as a keystore exports it. */
export type AccountKey = { readonly xpub: string; readonly origin: { fingerprint: string; path: readonly number[] } };

/** The descriptor of an m-of-n custody: sorted keys, receiving branch `/0/*`. */
export function multisigDescriptor(options: {
  kind?: DescriptorKind;
  network: Network;
  threshold: number;
  keys: readonly AccountKey[];
}): Descriptor {
  const keys = options.keys.map(({ xpub, origin }) =>
    parseKeyExpression(formatKeyExpression({ origin, xpub, steps: [0], ranged: true }), options.network),
  );
  const { kind = 'wsh', network, threshold } = options;
  return checked({ kind, network, threshold, sorted: true, keys });
}

/** The descriptor's text with its checksum. */
export function formatDescriptor(descriptor: Descriptor): string {
  const name = functionNames[descriptor.kind][descriptor.sorted ? 'sorted' : 'listed'];
  const multi = `${name}(${[descriptor.threshold, ...descriptor.keys.map(formatKeyExpression)].join(',')})`;
  return addChecksum(descriptor.kind === 'wsh' ? `wsh(${multi})` : `tr(${UNSPENDABLE_KEY},${multi})`);
}

/** Reads a descriptor with its checksum, for one network. */
export function parseDescriptor(text: string, network: Network): Descriptor {
  const body = stripChecksum(text);
  const outer = /^(wsh|tr)\((.*)\)$/.exec(body);
  if (!outer) throw new CustodyError('descriptor/kind', { found: /^[a-z_]*/.exec(body)?.[0] || body.slice(0, 8) });
  const kind = outer[1] as DescriptorKind;
  const content = outer[2] ?? '';
  const multiAt = kind === 'wsh' ? kind.length + 1 : kind.length + 1 + skipInternalKey(content);
  return parseMulti(body.slice(multiAt, -1), multiAt, kind, network);
}

/** Characters before the script tree: the internal key, which must be the unspendable one, and the comma. */
function skipInternalKey(content: string): number {
  const found = content.split(',', 1)[0] ?? '';
  if (found !== UNSPENDABLE_KEY) {
    // A long key is not repeated in full: it may be a private one.
    throw new CustodyError('descriptor/internal-key', { found: `${found.slice(0, 8)}…`, expected: UNSPENDABLE_KEY });
  }
  if (content.length === found.length) {
    throw new CustodyError('descriptor/syntax', { expected: '",multi_a(…)"', position: found.length + 3 });
  }
  return found.length + 1;
}

function parseMulti(text: string, position: number, kind: DescriptorKind, network: Network): Descriptor {
  const names = functionNames[kind];
  const match = /^([a-z_]+)\(([^(){}]*)\)$/.exec(text);
  const name = match?.[1] ?? '';
  if (!match || (name !== names.sorted && name !== names.listed)) {
    throw new CustodyError('descriptor/syntax', { expected: `${names.sorted}(…) or ${names.listed}(…)`, position });
  }
  const [threshold = '', ...parts] = (match[2] ?? '').split(',');
  if (!/^[1-9]\d{0,2}$/.test(threshold)) {
    throw new CustodyError('descriptor/threshold', { threshold: `"${threshold}"`, keys: parts.length });
  }
  let at = position + name.length + 1 + threshold.length + 1;
  const keys = parts.map((part) => {
    const key = parseKeyExpression(part, network, at);
    at += part.length + 1;
    return key;
  });
  return checked({ kind, network, threshold: Number(threshold), sorted: name === names.sorted, keys });
}

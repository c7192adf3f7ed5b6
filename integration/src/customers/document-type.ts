/** What a document can be. What its sender calls it does not count: its bytes do. */
const kinds: readonly (readonly [contentType: string, begins: Buffer])[] = [
  ['image/jpeg', Buffer.from('ffd8ff', 'hex')],
  ['image/png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['application/pdf', Buffer.from('%PDF-1.')],
];

export const MOST_DOCUMENT_BYTES = 10_000_000;

/** By its first bytes; undefined for anything that a reviewer is not shown. */
export function documentType(bytes: Uint8Array): string | undefined {
  return kinds.find(([, begins]) => begins.equals(bytes.subarray(0, begins.length)))?.[0];
}

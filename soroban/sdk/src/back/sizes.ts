/**
 * BytesN<32> is a type with a number as argument, which AssemblyScript cannot parse. The number becomes an identifier of the
 * same length, so that no position moves: digit d is the letter À + d. The identifier names a class of that many bytes.
 */
const zero = 'À'.charCodeAt(0);

const encodeSize = (size: string): string =>
  [...size].map((digit) => String.fromCharCode(zero + Number(digit))).join('');

export function encodeSizes(text: string): { text: string; sizes: Set<number> } {
  const sizes = new Set<number>();
  const encoded = text.replace(
    /(\bBytesN\s*<\s*|\btoBytesN\s*<\s*)(\d+)(?=\s*>)/g,
    (_, before: string, size: string) => {
      sizes.add(Number(size));
      return before + encodeSize(size);
    },
  );
  return { text: encoded, sizes };
}

/** The import of the classes behind a file's sizes, to put before its first line. */
export function importSizes(sizes: ReadonlySet<number>, from: string): string {
  if (sizes.size === 0) return '';
  return `import { ${ordered(sizes).map(encodeNumber).join(', ')} } from "${from}"; `;
}

/** The file that declares one class per size. Shared by all files: a size is one type in the whole contract. */
export function sizeClasses(sizes: Iterable<number>): string {
  return ordered(sizes)
    .map((size) => `@unmanaged export class ${encodeNumber(size)} { ${sizeFields(size)} }`)
    .join('\n');
}

const ordered = (sizes: Iterable<number>): number[] => [...sizes].sort((a, b) => a - b);

export const encodeNumber = (size: number): string => encodeSize(String(size));

function sizeFields(size: number): string {
  const fields: string[] = [];
  let left = size;
  for (const [bytes, type] of [
    [8, 'u64'],
    [4, 'u32'],
    [2, 'u16'],
    [1, 'u8'],
  ] as const) {
    for (; left >= bytes; left -= bytes) fields.push(`f${fields.length}: ${type} = 0;`);
  }
  return fields.join(' ');
}

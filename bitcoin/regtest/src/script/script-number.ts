import { failScript } from './script-error.ts';

/** Number on the script stack: little endian, sign in the top bit. Throws ScriptError when too long or not minimal. */
export function decodeScriptNumber(data: Buffer, requireMinimal: boolean, maxBytes = 4): number {
  if (data.length > maxBytes) failScript('SCRIPTNUM');
  if (data.length === 0) return 0;
  const last = data[data.length - 1]!;
  if (requireMinimal && (last & 0x7f) === 0 && (data.length === 1 || (data[data.length - 2]! & 0x80) === 0)) {
    failScript('SCRIPTNUM');
  }
  let value = 0;
  data.forEach((byte, index) => {
    value += (index === data.length - 1 ? byte & 0x7f : byte) * 2 ** (8 * index);
  });
  return last & 0x80 ? -value : value;
}

export function encodeScriptNumber(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  if (bytes.length === 0) return Buffer.alloc(0);
  const last = bytes.length - 1;
  if (bytes[last]! & 0x80) bytes.push(value < 0 ? 0x80 : 0);
  else if (value < 0) bytes[last]! |= 0x80;
  return Buffer.from(bytes);
}

/** Truth of a stack element: anything but zero and negative zero. */
export function isTrue(data: Buffer): boolean {
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== 0) return !(i === data.length - 1 && data[i] === 0x80);
  }
  return false;
}

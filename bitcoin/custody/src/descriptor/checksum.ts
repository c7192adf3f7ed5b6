import { CustodyError } from '../errors.ts';

/** BIP-380: three groups of 32, so that likely slips (case, neighbours) stay within what the code detects. */
const INPUT_CHARSET =
  '0123456789()[],\'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#"\\ ';
const CHECKSUM_CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0xf5dee51989n, 0xa9fdca3312n, 0x1bab10e32dn, 0x3706b1677an, 0x644d626ffdn];

function polymodStep(state: bigint, symbol: number): bigint {
  const top = state >> 35n;
  let next = ((state & 0x7ffffffffn) << 5n) ^ BigInt(symbol);
  GENERATOR.forEach((generator, bit) => {
    if ((top >> BigInt(bit)) & 1n) next ^= generator;
  });
  return next;
}

/** Symbols of the text: each character's place in its group, and after every third the three groups together. */
function symbolsOf(text: string): number[] {
  const symbols: number[] = [];
  let groups: number[] = [];
  const flush = () => {
    if (groups.length > 0) symbols.push(groups.reduce((sum, group) => sum * 3 + group, 0));
    groups = [];
  };
  for (const [position, character] of [...text].entries()) {
    const place = INPUT_CHARSET.indexOf(character);
    if (place < 0) throw new CustodyError('descriptor/characters', { position });
    symbols.push(place & 31);
    groups.push(place >> 5);
    if (groups.length === 3) flush();
  }
  flush();
  return symbols;
}

/** The eight-character checksum of a descriptor given without one (BIP-380). */
export function descriptorChecksum(text: string): string {
  const symbols = [...symbolsOf(text), 0, 0, 0, 0, 0, 0, 0, 0];
  const checksum = symbols.reduce(polymodStep, 1n) ^ 1n;
  return Array.from({ length: 8 }, (_, i) => CHECKSUM_CHARSET[Number((checksum >> BigInt(5 * (7 - i))) & 31n)]).join(
    '',
  );
}

export const addChecksum = (text: string): string => `${text}#${descriptorChecksum(text)}`;

/** Returns the descriptor without its checksum, which must be present and right. */
export function stripChecksum(text: string): string {
  const mark = text.indexOf('#');
  if (mark < 0) throw new CustodyError('descriptor/checksum-missing', {});
  const body = text.slice(0, mark);
  const found = text.slice(mark + 1);
  const expected = descriptorChecksum(body);
  if (found !== expected) throw new CustodyError('descriptor/checksum', { expected, found });
  return body;
}

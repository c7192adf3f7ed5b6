const INPUT_CHARSET =
  '0123456789()[],\'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#"\\ ';
const CHECKSUM_CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0xf5dee51989n, 0xa9fdca3312n, 0x1bab10e32dn, 0x3706b1677an, 0x644d626ffdn];
const CHECKSUM_LENGTH = 8;

function step(state: bigint, value: number): bigint {
  const top = state >> 35n;
  let next = ((state & 0x7ffffffffn) << 5n) ^ BigInt(value);
  GENERATOR.forEach((constant, bit) => {
    if ((top >> BigInt(bit)) & 1n) next ^= constant;
  });
  return next;
}

/** Checksum of an output descriptor (BIP380); undefined when it holds a character that descriptors cannot. */
export function descriptorChecksum(text: string): string | undefined {
  let state = 1n;
  let classes = 0;
  let count = 0;
  for (const character of text) {
    const position = INPUT_CHARSET.indexOf(character);
    if (position < 0) return undefined;
    state = step(state, position & 31);
    classes = classes * 3 + (position >> 5);
    count += 1;
    if (count % 3 === 0) {
      state = step(state, classes);
      classes = 0;
    }
  }
  if (count % 3 > 0) state = step(state, classes);
  for (let i = 0; i < CHECKSUM_LENGTH; i++) state = step(state, 0);
  state ^= 1n;
  return Array.from({ length: CHECKSUM_LENGTH }, (_, index) =>
    CHECKSUM_CHARSET.charAt(Number((state >> BigInt(5 * (7 - index))) & 31n)),
  ).join('');
}

export const withChecksum = (text: string): string => `${text}#${descriptorChecksum(text)}`;

import { type Bytes, hex, Packed, type u32, type u64 } from '@istsi/soroban-sdk';

const BLOCK: u32 = 128;
const ROUNDS: u32 = 80;
const WORD: u32 = 8;
const LOW: u64 = 0xffff_ffff;

/** SHA-512 (FIPS 180-4) of whole blocks that their sender has padded: the host has no such hash. */
export class Sha512 {
  private readonly state: Packed = Packed.from(initialHash());

  private readonly constants: Packed = Packed.from(roundConstants());

  /** 128 bytes. */
  update(block: Bytes): void {
    const words = this.schedule(block);
    const state = this.state;
    let a = state.u64At(0);
    let b = state.u64At(8);
    let c = state.u64At(16);
    let d = state.u64At(24);
    let e = state.u64At(32);
    let f = state.u64At(40);
    let g = state.u64At(48);
    let h = state.u64At(56);
    for (let at: u32 = 0; at < ROUNDS * WORD; at += WORD) {
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const first = plus(plus(plus(h, sigma(e, 14, 18, 41)), plus(choice, this.constants.u64At(at))), words.u64At(at));
      const second = plus(sigma(a, 28, 34, 39), majority);
      h = g;
      g = f;
      f = e;
      e = plus(d, first);
      d = c;
      c = b;
      b = a;
      a = plus(first, second);
    }
    state.setU64(0, plus(state.u64At(0), a));
    state.setU64(8, plus(state.u64At(8), b));
    state.setU64(16, plus(state.u64At(16), c));
    state.setU64(24, plus(state.u64At(24), d));
    state.setU64(32, plus(state.u64At(32), e));
    state.setU64(40, plus(state.u64At(40), f));
    state.setU64(48, plus(state.u64At(48), g));
    state.setU64(56, plus(state.u64At(56), h));
  }

  /** The 64 bytes of all blocks until now. */
  digest(): Bytes {
    const state = this.state;
    return hex('')
      .pushU64(state.u64At(0))
      .pushU64(state.u64At(8))
      .pushU64(state.u64At(16))
      .pushU64(state.u64At(24))
      .pushU64(state.u64At(32))
      .pushU64(state.u64At(40))
      .pushU64(state.u64At(48))
      .pushU64(state.u64At(56));
  }

  private schedule(block: Bytes): Packed {
    const data = Packed.from(block);
    const words = Packed.empty(ROUNDS * WORD);
    for (let at: u32 = 0; at < BLOCK; at += WORD) words.setU64(at, bigEndian(data, at));
    for (let at = BLOCK; at < ROUNDS * WORD; at += WORD) {
      const before = words.u64At(at - 15 * WORD);
      const late = words.u64At(at - 2 * WORD);
      const early = turn(before, 1) ^ turn(before, 8) ^ (before >> 7);
      const last = turn(late, 19) ^ turn(late, 61) ^ (late >> 6);
      words.setU64(at, plus(plus(words.u64At(at - 16 * WORD), early), plus(words.u64At(at - 7 * WORD), last)));
    }
    return words;
  }
}

function sigma(word: u64, first: u32, second: u32, third: u32): u64 {
  return turn(word, first) ^ turn(word, second) ^ turn(word, third);
}

/** To the right. */
function turn(word: u64, bits: u32): u64 {
  return (word >> bits) | (word << (64 - bits));
}

/** Modulo 2^64: operators would trap. */
function plus(a: u64, b: u64): u64 {
  const low = (a & LOW) + (b & LOW);
  return (((a >> 32) + (b >> 32) + (low >> 32)) << 32) | (low & LOW);
}

function bigEndian(data: Packed, at: u32): u64 {
  let word: u64 = 0;
  for (let i: u32 = 0; i < WORD; i++) word = (word << 8) | data.u8At(at + i);
  return word;
}

// The numbers of the standard, their bytes least significant first, as memory has them.

function initialHash(): Bytes {
  return hex(
    '08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b',
  );
}

function roundConstants(): Bytes {
  return hex(
    '22ae28d7982f8a42cd65ef23914437712f3b4deccffbc0b5bcdb8981a5dbb5e938b548f35bc2563919d005b6f111f1599b4f19afa4823f92',
  )
    .append(
      hex(
        '18816ddad55e1cab420203a398aa07d8be6f7045015b83128cb2e44ebe853124e2b4ffd5c37d0c556f897bf2745dbe72b196163bfeb1de80',
      ),
    )
    .append(
      hex(
        '3512c725a706dc9b942669cf74f19bc1d24af19ec1699be4e3254f388647beefb5d58c8bc69dc10f659cac77cca10c2475022b596f2ce92d',
      ),
    )
    .append(
      hex(
        '83e4a66eaa84744ad4fb41bddca9b05cb5531183da88f976abdf66ee52513e981032b42d6dc631a83f21fb98c82703b0e40eefbec77f59bf',
      ),
    )
    .append(
      hex(
        'c28fa83df30be0c625a70a934791a7d56f8203e05163ca06706e0e0a67292914fc2fd246850ab72726c9265c38211b2eed2ac45afc6d2c4d',
      ),
    )
    .append(
      hex(
        'dfb3959d130d3853de63af8b54730a65a8b2773cbb0a6a76e6aeed472ec9c2813b358214852c72926403f14ca1e8bfa2013042bc4b661aa8',
      ),
    )
    .append(
      hex(
        '9197f8d0708b4bc230be5406a3516cc71852efd619e892d110a96555240699d62a20715785350ef4b8d1bb3270a06a10c8d0d2b816c1a419',
      ),
    )
    .append(
      hex(
        '53ab4151086c371e99eb8edf4c774827a8489be1b5bcb034635ac9c5b30c1c39cb8a41e34aaad84e73e363774fca9c5ba3b8b2d6f36f2e68',
      ),
    )
    .append(
      hex(
        'fcb2ef5dee828f74602f17436f63a57872abf0a11478c884ec39641a0802c78c281e6323faffbe90e9bd82deeb6c50a41579c6b2f7a3f9be',
      ),
    )
    .append(
      hex(
        '2b5372e3f27871c69c6126eace3e27ca07c2c021c7b886d11eebe0cdd67ddaea78d16eee7f4f7df5ba6f1772aa67f006a698c8a2c57d630a',
      ),
    )
    .append(
      hex(
        'ae0df9be04983f111b471c13350b711b847d0423f577db289324c7407babca32bcbec9150abe9e3c4c0d109cc4671d43b6423ecbbed4c54c',
      ),
    )
    .append(hex('2a7e65fc9c297f59ecfad63aab6fcb5f1758474a8c19446c'));
}

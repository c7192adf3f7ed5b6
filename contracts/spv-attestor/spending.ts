import { type Bytes, type BytesN, crypto, Packed, require, type u32 } from '@istsi/soroban-sdk';
import { reversed } from './byte-order.ts';
import { SpvError } from './errors.ts';
import type { LossFinding } from './types.ts';

const HASH: u32 = 32;
const OUTPOINT: u32 = 36;
/** After the version there is the number of inputs. */
const COUNT_AT: u32 = 4;

/** Demands that the proved transaction makes an output impossible. The relay has read it to its end. */
export function requireLost(finding: LossFinding): void {
  const spender = finding.proof.transaction;
  if (finding.origin.isNone) {
    const outpoint = Packed.empty(OUTPOINT);
    outpoint.setBytes<32>(0, reversed(finding.tx_hash));
    outpoint.setU32(HASH, finding.vout);
    require(new Inputs(spender).have(outpoint, 0), SpvError.NotSpent);
    return;
  }
  const origin = finding.origin.unwrap();
  require(txidOf(origin) === finding.tx_hash && spender !== origin, SpvError.NotSpent);
  require(new Inputs(spender).haveOneOf(new Inputs(origin)), SpvError.NotSpent);
}

/** What a transaction spends. Traps beyond its end. */
class Inputs {
  private readonly data: Packed;

  private position: u32 = COUNT_AT;

  constructor(raw: Bytes) {
    this.data = Packed.from(raw);
  }

  have(outpoints: Packed, at: u32): bool {
    this.position = COUNT_AT;
    const count = this.compactSize();
    for (let i: u32 = 0; i < count; i++) {
      if (this.data.isSame(this.next(), outpoints, at, OUTPOINT)) return true;
    }
    return false;
  }

  haveOneOf(others: Inputs): bool {
    others.position = COUNT_AT;
    const count = others.compactSize();
    for (let i: u32 = 0; i < count; i++) {
      if (this.have(others.data, others.next())) return true;
    }
    return false;
  }

  /** Where the next outpoint is. Passes over its input. */
  private next(): u32 {
    const start = this.position;
    this.position += OUTPOINT;
    const script = this.compactSize();
    // And the sequence.
    this.position += script + 4;
    return start;
  }

  private compactSize(): u32 {
    const at = this.position;
    const first = this.data.u8At(at);
    if (first < 0xfd) {
      this.position = at + 1;
      return first;
    }
    if (first === 0xfd) {
      this.position = at + 3;
      return this.data.u8At(at + 1) | (this.data.u8At(at + 2) << 8);
    }
    require(first === 0xfe, SpvError.NotSpent);
    this.position = at + 5;
    return this.data.u32At(at + 1);
  }
}

function txidOf(transaction: Bytes): BytesN<32> {
  // What is shorter could be an inner node of a block's tree, but nothing is proved by that: it is what an output names.
  return reversed(crypto.sha256(crypto.sha256(transaction).toBytes()));
}

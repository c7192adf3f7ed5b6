import { sha256 } from '@noble/hashes/sha2.js';
import { RawTx } from '@scure/btc-signer';
import type { ChainTip, ChainView } from '../src/node/chain-view.ts';

export type Outpoint = { txid: string; vout: number };
export type Payment = { scriptPubKey: Uint8Array; amountSats: bigint };
export type PlannedTransaction = { spends?: Outpoint[]; pays: Payment[]; hasWitness?: boolean };

const hash256 = (bytes: Uint8Array): Uint8Array => sha256(sha256(bytes));
const display = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');
const internal = (text: string): Uint8Array => Buffer.from(text, 'hex').reverse();

/** Serialized by @scure/btc-signer, so that the parser under test meets bytes it did not write. */
export function buildTransaction({ spends, pays, hasWitness = true }: PlannedTransaction): {
  bytes: Uint8Array;
  txid: string;
} {
  const raw = (segwitFlag: boolean) =>
    RawTx.encode({
      version: 2,
      segwitFlag,
      inputs: (spends ?? []).map(({ txid, vout }) => ({
        txid: Buffer.from(txid, 'hex'),
        index: vout,
        finalScriptSig: new Uint8Array(),
        sequence: 0xfffffffd,
      })),
      outputs: pays.map(({ scriptPubKey, amountSats }) => ({ amount: amountSats, script: scriptPubKey })),
      witnesses: segwitFlag ? (spends ?? []).map(() => [new Uint8Array(72).fill(7), new Uint8Array(33).fill(2)]) : [],
      lockTime: 0,
    });
  return { bytes: raw(hasWitness), txid: display(hash256(raw(false))) };
}

function buildCoinbase(height: number, salt: number, pays: Payment[]): Uint8Array {
  const scriptSig = Buffer.alloc(8);
  scriptSig.writeUInt32LE(height);
  scriptSig.writeUInt32LE(salt, 4);
  return RawTx.encode({
    version: 2,
    segwitFlag: true,
    inputs: [{ txid: new Uint8Array(32), index: 0xffffffff, finalScriptSig: scriptSig, sequence: 0xffffffff }],
    outputs: pays.map(({ scriptPubKey, amountSats }) => ({ amount: amountSats, script: scriptPubKey })),
    witnesses: [[new Uint8Array(32)]],
    lockTime: 0,
  });
}

/** The id of a transaction with or without witness, computed by the library. */
function txidOf(bytes: Uint8Array): Uint8Array {
  return hash256(RawTx.encode({ ...RawTx.decode(bytes), segwitFlag: false, witnesses: [] }));
}

export function buildBlock(previousHash: string, transactions: Uint8Array[]): { bytes: Uint8Array; hash: string } {
  let level = transactions.map(txidOf);
  while (level.length > 1) {
    level = level
      .filter((_, i) => i % 2 === 0)
      .map((left, i) => hash256(Buffer.concat([left, level[2 * i + 1] ?? left])));
  }
  const header = Buffer.alloc(80);
  header.writeUInt32LE(0x20000000);
  header.set(internal(previousHash), 4);
  header.set(level[0] ?? new Uint8Array(32), 36);
  header.writeUInt32LE(1_700_000_000, 68);
  const count =
    transactions.length < 253
      ? Buffer.of(transactions.length)
      : Buffer.of(253, transactions.length & 255, transactions.length >> 8);
  return { bytes: Buffer.concat([header, count, ...transactions]), hash: display(hash256(header)) };
}

const minerScript = Buffer.concat([Buffer.of(0x00, 0x14), Buffer.alloc(20, 9)]);

/** A chain of real blocks without proof of work, which a test writes and rewrites. */
export class ScriptedChain implements ChainView {
  readonly blocks: { bytes: Uint8Array; hash: string }[] = [];
  readonly everMined = new Map<string, Uint8Array>();
  #salt = 0;
  #inputs = 0;

  constructor() {
    this.mine();
  }

  /** Mines one block; a transaction without inputs gets one from nowhere, so that no two are the same. */
  mine(...planned: PlannedTransaction[]): { height: number; hash: string; txids: string[] } {
    return this.mineRaw(planned.map((plan) => this.transaction(plan)));
  }

  mineRaw(transactions: { bytes: Uint8Array; txid: string }[], coinbasePays: Payment[] = []) {
    const height = this.blocks.length;
    const coinbase = buildCoinbase(height, this.#salt++, [
      { scriptPubKey: minerScript, amountSats: 5_000_000_000n },
      ...coinbasePays,
    ]);
    const previous = this.blocks.at(-1)?.hash ?? '0'.repeat(64);
    const block = buildBlock(previous, [coinbase, ...transactions.map(({ bytes }) => bytes)]);
    this.blocks.push(block);
    this.everMined.set(block.hash, block.bytes);
    return { height, hash: block.hash, txids: transactions.map(({ txid }) => txid) };
  }

  transaction(plan: PlannedTransaction): { bytes: Uint8Array; txid: string } {
    const unique = Buffer.alloc(32);
    unique.writeUInt32LE(this.#inputs++);
    return buildTransaction({
      ...plan,
      spends: plan.spends?.length ? plan.spends : [{ txid: display(unique), vout: 0 }],
    });
  }

  /** Takes back the last blocks. */
  undo(count: number): void {
    this.blocks.length -= count;
  }

  get height(): number {
    return this.blocks.length - 1;
  }

  async getTip(): Promise<ChainTip> {
    return { height: this.height, hash: this.blocks.at(-1)?.hash ?? '' };
  }

  async getBlockHash(height: number): Promise<string | undefined> {
    return this.blocks[height]?.hash;
  }

  async getRawBlock(hash: string): Promise<Uint8Array> {
    const bytes = this.everMined.get(hash);
    if (!bytes) throw new RangeError(`no block ${hash}`);
    return bytes;
  }
}

import { type Regtest, type RegtestOptions, startRegtest } from '@istsi/bitcoin-regtest';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hex } from '@scure/base';
import { p2wpkh, Transaction } from '@scure/btc-signer';
import { parseTransaction } from '../src/block/transaction.ts';
import { networks } from '../src/networks.ts';
import { type BitcoinRpc, createBitcoinRpc } from '../src/node/rpc.ts';
import type { Payment } from './scripted-chain.ts';

const regtest = networks.regtest;
const minerKey = new Uint8Array(32).fill(0x77);
const miner = p2wpkh(secp256k1.getPublicKey(minerKey, true), regtest.addressVersions);
const MATURITY = 100;
const COINS = 40;

export type Coin = { txid: string; vout: number; amountSats: bigint };
export type Sent = { txid: string; hex: string; coin: Coin };

/** A node with money on it, and a depositor who can pay, bump fees and double-spend. */
export type RegtestWorld = {
  node: Regtest;
  rpc: BitcoinRpc;
  /** Mines blocks with everything in the memory pool; returns their hashes. */
  mine(blocks?: number): Promise<string[]>;
  /** Mines one block with exactly these transactions (hex). */
  mineOnly(transactions: string[]): Promise<string>;
  /** Signs a payment from a coin of the depositor; what is left beyond the fee is its change. */
  build(coin: Coin, pays: Payment[], feeSats?: bigint): Sent;
  /** Builds from a fresh coin and broadcasts. */
  pay(...pays: Payment[]): Promise<Sent>;
  /** Undoes the block and everything above it. */
  undo(hash: string): Promise<void>;
  coin(): Coin;
};

export async function startRegtestWorld(options: RegtestOptions = {}): Promise<RegtestWorld> {
  const node = await startRegtest(options);
  const rpc = createBitcoinRpc({ url: node.rpcUrl, network: regtest });
  const coins: Coin[] = [];

  const mine = async (blocks = 1) => (await rpc.call('generatetoaddress', [blocks, miner.address])) as string[];
  const mineOnly = async (transactions: string[]) =>
    ((await rpc.call('generateblock', [miner.address, transactions])) as { hash: string }).hash;

  /** The first blocks' rewards, once they can be spent, are the depositor's coins. */
  async function collectCoins(): Promise<void> {
    const hashes = await mine(MATURITY + COINS);
    for (const hash of hashes.slice(0, COINS)) {
      const block = await rpc.getRawBlock(hash);
      // A block with a coinbase alone: header, count of one, transaction.
      const { txid, outputs } = parseTransaction(block.subarray(81));
      coins.push({ txid, vout: 0, amountSats: outputs[0]?.amountSats ?? 0n });
    }
  }

  function coin(): Coin {
    const next = coins.shift();
    if (!next) throw new RangeError('the depositor has no coins left');
    return next;
  }

  function build(from: Coin, pays: Payment[], feeSats = 1_000n): Sent {
    const transaction = new Transaction({ allowUnknownOutputs: true, disableScriptCheck: true });
    transaction.addInput({
      txid: from.txid,
      index: from.vout,
      sequence: 0xfffffffd,
      witnessUtxo: { script: miner.script, amount: from.amountSats },
    });
    for (const { scriptPubKey, amountSats } of pays)
      transaction.addOutput({ script: scriptPubKey, amount: amountSats });
    const paid = pays.reduce((sum, { amountSats }) => sum + amountSats, 0n);
    const rest = from.amountSats - paid - feeSats;
    if (rest > 0n) transaction.addOutput({ script: miner.script, amount: rest });
    transaction.sign(minerKey);
    transaction.finalize();
    return { txid: transaction.id, hex: hex.encode(transaction.extract()), coin: from };
  }

  async function pay(...pays: Payment[]): Promise<Sent> {
    const sent = build(coin(), pays);
    await rpc.sendTransaction(hex.decode(sent.hex));
    return sent;
  }

  await collectCoins();
  const undo = async (hash: string) => void (await rpc.call('invalidateblock', [hash]));
  return { node, rpc, mine, mineOnly, build, pay, undo, coin };
}

import { type Block, encodeBlock, encodeHeader, parseBlock } from '../encoding/block.ts';
import { buildTransaction } from '../encoding/transaction.ts';
import { pushData } from '../script/instructions.ts';
import { OP } from '../script/opcodes.ts';

/** Every regtest block has the easiest target; it is never retargeted. */
export const REGTEST_BITS = 0x207fffff;
export const COIN_SATS = 100_000_000n;
export const MAX_MONEY_SATS = 21_000_000n * COIN_SATS;
export const COINBASE_MATURITY = 100;
export const MAX_BLOCK_WEIGHT = 4_000_000;
export const MAX_BLOCK_SIGOP_COST = 80_000;
export const HALVING_INTERVAL = 150;
export const MAX_FUTURE_SECONDS = 2 * 60 * 60;
const LAST_HALVING = 64;

export function subsidySats(height: number): bigint {
  const halvings = Math.floor(height / HALVING_INTERVAL);
  return halvings >= LAST_HALVING ? 0n : (50n * COIN_SATS) >> BigInt(halvings);
}

export const isMoney = (sats: bigint): boolean => sats >= 0n && sats <= MAX_MONEY_SATS;

const GENESIS_MESSAGE = 'The Times 03/Jan/2009 Chancellor on brink of second bailout for banks';
const GENESIS_KEY =
  '04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f';

/** The genesis block of regtest, 0f9188f1…2206. Its coinbase can never be spent. */
export function createGenesisBlock(): Block {
  const coinbase = buildTransaction({
    version: 1,
    lockTime: 0,
    inputs: [
      {
        prevTxid: '00'.repeat(32),
        vout: 0xffffffff,
        scriptSig: Buffer.concat([Buffer.from('04ffff001d0104', 'hex'), pushData(Buffer.from(GENESIS_MESSAGE))]),
        sequence: 0xffffffff,
        witness: [],
      },
    ],
    outputs: [
      {
        valueSats: 50n * COIN_SATS,
        script: Buffer.concat([pushData(Buffer.from(GENESIS_KEY, 'hex')), Buffer.from([OP.CHECKSIG])]),
      },
    ],
  });
  const header = encodeHeader({
    version: 1,
    prevHash: '00'.repeat(32),
    merkleRoot: coinbase.hash,
    time: 1296688602,
    bits: REGTEST_BITS,
    nonce: 2,
  });
  return parseBlock(encodeBlock(header, [coinbase]));
}

import { randomBytes } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import * as btc from '@scure/btc-signer';

export type BitcoinCall = <T>(method: string, ...params: unknown[]) => Promise<T>;

/** Regtest's. */
const NETWORK = { ...btc.TEST_NETWORK, bech32: 'bcrt' };
/** Blocks until a reward can be spent. */
const MATURITY = 100;
const FEE_SATS = 2_000n;

/** Somebody whose key is not the node's: a node that was built or started without wallets will do. */
export interface OwnPayer {
  readonly address: string;
  mine(blocks: number): Promise<void>;
  /** Spends one reward that is old enough. */
  pay(to: string, sats: bigint): Promise<void>;
}

export function createOwnPayer(call: BitcoinCall): OwnPayer {
  const key = new Uint8Array(randomBytes(32));
  const { address, script } = btc.p2wpkh(secp256k1.getPublicKey(key, true), NETWORK);
  if (address === undefined) throw new Error('a key has an address');
  const rewards: { txid: string; height: number }[] = [];

  return {
    address,
    async mine(blocks) {
      for (const hash of await call<string[]>('generatetoaddress', blocks, address)) {
        const { tx, height } = await call<{ tx: string[]; height: number }>('getblock', hash, 1);
        rewards.push({ txid: tx[0] as string, height });
      }
    },
    async pay(to, sats) {
      const [reward] = rewards;
      const tip = await call<number>('getblockcount');
      if (!reward || tip - reward.height < MATURITY) throw new Error('no reward is old enough');
      rewards.shift();
      const output = await call<{ value: number } | null>('gettxout', reward.txid, 0);
      if (!output) throw new Error('the reward is spent');
      // A whole number of coins, halved every 150 blocks: eight decimals at most.
      const value = btc.Decimal.decode(output.value.toFixed(8));
      const tx = new btc.Transaction();
      tx.addInput({ txid: reward.txid, index: 0, witnessUtxo: { script, amount: value } });
      tx.addOutputAddress(to, sats, NETWORK);
      tx.addOutputAddress(address, value - sats - FEE_SATS, NETWORK);
      tx.sign(key);
      tx.finalize();
      await call('sendrawtransaction', tx.hex);
    },
  };
}

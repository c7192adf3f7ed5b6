/** An unspent output with what its spending must know about its origin. */
export type Coin = { valueSats: bigint; script: Buffer; height: number; isCoinbase: boolean };

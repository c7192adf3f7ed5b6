import { frameWeight, inputWeight, outputWeight } from '../../bitcoin/custody/src/withdrawal/weight.ts';

/** Keys and signatures of the reserve that the page speaks of. */
const RESERVE = { keys: 3, threshold: 2 };
/** Bytes of a witness program and its script: of a key (P2WPKH), and of a script (P2WSH), which change goes to. */
const KEY_SCRIPT_BYTES = 22;
const CHANGE_SCRIPT_BYTES = 34;

/** Virtual bytes of a payment of one coin to so many people, with change. */
export function paymentVbytes(withdrawals: number): number {
  const reserve = { kind: 'wsh', keys: Array(RESERVE.keys).fill(null), threshold: RESERVE.threshold };
  const weight =
    frameWeight(1, withdrawals + 1) +
    inputWeight(reserve as unknown as Parameters<typeof inputWeight>[0]) +
    withdrawals * outputWeight(new Uint8Array(KEY_SCRIPT_BYTES)) +
    outputWeight(new Uint8Array(CHANGE_SCRIPT_BYTES));
  return Math.ceil(weight / 4);
}

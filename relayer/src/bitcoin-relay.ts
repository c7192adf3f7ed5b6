import { loadContract } from '@istsi/contracts';
import { type ContractHandle, invocation, type Network, readContract } from '@istsi/soroban-client';
import { contract, type xdr } from '@stellar/stellar-sdk';

export interface RelayTip {
  /** As explorers print it. */
  hash: string;
  height: number;
}

/** A deployed `bitcoin-relay`. */
export interface BitcoinRelay {
  readonly contractId: string;
  getTip(): Promise<RelayTip>;
  /** The hash of a block of its window; undefined above its tip, and for what left the window. */
  getBlockHash(height: number): Promise<string | undefined>;
  /** The call that tells it headers, 80 bytes each. */
  submission(headers: Uint8Array): xdr.HostFunction;
}

/** `bitcoin-relay` refused: the headers do not lead to more work than it knows of. */
export const NOT_MORE_WORK = 610;
/** `bitcoin-relay` refused: the headers follow no block of its window, or one too near to its end. */
export const UNKNOWN_PARENT = 602;

export function openBitcoinRelay(network: Network, contractId: string): BitcoinRelay {
  const spec = contract.Spec.fromWasm(Buffer.from(loadContract('bitcoin-relay').wasm));
  const handle: ContractHandle = { contractId, spec };
  const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
  return {
    contractId,
    async getTip() {
      const { hash, height } = await readContract<{ hash: Uint8Array; height: number }>(network, handle, 'tip');
      return { hash: hex(hash), height };
    },
    async getBlockHash(height) {
      const hash = await readContract<Uint8Array | null>(network, handle, 'block_hash', { height });
      return hash ? hex(hash) : undefined;
    },
    submission: (headers) => invocation(handle, 'submit', { headers: Buffer.from(headers) }),
  };
}

import { createHash } from 'node:crypto';
import {
  type ContractArgs,
  type ContractHandle,
  contractIdOf,
  createContract,
  invocation,
  signerOf,
  uploadWasm,
  withCredentials,
} from '@istsi/soroban-client';
import { contract, xdr } from '@stellar/stellar-sdk';
import { loadContract } from '../../src/index.ts';
import type { TransactionProof } from '../../src/relay-proofs.ts';
import { historyOf } from '../../src/relay-proofs.ts';
import { type Block, coinbase, mineBlock, proofOf } from '../bitcoin-relay/blocks.ts';
import { hash256, mineChain } from '../bitcoin-relay/headers.ts';
import { EASY, NOW } from '../bitcoin-relay/relay.ts';
import { type Sign, signWith, submit } from '../transaction.ts';
import { startWorld, type World } from '../world.ts';

/** Of the first block that the relay knows. */
const BASE = 800_000;
const START = NOW - 1_000_000;
const BITS = EASY.limit_bits;
const RULES = { ...EASY, retargets: false };

/** The contracts, a relay that believes what is mined here, and an attestor that believes the relay. */
export interface SpvWorld extends World {
  readonly attestor: ContractHandle;
  /** Mines a block with these transactions, and so many empty ones on top; the relay is told. */
  mine(transactions: Buffer[], onTop?: number): Promise<Mined>;
  /** Mines others in the place of this block and of all after it: the relay is told, and follows what has more work. */
  replace(block: Mined, transactions: Buffer[], onTop: number): Promise<Mined>;
  /** As the block's own, with what the relay asks for of one that left its window. */
  oldProof(block: Mined, index: number): Promise<TransactionProof>;
  /** An attestor with the quorum of the first, and another relay, which knows no block of this one. */
  attestorOfAnotherChain(): Promise<ContractHandle>;
  /** Signs for the attestor with this evidence, for people with their keys. */
  signed(evidence: Evidence, people?: Parameters<World['address']>[0][], by?: ContractHandle): Sign;
  /** What an attestor of another quorum derives. */
  scriptOf(quorum: Quorum, address_index: number): Promise<Uint8Array>;
  readAttestor<T>(method: string, args?: ContractArgs): Promise<T>;
}

export interface Mined {
  block_height: number;
  /** As explorers print it. */
  block_hash: Buffer;
  proof(index: number): TransactionProof;
}

export interface Evidence {
  tag: 'Deposit' | 'Payment' | 'Loss';
  values: [object];
}

/** What the contract's constructor takes of a descriptor: the parents of the keys of all users. */
export interface Quorum {
  is_taproot: boolean;
  parents: { chain_code: Buffer; public_key: Buffer }[];
  threshold: number;
}

export async function startSpvWorld(quorum: Quorum): Promise<SpvWorld> {
  const world = await startWorld({ now: () => NOW * 1000 });
  const headers = mineChain(Buffer.alloc(32, 7), 11, { bits: BITS, time: START, label: 'spv' });
  let relays = 0;
  const relayOf = (first: Buffer[]): Promise<ContractHandle> =>
    deploy(world, 'bitcoin-relay', relays++, {
      rules: RULES,
      checkpoint: {
        ...{ epoch_bits: BITS, epoch_time: START - 600_000, height: BASE, work: 1n << 64n },
        headers: Buffer.concat(first),
      },
    });
  const relay = await relayOf(headers);
  const { contracts } = world;
  let attestors = 0;
  const attestorOf = (of: Quorum, believed = relay): Promise<ContractHandle> =>
    deploy(world, 'spv-attestor', attestors++, {
      relay: believed.contractId,
      router: contracts['integration-router'].contractId,
      reserve_manager: contracts['reserve-manager'].contractId,
      registry: contracts['kyc-registry'].contractId,
      quorum: of,
    });
  const attestor = await attestorOf(quorum);
  const mineOne = (transactions: Buffer[]): Block => {
    const height = BASE + headers.length;
    const fields = { previous: hash256(headers.at(-1)!), time: START + headers.length * 600, bits: BITS };
    const block = mineBlock(fields, [coinbase(height), ...transactions]);
    headers.push(block.header);
    return block;
  };
  const call = async <T>(handle: ContractHandle, method: string, args: ContractArgs): Promise<T> => {
    const value = await act(world, invocation(handle, method, args));
    return handle.spec.funcResToNative(method, value) as T;
  };
  const mine = async (transactions: Buffer[], onTop = 0): Promise<Mined> => {
    const block_height = BASE + headers.length;
    const block = mineOne(transactions);
    const block_hash = Buffer.from(hash256(block.header)).reverse();
    const more = Array.from({ length: onTop }, () => mineOne([]));
    const told = Buffer.concat([block, ...more].map(({ header }) => header));
    await call(relay, 'submit', { headers: told });
    return { block_height, block_hash, proof: (index) => proofOf(block, block_height, index) };
  };
  return {
    ...world,
    attestor,
    mine,
    async replace({ block_height }, transactions, onTop) {
      headers.length = block_height - BASE;
      return await mine(transactions, onTop);
    },
    async oldProof(block, index) {
      const start = await call<number>(relay, 'window_start', {});
      const history = historyOf(headers.slice(0, start - BASE).map(hash256), block.block_height - BASE);
      return { ...block.proof(index), history };
    },
    async attestorOfAnotherChain() {
      const others = mineChain(Buffer.alloc(32, 8), 11, { bits: BITS, time: START, label: `another chain ${relays}` });
      return await attestorOf(quorum, await relayOf(others));
    },
    signed(evidence, people = [], by = attestor) {
      const others = signWith(
        world.network,
        people.map((person) => world.people[person]),
      );
      const signature = attestor.spec.nativeToScVal(evidence, evidenceType);
      return async (entry, until) =>
        signerOf(entry) === by.contractId
          ? withCredentials(entry, { signatureExpirationLedger: until, signature })
          : await others(entry, until);
    },
    scriptOf: async (of, address_index) => await call(await attestorOf(of), 'deposit_script', { address_index }),
    readAttestor: (method, args = {}) => call(attestor, method, args),
  };
}

const evidenceType = xdr.ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name: 'Evidence' }));

const act = (world: World, invoke: xdr.HostFunction): Promise<xdr.ScVal> =>
  submit({ network: world.network, source: world.people.deployer, invoke, sign: signWith(world.network, []) });

/** Puts one on the ledger; `number` tells those of a name apart. */
export async function deploy(
  world: World,
  name: 'bitcoin-relay' | 'spv-attestor',
  number: number,
  args: ContractArgs,
): Promise<ContractHandle> {
  const { wasm, hash } = loadContract(name);
  // Costs depend on addresses: they are the same in every run.
  const salt = createHash('sha256').update(`${name} ${number}`).digest();
  const spec = contract.Spec.fromWasm(Buffer.from(wasm));
  const deployer = world.people.deployer.publicKey();
  await act(world, uploadWasm(wasm));
  await act(world, createContract(deployer, salt, hash, spec.funcArgsToScVals('__constructor', args)));
  return { contractId: contractIdOf(world.network.networkPassphrase, deployer, salt), spec };
}

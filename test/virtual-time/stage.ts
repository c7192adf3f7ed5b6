import fs from 'node:fs';
import path from 'node:path';
import { openContracts } from '@istsi/contracts';
import type { SignerServer } from '@istsi/signer';
import { createSubmitter, openNetwork, signEntry } from '@istsi/soroban-client';
import type { Sandbox } from '@istsi/soroban-sandbox';
import { scValToNative } from '@stellar/stellar-sdk';
import type { Outpoint } from '../../integration/src/index.ts';
import type { TestBitcoin } from '../../integration/test/bitcoin.ts';
import { createDeath } from '../../integration/test/dying.ts';
import { mintAsThief } from '../../integration/test/guardian-world.ts';
import { startNetworks } from '../../integration/test/networks.ts';
import { type Beginning, fileOf } from './chains.ts';
import { type Edge, startEdge } from './edge.ts';
import { type Asked, createJudge, type Judge } from './judge.ts';
import type { BrokenDatabase } from './mortal-pool.ts';
import { type EdgeName, edgeNames, type Move } from './moves.ts';
import {
  beginMemories,
  type Coordinator,
  type GuardianProcess,
  openCoordinator,
  openGuardian,
  startSigner,
} from './system.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The system in one process, with nothing in it that moves by itself. */
export interface Stage {
  /** Makes one move; answers in a word what came of it. */
  play(move: Move): Promise<string>;
  coordinator(): Coordinator;
  guardian(): GuardianProcess;
  judge: Judge;
  sandbox: Sandbox;
  bitcoin: TestBitcoin;
  asked: readonly Asked[];
  /** Everything is reached again as it should be. */
  openAll(): void;
  stop(): Promise<void>;
}

export interface Setting {
  beginning: Beginning;
  time: VirtualTime;
  databaseUrl: string;
  /** A name for its files. */
  run: string;
  broken?: BrokenDatabase;
}

const MAX_FEE = 30_000n;
const SIGNERS = 3;
const RATE = 10;
const DEAD_MS = 60_000;

export async function openStage({ beginning, time, databaseUrl, run, broken }: Setting): Promise<Stage> {
  const { users, keys, manifest, custody } = beginning;
  const { sandbox, bitcoin, bitcoinUrl, ...networks } = await startNetworks(undefined, { copyOf: beginning.network });
  await bitcoin.call('setfeeestimate', RATE / 100_000);
  fs.mkdirSync(path.dirname(fileOf(beginning, run, 'x')), { recursive: true });
  await beginMemories(beginning, run);

  const edges = {} as Record<EdgeName, Edge>;
  const openEdge = async (name: EdgeName, target: string): Promise<void> => {
    edges[name] = await startEdge(target);
  };
  for (const name of edgeNames)
    if (!/^signer-/.test(name)) await openEdge(name, name.endsWith('stellar') ? sandbox.rpcUrl : bitcoinUrl);
  const signers: SignerServer[] = [];
  for (let n = 0; n < SIGNERS; n++) {
    signers.push(await startSigner(beginning, { n, run, edges }));
    await openEdge(`signer-${n}` as EdgeName, signers[n]!.url);
  }
  const options = { databaseUrl, edges, ...(broken && { broken }) };
  let coordinator = await openCoordinator(beginning, options);
  let guardian = await openGuardian(beginning, { run, edges });

  const network = openNetwork(sandbox);
  const contracts = openContracts(manifest, network);
  const submitter = createSubmitter({ network, channels: [keys.deployer], errorNames: contracts.errorNames });
  const asked: Asked[] = [];
  const unmined: Outpoint[] = [];
  const judge = createJudge(beginning, sandbox, bitcoin);

  async function withdraw(nth: number, sats: bigint): Promise<string> {
    const user = users[nth % users.length]!;
    if ((await contracts.token.read('balance', { id: user.address })) < sats) return 'has too little';
    const address = await bitcoin.call<string>('getnewaddress');
    const order = { user: user.address, token_amount: sats, btc_address: address, max_fee: MAX_FEE };
    const outcome = await submitter.submit({
      invoke: contracts.router.invocation('execute_token_withdrawal', order),
      authorize: (entry, terms) => signEntry(entry, user.keypair, terms.validUntilLedger, terms.networkPassphrase),
    });
    if (outcome.status !== 'success')
      return `refused: ${outcome.status === 'refused' ? outcome.failure.text : outcome.status}`;
    const id = Buffer.from(scValToNative(outcome.returnValue!) as Uint8Array).toString('hex');
    asked.push({ id, user: nth % users.length, sats, address });
    return 'asked';
  }

  /** Of those that wait to be mined, or that a reorganization has them wait again. */
  async function pending(): Promise<Outpoint[]> {
    const waiting = new Set(await bitcoin.call<string[]>('getrawmempool'));
    return unmined.filter(({ txid }) => waiting.has(txid));
  }

  async function replace(nth: number): Promise<string> {
    const waiting = await pending();
    const one = waiting[nth % Math.max(1, waiting.length)];
    if (!one) return 'nothing waits';
    const elsewhere = await bitcoin.call<string>('getnewaddress');
    await bitcoin.replace(one, [elsewhere, 10_000n]);
    return 'replaced';
  }

  /** What a quorum signs that looks at nothing: a payment is buried by two blocks because it is said to be. */
  async function mintUnconfirmed(nth: number): Promise<string> {
    const tip = await bitcoin.tip();
    const { tx } = await bitcoin.call<{ tx: { txid: string }[] }>('getblock', tip.hash, 2);
    const fresh = unmined.filter(({ txid }) => tx.some((one) => one.txid === txid));
    const one = fresh[nth % Math.max(1, fresh.length)];
    if (!one) return 'nothing is fresh';
    const { value, scriptPubKey } = await bitcoin.call<{ value: number; scriptPubKey: { address: string } }>(
      'gettxout',
      one.txid,
      one.vout,
    );
    const user = users.find(({ depositAddress }) => depositAddress === scriptPubKey.address)!;
    const mint = { user: user.address, amountSats: BigInt(Math.round(value * 1e8)), txid: one.txid, block: tip };
    return (await mintAsThief({ keys, custody, contracts, sandbox }, { ...mint, vout: one.vout, confirmations: 3 }))
      .status;
  }

  async function restart(part: 'services' | 'guardian' | 'signer', nth: number): Promise<void> {
    if (part === 'services') {
      await coordinator.close().catch(() => undefined);
      coordinator.kill(undefined);
      coordinator = await openCoordinator(beginning, options);
    } else if (part === 'guardian') {
      await guardian.stop();
      guardian = await openGuardian(beginning, { run, edges });
    } else {
      const n = nth % SIGNERS;
      const { port } = new URL(signers[n]!.url);
      await signers[n]!.stop();
      signers[n] = await startSigner(beginning, { n, run, edges, port: Number(port) });
    }
  }

  async function step(move: Extract<Move, { do: 'step' }>): Promise<string> {
    if (move.part === 'guardian') {
      await time.step(async () => await guardian.watch.look(new AbortController().signal));
      const { state, why } = guardian.watch.standing();
      return why === null ? state : `${state}: ${why}`;
    }
    const { part, nth, dies } = move;
    if (dies === undefined) return await time.step(async () => await ended(coordinator.step(part, nth)));
    const death = createDeath(dies);
    const isKilled = () => death.count() >= dies;
    const came = await time.step(async (step) => {
      coordinator.kill(death);
      const answer = await ended(coordinator.step(part, nth));
      step.isKilled = isKilled();
      return answer;
    });
    coordinator.kill(undefined);
    if (!isKilled()) return came;
    // However far it tried to go on: it was dead for a minute.
    time.pass(DEAD_MS);
    await reopened('services', 0);
    return 'killed';
  }

  /** Nodes that are out of reach are waited for by who starts a process again: they are reached for a moment. */
  async function reopened(part: 'services' | 'guardian' | 'signer', nth: number): Promise<void> {
    const shut = edgeNames.map((name) => [name, edges[name].passage] as const);
    openAll();
    await restart(part, nth);
    for (const [name, passage] of shut) edges[name].passage = passage;
  }

  function openAll(): void {
    for (const name of edgeNames) edges[name].passage = 'open';
  }

  return {
    ...{ judge, sandbox, bitcoin, asked, openAll },
    coordinator: () => coordinator,
    guardian: () => guardian,
    async play(move) {
      time.pass(move.ms);
      switch (move.do) {
        case 'step':
          return await step(move);
        case 'edge':
          edges[move.edge].passage = move.passage;
          return move.passage;
        case 'restart':
          await reopened(move.part, move.nth);
          return 'restarted';
        case 'pay': {
          const user = users[move.user % users.length]!;
          unmined.push(...(await bitcoin.pay([user.depositAddress, BigInt(move.sats)])));
          return 'paid';
        }
        case 'mine':
          await bitcoin.mine(move.blocks);
          return 'mined';
        case 'reorganize':
          await bitcoin.reorganize(move.depth);
          return 'reorganized';
        case 'replace':
          return await replace(move.nth);
        case 'withdraw':
          return await withdraw(move.user, BigInt(move.sats));
        case 'fees':
          await bitcoin.call('setfeeestimate', move.satsPerVbyte / 100_000);
          return 'set';
        case 'mint-unconfirmed':
          return await mintUnconfirmed(move.nth);
      }
    },
    async stop() {
      await coordinator.close().catch(() => undefined);
      await guardian.stop();
      for (const signer of signers) await signer.stop();
      for (const name of edgeNames) await edges[name].stop();
      await networks.stop();
      fs.rmSync(path.dirname(fileOf(beginning, run, 'x')), { recursive: true, force: true });
    },
  };
}

/** A node that is out of reach, or a conflict, is the loop's to note and to try again: here, the next step's. */
const ended = async (step: Promise<string>): Promise<string> =>
  await step.catch((error: unknown) => `failed: ${(error as { code?: string }).code ?? (error as Error).name}`);

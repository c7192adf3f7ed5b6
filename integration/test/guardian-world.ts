import fs from 'node:fs';
import path from 'node:path';
import { assemble, deriveAddress, encodeProposal, type ProposedInput, silentLog } from '@istsi/bitcoin-custody';
import { type BlockRef, depositArgs } from '@istsi/contracts';
import { Role } from '@istsi/contracts/clients/integration-router';
import { createMemory, type Guardian, type GuardianFacts, HEARTBEAT, startGuardian } from '@istsi/guardian';
import { attestorAddress } from '@istsi/signer';
import {
  authorizeFor,
  createSubmitter,
  fundAccount,
  isSignedStatement,
  openNetwork,
  type SubmitOutcome,
  signEntry,
  signerOf,
} from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { propose } from './administer.ts';
import type { World } from './world.ts';

export interface GuardianSetting {
  key: Keypair;
  memoryFile: string;
  start(change?: {
    rpcUrl?: string;
    secondRpcUrl?: string;
    bitcoinUrl?: string;
    memoryFile?: string;
  }): Promise<Guardian>;
}

/** A guardian's key in its role, with lumens, and its memory. */
export async function appointGuardian(
  world: World,
  name: string,
  key: Keypair = Keypair.random(),
): Promise<GuardianSetting> {
  const network = openNetwork(world.sandbox);
  await fundAccount(network, world.sandbox.friendbotUrl, key.publicKey());
  const submitter = createSubmitter({ network, channels: [world.keys.deployer] });
  const action = { tag: 'GrantRole' as const, values: [key.publicKey(), Role.Guardian] as const };
  await propose(submitter, world.contracts, world.keys.superAdmin, action);
  const memoryFile = path.join(world.custody.dir, `${name}.log`);
  createMemory({ file: memoryFile, address: key.publicKey() });
  return {
    ...{ key, memoryFile },
    start: (change = {}) =>
      startGuardian({
        ...{ key, manifest: world.manifest, descriptors: [world.custody.descriptor], log: silentLog },
        stellar: {
          rpcUrl: change.rpcUrl ?? world.sandbox.rpcUrl,
          ...(change.secondRpcUrl !== undefined && { second: { rpcUrl: change.secondRpcUrl } }),
          pollMs: 50,
        },
        bitcoin: { rpcUrl: change.bitcoinUrl ?? world.networks.bitcoinUrl },
        memoryFile: change.memoryFile ?? memoryFile,
        rules: { ledgersOnDemand: true, patienceMs: 300 },
      }),
  };
}

/** What it says of itself now, which it must have signed. */
export function standingOf(guardian: Guardian): GuardianFacts {
  const beat = guardian.heartbeat();
  if (!isSignedStatement(beat, { address: guardian.address, purpose: HEARTBEAT })) throw new Error('not signed by it');
  return JSON.parse(beat.statement) as GuardianFacts;
}

/** Its memory as it is on disk at this moment: what a kill would leave. */
export function copyMemory(file: string, to: string): string {
  for (const end of ['', '.head']) fs.copyFileSync(`${file}${end}`, `${to}${end}`);
  return to;
}

export interface FalseMint {
  user: string;
  amountSats: bigint;
  txid: string;
  /** 0 where it is absent. */
  vout?: number;
  /** What is claimed; 3 where it is absent. */
  confirmations?: number;
  block: BlockRef;
}

/** Whoever has the operator's key and those of two custodians asks nobody. */
export async function mintAsThief(
  world: Pick<World, 'custody' | 'contracts' | 'sandbox'> & { keys: Pick<World['keys'], 'operator'> },
  { vout = 0, confirmations = 3, ...mint }: FalseMint,
): Promise<SubmitOutcome> {
  const { keys, custody, contracts } = world;
  const stolen = custody.keystores.slice(0, 2);
  const attestors = await Promise.all(stolen.map(attestorAddress));
  const claim = { ...mint, vout, confirmations };
  const args = depositArgs({ caller: keys.operator.publicKey(), attestors: [...attestors].sort(), ...claim });
  const network = openNetwork(world.sandbox);
  const submitter = createSubmitter({ network, channels: [keys.operator], errorNames: contracts.errorNames });
  return await submitter.submit({
    invoke: contracts.router.invocation('execute_bitcoin_deposit', args),
    async authorize(entry, terms) {
      const address = signerOf(entry) ?? '';
      const keystore = stolen[attestors.indexOf(address)];
      if (!keystore) return await signEntry(entry, keys.operator, terms.validUntilLedger, terms.networkPassphrase);
      return await authorizeFor(entry, address, (hash) => keystore.signAttestation('stellar', hash), terms);
    },
  });
}

/** Whoever has two custodians' Bitcoin keys spends a coin without asking the reserve. */
export async function spendAsThief(
  world: World,
  coin: { txid: string; vout: number; index: number; amountSats: bigint },
): Promise<string> {
  const { custody, bitcoin } = world;
  const { amountSats, ...outpoint } = coin;
  const previousTransaction = Buffer.from(await bitcoin.call<string>('getrawtransaction', coin.txid), 'hex');
  const input: ProposedInput = { ...outpoint, previousTransaction };
  const { scriptPubKey } = deriveAddress(custody.descriptor, 999);
  const outputs = [{ scriptPubKey, amountSats: amountSats - 2_000n }];
  const proposal = { inputs: [input], outputs, lockTime: 0 };
  const epochs = [custody.descriptor];
  const psbt = encodeProposal(epochs, proposal);
  const account = { network: custody.descriptor.network, epoch: 0 };
  const signed = await Promise.all(custody.keystores.slice(0, 2).map((keystore) => keystore.signPsbt(psbt, account)));
  const { result } = assemble(epochs, proposal, signed);
  if (!result.complete) throw new Error('two of three signed');
  return await bitcoin.call<string>('sendrawtransaction', Buffer.from(result.bytes).toString('hex'));
}

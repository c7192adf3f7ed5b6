import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { invocation, signerOf } from '@istsi/soroban-client';
import type { Applied, Direct, EntryChange } from '@istsi/soroban-sandbox';
import { SandboxError } from '@istsi/soroban-sandbox';
import {
  Account,
  Address,
  Asset,
  buildAuthorizationEntryPreimage,
  Keypair,
  Operation as Operations,
  rpc,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { Refusal } from '../../contracts/test/refusal.ts';
import type { World } from '../../contracts/test/world.ts';
import type { Operation } from './operation.ts';

/** Somebody who signs with a key of their own. */
export interface Actor {
  readonly name: string;
  readonly address: string;
  readonly publicKey: Uint8Array;
  readonly secret: KeyObject;
}

/** The network of a history and everybody in it. */
export interface Stage {
  readonly world: World;
  readonly direct: Direct;
  readonly actors: Map<string, Actor>;
}

/** What became of something that was sent. */
export interface Outcome {
  readonly refusal: Refusal | undefined;
  /** Undefined when the network did not even take it. */
  readonly changes: ReadonlyMap<string, EntryChange> | undefined;
  readonly value: xdr.ScVal | undefined;
}

const FEE = '10000';
const VALID_LEDGERS = 100;
const FORTUNE = '10000000';
const DAY_IN_LEDGERS = 17_280;

/** Gives everybody in the world the means to pay for very many transactions. */
export async function openStage(world: World): Promise<Stage> {
  const { direct } = world.sandbox;
  if (!direct) throw new Error('the world has no direct access to its network');
  const actors = Object.entries(world.people).map(([name, key]): [string, Actor] => [
    name,
    actorOf(name, key.rawSecretKey(), key.publicKey()),
  ]);
  const stage = { world, direct, actors: new Map(actors) };
  for (const [, { address }] of actors) await endow(stage, address, true);
  return stage;
}

/** A new account, with a key that only its name decides. */
export async function enroll(stage: Stage, name: string): Promise<Actor> {
  const seed = createHash('sha256').update(`simulated ${name}`).digest();
  const actor = actorOf(name, seed, Keypair.fromRawEd25519Seed(seed).publicKey());
  stage.actors.set(name, actor);
  await endow(stage, actor.address, false);
  return actor;
}

export function actor({ actors }: Stage, name: string): Actor {
  const found = actors.get(name);
  if (!found) throw new Error(`${name} is not on this stage`);
  return found;
}

function actorOf(name: string, seed: Uint8Array, address: string): Actor {
  // PKCS #8 of an Ed25519 seed (RFC 8410).
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const publicKey = Keypair.fromPublicKey(address).rawPublicKey();
  return { name, address, publicKey, secret: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}

async function endow(stage: Stage, address: string, exists: boolean): Promise<void> {
  const { networkPassphrase } = stage.world.network;
  const root = Keypair.fromRawEd25519Seed(createHash('sha256').update(networkPassphrase).digest());
  const operation = exists
    ? Operations.payment({ destination: address, asset: Asset.native(), amount: FORTUNE })
    : Operations.createAccount({ destination: address, startingBalance: FORTUNE });
  const transaction = build(stage, root.publicKey(), operation);
  transaction.sign(root);
  const { successful } = await stage.direct.submit(transaction.toEnvelope().toXdr());
  if (!successful) throw new Error(`${address} could not be endowed`);
}

/**
 * Signed by everybody that it needs, with the footprint of this moment. What simulation refuses is signed and sent all
 * the same: that it fails in a ledger, and leaves nothing behind, is seen only there.
 */
export function prepare(stage: Stage, operation: Operation): { envelope: Uint8Array; refusal: Refusal | undefined } {
  const { world, direct } = stage;
  const source = actor(stage, operation.by);
  const func = invocation(world.contracts[operation.contract], operation.method, operation.args);
  const prepared = direct.prepare(source.address, func);
  const signers = (operation.signers ?? []).map((name) => actor(stage, name));
  const auth = prepared.auth.map((entry) => {
    const signer = signers.find(({ address }) => address === signerOf(entry));
    return signer ? authorize(entry, signer, direct.head.sequence + VALID_LEDGERS, world) : entry;
  });
  const transaction = build(stage, source.address, Operations.invokeHostFunction({ func, auth }), prepared.data);
  const hint = source.publicKey.slice(-4);
  const signature = sign(null, transaction.hash(), source.secret);
  transaction.addDecoratedSignature(new xdr.DecoratedSignature({ hint, signature }));
  const refusal = prepared.error === undefined ? undefined : new Refusal(prepared.error);
  return { envelope: transaction.toEnvelope().toXdr(), refusal };
}

export async function send(stage: Stage, envelope: Uint8Array): Promise<Outcome> {
  try {
    const { direct } = stage;
    const applied = await direct.submit(envelope);
    const refusal = applied.successful ? undefined : new Refusal(errorsOf(applied));
    return { refusal, changes: applied.changes, value: applied.returnValue };
  } catch (error) {
    if (!(error instanceof SandboxError) || error.code !== 'sandbox/not-taken') throw error;
    return { refusal: new Refusal(error.message), changes: undefined, value: undefined };
  }
}

/** Brings the instances and the code of contracts back, which nobody called for so long that they were archived. */
export async function restoreContracts(stage: Stage): Promise<void> {
  for (const keys of codeKeys(stage)) await maintain(stage, Operations.restoreFootprint({}), { readWrite: keys });
}

/** Ledgers: longer than any time passes but for a sleep. */
const LEAST_LIFE = 40 * DAY_IN_LEDGERS;
const KEPT_LIFE = 120 * DAY_IN_LEDGERS;

/** What those who run the system do: no user's transaction has to bring the code of several contracts back. */
export async function keepContracts(stage: Stage): Promise<void> {
  const until = stage.direct.head.sequence + LEAST_LIFE;
  for (const keys of codeKeys(stage)) {
    if (keys.every((key) => (stage.direct.entry(key)?.liveUntil ?? 0) >= until)) continue;
    await maintain(stage, Operations.extendFootprintTtl({ extendTo: KEPT_LIFE }), { readOnly: keys });
  }
}

/** Of each contract, its instance and its code. */
function codeKeys({ world, direct }: Stage): xdr.LedgerKey[][] {
  return Object.values(world.contracts).flatMap(({ contractId }) => {
    const instance = instanceKey(contractId);
    const stored = direct.entry(instance);
    if (stored?.entry.type !== 'contractData' || stored.entry.value.type !== 'contractInstance') return [];
    const { executable } = stored.entry.value;
    if (executable.type !== 'wasm') return [];
    const hash = Buffer.from(executable.hash, 'hex');
    return [[instance, xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash }))]];
  });
}

async function maintain(
  stage: Stage,
  operation: xdr.Operation,
  { readOnly = [], readWrite = [] }: { readOnly?: xdr.LedgerKey[]; readWrite?: xdr.LedgerKey[] },
): Promise<void> {
  const { networkPassphrase, server } = stage.world.network;
  const payer = stage.world.people.deployer;
  const footprint = new xdr.LedgerFootprint({ readOnly, readWrite });
  const resources = new xdr.SorobanResources({ footprint, instructions: 0, diskReadBytes: 0, writeBytes: 0 });
  const data = new xdr.SorobanTransactionData({
    ext: xdr.SorobanTransactionDataExt.v0(),
    resources,
    resourceFee: 0n,
  });
  const draft = build(stage, payer.publicKey(), operation, data);
  const simulation = await server.simulateTransaction(draft);
  if (rpc.Api.isSimulationError(simulation)) throw new Error(simulation.error);
  const transaction = rpc.assembleTransaction(draft, simulation).build();
  transaction.sign(payer);
  const { successful } = await stage.direct.submit(transaction.toEnvelope().toXdr());
  if (!successful) throw new Error(`nothing was kept on ${networkPassphrase}`);
}

export const instanceKey = (contractId: string): xdr.LedgerKey =>
  xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(contractId).toScAddress(),
      key: xdr.ScVal.scvLedgerKeyContractInstance(),
      durability: xdr.ContractDataDurability.persistent,
    }),
  );

function build(
  { world, direct }: Stage,
  source: string,
  operation: xdr.Operation,
  data?: xdr.SorobanTransactionData,
): Transaction {
  const key = xdr.LedgerKey.account(
    new xdr.LedgerKeyAccount({ accountId: Keypair.fromPublicKey(source).xdrAccountId() }),
  );
  const stored = direct.entry(key);
  if (stored?.entry.type !== 'account') throw new Error(`${source} has no account`);
  const builder = new TransactionBuilder(new Account(source, String(stored.entry.sequence)), {
    fee: FEE,
    networkPassphrase: world.network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  }).addOperation(operation);
  if (data) builder.setSorobanData(data);
  return builder.build();
}

function authorize(
  entry: xdr.SorobanAuthorizationEntry,
  { publicKey, secret }: Actor,
  validUntilLedger: number,
  { network }: World,
): xdr.SorobanAuthorizationEntry {
  const { credentials } = entry;
  if (credentials.type !== 'sorobanCredentialsAddress') throw new Error(`cannot sign ${credentials.type}`);
  const preimage = buildAuthorizationEntryPreimage(entry, validUntilLedger, network.networkPassphrase);
  const signature = sign(null, createHash('sha256').update(preimage.toXdr()).digest(), secret);
  const field = (name: string, bytes: Uint8Array): xdr.ScMapEntry =>
    new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(name), val: xdr.ScVal.scvBytes(bytes) });
  const { address, nonce } = credentials.address;
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(
      new xdr.SorobanAddressCredentials({
        address,
        nonce,
        signatureExpirationLedger: validUntilLedger,
        signature: xdr.ScVal.scvVec([
          xdr.ScVal.scvMap([field('public_key', publicKey), field('signature', signature)]),
        ]),
      }),
    ),
    rootInvocation: entry.rootInvocation,
  });
}

// In the order in which simulation prints them: the outermost failure first.
function errorsOf({ diagnosticEvents, result }: Applied): string {
  const texts = diagnosticEvents.flatMap(({ event }) => {
    const error = event.body.value.topics[1];
    if (error?.type !== 'scvError') return [];
    const { value } = error;
    return value.type === 'sceContract'
      ? [`Error(Contract, #${value.contractCode})`]
      : [`Error(${value.type.slice(3)}, ${String(value.value)})`];
  });
  return texts.length > 0 ? texts.reverse().join('\n') : result.result.type;
}

import { type NetworkCopy, type Sandbox, staged, startSandbox } from '@istsi/soroban-sandbox';
import { Account, Keypair, Operation, rpc, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { NOTHING_LEFT, type Outcome, type Refuted, type Scene, sceneOf } from './scene.ts';
import { addressOf, dataKeyOf, entriesOf } from './stage.ts';

/** What became of a counterexample in a network: the same end as the proof found, or another one, and then the counterexample is spurious. */
export interface Replayed {
  readonly is: 'seen' | 'spurious';
  readonly seen: Outcome | undefined;
  /** Each difference by its name; none where the same was seen. */
  readonly differences: readonly string[];
  /** What the network says of a call that failed. */
  readonly error: string | undefined;
}

interface Run {
  readonly outcome: Outcome;
  readonly error: string | undefined;
}

const FEE = '1000000000';
const VALID_LEDGERS = 1_000;
const FOREVER = { minTime: 0, maxTime: 0 };
const LIVES = 1_000_000;
const MOST_SEQUENCE = 2n ** 31n;

/** Makes the call in a sandbox whose ledger holds what the counterexample says, with the same Wasm. */
export async function replay(scene: Scene): Promise<Replayed> {
  const empty = await emptyNetwork();
  const { outcome: seen, error } = await run(scene, empty, scene.caller.name);
  const words: number[] = [];
  if (seen.by === 'return') {
    for (const name of scene.caller.words) words.push(wordOf((await run(scene, empty, name)).outcome));
  }
  const value = scene.caller.added.length > 0 ? undefined : seen.value;
  const outcome: Outcome = { ...seen, value, words };
  const differences = differencesOf(scene.expected, outcome);
  return { is: differences.length === 0 ? 'seen' : 'spurious', seen: outcome, differences, error };
}

/** The same of what a proof found. What no network can have at all is spurious too. */
export async function replayed(refuted: Refuted): Promise<Replayed> {
  try {
    return await replay(sceneOf(refuted));
  } catch (error) {
    const why = error instanceof Error ? error.message : JSON.stringify(error);
    return { is: 'spurious', seen: undefined, differences: [`it cannot be replayed: ${why}`], error: undefined };
  }
}

function differencesOf(expected: Outcome, seen: Outcome): string[] {
  const parts = ['by', 'code', 'trappedBy', 'value', 'words', 'entries', 'events', 'authorized'] as const;
  return parts.flatMap((part) => {
    const [wanted, found] = [JSON.stringify(expected[part]), JSON.stringify(seen[part])];
    return wanted === found ? [] : [`${part}: the proof has ${wanted}, the sandbox ${found}`];
  });
}

function wordOf({ by, value }: Outcome): number {
  const word = value === undefined ? undefined : xdr.ScVal.fromXdr(value, 'base64');
  if (by !== 'return' || word?.type !== 'scvU32') throw new Error('a call that returned does not return again');
  return word.u32;
}

let copied: Promise<NetworkCopy> | undefined;

/** A network in which nothing ever happened. */
function emptyNetwork(): Promise<NetworkCopy> {
  copied ??= (async () => {
    const sandbox = await startSandbox({ testControls: true, now: () => 0 });
    const copy = await sandbox.direct!.copy();
    await sandbox.stop();
    return copy;
  })();
  return copied;
}

async function run(scene: Scene, empty: NetworkCopy, name: string): Promise<Run> {
  const sequence = Number(scene.sequence);
  if (scene.sequence < 3n || scene.sequence > MOST_SEQUENCE) throw new Error(`there is no ledger ${sequence}`);
  const copyOf = staged(empty, {
    entries: entriesOf(scene),
    liveUntil: sequence + LIVES,
    sequence,
    closeTime: scene.closeTime,
  });
  const sandbox = await startSandbox({ testControls: true, now: () => 0, copyOf });
  try {
    return await call(scene, sandbox, name);
  } finally {
    await sandbox.stop();
  }
}

async function call(scene: Scene, { direct, rpcUrl, networkPassphrase }: Sandbox, name: string): Promise<Run> {
  const func = xdr.HostFunction.hostFunctionTypeInvokeContract(
    new xdr.InvokeContractArgs({
      contractAddress: addressOf(scene.address),
      functionName: name,
      args: [...scene.args],
    }),
  );
  const source = Keypair.master(networkPassphrase);
  const recorded = direct!.prepare(source.publicKey(), func);
  const auth = recorded.auth.map((entry) => withoutSignature(entry, Number(scene.sequence) + VALID_LEDGERS));
  const build = (data: xdr.SorobanTransactionData): Transaction =>
    new TransactionBuilder(new Account(source.publicKey(), '0'), { fee: FEE, networkPassphrase, timebounds: FOREVER })
      .addOperation(Operation.invokeHostFunction({ func, auth }))
      .setSorobanData(data)
      .build();
  const server = new rpc.Server(rpcUrl, { allowHttp: true });
  // Whoever agrees is a contract that runs too, and needs what a contract needs.
  const agreed = await server.simulateTransaction(build(recorded.data));
  const data = rpc.Api.isSimulationSuccess(agreed) ? agreed.transactionData.build() : recorded.data;
  const transaction = build(data);
  transaction.sign(source);
  const applied = await direct!.submit(transaction.toEnvelope().toXdr());
  if (!applied.successful) {
    const error = recorded.error ?? (rpc.Api.isSimulationError(agreed) ? agreed.error : 'it failed only in its ledger');
    return { outcome: failed(error), error };
  }
  const outcome: Outcome = {
    by: 'return',
    code: undefined,
    trappedBy: undefined,
    value: applied.returnValue?.toXdr('base64'),
    words: [],
    entries: await entriesAfter(scene, server),
    events: await eventsOf(server, Buffer.from(transaction.hash()).toString('hex')),
    authorized: [...new Set(auth.map(demandOf))].sort(),
  };
  return { outcome, error: undefined };
}

/** What failed first is said first. */
function failed(error: string): Outcome {
  const [, kind, what] = /Error\((\w+), (#?\w+)\)/.exec(error) ?? [];
  if (kind === 'Contract') return { by: 'refusal', ...NOTHING_LEFT, code: Number(what!.slice(1)) };
  const trappedBy = kind === 'WasmVm' && what === 'InvalidAction' ? 'machine' : 'host';
  return { by: 'trap', ...NOTHING_LEFT, trappedBy };
}

async function entriesAfter(scene: Scene, server: rpc.Server): Promise<(string | undefined)[]> {
  const keys = scene.entries.map((entry) => dataKeyOf(scene.address, entry));
  const { entries } = keys.length > 0 ? await server.getLedgerEntries(...keys) : { entries: [] };
  const found = new Map(entries.map(({ key, val }) => [key.toXdr('base64'), val]));
  return scene.entries.map(({ durability, key }, i) => {
    const data = found.get(keys[i]!.toXdr('base64'));
    if (data?.type !== 'contractData') return undefined;
    const { val } = data.contractData;
    if (durability !== 'instance') return val.toXdr('base64');
    if (val.type !== 'scvContractInstance') return undefined;
    const text = key.toXdr('base64');
    return val.instance.storage?.find((each) => each.key.toXdr('base64') === text)?.val.toXdr('base64');
  });
}

async function eventsOf(server: rpc.Server, hash: string): Promise<string[]> {
  const answer = await server.getTransaction(hash);
  if (answer.status !== rpc.Api.GetTransactionStatus.SUCCESS) return [];
  return answer.events.contractEventsXdr.flat().map(({ body }) => {
    const { topics, data } = body.value;
    return `${xdr.ScVal.scvVec([...topics]).toXdr('base64')} ${data.toXdr('base64')}`;
  });
}

/** The one who signs is a contract here, which agrees to everything: nothing needs to be signed. */
function withoutSignature(entry: xdr.SorobanAuthorizationEntry, until: number): xdr.SorobanAuthorizationEntry {
  const { credentials, rootInvocation } = entry;
  if (credentials.type !== 'sorobanCredentialsAddress') return entry;
  const { address, nonce } = credentials.address;
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(
      new xdr.SorobanAddressCredentials({
        address,
        nonce,
        signatureExpirationLedger: until,
        signature: xdr.ScVal.scvVoid(),
      }),
    ),
    rootInvocation,
  });
}

/** As the proof has it: an address, and the arguments that it was asked about. */
function demandOf({ credentials, rootInvocation }: xdr.SorobanAuthorizationEntry): string {
  if (credentials.type !== 'sorobanCredentialsAddress') return credentials.type;
  const call = rootInvocation.function;
  if (call.type !== 'sorobanAuthorizedFunctionTypeContractFn') return call.type;
  return xdr.ScVal.scvVec([
    xdr.ScVal.scvAddress(credentials.address.address),
    xdr.ScVal.scvVec([...call.contractFn.args]),
  ]).toXdr('base64');
}

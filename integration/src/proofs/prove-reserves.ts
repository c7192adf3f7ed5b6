import {
  type AddressOrigin,
  addressOfScript,
  deriveOrigin,
  type OwnReserveCoin,
  outputsAt,
  reserveOrigin,
  type UnspentAt,
} from '@istsi/bitcoin-custody';
import type { ProofOfReserves } from '@istsi/contracts/clients/reserve-manager';
import {
  type AddressesFile,
  type Books,
  type BooksChange,
  canonicalText,
  collateralMessage,
  collateralPeriod,
  historyFile,
  type ListedOutput,
  recordedFacts,
  replayHistory,
  Statement,
  sha256Hex,
  sortedOutputs,
  statementMessage,
} from '@istsi/reserves';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import { describeMissing } from '../reconciliation/books-report.ts';
import { checkLedger } from '../reconciliation/ledger-anchor.ts';
import { loadHistory, syncBooks } from './books-store.ts';
import { chooseBlock } from './choose-block.ts';
import { ProofError } from './errors.ts';
import { offChainLiabilities } from './liabilities-file.ts';
import { type ProofView, proofId, storeProof } from './proof-store.ts';
import { DEFAULT_CONFIRMATIONS, type ProofWorld } from './proof-world.ts';
import { recordProof } from './record-proof.ts';
import { signAddress, signReserves } from './sign-proof.ts';
import { writeProof } from './write-proof.ts';

export type ProofOutcome =
  | { state: 'published'; proof: ProofView; directory: string }
  /** Not now: the chains are between two states, or another instance is at it. Later it will be possible. */
  | { state: 'waiting'; reason: string }
  /** Too few custodians agreed; each says why. */
  | { state: 'refused'; reason: string };

const ATTEMPTS = 3;
const LOCK = 'istsi/reserve-proof';

/** Makes one proof of reserves, from both chains to the published files. One instance does it at a time. */
export async function proveReserves(world: ProofWorld): Promise<ProofOutcome> {
  const done = await withAdvisoryLock(world.database.pool, LOCK, async () => {
    let outcome: ProofOutcome = { state: 'waiting', reason: 'it was not tried' };
    // A deposit that is minted meanwhile changes the books; then the same is tried once more at once.
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      outcome = await proveOnce(world);
      if (outcome.state !== 'waiting') break;
    }
    return outcome;
  });
  return done?.value ?? { state: 'waiting', reason: 'another instance is making a proof' };
}

/** Keeps the history of the books, while the RPC still has its events. */
export async function followBooks({ database, network, contracts }: ProofWorld): Promise<void> {
  // A lock of its own: a proof that is asked for must not find this one in its way. Reading twice does no harm.
  await withAdvisoryLock(database.pool, `${LOCK}/books`, async () => {
    // What a replaced ledger says would be written over what was read from the true one.
    if ((await checkLedger(database.db, network)) === undefined)
      await syncBooks(database.db, network, contracts.reserve);
  });
}

async function proveOnce(world: ProofWorld): Promise<ProofOutcome> {
  const { database, settings, network } = world;
  const problem = await checkLedger(database.db, network);
  if (problem !== undefined) return { state: 'refused', reason: problem };
  const { report } = await world.books.holds();
  // No custodian would attest it, and whoever asks is told why.
  if (report.missing.length > 0) return { state: 'refused', reason: describeMissing(report) };
  const { books, history } = await currentBooks(world);
  if (books.outputs.size === 0) return { state: 'waiting', reason: 'the reserve holds no output yet' };
  const known = await knownOutputs(world, books);
  const block = await findBlock(world, known);
  if (!block.ok) return { state: 'waiting', reason: block.reason };
  const listed = await listOutputs(world, books, block);
  if (typeof listed === 'string') return { state: 'waiting', reason: listed };

  const origins = known.map(({ origin }) => origin);
  const recorded = await recordProof(world, { books, history, origins, block });
  if (!recorded.ok) return { state: recorded.state, reason: recorded.reason };
  const { proof, stellarTx } = recorded;
  const files = { outputs: { version: 1 as const, outputs: listed }, history: historyFile(history) };
  const statement = await makeStatement(world, proof, files);

  const coins = listed.map(
    ({ txid, vout, amount_sats, script }, i): OwnReserveCoin => ({
      ...{ txid, vout, amountSats: BigInt(amount_sats), scriptPubKey: Buffer.from(script, 'hex') },
      ...(origins[i] as AddressOrigin),
    }),
  );
  const signed = await signReserves(world, statement, coins);
  if (!signed.ok) return { state: 'refused', reason: signed.reason };
  const addresses = await signAddresses(world, statement);
  if (typeof addresses === 'string') return { state: 'refused', reason: addresses };

  const transactions = signed.value.map((bytes) => Buffer.from(bytes).toString('hex'));
  const id = proofId(statement.bitcoin.height, statement.stellar.ledger);
  const directory = await writeProof(settings.directory, id, {
    ...{ statement, addresses, ...files },
    transactions: { version: 1, message: statementMessage(statement), transactions },
  });
  return { state: 'published', proof: await storeProof(database.db, statement, stellarTx), directory };
}

async function currentBooks({ database, network, contracts }: ProofWorld): Promise<{
  books: Books;
  history: BooksChange[];
}> {
  // Read first: events up to here are certain to be there when they are asked for.
  const now = await contracts.reserve.read('generate_proof_of_reserves');
  await syncBooks(database.db, network, contracts.reserve);
  const history = await loadHistory(database.db);
  const replayed = replayHistory(history);
  const found = replayed.ok ? replayed.books.commitment : `a gap after ${replayed.at} changes`;
  const commitment = Buffer.from(now.utxo_commitment).toString('hex');
  if (replayed.ok && (found === commitment || (await changedMeanwhile(contracts, found)))) {
    return { books: replayed.books, history };
  }
  throw new ProofError('proofs/history-incomplete', { commitment, found });
}

async function changedMeanwhile(contracts: ProofWorld['contracts'], found: string): Promise<boolean> {
  const now = await contracts.reserve.read('generate_proof_of_reserves');
  return Buffer.from(now.utxo_commitment).toString('hex') === found;
}

interface KnownOutput {
  origin: AddressOrigin;
  height: number;
  spentHeight: number | undefined;
  block: string;
}

/** What the watcher knows of every output of the books, in their order. */
async function knownOutputs({ database }: ProofWorld, books: Books): Promise<KnownOutput[]> {
  const rows = await database.db.selectFrom('istsi.bitcoin_credits').selectAll().execute();
  const credits = new Map(rows.map((row) => [row.outpoint, row]));
  return sortedOutputs(books).map(({ txid, vout }) => {
    const credit = credits.get(`${txid}:${vout}`);
    if (!credit) throw new ProofError('proofs/unknown-output', { outpoint: `${txid}:${vout}` });
    const { epoch, branch, address_index, height, spent_height, block_hash } = credit;
    const origin = { epoch, index: Number(address_index), ...(branch === 'change' && { branch }) } as AddressOrigin;
    return { origin, height, spentHeight: spent_height ?? undefined, block: block_hash };
  });
}

async function findBlock(
  { bitcoin, contracts, settings }: ProofWorld,
  outputs: readonly KnownOutput[],
): Promise<{ ok: true; height: number; hash: string } | { ok: false; reason: string }> {
  const last = await contracts.reserve.tryRead('get_proof');
  const choice = chooseBlock({
    tipHeight: (await bitcoin.getTip()).height,
    confirmations: settings.confirmations ?? DEFAULT_CONFIRMATIONS,
    lastHeight: last.ok ? last.value.bitcoin_height : 0,
    outputs,
  });
  if (!choice.ok) return choice;
  const hash = await bitcoin.getBlockHash(choice.height);
  return hash ? { ...choice, hash } : { ok: false, reason: `block ${choice.height} is gone again` };
}

/** The outputs as the node has them at the block, in the order of proofs, or why they are not all there. */
async function listOutputs(
  { bitcoin: rpc }: ProofWorld,
  books: Books,
  block: { height: number; hash: string },
): Promise<ListedOutput[] | string> {
  const wanted = sortedOutputs(books);
  const found = await outputsAt({ rpc, block, outpoints: wanted });
  if (!found.ok) return found.reason;
  const outputs = wanted.map(({ txid, vout, amountSats }) => ({
    ...{ txid, vout, amountSats },
    output: found.outputs.get(`${txid}:${vout}`),
  }));
  const odd = outputs.find(({ output, amountSats }) => !isUnspent(output) || output.amountSats !== amountSats);
  if (odd) {
    const reason = odd.output && 'reason' in odd.output ? odd.output.reason : 'it holds another amount';
    return `output ${odd.txid}:${odd.vout}: ${reason}`;
  }
  return outputs.map(({ txid, vout, output }) => listedOutput(txid, vout, output as UnspentAt));
}

type Found = UnspentAt | { reason: string } | undefined;
const isUnspent = (output: Found): output is UnspentAt => output !== undefined && 'amountSats' in output;

const listedOutput = (txid: string, vout: number, output: UnspentAt): ListedOutput => ({
  ...{ txid, vout, amount_sats: String(output.amountSats) },
  script: Buffer.from(output.scriptPubKey).toString('hex'),
  height: output.height,
  block: output.blockHash,
});

async function makeStatement(
  { contracts, network, bitcoin, settings }: ProofWorld,
  proof: ProofOfReserves,
  files: { outputs: object; history: object },
): Promise<Statement> {
  const { istsi_token: token } = await contracts.reserve.read('get_config');
  const facts = recordedFacts(proof);
  const fact = (name: string): string => facts[name] ?? '';
  const { networkPassphrase: network_passphrase } = network;
  // Read back by its schema, which decides the order of fields: it is hashed as it is written.
  return Statement.parse({
    version: 1,
    bitcoin: { network: bitcoin.network.name, height: proof.bitcoin_height, block: fact('bitcoin.block') },
    stellar: {
      ...{ network_passphrase, ledger: proof.ledger, timestamp: Number(proof.timestamp) },
      ...{ reserve: contracts.reserve.contractId, token },
    },
    reserves: {
      ...{ outputs: proof.utxo_count, total_sats: fact('reserves.total_sats'), epoch: proof.epoch },
      utxo_commitment: fact('reserves.utxo_commitment'),
      outputs_sha256: sha256Hex(canonicalText(files.outputs)),
      history_sha256: sha256Hex(canonicalText(files.history)),
    },
    liabilities: {
      supply_sats: fact('liabilities.supply_sats'),
      owed_sats: fact('liabilities.owed_sats'),
      off_chain: settings.liabilities ? await offChainLiabilities(settings.liabilities) : null,
    },
    reserve_ratio_bps: fact('reserve_ratio_bps'),
    published_at: settings.publicUrl ? `${settings.publicUrl}/${proofId(proof.bitcoin_height, proof.ledger)}` : '',
  });
}

/** The reserve's own address, where change goes, signs for itself; users' deposit addresses are in the list of outputs. */
async function signAddresses(world: ProofWorld, statement: Statement): Promise<AddressesFile | string> {
  const { epochs, bitcoin } = world;
  const origin = reserveOrigin(epochs);
  const address = addressOfScript(deriveOrigin(epochs, origin).scriptPubKey, bitcoin.network) ?? '';
  const { from, until } = collateralPeriod(statement.stellar.timestamp);
  const message = collateralMessage({ address, token: statement.stellar.token, from, until });
  const signed = await signAddress(world, message, origin);
  if (!signed.ok) return signed.reason;
  const { value: signature } = signed;
  return { version: 1, valid_from: from, valid_until: until, addresses: [{ address, message, signature }] };
}

import type { Manifest } from '@istsi/contracts';
import { StrKey } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { EXCHANGED, findExchange } from '../exchange/exchange-history.ts';

/** Something that has a page, and what was recognized in the question. */
export interface Finding {
  kind: 'operation' | 'user' | 'proposal' | 'contract' | 'event' | 'proof';
  /** What its page is addressed by. */
  id: string;
  /** What it is, in a few words. */
  title: string;
}

export interface SearchWorld {
  db: Kysely<Schema>;
  manifest: Manifest;
  isUser(address: string): Promise<boolean>;
  isProposal(id: number): Promise<boolean>;
}

const MOST_FOUND = 20;
/** As the router counts them: a u32. */
const PROPOSAL = /^\d{1,10}$/;
/** Of an address of the inbox: 64 bits, as a decimal number. */
const MUXED_ID = /^[1-9]\d{0,19}$/;
const HASH = /^[0-9a-f]{64}$/;
const OUTPOINT = /^[0-9a-f]{64}:\d{1,10}$/;
const BITCOIN_ADDRESS = /^[a-z0-9]{25,90}$/i;

/** Finds whatever the text names: an operation, outpoint, Bitcoin or Stellar transaction, address, id of the inbox, proposal or proof. */
export async function search(world: SearchWorld, question: string): Promise<Finding[]> {
  const text = question.trim();
  const lower = text.toLowerCase();
  const found = await Promise.all([
    ...(OUTPOINT.test(lower) ? [depositsBy(world.db, 'outpoint', lower)] : []),
    ...(HASH.test(lower) ? byHash(world.db, lower) : []),
    ...(StrKey.isValidEd25519PublicKey(text) || StrKey.isValidContract(text) ? [byAddress(world, text)] : []),
    ...(MUXED_ID.test(text) ? [receiptsSentTo(world.db, text)] : []),
    ...(StrKey.isValidMed25519PublicKey(text) ? [receiptsSentTo(world.db, muxedIdOf(text))] : []),
    ...(PROPOSAL.test(text) ? [byProposal(world, Number(text))] : []),
    ...(BITCOIN_ADDRESS.test(text) ? [byBitcoinAddress(world.db, text)] : []),
    byProof(world.db, lower),
  ]);
  const unique = new Map(found.flat().map((finding) => [`${finding.kind} ${finding.id}`, finding]));
  return [...unique.values()].slice(0, MOST_FOUND);
}

function byHash(db: Kysely<Schema>, hash: string): Promise<Finding[]>[] {
  return [
    depositsBy(db, 'txid', hash),
    depositsBy(db, 'operation_id', hash),
    depositsBy(db, 'return_id', hash),
    withdrawalsBy(db, 'id', hash),
    batchesBy(db, hash),
    exchangesBy(db, hash),
    receiptsBy(db, hash),
    submissionsBy(db, hash),
    eventsBy(db, hash),
  ];
}

async function depositsBy(
  db: Kysely<Schema>,
  column: 'outpoint' | 'txid' | 'operation_id' | 'return_id',
  value: string,
): Promise<Finding[]> {
  const rows = await db
    .selectFrom('istsi.deposits')
    .select(['outpoint', 'amount_sats', 'state'])
    .where(column, '=', value)
    .limit(MOST_FOUND)
    .execute();
  return rows.map(({ outpoint, amount_sats, state }) => ({
    ...{ kind: 'operation', id: outpoint },
    title: `Deposit of ${amount_sats} sats, ${state}`,
  }));
}

async function withdrawalsBy(db: Kysely<Schema>, column: 'id' | 'btc_address', value: string): Promise<Finding[]> {
  const rows = await db
    .selectFrom('istsi.withdrawals')
    .select(['id', 'amount_sats', 'state'])
    .where(column, '=', value)
    .orderBy('created_at', 'desc')
    .limit(MOST_FOUND)
    .execute();
  return rows.map(({ id, amount_sats, state }) => ({
    ...{ kind: 'operation', id },
    title: `Withdrawal of ${amount_sats} sats, ${state}`,
  }));
}

/** By the txid of any version. */
async function batchesBy(db: Kysely<Schema>, txid: string): Promise<Finding[]> {
  const rows = await db
    .selectFrom('istsi.payments as p')
    .innerJoin('istsi.batches as b', 'b.id', 'p.batch_id')
    .select(['b.id', 'b.kind', 'b.state', 'p.version'])
    .where('p.txid', '=', txid)
    .execute();
  return rows.map(({ id, kind, state, version }) => ({
    ...{ kind: 'operation', id },
    title: `${kind === 'sweep' ? 'Sweep' : 'Payment'} of the reserve, version ${version}, ${state}`,
  }));
}

async function exchangesBy(db: Kysely<Schema>, id: string): Promise<Finding[]> {
  const found = await findExchange(db, id);
  return found ? [{ kind: 'operation', id: found.id, title: `Exchange by ${found.user}` }] : [];
}

async function receiptsBy(db: Kysely<Schema>, hash: string): Promise<Finding[]> {
  const rows = await db
    .selectFrom('istsi.inbox_receipts')
    .select(['id', 'amount', 'state'])
    .where(({ or, eb }) => or([eb('id', '=', hash), eb('stellar_tx', '=', hash)]))
    .limit(MOST_FOUND)
    .execute();
  return rows.map(sentToInbox);
}

/** What was sent to the inbox's address with this id. */
async function receiptsSentTo(db: Kysely<Schema>, muxedId: string): Promise<Finding[]> {
  const rows = await db
    .selectFrom('istsi.inbox_receipts')
    .select(['id', 'amount', 'state'])
    .where('muxed_id', '=', muxedId)
    .limit(MOST_FOUND)
    .execute();
  return rows.map(sentToInbox);
}

const ACCOUNT_BYTES = 32;
const muxedIdOf = (address: string): string =>
  String(Buffer.from(StrKey.decodeMed25519PublicKey(address)).readBigUInt64BE(ACCOUNT_BYTES));

const sentToInbox = ({ id, amount, state }: { id: string; amount: string; state: string }): Finding => ({
  ...{ kind: 'operation', id },
  title: `${amount} sent to the inbox, ${state}`,
});

async function submissionsBy(db: Kysely<Schema>, hash: string): Promise<Finding[]> {
  const rows = await db
    .selectFrom('istsi.submissions')
    .select(['operation', 'purpose', 'fate'])
    .where('hash', '=', hash)
    .execute();
  return rows.map(({ operation, purpose, fate }) => ({
    ...{ kind: 'operation', id: operation },
    title: `Stellar transaction to ${purpose}, ${fate}`,
  }));
}

/** What a transaction of either chain caused: the operations that its events belong to. */
async function eventsBy(db: Kysely<Schema>, tx: string): Promise<Finding[]> {
  const rows = await db
    .selectFrom('istsi.bus_events as e')
    .leftJoin('istsi.deposits as d', 'd.operation_id', 'e.subject')
    .leftJoin('istsi.withdrawals as w', 'w.id', 'e.subject')
    .leftJoin('istsi.bus_events as x', (join) =>
      join.onRef('x.subject', '=', 'e.subject').on('x.type', '=', EXCHANGED).on('x.seq', 'is not', null),
    )
    .select(['e.seq', 'e.type', 'd.outpoint', 'w.id as withdrawal', 'x.subject as exchange'])
    .where('e.tx', '=', tx)
    .where('e.seq', 'is not', null)
    .orderBy('e.seq')
    .limit(MOST_FOUND)
    .execute();
  return rows.map(({ seq, type, outpoint, withdrawal, exchange }) => {
    const operation = outpoint ?? withdrawal ?? exchange;
    const title = String(type).split('.').at(-2) ?? String(type);
    return operation === null
      ? { kind: 'event', id: String(seq), title }
      : { kind: 'operation', id: operation, title: `${title} of it` };
  });
}

async function byAddress({ manifest, isUser }: SearchWorld, address: string): Promise<Finding[]> {
  const contract = Object.entries(manifest.contracts).find(([, { id }]) => id === address);
  if (contract) return [{ kind: 'contract', id: address, title: `The contract ${contract[0]}` }];
  const title = (await isUser(address)) ? 'A registered holder' : 'An address that the registry does not know';
  return [{ kind: 'user', id: address, title }];
}

async function byProposal({ isProposal }: SearchWorld, id: number): Promise<Finding[]> {
  if (id > 0xffff_ffff || !(await isProposal(id))) return [];
  return [{ kind: 'proposal', id: String(id), title: `Proposal ${id}` }];
}

async function byBitcoinAddress(db: Kysely<Schema>, address: string): Promise<Finding[]> {
  return await withdrawalsBy(db, 'btc_address', address);
}

async function byProof(db: Kysely<Schema>, id: string): Promise<Finding[]> {
  const row = await db
    .selectFrom('istsi.reserve_proofs')
    .select(['id', 'bitcoin_height'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? [{ kind: 'proof', id: row.id, title: `Proof of reserves at block ${row.bitcoin_height}` }] : [];
}

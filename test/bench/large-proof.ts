import {
  addressOfScript,
  assembleMessage,
  assembleProof,
  deriveOrigin,
  type Epochs,
  encodeMessagePsbt,
  encodeProofPsbt,
  networks,
  type OwnReserveCoin,
  splitCoins,
} from '@istsi/bitcoin-custody';
import {
  canonicalText,
  collateralMessage,
  collateralPeriod,
  historyFile,
  type ListedOutput,
  type PublishedProof,
  replayHistory,
  Statement,
  sha256Hex,
  statementMessage,
} from '@istsi/reserves';
import { type Custody, startCustody } from '../../bitcoin/custody/test/withdrawal-world.ts';
import type { World } from '../../integration/test/world.ts';

/** What exchanges put into one transaction; the rest of a day's deposits come alone. */
const OUTPUTS_PER_TRANSACTION = 100;
const SATS = 2_000n;

type Placed = OwnReserveCoin & { height: number; block: string };

/**
 * A proof over so many outputs, which are on the world's Bitcoin, signed by two of three custodians, with its files. It is
 * about no contract of the world: to mint ten thousand deposits would take longer than anybody waits.
 */
export async function makeLargeProof(world: World, count: number): Promise<PublishedProof> {
  const custody = await startCustody('wsh');
  const epochs: Epochs = [custody.descriptor];
  const coins = await payCustody(world, epochs, count);
  const history = coins.map(({ txid, vout, amountSats }) => ({ change: 'added' as const, txid, vout, amountSats }));
  const replayed = replayHistory(history);
  if (!replayed.ok) throw new Error(replayed.reason);
  const listed = coins.map(
    ({ txid, vout, amountSats, scriptPubKey, height, block }): ListedOutput => ({
      ...{ txid, vout, amount_sats: String(amountSats), script: Buffer.from(scriptPubKey).toString('hex') },
      ...{ height, block },
    }),
  );
  const files = { outputs: { version: 1 as const, outputs: listed }, history: historyFile(history) };
  const { totalSats, commitment } = replayed.books;
  const tip = await world.bitcoin.tip();
  const statement = Statement.parse({
    version: 1,
    bitcoin: { network: 'regtest', height: tip.height, block: tip.hash },
    stellar: {
      ...{ network_passphrase: world.sandbox.networkPassphrase, ledger: 1_000, timestamp: 1_764_000_000 },
      ...{ reserve: world.contracts.reserve.contractId, token: world.contracts.token.contractId },
    },
    reserves: {
      ...{ outputs: count, total_sats: String(totalSats), epoch: 1, utxo_commitment: commitment },
      outputs_sha256: sha256Hex(canonicalText(files.outputs)),
      history_sha256: sha256Hex(canonicalText(files.history)),
    },
    liabilities: { supply_sats: String(totalSats), owed_sats: '0', off_chain: null },
    ...{ reserve_ratio_bps: '10000', published_at: '' },
  });
  const message = statementMessage(statement);
  const transactions = await signAll(custody, epochs, message, coins);
  const addresses = await signOwnAddress(custody, epochs, statement);
  await custody.remove();
  return { statement, ...files, transactions: { version: 1, message, transactions }, addresses };
}

async function payCustody({ bitcoin }: World, epochs: Epochs, count: number): Promise<Placed[]> {
  const scripts = Array.from({ length: count }, (_, index) => deriveOrigin(epochs, { index }).scriptPubKey);
  const indexes = new Map(scripts.map((script, index) => [Buffer.from(script).toString('hex'), index]));
  const txids: string[] = [];
  for (let from = 0; from < count; from += OUTPUTS_PER_TRANSACTION) {
    const some = scripts.slice(from, from + OUTPUTS_PER_TRANSACTION);
    const paid = some.map((script) => [addressOfScript(script, networks.regtest), '0.00002000']);
    txids.push(await bitcoin.call<string>('sendmany', '', Object.fromEntries(paid)));
    // A chain of unconfirmed change may be only so long.
    if (txids.length % 20 === 0) await bitcoin.mine(1);
  }
  await bitcoin.mine(2);
  const found: Placed[] = [];
  for (const txid of txids) {
    const { height, hash } = await bitcoin.blockOf(txid);
    const { vout: outputs } = await bitcoin.call<{ vout: { scriptPubKey: { hex: string } }[] }>(
      'getrawtransaction',
      txid,
      true,
    );
    for (const [vout, { scriptPubKey }] of outputs.entries()) {
      const index = indexes.get(scriptPubKey.hex);
      if (index === undefined) continue;
      const script = scripts[index] as Uint8Array;
      found.push({ txid, vout, index, amountSats: SATS, scriptPubKey: script, height, block: hash });
    }
  }
  return found.sort((a, b) => (a.txid === b.txid ? a.vout - b.vout : a.txid < b.txid ? -1 : 1));
}

/** Two of the three, as their signers do: `splitCoins` at a time. */
async function signAll(
  { keystores }: Custody,
  epochs: Epochs,
  message: string,
  coins: readonly OwnReserveCoin[],
): Promise<string[]> {
  const transactions: string[] = [];
  for (const part of splitCoins(coins)) {
    const psbt = encodeProofPsbt(epochs, message, part);
    const result = assembleProof(epochs, message, part, await signedByTwo(keystores, psbt));
    if (!result.complete) throw new Error('two of three signed');
    transactions.push(Buffer.from(result.bytes).toString('hex'));
  }
  return transactions;
}

async function signOwnAddress(
  { keystores }: Custody,
  epochs: Epochs,
  { stellar }: Statement,
): Promise<PublishedProof['addresses']> {
  const origin = { index: 0, branch: 'change' } as const;
  const address = addressOfScript(deriveOrigin(epochs, origin).scriptPubKey, networks.regtest) ?? '';
  const { from, until } = collateralPeriod(stellar.timestamp);
  const message = collateralMessage({ address, token: stellar.token, from, until });
  const psbts = await signedByTwo(keystores, encodeMessagePsbt(epochs, message, origin));
  const signature = assembleMessage(epochs, message, origin, psbts)?.simple ?? '';
  return { version: 1, valid_from: from, valid_until: until, addresses: [{ address, message, signature }] };
}

const signedByTwo = (keystores: Custody['keystores'], psbt: Uint8Array): Promise<Uint8Array[]> =>
  Promise.all(keystores.slice(0, 2).map(async (each) => await each.signPsbt(psbt, { network: networks.regtest })));

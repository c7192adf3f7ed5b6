import { CustodyError, networks, scriptOfAddress, verifyMessage } from '@istsi/bitcoin-custody/verify';
import { replayHistory, sortedOutputs } from './books-history.ts';
import { changesOf, FILES } from './published-files.ts';
import type { Mismatch, ReadProof } from './read-published.ts';
import { collateralMessage, currencyToml, isValidPeriod } from './sep1.ts';
import { canonicalText, sha256Hex, statementMessage } from './statement.ts';

/** Whether the files agree with each other, and with the statement that everything else hangs on. Asks nobody. */
export function verifyFiles(proof: ReadProof): Mismatch[] {
  return [
    ...hashMismatches(proof),
    ...historyMismatches(proof),
    ...backingMismatches(proof),
    ...addressMismatches(proof),
  ];
}

function hashMismatches({ statement, outputs, history, transactions, addresses, toml }: ReadProof): Mismatch[] {
  const mismatches: Mismatch[] = [];
  const { outputs_sha256, history_sha256 } = statement.reserves;
  if (sha256Hex(canonicalText(outputs)) !== outputs_sha256) {
    mismatches.push({ code: 'file-hash', message: `${FILES.outputs} is not the file that the statement is about` });
  }
  if (sha256Hex(canonicalText(history)) !== history_sha256) {
    mismatches.push({ code: 'file-hash', message: `${FILES.history} is not the file that the statement is about` });
  }
  if (transactions.message !== statementMessage(statement)) {
    mismatches.push({ code: 'message', message: 'the message that was signed is not the one of this statement' });
  }
  if (currencyToml(statement, addresses) !== toml) {
    mismatches.push({ code: 'toml', message: `${FILES.toml} says something else than the other files` });
  }
  return mismatches;
}

/** The history must end in the contract's commitment, and leave exactly the outputs that are listed. */
function historyMismatches({ statement, outputs, history }: ReadProof): Mismatch[] {
  const replayed = replayHistory(changesOf(history));
  if (!replayed.ok) return [{ code: 'history', message: `change ${replayed.at} cannot be: ${replayed.reason}` }];
  const { books } = replayed;
  const { reserves } = statement;
  const mismatches: Mismatch[] = [];
  const compare = (name: string, stated: string, found: string): void => {
    if (stated !== found)
      mismatches.push({ code: 'history', message: `${name}: stated ${stated}, by the history ${found}` });
  };
  compare('commitment', reserves.utxo_commitment, books.commitment);
  compare('total', reserves.total_sats, String(books.totalSats));
  compare('outputs', String(reserves.outputs), String(books.outputs.size));
  const expected = sortedOutputs(books).map(({ txid, vout, amountSats }) => `${txid}:${vout} ${amountSats}`);
  const listed = outputs.outputs.map(({ txid, vout, amount_sats }) => `${txid}:${vout} ${amount_sats}`);
  if (expected.join() !== listed.join()) {
    const missing = expected.filter((one) => !listed.includes(one));
    const extra = listed.filter((one) => !expected.includes(one));
    const told = [...missing.map((one) => `missing ${one}`), ...extra.map((one) => `not of the reserve ${one}`)];
    const message = told.slice(0, 5).join(', ') || 'they are in another order';
    mismatches.push({ code: 'outputs', message: `the outputs listed are not those of the history: ${message}` });
  }
  return mismatches;
}

function backingMismatches({ statement }: ReadProof): Mismatch[] {
  const { reserveSats, liabilitiesSats } = backingOf(statement);
  if (reserveSats >= liabilitiesSats) return [];
  const missing = liabilitiesSats - reserveSats;
  return [
    { code: 'backing', message: `the reserve lacks ${missing} sats of the ${liabilitiesSats} sats that it owes` },
  ];
}

/** What is held, and all that is owed: tokens, withdrawals, and balances off chain. */
export function backingOf({ reserves, liabilities }: ReadProof['statement']): {
  reserveSats: bigint;
  liabilitiesSats: bigint;
} {
  const { supply_sats, owed_sats, off_chain } = liabilities;
  return {
    reserveSats: BigInt(reserves.total_sats),
    liabilitiesSats: BigInt(supply_sats) + BigInt(owed_sats) + BigInt(off_chain?.sum_sats ?? 0),
  };
}

function addressMismatches({ statement, addresses }: ReadProof): Mismatch[] {
  const { valid_from: from, valid_until: until } = addresses;
  const network = networks[statement.bitcoin.network];
  const bad = (message: string): Mismatch => ({ code: 'address', message });
  const mismatches = isValidPeriod({ from, until })
    ? []
    : [bad(`${from} to ${until} is not a period of a year at most`)];
  if (addresses.addresses.length === 0) mismatches.push(bad('no address is signed for'));
  for (const { address, message, signature } of addresses.addresses) {
    if (message !== collateralMessage({ address, token: statement.stellar.token, from, until })) {
      mismatches.push(bad(`the message of ${address} is not the one of SEP-1 for it`));
      continue;
    }
    try {
      const check = verifyMessage(scriptOfAddress(address, network), message, signature);
      if (check.state !== 'valid')
        mismatches.push(bad(`the signature of ${address} is ${check.state}: ${check.reason}`));
    } catch (error) {
      if (!(error instanceof CustodyError)) throw error;
      mismatches.push(bad(error.message));
    }
  }
  return mismatches;
}

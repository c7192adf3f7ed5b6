import { Account, type Keypair, Operation, StrKey, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { type Chain, rootKeypair } from './ledger/chain.ts';
import { transactionMetaBytes } from './ledger/close-meta.ts';
import { readAccount } from './ledger/state.ts';
import type { Submissions } from './ledger/submission.ts';
import { SETTINGS } from './network-settings.ts';
import { base64 } from './rpc/params.ts';
import { parseTransaction, type Transaction } from './transactions/envelope.ts';

/** Lumens a new account is given. */
const STARTING_LUMENS = '10000';
/** Accounts funded by one transaction, at most. */
const MAX_AT_ONCE = 50;

export type FriendbotAnswer = { status: number; body: unknown };
type Waiting = { readonly address: string; readonly answer: (answer: FriendbotAnswer) => void };

/**
 * Funds accounts from the root account. Requests that come while a ledger is being closed are funded together in the
 * next one: the root account has one sequence number, so they could not be funded side by side.
 */
export function createFriendbot(chain: Chain, submissions: Submissions) {
  const root = rootKeypair(chain.passphrase);
  const waiting: Waiting[] = [];
  let running = false;

  const run = async () => {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_AT_ONCE);
      try {
        await fund(batch);
      } catch (cause) {
        const answer = problem(500, 'Internal Server Error', cause instanceof Error ? cause.message : String(cause));
        for (const request of batch) request.answer(answer);
      }
    }
    running = false;
  };

  const fund = async (batch: readonly Waiting[]) => {
    const open: Waiting[] = [];
    for (const request of batch) {
      const account = await chain.complete(() => readAccount(chain, request.address));
      if (account === undefined) open.push(request);
      else request.answer(alreadyExists());
    }
    const addresses = [...new Set(open.map(({ address }) => address))];
    if (addresses.length === 0) return;
    const tx = fundingTransaction(chain, root, addresses);
    const submission = await submissions.submit(tx);
    if (submission.status !== 'PENDING') throw new Error(`the funding transaction was answered ${submission.status}`);
    await submissions.applied(tx.hash);
    const answer = describe(chain, tx.hash);
    for (const request of open) request.answer(answer);
  };

  return (address: string | undefined): Promise<FriendbotAnswer> => {
    if (address === undefined || address === '') return Promise.resolve(badRequest('addr is missing'));
    if (StrKey.isValidContract(address)) {
      return Promise.resolve(badRequest('this friendbot funds accounts (G…), not contracts'));
    }
    if (!StrKey.isValidEd25519PublicKey(address)) return Promise.resolve(badRequest(`${address} is not an address`));
    return new Promise((answer) => {
      waiting.push({ address, answer });
      if (!running) void run();
    });
  };
}

function fundingTransaction(chain: Chain, root: Keypair, addresses: readonly string[]): Transaction {
  const account = readAccount(chain, root.publicKey())!;
  const builder = new TransactionBuilder(new Account(root.publicKey(), account.sequence.toString()), {
    fee: String(SETTINGS.baseFee),
    networkPassphrase: chain.passphrase,
  });
  for (const destination of addresses) {
    builder.addOperation(Operation.createAccount({ destination, startingBalance: STARTING_LUMENS }));
  }
  const built = builder.setTimeout(0).build();
  built.sign(root);
  return parseTransaction(Buffer.from(built.toXdr(), 'base64'), chain.networkId);
}

function describe(chain: Chain, hash: string): FriendbotAnswer {
  const { transaction, ledger } = chain.history.transaction(hash)!;
  const body = {
    id: hash,
    hash,
    successful: transaction.successful,
    ledger: ledger.sequence,
    created_at: new Date(Number(ledger.closeTime) * 1000).toISOString(),
    envelope_xdr: base64(transaction.envelope),
    result_xdr: base64(transaction.result),
    result_meta_xdr: base64(transactionMetaBytes(transaction.meta)),
  };
  return transaction.successful ? { status: 200, body } : problem(400, 'Transaction Failed', JSON.stringify(body));
}

function alreadyExists(): FriendbotAnswer {
  const { OperationResult, OperationResultTr, CreateAccountResult, TransactionResultResult } = xdr;
  const operation = OperationResult.opInner(
    OperationResultTr.createAccount(CreateAccountResult.createAccountAlreadyExist()),
  );
  const result = new xdr.TransactionResult({
    feeCharged: BigInt(SETTINGS.baseFee),
    result: TransactionResultResult.txFailed([operation]),
    ext: xdr.TransactionResultExt.v0(),
  });
  return badRequest(`createAccountAlreadyExist (${result.toXdr('base64')})`);
}

const badRequest = (detail: string) => problem(400, 'Bad Request', detail);

/** The form in which Horizon, and so the public friendbot, tells of errors. */
function problem(status: number, title: string, detail: string): FriendbotAnswer {
  const type = `https://stellar.org/horizon-errors/${title.toLowerCase().replaceAll(' ', '_')}`;
  return { status, body: { type, title, status, detail } };
}

import { Account, Contract, scValToNative, TransactionBuilder, xdr } from '@stellar/stellar-sdk/base';
import { z } from 'zod';
import { askHttp, NodeSilent, readJson } from './ask-http.ts';
import { contractMismatches } from './contract-mismatches.ts';
import type { Mismatch } from './read-published.ts';
import { differingFacts, type Statement } from './statement.ts';

export interface StellarWord {
  /** The ledger that it speaks of. */
  ledger: number;
  /** `newer`: the contract has recorded another proof since, and says nothing of this one any more. */
  recorded: 'this' | 'newer' | 'other';
  /** What the reserve contract holds, owes and has issued in that ledger, in satoshis. */
  now: { heldSats: bigint; owedSats: bigint; issuedSats: bigint };
  threshold: number;
  custodians: number;
}

/** Simulation needs a source account but never loads it: that of the all-zero key, owned by nobody. */
const NOBODY = 'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF';

const Bytes = z.instanceof(Uint8Array);
/** The reserve manager's `ProofOfReserves` and `ReserveConfig`, as far as they are read. */
const Proof = z.object({
  ...{ bitcoin_block: Bytes, bitcoin_height: z.int(), epoch: z.int(), ledger: z.int(), owed_btc: z.bigint() },
  ...{ reserve_ratio: z.bigint(), timestamp: z.bigint(), total_btc: z.bigint(), total_istsi: z.bigint() },
  ...{ utxo_commitment: Bytes, utxo_count: z.int() },
});
const Config = z.object({
  custodians: z.array(z.string()),
  istsi_token: z.string(),
  network: z.int(),
  threshold: z.int(),
});
const Passphrase = z.object({ passphrase: z.string() });
const Simulated = z.object({
  latestLedger: z.int(),
  error: z.string().optional(),
  results: z.array(z.object({ xdr: z.string() })).optional(),
});

export interface StellarQuestion {
  statement: Statement;
  rpcUrl: string;
  /** The contracts that the reader means: what files name may be others. */
  expected: { reserve: string; token: string };
}

/** What a Stellar RPC says of a proof, and of supply and reserves now. It is believed in that. */
export async function askStellar(
  question: StellarQuestion,
): Promise<{ mismatches: Mismatch[]; word: StellarWord | undefined }> {
  const { statement, rpcUrl, expected } = question;
  const { stellar } = statement;
  const mismatches: Mismatch[] = (['reserve', 'token'] as const)
    .filter((name) => stellar[name] !== expected[name])
    .map((name) => ({
      code: 'contract',
      message: `the proof is about ${name} ${stellar[name]}, not ${expected[name]}`,
    }));
  const { passphrase } = await call(rpcUrl, 'getNetwork', {}, Passphrase);
  if (passphrase !== stellar.network_passphrase) {
    const message = `${rpcUrl} is of the network “${passphrase}”, not “${stellar.network_passphrase}”`;
    return { mismatches: [...mismatches, { code: 'network', message }], word: undefined };
  }
  const read = <T>(name: string, shape: z.ZodType<T>) => readContract(statement, rpcUrl, name, shape);
  const [config, last, now] = await Promise.all([
    read('get_config', Config),
    read('get_proof', Proof),
    read('generate_proof_of_reserves', Proof),
  ]);
  if (!config.value || !now.value) {
    const message = `${stellar.reserve} does not answer as a reserve manager: ${config.refused ?? now.refused}`;
    return { mismatches: [...mismatches, { code: 'contract', message }], word: undefined };
  }
  mismatches.push(...contractMismatches(statement, config.value));
  const recorded = recordedIs(statement, last.value);
  if (recorded === 'other') {
    const differing = last.value
      ? differingFacts(statement, last.value)
      : [`the contract recorded no proof at all: ${last.refused}`];
    mismatches.push(...differing.map((message): Mismatch => ({ code: 'contract', message })));
  }
  const { total_btc: heldSats, owed_btc: owedSats, total_istsi: issuedSats } = now.value;
  if (heldSats - owedSats < issuedSats) {
    const message = `in ledger ${now.ledger} ${issuedSats} sat are issued, and of ${heldSats} held ${owedSats} are owed`;
    mismatches.push({ code: 'backing', message });
  }
  const { threshold, custodians } = config.value;
  const word: StellarWord = {
    ...{ ledger: now.ledger, recorded, now: { heldSats, owedSats, issuedSats } },
    ...{ threshold, custodians: custodians.length },
  };
  return { mismatches, word };
}

function recordedIs(statement: Statement, last: z.output<typeof Proof> | undefined): StellarWord['recorded'] {
  if (!last) return 'other';
  if (differingFacts(statement, last).length === 0) return 'this';
  return last.ledger > statement.stellar.ledger ? 'newer' : 'other';
}

type Read<T> = { value: T; ledger: number; refused?: never } | { value?: never; ledger: number; refused: string };

async function readContract<T>(
  { stellar }: Statement,
  rpcUrl: string,
  name: string,
  shape: z.ZodType<T>,
): Promise<Read<T>> {
  const transaction = new TransactionBuilder(new Account(NOBODY, '0'), {
    ...{ fee: '100', networkPassphrase: stellar.network_passphrase, timebounds: { minTime: 0, maxTime: 0 } },
  })
    .addOperation(new Contract(stellar.reserve).call(name))
    .build();
  const asked = { transaction: transaction.toXdr() };
  const { latestLedger: ledger, error, results } = await call(rpcUrl, 'simulateTransaction', asked, Simulated);
  if (error !== undefined) return { ledger, refused: error.split('\n', 1)[0] ?? '' };
  const parsed = shape.safeParse(nativeOf(results?.[0]?.xdr));
  return parsed.success ? { ledger, value: parsed.data } : { ledger, refused: `${name} answers with other types` };
}

function nativeOf(base64: string | undefined): unknown {
  try {
    return scValToNative(xdr.ScVal.fromXdr(base64 ?? '', 'base64'));
  } catch {
    return undefined;
  }
}

const Answer = z.object({ result: z.unknown().optional(), error: z.object({ message: z.string() }).nullish() });

async function call<T>(rpcUrl: string, method: string, params: object, shape: z.ZodType<T>): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const text = await askHttp(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer = Answer.safeParse(readJson(rpcUrl, text));
  if (answer.data?.error) throw new NodeSilent(`${rpcUrl}: ${method}: ${answer.data.error.message}`);
  const parsed = shape.safeParse(answer.data?.result);
  if (!parsed.success) throw new NodeSilent(`${rpcUrl}: ${method}: it answers something else than a Stellar RPC does`);
  return parsed.data;
}

import type { z } from 'zod';
import {
  AddressesFile,
  FILES,
  HistoryFile,
  OutputsFile,
  type PublishedFile,
  TransactionsFile,
} from './published-files.ts';
import type { PublishedProof } from './published-proof.ts';
import { canonicalText, Statement } from './statement.ts';

/** Something in a published proof that is not as it should be. */
export interface Mismatch {
  code:
    | 'file-missing'
    | 'file-malformed'
    | 'file-hash'
    | 'history'
    | 'outputs'
    | 'message'
    | 'bitcoin-block'
    | 'bitcoin-output'
    | 'signature'
    | 'contract'
    | 'network'
    | 'backing'
    | 'address'
    | 'toml';
  message: string;
}

export type ReadFile = (name: PublishedFile) => Promise<string | undefined>;
export type ReadProof = PublishedProof & { toml: string };

/** Reads every file as a stranger must: strictly, and each in the only way in which it may be written. */
export async function readPublished(read: ReadFile): Promise<{ proof: ReadProof | undefined; mismatches: Mismatch[] }> {
  const mismatches: Mismatch[] = [];
  async function file<S extends z.ZodType<object>>(name: PublishedFile, schema: S): Promise<z.output<S> | undefined> {
    const text = await read(name);
    const parsed = text === undefined ? 'missing' : parse(text, schema);
    if (typeof parsed !== 'string') return parsed;
    if (text === undefined) mismatches.push({ code: 'file-missing', message: `${name} is not published` });
    else mismatches.push({ code: 'file-malformed', message: `${name}: ${parsed}` });
    return undefined;
  }
  const statement = await file(FILES.statement, Statement);
  const outputs = await file(FILES.outputs, OutputsFile);
  const history = await file(FILES.history, HistoryFile);
  const transactions = await file(FILES.transactions, TransactionsFile);
  const addresses = await file(FILES.addresses, AddressesFile);
  const toml = await read(FILES.toml);
  if (toml === undefined) mismatches.push({ code: 'file-missing', message: `${FILES.toml} is not published` });
  const isComplete = statement && outputs && history && transactions && addresses && toml !== undefined;
  return { proof: isComplete ? { statement, outputs, history, transactions, addresses, toml } : undefined, mismatches };
}

/** The object, or what is wrong with it. */
function parse<S extends z.ZodType<object>>(text: string, schema: S): z.output<S> | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not as it should be'}`.trim();
  }
  return canonicalText(parsed.data) === text ? parsed.data : 'it is not written in its one way, which its hash is of';
}

import { parseArgs } from 'node:util';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import type { Result } from '../check.ts';
import { type SignatureKind, signatureKinds } from '../sep45/entries.ts';
import { runSep45, runSep59 } from '../suites.ts';

const USAGE = `sep-conformance: whether a server keeps to one of Stellar's standards

  sep-conformance sep45 <home domain> [--account C…] [--signature bytes|list|none]
  sep-conformance sep59 <home domain>

  --account    a contract account, without which sessions are not asked for
  --signature  what its code takes as one of its key's: 64 bytes (the default), a list as of an account of keys, or none
  --json       one JSON document instead of lines

SEP_SECRET in the environment, or --secret: the secret key (S…) that the contract account obeys, or of an account whose
owner the server knows (sep59; without it a new one, which servers that ask who it is give no account). It signs
challenges and nothing else. <home domain> is a host, or a URL: http://localhost:8787.

Ends with 0 when nothing failed, 1 when something did, 2 when it could not be asked.`;

class Misuse extends Error {}

/** Runs one suite, and answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMisuse = error instanceof Misuse || code?.startsWith('ERR_PARSE_ARGS') === true;
    console.error(`sep-conformance: ${message}${isMisuse ? `\n\n${USAGE}` : ''}`);
    return 2;
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ account: { type: 'string' }, signature: { type: 'string', default: 'bytes' }, secret: { type: 'string' } },
      ...{ json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    },
  });
  if (values.help) return say(USAGE, 0);
  const [suite, target, ...more] = positionals;
  if (suite !== 'sep45' && suite !== 'sep59') throw new Misuse(`there is no suite ${suite ?? 'without a name'}`);
  if (target === undefined || more.length > 0) throw new Misuse('name one home domain');
  const key = keyIn(values.secret ?? process.env.SEP_SECRET);
  const onResult = values.json ? undefined : (result: Result) => console.log(lineOf(result));
  const results =
    suite === 'sep45'
      ? await runSep45({ target, onResult, account: accountIn(values, key) })
      : await runSep59({ target, onResult, key: key ?? Keypair.random() });
  const count = (outcome: Result['outcome']): number => results.filter((one) => one.outcome === outcome).length;
  const counts = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  const summary = `${suite} of ${target}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  const code = counts.failed > 0 ? 1 : 0;
  return say(values.json ? JSON.stringify({ suite, target, ...counts, checks: results }, undefined, 2) : summary, code);
}

function say(text: string, code: number): number {
  console.log(text);
  return code;
}

const MARKS = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;
const lineOf = ({ outcome, id, title, section, detail }: Result): string =>
  `${MARKS[outcome]}  ${id}  ${title}${detail === undefined ? '' : `\n      ${section}: ${detail}`}`;

function keyIn(secret: string | undefined): Keypair | undefined {
  if (secret === undefined) return undefined;
  if (!StrKey.isValidEd25519SecretSeed(secret)) throw new Misuse('the secret is no secret key (S…)');
  return Keypair.fromSecret(secret);
}

function accountIn({ account: address, signature }: { account?: string; signature: string }, key: Keypair | undefined) {
  if (address === undefined) return undefined;
  if (!StrKey.isValidContract(address)) throw new Misuse('--account is no contract (C…)');
  const kind = signatureKinds.find((one) => one === signature);
  if (kind === undefined) throw new Misuse(`--signature is one of ${signatureKinds.join(', ')}`);
  if (kind !== 'none' && key === undefined)
    throw new Misuse('the account obeys a key: give SEP_SECRET, or --signature none');
  return { address, key, signature: kind satisfies SignatureKind };
}

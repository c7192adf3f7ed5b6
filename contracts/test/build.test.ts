import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { contract } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { compile } from '../src/build.ts';
import { clientFile, generateClient } from '../src/clients.ts';
import { sourceHash } from '../src/fingerprint.ts';
import { type BuiltContractName, builtContractNames, loadContract, storingContractNames } from '../src/index.ts';
import { hashesFile } from '../src/paths.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const committed: Record<BuiltContractName, string> = JSON.parse(readFileSync(hashesFile, 'utf8'));
const ACCEPT = 'run `npm run accept -w @istsi/contracts` and commit what changed';

function metaOf(name: BuiltContractName): Record<string, string> {
  const wasm = Buffer.from(loadContract(name).wasm);
  const keys = ['binver', 'sep', 'source_sha256'];
  const found: Record<string, string> = {};
  for (const key of keys) {
    // An entry is a union tag of 0, then two XDR strings: length, text, padding to four bytes.
    const head = xdrString(key);
    const at = wasm.indexOf(Buffer.concat([Buffer.alloc(4), head]));
    if (at < 0) continue;
    const value = at + 4 + head.length;
    found[key] = wasm.subarray(value + 4, value + 4 + wasm.readUInt32BE(value)).toString();
  }
  return found;
}

function xdrString(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, Buffer.from(text), Buffer.alloc(-text.length & 3)]);
}

/** Contracts that are no part of a system, by all that they can be asked. */
const small = new Map<string, string[]>([
  // SEP-45 asks for one, and nothing else is there.
  ['web-auth', ['web_auth_verify']],
  ['passkey-account', ['__check_auth', '__constructor', 'public_key', 'set_public_key']],
  ['spv-attestor', ['__check_auth', '__constructor', 'deposit_script', 'keep_script', 'kept_script', 'settings']],
]);

describe.each(builtContractNames)('%s', (name) => {
  test('is built to the committed hash', () => {
    expect(loadContract(name).hash, ACCEPT).toBe(committed[name]);
  });

  // `npm test` builds before it runs, and the hash above is of what it built; here each is compiled once more beside others.
  test.runIf(isNightly)('compiles to the same bytes every time', { timeout: 240_000 }, async () => {
    const wasm = await compile(name);
    expect(createHash('sha256').update(wasm).digest('hex'), ACCEPT).toBe(committed[name]);
  });

  test('says what it is made of', () => {
    expect(metaOf(name)).toMatchObject({ source_sha256: sourceHash(name), binver: '0.1.0' });
    const standards: Partial<Record<BuiltContractName, string>> = {
      'istsi-token': '41',
      'fungible-token': '41',
      'price-oracle': '40',
      'web-auth': '45',
    };
    expect(metaOf(name).sep).toBe(standards[name]);
  });

  test('is no larger than its budget', () => {
    // The router runs every operation across all the others, and the reserve reads Bitcoin; the network allows 128 KiB.
    const budgetKib: Partial<Record<BuiltContractName, number>> = { 'integration-router': 64, 'reserve-manager': 64 };
    expect(loadContract(name).wasm.length).toBeLessThanOrEqual((budgetKib[name] ?? 40) * 1024);
  });

  test('documents every entry point and error it describes', () => {
    const spec = contract.Spec.fromWasm(loadContract(name).wasm);
    const names = spec.funcs().map((entry) => entry.name.toString());
    const few = small.get(name);
    if (few) expect(names.sort()).toEqual(few);
    else expect(names.length).toBeGreaterThan(5);
    expect(spec.errorCases().filter(({ doc }) => doc.toString() === '')).toEqual([]);
  });
});

test.each(storingContractNames)('%s has a current typed client for other contracts', async (name) => {
  expect(await generateClient(name), ACCEPT).toBe(readFileSync(clientFile(name), 'utf8'));
});

test('the router has the error numbers of its interface, and others after them', () => {
  const spec = contract.Spec.fromWasm(loadContract('integration-router').wasm);
  const codes = Object.fromEntries(spec.errorCases().map(({ name, value }) => [name.toString(), value]));
  expect(codes).toEqual({
    Unauthorized: 1,
    InsufficientPermissions: 2,
    ContractNotFound: 10,
    ContractCallFailed: 11,
    InvalidContractResponse: 12,
    ComplianceCheckFailed: 20,
    InsufficientKYCTier: 21,
    AddressBlacklisted: 22,
    InsufficientReserves: 30,
    ReserveRatioTooLow: 31,
    BitcoinTransactionFailed: 32,
    OperationTimeout: 40,
    InvalidOperationState: 41,
    DuplicateOperation: 42,
    RateLimitExceeded: 43,
    SystemPaused: 50,
    EmergencyMode: 51,
    MaintenanceMode: 52,
    // Not the interface's, whose numbers end here.
    SecondPersonNeeded: 53,
    RevocationOpen: 54,
    WrongKind: 55,
    UnfitCode: 56,
    Rehearsed: 57,
  });
});

test('an error number means one thing in the whole ecosystem', () => {
  const owners = builtContractNames.flatMap((name) =>
    contract.Spec.fromWasm(loadContract(name).wasm)
      .errorCases()
      .map(({ value }) => ({ name, value })),
  );
  const numbers = owners.map(({ value }) => value);
  expect(new Set(numbers).size).toBe(numbers.length);
});

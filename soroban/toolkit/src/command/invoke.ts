import { parseArgs } from 'node:util';
import { createSubmitter, errorNames, invocation, readContract, signEntry, signerOf } from '@istsi/soroban-client';
import { CommandError } from '../project/command-error.ts';
import { deployedSpec } from '../project/deployed-spec.ts';
import { requireSuccess } from '../project/deploying.ts';
import { deployedContracts, openSource, openTarget, type Target } from '../project/networks.ts';
import { readArguments } from '../project/spec-arguments.ts';
import { divideArguments, NETWORK_OPTIONS } from './network-options.ts';

/** Calls a function of a deployed contract, and prints what it returns as JSON. */
export async function invoke(args: string[]): Promise<number> {
  const { own, contract: texts } = divideArguments(args);
  const options = { ...NETWORK_OPTIONS, read: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: own, allowPositionals: true, options });
  const [named, fn] = positionals;
  if (named === undefined || fn === undefined) throw new CommandError('say which contract, and which of its functions');
  const target = await openTarget(values);
  const contractId = idOf(named, target);
  const spec = await deployedSpec(target.network, contractId);
  const given = readArguments(spec, fn, texts);
  const handle = { contractId, spec };
  if (values.read) {
    print(await readContract(target.network, handle, fn, given));
    return 0;
  }
  const signer = await openSource(target);
  const submitter = createSubmitter({ network: target.network, channels: [signer], errorNames: errorNames([spec]) });
  const outcome = await submitter.submit({
    invoke: invocation(handle, fn, given),
    authorize: async (entry, terms) => {
      const wanted = signerOf(entry);
      if (wanted === signer.publicKey()) {
        return await signEntry(entry, signer, terms.validUntilLedger, terms.networkPassphrase);
      }
      throw new CommandError(`${fn} needs the authorization of ${wanted}, and ${signer.publicKey()} signs`);
    },
  });
  const value = requireSuccess(outcome, fn);
  print(value === undefined ? null : spec.funcResToNative(fn, value));
  return 0;
}

function idOf(named: string, target: Target): string {
  if (/^C[A-Z2-7]{55}$/.test(named)) return named;
  const deployed = deployedContracts(target);
  const id = Object.hasOwn(deployed, named) ? deployed[named] : undefined;
  if (id !== undefined) return id;
  const known = Object.keys(deployed).join(', ') || 'nothing';
  throw new CommandError(
    `${named} was not deployed to the ${target.name} network from here (${known} was); or give its id`,
  );
}

/** Whole numbers that JSON would round are text, bytes are hexadecimal. */
function print(value: unknown): void {
  const text = JSON.stringify(value ?? null, (_, each: unknown) => {
    if (typeof each === 'bigint') return each.toString();
    if (each instanceof Uint8Array) return Buffer.from(each).toString('hex');
    return each instanceof Map ? [...each] : each;
  });
  console.log(text);
}

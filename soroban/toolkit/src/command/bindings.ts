import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generateContractTypes } from '@istsi/soroban-client';
import type { contract } from '@stellar/stellar-sdk';
import { CommandError } from '../project/command-error.ts';
import { buildContract, contractName } from '../project/contracts.ts';
import { deployedSpec } from '../project/deployed-spec.ts';
import { openTarget } from '../project/networks.ts';
import { NETWORK_OPTIONS } from './network-options.ts';

/** The TypeScript of a contract's functions and types: of a source, of a Wasm, or of what runs on a network. */
export async function bindings(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...NETWORK_OPTIONS, out: { type: 'string' }, name: { type: 'string' } },
  });
  const [named] = positionals;
  if (named === undefined) throw new CommandError('say which contract: a name, a .wasm or an id (C…)');
  const isDeployed = /^C[A-Z2-7]{55}$/.test(named);
  const spec = isDeployed
    ? await deployedSpec((await openTarget(values)).network, named)
    : (await buildContract(named)).spec;
  const text = typesOf(spec, values.name ?? (isDeployed ? 'contract' : contractName(named)));
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
  return 0;
}

/** The types of a contract called `price-feed`, as `PriceFeed`. */
export const typesOf = (spec: contract.Spec, name: string): string =>
  generateContractTypes(spec, { name: typeNameOf(name), command: 'soroban-ts build' });

function typeNameOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `Contract${joined}`;
}

import { parseArgs } from 'node:util';
import { createSubmitter, errorNames } from '@istsi/soroban-client';
import { CommandError } from '../project/command-error.ts';
import { buildContract, contractName } from '../project/contracts.ts';
import { deployContract } from '../project/deploying.ts';
import { openSource, openTarget, rememberDeployed } from '../project/networks.ts';
import { constructorArgs, readArguments } from '../project/spec-arguments.ts';
import { divideArguments, NETWORK_OPTIONS } from './network-options.ts';

/** Uploads a contract and creates one of it. Prints the id, and nothing else on the standard output. */
export async function deploy(args: string[]): Promise<number> {
  const { own, contract: texts } = divideArguments(args);
  const { values, positionals } = parseArgs({ args: own, allowPositionals: true, options: NETWORK_OPTIONS });
  const [named] = positionals;
  if (named === undefined) throw new CommandError('say which contract: its name in contracts, or a path');
  const built = await buildContract(named);
  const encoded = constructorArgs(built.spec, readArguments(built.spec, '__constructor', texts));
  const target = await openTarget(values);
  const owner = await openSource(target);
  const { network } = target;
  const submitter = createSubmitter({ network, channels: [owner], errorNames: errorNames([built.spec]) });
  const contractId = await deployContract({ network, submitter, owner }, built, encoded);
  // Whatever becomes of the note, the id is known.
  console.log(contractId);
  console.error(`${contractName(named)} is on the ${target.name} network`);
  rememberDeployed(target, contractName(named), contractId);
  return 0;
}

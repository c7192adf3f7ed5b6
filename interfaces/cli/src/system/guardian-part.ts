import { existsSync } from 'node:fs';
import { Role } from '@istsi/contracts/clients/integration-router';
import { createMemory } from '@istsi/guardian';
import { type Manifest, openGovernance } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { writeJsonFile } from '../state/json-file.ts';
import { shorten } from '../terminal/format.ts';
import type { GuardianConfig } from './guardian-config.ts';
import type { PartSettings } from './part-configs.ts';
import { HOST, partSpecs } from './parts.ts';
import type { SystemParts } from './start-parts.ts';
import { runStep } from './steps.ts';

export interface PlacedGuardian {
  url: string;
  address: string;
}

/** The one that the settings name, or the one of this directory, of a system that was deployed from it. */
export function placeGuardian(
  { configuration }: Context,
  parts: SystemParts & Omit<PartSettings, 'guardian' | 'exchange'>,
): PlacedGuardian | undefined {
  const { settings, logLevel } = configuration;
  if (settings.guardian) return settings.guardian;
  const { directory, keys, ports, custody, stellar, bitcoin, manifest, isNew } = parts;
  const { guardian: key } = keys.stellar;
  if (key === undefined || settings.manifest !== undefined) return undefined;
  const address = Keypair.fromSecret(key).publicKey();
  const { memory: file, config: path } = directory.guardian;
  // Only here, before its first start: one that has judged never begins a new memory by itself.
  if (isNew && !existsSync(file) && !existsSync(`${file}.head`)) createMemory({ file, address });
  const config: z.input<typeof GuardianConfig> = {
    ...{ host: HOST, port: ports.guardian, key, manifest, descriptors: custody.descriptors, memory: file, logLevel },
    stellar: { ...stellar, ...(settings.stellar?.rpcUrl === undefined && { ledgersOnDemand: true }) },
    bitcoin,
    ...(keys.stellar.witness !== undefined &&
      keys.stellar.audit !== undefined && {
        witness: { key: keys.stellar.witness, log: Keypair.fromSecret(keys.stellar.audit).publicKey() },
      }),
  };
  writeJsonFile(path, config);
  return { url: `http://${HOST}:${ports.guardian}`, address };
}

export async function startGuardianPart(
  { configuration, reporter }: Context,
  { directory, ports, keys, supervisor }: SystemParts,
  placed: PlacedGuardian | undefined,
): Promise<void> {
  if (!placed) return;
  await runStep(reporter, 'guardian', async (update) => {
    const { address } = placed;
    if (configuration.settings.guardian)
      return { value: undefined, detail: `elsewhere: ${shorten(address, 4, 4)}`, facts: { address } };
    update('looking at both chains');
    const { guardian } = partSpecs(directory, ports, keys.bitcoinRpcPassword, []);
    const started = await supervisor.startOrRetry(guardian);
    const detail = 'facts' in started ? shorten(address, 4, 4) : 'does not run; nobody looks over the shoulders';
    return { value: undefined, detail, facts: { address } };
  });
}

/** Gives the role, where one vote decides at once: of a system that is just being made. */
export async function appointGuardian(
  manifest: Manifest,
  { rpcUrl, guardian, governance: key }: { rpcUrl: string; guardian: string; governance: Keypair },
): Promise<void> {
  const governance = await openGovernance({ rpcUrl, manifest });
  const address = Keypair.fromSecret(guardian).publicKey();
  if (await governance.contracts.router.read('has_role', { address, role: Role.Guardian })) return;
  await governance.carryForward(key, { tag: 'GrantRole', values: [address, Role.Guardian] });
}

import { deriveAddress, deriveAddresses, deriveScripts } from '../src/address/address.ts';
import { openDerivation } from '../src/address/derive-apart.ts';
import { multisigDescriptor } from '../src/descriptor/descriptor.ts';
import { networks } from '../src/networks.ts';
import { testAccounts } from '../test/accounts.ts';
import { type BenchRow, measure, watchMemory } from './measure.ts';

const PER_RUN = 100;
const HELD = 2_000;
const APART = 10_000;

/** Deposit addresses of a 2-of-3 descriptor per second. */
export async function benchAddressDerivation(): Promise<BenchRow[]> {
  let next = 0;
  const derivation = openDerivation();
  const rows: BenchRow[] = [];
  for (const kind of ['wsh', 'tr'] as const) {
    const descriptor = multisigDescriptor({
      kind,
      network: networks.regtest,
      threshold: 2,
      keys: testAccounts(3, kind),
    });
    const bulk = measure(() => {
      next += PER_RUN;
      return deriveScripts(descriptor, next, PER_RUN);
    }, 3);
    const memory = watchMemory();
    const held = deriveScripts(descriptor, next, HELD);
    const heldBytes = (memory() * 1e6) / HELD;
    if (held.length === 0) throw new Error('scripts were derived');
    const checked = measure(() => deriveAddress(descriptor, next++), 3);
    const checkedInBulk = measure(() => {
      next += PER_RUN;
      return deriveAddresses(descriptor, next, PER_RUN);
    }, 3);
    // Threads that run already: the first of a million is not what is measured.
    await derivation.scripts(descriptor, next, 1_000);
    const start = performance.now();
    await derivation.addresses(descriptor, next, APART);
    const apart = (performance.now() - start) / 1_000;
    rows.push(
      { name: `2-of-3 ${kind} scripts derived`, value: Math.round(PER_RUN / bulk), unit: 'addresses/s' },
      { name: `2-of-3 ${kind} script: memory held`, value: heldBytes, unit: 'bytes' },
      {
        name: `2-of-3 ${kind} addresses derived twice and compared, one by one`,
        value: Math.round(1 / checked),
        unit: 'addresses/s',
      },
      {
        name: `2-of-3 ${kind} addresses derived twice and compared, a hundred at once`,
        value: Math.round(PER_RUN / checkedInBulk),
        unit: 'addresses/s',
      },
      {
        name: `2-of-3 ${kind} addresses derived twice and compared, on every core`,
        value: Math.round(APART / apart),
        unit: 'addresses/s',
        goal: '≥ 3,000 addresses/s',
      },
    );
  }
  await derivation.close();
  return rows;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@istsi/bitcoin-custody';
import { openDatabase } from '../../integration/src/database/open-database.ts';
import { storeProof } from '../../integration/src/proofs/proof-store.ts';
import { writeProof } from '../../integration/src/proofs/write-proof.ts';
import { type AdminStage, startAdminStage } from '../browser/admin-stage.ts';
import { hasBrowser, WIDE } from '../browser/browser.ts';
import { makeLargeProof } from './large-proof.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const OUTPUTS = 10_000;

/** To make such a proof takes a minute; to look at it, seconds. */
export const rounds = 1;

/** Seconds until the wallet's page of the proof says what it found of ten thousand outputs, in Chromium, workers and all. */
export async function benchProofInBrowser(): Promise<Measurement[]> {
  if (!hasBrowser) throw new Error('this machine has no Chromium, and may install none');
  const directory = mkdtempSync(join(tmpdir(), 'istsi-large-proof-'));
  const stage = await startAdminStage({ proofs: { directory } });
  try {
    await publish(stage, directory);
    return await look(stage);
  } finally {
    await stage.stop();
    rmSync(directory, { recursive: true });
  }
}

async function publish({ world }: AdminStage, directory: string): Promise<void> {
  const proof = await makeLargeProof(world, OUTPUTS);
  const { db, close } = await openDatabase(world.databaseUrl, silentLog, { connections: 1 });
  const { id } = await storeProof(db, proof.statement, undefined);
  await writeProof(directory, id, proof);
  await close();
}

async function look({ browser, address }: AdminStage): Promise<Measurement[]> {
  const page = await (await browser.newContext({ viewport: WIDE })).newPage();
  page.setDefaultTimeout(240_000);
  const started = performance.now();
  await page.goto(`${address}/wallet/proof`);
  await page.locator('[data-proof]').waitFor();
  const filesS = (performance.now() - started) / 1_000;
  const isGood = (await page.locator('[data-proof=good]').count()) === 1;
  if (!isGood) throw new Error(`the proof is honest, and the page says: ${await page.locator('main').innerText()}`);
  const inWorker = Number(await page.locator('[data-took-ms]').getAttribute('data-took-ms')) / 1_000;
  await page.locator('[data-asked="bitcoin good"]').waitFor();
  const askedS = (performance.now() - started) / 1_000;
  const cores = Number(await page.evaluate('navigator.hardwareConcurrency'));
  const name = (what: string) => `proof page, ${OUTPUTS.toLocaleString('en')} outputs, ${cores} cores: ${what}`;
  return [
    { name: name('files, in the worker'), value: inWorker, unit: 's' },
    { name: name('files, from the address typed'), value: filesS, unit: 's', goal: '≤ 10 s' },
    { name: name('and Bitcoin asked about each'), value: askedS, unit: 's', goal: '≤ 10 s' },
  ];
}

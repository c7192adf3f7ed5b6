/**
 * The pictures of the documentation, of a system of its own: `npm run screenshots`. With a data directory as its argument, of
 * the system that runs there. What is on them is what a newcomer's five minutes leave behind, and what an operator did since; then,
 * of another system, what comes about seldom.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { adminPictures } from './admin-pictures.ts';
import { openBrowser } from './browser.ts';
import { pictures } from './picture.ts';
import { runningSystem, startSystem } from './running-system.ts';
import { statePictures } from './state-pictures.ts';
import { walletPictures } from './wallet-pictures.ts';

const [given] = process.argv.slice(2);
const system = given === undefined ? await startSystem() : runningSystem(given);
const browser = await openBrowser();
try {
  mkdirSync(pictures, { recursive: true });
  const { superAdmin } = JSON.parse(readFileSync(join(system.directory, 'governance.json'), 'utf8')) as {
    superAdmin: string;
  };
  const seen = await walletPictures(browser, system.wallet);
  await adminPictures(browser, system.admin, Keypair.fromSecret(superAdmin), seen);
} finally {
  await browser.close();
  await system.stop();
}
await statePictures();

/** `npm run build`: contracts/dist/<name>.wasm for every contract. Takes a moment when nothing has changed. */
import { buildContracts } from '../src/build.ts';

try {
  for (const { name, bytes, built } of await buildContracts()) {
    console.log(`${name.padEnd(20)} ${String(bytes).padStart(6)} bytes${built ? '' : '  (unchanged)'}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

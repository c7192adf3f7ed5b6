/** `npm run check`: everything that can be known without running the system. Stops at the first failing step, with its output. */
import { spawnSync } from 'node:child_process';
import { checkFileSizes } from './file-sizes.ts';

const bin = (name: string) => `node_modules/.bin/${name}`;
const sources = [
  'soroban',
  'bitcoin',
  'contracts',
  'examples',
  'reserves',
  'audit',
  'signer',
  'guardian',
  'reporter',
  'relayer',
  'integration',
  'verification',
  'interfaces',
  'test',
  'scripts',
];

/** The parts before it import none of those from there on. */
const MIDDLE = sources.indexOf('integration');

const steps: { name: string; command: string[] }[] = [
  { name: 'types', command: [bin('tsc'), '-b'] },
  {
    name: 'contracts in plain TypeScript',
    command: [bin('tsc'), '-p', 'contracts/tsconfig.contracts.json', '--noEmit'],
  },
  {
    name: 'examples in plain TypeScript',
    command: [bin('tsc'), '-p', 'examples/tsconfig.contracts.json'],
  },
  {
    name: 'library in plain TypeScript',
    command: [bin('tsc'), '-p', 'soroban/library/tsconfig.contracts.json'],
  },
  { name: 'format and lint', command: [bin('biome'), 'check', '--error-on-warnings', '.'] },
  // One process for all of them needs more memory than Node takes by itself.
  { name: 'type-aware lint', command: [bin('eslint'), ...sources.slice(0, MIDDLE)] },
  { name: 'type-aware lint of what is above', command: [bin('eslint'), ...sources.slice(MIDDLE)] },
  {
    name: 'import direction and cycles',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...sources],
  },
  {
    name: 'API client',
    command: [process.execPath, '--import', 'tsx', 'interfaces/client/scripts/generate.ts', '--check'],
  },
  { name: 'AsyncAPI document', command: [process.execPath, '--import', 'tsx', 'scripts/check-events.ts'] },
  { name: 'documentation site, every link of it', command: ['npm', 'run', 'docs'] },
  { name: 'pages', command: [process.execPath, 'interfaces/ui/build/build-sites.js'] },
  { name: 'what the pages weigh', command: [bin('size-limit')] },
];

for (const { name, command } of steps) {
  const started = Date.now();
  const [program = '', ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 << 20 });
  if (status !== 0) {
    console.error(`${stdout}${stderr}\ncheck failed: ${name} (${command.join(' ')})`);
    process.exit(1);
  }
  console.log(`ok  ${name}  ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const tooLong = checkFileSizes();
if (tooLong.length > 0) {
  console.error(`${tooLong.join('\n')}\ncheck failed: file sizes`);
  process.exit(1);
}
console.log('ok  file sizes');

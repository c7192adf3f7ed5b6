/** `npm run check`: everything that can be known without running the system. Stops at the first failing step, with its output. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
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

interface Step {
  name: string;
  command: string[];
}

/** Two lanes, one a core; no step needs what the other lane has done. */
const lanes: Step[][] = [
  [
    { name: 'types', command: [bin('tsc'), '-b'] },
    // One process for all of them needs more memory than Node takes by itself.
    { name: 'type-aware lint of what is above', command: [bin('eslint'), ...sources.slice(MIDDLE)] },
  ],
  [
    {
      name: 'contracts in plain TypeScript',
      command: [bin('tsc'), '-p', 'contracts/tsconfig.contracts.json', '--noEmit'],
    },
    { name: 'examples in plain TypeScript', command: [bin('tsc'), '-p', 'examples/tsconfig.contracts.json'] },
    { name: 'library in plain TypeScript', command: [bin('tsc'), '-p', 'soroban/library/tsconfig.contracts.json'] },
    { name: 'format and lint', command: [bin('biome'), 'check', '--error-on-warnings', '.'] },
    {
      name: 'import direction and cycles',
      command: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...sources],
    },
    {
      name: 'API client',
      command: [process.execPath, '--import', 'tsx', 'interfaces/client/scripts/generate.ts', '--check'],
    },
    { name: 'AsyncAPI document', command: [process.execPath, '--import', 'tsx', 'scripts/check-events.ts'] },
    { name: 'type-aware lint', command: [bin('eslint'), ...sources.slice(0, MIDDLE)] },
    { name: 'documentation site, every link of it', command: ['npm', 'run', 'docs'] },
    { name: 'pages', command: [process.execPath, 'interfaces/ui/build/build-sites.js'] },
    { name: 'what the pages weigh', command: [bin('size-limit')] },
  ],
];

/** Ends what the other lane is at. */
const failed = new AbortController();

async function run({ name, command }: Step): Promise<void> {
  const started = Date.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal: failed.signal });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (status !== 0) throw new Error(`${stdout}${stderr}\ncheck failed: ${name} (${command.join(' ')})`);
  console.log(`ok  ${name}  ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function follow(lane: Step[]): Promise<void> {
  for (const step of lane) await run(step);
}

try {
  await Promise.all(lanes.map(follow));
} catch (cause) {
  failed.abort();
  console.error((cause as Error).message);
  process.exit(1);
}

const tooLong = checkFileSizes();
if (tooLong.length > 0) {
  console.error(`${tooLong.join('\n')}\ncheck failed: file sizes`);
  process.exit(1);
}
console.log('ok  file sizes');

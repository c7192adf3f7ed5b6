import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BLOCK = 512;
const EXECUTABLE = 0o755;
const PLAIN = 0o644;

/** A folder as npm keeps packages: a gzipped tar (POSIX ustar) with everything below `package/`. */
export function tarball(folder: string): Buffer {
  const parts: Buffer[] = [];
  for (const name of filesOf(folder)) {
    const content = readFileSync(join(folder, name));
    const isProgram = (lstatSync(join(folder, name)).mode & 0o100) !== 0;
    const padding = (BLOCK - (content.length % BLOCK)) % BLOCK;
    parts.push(
      header(`package/${name}`, content.length, isProgram ? EXECUTABLE : PLAIN),
      content,
      Buffer.alloc(padding),
    );
  }
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 1 });
}

/** What a package installed by itself has: not what is installed below it. */
function filesOf(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesOf(folder, name);
    return entry.isFile() && !entry.name.endsWith('.map') ? [name] : [];
  });
}

function header(path: string, size: number, mode: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [name, prefix] = splitPath(path);
  block.write(name, 0);
  block.write(`${octal(mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0`, 100);
  block.write('        0', 148);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

/** A name has 100 bytes, and what is before it 155. */
function splitPath(path: string): [name: string, prefix: string] {
  if (Buffer.byteLength(path) <= 100) return [path, ''];
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    if (Buffer.byteLength(path.slice(at + 1)) <= 100) return [path.slice(at + 1), path.slice(0, at)];
  }
  throw new Error(`${path} is too long for a tarball`);
}

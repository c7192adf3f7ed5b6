import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { formatKey, type NoteKey, type ReadFile } from '@istsi/audit-log';

const VERSION = 'v1.0.4';
const cache = fileURLToPath(new URL('../../node_modules/.cache/tessera', import.meta.url));
const program = path.join(cache, 'bin', 'fsck');
/** On the path, where the installer of Go puts it, or named by `GO`. */
const GO_PLACES = [process.env.GO ?? '', 'go', '/usr/local/go/bin/go'];

/** Built once, by Go and from its module proxy; undefined where there is no Go, or nothing to build it from. */
function buildFsck(): string | undefined {
  if (existsSync(program)) return program;
  const go = GO_PLACES.find((place) => place !== '' && spawnSync(place, ['version'], { stdio: 'ignore' }).status === 0);
  if (go === undefined) return undefined;
  mkdirSync(cache, { recursive: true });
  const env = { ...process.env, GOPATH: path.join(cache, 'go'), GOBIN: path.dirname(program), GOFLAGS: '-modcacherw' };
  spawnSync(go, ['install', `github.com/transparency-dev/tessera/cmd/fsck@${VERSION}`], { env, stdio: 'ignore' });
  return existsSync(program) ? program : undefined;
}

const built = buildFsck();
/** Why nothing is checked by it; undefined where it is. */
export const noFsck = built === undefined ? 'there is no Go here that could build it' : undefined;

/** What the `fsck` of transparency-dev/tessera, which shares no line with us, says of a log: whether it is sound, and its words. */
export async function checkByTessera(read: ReadFile, key: NoteKey): Promise<{ ok: boolean; said: string }> {
  if (built === undefined) throw new Error(noFsck);
  const directory = mkdtempSync(path.join(tmpdir(), 'istsi-fsck-'));
  const keyFile = path.join(directory, 'key');
  writeFileSync(keyFile, formatKey(key));
  const server = createServer((request, response) => {
    void read((request.url ?? '/').slice(1)).then(
      (bytes) => (bytes ? response.writeHead(200).end(bytes) : response.writeHead(404).end()),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const options = ['--ui=false', '--logtostderr', `--public_key=${keyFile}`, `--storage_url=${url}`];
    const child = spawn(built, options, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const said = await text(child.stderr);
    // It ends with 0 also where it tells that the log is not sound.
    const isSound = /checking log of size \d+/.test(said) && !said.includes('fsck failed');
    return { ok: (await ended) === 0 && isSound, said };
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

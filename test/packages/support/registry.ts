import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { tarball } from './tarball.ts';

type Manifest = { name: string; version: string; scripts?: unknown };
type Kept = { manifest: Manifest; tarball: () => Buffer };

/** A registry of packages as npm asks one, on this machine alone. */
export interface Registry {
  url: string;
  stop(): Promise<void>;
}

/**
 * Serves the packages that are to be published (tarballs that `npm pack` made, with their manifests), and, of all others,
 * what this repository has installed: nothing is fetched, and what the manifests ask for has to be asked for by name.
 */
export async function startRegistry(root: string, published: ReadonlyMap<string, Kept>): Promise<Registry> {
  const installed = readInstalled(root);
  const versionsOf = (name: string): Kept[] => {
    const own = published.get(name);
    return own === undefined ? (installed.get(name) ?? []) : [own];
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://registry').pathname.slice(1));
    const [name, version] = path.split('/-/');
    const kept = versionsOf(name!);
    if (kept.length === 0) return void response.writeHead(404).end('{}');
    if (version === undefined) return void response.end(JSON.stringify(packument(name!, kept, request.headers.host!)));
    const wanted = kept.find(({ manifest }) => `${manifest.version}.tgz` === version);
    if (wanted === undefined) return void response.writeHead(404).end();
    response.end(wanted.tarball());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => stopServer(server) };
}

function packument(name: string, kept: readonly Kept[], host: string): object {
  const versions = kept.map(({ manifest }) => {
    const tarball = `http://${host}/${encodeURIComponent(name)}/-/${manifest.version}.tgz`;
    // What an installation would build is built already in what is kept here.
    const { scripts: _, ...plain } = manifest;
    return [manifest.version, { ...plain, dist: { tarball } }];
  });
  return { name, 'dist-tags': { latest: kept.at(-1)!.manifest.version }, versions: Object.fromEntries(versions) };
}

/** All that is installed, by name, from the record that npm keeps of it. */
function readInstalled(root: string): Map<string, Kept[]> {
  const record = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')) as {
    packages: Record<string, { link?: true }>;
  };
  const installed = new Map<string, Kept[]>();
  for (const [path, { link }] of Object.entries(record.packages)) {
    if (link || !path.startsWith('node_modules/')) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const folder = join(root, path);
    const one = {
      get manifest() {
        return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      },
      tarball: () => tarball(folder),
    };
    installed.set(name, [...(installed.get(name) ?? []), one]);
  }
  return installed;
}

export function publishedPackage(folder: string, packed: Buffer): [string, Kept] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest & { dist?: object };
  const shasum = createHash('sha1').update(packed).digest('hex');
  return [manifest.name, { manifest: { ...manifest, dist: { shasum } } as Manifest, tarball: () => packed }];
}

const stopServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

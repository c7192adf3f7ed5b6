import { dirname, relative, resolve } from 'node:path';
import type { Sources } from './program.ts';

/**
 * What files are called: the contract's own by their path from the deepest folder that holds them all, those of a package by
 * package, version and path. So neither messages nor code depend on where a project lies or where npm put its packages.
 */
export function pathsIn(sources: Sources): (fileName: string) => string {
  const names = new Map<string, string>();
  const own: string[] = [];
  for (const file of sources.files) {
    const of = sources.packageFile(file);
    if (of) names.set(file.fileName, `node_modules/${of.package}@${of.version}/${of.path}`);
    else own.push(file.fileName);
  }
  const root = commonFolder(own);
  return (fileName) => names.get(fileName) ?? relative(root, fileName).replaceAll('\\', '/');
}

/** The folder, absolute, from which a contract's own files are called. */
export const folderOf = (sources: Sources): string =>
  commonFolder(sources.files.filter((file) => !sources.packageFile(file)).map(({ fileName }) => fileName));

/** The deepest folder that holds all files. */
function commonFolder(files: readonly string[]): string {
  let folder = dirname(resolve(files[0]!));
  const isInside = (path: string): boolean => `${resolve(path)}/`.startsWith(folder === '/' ? '/' : `${folder}/`);
  while (!files.every(isInside)) folder = dirname(folder);
  return folder;
}

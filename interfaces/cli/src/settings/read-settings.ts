import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { readJsonFile } from '../state/json-file.ts';
import { type Field, settingsFields } from './fields.ts';
import { SystemSettings } from './system-settings.ts';

/**
 * The settings of a file with those of the environment over them; without a file, those of the environment. Paths in the
 * file are relative to it. No secret is read: what stands in a variable is named by it.
 */
export function readSettings(file: string | undefined, environment: NodeJS.ProcessEnv): SystemSettings {
  const value = file === undefined ? {} : readSettingsFile(file);
  const named = new Map<string, string>();
  for (const field of settingsFields()) {
    const found = valueIn(environment, field);
    if (found === undefined) continue;
    put(value, field.path, found.value);
    named.set(field.path.join('.'), found.variable);
  }
  // As every program that uses PostgreSQL knows it.
  if (environment.DATABASE_URL && !named.has('database.url')) {
    put(value, ['database', 'url'], { env: 'DATABASE_URL' });
    named.set('database.url', 'DATABASE_URL');
  }
  const parsed = SystemSettings.safeParse(value);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => describeIssue(issue, named));
  const wrongUrl = wrongDatabaseUrl(value, environment);
  if (wrongUrl !== undefined) problems.push(wrongUrl);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new CliError('cli/bad-configuration', {
    problems: `${file === undefined ? '' : `${file}: `}${problems.join('; ')}`,
  });
}

function readSettingsFile(file: string): Record<string, unknown> {
  const cure = 'See docs/configuration.md';
  const value = readJsonFile(file, z.record(z.string(), z.unknown()), cure);
  if (value === undefined)
    throw new CliError('cli/bad-argument', { argument: '--config', problem: `there is no file ${file}` });
  return besideFile(value, dirname(resolve(file))) as Record<string, unknown>;
}

/** Names under which a path stands, wherever that is. */
const PATHS = new Set([
  ...['dataDir', 'manifest', 'cookieFile', 'directory', 'file', 'secretFile'],
  ...['certificate', 'ownKey', 'ownCertificate', 'authority'],
]);

function besideFile(value: unknown, directory: string): unknown {
  if (Array.isArray(value)) return value.map((each) => besideFile(each, directory));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      PATHS.has(name) && typeof member === 'string' && member !== ''
        ? resolve(directory, member)
        : besideFile(member, directory),
    ]),
  );
}

/** `VAR=` in a shell means unset. A secret may be in the variable, or in the file that the variable with `_FILE` names. */
function valueIn(
  environment: NodeJS.ProcessEnv,
  { variable, kind }: Field,
): { variable: string; value: unknown } | undefined {
  const text = environment[variable];
  if (kind === 'secret') {
    const file = environment[`${variable}_FILE`];
    if (text) return { variable, value: { env: variable } };
    return file ? { variable: `${variable}_FILE`, value: { file } } : undefined;
  }
  if (!text) return undefined;
  if (kind === 'list') return { variable, value: listIn(text) };
  return { variable, value: kind === 'number' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text };
}

/** JSON, or words with commas between them. */
function listIn(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return text.split(',').flatMap((word) => word.trim() || []);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function put(value: Record<string, unknown>, path: readonly string[], leaf: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    value[name] = leaf;
    return;
  }
  const existing = value[name];
  const inner = typeof existing === 'object' && existing !== null ? { ...existing } : {};
  put(inner as Record<string, unknown>, rest, leaf);
  value[name] = inner;
}

/** A problem is named by where its value stands: the variable, or the field. */
function describeIssue(issue: z.core.$ZodIssue, named: ReadonlyMap<string, string>): string {
  const path = issue.path.map(String);
  for (let length = path.length; length > 0; length -= 1) {
    const variable = named.get(path.slice(0, length).join('.'));
    if (variable !== undefined) return `${[variable, ...path.slice(length)].join('.')}: ${issue.message}`;
  }
  return path.length === 0 ? issue.message : `${path.join('.')}: ${issue.message}`;
}

/** That a variable holds no URL is said at once, and without it. */
function wrongDatabaseUrl(value: Record<string, unknown>, environment: NodeJS.ProcessEnv): string | undefined {
  const { env } =
    z.object({ database: z.object({ url: z.object({ env: z.string() }) }) }).safeParse(value).data?.database.url ?? {};
  const text = env === undefined ? undefined : environment[env];
  if (text === undefined || (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text))) return undefined;
  return `${env}: expected a URL that begins with postgres://`;
}

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { familyOf } from '../siege/parts.ts';

/** What a process and those that it started have open: how many of each kind, connections by what they lead to. */
export function handlesOf(pid: number): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const member of familyOf(pid)) {
    const connections = connectionsOf(member);
    for (const target of openOf(member)) {
      const kind = kindOf(target, connections);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  return kinds;
}

/** Each handle as the kernel names it: a path, `socket:[inode]`, `pipe:[inode]`, `anon_inode:[eventpoll]`. */
function openOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((handle) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${handle}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function kindOf(target: string, connections: ReadonlyMap<string, string>): string {
  const socket = /^socket:\[(\d+)\]$/.exec(target)?.[1];
  if (socket !== undefined) return connections.get(socket) ?? 'other sockets';
  return target.startsWith('/') ? 'files' : (/^\w+/.exec(target)?.[0] ?? 'others');
}

/** By the numbers of their sockets: `to 5432`, `at 8080` of who is reached there. As in proc(5), /proc/net/tcp. */
function connectionsOf(pid: number): Map<string, string> {
  const lines = ['tcp', 'tcp6'].flatMap((table) => rowsOf(`/proc/${pid}/net/${table}`));
  const listening = new Set(lines.filter(([, , , state]) => state === '0A').map(([, local]) => portOf(local)));
  return new Map(
    lines.map((row): [string, string] => {
      const [local, remote] = [portOf(row[1]), portOf(row[2])];
      return [row[9] ?? '', listening.has(local) ? `at ${local}` : `to ${remote}`];
    }),
  );
}

function rowsOf(file: string): string[][] {
  try {
    const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines.map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}

const portOf = (address = ''): number => Number.parseInt(address.slice(address.indexOf(':') + 1), 16);

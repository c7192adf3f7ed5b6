import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Killed and not yet taken notice of by its parent, or its number given to another program after a crash. */
export function isOfAnother(pid: number, cluster: string): boolean {
  if (isZombie(pid)) return true;
  const command = commandOf(pid);
  return command !== undefined && !command.includes(cluster);
}

/** The processes of a server all work in its cluster's directory; those of a killed one live on for a moment. */
export function isWorkedIn(cluster: string): boolean {
  if (process.platform !== 'linux') return false;
  return fs.readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && fs.readlinkSync(`/proc/${name}/cwd`) === fs.realpathSync(cluster);
    } catch {
      return false;
    }
  });
}

/** Whether that process still does something. */
export const isAlive = (pid: number): boolean => isListed(pid) && !isZombie(pid);

export function isListed(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, ''));
  } catch {
    return false;
  }
}

/** Undefined where the platform does not tell. */
function commandOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return undefined;
    }
  }
  const ps = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.status === 0 ? ps.stdout : undefined;
}

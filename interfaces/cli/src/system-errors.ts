/** What the operating system's error codes mean, for people. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EAGAIN: 'the system has no room for another process now',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EADDRINUSE: 'the port is taken',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something of that name is there already',
  EFBIG: 'the file would be larger than is allowed here',
  EINVAL: 'the file system does not take it',
  EIO: 'the disk failed',
  EISDIR: 'it is a directory, and a file is needed',
  ELOOP: 'its symbolic links lead nowhere',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open on this machine',
  ENOENT: 'there is no such file or directory',
  ENOMEM: 'the machine is out of memory',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is where a directory is needed',
  ENOTEMPTY: 'the directory is not empty',
  EHOSTUNREACH: 'the machine cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'it did not answer in time',
  ENXIO: 'nothing is behind it',
  EPERM: 'this user may not do that',
  EROFS: 'the file system is read-only',
  ERR_FS_EISDIR: 'it is a directory, and a file is needed',
  ETXTBSY: 'it is being executed',
};

/** An error of the operating system in words, without the path; undefined for every other error. */
export function systemProblem(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' ? words[code] : undefined;
}

/** `ENOENT: no such file or directory, open '/x'`, as Node words it, and codes alone, wherever a message quotes them. */
const QUOTED = /\b(E[A-Z]{3,}): [a-z ,]+, [a-z]+(?: '([^']*)')?/g;

/** A message without codes of the system. */
export function inWords(message: string): string {
  const known = (code: string) => words[code] ?? code;
  return message
    .replace(/\bconnect ECONNREFUSED (\S+)/g, 'nothing listens at $1')
    .replace(QUOTED, (_, code: string, path?: string) => (path === undefined ? known(code) : `${path}: ${known(code)}`))
    .replace(/\bE[A-Z]{3,}\b/g, known);
}

import { type FileHandle, open } from 'node:fs/promises';
import { XdrWriter } from '../host/codec/writer.ts';
import { encodeFrame } from './frames.ts';

export const LOG_MAGIC = Buffer.from('ISTSI LEDGERS 1\n');

/** Record type of a frame that holds several records, written together. */
export const GROUP = 3;

type Queued = { readonly payload: Uint8Array; readonly done: () => void; readonly fail: (cause: unknown) => void };

/**
 * Appends records to a file and syncs it. Records that arrive while others are being written share the next write and
 * the next sync (group commit), in one frame: either all of them are there after a crash or none is.
 */
export class LogWriter {
  private readonly file: FileHandle;
  private length: number;
  private queue: Queued[] = [];
  private running: Promise<void> | undefined;
  private failure: unknown;

  private constructor(file: FileHandle, length: number) {
    this.file = file;
    this.length = length;
  }

  /** Opens a log whose sound part ends at `length`; the rest is cut off. Zero starts a new log. */
  static async open(path: string, length: number): Promise<LogWriter> {
    const file = await open(path, length === 0 ? 'wx+' : 'r+');
    if (length === 0) await file.write(LOG_MAGIC, 0, LOG_MAGIC.length, 0);
    else await file.truncate(length);
    await file.sync();
    return new LogWriter(file, length === 0 ? LOG_MAGIC.length : length);
  }

  get bytes(): number {
    return this.length;
  }

  /** Resolves when the record is on disk. After one failure every later record fails too. */
  append(payload: Uint8Array): Promise<void> {
    return new Promise((done, fail) => {
      this.queue.push({ payload, done, fail });
      this.running ??= this.drain();
    });
  }

  async close(): Promise<void> {
    await this.running;
    await this.file.close();
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue;
      this.queue = [];
      try {
        if (this.failure !== undefined) throw this.failure;
        await this.write(encodeFrame(onePayload(batch)));
        for (const { done } of batch) done();
      } catch (cause) {
        this.failure = cause;
        for (const { fail } of batch) fail(cause);
      }
    }
    this.running = undefined;
  }

  private async write(frame: Buffer): Promise<void> {
    let written = 0;
    while (written < frame.length) {
      const { bytesWritten } = await this.file.write(frame, written, frame.length - written, this.length + written);
      written += bytesWritten;
    }
    await this.file.datasync();
    this.length += frame.length;
  }
}

function onePayload(batch: readonly Queued[]): Uint8Array {
  if (batch.length === 1) return batch[0]!.payload;
  const writer = new XdrWriter();
  return writer.encode(() => {
    writer.u32(GROUP);
    writer.u32(batch.length);
    for (const { payload } of batch) writer.variable(payload);
  });
}

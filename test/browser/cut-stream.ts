import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net';

/** The network between two parts: it can break off in the middle of a sentence, and stay away, or fall silent. */
export interface Line {
  url: string;
  /** Ends what is connected once so many more bytes came through, and lets nobody connect until `mend`. */
  cutAfter(bytes: number): Promise<void>;
  /** Likewise, at once. */
  cut(): void;
  /** Lets everybody connect and ask, and nothing comes through until `mend`. */
  hang(): void;
  /** Once this is asked, it arrives, and nothing of its answer or of anything else comes through: cut off, or silent. */
  breakOnceAsked(question: string, how: 'cut' | 'hang'): Promise<void>;
  mend(): void;
  close(): Promise<void>;
}

type Standing = 'there' | 'away' | 'silent';

/** `target`: where what stands at the end of the line listens, on this machine. */
export async function openLine(target: string): Promise<Line> {
  const { port } = new URL(target);
  const sockets = new Set<Socket>();
  let standing: Standing = 'there';
  let left = Number.POSITIVE_INFINITY;
  let onCut: () => void = () => undefined;
  let onAsked: { question: string; then: () => void } | undefined;
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  const cut = () => {
    standing = 'away';
    end();
    onCut();
  };
  const hang = () => {
    standing = 'silent';
  };
  const server = createServer((near) => {
    if (standing === 'away') return void near.destroy();
    const far = connectTo(Number(port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (piece: Buffer) => {
      if (standing === 'silent') return;
      far.write(piece);
      if (!onAsked || !piece.includes(onAsked.question)) return;
      const { then } = onAsked;
      onAsked = undefined;
      then();
    });
    far.on('data', (piece: Buffer) => {
      if (standing === 'silent') return;
      const through = piece.subarray(0, left);
      left -= through.length;
      near.write(through, () => left <= 0 && standing === 'there' && cut());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: (bytes) =>
      new Promise((resolve) => {
        left = bytes;
        onCut = resolve;
      }),
    cut,
    hang,
    breakOnceAsked: (question, how) =>
      new Promise((resolve) => {
        const then = () => {
          // Nothing comes back from now on; what was asked is given the time to arrive.
          hang();
          if (how === 'cut') setTimeout(cut, ARRIVED_MS);
          resolve();
        };
        onAsked = { question, then };
      }),
    mend() {
      // Of what was asked in vain nobody hears any more: whoever wants to know asks anew.
      if (standing === 'silent') end();
      left = Number.POSITIVE_INFINITY;
      onAsked = undefined;
      standing = 'there';
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const ARRIVED_MS = 200;

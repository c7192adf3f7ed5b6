import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net';

/** The network between a page and the API: it can break off in the middle of a sentence, and stay away. */
export interface Line {
  url: string;
  /** Ends what is connected once so many more bytes came through, and lets nobody connect until `mend`. */
  cutAfter(bytes: number): Promise<void>;
  /** Likewise, at once. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openLine(apiUrl: string): Promise<Line> {
  const { port } = new URL(apiUrl);
  const sockets = new Set<Socket>();
  let isAway = false;
  let left = Number.POSITIVE_INFINITY;
  let onCut: () => void = () => undefined;
  const cut = () => {
    isAway = true;
    for (const socket of sockets) socket.destroy();
    onCut();
  };
  const server = createServer((near) => {
    if (isAway) return void near.destroy();
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
    near.pipe(far);
    far.on('data', (piece: Buffer) => {
      const through = piece.subarray(0, left);
      left -= through.length;
      near.write(through, () => left <= 0 && !isAway && cut());
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
    mend() {
      left = Number.POSITIVE_INFINITY;
      isAway = false;
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

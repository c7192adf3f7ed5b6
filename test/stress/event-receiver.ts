import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a webhook of the system sends its events to, as a program of an operator's would take them. */
export interface EventReceiver {
  url: string;
  /** Ids of the events that were taken; one that comes again is the same one. */
  taken: ReadonlySet<string>;
  /** What it answers; 204 by default. */
  status: number;
  stop(): Promise<void>;
}

export async function startEventReceiver(): Promise<EventReceiver> {
  const taken = new Set<string>();
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      if (receiver.status < 300) taken.add(String(request.headers['webhook-id']));
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: EventReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    taken,
    status: 204,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

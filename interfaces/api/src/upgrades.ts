import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';

/** Requests that want another protocol spoken on their connection (RFC 9110, 7.8). */
export interface Upgrades {
  /** A request for a WebSocket (RFC 6455, 4.1); every other is answered as it would be without what it wants. */
  isForWebSocket(request: FastifyRequest): boolean;
  /** The subprotocols that it offers (RFC 6455, 11.3.4). */
  protocolsOf(request: FastifyRequest): string[];
  /** Its WebSocket, in place of a reply; undefined where the handshake is wrong, which was told. */
  accept(request: FastifyRequest, reply: FastifyReply): WebSocket | undefined;
}

/** Nobody says anything here that is worth more bytes. */
const MOST_RECEIVED = 1_024;
/** Somebody who closes in order has this long for it. */
export const CLOSE_MS = 1_000;
/** RFC 6455, 7.4.1. */
const GOING_AWAY = 1_001;

/** Has them go through the same hooks, limits and routes as all others: whoever is refused is told so by the same problems. */
export function answerUpgrades(api: FastifyInstance, protocol: string): Upgrades {
  const wanted = new WeakMap<IncomingMessage, { socket: Socket; head: Buffer; answer: ServerResponse }>();
  const sockets = new Set<Socket>();
  // Without compression: what it keeps for each connection is more than what is sent. Pings are answered by who reads here.
  const server = new WebSocketServer({
    ...{ noServer: true, autoPong: false, maxPayload: MOST_RECEIVED },
    handleProtocols: (offered) => offered.has(protocol) && protocol,
  });

  api.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // Node no longer looks after the connection: not after its errors, and not when the server closes.
    socket.on('error', () => socket.destroy());
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const answer = new ServerResponse(request);
    answer.shouldKeepAlive = false;
    answer.assignSocket(socket);
    answer.once('finish', () => socket.end());
    wanted.set(request, { socket, head, answer });
    api.routing(request, answer);
  });
  api.addHook('preClose', async () => {
    const open = [...server.clients].map(async (client) => {
      client.close(GOING_AWAY, 'the server stops');
      await isClosed(client, CLOSE_MS);
    });
    await Promise.all(open);
    for (const socket of sockets) socket.destroy();
  });

  return {
    isForWebSocket: ({ raw }) => wanted.has(raw) && raw.headers.upgrade?.toLowerCase() === 'websocket',
    protocolsOf: ({ raw }) => (raw.headers['sec-websocket-protocol'] ?? '').split(',').map((offered) => offered.trim()),
    accept(request, reply) {
      const upgrade = wanted.get(request.raw);
      if (!upgrade) throw new Error(`${request.url} is no request for a WebSocket`);
      const { socket, head, answer } = upgrade;
      reply.hijack();
      answer.detachSocket(socket);
      let accepted: WebSocket | undefined;
      server.handleUpgrade(request.raw, socket, head, (webSocket) => {
        accepted = webSocket;
      });
      return accepted;
    },
  };
}

/** Ends it where it does not end by itself. */
export async function isClosed(webSocket: WebSocket, withinMs: number): Promise<void> {
  if (webSocket.readyState === webSocket.CLOSED) return;
  await new Promise<void>((resolve) => {
    const late = setTimeout(() => webSocket.terminate(), withinMs);
    webSocket.once('close', () => {
      clearTimeout(late);
      resolve();
    });
  });
}

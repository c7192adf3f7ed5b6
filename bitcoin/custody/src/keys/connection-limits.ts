import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What one connection, and one address, may hold of a server. */
export interface ConnectionLimits {
  /** A request, headers and body, must have arrived within this time; otherwise it is cut. */
  readonly requestMs: number;
  readonly mostPerAddress: number;
  /** Of all addresses together. */
  readonly mostConnections: number;
  /** Addresses that speak for many: a proxy that counts its own clients. */
  readonly isExempt?: (address: string) => boolean;
}

/** How often connections are looked at: what is cut late by this much was cut in time. */
export const CHECK_CONNECTIONS_MS = 1_000;

/**
 * Bounds what a slow or greedy client can hold. The server must have been created with
 * `connectionsCheckingInterval: CHECK_CONNECTIONS_MS`; Node's own would let a slow body live half a minute longer.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const { requestMs, mostPerAddress, isExempt = () => false } = limits;
  server.requestTimeout = requestMs;
  server.headersTimeout = requestMs;
  server.maxConnections = limits.mostConnections;
  const open = new Map<string, number>();
  // Before TLS: a handshake that never ends is held as well.
  server.on('connection', (socket: Socket) => {
    // A Unix socket has no address; the file system says who may use it.
    const { remoteAddress: address } = socket;
    if (address === undefined || isExempt(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > mostPerAddress) return void socket.destroy();
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

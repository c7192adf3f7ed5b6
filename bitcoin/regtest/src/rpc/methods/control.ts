import { INCREMENTAL_RELAY_SATS_PER_KVB, MIN_RELAY_SATS_PER_KVB } from '../../mempool/fees.ts';
import { minimumSatsPerKvb } from '../../mempool/limit.ts';
import type { Node } from '../../node.ts';
import { btc, type JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { parseAmount, parseInteger } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';

/** The version of Bitcoin Core whose behaviour this node follows. */
export const FOLLOWED_VERSION = 310000;
const SUBVERSION = '/Satoshi:31.0.0(embedded-regtest)/';
const MAX_CONFIRMATION_TARGET = 1008;

function networkInfo(): JsonObject {
  return {
    version: FOLLOWED_VERSION,
    subversion: SUBVERSION,
    protocolversion: 70016,
    localservices: '0000000000000009',
    localservicesnames: ['NETWORK', 'WITNESS'],
    localrelay: true,
    timeoffset: 0,
    networkactive: false,
    connections: 0,
    connections_in: 0,
    connections_out: 0,
    networks: [],
    relayfee: btc(MIN_RELAY_SATS_PER_KVB),
    incrementalfee: btc(INCREMENTAL_RELAY_SATS_PER_KVB),
    localaddresses: [],
    warnings: [],
  };
}

function estimate(node: Node, target: number): JsonObject {
  const blocks = parseInteger(target);
  if (blocks < 1 || blocks > MAX_CONFIRMATION_TARGET) {
    failRpc('INVALID_PARAMETER', `Invalid conf_target, must be between 1 and ${MAX_CONFIRMATION_TARGET}`);
  }
  const rate = estimatedSatsPerKvb(node);
  if (rate === undefined) return { errors: ['Insufficient data or no feerate found'], blocks };
  return { feerate: btc(rate), blocks: Math.max(blocks, 2) };
}

/**
 * Regtest never sees enough traffic to estimate; setfeeestimate lets tests say what a busy network would. Never below what
 * this node would take now.
 */
export function estimatedSatsPerKvb({ feeEstimateSatsPerKvb: rate, mempool, nowSeconds }: Node): bigint | undefined {
  if (rate === undefined) return undefined;
  const least = [MIN_RELAY_SATS_PER_KVB, minimumSatsPerKvb(mempool, nowSeconds())];
  return least.reduce((highest, one) => (one > highest ? one : highest), rate);
}

export const controlMethods: Record<string, Method> = {
  getnetworkinfo: method('Network', 'State of the network; this node has no peers.', [], networkInfo),
  getconnectioncount: method('Network', 'Number of peers.', [], () => 0),
  getpeerinfo: method('Network', 'Peers.', [], () => []),
  ping: method('Network', 'Measures peers, of which there are none.', [], () => null),
  getindexinfo: method(
    'Util',
    'State of the indices.',
    [optional('index_name', 'string')],
    ({ node }, [name]: [string?]) => {
      const state = { synced: true, best_block_height: node.chain.tip.height };
      return name === undefined || name === 'txindex' ? { txindex: state } : {};
    },
  ),
  estimatesmartfee: method(
    'Util',
    'Fee rate for a confirmation target.',
    [required('conf_target', 'number'), optional('estimate_mode', 'string')],
    ({ node }, [target]: [number]) => estimate(node, target),
  ),
  setfeeestimate: method(
    'Util',
    'For tests: what estimatesmartfee answers from now on, in BTC/kvB; null for no estimate. Bitcoin Core has no such method.',
    [optional('feerate', 'amount')],
    ({ node }, [rate]: [(number | string)?]) => {
      node.feeEstimateSatsPerKvb = rate === undefined ? undefined : parseAmount(rate);
      return null;
    },
  ),
  setmocktime: method(
    'Util',
    'Sets the clock; 0 follows the system again.',
    [required('timestamp', 'number')],
    ({ node }, [time]: [number]) => {
      if (time < 0 || time > 0xffffffff)
        failRpc('INVALID_PARAMETER', `Mocktime must be in the range [0, 4294967295], not ${time}.`);
      node.mockTime = time;
      node.record({ type: 'mockTime', seconds: time });
      return null;
    },
  ),
  getzmqnotifications: method('Control', 'This node publishes nothing over ZMQ.', [], () => []),
  uptime: method(
    'Control',
    'Seconds since the start.',
    [],
    ({ node }) => Math.floor(Date.now() / 1000) - node.startedAt,
  ),
  getrpcinfo: method('Control', 'Commands in progress.', [], ({ activeCommands }) => ({
    active_commands: [...activeCommands].map(([name, startedMs]) => ({
      method: name.slice(name.indexOf(' ') + 1),
      duration: Math.round((performance.now() - startedMs) * 1000),
    })),
    logpath: '',
  })),
  getmemoryinfo: method('Control', 'Memory of the process.', [optional('mode', 'string')], () => {
    const { heapUsed, heapTotal } = process.memoryUsage();
    return {
      locked: {
        used: heapUsed,
        free: heapTotal - heapUsed,
        total: heapTotal,
        locked: 0,
        chunks_used: 0,
        chunks_free: 0,
      },
    };
  }),
  stop: method('Control', 'Stops the node.', [optional('wait', 'number')], ({ requestStop }) => {
    requestStop();
    return 'Bitcoin Core stopping';
  }),
};

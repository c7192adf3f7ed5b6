import path from 'node:path';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { type NetworkCopy, type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { type Protocol30Rpc, serveProtocol30 } from '../../soroban/client/test/protocol-30.ts';
import { openTestBitcoin, type TestBitcoin } from './bitcoin.ts';

/** Both embedded networks, each of which can be taken away for a while. */
export interface Networks {
  sandbox: Sandbox;
  bitcoin: TestBitcoin;
  bitcoinUrl: string;
  /** The Bitcoin node's other interface. */
  esploraUrl: string;
  /** Runs `meanwhile` while the network is down. Only with `stateDir`. */
  withoutStellar(meanwhile: () => Promise<void>): Promise<void>;
  withoutBitcoin(meanwhile: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export interface NetworksOptions {
  maxMempoolBytes?: number;
  historyLedgers?: number;
  protocol30?: boolean;
  networkPassphrase?: string;
  /** What the Stellar network begins with; not with `stateDir`. */
  copyOf?: NetworkCopy;
}

const RPC_USER = { rpcUser: 'istsi', rpcPassword: 'regtest-password' };

/**
 * Without `stateDir` they live in memory. `maxMempoolBytes`: for a Bitcoin node with little room; `historyLedgers`: for a
 * Stellar node that soon forgets; `protocol30`: its ledgers have the headers of protocol 30;
 * `networkPassphrase`: of another network than the embedded one's.
 */
export async function startNetworks(
  stateDir?: string,
  { historyLedgers, protocol30, networkPassphrase, copyOf, ...bitcoinOptions }: NetworksOptions = {},
): Promise<Networks> {
  const keep = (name: string): { dataDir?: string } =>
    stateDir === undefined ? {} : { dataDir: path.join(stateDir, name) };
  const openStellar = (port: number): Promise<Sandbox> =>
    startSandbox({
      ...{ testControls: true, port },
      ...keep('stellar'),
      ...(historyLedgers && { historyLedgers }),
      ...(networkPassphrase !== undefined && { networkPassphrase }),
      ...(copyOf && { copyOf }),
    });
  const openBitcoin = (port: number): Promise<Regtest> =>
    startRegtest({ port, ...RPC_USER, ...bitcoinOptions, ...keep('bitcoin') });

  const [sandbox, regtest] = await Promise.all([openStellar(0), openBitcoin(0)]);
  const running = { sandbox, regtest };
  const newer: Protocol30Rpc | undefined = protocol30 ? await serveProtocol30(sandbox.rpcUrl) : undefined;
  return {
    sandbox: newer === undefined ? sandbox : { ...sandbox, rpcUrl: newer.rpcUrl },
    bitcoin: await openTestBitcoin(regtest),
    bitcoinUrl: regtest.rpcUrl,
    esploraUrl: regtest.esploraUrl,
    async withoutStellar(meanwhile) {
      await running.sandbox.stop();
      await meanwhile();
      running.sandbox = await openStellar(Number(new URL(sandbox.rpcUrl).port));
    },
    async withoutBitcoin(meanwhile) {
      await running.regtest.stop();
      await meanwhile();
      running.regtest = await openBitcoin(Number(new URL(regtest.rpcUrl).port));
    },
    async stop() {
      await newer?.stop();
      await Promise.all([running.sandbox.stop(), running.regtest.stop()]);
    },
  };
}

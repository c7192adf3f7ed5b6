import { createSubmitter, fundAccount, type Network, signEntry } from '@istsi/soroban-client';
import { Keypair, scValToNative } from '@stellar/stellar-sdk';
import type { SystemContracts } from '../src/contracts/system-contracts.ts';
import type { Outpoint, Services } from '../src/index.ts';
import type { Networks } from './networks.ts';

/** A user who holds tokens, and asks for Bitcoin by a transaction of their own. */
export interface Holder {
  keypair: Keypair;
  address: string;
  depositAddress: string;
}

export interface Holders {
  /** Registered, funded, and with this much in deposits, mined and minted. */
  createHolder(...deposits: bigint[]): Promise<Holder>;
  /** Burns tokens for Bitcoin, and answers the operation's id. */
  withdraw(holder: Holder, order: { sats: bigint; to: string; maxFee?: bigint }): Promise<string>;
  /** Has the Stellar network's clock move on. */
  advanceTime(seconds: number): Promise<void>;
}

const DEFAULT_MAX_FEE = 20_000n;
/** Buried deep enough for any amount below ten bitcoins. */
const DEEP = 6;

export function createHolders(options: {
  networks: Networks;
  network: Network;
  contracts: SystemContracts;
  services: Services;
  deployer: Keypair;
  minted(outpoint: Outpoint): Promise<unknown>;
}): Holders {
  const { networks, network, contracts, services, minted } = options;
  const submitter = createSubmitter({ network, channels: [options.deployer], errorNames: contracts.errorNames });
  return {
    async createHolder(...deposits) {
      const keypair = Keypair.random();
      const address = keypair.publicKey();
      await fundAccount(network, networks.sandbox.friendbotUrl, address);
      await services.registerIdentity({ address, tier: 4 });
      const { address: depositAddress } = (await services.depositAddress(address))!;
      const outpoints: Outpoint[] = [];
      for (const sats of deposits) outpoints.push(...(await networks.bitcoin.pay([depositAddress, sats])));
      if (outpoints.length > 0) await networks.bitcoin.mine(DEEP);
      for (const outpoint of outpoints) await minted(outpoint);
      return { keypair, address, depositAddress };
    },
    async withdraw({ keypair, address }, { sats, to, maxFee = DEFAULT_MAX_FEE }) {
      const outcome = await submitter.submit({
        invoke: contracts.router.invocation('execute_token_withdrawal', {
          user: address,
          token_amount: sats,
          btc_address: to,
          max_fee: maxFee,
        }),
        authorize: (entry, { validUntilLedger, networkPassphrase }) =>
          signEntry(entry, keypair, validUntilLedger, networkPassphrase),
      });
      if (outcome.status !== 'success' || !outcome.returnValue) throw new Error(JSON.stringify(outcome));
      return Buffer.from(scValToNative(outcome.returnValue) as Uint8Array).toString('hex');
    },
    async advanceTime(seconds) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceTime', params: { seconds } });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(networks.sandbox.rpcUrl, { method: 'POST', headers, body });
      const { error } = (await response.json()) as { error?: { message: string } };
      if (error) throw new Error(error.message);
    },
  };
}

import type { SystemContracts } from '@istsi/contracts';
import { createSubmitter, fundAccount, type Network, signEntry } from '@istsi/soroban-client';
import { Keypair, scValToNative, type xdr } from '@stellar/stellar-sdk';
import { governanceOf } from '../src/governance/governance.ts';
import type { Outpoint, Services } from '../src/index.ts';
import { administer } from './administer.ts';
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
  /** Likewise, of an account that the Stellar network does not know: it has no lumens. */
  createPoorHolder(...deposits: bigint[]): Promise<Holder>;
  /** Burns tokens for Bitcoin, and answers the operation's id. */
  withdraw(holder: Holder, order: { sats: bigint; to: string; maxFee?: bigint }): Promise<string>;
  /** Gives tokens to somebody, or to a multiplexed address (M…); answers the transaction. */
  send(holder: Holder, to: string, sats: bigint): Promise<string>;
  /** Burns tokens for nothing: what they stood for is the reserve's to spare. */
  burn(holder: Holder, sats: bigint): Promise<void>;
  /** Has governance change a setting of the reserve. */
  administer(name: string, args: object): Promise<void>;
  /** Has the Stellar network's clock move on. */
  advanceTime(seconds: number): Promise<void>;
  /** Has governance let a paused system run again. */
  resume(): Promise<void>;
}

const DEFAULT_MAX_FEE = 20_000n;
/** Buried deep enough for any amount below ten bitcoins. */
const DEEP = 6;

export function createHolders(options: {
  networks: Networks;
  network: Network;
  contracts: SystemContracts;
  services: Services;
  keys: { deployer: Keypair; superAdmin: Keypair };
  minted(outpoint: Outpoint): Promise<unknown>;
}): Holders {
  const { networks, network, contracts, services, keys, minted } = options;
  const submitter = createSubmitter({ network, channels: [keys.deployer], errorNames: contracts.errorNames });

  async function act(holder: Holder, invoke: xdr.HostFunction): Promise<xdr.ScVal | undefined> {
    return (await include(holder, invoke)).returnValue;
  }

  async function include({ keypair }: Holder, invoke: xdr.HostFunction) {
    const outcome = await submitter.submit({
      invoke,
      authorize: (entry, { validUntilLedger, networkPassphrase }) =>
        signEntry(entry, keypair, validUntilLedger, networkPassphrase),
    });
    if (outcome.status !== 'success') throw new Error(JSON.stringify(outcome));
    return outcome;
  }

  async function holderOf(keypair: Keypair, deposits: readonly bigint[]): Promise<Holder> {
    const address = keypair.publicKey();
    await services.registerIdentity({ address, tier: 4 });
    const { address: depositAddress } = (await services.depositAddress(address))!;
    const outpoints: Outpoint[] = [];
    for (const sats of deposits) outpoints.push(...(await networks.bitcoin.pay([depositAddress, sats])));
    if (outpoints.length > 0) await networks.bitcoin.mine(DEEP);
    for (const outpoint of outpoints) await minted(outpoint);
    return { keypair, address, depositAddress };
  }

  return {
    async createHolder(...deposits) {
      const keypair = Keypair.random();
      await fundAccount(network, networks.sandbox.friendbotUrl, keypair.publicKey());
      return await holderOf(keypair, deposits);
    },
    createPoorHolder: (...deposits) => holderOf(Keypair.random(), deposits),
    async withdraw(holder, { sats, to, maxFee = DEFAULT_MAX_FEE }) {
      const order = { user: holder.address, token_amount: sats, btc_address: to, max_fee: maxFee };
      const id = await act(holder, contracts.router.invocation('execute_token_withdrawal', order));
      return Buffer.from(scValToNative(id!) as Uint8Array).toString('hex');
    },
    async send(holder, to, sats) {
      const invoke = contracts.token.invocation('transfer', { from: holder.address, to, amount: sats });
      return (await include(holder, invoke)).hash;
    },
    async burn(holder, sats) {
      await act(holder, contracts.token.invocation('burn', { from: holder.address, amount: sats }));
    },
    async resume() {
      const { done } = await governanceOf(network, contracts).carryForward(keys.superAdmin, { tag: 'Resume' });
      if (!done) throw new Error('one Super Admin decides alone in these tests, and the system did not resume');
    },
    administer: (name, args) => administer(submitter, contracts, keys.superAdmin, { name, args }),
    async advanceTime(seconds) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceTime', params: { seconds } });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(networks.sandbox.rpcUrl, { method: 'POST', headers, body });
      const { error } = (await response.json()) as { error?: { message: string } };
      if (error) throw new Error(error.message);
    },
  };
}

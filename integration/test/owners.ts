import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { expect } from 'vitest';
import { type DepositView, decideReturn, formatOutpoint, type Outpoint, type ReturnDecision } from '../src/index.ts';
import { until, type World } from './world.ts';

export interface Owner {
  keypair: Keypair;
  address: string;
  depositAddress: string;
}

export interface Owners {
  /** Registered in a tier, and with lumens for a transaction of their own. */
  createOwner(tier: number): Promise<Owner>;
  /** The owner signs what the services prepared, as a wallet does. Returns the withdrawal's id. */
  nameReturn(owner: Owner, outpoint: Outpoint, address: string): Promise<string>;
  /** As `istsi deposits propose-return | approve-return` does. */
  decide(by: Keypair, outpoint: Outpoint, decision: ReturnDecision): Promise<unknown>;
  /** Mines while what pays the deposit back is on its way. */
  mineUntil(outpoint: Outpoint, state: DepositView['state']): Promise<DepositView>;
}

/** People whose deposits go back, and what is done for that. */
export function createOwners(world: World): Owners {
  return {
    async createOwner(tier) {
      const keypair = Keypair.random();
      const address = keypair.publicKey();
      await fundAccount(openNetwork(world.sandbox), world.sandbox.friendbotUrl, address);
      await world.services.registerIdentity({ address, tier });
      return { keypair, address, depositAddress: (await world.services.depositAddress(address))!.address };
    },
    async nameReturn({ keypair }, outpoint, address) {
      const outcome = await world.services.prepareReturn({ outpoint, address });
      if (!outcome?.ok) throw new Error(JSON.stringify(outcome));
      const { envelope, networkPassphrase, withdrawalId } = outcome.prepared;
      const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
      transaction.sign(keypair);
      const submitted = await world.services.submitReturn(transaction.toXdr());
      expect(submitted).toMatchObject({ status: 'recorded', deposit: { state: 'returning' } });
      // Sent twice, it is done once, and answered alike.
      expect(await world.services.submitReturn(transaction.toXdr())).toMatchObject({ status: 'recorded' });
      return withdrawalId;
    },
    decide: (by, outpoint, decision) =>
      decideReturn({ network: openNetwork(world.sandbox), contracts: world.contracts }, by, outpoint, decision),
    mineUntil: (outpoint, state) =>
      until(
        async () => {
          const deposit = await world.services.deposit(outpoint);
          if (deposit?.state === state) return deposit;
          if (deposit?.payback?.state === 'broadcast' || deposit?.payback?.state === 'confirming')
            await world.bitcoin.mine();
          return undefined;
        },
        () => `deposit ${formatOutpoint(outpoint)} to be ${state}`,
      ),
  };
}

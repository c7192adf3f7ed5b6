import { createHash } from 'node:crypto';
import { errorNames, findAccount, latestLedger, type Network, simulationFailure } from '@istsi/soroban-client';
import { Account, Operation, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { FindSigningKey } from './client-domain.ts';
import {
  type ContractChallengeRequest,
  type ContractChallengeTerms,
  createContractChallenge,
  type ReadContractChallenge,
  readContractChallenge,
} from './contract-challenge.ts';
import { WebAuthError } from './errors.ts';
import type { SessionTokens } from './session-token.ts';
import { useOnce } from './used-challenges.ts';

/** Who a contract account is, shown by its own code (SEP-45). */
export interface ContractAuthServices {
  /** The web authentication contract. */
  contract: string;
  /** base64 XDR of authorization entries, for the account to sign. */
  challenge(request: Omit<ContractChallengeRequest, 'client'> & { clientDomain?: string | undefined }): Promise<string>;
  /** A session's token for signed entries, once. */
  token(entries: string): Promise<string>;
}

export interface ContractAuthWorld {
  db: Kysely<Schema>;
  /** Where there are two, both must find that the account agrees. */
  networks: readonly Network[];
  terms: ContractChallengeTerms;
  tokens: SessionTokens;
  findSigningKey: FindSigningKey;
}

export function contractAuthServices(world: ContractAuthWorld): ContractAuthServices {
  const { db, networks, terms, tokens, findSigningKey } = world;
  const server = terms.signingKey.publicKey();
  let isOpen = false;
  /** Who has to sign an entry has to be on the ledger. Once there it stays: nobody but the key's owner can merge the account. */
  async function requireServerAccount(): Promise<void> {
    if (isOpen) return;
    const found = await Promise.all(networks.map((network) => findAccount(network, server)));
    if (found.includes(undefined)) {
      const reason = `Contracts cannot sign in yet: the account of the server’s key, ${server}, is not on the ledger.`;
      throw new WebAuthError('web-auth/refused', { reason });
    }
    isOpen = true;
  }
  return {
    contract: terms.contract,
    async challenge({ clientDomain, ...request }) {
      const ledgers = await Promise.all(networks.map(latestLedger));
      const ledger = Math.max(...ledgers.map(({ sequence }) => sequence));
      // Without a client first: nobody is asked for what would be refused anyway.
      const plain = await createContractChallenge(terms, request, ledger, new Date());
      await requireServerAccount();
      if (clientDomain === undefined) return plain;
      const client = { domain: clientDomain, signingKey: await findSigningKey(clientDomain) };
      return await createContractChallenge(terms, { ...request, client }, ledger, new Date());
    },
    async token(entries) {
      const challenge = readContractChallenge(terms, entries, new Date());
      for (const network of networks) await requireAgreed(network, challenge);
      const id = createHash('sha256').update(challenge.nonce).digest('hex');
      await useOnce(db, { hash: id, validUntil: challenge.validUntil });
      const { account: sub, clientDomain } = challenge;
      return await tokens.sign({ sub, id, clientDomain });
    },
  };
}

/** Simulated with what was signed, and never sent: signatures are verified, and each account's code says whether it agrees. */
async function requireAgreed(network: Network, { invoke, auth }: ReadContractChallenge): Promise<void> {
  const transaction = new TransactionBuilder(new Account(NOBODY, '0'), {
    ...{ fee: '100', networkPassphrase: network.networkPassphrase, timebounds: { minTime: 0, maxTime: 0 } },
  })
    .addOperation(Operation.invokeHostFunction({ func: invoke, auth }))
    .build();
  const failure = await simulationFailure(network, transaction, errorNames([]));
  if (!failure) return;
  const reason = `The account does not agree: ${failure.text.slice(0, MOST_SHOWN)}`;
  throw new WebAuthError('web-auth/refused', { reason });
}

const MOST_SHOWN = 300;
/** Of the all-zero key: a source that a simulation never loads. */
const NOBODY = 'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF';

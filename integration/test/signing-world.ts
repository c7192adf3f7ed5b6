import path from 'node:path';
import {
  type AuthorizedPayment,
  branchOf,
  deriveAddress,
  type Epochs,
  encodeProposal,
  type Keystore,
  netPayments,
  type Proposal,
  type ProposedInput,
  reserveOrigin,
  scriptOfAddress,
  unsignedTransaction,
} from '@istsi/bitcoin-custody';
import { depositArgs, openContracts, type SystemContracts } from '@istsi/contracts';
import {
  attestorAddress,
  createPolicyLog,
  type SignerServer,
  type StartSignerOptions,
  startSignerServer,
} from '@istsi/signer';
import { createSubmitter, fundAccount, type Network, openNetwork, signEntry, signerOf } from '@istsi/soroban-client';
import { Keypair, scValToNative, type xdr } from '@stellar/stellar-sdk';
import { requestSignature, type SignerEndpoint } from '../src/attestation/signer-client.ts';
import { deploySystem, type Manifest, type Outpoint, silentLog } from '../src/index.ts';
import { administer } from './administer.ts';
import { createTestCustody, type TestCustody } from './custody.ts';
import { type Networks, startNetworks } from './networks.ts';
import { createOfficer } from './officer.ts';

/** Both chains, three signers and the contracts, without services: what a coordinator does is done by the test. */
export interface SigningWorld {
  networks: Networks;
  bitcoin: Networks['bitcoin'];
  custody: TestCustody;
  manifest: Manifest;
  network: Network;
  contracts: SystemContracts;
  keys: { deployer: Keypair; superAdmin: Keypair; operator: Keypair; complianceOfficer: Keypair };
  signers: SignerServer[];
  endpoints: SignerEndpoint[];
  startSigner(n: number, change?: Partial<StartSignerOptions>): Promise<SignerServer>;
  policyFile(n: number): string;
  createHolder(): Promise<Holder>;
  /** Pays the holder's deposit address and has it minted. */
  fund(holder: Holder, sats: bigint): Promise<Coin>;
  withdraw(holder: Holder, wish: Wish): Promise<AuthorizedPayment>;
  /** With `chosen` as attestors, all by default. */
  invoke(
    invoke: xdr.HostFunction,
    psbt?: Uint8Array,
    chosen?: readonly SignerEndpoint[],
    evidence?: object,
  ): Promise<Uint8Array>;
  /** Change goes to the last of `to`, the epochs known so far; without payments everything does. */
  propose(
    payments: readonly AuthorizedPayment[],
    coins: readonly Coin[],
    feeSats: bigint,
    to?: Epochs,
  ): Promise<Proposal>;
  authorize(payments: readonly AuthorizedPayment[], proposal: Proposal, by?: Epochs): Promise<string>;
  authorizeSweep(proposal: Proposal, by?: Epochs, replaces?: string): Promise<string>;
  /** A decision of governance. */
  administer(name: string, args: object): Promise<void>;
  attestors(): string[];
  /** Has the Stellar network's clock move on. */
  advanceTime(seconds: number): Promise<void>;
  epochs: Epochs;
  scriptOf(address: string): Uint8Array;
  /** Has a confirmed output minted. */
  register(holder: Holder, outpoint: Outpoint, sats: bigint): Promise<void>;
  stop(): Promise<void>;
}

export interface Holder {
  keypair: Keypair;
  address: string;
  index: number;
  depositAddress: string;
}

export type Coin = Outpoint & Pick<ProposedInput, 'index' | 'epoch' | 'branch'> & { amountSats: bigint };

export interface Wish {
  amountSats: bigint;
  address: string;
  maxFeeSats?: bigint;
}

const TOKEN = 'token-of-the-signer';
/** Far more than any answer takes, on a machine however busy. */
export const TIMEOUT_MS = 110_000;
/** Enough for what tests deposit, by the reserve's schedule. */
const CONFIRMATIONS = 3;

export interface SigningWorldOptions {
  keystores?: (custody: TestCustody) => Promise<Keystore[]>;
  rules?: StartSignerOptions['rules'];
  /** The reserve is in its second epoch; deposits still arrive at addresses of the first. */
  isRotated?: boolean;
}

export async function startSigningWorld(options: SigningWorldOptions = {}): Promise<SigningWorld> {
  const custody = await createTestCustody();
  const keystores = (await options.keystores?.(custody)) ?? custody.keystores;
  const epochs: Epochs = options.isRotated ? [custody.descriptor, custody.nextDescriptor] : [custody.descriptor];
  const networks = await startNetworks();
  const { sandbox, bitcoin } = networks;
  const keys = {
    deployer: Keypair.random(),
    superAdmin: Keypair.random(),
    operator: Keypair.random(),
    complianceOfficer: Keypair.random(),
  };
  const custodians = await Promise.all(custody.keystores.map(attestorAddress));
  const manifest = await deploySystem({
    ...{ rpcUrl: sandbox.rpcUrl, networkPassphrase: sandbox.networkPassphrase, friendbotUrl: sandbox.friendbotUrl },
    deployer: keys.deployer,
    superAdmin: keys.superAdmin.publicKey(),
    operators: [keys.operator.publicKey()],
    complianceOfficers: [keys.complianceOfficer.publicKey()],
    ...{ custodians, threshold: 2 },
    reserveScript: deriveAddress(branchOf(epochs.at(-1)!, 'change'), 0).scriptPubKey,
  });
  const network = openNetwork(sandbox);
  const contracts = openContracts(manifest, network);
  const policyFile = (n: number): string => path.join(custody.dir, `policy-${n}.log`);
  const startSigner: SigningWorld['startSigner'] = async (n, change = {}) =>
    await startSignerServer({
      ...{ token: TOKEN, manifest, log: silentLog, descriptors: epochs, policyFile: policyFile(n) },
      stellar: { rpcUrl: sandbox.rpcUrl },
      bitcoin: { rpcUrl: networks.bitcoinUrl },
      keystore: keystores[n]!,
      ...(options.rules && { rules: options.rules }),
      ...change,
    });
  for (const [n, address] of custodians.entries()) createPolicyLog({ file: policyFile(n), address });
  const signers = await Promise.all([0, 1, 2].map((n) => startSigner(n)));
  const endpoints = signers.map(({ url, address }) => ({ url, address, token: TOKEN }));
  const world = { ...{ networks, bitcoin, custody, epochs, manifest, network, contracts, keys, signers, endpoints } };
  return {
    ...world,
    ...{ startSigner, policyFile },
    ...createActions(world),
    async stop() {
      await Promise.all(signers.map((signer) => signer.stop()));
      await networks.stop();
      custody.remove();
    },
  };
}

type Given = Pick<
  SigningWorld,
  'networks' | 'bitcoin' | 'custody' | 'epochs' | 'network' | 'contracts' | 'keys' | 'signers' | 'endpoints'
>;

function createActions(world: Given) {
  const { bitcoin, custody, epochs, network, contracts, keys, endpoints, networks } = world;
  const officer = createOfficer(network, contracts, keys);
  const submitter = createSubmitter({ network, channels: [keys.deployer], errorNames: contracts.errorNames });
  const holders = new Map<string, Keypair>([keys.operator, keys.superAdmin].map((own) => [own.publicKey(), own]));
  /** What the call returns, as its raw bytes. */
  const invoke: SigningWorld['invoke'] = async (call, psbt, chosen = endpoints, evidence) => {
    const outcome = await submitter.submit({
      invoke: call,
      authorize: async (entry, { validUntilLedger, networkPassphrase }) => {
        const own = holders.get(signerOf(entry) ?? '');
        if (own) return await signEntry(entry, own, validUntilLedger, networkPassphrase);
        const signer = chosen.find(({ address }) => address === signerOf(entry))!;
        const about = { ...(psbt && { psbt }), ...(evidence && { evidence }) };
        const terms = { call, validUntilLedger, networkPassphrase, timeoutMs: TIMEOUT_MS, ...about };
        return await requestSignature(signer, entry, terms);
      },
    });
    if (outcome.status !== 'success') throw new Error(`refused: ${JSON.stringify(outcome)}`);
    const { returnValue } = outcome;
    const returned: unknown = returnValue && scValToNative(returnValue);
    return returned instanceof Uint8Array ? returned : new Uint8Array();
  };
  const attestors = (): string[] => endpoints.map(({ address }) => address).sort();

  async function register(holder: Holder, outpoint: Outpoint, amountSats: bigint): Promise<void> {
    const block = await bitcoin.blockOf(outpoint.txid);
    const claim = { user: holder.address, amountSats, ...outpoint, confirmations: CONFIRMATIONS, block };
    const args = depositArgs({ caller: keys.operator.publicKey(), attestors: attestors(), ...claim });
    await invoke(contracts.router.invocation('execute_bitcoin_deposit', args));
  }

  return {
    invoke,
    attestors,
    async advanceTime(seconds: number): Promise<void> {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceTime', params: { seconds } });
      await fetch(networks.sandbox.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    },
    register,
    scriptOf: (address: string) => scriptOfAddress(address, custody.descriptor.network),
    async createHolder(): Promise<Holder> {
      const keypair = Keypair.random();
      const address = keypair.publicKey();
      await fundAccount(network, networks.sandbox.friendbotUrl, address);
      await officer.register(address, 4);
      holders.set(address, keypair);
      const index = await contracts.kyc.read('address_index', { user: address });
      return { keypair, address, index, depositAddress: deriveAddress(custody.descriptor, index).address };
    },
    async fund(holder: Holder, sats: bigint): Promise<Coin> {
      const [outpoint] = (await bitcoin.pay([holder.depositAddress, sats])) as [Outpoint];
      await bitcoin.mine(CONFIRMATIONS);
      await register(holder, outpoint, sats);
      return { ...outpoint, index: holder.index, amountSats: sats };
    },
    async withdraw(holder: Holder, { amountSats, address, maxFeeSats = 5_000n }: Wish): Promise<AuthorizedPayment> {
      const id = await invoke(
        contracts.router.invocation('execute_token_withdrawal', {
          user: holder.address,
          token_amount: amountSats,
          btc_address: address,
          max_fee: maxFeeSats,
        }),
      );
      const scriptPubKey = scriptOfAddress(address, custody.descriptor.network);
      return { withdrawalId: Buffer.from(id).toString('hex'), scriptPubKey, amountSats, maxFeeSats };
    },
    async propose(
      payments: readonly AuthorizedPayment[],
      coins: readonly Coin[],
      feeSats: bigint,
      to = epochs,
    ): Promise<Proposal> {
      const inputs = await Promise.all(
        coins.map(async ({ amountSats: _, ...coin }): Promise<ProposedInput> => {
          const previousTransaction = Buffer.from(await bitcoin.call<string>('getrawtransaction', coin.txid), 'hex');
          return { ...coin, previousTransaction };
        }),
      );
      const sumOf = (items: readonly { amountSats: bigint }[]): bigint =>
        items.reduce((sum, { amountSats }) => sum + amountSats, 0n);
      const changeSats = payments.length > 0 ? sumOf(coins) - sumOf(payments) : sumOf(coins) - feeSats;
      const change = reserveOrigin(to);
      const { scriptPubKey } = deriveAddress(branchOf(to.at(-1)!, 'change'), 0);
      const paid = netPayments(payments, feeSats).map(({ scriptPubKey, amountSats }) => ({ scriptPubKey, amountSats }));
      const rest = changeSats > 0n ? [{ scriptPubKey, amountSats: changeSats, change }] : [];
      return { inputs, outputs: [...paid, ...rest], lockTime: 0 };
    },
    async authorize(payments: readonly AuthorizedPayment[], proposal: Proposal, by = epochs): Promise<string> {
      const call = contracts.reserve.invocation('process_bitcoin_withdrawal', {
        attestors: attestors(),
        withdrawal_ids: payments.map(({ withdrawalId }) => Buffer.from(withdrawalId, 'hex')),
        unsigned_tx: Buffer.from(unsignedTransaction(by, proposal)),
      });
      return Buffer.from(await invoke(call, encodeProposal(by, proposal))).toString('hex');
    },
    async authorizeSweep(proposal: Proposal, by = epochs, replaces?: string): Promise<string> {
      const call = contracts.reserve.invocation('process_bitcoin_sweep', {
        attestors: attestors(),
        unsigned_tx: Buffer.from(unsignedTransaction(by, proposal)),
        replaces: replaces === undefined ? null : Buffer.from(replaces, 'hex'),
      });
      return Buffer.from(await invoke(call, encodeProposal(by, proposal))).toString('hex');
    },
    administer: (name: string, args: object): Promise<void> =>
      administer(submitter, contracts, keys.superAdmin, { name, args }),
  };
}

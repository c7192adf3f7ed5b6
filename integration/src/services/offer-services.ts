import { formatDescriptor } from '@istsi/bitcoin-custody';
import { actRoles } from '../administration/acts.ts';
import { createAdminServices } from '../administration/admin-services.ts';
import { apiKeyServices } from '../api-keys/key-services.ts';
import { auditServices } from '../audit/audit-services.ts';
import { audited } from '../audit/audited.ts';
import { listPending } from '../bitcoin/pending-payments.ts';
import { tipHeight } from '../bitcoin/watcher-store.ts';
import { busServices } from '../bus/bus-services.ts';
import { createExchangeServices } from '../exchange/exchange-services.ts';
import { idempotencyServices } from '../idempotency/idempotency-services.ts';
import { reportInbox } from '../inbox/inbox-report.ts';
import { openInbox } from '../inbox/inbox-world.ts';
import { listReceipts } from '../inbox/list-receipts.ts';
import { createOperationServices } from '../operations-desk/operation-services.ts';
import { proofServices } from '../proofs/proof-services.ts';
import { reconciliationServices } from '../reconciliation/reconciliation-services.ts';
import { readReserves } from '../reconciliation/reserves.ts';
import { forgetAwaited } from '../registrations/registration-store.ts';
import { storeOwners } from '../registry/owners.ts';
import { screeningServices } from '../screening/screening-services.ts';
import { securityKeyServices } from '../security-keys/security-key-services.ts';
import { type SepWorld, sepServices } from '../seps/sep-services.ts';
import { sponsorshipServices } from '../sponsorship/sponsorship-services.ts';
import { suspicionServices } from '../suspicion/suspicion-services.ts';
import { webhookServices } from '../webhooks/webhook-services.ts';
import { type Commands, createCommands } from './commands.ts';
import { createDepositAddresses } from './deposit-addresses.ts';
import { hurryDeposit, listDeposits, showDeposit, wakeUnowned } from './deposit-queries.ts';
import { findUser } from './identities.ts';
import { createReturnServices } from './return-services.ts';
import type { Watchers } from './run-services.ts';
import { seeUsers } from './seen-users.ts';
import type { ServiceWorld } from './service-world.ts';
import type { Services } from './services.ts';
import { exchangeOf, type StartServicesOptions } from './services-options.ts';
import { systemStatus } from './status.ts';
import { createSilence } from './who-is-silent.ts';
import { createWithdrawalServices } from './withdrawal-services.ts';

/** What programs and people may ask of the services, and have them do. */
export type OfferedServices = Omit<Services, 'stop' | 'tracer'>;

type Acts = Pick<
  Services,
  | keyof ReturnType<typeof createWithdrawalServices>
  | keyof ReturnType<typeof createReturnServices>
  | keyof ReturnType<typeof proofServices>
  | keyof Pick<Commands, 'registerIdentity' | 'pause'>
  | 'withdrawRegistration'
>;

export function offerServices(world: ServiceWorld, watchers: Watchers, options: StartServicesOptions): OfferedServices {
  const { network, contracts, seen, view, submitter, descriptor } = world.chains;
  const { database, policy, log, now } = world.operations;
  const { db } = database;
  const { manifest } = options;
  const acts = offerActs(world, watchers, options);
  const addresses = createDepositAddresses({ db, kyc: seen.kyc, view, descriptor });
  const depositAddress = addresses.find;
  const events = busServices({ database, network, other: world.chains.other, manifest, log });
  const administration = createAdminServices({ network, contracts, seen, submitter, manifest, db });
  const exchanging = { ...{ db, network, contracts, submitter, now }, ...exchangeOf(options) };
  return {
    ...acts,
    ...offerViews(world, watchers, options),
    events,
    administration,
    apiKeys: apiKeyServices(db),
    idempotency: idempotencyServices(db, now),
    securityKeys: securityKeyServices(db, now),
    webhooks: webhookServices(db, events, { post: options.webhooks }),
    exchange: createExchangeServices(exchanging),
    sponsorship: sponsorshipServices({ ...world.operations, ...exchanging }, world.sponsor),
    operations: createOperationServices({
      ...{ db, manifest, policy },
      isUser: async (address) => (await findUser(seen, address)) !== undefined,
      isProposal: async (id) => (await administration.proposal(id)) !== undefined,
    }),
    seps: offerSeps(world, options, {
      ...{ ...acts, depositAddress },
      isOfficer: async (account) => {
        const roles = await administration.rolesOf(account);
        return roles.some((role) => actRoles['set-tier'].includes(role));
      },
    }),
    inbox: async () => options.inbox && (await reportInbox({ db, contracts, now }, options.inbox)),
    inboxReceipts: (query) => listReceipts(db, query),
    screening: screeningServices(db, now),
    suspicion: suspicionServices(db, now),
    depositAddress,
    knownDepositAddress: addresses.known,
    deposits: (query) => listDeposits(db, query),
    deposit: (outpoint) => showDeposit(db, outpoint),
    async pendingPayments(of) {
      if ('txid' in of) return await listPending(db, of);
      const found = await depositAddress(of.user);
      return found && (await listPending(db, { addressIndex: found.index }));
    },
    recheckDeposit: (outpoint) => hurryDeposit(db, outpoint),
  };
}

/** What somebody decides, each with its entry in the audit log. */
function offerActs({ chains, operations }: ServiceWorld, { proving }: Watchers, { keys }: StartServicesOptions): Acts {
  const { db } = operations.database;
  const { contracts, submitter } = chains;
  const commands = createCommands({ db, contracts, submitter, keys });
  const registerIdentity: Commands['registerIdentity'] = async (input) => {
    const registered = await commands.registerIdentity(input);
    if (registered.is === 'awaiting') return registered;
    const { address, depositIndex } = registered.user;
    await storeOwners(db, [{ address, index: depositIndex }]);
    await wakeUnowned(db, depositIndex + 1);
    return registered;
  };
  const withdrawals = createWithdrawalServices(operations);
  const returns = createReturnServices(operations, keys.complianceOfficer);
  const withdrawRegistration = async (address: string): Promise<boolean> => await forgetAwaited(db, { address });
  const controls = { registerIdentity, withdrawRegistration, pause: commands.pause };
  const decided = { ...withdrawals, ...returns, ...proofServices(proving), ...controls };
  return { ...decided, ...audited(db, decided) };
}

function offerSeps(
  { chains, operations }: ServiceWorld,
  { seps, manifest, keys, inbox: settings }: StartServicesOptions,
  services: Acts & Pick<Services, 'depositAddress'> & Pick<SepWorld, 'isOfficer'>,
): Services['seps'] {
  if (!seps) return undefined;
  const { network, other, contracts } = chains;
  const { now } = operations;
  const { db } = operations.database;
  const inbox = settings && openInbox(operations, settings);
  const accounts = [keys.operator, keys.complianceOfficer, settings?.key].flatMap((key) =>
    key ? [key.publicKey()] : [],
  );
  const networks = other ? [network, other] : [network];
  const world = {
    ...{ ...services, db, networks, contracts, now, manifest, accounts, inbox },
    bitcoin: chains.descriptor.network,
    findUser: (account: string) => findUser(chains.seen, account),
  };
  return sepServices({ ...world, register: services.registerIdentity }, seps);
}

/** How the system is, and what it is. */
function offerViews(
  { chains, operations, auditSigner }: ServiceWorld,
  { monitor, heartbeats, keeper, anchorer, asker, reconciling }: Watchers,
  { manifest, descriptors, signers, guardian }: StartServicesOptions,
): Pick<
  Services,
  | 'audit'
  | 'reconciliations'
  | 'network'
  | 'monitor'
  | 'status'
  | 'silent'
  | 'user'
  | 'knownUser'
  | 'reserves'
  | 'signers'
> {
  const { network, other, contracts, seen, bitcoin, descriptor, views } = chains;
  const users = seeUsers(seen, chains.view);
  const { database, books } = operations;
  const { db } = database;
  return {
    audit: auditServices({
      ...{ db, signer: auditSigner, problem: keeper.problem, anchoring: () => anchorer?.state(), witnesses: asker },
    }),
    reconciliations: reconciliationServices(reconciling),
    network: {
      ...{ networkPassphrase: manifest.networkPassphrase, bitcoinNetwork: descriptor.network.name },
      contracts: Object.fromEntries(Object.entries(manifest.contracts).map(([name, { id }]) => [name, id])),
      descriptors: descriptors.map(formatDescriptor),
    },
    monitor: monitor.services,
    status: () =>
      systemStatus({
        ...{ database, network, contracts, bitcoin, books, signers, manifest, guardian, views },
        heartbeats: heartbeats.health(),
      }),
    silent: createSilence({ networks: other ? [network, other] : [network], bitcoin, database }),
    user: users.find,
    knownUser: users.known,
    async reserves() {
      return await readReserves(contracts, descriptor.network, await books.current(), await tipHeight(db));
    },
    signers: () => Promise.resolve(heartbeats.health()),
  };
}

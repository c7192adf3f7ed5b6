import { randomBytes } from 'node:crypto';
import { isSignedByAccount, signEntry, signerOf } from '@istsi/soroban-client';
import { Address, StrKey, xdr } from '@stellar/stellar-sdk';
import { type ChallengeTerms, MOST_CHALLENGE_CHARACTERS } from './challenge.ts';
import { WebAuthError } from './errors.ts';

export interface ContractChallengeTerms extends ChallengeTerms {
  /** The web authentication contract, C…. */
  contract: string;
}

export interface ContractChallengeRequest {
  account: string;
  homeDomain?: string | undefined;
  client?: { domain: string; signingKey: string } | undefined;
}

/** What a challenge came back with, read from the XDR itself. */
export interface ReadContractChallenge {
  account: string;
  nonce: string;
  clientDomain: string | undefined;
  validUntil: Date;
  invoke: xdr.HostFunction;
  auth: xdr.SorobanAuthorizationEntry[];
}

const ENTRY = 'web_auth_verify';
const VALID_SECONDS = 900;
/** Outlasts the time above on any network: ledgers take five seconds, or one. */
export const VALID_LEDGERS = 900;
/** The server's, the account's, and the client domain's. */
const MOST_ENTRIES = 3;
const named = ['account', 'home_domain', 'nonce', 'web_auth_domain', 'web_auth_domain_account'] as const;
const ofClient = ['client_domain', 'client_domain_account'] as const;

type Arguments = Partial<Record<(typeof named)[number] | (typeof ofClient)[number], string>>;

/** SEP-45's challenge: base64 XDR of the authorization entries, of which the server's is signed. */
export async function createContractChallenge(
  terms: ContractChallengeTerms,
  { account, homeDomain, client }: ContractChallengeRequest,
  latestLedger: number,
  now: Date,
): Promise<string> {
  if (!StrKey.isValidContract(account)) throw refused('`account` is no contract (C…): SEP-10 is for other accounts.');
  if (homeDomain !== undefined && homeDomain !== terms.homeDomain)
    throw refused(`\`home_domain\` is not one of this server, which is of ${terms.homeDomain}.`);
  const server = terms.signingKey.publicKey();
  if (client?.signingKey === server) throw refused('`client_domain` is this server’s own.');
  const invocation = invocationOf(terms.contract, {
    ...{ account, home_domain: terms.homeDomain, nonce: nonceAt(now) },
    ...{ web_auth_domain: terms.webAuthDomain, web_auth_domain_account: server },
    ...(client && { client_domain: client.domain, client_domain_account: client.signingKey }),
  });
  const unsigned = [server, account, ...(client ? [client.signingKey] : [])].map((address) =>
    unsignedEntry(address, invocation),
  );
  const [own, ...theirs] = unsigned as [xdr.SorobanAuthorizationEntry, ...xdr.SorobanAuthorizationEntry[]];
  const signed = await signEntry(own, terms.signingKey, latestLedger + VALID_LEDGERS, terms.networkPassphrase);
  return xdr.encodeArray(xdr.SorobanAuthorizationEntry, [signed, ...theirs], 'base64');
}

/**
 * Reads what came back: refused unless it is the entries of one of our challenges, whole, in their order and in time, with nothing beside or below
 * them. Whether the account agrees, its own code says: that is simulated.
 */
export function readContractChallenge(terms: ContractChallengeTerms, text: string, now: Date): ReadContractChallenge {
  const auth = parse(text);
  const [own] = auth;
  const args = own && argumentsOf(own);
  if (!own || !args) throw refused('These are no entries of a challenge.');
  const server = terms.signingKey.publicKey();
  const { account = '', nonce = '', client_domain: clientDomain, client_domain_account: clientKey } = args;
  const wanted = [server, account, ...(clientKey === undefined ? [] : [clientKey])];
  const signers = auth.map(signerOf);
  if (signers.length !== wanted.length || signers.some((signer, place) => signer !== wanted[place]))
    throw refused(
      'The entries are not those of the server, the account and the client domain, each once, in that order.',
    );
  const invocation = invocationOf(terms.contract, args);
  const exactly = invocation.toXdr('base64');
  if (auth.some(({ rootInvocation }) => rootInvocation.toXdr('base64') !== exactly))
    throw refused(`The entries do not all authorize one call of ${ENTRY} of ${terms.contract}, and nothing else.`);
  requireArgument(args, 'home_domain', terms.homeDomain);
  requireArgument(args, 'web_auth_domain', terms.webAuthDomain);
  requireArgument(args, 'web_auth_domain_account', server);
  if (!StrKey.isValidContract(account)) throw refused('`account` is no contract.');
  if ((clientDomain === undefined) !== (clientKey === undefined))
    throw refused('`client_domain` and `client_domain_account` go together.');
  if (!isSignedByAccount(own, terms.networkPassphrase)) throw refused('The server’s entry is not signed by it.');
  const validUntil = endOf(nonce);
  if (!validUntil) throw refused('`nonce` is none of this server.');
  if (now > validUntil) throw refused('The challenge is over: ask for another.');
  const { function: called } = invocation;
  if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') throw new Error('a call that is none');
  const invoke = xdr.HostFunction.hostFunctionTypeInvokeContract(called.value);
  return { account, nonce, clientDomain, validUntil, invoke, auth };
}

/** Only what is the same again when it is written: nothing is left over, nothing is said in two ways. */
function parse(text: string): xdr.SorobanAuthorizationEntry[] {
  if (text.length > MOST_CHALLENGE_CHARACTERS) throw refused('The entries are larger than any challenge.');
  const problem = 'This is no base64 XDR of authorization entries.';
  try {
    const entries = xdr.decodeArray(xdr.SorobanAuthorizationEntry, text, 'base64', { maxLength: MOST_ENTRIES });
    if (xdr.encodeArray(xdr.SorobanAuthorizationEntry, entries, 'base64') === text) return entries;
  } catch (cause) {
    throw new WebAuthError('web-auth/refused', { reason: problem }, { cause });
  }
  throw refused(problem);
}

/** What the first entry says, by name; whether it says it as it should, writing it anew tells. */
function argumentsOf({ rootInvocation }: xdr.SorobanAuthorizationEntry): Arguments | undefined {
  const { function: called } = rootInvocation;
  if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') return undefined;
  const [map] = called.value.args;
  if (map?.type !== 'scvMap' || !map.value) return undefined;
  const found: Arguments = {};
  for (const { key, val } of map.value) {
    const name = key.type === 'scvSymbol' ? key.value.toString() : '';
    if (!isName(name) || val.type !== 'scvString') return undefined;
    found[name] = val.value.toString();
  }
  return found;
}

const isName = (text: string): text is keyof Arguments => [...named, ...ofClient].some((name) => name === text);

function invocationOf(contract: string, args: Arguments): xdr.SorobanAuthorizedInvocation {
  const entries = Object.entries(args)
    // As the ledger orders a map's keys.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(name), val: xdr.ScVal.scvString(value) }));
  const call = new xdr.InvokeContractArgs({
    contractAddress: Address.fromString(contract).toScAddress(),
    functionName: ENTRY,
    args: [xdr.ScVal.scvMap(entries)],
  });
  return new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(call),
    subInvocations: [],
  });
}

function unsignedEntry(
  address: string,
  rootInvocation: xdr.SorobanAuthorizedInvocation,
): xdr.SorobanAuthorizationEntry {
  const credentials = new xdr.SorobanAddressCredentials({
    address: Address.fromString(address).toScAddress(),
    nonce: randomBytes(8).readBigInt64BE(),
    signatureExpirationLedger: 0,
    signature: xdr.ScVal.scvVoid(),
  });
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
    rootInvocation,
  });
}

function requireArgument(args: Arguments, name: keyof Arguments, value: string): void {
  if (args[name] !== value) throw refused(`\`${name}\` is not ${value}.`);
}

/** When it was made, and what nobody guesses. The server's signature covers it. */
const nonceAt = (now: Date): string => `${Math.floor(now.getTime() / 1_000)}-${randomBytes(16).toString('hex')}`;

function endOf(nonce: string): Date | undefined {
  const [, made] = /^(\d{10})-[0-9a-f]{32}$/.exec(nonce) ?? [];
  return made === undefined ? undefined : new Date((Number(made) + VALID_SECONDS) * 1_000);
}

const refused = (reason: string): WebAuthError => new WebAuthError('web-auth/refused', { reason });

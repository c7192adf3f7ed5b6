import {
  type AccountOptions,
  type AddressOrigin,
  addressOfScript,
  CustodyError,
  deriveOrigin,
  encodeMessagePsbt,
  readProofPsbt,
} from '@istsi/bitcoin-custody';
import { differingFacts, isValidPeriod, readCollateralMessage, Statement, statementMessage } from '@istsi/reserves';
import { unavailable } from './attestor.ts';
import type { SignerWorld } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

export type ProverAnswer = { ok: true; psbt: Uint8Array } | AttestationRefusal;

/** Signs what proves that the custody holds its keys. Nothing signed here can ever be mined. */
export interface Prover {
  /** A reserve proof (BIP-127) for a statement that agrees with what the contract recorded. */
  proveReserves(statement: unknown, psbt: Uint8Array): Promise<ProverAnswer>;
  /** A message (BIP-322) that says whose the coins of an address are; no other text is signed. */
  proveAddress(message: string, origin: AddressOrigin): Promise<ProverAnswer>;
}

export function createProver(world: SignerWorld): Prover {
  const { log } = world;
  const answered = async (what: string, about: string, judge: () => Promise<ProverAnswer>): Promise<ProverAnswer> => {
    const answer = await judge().catch((error: unknown): ProverAnswer => {
      return error instanceof CustodyError && error.code === 'proof/psbt'
        ? refuse('attestation/psbt', error.message)
        : unavailable(error);
    });
    if (answer.ok) log('info', `${what} signed`, { about });
    else log('warn', `${what} refused`, { about, code: answer.code, reason: answer.reason });
    return answer;
  };
  return {
    async proveReserves(given, psbt) {
      const statement = Statement.safeParse(given).data;
      const about = statement ? `block ${statement.bitcoin.height}` : 'unreadable';
      return await answered('reserve proof', about, async () => {
        if (!statement) return refuse('attestation/malformed', '"statement" is not a statement of reserves, version 1');
        const refusal = await checkStatement(world, statement);
        if (refusal) return refusal;
        const message = statementMessage(statement);
        const own = readProofPsbt(world.epochs, message, psbt);
        // Written anew: nothing in what was sent has any effect but the coins it names.
        return await sign(world, own.psbt, own.coins);
      });
    },
    async proveAddress(message, origin) {
      return await answered('address proof', message, async () => {
        const refusal = await checkAddress(world, message, origin);
        return refusal ?? (await sign(world, encodeMessagePsbt(world.epochs, message, origin), [origin]));
      });
    },
  };
}

async function checkStatement(world: SignerWorld, statement: Statement): Promise<AttestationRefusal | undefined> {
  const { contracts, network, bitcoin } = world;
  const { stellar, bitcoin: block } = statement;
  const [config, recorded] = await Promise.all([
    contracts.reserve.read('get_config'),
    contracts.reserve.tryRead('get_proof'),
  ]);
  if (!recorded.ok) return refuse('attestation/proof', `the reserve recorded no proof: ${recorded.failure.text}`);
  const differing = differingFacts(statement, recorded.value);
  if (differing.length > 0) return refuse('attestation/proof', differing.join('; '));
  const ours = {
    reserve: contracts.reserve.contractId,
    token: config.istsi_token,
    network_passphrase: network.networkPassphrase,
  };
  for (const [name, expected] of Object.entries(ours)) {
    const found = stellar[name as keyof typeof ours];
    if (found !== expected) return refuse('attestation/proof', `${name} is "${found}", here it is "${expected}"`);
  }
  if (block.network !== bitcoin.network.name || (await bitcoin.getBlockHash(block.height)) !== block.block) {
    return refuse(
      'attestation/proof',
      `block ${block.height} is another one on this signer’s ${bitcoin.network.name} node`,
    );
  }
  return undefined;
}

async function checkAddress(
  { contracts, epochs, bitcoin }: SignerWorld,
  message: string,
  origin: AddressOrigin,
): Promise<AttestationRefusal | undefined> {
  const claim = readCollateralMessage(message);
  if (!claim || !isValidPeriod(claim)) {
    return refuse(
      'attestation/proof',
      'only the message of SEP-1 for a collateral address is signed, for a year at most',
    );
  }
  const { istsi_token: token } = await contracts.reserve.read('get_config');
  const isKnown = epochs[origin.epoch ?? 0] !== undefined;
  const own = isKnown ? addressOfScript(deriveOrigin(epochs, origin).scriptPubKey, bitcoin.network) : undefined;
  if (claim.token !== token || claim.address !== own) {
    return refuse(
      'attestation/proof',
      `the message must name the token ${token} and the address ${own ?? 'of a known epoch'}`,
    );
  }
  return undefined;
}

async function sign(
  { accounts, keystore }: SignerWorld,
  psbt: Uint8Array,
  origins: readonly AddressOrigin[],
): Promise<ProverAnswer> {
  const used = [...new Set(origins.map(({ epoch = 0 }) => epoch))];
  const own = used.map((epoch) => accounts[epoch]).filter((account): account is AccountOptions => !!account);
  if (own.length === 0) return refuse('attestation/proof', 'this signer holds no key of these coins');
  let signed = psbt;
  for (const account of own) signed = await keystore.signPsbt(signed, account);
  return { ok: true, psbt: signed };
}

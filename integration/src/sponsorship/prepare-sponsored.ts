import { requestAuthorization } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import { judgeStanding, refusalOf, type SponsorDesk } from './sponsor-desk.ts';
import { sponsorRefusals } from './sponsor-refusals.ts';

/** About an hour of 5-second ledgers; a sandbox that closes a ledger per transaction uses them up faster. */
const HOLDS_LEDGERS = 720;

/** A call for the holder to authorize, whose fee somebody else pays. */
export interface SponsoredDraft {
  /** base64 XDR of a SorobanAuthorizationEntry without its signature (SEP-43 `signAuthEntry`). */
  authorization: string;
  networkPassphrase: string;
  /** The last ledger at which the signature authorizes anything. */
  validUntilLedger: number;
  /** Stroops that it costs the sponsor at about. */
  stellarFeeStroops: bigint;
  /** The account does not exist on the ledger: it is opened first. */
  opensAccount: boolean;
  returnValue: xdr.ScVal | undefined;
}

/** The call of a holder as the one thing that they sign; refused now if nobody would pay, or the contracts would refuse it. */
export async function draftSponsored(
  desk: SponsorDesk,
  account: string,
  invoke: xdr.HostFunction,
  entry: string,
): Promise<{ ok: true; draft: SponsoredDraft } | { ok: false; refusal: WithdrawalRefusal }> {
  const { network, settings } = desk;
  const { isMissing, refusal } = await judgeStanding(desk, account);
  if (refusal) return { ok: false, refusal };
  const request = await requestAuthorization(account, termsOf(desk, invoke));
  if ('failure' in request) return { ok: false, refusal: refusalOf[entry]!(request.failure) };
  const { resourceFee, validUntilLedger, returnValue } = request;
  if (resourceFee > settings.callStroops)
    return { ok: false, refusal: sponsorRefusals.tooDear(resourceFee, settings.callStroops) };
  return {
    ok: true,
    draft: {
      authorization: request.entry.toXdr('base64'),
      networkPassphrase: network.networkPassphrase,
      ...{ validUntilLedger, returnValue },
      stellarFeeStroops: resourceFee,
      opensAccount: isMissing,
    },
  };
}

/** How a call is asked of the network that nobody has signed yet. */
export const termsOf = ({ network, contracts, settings }: SponsorDesk, invoke: xdr.HostFunction) => ({
  ...{ network, invoke, names: contracts.errorNames, source: settings.keys[0]!.publicKey(), ledgers: HOLDS_LEDGERS },
});

/** Twice what is prepared: whoever signs elsewhere may have another ledger before them. Each ledger costs rent for the nonce. */
export const MOST_LEDGERS = 2 * HOLDS_LEDGERS;

import { openBitcoinNode } from '@istsi/bitcoin-custody';
import { contractSpec } from '@istsi/contracts';
import { type Verification, verifyReserves } from '@istsi/reserves';
import type { Command, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { publishedSource } from '../reserves/published-source.ts';
import { limitLines, provedLines } from '../reserves/report.ts';
import { findRunning, requireRunning } from '../system/find-running.ts';
import { readManifest } from '../system/manifest-file.ts';

export interface ReservesVerifyOptions {
  bitcoin?: string;
  bitcoinCookie?: string;
  stellar?: string;
  reserve?: string;
  token?: string;
}

/**
 * `istsi reserves verify [directory or URL]`: recomputes a proof of reserves as a stranger would. Without arguments, the
 * newest one of the system that runs here. Exit code 1 when anything is not as it should be.
 */
export function reservesVerify(place: string | undefined, options: ReservesVerifyOptions): Command {
  return async (context) => {
    const { from, bitcoin, stellar, expected } = whatToVerify(context, place, options);
    const verification = await verifyReserves({
      read: publishedSource(from),
      bitcoin: (network) => openBitcoinNode(bitcoin, network),
      stellar: { rpcUrl: stellar, reserveSpec: contractSpec('reserve-manager') },
      expected,
    });
    show(context, from, verification);
    return verification.mismatches.length === 0 ? 0 : 1;
  };
}

function whatToVerify({ configuration }: Context, place: string | undefined, options: ReservesVerifyOptions) {
  const { dataDirectory } = configuration;
  const isAlone = place !== undefined && options.bitcoin !== undefined && options.stellar !== undefined;
  const running = isAlone ? undefined : (findRunning(dataDirectory) ?? requireRunning(dataDirectory));
  const need = (argument: string, value: string | undefined): string => {
    if (value !== undefined) return value;
    throw new CliError('cli/bad-argument', { argument, problem: 'it is needed where no system runs' });
  };
  // What is deployed from here is known; a stranger names the contracts, or compares those that are shown.
  const contracts = running && place === undefined ? readManifest(running.directory.manifest).contracts : undefined;
  const reserve = options.reserve ?? contracts?.['reserve-manager'].id;
  const token = options.token ?? contracts?.['istsi-token'].id;
  return {
    from: need('directory or URL', place ?? (running && `${running.endpoints.apiUrl}/v1/reserves/proofs/latest`)),
    bitcoin: {
      rpcUrl: need('--bitcoin', options.bitcoin ?? running?.endpoints.bitcoinRpcUrl),
      // A cookie goes to the node that it is of, and to no other.
      cookieFile:
        options.bitcoinCookie ?? (options.bitcoin === undefined ? running?.endpoints.bitcoinCookieFile : undefined),
    },
    stellar: need('--stellar', options.stellar ?? running?.endpoints.stellarRpcUrl),
    expected: { ...(reserve !== undefined && { reserve }), ...(token !== undefined && { token }) },
  };
}

function show({ colours, print }: Context, from: string, verification: Verification): void {
  const { mismatches, statement } = verification;
  const isSound = mismatches.length === 0;
  const proved = isSound ? provedLines(verification) : [];
  const limits = isSound ? limitLines(verification) : [];
  const lines = isSound
    ? [
        `  ${colours.strong('The reserves are proved.')}  ${colours.faint(from)}`,
        '',
        ...proved.map((line) => `  ${colours.good('✓')} ${line}`),
        '',
        `  ${colours.strong('What this cannot prove')}`,
        ...limits.map((line) => `  ${colours.faint('·')} ${line}`),
      ]
    : [
        `  ${colours.strong('The reserves are NOT proved.')}  ${colours.faint(from)}`,
        '',
        ...mismatches.map(({ code, message }) => `  ${colours.bad('✗')} ${code}: ${message}`),
      ];
  const facts = { step: 'verify', from, proved: isSound, mismatches, statement: statement ?? null };
  print(lines.join('\n'), { ...facts, what_was_proved: proved, what_cannot_be_proved: limits });
}

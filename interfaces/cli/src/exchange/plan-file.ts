import { defaultExchange, defaultOracle, type ExchangePlan } from '@istsi/integration';
import { StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { readJsonFile } from '../state/json-file.ts';
import { parseUnits } from './tokens.ts';

const Account = z.string().refine(StrKey.isValidEd25519PublicKey, 'expected a Stellar account (G…)');
const bps = (most: number) => z.number().int().min(1).max(most);
const seconds = z.number().int().min(1).max(86_400);
const Amount = z.string().max(40);

/** What contracts refuse anyway, said in the words of the file before anything is sent. */
export const PlanFile = z
  .strictObject({
    deployer: Account.optional(),
    reporters: z
      .array(Account)
      .min(3, 'expected three accounts at least: of two that disagree nobody can say who is right')
      .max(20),
    token: z.strictObject({
      name: z.string().trim().min(1).max(64),
      symbol: z.string().regex(/^[A-Za-z0-9]{1,12}$/, 'expected one to twelve letters and digits'),
      decimals: z.number().int().min(0).max(18),
      cap: Amount,
    }),
    inventory: z.strictObject({ minter: Account, amount: Amount }).optional(),
    oracle: z
      .strictObject({
        quorum: z.number().int(),
        maxAgeSeconds: seconds,
        maxDeviationBps: bps(9_999),
        maxTwapDeviationBps: bps(9_999),
      })
      .partial()
      .prefault({}),
    exchange: z
      .strictObject({
        feeBps: z.number().int().min(0).max(1_000),
        maxAgeSeconds: seconds,
        maxDeviationBps: bps(9_999),
        twapRecords: z.number().int().min(1).max(20),
      })
      .partial()
      .prefault({}),
  })
  .transform((file, context): ExchangePlan => {
    const say = (path: string, message: string): void =>
      void context.addIssue({ code: 'custom', path: path.split('.'), message });
    const { deployer, reporters, inventory } = file;
    const token = { ...file.token, cap: unitsOf(file.token.cap, 'token.cap') };
    const amount = inventory && unitsOf(inventory.amount, 'inventory.amount');
    const leastQuorum = Math.max(3, Math.floor(reporters.length / 2) + 1);
    const quorum = file.oracle.quorum ?? leastQuorum;
    const oracle = {
      ...{ ...defaultOracle, quorum },
      ...set('max_age', asBigInt(file.oracle.maxAgeSeconds)),
      ...set('max_deviation_bps', file.oracle.maxDeviationBps),
      ...set('max_twap_deviation_bps', file.oracle.maxTwapDeviationBps),
    };
    const exchange = {
      ...defaultExchange,
      ...set('fee_bps', file.exchange.feeBps),
      ...set('max_age', asBigInt(file.exchange.maxAgeSeconds)),
      ...set('max_deviation_bps', file.exchange.maxDeviationBps),
      ...set('twap_records', file.exchange.twapRecords),
    };
    if (new Set(reporters).size < reporters.length) say('reporters', 'one of them is named twice, and has one voice');
    if (quorum < leastQuorum || quorum > reporters.length)
      say(
        'oracle.quorum',
        `of ${reporters.length} reporters ${leastQuorum} at least must agree, and no more than there are`,
      );
    if (oracle.max_twap_deviation_bps < oracle.max_deviation_bps)
      say('oracle.maxTwapDeviationBps', `it is at least maxDeviationBps, which is ${oracle.max_deviation_bps}`);
    if (oracle.max_age <= BigInt(oracle.resolution))
      say('oracle.maxAgeSeconds', `it is longer than a tick of the oracle, ${oracle.resolution} s`);
    if (amount !== undefined && amount > token.cap) say('inventory.amount', 'it is more than token.cap');
    return {
      ...(deployer !== undefined && { deployer }),
      ...{ reporters, token, oracle, exchange },
      ...(inventory && amount !== undefined && { inventory: { minter: inventory.minter, amount } }),
    };

    function unitsOf(text: string, path: string): bigint {
      try {
        return parseUnits(text, file.token, path);
      } catch (error) {
        say(
          path,
          error instanceof CliError ? error.message.replace(`${path}: `, '').replace(/\.$/, '') : String(error),
        );
        return 1n;
      }
    }
  });

const asBigInt = (value: number | undefined): bigint | undefined => (value === undefined ? undefined : BigInt(value));

/** What is not said stays as it comes with the system. */
const set = <N extends string, V>(name: N, value: V | undefined): { [K in N]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { [K in N]?: V };

/** The plan of an exchange, which everybody who votes for it has read: one file, the same for all of them. */
export function readPlan(path: string): ExchangePlan {
  const plan = readJsonFile(path, PlanFile, 'Nothing was sent. Mend it');
  if (plan) return plan;
  throw new CliError('cli/bad-argument', { argument: `plan ${path}`, problem: 'there is no such file' });
}

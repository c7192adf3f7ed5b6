import { StrKey } from '@stellar/stellar-sdk';
import { parseUnits } from './decimal.ts';

/** How money of the currency comes or goes. */
export interface DeliveryMethod {
  name: string;
  description: string;
}

/** What is quoted, as it is configured: a classic asset of Stellar against a currency, both on the anchor's own account. */
export interface PairSettings {
  /** `native`, or `CODE:ISSUER`. */
  asset: string;
  /** What one unit of the asset stands for, which is how it has a price here; a bitcoin unless said. */
  satsPerUnit?: number | undefined;
  /** ISO 4217. A token of the exchange has to count as it. */
  currency: string;
  /** What is taken of what is given; the exchange's own fee unless said. */
  feeBps?: number | undefined;
  /** How long a firm quote holds. */
  validSeconds?: number | undefined;
  /** What is kept for open quotes, in whole units: nobody is promised more. */
  reserve: { asset: string; currency: string };
  sellDeliveryMethods?: readonly DeliveryMethod[] | undefined;
  buyDeliveryMethods?: readonly DeliveryMethod[] | undefined;
  /** ISO 3166-1 or 3166-2. */
  countryCodes?: readonly string[] | undefined;
}

/** One side of the pair. */
export interface PairAsset {
  /** As SEP-38 identifies it: `stellar:…`, `iso4217:…`. */
  id: string;
  decimals: number;
  /** Smallest units that open quotes may promise. */
  reserve: bigint;
}

export interface ClassicPair {
  asset: PairAsset;
  currency: PairAsset & { code: string };
  satsPerUnit: bigint;
  feeBps: bigint | undefined;
  validSeconds: number;
  sellDeliveryMethods: readonly DeliveryMethod[];
  buyDeliveryMethods: readonly DeliveryMethod[];
  countryCodes: readonly string[];
}

const STELLAR_DECIMALS = 7;
const BITCOIN_SATS = 100_000_000;
const VALID_SECONDS = 300;
/** How it comes and goes is said in any case: there is nothing to choose then. */
const BANK: readonly DeliveryMethod[] = [{ name: 'bank_account', description: 'A transfer between bank accounts.' }];

/** Throws with what is wrong of the settings. */
export function openPair(settings: PairSettings): ClassicPair {
  const { asset, currency, reserve, satsPerUnit = BITCOIN_SATS, feeBps, validSeconds = VALID_SECONDS } = settings;
  if (!isClassicAsset(asset)) throw new Error(`quotes.asset: ${asset} is neither native nor CODE:ISSUER`);
  if (!Intl.supportedValuesOf('currency').includes(currency))
    throw new Error(`quotes.currency: ${currency} is no currency of ISO 4217`);
  const decimals = decimalsOf(currency);
  return {
    asset: {
      id: `stellar:${asset}`,
      decimals: STELLAR_DECIMALS,
      reserve: reserveOf('asset', reserve.asset, STELLAR_DECIMALS),
    },
    currency: {
      ...{ id: `iso4217:${currency}`, code: currency, decimals },
      reserve: reserveOf('currency', reserve.currency, decimals),
    },
    satsPerUnit: BigInt(satsPerUnit),
    feeBps: feeBps === undefined ? undefined : BigInt(feeBps),
    validSeconds,
    sellDeliveryMethods: settings.sellDeliveryMethods ?? BANK,
    buyDeliveryMethods: settings.buyDeliveryMethods ?? BANK,
    countryCodes: settings.countryCodes ?? [],
  };
}

/** SEP-11. */
function isClassicAsset(text: string): boolean {
  if (text === 'native') return true;
  const [code = '', issuer = '', ...rest] = text.split(':');
  return rest.length === 0 && /^[A-Za-z0-9]{1,12}$/.test(code) && StrKey.isValidEd25519PublicKey(issuer);
}

/** Of its smallest unit, by ISO 4217. */
const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

function reserveOf(name: string, text: string, decimals: number): bigint {
  const units = parseUnits(text, decimals);
  if (units !== undefined) return units;
  throw new Error(`quotes.reserve.${name}: ${text} is no amount with at most ${decimals} places behind the point`);
}

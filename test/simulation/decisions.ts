import type { ContractName } from '../../contracts/src/index.ts';
import { OperationType } from '../../contracts/test/actions.ts';
import type { Action } from '../../contracts/test/governance.ts';
import { type DepositRules, PROVER } from './attestation-model.ts';
import { capsArgs, drawCaps } from './interventions.ts';
import {
  BITCOIN,
  beginRest,
  changeStops,
  DAY,
  HOUR,
  holderOf,
  isAdmitted,
  isInStanding,
  isStill,
  type Limits,
  type Model,
} from './model.ts';
import { addressOf, bigBetween, type Draw, drawHolder } from './operation.ts';

/** Something that governance can decide. */
export interface Decision {
  readonly label: string;
  readonly action: Action;
  /** Whether it can be proposed; asked again when it is carried out. */
  isSound(model: Model): boolean;
  isPossible(model: Model): boolean | undefined;
  apply(model: Model): void;
}

const always = (): boolean => true;

export const resume: Decision = {
  label: 'resume',
  action: { tag: 'Resume' },
  isSound: ({ paused }) => paused,
  isPossible: always,
  apply: (model) => {
    changeStops(model, { paused: false });
    beginRest(model);
  },
};

export const relax: Decision = {
  label: 'relax',
  action: { tag: 'RelaxMode', values: [0] },
  isSound: ({ mode }) => mode > 0,
  isPossible: always,
  apply: (model) => {
    changeStops(model, { mode: 0 });
    beginRest(model);
  },
};

/** What the history needs next: out of a pause, out of a strict mode; otherwise any decision. */
export function drawDecision(draw: Draw): Decision {
  const { random, model } = draw;
  if (model.paused && random.next() < 0.9) return resume;
  if (model.mode > 0 && random.next() < 0.7) return relax;
  return random.pick(usual)(draw);
}

/** Limits that are close to each other, so that the one for the month binds as well. */
function changeLimits({ random }: Draw): Decision {
  const tier = random.between(1, 3);
  const operation = random.between(0, 3);
  const once = bigBetween(random, BITCOIN / 20n, 4n * BITCOIN);
  const daily = (once * BigInt(random.between(10, 50))) / 10n;
  const monthly = (daily * BigInt(random.between(10, 60))) / 10n;
  const limits: Limits = random.next() < 0.9 ? { once, daily, monthly } : { once, daily, monthly: daily - 1n };
  return {
    label: 'limits',
    action: { tag: 'SetLimits', values: [tier, operation, limits.once, limits.daily, limits.monthly] },
    isSound: () => limits.once <= limits.daily && limits.daily <= limits.monthly,
    isPossible: always,
    apply: ({ limits: all }) => all.set(`${tier} ${operation}`, limits),
  };
}

function changeRates({ random }: Draw): Decision {
  const operation = random.between(0, 2);
  const userAmount = random.next() < 0.5 ? 2n ** 64n - 1n : bigBetween(random, BITCOIN / 10n, 20n * BITCOIN);
  const rates = {
    systemAmount: userAmount > 2n ** 63n ? userAmount : userAmount * 6n,
    systemOperations: random.pick([10_000, 10_000, 60]),
    userAmount,
    userOperations: random.pick([200, 200, 20, 6]),
  };
  const values = {
    system_amount: rates.systemAmount,
    system_operations: rates.systemOperations,
    user_amount: rates.userAmount,
    user_operations: rates.userOperations,
    window: BigInt(random.next() < 0.95 ? HOUR : 0),
  };
  return {
    label: 'rates',
    action: { tag: 'SetRateLimits', values: [operation, values] },
    isSound: () => values.window > 0n,
    isPossible: always,
    apply: ({ rates: all }) => all.set(operation, rates),
  };
}

function changeGovernance({ random }: Draw): Decision {
  const config = {
    threshold: random.pick([1, 2, 2, 2, 3, 4]),
    delay: random.pick([0, 60, 600, HOUR]),
    expiry: random.pick([HOUR, 7 * DAY, 20 * DAY, 20 * DAY]),
  };
  const { threshold, delay, expiry } = config;
  return {
    label: 'governance',
    action: { tag: 'SetGovernance', values: [{ threshold, delay: BigInt(delay), expiry: BigInt(expiry) }] },
    isSound: ({ governance }) => threshold <= governance.admins.length && expiry > delay,
    isPossible: always,
    apply: ({ governance }) => Object.assign(governance, config),
  };
}

function changeCustodians(draw: Draw): Decision {
  const { random } = draw;
  const custodians = random.pick([
    ['custodian1', 'custodian2', 'custodian3'],
    ['custodian1', 'custodian2', 'custodian3'],
    ['custodian2', 'custodian3'],
    ['custodian1', 'custodian2', 'custodian2'],
  ]);
  const threshold = random.pick([1, 2, 2, 2, 3]);
  const isDistinct = new Set(custodians).size === custodians.length;
  return {
    label: 'custodians',
    action: { tag: 'SetCustodians', values: [custodians.map((name) => addressOf(draw, name)), threshold] },
    isSound: () => isDistinct && threshold <= custodians.length,
    isPossible: always,
    apply: ({ reserve }) => Object.assign(reserve, { custodians, threshold }),
  };
}

function changePolicy(draw: Draw): Decision {
  const { random } = draw;
  const timeout = random.pick([HOUR, DAY, 3 * DAY, 3 * DAY, HOUR - 1]);
  const proofMaxAge = random.pick([0, 0, HOUR, 2 * DAY]);
  const minRatioBps = random.pick([10_000, 10_000, 10_000, 10_001, 9_999]);
  const feeCap = random.pick([1_000_000n, 1_000_000n, 15_000n]);
  const policy = {
    fee_cap: feeCap,
    min_ratio_bps: minRatioBps,
    proof_max_age: BigInt(proofMaxAge),
    warning_ratio_bps: 10_100,
    withdrawal_timeout: BigInt(timeout),
  };
  return {
    label: 'policy',
    action: administration(draw, 'reserve-manager', 'set_policy', { policy }),
    isSound: () => timeout >= HOUR && minRatioBps >= 10_000,
    isPossible: always,
    apply: ({ reserve }) => {
      Object.assign(reserve, { timeout, proofMaxAge, feeCap, minRatioBps: BigInt(minRatioBps) });
    },
  };
}

function changeMinter(draw: Draw): Decision {
  const { random } = draw;
  const minter = random.pick(['superAdmin', 'systemAdmin']);
  const quota = random.next() < 0.1 ? -1n : bigBetween(random, 0n, 10n ** 14n);
  return {
    label: 'minter',
    action: administration(draw, 'fungible-token', 'set_minter', { minter: addressOf(draw, minter), quota }),
    isSound: () => quota >= 0n,
    isPossible: always,
    apply: ({ dollars }) => dollars.quotas.set(minter, quota),
  };
}

/** Takes tokens from somebody, frozen ones too: for somebody else, or out of existence. */
function seize(draw: Draw): Decision {
  const { random, model } = draw;
  const from = drawHolder(draw);
  const to = random.next() < 0.6 ? drawHolder(draw) : undefined;
  const { balance } = holderOf(model, from);
  const amount = random.next() < 0.15 ? balance + 1n : bigBetween(random, 0n, balance / (to ? 1n : 10n));
  const args = { from: addressOf(draw, from), ...(to ? { to: addressOf(draw, to) } : {}), amount, reason: 'simulated' };
  return {
    label: to ? 'forced transfer' : 'forced burn',
    action: administration(draw, 'istsi-token', to ? 'forced_transfer' : 'admin_burn', args),
    // A paused token says so before it looks at the amount.
    isSound: (now) => isStill(now) || amount > 0n,
    isPossible: (now) => {
      if (isStill(now) || amount <= 0n || amount > holderOf(now, from).balance) return false;
      const { Transfer } = OperationType;
      return to === undefined || (isInStanding(now, to, Transfer) && isAdmitted(now, to, Transfer, 0n));
    },
    apply: (now) => {
      const holder = holderOf(now, from);
      holder.balance -= amount;
      if (holder.locked > holder.balance) holder.locked = holder.balance;
      if (to) holderOf(now, to).balance += amount;
      else now.supply -= amount;
    },
  };
}

function changeCaps(draw: Draw): Decision {
  const caps = drawCaps(draw);
  return {
    label: 'caps',
    action: administration(draw, 'reserve-manager', 'set_caps', { caps: capsArgs(caps) }),
    isSound: always,
    isPossible: always,
    apply: ({ reserve }) => {
      reserve.caps = caps;
    },
  };
}

function changeDepositRules(draw: Draw): Decision {
  const { random } = draw;
  const bound = (): bigint => (random.next() < 0.5 ? 2n ** 64n - 1n : bigBetween(random, BITCOIN / 20n, 2n * BITCOIN));
  const rules: DepositRules = {
    guardianFrom: bound(),
    proofFrom: bound(),
    hasProver: random.next() < 0.8,
    silentBlocks: random.pick([0, 143, 144, 144, 1_008]),
  };
  const asked = {
    guardian_from: rules.guardianFrom,
    proof_from: rules.proofFrom,
    prover: rules.hasProver ? addressOf(draw, PROVER) : undefined,
    silent_blocks: rules.silentBlocks,
  };
  const asksProver = rules.silentBlocks > 0 || asked.proof_from < 2n ** 64n - 1n;
  return {
    label: 'deposit rules',
    action: administration(draw, 'reserve-manager', 'set_deposit_rules', { rules: asked }),
    isSound: () => rules.silentBlocks !== 143 && (rules.hasProver || !asksProver),
    isPossible: always,
    apply: ({ reserve }) => {
      reserve.depositRules = rules;
    },
  };
}

function changeCountries(draw: Draw): Decision {
  const blocked = draw.random.pick([[], [], ['KP'], ['KP'], ['DE', 'KP']]);
  const policy = { allow_only: false, countries: blocked };
  return {
    label: 'countries',
    action: administration(draw, 'kyc-registry', 'set_country_policy', { policy }),
    isSound: always,
    isPossible: always,
    apply: ({ blockedCountries }) => {
      blockedCountries.clear();
      for (const country of blocked) blockedCountries.add(country);
    },
  };
}

function resetFeed(draw: Draw): Decision {
  const asset = { tag: 'Stellar', values: [draw.stage.world.contracts['istsi-token'].contractId] };
  return {
    label: 'feed',
    action: administration(draw, 'price-oracle', 'reset_feed', { asset }),
    isSound: always,
    isPossible: always,
    apply: ({ feed }) => {
      feed.history = [];
      feed.reports.clear();
    },
  };
}

function changeExchange({ random, stage }: Draw): Decision {
  const id = (name: ContractName): string => stage.world.contracts[name].contractId;
  const feeBps = random.pick([0, 30, 30, 100, 1_001]);
  const maxAge = random.pick([120, 300, 300, 600]);
  const maxDeviationBps = random.pick([100, 300, 300, 900]);
  const tokens = [
    { token: id('istsi-token'), asset: { tag: 'Stellar', values: [id('istsi-token')] } },
    { token: id('fungible-token'), asset: { tag: 'Other', values: ['USD'] } },
  ];
  const config = {
    oracle: id('price-oracle'),
    fee_bps: feeBps,
    max_age: BigInt(maxAge),
    max_deviation_bps: maxDeviationBps,
    twap_records: 20,
    tokens,
  };
  return {
    label: 'exchange',
    action: { tag: 'SetExchangeConfig', values: [config] },
    isSound: () => feeBps <= 1_000,
    isPossible: always,
    apply: ({ exchange }) => {
      Object.assign(exchange, { feeBps: BigInt(feeBps), maxAge, maxDeviationBps: BigInt(maxDeviationBps) });
    },
  };
}

/** Whether batches may call a function of the token. Minting is none that they ever may. */
export function batchCall({ random, stage }: Draw, method?: string): Decision {
  const name = method ?? random.pick(['transfer', 'burn', 'approve', 'transfer_from', 'integrated_mint']);
  const isAllowed = method !== undefined || random.next() < 0.75;
  const { contractId } = stage.world.contracts['istsi-token'];
  const isSuitable = name !== 'integrated_mint';
  return {
    label: 'batch call',
    action: { tag: 'SetBatchCall', values: [contractId, name, isAllowed] },
    isSound: () => !isAllowed || isSuitable,
    isPossible: ({ batchCalls }) => (isAllowed ? isSuitable : batchCalls.has(name)),
    apply: ({ batchCalls }) => {
      if (isAllowed) batchCalls.add(name);
      else batchCalls.delete(name);
    },
  };
}

function administration({ stage }: Draw, name: ContractName, method: string, args: Record<string, unknown>): Action {
  const { contractId, spec } = stage.world.contracts[name];
  return { tag: 'Administer', values: [contractId, method, spec.funcArgsToScVals(method, args)] };
}

const usual = [
  changeLimits,
  changeLimits,
  changeLimits,
  changeRates,
  changeGovernance,
  changeCustodians,
  changePolicy,
  changePolicy,
  changeCaps,
  changeCaps,
  changeDepositRules,
  changeDepositRules,
  changeMinter,
  changeMinter,
  seize,
  seize,
  changeCountries,
  resetFeed,
  changeExchange,
  batchCall,
];

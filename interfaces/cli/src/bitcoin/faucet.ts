import { type BitcoinRpc, createBitcoinRpc, isCustodyError, networks } from '@istsi/bitcoin-custody';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { formatBtc } from '../terminal/format.ts';

const WALLET = 'istsi-faucet';
/** A coinbase output can be spent 100 blocks after its own. */
const BLOCKS_TO_MATURITY = 101;
const FEE_RESERVE_SATS = 100_000n;
const FEE_RATE_SATS_PER_VBYTE = 2;
const RPC_WALLET_EXISTS = -4;

const PaidTransaction = z.object({
  vout: z.array(z.object({ n: z.number(), scriptPubKey: z.object({ address: z.string().optional() }) })),
});

/** A wallet of the regtest node that mines its own money. */
export interface Faucet {
  /** Sends exactly these satoshis and names the output; it is in no block yet. */
  pay(address: string, sats: bigint): Promise<{ txid: string; vout: number }>;
  /** What the wallet can spend. */
  balance(): Promise<bigint>;
  newAddress(): Promise<string>;
  /** What is unspent at an address, in blocks; of any wallet. */
  received(address: string): Promise<bigint>;
  /** Mines blocks and returns the height of the last one. */
  mine(blocks: number): Promise<number>;
}

/** `command` is named when the node is not a regtest node: this wallet must never be opened on real money. */
export async function openFaucet(rpcUrl: string, command: string): Promise<Faucet> {
  const node = createBitcoinRpc({ url: rpcUrl, network: networks.regtest });
  try {
    await node.checkChain();
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/wrong-chain')) throw error;
    throw new CliError('cli/not-regtest', { command, network: error.context.found }, { cause: error });
  }
  const name = await openWallet(node);
  const url = `${rpcUrl.replace(/\/$/, '')}/wallet/${encodeURIComponent(name)}`;
  const wallet = createBitcoinRpc({ url, network: networks.regtest });
  const ownAddress = async () => z.string().parse(await wallet.call('getnewaddress'));
  const mine = async (blocks: number) => {
    await node.call('generatetoaddress', [blocks, await ownAddress()]);
    return (await node.getTip()).height;
  };
  return {
    mine,
    balance: () => balance(wallet),
    newAddress: ownAddress,
    async received(address) {
      await requireAddress(node, address);
      const found = await node.call('scantxoutset', ['start', [`addr(${address})`]]);
      return toSats(z.object({ total_amount: z.number() }).parse(found).total_amount);
    },
    async pay(address, sats) {
      await requireAddress(node, address);
      await ensureFunds(wallet, mine, sats + FEE_RESERVE_SATS);
      const txid = z.string().parse(await wallet.call('sendtoaddress', sendArguments(address, sats)));
      return { txid, vout: await findOutput(node, txid, address) };
    },
  };
}

/** The first round matures one block, the second all of the first: more rounds would bring little. */
async function ensureFunds(wallet: BitcoinRpc, mine: Faucet['mine'], neededSats: bigint): Promise<void> {
  let held = await balance(wallet);
  for (let round = 0; round < 2 && held < neededSats; round += 1) {
    await mine(BLOCKS_TO_MATURITY);
    held = await balance(wallet);
  }
  if (held >= neededSats) return;
  throw new CliError('cli/faucet-short', { heldBtc: formatBtc(held), neededBtc: formatBtc(neededSats) });
}

/** The fee rate is given because a regtest node has no history to estimate one from. */
function sendArguments(address: string, sats: bigint): readonly unknown[] {
  return [address, formatBtc(sats), '', '', false, true, null, 'unset', false, FEE_RATE_SATS_PER_VBYTE];
}

/** The wallet that is loaded already, so that other tools need not choose between two; else one of our own. */
async function openWallet(node: BitcoinRpc): Promise<string> {
  const [loaded] = z.array(z.string()).parse(await node.call('listwallets'));
  if (loaded !== undefined) return loaded;
  try {
    await node.call('createwallet', [WALLET]);
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/rpc') || error.context.rpcCode !== RPC_WALLET_EXISTS) throw error;
    await node.call('loadwallet', [WALLET]);
  }
  return WALLET;
}

async function requireAddress(node: BitcoinRpc, address: string): Promise<void> {
  const { isvalid } = z.object({ isvalid: z.boolean() }).parse(await node.call('validateaddress', [address]));
  if (isvalid) return;
  const problem = /^(bc1|tb1)|^[13mn2][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(address)
    ? 'this address is not of the regtest network (bcrt1…)'
    : 'this is not a Bitcoin address';
  throw new CliError('cli/bad-argument', { argument: address, problem });
}

async function balance(wallet: BitcoinRpc): Promise<bigint> {
  return toSats(z.number().parse(await wallet.call('getbalance')));
}

function toSats(btc: number): bigint {
  // The node reports bitcoin as a JSON number; below 21 million with 8 decimals a double still names one satoshi.
  return BigInt(Math.round(btc * 100_000_000));
}

async function findOutput(node: BitcoinRpc, txid: string, address: string): Promise<number> {
  const { vout } = PaidTransaction.parse(await node.call('getrawtransaction', [txid, true]));
  const output = vout.find(({ scriptPubKey }) => scriptPubKey.address === address);
  if (!output) throw new Error(`transaction ${txid} does not pay ${address}`);
  return output.n;
}

import {
  type BitcoinNode,
  type BitcoinRpc,
  bytes,
  count,
  flag,
  hash,
  isCustodyError,
  list,
  networks,
  object,
  openBitcoinNode,
  optional,
  sats,
  text,
} from '@istsi/bitcoin-custody';
import { CliError } from '../errors.ts';
import { formatBtc } from '../terminal/format.ts';

const WALLET = 'istsi-faucet';
/** A coinbase output can be spent 100 blocks after its own. */
const BLOCKS_TO_MATURITY = 101;
const FEE_RESERVE_SATS = 100_000n;
const FEE_RATE_SATS_PER_VBYTE = 2;
const RPC_WALLET_EXISTS = -4;
const RPC_METHOD_NOT_FOUND = -32601;

const PaidTransaction = object({ vout: list(object({ n: count, scriptPubKey: object({ hex: bytes }) })) });
const Address = object({ isvalid: flag, scriptPubKey: optional(bytes) });
const Scan = object({ total_amount: sats });

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
export async function openFaucet({ rpcUrl, cookieFile }: BitcoinNode, command: string): Promise<Faucet> {
  const open = (url: string) => openBitcoinNode({ rpcUrl: url, cookieFile }, networks.regtest);
  const node = open(rpcUrl);
  try {
    await node.checkChain();
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/wrong-chain')) throw error;
    throw new CliError('cli/not-regtest', { command, network: error.context.found }, { cause: error });
  }
  const name = await openWallet(node);
  const url = `${rpcUrl.replace(/\/$/, '')}/wallet/${encodeURIComponent(name)}`;
  const wallet = open(url);
  const ownAddress = () => wallet.ask('getnewaddress', [], text);
  const mine = async (blocks: number) => {
    await node.call('generatetoaddress', [blocks, await ownAddress()]);
    return (await node.getTip()).height;
  };
  return {
    mine,
    balance: () => wallet.ask('getbalance', [], sats),
    newAddress: ownAddress,
    async received(address) {
      await requireAddress(node, address);
      return (await node.ask('scantxoutset', ['start', [`addr(${address})`]], Scan)).total_amount;
    },
    async pay(address, amountSats) {
      const script = await requireAddress(node, address);
      await ensureFunds(wallet, mine, amountSats + FEE_RESERVE_SATS);
      const txid = await wallet.ask('sendtoaddress', sendArguments(address, amountSats), hash);
      return { txid, vout: await findOutput(node, txid, script) };
    },
  };
}

/** The first round matures one block, the second all of the first: more rounds would bring little. */
async function ensureFunds(wallet: BitcoinRpc, mine: Faucet['mine'], neededSats: bigint): Promise<void> {
  const balance = () => wallet.ask('getbalance', [], sats);
  let held = await balance();
  for (let round = 0; round < 2 && held < neededSats; round += 1) {
    await mine(BLOCKS_TO_MATURITY);
    held = await balance();
  }
  if (held >= neededSats) return;
  throw new CliError('cli/faucet-short', { heldBtc: formatBtc(held), neededBtc: formatBtc(neededSats) });
}

/** The fee rate is given because a regtest node has no history to estimate one from. */
function sendArguments(address: string, amountSats: bigint): readonly unknown[] {
  return [address, formatBtc(amountSats), '', '', false, true, null, 'unset', false, FEE_RATE_SATS_PER_VBYTE];
}

/** The wallet that is loaded already, so that other tools need not choose between two; else one of our own. */
async function openWallet(node: BitcoinRpc): Promise<string> {
  const [loaded] = await listWallets(node);
  if (loaded !== undefined) return loaded;
  try {
    await node.call('createwallet', [WALLET]);
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/rpc') || error.context.rpcCode !== RPC_WALLET_EXISTS) throw error;
    await node.call('loadwallet', [WALLET]);
  }
  return WALLET;
}

async function listWallets(node: BitcoinRpc): Promise<string[]> {
  try {
    return await node.ask('listwallets', [], list(text));
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/rpc') || error.context.rpcCode !== RPC_METHOD_NOT_FOUND) throw error;
    throw new CliError('cli/no-wallets', {}, { cause: error });
  }
}

/** The script of an address, however it is written. */
async function requireAddress(node: BitcoinRpc, address: string): Promise<Uint8Array> {
  const { isvalid, scriptPubKey } = await node.ask('validateaddress', [address], Address);
  if (isvalid && scriptPubKey) return scriptPubKey;
  const problem = /^(bc1|tb1)|^[13mn2][1-9A-HJ-NP-Za-km-z]{25,34}$/i.test(address)
    ? 'this address is not of the regtest network (bcrt1…)'
    : 'this is not a Bitcoin address';
  throw new CliError('cli/bad-argument', { argument: address, problem });
}

/** By its script: an address can be written in two ways. */
async function findOutput(node: BitcoinRpc, txid: string, script: Uint8Array): Promise<number> {
  const { vout } = await node.ask('getrawtransaction', [txid, true], PaidTransaction);
  const output = vout.find(({ scriptPubKey }) => Buffer.compare(scriptPubKey.hex, script) === 0);
  if (!output) throw new CliError('cli/paid-without-output', { txid });
  return output.n;
}

import { CodedError } from '@istsi/bitcoin-custody';

export type RelayerErrors = {
  'relayer/idle-lag': { leastHeaders: number; mostLag: number };
  'relayer/checkpoint-shallow': { height: number; tip: number; buried: number };
  'relayer/chain-changed': { height: number };
  'relayer/nodes-disagree': { height: number; field: string; one: string; other: string };
  'relayer/foreign-code': { relay: string; found: string; hash: string };
  'relayer/not-begun': { action: string; reason: string };
  'relayer/no-proof-alone': { reserve: string };
  'relayer/no-output': { txid: string; vout: number };
  'relayer/not-silent': { txid: string; vout: number; confirmations: number; silentBlocks: number; relay: string };
  'relayer/before-relay': { height: number; relay: string; base: number };
  'relayer/not-minted': { reason: string };
  'relayer/fate-open': { what: string; transaction: string };
};

const messages: { [C in keyof RelayerErrors]: (context: RelayerErrors[C]) => string } = {
  'relayer/idle-lag': (c) =>
    `the relay would count as behind from ${c.mostLag + 1} blocks on, before the ${c.leastHeaders} that are waited for are there`,
  'relayer/checkpoint-shallow': (c) =>
    `block ${c.height} is not ${c.buried} blocks deep (the node's last is ${c.tip}), and a relay can never leave what it begins with: begin lower`,
  'relayer/chain-changed': (c) => `the node's chain changed at block ${c.height} while it was read: try again`,
  'relayer/nodes-disagree': (c) =>
    `the nodes disagree about the beginning at block ${c.height}, ${c.field}: one says ${c.one}, the other ${c.other}. One of them is on another chain`,
  'relayer/foreign-code': (c) =>
    `${c.relay} is there and runs ${c.found} instead of ${c.hash}: choose another height or key`,
  'relayer/not-begun': (c) => `the relay was not begun (${c.action}): ${c.reason}`,
  'relayer/no-proof-alone': (c) =>
    `governance lets no proof alone mint: ${c.reserve} has no prover, or silent_blocks is 0 (get_deposit_rules). A deposit needs custodians`,
  'relayer/no-output': (c) =>
    `the node knows no unspent output ${c.txid}:${c.vout}: look at the id and the number, and whether somebody spent it`,
  'relayer/not-silent': (c) =>
    `${c.txid}:${c.vout} is ${c.confirmations} blocks deep as the relay ${c.relay} knows, and custodians may speak until it is ${c.silentBlocks}: wait, or tell the relay (istsi relay run --once)`,
  'relayer/before-relay': (c) =>
    `block ${c.height} is older than all that the relay ${c.relay} can prove: it began at ${c.base}`,
  'relayer/not-minted': (c) => `nothing was minted: ${c.reason}`,
  'relayer/fate-open': (c) =>
    `whether ${c.what} is not known yet: ${c.transaction} was sent, and may be included. Run this again: it is done once`,
};

/** Why a relay or a relayer does not even begin. */
export class RelayerError<C extends keyof RelayerErrors = keyof RelayerErrors> extends CodedError<RelayerErrors, C> {
  constructor(code: C, context: RelayerErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}

import { CodedError } from '@istsi/bitcoin-custody';

export type RelayerErrors = {
  'relayer/idle-lag': { leastHeaders: number; mostLag: number };
  'relayer/checkpoint-shallow': { height: number; tip: number; buried: number };
  'relayer/chain-changed': { height: number };
  'relayer/nodes-disagree': { height: number; field: string; one: string; other: string };
  'relayer/foreign-code': { relay: string; found: string; hash: string };
  'relayer/not-begun': { what: string; action: string; reason: string };
  'relayer/no-prover': { reserve: string };
  'relayer/other-quorum': Record<string, never>;
  'relayer/other-scripts': { attestor: string; index: number };
  'relayer/other-signer': { signer: string };
  'relayer/other-origin': { txid: string };
  'relayer/relay-behind': { height: number; relay: string; tip: number };
  'relayer/not-mined': { txid: string };
  'relayer/no-proof-alone': { reserve: string };
  'relayer/no-output': { txid: string; vout: number };
  'relayer/not-silent': { txid: string; vout: number; confirmations: number; silentBlocks: number; relay: string };
  'relayer/before-relay': { height: number; relay: string; base: number };
  'relayer/not-done': { undone: string; reason: string };
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
  'relayer/not-begun': (c) => `${c.what} was not begun (${c.action}): ${c.reason}`,
  'relayer/no-prover': (c) =>
    `governance named no spv-attestor that proofs could be brought to: get_deposit_rules of ${c.reserve} says which is the prover (set_deposit_rules)`,
  'relayer/other-quorum': () =>
    'an attestor derives wsh(sortedmulti(…)) and tr(H,sortedmulti_a(…)): this descriptor does not sort its keys',
  'relayer/other-scripts': (c) =>
    `the attestor ${c.attestor} derives another script than the custody for address ${c.index}: do not name it as prover`,
  'relayer/other-signer': (c) => `${c.signer} would have to sign, and a proof stands for the prover alone`,
  'relayer/other-origin': (c) =>
    `this is not the transaction ${c.txid}, without its witnesses: its id is the double SHA-256 of just these bytes`,
  'relayer/relay-behind': (c) =>
    `the relay ${c.relay} knows Bitcoin up to block ${c.tip}, and the transaction is in block ${c.height}: tell it first (istsi relay run --once)`,
  'relayer/not-mined': (c) =>
    `the node knows no block with transaction ${c.txid}: it is not mined, or an older one that takes a node with -txindex`,
  'relayer/no-proof-alone': (c) =>
    `governance lets no proof alone mint: silent_blocks of ${c.reserve} is 0 (get_deposit_rules). A deposit needs custodians`,
  'relayer/no-output': (c) =>
    `the node knows no unspent output ${c.txid}:${c.vout}: look at the id and the number, and whether somebody spent it`,
  'relayer/not-silent': (c) =>
    `${c.txid}:${c.vout} is ${c.confirmations} blocks deep as the relay ${c.relay} knows, and custodians may speak until it is ${c.silentBlocks}: wait, or tell the relay (istsi relay run --once)`,
  'relayer/before-relay': (c) =>
    `block ${c.height} is older than all that the relay ${c.relay} can prove: it began at ${c.base}`,
  'relayer/not-done': (c) => `${c.undone}: ${c.reason}`,
  'relayer/fate-open': (c) =>
    `whether ${c.what} is not known yet: ${c.transaction} was sent, and may be included. Run this again: it is done once`,
};

/** Why a relay or a relayer does not even begin. */
export class RelayerError<C extends keyof RelayerErrors = keyof RelayerErrors> extends CodedError<RelayerErrors, C> {
  constructor(code: C, context: RelayerErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTransaction } from '../src/encoding/transaction.ts';
import { mineBlock } from '../src/mining/mine.ts';
import { createNode, submitTransaction } from '../src/node.ts';
import { openJournal } from '../src/storage/journal.ts';
import { deriveBranch, deriveKey, walletRoot } from '../src/wallet/keys.ts';
import { signTransaction } from '../src/wallet/sign.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const BLOCKS = 300;
const OUTPUTS = 500;
const COIN_SATS = 50_0000_0000n;

const seconds = (run: () => void): number => {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
};

/** Mining onto a journal that is synced after every block, and reading it back. */
export async function benchBlocks(): Promise<Measurement[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regtest-bench-'));
  const path = join(dataDir, 'journal.log');
  try {
    const node = createNode(openJournal(path));
    const mining = seconds(() => {
      for (let i = 0; i < BLOCKS; i++) {
        mineBlock(node, Buffer.from([0x51]));
        node.commit();
      }
    });
    node.journal.close();
    const restart = seconds(() => createNode(openJournal(path)).journal.close());
    return [
      { name: 'empty regtest blocks mined, each synced to disk', value: BLOCKS / mining, unit: 'blocks/s' },
      { name: `restart of a node with ${BLOCKS} blocks`, value: restart * 1000, unit: 'ms', goal: '< 300' },
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Acceptance of signed P2WPKH spends into the mempool: policy, signature, bookkeeping. */
export async function benchMempool(): Promise<Measurement[]> {
  const node = createNode();
  const key = deriveKey(deriveBranch(walletRoot(Buffer.alloc(32), 'bench'), 'bech32', 0), {
    type: 'bech32',
    branch: 0,
    index: 0,
  });
  const blank = { scriptSig: Buffer.alloc(0), sequence: 0xfffffffd, witness: [] };
  const first = mineBlock(node, key.script).transactions[0]!;
  for (let i = 0; i < 100; i++) mineBlock(node, Buffer.from([0x51]));
  const share = COIN_SATS / BigInt(OUTPUTS) - 1000n;
  const fan = signTransaction(
    {
      version: 2,
      lockTime: 0,
      inputs: [{ ...blank, prevTxid: first.txid, vout: 0 }],
      outputs: Array.from({ length: OUTPUTS }, () => ({ valueSats: share, script: key.script })),
    },
    [first.outputs[0]!],
    [key],
  );
  submitTransaction(node, fan);
  mineBlock(node, Buffer.from([0x51]));
  const spends = fan.outputs.map((output, vout) => {
    const outputs = [{ valueSats: share - 500n, script: key.script }];
    const draft = { version: 2, lockTime: 0, inputs: [{ ...blank, prevTxid: fan.txid, vout }], outputs };
    return signTransaction(buildTransaction(draft), [output], [key]);
  });
  const accepting = seconds(() => {
    for (const tx of spends) submitTransaction(node, tx);
  });
  const mining = seconds(() => void mineBlock(node, key.script));
  return [
    { name: 'signed spends accepted into the mempool', value: OUTPUTS / accepting, unit: 'tx/s' },
    { name: `one block of ${OUTPUTS} transactions mined`, value: mining * 1000, unit: 'ms' },
  ];
}

import { describe, expect, test } from 'vitest';
import { assemble } from '../../test/script-text.ts';
import { spendScript } from '../../test/spend-script.ts';
import { hash160, sha256 } from '../encoding/hash.ts';
import { payToScriptHash, payToWitness } from './address.ts';
import { CONSENSUS_FLAGS, STANDARD_FLAGS, VERIFY } from './flags.ts';
import { pushData } from './instructions.ts';
import type { ScriptErrorCode } from './script-error.ts';

const KEY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const UNCOMPRESSED = `04${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8`;
/** Strict DER with r = s = 1: well formed, and wrong for every message here. */
const WRONG_SIGNATURE = '300602010102010101';

const repeat = (word: string, count: number): string => Array.from({ length: count }, () => word).join(' ');

describe('legacy scripts succeed', () => {
  test.each<[string, string]>([
    ['1', 'VERIFY 1'],
    ['2 3', 'ADD 5 EQUAL'],
    ['-5', 'ABS 5 NUMEQUAL'],
    ['3 7', 'SUB NEGATE 4 NUMEQUAL'],
    ['1 2 3', 'ROT 1 EQUALVERIFY 3 EQUALVERIFY 2 EQUAL'],
    ['1 2', 'SWAP 1 EQUALVERIFY 2 EQUAL'],
    ['1 2', 'TUCK 2 EQUALVERIFY 1 EQUALVERIFY 2 EQUAL'],
    ['1 2', 'NIP 2 EQUAL'],
    ['1 2', 'OVER 1 EQUALVERIFY 2 EQUALVERIFY 1 EQUAL'],
    ['7 8 9', '2 PICK 7 EQUALVERIFY 2DROP 7 EQUAL'],
    ['7 8 9', '2 ROLL 7 EQUALVERIFY 2DROP 1'],
    ['1 2', '2DUP 2 EQUALVERIFY 1 EQUALVERIFY 2 EQUALVERIFY 1 EQUAL'],
    ['1 2 3', '3DUP 3 EQUALVERIFY 2DROP 2DROP'],
    ['1 2 3 4', '2OVER 2 EQUALVERIFY 1 EQUALVERIFY 2DROP 2DROP 1'],
    ['1 2 3 4', '2SWAP 2 EQUALVERIFY 1 EQUALVERIFY 2DROP 1'],
    ['1 2 3 4 5 6', '2ROT 2 EQUALVERIFY 1 EQUALVERIFY 2DROP 2DROP 1'],
    ['0', 'IF RETURN ELSE 1 ENDIF'],
    ['1', 'NOTIF RETURN ELSE 1 ENDIF'],
    ['1 0', 'IF 2 ELSE IF 1 ELSE 0 ENDIF ENDIF'],
    ['5', 'TOALTSTACK 1 FROMALTSTACK 5 EQUALVERIFY'],
    ['0', 'IFDUP DEPTH 1 EQUALVERIFY DROP 1'],
    ['5 1 9', 'WITHIN'],
    ["'abc'", 'SIZE 3 EQUALVERIFY DROP 1'],
    ["''", 'SHA256 <e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855> EQUAL'],
    ["''", 'RIPEMD160 <9c1185a5c5e9fc54612808977ee8f548b2258d31> EQUAL'],
    ["''", 'SHA1 <da39a3ee5e6b4b0d3255bfef95601890afd80709> EQUAL'],
    ['0 0 0', 'CHECKMULTISIG'],
    ['1', repeat('NOP', 201)],
    ['0', `<${KEY}> CHECKSIG NOT`],
  ])('%s | %s', (scriptSig, script) => {
    const flags = STANDARD_FLAGS & ~VERIFY.CLEANSTACK;
    expect(spendScript({ scriptSig: assemble(scriptSig), script: assemble(script), flags })).toBeUndefined();
  });
});

describe('legacy scripts fail', () => {
  test.each<[string, string, ScriptErrorCode]>([
    ['0', '', 'EVAL_FALSE'],
    ['', '', 'EVAL_FALSE'],
    ['0x0180', '', 'EVAL_FALSE'],
    ['0', 'VERIFY 1', 'VERIFY'],
    ['1', 'RETURN', 'OP_RETURN'],
    ['1 2', 'EQUALVERIFY 1', 'EQUALVERIFY'],
    ['1 2', 'NUMEQUALVERIFY 1', 'NUMEQUALVERIFY'],
    ['', 'DUP', 'INVALID_STACK_OPERATION'],
    ['1', 'SWAP', 'INVALID_STACK_OPERATION'],
    ['1 5', 'PICK', 'INVALID_STACK_OPERATION'],
    ['1 -1', 'ROLL', 'INVALID_STACK_OPERATION'],
    ['1', 'FROMALTSTACK', 'INVALID_ALTSTACK_OPERATION'],
    ['1', 'IF 1', 'UNBALANCED_CONDITIONAL'],
    ['1', 'ENDIF', 'UNBALANCED_CONDITIONAL'],
    ['1', 'ELSE', 'UNBALANCED_CONDITIONAL'],
    ['', 'IF 1 ENDIF', 'UNBALANCED_CONDITIONAL'],
    ['1', 'VER', 'BAD_OPCODE'],
    ['0', 'IF VERIF ELSE 1 ENDIF', 'BAD_OPCODE'],
    ['1', 'CHECKSIGADD', 'BAD_OPCODE'],
    ['1', '0x4c', 'BAD_OPCODE'],
    ['0', 'IF CAT ENDIF 1', 'DISABLED_OPCODE'],
    ['1 1', 'MUL', 'DISABLED_OPCODE'],
    ['<0500000000>', '1ADD', 'SCRIPTNUM'],
    ['<0100>', '1ADD', 'SCRIPTNUM'],
    ['1', repeat('NOP', 202), 'OP_COUNT'],
    ['1', `0x4d0902${'00'.repeat(521)}`, 'PUSH_SIZE'],
    ['1', repeat('1', 1001), 'STACK_SIZE'],
    ['1', 'NOP1', 'DISCOURAGE_UPGRADABLE_NOPS'],
    ['0x0101', '', 'MINIMALDATA'],
    ['0x4c0177', '', 'MINIMALDATA'],
    ['0 0 21', 'CHECKMULTISIG', 'PUBKEY_COUNT'],
    ['0 0 -1', 'CHECKMULTISIG', 'PUBKEY_COUNT'],
    [`0 2 <${KEY}> 1`, 'CHECKMULTISIG', 'SIG_COUNT'],
    ['1 0 0', 'CHECKMULTISIG', 'SIG_NULLDUMMY'],
    ['0 0 0', 'CHECKMULTISIGVERIFY 0', 'EVAL_FALSE'],
    ['0', `<${KEY}> CHECKSIGVERIFY 1`, 'CHECKSIGVERIFY'],
    [`0 0`, `1 <${KEY}> 1 CHECKMULTISIGVERIFY 1`, 'CHECKMULTISIGVERIFY'],
    [`<${WRONG_SIGNATURE}>`, `<${KEY}> CHECKSIG NOT`, 'NULLFAIL'],
    [`0 <${WRONG_SIGNATURE}>`, `1 <${KEY}> 1 CHECKMULTISIG NOT`, 'NULLFAIL'],
    ['<0203>', `<${KEY}> CHECKSIG NOT`, 'SIG_DER'],
    ['<300602010102018101>', `<${KEY}> CHECKSIG NOT`, 'SIG_DER'],
    ['<300602010102010105>', `<${KEY}> CHECKSIG NOT`, 'SIG_HASHTYPE'],
    [
      '<3026020101022100ffffffffffffffffffffffffffffffffbaaedce6af48a03bbfd25e8cd036414001>',
      `<${KEY}> CHECKSIG NOT`,
      'SIG_HIGH_S',
    ],
    [`<${WRONG_SIGNATURE}>`, `<05${KEY.slice(2)}> CHECKSIG NOT`, 'PUBKEYTYPE'],
    ['1', 'CODESEPARATOR', 'OP_CODESEPARATOR'],
    [`<${WRONG_SIGNATURE}>`, `<${WRONG_SIGNATURE}> DROP <${KEY}> CHECKSIG NOT`, 'SIG_FINDANDDELETE'],
    ['1 1', '', 'CLEANSTACK'],
    ['-1', 'CHECKLOCKTIMEVERIFY', 'NEGATIVE_LOCKTIME'],
    ['100', 'CHECKLOCKTIMEVERIFY', 'UNSATISFIED_LOCKTIME'],
    ['10', 'CHECKSEQUENCEVERIFY', 'UNSATISFIED_LOCKTIME'],
  ])('%s | %s: %s', (scriptSig, script, code) => {
    expect(spendScript({ scriptSig: assemble(scriptSig), script: assemble(script), flags: STANDARD_FLAGS })).toBe(code);
  });

  test('at 10,001 bytes', () => {
    expect(spendScript({ script: Buffer.alloc(10_001, 0x61), flags: CONSENSUS_FLAGS })).toBe('SCRIPT_SIZE');
  });
});

describe('time locks', () => {
  const flags = CONSENSUS_FLAGS;
  test.each<[string, object, ScriptErrorCode | undefined]>([
    ['100 CHECKLOCKTIMEVERIFY', { lockTime: 100, sequence: 0 }, undefined],
    ['100 CHECKLOCKTIMEVERIFY', { lockTime: 99, sequence: 0 }, 'UNSATISFIED_LOCKTIME'],
    ['100 CHECKLOCKTIMEVERIFY', { lockTime: 100, sequence: 0xffffffff }, 'UNSATISFIED_LOCKTIME'],
    ['500000000 CHECKLOCKTIMEVERIFY', { lockTime: 499_999_999, sequence: 0 }, 'UNSATISFIED_LOCKTIME'],
    ['10 CHECKSEQUENCEVERIFY', { sequence: 10 }, undefined],
    ['10 CHECKSEQUENCEVERIFY', { sequence: 9 }, 'UNSATISFIED_LOCKTIME'],
    ['10 CHECKSEQUENCEVERIFY', { sequence: 10, version: 1 }, 'UNSATISFIED_LOCKTIME'],
    ['10 CHECKSEQUENCEVERIFY', { sequence: 0x400000 + 10 }, 'UNSATISFIED_LOCKTIME'],
    ['4194314 CHECKSEQUENCEVERIFY', { sequence: 0x400000 + 10 }, undefined],
    ['2147483648 CHECKSEQUENCEVERIFY', { sequence: 0xffffffff }, undefined],
  ])('%s in %o', (script, spend, expected) => {
    expect(spendScript({ script: assemble(script), flags, ...spend })).toBe(expected);
  });
});

describe('P2SH and version 0 witnesses', () => {
  const redeem = assemble('1');
  const wsh = (script: Buffer): Buffer => payToWitness(0, sha256(script));
  const run = (script: string, ...witness: string[]) => {
    const code = assemble(script);
    const items = [...witness.map((item) => Buffer.from(item, 'hex')), code];
    return spendScript({ script: wsh(code), witness: items, flags: STANDARD_FLAGS });
  };

  test('a redeem script that leaves true is enough', () => {
    const script = payToScriptHash(hash160(redeem));
    expect(spendScript({ script, scriptSig: pushData(redeem), flags: STANDARD_FLAGS })).toBeUndefined();
  });

  test('P2SH takes pushes only', () => {
    const script = payToScriptHash(hash160(redeem));
    const scriptSig = Buffer.concat([assemble('NOP'), pushData(redeem)]);
    expect(spendScript({ script, scriptSig, flags: STANDARD_FLAGS })).toBe('SIG_PUSHONLY');
  });

  test('a nested witness program wants exactly its own push', () => {
    const program = wsh(redeem);
    const script = payToScriptHash(hash160(program));
    const scriptSig = pushData(program);
    const witness = [redeem];
    expect(spendScript({ script, scriptSig, witness, flags: STANDARD_FLAGS })).toBeUndefined();
    const malleated = Buffer.concat([assemble('0'), scriptSig]);
    expect(spendScript({ script, scriptSig: malleated, witness, flags: STANDARD_FLAGS })).toBe(
      'WITNESS_MALLEATED_P2SH',
    );
  });

  test.each<[string, Parameters<typeof spendScript>[0], ScriptErrorCode]>([
    ['an empty witness', { script: wsh(redeem), flags: 0 }, 'WITNESS_PROGRAM_WITNESS_EMPTY'],
    ['another script', { script: wsh(redeem), witness: [assemble('2')], flags: 0 }, 'WITNESS_PROGRAM_MISMATCH'],
    ['a scriptSig', { script: wsh(redeem), scriptSig: redeem, witness: [redeem], flags: 0 }, 'WITNESS_MALLEATED'],
    [
      'three items for a key hash',
      { script: payToWitness(0, hash160(redeem)), witness: [redeem, redeem, redeem], flags: 0 },
      'WITNESS_PROGRAM_MISMATCH',
    ],
    [
      'a program of 21 bytes',
      { script: payToWitness(0, Buffer.alloc(21, 1)), witness: [redeem], flags: 0 },
      'WITNESS_PROGRAM_WRONG_LENGTH',
    ],
    ['a witness for a legacy script', { script: redeem, witness: [redeem], flags: 0 }, 'WITNESS_UNEXPECTED'],
    [
      'version 2, by policy',
      { script: payToWitness(2, Buffer.alloc(32, 1)), witness: [redeem], flags: 0 },
      'DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM',
    ],
  ])('refuses %s', (_, spend, code) => {
    expect(spendScript({ ...spend, flags: STANDARD_FLAGS })).toBe(code);
  });

  test('version 2 and pay-to-anchor are anyone can spend by consensus', () => {
    const flags = CONSENSUS_FLAGS;
    expect(spendScript({ script: payToWitness(2, Buffer.alloc(32, 1)), witness: [redeem], flags })).toBeUndefined();
    expect(spendScript({ script: payToWitness(1, Buffer.from('4e73', 'hex')), flags: STANDARD_FLAGS })).toBeUndefined();
  });

  test('a witness script obeys policy on branches, keys and the stack', () => {
    expect(run('IF 1 ELSE 0 ENDIF', '01')).toBeUndefined();
    expect(run('IF 1 ELSE 0 ENDIF', '02')).toBe('MINIMALIF');
    expect(run('1 1')).toBe('CLEANSTACK');
    expect(run(`<${WRONG_SIGNATURE}> <${UNCOMPRESSED}> CHECKSIG NOT`)).toBe('WITNESS_PUBKEYTYPE');
    expect(run('DROP 1', '00'.repeat(521))).toBe('PUSH_SIZE');
  });
});

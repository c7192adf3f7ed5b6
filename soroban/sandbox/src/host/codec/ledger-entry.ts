import { StrKey, xdr } from '@stellar/stellar-sdk';
import type { AccountEntry, CostInputs, LedgerEntry, Signer, StoredEntry, TrustlineEntry } from '../boundary.ts';
import { hasLiabilities, isExtended } from '../storage/new-account.ts';
import { HostError } from '../values/error.ts';
import { accountIdFromXdr, accountIdToXdr, addressFromXdr, bytesOf } from './address.ts';
import { fromHex, hex } from './hex.ts';
import { durabilityFromXdr, durabilityToXdr, trustlineAssetFromXdr, trustlineAssetToXdr } from './ledger-key.ts';
import { addressToXdr, toScVal } from './value.ts';
import { fromLedgerScVal } from './value-from-xdr.ts';

export function entryToXdr(entry: LedgerEntry): xdr.LedgerEntryData {
  switch (entry.type) {
    case 'account':
      return xdr.LedgerEntryData.account(accountToXdr(entry));
    case 'trustline':
      return xdr.LedgerEntryData.trustline(trustlineToXdr(entry));
    case 'data':
      return xdr.LedgerEntryData.data(
        new xdr.DataEntry({
          accountId: accountIdToXdr(entry.accountId),
          dataName: fromHex(entry.name),
          dataValue: entry.value,
          ext: xdr.DataEntryExt.v0(),
        }),
      );
    case 'contractData':
      return xdr.LedgerEntryData.contractData(
        new xdr.ContractDataEntry({
          ext: xdr.ExtensionPoint.v0(),
          contract: addressToXdr(entry.contract),
          key: toScVal(entry.key),
          durability: durabilityToXdr(entry.durability),
          val: toScVal(entry.value),
        }),
      );
    case 'contractCode':
      return xdr.LedgerEntryData.contractCode(
        new xdr.ContractCodeEntry({
          ext: costInputsToXdr(entry.costInputs),
          hash: fromHex(entry.hash),
          code: entry.wasm,
        }),
      );
  }
}

function costInputsToXdr(inputs: CostInputs | undefined): xdr.ContractCodeEntryExt {
  if (inputs === undefined) return xdr.ContractCodeEntryExt.v0();
  const costInputs = new xdr.ContractCodeCostInputs({
    ext: xdr.ExtensionPoint.v0(),
    nInstructions: inputs.instructions,
    nFunctions: inputs.functions,
    nGlobals: inputs.globals,
    nTableEntries: inputs.tableEntries,
    nTypes: inputs.types,
    nDataSegments: inputs.dataSegments,
    nElemSegments: inputs.elementSegments,
    nImports: inputs.imports,
    nExports: inputs.exports,
    nDataSegmentBytes: inputs.dataSegmentBytes,
  });
  return xdr.ContractCodeEntryExt.v1(new xdr.ContractCodeEntryV1({ ext: xdr.ExtensionPoint.v0(), costInputs }));
}

function codeFromXdr({ ext, hash, code }: xdr.ContractCodeEntry): LedgerEntry {
  const entry = { type: 'contractCode', hash: hex(bytesOf(hash)), wasm: bytesOf(code) } as const;
  if (ext.type !== 'v1') return entry;
  const inputs = ext.v1.costInputs;
  const costInputs = {
    instructions: inputs.nInstructions,
    functions: inputs.nFunctions,
    globals: inputs.nGlobals,
    tableEntries: inputs.nTableEntries,
    types: inputs.nTypes,
    dataSegments: inputs.nDataSegments,
    elementSegments: inputs.nElemSegments,
    imports: inputs.nImports,
    exports: inputs.nExports,
    dataSegmentBytes: inputs.nDataSegmentBytes,
  };
  return { ...entry, costInputs };
}

export function entryFromXdr(data: xdr.LedgerEntryData): LedgerEntry {
  switch (data.type) {
    case 'account':
      return accountFromXdr(data.account);
    case 'trustline':
      return trustlineFromXdr(data.trustLine);
    case 'data':
      return {
        type: 'data',
        accountId: accountIdFromXdr(data.data.accountId),
        name: hex(data.data.dataName.bytes),
        value: bytesOf(data.data.dataValue),
      };
    case 'contractData':
      return {
        type: 'contractData',
        contract: addressFromXdr(data.contractData.contract),
        durability: durabilityFromXdr(data.contractData.durability),
        key: fromLedgerScVal(data.contractData.key),
        value: fromLedgerScVal(data.contractData.val),
      };
    case 'contractCode':
      return codeFromXdr(data.contractCode);
    default:
      throw new HostError('Storage', 'InternalError', `ledger entries of type ${data.type} are not supported`);
  }
}

/** A stored entry as the ledger's `LedgerEntry`; its TTL is another entry there. */
export function storedEntryToXdr(stored: StoredEntry): xdr.LedgerEntry {
  return new xdr.LedgerEntry({
    lastModifiedLedgerSeq: stored.lastModified,
    data: entryToXdr(stored.entry),
    ext: xdr.LedgerEntryExt.v0(),
  });
}

function accountToXdr(account: AccountEntry): xdr.AccountEntry {
  return new xdr.AccountEntry({
    accountId: accountIdToXdr(account.accountId),
    balance: account.balance,
    seqNum: account.sequence,
    numSubEntries: account.subEntries,
    inflationDest: null,
    flags: account.flags,
    homeDomain: account.homeDomain,
    thresholds: Uint8Array.from(account.thresholds),
    signers: account.signers.map(signerToXdr),
    ext: isExtended(account) ? accountExtensions(account) : xdr.AccountEntryExt.v0(),
  });
}

const accountExtensions = (account: AccountEntry): xdr.AccountEntryExt =>
  xdr.AccountEntryExt.v1(
    new xdr.AccountEntryExtensionV1({
      liabilities: new xdr.Liabilities({ buying: account.buyingLiabilities, selling: account.sellingLiabilities }),
      ext: xdr.AccountEntryExtensionV1Ext.v2(
        new xdr.AccountEntryExtensionV2({
          numSponsored: 0,
          numSponsoring: 0,
          signerSponsoringIDs: account.signers.map(() => null),
          ext: xdr.AccountEntryExtensionV2Ext.v3(
            new xdr.AccountEntryExtensionV3({
              ext: xdr.ExtensionPoint.v0(),
              seqLedger: account.sequenceLedger,
              seqTime: account.sequenceTime,
            }),
          ),
        }),
      ),
    }),
  );

function accountFromXdr(account: xdr.AccountEntry): AccountEntry {
  const v1 = account.ext.type === 'v1' ? account.ext.v1 : undefined;
  const v2 = v1?.ext.type === 'v2' ? v1.ext.v2 : undefined;
  const v3 = v2?.ext.type === 'v3' ? v2.ext.v3 : undefined;
  const [master = 1, low = 0, medium = 0, high = 0] = bytesOf(account.thresholds);
  const read: AccountEntry = {
    type: 'account',
    accountId: accountIdFromXdr(account.accountId),
    balance: account.balance,
    sequence: account.seqNum,
    subEntries: account.numSubEntries,
    flags: account.flags,
    homeDomain: account.homeDomain.toString(),
    thresholds: [master, low, medium, high],
    signers: account.signers.map(signerFromXdr),
    buyingLiabilities: v1?.liabilities.buying ?? 0n,
    sellingLiabilities: v1?.liabilities.selling ?? 0n,
    sequenceLedger: v3?.seqLedger ?? 0,
    sequenceTime: v3?.seqTime ?? 0n,
  };
  return v1 === undefined || isExtended(read) ? read : { ...read, extended: true };
}

export function signerKeyToXdr(key: string): xdr.SignerKey {
  switch (key.charAt(0)) {
    case 'G':
      return xdr.SignerKey.signerKeyTypeEd25519(StrKey.decodeEd25519PublicKey(key));
    case 'T':
      return xdr.SignerKey.signerKeyTypePreAuthTx(StrKey.decodePreAuthTx(key));
    case 'X':
      return xdr.SignerKey.signerKeyTypeHashX(StrKey.decodeSha256Hash(key));
    default:
      throw new HostError('Value', 'InvalidInput', `unsupported signer ${key}`);
  }
}

export function signerKeyFromXdr(key: xdr.SignerKey): string {
  switch (key.type) {
    case 'signerKeyTypeEd25519':
      return StrKey.encodeEd25519PublicKey(bytesOf(key.ed25519));
    case 'signerKeyTypePreAuthTx':
      return StrKey.encodePreAuthTx(bytesOf(key.preAuthTx));
    case 'signerKeyTypeHashX':
      return StrKey.encodeSha256Hash(bytesOf(key.hashX));
    default:
      throw new HostError('Value', 'InvalidInput', `unsupported signer of type ${key.type}`);
  }
}

const signerToXdr = (signer: Signer): xdr.Signer =>
  new xdr.Signer({ key: signerKeyToXdr(signer.key), weight: signer.weight });

const signerFromXdr = (signer: xdr.Signer): Signer => ({ key: signerKeyFromXdr(signer.key), weight: signer.weight });

/** Its first extension holds liabilities, and stellar-core adds it with the first of them. */
function trustlineToXdr(trustline: TrustlineEntry): xdr.TrustLineEntry {
  return new xdr.TrustLineEntry({
    accountId: accountIdToXdr(trustline.accountId),
    asset: trustlineAssetToXdr(trustline.asset),
    balance: trustline.balance,
    limit: trustline.limit,
    flags: trustline.flags,
    ext: hasLiabilities(trustline) ? liabilitiesToXdr(trustline) : xdr.TrustLineEntryExt.v0(),
  });
}

const liabilitiesToXdr = ({ buyingLiabilities, sellingLiabilities }: TrustlineEntry): xdr.TrustLineEntryExt =>
  xdr.TrustLineEntryExt.v1(
    new xdr.TrustLineEntryV1({
      liabilities: new xdr.Liabilities({ buying: buyingLiabilities, selling: sellingLiabilities }),
      ext: xdr.TrustLineEntryV1Ext.v0(),
    }),
  );

function trustlineFromXdr(trustline: xdr.TrustLineEntry): TrustlineEntry {
  const v1 = trustline.ext.type === 'v1' ? trustline.ext.v1 : undefined;
  return {
    type: 'trustline',
    accountId: accountIdFromXdr(trustline.accountId),
    asset: trustlineAssetFromXdr(trustline.asset),
    balance: trustline.balance,
    limit: trustline.limit,
    flags: trustline.flags,
    buyingLiabilities: v1?.liabilities.buying ?? 0n,
    sellingLiabilities: v1?.liabilities.selling ?? 0n,
  };
}

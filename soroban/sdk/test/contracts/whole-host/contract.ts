import {
  type Address,
  Args,
  type Bytes,
  type BytesN,
  bytes,
  call,
  contract,
  currentContract,
  deployer,
  ExecutableTag,
  i256,
  instance,
  MuxedAddress,
  Option,
  Packed,
  persistent,
  type Str,
  type Sym,
  sym,
  u256,
  type Val,
  Vec,
} from '@istsi/soroban-sdk';

/** Reaches what of the host no other test does. */
@contract
export class WholeHost {
  /** The bytes without the one at a position, then without the last, with the first one twice and the last one before it. */
  edited(data: Bytes, index: u32): Bytes {
    const rest = data.remove(index).pop();
    return rest.insert(0, data.last()).insert(0, data.first());
  }

  unsigned(value: u256): BytesN<32> {
    return u256.fromBytes(value.toBytes()) === value ? value.toBytes() : u256.zero.toBytes();
  }

  signed(value: i256): BytesN<32> {
    return i256.fromBytes(value.toBytes()) === value ? value.toBytes() : i256.zero.toBytes();
  }

  checked(operation: Sym, a: u256, b: u256): Option<u256> {
    if (operation === sym('add')) return a.checkedAdd(b);
    if (operation === sym('sub')) return a.checkedSub(b);
    if (operation === sym('mul')) return a.checkedMul(b);
    return a.checkedPow(b.toU32());
  }

  checked_signed(operation: Sym, a: i256, b: i256): Option<i256> {
    if (operation === sym('add')) return a.checkedAdd(b);
    if (operation === sym('sub')) return a.checkedSub(b);
    if (operation === sym('mul')) return a.checkedMul(b);
    return a.checkedPow(b.toU32());
  }

  symbol_text(symbol: Sym): Str {
    return symbol.toStr();
  }

  symbol_length(symbol: Sym): u32 {
    return symbol.length;
  }

  /** The text between two bytes of its own length, laid over the data. */
  laid_over(data: Bytes, at: u32, text: Str): Bytes {
    const packed = Packed.empty(text.length + 2);
    packed.setU8(0, text.length);
    packed.setStr(1, text);
    packed.setU8(text.length + 1, text.length);
    return packed.writeTo(data, at);
  }

  search(list: Vec<u32>, item: u32): Vec<Option<u32>> {
    const place = Option.some<u32>(list.insertionPoint(item));
    return Vec.of<Option<u32>>(list.binarySearch(item), list.lastIndexOf(item), place);
  }

  muxed(address: MuxedAddress): Str {
    const again = MuxedAddress.fromStr(address.toStr());
    return again.address === address.address ? again.toStr() : address.address.toStr();
  }

  deploy_asset(asset: Bytes): Address {
    const address = deployer.deployAsset(asset);
    return address === deployer.assetContractId(asset) ? address : currentContract();
  }

  asset_address(asset: Bytes): Address {
    return deployer.assetContractId(asset);
  }

  keep(key: Sym): void {
    persistent.set<Sym, u32>(key, 1);
  }

  extend_entry(key: Sym, to: u32, min: u32, max: u32): void {
    persistent.extendTtlWithLimits(key, to, min, max);
  }

  extend_separately(other: Address, threshold: u32, instance_to: u32, code_to: u32): void {
    deployer.extendInstanceTtl(other, threshold, instance_to);
    deployer.extendCodeTtl(other, threshold, code_to);
  }

  extend_within(other: Address, instance_to: u32, code_to: u32, max: u32): void {
    deployer.extendInstanceTtlWithLimits(other, instance_to, 0, max);
    deployer.extendCodeTtlWithLimits(other, code_to, 0, max);
  }

  extend_both(other: Address, to: u32): void {
    deployer.extendInstanceAndCodeTtlWithLimits(other, to, 0, to);
    instance.extendTtlWithLimits(to, 0, to);
  }

  /** Keeps code for others under a tag. */
  publish_code(name: Str, wasm_hash: BytesN<32>): void {
    persistent.set<ExecutableTag, BytesN<32>>(ExecutableTag.from(name), wasm_hash);
  }

  published_code(name: Str): BytesN<32> {
    return persistent.get<ExecutableTag, BytesN<32>>(ExecutableTag.from(name));
  }

  deploy_ref(owner: Address, name: Str, salt: BytesN<32>): Address {
    return deployer.deployRef(owner, ExecutableTag.from(name), salt, Args.of());
  }

  become(owner: Address, name: Str): void {
    deployer.updateCurrentRef(owner, ExecutableTag.from(name));
  }

  greeting(): Bytes {
    return bytes('hello');
  }

  ask(address: Address, question: Sym): Val {
    return call<Val>(address, question, Args.of());
  }
}

import {
  Address,
  Args,
  authorizeAsCurrentContract,
  Bytes,
  type BytesN,
  bytes,
  ContractAuth,
  call,
  contract,
  crypto,
  currentContract,
  deployer,
  deserialize,
  hex,
  type i128,
  instance,
  ledger,
  log,
  Packed,
  pow,
  prng,
  type Str,
  type Sym,
  str,
  sym,
  temporary,
  Val,
  Vec,
} from '@istsi/soroban-sdk';

/** Reaches what the host offers besides values and storage. */
@contract
export class HostFunctions {
  hashes(message: Bytes): Vec<BytesN<32>> {
    return Vec.of<BytesN<32>>(crypto.sha256(message), crypto.keccak256(message));
  }

  verify(key: BytesN<32>, message: Bytes, signature: BytesN<64>): bool {
    crypto.ed25519Verify(key, message, signature);
    return true;
  }

  recover(digest: BytesN<32>, signature: BytesN<64>, recovery_id: u32): BytesN<65> {
    return crypto.secp256k1Recover(digest, signature, recovery_id);
  }

  /** "id" ‖ txid ‖ vout as four bytes. */
  concatenate(txid: BytesN<32>, vout: u32): Bytes {
    return bytes('id').append(txid.toBytes()).pushU32(vout).push(0xff);
  }

  /** Adds to a number that lies packed among others. */
  packed(data: Bytes, at: u32, by: u64): Bytes {
    const numbers = Packed.from(data);
    numbers.setU64(at, numbers.u64At(at) + by);
    numbers.setU32(0, numbers.u32At(0) + 1);
    numbers.setU8(numbers.length - 1, numbers.u8At(numbers.length - 1) + 1);
    return numbers.toBytes();
  }

  pieces(data: Bytes): Bytes {
    const cut = data.slice(1, 3).append(hex('00ff')).pushU64(1);
    return cut.set(0, cut[0] ^ 0xff);
  }

  texts(text: Str): Str {
    const joined = text.toBytes().append(bytes('!'));
    return joined.length > 100 ? str('too long') : joined.toStr();
  }

  strkey(address: Address): bool {
    return Address.fromStr(address.toStr()) === address && address !== currentContract();
  }

  now(): Vec<u64> {
    return Vec.of<u64>(
      ledger.sequence() as u64,
      ledger.timestamp(),
      ledger.protocolVersion() as u64,
      ledger.maxLiveUntil() as u64,
    );
  }

  network(): BytesN<32> {
    return ledger.networkId();
  }

  random(): u32 {
    const roll = prng.u64InRange(5, 6);
    return prng.bytes(3).length * (roll === 5 || roll === 6 ? 1 : 0) + prng.shuffle(Vec.of<u32>(1, 2, 3)).length;
  }

  serialized(value: Val): Bytes {
    const text = Bytes.serialize(value);
    return deserialize<Val>(text) === value ? text : Bytes.empty();
  }

  lists(): u32 {
    let list = Vec.of<u32>(1, 2, 3).push(4).pushFront(0).insert(2, 9).remove(0).set(0, 7);
    list = list.append(Vec.of<u32>(5)).slice(1, 4);
    log('list', Args.of().add(list));
    return list.indexOf(2).unwrap() * 1000 + list.first() * 100 + list.last() * 10 + (list.includes(8) ? 1 : 0);
  }

  power(base: u32, exponent: u32): u32 {
    return pow(base, exponent);
  }

  mixed(): Vec<Val> {
    temporary.set<Sym, u32>(sym('T'), 1);
    temporary.extendTtl(sym('T'), 10, 20);
    instance.extendTtl(10, 20);
    return Args.of()
      .add(sym('a'))
      .add(Val.void)
      .add(temporary.get<Sym, u32>(sym('T')))
      .toVec();
  }

  /** Deploys another instance of uploaded code and asks it. */
  deploy(wasm_hash: BytesN<32>, salt: BytesN<32>, question: Sym, argument: u64): Val {
    const expected = deployer.contractId(currentContract(), salt);
    const address = deployer.deploy(wasm_hash, salt, Args.of());
    return address === expected ? call<Val>(address, question, Args.of().add(argument).add(argument)) : Val.void;
  }

  upgrade(wasm_hash: BytesN<32>): void {
    deployer.updateCurrentWasm(wasm_hash);
  }

  /** Moves this contract's own tokens through another contract, which it authorizes for just that. */
  send_through(relay: Address, token: Address, to: Address, amount: i128): void {
    const transfer = Args.of().add(currentContract()).add(to).add(amount);
    authorizeAsCurrentContract(
      Vec.of<ContractAuth>(ContractAuth.invoke(token, sym('transfer'), transfer, Vec.empty<ContractAuth>())),
    );
    this.ask_relay(relay, token, to, amount);
  }

  send_unauthorized(relay: Address, token: Address, to: Address, amount: i128): void {
    this.ask_relay(relay, token, to, amount);
  }

  /** What a relay does: calls the token for somebody else. */
  relay(token: Address, from: Address, to: Address, amount: i128): void {
    call<void>(token, sym('transfer'), Args.of().add(from).add(to).add(amount));
  }

  private ask_relay(relay: Address, token: Address, to: Address, amount: i128): void {
    call<void>(relay, sym('relay'), Args.of().add(token).add(currentContract()).add(to).add(amount));
  }
}

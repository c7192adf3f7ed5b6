/**
 * The functions a Soroban host offers to a contract, from the network's environment interface definition
 * (rs-soroban-env, soroban-env-common/env.json): name, import module and name, parameters ("v" = a 64-bit Val or raw
 * integer of the host, all of them i64 in Wasm), and the first protocol that has it.
 */
export interface HostFunction {
  readonly name: string;
  readonly module: string;
  readonly export: string;
  readonly parameters: readonly string[];
  readonly result: 'u64' | 'i64';
  readonly since: number;
}

const table = `
log_from_linear_memory x _ 20 u64 msg_pos,msg_len,vals_pos,vals_len
obj_cmp x 0 20 i64 a,b
contract_event x 1 20 u64 topics,data
get_ledger_version x 2 20 u64
get_ledger_sequence x 3 20 u64
get_ledger_timestamp x 4 20 u64
fail_with_error x 5 20 u64 error
get_ledger_network_id x 6 20 u64
get_current_contract_address x 7 20 u64
get_max_live_until_ledger x 8 20 u64
obj_from_u64 i _ 20 u64 v
obj_to_u64 i 0 20 u64 obj
obj_from_i64 i 1 20 u64 v:i64
obj_to_i64 i 2 20 i64 obj
obj_from_u128_pieces i 3 20 u64 hi,lo
obj_to_u128_lo64 i 4 20 u64 obj
obj_to_u128_hi64 i 5 20 u64 obj
obj_from_i128_pieces i 6 20 u64 hi:i64,lo
obj_to_i128_lo64 i 7 20 u64 obj
obj_to_i128_hi64 i 8 20 i64 obj
obj_from_u256_pieces i 9 20 u64 hi_hi,hi_lo,lo_hi,lo_lo
u256_val_from_be_bytes i a 20 u64 bytes
u256_val_to_be_bytes i b 20 u64 val
obj_to_u256_hi_hi i c 20 u64 obj
obj_to_u256_hi_lo i d 20 u64 obj
obj_to_u256_lo_hi i e 20 u64 obj
obj_to_u256_lo_lo i f 20 u64 obj
obj_from_i256_pieces i g 20 u64 hi_hi:i64,hi_lo,lo_hi,lo_lo
i256_val_from_be_bytes i h 20 u64 bytes
i256_val_to_be_bytes i i 20 u64 val
obj_to_i256_hi_hi i j 20 i64 obj
obj_to_i256_hi_lo i k 20 u64 obj
obj_to_i256_lo_hi i l 20 u64 obj
obj_to_i256_lo_lo i m 20 u64 obj
u256_add i n 20 u64 lhs,rhs
u256_sub i o 20 u64 lhs,rhs
u256_mul i p 20 u64 lhs,rhs
u256_div i q 20 u64 lhs,rhs
u256_rem_euclid i r 20 u64 lhs,rhs
u256_pow i s 20 u64 lhs,rhs
u256_shl i t 20 u64 lhs,rhs
u256_shr i u 20 u64 lhs,rhs
i256_add i v 20 u64 lhs,rhs
i256_sub i w 20 u64 lhs,rhs
i256_mul i x 20 u64 lhs,rhs
i256_div i y 20 u64 lhs,rhs
i256_rem_euclid i z 20 u64 lhs,rhs
i256_pow i A 20 u64 lhs,rhs
i256_shl i B 20 u64 lhs,rhs
i256_shr i C 20 u64 lhs,rhs
timepoint_obj_from_u64 i D 20 u64 v
timepoint_obj_to_u64 i E 20 u64 obj
duration_obj_from_u64 i F 20 u64 v
duration_obj_to_u64 i G 20 u64 obj
u256_checked_add i H 26 u64 lhs,rhs
u256_checked_sub i I 26 u64 lhs,rhs
u256_checked_mul i J 26 u64 lhs,rhs
u256_checked_pow i K 26 u64 lhs,rhs
i256_checked_add i L 26 u64 lhs,rhs
i256_checked_sub i M 26 u64 lhs,rhs
i256_checked_mul i N 26 u64 lhs,rhs
i256_checked_pow i O 26 u64 lhs,rhs
map_new m _ 20 u64
map_put m 0 20 u64 m,k,v
map_get m 1 20 u64 m,k
map_del m 2 20 u64 m,k
map_len m 3 20 u64 m
map_has m 4 20 u64 m,k
map_key_by_pos m 5 20 u64 m,i
map_val_by_pos m 6 20 u64 m,i
map_keys m 7 20 u64 m
map_values m 8 20 u64 m
map_new_from_linear_memory m 9 20 u64 keys_pos,vals_pos,len
map_unpack_to_linear_memory m a 20 u64 map,keys_pos,vals_pos,len
sparse_map_new_from_linear_memory m b 28 u64 keys_pos,vals_pos,len
sparse_map_unpack_to_linear_memory m c 28 u64 map,keys_pos,vals_pos,len
vec_new v _ 20 u64
vec_put v 0 20 u64 v,i,x
vec_get v 1 20 u64 v,i
vec_del v 2 20 u64 v,i
vec_len v 3 20 u64 v
vec_push_front v 4 20 u64 v,x
vec_pop_front v 5 20 u64 v
vec_push_back v 6 20 u64 v,x
vec_pop_back v 7 20 u64 v
vec_front v 8 20 u64 v
vec_back v 9 20 u64 v
vec_insert v a 20 u64 v,i,x
vec_append v b 20 u64 v1,v2
vec_slice v c 20 u64 v,start,end
vec_first_index_of v d 20 u64 v,x
vec_last_index_of v e 20 u64 v,x
vec_binary_search v f 20 u64 v,x
vec_new_from_linear_memory v g 20 u64 vals_pos,len
vec_unpack_to_linear_memory v h 20 u64 vec,vals_pos,len
put_contract_data l _ 20 u64 k,v,t
has_contract_data l 0 20 u64 k,t
get_contract_data l 1 20 u64 k,t
del_contract_data l 2 20 u64 k,t
create_contract l 3 20 u64 deployer,wasm_hash,salt
create_asset_contract l 4 20 u64 serialized_asset
upload_wasm l 5 20 u64 wasm
update_current_contract_wasm l 6 20 u64 hash
extend_contract_data_ttl l 7 20 u64 k,t,threshold,extend_to
extend_current_contract_instance_and_code_ttl l 8 20 u64 threshold,extend_to
extend_contract_instance_and_code_ttl l 9 20 u64 contract,threshold,extend_to
get_contract_id l a 20 u64 deployer,salt
get_asset_contract_id l b 20 u64 serialized_asset
extend_contract_instance_ttl l c 21 u64 contract,threshold,extend_to
extend_contract_code_ttl l d 21 u64 contract,threshold,extend_to
create_contract_with_constructor l e 22 u64 deployer,wasm_hash,salt,constructor_args
extend_contract_data_ttl_v2 l f 26 u64 k,t,extend_to,min_extension,max_extension
extend_contract_instance_and_code_ttl_v2 l g 26 u64 contract,extension_scope,extend_to,min_extension,max_extension
create_executable_tag l h 28 u64 tag_string
create_external_ref_contract l i 28 u64 deployer,executable_owner,tag,salt,constructor_args
update_current_contract_executable_ref l j 28 u64 executable_owner,tag
call d _ 20 u64 contract,func,args
try_call d 0 20 u64 contract,func,args
serialize_to_bytes b _ 20 u64 v
deserialize_from_bytes b 0 20 u64 b
bytes_copy_to_linear_memory b 1 20 u64 b,b_pos,lm_pos,len
bytes_copy_from_linear_memory b 2 20 u64 b,b_pos,lm_pos,len
bytes_new_from_linear_memory b 3 20 u64 lm_pos,len
bytes_new b 4 20 u64
bytes_put b 5 20 u64 b,i,u
bytes_get b 6 20 u64 b,i
bytes_del b 7 20 u64 b,i
bytes_len b 8 20 u64 b
bytes_push b 9 20 u64 b,u
bytes_pop b a 20 u64 b
bytes_front b b 20 u64 b
bytes_back b c 20 u64 b
bytes_insert b d 20 u64 b,i,u
bytes_append b e 20 u64 b1,b2
bytes_slice b f 20 u64 b,start,end
string_copy_to_linear_memory b g 20 u64 s,s_pos,lm_pos,len
symbol_copy_to_linear_memory b h 20 u64 s,s_pos,lm_pos,len
string_new_from_linear_memory b i 20 u64 lm_pos,len
symbol_new_from_linear_memory b j 20 u64 lm_pos,len
string_len b k 20 u64 s
symbol_len b l 20 u64 s
symbol_index_in_linear_memory b m 20 u64 sym,slices_pos,len
string_to_bytes b n 23 u64 str
bytes_to_string b o 23 u64 bytes
compute_hash_sha256 c _ 20 u64 x
verify_sig_ed25519 c 0 20 u64 k,x,s
compute_hash_keccak256 c 1 20 u64 x
recover_key_ecdsa_secp256k1 c 2 20 u64 msg_digest,signature,recovery_id
verify_sig_ecdsa_secp256r1 c 3 21 u64 public_key,msg_digest,signature
bls12_381_check_g1_is_in_subgroup c 4 22 u64 point
bls12_381_g1_add c 5 22 u64 point1,point2
bls12_381_g1_mul c 6 22 u64 point,scalar
bls12_381_g1_msm c 7 22 u64 vp,vs
bls12_381_map_fp_to_g1 c 8 22 u64 fp
bls12_381_hash_to_g1 c 9 22 u64 msg,dst
bls12_381_check_g2_is_in_subgroup c a 22 u64 point
bls12_381_g2_add c b 22 u64 point1,point2
bls12_381_g2_mul c c 22 u64 point,scalar
bls12_381_g2_msm c d 22 u64 vp,vs
bls12_381_map_fp2_to_g2 c e 22 u64 fp2
bls12_381_hash_to_g2 c f 22 u64 msg,dst
bls12_381_multi_pairing_check c g 22 u64 vp1,vp2
bls12_381_fr_add c h 22 u64 lhs,rhs
bls12_381_fr_sub c i 22 u64 lhs,rhs
bls12_381_fr_mul c j 22 u64 lhs,rhs
bls12_381_fr_pow c k 22 u64 lhs,rhs
bls12_381_fr_inv c l 22 u64 lhs
bn254_g1_add c m 25 u64 point1,point2
bn254_g1_mul c n 25 u64 point,scalar
bn254_multi_pairing_check c o 25 u64 vp1,vp2
poseidon_permutation c p 25 u64 input,field,t,d,rounds_f,rounds_p,mds,round_constants
poseidon2_permutation c q 25 u64 input,field,t,d,rounds_f,rounds_p,mat_internal_diag_m_1,round_constants
bn254_g1_msm c r 26 u64 vp,vs
bn254_fr_add c s 26 u64 lhs,rhs
bn254_fr_sub c t 26 u64 lhs,rhs
bn254_fr_mul c u 26 u64 lhs,rhs
bn254_fr_pow c v 26 u64 lhs,rhs
bn254_fr_inv c w 26 u64 lhs
bls12_381_g1_is_on_curve c x 26 u64 point
bls12_381_g2_is_on_curve c y 26 u64 point
bn254_g1_is_on_curve c z 26 u64 point
verify_sig_ml_dsa_44 c A 30 u64 public_key,message,signature,context
verify_sig_ml_dsa_65 c B 30 u64 public_key,message,signature,context
verify_sig_ml_dsa_87 c C 30 u64 public_key,message,signature,context
require_auth_for_args a _ 20 u64 address,args
require_auth a 0 20 u64 address
strkey_to_address a 1 20 u64 strkey
address_to_strkey a 2 20 u64 address
authorize_as_curr_contract a 3 20 u64 auth_entires
get_address_from_muxed_address a 4 23 u64 muxed_address
get_id_from_muxed_address a 5 23 u64 muxed_address
get_address_executable a 6 23 u64 address
strkey_to_muxed_address a 7 26 u64 strkey
muxed_address_to_strkey a 8 26 u64 address
get_delegated_signers_for_current_auth_check a 9 27 u64
delegate_account_auth a a 27 u64 address
prng_reseed p _ 20 u64 seed
prng_bytes_new p 0 20 u64 length
prng_u64_in_inclusive_range p 1 20 u64 lo,hi
prng_vec_shuffle p 2 20 u64 vec
`;

export const hostFunctions: readonly HostFunction[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [name, module, exported, since, result, parameters = ''] = line.split(' ');
    if (!name || !module || !exported) throw new Error(`malformed host function: ${line}`);
    return {
      name,
      module,
      export: exported,
      parameters: parameters === '' ? [] : parameters.split(','),
      result: result === 'i64' ? 'i64' : 'u64',
      since: Number(since),
    };
  });

const byImport = new Map(hostFunctions.map((entry) => [`${entry.module}.${entry.export}`, entry]));

/** The host function behind a Wasm import, if there is one. */
export const findHostFunction = (module: string, name: string): HostFunction | undefined =>
  byImport.get(`${module}.${name}`);

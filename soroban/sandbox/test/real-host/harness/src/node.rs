//! A node that executes transactions.

use crate::host::budget::Budget;
use crate::host::e2e_invoke::{
    entry_size_for_rent, extract_rent_changes, invoke_host_function, InvokeHostFunctionResult, LedgerEntryChange,
    TtlLedgerEntryMeta,
};
use crate::host::fees::{compute_rent_fee, RentFeeConfiguration};
use crate::host::storage::Storage;
use crate::host::xdr::{
    ContractCostParams, DiagnosticEvent, LedgerEntry, LedgerEntryData, LedgerEntryExt, LedgerKey, Limits, ReadXdr, WriteXdr,
};
use crate::host::{Host, HostError, LedgerInfo, ModuleCache};
use crate::wire::{Bytes, Entry, Invocation, Left, Measured, Outcome};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::HashMap;

pub const NO_LIMITS: Limits = Limits { depth: 1000, len: usize::MAX };
/// For what is not measured.
const PLENTY: u64 = u64::MAX / 2;

#[derive(Default)]
pub struct Node {
    data: HashMap<String, LedgerEntryData>,
    prices: Option<(ContractCostParams, ContractCostParams)>,
    compiled: RefCell<HashMap<Vec<String>, ModuleCache>>,
}

impl Node {
    pub fn keep(&mut self, data: Vec<u8>) {
        let hash = Sha256::digest(&data).iter().map(|byte| format!("{byte:02x}")).collect();
        self.data.insert(hash, LedgerEntryData::from_xdr(&data, NO_LIMITS).expect("LedgerEntryData"));
    }

    pub fn price(&mut self, cpu: &[u8], memory: &[u8]) {
        let read = |bytes| ContractCostParams::from_xdr(bytes, NO_LIMITS).expect("ContractCostParams");
        self.prices = Some((read(cpu), read(memory)));
    }

    pub fn budget(&self, instructions: u64, memory: u64) -> Budget {
        let (cpu, bytes) = self.prices.clone().expect("costs before invocations");
        Budget::try_from_configs(instructions, memory, cpu, bytes).expect("a budget")
    }

    pub fn entry(&self, entry: &Entry) -> Option<LedgerEntry> {
        let data = self.data.get(entry.data.as_ref()?).expect("data before who names it").clone();
        Some(LedgerEntry { last_modified_ledger_seq: entry.last_modified, data, ext: LedgerEntryExt::V0 })
    }

    pub fn invoke(&self, invocation: &Invocation, resources: &[u8]) -> Outcome {
        let entries: Vec<_> = invocation.entries.iter().map(|entry| self.encoded(entry)).collect();
        let budget = self.budget(invocation.instructions, invocation.memory);
        let mut diagnostics = vec![];
        let done = run(invocation, resources, &entries, &budget, &mut diagnostics, self.modules(invocation));
        let mut outcome = measured(&budget, &diagnostics);
        match done {
            Err(error) => outcome.error = Some(format!("{:?}", error.error)),
            Ok(done) => {
                match done.encoded_invoke_result {
                    Ok(value) => outcome.value = Some(Bytes(value)),
                    Err(error) => outcome.error = Some(format!("{:?}", error.error)),
                }
                outcome.events = done.encoded_contract_events.into_iter().map(Bytes).collect();
                outcome.rent = rent(invocation, &done.ledger_changes);
                outcome.entries = self.left(invocation, &done.ledger_changes);
            }
        }
        outcome
    }

    /// From what a node hands over to what it is given back; modules are compiled, and entries encoded, as nodes keep them.
    pub fn measure(&self, rounds: u32, invocation: &Invocation) -> Measured {
        let resources = &invocation.resources.as_ref().expect("an invocation that executes").0;
        let entries: Vec<_> = invocation.entries.iter().map(|entry| self.encoded(entry)).collect();
        let modules = self.modules(invocation);
        let before = cpu_nanos();
        for _ in 0..rounds {
            let budget = self.budget(invocation.instructions, invocation.memory);
            let done = run(invocation, resources, &entries, &budget, &mut vec![], modules.clone());
            done.expect("no failure within the host").encoded_invoke_result.expect("an invocation that succeeds");
        }
        Measured { micros: (cpu_nanos() - before) as f64 / 1000.0 / f64::from(rounds) }
    }

    fn encoded(&self, stored: &Entry) -> Encoded {
        let Some(entry) = self.entry(stored) else { return (None, None) };
        let bytes = entry.to_xdr(NO_LIMITS).expect("XDR");
        let ttl = stored.live_until.map(|live_until_ledger| TtlLedgerEntryMeta {
            live_until_ledger,
            entry_size_for_rent: entry_size_for_rent(&self.budget(PLENTY, PLENTY), &entry, bytes.len() as u32)
                .expect("a size"),
        });
        (Some(bytes), ttl)
    }

    /// Nodes keep the code of all live contracts compiled.
    fn modules(&self, invocation: &Invocation) -> ModuleCache {
        let mut codes: Vec<String> = invocation.entries.iter().filter_map(|entry| entry.data.clone()).collect();
        codes.retain(|hash| matches!(self.data[hash], LedgerEntryData::ContractCode(_)));
        codes.sort();
        let mut compiled = self.compiled.borrow_mut();
        let cache = compiled.entry(codes).or_insert_with_key(|codes| {
            let compiler = Host::with_storage_and_budget(Storage::default(), self.budget(PLENTY, PLENTY));
            let cache = ModuleCache::new(&compiler).expect("a cache");
            for hash in codes {
                let LedgerEntryData::ContractCode(code) = &self.data[hash] else { unreachable!() };
                // Code that no node compiles is no node's: the invocation says what of it.
                let _ = cache.parse_and_cache_module_simple(&compiler, invocation.ledger.protocol, &code.code);
            }
            cache
        });
        cache.clone()
    }

    /// What is in the ledger afterwards, of everything that the invocation named.
    pub fn left(&self, invocation: &Invocation, changes: &[LedgerEntryChange]) -> Vec<Left> {
        let before: HashMap<&Vec<u8>, &Entry> = invocation.entries.iter().map(|entry| (&entry.key.0, entry)).collect();
        let data = |change: &LedgerEntryChange| match &change.encoded_new_value {
            Some(bytes) => Some(LedgerEntry::from_xdr(bytes, NO_LIMITS).expect("LedgerEntry").data),
            None if change.read_only => self.entry(before.get(&change.encoded_key)?).map(|entry| entry.data),
            None => None,
        };
        let left = |change: &LedgerEntryChange| {
            let data = data(change).map(|data| Bytes(data.to_xdr(NO_LIMITS).expect("XDR")));
            let ttl = change.ttl_change.as_ref().map(|ttl| ttl.new_live_until_ledger);
            // What is only read has a new lifetime only where somebody extended it.
            let old = before.get(&change.encoded_key).and_then(|entry| entry.live_until);
            let live_until = if change.read_only { ttl.max(old) } else { ttl };
            Left { key: Bytes(change.encoded_key.clone()), live_until: data.as_ref().and(live_until), data }
        };
        changes.iter().filter(|change| !is_of_failed_call(change)).map(left).collect()
    }
}

type Encoded = (Option<Vec<u8>>, Option<TtlLedgerEntryMeta>);

fn run(
    invocation: &Invocation,
    resources: &[u8],
    entries: &[Encoded],
    budget: &Budget,
    diagnostics: &mut Vec<DiagnosticEvent>,
    modules: ModuleCache,
) -> Result<InvokeHostFunctionResult, HostError> {
    invoke_host_function::<&[u8], _, _>(
        budget,
        invocation.diagnostics,
        &invocation.function.0,
        resources,
        &[],
        &invocation.source.0,
        invocation.auth.as_ref().expect("a node records nothing").iter().map(|auth| auth.0.as_slice()),
        info(invocation),
        entries.iter().map(|(bytes, ttl)| (bytes.as_deref(), *ttl)),
        &invocation.seed.0,
        diagnostics,
        None,
        Some(modules),
    )
}

/// What this thread has had of a processor, as Linux counts it: other processes take no part.
fn cpu_nanos() -> u64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    counted.split(' ').next().and_then(|nanos| nanos.parse().ok()).expect("nanoseconds")
}

/// Simulation tells the key alone of what only a call touched that failed and was caught: nothing of it is left but that.
fn is_of_failed_call(change: &LedgerEntryChange) -> bool {
    let key = LedgerKey::from_xdr(&change.encoded_key, NO_LIMITS).expect("LedgerKey");
    change.ttl_change.is_none() && matches!(key, LedgerKey::ContractData(_) | LedgerKey::ContractCode(_))
}

pub fn measured(budget: &Budget, diagnostics: &[DiagnosticEvent]) -> Outcome {
    Outcome {
        instructions: budget.get_cpu_insns_consumed().expect("a budget"),
        memory: budget.get_mem_bytes_consumed().expect("a budget"),
        diagnostics: diagnostics.iter().map(|event| Bytes(event.to_xdr(NO_LIMITS).expect("XDR"))).collect(),
        ..Outcome::default()
    }
}

pub fn info(Invocation { ledger, .. }: &Invocation) -> LedgerInfo {
    LedgerInfo {
        protocol_version: ledger.protocol,
        sequence_number: ledger.sequence,
        timestamp: ledger.timestamp,
        network_id: ledger.network_id.0.as_slice().try_into().expect("32 bytes"),
        base_reserve: ledger.base_reserve,
        min_temp_entry_ttl: ledger.min_temporary_ttl,
        min_persistent_entry_ttl: ledger.min_persistent_ttl,
        max_entry_ttl: ledger.max_ttl,
    }
}

pub fn rent(Invocation { rent, ledger, .. }: &Invocation, changes: &[LedgerEntryChange]) -> i64 {
    let prices = RentFeeConfiguration {
        fee_per_write_1kb: rent.per_write_1kb,
        fee_per_rent_1kb: rent.per_rent_1kb,
        fee_per_write_entry: rent.per_write_entry,
        persistent_rent_rate_denominator: rent.persistent_denominator,
        temporary_rent_rate_denominator: rent.temporary_denominator,
    };
    compute_rent_fee(&extract_rent_changes(changes), &prices, ledger.sequence)
}

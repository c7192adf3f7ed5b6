//! A node that simulates: what an invocation touches, and whose authorization it needs, is recorded.

use crate::host::e2e_invoke::{invoke_host_function_in_recording_mode, RecordingInvocationAuthMode};
use crate::host::storage::{EntryWithLiveUntil, SnapshotSource};
use crate::host::xdr::{AccountId, HostFunction, LedgerKey, ReadXdr, SorobanAuthorizationEntry, WriteXdr};
use crate::host::HostError;
use crate::node::{info, measured, rent, Node, NO_LIMITS};
use crate::wire::{Bytes, Invocation, Outcome};
use std::collections::HashMap;
use std::rc::Rc;

struct Snapshot(HashMap<Vec<u8>, EntryWithLiveUntil>);

impl SnapshotSource for Snapshot {
    fn get(&self, key: &Rc<LedgerKey>) -> Result<Option<EntryWithLiveUntil>, HostError> {
        Ok(self.0.get(&key.to_xdr(NO_LIMITS).expect("XDR")).cloned())
    }
}

pub fn simulate(node: &Node, invocation: &Invocation) -> Outcome {
    let known = |entry: &crate::wire::Entry| {
        Some((entry.key.0.clone(), (Rc::new(node.entry(entry)?), entry.live_until)))
    };
    let auth = match &invocation.auth {
        None => RecordingInvocationAuthMode::recording(invocation.root_only, invocation.upgraded_credentials),
        Some(list) => RecordingInvocationAuthMode::Enforcing(list.iter().map(authorization).collect()),
    };
    let budget = node.budget(invocation.instructions, invocation.memory);
    let mut diagnostics = vec![];
    let done = invoke_host_function_in_recording_mode(
        &budget,
        invocation.diagnostics,
        &HostFunction::from_xdr(&invocation.function.0, NO_LIMITS).expect("HostFunction"),
        &AccountId::from_xdr(&invocation.source.0, NO_LIMITS).expect("AccountId"),
        auth,
        info(invocation),
        Rc::new(Snapshot(invocation.entries.iter().filter_map(known).collect())),
        invocation.seed.0.as_slice().try_into().expect("32 bytes"),
        &mut diagnostics,
    );
    let mut outcome = measured(&budget, &diagnostics);
    match done {
        Err(error) => outcome.error = Some(format!("{:?}", error.error)),
        Ok(done) => {
            match done.invoke_result {
                Ok(value) => outcome.value = Some(xdr(&value)),
                Err(error) => outcome.error = Some(format!("{:?}", error.error)),
            }
            outcome.events = done.contract_events.iter().map(xdr).collect();
            outcome.rent = rent(invocation, &done.ledger_changes);
            outcome.entries = node.left(invocation, &done.ledger_changes);
            outcome.auth = done.auth.iter().map(xdr).collect();
            outcome.resources = Some(xdr(&done.resources));
            outcome.restored = done.restored_rw_entry_indices;
        }
    }
    outcome
}

fn authorization(bytes: &Bytes) -> SorobanAuthorizationEntry {
    SorobanAuthorizationEntry::from_xdr(&bytes.0, NO_LIMITS).expect("SorobanAuthorizationEntry")
}

fn xdr(value: &impl WriteXdr) -> Bytes {
    Bytes(value.to_xdr(NO_LIMITS).expect("XDR"))
}

//! The lines that are exchanged. XDR is base64, hashes are hex.

use base64::{engine::general_purpose::STANDARD, Engine};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Bytes(pub Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD.decode(text).map(Bytes).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(&self.0))
    }
}

#[derive(Deserialize)]
#[serde(tag = "line", rename_all = "camelCase")]
pub enum Line {
    /// `LedgerEntryData`; later lines name it by its sha256.
    Data { data: Bytes },
    /// `ContractCostParams`.
    Costs { cpu: Bytes, memory: Bytes },
    Invocation(Box<Invocation>),
    /// How long an invocation takes, so many times.
    Measure { rounds: u32, invocation: Box<Invocation> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    pub diagnostics: bool,
    pub ledger: Ledger,
    pub rent: Rent,
    pub instructions: u64,
    pub memory: u64,
    /// `HostFunction`.
    pub function: Bytes,
    /// `AccountId`.
    pub source: Bytes,
    pub seed: Bytes,
    /// `SorobanAuthorizationEntry`; none: they are recorded.
    pub auth: Option<Vec<Bytes>>,
    pub root_only: bool,
    pub upgraded_credentials: bool,
    /// `SorobanResources`; none: the footprint is recorded.
    pub resources: Option<Bytes>,
    /// In the order of the footprint, or whatever recording finds.
    pub entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    pub protocol: u32,
    pub sequence: u32,
    pub timestamp: u64,
    pub network_id: Bytes,
    pub base_reserve: u32,
    pub min_temporary_ttl: u32,
    pub min_persistent_ttl: u32,
    pub max_ttl: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rent {
    pub per_write_1kb: i64,
    pub per_rent_1kb: i64,
    pub per_write_entry: i64,
    pub persistent_denominator: i64,
    pub temporary_denominator: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// `LedgerKey`.
    pub key: Bytes,
    /// sha256 of its `LedgerEntryData`; none: there is no such entry.
    pub data: Option<String>,
    pub last_modified: u32,
    pub live_until: Option<u32>,
}

/// Microseconds of one round.
#[derive(Serialize)]
pub struct Measured {
    pub micros: f64,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// `ScVal`.
    pub value: Option<Bytes>,
    /// As the host prints it.
    pub error: Option<String>,
    pub events: Vec<Bytes>,
    pub diagnostics: Vec<Bytes>,
    pub entries: Vec<Left>,
    pub instructions: u64,
    pub memory: u64,
    /// Stroops.
    pub rent: i64,
    pub auth: Vec<Bytes>,
    /// `SorobanResources`, and which of its read-write entries are restored.
    pub resources: Option<Bytes>,
    pub restored: Vec<u32>,
}

/// What is in the ledger afterwards.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Left {
    pub key: Bytes,
    /// `LedgerEntryData`.
    pub data: Option<Bytes>,
    pub live_until: Option<u32>,
}

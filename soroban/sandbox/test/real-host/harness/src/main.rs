//! Repeats invocations in the network's own host: a line of JSON each on standard input (`wire.rs`), its outcome on
//! standard output.

#[cfg(feature = "p28")]
pub use host28 as host;
#[cfg(feature = "p29")]
pub use host29 as host;
#[cfg(feature = "p30")]
pub use host30 as host;

mod node;
#[cfg(feature = "recording")]
mod simulation;
mod wire;

use std::io::{stdin, stdout, BufRead, BufWriter, Write};

fn main() {
    let mut node = node::Node::default();
    let mut out = BufWriter::new(stdout());
    for line in stdin().lock().lines() {
        match serde_json::from_str(&line.expect("a line")).expect("a line of wire.rs") {
            wire::Line::Data { data } => node.keep(data.0),
            wire::Line::Costs { cpu, memory } => node.price(&cpu.0, &memory.0),
            wire::Line::Measure { rounds, invocation } => answer(&mut out, &node.measure(rounds, &invocation)),
            wire::Line::Invocation(invocation) => {
                let outcome = match &invocation.resources {
                    Some(resources) => node.invoke(&invocation, &resources.0),
                    #[cfg(feature = "recording")]
                    None => simulation::simulate(&node, &invocation),
                    #[cfg(not(feature = "recording"))]
                    None => panic!("built without the feature `recording`"),
                };
                answer(&mut out, &outcome);
            }
        }
    }
}

fn answer(out: &mut impl Write, what: &impl serde::Serialize) {
    serde_json::to_writer(&mut *out, what).expect("an answer");
    out.write_all(b"\n").and_then(|()| out.flush()).expect("somebody who reads");
}

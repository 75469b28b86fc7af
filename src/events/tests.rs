use super::*;
use crate::lang::Pack;

#[test]
fn every_trigger_keeps_its_promises() {
    let faults = check(&Pack::embedded("fr").unwrap());
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), lines.join("\n"));
}

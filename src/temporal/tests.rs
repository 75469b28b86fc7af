use super::*;
#[test]
fn the_rules_of_the_pack_hold() {
    let faults = check(&Pack::embedded("fr").unwrap());
    assert!(faults.is_empty(), "{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>());
}

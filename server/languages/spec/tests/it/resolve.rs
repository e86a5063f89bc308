//! Where references lead.

use spec::{Requirements, Target, parse_requirements};

const TEXT: &str = "\
### Requirement 1
1. a
2. b
### Requirement 2
1. c
2. d
3. e
### Requirement 4A
1. f
### NFR-3: Fast
NFR3.1 shall be fast
### Requirement 5.1
1. g
### Requirement 5.2
";

/// What a target names: ids, in document order.
fn resolved(requirements: &Requirements, target: &Target) -> String {
    let id = |address: &spec::Address| {
        let requirement = &requirements.requirements[address.requirement];
        address.criterion.map_or(&requirement.id, |criterion| &requirement.criteria[criterion].id).clone()
    };
    requirements.resolve(target).iter().map(id).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_kind_of_target() {
    let one = |id: &str| Target::One(id.to_owned());
    let range = |first: &str, last: &str| Target::Range(first.to_owned(), last.to_owned());
    let below = |id: &str| Target::Below(id.to_owned());
    let (requirements, _) = parse_requirements(TEXT);
    for (target, ids) in [
        (one("1"), "1"),
        (one("1.2"), "1.2"),
        (one("REQ-001"), "1"),
        (one("R1.AC2"), "1.2"),
        (one("要件2.3"), "2.3"),
        (one("4a.1"), "4A.1"),
        (one("nfr 3"), "NFR-3"),
        (one("NFR-3.1"), "NFR3.1"),
        (one("5"), "5.1 5.2"),
        (one("5.1.1"), "5.1.1"),
        (one("1.9"), ""),
        (one("FR-1"), ""),
        (one(""), ""),
        (range("2.1", "2.3"), "2.1 2.2 2.3"),
        (range("1.2", "2.2"), "1.2 2.1 2.2"),
        (range("1", "2"), "1 2"),
        (range("1.2", "2"), "1.2 2.1 2.2 2.3"),
        (range("1", "2.1"), "1.1 1.2 2.1"),
        (range("2.2", "2.9"), "2.2 2.3"),
        (range("1", "3"), "1 2"),
        (range("2.3", "2.1"), ""),
        (range("7.1", "7.9"), ""),
        (below("2"), "2.1 2.2 2.3"),
        (below("5"), "5.1 5.2"),
        (below("5.2"), "5.2"),
        (below("9"), ""),
        (Target::All, "1 2 4A NFR-3 5.1 5.2"),
    ] {
        assert_eq!(resolved(&requirements, &target), ids, "{target:?}");
    }
}

#[test]
fn a_bare_number_is_enough_where_all_have_a_prefix() {
    let (requirements, _) = parse_requirements("### US-1\n1. WHEN a\n### US-2\n1. WHEN b\n");
    assert_eq!(resolved(&requirements, &Target::One("2.1".to_owned())), "US-2.1");
    assert_eq!(resolved(&requirements, &Target::One("US-2.1".to_owned())), "US-2.1");
}

#[test]
fn the_first_of_two_with_one_id_has_it() {
    let (requirements, _) = parse_requirements("### Requirement 1\n1. a\n### Requirement 1\n1. b\n");
    let found = requirements.resolve(&Target::One("1.1".to_owned()));
    assert_eq!(found, [spec::Address { requirement: 0, criterion: Some(0) }]);
}

/// A scan of the document per reference would take minutes.
#[test]
fn many_references_are_resolved_at_once() {
    let text: String =
        (0..10_000).map(|id| format!("### Requirement {id}\n1. WHEN a\n2. WHEN b\n")).collect();
    let (requirements, problems) = parse_requirements(&text);
    assert_eq!((requirements.requirements.len(), problems.len()), (10_000, 0));
    for id in 0..10_000 {
        assert_eq!(requirements.resolve(&Target::One(format!("{id}.2"))).len(), 1);
    }
}

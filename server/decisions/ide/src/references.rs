use crate::named::occurrences;
use crate::{Location, Place, named_at};

/// Where the thing under the cursor is named, by document and place.
///
/// Ranges and wildcards that cover an id count. References to a criterion are references to its requirement, and those
/// to a requirement are references to each of its criteria: both say that somebody deals with it.
pub fn references(place: &Place<'_>, include_declaration: bool) -> Vec<Location> {
    let Some(at) = named_at(place) else { return Vec::new() };
    let found = occurrences(place.library, &at.names).into_iter();
    found.filter(|it| include_declaration || !it.defines).map(|it| it.location).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::references;
    use crate::fixture;

    const SPEC: &str = "%! .kiro/specs/a/requirements.md
## Glossary
- **Client_Key**: who asks

### Requirement 1: Quota
1. WHEN a Client_Key asks, THE system SHALL answer
2. THE system SHALL count
### Requirement 12: Other
1. THE system SHALL stay
%! .kiro/specs/a/design.md
### Property 1: Never more
**Validates: Requirements 1.1, 12.1**
## Testing
**Property 1: Never more**
%! .kiro/specs/a/tasks.md
- [ ] 1. One, for each Client_Key
  - _Requirements: 1.1-1.2_
- [ ] 2. Two
  - _Requirements: 1.*, 12.1_
  - **Property 1: Never more**
- [ ] 3. Three
  - _Requirements: 1_
  - _Depends: 1-2_
## Notes
- _Requirements: R1.AC2_
## Task Dependency Graph
```json
{\"waves\": [{\"id\": 0, \"tasks\": [\"1\", \"2\"]}]}
```
%! .kiro/specs/a/tasks.meta.json
{\"executionHistory\": {\"1. One, for each Client_Key\": []}}
%! .kiro/specs/b/tasks.md
- [ ] 1. Another spec
  - _Requirements: 1.1_
  - _Depends: 1_
";

    /// At the first place of `marked`, less its `$0`, in the spec.
    fn check(marked: &str, expect: Expect) {
        let files = SPEC.replacen(&marked.replace("$0", ""), marked, 1);
        let found = fixture::at_cursor(&files, |place| {
            let all = references(&place, true);
            assert!(references(&place, false).iter().all(|it| all.contains(it)));
            fixture::show_places(place.library, &all)
        });
        expect.assert_eq(&found);
    }

    #[test]
    fn ranges_wildcards_and_whole_requirements_count() {
        check(
            "$01. WHEN",
            expect![[r#"
                requirements.md:5 "1"
                design.md:2 "1.1"
                tasks.md:2 "1.1-1.2"
                tasks.md:4 "1.*"
                tasks.md:7 "1"
            "#]],
        );
        check(
            "R1.AC$02",
            expect![[r#"
            requirements.md:6 "2"
            tasks.md:2 "1.1-1.2"
            tasks.md:4 "1.*"
            tasks.md:7 "1"
            tasks.md:10 "R1.AC2"
        "#]],
        );
        check(
            "Requirement 1$0:",
            expect![[r#"
                requirements.md:4 "1"
                design.md:2 "1.1"
                tasks.md:2 "1.1-1.2"
                tasks.md:4 "1.*"
                tasks.md:7 "1"
                tasks.md:10 "R1.AC2"
            "#]],
        );
    }

    #[test]
    fn tasks_properties_and_terms() {
        check(
            "- [ ] $01. One",
            expect![[r#"
            tasks.md:1 "1"
            tasks.md:8 "1-2"
            tasks.md:13 "1"
            tasks.meta.json:1 "\"1. One, for each Client_Key\""
        "#]],
        );
        check(
            "### Property $01",
            expect![[r#"
            design.md:1 "1"
            design.md:4 "1"
            tasks.md:5 "1"
        "#]],
        );
        check(
            "a Client$0_Key asks",
            expect![[r#"
            requirements.md:2 "Client_Key"
            requirements.md:5 "Client_Key"
            tasks.md:1 "Client_Key"
            tasks.meta.json:1 "Client_Key"
        "#]],
        );
    }
}

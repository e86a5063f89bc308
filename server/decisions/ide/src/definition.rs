use crate::named::Definitions;
use crate::{Location, Place, named_at};

/// Where the thing under the cursor is defined: a requirement, a criterion, a property, a task, a term, a file.
///
/// On an end of a range it is that end, between the ends everything the range covers; `2.*` leads to the requirement,
/// `All` to every requirement. Where an id repeats, each place is given.
pub fn definition(place: &Place<'_>) -> Vec<Location> {
    let Some(at) = named_at(place) else { return Vec::new() };
    if let [named] = at.names.as_slice() {
        return named.definition(place.library).into_iter().collect();
    }
    let spec = place.library.spec_of(&place.document.path);
    let definitions = Definitions::of(spec.into_iter().flat_map(|spec| spec.documents()).map(|it| &**it));
    at.names.iter().filter_map(|named| definitions.location(named)).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::definition;
    use crate::fixture;

    fn check(files: &str, expect: Expect) {
        expect.assert_eq(&fixture::at_cursor(files, |place| {
            fixture::show_places(place.library, &definition(&place))
        }));
    }

    const REQUIREMENTS: &str = "%! .kiro/specs/a/requirements.md
### 要件 1: 上限\r
\r
1. システムは429を返すこと 🚦\r
2. システムは数えること\r
\r
### 要件 2: 残り\r
\r
1. システムは残りを伝えること\r
";

    #[test]
    fn a_reference_leads_to_what_it_names() {
        let tasks = |line: &str| {
            format!("{REQUIREMENTS}%! .kiro/specs/a/tasks.md\n- [ ] 1. 実装 🚦\r\n  - {line}\r\n")
        };
        check(
            &tasks("_要件: 1.$02_"),
            expect![[r#"
            requirements.md:4 "2"
        "#]],
        );
        check(
            &tasks("_要件: 要件2.1, R$01_"),
            expect![[r#"
            requirements.md:1 "1"
        "#]],
        );
        check(
            &tasks("_要件: 1.1$0-1.2_"),
            expect![[r#"
            requirements.md:3 "1"
        "#]],
        );
        check(
            &tasks("_要件: 1.1 〜$0 1.2_"),
            expect![[r#"
            requirements.md:3 "1"
            requirements.md:4 "2"
        "#]],
        );
        check(
            &tasks("_要件: 2$0.*_"),
            expect![[r#"
            requirements.md:6 "2"
        "#]],
        );
        check(
            &tasks("_要件: 全$0要件_"),
            expect![[r#"
            requirements.md:1 "1"
            requirements.md:6 "2"
        "#]],
        );
        check(&tasks("_要件: 7.$07_"), expect![""]);
    }

    #[test]
    fn tasks_properties_and_files() {
        let spec = |line: &str| {
            format!(
                "%! .kiro/specs/a/design.md
## Correctness Properties
### Property 3: Always
%! .kiro/specs/a/tasks.md
- [ ] 1. One
- [ ] 1. One again
- [ ] 2. Two
{line}
%! src/main.rs
"
            )
        };
        check(
            &spec("  - **Property 3$0: Always**"),
            expect![[r#"
            design.md:2 "3"
        "#]],
        );
        check(
            &spec("  - _Depends: $02_"),
            expect![[r#"
            tasks.md:3 "2"
        "#]],
        );
        check(
            &spec("  - _Depends: $01_"),
            expect![[r#"
            tasks.md:1 "1"
            tasks.md:2 "1"
        "#]],
        );
        check(
            &spec("  - Write `src/ma$0in.rs:4`"),
            expect![[r#"
            main.rs
        "#]],
        );
        check(
            &spec("  - Read #[[file:src/ma$0in.rs]]"),
            expect![[r#"
            main.rs
        "#]],
        );
        check(&spec("  - Read #[[file:src/go$0ne.rs]]"), expect![""]);
        check(
            &spec("## Task Dependency Graph\n```json\n{\"waves\": [{\"id\": 0, \"tasks\": [\"$02\"]}]}\n```"),
            expect![[r#"
                tasks.md:3 "2"
            "#]],
        );
    }
}

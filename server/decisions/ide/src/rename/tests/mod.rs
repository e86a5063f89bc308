mod requirements;
mod tasks;
mod terms;

use expect_test::Expect;

use super::{prepare_rename, rename};
use crate::{FileEdit, Library, fixture};

/// Renames what `$0` stands on in `files` and shows every line that changes, or why none does.
fn check(files: &str, new_name: &str, expect: Expect) {
    let found = fixture::at_cursor(files, |place| {
        let prepared = match prepare_rename(&place) {
            Some((span, name)) => format!("{:?} {name}\n", place.document.slice(span)),
            None => "nothing to rename\n".to_owned(),
        };
        match rename(&place, new_name) {
            Ok(edits) => prepared + &changed_lines(place.library, &edits),
            Err(error) => format!("{prepared}{error}\n"),
        }
    });
    expect.assert_eq(&found);
}

fn changed_lines(library: &Library, edits: &[FileEdit]) -> String {
    let mut shown = String::new();
    for group in edits.chunk_by(|a, b| a.path == b.path) {
        let document = library.document(&group[0].path).unwrap();
        let edits: Vec<_> = group.iter().map(|it| it.edit.clone()).collect();
        let after = text::apply(&document.text, &edits).unwrap();
        let name = document.path.rsplit('/').next().unwrap();
        for (number, (old, new)) in (1..).zip(document.text.lines().zip(after.lines())) {
            if old != new {
                shown += &format!("{name}:{number}: {new}\n");
            }
        }
    }
    shown
}

const REQUIREMENTS: &str = "%! .kiro/specs/a/requirements.md
## Glossary

- **Limiter**: counts requests
- **Rate Limiter**: another one

## Requirements

### Requirement $R1: Quota

#### Acceptance Criteria

1. THE Limiter SHALL count
$C2. THE Rate Limiter SHALL not
3. THE Limiters SHALL be many

### Requirement 2: Rest

2.1 THE Limiter SHALL rest
- 2.2 THE Limiter SHALL sleep

%! .kiro/specs/a/design.md
## Correctness Properties

### Property $P1: Never `Limiter`

**Validates: Requirements 1.1, 1.2**

### Property 2: Always

**Validates: R1.AC2, Requirement 1, 要件1.3**

%! .kiro/specs/a/tasks.md
- [ ] $T1. Count
  - [ ] 1.1 Write the Limiter
    - _Requirements: 1.1, $W1.2_
  - [ ] 1.2 Test it
    - **Property 1: Never `Limiter`**
    - _Requirements: 1.*, 2.1-2.2_
    - _Depends: 1.1_
- [ ] 2. Rest
  - _Requirements: 1-2_
  - _Depends: 1_

## Task Dependency Graph

```json
{\"waves\": [{\"id\": 0, \"tasks\": [\"1.1\"]}, {\"id\": 1, \"tasks\": [\"1.2\", 2]}]}
```
%! .kiro/specs/a/tasks.meta.json
{\"executionHistory\": {\"1. Count\": [], \"1.1 Write the Limiter\": [], \"2. Rest\": []}}
";

/// The spec with the cursor at one of its marks.
fn at(mark: &str) -> String {
    let with_cursor = REQUIREMENTS.replacen(mark, "$0", 1);
    ["$R", "$C", "$P", "$T", "$W"].iter().fold(with_cursor, |files, mark| files.replacen(mark, "", 1))
}

use std::ops::Range;

use crate::named::occurrences_in;
use crate::{Place, named_at};

/// A place in a document that names what the cursor stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it does there.
    pub kind: HighlightKind,
}

/// What a [`Highlight`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HighlightKind {
    /// It is defined here.
    Write,
    /// It is referred to.
    Read,
}

/// Where the document names what the cursor stands on, by place.
pub fn highlights(place: &Place<'_>) -> Vec<Highlight> {
    let Some(at) = named_at(place) else { return Vec::new() };
    let found = occurrences_in(place.library, place.document, &at.names).into_iter();
    let highlights = found.map(|it| Highlight {
        span: it.location.span,
        kind: if it.defines { HighlightKind::Write } else { HighlightKind::Read },
    });
    highlights.collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::highlights;
    use crate::fixture;

    fn check(files: &str, expect: Expect) {
        let found: String = fixture::at_cursor(files, |place| {
            let shown = highlights(&place).into_iter().map(|it| {
                let line = place.document.index().line(it.span.start) + 1;
                format!("{line} {:?} {:?}\n", it.kind, place.document.slice(it.span))
            });
            shown.collect()
        });
        expect.assert_eq(&found);
    }

    #[test]
    fn only_this_document() {
        let spec = "%! .kiro/specs/a/requirements.md
## Glossary
- **Limiter**: it
### Requirement 1: Quota
1. THE Limiter SHALL count
%! .kiro/specs/a/tasks.md
- [ ] 1. The Limiter
  - _Requirements: 1.1_
- [ ] 2. Rest
  - _Requirements: 1.*, 1.$01_
  - _Depends: 1_
";
        check(
            spec,
            expect![[r#"
            2 Read "1.1"
            4 Read "1.*"
            4 Read "1.1"
        "#]],
        );
        check(
            &spec.replace("1.$01", "1.1").replace("Depends: 1", "Depends: 1$0"),
            expect![[r#"
            1 Write "1"
            5 Read "1"
        "#]],
        );
        check(
            &spec.replace("1.$01", "1.1").replace("- **Limiter", "- **Limi$0ter"),
            expect![[r#"
            2 Write "Limiter"
            4 Read "Limiter"
        "#]],
        );
        check(
            &spec.replace("1.$01", "1.1").replace("Rest", "Re$0st"),
            expect![[r#"
            3 Write "2"
        "#]],
        );
    }
}

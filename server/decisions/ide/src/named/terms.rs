//! Where the terms of a glossary are used.

use std::ops::Range;

use aho_corasick::AhoCorasick;

/// The whole-word uses of `terms` in `text`: bytes, and which term. Where terms overlap, the one that begins first
/// counts, and of those the longest: `Rate Limiter` is no use of `Limiter`.
pub(crate) fn uses(terms: &[&str], text: &str) -> Vec<(Range<usize>, usize)> {
    let given: Vec<usize> =
        (0..terms.len()).filter(|at| terms.get(*at).is_some_and(|it| !it.is_empty())).collect();
    let Ok(finder) = AhoCorasick::new(given.iter().filter_map(|at| terms.get(*at))) else {
        return Vec::new();
    };
    let matches = finder.find_overlapping_iter(text).filter_map(|found| {
        let term = given.get(found.pattern().as_usize())?;
        is_whole(text, &found.range()).then(|| (found.range(), *term))
    });
    let mut matches: Vec<_> = matches.collect();
    matches.sort_by_key(|(span, term)| (span.start, std::cmp::Reverse(span.end), *term));
    let mut kept: Vec<(Range<usize>, usize)> = Vec::new();
    for (span, term) in matches {
        // A term that is defined twice is used twice.
        if kept.last().is_none_or(|(last, _)| last.end <= span.start || *last == span) {
            kept.push((span, term));
        }
    }
    kept
}

/// Nothing that joins a word to it stands beside it, nor does it name part of a path.
fn is_whole(text: &str, span: &Range<usize>) -> bool {
    let before = text.get(..span.start).and_then(|text| text.chars().next_back());
    let behind = text.get(span.end..).and_then(|text| text.chars().next());
    let inside = text.get(span.clone()).unwrap_or_default();
    let splits = |inner: Option<char>, outer: Option<char>| {
        let (Some(inner), Some(outer)) = (inner, outer) else { return false };
        outer == '/' || outer == '\\' || joins(inner) && joins(outer)
    };
    !splits(inside.chars().next(), before) && !splits(inside.chars().next_back(), behind)
}

/// Part of a word in a script that sets words apart by blanks.
fn joins(c: char) -> bool {
    let unspaced = matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    c == '_' || c.is_alphanumeric() && !unspaced
}

#[cfg(test)]
mod tests {
    use super::uses;

    #[test]
    fn whole_words_and_the_longest_term() {
        for (terms, text, expected) in [
            (
                &["Limiter"][..],
                "Limiter, Limiters, a Limiter-based Rate_Limiter",
                &["0 0..7", "0 21..28"][..],
            ),
            (&["Limiter", "Rate Limiter"], "The Rate Limiter is a Limiter", &["1 4..16", "0 22..29"]),
            (&["Rate", "Rate Lim"], "Rate Limiter", &["0 0..4"]),
            (&["制限器"], "その制限器は制限器です", &["0 6..15", "0 18..27"]),
            (&["요청"], "요청을 센다", &["0 0..6"]),
            (&["API"], "APIを呼ぶ src/API/x", &["0 0..3"]),
            (&["A", "A"], "A", &["0 0..1", "1 0..1"]),
            (&["", "Größe"], "Größe, Übergröße, Größer", &["1 0..7"]),
            (&[], "nothing", &[]),
        ] {
            let found: Vec<_> =
                uses(terms, text).into_iter().map(|(span, term)| format!("{term} {span:?}")).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}

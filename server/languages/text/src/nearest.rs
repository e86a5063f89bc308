/// The candidate that `written` most likely means: the same but for case, `_`, `-` and an `on` before it, else part of it
/// or the other way round, else at most a third of its letters off. `None` if nothing comes close.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(written);
    if wanted.is_empty() {
        return None;
    }
    let rank = |candidate: &'a str| {
        let plain = plain(candidate);
        let distance = distance(&wanted, &plain);
        let shorter = wanted.len().min(plain.len());
        let within = shorter >= 4 && (plain.contains(&wanted) || wanted.contains(&plain));
        let allowed = (wanted.chars().count() / 3).max(1);
        // What is contained is better than what is merely similar, but never better than the same.
        let rank = if within { distance.min(1) } else { distance };
        (rank <= allowed).then_some((rank, distance, candidate))
    };
    candidates.into_iter().filter_map(rank).min().map(|(.., candidate)| candidate)
}

/// The candidate that `written` is but for at most two letters, case, `_` and `-`: stricter than [`nearest`], for words that may
/// well mean something to somebody else.
pub fn misspelled<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(written);
    let close = |candidate: &&str| distance(&wanted, &plain(candidate)) <= 2;
    candidates.into_iter().find(|candidate| wanted.len() > 4 && close(candidate))
}

fn plain(word: &str) -> String {
    let plain: String = word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect();
    let plain = plain.to_lowercase();
    match plain.strip_prefix("on") {
        Some(rest) if rest.len() > 3 => rest.to_owned(),
        Some(_) | None => plain,
    }
}

/// How many letters to put in, take out or change (Levenshtein); a word of more than 64 letters is not compared.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(65).collect();
    if b.len() > 64 || a.chars().nth(64).is_some() {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut diagonal = i;
        for (cell, b) in row.iter_mut().skip(1).zip(&b) {
            let here = (diagonal + usize::from(a != *b)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_misses_find_what_was_meant() {
        let words = ["shell", "fs_read", "fs_write", "fileEdited", "promptSubmit", "PostFileSave"];
        for (written, found) in [
            ("shel", Some("shell")),
            ("fsread", Some("fs_read")),
            ("fs-wirte", Some("fs_write")),
            ("FileEdit", Some("fileEdited")),
            ("onFileSave", Some("PostFileSave")),
            ("", None),
            ("x", None),
            ("database", None),
        ] {
            assert_eq!(nearest(written, words), found, "{written}");
        }
    }
}

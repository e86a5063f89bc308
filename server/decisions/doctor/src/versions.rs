/// The first number of a line: `NVIM v0.10.4-dev` is 0.10, `helix 25.01.1 (e7ac2fcd)` is 25.1. Major and minor.
pub(crate) fn version(line: &str) -> Option<(u32, u32)> {
    let start = line.find(|c: char| c.is_ascii_digit())?;
    let mut numbers = line.get(start..)?.split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_programs() {
        for (line, expected) in [
            ("NVIM v0.11.2", Some((0, 11))),
            ("helix 25.01.1 (e7ac2fcd)", Some((25, 1))),
            ("GNU Emacs 29.4", Some((29, 4))),
            ("git version 2.39.5 (Apple Git-154)", Some((2, 39))),
            ("helix 25", Some((25, 0))),
            ("no idea", None),
            ("99999999999", None),
        ] {
            assert_eq!(version(line), expected, "{line}");
        }
    }
}

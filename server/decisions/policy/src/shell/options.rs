//! Options that are known: `-a` and `--all` stand alone, `-n=` and `--lines=` have a value, `-f@` and `--file@` have one that
//! is a path which is read, `--color?` has one only with a `=`, `-U?` only right after it, `-#` is a number like `-20`.
use crate::shell::Word;

/// What is left of arguments whose options are all known.
#[derive(Debug, Default)]
pub(super) struct Arguments<'a> {
    pub(super) operands: Vec<&'a Word>,
    /// Values that are paths.
    pub(super) files: Vec<Word>,
    /// Options with a value that is no path, and the value.
    pub(super) values: Vec<(String, Word)>,
    /// Options that were there, as the list writes them.
    pub(super) options: Vec<String>,
}

impl Arguments<'_> {
    pub(super) fn has(&self, options: &[&str]) -> bool {
        self.options.iter().any(|option| options.contains(&option.as_str()))
    }

    /// Takes a path. Whether it is known is judged like any other.
    fn file(&mut self, path: Word) -> Option<()> {
        self.files.push(path);
        Some(())
    }

    /// Takes a value, if it is known.
    fn value(&mut self, option: &str, value: Word) -> Option<()> {
        let known = value.is_known();
        self.values.push((option.to_owned(), value));
        known.then_some(())
    }
}

/// Sorts arguments into options of the list and operands.
///
/// # Errors
/// The first word that is, or may become, an option which is not in the list.
pub(super) fn read<'a>(known: &str, words: &'a [Word]) -> Result<Arguments<'a>, &'a Word> {
    let mut arguments = Arguments::default();
    let mut words = words.iter();
    let mut only_operands = false;
    while let Some(word) = words.next() {
        let text = word.text();
        if only_operands || text == "-" || !text.starts_with('-') {
            if !word.is_known() {
                return Err(word);
            }
            arguments.operands.push(word);
        } else if text == "--" {
            only_operands = true;
        } else if word.literal().is_none() && !text.contains('=') {
            return Err(word);
        } else if text.starts_with("--") {
            long(known, word, &mut words, &mut arguments).ok_or(word)?;
        } else {
            short(known, word, &mut words, &mut arguments).ok_or(word)?;
        }
    }
    Ok(arguments)
}

fn long<'a>(
    known: &str,
    word: &'a Word,
    rest: &mut impl Iterator<Item = &'a Word>,
    arguments: &mut Arguments<'a>,
) -> Option<()> {
    let (name, attached) = match word.text().split_once('=') {
        Some((name, _)) => (name, Some(word.after(name.len() + 1)?)),
        None => (word.text(), None),
    };
    let form = form(known, name)?;
    arguments.options.push(name.to_owned());
    match (form, attached) {
        ('-', None) | ('?', None) => Some(()),
        ('?' | '=', Some(value)) => arguments.value(name, value),
        ('=', None) => arguments.value(name, rest.next()?.clone()),
        ('@', Some(value)) => arguments.file(value),
        ('@', None) => arguments.file(rest.next()?.clone()),
        _ => None,
    }
}

fn short<'a>(
    known: &str,
    word: &'a Word,
    rest: &mut impl Iterator<Item = &'a Word>,
    arguments: &mut Arguments<'a>,
) -> Option<()> {
    let letters = word.literal()?.strip_prefix('-')?;
    if letters.bytes().all(|b| b.is_ascii_digit()) && form(known, "-#").is_some() {
        return Some(());
    }
    let whole = word.literal()?;
    if whole.len() > 2 && form(known, whole) == Some('-') {
        arguments.options.push(whole.to_owned());
        return Some(());
    }
    for (at, letter) in letters.char_indices() {
        let name = format!("-{letter}");
        let value = word.after(1 + at + letter.len_utf8())?;
        let form = form(known, &name)?;
        arguments.options.push(name.clone());
        match form {
            '-' => {}
            '?' => return arguments.value(&name, value),
            '=' if value.pieces.is_empty() => return arguments.value(&name, rest.next()?.clone()),
            '=' => return arguments.value(&name, value),
            '@' if value.pieces.is_empty() => return arguments.file(rest.next()?.clone()),
            '@' => return arguments.file(value),
            _ => return None,
        }
    }
    Some(())
}

/// How an option of the list is written: `-` alone, `=`, `@` or `?`.
fn form(known: &str, name: &str) -> Option<char> {
    known.split_ascii_whitespace().find_map(|option| {
        let rest = option.strip_prefix(name)?;
        match rest {
            "" => Some('-'),
            "=" | "@" | "?" => rest.chars().next(),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::parse;

    /// `cmd` and its arguments: what is left of them, or the word that is not known.
    fn check(known: &str, arguments: &str, expected: Result<(&str, &str), &str>) {
        let program = parse(&format!("cmd {arguments}"));
        let words = &program.commands[0].words[1..];
        let join = |words: Vec<&str>| words.join(" ");
        let found = read(known, words).map_err(|word| word.source.as_str());
        let found = found.map(|found| {
            (
                join(found.operands.iter().map(|word| word.text()).collect()),
                join(found.files.iter().map(Word::text).collect()),
            )
        });
        let expected = expected.map(|(operands, files)| (operands.to_owned(), files.to_owned()));
        assert_eq!(found, expected, "{known} | {arguments}");
    }

    #[test]
    fn options() {
        let known = "-a -l -n= -f@ -U? --all --lines= --file@ --color? -#";
        check(known, "-la x -20 y", Ok(("x y", "")));
        check(known, "-n 5 -an5 --lines 5 --lines=5 x", Ok(("x", "")));
        check(known, "-fx -f y --file z --file=w", Ok(("", "x y z w")));
        check(known, "--color --color=auto -U3 - -- -z", Ok(("- -z", "")));
        check(known, "-lz", Err("-lz"));
        check(known, "--al", Err("--al"));
        check(known, "--all=x", Err("--all=x"));
        check(known, "-a $X", Err("$X"));
        check(known, "-n $X", Err("-n"));
        check(known, "--lines=$X", Err("--lines=$X"));
        check(known, "--$X", Err("--$X"));
        check(known, "-n", Err("-n"));
    }
}

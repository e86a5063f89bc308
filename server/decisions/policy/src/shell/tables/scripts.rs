//! Programs with a little language of their own: only what is known of it passes.
use super::NONE;
use crate::shell::act::Act;
use crate::shell::options::read;
use crate::shell::tool::{Call, Level, Tool};

pub(super) const TOOLS: &[Tool] = &[
    Tool { names: "sed gsed", rest: (Level::ReadOnly, ""), also: Some(sed), ..NONE },
    Tool { names: "awk gawk mawk nawk", rest: (Level::ReadOnly, ""), also: Some(awk), ..NONE },
    Tool { names: "yq", rest: (Level::Ordinary, ""), ..NONE },
];

fn sed(act: &mut Act, call: &Call<'_>) {
    // With `-i` a suffix may follow, in `-i ''` of BSD as a word of its own.
    let known = "-n -E -r -s -u -z -i? -e= --quiet --silent --regexp-extended --in-place? --expression= --null-data --separate";
    let arguments = match read(known, call.args) {
        Ok(arguments) => arguments,
        Err(word) => return act.opaque(format!("what `sed {}` does is not known", word.source)),
    };
    let given =
        arguments.values.iter().filter(|(option, _)| matches!(option.as_str(), "-e" | "--expression"));
    let mut scripts: Vec<Option<&str>> = given.map(|(_, script)| script.literal()).collect();
    let mut operands = arguments.operands.iter().filter(|word| word.literal() != Some(""));
    if scripts.is_empty() {
        scripts.push(operands.next().and_then(|word| word.literal()));
    }
    if !scripts.iter().all(|script| script.is_some_and(plain_sed)) {
        act.opaque("its script may run commands or write files");
    }
    let in_place = arguments.has(&["-i", "--in-place"]);
    for file in operands {
        act.reads(file, call.folder);
        if in_place {
            act.writes(file, call.folder);
        }
    }
}

/// Commands that only print, delete and replace: `10,20p`, `$d`, `/a/,/b/p`, `s/a/b/gI`, `y/ab/AB/`, `2q`.
fn plain_sed(script: &str) -> bool {
    script.split(['\n']).all(|line| {
        let mut rest = line.trim();
        loop {
            let Some(after) = sed_command(rest) else { return rest.is_empty() };
            let after = after.trim_start();
            match after.strip_prefix(';') {
                Some(next) => rest = next.trim(),
                None => return after.is_empty(),
            }
        }
    })
}

/// What follows the first command, if that is a harmless one.
fn sed_command(script: &str) -> Option<&str> {
    let mut rest = sed_address(script)?;
    if let Some(second) = rest.strip_prefix(',') {
        rest = sed_address(second.trim_start())?;
    }
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('!').unwrap_or(rest);
    let mut chars = rest.chars();
    match chars.next()? {
        'p' | 'd' | 'q' | '=' | 'n' | 'N' | 'D' | 'P' | 'g' | 'G' | 'h' | 'H' | 'x' => Some(chars.as_str()),
        verb @ ('s' | 'y') => {
            let by = chars.next().filter(|c| c.is_ascii_punctuation() && *c != '\\')?;
            let rest = sed_until(chars.as_str(), by)?;
            let rest = sed_until(rest, by)?;
            let flags = rest
                .trim_start_matches(|c: char| verb == 's' && (c.is_ascii_digit() || "gpIiMm".contains(c)));
            // `e` runs the result, `w` writes it.
            (!flags.starts_with(|c: char| c.is_alphanumeric())).then_some(flags)
        }
        _ => None,
    }
}

fn sed_address(script: &str) -> Option<&str> {
    if let Some(rest) = script.strip_prefix('/') {
        return sed_until(rest, '/').map(|rest| rest.trim_start_matches(['I', 'M']));
    }
    if let Some(rest) = script.strip_prefix('$') {
        return Some(rest);
    }
    Some(script.trim_start_matches(|c: char| c.is_ascii_digit() || c == '~' || c == '+'))
}

/// What comes after the next `end` without a backslash before it. Whether one within `[…]` counts is not the same everywhere.
fn sed_until(text: &str, end: char) -> Option<&str> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if text
                .get(at..)
                .and_then(|rest| rest.split(']').next())
                .is_some_and(|set| set.contains(end)) =>
            {
                return None;
            }
            _ if c == end => return text.get(at + c.len_utf8()..),
            _ => {}
        }
    }
    None
}

fn awk(act: &mut Act, call: &Call<'_>) {
    let arguments = match read("-F= -v= --field-separator= --assign= --posix --re-interval", call.args) {
        Ok(arguments) => arguments,
        Err(word) => return act.opaque(format!("what `awk {}` does is not known", word.source)),
    };
    let mut operands = arguments.operands.iter();
    if !operands.next().and_then(|word| word.literal()).is_some_and(plain_awk) {
        act.opaque("its program may run commands, write files or read the environment");
    }
    for file in operands {
        act.reads(file, call.folder);
    }
}

/// Words of awk that do nothing but count and print. Others are fine where they are variables, which one letter is, and these.
const AWK: &[&str] = &[
    "BEGIN", "END", "print", "printf", "if", "else", "for", "while", "do", "in", "next", "exit", "break",
    "continue", "delete", "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "tolower",
    "toupper", "int", "sqrt", "exp", "log", "NR", "NF", "FNR", "FS", "OFS", "RS", "ORS", "FILENAME",
    "RSTART", "RLENGTH", "sum", "count", "total", "line", "name", "key", "val", "value", "seen", "max",
    "min", "avg", "found", "flag", "start", "arr", "col", "row", "num", "prev", "last", "first",
];

/// The program neither redirects nor pipes (`>` and `|` compare and choose only when doubled or followed by `=`), and
/// uses no word but those of [`AWK`].
fn plain_awk(program: &str) -> bool {
    let code = without_text(without_pattern(program));
    let rest = code.replace("||", " ").replace(">=", " ");
    let words = rest.split(|c: char| !c.is_alphanumeric() && c != '_');
    !rest.contains(['|', '>', '@'])
        && words
            .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
            .all(|word| word.chars().count() == 1 || AWK.contains(&word))
}

/// A program without the pattern that it begins with. Elsewhere a slash may divide.
fn without_pattern(program: &str) -> &str {
    let pattern = program.trim_start().strip_prefix('/').filter(|rest| !rest.contains(['\\', '[']));
    pattern.and_then(|rest| rest.split_once('/')).map_or(program, |(_, rest)| rest)
}

/// A program of awk without what stands in strings. Where that is not plain, as after a backslash, all of it stays.
fn without_text(program: &str) -> String {
    if program.contains(['\\', '#']) || program.contains('/') && program.contains('"') {
        return program.replace('"', " ");
    }
    program.split('"').step_by(2).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_sed() {
        for plain in
            ["10,20p", "$p", "5q", "/a/,/b/p", "s/a/b/", "s|a/b|c|g", "/^#/d;s/x/y/2p", "1!G;h;$!d", "y/a/b/"]
        {
            assert!(plain_sed(plain), "{plain}");
        }
        for other in [
            "1e id",
            "e",
            "s/a/b/e",
            "s/a/id/ge",
            "w out",
            "s/a/b/w out",
            "r /etc/passwd",
            "s/a",
            "p;e",
            "s/a/b/;w x",
            "s/[/]/e",
            "{p}",
            "R x",
        ] {
            assert!(!plain_sed(other), "{other}");
        }
    }

    #[test]
    fn programs_of_awk() {
        for plain in [
            "{print $1}",
            "NR==5",
            "{s+=$1} END {print s}",
            "{print $1 \" system \" $2}",
            "NR>=3 && NR<=5",
            "!seen[$0]++",
        ] {
            assert!(plain_awk(plain), "{plain}");
        }
        for other in [
            "BEGIN{system(\"id\")}",
            "{print > \"f\"}",
            "{print | \"sh\"}",
            "\"id\" | getline",
            "{print ENVIRON[\"X\"]}",
            "@load \"x\"",
            "BEGIN{f=\"system\"; @f(\"id\")}",
            "/\"/{system(\"id\")}#\"",
            "# \"\nBEGIN{system(\"id\")} # \"",
        ] {
            assert!(!plain_awk(other), "{other}");
        }
    }
}

//! Programs that delete, move away, or search and then do something.
use super::{NONE, always};
use crate::shell::act::{Act, Reach};
use crate::shell::options::read;
use crate::shell::tool::{Call, Level, Tool};
use crate::shell::{Piece, Word};

use Level::{EachTime, Forbidden, Guarded};

pub(super) const TOOLS: &[Tool] = &[
    Tool { names: "rm del erase unlink", rest: (EachTime, ""), also: Some(rm), ..NONE },
    Tool { names: "rimraf del-cli trash trash-put gio rd", rest: (EachTime, ""), also: Some(all), ..NONE },
    Tool { names: "mv move rename", rest: (EachTime, ""), also: Some(mv), ..NONE },
    Tool {
        names: "shred",
        rest: (Guarded, "what it overwrites cannot be had back"),
        also: Some(all),
        ..NONE
    },
    Tool { names: "find", rest: (Level::ReadOnly, ""), prints: false, also: Some(find), ..NONE },
    always("srm wipe format", Guarded, "what it overwrites cannot be had back"),
    always(
        "mkfs wipefs mke2fs mkswap fdisk sfdisk gdisk sgdisk cfdisk parted blkdiscard hdparm diskpart diskutil newfs \
        cryptsetup lvremove vgremove pvremove zpool vssadmin",
        Forbidden,
        "it destroys what is on a disk",
    ),
];

fn rm(act: &mut Act, call: &Call<'_>) {
    let recursive = call.has(&["-r", "-R", "--recursive", "--no-preserve-root"]);
    for word in call.operands() {
        deletes(act, call, word, recursive);
    }
}

fn all(act: &mut Act, call: &Call<'_>) {
    for word in call.operands() {
        deletes(act, call, word, true);
    }
}

fn deletes(act: &mut Act, call: &Call<'_>, word: &Word, recursive: bool) {
    if !recursive {
        act.writes(word, call.folder);
        if matches!(word.pieces.as_slice(), [Piece::Pattern('*')]) {
            act.guarded("it deletes every file of a folder");
        }
        return;
    }
    // What begins with something unknown may begin with nothing, and then it is `/`.
    // And below a folder, too, it may lead out again.
    let below = matches!(word.pieces.first(), Some(Piece::Text(text)) if text.contains('/') && !text.starts_with(['/', '.', '~']));
    match word.is_known() {
        false if !below => {
            act.forbidden(format!(
                "what `{}` deletes is not known, and may be everything; write the path out",
                word.source
            ));
        }
        false => act.guarded(format!("what `{}` deletes is not known", word.source)),
        true => act.destroys(word, call.folder),
    }
}

/// Sources vanish from where they were; the last operand, or the value of `-t`, is written.
fn mv(act: &mut Act, call: &Call<'_>) {
    let known = "-f -i -n -u -v -T -b -S= -t@ --force --interactive --no-clobber --update? --verbose --no-target-directory --backup? \
        --suffix= --target-directory@ --strip-trailing-slashes";
    let Ok(mut arguments) = read(known, call.args) else {
        // What it moves is judged all the same.
        call.operands().for_each(|word| deletes(act, call, word, true));
        return act.opaque(format!("what `{}` does with these options is not known", call.name));
    };
    if arguments.files.is_empty() {
        arguments.files.extend(arguments.operands.pop().cloned());
    }
    for target in &arguments.files {
        act.writes_into(target, &arguments.operands, call.folder);
    }
    for source in arguments.operands {
        deletes(act, call, source, true);
    }
}

/// Tests that look at nothing but names and what the file system says of a file.
const TESTS: &str = "-H -P -O0 -O1 -O2 -O3 -a -o -not -and -or -true -false -depth -d -xdev -mount -empty -readable -writable -executable -print -print0 \
    -ls -prune -quit -nouser -nogroup -daystart -warn -nowarn -noleaf -E -X";
const TESTS_WITH_VALUE: &str = "-name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -type -xtype -maxdepth -mindepth -size -mtime \
    -atime -ctime -mmin -amin -cmin -newer -newermt -anewer -cnewer -perm -user -group -uid -gid -links -inum -fstype -samefile -printf -lname -ilname";

fn find(act: &mut Act, call: &Call<'_>) {
    let expression = |word: &&Word| matches!(word.text(), "(" | ")" | "!") || word.text().starts_with('-');
    let begin = call
        .args
        .iter()
        .position(|word| expression(&word) && !matches!(word.text(), "-H" | "-P" | "-L" | "-E" | "-X"));
    let (starts, tests) = call.args.split_at(begin.unwrap_or(call.args.len()));
    let starts: Vec<&Word> = starts.iter().filter(|word| !word.text().starts_with('-')).collect();
    for start in &starts {
        act.reads(start, call.folder);
    }
    if starts.is_empty() {
        act.reads.push(Reach::here(call.folder));
    }
    if call.has(&["-L"]) {
        act.opaque("it follows links, which may lead out of the workspace");
    }
    let known = |list: &str, text: &str| list.split_ascii_whitespace().any(|test| test == text);
    let mut words = tests.iter();
    let mut limited = false;
    while let Some(word) = words.next() {
        match word.text() {
            "(" | ")" | "!" | "," => {}
            text if known(TESTS, text) && word.literal().is_some() => {}
            text if known(TESTS_WITH_VALUE, text) => {
                limited |= matches!(
                    text,
                    "-name" | "-iname" | "-path" | "-ipath" | "-regex" | "-iregex" | "-wholename"
                );
                match words.next() {
                    Some(value) if value.is_known() => {}
                    _ => act.opaque(format!("what `find {}` tests is not known", word.source)),
                }
            }
            "-delete" => {
                act.opaque("it deletes what it finds");
                destroys(act, call, &starts, limited);
            }
            "-exec" | "-execdir" | "-ok" | "-okdir" => {
                act.opaque("it runs a command for what it finds");
                act.prints = true;
                let run = words
                    .as_slice()
                    .split(|word| matches!(word.text(), ";" | "+"))
                    .next()
                    .unwrap_or_default();
                if let Some((program, args)) = run.split_first()
                    && let Some(tool) = super::tool(program.text()).filter(|tool| !tool.is_named("find"))
                {
                    tool.judge(act, &Call { name: program.text(), args, ..*call });
                }
                if words.clone().next().is_some_and(|run| {
                    matches!(run.text(), "rm" | "shred" | "unlink" | "mv" | "chmod" | "chown")
                }) {
                    destroys(act, call, &starts, limited);
                }
            }
            _ => act.opaque(format!("`find {}` is not known to only look", word.source)),
        }
    }
}

/// Of a search that is limited by name, something is left.
fn destroys(act: &mut Act, call: &Call<'_>, starts: &[&Word], limited: bool) {
    act.remembers = false;
    let mut reaches: Vec<Reach> = starts.iter().map(|start| Reach::new(start, call.folder)).collect();
    if reaches.is_empty() {
        reaches.push(Reach::here(call.folder));
    }
    if limited { &mut act.searched } else { &mut act.destroys }.append(&mut reaches);
}

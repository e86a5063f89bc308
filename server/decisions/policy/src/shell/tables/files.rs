//! Programs that create and change files.
use super::{NONE, always};
use crate::shell::act::Act;
use crate::shell::options::read;
use crate::shell::tool::{Call, Level, Tool};
use crate::shell::{Folder, Word};

use Level::{EachTime, Guarded, Opaque};

pub(super) const TOOLS: &[Tool] = &[
    Tool { names: "mkdir touch truncate mkfifo tee rmdir", also: Some(writes_all), ..NONE },
    Tool { names: "cp install ln link", also: Some(copies), ..NONE },
    Tool { names: "dd", rest: (EachTime, ""), also: Some(dd), ..NONE },
    Tool { names: "chmod chown chgrp chattr setfacl", rest: (EachTime, ""), also: Some(rights), ..NONE },
    Tool { names: "rsync", rest: (EachTime, ""), also: Some(rsync), ..NONE },
    Tool { names: "tar bsdtar", rest: (Level::ReadOnly, ""), prints: false, also: Some(tar), ..NONE },
    Tool { names: "zip", rest: (EachTime, ""), also: Some(zip), ..NONE },
    Tool { names: "gzip gunzip bzip2 xz zstd", rest: (EachTime, ""), also: Some(writes_all), ..NONE },
    always(
        "patch unzip cpio pax ar 7z 7za unrar",
        Opaque,
        "which files it writes is not known before it runs",
    ),
    always("split csplit", EachTime, ""),
    always(
        "ed ex vi vim nvim view emacs nano pico less more most man info",
        Opaque,
        "it waits for a user, and can run anything",
    ),
    always("chroot unshare nsenter setcap capsh", Guarded, "it changes what a process may do"),
    always("iconv dos2unix unix2dos", EachTime, ""),
];

/// Every operand is written. Values of options are taken for operands, too.
fn writes_all(act: &mut Act, call: &Call<'_>) {
    for word in call.operands() {
        act.writes(word, call.folder);
    }
}

/// Sources are read (a link lets others read what it leads to), the last operand or the value of `-t` is written.
fn copies(act: &mut Act, call: &Call<'_>) {
    let known = "-a -b -d -f -i -l -L -H -n -p -P -r -R -s -u -v -x -T -D -c -h -t@ -m= -o= -g= -S= --archive --backup? --force --symbolic --link \
        --no-clobber --no-dereference --dereference --parents --preserve? --recursive --update? --verbose --target-directory@ --interactive \
        --relative --no-target-directory --reflink? --sparse= --mode= --directory --remove-destination --strip-trailing-slashes --physical";
    let arguments = match read(known, call.args) {
        Ok(arguments) => arguments,
        Err(word) => return act.opaque(format!("what `{} {}` does is not known", call.name, word.source)),
    };
    let links = call.name == "ln" || arguments.has(&["-s", "--symbolic", "-l", "--link"]);
    let mut operands = arguments.operands;
    let mut targets = arguments.files;
    if targets.is_empty() && (operands.len() > 1 || call.name == "install") {
        targets.extend(operands.pop().cloned());
    }
    for target in &targets {
        act.writes_into(target, &operands, call.folder);
    }
    // A link is read from where it lies: that is the target, or a folder of that name.
    let from = match targets.first().filter(|_| links).map(Word::path) {
        Some(Some(target)) => {
            let parent = target.rsplit_once('/').map_or(".", |(parent, _)| parent);
            call.folder.enter(parent).or(call.folder.enter(&target))
        }
        Some(None) => Folder::Unknown,
        None => call.folder.clone(),
    };
    for source in operands {
        act.reads(source, &from);
        // Whoever writes to a link writes to what it leads to.
        if links {
            act.writes(source, &from);
        }
    }
}

fn dd(act: &mut Act, call: &Call<'_>) {
    for word in call.args {
        if let Some(file) = word.text().strip_prefix("of=").and_then(|_| word.after(3)) {
            act.writes(&file, call.folder);
        } else if let Some(file) = word.text().strip_prefix("if=").and_then(|_| word.after(3)) {
            act.reads(&file, call.folder);
        }
    }
}

/// The first operand is the mode or the owner, unless there is a reference.
fn rights(act: &mut Act, call: &Call<'_>) {
    let recursive = call.has(&["-R", "--recursive"]);
    // `-x` is a mode, too.
    let is_mode = |text: &str| {
        text.len() > 1
            && text.strip_prefix('-').is_some_and(|mode| mode.chars().all(|c| "rwxXst".contains(c)))
    };
    let given = call.has(&["--reference"]) || call.args.iter().any(|word| is_mode(word.text()));
    let mode = call.operands().next().filter(|_| !given).map(Word::text).unwrap_or_default();
    for word in call.operands().skip(usize::from(!given)) {
        if recursive {
            act.destroys(word, call.folder);
        } else {
            act.writes(word, call.folder);
        }
    }
    if call.name == "chmod" && (mode.contains('s') || mode.len() == 4 && mode.starts_with(['2', '4', '6'])) {
        act.guarded("it lets others run a program with the rights of its owner");
    }
}

fn rsync(act: &mut Act, call: &Call<'_>) {
    if call.args.iter().any(|word| word.text().contains(':')) {
        act.guarded("it copies to or from another machine");
    }
    let known = "-a -c -h -i -l -n -p -P -q -r -t -u -v -z -W --archive --checksum --delete --delete-after --delete-excluded --dry-run \
        --exclude= --include= --exclude-from@ --human-readable --progress --recursive --stats --times --update --verbose --itemize-changes \
        --info= --ignore-existing --size-only --partial --relative --links --mkpath";
    let arguments = match read(known, call.args) {
        Ok(arguments) => arguments,
        Err(word) => return act.opaque(format!("what `rsync {}` does is not known", word.source)),
    };
    let Some((target, sources)) = arguments.operands.split_last() else { return };
    for source in sources {
        act.reads(source, call.folder);
    }
    if arguments.has(&["--delete", "--delete-after", "--delete-excluded"]) {
        act.destroys(target, call.folder);
    } else {
        act.writes(target, call.folder);
    }
}

/// Listing reads; making an archive of files that are named writes it; unpacking writes what the archive says.
fn tar(act: &mut Act, call: &Call<'_>) {
    let Some((first, rest)) = call.args.split_first() else { return };
    let letters = first.text().trim_start_matches('-');
    let known =
        letters.chars().all(|c| "ctzjJvf".contains(c)) && letters.find('f') == Some(letters.len() - 1);
    let plain = rest.iter().all(|word| word.is_known() && !word.text().starts_with('-'));
    // The names in a folder may be options.
    let literal = rest.iter().all(|word| word.literal().is_some());
    if rest.first().is_some_and(|archive| archive.literal().is_none_or(|name| name.contains(':'))) {
        act.guarded("it may start a program that fetches the archive from another machine");
    }
    act.prints |= !letters.starts_with('t');
    match (letters.chars().next(), rest.split_first()) {
        (Some('t'), Some((archive, _))) if known && plain && literal => act.reads(archive, call.folder),
        (Some('c'), Some((archive, sources))) if known && plain => {
            act.writes(archive, call.folder);
            for source in sources {
                act.reads(source, call.folder);
            }
        }
        _ => act.opaque("which files it unpacks, or what it runs, is not known"),
    }
}

fn zip(act: &mut Act, call: &Call<'_>) {
    let known = "-r -q -v -j -u -9 -# -x= -i= -y -X --recurse-paths --quiet --exclude=";
    let arguments = match read(known, call.args) {
        Ok(arguments) => arguments,
        Err(word) => return act.opaque(format!("what `zip {}` does is not known", word.source)),
    };
    let Some((archive, sources)) = arguments.operands.split_first() else { return };
    act.writes(archive, call.folder);
    for source in sources {
        act.reads(source, call.folder);
    }
}

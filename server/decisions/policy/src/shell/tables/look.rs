//! Programs that show things. Of GNU's and BSD's options those that neither write, nor run, nor follow links out.
use super::{Nothing, OnePath, Paths, Text, TextThenPaths, TextThenTree, Tree, lists, looks};
use crate::shell::act::{Act, Reach};
use crate::shell::options::read;
use crate::shell::tool::{Call, Reads, Tool};

const GREP: &str = "-a -b -c -E -F -G -H -h -i -I -L -l -n -o -P -q -r -s -U -v -w -x -y -Z -z -# -A= -B= -C= -m= -e= -f@ -d= -D= \
    --after-context= --before-context= --context= --count --extended-regexp --fixed-strings --basic-regexp --perl-regexp \
    --ignore-case --no-ignore-case --invert-match --word-regexp --line-regexp --files-with-matches --files-without-match \
    --max-count= --only-matching --quiet --silent --no-messages --byte-offset --with-filename --no-filename --line-number \
    --text --binary-files= --include= --exclude= --exclude-dir= --exclude-from@ --recursive --null --color? --colour? \
    --regexp= --file@ --line-buffered --directories=";

const RG: &str = "-a -b -c -F -H -h -i -I -l -n -N -o -P -q -s -S -u -U -v -w -x -0 -. -A= -B= -C= -m= -e= -f@ -g= -t= -T= -j= -M= -d= -E= -r= \
    --after-context= --before-context= --context= --count --count-matches --fixed-strings --ignore-case --smart-case \
    --case-sensitive --invert-match --word-regexp --line-regexp --files --files-with-matches --files-without-match \
    --max-count= --only-matching --quiet --no-messages --with-filename --no-filename --line-number --no-line-number --column \
    --text --glob= --iglob= --type= --type-not= --type-list --max-depth= --hidden --no-hidden --no-ignore --no-ignore-vcs \
    --unrestricted --multiline --multiline-dotall --pcre2 --regexp= --file@ --heading --no-heading --color= --colors= --json \
    --max-columns= --max-filesize= --null --passthru --pretty --replace= --sort= --sortr= --stats --trim --vimgrep --threads= \
    --encoding= --no-config --version --no-follow --debug --crlf";

const LS: &str = "-a -A -b -B -c -C -d -f -F -g -G -h -i -k -l -m -n -N -o -p -q -Q -r -R -s -S -t -u -U -v -x -X -Z -1 -I= -w= -T= \
    --all --almost-all --author --block-size= --classify? --color? --directory --file-type --format= --full-time \
    --group-directories-first --human-readable --si --ignore= --inode --indicator-style= --literal --no-group \
    --numeric-uid-gid --quote-name --recursive --reverse --size --sort= --time= --time-style= --width=";

const EZA: &str = "-1 -a -d -D -F -g -G -h -H -i -l -r -R -S -t -T -x -L= -s= -I= --all --long --tree --level= --git --icons? --sort= \
    --group-directories-first --header --no-user --no-time --no-permissions --oneline --color? --git-ignore --ignore-glob=";

const FD: &str = "-a -H -I -i -s -g -F -l -p -q -u -0 -1 -d= -t= -e= -E= -S= -j= -c= --absolute-path --hidden --no-ignore --ignore-case \
    --case-sensitive --glob --fixed-strings --list-details --full-path --quiet --max-depth= --min-depth= --exact-depth= \
    --type= --extension= --exclude= --size= --changed-within= --changed-before= --max-results= --color= --no-ignore-vcs \
    --unrestricted --print0 --strip-cwd-prefix? --relative-path --version";

const TAIL: &str = "-n= -c= -q -v -z -# --lines= --bytes= --quiet --silent --verbose --zero-terminated";
const COUNT: &str = "-c -l -L -m -w --bytes --chars --lines --words --max-line-length --total=";
const SUM: &str =
    "-b -c -t -w -z -a= --binary --check --text --tag --quiet --status --warn --strict --algorithm=";
const DIFF: &str = "-a -b -B -c -d -e -E -i -n -N -p -q -r -s -t -T -u -U= -C= -w -y -W= -x= -I= -Z --brief --color? --context? --unified? \
    --exclude= --expand-tabs --ignore-all-space --ignore-blank-lines --ignore-case --ignore-space-change \
    --ignore-trailing-space --ignore-matching-lines= --minimal --new-file --no-dereference --recursive \
    --report-identical-files --side-by-side --strip-trailing-cr --suppress-common-lines --text --width= --label=";

pub(super) const TOOLS: &[Tool] = &[
    lists("ls dir vdir", &[Reads("", LS, Tree)]),
    lists("eza exa", &[Reads("", EZA, Tree)]),
    looks(
        "cat",
        &[Reads(
            "",
            "-A -b -e -E -n -s -t -T -u -v --show-all --number-nonblank --show-ends --number \
        --squeeze-blank --show-tabs --show-nonprinting",
            Paths,
        )],
    ),
    looks("tac nl", &[Reads("", "-b= -s= -w= -v= -n= -ba", Paths)]),
    looks("head tail", &[Reads("", TAIL, Paths)]),
    lists("wc", &[Reads("", COUNT, Paths)]),
    Tool { also: Some(recursive), ..looks("grep egrep fgrep", &[Reads("", GREP, TextThenPaths)]) },
    Tool {
        also: Some(only_names),
        ..lists("rg", &[Reads("--files", RG, Tree), Reads("", RG, TextThenTree)])
    },
    lists("fd fdfind", &[Reads("", FD, TextThenTree)]),
    lists(
        "stat",
        &[Reads("", "-c= -f -t -x -L --format= --printf= --terse --dereference --file-system", Paths)],
    ),
    looks(
        "file",
        &[Reads("", "-b -i -I -L -h -k --brief --mime --mime-type --mime-encoding --dereference", Paths)],
    ),
    lists(
        "du",
        &[Reads(
            "",
            "-a -b -c -h -k -m -s -S -x -0 -d= --all --apparent-size --bytes --total --human-readable --si \
        --summarize --max-depth= --exclude= --block-size= --one-file-system --threshold= --time?",
            Tree,
        )],
    ),
    lists(
        "df",
        &[Reads(
            "",
            "-a -h -H -i -k -l -P -T -t= -x= --all --human-readable --inodes --local --total --type= --output?",
            Paths,
        )],
    ),
    lists(
        "tree",
        &[Reads(
            "",
            "-a -d -f -h -i -p -s -C -D -F -J -n -N -Q -S -L= -I= -P= --noreport --dirsfirst --prune --gitignore \
        --filelimit= --charset= --du --si --matchdirs --ignore-case",
            Tree,
        )],
    ),
    looks("diff cmp", &[Reads("", DIFF, Paths)]),
    looks(
        "comm",
        &[Reads("", "-1 -2 -3 -i --total --check-order --nocheck-order --output-delimiter=", Paths)],
    ),
    looks(
        "sort",
        &[Reads(
            "",
            "-b -c -C -d -f -g -h -i -m -M -n -r -R -s -u -V -z -k= -t= --reverse --numeric-sort --unique \
        --key= --field-separator= --version-sort --human-numeric-sort --ignore-case --stable --check?",
            Paths,
        )],
    ),
    // A second operand would be written.
    looks(
        "uniq",
        &[Reads(
            "",
            "-c -d -D -i -u -z -f= -s= -w= --count --repeated --unique --ignore-case --skip-fields= --skip-chars=",
            OnePath,
        )],
    ),
    looks(
        "cut",
        &[Reads(
            "",
            "-b= -c= -d= -f= -s -z --bytes= --characters= --delimiter= --fields= --only-delimited \
        --output-delimiter= --complement",
            Paths,
        )],
    ),
    looks("tr", &[Reads("", "-c -C -d -s -t --complement --delete --squeeze-repeats --truncate-set1", Text)]),
    looks(
        "paste fold fmt expand unexpand",
        &[Reads(
            "",
            "-d= -s -w= -b -t= -z -i -a --delimiters= --serial --width= --spaces --bytes --tabs=",
            Paths,
        )],
    ),
    looks(
        "column",
        &[Reads(
            "",
            "-t -s= -o= -c= -x -n -N= -R= --table --separator= --output-separator= --columns=",
            Paths,
        )],
    ),
    looks("rev", &[Reads("", "", Paths)]),
    looks(
        "od hexdump",
        &[Reads(
            "",
            "-A= -c -C -x -d -o -b -v -j= -N= -n= -s= -t= -w? -e= --address-radix= --format= --read-bytes= --skip-bytes=",
            Paths,
        )],
    ),
    looks("xxd", &[Reads("", "-a -b -c= -e -g= -i -l= -p -u -s= -ps -o=", OnePath)]),
    looks("strings", &[Reads("", "-a -f -n= -t= -e= -o --all --bytes= --radix= --encoding= -#", Paths)]),
    looks(
        "cksum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum shasum md5",
        &[Reads("", SUM, Paths)],
    ),
    looks("basename", &[Reads("", "-a -s= -z --multiple --suffix= --zero", Text)]),
    looks("dirname", &[Reads("", "-z --zero", Text)]),
    lists(
        "realpath readlink",
        &[Reads(
            "",
            "-e -f -m -n -q -s -z -L -P --canonicalize --canonicalize-existing \
        --canonicalize-missing --no-newline --relative-to= --relative-base= --strip --no-symlinks --quiet",
            Paths,
        )],
    ),
    looks("which", &[Reads("", "-a -s", Text)]),
    looks("whereis", &[Reads("", "-b -m -s", Text)]),
    // `-s` sets the clock, `-f` reads dates from a file.
    Tool {
        also: Some(date_format),
        ..looks(
            "date",
            &[Reads(
                "",
                "-u -R -I? -d= -r@ -j -v= --utc --universal --iso-8601? --rfc-3339= --rfc-email --date= --reference@",
                Text,
            )],
        )
    },
    looks("cal", &[Reads("", "-1 -3 -m -s -y", Text)]),
    looks(
        "uname arch nproc tty",
        &[Reads(
            "",
            "-a -m -n -o -p -r -s -v -i --all --kernel-name --kernel-release --machine \
        --operating-system --ignore=",
            Nothing,
        )],
    ),
    looks("hostname", &[Reads("", "-s -f -d -i -I", Nothing)]),
    looks("whoami logname", &[Reads("", "", Nothing)]),
    looks("id groups", &[Reads("", "-u -g -G -n -r", Text)]),
    looks(
        "uptime free vmstat lscpu",
        &[Reads("", "-h -m -g -k -b -t -p -s -w -J --human --pretty", Nothing)],
    ),
    looks("lsblk", &[Reads("", "-a -f -l -p -J -o= --json", Nothing)]),
    // Without `e`: that shows the environment of every process. With full command lines go tokens, too.
    looks(
        "ps",
        &[
            Reads("aux", "", Nothing),
            Reads("", "-a -A -d -e -f -F -l -p= -C= -o= --sort= --no-headers", Nothing),
        ],
    ),
    looks("pgrep", &[Reads("", "-a -l -c -f -x -n -o -i -u=", Text)]),
    looks("seq", &[Reads("", "-s= -w -f= --separator= --equal-width", Text)]),
    looks("expr factor numfmt", &[Reads("", "--to= --from= --suffix= --padding= --field=", Text)]),
    looks("bc", &[Reads("", "-l -q -s --mathlib --quiet", Nothing)]),
    lists(
        "tokei",
        &[Reads(
            "",
            "-s= -t= -e= -o= -f -C --sort= --type= --types= --exclude= --files --output= --compact --hidden",
            Tree,
        )],
    ),
    looks("shellcheck", &[Reads("", "-s= -e= -S= -f= --shell= --exclude= --severity= --format=", Paths)]),
    looks("unzip zipinfo", &[Reads("-l", "-q -v", Paths), Reads("-v", "-q -l", Paths)]),
    looks("zcat bzcat xzcat zstdcat", &[Reads("", "-f -q", Paths)]),
    Tool {
        also: Some(jq_program),
        ..looks(
            "jq",
            &[Reads(
                "",
                "-r -c -s -n -e -S -M -C -a -j -R -# --raw-output --compact-output --slurp --null-input \
        --exit-status --sort-keys --monochrome-output --color-output --tab --indent= --raw-input --join-output",
                TextThenPaths,
            )],
        )
    },
    Tool {
        also: Some(no_list_of_options),
        ..looks(
            "nm objdump readelf otool size",
            &[Reads(
                "",
                "-a -d -D -g -h -l -n -r -s -S -t -u -W -x -C -f -p -A -L --demangle? --all-headers \
        --file-headers --section-headers --disassemble --syms --dynamic-syms --defined-only --undefined-only",
                Paths,
            )],
        )
    },
];

/// `grep -r x` searches the folder it runs in.
fn recursive(act: &mut Act, call: &Call<'_>) {
    let Ok(arguments) = read(GREP, call.args) else { return };
    let given = arguments.has(&["-e", "-f", "--regexp", "--file"]);
    let named = arguments.operands.len() > usize::from(!given);
    if !named && arguments.has(&["-r", "--recursive", "-d", "--directories"]) {
        act.reads.push(Reach::here(call.folder));
    }
}

/// `rg --files` searches for nothing. Further behind it may be what is searched for.
fn only_names(act: &mut Act, call: &Call<'_>) {
    act.prints |= call.args.first().is_none_or(|word| word.text() != "--files");
}

/// `nm @file` takes its options from there, of which `--plugin` runs a library.
fn no_list_of_options(act: &mut Act, call: &Call<'_>) {
    if call.args.iter().any(|word| word.literal().is_none_or(|text| text.starts_with('@'))) {
        act.opaque("it may take options from a file");
    }
}

/// `date 01020304` sets the clock.
fn date_format(act: &mut Act, call: &Call<'_>) {
    let values = ["-d", "-r", "-v", "--date", "--reference"];
    let mut before = "";
    for word in call.args {
        let text = word.text();
        if !text.starts_with(['+', '-']) && !values.contains(&before) {
            act.opaque(format!("`{}` may set the clock", word.source));
        }
        before = text;
    }
}

/// Programs of jq can read the environment and other files.
fn jq_program(act: &mut Act, call: &Call<'_>) {
    const REACH: [&str; 6] = ["env", "ENV", "import", "include", "input_filename", "$__prog"];
    if call.args.iter().any(|word| REACH.iter().any(|reach| word.text().contains(reach))) {
        act.opaque("its program may read the environment or other files");
    }
}

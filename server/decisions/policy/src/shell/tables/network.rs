//! Programs that talk to other machines: what they are told may be what the workspace must not tell.
use super::{NONE, always};
use crate::shell::Word;
use crate::shell::act::Act;
use crate::shell::options::read;
use crate::shell::tool::{Call, Level, Tool};

use Level::{EachTime, Forbidden, Guarded, Opaque};

const SENDS: &str = "data can leave with it";
const CHANGES: &str = "it changes what others see";
const ACCOUNT: &str = "it uses or shows an account";
const RUNS: &str = "it runs what its arguments or something from elsewhere say";

pub(super) const TOOLS: &[Tool] = &[
    Tool { names: "curl", rest: (EachTime, ""), also: Some(curl), ..NONE },
    Tool { names: "wget", rest: (EachTime, ""), also: Some(wget), ..NONE },
    always(
        "ssh scp sftp mosh telnet ftp tftp lftp nc ncat netcat socat rclone aria2c axel httpie http https xh httpx croc wormhole \
        dig nslookup host drill ping ping6 traceroute tracepath mtr whois nmap tcpdump finger mail mailx sendmail mutt msmtp \
        s3cmd s5cmd gsutil azcopy mc ngrok cloudflared localtunnel lt tailscale wg openvpn irc ssh-copy-id autossh sshfs websocat grpcurl",
        Guarded,
        SENDS,
    ),
    Tool {
        names: "gh glab hub",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, "it deletes a repository", "repo delete"),
            (Guarded, SENDS, "^api, ^gist, ^codespace, ^cs, upload"),
            (Guarded, ACCOUNT, "^auth, ^secret, ^variable, ^ssh-key, ^gpg-key, ^config"),
            (Opaque, RUNS, "^extension, ^alias"),
            (
                Guarded,
                CHANGES,
                "^workflow, ^cache delete, create, new, comment, edit, merge, close, reopen, review, ready, lock, delete, fork, rename, archive, transfer, rerun, cancel, sync",
            ),
        ],
        ..NONE
    },
];

/// Names of this machine: what is sent there does not leave it.
fn is_local(word: &Word) -> bool {
    let Some(text) = word.literal() else { return false };
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or(text);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix("[::1]") {
        Some(port) => return port.is_empty() || is_port(port.strip_prefix(':').unwrap_or_default()),
        None => authority.split_once(':'),
    };
    match host {
        Some((host, port)) => is_port(port) && matches!(host, "localhost" | "127.0.0.1"),
        None => matches!(authority, "localhost" | "127.0.0.1"),
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

const CURL: &str = "-s -S -f -i -I -k -v -g -G -4 -6 -# -sS -X= -H= -d= -o= -w= -m= -A= --silent --show-error --fail --include --head --verbose --request= --header= \
    --data= --data-raw= --json= --output= --write-out= --max-time= --connect-timeout= --retry= --retry-delay= --retry-connrefused --compressed --globoff --get \
    --fail-with-body --no-progress-meter --http1.1 --http2 -N --no-buffer --noproxy=";

fn curl(act: &mut Act, call: &Call<'_>) {
    let arguments = match read(CURL, call.args) {
        Ok(arguments) => arguments,
        Err(_) => return act.guarded(SENDS),
    };
    if arguments.operands.is_empty() || !arguments.operands.iter().all(|word| is_local(word)) {
        act.guarded(SENDS);
    }
    for (option, value) in &arguments.values {
        match option.as_str() {
            "-o" | "--output" => act.writes(value, call.folder),
            // `@file` is the content of a file.
            "-d" | "--data" | "--json" | "-H" | "--header" | "-w" | "--write-out"
                if value.text().starts_with('@') =>
            {
                act.guarded(SENDS)
            }
            _ => {}
        }
    }
}

fn wget(act: &mut Act, call: &Call<'_>) {
    let arguments = match read(
        "-q -S -O= --quiet --spider --output-document= --timeout= --tries= --server-response",
        call.args,
    ) {
        Ok(arguments) => arguments,
        Err(_) => return act.guarded(SENDS),
    };
    if !arguments.operands.iter().all(|word| is_local(word)) {
        act.guarded(SENDS);
    }
    for (option, value) in &arguments.values {
        if matches!(option.as_str(), "-O" | "--output-document") && value.text() != "-" {
            act.writes(value, call.folder);
        }
    }
}

use std::ffi::{OsStr, OsString};

use crate::shell::absolute_folders;

/// What a command inherits. An allow-list, because a list of secrets is never complete: cloud
/// credentials, tokens, keys, agent sockets, and proxy addresses (which may hold a password) stay
/// behind unless the caller passes them on purpose. A `*` at the end stands for any ending.
#[rustfmt::skip]
const INHERITED: &[&str] = &[
    // Who and where the user is.
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "TMPDIR",
    // Language and time.
    "LANG", "LANGUAGE", "LC_*", "TZ",
    // Where programs keep their files.
    "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
    // Certificates of a company network.
    "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE",
    // Toolchains: where they are installed and which one is chosen.
    "CARGO_HOME", "CARGO_TARGET_DIR", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN",
    "JAVA_HOME", "GRADLE_USER_HOME", "MAVEN_HOME", "ANDROID_HOME", "SDKMAN_DIR",
    "GOPATH", "GOROOT", "GOCACHE", "GOMODCACHE", "GOBIN",
    "NVM_DIR", "NVM_BIN", "VOLTA_HOME", "FNM_DIR", "PNPM_HOME", "BUN_INSTALL", "DENO_DIR",
    "PYENV_ROOT", "VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV",
    "RBENV_ROOT", "GEM_HOME", "GEM_PATH", "DOTNET_ROOT", "SDKROOT",
    "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR", "HOMEBREW_PREFIX", "NIX_PATH", "NIX_PROFILES",
    // What no Windows program starts without.
    "SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "TEMP", "TMP",
    "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "ProgramData",
    "ProgramFiles", "ProgramFiles(x86)", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
];

/// Nobody watches: no colours, no pager, no question.
const FIXED: &[(&str, &str)] = &[
    ("TERM", "dumb"),
    ("NO_COLOR", "1"),
    ("PAGER", "cat"),
    ("GIT_PAGER", "cat"),
    ("GIT_TERMINAL_PROMPT", "0"),
];

/// The whole environment of a command: what is allowed of `parent`, what is fixed, then `extra`;
/// a later value of the same name wins. `PATH` loses its relative folders, which would take
/// programs from whatever folder the command runs in.
pub(crate) fn environment(
    parent: impl IntoIterator<Item = (OsString, OsString)>,
    extra: &[(String, String)],
) -> Vec<(OsString, OsString)> {
    let inherited = parent.into_iter().filter(|(name, _)| is_inherited(name)).map(|(name, value)| {
        let value = if is_name("PATH", &name) { absolute_path(&value) } else { value };
        (name, value)
    });
    let fixed = FIXED.iter().map(|(name, value)| (name.into(), value.into()));
    let extra = extra.iter().map(|(name, value)| (name.into(), value.into()));
    inherited.chain(fixed).chain(extra).collect()
}

fn is_inherited(name: &OsStr) -> bool {
    INHERITED.iter().any(|allowed| match allowed.strip_suffix('*') {
        Some(start) => name.to_str().is_some_and(|name| name.starts_with(start)),
        None => is_name(allowed, name),
    })
}

/// Windows takes names without regard to case.
fn is_name(expected: &str, name: &OsStr) -> bool {
    if cfg!(windows) { name.eq_ignore_ascii_case(expected) } else { name == expected }
}

fn absolute_path(path: &OsStr) -> OsString {
    std::env::join_paths(absolute_folders(path)).unwrap_or_default()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// The value that a command sees of `name=value`.
    fn seen(name: &str, value: &str) -> Option<String> {
        let child = environment([(name.into(), value.into())], &[]);
        let value = child.into_iter().rev().find(|(child, _)| child == name)?.1;
        value.into_string().ok()
    }

    #[test]
    fn harmless_variables_are_inherited() {
        for name in ["HOME", "LANG", "LC_ALL", "TMPDIR", "CARGO_HOME", "VIRTUAL_ENV"] {
            assert_eq!(seen(name, "/value"), Some("/value".to_owned()), "{name}");
        }
    }

    #[test]
    fn secrets_and_surprises_stay_behind() {
        for name in [
            "AWS_ACCESS_KEY_ID",
            "AWS_PROFILE",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "ANTHROPIC_API_KEY",
            "OPENAI_API_KEY",
            "GITHUB_TOKEN",
            "NPM_TOKEN",
            "CARGO_REGISTRY_TOKEN",
            "DATABASE_URL",
            "MY_SECRET",
            "SSH_AUTH_SOCK",
            "HTTPS_PROXY",
            "XDG_RUNTIME_DIR",
            "CI",
            "BASH_ENV",
            "LD_PRELOAD",
            "LD_LIBRARY_PATH",
            "LD_AUDIT",
            "HTTP_PROXY",
            "http_proxy",
            "ALL_PROXY",
            "NO_PROXY",
            "NODE_OPTIONS",
            "PYTHONSTARTUP",
            "PERL5OPT",
            "GIT_DIR",
            "GIT_SSH_COMMAND",
            "HOME_TOKEN",
            "home",
        ] {
            assert_eq!(seen(name, "canary"), None, "{name}");
        }
    }

    #[test]
    fn fixed_values_win_over_the_parent_and_extra_ones_over_both() {
        assert_eq!(seen("TERM", "xterm"), Some("dumb".to_owned()));
        assert_eq!(seen("PAGER", "less"), Some("cat".to_owned()));
        let parent = [("LANG".into(), "C".into())];
        let extra = [("TERM".to_owned(), "vt100".to_owned()), ("AWS_REGION".to_owned(), "x".to_owned())];
        let child = environment(parent, &extra);
        assert_eq!(
            child.iter().filter_map(|(name, value)| (name == "TERM").then_some(value)).next_back(),
            Some(&"vt100".into())
        );
        assert!(child.contains(&("AWS_REGION".into(), "x".into())));
    }

    #[test]
    fn the_path_loses_relative_folders() {
        assert_eq!(seen("PATH", ":.:/bin:node_modules/.bin:/usr/bin:"), Some("/bin:/usr/bin".to_owned()));
    }
}

//! Which files hold secrets by their name, and so are given to no model. A name that is missing here leaks, and one too
//! many hides a file that the agent needs: sources *about* keys and tokens are not meant.

/// How a row names files. Compared without case.
enum Form {
    /// The whole name.
    Name(&'static str),
    /// The end of the name, with something before it.
    End(&'static str),
    /// The folder that it lies in, at any depth, and its name.
    In(&'static str, &'static str),
}

use Form::{End, In, Name};

const SECRET_FILES: &[Form] = &[
    // Environments. What belongs to `.env` with more behind it is in `is_environment`.
    Name(".envrc.local"),
    Name(".dev.vars"),
    Name(".flaskenv.local"),
    Name(".secrets"),
    Name("secrets.env"),
    End(".env"),
    // Private keys and stores of them.
    End(".pem"),
    End(".p12"),
    End(".pfx"),
    End(".p8"),
    End(".pkcs12"),
    End(".ppk"),
    End(".jks"),
    End(".keystore"),
    End(".kdb"),
    End(".kdbx"),
    End(".agilekeychain"),
    End(".keychain-db"),
    End(".ovpn"),
    Name("id_rsa"),
    Name("id_dsa"),
    Name("id_ecdsa"),
    Name("id_ecdsa_sk"),
    Name("id_ed25519"),
    Name("id_ed25519_sk"),
    Name("master.key"),
    Name("wallet.dat"),
    // Logins of tools.
    Name(".npmrc"),
    Name(".netrc"),
    Name("_netrc"),
    Name(".pypirc"),
    Name(".pgpass"),
    Name(".my.cnf"),
    Name(".mylogin.cnf"),
    Name(".git-credentials"),
    Name(".dockercfg"),
    Name(".dockerconfigjson"),
    Name(".htpasswd"),
    Name(".boto"),
    Name(".s3cfg"),
    Name(".vault-token"),
    Name(".terraformrc"),
    Name("terraform.rc"),
    Name("credentials.tfrc.json"),
    Name(".rclone.conf"),
    Name("rclone.conf"),
    Name("kubeconfig"),
    Name(".kubeconfig"),
    In(".aws", "credentials"),
    In(".aws", "config"),
    In(".kube", "config"),
    In(".docker", "config.json"),
    In(".cargo", "credentials"),
    In(".cargo", "credentials.toml"),
    In(".gem", "credentials"),
    In(".config/gh", "hosts.yml"),
    In(".azure", "accesstokens.json"),
    In(".azure", "msal_token_cache.json"),
    Name("application_default_credentials.json"),
    Name("credentials"),
    Name("credentials.json"),
    Name("client_secret.json"),
    Name("serviceaccountkey.json"),
    Name("service-account.json"),
    Name("service_account.json"),
    Name("secrets.json"),
    Name("secrets.yml"),
    Name("secrets.yaml"),
    Name("secrets.toml"),
    Name("local.settings.json"),
    // State that holds what was made, passwords included.
    End(".tfstate"),
    End(".tfstate.backup"),
    // Where applications keep logins.
    Name("key4.db"),
    Name("logins.json"),
    Name("login data"),
    Name("wp-config.php"),
];

/// Ends of names like `.env.example`: written to be shared.
const SHARED: [&str; 8] = ["example", "examples", "sample", "template", "tmpl", "dist", "defaults", "schema"];

/// Whether a file holds secrets by its name. `path` is the real path beneath the workspace root, with `/`.
pub fn is_secret_file(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = &name.to_lowercase();
    let fits = |form: &Form| match form {
        Name(whole) => name == *whole,
        End(end) => name.len() > end.len() && name.ends_with(end),
        In(below, whole) => {
            let ends = |folder: &str| {
                folder.strip_suffix(below).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
            };
            name == *whole && ends(&folder.to_lowercase())
        }
    };
    let known = is_environment(name) || is_key(name) || is_state(name) || SECRET_FILES.iter().any(fits);
    known && !is_shared(name)
}

/// `.env`, `.env.local`, `.env-production`; not `.environment`.
fn is_environment(name: &str) -> bool {
    name.strip_prefix(".env").is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
}

/// `server.key`, but not the key of a keyboard, a translation or a public half.
fn is_key(name: &str) -> bool {
    let private = name.strip_suffix(".key").is_some_and(|stem| !stem.is_empty() && !stem.ends_with(".pub"));
    let copied = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"].iter().any(|kind| {
        name.strip_prefix(kind).is_some_and(|rest| {
            rest.starts_with(['-', '_', '.'])
                && !rest.ends_with(".pub")
                && !rest.ends_with(".md")
                && !is_source(rest)
        })
    });
    private || copied
}

/// `terraform.tfstate.1700000000.backup`
fn is_state(name: &str) -> bool {
    name.contains(".tfstate.")
}

/// Programs speak of keys and hold none.
fn is_source(name: &str) -> bool {
    [".rs", ".py", ".js", ".ts", ".go", ".java", ".c", ".h", ".rb", ".sh"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn is_shared(name: &str) -> bool {
    name.rsplit(['.', '-', '_']).next().is_some_and(|end| SHARED.contains(&end))
}

#[cfg(test)]
mod tests {
    use super::is_secret_file;

    #[test]
    fn secrets() {
        for path in [
            ".env",
            "app/.env",
            ".ENV.Local",
            ".env.production",
            ".env-staging",
            "prod.env",
            "certs/server.pem",
            "certs/server.KEY",
            "release.keystore",
            "keys/signing.p12",
            "AuthKey_ABC.p8",
            "vault.kdbx",
            "id_rsa",
            ".ssh/id_ed25519",
            "id_rsa.bak",
            "id_ed25519_work",
            ".npmrc",
            "packages/web/.npmrc",
            ".netrc",
            ".pypirc",
            ".pgpass",
            ".git-credentials",
            ".aws/credentials",
            "home/.aws/config",
            ".kube/config",
            ".docker/config.json",
            ".cargo/credentials.toml",
            "credentials",
            "credentials.json",
            "terraform.tfstate",
            "env/prod/terraform.tfstate.backup",
            "terraform.tfstate.1700000000.backup",
            "config/master.key",
            ".htpasswd",
            "secrets.yaml",
        ] {
            assert!(is_secret_file(path), "{path}");
        }
    }

    #[test]
    fn what_only_sounds_like_one() {
        for path in [
            "src/id_generator.rs",
            "docs/keys.md",
            "src/secrets.rs",
            "src/credentials.rs",
            "src/env.rs",
            ".envrc",
            ".environment",
            "environment.ts",
            ".env.example",
            ".env.sample",
            ".env.template",
            ".env.local.example",
            ".env-example",
            "prod.tfvars",
            "id_rsa.pub",
            "id_rsa_parser.rs",
            "id_rsa-howto.md",
            "keyboard.rs",
            "i18n/en.json",
            "monkey",
            "key",
            "server.key.pub",
            "public.asc",
            "server.crt",
            "config.json",
            ".docker/config.toml",
            "src/config",
            "aws/credentials.md",
            "tokens.rs",
            "design-tokens.json",
            "token.go",
            "main.tf",
            "variables.tf",
            "terraform.tfstate.md.example",
            "Cargo.toml",
            ".cargo/config.toml",
            "package-lock.json",
            "tests/fixtures/pem.rs",
            "src/.key",
        ] {
            assert!(!is_secret_file(path), "{path}");
        }
    }
}

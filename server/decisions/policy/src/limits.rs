use std::ops::Add;

use serde::Deserialize;

/// Where agents do not go and how much they may do to files before the user is asked: the key `guards` of our
/// settings file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
    /// Words in the name of a profile, environment, project or cluster that make it production.
    pub production: Vec<String>,
    /// AWS regions where agents do nothing.
    pub regions: Vec<String>,
    /// The only AWS accounts that commands may name; none: any.
    pub accounts: Vec<String>,
    /// Files that may be deleted until it is asked.
    pub files_deleted: u32,
    /// Lines that may be removed until it is asked.
    pub lines_removed: u32,
    /// Files of tests that may be deleted until it is asked.
    pub tests_deleted: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            production: ["prod", "production", "prd", "live"].map(str::to_owned).to_vec(),
            regions: Vec::new(),
            accounts: Vec::new(),
            files_deleted: 20,
            lines_removed: 2_000,
            tests_deleted: 1,
        }
    }
}

/// What agents did to files since the user last allowed something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blast {
    pub files_deleted: u32,
    pub lines_removed: u32,
    pub tests_deleted: u32,
}

impl Add for Blast {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            files_deleted: self.files_deleted.saturating_add(more.files_deleted),
            lines_removed: self.lines_removed.saturating_add(more.lines_removed),
            tests_deleted: self.tests_deleted.saturating_add(more.tests_deleted),
        }
    }
}

/// Options and variables after which the name of an environment stands.
const NAMES_ENVIRONMENT: [&str; 18] = [
    "--profile",
    "--context",
    "--kube-context",
    "--cluster",
    "--project",
    "--environment",
    "--env",
    "--stage",
    "--subscription",
    "--account",
    "--stack",
    "--workspace",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "NODE_ENV",
    "RAILS_ENV",
    "TF_WORKSPACE",
    "STAGE",
];

const NAMES_REGION: [&str; 3] = ["--region", "AWS_REGION", "AWS_DEFAULT_REGION"];

/// Programs that work on what is deployed: only of these the environment matters.
const WORKS_ON_DEPLOYED: [&str; 22] = [
    "aws",
    "cdk",
    "sam",
    "terraform",
    "tofu",
    "terragrunt",
    "pulumi",
    "kubectl",
    "helm",
    "gcloud",
    "az",
    "serverless",
    "sls",
    "eksctl",
    "flyctl",
    "heroku",
    "vercel",
    "netlify",
    "ansible-playbook",
    "amplify",
    "copilot",
    "sst",
];

impl Limits {
    /// Why a simple command, its words with a blank between them, touches production; `None` if it does not.
    pub fn production(&self, command: &str) -> Option<String> {
        let words: Vec<&str> = command.split(' ').collect();
        let program = |word: &&str| WORKS_ON_DEPLOYED.contains(&word.rsplit('/').next().unwrap_or(word));
        if !words.iter().any(program) {
            return None;
        }
        let mut named = Vec::new();
        for (at, word) in words.iter().enumerate() {
            match word.split_once('=') {
                Some((name, value)) => named.push((name, value)),
                None => named.extend(words.get(at + 1).map(|value| (*word, *value))),
            }
        }
        for (name, value) in named {
            if NAMES_ENVIRONMENT.contains(&name) && self.is_production(value) {
                return Some(format!("`{value}` is production, where agents do nothing"));
            }
            if NAMES_REGION.contains(&name) && self.regions.iter().any(|region| region == value) {
                return Some(format!("agents do nothing in the region `{value}`"));
            }
        }
        let accounts = command.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 12);
        let foreign = accounts
            .into_iter()
            .find(|id| !self.accounts.is_empty() && !self.accounts.iter().any(|a| a == id));
        foreign.map(|id| format!("the AWS account {id} is not one of those where agents may work"))
    }

    fn is_production(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let mut words = name.split(|c: char| !c.is_ascii_alphabetic());
        words.any(|word| self.production.iter().any(|known| known.eq_ignore_ascii_case(word)))
    }

    /// Why the user should look at what was done so far before more is done; `None` if it is not much.
    pub fn too_much(&self, done: &Blast) -> Option<String> {
        let counts = [
            (done.files_deleted, self.files_deleted, "files deleted"),
            (done.lines_removed, self.lines_removed, "lines removed"),
            (done.tests_deleted, self.tests_deleted, "files of tests deleted"),
        ];
        let over = counts.iter().filter(|(count, limit, _)| count >= limit && *count > 0);
        let said: Vec<String> = over.map(|(count, _, what)| format!("{count} {what}")).collect();
        (!said.is_empty()).then(|| format!("since you last allowed something: {}", said.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production() {
        let limits = Limits {
            regions: vec!["eu-west-1".to_owned()],
            accounts: vec!["111111111111".to_owned()],
            ..Limits::default()
        };
        for (command, hit) in [
            ("aws s3 ls --profile prod", true),
            ("aws s3 ls --profile=acme-prod-admin", true),
            ("AWS_PROFILE=Production terraform plan", true),
            ("/usr/bin/aws s3 ls --profile prod", true),
            ("aws s3 ls --profile product-dev", false),
            ("aws s3 ls --profile dev", false),
            ("aws s3 ls --region eu-west-1", true),
            ("aws s3 ls --region eu-west-2", false),
            ("kubectl --context live-eu get pods", true),
            ("aws sts assume-role --role-arn arn:aws:iam::222222222222:role/x", true),
            ("aws sts assume-role --role-arn arn:aws:iam::111111111111:role/x", false),
            ("cargo test --profile prod", false),
            ("NODE_ENV=production npm run build", false),
            ("aws s3 ls --profile", false),
        ] {
            assert_eq!(limits.production(command).is_some(), hit, "{command}");
        }
    }

    #[test]
    fn how_much_is_too_much() {
        let limits = Limits::default();
        let done = |files_deleted, lines_removed, tests_deleted| Blast {
            files_deleted,
            lines_removed,
            tests_deleted,
        };
        assert_eq!(limits.too_much(&done(19, 1_999, 0)), None);
        assert_eq!(
            limits.too_much(&done(20, 2_500, 0)).as_deref(),
            Some("since you last allowed something: 20 files deleted, 2500 lines removed")
        );
        assert!(limits.too_much(&done(1, 0, 1)).is_some());
        let none = Limits { files_deleted: 0, lines_removed: 0, tests_deleted: 0, ..Limits::default() };
        assert_eq!(none.too_much(&done(0, 0, 0)), None);
        assert!(none.too_much(&done(0, 1, 0)).is_some());
    }
}

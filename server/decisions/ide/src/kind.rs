/// What a file of a workspace is to us, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `requirements.md` of a spec.
    Requirements,
    /// `bugfix.md` of a spec.
    Bugfix,
    /// `design.md` of a spec.
    Design,
    /// `tasks.md` of a spec.
    Tasks,
    /// `.config.kiro` of a spec.
    SpecConfig,
    /// `tasks.meta.json` of a spec.
    TasksMeta,
    /// `spec.json` of a spec (cc-sdd).
    SpecJson,
    /// `.kiro/steering/**/*.md`
    Steering,
    /// `AGENTS.md`, anywhere.
    AgentsMd,
    /// `.kiro/hooks/*.json` and `*.kiro.hook`
    Hooks,
    /// `.kiro/settings/mcp.json`
    Mcp,
    /// `.kiro/agents/**/*.json`
    AgentJson,
    /// `.kiro/agents/**/*.md`
    AgentMarkdown,
    /// `.kiro/skills/<name>/SKILL.md`
    Skill,
    /// `.kiro/powers/<name>/POWER.md`
    Power,
    /// `.kiro/settings/permissions.yaml`
    Permissions,
    /// `.kiroignore`, anywhere.
    Ignore,
    /// `.kiro/settings/diagnostics.json`: our own, which rules apply.
    RuleSettings,
}

impl Kind {
    /// `path` is relative to the workspace root, with `/`.
    pub fn of(path: &str) -> Option<Self> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        match name {
            "AGENTS.md" => return Some(Self::AgentsMd),
            ".kiroignore" => return Some(Self::Ignore),
            _ => {}
        }
        let below =
            |top: &str| folder.strip_prefix(top).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        if below(".kiro/specs").is_some() {
            return Self::of_spec_document(name);
        }
        if below(".kiro/steering").is_some() {
            return name.ends_with(".md").then_some(Self::Steering);
        }
        if folder == ".kiro/hooks" {
            return (name.ends_with(".json") || name.ends_with(".kiro.hook")).then_some(Self::Hooks);
        }
        if folder == ".kiro/settings" {
            return match name {
                "mcp.json" => Some(Self::Mcp),
                "permissions.yaml" => Some(Self::Permissions),
                "diagnostics.json" => Some(Self::RuleSettings),
                _ => None,
            };
        }
        if below(".kiro/agents").is_some() {
            return if name.ends_with(".json") {
                Some(Self::AgentJson)
            } else {
                name.ends_with(".md").then_some(Self::AgentMarkdown)
            };
        }
        if below(".kiro/skills").is_some() && name == "SKILL.md" {
            return Some(Self::Skill);
        }
        (below(".kiro/powers").is_some() && name == "POWER.md").then_some(Self::Power)
    }

    fn of_spec_document(name: &str) -> Option<Self> {
        match name {
            "requirements.md" => Some(Self::Requirements),
            "bugfix.md" => Some(Self::Bugfix),
            "design.md" => Some(Self::Design),
            "tasks.md" => Some(Self::Tasks),
            ".config.kiro" => Some(Self::SpecConfig),
            "tasks.meta.json" => Some(Self::TasksMeta),
            "spec.json" => Some(Self::SpecJson),
            _ => None,
        }
    }

    /// It belongs to a spec and is written for people: Markdown in which requirements, properties and tasks are named.
    pub fn is_spec_prose(self) -> bool {
        matches!(self, Self::Requirements | Self::Bugfix | Self::Design | Self::Tasks)
    }

    /// It belongs to a spec.
    pub fn is_of_spec(self) -> bool {
        self.is_spec_prose() || matches!(self, Self::SpecConfig | Self::TasksMeta | Self::SpecJson)
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_file_is_what_its_path_says() {
        for (path, kind) in [
            (".kiro/specs/demo/tasks.md", Some(Kind::Tasks)),
            (".kiro/specs/tasks.md", Some(Kind::Tasks)),
            (".kiro/specs/area/demo/.config.kiro", Some(Kind::SpecConfig)),
            (".kiro/specs/demo/notes.md", None),
            (".kiro/specsheet/tasks.md", None),
            (".kiro/steering/deep/tech.md", Some(Kind::Steering)),
            (".kiro/hooks/a.kiro.hook", Some(Kind::Hooks)),
            (".kiro/hooks/scripts/a.json", None),
            (".kiro/settings/mcp.json", Some(Kind::Mcp)),
            (".kiro/settings/templates/specs/tasks.md", None),
            (".kiro/agents/a.md", Some(Kind::AgentMarkdown)),
            (".kiro/skills/a/SKILL.md", Some(Kind::Skill)),
            ("docs/AGENTS.md", Some(Kind::AgentsMd)),
            (".kiroignore", Some(Kind::Ignore)),
            ("tasks.md", None),
        ] {
            assert_eq!(Kind::of(path), kind, "{path}");
        }
    }
}

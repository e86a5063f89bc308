/// What a rule is about; the names are those of the vendor's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    FsRead,
    FsWrite,
    Filesystem,
    Shell,
    WebFetch,
    WebSearch,
    Mcp,
    Subagent,
    Skill,
    Power,
    Diagnostics,
    Context,
    All,
    Builtin,
}

const NAMES: [(&str, Capability); 14] = [
    ("fs_read", Capability::FsRead),
    ("fs_write", Capability::FsWrite),
    ("filesystem", Capability::Filesystem),
    ("shell", Capability::Shell),
    ("web_fetch", Capability::WebFetch),
    ("web_search", Capability::WebSearch),
    ("mcp", Capability::Mcp),
    ("subagent", Capability::Subagent),
    ("skill", Capability::Skill),
    ("power", Capability::Power),
    ("diagnostics", Capability::Diagnostics),
    ("context", Capability::Context),
    ("all", Capability::All),
    ("builtin", Capability::Builtin),
];

/// One thing that rules are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A file by its path: relative to the root, or absolute.
    Read(&'a str),
    Write(&'a str),
    /// One simple command, its words with a blank between them.
    Command(&'a str),
    /// Anything else: a capability that is neither of the above nor a group, and what it is used on (`server/tool`).
    Other(Capability, &'a str),
}

impl Capability {
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, capability)| *capability)
    }

    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, capability)| *capability == self).map_or("", |(name, _)| name)
    }

    /// Whether a rule with this capability speaks of such things at all.
    pub fn is_about(self, subject: Subject<'_>) -> bool {
        match self {
            Self::All => true,
            // Tools of MCP servers are the only ones that are not built in.
            Self::Builtin => !matches!(subject, Subject::Other(Self::Mcp, _)),
            Self::Filesystem => matches!(subject, Subject::Read(_) | Subject::Write(_)),
            Self::FsRead => matches!(subject, Subject::Read(_)),
            Self::FsWrite => matches!(subject, Subject::Write(_)),
            Self::Shell => matches!(subject, Subject::Command(_)),
            Self::WebFetch
            | Self::WebSearch
            | Self::Mcp
            | Self::Subagent
            | Self::Skill
            | Self::Power
            | Self::Diagnostics
            | Self::Context => matches!(subject, Subject::Other(capability, _) if capability == self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_of_the_files_is_known() {
        for (name, _) in config::CAPABILITIES {
            assert_eq!(Capability::parse(name).map(Capability::name), Some(name));
        }
        assert_eq!(Capability::parse("shel"), None);
    }

    #[test]
    fn groups() {
        let about = |capability: Capability| {
            [
                Subject::Read("a"),
                Subject::Write("a"),
                Subject::Command("ls"),
                Subject::Other(Capability::Mcp, "git/log"),
                Subject::Other(Capability::Subagent, "reviewer"),
            ]
            .map(|subject| capability.is_about(subject))
        };
        assert_eq!(about(Capability::All), [true; 5]);
        assert_eq!(about(Capability::Builtin), [true, true, true, false, true]);
        assert_eq!(about(Capability::Filesystem), [true, true, false, false, false]);
        assert_eq!(about(Capability::FsRead), [true, false, false, false, false]);
        assert_eq!(about(Capability::Shell), [false, false, true, false, false]);
        assert_eq!(about(Capability::Mcp), [false, false, false, true, false]);
    }
}

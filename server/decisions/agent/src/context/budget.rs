use catalog::Catalog;

/// What a model reads and writes at most, in tokens, and from it when which part of a conversation is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The prompt and the answer together.
    pub window: u64,
    /// The answer.
    pub output: u64,
}

/// Of models that the catalogue does not know, by a part of their name, the first that fits. Source: the vendors' pages.
const FAMILIES: [(&str, u64, u64); 6] = [
    ("claude", 200_000, 8_000),
    ("minimax-m2", 196_000, 8_000),
    ("glm-5", 200_000, 128_000),
    ("gpt-5", 272_000, 128_000),
    ("gpt-4.1", 1_000_000, 32_000),
    ("gpt-4o", 128_000, 16_000),
];

/// Of a model that nobody knows. Local servers cut what is too long and do not say so: rather too little.
const UNKNOWN: Budget = Budget { window: 64_000, output: 8_000 };

/// Of a model that reads from a file.
const SCRIPTED: Budget = Budget { window: 200_000, output: 8_000 };

/// Below this no conversation fits beside our own words and the tools.
const LEAST: u64 = 8_000;

impl Budget {
    /// Of a model by its name, as sessions have it.
    pub fn of(model: &str, catalog: &Catalog) -> Self {
        if model.starts_with("scripted:") {
            return SCRIPTED;
        }
        if let Some(known) = catalog.find(model) {
            return Self { window: known.context, output: known.output };
        }
        let name = model.to_lowercase();
        let family = FAMILIES.iter().find(|(part, ..)| name.contains(part));
        family.map_or(UNKNOWN, |&(_, window, output)| Self { window, output })
    }

    /// The same with another window.
    #[must_use]
    pub fn with_window(self, window: u64) -> Self {
        Self { window: window.max(LEAST), output: self.output.min(window / 4) }
    }

    /// A request above this is made shorter; what is left is for the answer.
    pub fn full(&self) -> u64 {
        self.window - self.output.min(self.window / 4)
    }

    /// Above this, old output of tools is left out: early, for it is what is missed least.
    pub fn prune_above(&self) -> u64 {
        self.full() * 3 / 4
    }

    /// The newest output, which is never left out while something else can be.
    pub fn protected(&self) -> u64 {
        self.full() / 4
    }

    /// Leaving out less is not worth it: each time, everything that follows is read anew instead of from a cache.
    pub fn least_gain(&self) -> u64 {
        self.full() / 8
    }

    /// The newest messages, which a summary does not stand for.
    pub fn kept(&self) -> u64 {
        self.full() / 4
    }

    /// The longest summary.
    pub fn summary(&self) -> u64 {
        (self.full() / 8).min(4_000)
    }

    /// What a conversation is for, documents and all.
    pub fn goal(&self) -> u64 {
        self.full() / 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_by_name() {
        for (name, window, full) in [
            ("bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0", 200_000, 150_000),
            ("bedrock:anthropic.claude-opus-4-7", 1_000_000, 872_000),
            ("openai:gpt-4.1-mini", 1_000_000, 968_000),
            ("openai:gpt-5.1-codex", 272_000, 204_000),
            ("bedrock:anthropic.claude-3-7-sonnet-20250219-v1:0", 200_000, 192_000),
            ("openai:llama3:8b", 64_000, 56_000),
        ] {
            let budget = Budget::of(name, Catalog::built_in());
            assert_eq!((budget.window, budget.full()), (window, full), "{name}");
        }
        assert_eq!(UNKNOWN.with_window(32_000), Budget { window: 32_000, output: 8_000 });
        assert_eq!(UNKNOWN.with_window(0).window, LEAST);
    }
}

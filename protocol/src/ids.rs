use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }
    };
}

id!(
    /// One execution of one task, across interruptions: `r-` and eight letters or digits.
    RunId
);
id!(
    /// One conversation with a model: `s-` and eight letters or digits.
    SessionId
);
id!(
    /// One question to the user: `q-` and eight letters or digits.
    QuestionId
);
id!(
    /// One tool call. The model's endpoint chooses the text; unique within a session.
    CallId
);
id!(
    /// One edit that an editor is asked to make: `e-` and eight letters or digits.
    EditId
);

use clap::Subcommand;

use crate::cli::ModelFlags;

#[derive(Debug, Subcommand)]
pub enum SessionVerb {
    /// All sessions, latest first, the questions that wait, and Kiro's own sessions of this folder
    List,
    /// What was said and done in a session
    Show {
        /// The session
        session: String,
    },
    /// Begins a session with the history of another, which stays as it is
    Fork {
        /// The session
        session: String,
        /// The last turn that counts; absent: the last that is over
        #[arg(long)]
        turn: Option<u32>,
        #[command(flatten)]
        model: ModelFlags,
    },
    /// Goes back in a session: begins one with its history up to a turn; both stay
    Rewind {
        /// The session
        session: String,
        /// The last turn that counts, from 1
        turn: u32,
        #[command(flatten)]
        model: ModelFlags,
    },
    /// Gives a session another title
    Rename {
        /// The session
        session: String,
        /// One line
        title: String,
    },
    /// Prints a session as a document: --format markdown, without secrets, or json, its events as they are
    Export {
        /// The session
        session: String,
    },
    /// Finds prompts, answers, titles and tool calls that hold all these words, in any case
    Search {
        /// Words or parts of words
        #[arg(required = true)]
        words: Vec<String>,
        /// The most hits to print
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Deletes a session for good, with its text
    Delete {
        /// The session
        session: String,
    },
    /// Copies one of Kiro's own sessions, which stays as it is
    Import {
        /// Its id, as `session list` shows it
        id: String,
    },
}

use lsp_types::{ClientCapabilities, InitializeParams, PositionEncodingKind};
use serde_json::Value;
use text::Encoding;

/// What the client said it can do. Choices are made by this and never by its name.
#[derive(Clone, Debug)]
pub(crate) struct Announced {
    /// What columns count from now on.
    pub(crate) encoding: Encoding,
    /// It knows `kiro/*` notifications.
    pub(crate) kiro: bool,
    /// It shows dialogs with answers.
    pub(crate) dialogs: bool,
    /// It shows progress that the server starts.
    pub(crate) progress: bool,
    /// It lets the server change open documents.
    pub(crate) apply_edit: bool,
    /// Such a change can name the version it is for.
    pub(crate) document_changes: bool,
    /// Lenses can be asked for again.
    pub(crate) lens_refresh: bool,
    /// The outline can be a tree.
    pub(crate) symbol_tree: bool,
}

impl Announced {
    pub(crate) fn by(params: &InitializeParams) -> Self {
        let ClientCapabilities { workspace, text_document, window, general, experimental, .. } =
            &params.capabilities;
        let (workspace, window) = (workspace.as_ref(), window.as_ref());
        let kiro = |options: &Option<Value>| {
            let kiro = options.as_ref().and_then(|options| options.get("kiro"));
            kiro.is_some_and(|kiro| !kiro.is_null() && *kiro != Value::Bool(false))
        };
        let lens_refresh = || workspace?.code_lens.as_ref()?.refresh_support;
        let document_changes = || workspace?.workspace_edit.as_ref()?.document_changes;
        let symbol_tree =
            || text_document.as_ref()?.document_symbol.as_ref()?.hierarchical_document_symbol_support;
        let offered = general.as_ref().and_then(|general| general.position_encodings.as_deref());
        Self {
            encoding: offered.unwrap_or_default().iter().find_map(encoding).unwrap_or(Encoding::Utf16),
            kiro: kiro(experimental) || kiro(&params.initialization_options),
            dialogs: window.is_some_and(|window| window.show_message.is_some()),
            progress: window.and_then(|window| window.work_done_progress).unwrap_or_default(),
            apply_edit: workspace.and_then(|workspace| workspace.apply_edit).unwrap_or_default(),
            document_changes: document_changes().unwrap_or_default(),
            lens_refresh: lens_refresh().unwrap_or_default(),
            symbol_tree: symbol_tree().unwrap_or_default(),
        }
    }

    /// The encoding as `initialize` answers it.
    pub(crate) fn position_encoding(&self) -> PositionEncodingKind {
        match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }
}

fn encoding(kind: &PositionEncodingKind) -> Option<Encoding> {
    [
        (PositionEncodingKind::UTF8, Encoding::Utf8),
        (PositionEncodingKind::UTF16, Encoding::Utf16),
        (PositionEncodingKind::UTF32, Encoding::Utf32),
    ]
    .into_iter()
    .find_map(|(known, encoding)| (*kind == known).then_some(encoding))
}

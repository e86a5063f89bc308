use lsp_types::{ClientCapabilities, InitializeParams, MarkupKind, PositionEncodingKind};
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
    /// It asks for diagnostics, and can be told to ask again: then they are not published.
    pub(crate) pulls_diagnostics: bool,
    /// Inlay hints can be asked for again.
    pub(crate) inlay_refresh: bool,
    /// It watches files for the server.
    pub(crate) watches_files: bool,
    /// It asks what would be renamed before it asks for a name.
    pub(crate) prepares_rename: bool,
    /// It shows a document that the server names.
    pub(crate) shows_documents: bool,
    /// Completions may have places to fill in.
    pub(crate) snippets: bool,
    /// Hovers may be Markdown.
    pub(crate) markdown_hover: bool,
    /// What a completion says of itself may be Markdown.
    pub(crate) markdown_completion: bool,
    /// Links may say where they lead.
    pub(crate) link_tooltips: bool,
    /// Diagnostics may name other places.
    pub(crate) related: bool,
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
        let pulls = || text_document.as_ref()?.diagnostic.as_ref();
        let diagnostics_refresh = || workspace?.diagnostics.as_ref()?.refresh_support;
        let inlay_refresh = || workspace?.inlay_hint.as_ref()?.refresh_support;
        let watches_files = || workspace?.did_change_watched_files?.dynamic_registration;
        let hover_formats = || text_document.as_ref()?.hover.as_ref()?.content_format.as_deref();
        let shows_documents = || Some(window?.show_document.as_ref()?.support);
        let prepares_rename = || text_document.as_ref()?.rename.as_ref()?.prepare_support;
        let completion_item = || text_document.as_ref()?.completion.as_ref()?.completion_item.as_ref();
        let snippets = || completion_item()?.snippet_support;
        let completion_formats = || completion_item()?.documentation_format.as_deref();
        let link_tooltips = || text_document.as_ref()?.document_link.as_ref()?.tooltip_support;
        let related = || text_document.as_ref()?.publish_diagnostics.as_ref()?.related_information;
        let offered = general.as_ref().and_then(|general| general.position_encodings.as_deref());
        Self {
            encoding: offered.unwrap_or_default().iter().find_map(encoding).unwrap_or(Encoding::Utf16),
            kiro: kiro(experimental) || kiro(&params.initialization_options),
            dialogs: window.is_some_and(|window| window.show_message.is_some()),
            progress: window.and_then(|window| window.work_done_progress).unwrap_or_default(),
            apply_edit: workspace.and_then(|workspace| workspace.apply_edit).unwrap_or_default(),
            document_changes: document_changes().unwrap_or_default(),
            lens_refresh: lens_refresh().unwrap_or_default(),
            pulls_diagnostics: pulls().is_some() && diagnostics_refresh().unwrap_or_default(),
            inlay_refresh: inlay_refresh().unwrap_or_default(),
            watches_files: watches_files().unwrap_or_default(),
            prepares_rename: prepares_rename().unwrap_or_default(),
            markdown_hover: hover_formats().is_none_or(|formats| formats.contains(&MarkupKind::Markdown)),
            markdown_completion: completion_formats()
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            link_tooltips: link_tooltips().unwrap_or_default(),
            shows_documents: shows_documents().unwrap_or_default(),
            snippets: snippets().unwrap_or_default(),
            related: related().unwrap_or_default(),
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

use std::sync::Arc;

use lsp_types::{
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionParams, CompletionResponse,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, DocumentFormattingParams, DocumentHighlight,
    DocumentHighlightParams, DocumentLink, DocumentLinkParams, DocumentOnTypeFormattingParams,
    DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams, FoldingRange, FoldingRangeParams,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams, InitializeResult,
    InitializedParams, InlayHint, InlayHintParams, Location, PrepareRenameResponse, ReferenceParams,
    RenameParams, SelectionRange, SelectionRangeParams, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult, TextDocumentPositionParams, TextEdit,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult, WorkspaceEdit, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::{Client, LanguageServer};

use crate::requests::{
    code_action, code_lens, completion, formatting, hover, inlay_hints, links, navigation, rename, structure,
    symbols, tokens, workspace_symbols,
};
use crate::session::{Entry, Session};
use crate::{commands, diagnostics, lifecycle, watched_files};

/// The methods of LSP, each handed to its module. Notifications never await; what the next message may rely on, such as
/// an open root, is done when they return.
pub(crate) struct Server {
    pub(crate) client: Client,
    pub(crate) entry: Arc<Entry>,
}

impl Server {
    pub(crate) fn session(&self) -> Result<Arc<Session>> {
        self.entry.session.get().cloned().ok_or_else(Error::internal_error)
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        lifecycle::initialize(self, params).await
    }

    async fn initialized(&self, _: InitializedParams) {
        if let Ok(session) = self.session() {
            lifecycle::initialized(session);
        }
    }

    async fn shutdown(&self) -> Result<()> {
        lifecycle::shutdown(&self.entry, "the editor shut the server down").await;
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        if let Ok(session) = self.session() {
            let document = params.text_document;
            session.opened(document.uri, document.version, document.text);
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        if let Ok(session) = self.session() {
            let document = params.text_document;
            session.changed(&document.uri, document.version, params.content_changes);
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        if let Ok(session) = self.session() {
            session.closed(&params.text_document.uri);
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        if let Ok(session) = self.session() {
            lifecycle::folders_changed(&session, &params.event);
        }
    }

    /// Nothing is configured here; clients send it all the same, and the framework would warn each time.
    async fn did_change_configuration(&self, _: DidChangeConfigurationParams) {}

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        if let Ok(session) = self.session() {
            watched_files::changed(&session, &params);
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        Ok(diagnostics::document(&*self.session()?, &params).await)
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        Ok(diagnostics::workspace(&*self.session()?, &params).await.into())
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        Ok(hover::hover(&*self.session()?, &params).await)
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        Ok(completion::completion(&*self.session()?, &params).await)
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        Ok(navigation::definition(&*self.session()?, &params).await)
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        Ok(navigation::references(&*self.session()?, &params).await)
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        Ok(navigation::highlights(&*self.session()?, &params).await)
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        Ok(rename::prepare(&*self.session()?, &params).await)
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        rename::rename(&*self.session()?, &params).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        Ok(links::links(&*self.session()?, &params).await)
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        Ok(structure::folding_ranges(&*self.session()?, &params).await)
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        Ok(structure::selection_ranges(&*self.session()?, &params).await)
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        Ok(tokens::full(&*self.session()?, &params).await.map(SemanticTokensResult::Tokens))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        Ok(tokens::range(&*self.session()?, &params).await.map(SemanticTokensRangeResult::Tokens))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        Ok(inlay_hints::inlay_hints(&*self.session()?, &params).await)
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        Ok(formatting::formatting(&self.session()?, &params).await)
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        Ok(formatting::on_type(&*self.session()?, &params).await)
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        Ok(Some(workspace_symbols::symbols(&*self.session()?, &params).await))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        Ok(code_lens::lenses(&*self.session()?, &params).await)
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        Ok(code_action::actions(&*self.session()?, &params).await)
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        Ok(symbols::symbols(&*self.session()?, &params).await)
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        commands::execute(&self.session()?, params).await
    }
}

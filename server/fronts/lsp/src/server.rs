use std::sync::Arc;

use lsp_types::{
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams,
    InitializeParams, InitializeResult, InitializedParams,
};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::{Client, LanguageServer};

use crate::session::{Entry, Session};
use crate::{code_action, code_lens, commands, lifecycle, symbols};

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

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        Ok(code_lens::lenses(&*self.session()?, &params))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        Ok(code_action::actions(&*self.session()?, &params))
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        Ok(symbols::symbols(&*self.session()?, &params))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        commands::execute(&self.session()?, params).await
    }
}

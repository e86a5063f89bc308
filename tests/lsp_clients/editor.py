"""An editor made of pytest-lsp's client: it does what it announced, and notes every fault of the server."""

import asyncio
import copy
import pathlib
import urllib.parse
import uuid

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidRequest
from pygls.workspace import PositionCodec, TextDocument
from pytest_lsp import LanguageClient
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features
from pytest_lsp.protocol import LanguageClientProtocol
from pygls.protocol import default_converter

from announced import announced, edit_fault, progress_faults, registrable
from meta_model import message_problems

PATIENCE = 10.0


class Wire(LanguageClientProtocol):
    """Shows the editor each message as it came."""

    def structure_message(self, data):
        if "jsonrpc" in data:
            self._server.takes(copy.deepcopy(data))
        return super().structure_message(data)

    def send_request(self, method, params=None, callback=None, msg_id=None):
        msg_id = msg_id or str(uuid.uuid4())
        self._server.asked[msg_id] = method
        return super().send_request(method, params, callback, msg_id)


class Editor(LanguageClient):
    def __init__(self, capabilities: types.ClientCapabilities):
        super().__init__(protocol_cls=Wire, converter_factory=default_converter)
        self.can = capabilities
        self.takes_methods = announced(capabilities)
        self.encoding = "utf-16"
        # Methods of requests by their ids, and the last answer to each method, as it came.
        self.asked: dict[str, str] = {}
        self.answers: dict[str, object] = {}
        self.messages_seen: list[dict] = []
        self.problems: list[str] = []
        self.open_documents: dict[str, TextDocument] = {}
        self.registrations: list[types.Registration] = []
        # It asks for diagnostics, with the number of times it did.
        self.pulls = False
        self.pulled = 0
        self.latest: dict[str, int] = {}
        self.dialogs: list[tuple[types.ShowMessageRequestParams, asyncio.Future]] = []
        own = {
            types.WINDOW_SHOW_MESSAGE_REQUEST: show_dialog,
            types.WORKSPACE_APPLY_EDIT: apply_edit,
            types.WORKSPACE_CODE_LENS_REFRESH: refresh,
            types.WORKSPACE_INLAY_HINT_REFRESH: refresh,
            types.WORKSPACE_DIAGNOSTIC_REFRESH: refresh_diagnostics,
            types.CLIENT_REGISTER_CAPABILITY: register,
        }
        register_lsp_features(self, DEFAULT_CLIENT_FEATURES | own)

    def takes(self, message: dict):
        self.messages_seen.append(message)
        answered = self.asked.get(message.get("id"))
        self.problems += message_problems(message, answered)
        method = message.get("method")
        if method is None:
            self.answers[answered] = message.get("result")
        elif method not in self.takes_methods:
            self.problems.append(f"`{method}` was sent and not announced")

    def faults(self) -> list[str]:
        """Everything that the server did wrong, of a connection that has ended."""
        return self.problems + progress_faults(self.messages_seen)

    def report_server_error(self, error, source):
        self.problems.append(f"{source.__name__}: {error!r}")
        super().report_server_error(error, source)

    async def initialize(self, root) -> types.InitializeResult:
        folder = types.WorkspaceFolder(uri=root.as_uri(), name=root.name)
        result = await self.initialize_session(
            types.InitializeParams(
                capabilities=self.can,
                client_info=types.ClientInfo(name="pytest-lsp"),
                root_uri=root.as_uri(),
                workspace_folders=[folder],
            )
        )
        self.encoding = result.capabilities.position_encoding or "utf-16"
        self.pulls = result.capabilities.diagnostic_provider is not None
        return result

    def open(self, path, text: str | None = None) -> str:
        """Opens a file, or what a user made of it; answers its URI."""
        uri, text = path.as_uri(), path.read_text() if text is None else text
        codec = PositionCodec(self.encoding)
        self.open_documents[uri] = TextDocument(uri, text, 1, "markdown", position_codec=codec)
        item = types.TextDocumentItem(uri=uri, language_id="markdown", version=1, text=text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
        self.look(uri)
        return uri

    def close(self, uri: str):
        del self.open_documents[uri]
        identifier = types.TextDocumentIdentifier(uri=uri)
        self.text_document_did_close(types.DidCloseTextDocumentParams(text_document=identifier))
        if self.pulls:
            self.diagnostics[uri] = []

    def change(self, uri: str, changes: list[types.TextDocumentContentChangePartial]):
        document = self.open_documents[uri]
        document.version += 1
        for change in changes:
            # pygls moves positions behind the end of a line.
            document.apply_change(copy.deepcopy(change))
        identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=document.version)
        params = types.DidChangeTextDocumentParams(text_document=identifier, content_changes=changes)
        self.text_document_did_change(params)
        self.look(uri)

    def look(self, uri: str):
        """Asks for the diagnostics of a document, if that is how this editor gets them."""
        if self.pulls:
            asyncio.ensure_future(self.pull(uri))

    async def pull(self, uri: str):
        self.pulled += 1
        number = self.pulled
        identifier = types.TextDocumentIdentifier(uri=uri)
        params = types.DocumentDiagnosticParams(text_document=identifier)
        try:
            report = await self.text_document_diagnostic_async(params)
        except JsonRpcInvalidRequest:
            # The server was shut down meanwhile.
            return
        # An answer that was overtaken is about an older text.
        if uri in self.open_documents and number >= self.latest.get(uri, 0):
            self.latest[uri] = number
            self.diagnostics[uri] = report.items

    def text(self, uri: str) -> str:
        return self.open_documents[uri].source

    def edit(self, uri: str, edits: list[types.TextEdit]):
        """Makes edits that all refer to the same text: in the buffer, or in the file if there is none."""
        last_first = sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True)
        changes = [types.TextDocumentContentChangePartial(edit.range, edit.new_text) for edit in last_first]
        if uri in self.open_documents:
            return self.change(uri, changes)
        path = pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(uri).path))
        codec = PositionCodec(self.encoding)
        document = TextDocument(uri, path.read_text(), 0, "markdown", position_codec=codec)
        for change in changes:
            document.apply_change(change)
        path.write_text(document.source)

    def place(self, uri: str, needle: str) -> types.Position:
        """The place of the `|` in `needle`, which stands in the open document without it."""
        document = self.open_documents[uri]
        before, after = needle.split("|")
        offset = document.source.index(before + after) + len(before)
        line = document.source.count("\n", 0, offset)
        start = document.source.rfind("\n", 0, offset) + 1
        position = types.Position(line, offset - start)
        return document.position_codec.position_to_client_units(document.lines, position)

    def slice(self, uri: str, range: types.Range) -> str:
        """What stands in a range of an open document, which begins and ends on one line."""
        document = self.open_documents[uri]
        within = document.position_codec.range_from_client_units(document.lines, range)
        assert within.start.line == within.end.line, within
        return document.lines[within.start.line][within.start.character : within.end.character]

    async def until(self, what: str, condition):
        """Waits for what `condition` answers to be true."""
        for _ in range(int(PATIENCE / 0.01)):
            if value := condition():
                return value
            await asyncio.sleep(0.01)
        raise TimeoutError(f"no {what}; the server sent {self.messages_seen[-5:]}")

    async def lenses(self, uri: str) -> list[types.CodeLens]:
        identifier = types.TextDocumentIdentifier(uri=uri)
        return await self.text_document_code_lens_async(types.CodeLensParams(text_document=identifier)) or []

    async def lens(self, uri: str, title: str) -> types.CodeLens:
        for _ in range(int(PATIENCE / 0.05)):
            found = await self.lenses(uri)
            if match := [lens for lens in found if lens.command.title == title]:
                return match[0]
            await asyncio.sleep(0.05)
        raise TimeoutError(f"no lens {title}; there are {[lens.command.title for lens in found]}")

    async def actions(self, uri: str, line: int, diagnostics=()) -> list[types.CodeAction]:
        place = types.Position(line=line, character=0)
        params = types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            range=types.Range(start=place, end=place),
            context=types.CodeActionContext(diagnostics=list(diagnostics)),
        )
        await self.text_document_code_action_async(params)
        # lsprotocol takes an action that has a command for a command.
        raw = self.answers[types.TEXT_DOCUMENT_CODE_ACTION] or []
        return [self.protocol._converter.structure(action, types.CodeAction) for action in raw]

    async def symbols(self, uri: str) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
        identifier = types.TextDocumentIdentifier(uri=uri)
        params = types.DocumentSymbolParams(text_document=identifier)
        return await self.text_document_document_symbol_async(params) or []

    async def run(self, command: types.Command) -> dict:
        """As a click on a lens or an action does."""
        return await self.command(command.command, *command.arguments)

    async def command(self, name: str, *arguments) -> dict:
        params = types.ExecuteCommandParams(command=name, arguments=list(arguments))
        await self.workspace_execute_command_async(params)
        return self.answers[types.WORKSPACE_EXECUTE_COMMAND]

    async def answer(self, uri: str, title: str):
        """Answers the next question: in its dialog, or by the action of its diagnostic."""
        if types.WINDOW_SHOW_MESSAGE_REQUEST in self.takes_methods:
            params, chosen = await self.until("dialog", lambda: self.dialogs and self.dialogs.pop(0))
            chosen.set_result(next(action for action in params.actions if action.title == title))
            return
        asks = lambda: [found for found in self.diagnostics.get(uri, []) if found.code == "kiro/question"]
        question, *_ = await self.until("question", asks)
        actions = await self.actions(uri, question.range.start.line, [question])
        action = next(action for action in actions if action.title.startswith(f"{title}: "))
        assert action.kind == types.CodeActionKind.QuickFix
        assert [about.message for about in action.diagnostics] == [question.message]
        await self.run(action.command)
        await self.until("end of the question", lambda: question not in asks())


async def show_dialog(client: Editor, params: types.ShowMessageRequestParams):
    chosen = asyncio.get_running_loop().create_future()
    client.dialogs.append((params, chosen))
    return await chosen


def apply_edit(client: Editor, params: types.ApplyWorkspaceEditParams):
    if fault := edit_fault(client.can, params.edit):
        client.problems.append(fault)
    for uri, version, edits in edits_of(params.edit):
        document = client.open_documents.get(uri)
        if document and version not in (None, document.version):
            return types.ApplyWorkspaceEditResult(applied=False, failure_reason="the document has changed")
        client.edit(uri, edits)
    return types.ApplyWorkspaceEditResult(applied=True)


def edits_of(edit: types.WorkspaceEdit):
    for change in edit.document_changes or []:
        yield change.text_document.uri, change.text_document.version, change.edits
    for uri, edits in (edit.changes or {}).items():
        yield uri, None, edits


def refresh(client: Editor, params: None):
    return None


def refresh_diagnostics(client: Editor, params: None):
    for uri in client.open_documents:
        client.look(uri)


def register(client: Editor, params: types.RegistrationParams):
    client.registrations += params.registrations
    for registration in params.registrations:
        if registration.method not in registrable(client.can):
            client.problems.append(f"`{registration.method}` was registered and not announced")

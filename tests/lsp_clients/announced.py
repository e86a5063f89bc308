"""What a server may send, by what the client announced."""

from lsprotocol import types

ALWAYS = {
    types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
    types.WINDOW_SHOW_MESSAGE,
    types.WINDOW_LOG_MESSAGE,
    types.CANCEL_REQUEST,
}


def announced(capabilities: types.ClientCapabilities) -> set[str]:
    """The methods of the server that the client takes. Any other is a fault of the server's."""
    window = capabilities.window or types.WindowClientCapabilities()
    workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
    optional = {
        types.WINDOW_SHOW_MESSAGE_REQUEST: window.show_message,
        types.WINDOW_SHOW_DOCUMENT: window.show_document and window.show_document.support,
        types.WINDOW_WORK_DONE_PROGRESS_CREATE: window.work_done_progress,
        types.PROGRESS: window.work_done_progress,
        types.WORKSPACE_APPLY_EDIT: workspace.apply_edit,
        types.WORKSPACE_CODE_LENS_REFRESH: workspace.code_lens and workspace.code_lens.refresh_support,
        types.WORKSPACE_INLAY_HINT_REFRESH: workspace.inlay_hint and workspace.inlay_hint.refresh_support,
        types.WORKSPACE_DIAGNOSTIC_REFRESH: workspace.diagnostics and workspace.diagnostics.refresh_support,
        # What is registered is looked at there.
        types.CLIENT_REGISTER_CAPABILITY: registrable(capabilities),
    }
    return ALWAYS | {method for method, given in optional.items() if given}


def registrable(capabilities: types.ClientCapabilities) -> set[str]:
    """What of the server's the client lets it register once it runs."""
    workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
    watches = workspace.did_change_watched_files
    return {types.WORKSPACE_DID_CHANGE_WATCHED_FILES} if watches and watches.dynamic_registration else set()


def edit_fault(capabilities: types.ClientCapabilities, edit: types.WorkspaceEdit) -> str | None:
    """Why the client does not understand an edit."""
    workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
    versions = workspace.workspace_edit and workspace.workspace_edit.document_changes
    return "an edit has documentChanges" if edit.document_changes is not None and not versions else None


def offered_encodings(capabilities: types.ClientCapabilities) -> list[str]:
    general = capabilities.general or types.GeneralClientCapabilities()
    return [str(getattr(kind, "value", kind)) for kind in general.position_encodings or ["utf-16"]]


def progress_faults(messages: list[dict]) -> list[str]:
    """Of all messages: each progress is created, begins once, and ends once; nothing comes before or after."""
    faults, state = [], {}
    follows = {"begin": ("created", "shown"), "report": ("shown", "shown"), "end": ("shown", "ended")}
    for message in messages:
        method, params = message.get("method"), message.get("params")
        if method == types.WINDOW_WORK_DONE_PROGRESS_CREATE:
            token = params["token"]
            if token in state:
                faults.append(f"the progress {token!r} is created again")
            state[token] = "created"
        elif method == types.PROGRESS:
            token, kind = params["token"], params["value"]["kind"]
            before, after = follows[kind]
            if state.get(token) != before:
                faults.append(f"the progress {token!r} has its {kind} when it is {state.get(token)}")
            state[token] = after
    return faults + [f"the progress {token!r} is left {how}" for token, how in state.items() if how != "ended"]

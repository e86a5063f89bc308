import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import java.util.logging.*;
import java.util.stream.Stream;
import org.eclipse.lsp4j.*;
import org.eclipse.lsp4j.jsonrpc.*;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.*;

/**
 * An editor made of lsp4j, which LSP4IJ, the client of JetBrains IDEs, is made of, with what LSP4IJ announces and does:
 * it resolves neither lens nor action, takes edits without a look at versions, and has no request or notification
 * beyond LSP. lsp4j's own validator judges each message in both directions; whatever it, or lsp4j's log, finds wrong
 * fails the test.
 *
 * <p>{@code java -cp JARS Client.java SERVER SAMPLE CAPABILITIES}
 */
public final class Client implements LanguageClient, AutoCloseable {
    static final int PATIENCE_MS = 10_000;
    static final String PASSED_OVER = "Unsupported notification method: kiro/event";
    /** Held, since the log holds its loggers weakly. */
    static final Logger LSP4J = Logger.getLogger("org.eclipse.lsp4j");
    static volatile Consumer<String> logged = line -> {};

    record Question(ShowMessageRequestParams params, CompletableFuture<MessageActionItem> chosen) {}

    final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    final List<String> passedOver = new CopyOnWriteArrayList<>();
    final List<MessageParams> messages = new CopyOnWriteArrayList<>();
    final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    final Map<String, List<WorkDoneProgressNotification>> progress = new ConcurrentHashMap<>();
    final Path base, root;
    final Process process;
    final LanguageServer server;
    final InitializeResult announced;
    /** The open tasks.md. */
    final VersionedTextDocumentIdentifier tasks;
    volatile String text;

    Client(String command, Path sample, JsonObject recorded, boolean optsIn) throws Exception {
        base = Files.createTempDirectory("kiro-lsp4j").toRealPath();
        root = base.resolve("greeting");
        copy(sample, root);
        logged = line -> (optsIn && line.equals(PASSED_OVER) ? passedOver : faults).add(line);
        var builder = new ProcessBuilder(command, "--stdio").redirectError(base.resolve("log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KIRO_"));
        builder.environment().putAll(Map.of("HOME", base.toString(), "KIRO_LSP_STATE_DIR", base + "/state",
            "KIRO_LSP_MODEL", "scripted:" + root + "/model.jsonl", "PYTHONDONTWRITEBYTECODE", "1"));
        process = builder.start();
        var launcher = new LSPLauncher.Builder<LanguageServer>()
            .setLocalService(this).setRemoteInterface(LanguageServer.class)
            .setInput(process.getInputStream()).setOutput(process.getOutputStream())
            .validateMessages(true).wrapMessages(this::noting).create();
        server = launcher.getRemoteProxy();
        launcher.startListening();

        Gson gson = new MessageJsonHandler(Map.of()).getGson();
        var params = new InitializeParams();
        params.setProcessId((int) ProcessHandle.current().pid());
        params.setClientInfo(gson.fromJson(recorded.get("clientInfo"), ClientInfo.class));
        params.setCapabilities(gson.fromJson(recorded.get("capabilities"), ClientCapabilities.class));
        if (optsIn) params.getCapabilities().setExperimental(Map.of("kiro", Map.of("version", 1)));
        params.setInitializationOptions(new JsonObject());
        params.setWorkspaceFolders(List.of(new WorkspaceFolder(root.toUri().toString(), "greeting")));
        announced = soon(server.initialize(params));
        server.initialized(new InitializedParams());
        server.getWorkspaceService().didChangeConfiguration(new DidChangeConfigurationParams(new JsonObject()));

        Path file = root.resolve(".kiro/specs/greeting/tasks.md");
        tasks = new VersionedTextDocumentIdentifier(file.toUri().toString(), 1);
        text = Files.readString(file);
        var item = new TextDocumentItem(tasks.getUri(), "markdown", 1, text);
        server.getTextDocumentService().didOpen(new DidOpenTextDocumentParams(item));
    }

    /** What the validator refuses is a fault of whoever sent it. */
    MessageConsumer noting(MessageConsumer validator) {
        return message -> {
            try {
                validator.consume(message);
            } catch (MessageIssueException invalid) {
                faults.add(invalid + " in " + message);
                throw invalid;
            }
        };
    }

    static void tests(Map<String, Test> tests) {
        tests.put("what is announced", client -> {
            var can = client.announced.getCapabilities();
            equal("utf-16", can.getPositionEncoding());
            equal(TextDocumentSyncKind.Incremental, can.getTextDocumentSync().getRight().getChange());
            equal(false, can.getCodeLensProvider().getResolveProvider());
            equal(null, can.getCodeActionProvider().getRight().getResolveProvider());
        });
        tests.put("a lens has its command", client -> {
            var titles = client.lenses().map(lens -> lens.getCommand().getTitle()).toList();
            equal(List.of("1 of 4 tasks done · next: 2.1 Say hello", "Run next: 2.1", "Implement task 2.1", "Implement task 2.2", "Implement task 3"), titles);
        });
        tests.put("an action has its command, and a mark goes into the document", client -> {
            client.run(client.action(4, "Mark done"));
            contains("- [x] 2.1 Say hello", client.text);
            contains("- [ ] 2.1 Say hello", Files.readString(client.root.resolve(".kiro/specs/greeting/tasks.md")));
        });
        tests.put("symbols are a tree", client -> {
            var params = new DocumentSymbolParams(new TextDocumentIdentifier(client.tasks.getUri()));
            var symbols = soon(client.server.getTextDocumentService().documentSymbol(params));
            equal(2, symbols.get(1).getRight().getChildren().size());
        });
        tests.put("diagnostics follow changes", client -> {
            equal(List.of(), client.diagnostics());
            client.change(new Range(new Position(4, 5), new Position(4, 6)), "🦀");
            var found = client.diagnostics();
            equal(1, found.size());
            // Two units of UTF-16 in brackets.
            equal(new Range(new Position(4, 4), new Position(4, 8)), found.get(0).getRange());
            var all = soon(client.server.getWorkspaceService().diagnostic(new WorkspaceDiagnosticParams(List.of())));
            var tasks = all.getItems().stream().map(Either::getLeft).filter(report -> report.getUri().equals(client.tasks.getUri()));
            equal(List.of(found), tasks.map(WorkspaceFullDocumentDiagnosticReport::getItems).toList());
        });
        tests.put("everything about a reference is valid", client -> {
            var tasks = new TextDocumentIdentifier(client.tasks.getUri());
            var place = new Position(5, 23);
            var everything = new Range(new Position(0, 0), new Position(99, 0));
            var service = client.server.getTextDocumentService();
            contains("THE program SHALL greet it", soon(service.hover(new HoverParams(tasks, place))).getContents().getRight().getValue());
            contains("requirements.md", soon(service.definition(new DefinitionParams(tasks, place))).getLeft().get(0).getUri());
            equal(2, soon(service.references(new ReferenceParams(tasks, place, new ReferenceContext(false)))).size());
            equal(true, soon(service.prepareRename(new PrepareRenameParams(tasks, place))).isSecond());
            equal(2, soon(service.rename(new RenameParams(tasks, place, "1.7"))).getDocumentChanges().size());
            equal(false, soon(service.completion(new CompletionParams(tasks, place))).getLeft().isEmpty());
            equal(2, soon(service.documentLink(new DocumentLinkParams(tasks))).size());
            equal(false, soon(service.foldingRange(new FoldingRangeRequestParams(tasks))).isEmpty());
            equal(1, soon(service.selectionRange(new SelectionRangeParams(tasks, List.of(place)))).size());
            equal(0, soon(service.semanticTokensFull(new SemanticTokensParams(tasks))).getData().size() % 5);
            soon(service.inlayHint(new InlayHintParams(tasks, everything)));
            soon(service.formatting(new DocumentFormattingParams(tasks, new FormattingOptions(2, true))));
            var symbols = soon(client.server.getWorkspaceService().symbol(new WorkspaceSymbolParams("greet")));
            equal(false, (symbols.isLeft() ? symbols.getLeft() : symbols.getRight()).isEmpty());
        });
        tests.put("a run by its lens: questions, progress, ticks", client -> {
            client.run(client.lens("Implement task 2.1"));
            client.answer("greeting.py", "Allow once");
            client.answer("unittest", "Allow once");
            client.until("the tick", () -> client.text.contains("- [x] 2.1 Say hello"));
            contains("Hello, {name}!", Files.readString(client.root.resolve("greeting.py")));
            equal("done", client.end("kiro: task 2.1"));
            client.lens("Run next: 2.2");
        });
        tests.put("a run is stopped by its action", client -> {
            client.run(client.action(8, "Implement task 3"));
            client.until("the mark", () -> client.text.contains("- [-] 3."));
            client.lens("Stop task 3");
            client.run(client.action(8, "Stop task 3"));
            equal("stopped", client.end("kiro: task 3"));
            client.until("the mark taken back", () -> client.text.contains("- [ ] 3."));
        });
        tests.put("a run is stopped by cancelling its progress", client -> {
            client.run(client.lens("Implement task 3"));
            client.until("the progress", () -> client.progress.containsKey("kiro: task 3"));
            client.server.cancelProgress(new WorkDoneProgressCancelParams(Either.forLeft("kiro: task 3")));
            equal("stopped", client.end("kiro: task 3"));
        });
        tests.put("the error of a command is answered and shown", client -> {
            var command = new Command("", "kiro.task.stop", List.of(Map.of("spec", "greeting", "task", "3")));
            try {
                client.run(command);
                throw new AssertionError("the command succeeded");
            } catch (ExecutionException error) {
                contains("is not running", error.getCause().getMessage());
            }
            client.until("the message", () -> client.messages.size() == 1);
        });
        tests.put("kiro/* events of an opted-in client are passed over", client -> {
            client.run(client.action(4, "Mark done"));
            client.until("a warning of lsp4j", () -> !client.passedOver.isEmpty());
            client.lens("Run next: 2.2");
        });
    }

    /** As LSP4IJ has them: it asks. */
    List<Diagnostic> diagnostics() throws Exception {
        var params = new DocumentDiagnosticParams(new TextDocumentIdentifier(tasks.getUri()));
        return soon(server.getTextDocumentService().diagnostic(params)).getLeft().getItems();
    }

    Stream<? extends CodeLens> lenses() throws Exception {
        var params = new CodeLensParams(new TextDocumentIdentifier(tasks.getUri()));
        return soon(server.getTextDocumentService().codeLens(params)).stream();
    }

    Command lens(String title) throws Exception {
        Command[] found = new Command[1];
        until("the lens " + title, () -> {
            var commands = lenses().map(CodeLens::getCommand);
            found[0] = commands.filter(command -> command.getTitle().equals(title)).findFirst().orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    Command action(int line, String title) throws Exception {
        var place = new Range(new Position(line, 0), new Position(line, 0));
        var params = new CodeActionParams(new TextDocumentIdentifier(tasks.getUri()), place, new CodeActionContext(List.of()));
        var actions = soon(server.getTextDocumentService().codeAction(params));
        return actions.stream().map(Either::getRight).filter(action -> action.getTitle().equals(title)).findFirst()
            .orElseThrow(() -> new AssertionError("no action " + title + " in " + actions)).getCommand();
    }

    Object run(Command command) throws Exception {
        var params = new ExecuteCommandParams(command.getCommand(), command.getArguments());
        return soon(server.getWorkspaceService().executeCommand(params));
    }

    void answer(String about, String title) throws Exception {
        var question = questions.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
        if (question == null) throw new AssertionError("no question about " + about);
        contains(about, question.params.getMessage());
        var offered = question.params.getActions().stream();
        question.chosen.complete(offered.filter(item -> item.getTitle().equals(title)).findFirst().orElseThrow());
    }

    /** The message in which a progress ends, which had its begin first and has its end once. */
    String end(String token) throws Exception {
        var values = progress.computeIfAbsent(token, unknown -> new CopyOnWriteArrayList<>());
        until("the end of " + token, () -> values.stream().anyMatch(WorkDoneProgressEnd.class::isInstance));
        equal(WorkDoneProgressBegin.class, values.get(0).getClass());
        var between = values.subList(1, values.size() - 1).stream();
        equal(true, between.allMatch(WorkDoneProgressReport.class::isInstance));
        return ((WorkDoneProgressEnd) values.get(values.size() - 1)).getMessage();
    }

    synchronized void change(Range range, String with) {
        text = text.substring(0, offset(range.getStart())) + with + text.substring(offset(range.getEnd()));
        tasks.setVersion(tasks.getVersion() + 1);
        var change = new TextDocumentContentChangeEvent(range, with);
        server.getTextDocumentService().didChange(new DidChangeTextDocumentParams(tasks, List.of(change)));
    }

    int offset(Position position) {
        int start = 0;
        for (int line = 0; line < position.getLine(); line++) start = text.indexOf('\n', start) + 1;
        return start + position.getCharacter();
    }

    /** LSP4IJ makes every edit, whatever version it is for, and answers that it did. */
    @Override public CompletableFuture<ApplyWorkspaceEditResponse> applyEdit(ApplyWorkspaceEditParams params) {
        for (var changed : params.getEdit().getDocumentChanges()) {
            if (!changed.getLeft().getTextDocument().getUri().equals(tasks.getUri())) faults.add("not open: " + changed);
            else for (var edit : changed.getLeft().getEdits()) change(edit.getRange(), edit.getNewText());
        }
        return CompletableFuture.completedFuture(new ApplyWorkspaceEditResponse(true));
    }

    @Override public CompletableFuture<Void> createProgress(WorkDoneProgressCreateParams params) {
        var before = progress.putIfAbsent(params.getToken().getLeft(), new CopyOnWriteArrayList<>());
        if (before != null) faults.add("created again: " + params);
        return CompletableFuture.completedFuture(null);
    }

    @Override public void notifyProgress(ProgressParams params) {
        var values = progress.get(params.getToken().getLeft());
        if (values == null) faults.add("not created: " + params);
        else values.add(params.getValue().getLeft());
    }

    @Override public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams params) {
        var chosen = new CompletableFuture<MessageActionItem>();
        questions.add(new Question(params, chosen));
        return chosen;
    }

    @Override public void publishDiagnostics(PublishDiagnosticsParams params) { faults.add("published, and would be shown twice: " + params); }
    @Override public void showMessage(MessageParams params) { messages.add(params); }
    @Override public void logMessage(MessageParams params) {}
    @Override public void telemetryEvent(Object object) { faults.add("telemetry"); }
    @Override public CompletableFuture<Void> refreshCodeLenses() { return CompletableFuture.completedFuture(null); }
    @Override public CompletableFuture<Void> refreshInlayHints() { return CompletableFuture.completedFuture(null); }
    @Override public CompletableFuture<Void> refreshDiagnostics() { return CompletableFuture.completedFuture(null); }
    @Override public CompletableFuture<Void> registerCapability(RegistrationParams params) { return CompletableFuture.completedFuture(null); }

    /** As LSP4IJ stops a server. */
    @Override public void close() throws Exception {
        try {
            server.getTextDocumentService().didClose(new DidCloseTextDocumentParams(new TextDocumentIdentifier(tasks.getUri())));
            equal(null, soon(server.shutdown()));
            server.exit();
            equal(true, process.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS));
            equal(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
        equal(List.of(), faults);
        equal("", Files.readString(base.resolve("log")));
        try (var files = Files.walk(base)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        }
    }

    interface Test { void run(Client client) throws Exception; }

    public static void main(String[] arguments) throws Exception {
        LSP4J.setUseParentHandlers(false);
        LSP4J.addHandler(new Handler() {
            @Override public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.WARNING.intValue()) logged.accept(record.getMessage());
            }
            @Override public void flush() {}
            @Override public void close() {}
        });
        var recorded = new Gson().fromJson(Files.readString(Path.of(arguments[2])), JsonObject.class);
        var tests = new LinkedHashMap<String, Test>();
        tests(tests);
        int failed = 0;
        for (var test : tests.entrySet()) {
            boolean optsIn = test.getKey().contains("opted-in");
            try (var client = new Client(arguments[0], Path.of(arguments[1]), recorded, optsIn)) {
                test.getValue().run(client);
            } catch (Throwable why) {
                failed++;
                System.out.println("FAILED " + test.getKey());
                why.printStackTrace(System.out);
                continue;
            }
            System.out.println("ok     " + test.getKey());
        }
        System.out.println((tests.size() - failed) + " passed, " + failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }

    static <T> T soon(CompletableFuture<T> future) throws Exception { return future.get(PATIENCE_MS, TimeUnit.MILLISECONDS); }

    void until(String what, Callable<Boolean> condition) throws Exception {
        for (int waited = 0; waited < PATIENCE_MS; waited += 20) {
            if (condition.call()) return;
            Thread.sleep(20);
        }
        throw new AssertionError("waited in vain for " + what + "; the document holds\n" + text + "faults: " + faults);
    }

    static void equal(Object expected, Object found) {
        if (!Objects.equals(expected, found)) throw new AssertionError("expected " + expected + ", found " + found);
    }

    static void contains(String part, String whole) {
        if (!whole.contains(part)) throw new AssertionError(part + " is not in " + whole);
    }

    static void copy(Path from, Path to) throws Exception {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }
}

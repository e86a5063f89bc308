"""Helix in a terminal: keys go in, the screen is read. Nothing sleeps: each key is sent once the screen shows what it is for."""

import re
import subprocess

from workspace import TASKS, wait

# How the choices of menus and dialogs begin; nothing else on the screen does.
CHOICE = re.compile(r"(Implement|Resume|Stop|Mark|Run next:|Allow|Always|Never|Deny|Leave|Decide|Send|Cancel|Write \d)\b")


class Editor:
    """Helix as a user starts it, with a file of the workspace."""

    def __init__(self, workspace, name=TASKS):
        self.workspace = workspace
        command = ["tmux", "-S", workspace.base / "tmux", "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40"]
        subprocess.run([*command, workspace.helix, name], env=workspace.environment, cwd=workspace.root, check=True)
        self.wait("^ NOR")

    def tmux(self, *arguments):
        command = ["tmux", "-S", self.workspace.base / "tmux", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def screen(self):
        return "\n".join(line.rstrip() for line in self.tmux("capture-pane", "-p").splitlines())

    def wait(self, pattern):
        """Waits until the screen matches, `^` and `$` at its lines; answers the match."""
        found = re.compile(pattern, re.MULTILINE)
        return wait(pattern, lambda: found.search(self.screen()), self.screen)

    def wait_without(self, pattern):
        found = re.compile(pattern, re.MULTILINE)
        wait(f"no {pattern}", lambda: not found.search(self.screen()), self.screen)

    def wait_for_line(self, number, text):
        """Waits until the buffer has this text on this line, maybe with a diagnostic behind it."""
        self.wait(rf"^.. *{number}  {re.escape(text)}(  |$)")

    def type(self, text):
        self.tmux("send-keys", "-l", "--", text)

    def press(self, *keys):
        self.tmux("send-keys", *keys)

    def go(self, line):
        self.type(f"{line}G")
        self.wait(rf"^ NOR .* {line}:\d+$")

    def insert(self, key, text):
        """Types a text, beginning with the key that starts insert mode."""
        self.type(key)
        self.wait("^ INS")
        self.type(text)
        self.wait(re.escape(text))
        self.leave_insert_mode()

    def leave_insert_mode(self):
        self.press("Escape")
        self.wait("^ NOR")

    def command(self, text):
        """A command of the `:` prompt."""
        self.type(f":{text}")
        self.wait(rf"^:{re.escape(text)}")
        self.press("Enter")
        self.wait_without(rf"^:{re.escape(text)}")

    def choices(self):
        """What the menu or dialog on the screen offers: rows of its column, from the row on."""
        lines = self.screen().split("\n")
        for row, line in enumerate(lines):
            if found := CHOICE.search(line):
                # Text of the buffer may follow, behind at least one space.
                offered = [line[found.start() :] for line in lines[row:]]
                ends = [number for number, text in enumerate(offered) if not CHOICE.match(text)]
                return offered[: ends[0] if ends else None]
        return []

    def place_of(self, title):
        """How far down a choice stands; `None` if it is not offered."""
        for place, text in enumerate(self.choices()):
            if re.match(rf"{re.escape(title)}( |$)", text):
                return place
        return None

    def choose(self, title):
        """Goes down from the first choice, which is selected, and takes this one."""
        place = wait(f"the choice {title}", lambda: (at := self.place_of(title)) is not None and [at], self.screen)[0]
        self.press(*["Down"] * place, "Enter")

    def act(self, line, title):
        """Runs a code action on a line, once it is offered."""

        def offered():
            self.go(line)
            self.type(" ")
            self.wait("Space─")
            self.type("a")
            wait("a menu", lambda: self.choices() or "No c" in self.screen().split("\n")[-1], self.screen)
            if self.place_of(title) is not None:
                return True
            if self.choices():
                self.press("Escape")
                wait("no menu", lambda: not self.choices(), self.screen)
            return False

        wait(f"the action {title}", offered, self.screen)
        self.choose(title)

    def asked(self, title):
        """Waits for a question, and answers how Helix asks it: by a `dialog`, or with the `actions` of the line."""

        def shown():
            screen = self.screen()
            if self.choices() and re.search(rf"│ {re.escape(title)} +│", screen):
                return "dialog"
            # What the status line says comes from progress or from a message, whichever was last.
            told = rf"(asks|waits for your answer|Waiting for your answer): {re.escape(title)}"
            return "actions" if re.search(told, screen) and re.search("^●", screen, re.MULTILINE) else None

        return wait(f"the question {title}", shown, self.screen)

    def answer(self, line, title, label):
        """Answers a question of the task on a line, in the way that this Helix asks."""
        if self.asked(title) == "dialog":
            self.choose(label)
        else:
            self.act(line, f"{label}: {title}")

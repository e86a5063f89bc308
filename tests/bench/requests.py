"""What it takes to ask a model once more, as a conversation grows: appending to it, and sending it, beside a bare socket."""
import os

from gate import example
from page import table

# Of nobody.
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
HEADS = ["wire", "calls before", "request KB", "append a call, µs", "until it is sent, ms", "bare socket, ms", "÷", "ms for a MB"]


def measure():
    rows = []
    for one in example("models", "requests", env=os.environ | KEYS):
        ratio, each = one["send_ms"] / one["bare_ms"], one["send_ms"] / one["kb"] * 1_000
        rows.append([one["wire"], f"{one['calls']:,}", f"{one['kb']:,}", f"{one['append_us']:.0f}", f"{one['send_ms']:.2f}",
                     f"{one['bare_ms']:.2f}", f"{ratio:.1f}", f"{each:.1f}"])
    return table(HEADS, rows)

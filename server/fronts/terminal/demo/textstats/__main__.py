import sys

from textstats import counts

text = sys.stdin.read()
print(f"{counts.lines(text)} lines, {counts.words(text)} words")

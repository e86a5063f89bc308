import unittest

from textstats import counts


class Lines(unittest.TestCase):
    def test_lines(self):
        self.assertEqual(counts.lines(""), 0)
        self.assertEqual(counts.lines("one\ntwo\n"), 2)

import unittest

from textstats import counts


class LongestWord(unittest.TestCase):
    def test_longest_word(self):
        self.assertEqual(counts.longest_word("a bcd ef"), "bcd")

    def test_the_first_of_several(self):
        self.assertEqual(counts.longest_word("ab cd"), "ab")

    def test_an_empty_text_has_none(self):
        self.assertIsNone(counts.longest_word("  "))

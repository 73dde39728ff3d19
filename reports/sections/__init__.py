"""The sections of a report: what was asked, what was found, the words and the numbers."""

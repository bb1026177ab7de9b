"""Errors that are meant for people: a sentence that says what is wrong and what to do."""

from typing import Any


class Refused(Exception):
    """A rule says no. The sentence is shown as it is: on the page, and as 409 by the API.

    field: the form field it is about, when it is about one. record: one that it names, which a page links to.
    """

    def __init__(self, sentence: Any, *, field: str | None = None, record: Any = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.record = record

    def __str__(self) -> str:
        return str(self.sentence)


class Stale(Refused):
    """Somebody else saved the record in between.

    differences: for each field changed by both, (label, theirs, mine).
    """

    def __init__(self, sentence: Any, differences: list[tuple[Any, Any, Any]], version: int) -> None:
        super().__init__(sentence)
        self.differences = differences
        self.version = version

"""Forms about a row that is changed elsewhere: by the domain, under a lock."""


class LeavesTheRow:
    """A model form that only reads its row: what was typed goes to the domain, what is unique the database knows."""

    def _post_clean(self) -> None:
        """Neither fill the row in nor judge it: the page still shows it as it is."""

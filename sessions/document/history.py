"""Undo and redo: the sessions before and after the present one, as one frozen value.

Sessions are frozen and share what did not change, so that the list of the old ones is small.
"""

from typing import NamedTuple

from sessions.document.session import Session

MOST = 1_000  # steps back that are kept


class Step(NamedTuple):
    """A session and what made it.

    Attributes:
        label: what was done, in words for a menu: "concurrency 16 to 32".
        merges: edits that follow each other with the same of these are one step.
    """

    session: Session
    label: str = ""
    merges: str = ""


class History(NamedTuple):
    """The present session with those before it (oldest first) and those undone (nearest first)."""

    now: Step
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    saved: Session | None = None

    @classmethod
    def of(cls, session: Session, *, saved: bool = True) -> "History":
        """The history of a session just opened; `saved` when a file says the same."""
        return cls(Step(session), saved=session if saved else None)

    @property
    def present(self) -> Session:
        """The session in force."""
        return self.now.session

    @property
    def unsaved(self) -> bool:
        """Whether the present session differs from the one last saved."""
        return self.saved is None or (self.present is not self.saved and self.present != self.saved)

    @property
    def undoes(self) -> str:
        """What `undo` would take back, or nothing."""
        return self.now.label if self.past else ""

    @property
    def redoes(self) -> str:
        """What `redo` would do again, or nothing."""
        return self.future[0].label if self.future else ""

    def push(self, session: Session, label: str = "", *, merges: str = "") -> "History":
        """The history after an edit. What was undone before is gone.

        Args:
            label: what was done.
            merges: edits that follow each other with the same of these (say, the id of a field) are
                one step back. The saved session is never merged away.

        Returns: this history itself where the edit changed nothing.
        """
        if session is self.present or session == self.present:
            return self
        step = Step(session, label, merges)
        if merges and merges == self.now.merges and self.past and self.present is not self.saved:
            return self._replace(now=step, future=())
        return self._replace(now=step, past=(*self.past, self.now)[-MOST:], future=())

    def undo(self) -> "History":
        """One step back; this history itself where there is none."""
        if not self.past:
            return self
        return self._replace(
            now=self.past[-1], past=self.past[:-1], future=(self.now, *self.future)
        )

    def redo(self) -> "History":
        """One step forward; this history itself where there is none."""
        if not self.future:
            return self
        return self._replace(
            now=self.future[0], past=(*self.past, self.now), future=self.future[1:]
        )

    def mark_saved(self) -> "History":
        """The history once a file says the present session."""
        return self._replace(saved=self.present)

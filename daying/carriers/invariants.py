"""What must always hold in this room, by subject."""

from daying.carriers.bills import invariants as bills

__all__ = ["bills"]

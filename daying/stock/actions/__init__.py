"""Changing stock, by subject."""

from daying.stock.actions.moving import Move, move

__all__ = ["Move", "move"]

"""Public ids: UUID version 7, so that links tell nothing of our counts and indexes stay in time order."""

import os
import time
from uuid import UUID

RANDOM_BYTES, KEPT = 10, 64

_kept: list[bytes] = []  # random bytes for so many ids: to ask the system for each takes longer than all the rest
os.register_at_fork(after_in_child=_kept.clear)


def uuid7() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random bits."""
    moment = time.time_ns() // 1_000_000
    value = (moment << 80) | int.from_bytes(_random_bytes())
    value = value & ~(0xF << 76) | (0x7 << 76)
    return UUID(int=value & ~(0x3 << 62) | (0x2 << 62))


def _random_bytes() -> bytes:
    """No two callers get the same, whether in one process or in one that split off."""
    try:
        return _kept.pop()
    except IndexError:
        block = os.urandom(RANDOM_BYTES * KEPT)
        _kept.extend(block[start : start + RANDOM_BYTES] for start in range(RANDOM_BYTES, len(block), RANDOM_BYTES))
        return block[:RANDOM_BYTES]

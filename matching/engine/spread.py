"""A number for each pair that looks drawn at random and is the same in every run: what spreads
equals apart.
"""

import numpy as np
import numpy.typing as npt

from matching.engine.parts import Ints

Bits = npt.NDArray[np.uint32]
# An odd number for each side and one to mix (the last step of Murmur3, shortened).
ROWS, COLUMNS, MIX = np.uint32(2_654_435_761), np.uint32(2_246_822_519), np.uint32(2_246_822_507)
HIGH, LOW, WIDTH = np.uint32(15), np.uint32(13), 32


def spread(rows: Ints, columns: Ints, *, bits: int) -> Bits:
    """From 0 to 2 ** `bits` - 1; `rows` and `columns` are whole numbers of any shapes that
    broadcast.
    """
    mixed: Bits = (rows.astype(np.uint32) * ROWS) ^ (columns.astype(np.uint32) * COLUMNS)
    mixed ^= mixed >> HIGH
    mixed *= MIX
    mixed ^= mixed >> LOW
    mixed >>= np.uint32(WIDTH - bits)
    return mixed

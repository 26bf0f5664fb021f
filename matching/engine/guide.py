"""Pairs that a good assignment is likely to use, where the best of each mentee are the same few for
everybody.

Prices of seats are estimated as in entropic transport (Sinkhorn; Cuturi, "Sinkhorn Distances",
2013): everybody chooses among the seats with probability exp((score - price) / T), and prices move
until as many come as there are seats. A third of the pairs taken have the best score less price,
the others are drawn with those probabilities, so that among equals there is something for
everybody. It is a guess, from some of the mentees: what is proven is proven elsewhere.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.classes import dealt
from matching.engine.edges import Edges, Pool
from matching.engine.parts import Ints, Scores
from matching.engine.spread import spread

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int32]
# Points at which a difference counts e times, going down; and how often the prices move at each.
TEMPERATURES, MOVES = (1_600, 800, 400, 200, 100), 3
# So many mentees are asked.
SAMPLE = 300
BEST, DRAWN = 8, 16
# What stands for no pair: no score less a price comes near it.
NEVER = -30_000
MOST_PRICE = 15_000
LITTLE = 1e-6
CLASS_CELLS = 100_000
# Gumbel's distribution by so many steps, in whole points: the same on every machine.
STEPS = 12
GUMBEL = np.rint(
    -TEMPERATURES[-1] * np.log(-np.log((np.arange(1 << STEPS) + 0.5) / (1 << STEPS)))
).astype(np.int32)


@dataclass(frozen=True)
class _Crowd:
    """Some mentees (rows of `scores`, -inf where there is no pair), each standing for as many as
    `weights` says.

    With `everyone` nobody stays out while there are seats; else who gains nothing stays out.
    """

    scores: Floats
    seats: Floats
    weights: Floats
    everyone: bool

    @property
    def outside(self) -> float:
        """How many must stay out."""
        return max(0.0, float(self.weights.sum() - self.seats.sum())) if self.everyone else 0.0


def guided(pool: Pool, edges: Edges, *, least: int, everyone: bool) -> Edges:
    """The edges, and for each mentee some more of at least `least`; where there are few classes of
    people, with the pairs of a best assignment between these.
    """
    by_class = dealt(pool, least=least, everyone=everyone, most_cells=CLASS_CELLS)
    if by_class is not None:
        edges = edges.joined(by_class, len(pool.seats))
    prices = estimate(pool, least=least, everyone=everyone)
    found = [_chosen(rows, block, prices, least=max(least, 0)) for rows, block in pool.blocks()]
    if not found:
        return edges
    rows, columns, scores = (np.concatenate(each) for each in zip(*found, strict=True))
    return edges.plus(rows, columns, scores, width=len(pool.seats))


def estimate(pool: Pool, *, least: int, everyone: bool) -> Keys:
    """A price of a seat in whole points, at least 0, by column."""
    places, weights = _asked(pool)
    block = np.concatenate([scores for _, scores in pool.blocks(pool.rows[places])])
    is_pair = block >= max(least, 0)
    can = is_pair.any(axis=1)
    scores = np.where(is_pair, block, -np.inf)[can]
    crowd = _Crowd(scores, np.maximum(pool.seats, 0).astype(np.float64), weights[can], everyone)
    prices, wage = np.zeros(len(pool.seats)), 0.0
    for temperature in TEMPERATURES if len(scores) else ():
        for _ in range(MOVES):
            prices, wage = _moved(crowd, prices, wage, temperature)
    return np.rint(np.minimum(prices, MOST_PRICE)).astype(np.int32)


def _asked(pool: Pool) -> tuple[Ints, Floats]:
    """Places in the pool and how many each stands for: one of each that answer alike, or a sample
    where that is many.
    """
    _, first, counts = np.unique(
        pool.scoring.alike[pool.rows], return_index=True, return_counts=True
    )
    if len(first) <= SAMPLE:
        order = np.argsort(first)
        return first[order], counts[order].astype(np.float64)
    step = max(1, len(pool.rows) // SAMPLE)
    places = np.arange(0, len(pool.rows), step)
    return places, np.full(len(places), len(pool.rows) / len(places))


def _moved(crowd: _Crowd, prices: Floats, wage: float, temperature: int) -> tuple[Floats, float]:
    """The prices after one move, and what staying out is worth where some must."""
    gains = (crowd.scores - prices) / temperature
    stay = wage / temperature if crowd.outside else 0.0
    has_choice = bool(crowd.outside) or not crowd.everyone
    top = np.maximum(gains.max(axis=1), stay) if has_choice else gains.max(axis=1)
    gains -= top[:, None]
    np.exp(gains, out=gains)
    gains *= crowd.seats
    staying = np.exp(stay - top) * (crowd.outside or 1.0) if has_choice else np.zeros_like(top)
    shares = crowd.weights / np.maximum(gains.sum(axis=1) + staying, LITTLE)
    coming = shares @ gains
    moved = prices + temperature * np.log(
        np.maximum(coming, LITTLE) / np.maximum(crowd.seats, LITTLE)
    )
    if crowd.outside:
        wage -= temperature * float(
            np.log(max(float((shares * staying).sum()), LITTLE) / crowd.outside)
        )
        lowest = float(moved.min())
        return moved - lowest, wage - lowest
    lowest = _price_of_the_last(moved, crowd.seats, spare=float(crowd.seats.sum() - coming.sum()))
    return np.maximum(0.0, moved - lowest), 0.0


def _price_of_the_last(prices: Floats, seats: Floats, *, spare: float) -> float:
    """Of the cheapest seats so many stay free as there are to spare, and what is free costs
    nothing.
    """
    order = np.argsort(prices, kind="stable")
    place = int(np.searchsorted(np.cumsum(seats[order]), max(0.0, spare)))
    return float(prices[order[min(place, len(order) - 1)]])


def _chosen(rows: Ints, block: Scores, prices: Keys, *, least: int) -> tuple[Ints, Ints, Ints]:
    """The pairs of some mentees as (rows, columns, scores); a pair can stand there twice."""
    chance = spread(rows[:, None], np.arange(block.shape[1])[None, :], bits=STEPS).astype(np.int32)
    net = np.where(block >= least, block - prices, np.int32(NEVER))
    # Gumbel's way to draw without putting back, each with its probability.
    best, drawn = (net << STEPS) + chance, ((net + GUMBEL[chance]) << STEPS) + chance
    columns = np.concatenate([_top(best, BEST), _top(drawn, DRAWN)], axis=1)
    scores = np.take_along_axis(block, columns, axis=1).ravel().astype(np.int64)
    is_pair = scores >= least
    return np.repeat(rows, columns.shape[1])[is_pair], columns.ravel()[is_pair], scores[is_pair]


def _top(keys: Keys, number: int) -> Ints:
    width = keys.shape[1]
    if number >= width:
        return np.broadcast_to(np.arange(width), keys.shape)
    found: Ints = np.argpartition(keys, width - number, axis=1)[:, width - number :]
    return found

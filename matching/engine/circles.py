"""Pods where there are too many to list: a local search over everybody, and a bound that says how
good it is at least.

From a few starts, two change places as long as both pods gain by it together, always where they
gain the most. No answer is proven the best; `bound` is above the total of every way there is.
"""

from math import lcm

import numpy as np
import numpy.typing as npt

from matching.engine.parts import Ints, Scores

# What a forbidden pair weighs, so that no gain makes up for one; and from how many beginnings is
# looked.
MISFIT, STARTS = 1 << 20, 4
# Rounds of halving in which the weakest pair is lifted: 2 to the 14 is more than there are scores.
LIFTS = 14
OUTSIDE = -1
Pod = tuple[int, ...]


def best_pods(scores: Scores, least: int, most: int, *, share: int) -> tuple[list[Pod], int]:
    """(pods, the score that no pair had to fall below): as many people as were found to fit, then
    the weakest pair lifted as far as `share` percent of what was found possible, then the total.
    """
    found = _search(scores, least, most, lowest=0)
    if not share or not found:
        return found, 0
    tried, placed = np.unique(scores[scores >= 0]), _placed(found)
    low, high, lifted = 0, len(tried), found
    for _ in range(LIFTS):
        if high - low < 2:
            break
        middle = (low + high) // 2
        pods = _search(scores, least, most, lowest=int(tried[middle]))
        if _placed(pods) >= placed:
            low, lifted = middle, pods
        else:
            high = middle
    lowest = int(tried[low]) * share // 100
    if share < 100:
        between = _search(scores, least, most, lowest=lowest)
        lifted = between if _placed(between) >= placed else lifted
    return lifted, lowest


def bound(scores: Scores, least: int, most: int) -> int:
    """Above the total of all pods of these sizes: nobody has more than the mean of their best
    `least` - 1, and no more people than `_sizes` says have anything.
    """
    best = -np.sort(-np.where(scores >= 0, scores, -1), axis=1)[:, : least - 1].astype(np.int64)
    can = (best >= 0).all(axis=1) & (best.shape[1] == least - 1)
    highest = -np.sort(-best[can].sum(axis=1))
    return int(highest[: sum(_sizes(len(scores), least, most))].sum()) // (least - 1)


def _placed(pods: list[Pod]) -> int:
    return sum(map(len, pods))


def _search(scores: Scores, least: int, most: int, *, lowest: int) -> list[Pod]:
    """The best of some starts, by people placed and total, in which no pair is below `lowest`."""
    number = len(scores)
    sizes = _sizes(number, least, most)
    if not sizes:
        return []
    weights = np.where(scores >= lowest, scores.astype(np.int64), -MISFIT)
    np.fill_diagonal(weights, 0)
    allowed = scores >= lowest
    found = []
    for start in range(STARTS):
        home = _begin(weights, sizes, start)
        _exchange(weights, sizes, home)
        found.append(
            _mend(
                allowed,
                [np.flatnonzero(home == pod).tolist() for pod in range(len(sizes))],
                least,
                most,
            )
        )
    return max(found, key=lambda pods: (_placed(pods), _total(scores, pods)))


def _total(scores: Scores, pods: list[Pod]) -> int:
    return sum(
        int(scores[np.ix_(pod, pod)].sum() - scores.diagonal()[list(pod)].sum()) // (len(pod) - 1)
        for pod in pods
    )


def _sizes(number: int, least: int, most: int) -> list[int]:
    """As many pods as there can be, with as many people in them as there can be, spread evenly."""
    pods = number // least
    if not pods:
        return []
    placed = min(number, pods * most)
    return [placed // pods + (pod < placed % pods) for pod in range(pods)]


def _begin(weights: Ints, sizes: list[int], start: int) -> Ints:
    """Whom the fewest fit begins a pod and takes who fits best; later starts shuffle who begins."""
    number = len(weights)
    order = np.argsort(weights.sum(axis=1), kind="stable")
    if start:
        order = np.random.default_rng(start).permutation(number)
    home = np.full(number, OUTSIDE, dtype=np.int64)
    for pod, size in enumerate(sizes):
        first = next(each for each in order if home[each] == OUTSIDE)
        home[first] = pod
        sums = weights[first].copy()
        for _ in range(size - 1):
            free = home == OUTSIDE
            best = int(np.argmax(np.where(free, sums, np.iinfo(np.int64).min)))
            home[best] = pod
            sums += weights[best]
    return home


def _exchange(weights: Ints, sizes: list[int], home: Ints) -> None:
    """Let the two change places who gain the most by it, until nobody does. `home` says each one's
    pod, and is changed.
    """
    number, pods = len(weights), len(sizes)
    scale = lcm(*(size - 1 for size in sizes))
    # The last pod is outside, where nothing counts.
    factors = np.array([2 * scale // (size - 1) for size in sizes] + [0], dtype=np.int64)
    sums = np.zeros((number, pods + 1), dtype=np.int64)
    for pod in range(pods):
        sums[:, pod] = weights[:, home == pod].sum(axis=1)
    everybody = np.arange(number)
    for _ in range(20 * number):
        mine = factors[home]
        # What i's pod becomes with j in the place of i, and the same the other way round.
        there = mine[:, None] * (sums[:, home].T - sums[everybody, home][:, None] - weights)
        gains = there + there.T
        gains[home[:, None] == home[None, :]] = 0
        one, other = divmod(int(gains.argmax()), number)
        if gains[one, other] <= 0:
            return
        change = weights[:, other] - weights[:, one]
        sums[:, home[one]] += change
        sums[:, home[other]] -= change
        sums[:, OUTSIDE] = 0
        home[one], home[other] = home[other], home[one]


def _mend(
    allowed: npt.NDArray[np.bool_], groups: list[list[int]], least: int, most: int
) -> list[Pod]:
    """Without forbidden pairs: who has the most of them leaves, too small a pod is given up, who is
    left takes a place where all there may meet them.
    """
    kept = []
    for group in groups:
        while len(group) >= least:
            misfits = [
                int((~allowed[each, group]).sum()) - int(not allowed[each, each]) for each in group
            ]
            if not max(misfits):
                kept.append(group)
                break
            group.remove(group[int(np.argmax(misfits))])
    placed = {each for group in kept for each in group}
    for each in range(len(allowed)):
        room = next(
            (g for g in kept if each not in placed and len(g) < most and allowed[each, g].all()),
            None,
        )
        if room is not None:
            room.append(each)
            placed.add(each)
    return sorted(tuple(sorted(group)) for group in kept)

"""Runs of pairs, of groups and of pods: what differs between them stands in one module each."""

from matching.enums import RunKind
from matching.kinds.groups import GROUPS
from matching.kinds.kind import Begun, Kind, Proposal, Tell
from matching.kinds.pairs import PAIRS
from matching.kinds.pods import PODS
from matching.models import Run

KINDS = {kind.run: kind for kind in (PAIRS, GROUPS, PODS)}


def kind_of(run: Run) -> Kind:
    return KINDS[RunKind(run.kind)]


__all__ = ["KINDS", "Begun", "Kind", "Proposal", "Tell", "kind_of"]

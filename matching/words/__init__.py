"""What rows of matching hold as codes, and what its pages say of a proposal, in words."""

from matching.words import evidence, leaving, requests, runs, unmatched
from matching.words.alternatives import why_not_words
from matching.words.evidence import evidence_of, points_of
from matching.words.proofs import proof_words
from matching.words.rules import pair_rule_words, your_rule_words
from matching.words.unmatched import unmatched_of

SENTENCES = (
    evidence.SENTENCES
    | unmatched.SENTENCES
    | runs.SENTENCES
    | leaving.SENTENCES
    | requests.SENTENCES
)

__all__ = [
    "SENTENCES",
    "evidence_of",
    "pair_rule_words",
    "points_of",
    "proof_words",
    "unmatched_of",
    "why_not_words",
    "your_rule_words",
]

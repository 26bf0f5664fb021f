"""Questions that many programs ask, to begin with; the admin changes what should differ."""

from typing import Any

READY_QUESTIONS: dict[str, dict[str, Any]] = {
    "areas": {
        "name": "Areas to grow in", "text": "In which areas do you want to grow?",
        "mentor_text": "In which areas can you help somebody to grow?", "kind": "several", "comparison": "covered",
        "options": [
            "Leading people", "Leading projects", "Influence without authority", "Presenting and speaking",
            "Difficult conversations", "Strategy", "Building a network", "Balance of work and life",
            "Returning after a break", "Changing the field of work",
        ], "audience": "both", "is_required": True,
    },
    "style": {
        "name": "Way of working", "text": "How do you like to work together?", "mentor_text": "", "kind": "choice",
        "comparison": "same", "audience": "both", "is_required": False,
        "options": ["With a plan and an agenda", "As the conversation goes", "On a concrete piece of work"],
    },
    "challenge": {
        "name": "How much challenge", "text": "How much do you want to be challenged?",
        "mentor_text": "How much do you challenge others?", "kind": "scale", "comparison": "close",
        "options": ["listen and encourage", "question everything"], "audience": "both", "is_required": False,
    },
    "field": {
        "name": "Where from", "text": "What did you do before this?", "mentor_text": "", "kind": "choice",
        "comparison": "different", "audience": "both", "is_required": False,
        "options": ["Studies", "A start-up", "A large company", "Public service", "Self-employed", "Something else"],
    },
    "success": {
        "name": "A good ending", "text": "In a year you say: that was worth it. What has happened?",
        "mentor_text": "What would you like to see in a mentee after a year?", "kind": "text", "comparison": "similar",
        "options": [], "audience": "both", "is_required": False,
    },
}  # fmt: skip

"""A message as Slack and Teams take it at an incoming webhook. Imports no Django.

Slack: Block Kit, https://api.slack.com/reference/block-kit/blocks. Teams: an Adaptive Card in the
envelope of Workflows' "when a webhook request is received".
"""

from typing import Any

CARD = "application/vnd.microsoft.card.adaptive"
SLACK_AT_MOST = 2900
# What Slack reads as markup, https://api.slack.com/reference/surfaces/formatting#escaping.
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def slack(*, title: str, sender: str, url: str) -> dict[str, Any]:
    text = _escaped(title)[:SLACK_AT_MOST]
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{text}*"}},
        {"type": "context", "elements": [{"type": "plain_text", "text": sender[:SLACK_AT_MOST]}]},
    ]
    if url:
        button = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": url}
        blocks.append({"type": "actions", "elements": [button]})
    return {"text": text, "blocks": blocks}


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(each, each) for each in text)


def teams(*, title: str, sender: str, url: str) -> dict[str, Any]:
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": True},
            {"type": "TextBlock", "text": sender, "isSubtle": True, "size": "Small", "wrap": True},
        ],
    }
    if url:
        card["actions"] = [{"type": "Action.OpenUrl", "title": "Open", "url": url}]
    return {
        "type": "message",
        "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}],
    }

"""The ready quizzes, and which fixture file each of them comes in."""

from __future__ import annotations

from .composition import Blueprint

BLUEPRINTS = (
    Blueprint(
        slug="before-you-start",
        title="Before you start",
        description="Five easy questions to find out how a round works. Nothing to prepare.",
        length=5,
        facts=("f008", "f004", "f010", "f025", "f078"),
        types=("single_choice", "true_false"),
        position=1,
    ),
    Blueprint(
        slug="the-whole-article",
        title="The whole article",
        description="Twenty questions on everything the article says, with feedback at the end. Read it first.",
        length=20,
        only_article=True,
        feedback="test",
        position=2,
    ),
    Blueprint(
        slug="what-the-article-claims",
        title="What the article claims",
        description="What can be checked, what is the article's own view, and what does it not say at all?",
        length=12,
        types=("true_false_not_stated",),
        most_claims=0.4,
        only_article=True,
        position=3,
    ),
    Blueprint(
        slug="members-and-partners",
        title="Members and partners",
        description="Who belongs to the SCO, in which role, and how many there are.",
        length=12,
        topic="members",
        position=11,
    ),
    Blueprint(
        slug="members-and-founders",
        title="Members and founders",
        description="Who founded the SCO, who joined later and when. Needs the background notes as well.",
        length=10,
        topic="members",
        position=12,
    ),
    Blueprint(
        slug="the-shanghai-spirit",
        title="The Shanghai Spirit",
        description="The values that the article lists, and what it says about them.",
        length=10,
        topic="shanghai-spirit",
        most_claims=1.0,
        position=13,
    ),
    Blueprint(
        slug="the-tianjin-summit",
        title="The Tianjin summit",
        description="When, where and who: what was known before the summit of 2025.",
        length=10,
        topic="summit",
        position=14,
    ),
    Blueprint(
        slug="trade-and-transport",
        title="Trade and transport",
        description="A train, a railway, pipelines and trillions of yuan.",
        length=12,
        topic="trade-and-transport",
        position=15,
    ),
    Blueprint(
        slug="security",
        title="Security",
        description="Which threats the article names, and what the SCO is said to do about them.",
        length=10,
        topic="security",
        most_claims=0.5,
        position=16,
    ),
    Blueprint(
        slug="history-and-diplomacy",
        title="History and diplomacy",
        description="How the SCO began, who speaks for it, and how the article describes it.",
        length=12,
        topic="history-and-diplomacy",
        most_claims=0.5,
        position=17,
    ),
)

# file → the topics whose facts and questions it holds, and its quizzes. Each file also gets all that these need.
FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "article": ((), ()),
    "members": (("members",), ("members-and-partners", "members-and-founders")),
    "shanghai_spirit": (("shanghai-spirit",), ("the-shanghai-spirit",)),
    "summit": (("summit",), ("the-tianjin-summit",)),
    "trade_and_transport": (("trade-and-transport",), ("trade-and-transport",)),
    "security": (("security",), ("security",)),
    "history_and_diplomacy": (("history-and-diplomacy",), ("history-and-diplomacy",)),
    "mixed_quizzes": ((), ("before-you-start", "the-whole-article", "what-the-article-claims")),
    "demo_class": ((), ("before-you-start", "members-and-partners", "the-tianjin-summit")),
}
DEMO_CLASS = {"code": "DEM234", "name": "Demo class"}

"""The ready quizzes, and which fixture file each of them comes in."""

from __future__ import annotations

from dataclasses import dataclass

from .composition import Blueprint


@dataclass(frozen=True, slots=True)
class FixtureFile:
    """What a fixture file holds; it also gets all that this needs. classroom: its join code and its name."""

    name: str
    topics: tuple[str, ...] = ()
    quizzes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    classroom: tuple[str, str] | None = None


BLUEPRINTS = (
    Blueprint(
        slug="before-you-start",
        title="Before you start",
        description="Five easy questions to find out how a round works. You find the answers in the article.",
        length=5,
        facts=("f010", "f053", "f025", "f078", "f008"),
        types=("single_choice", "true_false"),
        position=1,
    ),
    Blueprint(
        slug="the-whole-article",
        title="The whole article",
        description="Twenty questions on everything the article says, with feedback at the end. Read it first.",
        length=20,
        facts=(
            *("f011", "f023", "f003", "f042", "f062", "f017", "f031", "f057", "f053", "f066"),
            *("f004", "f010", "f052", "f044", "f024", "f074", "n-15", "f059", "f071", "f026"),
            *("f078", "f018", "f048", "n-26", "f040", "f014", "f077", "f022", "f041", "f033"),
        ),
        feedback="test",
        position=2,
    ),
    Blueprint(
        slug="what-the-article-claims",
        title="What the article claims",
        description="What can be checked, what is the article's own view, and what does it not say at all?",
        length=12,
        facts=(
            *("f023", "f048", "n-11", "f001", "f074", "n-26", "f010", "f053", "n-21"),
            *("f017", "f038", "n-27"),
        ),
        types=("true_false_not_stated",),
        position=3,
    ),
    Blueprint(
        slug="members-and-partners",
        title="Members and partners",
        description="Who belonged to the SCO in August 2025, in which role, how many, and what changed at the summit.",
        length=10,
        topic="members",
        facts=(
            *("f015-true-false-not-stated", "b-members", "b-partners", "b-o-mn", "b-p-merge"),
            *("b-c-kz", "n-02", "b-p-la", "f060", "b-c-tj", "f011", "b-m-ir"),
        ),
        position=11,
    ),
    Blueprint(
        slug="members-and-founders",
        title="Members and founders",
        description="Who founded the SCO, who joined later and when. Some of it stands in the background notes.",
        length=9,
        topic="members",
        facts=(
            *("f011-multiple-response", "b-m-by", "b-m-in-true-false", "f015-true-false-not-stated", "b-m-ir"),
            *("n-03", "b-c-kg-short-answer", "b-c-pk", "f060"),
        ),
        position=12,
    ),
    Blueprint(
        slug="the-shanghai-spirit",
        title="The Shanghai Spirit",
        description="The values that the article lists, how the official wording differs, and what is said about them.",
        length=7,
        topic="shanghai-spirit",
        facts=(
            "f062-multiple-response",
            "b-spirit-left",
            "b-spirit-6",
            "f064-true-false-not-stated",
            "n-13",
            "f065",
            "b-spirit-growth",
        ),
        feedback="test",
        position=13,
    ),
    Blueprint(
        slug="the-tianjin-summit",
        title="The Tianjin summit",
        description="When, where and who: the summit of 2025 and the ones before it in China.",
        length=6,
        topic="summit",
        facts=("f078", "f001-true-false-not-stated", "f066", "n-11", "b-s-2018", "b-s-number"),
        position=14,
    ),
    Blueprint(
        slug="trade-and-transport",
        title="Trade and transport",
        description="A train, a railway, pipelines and trillions of yuan.",
        length=9,
        topic="trade-and-transport",
        facts=(
            *("f024-multiple-response", "f033-true-false-not-stated", "f041", "f048-true-false-not-stated", "n-17"),
            *("f053", "f029", "n-19", "f035-numerical"),
        ),
        position=15,
    ),
    Blueprint(
        slug="security",
        title="Security",
        description="Which threats the article names, and what the SCO is said to do about them.",
        length=6,
        topic="security",
        facts=(
            "f042-multiple-response",
            "f044-multiple-response",
            "f040",
            "f039-true-false-not-stated",
            "n-31",
            "f045",
        ),
        feedback="test",
        most_claims=0.4,
        position=16,
    ),
    Blueprint(
        slug="history-and-diplomacy",
        title="History and diplomacy",
        description="How the SCO began, who speaks for it, and how the article describes it.",
        length=12,
        topic="history-and-diplomacy",
        facts=(
            *("f010", "b-h-five", "b-h-uz", "f056", "f006", "f059", "f071"),
            *("b-h-charter", "f074-true-false-not-stated", "f050", "n-24", "b-h-date"),
        ),
        position=17,
    ),
)

FILES = (
    FixtureFile("article", sources=("sco-shared-future",)),
    FixtureFile("background", sources=("sco-background",)),
    FixtureFile("members", topics=("members",), quizzes=("members-and-partners", "members-and-founders")),
    FixtureFile("shanghai_spirit", topics=("shanghai-spirit",), quizzes=("the-shanghai-spirit",)),
    FixtureFile("summit", topics=("summit",), quizzes=("the-tianjin-summit",)),
    FixtureFile("trade_and_transport", topics=("trade-and-transport",), quizzes=("trade-and-transport",)),
    FixtureFile("security", topics=("security",), quizzes=("security",)),
    FixtureFile("history_and_diplomacy", topics=("history-and-diplomacy",), quizzes=("history-and-diplomacy",)),
    FixtureFile("mixed_quizzes", quizzes=("before-you-start", "the-whole-article", "what-the-article-claims")),
    FixtureFile(
        "demo_class",
        quizzes=("before-you-start", "members-and-founders", "the-tianjin-summit"),
        classroom=("DEM234", "Demo class"),
    ),
)

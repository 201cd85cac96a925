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
        description="Five easy questions to find out how a round works. Nothing to prepare.",
        length=5,
        facts=("f008", "f010", "f004", "f025", "f078"),
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
            *("f034", "n-15", "f023", "f013", "n-11", "f002", "f064", "n-26", "f033"),
            *("n-21", "f001", "f074", "n-14", "f025"),
        ),
        types=("true_false_not_stated",),
        position=3,
    ),
    Blueprint(
        slug="members-and-partners",
        title="Members and partners",
        description="Who belonged to the SCO in August 2025, in which role, and how many there were.",
        length=12,
        topic="members",
        facts=(
            *("f018", "b-members", "f017", "b-observers", "b-partners", "f015", "f020", "b-d-tr", "b-p-merge"),
            *("n-02", "b-c-kz", "b-c-by", "b-c-mn", "b-p-la", "n-01", "f016", "b-o-mn", "b-c-tj", "f060"),
        ),
        position=11,
    ),
    Blueprint(
        slug="members-and-founders",
        title="Members and founders",
        description="Who founded the SCO, who joined later and when. Some of it stands in the background notes.",
        length=10,
        topic="members",
        facts=(
            *("f011", "b-m-by", "b-m-in", "f012", "f020", "b-m-pk", "b-m-ir"),
            *("n-03", "b-c-kg", "b-c-uz", "n-05", "n-04", "b-c-pk"),
        ),
        position=12,
    ),
    Blueprint(
        slug="the-shanghai-spirit",
        title="The Shanghai Spirit",
        description="The values that the article lists, how the official wording differs, and what is said about them.",
        length=8,
        topic="shanghai-spirit",
        facts=(
            *("f062", "f063", "b-spirit-left", "b-spirit-growth", "b-spirit-6", "f064", "f065"),
            *("n-13", "n-14", "n-30", "n-29", "n-12"),
        ),
        position=13,
    ),
    Blueprint(
        slug="the-tianjin-summit",
        title="The Tianjin summit",
        description="When, where and who: what was known before the summit of 2025.",
        length=10,
        topic="summit",
        facts=(
            *("f003", "f066", "f078", "f004", "b-s-2018", "n-09", "f007", "f001", "b-s-number", "b-s-2012"),
            *("f002", "n-11", "n-08", "n-10"),
        ),
        position=14,
    ),
    Blueprint(
        slug="trade-and-transport",
        title="Trade and transport",
        description="A train, a railway, pipelines and trillions of yuan.",
        length=12,
        topic="trade-and-transport",
        facts=(
            *("f023", "f024", "f026", "f031", "f052", "f053", "f022", "f034", "n-15", "f037", "f041", "f025"),
            *("f033", "f035", "f027", "n-17", "f029", "f032", "n-16"),
        ),
        position=15,
    ),
    Blueprint(
        slug="security",
        title="Security",
        description="Which threats the article names, and what the SCO is said to do about them.",
        length=8,
        topic="security",
        facts=("f042", "f044", "f040", "f039", "n-21", "f038", "n-20", "f045", "n-22", "n-31"),
        position=16,
    ),
    Blueprint(
        slug="history-and-diplomacy",
        title="History and diplomacy",
        description="How the SCO began, who speaks for it, and how the article describes it.",
        length=12,
        topic="history-and-diplomacy",
        facts=(
            *("f010", "b-h-five", "b-h-five-m", "f056", "f006", "b-h-place", "f059", "f071", "b-h-charter", "n-26"),
            *("f058", "f050", "f072", "b-h-charter-p", "f048", "b-h-uz", "f057", "f008", "n-24", "f070", "n-27"),
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

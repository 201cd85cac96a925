"""Nicknames: the names that a person may have on a screen that others see, and when two of them look the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from random import Random

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from quizzes.items.text import plain

MAX_NICKNAME_LENGTH = 24  # characters, after cleaning

# Persian, Hindi and most emoji of several people need joiners; every other format character is dropped.
JOINERS = "\u200c\u200d"
_FORMAT = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# These are letters and symbols by category, but invisible: the Hangul fillers, the grapheme joiner, the blank braille.
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_REPEATED_JOINERS = re.compile(f"([{JOINERS}])[{JOINERS}]+")
_VARIATION_SELECTORS = "\ufe0e\ufe0f"

# These letters of other scripts look like a Latin one in either case.
_LOOK_ALIKES = str.maketrans("авеһіјкмнорԛѕтухԝαβεζηικμνορτυχ", "abehijkmhopqstyxwabezhikmnoptyx")
_FIGURES_AS_LETTERS = str.maketrans("013457@$!|", "oieastasii")


def clean_nickname(text: str, longest: int = MAX_NICKNAME_LENGTH) -> str:
    """Return the text as a nickname that fits one line and hides nothing. Raises ValidationError with a sentence.

    Compatibility forms become plain ones (ＡＢＣ → ABC); control, direction and invisible characters are removed,
    except for single joiners; spaces become single; no more marks are stacked on a letter than a script needs.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if _is_kept(char))
    text = _REPEATED_JOINERS.sub(r"\1", " ".join(text.split()))
    nickname = _unstack_marks(text).strip(f"{JOINERS} ")
    if not any(unicodedata.category(char)[0] in "LNS" for char in nickname):
        raise ValidationError(_("Please choose a nickname with at least one letter."))
    if len(nickname) > longest:
        raise ValidationError(_("Please choose a nickname of at most %(n)s characters.") % {"n": longest})
    return nickname


def _is_kept(char: str) -> bool:
    if char in JOINERS or char.isspace():
        return True
    return char not in _BLANK and unicodedata.category(char) not in _FORMAT


def _unstack_marks(text: str) -> str:
    """Keep at most two general marks on a letter, which any language can do with, or four of a script of its own.

    Tibetan or Hindi stack up to four of their own.
    """
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= (2 if unicodedata.name(char, "").startswith("COMBINING") else 4):
            kept.append(char)
    return "".join(kept)


def fold_nickname(nickname: str) -> str:
    """Return the form in which two nicknames count as the same: no case, accents, joiners or look-alike letters."""
    shown = "".join(char for char in nickname if char not in JOINERS + _VARIATION_SELECTORS)
    return plain(shown).translate(_LOOK_ALIKES)


def is_staff_look_alike(nickname: str, staff_names: Iterable[str]) -> bool:
    """Say whether a nickname reads like "teacher", or like one of these names, with or without "Mr" or "Dr"."""
    # Translators: what a student may not be called, separated by spaces.
    reserved = set(_words(_("teacher host admin administrator moderator staff system scoquiz")))
    # Translators: titles that people put before a surname, separated by spaces.
    titles = set(_words(_("mr mrs ms miss sir madam dr prof professor")))
    taken = {"".join(_words(name)) for name in staff_names} - {""}
    folded = fold_nickname(nickname)
    # The first reading catches "T3acher", the second one "Teacher3".
    for reading in (folded.translate(_FIGURES_AS_LETTERS), re.sub(r"\d+", " ", folded)):
        words = _words(reading)
        name = "".join(word for word in words if word not in titles)
        if not reserved.isdisjoint({*words, name}) or name in taken:
            return True
    return False


def generated_nickname(rng: Random) -> str:
    """Return a nickname such as "Brisk Heron", one of some thousands that nobody can mind."""
    return f"{rng.choice(_kinds())} {rng.choice(_animals())}"


def is_generated(nickname: str) -> bool:
    kind, _space, animal = nickname.partition(" ")
    return kind in _kinds() and animal in _animals()


def _kinds() -> list[str]:
    # Translators: friendly words before an animal, in a form that fits all of them, separated by spaces.
    return _(
        "Able Agile Amber Ample Apt Avid Azure Bold Brave Breezy Bright Brisk Calm Careful Cheery Chief Civil Clear "
        "Clever Copper Coral Cosmic Crisp Curious Daring Deft Eager Early Easy Emerald Fair Famous Fleet Fond Frank "
        "Fresh Friendly Gentle Glad Golden Grand Happy Hardy Honest Humble Ivory Jade Jolly Keen Kind Lively Loyal "
        "Lucky Lunar Merry Mighty Mild Modest Neat Nimble Noble Olive Patient Placid Plucky Polite Prime Proud Quick "
        "Quiet Rapid Ready Robust Royal Ruby Sage Scarlet Serene Sharp Silver Sincere Smart Snowy Solar Solid Spry "
        "Steady Sunny Swift Tidy Trusty Upbeat Velvet Vivid Warm Wise Witty Zesty"
    ).split()


def _animals() -> list[str]:
    # Translators: animals that nobody minds being called, separated by spaces.
    return _(
        "Alpaca Antelope Argali Badger Beaver Bison Bobcat Buffalo Bustard Camel Caribou Chamois Cheetah Chipmunk "
        "Condor Cormorant Crane Curlew Deer Dolphin Dormouse Dove Dragonfly Eagle Egret Eider Elephant Elk Ermine "
        "Falcon Ferret Finch Firefly Flamingo Fox Gazelle Gecko Gibbon Giraffe Goldfinch Hamster Hare Hawk Hedgehog "
        "Heron Hoopoe Hornbill Ibex Ibis Impala Jackdaw Jaguar Jay Kestrel Kingfisher Kite Koala Lark Lemur Leopard "
        "Lion Lizard Llama Lynx Manul Marmot Marten Meerkat Moose Narwhal Nightingale Ocelot Octopus Onager Orca "
        "Oriole Osprey Otter Owl Panda Panther Pelican Penguin Pheasant Plover Puffin Puma Quail Raven Robin Saiga "
        "Salmon Sandpiper Seal Sparrow Squirrel Starling Stork Swallow Swan Tapir Tiger Toucan Turtle Walrus Wombat "
        "Yak Zebra"
    ).split()


def is_rude(nickname: str) -> bool:
    """Say whether the nickname has a word, even with figures or gaps in it, that is unfit for a classroom's wall."""
    # Translators: rude words of your language, each as a whole word, separated by spaces.
    whole = set(
        _(
            "arse ass asses boner boners bullshit cock cocks crap cum damn dick dicks dildo dildos dipshit dyke dykes "
            "fag fags hell homo homos horseshit jizz kike kikes nazi nazis penis penises piss poo poop porn porno "
            "prick pricks pussy rapist rapists sex shit shite shits slag slut sluts slutty tit tits tosser turd twat "
            "twats wank wanks"
        ).split()
    )
    # Names contain many of those: Harshit, Shital, Dildora, Nazira, Siriporn, Jizzakh, Slutskaya, Wankhede, Swank.
    # Translators: rude words with which longer words begin or end, and no name in the world, separated by spaces.
    affixes = _(
        "asshole bastard bitch bollock cunt dickhead faggot fuck fucker fucking hitler kkk nigga nigger retard shitbag "
        "shitface shithead shitshow shitt spastic tranny vagina wanker whore"
    ).split()
    folded = fold_nickname(nickname)
    # A word of digits alone is a number, as in "Bot 455".
    in_letters = " ".join(word if word.isdigit() else word.translate(_FIGURES_AS_LETTERS) for word in folded.split())
    for words in (_words(folded), _words(in_letters)):
        if all(len(word) == 1 for word in words):  # s p e l t out
            words.append("".join(words))
        drawn_out = [re.sub(r"(.)\1+", r"\1", word) for word in words]
        words += [*drawn_out, *(re.sub(r"(.)\1{2,}", r"\1\1", word) for word in words)]  # two for "assss"
        if not whole.isdisjoint(words) or any(
            w.startswith(affix) or w.endswith(affix) for w in words for affix in affixes
        ):
            return True
    return False


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold_nickname(text))

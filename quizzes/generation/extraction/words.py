"""The words that the rules look for: English, and general."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FULL_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
MONTHS = (*FULL_MONTHS, "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MAGNITUDES = ("hundred", "thousand", "million", "billion", "trillion")
CURRENCIES = (
    "US dollars|U\\.S\\. dollars|dollars|dollar|euros|euro|yuan|renminbi|yen|won|pounds|pound|roubles|rubles|rupees|"
    "cedis|naira|rand|shillings|francs|pesos|reais|real|kronor|kroner|crowns|zlotys|lira|liras|dinars|dirhams|riyals|"
    "tenge|som|sum|somoni|manat|baht|rupiah|ringgit|dong|taka"
)
# Longest first: the first that fits is taken.
HEDGES = (
    "just under|just over|a little over|a little under|well over|no fewer than|no less than|no more than|not more than|"
    "as many as|as much as|at least|at most|more than|less than|fewer than|up to|close to|upwards of|"
    "approximately|roughly|nearly|almost|about|around|over|under|some|circa|exceeding"
)
# Those that give a bound: "over 20" is true of every smaller number too.
BOUNDS = frozenset(
    (
        *("just over", "a little over", "well over", "no fewer than", "no less than", "no more than", "not more than"),
        *("as many as", "as much as", "at least", "at most", "more than", "less than", "fewer than", "up to"),
        *("upwards of", "over", "under", "exceeding"),
    )
)
SAYING = (
    "said|says|told|tells|added|adds|noted|notes|claimed|claims|announced|announces|explained|explains|warned|warns|"
    "stated|states|argued|argues|insisted|insists|called|calls|stressed|stresses|emphasized|emphasised|emphasizes|"
    "remarked|declared|declares|pointed|believes|believed|suggested|suggests|predicted|predicts|denied|denies|"
    "criticised|criticized|praised|wrote|writes|complained|complains|promised|promises|reported|reports|recalled"
)
EVALUATIVE = words("""
    abysmal admirable alarming amazing ambitious appalling astonishing atrocious awful bad beautiful beneficial best
    bleak bold brave breathtaking brilliant catastrophe catastrophic celebrated compelling constructive
    controversial courageous crucial cruel dangerous decisive deplorable devastating dire disappointing disaster
    disastrous disgraceful dynamic elegant embarrassing enormous essential excellent exceptional exciting
    extraordinary fabulous failure famous fantastic fruitful generous glorious golden good great greatest
    groundbreaking harmful harmonious heroic historic horrible ideal impressive incredible indispensable ineffective
    innovative inspiring invaluable irresponsible landmark legendary magnificent marvellous masterpiece meaningful
    milestone miserable modest notable outrageous outstanding peerless perfect pivotal poor powerful prestigious
    profound promising proud prosperous reckless remarkable renowned revolutionary robust sad scandal scandalous
    shameful shining significant sincere smart solid spectacular splendid strong stunning successful superb terrible
    thriving tragic tragedy tremendous triumph triumphant unacceptable unforgettable unfortunate unique unparalleled
    unprecedented unrivalled useless valuable vibrant vital weak wise wonderful worst worthless worthy wrong
    """)
ORGANISATION_WORDS = words("""
    Academy Administration Agency Airlines Airport Airways Alliance Army Assembly Association Authority Bank Board
    Brigade Broadcasting Bundesbank Bureau Cabinet Centre Center Chamber Club College Command Commission Committee
    Commonwealth Community Company Conference Congress Consortium Cooperation Cooperative Corporation Council Court
    Department Directorate Energy Federation Force Forces Forum Foundation Fund Government Group Guard Guild
    Hospital Industries Initiative Institute Institution Laboratories Laboratory League Legion Library Ministry
    Mission Monitor Motors Movement Museum Nations Navy Network News Observatory Office Orchestra Organisation
    Organization Parliament Party Police Post Press Programme Rail Railway Railways School Senate Service Services
    Society Steel Survey Syndicate Systems Technologies Telecom Theatre Times Treasury Tribunal Trust Union
    University Works Inc Ltd plc
    """)
PLACE_WORDS = words("""
    Archipelago Bay Beach Bridge Canal Canyon Cape Coast County Creek Desert District Falls Forest Glacier Gulf
    Harbour Hill Hills Island Islands Isles Lagoon Lake Mountain Mountains Ocean Pass Park Peninsula Plain Plateau
    Port Province Range Region River Road Rock Sea Square Steppe Strait Street Valley Volcano
    """)
# Before a name and no part of it.
TITLES = words("""
    President Vice-President Premier Chancellor Minister Secretary Secretary-General Ambassador Governor Mayor
    Senator Deputy Prime Foreign General Colonel Captain Admiral Major King Queen Prince Princess Emperor Pope
    Bishop Archbishop Sultan Sheikh Chairman Chairwoman Director Professor Prof Doctor Dr Mr Mrs Ms Miss Sir Lady
    Lord Judge Justice Chief Spokesman Spokeswoman Spokesperson Comrade Saint
    """)
PORTFOLIOS = words("""
    Affairs Agriculture Commerce Culture Defence Defense Economy Education Energy Environment Finance Health
    Industry Interior Justice Labour Science State Sport Tourism Trade Transport
    """)
PERSON_ROLES = (
    "president|minister|mayor|director|professor|doctor|physician|priest|author|historian|writer|poet|painter|composer|"
    "engineer|scientist|chemist|physicist|economist|teacher|farmer|driver|owner|librarian|spokesman|spokeswoman|"
    "spokesperson|chairman|chairwoman|chief executive|founder|inventor|explorer|king|queen|emperor|general|ambassador|"
    "journalist|researcher|analyst|lawyer|judge|activist|architect|actor|actress|singer|coach|captain"
)
NO_NAMES = words("""
    A An The This That These Those It Its He His She Her They Their We Our I My You Your There Here In On At By For
    From To Of With Without Within As And But Or If When While After Before Since Until During Between Among Under
    Over About Most Many Some Several All Each Every Both Few Other Another Such More Less No Not Nor Yet So Then
    Thus However According Because Although Though Meanwhile Today Yesterday Tomorrow Now Later Earlier First Second
    Third Last Next One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve What Who Which Where Why How
    Trade Exports Imports Demand Tickets Trains Fish Towns Shop Shipping Historians Officials Experts Critics
    Residents Visitors Teachers Students Workers Half Article Chapter Photo Source
    """)
PLACE_PREPOSITIONS = "in|from|near|to|between|around|outside|across|through|towards|toward|via|into|throughout|and"
KINDS_OF_PLACE = (
    "cities|towns|countries|villages|regions|provinces|ports|states|nations|capitals|places|islands|districts|"
    "mountains|rivers|lakes"
)
OPEN_LIST = "such as|including|includes|include|included|like|for example|for instance|e\\.g\\.|among them|notably"
NATIONALITIES = words("""
    Afghan African Albanian American Arab Argentine Armenian Asian Australian Austrian Belarusian Belgian Brazilian
    British Bulgarian Canadian Chilean Chinese Colombian Croatian Cuban Czech Danish Dutch Egyptian English
    Ethiopian European Finnish French Georgian German Ghanaian Greek Hungarian Indian Indonesian Iranian Iraqi Irish
    Islamic Israeli Italian Japanese Kazakh Kenyan Korean Kyrgyz Malaysian Mexican Mongolian Moroccan Nepalese
    Nigerian Norwegian Pakistani Persian Peruvian Polish Portuguese Romanian Russian Saudi Scottish Serbian Slovak
    Soviet Spanish Swedish Swiss Syrian Tajik Thai Tibetan Turkish Turkmen Ukrainian Uzbek Vietnamese Welsh Buddhist
    Christian Catholic Hindu Jewish Muslim Orthodox Protestant Latin
    """)
COMMON_SAYERS = (
    "ministry|government|company|agency|report|study|article|authorities|police|spokesperson|spokesman|spokeswoman"
)
# Names with an "and" inside, which elsewhere parts two names.
JOINED = frozenset(
    (
        "Belt and Road Initiative",
        "Food and Agriculture Organization",
        "Organisation for Economic Co-operation and Development",
        "Organization for Security and Co-operation in Europe",
        "European Bank for Reconstruction and Development",
    )
)

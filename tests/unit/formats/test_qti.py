"""Packages of QTI 2.2 and 3: what other programs write is read, and what is written holds together."""

import io
import zipfile

import pytest
from defusedxml.ElementTree import fromstring

from quizzes.formats import FORMATS, Citation, Record
from quizzes.items import TYPES, Item, Option, Picture, type_of

QTI_22, QTI_3 = FORMATS["qti_22"], FORMATS["qti_3"]
BOTH = pytest.mark.parametrize("file_format", [QTI_22, QTI_3], ids=lambda each: each.code)
CHOICE = Item("single_choice", "Which lake?", (Option("Balkhash", 1.0), Option("Zaysan", feedback="It is small.")))


def item(body, declarations="", more="", attributes='identifier="i1" title="A title"'):
    return (
        f'<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" {attributes}>'
        f"{declarations}<itemBody>{body}</itemBody>{more}</assessmentItem>"
    ).encode()


def declared(right, cardinality="single", base="identifier", mapping="", name="RESPONSE"):
    values = "".join(f"<value>{value}</value>" for value in right)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def read_one(data, file_format=QTI_22):
    reading = file_format.read(data)
    assert not reading.problems
    assert len(reading.records) == 1
    record = reading.records[0]
    assert type_of(record.item).problems(record.item) == []
    return record, [str(loss.what) for loss in reading.losses]


def lost(data):
    reading = QTI_22.read(data)
    assert not reading.problems
    assert reading.records == []
    return [str(loss.what) for loss in reading.losses]


def choices(*texts, tag="simpleChoice"):
    return "".join(
        f'<{tag} identifier="{letter}">{text}</{tag}>' for letter, text in zip("ABCDEF", texts, strict=False)
    )


def choice(*texts, more='shuffle="true" maxChoices="1"'):
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" {more}><prompt>Which <b>lake</b>?</prompt>'
        f"{choices(*texts)}</choiceInteraction>"
    )


class TestItemsOfOtherPrograms:
    def test_a_choice_with_its_prompt_and_modal_feedback(self):
        modal = "".join(
            f'<modalFeedback outcomeIdentifier="FB" identifier="{name}" showHide="show">{text}</modalFeedback>'
            for name, text in (("B", "Too small."), ("solution", "It is the largest."))
        )
        record, losses = read_one(item("<p>Look.</p>" + choice("Balkhash", "Zaysan"), declared("A"), modal))
        assert record.item == Item(
            "single_choice",
            "Look.\n\nWhich **lake**?",
            (Option("Balkhash", 1.0), Option("Zaysan", feedback="Too small.")),
        )
        assert (record.name, record.id, record.explanation, losses) == ("A title", "i1", "It is the largest.", [])

    def test_the_same_in_version_3_with_any_prefix(self):
        data = b"""<q:qti-assessment-item xmlns:q="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i">
          <q:qti-response-declaration identifier="R" cardinality="single" base-type="identifier">
            <q:qti-correct-response><q:qti-value>b</q:qti-value></q:qti-correct-response>
          </q:qti-response-declaration>
          <q:qti-item-body>
            <q:qti-choice-interaction response-identifier="R" shuffle="false" max-choices="1">
              <q:qti-prompt><p>Which?</p></q:qti-prompt>
              <q:qti-simple-choice identifier="a">one</q:qti-simple-choice>
              <q:qti-simple-choice identifier="b">two</q:qti-simple-choice>
            </q:qti-choice-interaction>
          </q:qti-item-body>
          <q:qti-modal-feedback outcome-identifier="F" identifier="b" show-hide="show">
            <q:qti-content-body><p>Right.</p></q:qti-content-body>
          </q:qti-modal-feedback>
        </q:qti-assessment-item>"""
        assert QTI_3.recognises("item.xml", data)
        record, losses = read_one(data, QTI_3)
        options = (Option("one"), Option("two", 1.0, feedback="Right."))
        assert record.item == Item("single_choice", "Which?", options, {"shuffle": False})
        assert losses == []

    def test_several_choices_without_a_mapping_count_as_a_whole(self):
        data = item(choice("a", "b", "c", more='shuffle="true" maxChoices="0"'), declared("AB", "multiple"))
        record, losses = read_one(data)
        assert record.item.params == {"all_or_nothing": True}
        assert [option.fraction for option in record.item.options] == [1, 1, 0]
        assert losses == []

    def test_a_mapping_that_is_not_ours_is_said(self):
        mapping = '<mapping><mapEntry mapKey="A" mappedValue="2"/><mapEntry mapKey="B" mappedValue="1"/></mapping>'
        data = item(choice("a", "b", "c", more='maxChoices="0"'), declared("AB", "multiple", mapping=mapping))
        _record, losses = read_one(data)
        assert losses == [
            "The right options earn unequal shares. Here each earns the same.",
            "What a wrong choice costs is left behind. Here it cancels one right choice.",
        ]

    def test_a_text_typed_at_the_end_is_a_short_answer(self):
        mapping = (
            '<mapping><mapEntry mapKey="Ili" mappedValue="2"/>'
            '<mapEntry mapKey="Chu" mappedValue="1" caseSensitive="true"/></mapping>'
        )
        body = '<p>Which river? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
        record, losses = read_one(item(body, declared(["Ili"], base="string", mapping=mapping)))
        assert record.item == Item("short_answer", "Which river?", (Option("Ili", 1.0), Option("Chu", 0.5)))
        assert losses == ["Capital letters made a difference in the file; here they make none."]

    def test_a_text_typed_in_the_middle_is_a_blank(self):
        body = '<p>The <textEntryInteraction responseIdentifier="RESPONSE"/> is long.</p>'
        record, _losses = read_one(item(body, declared(["Ili"], base="string")))
        assert record.item == Item("cloze", "The [[1 typed]] is long.", (Option("Ili", 1.0, "1"),))

    def test_a_tolerance_is_read_from_the_scoring(self):
        rule = (
            "<responseProcessing><responseCondition><responseIf>"
            '<equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="RESPONSE"/>'
            '<correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">'
            '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition>'
            "</responseProcessing>"
        )
        body = '<p>How deep?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
        record, _losses = read_one(item(body, declared(["668"], base="float"), rule))
        assert record.item == Item("numerical", "How deep?", (Option("668", 1.0),), {"tolerance": 0.5})

    def test_gaps_and_lists_in_a_text_are_blanks(self):
        gaps = (
            '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="A" matchMax="1">Amu</gapText>'
            '<gapText identifier="B" matchMax="1">Syr</gapText><p>The <gap identifier="G"/> Darya</p>'
            "</gapMatchInteraction>"
        )
        record, _losses = read_one(item(gaps, declared(["B G"], "multiple", "directedPair")))
        assert record.item == Item("cloze", "The [[1]] Darya", (Option("Amu", 0.0, "1"), Option("Syr", 1.0, "1")))
        listed = (
            f'<p>The <inlineChoiceInteraction responseIdentifier="RESPONSE">{choices("Amu", "Syr", tag="inlineChoice")}'
            "</inlineChoiceInteraction> Darya</p>"
        )
        assert read_one(item(listed, declared("B")))[0].item == record.item

    def test_pairs_and_orders(self):
        associable = choices("Astana", "Kazakhstan", "Bishkek", "Kyrgyzstan", tag="simpleAssociableChoice")
        body = (
            f'<associateInteraction responseIdentifier="RESPONSE"><prompt>Join.</prompt>'
            f"{associable}</associateInteraction>"
        )
        record, losses = read_one(item(body, declared(["A B", "C D"], "multiple", "pair")))
        pairs = (Option("Astana", match="Kazakhstan"), Option("Bishkek", match="Kyrgyzstan"))
        assert record.item == Item("matching", "Join.", pairs)
        assert losses == ["In the file anything can be joined with anything; here the first of each pair is a row."]
        parts = choices("b", "a", "c")
        body = f'<orderInteraction responseIdentifier="RESPONSE"><prompt>Order.</prompt>{parts}</orderInteraction>'
        record, _losses = read_one(item(body, declared("BAC", "ordered")))
        assert [option.text for option in record.item.options] == ["a", "b", "c"]

    def test_what_has_no_type_is_left_out_with_the_reason(self):
        slider = '<p>How much?</p><sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="9"/>'
        assert lost(item(slider)) == ["Its interaction, “sliderInteraction”, has no type here. It is left out."]
        assert lost(item(choice("a", "b") * 2)) == [
            "It asks several things at once, or nothing. It is left out; write each as a question of its own."
        ]
        template = '<templateDeclaration identifier="T" cardinality="single" baseType="integer"/>'
        assert lost(item(choice("a", "b"), template)) == [
            "It draws its numbers anew for each student, which no type here does. It is left out."
        ]


class TestPackagesOfOtherPrograms:
    def package(self, members):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as out:
            for name, data in members.items():
                out.writestr(name, data)
        return buffer.getvalue()

    def manifest(self, *hrefs, type_="imsqti_item_xmlv2p1"):
        resources = "".join(f'<resource identifier="r" type="{type_}" href="{href}"/>' for href in hrefs)
        return (
            f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{resources}</resources></manifest>'
        )

    def test_items_and_pictures_lie_where_the_manifest_says(self):
        body = '<p>Which?<img src="../media/lake%201.png" alt="A lake" width="20px"/></p>' + choice("a", "b")
        data = self.package(
            {
                "content/imsmanifest.xml": self.manifest("items/my%20item.xml"),
                "content/items/my item.xml": item(body, declared("A")),
                "content/media/lake 1.png": b"data",
            }
        )
        record, losses = read_one(data)
        assert record.item.picture == Picture("lake 1.png", "A lake", 20, 0)
        assert dict(record.files) == {"lake 1.png": b"data"}
        assert losses == []

    def test_without_a_manifest_every_item_is_read(self):
        data = self.package({"b.xml": item(choice("a", "b"), declared("A")), "a.xml": b"<assessmentTest/>"})
        assert read_one(data)[0].item.type == "single_choice"

    def test_what_is_listed_and_not_there_is_a_problem(self):
        (problem,) = QTI_22.read(self.package({"imsmanifest.xml": self.manifest("gone.xml")})).problems
        assert (problem.text, str(problem.wrong)) == ("gone.xml", "The package lists a file that is not in it.")

    def test_version_1_is_named_as_what_to_avoid(self):
        data = self.package({"imsmanifest.xml": self.manifest("a.xml", type_="imsqti_xmlv1p2"), "a.xml": b"<a/>"})
        assert "QTI 1.2 cannot be read" in str(QTI_22.read(data).problems[0].remedy)

    def test_an_item_that_is_no_xml_is_a_problem_with_its_name(self):
        data = self.package({"imsmanifest.xml": self.manifest("a.xml"), "a.xml": b"<assessmentItem>"})
        assert QTI_22.read(data).problems[0].text == "a.xml"


@BOTH
class TestWriting:
    def test_each_type_comes_back_or_says_what_it_loses(self, file_format):
        for item_type in TYPES.values():
            for example in item_type.examples():
                record = Record(example, "A name", "id 1", ("A", "b/c"), "Because.", ("x",), Citation("q", "s"))
                if file_format.holds(record) and not file_format.losses(record):
                    assert file_format.read(b"".join(file_format.write([record]))).records == [record]

    def test_every_part_is_well_formed_and_listed(self, file_format):
        held = Record(CHOICE, files={"a.webp": b"data"})
        pictured = Record(Item("essay", "Why?", picture=Picture("a.webp", "A", 2, 2)), files={"a.webp": b"data"})
        data = b"".join(file_format.write([held, pictured]))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            listed = {element.get("href") for element in fromstring(package.read("imsmanifest.xml")).iter()} - {None}
            assert listed | {"imsmanifest.xml"} == set(package.namelist())
            for name in package.namelist():
                if name.endswith(".xml"):
                    fromstring(package.read(name))

    def test_the_same_records_give_the_same_bytes(self, file_format):
        records = [Record(CHOICE, "A")] * 3
        assert b"".join(file_format.write(records)) == b"".join(file_format.write(records))

    def test_it_is_handed_on_item_by_item(self, file_format):
        taken = []

        def records():
            for place in range(3):
                taken.append(place)
                yield Record(CHOICE)

        assert next(file_format.write(records())).startswith(b"PK")
        assert taken == [0]

    def test_the_licence_stands_in_the_metadata_and_in_the_feedback(self, file_format):
        citation = Citation("A quote.", "A title", "P1s2", "https://example.org", "CC BY 4.0")
        data = b"".join(file_format.write([Record(CHOICE, citation=citation)]))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert b"CC BY 4.0" in package.read("imsmanifest.xml")
            assert b"CC BY 4.0" in package.read("items/Q00001.xml")

    def test_html_in_a_text_stays_text(self, file_format):
        item = Item("single_choice", "<script>alert(1)</script> & so on", CHOICE.options)
        data = b"".join(file_format.write([Record(item)]))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert b"<script>" not in package.read("items/Q00001.xml")
        assert file_format.read(data).records[0].item == item

    @pytest.mark.parametrize("name", ["a.webp", "../../etc/passwd", "ä b%20.png", ".hidden", "pictures/x/y.png"])
    def test_pictures_keep_their_names_and_stay_inside(self, file_format, name):
        item = Item("single_choice", "Which?", CHOICE.options, picture=Picture(name, "A lake", 3, 2))
        reading = file_format.read(b"".join(file_format.write([Record(item, files={name: b"data"})])))
        assert reading.problems == []
        assert reading.records[0].item == item
        assert dict(reading.records[0].files) == {name: b"data"}

    def test_a_map_is_not_held(self, file_format):
        assert not any(file_format.holds(Record(example)) for example in TYPES["map"].examples())

"""Files of other programs through the admin: in, out again, and in once more."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quizzes.formats import FORMATS, Record
from quizzes.items import TYPES
from quizzes.models import Import, Question
from quizzes.models.exchange.records import for_records, record_of
from tests.factories import TopicFactory

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:quizzes_question_import")
SAMPLES = Path(__file__).parents[2] / "unit" / "formats" / "samples"


def take_in(client, name, data, file_format=""):
    """What was counted, once it is stored."""
    form = {"file": SimpleUploadedFile(name, data), "topic": TopicFactory().pk, "format": file_format}
    assert client.post(UPLOAD, form).status_code == 302
    job = Import.objects.latest("pk")
    assert job.problems == []
    if job.may_be_stored:
        client.post(reverse("admin:quizzes_question_import_store", args=[job.pk]))
        job.refresh_from_db()
        assert job.state == Import.State.STORED
    return job.report["counts"]


def all_records():
    return [record_of(question) for question in for_records(Question.objects.order_by("pk"))]


def examples(code):
    records = [
        Record(item, name=f"{kind} {n}", id=f"{kind}-{n}", topic=("Here",))
        for kind, item_type in TYPES.items()
        for n, item in enumerate(item_type.examples())
    ]
    return [record for record in records if FORMATS[code].holds(record)]


class TestMoodle:
    def test_comes_in_whole_and_goes_out_and_comes_in_unchanged(self, signed_in):
        data = (SAMPLES / "moodle_4.xml").read_bytes()
        counts = take_in(signed_in, "export.xml", data)
        assert counts == {"new": Question.objects.count()}
        assert Question.objects.count() >= 15
        assert set(Question.objects.values_list("status", flat=True)) == {"draft"}
        assert take_in(signed_in, "export.xml", data) == {"unchanged": counts["new"]}
        out = b"".join(FORMATS["moodle_xml"].write(all_records()))
        assert len(FORMATS["moodle_xml"].read(out).records) == counts["new"]

    def test_says_what_is_left_behind(self, signed_in):
        take_in(signed_in, "export.xml", (SAMPLES / "moodle_4.xml").read_bytes())
        losses = Import.objects.latest("pk").report["losses"]
        assert losses
        assert all(loss["what"].endswith(".") for loss in losses)


@pytest.mark.parametrize("code", FORMATS)
class TestEveryFormat:
    def test_comes_in_and_the_same_file_again_changes_nothing(self, signed_in, code):
        records = examples(code)
        data = b"".join(FORMATS[code].write(records))
        counts = take_in(signed_in, f"bank{FORMATS[code].suffix}", data, code)
        assert sum(counts.values()) == len(records)
        assert Question.objects.count() == counts["new"]
        again = take_in(signed_in, f"bank{FORMATS[code].suffix}", data, code)
        assert not again.get("new")
        assert not again.get("changed")
        assert Question.objects.count() == counts["new"]

    def test_goes_out_of_the_admin_as_a_file(self, signed_in, code):
        take_in(signed_in, "bank.csv", b"".join(FORMATS["csv"].write(examples("csv"))), "csv")
        response = signed_in.get(reverse("admin:quizzes_question_export_file"), {"format": code})
        data = b"".join(response.streaming_content)
        read = FORMATS[code].read(data)
        assert read.problems == []
        assert len(read.records) == sum(FORMATS[code].holds(record) for record in all_records())

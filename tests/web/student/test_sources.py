import pytest
from django.urls import reverse

from tests.factories import AttemptFactory, SourceFactory

pytestmark = pytest.mark.django_db


class TestReader:
    def test_shows_the_whole_text_with_an_address_for_each_sentence(self, client):
        source = SourceFactory(licence="Free use with a link.", perspective="One side only.")
        page = client.get(source.get_absolute_url())
        for ref, text in (("P1s1", "The SCO was"), ("P1s2", "It has ten"), ("P2s1", "The summit takes")):
            assert f'id="{ref}" class="sentence">{text}' in page.text
        assert "Free use with a link." in page.text
        assert "One side only." in page.text
        assert source.url in page.text

    def test_leads_back_to_the_round_it_was_opened_from(self, client):
        attempt = AttemptFactory()
        url = reverse("attempt_question", args=[attempt.uuid, 1])
        page = client.get(SourceFactory().get_absolute_url(), headers={"Referer": f"http://testserver{url}"})
        assert page.context["back"] == url

    @pytest.mark.parametrize(
        "referrer",
        ["", "http://evil.example/attempts/", "http://testserver/", "//", "http://testserver/nowhere", "http://["],
    )
    def test_leads_back_to_nothing_else(self, client, referrer):
        page = client.get(SourceFactory().get_absolute_url(), headers={"Referer": referrer})
        assert page.context["back"] == ""

    def test_is_not_found_under_another_address(self, client):
        assert client.get(reverse("source_detail", args=["nowhere"])).status_code == 404

    @pytest.mark.parametrize("length", [1, 50])
    def test_takes_two_queries(self, client, length, django_assert_num_queries):
        source = SourceFactory(text="\n\n".join(f"Sentence number {n} stands here." for n in range(length)))
        with django_assert_num_queries(2):
            client.get(source.get_absolute_url())

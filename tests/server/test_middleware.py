import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from scoquiz.middleware import DatabaseUnavailable, refuse_nul_in_cookies, take_address_from_proxy


def address(**meta):
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", **meta)
    take_address_from_proxy(lambda _request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


class TestAddress:
    def test_is_the_one_that_the_proxy_added_last(self):
        assert address(HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.7") == "198.51.100.7"

    def test_stays_where_the_proxy_names_none(self):
        assert address() == "127.0.0.1"
        assert address(HTTP_X_FORWARDED_FOR=" ") == "127.0.0.1"


@pytest.mark.django_db
class TestCookies:
    def test_with_a_nul_are_refused_with_a_sentence(self, client):
        response = client.get("/", headers={"cookie": 'sessionid="\\000\\000\\000"'})
        assert response.status_code == 400
        assert b"delete the cookies" in response.content

    def test_of_other_programs_are_let_through(self, client):
        client.cookies["other"] = "a=b c%20d \x80"
        assert client.get("/").status_code == 200

    def test_are_read_as_text(self):
        request = RequestFactory().get("/")
        request.COOKIES = {"name": "a\x00b"}
        assert refuse_nul_in_cookies(lambda _request: HttpResponse())(request).status_code == 400


class TestWhatCannotBeStored:
    @staticmethod
    def reply_to(exception):
        middleware = DatabaseUnavailable(lambda _request: HttpResponse())
        return middleware.process_exception(RequestFactory().post("/"), exception)

    @pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
    def test_is_said_with_a_status_that_asks_to_try_again(self, kind):
        reply = self.reply_to(kind("attempt to write a readonly database"))
        assert (reply.status_code, reply["Retry-After"]) == (503, "5")
        assert b"Not saved" in reply.content
        assert b"readonly" not in reply.content

    def test_is_not_what_any_mistake_is_taken_for(self):
        assert self.reply_to(ValueError()) is None

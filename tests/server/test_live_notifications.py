import threading

import pytest

from quizzes.live.notifications import SqliteNotifier
from tests.factories import TopicFactory


def elsewhere(action):
    """In a thread of its own, as each watcher is; what it returned."""
    results = []
    thread = threading.Thread(target=lambda: results.append(action()))
    thread.start()
    thread.join()
    return results[0]


@pytest.mark.django_db(transaction=True)
class TestSqlite:
    def test_goes_on_with_the_next_watcher(self, caplog):
        notifier = SqliteNotifier()
        assert elsewhere(lambda: notifier.wait(0.1))  # nothing is known yet, so anything may have changed
        assert not elsewhere(lambda: notifier.wait(0.1))
        TopicFactory()
        assert elsewhere(lambda: notifier.wait(0.1))
        assert not caplog.records

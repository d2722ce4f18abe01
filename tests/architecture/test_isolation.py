"""What one test leaves behind, the next does not find (tests/conftest.py)."""

import concurrent.futures
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(scope="module")
def thread_that_stays(_own_cache) -> Iterator[Callable[[Callable[[], object]], object]]:
    """One thread for all tests of this module, as that of a live server is."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=1) as pool:
        yield lambda act: pool.submit(act).result()
        pool.submit(_own_cache.close_in_this_thread).result()


class TestCache:
    @pytest.mark.parametrize("turn", ["first", "second"])
    def test_is_empty_for_each_test(self, turn):
        found = cache.get("left-behind")

        cache.set("left-behind", turn)

        assert found is None
        assert cache.get("left-behind") == turn

    def test_is_the_same_for_every_thread_of_a_test(self, thread_that_stays):
        cache.set("said-here", "words")

        assert thread_that_stays(lambda: cache.get("said-here")) == "words"

    @pytest.mark.parametrize("turn", ["first", "second"])
    def test_is_empty_for_each_test_in_a_thread_that_outlives_them(self, turn, thread_that_stays):
        assert thread_that_stays(lambda: cache.get("left-behind")) is None
        thread_that_stays(lambda: cache.set("left-behind", turn))


class TestLanguage:
    @pytest.mark.parametrize("language", ["cy", "en"])
    def test_is_none_that_a_test_before_spoke(self, language):
        found = translation.get_language()

        translation.activate(language)

        assert found == settings.LANGUAGE_CODE

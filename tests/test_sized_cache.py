"""What a cache holds is bounded in bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.sized_cache import SizedCache


def test_the_least_recently_used_leaves_first() -> None:
    cache: SizedCache[str, int] = SizedCache(10)
    for key in "abc":
        cache.put(key, ord(key), 3)
    assert cache.get("a") == ord("a")
    cache.put("d", 1, 4)
    assert [key in cache for key in "abcd"] == [True, False, True, True]
    assert cache.size == 10


def test_what_is_larger_than_the_limit_is_not_held() -> None:
    cache: SizedCache[str, int] = SizedCache(10)
    cache.put("a", 1, 11)
    assert cache.get("a") is None and cache.size == 0 and len(cache) == 0


def test_what_is_needed_now_stays_beyond_the_limit() -> None:
    cache: SizedCache[str, None] = SizedCache(10)
    for key in "abc":
        cache.add(key, None, 8)
    assert cache.shrink(keep="bc") == ["a"]
    assert cache.size == 16


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 12))))
def test_the_limit_holds_whatever_comes(puts: list[tuple[str, int]]) -> None:
    cache: SizedCache[str, int] = SizedCache(20)
    for key, size in puts:
        cache.put(key, size, size)
        assert cache.get(key) == size
    assert cache.size == sum(cache.get(key) or 0 for key in "abcdef") <= 20

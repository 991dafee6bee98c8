"""Generated clauses and queries are the same in every run, and have the shape that they claim."""

from collections import Counter
from itertools import islice

import rjieba

from bench.tools import invented
from bench.tools.plain import match


def test_the_same_clauses_come_however_many_are_asked_for() -> None:
    assert list(invented.clauses(50)) == list(islice(invented.clauses(5_000), 50))


def test_clauses_are_as_long_as_those_of_gazettes() -> None:
    lengths = [len(own) for _, own in invented.clauses(2_000)]
    assert 60 < sum(lengths) / len(lengths) < 100


def test_words_follow_the_law_of_zipf() -> None:
    counts = Counter(word for _, own in invented.clauses(4_000) for word in rjieba.cut(own))
    first, *_, tenth = (counts[word] for word in invented.vocabulary()[:10])
    assert 2 < first / tenth < 6
    assert 0.03 < first / counts.total() < 0.06


def test_the_mix_holds_every_kind_of_query_once_each() -> None:
    mix = invented.queries(2_000)
    assert Counter(kind for kind, _ in mix) == invented.KINDS
    assert len(set(mix)) == sum(invented.KINDS.values())
    assert mix == invented.queries(2_000)


def test_the_peer_is_asked_in_its_own_language() -> None:
    assert match("供水 停车场") == '"供水" AND "停车场"'
    assert match("“公共停车场管理”").startswith('"公共 停车场')
    assert match("云政发[2024] 5号") == match("云政发〔2024〕5号")

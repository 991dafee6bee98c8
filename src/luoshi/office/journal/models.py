"""Entries, and the end of the chain that they form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, NoReturn

import orjson
from django.db import models

from luoshi.office.journal.errors import AppendOnly


class Entries(models.QuerySet["Entry"]):
    """Entries as they are found; none can be changed or taken out."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnly


class Entry(models.Model):
    """What was done (记事): by whom, for whom, when, and all of it; written once.

    Units are kept by their code, not by a key into the directory: the entry outlives the unit.

    Attributes:
        kind: short ASCII name, such as ``decision``.
        actor_kind: as `luoshi.office.directory.actors.Kind`.
        actor: how the one who acted is called; ``login`` tells two of one name apart.
        actor_unit: for which unit they acted (its code).
        unit: whose matter it is (its code).
        at: the office's clock, by which deadlines count.
        recorded: the machine's clock, so that a set clock is seen.
        text: the body as canonical JSON, byte for byte what was hashed.
        digest: SHA-256 over all of the above.
        n: the place in the chain, from 1; None until the entry is sealed.
        link: SHA-256 over the link before, ``n``, ``id``, ``digest`` and ``sealed``.
        sealed: when it was put into the chain.
    """

    kind = models.CharField("事项", max_length=60)
    actor_kind = models.CharField("行为人类别", max_length=10)
    actor = models.TextField("行为人")
    login = models.TextField("登录名", blank=True)
    actor_unit = models.CharField("行为单位", max_length=40, blank=True)
    unit = models.CharField("所属单位", max_length=40, blank=True)
    subject = models.TextField("对象", blank=True)
    case = models.CharField("办件", max_length=80, blank=True)
    at = models.DateTimeField("办公时刻")
    recorded = models.DateTimeField("记录时刻")
    text = models.TextField("内容", db_column="body")
    digest = models.CharField("摘要", max_length=64)
    n = models.BigIntegerField("链上次序", null=True, unique=True)
    link = models.CharField("链值", max_length=64, null=True)  # noqa: DJ001 - nothing is not ""
    sealed = models.DateTimeField("入链时刻", null=True)

    objects = Entries.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index("case", "id", name="journal_case", condition=~models.Q(case="")),
            models.Index("unit", "id", name="journal_unit", condition=~models.Q(unit="")),
            models.Index("kind", "id", name="journal_kind"),
            models.Index("at", name="journal_at"),
            # What waits for its link is found without reading what has one.
            models.Index("id", name="journal_unsealed", condition=models.Q(n=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry.

        Raises:
            AppendOnly: it stands already.
        """
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """What was done, as data; where somebody spoilt it, the text as it stands."""
        try:
            told = orjson.loads(self.text)
        except orjson.JSONDecodeError:
            told = None
        return told if isinstance(told, dict) else {"text": self.text}


class Head(models.Model):
    """The end of the chain (链头): one row, replaced with every seal."""

    n = models.BigIntegerField("链上次序")
    link = models.CharField("链值", max_length=64)

    def __str__(self) -> str:
        return f"{self.n} {self.link}"

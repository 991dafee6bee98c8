"""Units, their names, people and what they may do."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

KINDS = {
    "agency": "机关",
    "bank": "银行",
    "company": "企业",
    "institution": "机构",
    "person": "个人",
}
LEVELS = {"province": "省级", "city": "市级", "county": "县级", "town": "乡镇级", "": "不分级"}
SAMPLE_MARK = "样例·"
"""Before the names of units that came with the samples."""
MAY = {"admin": "单位管理员", "officer": "经办人", "viewer": "只查看"}


class Unit(models.Model):
    """A unit (单位): an organ, a bank, a company, an institution, or one person acting for themselves.

    Attributes:
        code: short ASCII name, stable, used in addresses, files and the API.
        sample: whether it came with ``luoshi sample load`` and goes with ``luoshi sample remove``.
    """

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    kind = models.CharField("类别", max_length=12, choices=list(KINDS.items()))
    level = models.CharField("级别", max_length=10, choices=list(LEVELS.items()), blank=True)
    place = models.CharField("地方", max_length=40, blank=True)
    children: models.Manager[Unit]
    aliases: models.Manager[Alias]
    roles: models.Manager[UnitRole]
    posts: models.Manager[Post]
    members: models.Manager[Membership]
    tokens: models.Manager[Token]
    parent_id: int | None
    parent = models.ForeignKey(
        "self", verbose_name="上级单位", null=True, blank=True, on_delete=models.PROTECT,
        related_name="children",
    )  # fmt: skip
    active = models.BooleanField("在用", default=True)
    sample = models.BooleanField("样例", default=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name of a unit (别名): 市住建局 for 市住房和城乡建设局."""

    unit_id: int
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=100, unique=True)


class UnitRole(models.Model):
    """A role of a procedure that a unit plays (角色), as ``shuozhou.presale_funds.supervisor``."""

    unit_id: int
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField("角色", max_length=80, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "role"], name="one_role")]


class Post(models.Model):
    """A post in a unit (岗位); people come and go, it stays."""

    unit_id: int
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="posts")
    name = models.CharField("岗位", max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name"], name="one_post")]


class Membership(models.Model):
    """A person at a unit (任职): what they may do there, and in which post."""

    user_id: int
    unit_id: int
    post_id: int | None
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="members")
    may = models.CharField("权限", max_length=8, choices=list(MAY.items()), default="officer")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "unit"], name="one_membership")
        ]


class Token(models.Model):
    """A key with which a program acts for a unit (接口令牌); only its hash is kept."""

    unit_id: int
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)


class Account(models.Model):
    """What the office keeps of a person beside Django's account (账户).

    Attributes:
        must_change: the password was set by someone else, and only that person's own will do.
        second: whether a second factor was confirmed.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account"
    )
    must_change = models.BooleanField(default=False)
    second = models.BooleanField(default=False)


class Sitting(AbstractBaseSession):
    """A session (会话) that knows whose it is, so that a person sees and ends their own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sittings"
    )
    began = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)
    address = models.CharField("地址", max_length=45, blank=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that reads and writes these rows."""
        from luoshi.office.directory.sessions import SessionStore

        return SessionStore

"""What the pages remember for an hour: texts that were shown and wait to be confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models


class Pending(models.Model):
    """A text that was uploaded and read, but not kept in the archive yet."""

    token = models.CharField("凭证", max_length=64, primary_key=True)
    """Nobody can guess it: it is all that is needed to confirm."""
    name = models.TextField("文件名")
    data = models.BinaryField("原始字节（zlib 压缩）")
    found: models.JSONField[dict[str, Any]] = models.JSONField("读出的内容")
    created_at: models.DateTimeField[datetime] = models.DateTimeField("上传时间", db_index=True)
    state = models.CharField("入档结果", max_length=20, blank=True)
    """Empty until it was confirmed, then what came of it."""
    slug = models.CharField("公报", max_length=120, blank=True)

    class Meta:  # noqa: D106
        verbose_name = "待确认文本"

    def __str__(self) -> str:
        """The file's name."""
        return self.name

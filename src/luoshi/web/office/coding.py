"""Codes as pictures (二维码): a drawing within the page that leads to the look-up."""

from __future__ import annotations

import segno
from django.http import HttpRequest
from django.urls import reverse


def place(request: HttpRequest, code: str) -> str:
    """The whole address that a code leads to."""
    return request.build_absolute_uri(reverse("code", args=[code]))


def picture(address: str) -> str:
    """What a telephone photographs, as an address that holds the whole picture."""
    made = segno.make(address, error="m", micro=False)
    return made.svg_data_uri(scale=4, border=3, dark="#000", light="#fff")

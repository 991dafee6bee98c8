"""From bytes to characters: encoding is detected, damage is refused with its line."""

from __future__ import annotations

import re

from luoshi.gazette.errors import (
    EmptyText,
    HostileMarkup,
    TextTooLarge,
    UnreadableEncoding,
)

LARGEST = 20 * 1024 * 1024
"""Bytes. A printed gazette has about a million."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_COMMON = re.compile(
    "[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方"
    "后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还"
    "因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解"
    "问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山"
    "统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_HOSTILE = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|svg|img|link|meta|style|form|input|button|base|video"
    r"|audio|math|template|textarea|body|html)\b|javascript\s*:|<[^<>]{0,300}\son[a-z]{3,20}\s*=",
    re.IGNORECASE,
)
_MARKS = (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")


def decode(data: bytes, name: str = "") -> tuple[str, str]:
    """The characters of ``data`` and the name of its encoding.

    UTF-8 (with or without a mark), UTF-16 with a mark and GB18030 are understood.

    Raises:
        EmptyText, TextTooLarge, UnreadableEncoding: with the line where it can be told.
    """
    if len(data) > LARGEST:
        raise TextTooLarge(
            f"有{len(data) / 1048576:.0f} MB，超过上限{LARGEST // 1048576} MB",
            "请确认这是一期公报的文字，必要时按期拆分后再导入",
            name,
        )
    if not data.strip():
        raise EmptyText("文件是空的", "请检查文件是否保存完整，再重新导入", name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data.removeprefix(mark), encoding, name), f"{encoding}（有标记）"
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        raise UnreadableEncoding(
            "含有空字节，是二进制文件而不是文字",
            "请导入文字识别后的 .txt 文件，不要导入图片、PDF 或 Word 文件",
            name,
            line,
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            raise UnreadableEncoding(
                "文件在最后一个字的中间断开（UTF-8 不完整），后面的文字已经丢失",
                "请重新取得完整的文件后再导入",
                name,
                data.count(b"\n") + 1,
            ) from error
    _refuse_mixture(data, name)
    text = _strict(data, "gb18030", name)
    han = _HAN.findall(text)
    if not han or len(_COMMON.findall(text)) < 0.25 * len(han):
        raise UnreadableEncoding(
            "编码无法识别，按 GB18030 读出的不是通行的中文",
            "请把文件另存为 UTF-8 或 GB18030 编码后再导入",
            name,
            1,
        )
    return text, "gb18030"


def check(text: str, name: str = "") -> None:
    """Refuse characters that are no text and markup that a browser could run.

    Raises:
        EmptyText, UnreadableEncoding, HostileMarkup
    """
    if not text.strip():
        raise EmptyText("文件是空的", "请检查文件是否保存完整，再重新导入", name)
    broken = text.count("\ufffd") + len(_CONTROL.findall(text))
    if broken > max(3, len(text) // 1000):
        first = next(i for i, c in enumerate(text) if c == "\ufffd" or _CONTROL.match(c))
        raise UnreadableEncoding(
            f"有{broken}个无法显示的字符，文件已经损坏或不是文字",
            "请从原件重新识别或另存为 UTF-8 编码后再导入",
            name,
            text.count("\n", 0, first) + 1,
        )
    hostile = _HOSTILE.search(text)
    if hostile:
        raise HostileMarkup(
            f"含有可执行的网页标记“{hostile[0][:30]}”，公报正文不应有这样的内容",
            "请核对来源，删去这一标记后再导入",
            name,
            text.count("\n", 0, hostile.start()) + 1,
        )


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableEncoding(
            f"不是完整的 {encoding.upper()} 文字（第{error.start}字节处无法解码）",
            "请把文件另存为 UTF-8 编码后再导入；若是图片或 PDF，请先做文字识别",
            name,
            data[: error.start].count(b"\n") + 1,
        ) from error


def _refuse_mixture(data: bytes, name: str) -> None:
    """Lines of UTF-8 Chinese beside lines that are only GB18030: two files were glued together."""
    kinds: dict[str, int] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        for encoding in ("utf-8", "gb18030"):
            try:
                words = line.decode(encoding)
            except UnicodeDecodeError:
                continue
            if len(_HAN.findall(words)) > 1:
                kinds.setdefault(encoding, number)
            break
    if len(kinds) == 2:
        raise UnreadableEncoding(
            "同一文件混用了 UTF-8 和 GB18030 两种编码",
            "请把两部分统一另存为 UTF-8 编码后再导入",
            name,
            max(kinds.values()),
        )

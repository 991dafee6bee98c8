"""Small invented documents, and encodings of them, written as people write both."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bench.tools.texts import GAZETTES
from luoshi import config, gazette
from luoshi.gazette.model import Document
from luoshi.policies.verify import Verification, verify
from luoshi.rules.policy import Policy

NUMBER = "麓水政办发〔2025〕9号"
_HEAD = f"""麓水市人民政府办公室关于印发《麓水市试点补助办法》的通知
{NUMBER}
各县（市、区）人民政府：
现将《麓水市试点补助办法》印发给你们，请遵照执行。
麓水市人民政府办公室
2025年3月1日
麓水市试点补助办法
第一条 为规范试点补助，制定本办法。
"""


def document(*articles: str, head: str = _HEAD) -> Document:
    """A document whose 第二条, 第三条 … have these words; 第一条 is its purpose."""
    numbered = [f"第{'二三四五六七八九'[n]}条 {words}" for n, words in enumerate(articles)]
    (found,) = gazette.read(head + "\n".join(numbered) + "\n", name="made").documents
    assert found.number == NUMBER
    return found


def policy(folder: Path, parameters: dict[str, Any], **more: Any) -> Policy:
    """An encoding of that document."""
    raw = {
        "number": NUMBER,
        "title": "麓水市试点补助办法",
        "place": "麓水市",
        "issuers": ["麓水市人民政府办公室"],
        "in_force": {"from": "2025-03-01", "basis": "signed"},
        "gist": "虚构的试点补助",
        **more,
    }
    where = folder / "lushui" / "pilot"
    where.mkdir(parents=True, exist_ok=True)
    filled = {
        name: {"label": name, "clause": "第二条", **given} for name, given in parameters.items()
    }
    text = yaml.safe_dump(raw, allow_unicode=True).replace("'2025-03-01'", "2025-03-01")
    (where / "policy.yaml").write_text(text, "utf-8")
    written = yaml.safe_dump(filled, allow_unicode=True) if filled else ""
    (where / "parameters.yaml").write_text(written, "utf-8")
    return Policy.load(where)


def checked(
    folder: Path, words: str, parameters: dict[str, Any] | None = None, **more: Any
) -> Verification:
    """What verifying parameters against one article with these words finds."""
    return verify(policy(folder, parameters or {}, **more), document(words))


def _documents(files: Iterable[Path]) -> dict[str, Document]:
    read = (gazette.read(file.read_text("utf-8-sig"), name=file.stem) for file in files)
    return {each.number: each for issue in read for each in issue.documents if each.number}


@cache
def specimen_documents() -> dict[str, Document]:
    """The documents of the specimen by number."""
    return _documents(sorted(config.SPECIMEN.glob("*.txt")))


@cache
def real_documents(folder: Path) -> dict[str, Document]:
    """The documents of the five gazettes by number, and those of the specimen."""
    return specimen_documents() | _documents(folder / f"{name}.txt" for name in GAZETTES)

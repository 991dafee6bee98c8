"""Documents of an invented city, read from a few lines, for the tests of what is found in them."""

from luoshi import gazette
from luoshi.gazette.model import Document

HEAD = """云麓市人民政府公报
2026年第1期

云麓市人民政府办公室关于印发{title}的通知
云政办发〔2026〕9号

各区市人民政府，市政府各部门：
"""
TAIL = """
云麓市人民政府办公室
2026年1月20日
"""


def document(body: str, title: str = "云麓市样例工作方案") -> Document:
    """A plan of 20 January 2026 with these lines."""
    read = gazette.read((HEAD.format(title=title) + body + TAIL).encode(), name="yunlu-sample")
    return read.documents[0]

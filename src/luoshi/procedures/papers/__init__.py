"""Papers (公文) in the layout of GB/T 9704—2012, as docx and PDF. The same sheet gives the same bytes."""

from luoshi.procedures.papers.docx import docx
from luoshi.procedures.papers.errors import PaperError
from luoshi.procedures.papers.numbers import capital, paper_number
from luoshi.procedures.papers.pdf import pdf
from luoshi.procedures.papers.sheet import Rows, Sheet

__all__ = ["PaperError", "Rows", "Sheet", "capital", "docx", "paper_number", "pdf"]

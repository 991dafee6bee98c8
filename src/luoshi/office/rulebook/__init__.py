"""The rulebook (规则册): what is asked of the encoded rules, answered with a receipt, and reproduced.

One question, whoever asks it: the shell, a page, a program. The answer is its own receipt (回执): it
holds the facts, the readings, the parameters, the explanation, the version of the rule and the hash of
the document, and from it alone the same result can be had again.
"""

from luoshi.office.rulebook.questions import Question, question_of
from luoshi.office.rulebook.receipts import Reproduction, answer, read_receipt, reproduce

__all__ = ["Question", "Reproduction", "answer", "question_of", "read_receipt", "reproduce"]

from typing import ClassVar, Self

class FrbrUri:
    default_language: ClassVar[str]
    prefix: str | None
    country: str
    locality: str | None
    doctype: str
    subtype: str | None
    actor: str | None
    date: str
    number: str
    work_component: str | None
    portion: str | None
    language: str
    expression_date: str | None
    format: str | None
    def __init__(
        self,
        country: str,
        locality: str | None,
        doctype: str,
        subtype: str | None,
        actor: str | None,
        date: str,
        number: str,
        work_component: str | None = None,
        language: str | None = None,
        expression_date: str | None = None,
        format: str | None = None,
        portion: str | None = None,
        prefix: str | None = "akn",
    ) -> None: ...
    @classmethod
    def parse(cls, s: str) -> Self: ...
    @property
    def place(self) -> str: ...
    @property
    def year(self) -> str: ...
    def clone(self) -> Self: ...
    def uri(self) -> str: ...
    def work_uri(self, work_component: bool = True) -> str: ...
    def expression_uri(self, work_component: bool = True) -> str: ...
    def manifestation_uri(self, work_component: bool = True) -> str: ...

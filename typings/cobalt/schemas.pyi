from lxml import etree

SCHEMAS: dict[str, str]

def get_schema(namespace: str, strict: bool) -> etree.XMLSchema: ...

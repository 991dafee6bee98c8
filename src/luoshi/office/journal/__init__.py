"""The journal (办事日志): every act of the office, append-only and hash-chained.

`luoshi.office.journal.service.record` writes, `luoshi.office.journal.chain.seal` binds,
`luoshi.office.journal.verification.verify` and `luoshi.office.journal.replay.replay` examine.
"""

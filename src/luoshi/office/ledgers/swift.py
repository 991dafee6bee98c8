"""A posting in one round trip on PostgreSQL: a function of the database that locks and writes.

Fifty people on one account wait for each other from lock to commit. With the four statements of
`books.posted` most of that time is the way between the two programs; here it is one call. The
function only ever says yes. Where it cannot, nothing was written and `books.posted` finds out and
says why: what a refusal means stands in one place.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connection

from luoshi.office.ledgers import books
from luoshi.office.ledgers.drafts import Draft
from luoshi.office.ledgers.models import Posting

NAME = "ledgers_post"

# Each statement sees what was committed before it began (READ COMMITTED), so the balances read
# under lock are those that the last one moves.
CREATE = f"""
CREATE OR REPLACE FUNCTION {NAME}(
    codes text[], amounts bigint[], a_key text, a_memo text, a_clause text, a_case text,
    an_actor text, an_at timestamptz, a_day date, a_digest text, a_recorded timestamptz,
    OUT posting bigint, OUT sampled boolean
) LANGUAGE plpgsql AS $$
DECLARE fits boolean; leaves bigint[]; ids bigint[]; deltas bigint[];
BEGIN
    SELECT array_agg(m.id ORDER BY m.id), array_agg(m.delta ORDER BY m.id),
        array_agg(m.id ORDER BY m.n) FILTER (WHERE m.n IS NOT NULL)
    INTO ids, deltas, leaves FROM (
        SELECT l.above_id AS id, sum(w.amount)::bigint AS delta,
            min(w.n) FILTER (WHERE l.above_id = l.account_id) AS n
        FROM unnest(codes, amounts) WITH ORDINALITY AS w(code, amount, n)
        JOIN ledgers_account b ON b.code = w.code JOIN ledgers_line l ON l.account_id = b.id
        GROUP BY l.above_id HAVING sum(w.amount) <> 0
    ) m;
    IF coalesce(cardinality(leaves), 0) <> cardinality(codes) THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock({books.QUEUE} + m.id) FROM unnest(ids) AS m(id);
    WITH locked AS MATERIALIZED (
        SELECT a.balance + m.delta - a.held AS after, m.delta, a.held, a.floor, a.is_group,
            a.sample, a.id = ANY(leaves) AND (a.is_group OR a.closed) AS barred
        FROM ledgers_account a JOIN unnest(ids, deltas) AS m(id, delta) ON a.id = m.id
        ORDER BY a.id FOR NO KEY UPDATE OF a
    )
    SELECT NOT bool_or(barred) AND bool_and(sample) = bool_or(sample)
        AND bool_and(delta >= 0 OR after >= coalesce(
            CASE WHEN held > 0 AND NOT is_group THEN greatest(floor, 0) ELSE floor END, after)),
        bool_or(sample)
    INTO fits, sampled FROM locked;
    IF fits IS NOT TRUE THEN RETURN; END IF;
    INSERT INTO ledgers_posting
        (key, memo, clause, "case", actor, at, day, digest, recorded, sample)
    VALUES (a_key, a_memo, a_clause, a_case, an_actor, an_at, a_day, a_digest, a_recorded, sampled)
    ON CONFLICT DO NOTHING RETURNING id INTO posting;
    IF posting IS NULL THEN RETURN; END IF;
    INSERT INTO ledgers_leg (posting_id, n, account_id, amount, day, sample)
    SELECT posting, w.n, w.id, w.amount, a_day, sampled
    FROM unnest(leaves, amounts) WITH ORDINALITY AS w(id, amount, n) ORDER BY w.n;
    UPDATE ledgers_account a SET balance = a.balance + m.delta
    FROM unnest(ids, deltas) AS m(id, delta) WHERE a.id = m.id;
END $$
"""
# Balances change in place as long as a page has room; then no index grows with every posting.
ROOM = "ALTER TABLE ledgers_account SET (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.02)"
DROP = f"DROP FUNCTION IF EXISTS {NAME}"

_CALL = (
    f"SELECT posting, sampled FROM {NAME}"
    "(%s::text[], %s::bigint[], %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def posted(draft: Draft) -> Posting | None:
    """The posting, written; None where it could not be, or on another database."""
    if connection.vendor != "postgresql":
        return None
    row = books.row(draft, sample=False)
    values = (
        _array(code for code, _ in draft.legs), _array(fen for _, fen in draft.legs), row.key,
        row.memo, row.clause, row.case, row.actor, row.at.isoformat(), row.day.isoformat(),
        row.digest, row.recorded.isoformat(),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CALL, values)
        row.pk, row.sample = cursor.fetchone() or (None, False)
    if row.pk is None:
        return None
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # as if it had been read
    return row


def _array(items: Iterable[object]) -> str:
    """An array as PostgreSQL writes it; putting it together from objects takes the driver longer."""
    words = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{word}"' for word in words) + "}"

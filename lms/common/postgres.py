"""How statements reach PostgreSQL: values apart from the words, and prepared (decision 0730)."""

from typing import Any, Self

from psycopg import Cursor
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus


class PreparingCursor(Cursor[Any]):
    """Prepares what may have one plan for all values, and anew what fits its table no longer.

    PostgreSQL refuses a prepared statement once a column it returns has another type or length.
    Neither psycopg nor Django would drop it: every use on this connection would fail till its end.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        # A path may begin like one village's or like the whole province's.
        if " LIKE " in str(query):
            options.setdefault("prepare", False)
        try:
            return super().execute(query, params, **options)
        except FeatureNotSupported:
            # Within a transaction nothing can be repeated; its rollback drops what was prepared.
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            # psycopg sees it and forgets its names as well.
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, **options)

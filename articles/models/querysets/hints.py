"""What a query says to the database about its plan, where that chooses worse by itself."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler


class Unindexed(Func):
    """A column that is compared without its index, where another serves better: that of the order, or of the few that fit.

    SQLite would take it and look through all that it finds. PostgreSQL estimates how many that are, and needs no hint.
    """

    template = "+%(expressions)s"
    arity = 1

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s")

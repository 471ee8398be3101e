"""Expressions that Django has not: hints about a plan where the database chooses worse by itself, and periods of UTC."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, F, Func, IntegerField, Q
from django.db.models.functions import Coalesce, Greatest
from django.db.models.sql.compiler import SQLCompiler

from articles.texts.days import Days


class Unindexed(Func):
    """A column that is compared without its index, where another serves better: that of the order, or of the few that fit.

    SQLite would take it and look through all that it finds. PostgreSQL estimates how many that are, and needs no hint.
    """

    template = "+%(expressions)s"
    arity = 1

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s")


class WeeksSince(Func):
    """How many whole weeks a day is after another."""

    arity = 2
    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object) -> Any:
        template = "CAST((julianday(%(expressions)s)) / 7 AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object) -> Any:
        return self.as_sql(compiler, connection, template="((%(expressions)s) / 7)", arg_joiner=" - ")


class UtcMonth(Func):
    """The first day of a moment's month in UTC. Where many rows are grouped, it is much quicker than Django's `TruncMonth`, for
    which SQLite calls Python. SQLite keeps moments as texts that begin with their day. It is in an index: to change it takes a
    migration."""

    arity = 1
    output_field = DateField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 8) || '01'")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object) -> Any:
        template = "date_trunc('month', %(expressions)s AT TIME ZONE 'UTC')::date"
        return self.as_sql(compiler, connection, template=template)


class UtcDay(UtcMonth):
    """The day of a moment in UTC."""

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 10)")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s AT TIME ZONE 'UTC')::date")


def changed_for_readers() -> Greatest:
    """When what readers see of an article last changed, but for its coverage. It is in an index, as `UtcMonth` is."""
    return Greatest(Coalesce(F("changed_at"), F("updated_at"), F("news_at")), F("news_at"))


def at_within(days: Days) -> Q:
    """What was done, `at`, on some days."""
    found = Q(pk__in=[])
    for start, end in days.spans:
        found |= (Q(at__gte=start) if start else Q()) & (Q(at__lt=end) if end else Q())
    return found

"""Indicators, population, what was counted, and what others told us."""

from lms.dashboards.models.facts import Fact, FoldMark, HalfMonth, PeriodCount, PeriodMark, Touched
from lms.dashboards.models.given import Entry, GivenFigure
from lms.dashboards.models.imports import DataImport, DataRow
from lms.dashboards.models.indicators import (
    CatalogueChange,
    GroupMember,
    Indicator,
    IndicatorGroup,
)
from lms.dashboards.models.populations import Population
from lms.dashboards.models.stated import Stated

__all__ = [
    "CatalogueChange",
    "DataImport",
    "DataRow",
    "Entry",
    "Fact",
    "FoldMark",
    "GivenFigure",
    "GroupMember",
    "HalfMonth",
    "Indicator",
    "IndicatorGroup",
    "PeriodCount",
    "PeriodMark",
    "Population",
    "Stated",
    "Touched",
]

"""Indicators, population, and what was counted."""

from lms.dashboards.models.facts import Fact, FoldMark, HalfMonth, PeriodCount, PeriodMark, Touched
from lms.dashboards.models.imports import DataImport, DataRow
from lms.dashboards.models.indicators import GroupMember, Indicator, IndicatorGroup
from lms.dashboards.models.populations import Population

__all__ = [
    "DataImport",
    "DataRow",
    "Fact",
    "FoldMark",
    "GroupMember",
    "HalfMonth",
    "Indicator",
    "IndicatorGroup",
    "PeriodCount",
    "PeriodMark",
    "Population",
    "Touched",
]

"""Indicators, population, targets, and what was counted."""

from lms.dashboards.models.facts import Fact, FoldMark, HalfMonth, PeriodCount, PeriodMark, Touched
from lms.dashboards.models.imports import DataImport, DataRow
from lms.dashboards.models.indicators import GroupMember, Indicator, IndicatorGroup
from lms.dashboards.models.populations import Population
from lms.dashboards.models.reporting import LockedAmount, PeriodEvent, ReportingPeriod
from lms.dashboards.models.targets import Target, TargetVersion

__all__ = [
    "DataImport",
    "DataRow",
    "Fact",
    "FoldMark",
    "GroupMember",
    "HalfMonth",
    "Indicator",
    "IndicatorGroup",
    "LockedAmount",
    "PeriodCount",
    "PeriodEvent",
    "PeriodMark",
    "Population",
    "ReportingPeriod",
    "Target",
    "TargetVersion",
    "Touched",
]

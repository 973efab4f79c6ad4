"""Indicators, population, targets, what was counted, and what others told us."""

from lms.dashboards.models.boundaries import Boundary, BoundaryFile
from lms.dashboards.models.facts import Fact, FoldMark, HalfMonth, PeriodCount, PeriodMark, Touched
from lms.dashboards.models.given import Entry, GivenFigure
from lms.dashboards.models.imports import DataImport, DataRow
from lms.dashboards.models.indicators import (
    CatalogueChange,
    GroupMember,
    Indicator,
    IndicatorGroup,
)
from lms.dashboards.models.open_figures import OpenFigure
from lms.dashboards.models.populations import Population
from lms.dashboards.models.reporting import LockedAmount, PeriodEvent, ReportingPeriod
from lms.dashboards.models.stated import Stated
from lms.dashboards.models.targets import Target, TargetVersion
from lms.dashboards.models.views import BoardView

__all__ = [
    "BoardView",
    "Boundary",
    "BoundaryFile",
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
    "LockedAmount",
    "OpenFigure",
    "PeriodCount",
    "PeriodEvent",
    "PeriodMark",
    "Population",
    "ReportingPeriod",
    "Stated",
    "Target",
    "TargetVersion",
    "Touched",
]

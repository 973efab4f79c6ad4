"""Reports: what is asked for, what was written, what was issued, and the files of it."""

from lms.reports.models.files import ReportFile
from lms.reports.models.payments import PaidSession, PayLine, PayRate, PaySheet
from lms.reports.models.reports import Report, ReportEvent, ReportVersion
from lms.reports.models.rounds import Reminder, ReportForm, ReportRound

__all__ = [
    "PaidSession",
    "PayLine",
    "PayRate",
    "PaySheet",
    "Reminder",
    "Report",
    "ReportEvent",
    "ReportFile",
    "ReportForm",
    "ReportRound",
    "ReportVersion",
]

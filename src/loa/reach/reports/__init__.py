"""The office's reports: one table, written as a workbook, as CSV, or as a PDF in the form of Decree 30/2020."""

from loa.reach.reports.coverage import coverage_report, public_report, weekly_digest
from loa.reach.reports.directive import directive_report
from loa.reach.reports.report import Report
from loa.reach.reports.writers import FORMATS, write

__all__ = ["FORMATS", "Report", "coverage_report", "directive_report", "public_report", "weekly_digest", "write"]

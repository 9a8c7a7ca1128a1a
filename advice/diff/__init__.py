"""What a change of the knowledge changes for people, and for whom.

`compare` tries both knowledges on the same cases; `advice.diff.text` tells the report.
"""

from advice.diff.comparison import compare
from advice.diff.kept import BadExport, KeptCase, read_kept
from advice.diff.report import Report

__all__ = ["BadExport", "KeptCase", "Report", "compare", "read_kept"]

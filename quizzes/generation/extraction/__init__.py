"""Any article → what stands in it → candidates for facts, which a teacher accepts, edits or rejects.

Deterministic: the same text and the same version give the same result, byte for byte. Pure: no database, no request.
"""

from .base import Candidate, SpanType, TextSpan
from .spans import rule_spans as find_spans

__all__ = ["Candidate", "SpanType", "TextSpan", "find_spans"]

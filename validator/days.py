"""Days, as waivers have them."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone

from validator.errors import UsageError

TODAY = "MERGEGATE_TODAY"  # the variable that sets the day, so that a run can be repeated


def today() -> date:
    """The date in UTC, or that of MERGEGATE_TODAY=YYYY-MM-DD; raises UsageError if that is none."""
    given = os.environ.get(TODAY)
    if not given:
        return datetime.now(timezone.utc).date()
    found = day(given)
    if found is None:
        raise UsageError(f'{TODAY} is "{given}"; a day is written YYYY-MM-DD')
    return found


def day(text: str) -> date | None:
    """The day that YYYY-MM-DD means; None for any other text, also for a day that no month has."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None  # later Pythons take more than this form

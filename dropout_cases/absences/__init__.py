"""Early warning: days absent are noted, counted in school days, and told to the area once the last threshold is reached."""

from .counting import Count, Level, Levels, count
from .recording import forget_absences, note_absences, record_act
from .warning import watch

__all__ = ["Count", "Level", "Levels", "count", "forget_absences", "note_absences", "record_act", "watch"]

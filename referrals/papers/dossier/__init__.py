"""The dossier of a case: one PDF over all its rounds, for the child's file, for a court, or for the next office.

It says what its reader reads on the screen, and what is sensitive only where that was chosen. The paper is Thai whatever language
its reader has chosen, so its words are not translated.
"""

from .drawing import dossier
from .reading import Choice, rounds_in

__all__ = ["Choice", "dossier", "rounds_in"]

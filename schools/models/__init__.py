"""The office and its world."""

from .codes import Code
from .people import Post, User
from .places import Agency, Amphoe, Area, School, Tambon
from .trail import TrailEvent, Verb

__all__ = ["Agency", "Amphoe", "Area", "Code", "Post", "School", "Tambon", "TrailEvent", "User", "Verb"]

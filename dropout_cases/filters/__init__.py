"""The filters above the list and the board of cases."""

from .cases import CaseFilter

__all__ = ["CaseFilter"]

"""What the first page of the day shows of moves: those that wait for the answer of whoever reads it."""

from django import template

from dropout_cases.models import Move
from dropout_cases.parts import mark_known

AT_HOME = 10
register = template.Library()


@register.simple_tag
def moves_to_answer(user) -> list[Move]:
    """The moves `user` is to answer, the oldest first."""
    moves = list(Move.objects.to_be_answered_by(user).for_list().order_by("happened_on", "pk")[:AT_HOME])
    mark_known(moves, user)
    return moves

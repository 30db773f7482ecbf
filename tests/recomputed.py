"""Reads a case anew from its records and says where what is stored differs."""

from dropout_cases.judgement import judge, open_book
from dropout_cases.models import Case


def differences(case: Case) -> dict[str, tuple]:
    """Each thing stored of the case that its records do not say, as (stored, recomputed)."""
    case = Case.objects.get(pk=case.pk)
    judged = judge(open_book(case))
    stored = {name: getattr(case, name) for name in judged.case}
    recomputed = dict(judged.case)
    for state in case.current_round.states.all():
        stored[f"step {state.step:d}"] = (state.state, state.settled_on, state.lacking, state.reason)
    for step, one in judged.standings.items():
        recomputed[f"step {step:d}"] = (one.state, one.settled_on, one.lacking, one.reason)
    names = stored.keys() | recomputed.keys()
    return {name: (stored.get(name), recomputed.get(name)) for name in names if stored.get(name) != recomputed.get(name)}

"""Django system checks: the table of steps is whole, and every record class can establish the facts its step needs."""

from django.apps import apps
from django.core.checks import Error

from .steps import RULES, Risk, Step


def table_is_whole(app_configs, **options) -> list[Error]:
    """Each step has one rule, a record class that exists, its facts, and days for every risk."""
    errors = []
    if [rule.step for rule in RULES] != list(Step):
        errors.append(Error("RULES must name each step once, in order.", id="steps.E001"))
    for rule in RULES:
        model = apps.get_model(rule.record)
        missing = {need.fact for need in rule.needs} - set(model.FACTS)
        if missing:
            errors.append(Error(f"{rule.record} cannot establish {sorted(missing)}.", id="steps.E002"))
        if set(rule.days) != set(Risk.values):
            errors.append(Error(f"{rule.step.label} needs days for every risk.", id="steps.E003"))
    return errors

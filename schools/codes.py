"""Loads the code lists shipped in data/codes.json; codes never change or vanish, and what the office relabelled stays."""

import json
from pathlib import Path

SOURCE = Path(__file__).parent / "data" / "codes.json"
GROUP_NAMES = ("result", "sector", "domain", "group", "tone", "kind")


def shipped_codes() -> list[dict]:
    """Every code of every list, as the fields of a Code."""
    lists = json.loads(SOURCE.read_text(encoding="utf-8"))
    return [_fields(name, item) for name, content in lists.items() for item in content["items"]]


def _fields(list_name: str, item: dict) -> dict:
    known = {"code", "th", "en", "order", "sensitive"}
    return {
        "id": f"{list_name}.{item['code']}",
        "list": list_name,
        "code": item["code"],
        "label_th": item["th"],
        "label_en": item["en"],
        "order": item["order"],
        "sensitive": item.get("sensitive", False),
        "group": next((str(item[name]) for name in GROUP_NAMES if name in item), ""),
        "extra": {name: value for name, value in item.items() if name not in known},
    }


def load_codes(model) -> int:
    """Add the codes that `model` (Code, also in its historical form) lacks; returns how many were added."""
    present = set(model.objects.values_list("id", flat=True))
    missing = [model(**fields) for fields in shipped_codes() if fields["id"] not in present]
    model.objects.bulk_create(missing)
    return len(missing)

"""QR codes as one path of an SVG, which a page draws without a style of its own."""

import segno

QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks


def drawn(text: str, *, error: str = "m") -> dict[str, object]:
    """The side of the code of `text` in modules, and the path of its dark ones."""
    rows = [list(row) for row in segno.make_qr(text, error=error).matrix]
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return {"qr_size": len(rows) + 2 * QUIET, "qr_path": "".join(f"M{x + QUIET} {y + QUIET}h1v1h-1z" for x, y in dark)}

"""How much of a file is taken at most, and how a file says that it is not."""

MB = 1024 * 1024

MOST_BYTES = 50 * MB  # of the file as it was sent
MOST_UNPACKED = 250 * MB  # of what a spreadsheet, which is a zip, unpacks to
MOST_RATIO = 200  # times that a part of it swells
SMALL = 10 * MB  # a part below this may swell as it likes
MOST_PARTS = 2_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_LETTERS = 2_000  # of a cell
MOST_MEMORY = 2_048 * MB  # of the process that reads a spreadsheet
MOST_SECONDS = 120  # of computing, for the same


class Refusal(Exception):
    """A whole file that is not taken. `reason` is a sentence for people: what is wrong, and what to do."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason

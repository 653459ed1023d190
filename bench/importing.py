"""A roll of 200,000 voters from a file to the roll on PostgreSQL, beside csv and COPY alone."""

import csv
import tempfile
from pathlib import Path

from openpyxl import Workbook

from bench.measure import printed_by, rounded, say
from tests.postgres import postgresql

HEADER = ("email", "name", "reference", "weight", "language", "street", "postcode", "city")


def measure(voters: int) -> dict[str, object]:
    """Seconds on the clock, and the peak of the importing process's memory."""
    with tempfile.TemporaryDirectory() as folder:
        text, workbook = Path(folder) / "roll.csv", Path(folder) / "roll.xlsx"
        say(f"import: files with {voters} voters are being made …")
        _write(text, workbook, voters)
        found = {path.suffix[1:]: _import(path, Path(folder)) for path in (text, workbook)}
    ours, peer = found["csv"], found["csv"].pop("peer")
    return {
        "voters": voters,
        **found,
        "csv_and_copy": peer,
        "in_all_over_csv_and_copy": rounded((ours["check"] + ours["store"]) / peer),
        "store_over_csv_and_copy": rounded(ours["store"] / peer),
    }


def _row(number: int) -> tuple[str, ...]:
    address = f"voter{number}@example.org"
    street = f"Kerkstraat {number % 300}"
    return (address, f"Voter {number}", f"P{number}", "1", "nl", street, "1234 AB", "Utrecht")


def _write(text: Path, workbook: Path, voters: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    with text.open("w", newline="") as file:
        writer = csv.writer(file)
        for row in (HEADER, *map(_row, range(voters))):
            writer.writerow(row)
            sheet.append(row)
    book.save(workbook)


def _import(path: Path, folder: Path) -> dict[str, float]:
    """In a process and a database of its own."""
    say(f"import: {path.suffix[1:]} on PostgreSQL …")
    with postgresql() as url:
        home = str(folder / f"home-{path.suffix[1:]}")
        found = printed_by("bench.roll_import", path, DATABASE_URL=url, STEMBUS_HOME=home)
    return {name: rounded(value) for name, value in found.items()}

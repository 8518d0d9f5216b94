"""One run of a sheet over the desk: tried, or done; whole or not at all."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from tablib import Dataset

from treatments.admin.bulk.changes import Outcome, outcome
from treatments.admin.bulk.resources import Rows
from treatments.admin.bulk.sheets import Sheet


def check_headers(sheet: Sheet, resource: Rows) -> None:
    """Refuse a file whose columns are not those of the rows.

    Raises:
        ValidationError: naming each column that is not, and those that may be.
    """
    if not sheet.rows:
        raise ValidationError("The file holds no rows: the first row names the columns, the others hold the values.")
    if "id" not in sheet.headers:
        raise ValidationError("There is no column “id”: the first row has to name the columns.")
    if unknown := [name for name in sheet.headers if name not in resource.headers]:
        named, known = ", ".join(f"“{name}”" for name in unknown), ", ".join(resource.headers)
        raise ValidationError(f"There is no column {named} here. The columns are: {known}.")
    if twice := sorted({name for name in sheet.headers if sheet.headers.count(name) > 1}):
        raise ValidationError(f"Each column stands once; these stand twice: {', '.join(twice)}.")


def run(sheet: Sheet, resource: Rows, *, dry: bool) -> Outcome:
    """Try the sheet, or store it; with a single fault nothing is stored.

    Raises:
        IntegrityError: when somebody deleted at this moment what a row names.
    """
    resource.trial = dry
    resource.numbers = [number for number, _ in sheet.rows]
    dataset = Dataset(*(cells for _, cells in sheet.rows), headers=sheet.headers)
    # A trial reads without a transaction; for the library a dry run is all in one, whose lock others would wait for.
    result: Any = resource.import_data(dataset, use_transactions=not dry, rollback_on_validation_errors=True)
    if dry:
        resource.try_ready(result)
    found = outcome(result, resource, sheet)
    if not dry and not found.faults and connection.vendor == "postgresql":
        connection.check_constraints()  # PostgreSQL would find a lost reference only at the commit
    return found

"""Findings and adverse events as tables: every column that a curator fills in, the sources, and the record's edition.

A row whose id is known changes that row, and its `edition` says which state of the record it was exported from; a row
without an edition is an addition. Everything goes through the model's own checks and the database's, or nothing is
stored.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult

from treatments.admin.bulk.cells import Cell, KeyCell, LinksCell, NumberCell, cell_of, tidy
from treatments.admin.bulk.changes import Changes
from treatments.models import AdverseEvent, Finding, Treatment
from treatments.models.treatment import Row

EDITION = "edition"
CHUNK = 500  # rows read at once for an export


class EditionCell(NumberCell):
    """The edition of the record from which a row was exported."""

    help = "as exported; empty for a new row"


class Rows(ModelResource):  # type: ignore[misc]
    """The rows of one table of the desk. Reads a file's rows, and what they name, in a few queries."""

    edition = Field(attribute="treatment__edition", column_name=EDITION, readonly=True, widget=EditionCell(None))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.trial = False
        self.touched: set[str] = set()
        self.stored: dict[str, Row] = {}
        self.owners: dict[str, str] = {}
        self.links: dict[str, Collection[str]] = {}
        self.ready: dict[int, Row] = {}
        self.treatments: dict[str, Treatment] = {}
        self.first: dict[str, int] = {}
        self.numbers: list[int] = []

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Field:
        """The column of a row under its own name; a link to another row is that row's id."""
        return Field(django_field.attname, field_name, widget=cell_of(django_field), readonly=readonly)

    @classmethod
    def get_diff_class(cls) -> type[Changes]:
        """What a row changes."""
        return Changes

    @property
    def columns(self) -> list[Field]:
        """The columns, in their order."""
        return [self.fields[name] for name in self.get_export_order()]

    @property
    def headers(self) -> list[str]:
        """Their names."""
        return [column.column_name for column in self.columns]

    def rows(self, queryset: Any) -> Iterable[list[str]]:
        """The rows of an export."""
        queryset = queryset.select_related("treatment").prefetch_related("citations").order_by("id")
        for row in queryset.iterator(chunk_size=CHUNK):
            yield self.export_resource(row)

    # Reading

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Lock the records concerned, in the order of all locks (for a trial none), and read what the file names."""
        model = self._meta.model
        ids = [key.strip() for key in dataset["id"]]
        for number, key in zip(self.numbers, ids, strict=True):
            self.first.setdefault(key, number)
        concerned = {*model.objects.filter(id__in=ids).values_list("treatment_id", flat=True)}
        if "treatment" in dataset.headers:
            concerned |= {key.strip() for key in dataset["treatment"]}
        treatments = Treatment.objects.filter(id__in=concerned).order_by("id")
        if not self.trial:
            treatments = treatments.select_for_update(no_key=True)
        self.treatments = {treatment.id: treatment for treatment in treatments}
        stored = model.objects.filter(id__in=ids).select_related("treatment").prefetch_related("citations")
        self.stored = {row.id: row for row in stored}
        self.owners = {row.id: row.treatment_id for row in stored}
        self.links = {row.id: [citation.pk for citation in row.sources] for row in stored}
        for column in self.columns:
            if isinstance(column.widget, KeyCell | LinksCell) and column.column_name in dataset.headers:
                column.widget.known = self._known(column, dataset[column.column_name], ids)

    def _known(self, column: Field, cells: Iterable[str], ids: Collection[str]) -> set[str]:
        model: Any = column.widget.column.related_model
        separator = getattr(column.widget, "separator", "\n")
        named = {key.strip() for cell in cells for key in cell.split(separator)}
        known = set(model.objects.filter(pk__in=named).values_list("pk", flat=True))
        return known | {*ids} if model is self._meta.model else known

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        return self.stored.get(row["id"].strip())

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Take over every cell.

        Raises:
            ValidationError: with every cell that holds no value of its column.
        """
        key, errors = row["id"].strip(), {}
        number = self.numbers[kwargs["row_number"] - 1]
        if self.first[key] != number:
            errors["id"] = ValidationError(f"{key} stands in row {self.first[key]} already.")
        for field in self.columns:
            try:
                self._import_cell(field, instance, row)
            except ValueError as error:
                errors[field.column_name] = ValidationError(str(error))
        if owner := self.treatments.get(instance.treatment_id):
            instance.treatment = owner
        if errors:
            raise ValidationError(errors)

    def _import_cell(self, field: Field, instance: Any, row: Any) -> None:
        if field.readonly or field.column_name not in row:
            return
        if isinstance(field.widget, LinksCell):
            self.links[instance.pk] = field.clean(row)  # written later, but refused now
        elif type(field.widget) is not Cell or tidy(row[field.column_name]) != tidy(field.get_value(instance) or ""):
            self.import_field(field, instance, row)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        is_new = instance._state.adding
        if not (is_new or import_validation_errors or self._differs(instance, original, row)):
            return True
        # The library hands the same dict on to `validate_instance`.
        if fault := self._edition_fault(instance, original, row, is_new=is_new):
            import_validation_errors[EDITION] = ValidationError(fault)
        return False

    def cell(self, column: Field, instance: Any) -> str:
        """The cell of a column as the file wants it. Its links may not be written yet."""
        if isinstance(column.widget, LinksCell):
            return str(column.widget.joined(self.links.get(instance.pk, ())))
        return str(column.export(instance))

    def _differs(self, instance: Any, original: Any, row: Any) -> bool:
        """Whether a cell says something else. Links are written later, and of a copied row they would be read anew."""
        for field in self.columns:
            if isinstance(field.widget, LinksCell):
                stored = {link.pk for link in field.get_value(instance).all()}
                if {*self.links[instance.pk]} != stored:
                    return True
            elif not field.readonly and field.get_value(instance) != field.get_value(original):
                return True
        return False

    def _edition_fault(self, instance: Any, original: Any, row: Any, *, is_new: bool) -> str:
        given, name = row.get(EDITION, "").strip(), self._meta.model._meta.verbose_name
        if is_new:
            return (
                f"There is no {name} {instance.pk} any more: to add it anew, leave the edition empty." if given else ""
            )
        now = str(original.treatment.edition)
        if not given:
            return (
                f"There is a {name} {instance.pk} already. Rows without an edition are additions: to change it, export "
                "it and edit what you exported."
            )
        if given == now:
            return ""
        both = "; ".join(
            f"{field.column_name}: now stored “{stored}”, in your file “{row[field.column_name].strip()}”"
            for field in self.columns
            if field.column_name in row and not field.readonly
            if (stored := field.export(original)) != row[field.column_name].strip()
        )
        return (
            f"The record {original.treatment_id} changed since your export (edition {now}, in your file {given}): "
            f"export anew. {both}."
        )

    # Checking and writing

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """What the row's form would say. That the rows it names exist is known, and constraints speak when it is saved.

        Raises:
            ValidationError: with every fault by column.
        """
        errors = dict(import_validation_errors or {})
        relations = {column.name for column in instance._meta.concrete_fields if column.is_relation}
        if not instance.treatment_id:
            errors.setdefault("treatment", ValidationError("Name the treatment."))
        required = (name for name in relations - {"treatment"} if not instance._meta.get_field(name).blank)
        for name in required:
            if not getattr(instance, f"{name}_id"):
                errors.setdefault(name, ValidationError("This field cannot be blank."))
        try:
            instance.full_clean(exclude={*relations, *errors}, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Save the row, or keep it ready for `try_ready`."""
        self.touched |= {instance.treatment_id, self.owners.get(instance.pk, instance.treatment_id)}
        if self.trial:
            self.ready[kwargs["row_number"] - 1] = instance
        else:
            super().save_instance(instance, is_create, row, **kwargs)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if not self.trial:
            super().save_m2m(instance, row, **kwargs)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """Save the row.

        Raises:
            ValidationError: where the database refuses it.
        """
        try:
            with transaction.atomic():
                instance.save(force_insert=is_create)
        except IntegrityError as error:
            raise _refusal(instance, error) from None

    def try_ready(self, result: Result) -> None:
        """Ask the database about the rows of a trial, without their history and links, and keep none.

        All at once, since the database is locked meanwhile; what is wrong with those it refuses is found out later.
        """
        refused = {}
        with transaction.atomic():
            for position, instance in self.ready.items():
                try:
                    with transaction.atomic():
                        instance.save_base(raw=True, force_insert=instance._state.adding)
                except IntegrityError as error:
                    refused[position] = error
            transaction.set_rollback(True)
        for position, refusal in refused.items():
            result.rows[position].import_type = RowResult.IMPORT_TYPE_INVALID
            result.rows[position].validation_error = _refusal(self.ready[position], refusal)

    class Meta:
        abstract = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        skip_diff = False
        import_id_fields = ["id"]


def _refusal(instance: Row, error: IntegrityError) -> ValidationError:
    """Why the database refuses the row, in the words of its constraints."""
    try:
        instance.validate_constraints()
    except ValidationError as named:
        return named
    return ValidationError({NON_FIELD_ERRORS: f"The database refuses this row: {error}"})


def _columns(model: type[models.Model]) -> list[str]:
    """The id and the record with its edition first, then every column in the model's order, the sources last."""
    first = ["id", "treatment", EDITION]
    own = [column.name for column in model._meta.concrete_fields if column.editable and column.name not in first]
    return [*first, *own, "citations"]


class FindingRows(Rows):
    """Findings."""

    class Meta:
        model = Finding
        fields = _columns(Finding)


class AdverseEventRows(Rows):
    """Adverse events."""

    class Meta:
        model = AdverseEvent
        fields = _columns(AdverseEvent)

"""The texts that `q` reads."""

from django.db import models

from treatments.models.fields import KeyField


class IndexedText(models.Model):
    """What `q` reads of a record or of one of its rows, as written and folded; `kind` names the list it belongs to."""

    treatment = models.ForeignKey("treatments.IndexedTreatment", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = KeyField()
    title = models.TextField()
    text = models.TextField()
    folded_title = models.TextField()
    folded = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "treatment"], name="indexedtext_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

from typing import Any

from django.db import migrations, models

INDEX = (
    "IndexedText", "IndexedReference", "IndexedClaim", "IndexedRecommendation", "IndexedAdverseEvent", "IndexedFinding",
    "IndexedCitation", "IndexedCondition", "IndexedStatus", "IndexedTreatment",
)  # fmt: skip


def clear(apps: Any, schema_editor: Any) -> None:
    """The index follows from the versions: it is filled anew after the migration."""
    for name in INDEX:
        rows = apps.get_model("treatments", name).objects.using(schema_editor.connection.alias).all()
        rows._raw_delete(rows.db)


class Migration(migrations.Migration):

    dependencies = [
        ('treatments', '0002_lists_releases_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='indexedcondition',
            name='rank',
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='indexedcondition',
            name='benefits',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='indexedcondition',
            name='serious',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='indexedcondition',
            index=models.Index(fields=['key', 'rank', 'treatment'], name='indexed_condition_rank'),
        ),
        migrations.AddIndex(
            model_name='indexedcondition',
            index=models.Index(fields=['key', 'benefits', 'treatment'], name='indexed_condition_benefits'),
        ),
        migrations.AddIndex(
            model_name='indexedcondition',
            index=models.Index(fields=['key', 'serious', 'treatment'], name='indexed_condition_serious'),
        ),
        migrations.AddIndex(
            model_name='indexedclaim',
            index=models.Index(fields=['verdict', 'key'], name='indexed_claim_verdict'),
        ),
        migrations.RunPython(clear, migrations.RunPython.noop),
    ]

import pytest
from django.urls import reverse
from treatments.models import *
from tests.admin.conftest import *

def test_all(desk, bundled, owner_desk, review_desk):
    for d in (desk, owner_desk, review_desk):
        for model in (Treatment, Condition, Citation, Finding, AdverseEvent, Recommendation, Claim, RegulatoryStatus, Warning, EvidenceGap, Step, Version, Change, Publication, ConflictStatement):
            name = f"admin:treatments_{model._meta.model_name}"
            assert d.get(reverse(name + "_changelist")).status_code == 200, model
            if d is desk:
                for row in model.objects.all():
                    r = d.get(change_url(row))
                    assert r.status_code == 200
                    if hasattr(model, "history"):
                        form = read_form(r)
                        assert not [k for k in r.context["adminform"].form.fields if k not in form and k not in ("citations","conditions","findings","seriousness","computed","relative_computed")]
                        e = row.edition if hasattr(row, "edition") else row.treatment.edition
                        r = d.save(change_url(row), form)
                        assert r.status_code == 302, (errors(r), {k:v for k,v in form.items() if "_to" in k or "due" in k})
                        row = model.objects.get(pk=row.pk)
                        assert e == (row.edition if hasattr(row, "edition") else row.treatment.edition), row
                        for h in row.history.all()[:1]:
                            assert d.get(reverse(name+"_simple_history", args=[row.pk, h.pk])).status_code == 200
                        assert d.get(reverse(name+"_history", args=[row.pk])).status_code == 200
            else:
                row = model.objects.first()
                if row: assert d.get(change_url(row)).status_code == 200
        for t in Treatment.objects.all():
            assert d.get(act_url("review", t.id)).status_code == 200

"""The bundled records in the API: the stored bytes."""

import pytest

from tests.api.contract import Client
from treatments.models import Version


@pytest.mark.usefixtures("bundled")
@pytest.mark.parametrize("id_", ["muscle-relaxants", "opioids", "vigabatrin"])
def test_a_bundled_record(client: Client, id_: str) -> None:
    response = client.get(f"/api/v1/treatments/{id_}")
    version = Version.objects.get(publication=id_)
    assert (response.content, response["ETag"]) == (bytes(version.body), f'"{version.checksum}"')

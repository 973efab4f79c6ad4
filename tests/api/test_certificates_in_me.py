"""The phone learns of the certificate as soon as its file is there."""

from certificates.services import issuing, sealing
from lms.common import clock
from tests.certificates.conftest import finish, make_agency
from tests.courses.editions import make_edition
from tests.factories import make_province


def certificate_in_me(client):
    return client.get("/api/v1/learning/me").json()["courses"][0]["certificate"]


def test_the_certificate_is_named_once_its_file_is_there(client, hoa, db):
    from certificates.models import Issuer

    Issuer.objects.create(
        agency=make_agency("Sở Khoa học và Công nghệ", "SKHCN", make_province()),
        name="Sở Khoa học và Công nghệ",
        place="Ninh Bình",
        series="GCN-KNS",
        signatory_title="Giám đốc",
        signatory_name="Trần Văn Minh",
        is_default=True,
    )
    enrolment = finish(hoa, make_edition())
    client.force_login(hoa)
    assert certificate_in_me(client) is None
    certificate = issuing.issue_completion(enrolment, now=clock.now())
    assert certificate_in_me(client) is None
    sealing.store(certificate, b"%PDF-1", now=clock.now())
    url = f"/toi/giay-chung-nhan/{certificate.code}.pdf"
    assert certificate_in_me(client) == {"code": certificate.code, "url": url}
    assert client.get(url).status_code == 200

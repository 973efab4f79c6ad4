"""The file: intact names, one page, our own fonts, a QR that other programs read."""

import contextlib
import io
import os
import pathlib
import shutil
import signal
import subprocess

import pikepdf
import pytest

from certificates import rendering
from certificates.models import Certificate, RegisterBook
from certificates.services import issuing, sealing
from lms.common import clock
from lms.jobs.models import Job
from lms.users.models import User
from tests.certificates.conftest import finish
from tests.factories import make_commune
from tests.people import sign_in
from tests.users.conftest import ask, last_code, type_in

pytestmark = pytest.mark.one_database

PAGE = "<html lang=vi><title>x</title><p>x"


@pytest.fixture
def certificate(finished, issuer):
    return issuing.issue_completion(finished, now=clock.now())


@pytest.fixture
def file(certificate, tmp_path):
    target = tmp_path / "giay.pdf"
    target.write_bytes(sealing.draw(certificate))
    return target


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.programs
def test_other_programs_read_the_name_and_find_no_fault(file, certificate):
    words = run("pdftotext", str(file), "-")
    assert "TRẦN THỊ HOA" in words
    assert "Nộp hồ sơ dịch vụ công trực tuyến" in words
    assert certificate.register_no in words
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(file))


@pytest.mark.programs
def test_birth_year_and_commune_a_resident_gave_on_arrival_are_printed(
    client, province, edition, issuer, tmp_path
):
    commune = make_commune("Xã Hải Hậu", province=province, code="14215")
    ask(client)
    type_in(client, last_code())
    arrival = {"full_name": "Lê Thị Sáu", "birth_year": "1956", "home_unit": commune.code}
    client.post("/dang-nhap/ten/", {**arrival, "agrees": "on"})
    enrolment = finish(User.objects.get(given_name="Sáu"), edition)
    paper = tmp_path / "giay.pdf"
    paper.write_bytes(sealing.draw(issuing.issue_completion(enrolment, now=clock.now())))
    words = run("pdftotext", str(paper), "-")
    assert "LÊ THỊ SÁU" in words
    assert "Sinh năm 1956 · Nơi cư trú: Xã Hải Hậu" in words


@pytest.mark.programs
def test_the_qr_is_read_at_75_dots_an_inch(file, certificate):
    picture = file.with_suffix("")
    run("pdftoppm", "-r", "75", "-png", "-singlefile", str(file), str(picture))
    found = run("zbarimg", "--quiet", "--raw", f"{picture}.png").strip()
    assert found == certificate.snapshot["address"]


def fonts_of(pdf):
    names = set()
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            names.add(str(font.BaseFont).split("+")[-1])
    return names


def test_every_letter_comes_from_our_own_fonts(file):
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 1
        assert fonts_of(pdf) <= {"Tinos-VN", "Tinos-VN-Bold", "Tinos-VN-Italic"}


def test_it_declares_pdf_a_3a_language_and_title(file, certificate):
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
            assert certificate.register_no in meta["dc:title"]


def test_the_same_certificate_gives_the_same_bytes(certificate):
    assert sealing.draw(certificate) == sealing.draw(certificate)


NAMES = [
    "Ưng Hoàng Phúc Nguyễn Phước Công Tằng Tôn Nữ Thị Quỳnh Như Ngọc Bích",
    # As long as a name may be.
    "Ng " * 33 + "An",
    "<b>Hoa</b><script>alert(1)</script>",
    "\u202ehnêt iờưgn\u202c Lan",
    "Ỹ Ặ Ữ Ẫ Đỗ Thuỵ Ỵ",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_or_long_name_stays_on_one_page(finished, issuer, hoa, name):
    hoa.rename(name)
    hoa.save()
    finished.refresh_from_db()
    certificate = issuing.issue_completion(finished, now=clock.now())
    with pikepdf.open(io.BytesIO(sealing.draw(certificate))) as pdf:
        assert len(pdf.pages) == 1


def test_a_page_that_asks_for_files_or_addresses_gets_nothing(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("MATKHAUBIMAT")
    html = (
        f'<html lang=vi><title>x</title><link rel=attachment href="file://{secret}">'
        f'<img src="file://{secret}" alt=x><a rel=attachment href="file://{secret}">x</a>'
        '<img src="http://127.0.0.1:9/x" alt=x>'
    )
    pdf = rendering.render_pdf(html, identifier="thu")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [bytes(obj.read_bytes()) for obj in opened.objects if is_stream(obj)]
    assert not any(b"MATKHAUBIMAT" in stream for stream in streams)


def is_stream(obj):
    return isinstance(obj, pikepdf.Stream)


def test_a_page_that_never_ends_is_stopped_and_the_next_one_works():
    renderer = rendering.Renderer(cpu_limit=2)
    try:
        with pytest.raises(rendering.CannotRender):
            renderer.render(
                "<html lang=vi><title>x</title><table><tr><td colspan=1000000>x</table>",
                identifier="lau",
            )
        assert renderer.render("<html lang=vi><title>x</title><p>x", identifier="x")
    finally:
        renderer.close()


def test_a_page_too_large_for_its_memory_is_stopped_and_the_next_one_works():
    fonts = str(rendering._ROOT / "certificates/fonts")
    renderer = rendering.Renderer(options=[fonts, "32"])
    try:
        with pytest.raises(rendering.CannotRender):
            renderer.render(PAGE + "<p>chữ" * 6_000, identifier="to")
        assert renderer.render(PAGE, identifier="x")
    finally:
        renderer.close()


def test_a_killed_child_costs_one_try(certificate):
    own = rendering._own()
    sealing.draw(certificate)
    os.kill(own.pid, signal.SIGKILL)
    drawn = [None, None]
    for turn in range(2):
        with contextlib.suppress(rendering.CannotRender):
            drawn[turn] = sealing.draw(certificate)
    assert drawn[1]


def test_a_job_whose_child_dies_is_tried_again_and_keeps_the_number(
    certificate, run_jobs, monkeypatch
):
    real = rendering.Renderer(options=["no-such-folder"])
    monkeypatch.setitem(rendering._renderers, os.getpid(), real)
    run_jobs(may_fail=True)
    job = Job.objects.get(kind="certificates.seal")
    assert (job.state, job.failed_count) == ("waiting", 1)
    assert "FileNotFoundError" in job.error
    monkeypatch.undo()
    Job.objects.update(due_at=clock.now(), error="")
    run_jobs()
    certificate.refresh_from_db()
    assert (certificate.is_sealed, certificate.number) == (True, 1)
    assert RegisterBook.objects.get().last_number == 1


def test_a_missing_font_is_a_loud_failure(tmp_path):
    for face in pathlib.Path(rendering._ROOT / "certificates/fonts").glob("*-400*.woff2"):
        shutil.copy(face, tmp_path)
    with pytest.raises(rendering.CannotRender, match="tinos-vi-700"):
        rendering.Renderer(options=[str(tmp_path)]).render(PAGE, identifier="x")


@pytest.mark.parametrize("sign", ["花", "ก", "🙂", "\ue000"])
def test_a_letter_our_fonts_lack_is_refused_and_not_taken_from_elsewhere(sign):
    with pytest.raises(rendering.MissingLetters) as refusal:
        rendering.render_pdf(f"{PAGE}{sign}", identifier="x")
    assert refusal.value.letters == sign


def test_letters_of_all_our_peoples_are_in_our_fonts():
    names = "Y Blĭ Niê, H’Hen Ñiê, Rơ Châm Ƀŭ, K'Brĕh, Đinh Čoh, François Müller, ʼA x̣"
    assert rendering.render_pdf(PAGE + names, identifier="x")


def test_only_the_renderer_names_weasyprint():
    root = rendering._ROOT
    named = [
        path.relative_to(root).as_posix()
        for folder in ("lms", "courses", "teams", "certificates")
        for path in (root / folder).rglob("*.py")
        if "from weasyprint" in path.read_text(encoding="utf-8")
        or "import weasyprint" in path.read_text(encoding="utf-8")
    ]
    assert named == ["certificates/pdf_child.py"]


def test_the_file_is_stored_once_with_its_hash(certificate):
    assert sealing.store(certificate, b"%PDF-1", now=clock.now())
    assert not sealing.store(certificate, b"%PDF-2", now=clock.now())
    stored = Certificate.objects.get(pk=certificate.pk)
    assert bytes(stored.pdf) == b"%PDF-1"
    assert len(stored.pdf_sha256) == 64


def test_the_holder_downloads_and_a_stranger_does_not(client, certificate, hoa, lan):
    address = f"/toi/giay-chung-nhan/{certificate.code}.pdf"
    assert client.get(address).status_code == 302
    sign_in(client, hoa)
    assert client.get(address).status_code == 202
    sealing.store(certificate, b"%PDF-1", now=clock.now())
    answer = client.get(address)
    assert answer.content == b"%PDF-1"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "attachment" in answer.headers["Content-Disposition"]
    sign_in(client, lan)
    assert client.get(address).status_code == 403
    assert client.get("/toi/giay-chung-nhan/0000000000000.pdf").status_code == 404


def test_my_certificates_list_mine_and_say_when_there_are_none(client, certificate, hoa, lan):
    sign_in(client, hoa)
    assert certificate.register_no in client.get("/toi/giay-chung-nhan/").text
    sign_in(client, lan)
    assert "Chưa có giấy nào" in client.get("/toi/giay-chung-nhan/").text

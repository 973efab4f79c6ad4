"""A file of borders draws the map of the board; what is wrong in it is named, nothing breaks."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.common import clock
from lms.dashboards.models import Boundary, BoundaryFile
from lms.dashboards.services.boards import wording
from lms.dashboards.services.boundaries import keeping, reading, simplifying
from lms.dashboards.services.boundaries.keeping import NothingTaken, Sent
from lms.media.refusals import FileRefused
from lms.places.models import Unit
from lms.users.services import grants
from tests import pairs
from tests.dashboards import cells
from tests.dashboards.boards.conftest import board, half
from tests.factories import make_commune
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
HEAVIEST, MOST_QUERIES = 90_000, 20
SQUARE = [(106.0, 20.2), (106.2, 20.2), (106.2, 20.4), (106.0, 20.4), (106.0, 20.2)]


@pytest.fixture
def here(month, province):
    """Two communes side by side."""
    return [
        make_commune("Xã Ý Yên", province=province, code="13795", latitude="20.3", longitude="106"),
        make_commune("Phường Nam Định", province=province, code="13693"),
    ]


def take(content, admin, **said):
    sent = Sent(content, "ranh-gioi.geojson", said.get("credit", "Cục Bản đồ"), date(2025, 7, 1))
    return keeping.take(sent, by=admin, now=clock.now())


def moved(ring, east):
    return [(x + east, y) for x, y in ring]


def test_a_border_is_found_by_code_or_by_name(here, admin):
    right = moved(SQUARE, 0.2)
    for said in (
        {"ma_xa": "13693"},
        {"code": 13693},
        {"ten": "phường nam định"},
        {"NAME": "Nam Dinh"},
    ):
        file = take(cells.file(cells.feature(right, **said)), admin)
        assert [one.unit for one in file.boundaries.all()] == [here[1]], said


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"properties": {"ma_xa": "99999", "ten": "Xã Lạ"}}, "không khớp mã hay tên"),
        ({"properties": {"ma_xa": "13795", "ten": "Xã Yên Bằng"}}, "nay là Xã Ý Yên"),
        ({"properties": {"ma_xa": "13795", "ten": "Phường Nam Định"}}, "nay là Xã Ý Yên"),
        ({"properties": None}, "không khớp mã hay tên"),
        ({"geometry": {"type": "Point", "coordinates": [106, 20]}}, "không phải một vùng"),
        ({"geometry": None}, "không phải một vùng"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "không có tọa độ"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[106, 20]]]}}, "ít hơn bốn điểm"),
        ({"geometry": {"type": "Polygon", "coordinates": [SQUARE[:4]]}}, "chưa khép kín"),
        ({"geometry": {"type": "Polygon", "coordinates": [[["a", 1]] * 5]}}, "hai con số"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[20.2, 106]] * 5]}}, "ngoài WGS84"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[[565000, 2250000]] * 5]}},
            "ngoài WGS84",
        ),
        ({"geometry": {"type": "Polygon", "coordinates": [[[10**400, 20]] * 5]}}, "ngoài WGS84"),
        ({"geometry": {"type": "Polygon", "coordinates": [moved(SQUARE, 3)]}}, "cách xa"),
    ],
)
def test_a_feature_that_is_wrong_is_named_and_the_others_are_taken(here, admin, change, why):
    wrong = {**cells.feature(SQUARE, ma_xa="13795"), **change}
    good = cells.feature(moved(SQUARE, 0.2), ma_xa="13693")
    file = take(cells.file(wrong, good), admin)
    [(label, said)] = file.refused
    assert label.startswith("Mục 1")
    assert why in said
    assert [one.unit for one in file.boundaries.all()] == [here[1]]


def test_twice_the_same_commune_is_taken_once(here, admin):
    file = take(cells.file(*[cells.feature(SQUARE, ma_xa="13795")] * 2), admin)
    assert file.boundaries.count() == 1
    assert "đã có ở mục 1" in file.refused[0][1]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "trống"),
        (b"\xff\xfe\x00", "không phải tệp GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [', "bị cắt"),
        (b"[" * 100_000, "không phải tệp GeoJSON"),
        (b'{"type": "Feature"}', "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "không có ranh giới nào"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "không phải tệp GeoJSON"),
        (
            (
                b'{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:3405"}}, '
                b'"features": [1]}'
            ),
            "không phải WGS84",
        ),
        (b'{"type": "FeatureCollection", "features": [1, null]}', "Không nhận được ranh giới nào"),
    ],
)
def test_a_file_that_is_none_is_refused_and_the_map_stays(here, admin, content, why):
    kept = take(cells.file(cells.feature(SQUARE, ma_xa="13795")), admin)
    with pytest.raises(FileRefused, match=re.escape(why)):
        take(content, admin)
    assert keeping.standing() == kept
    assert kept.boundaries.count() == 1


def test_a_file_too_heavy_is_refused_before_it_is_read(here, admin, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(FileRefused, match="nặng quá"):
        take(cells.file(cells.feature(SQUARE, ma_xa="13795")), admin)


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "geometry", "properties", "ma_xa", "id"]),
            inner | st.sampled_from(["Polygon", "MultiPolygon", "13795", "Feature"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


def test_whatever_a_feature_is_it_is_refused_in_words_or_taken(here):
    @settings(max_examples=pairs.examples(60))
    @given(st.lists(json_like, min_size=1, max_size=3))
    def holds(features):
        body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
        found = reading.read(body, here)
        assert len(found.found) + len(found.refused) == len(features)

    holds()


def test_a_new_file_takes_the_place_of_the_old_one_and_the_same_changes_nothing(here, admin):
    body = cells.file(cells.feature(SQUARE, ma_xa="13795"))
    first = take(body, admin)
    assert take(body, admin) == first
    second = take(body, admin, credit="Sở Xây dựng")
    first.refresh_from_db()
    assert first.removed_at
    assert keeping.standing() == second
    assert set(Boundary.objects.values_list("file", flat=True)) == {second.pk}


def test_one_file_stands(here, admin):
    take(cells.file(cells.feature(SQUARE, ma_xa="13795")), admin)
    said = BoundaryFile.objects.values().get() | {"id": None}
    with pytest.raises(IntegrityError):
        BoundaryFile.objects.create(**{k: v for k, v in said.items() if k != "id"})


def points(path):
    """The corners of a path, taken apart again."""
    found = set()
    for ring in path.split("z")[:-1]:
        first, _l, rest = ring.removeprefix("M").partition("l")
        x, y = map(int, first.split())
        found.add((x, y))
        steps = [int(one) for one in re.findall(r"-?\d+", rest)]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found


def test_neighbours_keep_one_line_between_them():
    known = {code: [[ring]] for code, ring in cells.cells().items()}
    drawn = simplifying.draw(list(known.items()))
    assert len(drawn.shapes) == 129
    assert sum(len(one.path) for one in drawn.shapes.values()) <= simplifying.MOST_SIGNS
    seen = {}
    for one in drawn.shapes.values():
        for corner in points(one.path):
            seen[corner] = seen.get(corner, 0) + 1
    edge = {cell for cell in seen if cell[0] in (0, drawn.wide) or cell[1] in (0, drawn.high)}
    alone = [cell for cell, count in seen.items() if count == 1 and cell not in edge]
    # All but what lies on the outside is a corner of two communes at least.
    assert len(alone) < len(seen) * 0.12
    for one in drawn.shapes.values():
        assert 0 <= one.x <= drawn.wide
        assert one.room > 0


def test_a_hole_stays_a_hole_and_an_island_fills_it():
    outer = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)]
    inner = [(3.0, 3.0), (6.0, 3.0), (6.0, 6.0), (3.0, 6.0), (3.0, 3.0)]
    drawn = simplifying.draw([("ring", [[outer, inner[::-1]]]), ("island", [[inner]])])
    assert drawn.shapes["ring"].path.count("M") == 2
    assert points(drawn.shapes["island"].path) < points(drawn.shapes["ring"].path)


@pytest.fixture
def viewer(admin, province):
    person = make_person("Bùi Quang Huy", email="huy@demo.test", password="mat-khau-cua-huy")
    grants.grant(person, "province_viewer", unit=province, by=None)
    return person


@pytest.fixture
def whole(month, admin, province):
    """All communes, a figure in each, and the made-up borders of all but one."""
    rings = cells.cells()
    for n, code in enumerate(rings):
        one = Unit.objects.filter(code=code, level="commune", valid_to=None).first()
        one = one or make_commune(f"Xã Tên Dài {n}", province=province, code=code)
        half("teams.heads", one, month.first_on, 37 * n)
    last = list(rings)[-1]
    file = cells.file(*(cells.feature(ring, ma_xa=c) for c, ring in rings.items() if c != last))
    return take(file, admin)


def test_the_map_has_every_commune_as_the_table_within_weight_and_queries(
    client, viewer, whole, province, django_assert_max_num_queries
):
    sign_in(client, viewer)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/bang/?chi-so=SS02")
    assert len(page.content) <= HEAVIEST
    text = page.content.decode()
    links = re.findall(r'<a href="xa/(\w+)/[^"]*" class="q\d" aria-label="([^"]+)"', text)
    lines = wording.lines(board(province))
    assert {key for key, _name in links} == {line.key for line in lines}
    said = dict(links)
    for line in lines:
        assert said[line.key].startswith(f"{line.name}: {line.tile}, ")
    # The one without a border is a tile below, and the credit stands under the map.
    assert text.count('<use href="#o"') == 1
    assert "Ranh giới: Cục Bản đồ, 01/07/2025" in re.sub(r"\s+", " ", text)


def test_a_plain_link_goes_to_tiles_and_back(client, viewer, whole):
    sign_in(client, viewer)
    page = client.get("/bang/?chi-so=SS02").content.decode()
    [to_tiles] = re.findall(r'href="\?([^"]+)#ban-do">Xem dạng ô', page)
    page = client.get("/bang/?" + to_tiles.replace("&amp;", "&")).content.decode()
    assert page.count('<use href="#o"') == 129
    assert 'name="ban-do" value="o"' in page
    [back] = re.findall(r'href="\?([^"]+)#ban-do">Xem theo ranh giới', page)
    page = client.get("/bang/?" + back.replace("&amp;", "&")).content.decode()
    assert page.count('<use href="#o"') == 1
    assert "Xem dạng ô" not in client.get("/bang/?cach=khi-do").content.decode()


def send(client, content, **said):
    file = SimpleUploadedFile("xa.geojson", content, content_type="application/geo+json")
    return client.post(
        "/so-lieu/ranh-gioi/", {"credit": "Cục Bản đồ", "as_of": "01/07/2025", "file": file} | said
    )


def test_the_province_sends_looks_and_takes_away(client, here, admin):
    sign_in(client, admin)
    wrong = cells.feature(SQUARE, ma_xa="1", ten="Xã <b>Lạ")
    response = send(client, cells.file(wrong))
    assert response.status_code == 422
    assert "Mục 1 (Xã &lt;b&gt;Lạ)" in response.content.decode()
    assert (
        send(client, cells.file(cells.feature(SQUARE, ma_xa="13795")), credit="").status_code == 422
    )
    response = send(client, cells.file(wrong, cells.feature(SQUARE, ma_xa="13795")))
    assert response["Location"] == "/so-lieu/ranh-gioi/"
    page = client.get("/so-lieu/ranh-gioi/").content.decode()
    assert "Ranh giới 1 xã, phường." in page
    assert "Phường Nam Định" in page
    assert "1 mục của tệp không nhận" in page
    assert client.post("/so-lieu/ranh-gioi/bo/").status_code == 302
    assert keeping.standing() is None
    assert client.post("/so-lieu/ranh-gioi/bo/").status_code == 302


def test_signs_that_can_be_neither_kept_nor_shown_are_left_out_of_what_is_refused(
    client, here, admin
):
    sign_in(client, admin)
    wrong = cells.feature(SQUARE, ma_xa="1", ten="Xã\xa0Lạ\x00\ud800")
    response = send(client, cells.file(wrong, cells.feature(SQUARE, ma_xa="13795")))
    assert response["Location"] == "/so-lieu/ranh-gioi/"
    assert "Mục 1 (Xã Lạ)" in client.get("/so-lieu/ranh-gioi/").content.decode()


def test_nobody_else_draws_the_map(client, here, manager, viewer):
    for person in (manager, viewer):
        sign_in(client, person)
        assert client.get("/so-lieu/ranh-gioi/").status_code == 403
        assert send(client, cells.file(cells.feature(SQUARE, ma_xa="13795"))).status_code == 403
        assert client.post("/so-lieu/ranh-gioi/bo/").status_code == 403


def test_nothing_taken_says_why_of_each(here, admin):
    with pytest.raises(NothingTaken) as refusal:
        take(cells.file(cells.feature(SQUARE, ma_xa="1"), cells.feature(SQUARE, ma_xa="2")), admin)
    assert len(refusal.value.refused) == 2

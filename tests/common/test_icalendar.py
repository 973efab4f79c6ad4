"""A calendar is read back by a reader of its own, written from RFC 5545 alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from lms.common import clock, icalendar

STARTS = datetime(2026, 12, 20, 19, 30, tzinfo=clock.VIETNAM)
CHANGED = datetime(2026, 12, 1, 3, 4, 5, tzinfo=UTC)


def event(**changes):
    told = {
        "uid": "0199-a@hocso",
        "summary": "Thanh toán bằng mã QR",
        "starts": STARTS,
        "lasts": timedelta(minutes=90),
        "changed_at": CHANGED,
        **changes,
    }
    return icalendar.Event(**told)


def read(text):
    """The lines unfolded, as (name, parameters, value); strict about what a line may be."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75, line
    lines = re.sub(r"\r\n[ \t]", "", text).strip().split("\r\n")
    found = [re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", line) for line in lines]
    assert all(found), lines
    return [match.groups() for match in found]


def value(text, name):
    (found,) = [value for one, _params, value in read(text) if one == name]
    return found


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text)


def test_a_session_stands_at_its_hour_in_vietnam_and_what_is_told_of_it_in_utc():
    rows = read(icalendar.calendar("Lịch", [event()]))
    assert ("DTSTART", ";TZID=Asia/Ho_Chi_Minh", "20261220T193000") in rows
    assert ("DTEND", ";TZID=Asia/Ho_Chi_Minh", "20261220T210000") in rows
    assert ("DTSTAMP", "", "20261201T030405Z") in rows
    assert ("TZID", "", "Asia/Ho_Chi_Minh") in rows
    assert ("TZOFFSETTO", "", "+0700") in rows


def test_a_moment_of_another_zone_is_the_same_moment():
    written = icalendar.calendar("Lịch", [event(starts=datetime(2026, 12, 31, 18, tzinfo=UTC))])
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20270101T010000" in written


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        icalendar.calendar("Lịch", [event(starts=datetime(2026, 1, 1))])  # noqa: DTZ001


def test_signs_with_a_meaning_come_back_as_they_were():
    said = "Nhà văn hóa; cổng phụ, lối \\ trái\nMang căn cước"
    written = icalendar.calendar("Lịch", [event(location=said)])
    assert unescaped(value(written, "LOCATION")) == said


def test_nobody_writes_a_line_of_his_own_into_the_calendar():
    said = "Vui\r\nEND:VEVENT\r\nBEGIN:VEVENT\u2028X:1\x00\x07"
    written = icalendar.calendar("Lịch", [event(summary=said)])
    assert [name for name, _p, _v in read(written)].count("END") == 4
    assert "END:VEVENT" in unescaped(value(written, "SUMMARY"))


def test_a_long_line_is_folded_between_signs_never_within_one():
    said = "Hướng dẫn nộp hồ sơ trực tuyến " * 20
    written = icalendar.calendar("Lịch", [event(summary=said)])
    assert unescaped(value(written, "SUMMARY")) == said.strip()


def test_what_is_called_off_stays_with_a_higher_number():
    written = icalendar.calendar("Lịch", [event(is_cancelled=True, sequence=3)])
    assert value(written, "STATUS") == "CANCELLED"
    assert value(written, "SEQUENCE") == "3"


def test_begins_and_ends_fit():
    open_parts = []
    for name, _params, part in read(icalendar.calendar("Lịch", [event(), event(uid="b@hocso")])):
        if name == "BEGIN":
            open_parts.append(part)
        if name == "END":
            assert open_parts.pop() == part
    assert open_parts == []

"""From the lines of an act to what opens: new units and agencies in their places, or faults."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from lms.common import text
from lms.places.models import Unit, UnitSuccession
from lms.places.models.units import KINDS
from lms.users.models import Agency, Reorganisation, ReorganisationLine
from lms.users.reorganising.agencies import AgencyLink
from lms.users.reorganising.drafting import WHOLE, eve

DEPTH = ["province", "former_district", "commune", "village"]
LEVELS = {kind: level for level, kinds in KINDS.items() for kind in kinds}
# In the order of trying: "Thành phố" of a province is told from one of a district by its level.
_WORDS: tuple[tuple[str, str], ...] = (
    ("tinh", "province"),
    ("thanh pho", "municipality"),
    ("huyen", "rural_district"),
    ("thi xa", "town"),
    ("xa", "commune"),
    ("phuong", "ward"),
    ("thi tran", "township"),
    ("dac khu", "special_zone"),
    ("thon", "village"),
    ("xom", "hamlet"),
    ("to dan pho", "residential_group"),
)
Kind = UnitSuccession.Kind


@dataclass
class Built:
    """What an act comes to: links not saved yet, and by line what is wrong with it."""

    units: list[UnitSuccession] = field(default_factory=list)
    agencies: list[AgencyLink] = field(default_factory=list)
    new_of: dict[int, Unit | Agency] = field(default_factory=dict)
    faults: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    whole: list[str] = field(default_factory=list)
    """What is wrong with the act as a whole."""

    @property
    def is_sound(self) -> bool:
        return not self.whole and not any(self.faults.values())


def build(act: Reorganisation) -> Built:
    """Links of all lines, or what keeps them from being; a handful of queries at any size."""
    lines = list(
        act.lines.select_related(
            "old_unit__parent", "old_agency__parent", "old_agency__unit"
        ).order_by("pk")
    )
    built = Built()
    if not lines:
        built.whole.append(_("Chưa có dòng nào. Thêm ít nhất một đơn vị cũ và đơn vị mới."))
        return built
    _check_shares(lines, built)
    _check_others(act, lines, built)
    if act.is_of_units:
        _units(act, lines, built)
    else:
        _agencies(act, lines, built)
    return built


def kind_of(name: str, *, level: str = "") -> str:
    """What a unit is by the first words of its name; empty where they do not say."""
    fold = text.fold(name) + " "
    for words, kind in _WORDS:
        if fold.startswith(words + " "):
            if kind == "municipality" and level == "former_district":
                return "city"
            return kind
    return ""


def _check_shares(lines: Sequence[ReorganisationLine], built: Built) -> None:
    shares: defaultdict[object, list[ReorganisationLine]] = defaultdict(list)
    for line in lines:
        shares[line.old_key].append(line)
    for parts in shares.values():
        total = sum((one.weight for one in parts), Decimal(0))
        # Three thirds are 99,99.
        if abs(total - WHOLE) > Decimal("0.05"):
            said = {"name": parts[0].old_name, "total": f"{total.normalize():f}".replace(".", ",")}
            built.faults[parts[0].pk].append(
                _("%(name)s: các phần cộng lại là %(total)s%%, phải đủ 100%%.") % said
            )


def _check_others(act: Reorganisation, lines: Sequence[ReorganisationLine], built: Built) -> None:
    """Nobody else's act that waits may end the same."""
    keys = {one.old_key for one in lines}
    column = "old_unit" if act.is_of_units else "old_agency"
    others = ReorganisationLine.objects.filter(
        reorganisation__state=Reorganisation.State.CONFIRMED, **{f"{column}__in": keys}
    ).exclude(reorganisation=act)
    taken = {one.old_key: one.reorganisation for one in others.select_related("reorganisation")}
    for line in lines:
        if other := taken.get(line.old_key):
            built.faults[line.pk].append(
                _("%(name)s đã có trong lần sắp xếp theo %(paper)s, chờ đến ngày có hiệu lực.")
                % {"name": line.old_name, "paper": other.document_no}
            )


def _units(act: Reorganisation, lines: list[ReorganisationLine], built: Built) -> None:
    olds = {one.old_unit.pk: one.old_unit for one in lines if one.old_unit}
    ways: defaultdict[UUID, list[ReorganisationLine]] = defaultdict(list)
    news: dict[tuple[str, str], Unit] = {}
    for line in lines:
        old = line.old_unit
        if old is None:
            continue
        ways[old.pk].append(line)
        _check_old(act, old, line, built)
        kind = kind_of(line.new_name, level=old.level)
        if not kind:
            words = _("%(name)s: ghi cả loại ở đầu tên, như “Xã Ý Yên”, “Phường Nam Định”.")
            built.faults[line.pk].append(words % {"name": line.new_name})
            continue
        level = LEVELS[kind]
        if old.level not in {level, Unit.Level.FORMER_DISTRICT}:
            words = _("%(old)s và %(new)s không cùng cấp.")
            built.faults[line.pk].append(words % {"old": old.name, "new": line.new_name})
            continue
        key = (text.fold(line.new_name), text.fold(line.new_parent))
        if key not in news:
            news[key] = Unit(
                name=line.new_name,
                level=level,
                kind=kind,
                code=line.new_code,
                latitude=old.latitude,
                longitude=old.longitude,
            )
        elif not news[key].code:
            news[key].code = line.new_code
        built.new_of[line.pk] = news[key]
    _place_units(lines, olds, ways, built)
    _check_names(act, olds, built, lines)
    if not built.is_sound:
        return
    for line in lines:
        old = line.old_unit
        new = built.new_of[line.pk]
        if old is None or not isinstance(new, Unit):
            continue
        kind = _kind(act, ways[old.pk])
        built.units.append(UnitSuccession(old=old, new=new, kind=kind, main=line.is_main))
    built.units.sort(key=lambda link: DEPTH.index(link.new.level))


def _check_old(act: Reorganisation, old: Unit, line: ReorganisationLine, built: Built) -> None:
    if old.valid_to is not None or not old.is_valid_on(eve(act)):
        since = f"{act.effective_on:%d/%m/%Y}"
        words = _("%(name)s không còn hoặc chưa có vào ngày trước %(day)s.")
        built.faults[line.pk].append(words % {"name": old.name, "day": since})


def _place_units(
    lines: Sequence[ReorganisationLine],
    olds: dict[UUID, Unit],
    ways: dict[UUID, list[ReorganisationLine]],
    built: Built,
) -> None:
    """Say of every new unit what it lies in: what its line names, else what the old one lay in, or
    who takes that over."""
    named = {text.fold(line.new_parent) for line in lines if line.new_parent}
    by_name: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in {one.pk: one for one in built.new_of.values() if isinstance(one, Unit)}.values():
        by_name[text.fold(unit.name)].append(unit)
    for unit in Unit.objects.filter(name_fold__in=named, valid_to=None).exclude(pk__in=olds):
        by_name[unit.name_fold].append(unit)
    main = {
        pk: new
        for pk, parts in ways.items()
        for one in parts
        if one.is_main and isinstance(new := built.new_of.get(one.pk), Unit)
    }
    for line in lines:
        new, old = built.new_of.get(line.pk), line.old_unit
        if not isinstance(new, Unit) or old is None or new.parent or new.level == "province":
            continue
        if not line.new_parent:
            new.parent = _parent_after(old, main)
        else:
            above = DEPTH[: DEPTH.index(new.level)]
            found = [one for one in by_name[text.fold(line.new_parent)] if one.level in above]
            new.parent = found[0] if len(found) == 1 else None
        if new.parent is None:
            words = _("%(name)s: chưa rõ thuộc nơi nào. Ghi ở “Thuộc” đúng tên tỉnh, xã đang dùng.")
            built.faults[line.pk].append(words % {"name": line.new_name})


def _parent_after(old: Unit, main: dict[UUID, Unit]) -> Unit | None:
    """What the old unit lay in, or what takes that over."""
    parent = old.parent
    return main.get(parent.pk, parent) if parent else None


def _check_names(
    act: Reorganisation,
    olds: dict[UUID, Unit],
    built: Built,
    lines: Sequence[ReorganisationLine],
) -> None:
    """No second unit of the same name in the same place, nor of the same code on the same day."""
    news = {one.pk: one for one in built.new_of.values() if isinstance(one, Unit)}
    folds = {text.fold(one.name) for one in news.values()}
    codes = {one.code for one in news.values() if one.code}
    clash = {
        (one.level, one.name_fold, one.parent_id)
        for one in Unit.objects.filter(name_fold__in=folds, valid_to=None).exclude(pk__in=olds)
    }
    coded = set(
        Unit.objects.filter(code__in=codes, valid_to=None)
        .exclude(pk__in=olds)
        .values_list("level", "code")
    )
    coded |= set(
        Unit.objects.filter(code__in=codes, valid_from=act.effective_on).values_list(
            "level", "code"
        )
    )
    seen: dict[tuple[str, str], Unit] = {}
    for line in lines:
        new = built.new_of.get(line.pk)
        if not isinstance(new, Unit):
            continue
        if (new.level, text.fold(new.name), new.parent_id) in clash:
            words = _(
                "%(name)s đang có sẵn. Thêm dòng “%(name)s → %(name)s” để nơi này cũng nối tiếp."
            )
            built.faults[line.pk].append(words % {"name": new.name})
        if new.code and (
            (new.level, new.code) in coded or seen.setdefault((new.level, new.code), new) is not new
        ):
            words = _("%(name)s: mã %(code)s đã dùng cho nơi khác.")
            built.faults[line.pk].append(words % {"name": new.name, "code": new.code})


def _kind(act: Reorganisation, parts: Sequence[ReorganisationLine]) -> Kind:
    if len(parts) > 1:
        return Kind.DIVIDED
    if act.kind == Reorganisation.Kind.RENAME:
        return Kind.RENAMED
    if act.kind == Reorganisation.Kind.TRANSFER:
        return Kind.TRANSFERRED
    return Kind.MERGED


def _agencies(act: Reorganisation, lines: list[ReorganisationLine], built: Built) -> None:
    olds = {one.old_agency.pk: one.old_agency for one in lines if one.old_agency}
    news: dict[str, Agency] = {}
    taken = set(Agency.objects.exclude(pk__in=olds).values_list("code", flat=True))
    named = {text.fold(line.new_parent) for line in lines if line.new_parent}
    parents = {
        one.name_fold: one
        for one in Agency.objects.filter(name_fold__in=named, valid_to=None).exclude(pk__in=olds)
    }
    below = {
        one.code
        for one in Agency.objects.filter(valid_to=None).exclude(pk__in=olds)
        if any(one.path.startswith(old.path) for old in olds.values())
    }
    for line in lines:
        old = line.old_agency
        if old is None:
            continue
        if old.valid_to is not None or (old.valid_from and old.valid_from >= act.effective_on):
            words = _("%(name)s không còn hoặc chưa có vào ngày đó.")
            built.faults[line.pk].append(words % {"name": old.name})
        key = text.fold(line.new_name)
        if key not in news:
            new = Agency(code=line.new_code or old.code, kind=old.kind, unit=old.unit)
            new.rename(line.new_name)
            new.parent = parents.get(text.fold(line.new_parent)) if line.new_parent else old.parent
            if (line.new_parent and new.parent is None) or (new.parent and new.parent.pk in olds):
                words = _("%(name)s: không rõ cấp trên “%(parent)s”. Ghi đúng tên đang dùng.")
                said = {"name": line.new_name, "parent": line.new_parent or old.parent}
                built.faults[line.pk].append(words % said)
            if new.code in taken - below or new.code in {one.code for one in news.values()}:
                words = _("%(name)s: mã %(code)s đã dùng. Ghi mã khác.")
                built.faults[line.pk].append(words % {"name": new.name, "code": new.code})
            news[key] = new
        built.new_of[line.pk] = news[key]
    if not built.is_sound:
        return
    for line in lines:
        successor = built.new_of[line.pk]
        if line.old_agency and isinstance(successor, Agency):
            built.agencies.append(AgencyLink(line.old_agency, successor, line.is_main))

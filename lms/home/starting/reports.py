"""Reports of the demo commune: one that waits for the province, one that is approved."""

from lms.common import clock
from lms.dashboards.models import ReportingPeriod
from lms.home.starting import people
from lms.places.models import Unit
from lms.reports.models import ReportRound
from lms.reports.services import composing, rounds, workflow
from lms.reports.services.workflow import Words
from lms.users.models import User

PROPOSALS = "Đề nghị tỉnh tăng sóng ở hai thôn ven đê; cấp thêm tờ hướng dẫn cỡ chữ to."
WRITTEN = "Người cao tuổi hay quên mật khẩu; buổi tối sóng yếu nên nộp hồ sơ chậm."


def make() -> None:
    """Open the rounds that are due; the commune submits its last two months."""
    now, today = clock.now(), clock.today()
    rounds.open_due(now=now)
    commune = Unit.objects.valid_on(today).get(code=people.COMMUNE_CODE, level="commune")
    over = ReportRound.objects.filter(
        period__last_on__lt=today, period__kind=ReportingPeriod.Kind.MONTH
    )
    listed = list(over.select_related("form", "period").order_by("-period__last_on")[:2])
    for found in listed:
        _submit(found, commune)
    for found in listed[1:]:
        report = workflow.find(found, commune)
        if report:
            workflow.approve(report, by=User.objects.get(email=people.ADMIN.email), now=now)


def _submit(found: ReportRound, commune: Unit) -> None:
    manager = User.objects.get(email=people.MANAGER.email)
    proposed = composing.words(found, commune)
    words = Words(
        0,
        proposed["difficulties"] or WRITTEN,
        proposed["tasks"] or "Mở thêm buổi tối ở các thôn chưa có buổi nào.",
        PROPOSALS,
        signer_name="Phạm Văn Thắng",
    )
    report = workflow.save(found, commune, words, by=manager, now=clock.now())
    workflow.submit(report, by=manager, now=clock.now())

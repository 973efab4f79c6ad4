# make run     chạy Học số trên máy này: PORT=8000 HOST=0.0.0.0 DATA=./data DEMO=0 RESET=1
# make test    kiểm tra tất cả
# make prove   các phép chứng minh lớn: giết tiến trình, tranh nhau ghi
# make bench   đo xem trang, việc nền và giấy chứng nhận tốn bao nhiêu
# make lock    ghi lại phiên bản các gói đã chọn

PORT ?= 8000
HOST ?= 0.0.0.0
DATA ?= data
DEMO ?= 1
RESET ?= 0
PYTHON3 := $(shell python3 -c '' 2>/dev/null && echo python3 || echo /usr/bin/python3)

# Many containers set it; without kept bytecode each process of ours starts seconds later.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test prove bench lock

help:
	@grep -E '^# ' Makefile | cut -c3-

run:
	@$(PYTHON3) lms/bootstrap.py run
	@LMS_DATA="$(DATA)" .venv/bin/python manage.py up --port "$(PORT)" --host "$(HOST)" \
		$(if $(filter 0,$(DEMO)),--no-demo) $(if $(filter 1,$(RESET)),--reset)

test:
	@$(PYTHON3) lms/bootstrap.py test
	@.venv/bin/python -m tests.run

prove:
	@$(PYTHON3) lms/bootstrap.py test
	@.venv/bin/python -m tests.prove

bench:
	@$(PYTHON3) lms/bootstrap.py bench
	@.venv/bin/python -m bench

lock:
	@.ci/lock

"""A small process for the supervisor to keep: `stay` (with a fork of its own) or `crash`."""

import os
import sys
import time

if sys.argv[1] == "crash":
    print("sắp hỏng")
    sys.exit(3)
if (fork := os.fork()) == 0:
    time.sleep(600)
print(f"pids {os.getpid()} {fork}")
time.sleep(600)

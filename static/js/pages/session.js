// The log of a session.

import "../lib/frame.js";
import { startCounters } from "../lib/counter.js";

startCounters();

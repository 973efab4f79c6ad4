// A page with no behaviour of its own; what waits is sent from here too.

import "../lib/frame.js";
import { sendAfter } from "../lib/sendafter.js";

sendAfter();

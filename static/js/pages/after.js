// What every page does once it is painted.

import "../lib/dock.js";
import "../lib/ease.js";
import "../lib/fileface.js";
import "../lib/hearing.js";
import "../lib/inbox.js";
import "../lib/neighbour.js";
import "../lib/sending.js";
import "../lib/unsent.js";
import "../lib/feeling.js";

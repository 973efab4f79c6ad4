// The page where the code of a message is typed in.

import "../lib/frame.js";
import "../lib/code.js";

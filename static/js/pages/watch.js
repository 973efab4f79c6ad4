// A step that shows a film.

import "../lib/frame.js";
import { startStep } from "../lib/step.js";
import { watchStep } from "../steps/watch.js";

startStep({ watch: watchStep });

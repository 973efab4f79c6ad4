// A step to read, to practise on a drawn phone, or a question.

import "../lib/frame.js";
import { startStep } from "../lib/step.js";
import { questionStep } from "../steps/question.js";
import { readStep } from "../steps/read.js";
import { simulateStep } from "../steps/simulate.js";

startStep({ read: readStep, simulate: simulateStep, question: questionStep });

// The same runner in a worker, under a watchdog.

import { supervise } from "../shared/shells/worker.mjs";

supervise(new URL("main.mjs", import.meta.url));

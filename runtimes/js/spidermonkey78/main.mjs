// SpiderMonkey 78 in its own shell, `js78`.

import { main } from "../shared/runner.mjs";
import { engine, shell } from "../shared/shells/spidermonkey.mjs";

main(shell, engine("spidermonkey78"));

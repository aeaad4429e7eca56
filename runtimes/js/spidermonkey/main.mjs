// SpiderMonkey 102 in its own shell, `js102`.

import { main } from "../shared/runner.mjs";
import { engine, shell } from "../shared/shells/spidermonkey.mjs";

main(shell, engine("spidermonkey"));

/** Everything the browser runs; each page also works without it. */
import "htmx.org";
import "./live-topic.ts";
import "./post-composer.ts";
import "./later.ts";
import { stayBlank } from "./blank.ts";
import { enlivenAlways } from "./enliven.ts";
import { listenToKeys } from "./keyboard.ts";
import { tendShell } from "./shell.ts";

stayBlank();
enlivenAlways();
listenToKeys();
tendShell();

import { followJob } from "./job-events.js";

followJob(document.getElementById("job").dataset.path);

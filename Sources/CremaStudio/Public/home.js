import { showJob } from "./job-row.js";

new EventSource("/events").addEventListener("jobs", (event) => {
  const jobs = JSON.parse(event.data);
  const rows = new Map(
    [...document.querySelectorAll("[data-job]")].map((row) => [row.dataset.job, row]),
  );
  // A job that came or went changes the lists themselves.
  if (jobs.length !== rows.size || jobs.some((job) => !rows.has(job.id))) {
    window.location.reload();
    return;
  }
  for (const job of jobs) showJob(rows.get(job.id), job);
});

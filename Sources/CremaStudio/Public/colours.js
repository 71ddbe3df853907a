// The colours of colours.css for what is drawn by scripts, in the scheme that the reader prefers.

const scheme = matchMedia("(prefers-color-scheme: dark)");

/** The colours that were looked up since the scheme changed. */
const known = new Map();

/** The colour of a property such as `--crema-line`, as it is in the present scheme. */
export function colour(property) {
  if (!known.has(property)) known.set(property, lookUp(property));
  return known.get(property);
}

function lookUp(property) {
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** The colour of the curve with a number. */
export const curveColour = (number) => colour(`--crema-curve-${number % 8}`);

/** A colour of `colour`, as faint as what stands behind a line. */
export const faint = (found) => found.replace("rgb(", "rgba(").replace(")", ", 0.25)");

/** Gives all charts of the page, and those to come, the colours of their words and lines. */
function paintCharts() {
  Chart.defaults.color = colour("--crema-soft");
  Chart.defaults.borderColor = colour("--crema-line");
}

/**
 * Calls `paint` when another scheme is preferred, after which charts are drawn again: their lines
 * are what `paint` makes them, the rest follows the page.
 */
export function onScheme(paint) {
  scheme.addEventListener("change", () => {
    known.clear();
    paintCharts();
    paint();
    for (const chart of Object.values(Chart.instances)) repaint(chart);
  });
}

/** Gives the axes of a chart, which keep what they began with, the colours of the scheme. */
function repaint(chart) {
  for (const scale of Object.values(chart.options.scales)) {
    scale.grid.color = scale.grid.borderColor = Chart.defaults.borderColor;
    scale.ticks.color = scale.title.color = Chart.defaults.color;
  }
  chart.update();
}

paintCharts();

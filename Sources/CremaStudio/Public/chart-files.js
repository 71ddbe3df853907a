// A chart as a file: what it shows now, as SVG or as PNG.

import { colour } from "./colours.js";

const family = "sans-serif";

/** The text of an SVG picture of a chart. */
export function svg(chart) {
  const { width, height, chartArea: area } = chart;
  const scales = Object.values(chart.scales);
  const place = `x="${area.left}" y="${area.top}"`;
  const rectangle = `${place} width="${area.width}" height="${area.height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"`,
    ` width="${width}" height="${height}" font-family="${family}" font-size="12">`,
    `<rect width="100%" height="100%" fill="${colour("--crema-surface")}"/>`,
    `<clipPath id="area"><rect ${rectangle}/></clipPath>`,
    ...scales.flatMap((scale) => scaleParts(scale, area)),
    `<g clip-path="url(#area)" fill="none" stroke-linejoin="round">`,
    ...chart.data.datasets.flatMap((set, index) =>
      chart.isDatasetVisible(index) ? lineParts(set, chart.getDatasetMeta(index).data) : []
    ),
    `</g>`,
    ...legendParts(chart),
    `</svg>`,
  ].join("\n");
}

function text(x, y, words, more = "") {
  const escaped = String(words).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<text x="${x}" y="${y}" fill="${colour("--crema-soft")}" ${more}>${escaped}</text>`;
}

function scaleParts(scale, area) {
  const title = scale.options.title.text;
  const places = scale.ticks.map((tick, index) => [scale.getPixelForTick(index), tick.label]);
  if (scale.isHorizontal()) {
    const middle = (area.left + area.right) / 2;
    return [
      ...places.flatMap(([x, label]) => [
        `<path d="M${x} ${area.top}V${area.bottom}" stroke="${colour("--crema-line")}"/>`,
        text(x, area.bottom + 18, label, `text-anchor="middle"`),
      ]),
      text(middle, area.bottom + 36, title, `text-anchor="middle"`),
    ];
  }
  const isLeft = scale.position === "left";
  const edge = isLeft ? area.left - 8 : area.right + 8;
  const side = isLeft ? scale.left + 12 : scale.right - 6;
  const middle = (area.top + area.bottom) / 2;
  const line = colour("--crema-line");
  return [
    ...places.flatMap(([y, label]) => [
      ...(isLeft ? [`<path d="M${area.left} ${y}H${area.right}" stroke="${line}"/>`] : []),
      text(edge, y + 4, label, `text-anchor="${isLeft ? "end" : "start"}"`),
    ]),
    text(side, middle, title, `text-anchor="middle" transform="rotate(-90 ${side} ${middle})"`),
  ];
}

/** A path of a line, with gaps where it has no numbers. */
function lineParts(set, points) {
  let [path, isOpen] = ["", false];
  for (const { x, y, skip } of points) {
    const isThere = !skip && Number.isFinite(x) && Number.isFinite(y);
    if (isThere) path += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    isOpen = isThere;
  }
  return path
    ? [`<path d="${path}" stroke="${set.borderColor}" stroke-width="${set.borderWidth ?? 2}"/>`]
    : [];
}

function legendParts({ legend }) {
  return (legend?.legendItems ?? []).flatMap((item, index) => {
    const box = legend.legendHitBoxes[index];
    if (!box || item.hidden) return [];
    const y = box.top + box.height / 2;
    return [
      `<circle cx="${box.left + 6}" cy="${y}" r="4" fill="${item.strokeStyle}"/>`,
      text(box.left + 16, y + 4, item.text),
    ];
  });
}

/** Gives the browser's user a file with a picture of a chart, `svg` or `png`. */
export async function savePicture(chart, kind, name) {
  const isDrawing = kind === "svg";
  const blob = isDrawing ? new Blob([svg(chart)], { type: "image/svg+xml" }) : await png(chart);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The picture of a chart on the ground of its card. */
function png({ canvas }) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const pen = copy.getContext("2d");
  pen.fillStyle = colour("--crema-surface");
  pen.fillRect(0, 0, copy.width, copy.height);
  pen.drawImage(canvas, 0, 0);
  return new Promise((done) => copy.toBlob(done, "image/png"));
}

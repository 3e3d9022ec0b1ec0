// Three short programs that travel with a release: they read its files and draw the estimates with their intervals. Names
// of columns are all that is put into them, and these are made of letters, figures and `_` only.

import type { Study } from '../../../policy/study.ts';
import { dimensionColumns } from './columns.ts';

const labelColumns = ({ dimensions }: Study): string[] => dimensionColumns(dimensions).map(({ fr }) => fr);
const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

export const notebookR = (
  study: Study,
): string => `# R, without packages. Put this file beside cells.csv and draws.csv.
cells <- read.csv("cells.csv", colClasses = "character", encoding = "UTF-8", check.names = FALSE)
draws <- read.csv("draws.csv", colClasses = "character", encoding = "UTF-8", check.names = FALSE)

# "suppressed" becomes NA: too small to be told, which is not 0.
number <- function(text) as.numeric(ifelse(text == "suppressed", NA, text))
for (name in c("estimate", "consistent", "ci95_low", "ci95_high", "noise_sd"))
  cells[[name]] <- number(cells[[name]])

label_columns <- c(${quoted(labelColumns(study))})
cells$label <- do.call(paste, c(cells[label_columns], sep = " / "))

# Estimates with their intervals; a suppressed cell is written, and has no point.
rows <- rev(seq_len(nrow(cells)))
far <- max(cells$ci95_high, 1, na.rm = TRUE)
par(mar = c(4, 14, 1, 1))
plot(cells$estimate, rows, xlim = c(min(0, cells$estimate, na.rm = TRUE), far), pch = 19, yaxt = "n", xlab = "persons", ylab = "")
axis(2, at = rows, labels = cells$label, las = 1, cex.axis = 0.7)
told <- !is.na(cells$estimate)
segments(cells$ci95_low[told], rows[told], cells$ci95_high[told], rows[told])
text(0, rows[!told], "suppressed", adj = 0, cex = 0.7)

# A sum of cells with its uncertainty: work it out on each draw.
drawn <- sapply(paste0("draw_", 1:200), function(name) number(draws[[name]]))
wanted <- which(told)[1:min(2, sum(told))]
sums <- colSums(matrix(drawn[wanted, ], ncol = 200))
cat("sum of", paste(cells$label[wanted], collapse = " + "), ":", sum(cells$estimate[wanted]),
    "between", quantile(sums, 0.025), "and", quantile(sums, 0.975), "\\n")
`;

export const notebookPython = (
  study: Study,
): string => `# Python 3 and matplotlib. Put this file beside cells.csv and draws.csv.
import csv

LABELS = [${quoted(labelColumns(study))}]


def read(name):
    with open(name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text):
    """None where it reads "suppressed": too small to be told, which is not 0."""
    return None if text == "suppressed" else float(text)


def label(row):
    return " / ".join(row[name] for name in LABELS)


def interval_of_sum(draws, wanted):
    """2.5 % and 97.5 % of the sum of some cells, worked out on each draw."""
    columns = ["draw_%d" % at for at in range(1, 201)]
    sums = sorted(sum(float(draws[cell][name]) for cell in wanted) for name in columns)
    return sums[4], sums[194]


def chart(cells):
    import matplotlib.pyplot as plot

    figure, axes = plot.subplots(figsize=(8, 1 + 0.3 * len(cells)))
    for place, row in enumerate(reversed(cells)):
        estimate = number(row["estimate"])
        if estimate is None:
            axes.text(0, place, "suppressed", va="center", fontsize=7)
            continue
        axes.plot([number(row["ci95_low"]), number(row["ci95_high"])], [place, place], color="black")
        axes.plot([estimate], [place], "o", color="black")
    axes.set_yticks(range(len(cells)), [label(row) for row in reversed(cells)], fontsize=7)
    axes.set_xlabel("persons")
    figure.tight_layout()
    figure.savefig("cells.png", dpi=150)


if __name__ == "__main__":
    cells, draws = read("cells.csv"), read("draws.csv")
    told = [at for at, row in enumerate(cells) if number(row["estimate"]) is not None][:2]
    if told:
        print("sum of", " + ".join(label(cells[at]) for at in told), interval_of_sum(draws, told))
    chart(cells)
`;

export const notebookJavaScript = (
  study: Study,
): string => `// Observable, a browser or Node. In Observable: attach cells.csv and draws.csv, paste these functions, and then
//   svg = chartOf(readCells(await FileAttachment("cells.csv").text()))
//   html\`\${svg}\`

const labels = [${quoted(labelColumns(study))}];

/** RFC 4180, into one object a line. */
export function parseCsv(text) {
  const rows = [];
  let row = [], field = "", isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (isQuoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') { field += '"'; at++; }
      else isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === ",") { row.push(field); field = ""; }
    else if (sign === "\\n") { row.push(field.replace(/\\r$/, "")); rows.push(row); row = []; field = ""; }
    else field += sign;
  }
  const [head = [], ...lines] = rows;
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at]])));
}

/** null where it reads "suppressed": too small to be told, which is not 0. */
const number = (text) => (text === "suppressed" ? null : Number(text));

export function readCells(text) {
  return parseCsv(text).map((row) => ({
    cell: Number(row.cell),
    label: labels.map((name) => row[name]).join(" / "),
    estimate: number(row.estimate),
    low: number(row.ci95_low),
    high: number(row.ci95_high),
    flags: row.flags === "" ? [] : row.flags.split(" "),
  }));
}

/** 2.5 % and 97.5 % of the sum of some cells, worked out on each draw; null where one of them is suppressed. */
export function intervalOfSum(drawsText, wanted) {
  const rows = parseCsv(drawsText);
  if (wanted.some((cell) => rows[cell].draw_1 === "suppressed")) return null;
  const sums = Array.from({ length: 200 }, (_, at) =>
    wanted.reduce((sum, cell) => sum + Number(rows[cell]["draw_" + (at + 1)]), 0),
  ).sort((a, b) => a - b);
  return [sums[4], sums[194]];
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => "&#" + sign.charCodeAt(0) + ";");

/** An SVG, as text: a point and a line a cell; a suppressed cell is written, and has no point. */
export function chartOf(cells, width = 720) {
  const left = 280, line = 22;
  const least = Math.min(0, ...cells.map(({ estimate }) => estimate ?? 0));
  const most = Math.max(1, ...cells.map(({ high }) => high ?? 0));
  const x = (value) => left + ((value - least) / (most - least)) * (width - left - 20);
  const rows = cells.map(({ label, estimate, low, high }, at) => {
    const y = line * (at + 1);
    const name = '<text x="' + (left - 8) + '" y="' + (y + 4) + '" text-anchor="end">' + escaped(label) + "</text>";
    if (estimate === null) return name + '<text x="' + left + '" y="' + (y + 4) + '">suppressed</text>';
    return name
      + '<line x1="' + x(low) + '" x2="' + x(high) + '" y1="' + y + '" y2="' + y + '" stroke="currentColor"/>'
      + '<circle cx="' + x(estimate) + '" cy="' + y + '" r="4" fill="currentColor"/>'
      + '<text x="' + (x(Math.max(high, estimate)) + 6) + '" y="' + (y + 4) + '">' + estimate + "</text>";
  });
  return '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + line * (cells.length + 1)
    + '" font-family="sans-serif" font-size="12">' + rows.join("") + "</svg>";
}
`;

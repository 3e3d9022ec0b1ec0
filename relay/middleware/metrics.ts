// Prometheus text (exposition format 0.0.4): counts by door and status, durations by door. Labels come from the table
// of doors alone, so their number is fixed and none can hold a name or an address.

const bucketsS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

interface Series {
  counts: number[];
  sumS: number;
  count: number;
}

export class Metrics {
  readonly #calls = new Map<string, number>();
  readonly #durations = new Map<string, Series>();
  readonly #gauges = new Map<string, { help: string; read: () => number }>();

  count(method: string, route: string, status: number, seconds: number): void {
    const call = `method="${method}",route="${route}",status="${status}"`;
    this.#calls.set(call, (this.#calls.get(call) ?? 0) + 1);
    const name = `method="${method}",route="${route}"`;
    let series = this.#durations.get(name);
    if (series === undefined) {
      series = { counts: bucketsS.map(() => 0), sumS: 0, count: 0 };
      this.#durations.set(name, series);
    }
    series.sumS += seconds;
    series.count += 1;
    const bucket = bucketsS.findIndex((limit) => seconds <= limit);
    if (bucket >= 0) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
  }

  gauge(name: string, help: string, read: () => number): void {
    this.#gauges.set(name, { help, read });
  }

  text(): string {
    const lines = [
      '# HELP vav_calls_total Calls answered, by door and status.',
      '# TYPE vav_calls_total counter',
    ];
    for (const [call, count] of this.#calls) lines.push(`vav_calls_total{${call}} ${count}`);
    lines.push('# HELP vav_call_seconds Time to the answer, by door.', '# TYPE vav_call_seconds histogram');
    for (const [name, { counts, sumS, count }] of this.#durations) {
      let below = 0;
      bucketsS.forEach((limit, index) => {
        below += counts[index] ?? 0;
        lines.push(`vav_call_seconds_bucket{${name},le="${limit}"} ${below}`);
      });
      lines.push(`vav_call_seconds_bucket{${name},le="+Inf"} ${count}`);
      lines.push(
        `vav_call_seconds_sum{${name}} ${sumS.toFixed(6)}`,
        `vav_call_seconds_count{${name}} ${count}`,
      );
    }
    for (const [name, { help, read }] of this.#gauges) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

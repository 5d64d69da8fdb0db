import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, useId, useState } from "react";
import classes from "./BarChart.module.css";
import { axisLines, axisRoom, niceTop } from "./scale";

interface BarChartProps {
  /** What the chart shows, for those who do not see it. */
  label: string;
  /** One label per bar, short for the axis and long for the reader. */
  bars: { short: string; long: string }[];
  series: { name: string; values: number[] }[];
  format: (value: number) => string;
  axisFormat: (value: number) => string;
  /** Where the axis ends while all is zero. */
  empty: number;
}

const HEIGHT = 220;
const PAD = { top: 10, right: 4, bottom: 24 };

/** Stacked bars over time. Arrow keys walk through them; the values are read out and shown. */
export function BarChart({ label, bars, series, format, axisFormat, empty }: BarChartProps) {
  const { ref, width } = useElementSize();
  const [active, setActive] = useState<number | undefined>();
  const readout = useId();
  const totals = bars.map((_, at) => series.reduce((sum, one) => sum + (one.values[at] ?? 0), 0));
  const top = niceTop(Math.max(...totals, 0), empty);
  const lines = axisLines(top);
  const left = axisRoom(lines.map(axisFormat));
  const inner = Math.max(0, width - left - PAD.right);
  const step = inner / Math.max(1, bars.length);
  const tall = HEIGHT - PAD.top - PAD.bottom;
  const y = (value: number) => PAD.top + tall - (value / top) * tall;
  const every = Math.max(1, Math.ceil(58 / Math.max(step, 1)));
  const onKeyDown = (event: KeyboardEvent) => {
    const last = bars.length - 1;
    const move = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === "Escape") setActive(undefined);
    if (move === undefined) return;
    event.preventDefault();
    setActive((old) => Math.min(last, Math.max(0, (old ?? (move > 0 ? -1 : last + 1)) + move)));
  };
  const shown = active === undefined ? undefined : bars[active];
  return (
    <div className={classes.chart} ref={ref}>
      <div
        role="group"
        aria-label={`${label}. Arrow keys read each bar.`}
        aria-describedby={readout}
        tabIndex={0}
        className={classes.plot}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setActive(undefined);
        }}
        onMouseLeave={() => {
          setActive(undefined);
        }}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {lines.map((line) => (
            <g key={line}>
              <line
                className={classes.grid}
                x1={left}
                x2={width - PAD.right}
                y1={y(line)}
                y2={y(line)}
              />
              <text className={classes.axis} x={left - 8} y={y(line) + 4} textAnchor="end">
                {axisFormat(line)}
              </text>
            </g>
          ))}
          {bars.map((bar, at) => {
            let below = 0;
            const x = left + at * step;
            return (
              <g
                key={bar.long}
                onMouseEnter={() => {
                  setActive(at);
                }}
              >
                <rect
                  className={classes.zone}
                  data-active={active === at ? true : undefined}
                  x={x}
                  y={PAD.top}
                  width={step}
                  height={tall}
                />
                {series.map((one, of) => {
                  const value = one.values[at] ?? 0;
                  const from = y(below);
                  below += value;
                  return value === 0 ? null : (
                    <rect
                      key={one.name}
                      className={classes.bar}
                      data-series={of % 6}
                      x={x + step * 0.16}
                      y={Math.min(y(below), from - 1.5)}
                      width={Math.max(1, step * 0.68)}
                      height={Math.max(1.5, from - y(below))}
                      rx={Math.min(2, step * 0.2)}
                    />
                  );
                })}
                {at % every === 0 ? (
                  <text
                    className={classes.axis}
                    x={x + step / 2}
                    y={HEIGHT - 6}
                    textAnchor="middle"
                  >
                    {bar.short}
                  </text>
                ) : null}
              </g>
            );
          })}
        </svg>
      </div>
      <div className={classes.legend} id={readout} role="status">
        <span className={classes.when}>{shown?.long ?? "All of it"}</span>
        {series.map((one, of) => (
          <span key={one.name} className={classes.key}>
            <span className={classes.swatch} data-series={of % 6} aria-hidden="true" />
            {one.name}
            <strong>
              {format(
                active === undefined
                  ? one.values.reduce((sum, value) => sum + value, 0)
                  : (one.values[active] ?? 0),
              )}
            </strong>
          </span>
        ))}
      </div>
    </div>
  );
}

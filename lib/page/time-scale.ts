/** Maps seconds to positions across a figure, in percent of its width. */
export interface TimeScale {
  readonly from: number;
  readonly to: number;
  x(seconds: number): string;
  width(from: number, to: number): string;
  /** The share of the width between two times, from 0 to 1. */
  share(from: number, to: number): number;
}

export function timeScale(from: number, to: number): TimeScale {
  const length = Math.max(to - from, Number.MIN_VALUE);
  const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
  const share = (begin: number, end: number) => Math.max(0, end - begin) / length;
  return { from, to, share, x: (at) => percent(share(from, at)), width: (begin, end) => percent(share(begin, end)) };
}

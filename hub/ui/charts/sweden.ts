// Sweden's 21 regions: their codes, their names, and their outlines as paths of a small map.
import outlines from './data/regions.json' with { type: 'json' };

/** `code`: two digits, Statistics Sweden's county code. `region` is the organisation, `county` the place. */
export type SwedishRegion = { code: string; region: string; county: string; path: string; at: [number, number] };

type Point = [number, number];

export const mapSize = { width: 210, height: 470 };
const radians = Math.PI / 180;

/** Transverse Mercator on a sphere around 15° east, as Swedish maps are drawn (SWEREF 99 TM has the same meridian). */
function project([longitude, latitude]: Point): Point {
  const [along, up] = [(longitude - 15) * radians, latitude * radians];
  const x = Math.atanh(Math.cos(up) * Math.sin(along));
  const y = Math.atan2(Math.tan(up), Math.cos(along));
  return [x, y];
}

const projected = outlines.map((one) => ({
  ...one,
  rings: one.rings.map((ring) => ring.map((point) => project(point as Point))),
}));
const all = projected.flatMap((one) => one.rings.flat());
const low: Point = [Math.min(...all.map(([x]) => x)), Math.min(...all.map(([, y]) => y))];
const high: Point = [Math.max(...all.map(([x]) => x)), Math.max(...all.map(([, y]) => y))];
const scale = Math.min((mapSize.width - 4) / (high[0] - low[0]), (mapSize.height - 4) / (high[1] - low[1]));
const round = (value: number) => Math.round(value * 10) / 10;
const place = ([x, y]: Point): Point => [round(2 + (x - low[0]) * scale), round(2 + (high[1] - y) * scale)];

export const swedishRegions: SwedishRegion[] = projected.map(({ code, region, county, rings }) => {
  const placed = rings.map((ring) => ring.map(place));
  const largest = placed.toSorted((a, b) => b.length - a.length)[0] ?? [];
  return {
    code,
    region,
    county,
    path: placed.map((ring) => `M${ring.map((point) => point.join(' ')).join('L')}Z`).join(''),
    at: middleOf(largest),
  };
});

/** The centre of gravity of an outline. */
function middleOf(ring: Point[]): Point {
  let [area, x, y] = [0, 0, 0];
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length] as Point;
    const cross = a[0] * b[1] - b[0] * a[1];
    area += cross;
    x += (a[0] + b[0]) * cross;
    y += (a[1] + b[1]) * cross;
  });
  return [round(x / (3 * area)), round(y / (3 * area))];
}

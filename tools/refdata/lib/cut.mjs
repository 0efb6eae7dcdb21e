// cutWorld cuts polygons at ±180°, so that no ring crosses the edge of a map; a ring around a pole is led along it.
export function cutWorld (polygons) {
  const rings = polygons.flat().map(unroll)
  return [-360, 0, 360].flatMap(shift => rings.map(r => r.map(([x, y]) => [x + shift, y]))
    .map(r => clip(clip(r, x => x >= -180, -180), x => x <= 180, 180)).filter(r => r.length > 3))
}

// unroll lets the longitudes of a ring run on beyond ±180° instead of jumping.
function unroll (ring) {
  const out = [ring[0]]
  for (const [x, y] of ring.slice(1)) {
    const last = out.at(-1)[0]
    out.push([x - 360 * Math.round((x - last) / 360), y])
  }
  const turn = out.at(-1)[0] - out[0][0]
  if (Math.abs(turn) < 180) return out
  const pole = out[0][1] < 0 ? -90 : 90
  return out.concat([[out.at(-1)[0], pole], [out[0][0], pole], out[0]])
}

// clip keeps the part of a closed ring on one side of a meridian (Sutherland-Hodgman).
function clip (ring, inside, edge) {
  const out = []
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]]
    if (inside(a[0]) !== inside(b[0])) out.push([edge, a[1] + (b[1] - a[1]) * (edge - a[0]) / (b[0] - a[0])])
    if (inside(b[0])) out.push(b)
  }
  return out.length ? out.concat([out[0]]) : out
}

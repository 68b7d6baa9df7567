// @ts-check
import {fixed, planAt, text, wording} from "./drawing.mjs";

/**
 * The curve of what more budget buys, with the handle of the budget: plain functions, no document needed.
 *
 * @typedef {import("./drawing.mjs").Hand} Hand
 */

/** Where a budget lies on the picture of the curve. @param {Hand} hand @param {number} width */
export function across(hand, width) {
  const low = hand.positions[0], high = hand.positions[hand.positions.length - 1], edge = 16;
  return {
    x: (/** @type {number} */ budget) => edge + (budget - low) / Math.max(high - low, 1) * (width - 2 * edge),
    budget: (/** @type {number} */ x) => low + (x - edge) / Math.max(width - 2 * edge, 1) * (high - low),
  };
}

export const CURVE = {height: 154, top: 26, foot: 116};

/** The curve with the plans made so far, without its handle. @param {Hand} hand @param {number} width */
export function curve(hand, width) {
  const {x} = across(hand, width), say = wording(hand), y = heights(hand);
  const made = hand.positions.map((at) => planAt(hand, at)).map((plan) => plan && !plan.why ? plan : null);
  let line = "", area = "", from = -1;
  made.forEach((plan, at) => {
    if (!plan) return;
    const joined = at > 0 && made[at - 1];
    line += `${joined ? "L" : "M"}${fixed(x(plan.budget))} ${fixed(y(plan.goal))}`;
    if (!joined) from = x(plan.budget), area += `M${fixed(from)} ${CURVE.foot}`;
    area += `L${fixed(x(plan.budget))} ${fixed(y(plan.goal))}`;
    if (!made[at + 1]) area += `L${fixed(x(plan.budget))} ${CURVE.foot}Z`;
  });
  const dots = made.map((plan) => plan ? `M${fixed(x(plan.budget))} ${fixed(y(plan.goal))}h0` : "").join("");
  const ticks = hand.positions.map((at, place) => made[place] ? "" : `M${fixed(x(at))} ${CURVE.foot - 5}v10`).join("");
  const count = made.filter(Boolean).length;
  const [low, high] = [hand.positions[0], hand.positions[hand.positions.length - 1]];
  const now = x(hand.plan.budget), ends = [made[0], made[made.length - 1]].map((plan, at) => plan
    ? text("line", x(at ? high : low), y(plan.goal) - (at ? 9 : 15), say.compact(plan.goal), at ? "end" : undefined) : "").join("");
  return `<path class="area" d="${area}"/><path class="axis" d="M${x(low)} ${CURVE.foot}H${fixed(x(high))}"/>`
    + `<path class="now" d="M${fixed(now)} ${CURVE.foot}V${fixed(y(hand.plan.goal))}"/>`
    + `<path class="curve" d="${line}"/><path class="made" data-count="${count}" d="${dots}"/>`
    + (ticks ? `<path class="unmade" d="${ticks}"/>` : "")
    + text("line", x(low), CURVE.foot + 32, say.short(low)) + text("line", x(high), CURVE.foot + 32, say.short(high), "end")
    + ends;
}

/** Height of a goal on the picture. @param {Hand} hand */
export function heights(hand) {
  const top = Math.max(1e-9, hand.plan.goal, ...hand.points.map((point) => point.goal));
  return (/** @type {number} */ goal) => CURVE.foot - goal / top * (CURVE.foot - CURVE.top);
}

/** The handle at a position. @param {Hand} hand @param {number} at @param {number} width */
export function grip(hand, at, width) {
  const plan = planAt(hand, at), x = fixed(across(hand, width).x(at)), say = wording(hand);
  const y = plan && !plan.why ? heights(hand)(plan.goal) : CURVE.foot - 40;
  const inside = Math.min(Math.max(Number(x), 40), width - 40);
  return `<path class="stem${plan ? "" : " unmade"}" d="M${x} ${CURVE.foot}V${fixed(y)}"/>`
    + (plan && !plan.why ? `<circle class="spot" cx="${x}" cy="${fixed(y)}" r="4.5"/>` : "")
    + `<circle class="knob" cx="${x}" cy="${CURVE.foot}" r="10"/>`
    + `<path class="knob-lines" d="M${Number(x) - 3} ${CURVE.foot - 4}v8m3 -8v8m3 -8v8"/>`
    + text("budget", inside, CURVE.foot + 32, say.money(at), "middle");
}

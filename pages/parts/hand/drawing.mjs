// @ts-check
/**
 * The drawing of the picture that follows the hand: plain functions from plans to SVG, no document needed.
 *
 * @typedef {{creator: string, handle: string, about: string, tier: number, count: number, cents: number, reach: number,
 *   engagements: number}} Person
 * @typedef {{creators: number, cents: number, reach: number, engagements: number}} TierFigures
 * @typedef {{budget: number, goal: number, gap: number, by_solver: boolean, cents: number, creators: number, reach: number,
 *   engagements: number, tiers: TierFigures[], people: number[], why: string}} Plan
 * @typedef {[number | null, number | null]} Span
 * @typedef {{key: string, label: string, followers: string, colour: string, heads: Span, number: Span, spend: Span,
 *   words: Record<string, string>}} TierAsked
 * @typedef {{key: string, tier: number, measure: string, share: number, words: string, plan: Plan | null}} Edge
 * @typedef {{key: string, currency: string, locale: string, unit: string, title: string, plan: Plan,
 *   positions: number[], points: Plan[], edges: Edge[], people: Person[], tiers: TierAsked[],
 *   sized: string, most_bricks: number}} Hand
 * @typedef {number | string} Place  where a handle is: a budget in cents, or the key of an edge
 * @typedef {"creators" | "spend" | "unique_reach" | "engagements"} Measure
 * @typedef {{width: number, top: number, height: number}} Block  width at half height
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 */

/** @type {Record<Measure, {label: string, words: string, of: string, tier: keyof TierFigures, person: keyof Person}>} */
export const MEASURES = {
  creators: {label: "Creators", words: "creators", of: "of creators", tier: "creators", person: "count"},
  spend: {label: "Spend", words: "cash spent", of: "of spend", tier: "cents", person: "cents"},
  unique_reach: {label: "Unique reach", words: "unique people reached", of: "of all reached", tier: "reach",
    person: "reach"},
  engagements: {label: "Engagements", words: "engagements", of: "of engagements", tier: "engagements",
    person: "engagements"},
};
const SLOPE = 9, GAP = 1.3, BRICK = 1.6, ROUND = 3, NARROW = 560;

/** @param {unknown} text */
export const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
export const fixed = (/** @type {number} */ number) => String(Math.round(number * 100) / 100);

/** @type {Map<string, ReturnType<typeof writing>>} formatters are slow to make and quick to use */
const writers = new Map();

/** How numbers are written, as the page's own formatter writes them. @param {Hand} hand */
export function wording({locale, currency}) {
  const key = `${locale} ${currency}`, held = writers.get(key) ?? writing(locale, currency);
  writers.set(key, held);
  return held;
}

/** @param {string} locale @param {string} currency */
function writing(locale, currency) {
  const make = (/** @type {number} */ digits, more = {}) =>
    new Intl.NumberFormat(locale, {minimumFractionDigits: 0, maximumFractionDigits: digits, ...more});
  const cash = {style: "currency", currency}, brief = {notation: "compact"};
  const [whole, one, two] = [make(0), make(1, brief), make(2, brief)];
  const [coins, notes, thousands] = [make(2, cash), make(0, cash), make(1, {...cash, ...brief})];
  const shares = [0, 1, 2].map((digits) => make(digits, {style: "percent"}));
  return {
    count: (/** @type {number} */ value) => whole.format(value),
    compact: (/** @type {number} */ value) => (Math.abs(value) < 999.5 ? whole : Math.abs(value) < 1e6 ? one : two)
      .format(Math.round(value)),
    money: (/** @type {number} */ cents) => (cents % 100 ? coins : notes).format(cents / 100),
    short: (/** @type {number} */ cents) => (Math.abs(cents) < 1e5 ? notes : thousands).format(Math.round(cents / 100)),
    percent: (/** @type {number} */ share, digits = 0) => shares[digits].format(share),
  };
}

/** The plan that belongs to a place: the exact one, one made ahead, or none yet. @param {Hand} hand @param {Place} at */
export function planAt(hand, at) {
  if (at === hand.plan.budget) return hand.plan;
  if (typeof at === "string") return edgeAt(hand, at)?.plan ?? null;
  return hand.points.find((point) => point.budget === at) ?? null;
}

/** @param {Hand} hand @param {Place} at */
export const edgeAt = (hand, at) => hand.edges.find((edge) => edge.key === at);

/** The position nearest to a budget. @param {number[]} positions @param {number} budget */
export function nearest(positions, budget) {
  return positions.reduce((best, one) => Math.abs(one - budget) < Math.abs(best - budget) ? one : best, positions[0]);
}

/** Who is in one plan and not in the other, by name. @param {Hand} hand @param {Plan} from @param {Plan} to */
export function changes(hand, from, to) {
  const ids = (/** @type {Plan} */ plan) => new Set(plan.people.map((at) => hand.people[at].creator));
  const before = ids(from), after = ids(to);
  const only = (/** @type {Plan} */ plan, /** @type {Set<string>} */ other) =>
    plan.people.map((at) => hand.people[at]).filter((person) => !other.has(person.creator));
  return {comes: only(to, before), goes: only(from, after)};
}

/**
 * Boxes that tile an upright block, areas proportional to sizes, laid from the foot upwards, left to right.
 * @param {number[]} sizes positive, the largest first @param {Block} block @returns {Box[]}
 */
export function bricks(sizes, block) {
  const ideal = Math.floor(Math.sqrt(sizes.length * block.height * BRICK / Math.max(block.width, 1e-9)));
  const most = Math.min(sizes.length, ideal + 2);
  let best = /** @type {Box[]} */ ([]), least = Infinity;
  for (let rows = Math.max(1, Math.min(ideal - 1, most)); rows <= most; rows++) {
    for (const starts of [evenRows(sizes.length, rows), levelRows(sizes, rows)]) {
      const laid = lay(sizes, starts, block), ugly = ugliness(laid);
      if (ugly < least) [best, least] = [laid, ugly];
    }
  }
  return best;
}

/** @param {number} n @param {number} rows */
function evenRows(n, rows) {
  const starts = [0];
  for (let row = 0; row < rows - 1; row++) starts.push(starts[row] + Math.floor(n / rows) + (row < n % rows ? 1 : 0));
  return starts;
}

/** @param {number[]} sizes @param {number} rows */
function levelRows(sizes, rows) {
  const whole = sizes.reduce((sum, one) => sum + one, 0);
  const starts = /** @type {number[]} */ ([]);
  let sum = 0, last = -1;
  sizes.forEach((size, at) => {
    const row = Math.min(Math.floor((sum + size / 2) / whole * rows), rows - 1);
    if (row !== last) [last] = [row, starts.push(at)];
    sum += size;
  });
  return starts;
}

/** @param {number[]} sizes @param {number[]} starts @param {Block} block */
function lay(sizes, starts, block) {
  const whole = sizes.reduce((sum, one) => sum + one, 0);
  const laid = /** @type {Box[]} */ ([]);
  let foot = block.top + block.height;
  starts.forEach((start, row) => {
    const part = sizes.slice(start, starts[row + 1]), sum = part.reduce((total, one) => total + one, 0);
    const top = foot - block.height * sum / whole;
    let left = -block.width / 2;
    for (const size of part) {
      const right = left + size / sum * block.width;
      laid.push({left, right, top, bottom: foot});
      left = right;
    }
    foot = top;
  });
  return laid;
}

/** @param {Box[]} boxes */
function ugliness(boxes) {
  const off = boxes.map((box) => Math.abs(Math.log(
    Math.max(box.right - box.left, 1e-9) / Math.max(box.bottom - box.top, 1e-9) / BRICK)));
  return off.reduce((sum, one) => sum + one, 0) / off.length + 0.3 * Math.max(...off);
}

/** @param {Block} block */
const slant = (block) => {
  const lean = Math.min(SLOPE, block.width * 0.2);
  return (/** @type {number} */ x, /** @type {number} */ y) => block.width <= 0 ? x
    : x * (1 + 2 * lean * ((y - block.top) / block.height - 0.5) / block.width);
};

/** Outline of a brick, mortar around it, its corners round. @param {Box} box @param {Block} block */
export function brickPath(box, block) {
  const side = Math.min(box.right - box.left, box.bottom - box.top), gap = Math.min(GAP, side * 0.12);
  const round = Math.min(ROUND, (side - 2 * gap) * 0.3), across = slant(block);
  const [left, right, top, bottom] = [box.left + gap, box.right - gap, box.top + gap, box.bottom - gap];
  const p = (/** @type {number} */ x, /** @type {number} */ y) => `${fixed(across(x, y))} ${fixed(y)}`;
  return `M${p(left + round, top)}L${p(right - round, top)}Q${p(right, top)} ${p(right, top + round)}`
    + `L${p(right, bottom - round)}Q${p(right, bottom)} ${p(right - round, bottom)}`
    + `L${p(left + round, bottom)}Q${p(left, bottom)} ${p(left, bottom - round)}`
    + `L${p(left, top + round)}Q${p(left, top)} ${p(left + round, top)}Z`;
}

/** @param {Block} block */
function outline(block) {
  const across = slant(block), half = block.width / 2, foot = block.top + block.height;
  const p = (/** @type {number} */ x, /** @type {number} */ y) => `${fixed(across(x, y))} ${fixed(y)}`;
  return `M${p(-half, foot)}L${p(-half, block.top)}L${p(half, block.top)}L${p(half, foot)}Z`;
}

/** Lowest and highest of a tier in the unit of the measure. @param {TierAsked} tier @param {Plan} plan @param {Measure} measure */
export function bandOf(tier, plan, measure) {
  if (!tier.words[measure]) return null;
  const [shares, whole] = measure === "creators" ? [tier.heads, plan.creators] : [tier.spend, plan.cents];
  const numbers = measure === "creators" ? tier.number : [null, null];
  const known = (/** @type {(number | null)[]} */ ends) => ends.filter((end) => end !== null).map(Number);
  const lows = known([shares[0] === null ? null : shares[0] * whole, numbers[0]]);
  const highs = known([shares[1] === null ? null : shares[1] * whole, numbers[1]]);
  return {low: lows.length ? Math.max(...lows) : null, high: highs.length ? Math.min(...highs) : null};
}

/** @param {number} width of the picture in pixels @param {boolean} bands */
function frameOf(width, bands) {
  if (width < NARROW) {
    const tail = bands ? [172, 44] : [146, 14];
    return {narrow: true, left: -width / 2, right: width / 2, widest: width * 0.95, first: 58, block: 76,
      pitch: tail[0], tail: tail[1], numbers: 0, height: 58 + 2 * tail[0] + 76 + tail[1]};
  }
  const by = width / 900;
  return {narrow: false, left: -400 * by, right: 500 * by, widest: 500 * by, first: 16, block: 112, pitch: 138,
    tail: 30, numbers: 274 * by, height: 16 + 2 * 138 + 112 + 30};
}

/** What the tiers of a plan are shares of. @param {Plan} plan @param {Measure} measure */
export const wholeOf = (plan, measure) => ({creators: plan.creators, spend: plan.cents, unique_reach: plan.reach,
  engagements: plan.engagements})[measure];

/** Pixels of a unit, with room for the limits that are near and for where the edges can go.
 *  @param {Hand} hand @param {Plan} plan @param {Measure} measure @param {{widest: number}} frame */
function scaleOf(hand, plan, measure, frame) {
  const widest = Math.max(...plan.tiers.map((tier) => tier[MEASURES[measure].tier])), whole = wholeOf(plan, measure);
  const limits = hand.tiers.map((tier) => bandOf(tier, plan, measure))
    .flatMap((band) => band ? [band.low, band.high] : []).filter((end) => end !== null).map(Number);
  const stops = hand.edges.filter((edge) => edge.measure === measure).map((edge) => edge.share * whole);
  return widest > 0 ? frame.widest / Math.max(widest, ...[...limits, ...stops].filter((end) => end <= widest * 1.3)) : 0;
}

/**
 * The pyramid as the inside of an SVG with its viewBox, its blocks from the top, and the pixels of a whole share.
 * @param {Hand} hand @param {Plan} plan @param {Measure} measure
 * @param {{width: number, fresh: Set<string>, like?: Plan}} look fresh: creators to mark as new; like: the plan whose
 *   scale it has, so that what is dragged stays under the hand
 */
export function pyramid(hand, plan, measure, look) {
  const unit = MEASURES[measure], say = wording(hand), whole = wholeOf(plan, measure), like = look.like ?? plan;
  const bands = hand.tiers.map((tier) => bandOf(tier, plan, measure));
  const values = plan.tiers.map((tier) => tier[unit.tier]);
  const frame = frameOf(look.width, bands.some(Boolean)), scale = scaleOf(hand, like, measure, frame);
  const blocks = values.map((value, at) =>
    ({width: value * scale, top: frame.first + at * frame.pitch, height: frame.block}));
  const each = plan.creators <= hand.most_bricks;
  const parts = hand.tiers.map((asked, at) => {
    const tier = plan.tiers[at], value = values[at], block = blocks[at];
    const name = `${asked.label}: ${say.count(tier.creators)} creators, ${say.money(tier.cents)}, `
      + `${say.compact(tier.reach)} people`;
    return `<g class="tier" data-tier="${escaped(asked.key)}" tabindex="0" role="button" aria-label="${escaped(name)}">`
      + bracket(bands[at], block, frame, scale) + wall({hand, plan, at, measure, block, each, fresh: look.fresh}, frame)
      + (frame.narrow ? above : beside)({asked, tier, value, share: whole ? value / whole : 0, block, measure}, frame, say)
      + "</g>";
  });
  return {box: `${fixed(frame.left)} 0 ${fixed(frame.right - frame.left)} ${frame.height}`, height: frame.height,
    inside: parts.join(""), blocks, wide: wholeOf(like, measure) * scale};
}

/** @param {{hand: Hand, plan: Plan, at: number, measure: Measure, block: Block, each: boolean, fresh: Set<string>}} of
 *  @param {{widest: number}} frame */
function wall({hand, plan, at, measure, block, each, fresh}, frame) {
  const key = MEASURES[measure].person, colour = hand.tiers[at].colour;
  const owners = plan.people.map((one) => hand.people[one]).filter((one) => one.tier === at && Number(one[key]) > 0)
    .sort((a, b) => Number(b[key]) - Number(a[key]) || b.reach - a.reach);
  if (!owners.length || block.width <= 0) {
    const ghost = {...block, width: plan.creators ? 56 : frame.widest * (at + 1) / 3.6};
    return `<path class="ghost" d="${outline(ghost)}"/>`;
  }
  const many = owners.flatMap((one) => Array(each ? one.count : 1).fill(one));
  const laid = bricks(many.map((one) => Number(one[key]) / (each ? one.count : 1)), block);
  const drawn = laid.map((box, brick) => {
    const one = many[brick], mark = fresh.has(one.creator) ? " new" : "";
    return `<path class="brick${mark}" data-person="${hand.people.indexOf(one)}" d="${brickPath(box, block)}"/>`;
  });
  return `<g style="fill:${colour};color:${colour}"><path class="ground" d="${outline(block)}"/>${drawn.join("")}</g>`;
}

/** Who a brick is, for a pointer that rests on it. @param {Hand} hand @param {number} at */
export function brickWords(hand, at) {
  const one = hand.people[at], times = one.count > 1 ? ` × ${one.count}` : "";
  return `${one.handle}${times}\n${one.about}\n${wording(hand).money(one.cents)}`;
}

/** @param {{low: number | null, high: number | null} | null} band @param {Block} block @param {{widest: number}} frame
 *  @param {number} scale */
function bracket(band, block, frame, scale) {
  const edge = frame.widest / 2 + 6, y = block.top + block.height + 9, inner = (band?.low ?? 0) * scale / 2;
  if (!band || !scale || inner > edge) return "";
  const outer = band.high === null ? edge : Math.min(band.high * scale / 2, edge);
  const ticks = [...(band.low === null ? [] : [inner]), ...(band.high !== null && outer < edge ? [outer] : [])];
  const lines = [-1, 1].map((side) => `M${fixed(side * inner)} ${y}H${fixed(side * outer)}`
    + ticks.map((tick) => `M${fixed(side * tick)} ${y - 4}V${y + 4}`).join(""));
  return `<path class="band" d="${lines.join("")}"/>`;
}

/**
 * @typedef {{asked: TierAsked, tier: TierFigures, value: number, share: number, block: Block, measure: Measure}} Row
 * @typedef {ReturnType<typeof wording>} Say
 * @param {Row} row @param {Say} say
 */
function words(row, say) {
  const {tier, measure, value} = row;
  const who = `${say.count(tier.creators)} creator${tier.creators === 1 ? "" : "s"}`;
  const cost = say.short(tier.cents), people = `${say.compact(tier.reach)} people`;
  const number = {creators: say.count(value), spend: say.short(value), unique_reach: say.compact(value),
    engagements: say.compact(value)}[measure];
  const others = {creators: [cost, people], spend: [who, people], unique_reach: [who, cost],
    engagements: [who, cost]}[measure].join(" · ");
  const share = `${say.percent(row.share, row.share < 0.01 ? 1 : 0)} ${MEASURES[measure].of}`;
  return {number: value ? number : "none", others: value ? others : "", share: value ? share : ""};
}

/** @param {string} kind @param {number} x @param {number} y @param {string} said @param {string} [anchor] */
export const text = (kind, x, y, said, anchor = "start") => said
  ? `<text class="${kind}" x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escaped(said)}</text>` : "";

/** @param {Row} row @param {{left: number, numbers: number}} frame @param {Say} say */
function beside(row, frame, say) {
  const {number, others, share} = words(row, say), middle = row.block.top + row.block.height / 2;
  const lines = [["line ink", share], ["line", others], ["line", row.asked.words[row.measure]]].filter((one) => one[1]);
  const top = middle - 10 * lines.length;
  return text("name", frame.left, middle - 4, row.asked.label) + text("line", frame.left, middle + 16, row.asked.followers)
    + text(row.value ? "number" : "number none", frame.numbers, top + 12, number)
    + lines.map(([kind, said], at) => text(kind, frame.numbers, top + 35 + 19 * at, said)).join("");
}

/** @param {Row} row @param {{left: number, right: number}} frame @param {Say} say */
function above(row, frame, say) {
  const {number, others, share} = words(row, say), {top, height} = row.block;
  return text("name", frame.left, top - 34, row.asked.label)
    + text(row.value ? "number" : "number none", frame.right, top - 31, number, "end")
    + text("line", frame.left, top - 11, others) + text("line ink", frame.right, top - 11, share, "end")
    + text("line", 0, top + height + 30, row.asked.words[row.measure], "middle");
}

/** What the pyramid shows, in a sentence. @param {Hand} hand @param {Plan} plan @param {Measure} measure */
export function pyramidWords(hand, plan, measure) {
  if (!plan.creators) return "Pyramid of an empty plan: no creators in any tier.";
  const say = wording(hand);
  const tiers = hand.tiers.map((asked, at) => {
    const row = {asked, tier: plan.tiers[at], value: plan.tiers[at][MEASURES[measure].tier], share: 0, block:
      {width: 0, top: 0, height: 0}, measure};
    return `${asked.label.toLowerCase()} ${words(row, say).number}`;
  });
  return `Pyramid by ${MEASURES[measure].words}, from apex to base: ${tiers.join(", ")}; `
    + `${say.count(plan.creators)} creators in all.`;
}

/** How sure the plan at a place is, in words. @param {Hand} hand @param {Place} at */
export function proofWords(hand, at) {
  const plan = planAt(hand, at), say = wording(hand);
  if (!plan) return "Not planned yet. Let go and it is planned exactly.";
  if (plan.why) return plan.why;
  const sure = plan.by_solver ? "by the solver" : "proven";
  const within = plan.gap < 5e-6 ? `${sure} the best possible`
    : `${sure} within ${say.percent(Math.ceil(plan.gap * 1e4 - 1e-6) / 1e4, 2)} of the best possible`;
  return plan === hand.plan ? `The plan below, ${within}.`
    : `${typeof at === "string" ? "Planned ahead" : "From the curve"}, ${within}.`;
}

/** Where a handle is, as a heading and what follows it. @param {Hand} hand @param {Place} at @returns {[string, string]} */
export function placeWords(hand, at) {
  const edge = edgeAt(hand, at);
  return edge ? [hand.tiers[edge.tier].label, edge.words] : [wording(hand).money(Number(at)), "budget"];
}

/** The place as a screen reader reads it. @param {Hand} hand @param {Place} at */
export function valueWords(hand, at) {
  const plan = planAt(hand, at), say = wording(hand);
  const where = typeof at === "string" ? placeWords(hand, at).join(" ") : say.money(at);
  if (!plan || plan.why) return `${where}: ${proofWords(hand, at)}`;
  return `${where}: ${say.compact(plan.goal)} ${hand.unit}, ${say.count(plan.creators)} creators. `
    + proofWords(hand, at);
}

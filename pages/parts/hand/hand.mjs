// @ts-check
import {CURVE, across, curve, grip} from "./curve.mjs";
import {MEASURES, brickWords, changes, edgeAt, escaped, nearest, placeWords, planAt, proofWords, pyramid, pyramidWords, valueWords, wording} from "./drawing.mjs";
import {edgeGrip, edgeHint, edgeWords, stopAt, stops} from "./edges.mjs";

/**
 * The picture that follows the hand: it answers every move by itself and asks the server only when it is let go. Its
 * handles are sliders: one on the curve for the budget, one on the edge of each tier for its share.
 *
 * @typedef {import("./drawing.mjs").Hand} Hand
 * @typedef {import("./drawing.mjs").Measure} Measure
 * @typedef {import("./drawing.mjs").Place} Place
 * @typedef {{hand: Hand, root: HTMLElement, at: Place, wanted: Place | null, look: number, looking: number,
 *   dragging: boolean, last: Place, width: number, wide: number, frozen: boolean, drawn: number, rest: number,
 *   again: number, waits: number, seen: number, looked: number,
 *   send: (name: string, value: unknown) => void, press: (name: string, value: unknown) => void}} View
 *   wide: pixels of a whole share in the pyramid; seen, looked: when the server drew it last, and was asked last;
 *   waits: the turn that is asked for once more when `again` ends
 * @typedef {{hand: Hand, frozen: boolean, wanted: Place | null, look: number, heard: number}} Data
 */

/** @type {WeakMap<HTMLElement, View>} what each picture shows; it outlives the server's reruns */
const views = new WeakMap();
/** @type {{measure: Measure, asked: Place | null, of: string, turn: number, sent: Place[], lost: number}} what outlives
 *  the picture, too: it may be made anew. sent: what was asked for on the way to the last; lost: the turn of which
 *  nothing had come, so that the whole page was asked for */
const kept = (/** @type {any} */ (globalThis)).plannerHand
  ??= {measure: "creators", asked: null, of: "", turn: 0, sent: [], lost: 0};
const REST_MS = 600, LOST_MS = 10_000, SOON_MS = 300;
const MOST_NAMES = 8;
/** @type {Record<string, number>} */
const KEYS = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -1e9, End: 1e9};

/** @param {{data: Data, parentElement: HTMLElement, setStateValue: (name: string, value: unknown) => void,
 *   setTriggerValue: (name: string, value: unknown) => void}} given */
export default function component({data, parentElement, setStateValue, setTriggerValue}) {
  const held = parentElement.querySelector(".hand");
  const root = held instanceof HTMLElement && views.has(held) ? held : build(parentElement);
  const view = /** @type {View} */ (views.get(root)), first = !view.hand;
  Object.assign(view, {hand: data.hand, frozen: data.frozen, send: setStateValue, press: setTriggerValue});
  settle(data);
  view.wanted = data.wanted;
  view.look = data.look;
  view.seen = Date.now();
  lookLater(view);
  if (kept.asked !== null && data.heard !== kept.turn) sendAgain(view, kept.turn);
  // A place that is gone cannot be held on to; one that the hand is on stays its own.
  if (view.dragging && !places(view).has(view.at)) view.dragging = false;
  if (!view.dragging) view.at = wanted(view) ?? data.hand.plan.budget;
  if (first) view.last = view.at;
  draw(root, view);
}

/** What was asked for has come, or is given up: the page has planned something else meanwhile, or nothing at all. The
 *  plan for a place on the way there is neither. @param {Data} data */
function settle({hand, frozen, heard, wanted}) {
  const known = heard === kept.turn && wanted === null;
  const onTheWay = heard !== kept.turn && typeof kept.asked === "number" && kept.sent.includes(hand.plan.budget);
  if (frozen || known || kept.of !== hand.key && !onTheWay) Object.assign(kept, {asked: null, sent: []});
  else kept.of = hand.key;
}

/** Ask for the plans made ahead meanwhile: one question at a time, none while the hand moves or nobody looks.
 *  @param {View} view */
function lookLater(view) {
  clearTimeout(view.looking);
  if (!view.look || view.frozen) return;
  const waits = view.looked > view.seen;
  view.looking = window.setTimeout(() => {
    if (view.dragging || document.hidden) return lookLater(view);
    if (!view.root.isConnected) return;
    if (view.looked > view.seen) {
      // On a slow network questions would queue up in front of what they ask for.
      if (Date.now() < view.looked + LOST_MS) return lookLater(view);
      drawAgain(view, view.looked);
    }
    view.looked = Date.now();
    view.press("look", view.looked);
    lookLater(view);
  }, waits ? 1000 : 1000 * view.look);
}

/** Ask once more for what a restarted server or a lost connection has never heard of. @param {View} view
 *  @param {number} turn */
export function sendAgain(view, turn) {
  const soon = kept.lost === turn && view.seen > turn;
  // What is drawn meanwhile, as with every look at the plans made ahead, does not put it off.
  if (view.again && view.waits === turn && !soon) return;
  clearTimeout(view.again);
  view.waits = turn;
  view.again = window.setTimeout(() => {
    view.again = 0;
    if (kept.asked === null || kept.turn !== turn || !view.root.isConnected) return;
    if (view.dragging) return sendAgain(view, turn);
    if (drawAgain(view, turn)) {
      kept.lost = turn;
      return sendAgain(view, turn);
    }
    ask(view, kept.asked);
    sendAgain(view, kept.turn);
  }, soon ? SOON_MS : LOST_MS);
}

/** Have the whole page drawn where nothing has come since then: a server that was started anew knows of no part of it.
 *  @param {View} view @param {number} since */
function drawAgain(view, since) {
  if (view.seen > since || document.hidden) return false;
  // Streamlit's own key for that; a component can only ask for the part of the page that it is in. A key that never
  // comes up counts as held, and Streamlit hears no other.
  for (const kind of ["keydown", "keyup"]) {
    document.body.dispatchEvent(new KeyboardEvent(kind, {key: "r", code: "KeyR", keyCode: 82, bubbles: true}));
  }
  return true;
}

/** @param {View} view @param {Place} at */
function ask(view, at) {
  Object.assign(kept, {asked: at, of: view.hand.key, turn: Date.now(), sent: [...kept.sent, at]});
  view.send("released", {at, of: kept.of, turn: kept.turn});
}

/** Everywhere that a handle can be. @param {View} view @returns {Set<Place>} */
const places = ({hand}) => new Set([hand.plan.budget, ...hand.positions, ...hand.edges.map((edge) => edge.key)]);

/** The place whose exact plan is being made, whether a handle asked for it or the form. @param {View} view */
const wanted = (view) => view.wanted ?? kept.asked;

/** @param {HTMLElement} parent */
function build(parent) {
  const root = document.createElement("div");
  root.className = "hand";
  const choices = Object.entries(MEASURES).map(([key, one]) =>
    `<button type="button" role="radio" data-measure="${key}">${one.label}</button>`).join("");
  root.innerHTML = `<div class="hand-measures" role="radiogroup" aria-label="Width of the pyramid">${choices}</div>`
    + '<svg class="hand-pyramid" role="group"><g class="back"></g>'
    + '<g class="edge" role="slider" tabindex="0"></g>'.repeat(3) + '</svg>'
    + '<p class="hand-figures hand-mix" aria-hidden="true"></p><p class="hand-note"></p><div class="hand-move"><h3></h3>'
    + '<p class="hand-figures hand-money" aria-hidden="true"></p><svg class="hand-curve"><g class="back"></g>'
    + '<g class="grip" role="slider" tabindex="0" aria-label="Budget"></g></svg>'
    + '<div class="hand-list"></div></div>';
  /** @type {View} */
  const view = {hand: /** @type {any} */ (null), root, at: 0, wanted: null, look: 0, looking: 0, dragging: false,
    last: 0, width: 0,
    wide: 0, frozen: false, drawn: 0, rest: 0, again: 0, waits: 0, seen: 0, looked: 0,
    send: () => {}, press: () => {}};
  views.set(root, view);
  parent.appendChild(root);
  listen(root, view);
  return root;
}

/** @param {HTMLElement} root @param {View} view */
function listen(root, view) {
  const line = part(root, ".hand-curve"), picture = part(root, ".hand-pyramid");
  slide(root, view, {handle: part(root, ".grip"), ground: line, places: () => view.hand.positions,
    under: (x) => nearest(view.hand.positions, across(view.hand, line.getBoundingClientRect().width).budget(x))});
  root.querySelectorAll(".edge").forEach((edge, tier) => {
    const all = () => stops(view.hand, tier, kept.measure), handle = /** @type {HTMLElement} */ (edge);
    slide(root, view, {handle, ground: handle, places: () => all().map((stop) => stop.at), under: (x) => {
      const left = Number(picture.getAttribute("viewBox")?.split(" ")[0]);
      return stopAt(all(), 2 * (x + left) / Math.max(view.wide, 1)).at;
    }});
  });
  const measures = part(root, ".hand-measures");
  measures.addEventListener("click", (event) => {
    const chosen = /** @type {HTMLElement} */ (event.target).closest("[data-measure]");
    if (chosen instanceof HTMLElement) choose(root, view, chosen.dataset.measure);
  });
  measures.addEventListener("keydown", (event) => {
    const step = KEYS[event.key], names = Object.keys(MEASURES);
    if (step === undefined) return;
    event.preventDefault();
    const to = names[(names.indexOf(kept.measure) + Math.sign(step) + names.length) % names.length];
    choose(root, view, to);
    part(root, `[data-measure=${to}]`).focus();
  });
  const show = (/** @type {Event} */ event) => {
    const tier = /** @type {Element} */ (event.target).closest(".tier");
    if (!view.frozen && tier) view.press("tier", tier.getAttribute("data-tier"));
  };
  picture.addEventListener("click", show);
  picture.addEventListener("pointerover", (event) => {
    const brick = /** @type {Element} */ (event.target), at = brick.getAttribute("data-person");
    if (at === null || brick.firstChild) return;
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = brickWords(view.hand, Number(at));
    brick.appendChild(title);
  });
  picture.addEventListener("keydown", (event) => {
    if (!/** @type {Element} */ (event.target).matches(".tier") || event.key !== "Enter" && event.key !== " ") return;
    show(event);
    event.preventDefault();
  });
  new ResizeObserver(() => {
    const width = Math.round(root.clientWidth);
    if (width && width !== view.width && view.hand) draw(root, view);
  }).observe(root);
}

/**
 * A handle as a slider: pointer, touch and keys. ground: takes the pointer; under: the place under it, its x counted
 * from the left of the picture that the ground is in; places: where keys go, in order.
 * @param {HTMLElement} root @param {View} view
 * @param {{handle: HTMLElement, ground: HTMLElement, places: () => Place[], under: (x: number) => Place}} slider
 */
function slide(root, view, {handle, ground, places, under}) {
  const svg = /** @type {SVGElement} */ (ground.closest("svg"));
  const follow = (/** @type {PointerEvent} */ event) =>
    move(root, view, under(event.clientX - svg.getBoundingClientRect().left));
  ground.addEventListener("pointerdown", (event) => {
    if (view.frozen || event.button > 0 || !places().length) return;
    ground.setPointerCapture(event.pointerId);
    view.dragging = true;
    handle.focus({preventScroll: true});
    follow(event);
    event.preventDefault();
  });
  ground.addEventListener("pointermove", (event) => { if (view.dragging) follow(event); });
  ground.addEventListener("pointerup", () => { if (view.dragging) release(root, view); });
  ground.addEventListener("pointercancel", () => back(root, view));
  handle.addEventListener("keydown", (event) => {
    if (view.frozen || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Escape") return back(root, view);
    if (event.key === "Enter") return release(root, view);
    const step = KEYS[event.key], all = places();
    if (step === undefined || !all.length) return;
    event.preventDefault();
    event.stopPropagation();
    view.dragging = true;
    const here = all.indexOf(view.at), from = here < 0 ? all.indexOf(view.hand.plan.budget) : here;
    move(root, view, all[Math.min(Math.max(from + step, 0), all.length - 1)]);
    clearTimeout(view.rest);
    view.rest = window.setTimeout(() => release(root, view), REST_MS);
  });
  handle.addEventListener("blur", () => { if (view.rest) release(root, view); else if (view.hand) draw(root, view); });
  handle.addEventListener("focus", () => { if (view.hand) draw(root, view); });
}

/** @param {HTMLElement} root @param {string} path @returns {HTMLElement} */
const part = (root, path) => /** @type {HTMLElement} */ (root.querySelector(path));

/** @param {HTMLElement} root @param {View} view @param {string} [measure] */
function choose(root, view, measure) {
  kept.measure = /** @type {Measure} */ (measure);
  draw(root, view);
}

/** Another position under the hand; drawn once a frame, the latest only. @param {HTMLElement} root @param {View} view
 *  @param {Place} at */
function move(root, view, at) {
  if (at === view.at) return;
  view.last = view.at;
  view.at = at;
  if (view.drawn) return;
  view.drawn = requestAnimationFrame(() => { view.drawn = 0; draw(root, view); });
}

/** The hand lets go: the exact plan for this budget is asked for, once. @param {HTMLElement} root @param {View} view */
function release(root, view) {
  clearTimeout(view.rest);
  view.rest = 0;
  if (!view.dragging) return;
  view.dragging = false;
  // Back at the plan in hand there is nothing to ask, unless another place was asked for meanwhile.
  if (view.at !== view.hand.plan.budget || kept.asked !== null) ask(view, view.at), sendAgain(view, kept.turn);
  draw(root, view);
}

/** Back to the plan in hand. @param {HTMLElement} root @param {View} view */
function back(root, view) {
  clearTimeout(view.rest);
  view.rest = 0;
  view.dragging = false;
  kept.asked = null;
  view.at = view.wanted ?? view.hand.plan.budget;
  draw(root, view);
}

/** @param {HTMLElement} root @param {View} view */
function draw(root, view) {
  const {hand, at} = view, {measure} = kept, plan = planAt(hand, at), exact = plan === hand.plan;
  const state = wanted(view) !== null && !view.dragging ? "asked" : exact ? "exact" : plan && !plan.why ? "curve" : "unmade";
  const width = view.width = Math.round(root.clientWidth) || 900;
  const shown = plan && !plan.why ? plan : hand.plan;
  root.dataset.state = state;
  root.dataset.exact = state === "exact" ? `${hand.key} ${at}` : "";
  root.classList.toggle("frozen", view.frozen);
  // What stands elsewhere on the page belongs to the plan in hand, and must not pass for this one.
  if (!view.frozen) document.body.dataset.hand = state;
  for (const one of root.querySelectorAll("[data-measure]")) {
    const on = one.getAttribute("data-measure") === measure;
    one.setAttribute("aria-checked", String(on));
    one.setAttribute("tabindex", on ? "0" : "-1");
  }
  const {comes, goes} = changes(hand, hand.plan, shown), mix = typeof at === "string";
  const before = planAt(hand, view.last), step = changes(hand, before && !before.why ? before : hand.plan, shown);
  const fresh = new Set(exact ? [] : comes.map((one) => one.creator));
  const look = {width, fresh, ...(mix ? {like: hand.plan} : {})};
  const drawn = pyramid(hand, shown, measure, look), picture = part(root, ".hand-pyramid");
  const tier = document.activeElement?.closest?.(".hand-pyramid .tier")?.getAttribute("data-tier");
  view.wide = drawn.wide;
  picture.setAttribute("viewBox", drawn.box);
  picture.setAttribute("height", String(drawn.height));
  picture.setAttribute("aria-label", pyramidWords(hand, shown, measure));
  part(picture, ".back").innerHTML = drawn.inside;
  if (tier) part(picture, `[data-tier="${tier}"]`).focus();
  root.querySelectorAll(".edge").forEach((edge, place) => {
    const moving = mix ? edgeAt(hand, at)?.tier !== place : !exact, held = edge === document.activeElement;
    const all = view.frozen || moving ? [] : stops(hand, place, measure);
    edge.classList.toggle("gone", !all.length);
    edge.innerHTML = all.length ? edgeGrip(hand, all, {block: drawn.blocks[place], wide: view.wide, at, held}) : "";
    if (all.length) put(edge, edgeWords(hand, {tier: place, measure, at}));
  });
  part(root, ".hand-note").textContent = note(hand, shown, measure);
  const says = view.frozen ? "" : mix ? figures(view, plan, state) : edgeHint(hand, measure);
  part(root, ".hand-mix").innerHTML = says;
  const movable = hand.positions.length > 1 && !view.frozen;
  part(root, ".hand-move").hidden = !movable;
  if (!movable) return;
  const budget = mix ? hand.plan.budget : Number(at);
  part(root, "h3").textContent = `What more budget buys: ${hand.title.toLowerCase()}`;
  part(root, ".hand-money").innerHTML = mix ? "" : figures(view, plan, state);
  const line = part(root, ".hand-curve"), handle = part(root, ".grip"), say = wording(hand);
  line.setAttribute("viewBox", `0 0 ${width} ${CURVE.height}`);
  line.setAttribute("height", String(CURVE.height));
  part(line, ".back").innerHTML = curve(hand, width);
  handle.innerHTML = grip(hand, budget, width);
  put(handle, {"aria-valuemin": String(hand.positions[0] / 100), "aria-valuenow": String(budget / 100),
    "aria-valuemax": String(hand.positions[hand.positions.length - 1] / 100), "aria-valuetext": valueWords(hand, budget)});
  const fewer = new Set(step.comes.concat(step.goes).map((one) => one.creator));
  part(root, ".hand-list").innerHTML = exact || !plan || plan.why ? hint(hand)
    : names("Joins", comes, fewer) + names("Leaves", goes, fewer)
      + `<p class="q">Against the plan for ${escaped(say.money(hand.plan.budget))}; bold: in this step.</p>`;
}

/** @param {Element} of @param {Record<string, string>} attributes */
function put(of, attributes) {
  for (const [name, value] of Object.entries(attributes)) of.setAttribute(name, value);
}

/** @param {Hand} hand */
function hint(hand) {
  const left = hand.positions.filter((at) => !planAt(hand, at)).length;
  return `<p class="q">Drag the handle or use the arrow keys to see the pyramid and the figures at other budgets, and who joins or leaves.`
    + (left ? ` ${left} of ${hand.positions.length} budgets are still being planned.` : "") + "</p>";
}

/** @param {View} view @param {import("./drawing.mjs").Plan | null} plan @param {string} state */
function figures(view, plan, state) {
  const {hand, at} = view, say = wording(hand), change = (/** @type {number} */ now, /** @type {number} */ then) => {
    const by = then ? now / then - 1 : 0;
    return Math.abs(by) < 5e-4 ? "" : ` <i>${by > 0 ? "+" : "−"}${escaped(say.percent(Math.abs(by), 1))}</i>`;
  };
  const sure = state === "asked" ? "Making the exact plan for this." : proofWords(hand, at);
  const shown = plan && !plan.why ? `<span><b>${escaped(say.compact(plan.goal))}</b> ${escaped(hand.unit)}`
    + `${change(plan.goal, hand.plan.goal)}</span><span><b>${escaped(say.count(plan.creators))}</b> creators</span>`
    + `<span><b>${escaped(say.short(plan.cents))}</b> spent</span>` : "";
  const [named, rule] = placeWords(hand, at).map(escaped);
  return `<span><b>${named}</b> ${rule}</span>${shown}<span class="sure">${escaped(sure)}</span>`;
}

/** @param {string} title @param {import("./drawing.mjs").Person[]} people @param {Set<string>} fresh */
function names(title, people, fresh) {
  const first = people.slice(0, MOST_NAMES).map((one) => {
    const tag = fresh.has(one.creator) ? "b" : "span";
    return `<${tag}>${escaped(one.handle)}</${tag}>`;
  }).join(", ");
  const more = people.length > MOST_NAMES ? ` and ${people.length - MOST_NAMES} more` : "";
  return `<p>${title} (${people.length}): ${first || "nobody"}${more}</p>`;
}

/** @param {Hand} hand @param {import("./drawing.mjs").Plan} plan @param {Measure} measure */
function note(hand, plan, measure) {
  if (!plan.creators) return "No creators in this plan.";
  const each = plan.creators <= hand.most_bricks ? "creator" : "line of the plan";
  return `Tiers by ${hand.sized}. Width: ${MEASURES[measure].words}. Each brick is one ${each}.`
    + (measure === "unique_reach" ? " Tiers share audiences, so the three do not add up." : "")
    + (hand.tiers.some((tier) => tier.words[measure]) ? "  ├─┤ what the brief allows." : "");
}

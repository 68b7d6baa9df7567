// The drawing of the picture that follows the hand, without a browser: node --test tests/hand.test.mjs
import assert from "node:assert/strict";
import test from "node:test";
import * as curve from "../pages/parts/hand/curve.mjs";
import * as drawing from "../pages/parts/hand/drawing.mjs";
import * as edges from "../pages/parts/hand/edges.mjs";
import * as following from "../pages/parts/hand/hand.mjs";

const person = (creator, tier, cents, handle = creator) =>
  ({creator, handle, about: "Instagram · 1 reel", tier, count: 1, cents, reach: cents / 10, engagements: 5});
const people = [person("a", 0, 600_00), person("b", 1, 300_00), person("c", 2, 60_00), person("d", 2, 40_00, "<d&>")];
const plan = (budget, who, more = {}) => {
  const tiers = [0, 1, 2].map((tier) => {
    const mine = who.map((at) => people[at]).filter((one) => one.tier === tier);
    const cents = mine.reduce((sum, one) => sum + one.cents, 0);
    return {creators: mine.length, cents, reach: cents / 10, engagements: 5 * mine.length};
  });
  const cents = tiers.reduce((sum, tier) => sum + tier.cents, 0);
  return {budget, goal: cents / 8, gap: 0.002, cents, creators: who.length, reach: cents / 8,
    engagements: 5 * who.length, tiers, people: who, why: "", ...more};
};
const open = [null, null];
const tier = (key, heads = open, words = {}) => ({key, label: key, followers: "1K", colour: "#123456", heads,
  number: open, spend: open, words: {creators: "", spend: "", unique_reach: "", engagements: "", ...words}});
const hand = {
  key: "k", currency: "USD", locale: "en-US", unit: "people", title: "Unique people", sized: "followers", most_bricks: 400, people,
  plan: plan(1000_00, [0, 1, 2, 3]), positions: [500_00, 800_00, 1000_00, 1200_00], points: [plan(800_00, [0, 2])],
  edges: [
    {key: "micro/headcount/0.6", tier: 2, measure: "creators", share: 0.6, words: "at least 60% of creators", plan: plan(1000_00, [1, 2, 3])},
    {key: "micro/headcount/0.4", tier: 2, measure: "creators", share: 0.4, words: "up to 40% of creators", plan: null},
  ],
  tiers: [tier("macro", [null, 0.5], {creators: "Brief: up to 50%"}), tier("mid"), tier("micro")],
};

test("bricks tile their block, and each has its part of the area", () => {
  const sizes = [9, 5, 4, 4, 2, 1], block = {width: 300, top: 20, height: 112};
  const boxes = drawing.bricks(sizes, block);
  const area = (box) => (box.right - box.left) * (box.bottom - box.top);
  boxes.forEach((box, at) => assert.ok(Math.abs(area(box) - sizes[at] / 25 * 300 * 112) < 1e-6));
  assert.ok(boxes.every((box) => box.left >= -150.001 && box.right <= 150.001 && box.top >= 19.999));
});

test("a tier is as wide as its measure says", () => {
  const still = {...hand, edges: []};
  const widths = (measure) => drawing.pyramid(still, still.plan, measure, {width: 900, fresh: new Set()}).inside
    .split('class="tier"').slice(1).map((part) => {
      const numbers = /class="ground" d="M(-?[\d.]+) .*?L(-?[\d.]+) [\d.]+L(-?[\d.]+) [\d.]+Z/.exec(part);
      return (Number(numbers[2]) + Number(numbers[3])) / 2 * 2;
    });
  const [macro, mid, micro] = widths("spend");
  assert.ok(Math.abs(macro / mid - 2) < 0.01 && Math.abs(mid / micro - 3) < 0.02);
  assert.deepEqual(widths("creators").map(Math.round), [250, 250, 500]);
});

test("every creator is a brick, and text from a file stays text", () => {
  const {inside} = drawing.pyramid(hand, hand.plan, "creators", {width: 900, fresh: new Set(["d"])});
  assert.equal(inside.split('class="brick').length - 1, 4);
  assert.equal(inside.split("brick new").length - 1, 1);
  assert.ok(!inside.includes("<d&>"));
  assert.equal(drawing.escaped("<d&>"), "&#60;d&#38;&#62;");
  assert.equal(drawing.brickWords(hand, 3), "<d&>\nInstagram · 1 reel\n$40");
});

test("a band is drawn in the plan's own numbers", () => {
  assert.deepEqual(drawing.bandOf(hand.tiers[0], hand.plan, "creators"), {low: null, high: 2});
  assert.equal(drawing.bandOf(hand.tiers[0], hand.plan, "spend"), null);
});

test("what is shown belongs to the budget that is shown", () => {
  assert.equal(drawing.planAt(hand, 1000_00), hand.plan);
  assert.equal(drawing.planAt(hand, 800_00).budget, 800_00);
  assert.equal(drawing.planAt(hand, 1200_00), null);
  assert.match(drawing.valueWords(hand, 1200_00), /^\$1,200: Not planned yet/);
  assert.match(drawing.valueWords(hand, 800_00), /2 creators\. From the curve, proven within 0\.2%/);
  assert.match(drawing.valueWords(hand, 1000_00), /The plan below/);
});

test("an impossible budget says why and shows no figures", () => {
  const bare = {...hand, points: [plan(500_00, [], {why: "No plan can meet this."})]};
  assert.equal(drawing.valueWords(bare, 500_00), "$500: No plan can meet this.");
  assert.ok(!curve.grip(bare, 500_00, 900).includes("spot"));
});

test("who comes in and who goes out, by creator and not by package", () => {
  const {comes, goes} = drawing.changes(hand, hand.plan, hand.points[0]);
  assert.deepEqual(comes, []);
  assert.deepEqual(goes.map((one) => one.creator), ["b", "d"]);
});

test("positions that are not made are drawn as such, and no curve runs through them", () => {
  const drawn = curve.curve(hand, 900);
  assert.equal(/class="unmade" d="([^"]*)"/.exec(drawn)[1].split("M").length - 1, 2);
  assert.match(drawn, /data-count="2"/);
  assert.equal(/class="curve" d="([^"]*)"/.exec(drawn)[1].split("M").length - 1, 1);
  const gap = {...hand, points: [plan(500_00, [2])]};
  assert.equal(/class="curve" d="([^"]*)"/.exec(curve.curve(gap, 900))[1].split("M").length - 1, 2);
});

test("a pointer finds the nearest position, and every position finds itself", () => {
  const {x, budget} = curve.across(hand, 900);
  for (const at of hand.positions) assert.equal(drawing.nearest(hand.positions, budget(x(at))), at);
  assert.equal(drawing.nearest(hand.positions, -1e9), 500_00);
});

test("an edge goes to the shares next to the plan's own, and keeps to the pointer", () => {
  const all = edges.stops(hand, 2, "creators");
  assert.deepEqual(all.map((stop) => stop.share), [0.4, 0.5, 0.6]);
  assert.equal(all[1].at, hand.plan.budget);
  for (const stop of all) assert.equal(edges.stopAt(all, stop.share + 0.02).at, stop.at);
  assert.deepEqual(edges.stops(hand, 2, "spend"), []);
  const {blocks, wide} = drawing.pyramid(hand, hand.plan, "creators", {width: 900, fresh: new Set()});
  assert.ok(Math.abs(blocks[2].width - all[1].share * wide) < 1e-6);
  const like = drawing.pyramid(hand, hand.edges[0].plan, "creators", {width: 900, fresh: new Set(), like: hand.plan});
  assert.equal(like.wide, wide);
});

test("an edge says what its share costs and how sure that is, or that it is not planned yet", () => {
  const words = (at) => edges.edgeWords(hand, {tier: 2, measure: "creators", at})["aria-valuetext"];
  assert.match(words("micro/headcount/0.6"), /^micro at least 60% of creators: .* people, 3 creators\. Planned ahead, proven within 0\.2%/);
  assert.match(words("micro/headcount/0.4"), /^micro up to 40% of creators: Not planned yet/);
  assert.equal(words(1000_00), "50% of creators");
  const {["aria-valuemin"]: low, ["aria-valuemax"]: high, ["aria-valuenow"]: now} =
    edges.edgeWords(hand, {tier: 2, measure: "creators", at: "micro/headcount/0.6"});
  assert.deepEqual([low, high, now], ["40", "60", "60"]);
  assert.equal(drawing.planAt(hand, "micro/headcount/0.6"), hand.edges[0].plan);
  assert.match(edges.edgeHint(hand, "creators"), /1 of 2 are still being planned/);
  assert.equal(edges.edgeHint(hand, "unique_reach"), "");
});

test("a held edge shows where it can go: planned, not planned yet, impossible", () => {
  const block = {width: 200, top: 10, height: 112}, look = {block, wide: 400, at: hand.plan.budget, held: true};
  const drawn = edges.edgeGrip(hand, edges.stops(hand, 2, "creators"), look);
  assert.match(drawn, /class="stop unmade" cx="85"/);
  assert.match(drawn, /class="stop made" cx="125"/);
  const no = {...hand, edges: [{...hand.edges[1], plan: plan(1000_00, [], {why: "No plan can meet this."})}]};
  assert.match(edges.edgeGrip(no, edges.stops(no, 2, "creators"), look), /class="stop refused"/);
  assert.ok(!edges.edgeGrip(hand, edges.stops(hand, 2, "creators"), {...look, held: false}).includes("stop"));
});

test("numbers are written as the page writes them", () => {
  const say = drawing.wording(hand);
  assert.deepEqual([say.compact(973390), say.compact(1234567), say.compact(812), say.money(11000000), say.short(10823000)],
    ["973.4K", "1.23M", "812", "$110,000", "$108.2K"]);
});

test("a step of 400 bricks is drawn well within a frame of the hand", () => {
  const many = Array.from({length: 400}, (_, at) => person(`p${at}`, at % 3, 1000 + at));
  const crowd = {...hand, people: many};
  const one = {...plan(1, []), people: many.map((_, at) => at), creators: 400,
    tiers: [0, 1, 2].map(() => ({creators: 133, cents: 160_000, reach: 1, engagements: 1}))};
  drawing.pyramid(crowd, one, "creators", {width: 900, fresh: new Set()});
  const times = Array.from({length: 9}, () => {
    const began = performance.now();
    drawing.pyramid(crowd, one, "spend", {width: 900, fresh: new Set()});
    return performance.now() - began;
  });
  // The least, since the machine may do other work meanwhile.
  assert.ok(Math.min(...times) < 25, `${times}`);
});

test("what was let go of is asked for again after ten seconds, however often the picture is drawn meanwhile", (t) => {
  t.mock.timers.enable({apis: ["setTimeout", "Date"]});
  globalThis.window = globalThis;
  Object.assign(globalThis.plannerHand, {asked: 800_00, turn: 5, sent: [800_00]});
  const sent = [];
  const view = {hand, again: 0, waits: 0, seen: 6, dragging: false, root: {isConnected: true}, send: (_, value) => sent.push(value.at)};
  for (let second = 0; second < 11; second++) {
    following.sendAgain(view, globalThis.plannerHand.turn);
    t.mock.timers.tick(1000);
  }
  assert.deepEqual(sent, [800_00]);
});

test("a server started anew, time after time, is asked for the page, and for what was let go of as soon as it is drawn", (t) => {
  t.mock.timers.enable({apis: ["setTimeout", "Date"], now: 1_000_000});
  const keys = [], held = new Set(), sent = [];
  globalThis.window = globalThis;
  globalThis.KeyboardEvent = class { constructor(type, {key}) { Object.assign(this, {type, key}); } };
  // As Streamlit listens: a key that is held is not heard twice.
  globalThis.document = {hidden: false, body: {dispatchEvent: ({type, key}) => {
    if (type === "keydown" && !held.has(key)) keys.push(key);
    if (type === "keydown") held.add(key); else held.delete(key);
  }}};
  const view = {hand, again: 0, waits: 0, seen: 0, dragging: false, root: {isConnected: true}, send: (_, value) => sent.push(value.at)};
  for (const [time, at] of [800_00, 500_00].entries()) {
    Object.assign(globalThis.plannerHand, {asked: at, turn: Date.now(), sent: [at]});
    following.sendAgain(view, globalThis.plannerHand.turn);
    t.mock.timers.tick(10_000);
    assert.equal(keys.length, time + 1);
    assert.equal(sent.length, time);
    t.mock.timers.tick(1_000);
    view.seen = Date.now();
    following.sendAgain(view, globalThis.plannerHand.turn);
    t.mock.timers.tick(1_000);
    assert.deepEqual(sent, [800_00, 500_00].slice(0, time + 1));
  }
});

// @ts-check
/**
 * The creators of a client's page. What is known comes in `data` with every run; what the visitor does is sent back as
 * `sent`, with a turn that only grows, until a run says that it has heard of that turn. Text is never read as HTML.
 *
 * @typedef {{name: string, email: string}} Who
 * @typedef {"approve" | "decline"} Choice
 * @typedef {{choice: Choice, text: string, price: string}} Mine
 * @typedef {{creator: string, colour: string, handle: string, name: string, platform: string, tier: string,
 *   followers: string, posts: string, reach: string, fee: string, changed: boolean, more: boolean, mine: Mine | null,
 *   others: (Mine & {by: string})[], comments: {by: string, text: string}[]}} Card
 * @typedef {{cards: Card[], who: Who | null, fees: boolean, prices: boolean, price: string, asked: string,
 *   waits: boolean, notice: string, problems: Record<string, string>, version: unknown, heard: number}} Data
 * @typedef {{what: string, creators: string[], text: string, turn: number, version: unknown} & Who} Sent
 * @typedef {"decline" | "comment"} Form
 * @typedef {() => void} Act
 * @typedef {{data: Data, filter: string, open: {creator: string, what: Form} | null, form: HTMLElement | null,
 *   waiting: Sent | null, timers: number[], after: Act | null, sure: boolean, send: (sent: Sent) => void, look: Act,
 *   rest: Act, take: (data: Data) => void}} App
 *   waiting: what no run has heard yet; after: what was clicked before it was known who decides
 */
const WHO = "planner_reviewer";
const REASONS = [
  "Not right for the brand", "Works with a competitor", "Not our audience", "Their content doesn’t fit",
];
const FILTERS = [["all", "All"], ["open", "To decide"], ["approved", "Approved"], ["declined", "Declined"]];
/** @type {Record<Choice, string>} */
const DID = {approve: "approved", decline: "declined"};
const LOST_MS = 4000, LOOK_MS = 500;

/** A new element; what is no child, such as null, is left out.
 *  @template {keyof HTMLElementTagNameMap} Tag
 *  @param {Tag} tag @param {Record<string, any>} attributes
 *  @param {(Node | string | null | undefined | false)[]} children */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const one of children) if (one !== null && one !== undefined && one !== false) node.append(one);
  return node;
}

/** @param {Element} around @returns {string | undefined} key of what has the focus there */
const focused = (around) => document.activeElement instanceof HTMLElement && around.contains(document.activeElement)
  ? document.activeElement.dataset.key : undefined;
/** @param {Element | null | undefined} one */
const focus = (one) => { if (one instanceof HTMLElement) one.focus(); };
/** @returns {Who | null} */
const remembered = () => {
  try { return JSON.parse(localStorage.getItem(WHO) ?? "null"); } catch { return null; }
};
/** @param {Who} who */
const remember = (who) => {
  try { localStorage.setItem(WHO, JSON.stringify(who)); } catch { /* asked again with the next visit */ }
};

/** @param {{data: Data, parentElement: HTMLElement, setStateValue: (name: string, value: unknown) => void,
 *   setTriggerValue: (name: string, value: unknown) => void}} given */
export default function({parentElement, data, setTriggerValue, setStateValue}) {
  const place = /** @type {HTMLElement & {__review?: App}} */ (parentElement);
  const app = place.__review ??= begin(place);
  app.send = (sent) => setTriggerValue("sent", sent);
  app.look = () => setStateValue("look", Date.now());
  app.take(data);
  return () => app.rest();
}

/** @param {HTMLElement} parentElement */
function begin(parentElement) {
  const root = parentElement.appendChild(make("div", {class: "rv"}));
  /** @type {App} */
  const app = {data: /** @type {any} */ (null), filter: "all", open: null, form: null, waiting: null, timers: [],
    after: null, sure: false, send: () => {}, look: () => {}, rest: () => {}, take: () => {}};
  const who = make("section", {class: "rv-who", "aria-label": "Who is deciding"});
  const bar = make("div", {class: "rv-bar"});
  const note = make("p", {class: "rv-note", role: "status", "aria-live": "polite"});
  const head = make("div", {class: "rv-row rv-columns", "aria-hidden": "true"});
  const list = make("ul", {class: "rv-list", "aria-label": "Creators"});
  root.append(make("h2", {class: "rv-title"}, "The creators"), who, note, bar, head, list);
  /** @type {Map<string, HTMLElement>} */
  const nodes = new Map();

  app.rest = () => { app.timers.forEach(clearTimeout); app.timers = []; };

  /** @param {string} what @param {string[]} creators @param {string} text @param {Who | null} then */
  function say(what, creators, text = "", then = null) {
    app.sure = false;
    const known = then ?? app.data.who ?? {name: "", email: ""};
    const sent = {what, creators, text, turn: Math.max(Date.now(), (app.waiting?.turn ?? 0) + 1),
      version: app.data.version, ...known};
    app.waiting = sent;
    app.send(sent);
    again();
  }
  // A run that is under way can lose what is said to it, so it is said again until it was heard.
  function again() {
    app.timers.push(setTimeout(() => {
      if (app.waiting && app.waiting.turn > app.data.heard) { app.send(app.waiting); again(); }
    }, LOST_MS));
  }

  // This can be lost as well, until something has come.
  function look(/** @type {number} */ after) {
    app.timers.push(setTimeout(() => { app.look(); look(LOST_MS); }, after));
  }

  app.take = (data) => {
    const first = app.data === null, knew = app.data?.who;
    app.data = data;
    app.rest();
    if (app.waiting && data.heard >= app.waiting.turn) {
      const done = app.waiting;
      app.waiting = null;
      if (data.who) remember(data.who);
      if (done.what === "decline" || done.what === "comment") close(data.notice === "");
      if (!knew && data.who && app.after) { const go = app.after; app.after = null; go(); }
    } else if (app.waiting) again();
    if (first && !data.who) {
      const held = remembered();
      if (held && typeof held.name === "string" && typeof held.email === "string") say("who", [], "", held);
    }
    if (data.waits) look(LOOK_MS);
    draw();
  };

  /** @param {boolean} really */
  function close(really) {
    if (!really || !app.open) return;
    const opened = app.open;
    app.open = app.form = null;
    draw();
    nodes.get(opened.creator)?.querySelector("button")?.focus();
  }

  /** Whoever has not said who they are is asked first, and then what they clicked happens. @param {Act} go */
  function asked(go) {
    if (app.data.who) { go(); return; }
    app.after = go;
    draw();
    who.querySelector("input")?.focus();
  }

  function draw() {
    drawWho(); drawBar();
    const first = app.after && !app.data.who ? "Please tell us who you are first." : "";
    note.textContent = app.data.notice || first;
    note.hidden = !note.textContent;
    const names = ["Creator", "What they post", "People reached", ...(app.data.fees ? ["Fee"] : []), "Your decision"];
    head.classList.toggle("fees", app.data.fees);
    head.replaceChildren(...names.map((name) => make("span", {}, name)));
    const shown = app.data.cards.filter((card) => app.filter === "all" || stands(card) === app.filter
      || card.creator === app.open?.creator);
    const present = new Set(shown.map((card) => card.creator));
    for (const [creator, node] of nodes) {
      if (present.has(creator)) continue;
      node.remove();
      nodes.delete(creator);
    }
    /** @type {HTMLElement | null} */
    let last = null;
    for (const card of shown) {
      const node = nodes.get(card.creator) ?? item(card);
      nodes.set(card.creator, node);
      fill(node, card);
      /** @type {ChildNode | null} */
      const place = last ? last.nextSibling : list.firstChild;
      if (place !== node) list.insertBefore(node, place);
      last = node;
    }
    list.hidden = !shown.length;
    head.hidden = !shown.length;
  }

  /** @param {Card} card */
  const stands = (card) => card.mine ? DID[card.mine.choice] : "open";

  function drawWho() {
    const {data} = app, state = JSON.stringify([data.who, data.problems, Boolean(app.after)]);
    if (who.dataset.state === state) return;
    const typed = [...who.querySelectorAll("input")].map((field) => field.value), editing = who.dataset.editing;
    who.dataset.state = state;
    if (data.who && !editing) {
      const edit = () => {
        who.dataset.editing = "1";
        who.dataset.state = "";
        drawWho();
        who.querySelector("input")?.focus();
      };
      who.replaceChildren(make("p", {class: "rv-me"}, "You’re deciding as ", make("b", {}, data.who.name),
        `, ${data.who.email}. `, make("button", {type: "button", class: "rv-link", onclick: edit}, "Change")));
      return;
    }
    const held = typed.length ? {name: typed[0], email: typed[1]} : data.who ?? remembered() ?? {name: "", email: ""};
    /** @param {keyof Who} name @param {string} label @param {string} type @param {string} auto @param {string} place */
    const field = (name, label, type, auto, place) => {
      const wrong = data.problems[place], id = `rv-${name}`;
      const input = make("input", {id, name, type, autocomplete: auto, value: held[name] ?? "", maxlength: 254,
        required: true, "aria-invalid": wrong ? "true" : null, "aria-describedby": wrong ? `${id}-wrong` : null});
      return make("label", {for: id}, label, input,
        wrong ? make("span", {id: `${id}-wrong`, class: "rv-wrong"}, wrong) : null);
    };
    who.replaceChildren(make("form", {novalidate: true, onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      const [name, email] = [...who.querySelectorAll("input")].map((one) => one.value);
      delete who.dataset.editing;
      who.dataset.state = "";
      say("who", [], "", {name, email});
    }}, make("p", {}, "Who is deciding? We ask once, and keep it with your decisions."),
    field("name", "Name", "text", "name", "Name"), field("email", "E-mail", "email", "email", "E-mail"),
    make("button", {type: "submit", class: "rv-main"}, "Continue")));
  }

  function drawBar() {
    const {cards} = app.data;
    /** @type {Record<string, number>} */
    const number = {all: cards.length, open: 0, approved: 0, declined: 0};
    for (const card of cards) number[stands(card)] += 1;
    const open = cards.filter((card) => stands(card) === "open").map((card) => card.creator);
    const done = cards.length - open.length;
    const held = focused(bar);
    const chips = FILTERS.map(([key, label]) => make("button", {type: "button", "data-key": key,
      "aria-pressed": String(app.filter === key), onclick: () => { app.filter = key; draw(); }},
    `${label} `, make("b", {}, String(number[key]))));
    const track = make("div", {class: "rv-track", role: "img", "aria-label": `${done} of ${cards.length} decided`},
      make("i", {class: "yes", style: `width:${100 * number.approved / cards.length}%`}),
      make("i", {class: "no", style: `width:${100 * number.declined / cards.length}%`}));
    const rest = open.length ? approveRest(open, done) : make("p", {class: "rv-done"},
      `Thank you. You’ve decided on ${cards.length === 1 ? "the only creator" : `all ${cards.length} creators`}.`);
    bar.replaceChildren(make("div", {class: "rv-chips", role: "group", "aria-label": "Show"}, ...chips), rest, track);
    if (held) focus(bar.querySelector(`[data-key="${held}"]`));
  }

  /** One button for everybody who is not decided; it asks once more before it does so.
   *  @param {string[]} open @param {number} done */
  function approveRest(open, done) {
    const many = open.length === 1 ? "the last one" : `${done && !app.sure ? "the other" : "all"} ${open.length}`;
    const press = () => asked(() => {
      const sure = app.sure;
      app.sure = !sure;
      if (sure) say("approve", open);
      drawBar();
    });
    return make("button", {type: "button", class: "rv-quiet", "data-key": "rest", onclick: press},
      app.sure ? `Yes, approve ${many}` : `Approve ${many}`);
  }

  /** @param {Card} card */
  function item(card) {
    const node = make("li", {class: "rv-row"});
    node.style.setProperty("--tier", card.colour);
    return node;
  }

  /** @param {HTMLElement} node @param {Card} card */
  function fill(node, card) {
    const opened = app.open?.creator === card.creator ? app.open.what : null;
    const busy = Boolean(app.waiting?.creators.includes(card.creator) && app.waiting.what in DID);
    const state = JSON.stringify([card, opened, busy, app.data.fees]);
    node.classList.toggle("fees", app.data.fees);
    if (node.dataset.state !== state) {
      node.dataset.state = state;
      const held = focused(node);
      node.className = ["rv-row", stands(card), app.data.fees && "fees", busy && "busy"].filter(Boolean).join(" ");
      const form = opened ? (app.form ??= reason(card, opened)) : null;
      node.replaceChildren(...about(card), choices(card, opened), ...said(card), ...(form ? [form] : []));
      if (held) focus(node.querySelector(`[data-key="${held}"]`));
    }
    if (opened === "decline" && app.form) {
      const line = /** @type {HTMLElement} */ (app.form.querySelector(".rv-price"));
      const own = app.data.asked === card.creator;
      const waits = app.data.waits || (!own && app.data.prices);
      line.textContent = own && app.data.price || (waits ? "Working out what this would change…" : "");
      line.hidden = !line.textContent;
    }
  }

  /** @param {Card} card */
  function about(card) {
    /** @param {string} name @param {string} label @param {string} value */
    const cell = (name, label, value) => make("div", {class: `rv-${name}`},
      make("span", {class: "rv-label"}, label), value);
    return [
      make("div", {class: "rv-person"}, make("b", {}, card.handle),
        make("span", {}, [card.name, card.platform, card.tier].filter(Boolean).join(" · ")),
        make("span", {}, `${card.followers} followers`),
        card.changed ? make("em", {}, "Changed since you decided") : null),
      cell("posts", "Posts", card.posts), cell("reach", "People reached", card.reach),
      ...(app.data.fees ? [cell("fee", "Fee", card.fee)] : []),
    ];
  }

  /** @param {Card} card @param {Form | null} opened */
  function choices(card, opened) {
    const mine = card.mine?.choice;
    /** @param {string} key @param {string} label @param {boolean | null} pressed @param {Act} act */
    const button = (key, label, pressed, act) => make("button", {type: "button", "data-key": key, class: `rv-${key}`,
      "aria-pressed": pressed === null ? null : String(pressed),
      "aria-expanded": key === "approve" ? null : String(opened === key),
      "aria-label": `${label} ${card.handle}`, onclick: act}, label);
    /** @param {string} choice */
    const settle = (choice) => asked(() => say(choice, [card.creator]));
    /** @param {Form} what */
    const open = (what) => asked(() => {
      app.form = null;
      app.open = app.open?.creator === card.creator && app.open.what === what ? null : {creator: card.creator, what};
      if (app.open && what === "decline" && app.data.prices) say("price", [card.creator]);
      draw();
      focus(nodes.get(card.creator)?.querySelector("textarea, .rv-reasons button"));
    });
    return make("div", {class: "rv-choices", role: "group", "aria-label": `Decide on ${card.handle}`},
      button("approve", mine === "approve" ? "Approved" : "Approve", mine === "approve",
        () => settle(mine === "approve" ? "withdraw" : "approve")),
      button("decline", mine === "decline" ? "Declined" : "Decline", mine === "decline",
        () => mine === "decline" ? settle("withdraw") : open("decline")),
      button("comment", "Comment", null, () => open("comment")));
  }

  /** @param {Card} card */
  function said(card) {
    /** @type {[string, string, string][]} */
    const lines = [];
    if (card.mine?.choice === "decline") lines.push(["You declined", card.mine.text, card.mine.price]);
    for (const other of card.others) lines.push([`${other.by} ${DID[other.choice]}`, other.text, other.price]);
    for (const comment of card.comments) lines.push([comment.by, comment.text, ""]);
    if (!lines.length) return [];
    return [make("div", {class: "rv-said"}, ...lines.map(([by, text, price]) => make("p", {}, make("b", {}, by),
      text ? `: ${text}` : "", price && app.data.prices ? make("span", {}, price) : null)))];
  }

  /** @param {Card} card @param {Form} what */
  function reason(card, what) {
    const decline = what === "decline", id = `rv-text-${card.creator}`;
    const field = make("textarea", {id, rows: 2, maxlength: 1000});
    const wrong = make("p", {class: "rv-wrong", role: "alert"});
    wrong.hidden = true;
    const form = make("form", {class: "rv-form", novalidate: true, onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      if (!field.value.trim()) {
        wrong.textContent = decline ? "Please give a reason, so that somebody better can be found."
          : "Please write a few words first.";
        wrong.hidden = false;
        field.focus();
        return;
      }
      say(what, [card.creator], field.value);
    }});
    const chips = REASONS.map((text) => make("button", {type: "button",
      onclick: () => { field.value = text; field.focus(); }}, text));
    const cancel = () => {
      app.open = app.form = null;
      draw();
      focus(nodes.get(card.creator)?.querySelector(`[data-key=${what}]`));
    };
    form.append(make("p", {class: "rv-price", role: "status"}));
    if (decline) form.append(make("div", {class: "rv-reasons", role: "group", "aria-label": "Reasons"}, ...chips));
    const label = decline ? `Why not ${card.handle}?` : `Your comment on ${card.handle}`;
    form.append(make("label", {for: id}, label), field, wrong);
    if (decline && card.more) {
      form.append(make("p", {class: "rv-also"}, "Their accounts on other platforms stay out as well."));
    }
    form.append(make("div", {class: "rv-send"},
      make("button", {type: "submit", class: decline ? "rv-main no" : "rv-main"}, decline ? "Decline" : "Send comment"),
      make("button", {type: "button", class: "rv-quiet", onclick: cancel}, "Cancel")));
    return form;
  }

  return app;
}

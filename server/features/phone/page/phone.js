// Follows one place live; asks now and then where a stream is not to be had. Old browsers are meant too.
(function () {
  "use strict";
  var STALE = 15000, ASK = 10000, OVER = { done: 1, cancelled: 1, unknown: 1 };
  var body = document.body, page = location.pathname.replace(/\/+$/, "");
  var place = body.getAttribute("data-place"), calls = Number(body.getAttribute("data-calls"));
  var heard = Date.now(), restarted = heard, asked = 0, crowded = false, source = null, timer = 0, ticking = 0;

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  function fill(name, value) {
    each('[data-fill="' + name + '"]', function (one) {
      one.textContent = value === null ? one.getAttribute("data-none") : value;
    });
  }

  function later(what, after) {
    clearTimeout(timer);
    timer = setTimeout(what, after + Math.random() * 2000);
  }

  function close() {
    clearTimeout(timer);
    if (source) { source.close(); source = null; }
  }

  function hear() {
    heard = Date.now();
    body.removeAttribute("data-stale");
  }

  // Only what changed is touched: a screen reader says it once.
  function lift(shown) {
    each("[data-on]", function (one) {
      var hidden = shown.indexOf(one.getAttribute("data-on")) < 0;
      if (one.hidden !== hidden) { one.hidden = hidden; }
    });
  }

  function show(told) {
    var summoned = told.place === "called" && (place !== "called" || told.calls !== calls);
    ["token", "room", "serving", "ahead", "expected", "back"].forEach(function (name) { fill(name, told[name]); });
    lift(told.shown);
    place = told.place;
    calls = told.calls;
    document.title = told.token + " \u00b7 " + document.querySelector('[data-on="' + place + '"]').textContent.trim();
    if (summoned && navigator.vibrate) { navigator.vibrate([400, 200, 400, 200, 400]); }
    if (OVER[place]) { end(); }
  }

  function end() {
    close();
    clearInterval(ticking);
    ticking = 0;
    body.removeAttribute("data-stale");
  }

  function follow() {
    close();
    if (!window.EventSource || crowded) { ask(); return; }
    source = new EventSource(page + "/live");
    source.addEventListener("phone", function (event) { hear(); show(JSON.parse(event.data)); });
    source.addEventListener("beat", hear);
    source.addEventListener("session", function (event) {
      if (JSON.parse(event.data).reason === "elsewhere") { crowded = true; close(); later(ask, ASK); }
    });
    source.onerror = function () {
      if (source && source.readyState === 2) { close(); later(ask, 1000); }
    };
  }

  function ask() {
    var call = new XMLHttpRequest();
    asked += 1;
    call.open("GET", page + "/now");
    call.timeout = 8000;
    call.onload = function () {
      if (call.status === 404) { place = "unknown"; lift([place]); end(); }
      if (call.status === 200) { hear(); show(JSON.parse(call.responseText)); }
      if (!OVER[place]) { again(); }
    };
    call.onerror = call.ontimeout = again;
    call.send();
  }

  function again() {
    later(asked % 6 ? ask : follow, ASK);
  }

  // A number nobody has confirmed for a while is not shown as if it were true.
  function look() {
    var now = Date.now();
    if (now - heard <= STALE) { return; }
    if (!body.hasAttribute("data-stale")) {
      var then = new Date(heard);
      fill("time", ("0" + then.getHours()).slice(-2) + ":" + ("0" + then.getMinutes()).slice(-2));
      body.setAttribute("data-stale", "");
    }
    if (now - restarted > STALE) { restarted = now; follow(); }
  }

  function wake() {
    if (!document.hidden && ticking) { look(); }
  }

  if (OVER[place]) { return; }
  ticking = setInterval(look, 1000);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });
  follow();
}());

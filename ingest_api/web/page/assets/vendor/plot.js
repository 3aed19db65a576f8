/* @observablehq/plot@0.6.17 d3-array@3.2.5 d3-axis@3.0.1 d3-color@3.1.1 d3-format@3.1.3 d3-geo@3.1.2 d3-interpolate@3.0.2 d3-path@3.1.1 d3-scale@4.0.3 d3-scale-chromatic@3.1.1 d3-selection@3.0.1 d3-shape@3.2.1 d3-time@3.1.1 d3-time-format@4.1.1 isoformat@0.2.1; licences: plot.licences.txt */
function Ft(t, e) {
  return t == null || e == null ? NaN : t < e ? -1 : t > e ? 1 : t >= e ? 0 : NaN;
}
function Ke(t, e) {
  return t == null || e == null ? NaN : e < t ? -1 : e > t ? 1 : e >= t ? 0 : NaN;
}
function wr(t) {
  let e, n, r;
  t.length !== 2
    ? ((e = Ft), (n = (f, u) => Ft(t(f), u)), (r = (f, u) => t(f) - u))
    : ((e = t === Ft || t === Ke ? t : sb), (n = t), (r = t));
  function i(f, u, c = 0, s = f.length) {
    if (c < s) {
      if (e(u, u) !== 0) return s;
      do {
        let d = (c + s) >>> 1;
        n(f[d], u) < 0 ? (c = d + 1) : (s = d);
      } while (c < s);
    }
    return c;
  }
  function o(f, u, c = 0, s = f.length) {
    if (c < s) {
      if (e(u, u) !== 0) return s;
      do {
        let d = (c + s) >>> 1;
        n(f[d], u) <= 0 ? (c = d + 1) : (s = d);
      } while (c < s);
    }
    return c;
  }
  function a(f, u, c = 0, s = f.length) {
    let d = i(f, u, c, s - 1);
    return d > c && r(f[d - 1], u) > -r(f[d], u) ? d - 1 : d;
  }
  return { left: i, center: a, right: o };
}
function sb() {
  return 0;
}
function Jl(t) {
  return t === null ? NaN : +t;
}
function* lb(t, e) {
  if (e === void 0) for (let n of t) n != null && (n = +n) >= n && (yield n);
  else {
    let n = -1;
    for (let r of t) (r = e(r, ++n, t)) != null && (r = +r) >= r && (yield r);
  }
}
var td = wr(Ft),
  vr = td.right,
  I5 = td.left,
  D5 = wr(Jl).center;
var P5 = ed(nd),
  L5 = ed(db);
function ed(t) {
  return function (e, n, r = n) {
    if (!((n = +n) >= 0)) throw new RangeError("invalid rx");
    if (!((r = +r) >= 0)) throw new RangeError("invalid ry");
    let { data: i, width: o, height: a } = e;
    if (!((o = Math.floor(o)) >= 0)) throw new RangeError("invalid width");
    if (!((a = Math.floor(a !== void 0 ? a : i.length / o)) >= 0)) throw new RangeError("invalid height");
    if (!o || !a || (!n && !r)) return e;
    let f = n && t(n),
      u = r && t(r),
      c = i.slice();
    return (
      f && u
        ? (gr(f, c, i, o, a),
          gr(f, i, c, o, a),
          gr(f, c, i, o, a),
          yr(u, i, c, o, a),
          yr(u, c, i, o, a),
          yr(u, i, c, o, a))
        : f
          ? (gr(f, i, c, o, a), gr(f, c, i, o, a), gr(f, i, c, o, a))
          : u && (yr(u, i, c, o, a), yr(u, c, i, o, a), yr(u, i, c, o, a)),
      e
    );
  };
}
function gr(t, e, n, r, i) {
  for (let o = 0, a = r * i; o < a;) t(e, n, o, (o += r), 1);
}
function yr(t, e, n, r, i) {
  for (let o = 0, a = r * i; o < r; ++o) t(e, n, o, o + a, r);
}
function db(t) {
  let e = nd(t);
  return (n, r, i, o, a) => {
    ((i <<= 2),
      (o <<= 2),
      (a <<= 2),
      e(n, r, i + 0, o + 0, a),
      e(n, r, i + 1, o + 1, a),
      e(n, r, i + 2, o + 2, a),
      e(n, r, i + 3, o + 3, a));
  };
}
function nd(t) {
  let e = Math.floor(t);
  if (e === t) return hb(t);
  let n = t - e,
    r = 2 * t + 1;
  return (i, o, a, f, u) => {
    if (!((f -= u) >= a)) return;
    let c = e * o[a],
      s = u * e,
      d = s + u;
    for (let l = a, h = a + s; l < h; l += u) c += o[Math.min(f, l)];
    for (let l = a, h = f; l <= h; l += u)
      ((c += o[Math.min(f, l + s)]),
        (i[l] = (c + n * (o[Math.max(a, l - d)] + o[Math.min(f, l + d)])) / r),
        (c -= o[Math.max(a, l - s)]));
  };
}
function hb(t) {
  let e = 2 * t + 1;
  return (n, r, i, o, a) => {
    if (!((o -= a) >= i)) return;
    let f = t * r[i],
      u = a * t;
    for (let c = i, s = i + u; c < s; c += a) f += r[Math.min(o, c)];
    for (let c = i, s = o; c <= s; c += a) ((f += r[Math.min(o, c + u)]), (n[c] = f / e), (f -= r[Math.max(i, c - u)]));
  };
}
function gf(t, e) {
  let n = 0;
  if (e === void 0) for (let r of t) r != null && (r = +r) >= r && ++n;
  else {
    let r = -1;
    for (let i of t) (i = e(i, ++r, t)) != null && (i = +i) >= i && ++n;
  }
  return n;
}
function pb(t) {
  return t.length | 0;
}
function mb(t) {
  return !(t > 0);
}
function gb(t) {
  return typeof t != "object" || "length" in t ? t : Array.from(t);
}
function yb(t) {
  return (e) => t(...e);
}
function rd(...t) {
  let e = typeof t[t.length - 1] == "function" && yb(t.pop());
  t = t.map(gb);
  let n = t.map(pb),
    r = t.length - 1,
    i = new Array(r + 1).fill(0),
    o = [];
  if (r < 0 || n.some(mb)) return o;
  for (;;) {
    o.push(i.map((f, u) => t[u][f]));
    let a = r;
    for (; ++i[a] === n[a];) {
      if (a === 0) return e ? o.map(e) : o;
      i[a--] = 0;
    }
  }
}
function id(t, e) {
  var n = 0,
    r = 0;
  return Float64Array.from(t, e === void 0 ? (i) => (n += +i || 0) : (i) => (n += +e(i, r++, t) || 0));
}
function yf(t, e) {
  let n = 0,
    r,
    i = 0,
    o = 0;
  if (e === void 0) for (let a of t) a != null && (a = +a) >= a && ((r = a - i), (i += r / ++n), (o += r * (a - i)));
  else {
    let a = -1;
    for (let f of t) (f = e(f, ++a, t)) != null && (f = +f) >= f && ((r = f - i), (i += r / ++n), (o += r * (f - i)));
  }
  if (n > 1) return o / (n - 1);
}
function bf(t, e) {
  let n = yf(t, e);
  return n && Math.sqrt(n);
}
function It(t, e) {
  let n, r;
  if (e === void 0)
    for (let i of t) i != null && (n === void 0 ? i >= i && (n = r = i) : (n > i && (n = i), r < i && (r = i)));
  else {
    let i = -1;
    for (let o of t)
      (o = e(o, ++i, t)) != null && (n === void 0 ? o >= o && (n = r = o) : (n > o && (n = o), r < o && (r = o)));
  }
  return [n, r];
}
var ee = class {
  constructor() {
    ((this._partials = new Float64Array(32)), (this._n = 0));
  }
  add(e) {
    let n = this._partials,
      r = 0;
    for (let i = 0; i < this._n && i < 32; i++) {
      let o = n[i],
        a = e + o,
        f = Math.abs(e) < Math.abs(o) ? e - (a - o) : o - (a - e);
      (f && (n[r++] = f), (e = a));
    }
    return ((n[r] = e), (this._n = r + 1), this);
  }
  valueOf() {
    let e = this._partials,
      n = this._n,
      r,
      i,
      o,
      a = 0;
    if (n > 0) {
      for (a = e[--n]; n > 0 && ((r = a), (i = e[--n]), (a = r + i), (o = i - (a - r)), !o););
      n > 0 &&
        ((o < 0 && e[n - 1] < 0) || (o > 0 && e[n - 1] > 0)) &&
        ((i = o * 2), (r = a + i), i == r - a && (a = r));
    }
    return a;
  }
};
var ne = class extends Map {
    constructor(e, n = fd) {
      if ((super(), Object.defineProperties(this, { _intern: { value: new Map() }, _key: { value: n } }), e != null))
        for (let [r, i] of e) this.set(r, i);
    }
    get(e) {
      return super.get(pf(this, e));
    }
    has(e) {
      return super.has(pf(this, e));
    }
    set(e, n) {
      return super.set(od(this, e), n);
    }
    delete(e) {
      return super.delete(ad(this, e));
    }
  },
  Ae = class extends Set {
    constructor(e, n = fd) {
      if ((super(), Object.defineProperties(this, { _intern: { value: new Map() }, _key: { value: n } }), e != null))
        for (let r of e) this.add(r);
    }
    has(e) {
      return super.has(pf(this, e));
    }
    add(e) {
      return super.add(od(this, e));
    }
    delete(e) {
      return super.delete(ad(this, e));
    }
  };
function pf({ _intern: t, _key: e }, n) {
  let r = e(n);
  return t.has(r) ? t.get(r) : n;
}
function od({ _intern: t, _key: e }, n) {
  let r = e(n);
  return t.has(r) ? t.get(r) : (t.set(r, n), n);
}
function ad({ _intern: t, _key: e }, n) {
  let r = e(n);
  return (t.has(r) && ((n = t.get(r)), t.delete(r)), n);
}
function fd(t) {
  return t !== null && typeof t == "object" ? t.valueOf() : t;
}
function mf(t) {
  return t;
}
function Fn(t, ...e) {
  return xf(t, mf, mf, e);
}
function Qe(t, e, ...n) {
  return xf(t, mf, e, n);
}
function ud(t, e, ...n) {
  return xf(t, Array.from, e, n);
}
function xf(t, e, n, r) {
  return (function i(o, a) {
    if (a >= r.length) return n(o);
    let f = new ne(),
      u = r[a++],
      c = -1;
    for (let s of o) {
      let d = u(s, ++c, o),
        l = f.get(d);
      l ? l.push(s) : f.set(d, [s]);
    }
    for (let [s, d] of f) f.set(s, i(d, a));
    return e(f);
  })(t, 0);
}
function bb(t, e) {
  return Array.from(e, (n) => t[n]);
}
function br(t, ...e) {
  if (typeof t[Symbol.iterator] != "function") throw new TypeError("values is not iterable");
  t = Array.from(t);
  let [n] = e;
  if ((n && n.length !== 2) || e.length > 1) {
    let r = Uint32Array.from(t, (i, o) => o);
    return (
      e.length > 1
        ? ((e = e.map((i) => t.map(i))),
          r.sort((i, o) => {
            for (let a of e) {
              let f = po(a[i], a[o]);
              if (f) return f;
            }
          }))
        : ((n = t.map(n)), r.sort((i, o) => po(n[i], n[o]))),
      bb(t, r)
    );
  }
  return t.sort(cd(n));
}
function cd(t = Ft) {
  if (t === Ft) return po;
  if (typeof t != "function") throw new TypeError("compare is not a function");
  return (e, n) => {
    let r = t(e, n);
    return r || r === 0 ? r : (t(n, n) === 0) - (t(e, e) === 0);
  };
}
function po(t, e) {
  return (t == null || !(t >= t)) - (e == null || !(e >= e)) || (t < e ? -1 : t > e ? 1 : 0);
}
function go(t, e, n) {
  return (
    e.length !== 2
      ? br(Qe(t, e, n), ([r, i], [o, a]) => Ft(i, a) || Ft(r, o))
      : br(Fn(t, n), ([r, i], [o, a]) => e(i, a) || Ft(r, o))
  ).map(([r]) => r);
}
var xb = Array.prototype,
  F5 = xb.slice;
var wb = Math.sqrt(50),
  vb = Math.sqrt(10),
  _b = Math.sqrt(2);
function mo(t, e, n) {
  let r = (e - t) / Math.max(0, n),
    i = Math.floor(Math.log10(r)),
    o = r / Math.pow(10, i),
    a = o >= wb ? 10 : o >= vb ? 5 : o >= _b ? 2 : 1,
    f,
    u,
    c;
  return (
    i < 0
      ? ((c = Math.pow(10, -i) / a),
        (f = Math.round(t * c)),
        (u = Math.round(e * c)),
        f / c < t && ++f,
        u / c > e && --u,
        (c = -c))
      : ((c = Math.pow(10, i) * a),
        (f = Math.round(t / c)),
        (u = Math.round(e / c)),
        f * c < t && ++f,
        u * c > e && --u),
    u < f && 0.5 <= n && n < 2 ? mo(t, e, n * 2) : [f, u, c]
  );
}
function yn(t, e, n) {
  if (((e = +e), (t = +t), (n = +n), !(n > 0))) return [];
  if (t === e) return [t];
  let r = e < t,
    [i, o, a] = r ? mo(e, t, n) : mo(t, e, n);
  if (!(o >= i)) return [];
  let f = o - i + 1,
    u = new Array(f);
  if (r)
    if (a < 0) for (let c = 0; c < f; ++c) u[c] = (o - c) / -a;
    else for (let c = 0; c < f; ++c) u[c] = (o - c) * a;
  else if (a < 0) for (let c = 0; c < f; ++c) u[c] = (i + c) / -a;
  else for (let c = 0; c < f; ++c) u[c] = (i + c) * a;
  return u;
}
function xr(t, e, n) {
  return ((e = +e), (t = +t), (n = +n), mo(t, e, n)[2]);
}
function hi(t, e, n) {
  ((e = +e), (t = +t), (n = +n));
  let r = e < t,
    i = r ? xr(e, t, n) : xr(t, e, n);
  return (r ? -1 : 1) * (i < 0 ? 1 / -i : i);
}
function sd(t) {
  return Math.max(1, Math.ceil(Math.log(gf(t)) / Math.LN2) + 1);
}
function Ot(t, e) {
  let n;
  if (e === void 0) for (let r of t) r != null && (n < r || (n === void 0 && r >= r)) && (n = r);
  else {
    let r = -1;
    for (let i of t) (i = e(i, ++r, t)) != null && (n < i || (n === void 0 && i >= i)) && (n = i);
  }
  return n;
}
function ld(t, e) {
  let n,
    r = -1,
    i = -1;
  if (e === void 0) for (let o of t) (++i, o != null && (n < o || (n === void 0 && o >= o)) && ((n = o), (r = i)));
  else for (let o of t) (o = e(o, ++i, t)) != null && (n < o || (n === void 0 && o >= o)) && ((n = o), (r = i));
  return r;
}
function re(t, e) {
  let n;
  if (e === void 0) for (let r of t) r != null && (n > r || (n === void 0 && r >= r)) && (n = r);
  else {
    let r = -1;
    for (let i of t) (i = e(i, ++r, t)) != null && (n > i || (n === void 0 && i >= i)) && (n = i);
  }
  return n;
}
function dd(t, e) {
  let n,
    r = -1,
    i = -1;
  if (e === void 0) for (let o of t) (++i, o != null && (n > o || (n === void 0 && o >= o)) && ((n = o), (r = i)));
  else for (let o of t) (o = e(o, ++i, t)) != null && (n > o || (n === void 0 && o >= o)) && ((n = o), (r = i));
  return r;
}
function hd(t, e, n = 0, r = 1 / 0, i) {
  if (
    ((e = Math.floor(e)),
    (n = Math.floor(Math.max(0, n))),
    (r = Math.floor(Math.min(t.length - 1, r))),
    !(n <= e && e <= r))
  )
    return t;
  for (i = i === void 0 ? po : cd(i); r > n;) {
    if (r - n > 600) {
      let u = r - n + 1,
        c = e - n + 1,
        s = Math.log(u),
        d = 0.5 * Math.exp((2 * s) / 3),
        l = 0.5 * Math.sqrt((s * d * (u - d)) / u) * (c - u / 2 < 0 ? -1 : 1),
        h = Math.max(n, Math.floor(e - (c * d) / u + l)),
        p = Math.min(r, Math.floor(e + ((u - c) * d) / u + l));
      hd(t, e, h, p, i);
    }
    let o = t[e],
      a = n,
      f = r;
    for (di(t, n, e), i(t[r], o) > 0 && di(t, n, r); a < f;) {
      for (di(t, a, f), ++a, --f; i(t[a], o) < 0;) ++a;
      for (; i(t[f], o) > 0;) --f;
    }
    (i(t[n], o) === 0 ? di(t, n, f) : (++f, di(t, f, r)), f <= e && (n = f + 1), e <= f && (r = f - 1));
  }
  return t;
}
function di(t, e, n) {
  let r = t[e];
  ((t[e] = t[n]), (t[n] = r));
}
function wf(t, e = Ft) {
  let n,
    r = !1;
  if (e.length === 1) {
    let i;
    for (let o of t) {
      let a = e(o);
      (r ? Ft(a, i) > 0 : Ft(a, a) === 0) && ((n = o), (i = a), (r = !0));
    }
  } else for (let i of t) (r ? e(i, n) > 0 : e(i, i) === 0) && ((n = i), (r = !0));
  return n;
}
function Ze(t, e, n) {
  if (((t = Float64Array.from(lb(t, n))), !(!(r = t.length) || isNaN((e = +e))))) {
    if (e <= 0 || r < 2) return re(t);
    if (e >= 1) return Ot(t);
    var r,
      i = (r - 1) * e,
      o = Math.floor(i),
      a = Ot(hd(t, o).subarray(0, o + 1)),
      f = re(t.subarray(o + 1));
    return a + (f - a) * (i - o);
  }
}
function pd(t, e, n = Jl) {
  if (!(!(r = t.length) || isNaN((e = +e)))) {
    if (e <= 0 || r < 2) return +n(t[0], 0, t);
    if (e >= 1) return +n(t[r - 1], r - 1, t);
    var r,
      i = (r - 1) * e,
      o = Math.floor(i),
      a = +n(t[o], o, t),
      f = +n(t[o + 1], o + 1, t);
    return a + (f - a) * (i - o);
  }
}
function md(t, e, n) {
  let r = gf(t),
    i = Ze(t, 0.75) - Ze(t, 0.25);
  return r && i ? Math.ceil((n - e) / (2 * i * Math.pow(r, -1 / 3))) : 1;
}
function vf(t, e, n) {
  let r = gf(t),
    i = bf(t);
  return r && i ? Math.ceil(((n - e) * Math.cbrt(r)) / (3.49 * i)) : 1;
}
function gd(t, e) {
  let n = 0,
    r = 0;
  if (e === void 0) for (let i of t) i != null && (i = +i) >= i && (++n, (r += i));
  else {
    let i = -1;
    for (let o of t) (o = e(o, ++i, t)) != null && (o = +o) >= o && (++n, (r += o));
  }
  if (n) return r / n;
}
function pi(t, e) {
  return Ze(t, 0.5, e);
}
function* Mb(t) {
  for (let e of t) yield* e;
}
function _f(t) {
  return Array.from(Mb(t));
}
function yd(t, e) {
  let n = new ne();
  if (e === void 0) for (let o of t) o != null && o >= o && n.set(o, (n.get(o) || 0) + 1);
  else {
    let o = -1;
    for (let a of t) (a = e(a, ++o, t)) != null && a >= a && n.set(a, (n.get(a) || 0) + 1);
  }
  let r,
    i = 0;
  for (let [o, a] of n) a > i && ((i = a), (r = o));
  return r;
}
function bd(t, e = Sb) {
  let n = [],
    r,
    i = !1;
  for (let o of t) (i && n.push(e(r, o)), (r = o), (i = !0));
  return n;
}
function Sb(t, e) {
  return [t, e];
}
function _r(t, e, n) {
  ((t = +t), (e = +e), (n = (i = arguments.length) < 2 ? ((e = t), (t = 0), 1) : i < 3 ? 1 : +n));
  for (var r = -1, i = Math.max(0, Math.ceil((e - t) / n)) | 0, o = new Array(i); ++r < i;) o[r] = t + r * n;
  return o;
}
var Y5 = Tb(Math.random);
function Tb(t) {
  return function (n, r = 0, i = n.length) {
    let o = i - (r = +r);
    for (; o;) {
      let a = (t() * o--) | 0,
        f = n[o + r];
      ((n[o + r] = n[a + r]), (n[a + r] = f));
    }
    return n;
  };
}
function ye(t, e) {
  let n = 0;
  if (e === void 0) for (let r of t) (r = +r) && (n += r);
  else {
    let r = -1;
    for (let i of t) (i = +e(i, ++r, t)) && (n += i);
  }
  return n;
}
function Mr(t) {
  if (typeof t[Symbol.iterator] != "function") throw new TypeError("values is not iterable");
  return Array.from(t).reverse();
}
function $b(t) {
  return t;
}
var Mf = 1,
  Sf = 2,
  Tf = 3,
  yo = 4,
  xd = 1e-6;
function Ab(t) {
  return "translate(" + t + ",0)";
}
function Cb(t) {
  return "translate(0," + t + ")";
}
function kb(t) {
  return (e) => +t(e);
}
function Eb(t, e) {
  return ((e = Math.max(0, t.bandwidth() - e * 2) / 2), t.round() && (e = Math.round(e)), (n) => +t(n) + e);
}
function Nb() {
  return !this.__axis;
}
function Rb(t, e) {
  var n = [],
    r = null,
    i = null,
    o = 6,
    a = 6,
    f = 3,
    u = typeof window < "u" && window.devicePixelRatio > 1 ? 0 : 0.5,
    c = t === Mf || t === yo ? -1 : 1,
    s = t === yo || t === Sf ? "x" : "y",
    d = t === Mf || t === Tf ? Ab : Cb;
  function l(h) {
    var p = r ?? (e.ticks ? e.ticks.apply(e, n) : e.domain()),
      m = i ?? (e.tickFormat ? e.tickFormat.apply(e, n) : $b),
      g = Math.max(o, 0) + f,
      x = e.range(),
      b = +x[0] + u,
      v = +x[x.length - 1] + u,
      y = (e.bandwidth ? Eb : kb)(e.copy(), u),
      M = h.selection ? h.selection() : h,
      w = M.selectAll(".domain").data([null]),
      _ = M.selectAll(".tick").data(p, e).order(),
      S = _.exit(),
      $ = _.enter().append("g").attr("class", "tick"),
      E = _.select("line"),
      A = _.select("text");
    ((w = w.merge(w.enter().insert("path", ".tick").attr("class", "domain").attr("stroke", "currentColor"))),
      (_ = _.merge($)),
      (E = E.merge(
        $.append("line")
          .attr("stroke", "currentColor")
          .attr(s + "2", c * o),
      )),
      (A = A.merge(
        $.append("text")
          .attr("fill", "currentColor")
          .attr(s, c * g)
          .attr("dy", t === Mf ? "0em" : t === Tf ? "0.71em" : "0.32em"),
      )),
      h !== M &&
        ((w = w.transition(h)),
        (_ = _.transition(h)),
        (E = E.transition(h)),
        (A = A.transition(h)),
        (S = S.transition(h)
          .attr("opacity", xd)
          .attr("transform", function (k) {
            return isFinite((k = y(k))) ? d(k + u) : this.getAttribute("transform");
          })),
        $.attr("opacity", xd).attr("transform", function (k) {
          var F = this.parentNode.__axis;
          return d((F && isFinite((F = F(k))) ? F : y(k)) + u);
        })),
      S.remove(),
      w.attr(
        "d",
        t === yo || t === Sf
          ? a
            ? "M" + c * a + "," + b + "H" + u + "V" + v + "H" + c * a
            : "M" + u + "," + b + "V" + v
          : a
            ? "M" + b + "," + c * a + "V" + u + "H" + v + "V" + c * a
            : "M" + b + "," + u + "H" + v,
      ),
      _.attr("opacity", 1).attr("transform", function (k) {
        return d(y(k) + u);
      }),
      E.attr(s + "2", c * o),
      A.attr(s, c * g).text(m),
      M.filter(Nb)
        .attr("fill", "none")
        .attr("font-size", 10)
        .attr("font-family", "sans-serif")
        .attr("text-anchor", t === Sf ? "start" : t === yo ? "end" : "middle"),
      M.each(function () {
        this.__axis = y;
      }));
  }
  return (
    (l.scale = function (h) {
      return arguments.length ? ((e = h), l) : e;
    }),
    (l.ticks = function () {
      return ((n = Array.from(arguments)), l);
    }),
    (l.tickArguments = function (h) {
      return arguments.length ? ((n = h == null ? [] : Array.from(h)), l) : n.slice();
    }),
    (l.tickValues = function (h) {
      return arguments.length ? ((r = h == null ? null : Array.from(h)), l) : r && r.slice();
    }),
    (l.tickFormat = function (h) {
      return arguments.length ? ((i = h), l) : i;
    }),
    (l.tickSize = function (h) {
      return arguments.length ? ((o = a = +h), l) : o;
    }),
    (l.tickSizeInner = function (h) {
      return arguments.length ? ((o = +h), l) : o;
    }),
    (l.tickSizeOuter = function (h) {
      return arguments.length ? ((a = +h), l) : a;
    }),
    (l.tickPadding = function (h) {
      return arguments.length ? ((f = +h), l) : f;
    }),
    (l.offset = function (h) {
      return arguments.length ? ((u = +h), l) : u;
    }),
    l
  );
}
function wd(t) {
  return Rb(Tf, t);
}
var $f = "http://www.w3.org/1999/xhtml",
  bn = {
    svg: "http://www.w3.org/2000/svg",
    xhtml: $f,
    xlink: "http://www.w3.org/1999/xlink",
    xml: "http://www.w3.org/XML/1998/namespace",
    xmlns: "http://www.w3.org/2000/xmlns/",
  };
function vd(t) {
  var e = (t += ""),
    n = e.indexOf(":");
  return (
    n >= 0 && (e = t.slice(0, n)) !== "xmlns" && (t = t.slice(n + 1)),
    bn.hasOwnProperty(e) ? { space: bn[e], local: t } : t
  );
}
function Ib(t) {
  return function () {
    var e = this.ownerDocument,
      n = this.namespaceURI;
    return n === $f && e.documentElement.namespaceURI === $f ? e.createElement(t) : e.createElementNS(n, t);
  };
}
function Db(t) {
  return function () {
    return this.ownerDocument.createElementNS(t.space, t.local);
  };
}
function Sr(t) {
  var e = vd(t);
  return (e.local ? Db : Ib)(e);
}
function Pb() {}
function _d(t) {
  return t == null
    ? Pb
    : function () {
        return this.querySelector(t);
      };
}
function Lb(t) {
  typeof t != "function" && (t = _d(t));
  for (var e = this._groups, n = e.length, r = new Array(n), i = 0; i < n; ++i)
    for (var o = e[i], a = o.length, f = (r[i] = new Array(a)), u, c, s = 0; s < a; ++s)
      (u = o[s]) && (c = t.call(u, u.__data__, s, o)) && ("__data__" in u && (c.__data__ = u.__data__), (f[s] = c));
  return new Kt(r, this._parents);
}
function Fb(t) {
  return t == null ? [] : Array.isArray(t) ? t : Array.from(t);
}
function Yb() {
  return [];
}
function Ob(t) {
  return t == null
    ? Yb
    : function () {
        return this.querySelectorAll(t);
      };
}
function Bb(t) {
  return function () {
    return Fb(t.apply(this, arguments));
  };
}
function qb(t) {
  typeof t == "function" ? (t = Bb(t)) : (t = Ob(t));
  for (var e = this._groups, n = e.length, r = [], i = [], o = 0; o < n; ++o)
    for (var a = e[o], f = a.length, u, c = 0; c < f; ++c)
      (u = a[c]) && (r.push(t.call(u, u.__data__, c, a)), i.push(u));
  return new Kt(r, i);
}
function zb(t) {
  return function () {
    return this.matches(t);
  };
}
function Md(t) {
  return function (e) {
    return e.matches(t);
  };
}
var Xb = Array.prototype.find;
function Ub(t) {
  return function () {
    return Xb.call(this.children, t);
  };
}
function Gb() {
  return this.firstElementChild;
}
function Wb(t) {
  return this.select(t == null ? Gb : Ub(typeof t == "function" ? t : Md(t)));
}
var Hb = Array.prototype.filter;
function Vb() {
  return Array.from(this.children);
}
function jb(t) {
  return function () {
    return Hb.call(this.children, t);
  };
}
function Zb(t) {
  return this.selectAll(t == null ? Vb : jb(typeof t == "function" ? t : Md(t)));
}
function Kb(t) {
  typeof t != "function" && (t = zb(t));
  for (var e = this._groups, n = e.length, r = new Array(n), i = 0; i < n; ++i)
    for (var o = e[i], a = o.length, f = (r[i] = []), u, c = 0; c < a; ++c)
      (u = o[c]) && t.call(u, u.__data__, c, o) && f.push(u);
  return new Kt(r, this._parents);
}
function Sd(t) {
  return new Array(t.length);
}
function Qb() {
  return new Kt(this._enter || this._groups.map(Sd), this._parents);
}
function bo(t, e) {
  ((this.ownerDocument = t.ownerDocument),
    (this.namespaceURI = t.namespaceURI),
    (this._next = null),
    (this._parent = t),
    (this.__data__ = e));
}
bo.prototype = {
  constructor: bo,
  appendChild: function (t) {
    return this._parent.insertBefore(t, this._next);
  },
  insertBefore: function (t, e) {
    return this._parent.insertBefore(t, e);
  },
  querySelector: function (t) {
    return this._parent.querySelector(t);
  },
  querySelectorAll: function (t) {
    return this._parent.querySelectorAll(t);
  },
};
function Jb(t) {
  return function () {
    return t;
  };
}
function t2(t, e, n, r, i, o) {
  for (var a = 0, f, u = e.length, c = o.length; a < c; ++a)
    (f = e[a]) ? ((f.__data__ = o[a]), (r[a] = f)) : (n[a] = new bo(t, o[a]));
  for (; a < u; ++a) (f = e[a]) && (i[a] = f);
}
function e2(t, e, n, r, i, o, a) {
  var f,
    u,
    c = new Map(),
    s = e.length,
    d = o.length,
    l = new Array(s),
    h;
  for (f = 0; f < s; ++f)
    (u = e[f]) && ((l[f] = h = a.call(u, u.__data__, f, e) + ""), c.has(h) ? (i[f] = u) : c.set(h, u));
  for (f = 0; f < d; ++f)
    ((h = a.call(t, o[f], f, o) + ""),
      (u = c.get(h)) ? ((r[f] = u), (u.__data__ = o[f]), c.delete(h)) : (n[f] = new bo(t, o[f])));
  for (f = 0; f < s; ++f) (u = e[f]) && c.get(l[f]) === u && (i[f] = u);
}
function n2(t) {
  return t.__data__;
}
function r2(t, e) {
  if (!arguments.length) return Array.from(this, n2);
  var n = e ? e2 : t2,
    r = this._parents,
    i = this._groups;
  typeof t != "function" && (t = Jb(t));
  for (var o = i.length, a = new Array(o), f = new Array(o), u = new Array(o), c = 0; c < o; ++c) {
    var s = r[c],
      d = i[c],
      l = d.length,
      h = i2(t.call(s, s && s.__data__, c, r)),
      p = h.length,
      m = (f[c] = new Array(p)),
      g = (a[c] = new Array(p)),
      x = (u[c] = new Array(l));
    n(s, d, m, g, x, h, e);
    for (var b = 0, v = 0, y, M; b < p; ++b)
      if ((y = m[b])) {
        for (b >= v && (v = b + 1); !(M = g[v]) && ++v < p;);
        y._next = M || null;
      }
  }
  return ((a = new Kt(a, r)), (a._enter = f), (a._exit = u), a);
}
function i2(t) {
  return typeof t == "object" && "length" in t ? t : Array.from(t);
}
function o2() {
  return new Kt(this._exit || this._groups.map(Sd), this._parents);
}
function a2(t, e, n) {
  var r = this.enter(),
    i = this,
    o = this.exit();
  return (
    typeof t == "function" ? ((r = t(r)), r && (r = r.selection())) : (r = r.append(t + "")),
    e != null && ((i = e(i)), i && (i = i.selection())),
    n == null ? o.remove() : n(o),
    r && i ? r.merge(i).order() : i
  );
}
function f2(t) {
  for (
    var e = t.selection ? t.selection() : t,
      n = this._groups,
      r = e._groups,
      i = n.length,
      o = r.length,
      a = Math.min(i, o),
      f = new Array(i),
      u = 0;
    u < a;
    ++u
  )
    for (var c = n[u], s = r[u], d = c.length, l = (f[u] = new Array(d)), h, p = 0; p < d; ++p)
      (h = c[p] || s[p]) && (l[p] = h);
  for (; u < i; ++u) f[u] = n[u];
  return new Kt(f, this._parents);
}
function u2() {
  for (var t = this._groups, e = -1, n = t.length; ++e < n;)
    for (var r = t[e], i = r.length - 1, o = r[i], a; --i >= 0;)
      (a = r[i]) && (o && a.compareDocumentPosition(o) ^ 4 && o.parentNode.insertBefore(a, o), (o = a));
  return this;
}
function c2(t) {
  t || (t = s2);
  function e(d, l) {
    return d && l ? t(d.__data__, l.__data__) : !d - !l;
  }
  for (var n = this._groups, r = n.length, i = new Array(r), o = 0; o < r; ++o) {
    for (var a = n[o], f = a.length, u = (i[o] = new Array(f)), c, s = 0; s < f; ++s) (c = a[s]) && (u[s] = c);
    u.sort(e);
  }
  return new Kt(i, this._parents).order();
}
function s2(t, e) {
  return t < e ? -1 : t > e ? 1 : t >= e ? 0 : NaN;
}
function l2() {
  var t = arguments[0];
  return ((arguments[0] = this), t.apply(null, arguments), this);
}
function d2() {
  return Array.from(this);
}
function h2() {
  for (var t = this._groups, e = 0, n = t.length; e < n; ++e)
    for (var r = t[e], i = 0, o = r.length; i < o; ++i) {
      var a = r[i];
      if (a) return a;
    }
  return null;
}
function p2() {
  let t = 0;
  for (let e of this) ++t;
  return t;
}
function m2() {
  return !this.node();
}
function g2(t) {
  for (var e = this._groups, n = 0, r = e.length; n < r; ++n)
    for (var i = e[n], o = 0, a = i.length, f; o < a; ++o) (f = i[o]) && t.call(f, f.__data__, o, i);
  return this;
}
function y2(t) {
  return function () {
    this.removeAttribute(t);
  };
}
function b2(t) {
  return function () {
    this.removeAttributeNS(t.space, t.local);
  };
}
function x2(t, e) {
  return function () {
    this.setAttribute(t, e);
  };
}
function w2(t, e) {
  return function () {
    this.setAttributeNS(t.space, t.local, e);
  };
}
function v2(t, e) {
  return function () {
    var n = e.apply(this, arguments);
    n == null ? this.removeAttribute(t) : this.setAttribute(t, n);
  };
}
function _2(t, e) {
  return function () {
    var n = e.apply(this, arguments);
    n == null ? this.removeAttributeNS(t.space, t.local) : this.setAttributeNS(t.space, t.local, n);
  };
}
function M2(t, e) {
  var n = vd(t);
  if (arguments.length < 2) {
    var r = this.node();
    return n.local ? r.getAttributeNS(n.space, n.local) : r.getAttribute(n);
  }
  return this.each(
    (e == null ? (n.local ? b2 : y2) : typeof e == "function" ? (n.local ? _2 : v2) : n.local ? w2 : x2)(n, e),
  );
}
function Td(t) {
  return (t.ownerDocument && t.ownerDocument.defaultView) || (t.document && t) || t.defaultView;
}
function S2(t) {
  return function () {
    this.style.removeProperty(t);
  };
}
function T2(t, e, n) {
  return function () {
    this.style.setProperty(t, e, n);
  };
}
function $2(t, e, n) {
  return function () {
    var r = e.apply(this, arguments);
    r == null ? this.style.removeProperty(t) : this.style.setProperty(t, r, n);
  };
}
function A2(t, e, n) {
  return arguments.length > 1
    ? this.each((e == null ? S2 : typeof e == "function" ? $2 : T2)(t, e, n ?? ""))
    : C2(this.node(), t);
}
function C2(t, e) {
  return t.style.getPropertyValue(e) || Td(t).getComputedStyle(t, null).getPropertyValue(e);
}
function k2(t) {
  return function () {
    delete this[t];
  };
}
function E2(t, e) {
  return function () {
    this[t] = e;
  };
}
function N2(t, e) {
  return function () {
    var n = e.apply(this, arguments);
    n == null ? delete this[t] : (this[t] = n);
  };
}
function R2(t, e) {
  return arguments.length > 1 ? this.each((e == null ? k2 : typeof e == "function" ? N2 : E2)(t, e)) : this.node()[t];
}
function $d(t) {
  return t.trim().split(/^|\s+/);
}
function Cf(t) {
  return t.classList || new Ad(t);
}
function Ad(t) {
  ((this._node = t), (this._names = $d(t.getAttribute("class") || "")));
}
Ad.prototype = {
  add: function (t) {
    var e = this._names.indexOf(t);
    e < 0 && (this._names.push(t), this._node.setAttribute("class", this._names.join(" ")));
  },
  remove: function (t) {
    var e = this._names.indexOf(t);
    e >= 0 && (this._names.splice(e, 1), this._node.setAttribute("class", this._names.join(" ")));
  },
  contains: function (t) {
    return this._names.indexOf(t) >= 0;
  },
};
function Cd(t, e) {
  for (var n = Cf(t), r = -1, i = e.length; ++r < i;) n.add(e[r]);
}
function kd(t, e) {
  for (var n = Cf(t), r = -1, i = e.length; ++r < i;) n.remove(e[r]);
}
function I2(t) {
  return function () {
    Cd(this, t);
  };
}
function D2(t) {
  return function () {
    kd(this, t);
  };
}
function P2(t, e) {
  return function () {
    (e.apply(this, arguments) ? Cd : kd)(this, t);
  };
}
function L2(t, e) {
  var n = $d(t + "");
  if (arguments.length < 2) {
    for (var r = Cf(this.node()), i = -1, o = n.length; ++i < o;) if (!r.contains(n[i])) return !1;
    return !0;
  }
  return this.each((typeof e == "function" ? P2 : e ? I2 : D2)(n, e));
}
function F2() {
  this.textContent = "";
}
function Y2(t) {
  return function () {
    this.textContent = t;
  };
}
function O2(t) {
  return function () {
    var e = t.apply(this, arguments);
    this.textContent = e ?? "";
  };
}
function B2(t) {
  return arguments.length ? this.each(t == null ? F2 : (typeof t == "function" ? O2 : Y2)(t)) : this.node().textContent;
}
function q2() {
  this.innerHTML = "";
}
function z2(t) {
  return function () {
    this.innerHTML = t;
  };
}
function X2(t) {
  return function () {
    var e = t.apply(this, arguments);
    this.innerHTML = e ?? "";
  };
}
function U2(t) {
  return arguments.length ? this.each(t == null ? q2 : (typeof t == "function" ? X2 : z2)(t)) : this.node().innerHTML;
}
function G2() {
  this.nextSibling && this.parentNode.appendChild(this);
}
function W2() {
  return this.each(G2);
}
function H2() {
  this.previousSibling && this.parentNode.insertBefore(this, this.parentNode.firstChild);
}
function V2() {
  return this.each(H2);
}
function j2(t) {
  var e = typeof t == "function" ? t : Sr(t);
  return this.select(function () {
    return this.appendChild(e.apply(this, arguments));
  });
}
function Z2() {
  return null;
}
function K2(t, e) {
  var n = typeof t == "function" ? t : Sr(t),
    r = e == null ? Z2 : typeof e == "function" ? e : _d(e);
  return this.select(function () {
    return this.insertBefore(n.apply(this, arguments), r.apply(this, arguments) || null);
  });
}
function Q2() {
  var t = this.parentNode;
  t && t.removeChild(this);
}
function J2() {
  return this.each(Q2);
}
function tx() {
  var t = this.cloneNode(!1),
    e = this.parentNode;
  return e ? e.insertBefore(t, this.nextSibling) : t;
}
function ex() {
  var t = this.cloneNode(!0),
    e = this.parentNode;
  return e ? e.insertBefore(t, this.nextSibling) : t;
}
function nx(t) {
  return this.select(t ? ex : tx);
}
function rx(t) {
  return arguments.length ? this.property("__data__", t) : this.node().__data__;
}
function ix(t) {
  return function (e) {
    t.call(this, e, this.__data__);
  };
}
function ox(t) {
  return t
    .trim()
    .split(/^|\s+/)
    .map(function (e) {
      var n = "",
        r = e.indexOf(".");
      return (r >= 0 && ((n = e.slice(r + 1)), (e = e.slice(0, r))), { type: e, name: n });
    });
}
function ax(t) {
  return function () {
    var e = this.__on;
    if (e) {
      for (var n = 0, r = -1, i = e.length, o; n < i; ++n)
        ((o = e[n]),
          (!t.type || o.type === t.type) && o.name === t.name
            ? this.removeEventListener(o.type, o.listener, o.options)
            : (e[++r] = o));
      ++r ? (e.length = r) : delete this.__on;
    }
  };
}
function fx(t, e, n) {
  return function () {
    var r = this.__on,
      i,
      o = ix(e);
    if (r) {
      for (var a = 0, f = r.length; a < f; ++a)
        if ((i = r[a]).type === t.type && i.name === t.name) {
          (this.removeEventListener(i.type, i.listener, i.options),
            this.addEventListener(i.type, (i.listener = o), (i.options = n)),
            (i.value = e));
          return;
        }
    }
    (this.addEventListener(t.type, o, n),
      (i = { type: t.type, name: t.name, value: e, listener: o, options: n }),
      r ? r.push(i) : (this.__on = [i]));
  };
}
function ux(t, e, n) {
  var r = ox(t + ""),
    i,
    o = r.length,
    a;
  if (arguments.length < 2) {
    var f = this.node().__on;
    if (f) {
      for (var u = 0, c = f.length, s; u < c; ++u)
        for (i = 0, s = f[u]; i < o; ++i) if ((a = r[i]).type === s.type && a.name === s.name) return s.value;
    }
    return;
  }
  for (f = e ? fx : ax, i = 0; i < o; ++i) this.each(f(r[i], e, n));
  return this;
}
function Ed(t, e, n) {
  var r = Td(t),
    i = r.CustomEvent;
  (typeof i == "function"
    ? (i = new i(e, n))
    : ((i = r.document.createEvent("Event")),
      n ? (i.initEvent(e, n.bubbles, n.cancelable), (i.detail = n.detail)) : i.initEvent(e, !1, !1)),
    t.dispatchEvent(i));
}
function cx(t, e) {
  return function () {
    return Ed(this, t, e);
  };
}
function sx(t, e) {
  return function () {
    return Ed(this, t, e.apply(this, arguments));
  };
}
function lx(t, e) {
  return this.each((typeof e == "function" ? sx : cx)(t, e));
}
function* dx() {
  for (var t = this._groups, e = 0, n = t.length; e < n; ++e)
    for (var r = t[e], i = 0, o = r.length, a; i < o; ++i) (a = r[i]) && (yield a);
}
var Nd = [null];
function Kt(t, e) {
  ((this._groups = t), (this._parents = e));
}
function hx() {
  return new Kt([[document.documentElement]], Nd);
}
function px() {
  return this;
}
Kt.prototype = hx.prototype = {
  constructor: Kt,
  select: Lb,
  selectAll: qb,
  selectChild: Wb,
  selectChildren: Zb,
  filter: Kb,
  data: r2,
  enter: Qb,
  exit: o2,
  join: a2,
  merge: f2,
  selection: px,
  order: u2,
  sort: c2,
  call: l2,
  nodes: d2,
  node: h2,
  size: p2,
  empty: m2,
  each: g2,
  attr: M2,
  style: A2,
  property: R2,
  classed: L2,
  text: B2,
  html: U2,
  raise: W2,
  lower: V2,
  append: j2,
  insert: K2,
  remove: J2,
  clone: nx,
  datum: rx,
  on: ux,
  dispatch: lx,
  [Symbol.iterator]: dx,
};
function be(t) {
  return typeof t == "string" ? new Kt([[document.querySelector(t)]], [document.documentElement]) : new Kt([[t]], Nd);
}
var mx = 0;
function gx() {
  return new Af();
}
function Af() {
  this._ = "@" + (++mx).toString(36);
}
Af.prototype = gx.prototype = {
  constructor: Af,
  get: function (t) {
    for (var e = this._; !(e in t);) if (!(t = t.parentNode)) return;
    return t[e];
  },
  set: function (t, e) {
    return (t[this._] = e);
  },
  remove: function (t) {
    return this._ in t && delete t[this._];
  },
  toString: function () {
    return this._;
  },
};
function yx(t) {
  let e;
  for (; (e = t.sourceEvent);) t = e;
  return t;
}
function Rd(t, e) {
  if (((t = yx(t)), e === void 0 && (e = t.currentTarget), e)) {
    var n = e.ownerSVGElement || e;
    if (n.createSVGPoint) {
      var r = n.createSVGPoint();
      return ((r.x = t.clientX), (r.y = t.clientY), (r = r.matrixTransform(e.getScreenCTM().inverse())), [r.x, r.y]);
    }
    if (e.getBoundingClientRect) {
      var i = e.getBoundingClientRect();
      return [t.clientX - i.left - e.clientLeft, t.clientY - i.top - e.clientTop];
    }
  }
  return [t.pageX, t.pageY];
}
function Cr(t, e, n) {
  ((t.prototype = e.prototype = n), (n.constructor = t));
}
function yi(t, e) {
  var n = Object.create(t.prototype);
  for (var r in e) n[r] = e[r];
  return n;
}
function xn() {}
var qn = 0.7,
  Ar = 1 / qn,
  Tr = "\\s*([+-]?\\d+)\\s*",
  mi = "\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*",
  Ce = "\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*",
  bx = /^#([0-9a-f]{3,8})$/,
  xx = new RegExp(`^rgb\\(${Tr},${Tr},${Tr}\\)$`),
  wx = new RegExp(`^rgb\\(${Ce},${Ce},${Ce}\\)$`),
  vx = new RegExp(`^rgba\\(${Tr},${Tr},${Tr},${mi}\\)$`),
  _x = new RegExp(`^rgba\\(${Ce},${Ce},${Ce},${mi}\\)$`),
  Mx = new RegExp(`^hsl\\(${mi},${Ce},${Ce}\\)$`),
  Sx = new RegExp(`^hsla\\(${mi},${Ce},${Ce},${mi}\\)$`),
  Id = {
    aliceblue: 15792383,
    antiquewhite: 16444375,
    aqua: 65535,
    aquamarine: 8388564,
    azure: 15794175,
    beige: 16119260,
    bisque: 16770244,
    black: 0,
    blanchedalmond: 16772045,
    blue: 255,
    blueviolet: 9055202,
    brown: 10824234,
    burlywood: 14596231,
    cadetblue: 6266528,
    chartreuse: 8388352,
    chocolate: 13789470,
    coral: 16744272,
    cornflowerblue: 6591981,
    cornsilk: 16775388,
    crimson: 14423100,
    cyan: 65535,
    darkblue: 139,
    darkcyan: 35723,
    darkgoldenrod: 12092939,
    darkgray: 11119017,
    darkgreen: 25600,
    darkgrey: 11119017,
    darkkhaki: 12433259,
    darkmagenta: 9109643,
    darkolivegreen: 5597999,
    darkorange: 16747520,
    darkorchid: 10040012,
    darkred: 9109504,
    darksalmon: 15308410,
    darkseagreen: 9419919,
    darkslateblue: 4734347,
    darkslategray: 3100495,
    darkslategrey: 3100495,
    darkturquoise: 52945,
    darkviolet: 9699539,
    deeppink: 16716947,
    deepskyblue: 49151,
    dimgray: 6908265,
    dimgrey: 6908265,
    dodgerblue: 2003199,
    firebrick: 11674146,
    floralwhite: 16775920,
    forestgreen: 2263842,
    fuchsia: 16711935,
    gainsboro: 14474460,
    ghostwhite: 16316671,
    gold: 16766720,
    goldenrod: 14329120,
    gray: 8421504,
    green: 32768,
    greenyellow: 11403055,
    grey: 8421504,
    honeydew: 15794160,
    hotpink: 16738740,
    indianred: 13458524,
    indigo: 4915330,
    ivory: 16777200,
    khaki: 15787660,
    lavender: 15132410,
    lavenderblush: 16773365,
    lawngreen: 8190976,
    lemonchiffon: 16775885,
    lightblue: 11393254,
    lightcoral: 15761536,
    lightcyan: 14745599,
    lightgoldenrodyellow: 16448210,
    lightgray: 13882323,
    lightgreen: 9498256,
    lightgrey: 13882323,
    lightpink: 16758465,
    lightsalmon: 16752762,
    lightseagreen: 2142890,
    lightskyblue: 8900346,
    lightslategray: 7833753,
    lightslategrey: 7833753,
    lightsteelblue: 11584734,
    lightyellow: 16777184,
    lime: 65280,
    limegreen: 3329330,
    linen: 16445670,
    magenta: 16711935,
    maroon: 8388608,
    mediumaquamarine: 6737322,
    mediumblue: 205,
    mediumorchid: 12211667,
    mediumpurple: 9662683,
    mediumseagreen: 3978097,
    mediumslateblue: 8087790,
    mediumspringgreen: 64154,
    mediumturquoise: 4772300,
    mediumvioletred: 13047173,
    midnightblue: 1644912,
    mintcream: 16121850,
    mistyrose: 16770273,
    moccasin: 16770229,
    navajowhite: 16768685,
    navy: 128,
    oldlace: 16643558,
    olive: 8421376,
    olivedrab: 7048739,
    orange: 16753920,
    orangered: 16729344,
    orchid: 14315734,
    palegoldenrod: 15657130,
    palegreen: 10025880,
    paleturquoise: 11529966,
    palevioletred: 14381203,
    papayawhip: 16773077,
    peachpuff: 16767673,
    peru: 13468991,
    pink: 16761035,
    plum: 14524637,
    powderblue: 11591910,
    purple: 8388736,
    rebeccapurple: 6697881,
    red: 16711680,
    rosybrown: 12357519,
    royalblue: 4286945,
    saddlebrown: 9127187,
    salmon: 16416882,
    sandybrown: 16032864,
    seagreen: 3050327,
    seashell: 16774638,
    sienna: 10506797,
    silver: 12632256,
    skyblue: 8900331,
    slateblue: 6970061,
    slategray: 7372944,
    slategrey: 7372944,
    snow: 16775930,
    springgreen: 65407,
    steelblue: 4620980,
    tan: 13808780,
    teal: 32896,
    thistle: 14204888,
    tomato: 16737095,
    turquoise: 4251856,
    violet: 15631086,
    wheat: 16113331,
    white: 16777215,
    whitesmoke: 16119285,
    yellow: 16776960,
    yellowgreen: 10145074,
  };
Cr(xn, kr, {
  copy(t) {
    return Object.assign(new this.constructor(), this, t);
  },
  displayable() {
    return this.rgb().displayable();
  },
  hex: Dd,
  formatHex: Dd,
  formatHex8: Tx,
  formatHsl: $x,
  formatRgb: Pd,
  toString: Pd,
});
function Dd() {
  return this.rgb().formatHex();
}
function Tx() {
  return this.rgb().formatHex8();
}
function $x() {
  return Ud(this).formatHsl();
}
function Pd() {
  return this.rgb().formatRgb();
}
function kr(t) {
  var e, n;
  return (
    (t = (t + "").trim().toLowerCase()),
    (e = bx.exec(t))
      ? ((n = e[1].length),
        (e = parseInt(e[1], 16)),
        n === 6
          ? Ld(e)
          : n === 3
            ? new Ct(((e >> 8) & 15) | ((e >> 4) & 240), ((e >> 4) & 15) | (e & 240), ((e & 15) << 4) | (e & 15), 1)
            : n === 8
              ? xo((e >> 24) & 255, (e >> 16) & 255, (e >> 8) & 255, (e & 255) / 255)
              : n === 4
                ? xo(
                    ((e >> 12) & 15) | ((e >> 8) & 240),
                    ((e >> 8) & 15) | ((e >> 4) & 240),
                    ((e >> 4) & 15) | (e & 240),
                    (((e & 15) << 4) | (e & 15)) / 255,
                  )
                : null)
      : (e = xx.exec(t))
        ? new Ct(e[1], e[2], e[3], 1)
        : (e = wx.exec(t))
          ? new Ct((e[1] * 255) / 100, (e[2] * 255) / 100, (e[3] * 255) / 100, 1)
          : (e = vx.exec(t))
            ? xo(e[1], e[2], e[3], e[4])
            : (e = _x.exec(t))
              ? xo((e[1] * 255) / 100, (e[2] * 255) / 100, (e[3] * 255) / 100, e[4])
              : (e = Mx.exec(t))
                ? Od(e[1], e[2] / 100, e[3] / 100, 1)
                : (e = Sx.exec(t))
                  ? Od(e[1], e[2] / 100, e[3] / 100, e[4])
                  : Id.hasOwnProperty(t)
                    ? Ld(Id[t])
                    : t === "transparent"
                      ? new Ct(NaN, NaN, NaN, 0)
                      : null
  );
}
function Ld(t) {
  return new Ct((t >> 16) & 255, (t >> 8) & 255, t & 255, 1);
}
function xo(t, e, n, r) {
  return (r <= 0 && (t = e = n = NaN), new Ct(t, e, n, r));
}
function Df(t) {
  return (t instanceof xn || (t = kr(t)), t ? ((t = t.rgb()), new Ct(t.r, t.g, t.b, t.opacity)) : new Ct());
}
function we(t, e, n, r) {
  return arguments.length === 1 ? Df(t) : new Ct(t, e, n, r ?? 1);
}
function Ct(t, e, n, r) {
  ((this.r = +t), (this.g = +e), (this.b = +n), (this.opacity = +r));
}
Cr(
  Ct,
  we,
  yi(xn, {
    brighter(t) {
      return ((t = t == null ? Ar : Math.pow(Ar, t)), new Ct(this.r * t, this.g * t, this.b * t, this.opacity));
    },
    darker(t) {
      return ((t = t == null ? qn : Math.pow(qn, t)), new Ct(this.r * t, this.g * t, this.b * t, this.opacity));
    },
    rgb() {
      return this;
    },
    clamp() {
      return new Ct(On(this.r), On(this.g), On(this.b), vo(this.opacity));
    },
    displayable() {
      return (
        -0.5 <= this.r &&
        this.r < 255.5 &&
        -0.5 <= this.g &&
        this.g < 255.5 &&
        -0.5 <= this.b &&
        this.b < 255.5 &&
        0 <= this.opacity &&
        this.opacity <= 1
      );
    },
    hex: Fd,
    formatHex: Fd,
    formatHex8: Ax,
    formatRgb: Yd,
    toString: Yd,
  }),
);
function Fd() {
  return `#${Yn(this.r)}${Yn(this.g)}${Yn(this.b)}`;
}
function Ax() {
  return `#${Yn(this.r)}${Yn(this.g)}${Yn(this.b)}${Yn((isNaN(this.opacity) ? 1 : this.opacity) * 255)}`;
}
function Yd() {
  let t = vo(this.opacity);
  return `${t === 1 ? "rgb(" : "rgba("}${On(this.r)}, ${On(this.g)}, ${On(this.b)}${t === 1 ? ")" : `, ${t})`}`;
}
function vo(t) {
  return isNaN(t) ? 1 : Math.max(0, Math.min(1, t));
}
function On(t) {
  return Math.max(0, Math.min(255, Math.round(t) || 0));
}
function Yn(t) {
  return ((t = On(t)), (t < 16 ? "0" : "") + t.toString(16));
}
function Od(t, e, n, r) {
  return (r <= 0 ? (t = e = n = NaN) : n <= 0 || n >= 1 ? (t = e = NaN) : e <= 0 && (t = NaN), new xe(t, e, n, r));
}
function Ud(t) {
  if (t instanceof xe) return new xe(t.h, t.s, t.l, t.opacity);
  if ((t instanceof xn || (t = kr(t)), !t)) return new xe();
  if (t instanceof xe) return t;
  t = t.rgb();
  var e = t.r / 255,
    n = t.g / 255,
    r = t.b / 255,
    i = Math.min(e, n, r),
    o = Math.max(e, n, r),
    a = NaN,
    f = o - i,
    u = (o + i) / 2;
  return (
    f
      ? (e === o ? (a = (n - r) / f + (n < r) * 6) : n === o ? (a = (r - e) / f + 2) : (a = (e - n) / f + 4),
        (f /= u < 0.5 ? o + i : 2 - o - i),
        (a *= 60))
      : (f = u > 0 && u < 1 ? 0 : a),
    new xe(a, f, u, t.opacity)
  );
}
function Mo(t, e, n, r) {
  return arguments.length === 1 ? Ud(t) : new xe(t, e, n, r ?? 1);
}
function xe(t, e, n, r) {
  ((this.h = +t), (this.s = +e), (this.l = +n), (this.opacity = +r));
}
Cr(
  xe,
  Mo,
  yi(xn, {
    brighter(t) {
      return ((t = t == null ? Ar : Math.pow(Ar, t)), new xe(this.h, this.s, this.l * t, this.opacity));
    },
    darker(t) {
      return ((t = t == null ? qn : Math.pow(qn, t)), new xe(this.h, this.s, this.l * t, this.opacity));
    },
    rgb() {
      var t = (this.h % 360) + (this.h < 0) * 360,
        e = isNaN(t) || isNaN(this.s) ? 0 : this.s,
        n = this.l,
        r = n + (n < 0.5 ? n : 1 - n) * e,
        i = 2 * n - r;
      return new Ct(
        kf(t >= 240 ? t - 240 : t + 120, i, r),
        kf(t, i, r),
        kf(t < 120 ? t + 240 : t - 120, i, r),
        this.opacity,
      );
    },
    clamp() {
      return new xe(Bd(this.h), wo(this.s), wo(this.l), vo(this.opacity));
    },
    displayable() {
      return (
        ((0 <= this.s && this.s <= 1) || isNaN(this.s)) &&
        0 <= this.l &&
        this.l <= 1 &&
        0 <= this.opacity &&
        this.opacity <= 1
      );
    },
    formatHsl() {
      let t = vo(this.opacity);
      return `${t === 1 ? "hsl(" : "hsla("}${Bd(this.h)}, ${wo(this.s) * 100}%, ${wo(this.l) * 100}%${t === 1 ? ")" : `, ${t})`}`;
    },
  }),
);
function Bd(t) {
  return ((t = (t || 0) % 360), t < 0 ? t + 360 : t);
}
function wo(t) {
  return Math.max(0, Math.min(1, t || 0));
}
function kf(t, e, n) {
  return (t < 60 ? e + ((n - e) * t) / 60 : t < 180 ? n : t < 240 ? e + ((n - e) * (240 - t)) / 60 : e) * 255;
}
var Gd = Math.PI / 180,
  Wd = 180 / Math.PI,
  _o = 18,
  Hd = 0.96422,
  Vd = 1,
  jd = 0.82521,
  Zd = 4 / 29,
  $r = 6 / 29,
  Kd = 3 * $r * $r,
  Cx = $r * $r * $r;
function Qd(t) {
  if (t instanceof ke) return new ke(t.l, t.a, t.b, t.opacity);
  if (t instanceof Je) return Jd(t);
  t instanceof Ct || (t = Df(t));
  var e = If(t.r),
    n = If(t.g),
    r = If(t.b),
    i = Ef((0.2225045 * e + 0.7168786 * n + 0.0606169 * r) / Vd),
    o,
    a;
  return (
    e === n && n === r
      ? (o = a = i)
      : ((o = Ef((0.4360747 * e + 0.3850649 * n + 0.1430804 * r) / Hd)),
        (a = Ef((0.0139322 * e + 0.0971045 * n + 0.7141733 * r) / jd))),
    new ke(116 * i - 16, 500 * (o - i), 200 * (i - a), t.opacity)
  );
}
function So(t, e, n, r) {
  return arguments.length === 1 ? Qd(t) : new ke(t, e, n, r ?? 1);
}
function ke(t, e, n, r) {
  ((this.l = +t), (this.a = +e), (this.b = +n), (this.opacity = +r));
}
Cr(
  ke,
  So,
  yi(xn, {
    brighter(t) {
      return new ke(this.l + _o * (t ?? 1), this.a, this.b, this.opacity);
    },
    darker(t) {
      return new ke(this.l - _o * (t ?? 1), this.a, this.b, this.opacity);
    },
    rgb() {
      var t = (this.l + 16) / 116,
        e = isNaN(this.a) ? t : t + this.a / 500,
        n = isNaN(this.b) ? t : t - this.b / 200;
      return (
        (e = Hd * Nf(e)),
        (t = Vd * Nf(t)),
        (n = jd * Nf(n)),
        new Ct(
          Rf(3.1338561 * e - 1.6168667 * t - 0.4906146 * n),
          Rf(-0.9787684 * e + 1.9161415 * t + 0.033454 * n),
          Rf(0.0719453 * e - 0.2289914 * t + 1.4052427 * n),
          this.opacity,
        )
      );
    },
  }),
);
function Ef(t) {
  return t > Cx ? Math.pow(t, 1 / 3) : t / Kd + Zd;
}
function Nf(t) {
  return t > $r ? t * t * t : Kd * (t - Zd);
}
function Rf(t) {
  return 255 * (t <= 0.0031308 ? 12.92 * t : 1.055 * Math.pow(t, 1 / 2.4) - 0.055);
}
function If(t) {
  return (t /= 255) <= 0.04045 ? t / 12.92 : Math.pow((t + 0.055) / 1.055, 2.4);
}
function kx(t) {
  if (t instanceof Je) return new Je(t.h, t.c, t.l, t.opacity);
  if ((t instanceof ke || (t = Qd(t)), t.a === 0 && t.b === 0))
    return new Je(NaN, 0 < t.l && t.l < 100 ? 0 : NaN, t.l, t.opacity);
  var e = Math.atan2(t.b, t.a) * Wd;
  return new Je(e < 0 ? e + 360 : e, Math.sqrt(t.a * t.a + t.b * t.b), t.l, t.opacity);
}
function To(t, e, n, r) {
  return arguments.length === 1 ? kx(t) : new Je(t, e, n, r ?? 1);
}
function Je(t, e, n, r) {
  ((this.h = +t), (this.c = +e), (this.l = +n), (this.opacity = +r));
}
function Jd(t) {
  if (isNaN(t.h)) return new ke(t.l, 0, 0, t.opacity);
  var e = t.h * Gd;
  return new ke(t.l, Math.cos(e) * t.c, Math.sin(e) * t.c, t.opacity);
}
Cr(
  Je,
  To,
  yi(xn, {
    brighter(t) {
      return new Je(this.h, this.c, this.l + _o * (t ?? 1), this.opacity);
    },
    darker(t) {
      return new Je(this.h, this.c, this.l - _o * (t ?? 1), this.opacity);
    },
    rgb() {
      return Jd(this).rgb();
    },
  }),
);
var th = -0.14861,
  Pf = 1.78277,
  Lf = -0.29227,
  $o = -0.90649,
  gi = 1.97294,
  qd = gi * $o,
  zd = gi * Pf,
  Xd = Pf * Lf - $o * th;
function Ex(t) {
  if (t instanceof Bn) return new Bn(t.h, t.s, t.l, t.opacity);
  t instanceof Ct || (t = Df(t));
  var e = t.r / 255,
    n = t.g / 255,
    r = t.b / 255,
    i = (Xd * r + qd * e - zd * n) / (Xd + qd - zd),
    o = r - i,
    a = (gi * (n - i) - Lf * o) / $o,
    f = Math.sqrt(a * a + o * o) / (gi * i * (1 - i)),
    u = f ? Math.atan2(a, o) * Wd - 120 : NaN;
  return new Bn(u < 0 ? u + 360 : u, f, i, t.opacity);
}
function ie(t, e, n, r) {
  return arguments.length === 1 ? Ex(t) : new Bn(t, e, n, r ?? 1);
}
function Bn(t, e, n, r) {
  ((this.h = +t), (this.s = +e), (this.l = +n), (this.opacity = +r));
}
Cr(
  Bn,
  ie,
  yi(xn, {
    brighter(t) {
      return ((t = t == null ? Ar : Math.pow(Ar, t)), new Bn(this.h, this.s, this.l * t, this.opacity));
    },
    darker(t) {
      return ((t = t == null ? qn : Math.pow(qn, t)), new Bn(this.h, this.s, this.l * t, this.opacity));
    },
    rgb() {
      var t = isNaN(this.h) ? 0 : (this.h + 120) * Gd,
        e = +this.l,
        n = isNaN(this.s) ? 0 : this.s * e * (1 - e),
        r = Math.cos(t),
        i = Math.sin(t);
      return new Ct(
        255 * (e + n * (th * r + Pf * i)),
        255 * (e + n * (Lf * r + $o * i)),
        255 * (e + n * (gi * r)),
        this.opacity,
      );
    },
  }),
);
function rh(t, e, n, r, i) {
  var o = t * t,
    a = o * t;
  return ((1 - 3 * t + 3 * o - a) * e + (4 - 6 * o + 3 * a) * n + (1 + 3 * t + 3 * o - 3 * a) * r + a * i) / 6;
}
function Nx(t) {
  var e = t.length - 1;
  return function (n) {
    var r = n <= 0 ? (n = 0) : n >= 1 ? ((n = 1), e - 1) : Math.floor(n * e),
      i = t[r],
      o = t[r + 1],
      a = r > 0 ? t[r - 1] : 2 * i - o,
      f = r < e - 1 ? t[r + 2] : 2 * o - i;
    return rh((n - r / e) * e, a, i, o, f);
  };
}
function Rx(t) {
  var e = t.length;
  return function (n) {
    var r = Math.floor(((n %= 1) < 0 ? ++n : n) * e),
      i = t[(r + e - 1) % e],
      o = t[r % e],
      a = t[(r + 1) % e],
      f = t[(r + 2) % e];
    return rh((n - r / e) * e, i, o, a, f);
  };
}
var Co = (t) => () => t;
function ih(t, e) {
  return function (n) {
    return t + n * e;
  };
}
function Ix(t, e, n) {
  return (
    (t = Math.pow(t, n)),
    (e = Math.pow(e, n) - t),
    (n = 1 / n),
    function (r) {
      return Math.pow(t + r * e, n);
    }
  );
}
function Bf(t, e) {
  var n = e - t;
  return n ? ih(t, n > 180 || n < -180 ? n - 360 * Math.round(n / 360) : n) : Co(isNaN(t) ? e : t);
}
function Dx(t) {
  return (t = +t) == 1
    ? kt
    : function (e, n) {
        return n - e ? Ix(e, n, t) : Co(isNaN(e) ? n : e);
      };
}
function kt(t, e) {
  var n = e - t;
  return n ? ih(t, n) : Co(isNaN(t) ? e : t);
}
var zn = (function t(e) {
  var n = Dx(e);
  function r(i, o) {
    var a = n((i = we(i)).r, (o = we(o)).r),
      f = n(i.g, o.g),
      u = n(i.b, o.b),
      c = kt(i.opacity, o.opacity);
    return function (s) {
      return ((i.r = a(s)), (i.g = f(s)), (i.b = u(s)), (i.opacity = c(s)), i + "");
    };
  }
  return ((r.gamma = t), r);
})(1);
function oh(t) {
  return function (e) {
    var n = e.length,
      r = new Array(n),
      i = new Array(n),
      o = new Array(n),
      a,
      f;
    for (a = 0; a < n; ++a) ((f = we(e[a])), (r[a] = f.r || 0), (i[a] = f.g || 0), (o[a] = f.b || 0));
    return (
      (r = t(r)),
      (i = t(i)),
      (o = t(o)),
      (f.opacity = 1),
      function (u) {
        return ((f.r = r(u)), (f.g = i(u)), (f.b = o(u)), f + "");
      }
    );
  };
}
var ah = oh(Nx),
  U5 = oh(Rx);
function Px(t, e) {
  e || (e = []);
  var n = t ? Math.min(e.length, t.length) : 0,
    r = e.slice(),
    i;
  return function (o) {
    for (i = 0; i < n; ++i) r[i] = t[i] * (1 - o) + e[i] * o;
    return r;
  };
}
function Lx(t) {
  return ArrayBuffer.isView(t) && !(t instanceof DataView);
}
function Fx(t, e) {
  var n = e ? e.length : 0,
    r = t ? Math.min(n, t.length) : 0,
    i = new Array(r),
    o = new Array(n),
    a;
  for (a = 0; a < r; ++a) i[a] = Er(t[a], e[a]);
  for (; a < n; ++a) o[a] = e[a];
  return function (f) {
    for (a = 0; a < r; ++a) o[a] = i[a](f);
    return o;
  };
}
function Yx(t, e) {
  var n = new Date();
  return (
    (t = +t),
    (e = +e),
    function (r) {
      return (n.setTime(t * (1 - r) + e * r), n);
    }
  );
}
function Mt(t, e) {
  return (
    (t = +t),
    (e = +e),
    function (n) {
      return t * (1 - n) + e * n;
    }
  );
}
function Ox(t, e) {
  var n = {},
    r = {},
    i;
  ((t === null || typeof t != "object") && (t = {}), (e === null || typeof e != "object") && (e = {}));
  for (i in e) i in t ? (n[i] = Er(t[i], e[i])) : (r[i] = e[i]);
  return function (o) {
    for (i in n) r[i] = n[i](o);
    return r;
  };
}
var Yf = /[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g,
  Ff = new RegExp(Yf.source, "g");
function Bx(t) {
  return function () {
    return t;
  };
}
function qx(t) {
  return function (e) {
    return t(e) + "";
  };
}
function zx(t, e) {
  var n = (Yf.lastIndex = Ff.lastIndex = 0),
    r,
    i,
    o,
    a = -1,
    f = [],
    u = [];
  for (t = t + "", e = e + ""; (r = Yf.exec(t)) && (i = Ff.exec(e));)
    ((o = i.index) > n && ((o = e.slice(n, o)), f[a] ? (f[a] += o) : (f[++a] = o)),
      (r = r[0]) === (i = i[0])
        ? f[a]
          ? (f[a] += i)
          : (f[++a] = i)
        : ((f[++a] = null), u.push({ i: a, x: Mt(r, i) })),
      (n = Ff.lastIndex));
  return (
    n < e.length && ((o = e.slice(n)), f[a] ? (f[a] += o) : (f[++a] = o)),
    f.length < 2
      ? u[0]
        ? qx(u[0].x)
        : Bx(e)
      : ((e = u.length),
        function (c) {
          for (var s = 0, d; s < e; ++s) f[(d = u[s]).i] = d.x(c);
          return f.join("");
        })
  );
}
function Er(t, e) {
  var n = typeof e,
    r;
  return e == null || n === "boolean"
    ? Co(e)
    : (n === "number"
        ? Mt
        : n === "string"
          ? (r = kr(e))
            ? ((e = r), zn)
            : zx
          : e instanceof kr
            ? zn
            : e instanceof Date
              ? Yx
              : Lx(e)
                ? Px
                : Array.isArray(e)
                  ? Fx
                  : (typeof e.valueOf != "function" && typeof e.toString != "function") || isNaN(e)
                    ? Ox
                    : Mt)(t, e);
}
function bi(t, e) {
  return (
    (t = +t),
    (e = +e),
    function (n) {
      return Math.round(t * (1 - n) + e * n);
    }
  );
}
var eh = 180 / Math.PI,
  Of = { translateX: 0, translateY: 0, rotate: 0, skewX: 0, scaleX: 1, scaleY: 1 };
function fh(t, e, n, r, i, o) {
  var a, f, u;
  return (
    (a = Math.sqrt(t * t + e * e)) && ((t /= a), (e /= a)),
    (u = t * n + e * r) && ((n -= t * u), (r -= e * u)),
    (f = Math.sqrt(n * n + r * r)) && ((n /= f), (r /= f), (u /= f)),
    t * r < e * n && ((t = -t), (e = -e), (u = -u), (a = -a)),
    { translateX: i, translateY: o, rotate: Math.atan2(e, t) * eh, skewX: Math.atan(u) * eh, scaleX: a, scaleY: f }
  );
}
var Ao;
function Xx(t) {
  let e = new (typeof DOMMatrix == "function" ? DOMMatrix : WebKitCSSMatrix)(t + "");
  return e.isIdentity ? Of : fh(e.a, e.b, e.c, e.d, e.e, e.f);
}
function Ux(t) {
  return t == null ||
    (Ao || (Ao = document.createElementNS("http://www.w3.org/2000/svg", "g")),
    Ao.setAttribute("transform", t),
    !(t = Ao.transform.baseVal.consolidate()))
    ? Of
    : ((t = t.matrix), fh(t.a, t.b, t.c, t.d, t.e, t.f));
}
function uh(t, e, n, r) {
  function i(c) {
    return c.length ? c.pop() + " " : "";
  }
  function o(c, s, d, l, h, p) {
    if (c !== d || s !== l) {
      var m = h.push("translate(", null, e, null, n);
      p.push({ i: m - 4, x: Mt(c, d) }, { i: m - 2, x: Mt(s, l) });
    } else (d || l) && h.push("translate(" + d + e + l + n);
  }
  function a(c, s, d, l) {
    c !== s
      ? (c - s > 180 ? (s += 360) : s - c > 180 && (c += 360),
        l.push({ i: d.push(i(d) + "rotate(", null, r) - 2, x: Mt(c, s) }))
      : s && d.push(i(d) + "rotate(" + s + r);
  }
  function f(c, s, d, l) {
    c !== s ? l.push({ i: d.push(i(d) + "skewX(", null, r) - 2, x: Mt(c, s) }) : s && d.push(i(d) + "skewX(" + s + r);
  }
  function u(c, s, d, l, h, p) {
    if (c !== d || s !== l) {
      var m = h.push(i(h) + "scale(", null, ",", null, ")");
      p.push({ i: m - 4, x: Mt(c, d) }, { i: m - 2, x: Mt(s, l) });
    } else (d !== 1 || l !== 1) && h.push(i(h) + "scale(" + d + "," + l + ")");
  }
  return function (c, s) {
    var d = [],
      l = [];
    return (
      (c = t(c)),
      (s = t(s)),
      o(c.translateX, c.translateY, s.translateX, s.translateY, d, l),
      a(c.rotate, s.rotate, d, l),
      f(c.skewX, s.skewX, d, l),
      u(c.scaleX, c.scaleY, s.scaleX, s.scaleY, d, l),
      (c = s = null),
      function (h) {
        for (var p = -1, m = l.length, g; ++p < m;) d[(g = l[p]).i] = g.x(h);
        return d.join("");
      }
    );
  };
}
var G5 = uh(Xx, "px, ", "px)", "deg)"),
  W5 = uh(Ux, ", ", ")", ")"),
  Gx = 1e-12;
function nh(t) {
  return ((t = Math.exp(t)) + 1 / t) / 2;
}
function Wx(t) {
  return ((t = Math.exp(t)) - 1 / t) / 2;
}
function Hx(t) {
  return ((t = Math.exp(2 * t)) - 1) / (t + 1);
}
var H5 = (function t(e, n, r) {
  function i(o, a) {
    var f = o[0],
      u = o[1],
      c = o[2],
      s = a[0],
      d = a[1],
      l = a[2],
      h = s - f,
      p = d - u,
      m = h * h + p * p,
      g,
      x;
    if (m < Gx)
      ((x = Math.log(l / c) / e),
        (g = function (_) {
          return [f + _ * h, u + _ * p, c * Math.exp(e * _ * x)];
        }));
    else {
      var b = Math.sqrt(m),
        v = (l * l - c * c + r * m) / (2 * c * n * b),
        y = (l * l - c * c - r * m) / (2 * l * n * b),
        M = Math.log(Math.sqrt(v * v + 1) - v),
        w = Math.log(Math.sqrt(y * y + 1) - y);
      ((x = (w - M) / e),
        (g = function (_) {
          var S = _ * x,
            $ = nh(M),
            E = (c / (n * b)) * ($ * Hx(e * S + M) - Wx(M));
          return [f + E * h, u + E * p, (c * $) / nh(e * S + M)];
        }));
    }
    return ((g.duration = (Math.abs(x) * 1e3 * e) / Math.SQRT2), g);
  }
  return (
    (i.rho = function (o) {
      var a = Math.max(0.001, +o),
        f = a * a,
        u = f * f;
      return t(a, f, u);
    }),
    i
  );
})(Math.SQRT2, 2, 4);
function ch(t) {
  return function (e, n) {
    var r = t((e = Mo(e)).h, (n = Mo(n)).h),
      i = kt(e.s, n.s),
      o = kt(e.l, n.l),
      a = kt(e.opacity, n.opacity);
    return function (f) {
      return ((e.h = r(f)), (e.s = i(f)), (e.l = o(f)), (e.opacity = a(f)), e + "");
    };
  };
}
var sh = ch(Bf),
  V5 = ch(kt);
function lh(t, e) {
  var n = kt((t = So(t)).l, (e = So(e)).l),
    r = kt(t.a, e.a),
    i = kt(t.b, e.b),
    o = kt(t.opacity, e.opacity);
  return function (a) {
    return ((t.l = n(a)), (t.a = r(a)), (t.b = i(a)), (t.opacity = o(a)), t + "");
  };
}
function dh(t) {
  return function (e, n) {
    var r = t((e = To(e)).h, (n = To(n)).h),
      i = kt(e.c, n.c),
      o = kt(e.l, n.l),
      a = kt(e.opacity, n.opacity);
    return function (f) {
      return ((e.h = r(f)), (e.c = i(f)), (e.l = o(f)), (e.opacity = a(f)), e + "");
    };
  };
}
var hh = dh(Bf),
  j5 = dh(kt);
function ph(t) {
  return (function e(n) {
    n = +n;
    function r(i, o) {
      var a = t((i = ie(i)).h, (o = ie(o)).h),
        f = kt(i.s, o.s),
        u = kt(i.l, o.l),
        c = kt(i.opacity, o.opacity);
      return function (s) {
        return ((i.h = a(s)), (i.s = f(s)), (i.l = u(Math.pow(s, n))), (i.opacity = c(s)), i + "");
      };
    }
    return ((r.gamma = e), r);
  })(1);
}
var Z5 = ph(Bf),
  ko = ph(kt);
function wn(t, e) {
  e === void 0 && ((e = t), (t = Er));
  for (var n = 0, r = e.length - 1, i = e[0], o = new Array(r < 0 ? 0 : r); n < r;) o[n] = t(i, (i = e[++n]));
  return function (a) {
    var f = Math.max(0, Math.min(r - 1, Math.floor((a *= r))));
    return o[f](a - f);
  };
}
function Bt(t, e) {
  for (var n = new Array(e), r = 0; r < e; ++r) n[r] = t(r / (e - 1));
  return n;
}
var xi = Math.PI,
  qf = 2 * xi,
  Xn = 1e-6,
  Vx = qf - Xn;
function mh(t) {
  this._ += t[0];
  for (let e = 1, n = t.length; e < n; ++e) this._ += arguments[e] + t[e];
}
function jx(t) {
  let e = Math.floor(t);
  if (!(e >= 0)) throw new Error(`invalid digits: ${t}`);
  if (e > 15) return mh;
  let n = 10 ** e;
  return function (r) {
    this._ += r[0];
    for (let i = 1, o = r.length; i < o; ++i) this._ += Math.round(arguments[i] * n) / n + r[i];
  };
}
function gh(t, e, n, r) {
  return t === n && e === r;
}
function Zx(t) {
  let e = Math.floor(t);
  if (!(e <= 15)) return gh;
  let n = 10 ** e,
    r = function (i) {
      return Math.round(i * n);
    };
  return function (i, o, a, f) {
    return r(i) === r(a) && r(o) === r(f);
  };
}
var Un = class {
  constructor(e) {
    ((this._x0 = this._y0 = this._x1 = this._y1 = null),
      (this._ = ""),
      (this._append = e == null ? mh : jx(e)),
      (this._equal = e == null ? gh : Zx(e)));
  }
  moveTo(e, n) {
    this._append`M${(this._x0 = this._x1 = +e)},${(this._y0 = this._y1 = +n)}`;
  }
  closePath() {
    this._x1 !== null && ((this._x1 = this._x0), (this._y1 = this._y0), this._append`Z`);
  }
  lineTo(e, n) {
    this._append`L${(this._x1 = +e)},${(this._y1 = +n)}`;
  }
  quadraticCurveTo(e, n, r, i) {
    this._append`Q${+e},${+n},${(this._x1 = +r)},${(this._y1 = +i)}`;
  }
  bezierCurveTo(e, n, r, i, o, a) {
    this._append`C${+e},${+n},${+r},${+i},${(this._x1 = +o)},${(this._y1 = +a)}`;
  }
  arcTo(e, n, r, i, o) {
    if (((e = +e), (n = +n), (r = +r), (i = +i), (o = +o), o < 0)) throw new Error(`negative radius: ${o}`);
    let a = this._x1,
      f = this._y1,
      u = r - e,
      c = i - n,
      s = a - e,
      d = f - n,
      l = s * s + d * d;
    if (this._x1 === null) this._append`M${(this._x1 = e)},${(this._y1 = n)}`;
    else if (l > Xn)
      if (!(Math.abs(d * u - c * s) > Xn) || !o) this._append`L${(this._x1 = e)},${(this._y1 = n)}`;
      else {
        let h = r - a,
          p = i - f,
          m = u * u + c * c,
          g = h * h + p * p,
          x = Math.sqrt(m),
          b = Math.sqrt(l),
          v = o * Math.tan((xi - Math.acos((m + l - g) / (2 * x * b))) / 2),
          y = v / b,
          M = v / x;
        (Math.abs(y - 1) > Xn && this._append`L${e + y * s},${n + y * d}`,
          this._append`A${o},${o},0,0,${+(d * h > s * p)},${(this._x1 = e + M * u)},${(this._y1 = n + M * c)}`);
      }
  }
  arc(e, n, r, i, o, a) {
    if (((e = +e), (n = +n), (r = +r), (a = !!a), r < 0)) throw new Error(`negative radius: ${r}`);
    let f = r * Math.cos(i),
      u = r * Math.sin(i),
      c = e + f,
      s = n + u,
      d = 1 ^ a,
      l = a ? i - o : o - i;
    if (
      (this._x1 === null
        ? this._append`M${c},${s}`
        : (Math.abs(this._x1 - c) > Xn || Math.abs(this._y1 - s) > Xn) && this._append`L${c},${s}`,
      !!r)
    ) {
      if ((l < 0 && (l = (l % qf) + qf), l > Vx))
        this._append`A${r},${r},0,1,${d},${e - f},${n - u}A${r},${r},0,1,${d},${(this._x1 = c)},${(this._y1 = s)}`;
      else if (l > Xn) {
        let h = e + r * Math.cos(o),
          p = n + r * Math.sin(o);
        if (l >= xi && this._equal(c, s, h, p)) {
          l /= 2;
          let m = i + l;
          this._append`A${r},${r},0,${+(l >= xi)},${d},${e + r * Math.cos(m)},${n + r * Math.sin(m)}`;
        }
        this._append`A${r},${r},0,${+(l >= xi)},${d},${(this._x1 = h)},${(this._y1 = p)}`;
      }
    }
  }
  rect(e, n, r, i) {
    this._append`M${(this._x0 = this._x1 = +e)},${(this._y0 = this._y1 = +n)}h${(r = +r)}v${+i}h${-r}Z`;
  }
  toString() {
    return this._;
  }
};
function Kx() {
  return new Un();
}
Kx.prototype = Un.prototype;
function Ee(t = 3) {
  return new Un(+t);
}
function Qx(t) {
  return Math.abs((t = Math.round(t))) >= 1e21 ? t.toLocaleString("en").replace(/,/g, "") : t.toString(10);
}
function No(t, e) {
  if (!isFinite(t) || t === 0) return null;
  var n = (t = e ? t.toExponential(e - 1) : t.toExponential()).indexOf("e"),
    r = t.slice(0, n);
  return [r.length > 1 ? r[0] + r.slice(2) : r, +t.slice(n + 1)];
}
function Nr(t) {
  return ((t = No(Math.abs(t))), t ? t[1] : NaN);
}
function Jx(t, e) {
  return function (n, r) {
    for (
      var i = n.length, o = [], a = 0, f = t[0], u = 0;
      i > 0 &&
      f > 0 &&
      (u + f + 1 > r && (f = Math.max(1, r - u)), o.push(n.substring((i -= f), i + f)), !((u += f + 1) > r));
    )
      f = t[(a = (a + 1) % t.length)];
    return o.reverse().join(e);
  };
}
function tw(t) {
  return function (e) {
    return e.replace(/[0-9]/g, function (n) {
      return t[+n];
    });
  };
}
var ew = /^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?(~)?([a-z%])?$/i;
function Rr(t) {
  if (!(e = ew.exec(t))) throw new Error("invalid format: " + t);
  var e;
  return new zf({
    fill: e[1],
    align: e[2],
    sign: e[3],
    symbol: e[4],
    zero: e[5],
    width: e[6],
    comma: e[7],
    precision: e[8] && e[8].slice(1),
    trim: e[9],
    type: e[10],
  });
}
Rr.prototype = zf.prototype;
function zf(t) {
  ((this.fill = t.fill === void 0 ? " " : t.fill + ""),
    (this.align = t.align === void 0 ? ">" : t.align + ""),
    (this.sign = t.sign === void 0 ? "-" : t.sign + ""),
    (this.symbol = t.symbol === void 0 ? "" : t.symbol + ""),
    (this.zero = !!t.zero),
    (this.width = t.width === void 0 ? void 0 : +t.width),
    (this.comma = !!t.comma),
    (this.precision = t.precision === void 0 ? void 0 : +t.precision),
    (this.trim = !!t.trim),
    (this.type = t.type === void 0 ? "" : t.type + ""));
}
zf.prototype.toString = function () {
  return (
    this.fill +
    this.align +
    this.sign +
    this.symbol +
    (this.zero ? "0" : "") +
    (this.width === void 0 ? "" : Math.max(1, this.width | 0)) +
    (this.comma ? "," : "") +
    (this.precision === void 0 ? "" : "." + Math.max(0, this.precision | 0)) +
    (this.trim ? "~" : "") +
    this.type
  );
};
function nw(t) {
  t: for (var e = t.length, n = 1, r = -1, i; n < e; ++n)
    switch (t[n]) {
      case ".":
        r = i = n;
        break;
      case "0":
        (r === 0 && (r = n), (i = n));
        break;
      default:
        if (!+t[n]) break t;
        r > 0 && (r = 0);
        break;
    }
  return r > 0 ? t.slice(0, r) + t.slice(i + 1) : t;
}
var Ro;
function rw(t, e) {
  var n = No(t, e);
  if (!n) return ((Ro = void 0), t.toPrecision(e));
  var r = n[0],
    i = n[1],
    o = i - (Ro = Math.max(-8, Math.min(8, Math.floor(i / 3))) * 3) + 1,
    a = r.length;
  return o === a
    ? r
    : o > a
      ? r + new Array(o - a + 1).join("0")
      : o > 0
        ? r.slice(0, o) + "." + r.slice(o)
        : "0." + new Array(1 - o).join("0") + No(t, Math.max(0, e + o - 1))[0];
}
function yh(t, e) {
  var n = No(t, e);
  if (!n) return t + "";
  var r = n[0],
    i = n[1];
  return i < 0
    ? "0." + new Array(-i).join("0") + r
    : r.length > i + 1
      ? r.slice(0, i + 1) + "." + r.slice(i + 1)
      : r + new Array(i - r.length + 2).join("0");
}
var bh = {
  "%": (t, e) => (t * 100).toFixed(e),
  b: (t) => Math.round(t).toString(2),
  c: (t) => t + "",
  d: Qx,
  e: (t, e) => t.toExponential(e),
  f: (t, e) => t.toFixed(e),
  g: (t, e) => t.toPrecision(e),
  o: (t) => Math.round(t).toString(8),
  p: (t, e) => yh(t * 100, e),
  r: yh,
  s: rw,
  X: (t) => Math.round(t).toString(16).toUpperCase(),
  x: (t) => Math.round(t).toString(16),
};
function xh(t) {
  return t;
}
var wh = Array.prototype.map,
  vh = ["y", "z", "a", "f", "p", "n", "\xB5", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
function iw(t) {
  var e = t.grouping === void 0 || t.thousands === void 0 ? xh : Jx(wh.call(t.grouping, Number), t.thousands + ""),
    n = t.currency === void 0 ? "" : t.currency[0] + "",
    r = t.currency === void 0 ? "" : t.currency[1] + "",
    i = t.decimal === void 0 ? "." : t.decimal + "",
    o = t.numerals === void 0 ? xh : tw(wh.call(t.numerals, String)),
    a = t.percent === void 0 ? "%" : t.percent + "",
    f = t.minus === void 0 ? "\u2212" : t.minus + "",
    u = t.nan === void 0 ? "NaN" : t.nan + "";
  function c(d, l) {
    d = Rr(d);
    var h = d.fill,
      p = d.align,
      m = d.sign,
      g = d.symbol,
      x = d.zero,
      b = d.width,
      v = d.comma,
      y = d.precision,
      M = d.trim,
      w = d.type;
    (w === "n" ? ((v = !0), (w = "g")) : bh[w] || (y === void 0 && (y = 12), (M = !0), (w = "g")),
      (x || (h === "0" && p === "=")) && ((x = !0), (h = "0"), (p = "=")));
    var _ =
        (l && l.prefix !== void 0 ? l.prefix : "") +
        (g === "$" ? n : g === "#" && /[boxX]/.test(w) ? "0" + w.toLowerCase() : ""),
      S = (g === "$" ? r : /[%p]/.test(w) ? a : "") + (l && l.suffix !== void 0 ? l.suffix : ""),
      $ = bh[w],
      E = /[defgprs%]/.test(w);
    y = y === void 0 ? 6 : /[gprs]/.test(w) ? Math.max(1, Math.min(21, y)) : Math.max(0, Math.min(20, y));
    function A(k) {
      var F = _,
        D = S,
        T,
        P,
        R;
      if (w === "c") ((D = $(k) + D), (k = ""));
      else {
        k = +k;
        var U = k < 0 || 1 / k < 0;
        if (
          ((k = isNaN(k) ? u : $(Math.abs(k), y)),
          M && (k = nw(k)),
          U && +k == 0 && m !== "+" && (U = !1),
          (F = (U ? (m === "(" ? m : f) : m === "-" || m === "(" ? "" : m) + F),
          (D = (w === "s" && !isNaN(k) && Ro !== void 0 ? vh[8 + Ro / 3] : "") + D + (U && m === "(" ? ")" : "")),
          E)
        ) {
          for (T = -1, P = k.length; ++T < P;)
            if (((R = k.charCodeAt(T)), 48 > R || R > 57)) {
              ((D = (R === 46 ? i + k.slice(T + 1) : k.slice(T)) + D), (k = k.slice(0, T)));
              break;
            }
        }
      }
      v && !x && (k = e(k, 1 / 0));
      var I = F.length + k.length + D.length,
        L = I < b ? new Array(b - I + 1).join(h) : "";
      switch ((v && x && ((k = e(L + k, L.length ? b - D.length : 1 / 0)), (L = "")), p)) {
        case "<":
          k = F + k + D + L;
          break;
        case "=":
          k = F + L + k + D;
          break;
        case "^":
          k = L.slice(0, (I = L.length >> 1)) + F + k + D + L.slice(I);
          break;
        default:
          k = L + F + k + D;
          break;
      }
      return o(k);
    }
    return (
      (A.toString = function () {
        return d + "";
      }),
      A
    );
  }
  function s(d, l) {
    var h = Math.max(-8, Math.min(8, Math.floor(Nr(l) / 3))) * 3,
      p = Math.pow(10, -h),
      m = c(((d = Rr(d)), (d.type = "f"), d), { suffix: vh[8 + h / 3] });
    return function (g) {
      return m(p * g);
    };
  }
  return { format: c, formatPrefix: s };
}
var Eo, Ne, Xf;
ow({ thousands: ",", grouping: [3], currency: ["$", ""] });
function ow(t) {
  return ((Eo = iw(t)), (Ne = Eo.format), (Xf = Eo.formatPrefix), Eo);
}
function _h(t) {
  return Math.max(0, -Nr(Math.abs(t)));
}
function Mh(t, e) {
  return Math.max(0, Math.max(-8, Math.min(8, Math.floor(Nr(e) / 3))) * 3 - Nr(Math.abs(t)));
}
function Sh(t, e) {
  return ((t = Math.abs(t)), (e = Math.abs(e) - t), Math.max(0, Nr(e) - Nr(t)) + 1);
}
var V = 1e-6,
  Xh = 1e-12,
  J = Math.PI,
  gt = J / 2,
  Th = J / 4,
  Qt = J * 2,
  qt = 180 / J,
  mt = J / 180,
  ft = Math.abs,
  Lr = Math.atan,
  en = Math.atan2,
  K = Math.cos;
var Uh = Math.exp;
var Oo = Math.log,
  Uf = Math.pow,
  j = Math.sin,
  ae =
    Math.sign ||
    function (t) {
      return t > 0 ? 1 : t < 0 ? -1 : 0;
    },
  Gt = Math.sqrt,
  su = Math.tan;
function Gh(t) {
  return t > 1 ? 0 : t < -1 ? J : Math.acos(t);
}
function ue(t) {
  return t > 1 ? gt : t < -1 ? -gt : Math.asin(t);
}
function fe() {}
function Bo(t, e) {
  t && Ah.hasOwnProperty(t.type) && Ah[t.type](t, e);
}
var $h = {
    Feature: function (t, e) {
      Bo(t.geometry, e);
    },
    FeatureCollection: function (t, e) {
      for (var n = t.features, r = -1, i = n.length; ++r < i;) Bo(n[r].geometry, e);
    },
  },
  Ah = {
    Sphere: function (t, e) {
      e.sphere();
    },
    Point: function (t, e) {
      ((t = t.coordinates), e.point(t[0], t[1], t[2]));
    },
    MultiPoint: function (t, e) {
      for (var n = t.coordinates, r = -1, i = n.length; ++r < i;) ((t = n[r]), e.point(t[0], t[1], t[2]));
    },
    LineString: function (t, e) {
      jf(t.coordinates, e, 0);
    },
    MultiLineString: function (t, e) {
      for (var n = t.coordinates, r = -1, i = n.length; ++r < i;) jf(n[r], e, 0);
    },
    Polygon: function (t, e) {
      Ch(t.coordinates, e);
    },
    MultiPolygon: function (t, e) {
      for (var n = t.coordinates, r = -1, i = n.length; ++r < i;) Ch(n[r], e);
    },
    GeometryCollection: function (t, e) {
      for (var n = t.geometries, r = -1, i = n.length; ++r < i;) Bo(n[r], e);
    },
  };
function jf(t, e, n) {
  var r = -1,
    i = t.length - n,
    o;
  for (e.lineStart(); ++r < i;) ((o = t[r]), e.point(o[0], o[1], o[2]));
  e.lineEnd();
}
function Ch(t, e) {
  var n = -1,
    r = t.length;
  for (e.polygonStart(); ++n < r;) jf(t[n], e, 1);
  e.polygonEnd();
}
function vn(t, e) {
  t && $h.hasOwnProperty(t.type) ? $h[t.type](t, e) : Bo(t, e);
}
var e4 = new ee(),
  n4 = new ee();
function Zf(t) {
  return [en(t[1], t[0]), ue(t[2])];
}
function Dr(t) {
  var e = t[0],
    n = t[1],
    r = K(n);
  return [r * K(e), r * j(e), j(n)];
}
function Io(t, e) {
  return t[0] * e[0] + t[1] * e[1] + t[2] * e[2];
}
function qo(t, e) {
  return [t[1] * e[2] - t[2] * e[1], t[2] * e[0] - t[0] * e[2], t[0] * e[1] - t[1] * e[0]];
}
function Gf(t, e) {
  ((t[0] += e[0]), (t[1] += e[1]), (t[2] += e[2]));
}
function Do(t, e) {
  return [t[0] * e, t[1] * e, t[2] * e];
}
function Kf(t) {
  var e = Gt(t[0] * t[0] + t[1] * t[1] + t[2] * t[2]);
  ((t[0] /= e), (t[1] /= e), (t[2] /= e));
}
function Qf(t, e) {
  function n(r, i) {
    return ((r = t(r, i)), e(r[0], r[1]));
  }
  return (
    t.invert &&
      e.invert &&
      (n.invert = function (r, i) {
        return ((r = e.invert(r, i)), r && t.invert(r[0], r[1]));
      }),
    n
  );
}
function Jf(t, e) {
  return (ft(t) > J && (t -= Math.round(t / Qt) * Qt), [t, e]);
}
Jf.invert = Jf;
function Wh(t, e, n) {
  return (t %= Qt) ? (e || n ? Qf(Eh(t), Nh(e, n)) : Eh(t)) : e || n ? Nh(e, n) : Jf;
}
function kh(t) {
  return function (e, n) {
    return ((e += t), ft(e) > J && (e -= Math.round(e / Qt) * Qt), [e, n]);
  };
}
function Eh(t) {
  var e = kh(t);
  return ((e.invert = kh(-t)), e);
}
function Nh(t, e) {
  var n = K(t),
    r = j(t),
    i = K(e),
    o = j(e);
  function a(f, u) {
    var c = K(u),
      s = K(f) * c,
      d = j(f) * c,
      l = j(u),
      h = l * n + s * r;
    return [en(d * i - h * o, s * n - l * r), ue(h * i + d * o)];
  }
  return (
    (a.invert = function (f, u) {
      var c = K(u),
        s = K(f) * c,
        d = j(f) * c,
        l = j(u),
        h = l * i - d * o;
      return [en(d * i + l * o, s * n + h * r), ue(h * n - s * r)];
    }),
    a
  );
}
function aw(t) {
  t = Wh(t[0] * mt, t[1] * mt, t.length > 2 ? t[2] * mt : 0);
  function e(n) {
    return ((n = t(n[0] * mt, n[1] * mt)), (n[0] *= qt), (n[1] *= qt), n);
  }
  return (
    (e.invert = function (n) {
      return ((n = t.invert(n[0] * mt, n[1] * mt)), (n[0] *= qt), (n[1] *= qt), n);
    }),
    e
  );
}
function fw(t, e, n, r, i, o) {
  if (n) {
    var a = K(e),
      f = j(e),
      u = r * n;
    i == null
      ? ((i = e + r * Qt), (o = e - u / 2))
      : ((i = Rh(a, i)), (o = Rh(a, o)), (r > 0 ? i < o : i > o) && (i += r * Qt));
    for (var c, s = i; r > 0 ? s > o : s < o; s -= u) ((c = Zf([a, -f * K(s), -f * j(s)])), t.point(c[0], c[1]));
  }
}
function Rh(t, e) {
  ((e = Dr(e)), (e[0] -= t), Kf(e));
  var n = Gh(-e[1]);
  return ((-e[2] < 0 ? -n : n) + Qt - V) % Qt;
}
function Hh() {
  var t = [],
    e;
  return {
    point: function (n, r, i) {
      e.push([n, r, i]);
    },
    lineStart: function () {
      t.push((e = []));
    },
    lineEnd: fe,
    rejoin: function () {
      t.length > 1 && t.push(t.pop().concat(t.shift()));
    },
    result: function () {
      var n = t;
      return ((t = []), (e = null), n);
    },
  };
}
function Yo(t, e) {
  return ft(t[0] - e[0]) < V && ft(t[1] - e[1]) < V;
}
function Po(t, e, n, r) {
  ((this.x = t), (this.z = e), (this.o = n), (this.e = r), (this.v = !1), (this.n = this.p = null));
}
function Vh(t, e, n, r, i) {
  var o = [],
    a = [],
    f,
    u;
  if (
    (t.forEach(function (p) {
      if (!((m = p.length - 1) <= 0)) {
        var m,
          g = p[0],
          x = p[m],
          b;
        if (Yo(g, x)) {
          if (!g[2] && !x[2]) {
            for (i.lineStart(), f = 0; f < m; ++f) i.point((g = p[f])[0], g[1]);
            i.lineEnd();
            return;
          }
          x[0] += 2 * V;
        }
        (o.push((b = new Po(g, p, null, !0))),
          a.push((b.o = new Po(g, null, b, !1))),
          o.push((b = new Po(x, p, null, !1))),
          a.push((b.o = new Po(x, null, b, !0))));
      }
    }),
    !!o.length)
  ) {
    for (a.sort(e), Ih(o), Ih(a), f = 0, u = a.length; f < u; ++f) a[f].e = n = !n;
    for (var c = o[0], s, d; ;) {
      for (var l = c, h = !0; l.v;) if ((l = l.n) === c) return;
      ((s = l.z), i.lineStart());
      do {
        if (((l.v = l.o.v = !0), l.e)) {
          if (h) for (f = 0, u = s.length; f < u; ++f) i.point((d = s[f])[0], d[1]);
          else r(l.x, l.n.x, 1, i);
          l = l.n;
        } else {
          if (h) for (s = l.p.z, f = s.length - 1; f >= 0; --f) i.point((d = s[f])[0], d[1]);
          else r(l.x, l.p.x, -1, i);
          l = l.p;
        }
        ((l = l.o), (s = l.z), (h = !h));
      } while (!l.v);
      i.lineEnd();
    }
  }
}
function Ih(t) {
  if ((e = t.length)) {
    for (var e, n = 0, r = t[0], i; ++n < e;) ((r.n = i = t[n]), (i.p = r), (r = i));
    ((r.n = i = t[0]), (i.p = r));
  }
}
function Wf(t) {
  return ft(t[0]) <= J ? t[0] : ae(t[0]) * (((ft(t[0]) + J) % Qt) - J);
}
function uw(t, e) {
  var n = Wf(e),
    r = e[1],
    i = j(r),
    o = [j(n), -K(n), 0],
    a = 0,
    f = 0,
    u = new ee();
  i === 1 ? (r = gt + V) : i === -1 && (r = -gt - V);
  for (var c = 0, s = t.length; c < s; ++c)
    if ((l = (d = t[c]).length))
      for (
        var d, l, h = d[l - 1], p = Wf(h), m = h[1] / 2 + Th, g = j(m), x = K(m), b = 0;
        b < l;
        ++b, p = y, g = w, x = _, h = v
      ) {
        var v = d[b],
          y = Wf(v),
          M = v[1] / 2 + Th,
          w = j(M),
          _ = K(M),
          S = y - p,
          $ = S >= 0 ? 1 : -1,
          E = $ * S,
          A = E > J,
          k = g * w;
        if ((u.add(en(k * $ * j(E), x * _ + k * K(E))), (a += A ? S + $ * Qt : S), A ^ (p >= n) ^ (y >= n))) {
          var F = qo(Dr(h), Dr(v));
          Kf(F);
          var D = qo(o, F);
          Kf(D);
          var T = (A ^ (S >= 0) ? -1 : 1) * ue(D[2]);
          (r > T || (r === T && (F[0] || F[1]))) && (f += A ^ (S >= 0) ? 1 : -1);
        }
      }
  return (a < -V || (a < V && u < -Xh)) ^ (f & 1);
}
function jh(t, e, n, r) {
  return function (i) {
    var o = e(i),
      a = Hh(),
      f = e(a),
      u = !1,
      c,
      s,
      d,
      l = {
        point: h,
        lineStart: m,
        lineEnd: g,
        polygonStart: function () {
          ((l.point = x), (l.lineStart = b), (l.lineEnd = v), (s = []), (c = []));
        },
        polygonEnd: function () {
          ((l.point = h), (l.lineStart = m), (l.lineEnd = g), (s = _f(s)));
          var y = uw(c, r);
          (s.length
            ? (u || (i.polygonStart(), (u = !0)), Vh(s, sw, y, n, i))
            : y && (u || (i.polygonStart(), (u = !0)), i.lineStart(), n(null, null, 1, i), i.lineEnd()),
            u && (i.polygonEnd(), (u = !1)),
            (s = c = null));
        },
        sphere: function () {
          (i.polygonStart(), i.lineStart(), n(null, null, 1, i), i.lineEnd(), i.polygonEnd());
        },
      };
    function h(y, M) {
      t(y, M) && i.point(y, M);
    }
    function p(y, M) {
      o.point(y, M);
    }
    function m() {
      ((l.point = p), o.lineStart());
    }
    function g() {
      ((l.point = h), o.lineEnd());
    }
    function x(y, M) {
      (d.push([y, M]), f.point(y, M));
    }
    function b() {
      (f.lineStart(), (d = []));
    }
    function v() {
      (x(d[0][0], d[0][1]), f.lineEnd());
      var y = f.clean(),
        M = a.result(),
        w,
        _ = M.length,
        S,
        $,
        E;
      if ((d.pop(), c.push(d), (d = null), !!_)) {
        if (y & 1) {
          if ((($ = M[0]), (S = $.length - 1) > 0)) {
            for (u || (i.polygonStart(), (u = !0)), i.lineStart(), w = 0; w < S; ++w) i.point((E = $[w])[0], E[1]);
            i.lineEnd();
          }
          return;
        }
        (_ > 1 && y & 2 && M.push(M.pop().concat(M.shift())), s.push(M.filter(cw)));
      }
    }
    return l;
  };
}
function cw(t) {
  return t.length > 1;
}
function sw(t, e) {
  return ((t = t.x)[0] < 0 ? t[1] - gt - V : gt - t[1]) - ((e = e.x)[0] < 0 ? e[1] - gt - V : gt - e[1]);
}
var Dh = jh(
  function () {
    return !0;
  },
  lw,
  hw,
  [-J, -gt],
);
function lw(t) {
  var e = NaN,
    n = NaN,
    r = NaN,
    i;
  return {
    lineStart: function () {
      (t.lineStart(), (i = 1));
    },
    point: function (o, a) {
      var f = o > 0 ? J : -J,
        u = ft(o - e);
      (ft(u - J) < V
        ? (t.point(e, (n = (n + a) / 2 > 0 ? gt : -gt)),
          t.point(r, n),
          t.lineEnd(),
          t.lineStart(),
          t.point(f, n),
          t.point(o, n),
          (i = 0))
        : r !== f &&
          u >= J &&
          (ft(e - r) < V && (e -= r * V),
          ft(o - f) < V && (o -= f * V),
          (n = dw(e, n, o, a)),
          t.point(r, n),
          t.lineEnd(),
          t.lineStart(),
          t.point(f, n),
          (i = 0)),
        t.point((e = o), (n = a)),
        (r = f));
    },
    lineEnd: function () {
      (t.lineEnd(), (e = n = NaN));
    },
    clean: function () {
      return 2 - i;
    },
  };
}
function dw(t, e, n, r) {
  var i,
    o,
    a = j(t - n);
  return ft(a) > V ? Lr((j(e) * (o = K(r)) * j(n) - j(r) * (i = K(e)) * j(t)) / (i * o * a)) : (e + r) / 2;
}
function hw(t, e, n, r) {
  var i;
  if (t == null)
    ((i = n * gt),
      r.point(-J, i),
      r.point(0, i),
      r.point(J, i),
      r.point(J, 0),
      r.point(J, -i),
      r.point(0, -i),
      r.point(-J, -i),
      r.point(-J, 0),
      r.point(-J, i));
  else if (ft(t[0] - e[0]) > V) {
    var o = t[0] < e[0] ? J : -J;
    ((i = (n * o) / 2), r.point(-o, i), r.point(0, i), r.point(o, i));
  } else r.point(e[0], e[1]);
}
function pw(t) {
  var e = K(t),
    n = 2 * mt,
    r = e > 0,
    i = ft(e) > V;
  function o(s, d, l, h) {
    fw(h, t, n, l, s, d);
  }
  function a(s, d) {
    return K(s) * K(d) > e;
  }
  function f(s) {
    var d, l, h, p, m;
    return {
      lineStart: function () {
        ((p = h = !1), (m = 1));
      },
      point: function (g, x) {
        var b = [g, x],
          v,
          y = a(g, x),
          M = r ? (y ? 0 : c(g, x)) : y ? c(g + (g < 0 ? J : -J), x) : 0;
        if (
          (!d && (p = h = y) && s.lineStart(),
          y !== h && ((v = u(d, b)), (!v || Yo(d, v) || Yo(b, v)) && (b[2] = 1)),
          y !== h)
        )
          ((m = 0),
            y
              ? (s.lineStart(), (v = u(b, d)), s.point(v[0], v[1]))
              : ((v = u(d, b)), s.point(v[0], v[1], 2), s.lineEnd()),
            (d = v));
        else if (i && d && r ^ y) {
          var w;
          !(M & l) &&
            (w = u(b, d, !0)) &&
            ((m = 0),
            r
              ? (s.lineStart(), s.point(w[0][0], w[0][1]), s.point(w[1][0], w[1][1]), s.lineEnd())
              : (s.point(w[1][0], w[1][1]), s.lineEnd(), s.lineStart(), s.point(w[0][0], w[0][1], 3)));
        }
        (y && (!d || !Yo(d, b)) && s.point(b[0], b[1]), (d = b), (h = y), (l = M));
      },
      lineEnd: function () {
        (h && s.lineEnd(), (d = null));
      },
      clean: function () {
        return m | ((p && h) << 1);
      },
    };
  }
  function u(s, d, l) {
    var h = Dr(s),
      p = Dr(d),
      m = [1, 0, 0],
      g = qo(h, p),
      x = Io(g, g),
      b = g[0],
      v = x - b * b;
    if (!v) return !l && s;
    var y = (e * x) / v,
      M = (-e * b) / v,
      w = qo(m, g),
      _ = Do(m, y),
      S = Do(g, M);
    Gf(_, S);
    var $ = w,
      E = Io(_, $),
      A = Io($, $),
      k = E * E - A * (Io(_, _) - 1);
    if (!(k < 0)) {
      var F = Gt(k),
        D = Do($, (-E - F) / A);
      if ((Gf(D, _), (D = Zf(D)), !l)) return D;
      var T = s[0],
        P = d[0],
        R = s[1],
        U = d[1],
        I;
      P < T && ((I = T), (T = P), (P = I));
      var L = P - T,
        q = ft(L - J) < V,
        z = q || L < V;
      if (
        (!q && U < R && ((I = R), (R = U), (U = I)),
        z
          ? q
            ? (R + U > 0) ^ (D[1] < (ft(D[0] - T) < V ? R : U))
            : R <= D[1] && D[1] <= U
          : (L > J) ^ (T <= D[0] && D[0] <= P))
      ) {
        var B = Do($, (-E + F) / A);
        return (Gf(B, _), [D, Zf(B)]);
      }
    }
  }
  function c(s, d) {
    var l = r ? t : J - t,
      h = 0;
    return (s < -l ? (h |= 1) : s > l && (h |= 2), d < -l ? (h |= 4) : d > l && (h |= 8), h);
  }
  return jh(a, f, o, r ? [0, -t] : [-J, t - J]);
}
function mw(t, e, n, r, i, o) {
  var a = t[0],
    f = t[1],
    u = e[0],
    c = e[1],
    s = 0,
    d = 1,
    l = u - a,
    h = c - f,
    p;
  if (((p = n - a), !(!l && p > 0))) {
    if (((p /= l), l < 0)) {
      if (p < s) return;
      p < d && (d = p);
    } else if (l > 0) {
      if (p > d) return;
      p > s && (s = p);
    }
    if (((p = i - a), !(!l && p < 0))) {
      if (((p /= l), l < 0)) {
        if (p > d) return;
        p > s && (s = p);
      } else if (l > 0) {
        if (p < s) return;
        p < d && (d = p);
      }
      if (((p = r - f), !(!h && p > 0))) {
        if (((p /= h), h < 0)) {
          if (p < s) return;
          p < d && (d = p);
        } else if (h > 0) {
          if (p > d) return;
          p > s && (s = p);
        }
        if (((p = o - f), !(!h && p < 0))) {
          if (((p /= h), h < 0)) {
            if (p > d) return;
            p > s && (s = p);
          } else if (h > 0) {
            if (p < s) return;
            p < d && (d = p);
          }
          return (
            s > 0 && ((t[0] = a + s * l), (t[1] = f + s * h)),
            d < 1 && ((e[0] = a + d * l), (e[1] = f + d * h)),
            !0
          );
        }
      }
    }
  }
}
var wi = 1e9,
  Lo = -wi;
function lu(t, e, n, r) {
  function i(c, s) {
    return t <= c && c <= n && e <= s && s <= r;
  }
  function o(c, s, d, l) {
    var h = 0,
      p = 0;
    if (c == null || (h = a(c, d)) !== (p = a(s, d)) || (u(c, s) < 0) ^ (d > 0))
      do l.point(h === 0 || h === 3 ? t : n, h > 1 ? r : e);
      while ((h = (h + d + 4) % 4) !== p);
    else l.point(s[0], s[1]);
  }
  function a(c, s) {
    return ft(c[0] - t) < V
      ? s > 0
        ? 0
        : 3
      : ft(c[0] - n) < V
        ? s > 0
          ? 2
          : 1
        : ft(c[1] - e) < V
          ? s > 0
            ? 1
            : 0
          : s > 0
            ? 3
            : 2;
  }
  function f(c, s) {
    return u(c.x, s.x);
  }
  function u(c, s) {
    var d = a(c, 1),
      l = a(s, 1);
    return d !== l ? d - l : d === 0 ? s[1] - c[1] : d === 1 ? c[0] - s[0] : d === 2 ? c[1] - s[1] : s[0] - c[0];
  }
  return function (c) {
    var s = c,
      d = Hh(),
      l,
      h,
      p,
      m,
      g,
      x,
      b,
      v,
      y,
      M,
      w,
      _ = { point: S, lineStart: k, lineEnd: F, polygonStart: E, polygonEnd: A };
    function S(T, P) {
      i(T, P) && s.point(T, P);
    }
    function $() {
      for (var T = 0, P = 0, R = h.length; P < R; ++P)
        for (var U = h[P], I = 1, L = U.length, q = U[0], z, B, Q = q[0], tt = q[1]; I < L; ++I)
          ((z = Q),
            (B = tt),
            (q = U[I]),
            (Q = q[0]),
            (tt = q[1]),
            B <= r
              ? tt > r && (Q - z) * (r - B) > (tt - B) * (t - z) && ++T
              : tt <= r && (Q - z) * (r - B) < (tt - B) * (t - z) && --T);
      return T;
    }
    function E() {
      ((s = d), (l = []), (h = []), (w = !0));
    }
    function A() {
      var T = $(),
        P = w && T,
        R = (l = _f(l)).length;
      ((P || R) &&
        (c.polygonStart(),
        P && (c.lineStart(), o(null, null, 1, c), c.lineEnd()),
        R && Vh(l, f, T, o, c),
        c.polygonEnd()),
        (s = c),
        (l = h = p = null));
    }
    function k() {
      ((_.point = D), h && h.push((p = [])), (M = !0), (y = !1), (b = v = NaN));
    }
    function F() {
      (l && (D(m, g), x && y && d.rejoin(), l.push(d.result())), (_.point = S), y && s.lineEnd());
    }
    function D(T, P) {
      var R = i(T, P);
      if ((h && p.push([T, P]), M)) ((m = T), (g = P), (x = R), (M = !1), R && (s.lineStart(), s.point(T, P)));
      else if (R && y) s.point(T, P);
      else {
        var U = [(b = Math.max(Lo, Math.min(wi, b))), (v = Math.max(Lo, Math.min(wi, v)))],
          I = [(T = Math.max(Lo, Math.min(wi, T))), (P = Math.max(Lo, Math.min(wi, P)))];
        mw(U, I, t, e, n, r)
          ? (y || (s.lineStart(), s.point(U[0], U[1])), s.point(I[0], I[1]), R || s.lineEnd(), (w = !1))
          : R && (s.lineStart(), s.point(T, P), (w = !1));
      }
      ((b = T), (v = P), (y = R));
    }
    return _;
  };
}
var tu = (t) => t,
  Hf = new ee(),
  eu = new ee(),
  Zh,
  Kh,
  nu,
  ru,
  tn = {
    point: fe,
    lineStart: fe,
    lineEnd: fe,
    polygonStart: function () {
      ((tn.lineStart = gw), (tn.lineEnd = bw));
    },
    polygonEnd: function () {
      ((tn.lineStart = tn.lineEnd = tn.point = fe), Hf.add(ft(eu)), (eu = new ee()));
    },
    result: function () {
      var t = Hf / 2;
      return ((Hf = new ee()), t);
    },
  };
function gw() {
  tn.point = yw;
}
function yw(t, e) {
  ((tn.point = Qh), (Zh = nu = t), (Kh = ru = e));
}
function Qh(t, e) {
  (eu.add(ru * t - nu * e), (nu = t), (ru = e));
}
function bw() {
  Qh(Zh, Kh);
}
var Pr = 1 / 0,
  zo = Pr,
  ki = -Pr,
  Xo = ki,
  Uo = {
    point: xw,
    lineStart: fe,
    lineEnd: fe,
    polygonStart: fe,
    polygonEnd: fe,
    result: function () {
      var t = [
        [Pr, zo],
        [ki, Xo],
      ];
      return ((ki = Xo = -(zo = Pr = 1 / 0)), t);
    },
  };
function xw(t, e) {
  (t < Pr && (Pr = t), t > ki && (ki = t), e < zo && (zo = e), e > Xo && (Xo = e));
}
var iu = 0,
  ou = 0,
  vi = 0,
  Go = 0,
  Wo = 0,
  Ir = 0,
  au = 0,
  fu = 0,
  _i = 0,
  Jh,
  t0,
  Re,
  Ie,
  oe = {
    point: Gn,
    lineStart: Ph,
    lineEnd: Lh,
    polygonStart: function () {
      ((oe.lineStart = _w), (oe.lineEnd = Mw));
    },
    polygonEnd: function () {
      ((oe.point = Gn), (oe.lineStart = Ph), (oe.lineEnd = Lh));
    },
    result: function () {
      var t = _i ? [au / _i, fu / _i] : Ir ? [Go / Ir, Wo / Ir] : vi ? [iu / vi, ou / vi] : [NaN, NaN];
      return ((iu = ou = vi = Go = Wo = Ir = au = fu = _i = 0), t);
    },
  };
function Gn(t, e) {
  ((iu += t), (ou += e), ++vi);
}
function Ph() {
  oe.point = ww;
}
function ww(t, e) {
  ((oe.point = vw), Gn((Re = t), (Ie = e)));
}
function vw(t, e) {
  var n = t - Re,
    r = e - Ie,
    i = Gt(n * n + r * r);
  ((Go += (i * (Re + t)) / 2), (Wo += (i * (Ie + e)) / 2), (Ir += i), Gn((Re = t), (Ie = e)));
}
function Lh() {
  oe.point = Gn;
}
function _w() {
  oe.point = Sw;
}
function Mw() {
  e0(Jh, t0);
}
function Sw(t, e) {
  ((oe.point = e0), Gn((Jh = Re = t), (t0 = Ie = e)));
}
function e0(t, e) {
  var n = t - Re,
    r = e - Ie,
    i = Gt(n * n + r * r);
  ((Go += (i * (Re + t)) / 2),
    (Wo += (i * (Ie + e)) / 2),
    (Ir += i),
    (i = Ie * t - Re * e),
    (au += i * (Re + t)),
    (fu += i * (Ie + e)),
    (_i += i * 3),
    Gn((Re = t), (Ie = e)));
}
function n0(t) {
  this._context = t;
}
n0.prototype = {
  _radius: 4.5,
  pointRadius: function (t) {
    return ((this._radius = t), this);
  },
  polygonStart: function () {
    this._line = 0;
  },
  polygonEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._point = 0;
  },
  lineEnd: function () {
    (this._line === 0 && this._context.closePath(), (this._point = NaN));
  },
  point: function (t, e) {
    switch (this._point) {
      case 0: {
        (this._context.moveTo(t, e), (this._point = 1));
        break;
      }
      case 1: {
        this._context.lineTo(t, e);
        break;
      }
      default: {
        (this._context.moveTo(t + this._radius, e), this._context.arc(t, e, this._radius, 0, Qt));
        break;
      }
    }
  },
  result: fe,
};
var uu = new ee(),
  Vf,
  r0,
  i0,
  Mi,
  Si,
  Ei = {
    point: fe,
    lineStart: function () {
      Ei.point = Tw;
    },
    lineEnd: function () {
      (Vf && o0(r0, i0), (Ei.point = fe));
    },
    polygonStart: function () {
      Vf = !0;
    },
    polygonEnd: function () {
      Vf = null;
    },
    result: function () {
      var t = +uu;
      return ((uu = new ee()), t);
    },
  };
function Tw(t, e) {
  ((Ei.point = o0), (r0 = Mi = t), (i0 = Si = e));
}
function o0(t, e) {
  ((Mi -= t), (Si -= e), uu.add(Gt(Mi * Mi + Si * Si)), (Mi = t), (Si = e));
}
var Fh,
  Ho,
  Yh,
  Oh,
  Vo = class {
    constructor(e) {
      ((this._append = e == null ? a0 : $w(e)), (this._radius = 4.5), (this._ = ""));
    }
    pointRadius(e) {
      return ((this._radius = +e), this);
    }
    polygonStart() {
      this._line = 0;
    }
    polygonEnd() {
      this._line = NaN;
    }
    lineStart() {
      this._point = 0;
    }
    lineEnd() {
      (this._line === 0 && (this._ += "Z"), (this._point = NaN));
    }
    point(e, n) {
      switch (this._point) {
        case 0: {
          (this._append`M${e},${n}`, (this._point = 1));
          break;
        }
        case 1: {
          this._append`L${e},${n}`;
          break;
        }
        default: {
          if ((this._append`M${e},${n}`, this._radius !== Yh || this._append !== Ho)) {
            let r = this._radius,
              i = this._;
            ((this._ = ""),
              this._append`m0,${r}a${r},${r} 0 1,1 0,${-2 * r}a${r},${r} 0 1,1 0,${2 * r}z`,
              (Yh = r),
              (Ho = this._append),
              (Oh = this._),
              (this._ = i));
          }
          this._ += Oh;
          break;
        }
      }
    }
    result() {
      let e = this._;
      return ((this._ = ""), e.length ? e : null);
    }
  };
function a0(t) {
  let e = 1;
  this._ += t[0];
  for (let n = t.length; e < n; ++e) this._ += arguments[e] + t[e];
}
function $w(t) {
  let e = Math.floor(t);
  if (!(e >= 0)) throw new RangeError(`invalid digits: ${t}`);
  if (e > 15) return a0;
  if (e !== Fh) {
    let n = 10 ** e;
    ((Fh = e),
      (Ho = function (i) {
        let o = 1;
        this._ += i[0];
        for (let a = i.length; o < a; ++o) this._ += Math.round(arguments[o] * n) / n + i[o];
      }));
  }
  return Ho;
}
function Ri(t, e) {
  let n = 3,
    r = 4.5,
    i,
    o;
  function a(f) {
    return (f && (typeof r == "function" && o.pointRadius(+r.apply(this, arguments)), vn(f, i(o))), o.result());
  }
  return (
    (a.area = function (f) {
      return (vn(f, i(tn)), tn.result());
    }),
    (a.measure = function (f) {
      return (vn(f, i(Ei)), Ei.result());
    }),
    (a.bounds = function (f) {
      return (vn(f, i(Uo)), Uo.result());
    }),
    (a.centroid = function (f) {
      return (vn(f, i(oe)), oe.result());
    }),
    (a.projection = function (f) {
      return arguments.length ? ((i = f == null ? ((t = null), tu) : (t = f).stream), a) : t;
    }),
    (a.context = function (f) {
      return arguments.length
        ? ((o = f == null ? ((e = null), new Vo(n)) : new n0((e = f))), typeof r != "function" && o.pointRadius(r), a)
        : e;
    }),
    (a.pointRadius = function (f) {
      return arguments.length ? ((r = typeof f == "function" ? f : (o.pointRadius(+f), +f)), a) : r;
    }),
    (a.digits = function (f) {
      if (!arguments.length) return n;
      if (f == null) n = null;
      else {
        let u = Math.floor(f);
        if (!(u >= 0)) throw new RangeError(`invalid digits: ${f}`);
        n = u;
      }
      return (e === null && (o = new Vo(n)), a);
    }),
    a.projection(t).digits(n).context(e)
  );
}
function Ii(t) {
  return { stream: Ko(t) };
}
function Ko(t) {
  return function (e) {
    var n = new cu();
    for (var r in t) n[r] = t[r];
    return ((n.stream = e), n);
  };
}
function cu() {}
cu.prototype = {
  constructor: cu,
  point: function (t, e) {
    this.stream.point(t, e);
  },
  sphere: function () {
    this.stream.sphere();
  },
  lineStart: function () {
    this.stream.lineStart();
  },
  lineEnd: function () {
    this.stream.lineEnd();
  },
  polygonStart: function () {
    this.stream.polygonStart();
  },
  polygonEnd: function () {
    this.stream.polygonEnd();
  },
};
function du(t, e, n) {
  var r = t.clipExtent && t.clipExtent();
  return (
    t.scale(150).translate([0, 0]),
    r != null && t.clipExtent(null),
    vn(n, t.stream(Uo)),
    e(Uo.result()),
    r != null && t.clipExtent(r),
    t
  );
}
function hu(t, e, n) {
  return du(
    t,
    function (r) {
      var i = e[1][0] - e[0][0],
        o = e[1][1] - e[0][1],
        a = Math.min(i / (r[1][0] - r[0][0]), o / (r[1][1] - r[0][1])),
        f = +e[0][0] + (i - a * (r[1][0] + r[0][0])) / 2,
        u = +e[0][1] + (o - a * (r[1][1] + r[0][1])) / 2;
      t.scale(150 * a).translate([f, u]);
    },
    n,
  );
}
function f0(t, e, n) {
  return hu(t, [[0, 0], e], n);
}
function u0(t, e, n) {
  return du(
    t,
    function (r) {
      var i = +e,
        o = i / (r[1][0] - r[0][0]),
        a = (i - o * (r[1][0] + r[0][0])) / 2,
        f = -o * r[0][1];
      t.scale(150 * o).translate([a, f]);
    },
    n,
  );
}
function c0(t, e, n) {
  return du(
    t,
    function (r) {
      var i = +e,
        o = i / (r[1][1] - r[0][1]),
        a = -o * r[0][0],
        f = (i - o * (r[1][1] + r[0][1])) / 2;
      t.scale(150 * o).translate([a, f]);
    },
    n,
  );
}
var Bh = 16,
  Aw = K(30 * mt);
function qh(t, e) {
  return +e ? kw(t, e) : Cw(t);
}
function Cw(t) {
  return Ko({
    point: function (e, n) {
      ((e = t(e, n)), this.stream.point(e[0], e[1]));
    },
  });
}
function kw(t, e) {
  function n(r, i, o, a, f, u, c, s, d, l, h, p, m, g) {
    var x = c - r,
      b = s - i,
      v = x * x + b * b;
    if (v > 4 * e && m--) {
      var y = a + l,
        M = f + h,
        w = u + p,
        _ = Gt(y * y + M * M + w * w),
        S = ue((w /= _)),
        $ = ft(ft(w) - 1) < V || ft(o - d) < V ? (o + d) / 2 : en(M, y),
        E = t($, S),
        A = E[0],
        k = E[1],
        F = A - r,
        D = k - i,
        T = b * F - x * D;
      ((T * T) / v > e || ft((x * F + b * D) / v - 0.5) > 0.3 || a * l + f * h + u * p < Aw) &&
        (n(r, i, o, a, f, u, A, k, $, (y /= _), (M /= _), w, m, g),
        g.point(A, k),
        n(A, k, $, y, M, w, c, s, d, l, h, p, m, g));
    }
  }
  return function (r) {
    var i,
      o,
      a,
      f,
      u,
      c,
      s,
      d,
      l,
      h,
      p,
      m,
      g = {
        point: x,
        lineStart: b,
        lineEnd: y,
        polygonStart: function () {
          (r.polygonStart(), (g.lineStart = M));
        },
        polygonEnd: function () {
          (r.polygonEnd(), (g.lineStart = b));
        },
      };
    function x(S, $) {
      ((S = t(S, $)), r.point(S[0], S[1]));
    }
    function b() {
      ((d = NaN), (g.point = v), r.lineStart());
    }
    function v(S, $) {
      var E = Dr([S, $]),
        A = t(S, $);
      (n(d, l, s, h, p, m, (d = A[0]), (l = A[1]), (s = S), (h = E[0]), (p = E[1]), (m = E[2]), Bh, r), r.point(d, l));
    }
    function y() {
      ((g.point = x), r.lineEnd());
    }
    function M() {
      (b(), (g.point = w), (g.lineEnd = _));
    }
    function w(S, $) {
      (v((i = S), $), (o = d), (a = l), (f = h), (u = p), (c = m), (g.point = v));
    }
    function _() {
      (n(d, l, s, h, p, m, o, a, i, f, u, c, Bh, r), (g.lineEnd = y), y());
    }
    return g;
  };
}
var Ew = Ko({
  point: function (t, e) {
    this.stream.point(t * mt, e * mt);
  },
});
function Nw(t) {
  return Ko({
    point: function (e, n) {
      var r = t(e, n);
      return this.stream.point(r[0], r[1]);
    },
  });
}
function Rw(t, e, n, r, i) {
  function o(a, f) {
    return ((a *= r), (f *= i), [e + t * a, n - t * f]);
  }
  return (
    (o.invert = function (a, f) {
      return [((a - e) / t) * r, ((n - f) / t) * i];
    }),
    o
  );
}
function zh(t, e, n, r, i, o) {
  if (!o) return Rw(t, e, n, r, i);
  var a = K(o),
    f = j(o),
    u = a * t,
    c = f * t,
    s = a / t,
    d = f / t,
    l = (f * n - a * e) / t,
    h = (f * e + a * n) / t;
  function p(m, g) {
    return ((m *= r), (g *= i), [u * m - c * g + e, n - c * m - u * g]);
  }
  return (
    (p.invert = function (m, g) {
      return [r * (s * m - d * g + l), i * (h - d * m - s * g)];
    }),
    p
  );
}
function _n(t) {
  return s0(function () {
    return t;
  })();
}
function s0(t) {
  var e,
    n = 150,
    r = 480,
    i = 250,
    o = 0,
    a = 0,
    f = 0,
    u = 0,
    c = 0,
    s,
    d = 0,
    l = 1,
    h = 1,
    p = null,
    m = Dh,
    g = null,
    x,
    b,
    v,
    y = tu,
    M = 0.5,
    w,
    _,
    S,
    $,
    E;
  function A(T) {
    return S(T[0] * mt, T[1] * mt);
  }
  function k(T) {
    return ((T = S.invert(T[0], T[1])), T && [T[0] * qt, T[1] * qt]);
  }
  ((A.stream = function (T) {
    return $ && E === T ? $ : ($ = Ew(Nw(s)(m(w(y((E = T)))))));
  }),
    (A.preclip = function (T) {
      return arguments.length ? ((m = T), (p = void 0), D()) : m;
    }),
    (A.postclip = function (T) {
      return arguments.length ? ((y = T), (g = x = b = v = null), D()) : y;
    }),
    (A.clipAngle = function (T) {
      return arguments.length ? ((m = +T ? pw((p = T * mt)) : ((p = null), Dh)), D()) : p * qt;
    }),
    (A.clipExtent = function (T) {
      return arguments.length
        ? ((y =
            T == null
              ? ((g = x = b = v = null), tu)
              : lu((g = +T[0][0]), (x = +T[0][1]), (b = +T[1][0]), (v = +T[1][1]))),
          D())
        : g == null
          ? null
          : [
              [g, x],
              [b, v],
            ];
    }),
    (A.scale = function (T) {
      return arguments.length ? ((n = +T), F()) : n;
    }),
    (A.translate = function (T) {
      return arguments.length ? ((r = +T[0]), (i = +T[1]), F()) : [r, i];
    }),
    (A.center = function (T) {
      return arguments.length ? ((o = (T[0] % 360) * mt), (a = (T[1] % 360) * mt), F()) : [o * qt, a * qt];
    }),
    (A.rotate = function (T) {
      return arguments.length
        ? ((f = (T[0] % 360) * mt), (u = (T[1] % 360) * mt), (c = T.length > 2 ? (T[2] % 360) * mt : 0), F())
        : [f * qt, u * qt, c * qt];
    }),
    (A.angle = function (T) {
      return arguments.length ? ((d = (T % 360) * mt), F()) : d * qt;
    }),
    (A.reflectX = function (T) {
      return arguments.length ? ((l = T ? -1 : 1), F()) : l < 0;
    }),
    (A.reflectY = function (T) {
      return arguments.length ? ((h = T ? -1 : 1), F()) : h < 0;
    }),
    (A.precision = function (T) {
      return arguments.length ? ((w = qh(_, (M = T * T))), D()) : Gt(M);
    }),
    (A.fitExtent = function (T, P) {
      return hu(A, T, P);
    }),
    (A.fitSize = function (T, P) {
      return f0(A, T, P);
    }),
    (A.fitWidth = function (T, P) {
      return u0(A, T, P);
    }),
    (A.fitHeight = function (T, P) {
      return c0(A, T, P);
    }));
  function F() {
    var T = zh(n, 0, 0, l, h, d).apply(null, e(o, a)),
      P = zh(n, r - T[0], i - T[1], l, h, d);
    return ((s = Wh(f, u, c)), (_ = Qf(e, P)), (S = Qf(s, _)), (w = qh(_, M)), D());
  }
  function D() {
    return (($ = E = null), A);
  }
  return function () {
    return ((e = t.apply(this, arguments)), (A.invert = e.invert && k), F());
  };
}
function pu(t) {
  var e = 0,
    n = J / 3,
    r = s0(t),
    i = r(e, n);
  return (
    (i.parallels = function (o) {
      return arguments.length ? r((e = o[0] * mt), (n = o[1] * mt)) : [e * qt, n * qt];
    }),
    i
  );
}
function Iw(t) {
  var e = K(t);
  function n(r, i) {
    return [r * e, j(i) / e];
  }
  return (
    (n.invert = function (r, i) {
      return [r / e, ue(i * e)];
    }),
    n
  );
}
function Dw(t, e) {
  var n = j(t),
    r = (n + j(e)) / 2;
  if (ft(r) < V) return Iw(t);
  var i = 1 + n * (2 * r - n),
    o = Gt(i) / r;
  function a(f, u) {
    var c = Gt(i - 2 * r * j(u)) / r;
    return [c * j((f *= r)), o - c * K(f)];
  }
  return (
    (a.invert = function (f, u) {
      var c = o - u,
        s = en(f, ft(c)) * ae(c);
      return (c * r < 0 && (s -= J * ae(f) * ae(c)), [s / r, ue((i - (f * f + c * c) * r * r) / (2 * r))]);
    }),
    a
  );
}
function Ni() {
  return pu(Dw).scale(155.424).center([0, 33.6442]);
}
function mu() {
  return Ni().parallels([29.5, 45.5]).scale(1070).translate([480, 250]).rotate([96, 0]).center([-0.6, 38.7]);
}
function Pw(t) {
  var e = t.length;
  return {
    point: function (n, r) {
      for (var i = -1; ++i < e;) t[i].point(n, r);
    },
    sphere: function () {
      for (var n = -1; ++n < e;) t[n].sphere();
    },
    lineStart: function () {
      for (var n = -1; ++n < e;) t[n].lineStart();
    },
    lineEnd: function () {
      for (var n = -1; ++n < e;) t[n].lineEnd();
    },
    polygonStart: function () {
      for (var n = -1; ++n < e;) t[n].polygonStart();
    },
    polygonEnd: function () {
      for (var n = -1; ++n < e;) t[n].polygonEnd();
    },
  };
}
function l0() {
  var t,
    e,
    n = mu(),
    r,
    i = Ni().rotate([154, 0]).center([-2, 58.5]).parallels([55, 65]),
    o,
    a = Ni().rotate([157, 0]).center([-3, 19.9]).parallels([8, 18]),
    f,
    u,
    c = {
      point: function (l, h) {
        u = [l, h];
      },
    };
  function s(l) {
    var h = l[0],
      p = l[1];
    return ((u = null), r.point(h, p), u || (o.point(h, p), u) || (f.point(h, p), u));
  }
  ((s.invert = function (l) {
    var h = n.scale(),
      p = n.translate(),
      m = (l[0] - p[0]) / h,
      g = (l[1] - p[1]) / h;
    return (
      g >= 0.12 && g < 0.234 && m >= -0.425 && m < -0.214
        ? i
        : g >= 0.166 && g < 0.234 && m >= -0.214 && m < -0.115
          ? a
          : n
    ).invert(l);
  }),
    (s.stream = function (l) {
      return t && e === l ? t : (t = Pw([n.stream((e = l)), i.stream(l), a.stream(l)]));
    }),
    (s.precision = function (l) {
      return arguments.length ? (n.precision(l), i.precision(l), a.precision(l), d()) : n.precision();
    }),
    (s.scale = function (l) {
      return arguments.length ? (n.scale(l), i.scale(l * 0.35), a.scale(l), s.translate(n.translate())) : n.scale();
    }),
    (s.translate = function (l) {
      if (!arguments.length) return n.translate();
      var h = n.scale(),
        p = +l[0],
        m = +l[1];
      return (
        (r = n
          .translate(l)
          .clipExtent([
            [p - 0.455 * h, m - 0.238 * h],
            [p + 0.455 * h, m + 0.238 * h],
          ])
          .stream(c)),
        (o = i
          .translate([p - 0.307 * h, m + 0.201 * h])
          .clipExtent([
            [p - 0.425 * h + V, m + 0.12 * h + V],
            [p - 0.214 * h - V, m + 0.234 * h - V],
          ])
          .stream(c)),
        (f = a
          .translate([p - 0.205 * h, m + 0.212 * h])
          .clipExtent([
            [p - 0.214 * h + V, m + 0.166 * h + V],
            [p - 0.115 * h - V, m + 0.234 * h - V],
          ])
          .stream(c)),
        d()
      );
    }),
    (s.fitExtent = function (l, h) {
      return hu(s, l, h);
    }),
    (s.fitSize = function (l, h) {
      return f0(s, l, h);
    }),
    (s.fitWidth = function (l, h) {
      return u0(s, l, h);
    }),
    (s.fitHeight = function (l, h) {
      return c0(s, l, h);
    }));
  function d() {
    return ((t = e = null), s);
  }
  return s.scale(1070);
}
function d0(t) {
  return function (e, n) {
    var r = K(e),
      i = K(n),
      o = t(r * i);
    return o === 1 / 0 ? [2, 0] : [o * i * j(e), o * j(n)];
  };
}
function Di(t) {
  return function (e, n) {
    var r = Gt(e * e + n * n),
      i = t(r),
      o = j(i),
      a = K(i);
    return [en(e * o, r * a), ue(r && (n * o) / r)];
  };
}
var h0 = d0(function (t) {
  return Gt(2 / (1 + t));
});
h0.invert = Di(function (t) {
  return 2 * ue(t / 2);
});
function p0() {
  return _n(h0)
    .scale(124.75)
    .clipAngle(180 - 0.001);
}
var m0 = d0(function (t) {
  return (t = Gh(t)) && t / j(t);
});
m0.invert = Di(function (t) {
  return t;
});
function g0() {
  return _n(m0)
    .scale(79.4188)
    .clipAngle(180 - 0.001);
}
function Qo(t, e) {
  return [t, Oo(su((gt + e) / 2))];
}
Qo.invert = function (t, e) {
  return [t, 2 * Lr(Uh(e)) - gt];
};
function y0() {
  return b0(Qo).scale(961 / Qt);
}
function b0(t) {
  var e = _n(t),
    n = e.center,
    r = e.scale,
    i = e.translate,
    o = e.clipExtent,
    a = null,
    f,
    u,
    c;
  ((e.scale = function (d) {
    return arguments.length ? (r(d), s()) : r();
  }),
    (e.translate = function (d) {
      return arguments.length ? (i(d), s()) : i();
    }),
    (e.center = function (d) {
      return arguments.length ? (n(d), s()) : n();
    }),
    (e.clipExtent = function (d) {
      return arguments.length
        ? (d == null ? (a = f = u = c = null) : ((a = +d[0][0]), (f = +d[0][1]), (u = +d[1][0]), (c = +d[1][1])), s())
        : a == null
          ? null
          : [
              [a, f],
              [u, c],
            ];
    }));
  function s() {
    var d = J * r(),
      l = e(aw(e.rotate()).invert([0, 0]));
    return o(
      a == null
        ? [
            [l[0] - d, l[1] - d],
            [l[0] + d, l[1] + d],
          ]
        : t === Qo
          ? [
              [Math.max(l[0] - d, a), f],
              [Math.min(l[0] + d, u), c],
            ]
          : [
              [a, Math.max(l[1] - d, f)],
              [u, Math.min(l[1] + d, c)],
            ],
    );
  }
  return s();
}
function Fo(t) {
  return su((gt + t) / 2);
}
function Lw(t, e) {
  var n = K(t),
    r = t === e ? j(t) : Oo(n / K(e)) / Oo(Fo(e) / Fo(t)),
    i = (n * Uf(Fo(t), r)) / r;
  if (!r) return Qo;
  function o(a, f) {
    i > 0 ? f < -gt + V && (f = -gt + V) : f > gt - V && (f = gt - V);
    var u = i / Uf(Fo(f), r);
    return [u * j(r * a), i - u * K(r * a)];
  }
  return (
    (o.invert = function (a, f) {
      var u = i - f,
        c = ae(r) * Gt(a * a + u * u),
        s = en(a, ft(u)) * ae(u);
      return (u * r < 0 && (s -= J * ae(a) * ae(u)), [s / r, 2 * Lr(Uf(i / c, 1 / r)) - gt]);
    }),
    o
  );
}
function x0() {
  return pu(Lw).scale(109.5).parallels([30, 30]);
}
function jo(t, e) {
  return [t, e];
}
jo.invert = jo;
function w0() {
  return _n(jo).scale(152.63);
}
function Fw(t, e) {
  var n = K(t),
    r = t === e ? j(t) : (n - K(e)) / (e - t),
    i = n / r + t;
  if (ft(r) < V) return jo;
  function o(a, f) {
    var u = i - f,
      c = r * a;
    return [u * j(c), i - u * K(c)];
  }
  return (
    (o.invert = function (a, f) {
      var u = i - f,
        c = en(a, ft(u)) * ae(u);
      return (u * r < 0 && (c -= J * ae(a) * ae(u)), [c / r, i - ae(r) * Gt(a * a + u * u)]);
    }),
    o
  );
}
function v0() {
  return pu(Fw).scale(131.154).center([0, 13.9389]);
}
var Ti = 1.340264,
  $i = -0.081106,
  Ai = 893e-6,
  Ci = 0.003796,
  Zo = Gt(3) / 2,
  Yw = 12;
function _0(t, e) {
  var n = ue(Zo * j(e)),
    r = n * n,
    i = r * r * r;
  return [(t * K(n)) / (Zo * (Ti + 3 * $i * r + i * (7 * Ai + 9 * Ci * r))), n * (Ti + $i * r + i * (Ai + Ci * r))];
}
_0.invert = function (t, e) {
  for (
    var n = e, r = n * n, i = r * r * r, o = 0, a, f, u;
    o < Yw &&
    ((f = n * (Ti + $i * r + i * (Ai + Ci * r)) - e),
    (u = Ti + 3 * $i * r + i * (7 * Ai + 9 * Ci * r)),
    (n -= a = f / u),
    (r = n * n),
    (i = r * r * r),
    !(ft(a) < Xh));
    ++o
  );
  return [(Zo * t * (Ti + 3 * $i * r + i * (7 * Ai + 9 * Ci * r))) / K(n), ue(j(n) / Zo)];
};
function M0() {
  return _n(_0).scale(177.158);
}
function S0(t, e) {
  var n = K(e),
    r = K(t) * n;
  return [(n * j(t)) / r, j(e) / r];
}
S0.invert = Di(Lr);
function T0() {
  return _n(S0).scale(144.049).clipAngle(60);
}
function Ow(t, e) {
  var n = e * e,
    r = n * n;
  return [
    t * (0.8707 - 0.131979 * n + r * (-0.013791 + r * (0.003971 * n - 0.001529 * r))),
    e * (1.007226 + n * (0.015085 + r * (-0.044475 + 0.028874 * n - 0.005916 * r))),
  ];
}
Ow.invert = function (t, e) {
  var n = e,
    r = 25,
    i;
  do {
    var o = n * n,
      a = o * o;
    n -= i =
      (n * (1.007226 + o * (0.015085 + a * (-0.044475 + 0.028874 * o - 0.005916 * a))) - e) /
      (1.007226 + o * (0.015085 * 3 + a * (-0.044475 * 7 + 0.028874 * 9 * o - 0.005916 * 11 * a)));
  } while (ft(i) > V && --r > 0);
  return [t / (0.8707 + (o = n * n) * (-0.131979 + o * (-0.013791 + o * o * o * (0.003971 - 0.001529 * o)))), n];
};
function $0(t, e) {
  return [K(e) * j(t), j(e)];
}
$0.invert = Di(ue);
function A0() {
  return _n($0)
    .scale(249.5)
    .clipAngle(90 + V);
}
function C0(t, e) {
  var n = K(e),
    r = 1 + K(t) * n;
  return [(n * j(t)) / r, j(e) / r];
}
C0.invert = Di(function (t) {
  return 2 * Lr(t);
});
function k0() {
  return _n(C0).scale(250).clipAngle(142);
}
function E0(t, e) {
  return [Oo(su((gt + e) / 2)), -t];
}
E0.invert = function (t, e) {
  return [-e, 2 * Lr(Uh(t)) - gt];
};
function N0() {
  var t = b0(E0),
    e = t.center,
    n = t.rotate;
  return (
    (t.center = function (r) {
      return arguments.length ? e([-r[1], r[0]]) : ((r = e()), [r[1], -r[0]]);
    }),
    (t.rotate = function (r) {
      return arguments.length ? n([r[0], r[1], r.length > 2 ? r[2] + 90 : 90]) : ((r = n()), [r[0], r[1], r[2] - 90]);
    }),
    n([0, 0, 90]).scale(159.155)
  );
}
var gu = new Date(),
  yu = new Date();
function St(t, e, n, r) {
  function i(o) {
    return (t((o = arguments.length === 0 ? new Date() : new Date(+o))), o);
  }
  return (
    (i.floor = (o) => (t((o = new Date(+o))), o)),
    (i.ceil = (o) => (t((o = new Date(o - 1))), e(o, 1), t(o), o)),
    (i.round = (o) => {
      let a = i(o),
        f = i.ceil(o);
      return o - a < f - o ? a : f;
    }),
    (i.offset = (o, a) => (e((o = new Date(+o)), a == null ? 1 : Math.floor(a)), o)),
    (i.range = (o, a, f) => {
      let u = [];
      if (((o = i.ceil(o)), (f = f == null ? 1 : Math.floor(f)), !(o < a) || !(f > 0))) return u;
      let c;
      do (u.push((c = new Date(+o))), e(o, f), t(o));
      while (c < o && o < a);
      return u;
    }),
    (i.filter = (o) =>
      St(
        (a) => {
          if (a >= a) for (; t(a), !o(a);) a.setTime(a - 1);
        },
        (a, f) => {
          if (a >= a)
            if (f < 0) for (; ++f <= 0;) for (; e(a, -1), !o(a););
            else for (; --f >= 0;) for (; e(a, 1), !o(a););
        },
      )),
    n &&
      ((i.count = (o, a) => (gu.setTime(+o), yu.setTime(+a), t(gu), t(yu), Math.floor(n(gu, yu)))),
      (i.every = (o) => (
        (o = Math.floor(o)),
        !isFinite(o) || !(o > 0)
          ? null
          : o > 1
            ? i.filter(r ? (a) => r(a) % o === 0 : (a) => i.count(0, a) % o === 0)
            : i
      ))),
    i
  );
}
var Jo = St(
  () => {},
  (t, e) => {
    t.setTime(+t + e);
  },
  (t, e) => e - t,
);
Jo.every = (t) => (
  (t = Math.floor(t)),
  !isFinite(t) || !(t > 0)
    ? null
    : t > 1
      ? St(
          (e) => {
            e.setTime(Math.floor(e / t) * t);
          },
          (e, n) => {
            e.setTime(+e + n * t);
          },
          (e, n) => (n - e) / t,
        )
      : Jo
);
var o4 = Jo.range,
  nn = 1e3,
  ce = nn * 60,
  rn = ce * 60,
  on = rn * 24,
  xu = on * 7,
  R0 = on * 30,
  bu = on * 365,
  zt = St(
    (t) => {
      t.setTime(t - t.getMilliseconds());
    },
    (t, e) => {
      t.setTime(+t + e * nn);
    },
    (t, e) => (e - t) / nn,
    (t) => t.getUTCSeconds(),
  ),
  a4 = zt.range,
  Wn = St(
    (t) => {
      t.setTime(t - t.getMilliseconds() - t.getSeconds() * nn);
    },
    (t, e) => {
      t.setTime(+t + e * ce);
    },
    (t, e) => (e - t) / ce,
    (t) => t.getMinutes(),
  ),
  f4 = Wn.range,
  Hn = St(
    (t) => {
      t.setUTCSeconds(0, 0);
    },
    (t, e) => {
      t.setTime(+t + e * ce);
    },
    (t, e) => (e - t) / ce,
    (t) => t.getUTCMinutes(),
  ),
  u4 = Hn.range,
  Vn = St(
    (t) => {
      t.setTime(t - t.getMilliseconds() - t.getSeconds() * nn - t.getMinutes() * ce);
    },
    (t, e) => {
      t.setTime(+t + e * rn);
    },
    (t, e) => (e - t) / rn,
    (t) => t.getHours(),
  ),
  c4 = Vn.range,
  jn = St(
    (t) => {
      t.setUTCMinutes(0, 0, 0);
    },
    (t, e) => {
      t.setTime(+t + e * rn);
    },
    (t, e) => (e - t) / rn,
    (t) => t.getUTCHours(),
  ),
  s4 = jn.range,
  De = St(
    (t) => t.setHours(0, 0, 0, 0),
    (t, e) => t.setDate(t.getDate() + e),
    (t, e) => (e - t - (e.getTimezoneOffset() - t.getTimezoneOffset()) * ce) / on,
    (t) => t.getDate() - 1,
  ),
  l4 = De.range,
  Zn = St(
    (t) => {
      t.setUTCHours(0, 0, 0, 0);
    },
    (t, e) => {
      t.setUTCDate(t.getUTCDate() + e);
    },
    (t, e) => (e - t) / on,
    (t) => t.getUTCDate() - 1,
  ),
  d4 = Zn.range,
  Pi = St(
    (t) => {
      t.setUTCHours(0, 0, 0, 0);
    },
    (t, e) => {
      t.setUTCDate(t.getUTCDate() + e);
    },
    (t, e) => (e - t) / on,
    (t) => Math.floor(t / on),
  ),
  h4 = Pi.range;
function Kn(t) {
  return St(
    (e) => {
      (e.setDate(e.getDate() - ((e.getDay() + 7 - t) % 7)), e.setHours(0, 0, 0, 0));
    },
    (e, n) => {
      e.setDate(e.getDate() + n * 7);
    },
    (e, n) => (n - e - (n.getTimezoneOffset() - e.getTimezoneOffset()) * ce) / xu,
  );
}
var Pe = Kn(0),
  Qn = Kn(1),
  wu = Kn(2),
  vu = Kn(3),
  an = Kn(4),
  _u = Kn(5),
  Mu = Kn(6),
  p4 = Pe.range,
  m4 = Qn.range,
  g4 = wu.range,
  y4 = vu.range,
  b4 = an.range,
  x4 = _u.range,
  w4 = Mu.range;
function Jn(t) {
  return St(
    (e) => {
      (e.setUTCDate(e.getUTCDate() - ((e.getUTCDay() + 7 - t) % 7)), e.setUTCHours(0, 0, 0, 0));
    },
    (e, n) => {
      e.setUTCDate(e.getUTCDate() + n * 7);
    },
    (e, n) => (n - e) / xu,
  );
}
var Le = Jn(0),
  tr = Jn(1),
  Su = Jn(2),
  Tu = Jn(3),
  fn = Jn(4),
  $u = Jn(5),
  Au = Jn(6),
  v4 = Le.range,
  _4 = tr.range,
  M4 = Su.range,
  S4 = Tu.range,
  T4 = fn.range,
  $4 = $u.range,
  A4 = Au.range,
  er = St(
    (t) => {
      (t.setDate(1), t.setHours(0, 0, 0, 0));
    },
    (t, e) => {
      t.setMonth(t.getMonth() + e);
    },
    (t, e) => e.getMonth() - t.getMonth() + (e.getFullYear() - t.getFullYear()) * 12,
    (t) => t.getMonth(),
  ),
  C4 = er.range,
  nr = St(
    (t) => {
      (t.setUTCDate(1), t.setUTCHours(0, 0, 0, 0));
    },
    (t, e) => {
      t.setUTCMonth(t.getUTCMonth() + e);
    },
    (t, e) => e.getUTCMonth() - t.getUTCMonth() + (e.getUTCFullYear() - t.getUTCFullYear()) * 12,
    (t) => t.getUTCMonth(),
  ),
  k4 = nr.range,
  Wt = St(
    (t) => {
      (t.setMonth(0, 1), t.setHours(0, 0, 0, 0));
    },
    (t, e) => {
      t.setFullYear(t.getFullYear() + e);
    },
    (t, e) => e.getFullYear() - t.getFullYear(),
    (t) => t.getFullYear(),
  );
Wt.every = (t) =>
  !isFinite((t = Math.floor(t))) || !(t > 0)
    ? null
    : St(
        (e) => {
          (e.setFullYear(Math.floor(e.getFullYear() / t) * t), e.setMonth(0, 1), e.setHours(0, 0, 0, 0));
        },
        (e, n) => {
          e.setFullYear(e.getFullYear() + n * t);
        },
      );
var E4 = Wt.range,
  Ht = St(
    (t) => {
      (t.setUTCMonth(0, 1), t.setUTCHours(0, 0, 0, 0));
    },
    (t, e) => {
      t.setUTCFullYear(t.getUTCFullYear() + e);
    },
    (t, e) => e.getUTCFullYear() - t.getUTCFullYear(),
    (t) => t.getUTCFullYear(),
  );
Ht.every = (t) =>
  !isFinite((t = Math.floor(t))) || !(t > 0)
    ? null
    : St(
        (e) => {
          (e.setUTCFullYear(Math.floor(e.getUTCFullYear() / t) * t), e.setUTCMonth(0, 1), e.setUTCHours(0, 0, 0, 0));
        },
        (e, n) => {
          e.setUTCFullYear(e.getUTCFullYear() + n * t);
        },
      );
var N4 = Ht.range;
function I0(t, e, n, r, i, o) {
  let a = [
    [zt, 1, nn],
    [zt, 5, 5 * nn],
    [zt, 15, 15 * nn],
    [zt, 30, 30 * nn],
    [o, 1, ce],
    [o, 5, 5 * ce],
    [o, 15, 15 * ce],
    [o, 30, 30 * ce],
    [i, 1, rn],
    [i, 3, 3 * rn],
    [i, 6, 6 * rn],
    [i, 12, 12 * rn],
    [r, 1, on],
    [r, 2, 2 * on],
    [n, 1, xu],
    [e, 1, R0],
    [e, 3, 3 * R0],
    [t, 1, bu],
  ];
  function f(c, s, d) {
    let l = s < c;
    l && ([c, s] = [s, c]);
    let h = d && typeof d.range == "function" ? d : u(c, s, d),
      p = h ? h.range(c, +s + 1) : [];
    return l ? p.reverse() : p;
  }
  function u(c, s, d) {
    let l = Math.abs(s - c) / d,
      h = wr(([, , g]) => g).right(a, l);
    if (h === a.length) return t.every(hi(c / bu, s / bu, d));
    if (h === 0) return Jo.every(Math.max(hi(c, s, d), 1));
    let [p, m] = a[l / a[h - 1][2] < a[h][2] / l ? h - 1 : h];
    return p.every(m);
  }
  return [f, u];
}
var [D0, ta] = I0(Ht, nr, Le, Pi, jn, Hn),
  [P0, L0] = I0(Wt, er, Pe, De, Vn, Wn);
function Cu(t) {
  if (0 <= t.y && t.y < 100) {
    var e = new Date(-1, t.m, t.d, t.H, t.M, t.S, t.L);
    return (e.setFullYear(t.y), e);
  }
  return new Date(t.y, t.m, t.d, t.H, t.M, t.S, t.L);
}
function ku(t) {
  if (0 <= t.y && t.y < 100) {
    var e = new Date(Date.UTC(-1, t.m, t.d, t.H, t.M, t.S, t.L));
    return (e.setUTCFullYear(t.y), e);
  }
  return new Date(Date.UTC(t.y, t.m, t.d, t.H, t.M, t.S, t.L));
}
function Li(t, e, n) {
  return { y: t, m: e, d: n, H: 0, M: 0, S: 0, L: 0 };
}
function Bw(t) {
  var e = t.dateTime,
    n = t.date,
    r = t.time,
    i = t.periods,
    o = t.days,
    a = t.shortDays,
    f = t.months,
    u = t.shortMonths,
    c = Fi(i),
    s = Yi(i),
    d = Fi(o),
    l = Yi(o),
    h = Fi(a),
    p = Yi(a),
    m = Fi(f),
    g = Yi(f),
    x = Fi(u),
    b = Yi(u),
    v = {
      a: R,
      A: U,
      b: I,
      B: L,
      c: null,
      d: z0,
      e: z0,
      f: c6,
      g: x6,
      G: v6,
      H: a6,
      I: f6,
      j: u6,
      L: H0,
      m: s6,
      M: l6,
      p: q,
      q: z,
      Q: G0,
      s: W0,
      S: d6,
      u: h6,
      U: p6,
      V: m6,
      w: g6,
      W: y6,
      x: null,
      X: null,
      y: b6,
      Y: w6,
      Z: _6,
      "%": U0,
    },
    y = {
      a: B,
      A: Q,
      b: tt,
      B: et,
      c: null,
      d: X0,
      e: X0,
      f: $6,
      g: L6,
      G: Y6,
      H: M6,
      I: S6,
      j: T6,
      L: j0,
      m: A6,
      M: C6,
      p: O,
      q: H,
      Q: G0,
      s: W0,
      S: k6,
      u: E6,
      U: N6,
      V: R6,
      w: I6,
      W: D6,
      x: null,
      X: null,
      y: P6,
      Y: F6,
      Z: O6,
      "%": U0,
    },
    M = {
      a: E,
      A,
      b: k,
      B: F,
      c: D,
      d: B0,
      e: B0,
      f: n6,
      g: O0,
      G: Y0,
      H: q0,
      I: q0,
      j: Qw,
      L: e6,
      m: Kw,
      M: Jw,
      p: $,
      q: Zw,
      Q: i6,
      s: o6,
      S: t6,
      u: Gw,
      U: Ww,
      V: Hw,
      w: Uw,
      W: Vw,
      x: T,
      X: P,
      y: O0,
      Y: Y0,
      Z: jw,
      "%": r6,
    };
  ((v.x = w(n, v)), (v.X = w(r, v)), (v.c = w(e, v)), (y.x = w(n, y)), (y.X = w(r, y)), (y.c = w(e, y)));
  function w(N, Y) {
    return function (X) {
      var C = [],
        nt = -1,
        G = 0,
        ot = N.length,
        ht,
        Lt,
        gn;
      for (X instanceof Date || (X = new Date(+X)); ++nt < ot;)
        N.charCodeAt(nt) === 37 &&
          (C.push(N.slice(G, nt)),
          (Lt = F0[(ht = N.charAt(++nt))]) != null ? (ht = N.charAt(++nt)) : (Lt = ht === "e" ? " " : "0"),
          (gn = Y[ht]) && (ht = gn(X, Lt)),
          C.push(ht),
          (G = nt + 1));
      return (C.push(N.slice(G, nt)), C.join(""));
    };
  }
  function _(N, Y) {
    return function (X) {
      var C = Li(1900, void 0, 1),
        nt = S(C, N, (X += ""), 0),
        G,
        ot;
      if (nt != X.length) return null;
      if ("Q" in C) return new Date(C.Q);
      if ("s" in C) return new Date(C.s * 1e3 + ("L" in C ? C.L : 0));
      if (
        (Y && !("Z" in C) && (C.Z = 0),
        "p" in C && (C.H = (C.H % 12) + C.p * 12),
        C.m === void 0 && (C.m = "q" in C ? C.q : 0),
        "V" in C)
      ) {
        if (C.V < 1 || C.V > 53) return null;
        ("w" in C || (C.w = 1),
          "Z" in C
            ? ((G = ku(Li(C.y, 0, 1))),
              (ot = G.getUTCDay()),
              (G = ot > 4 || ot === 0 ? tr.ceil(G) : tr(G)),
              (G = Zn.offset(G, (C.V - 1) * 7)),
              (C.y = G.getUTCFullYear()),
              (C.m = G.getUTCMonth()),
              (C.d = G.getUTCDate() + ((C.w + 6) % 7)))
            : ((G = Cu(Li(C.y, 0, 1))),
              (ot = G.getDay()),
              (G = ot > 4 || ot === 0 ? Qn.ceil(G) : Qn(G)),
              (G = De.offset(G, (C.V - 1) * 7)),
              (C.y = G.getFullYear()),
              (C.m = G.getMonth()),
              (C.d = G.getDate() + ((C.w + 6) % 7))));
      } else
        ("W" in C || "U" in C) &&
          ("w" in C || (C.w = "u" in C ? C.u % 7 : "W" in C ? 1 : 0),
          (ot = "Z" in C ? ku(Li(C.y, 0, 1)).getUTCDay() : Cu(Li(C.y, 0, 1)).getDay()),
          (C.m = 0),
          (C.d = "W" in C ? ((C.w + 6) % 7) + C.W * 7 - ((ot + 5) % 7) : C.w + C.U * 7 - ((ot + 6) % 7)));
      return "Z" in C ? ((C.H += (C.Z / 100) | 0), (C.M += C.Z % 100), ku(C)) : Cu(C);
    };
  }
  function S(N, Y, X, C) {
    for (var nt = 0, G = Y.length, ot = X.length, ht, Lt; nt < G;) {
      if (C >= ot) return -1;
      if (((ht = Y.charCodeAt(nt++)), ht === 37)) {
        if (((ht = Y.charAt(nt++)), (Lt = M[ht in F0 ? Y.charAt(nt++) : ht]), !Lt || (C = Lt(N, X, C)) < 0)) return -1;
      } else if (ht != X.charCodeAt(C++)) return -1;
    }
    return C;
  }
  function $(N, Y, X) {
    var C = c.exec(Y.slice(X));
    return C ? ((N.p = s.get(C[0].toLowerCase())), X + C[0].length) : -1;
  }
  function E(N, Y, X) {
    var C = h.exec(Y.slice(X));
    return C ? ((N.w = p.get(C[0].toLowerCase())), X + C[0].length) : -1;
  }
  function A(N, Y, X) {
    var C = d.exec(Y.slice(X));
    return C ? ((N.w = l.get(C[0].toLowerCase())), X + C[0].length) : -1;
  }
  function k(N, Y, X) {
    var C = x.exec(Y.slice(X));
    return C ? ((N.m = b.get(C[0].toLowerCase())), X + C[0].length) : -1;
  }
  function F(N, Y, X) {
    var C = m.exec(Y.slice(X));
    return C ? ((N.m = g.get(C[0].toLowerCase())), X + C[0].length) : -1;
  }
  function D(N, Y, X) {
    return S(N, e, Y, X);
  }
  function T(N, Y, X) {
    return S(N, n, Y, X);
  }
  function P(N, Y, X) {
    return S(N, r, Y, X);
  }
  function R(N) {
    return a[N.getDay()];
  }
  function U(N) {
    return o[N.getDay()];
  }
  function I(N) {
    return u[N.getMonth()];
  }
  function L(N) {
    return f[N.getMonth()];
  }
  function q(N) {
    return i[+(N.getHours() >= 12)];
  }
  function z(N) {
    return 1 + ~~(N.getMonth() / 3);
  }
  function B(N) {
    return a[N.getUTCDay()];
  }
  function Q(N) {
    return o[N.getUTCDay()];
  }
  function tt(N) {
    return u[N.getUTCMonth()];
  }
  function et(N) {
    return f[N.getUTCMonth()];
  }
  function O(N) {
    return i[+(N.getUTCHours() >= 12)];
  }
  function H(N) {
    return 1 + ~~(N.getUTCMonth() / 3);
  }
  return {
    format: function (N) {
      var Y = w((N += ""), v);
      return (
        (Y.toString = function () {
          return N;
        }),
        Y
      );
    },
    parse: function (N) {
      var Y = _((N += ""), !1);
      return (
        (Y.toString = function () {
          return N;
        }),
        Y
      );
    },
    utcFormat: function (N) {
      var Y = w((N += ""), y);
      return (
        (Y.toString = function () {
          return N;
        }),
        Y
      );
    },
    utcParse: function (N) {
      var Y = _((N += ""), !0);
      return (
        (Y.toString = function () {
          return N;
        }),
        Y
      );
    },
  };
}
var F0 = { "-": "", _: " ", 0: "0" },
  Et = /^\s*\d+/,
  qw = /^%/,
  zw = /[\\^$*+?|[\]().{}]/g;
function rt(t, e, n) {
  var r = t < 0 ? "-" : "",
    i = (r ? -t : t) + "",
    o = i.length;
  return r + (o < n ? new Array(n - o + 1).join(e) + i : i);
}
function Xw(t) {
  return t.replace(zw, "\\$&");
}
function Fi(t) {
  return new RegExp("^(?:" + t.map(Xw).join("|") + ")", "i");
}
function Yi(t) {
  return new Map(t.map((e, n) => [e.toLowerCase(), n]));
}
function Uw(t, e, n) {
  var r = Et.exec(e.slice(n, n + 1));
  return r ? ((t.w = +r[0]), n + r[0].length) : -1;
}
function Gw(t, e, n) {
  var r = Et.exec(e.slice(n, n + 1));
  return r ? ((t.u = +r[0]), n + r[0].length) : -1;
}
function Ww(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.U = +r[0]), n + r[0].length) : -1;
}
function Hw(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.V = +r[0]), n + r[0].length) : -1;
}
function Vw(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.W = +r[0]), n + r[0].length) : -1;
}
function Y0(t, e, n) {
  var r = Et.exec(e.slice(n, n + 4));
  return r ? ((t.y = +r[0]), n + r[0].length) : -1;
}
function O0(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.y = +r[0] + (+r[0] > 68 ? 1900 : 2e3)), n + r[0].length) : -1;
}
function jw(t, e, n) {
  var r = /^(Z)|([+-]\d\d)(?::?(\d\d))?/.exec(e.slice(n, n + 6));
  return r ? ((t.Z = r[1] ? 0 : -(r[2] + (r[3] || "00"))), n + r[0].length) : -1;
}
function Zw(t, e, n) {
  var r = Et.exec(e.slice(n, n + 1));
  return r ? ((t.q = r[0] * 3 - 3), n + r[0].length) : -1;
}
function Kw(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.m = r[0] - 1), n + r[0].length) : -1;
}
function B0(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.d = +r[0]), n + r[0].length) : -1;
}
function Qw(t, e, n) {
  var r = Et.exec(e.slice(n, n + 3));
  return r ? ((t.m = 0), (t.d = +r[0]), n + r[0].length) : -1;
}
function q0(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.H = +r[0]), n + r[0].length) : -1;
}
function Jw(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.M = +r[0]), n + r[0].length) : -1;
}
function t6(t, e, n) {
  var r = Et.exec(e.slice(n, n + 2));
  return r ? ((t.S = +r[0]), n + r[0].length) : -1;
}
function e6(t, e, n) {
  var r = Et.exec(e.slice(n, n + 3));
  return r ? ((t.L = +r[0]), n + r[0].length) : -1;
}
function n6(t, e, n) {
  var r = Et.exec(e.slice(n, n + 6));
  return r ? ((t.L = Math.floor(r[0] / 1e3)), n + r[0].length) : -1;
}
function r6(t, e, n) {
  var r = qw.exec(e.slice(n, n + 1));
  return r ? n + r[0].length : -1;
}
function i6(t, e, n) {
  var r = Et.exec(e.slice(n));
  return r ? ((t.Q = +r[0]), n + r[0].length) : -1;
}
function o6(t, e, n) {
  var r = Et.exec(e.slice(n));
  return r ? ((t.s = +r[0]), n + r[0].length) : -1;
}
function z0(t, e) {
  return rt(t.getDate(), e, 2);
}
function a6(t, e) {
  return rt(t.getHours(), e, 2);
}
function f6(t, e) {
  return rt(t.getHours() % 12 || 12, e, 2);
}
function u6(t, e) {
  return rt(1 + De.count(Wt(t), t), e, 3);
}
function H0(t, e) {
  return rt(t.getMilliseconds(), e, 3);
}
function c6(t, e) {
  return H0(t, e) + "000";
}
function s6(t, e) {
  return rt(t.getMonth() + 1, e, 2);
}
function l6(t, e) {
  return rt(t.getMinutes(), e, 2);
}
function d6(t, e) {
  return rt(t.getSeconds(), e, 2);
}
function h6(t) {
  var e = t.getDay();
  return e === 0 ? 7 : e;
}
function p6(t, e) {
  return rt(Pe.count(Wt(t) - 1, t), e, 2);
}
function V0(t) {
  var e = t.getDay();
  return e >= 4 || e === 0 ? an(t) : an.ceil(t);
}
function m6(t, e) {
  return ((t = V0(t)), rt(an.count(Wt(t), t) + (Wt(t).getDay() === 4), e, 2));
}
function g6(t) {
  return t.getDay();
}
function y6(t, e) {
  return rt(Qn.count(Wt(t) - 1, t), e, 2);
}
function b6(t, e) {
  return rt(t.getFullYear() % 100, e, 2);
}
function x6(t, e) {
  return ((t = V0(t)), rt(t.getFullYear() % 100, e, 2));
}
function w6(t, e) {
  return rt(t.getFullYear() % 1e4, e, 4);
}
function v6(t, e) {
  var n = t.getDay();
  return ((t = n >= 4 || n === 0 ? an(t) : an.ceil(t)), rt(t.getFullYear() % 1e4, e, 4));
}
function _6(t) {
  var e = t.getTimezoneOffset();
  return (e > 0 ? "-" : ((e *= -1), "+")) + rt((e / 60) | 0, "0", 2) + rt(e % 60, "0", 2);
}
function X0(t, e) {
  return rt(t.getUTCDate(), e, 2);
}
function M6(t, e) {
  return rt(t.getUTCHours(), e, 2);
}
function S6(t, e) {
  return rt(t.getUTCHours() % 12 || 12, e, 2);
}
function T6(t, e) {
  return rt(1 + Zn.count(Ht(t), t), e, 3);
}
function j0(t, e) {
  return rt(t.getUTCMilliseconds(), e, 3);
}
function $6(t, e) {
  return j0(t, e) + "000";
}
function A6(t, e) {
  return rt(t.getUTCMonth() + 1, e, 2);
}
function C6(t, e) {
  return rt(t.getUTCMinutes(), e, 2);
}
function k6(t, e) {
  return rt(t.getUTCSeconds(), e, 2);
}
function E6(t) {
  var e = t.getUTCDay();
  return e === 0 ? 7 : e;
}
function N6(t, e) {
  return rt(Le.count(Ht(t) - 1, t), e, 2);
}
function Z0(t) {
  var e = t.getUTCDay();
  return e >= 4 || e === 0 ? fn(t) : fn.ceil(t);
}
function R6(t, e) {
  return ((t = Z0(t)), rt(fn.count(Ht(t), t) + (Ht(t).getUTCDay() === 4), e, 2));
}
function I6(t) {
  return t.getUTCDay();
}
function D6(t, e) {
  return rt(tr.count(Ht(t) - 1, t), e, 2);
}
function P6(t, e) {
  return rt(t.getUTCFullYear() % 100, e, 2);
}
function L6(t, e) {
  return ((t = Z0(t)), rt(t.getUTCFullYear() % 100, e, 2));
}
function F6(t, e) {
  return rt(t.getUTCFullYear() % 1e4, e, 4);
}
function Y6(t, e) {
  var n = t.getUTCDay();
  return ((t = n >= 4 || n === 0 ? fn(t) : fn.ceil(t)), rt(t.getUTCFullYear() % 1e4, e, 4));
}
function O6() {
  return "+0000";
}
function U0() {
  return "%";
}
function G0(t) {
  return +t;
}
function W0(t) {
  return Math.floor(+t / 1e3);
}
var Fr, Oi, B6, Fe, K0;
q6({
  dateTime: "%x, %X",
  date: "%-m/%-d/%Y",
  time: "%-I:%M:%S %p",
  periods: ["AM", "PM"],
  days: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  shortDays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  months: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
  shortMonths: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
});
function q6(t) {
  return ((Fr = Bw(t)), (Oi = Fr.format), (B6 = Fr.parse), (Fe = Fr.utcFormat), (K0 = Fr.utcParse), Fr);
}
var Q0 = "%Y-%m-%dT%H:%M:%S.%LZ";
function z6(t) {
  return t.toISOString();
}
var D4 = Date.prototype.toISOString ? z6 : Fe(Q0);
function X6(t) {
  var e = new Date(t);
  return isNaN(e) ? null : e;
}
var P4 = +new Date("2000-01-01T00:00:00.000Z") ? X6 : K0(Q0);
function Ye(t, e) {
  switch (arguments.length) {
    case 0:
      break;
    case 1:
      this.range(t);
      break;
    default:
      this.range(e).domain(t);
      break;
  }
  return this;
}
function na(t, e) {
  switch (arguments.length) {
    case 0:
      break;
    case 1: {
      typeof t == "function" ? this.interpolator(t) : this.range(t);
      break;
    }
    default: {
      (this.domain(t), typeof e == "function" ? this.interpolator(e) : this.range(e));
      break;
    }
  }
  return this;
}
var ea = Symbol("implicit");
function ra() {
  var t = new ne(),
    e = [],
    n = [],
    r = ea;
  function i(o) {
    let a = t.get(o);
    if (a === void 0) {
      if (r !== ea) return r;
      t.set(o, (a = e.push(o) - 1));
    }
    return n[a % n.length];
  }
  return (
    (i.domain = function (o) {
      if (!arguments.length) return e.slice();
      ((e = []), (t = new ne()));
      for (let a of o) t.has(a) || t.set(a, e.push(a) - 1);
      return i;
    }),
    (i.range = function (o) {
      return arguments.length ? ((n = Array.from(o)), i) : n.slice();
    }),
    (i.unknown = function (o) {
      return arguments.length ? ((r = o), i) : r;
    }),
    (i.copy = function () {
      return ra(e, n).unknown(r);
    }),
    Ye.apply(i, arguments),
    i
  );
}
function Yr() {
  var t = ra().unknown(void 0),
    e = t.domain,
    n = t.range,
    r = 0,
    i = 1,
    o,
    a,
    f = !1,
    u = 0,
    c = 0,
    s = 0.5;
  delete t.unknown;
  function d() {
    var l = e().length,
      h = i < r,
      p = h ? i : r,
      m = h ? r : i;
    ((o = (m - p) / Math.max(1, l - u + c * 2)),
      f && (o = Math.floor(o)),
      (p += (m - p - o * (l - u)) * s),
      (a = o * (1 - u)),
      f && ((p = Math.round(p)), (a = Math.round(a))));
    var g = _r(l).map(function (x) {
      return p + o * x;
    });
    return n(h ? g.reverse() : g);
  }
  return (
    (t.domain = function (l) {
      return arguments.length ? (e(l), d()) : e();
    }),
    (t.range = function (l) {
      return arguments.length ? (([r, i] = l), (r = +r), (i = +i), d()) : [r, i];
    }),
    (t.rangeRound = function (l) {
      return (([r, i] = l), (r = +r), (i = +i), (f = !0), d());
    }),
    (t.bandwidth = function () {
      return a;
    }),
    (t.step = function () {
      return o;
    }),
    (t.round = function (l) {
      return arguments.length ? ((f = !!l), d()) : f;
    }),
    (t.padding = function (l) {
      return arguments.length ? ((u = Math.min(1, (c = +l))), d()) : u;
    }),
    (t.paddingInner = function (l) {
      return arguments.length ? ((u = Math.min(1, l)), d()) : u;
    }),
    (t.paddingOuter = function (l) {
      return arguments.length ? ((c = +l), d()) : c;
    }),
    (t.align = function (l) {
      return arguments.length ? ((s = Math.max(0, Math.min(1, l))), d()) : s;
    }),
    (t.copy = function () {
      return Yr(e(), [r, i]).round(f).paddingInner(u).paddingOuter(c).align(s);
    }),
    Ye.apply(d(), arguments)
  );
}
function ap(t) {
  var e = t.copy;
  return (
    (t.padding = t.paddingOuter),
    delete t.paddingInner,
    delete t.paddingOuter,
    (t.copy = function () {
      return ap(e());
    }),
    t
  );
}
function fp() {
  return ap(Yr.apply(null, arguments).paddingInner(1));
}
function U6(t) {
  return function () {
    return t;
  };
}
function Eu(t) {
  return +t;
}
var J0 = [0, 1];
function se(t) {
  return t;
}
function Nu(t, e) {
  return (e -= t = +t)
    ? function (n) {
        return (n - t) / e;
      }
    : U6(isNaN(e) ? NaN : 0.5);
}
function G6(t, e) {
  var n;
  return (
    t > e && ((n = t), (t = e), (e = n)),
    function (r) {
      return Math.max(t, Math.min(e, r));
    }
  );
}
function W6(t, e, n) {
  var r = t[0],
    i = t[1],
    o = e[0],
    a = e[1];
  return (
    i < r ? ((r = Nu(i, r)), (o = n(a, o))) : ((r = Nu(r, i)), (o = n(o, a))),
    function (f) {
      return o(r(f));
    }
  );
}
function H6(t, e, n) {
  var r = Math.min(t.length, e.length) - 1,
    i = new Array(r),
    o = new Array(r),
    a = -1;
  for (t[r] < t[0] && ((t = t.slice().reverse()), (e = e.slice().reverse())); ++a < r;)
    ((i[a] = Nu(t[a], t[a + 1])), (o[a] = n(e[a], e[a + 1])));
  return function (f) {
    var u = vr(t, f, 1, r) - 1;
    return o[u](i[u](f));
  };
}
function Bi(t, e) {
  return e.domain(t.domain()).range(t.range()).interpolate(t.interpolate()).clamp(t.clamp()).unknown(t.unknown());
}
function ia() {
  var t = J0,
    e = J0,
    n = Er,
    r,
    i,
    o,
    a = se,
    f,
    u,
    c;
  function s() {
    var l = Math.min(t.length, e.length);
    return (a !== se && (a = G6(t[0], t[l - 1])), (f = l > 2 ? H6 : W6), (u = c = null), d);
  }
  function d(l) {
    return l == null || isNaN((l = +l)) ? o : (u || (u = f(t.map(r), e, n)))(r(a(l)));
  }
  return (
    (d.invert = function (l) {
      return a(i((c || (c = f(e, t.map(r), Mt)))(l)));
    }),
    (d.domain = function (l) {
      return arguments.length ? ((t = Array.from(l, Eu)), s()) : t.slice();
    }),
    (d.range = function (l) {
      return arguments.length ? ((e = Array.from(l)), s()) : e.slice();
    }),
    (d.rangeRound = function (l) {
      return ((e = Array.from(l)), (n = bi), s());
    }),
    (d.clamp = function (l) {
      return arguments.length ? ((a = l ? !0 : se), s()) : a !== se;
    }),
    (d.interpolate = function (l) {
      return arguments.length ? ((n = l), s()) : n;
    }),
    (d.unknown = function (l) {
      return arguments.length ? ((o = l), d) : o;
    }),
    function (l, h) {
      return ((r = l), (i = h), s());
    }
  );
}
function up() {
  return ia()(se, se);
}
function V6(t, e, n, r) {
  var i = hi(t, e, n),
    o;
  switch (((r = Rr(r ?? ",f")), r.type)) {
    case "s": {
      var a = Math.max(Math.abs(t), Math.abs(e));
      return (r.precision == null && !isNaN((o = Mh(i, a))) && (r.precision = o), Xf(r, a));
    }
    case "":
    case "e":
    case "g":
    case "p":
    case "r": {
      r.precision == null &&
        !isNaN((o = Sh(i, Math.max(Math.abs(t), Math.abs(e))))) &&
        (r.precision = o - (r.type === "e"));
      break;
    }
    case "f":
    case "%": {
      r.precision == null && !isNaN((o = _h(i))) && (r.precision = o - (r.type === "%") * 2);
      break;
    }
  }
  return Ne(r);
}
function qi(t) {
  var e = t.domain;
  return (
    (t.ticks = function (n) {
      var r = e();
      return yn(r[0], r[r.length - 1], n ?? 10);
    }),
    (t.tickFormat = function (n, r) {
      var i = e();
      return V6(i[0], i[i.length - 1], n ?? 10, r);
    }),
    (t.nice = function (n) {
      n == null && (n = 10);
      var r = e(),
        i = 0,
        o = r.length - 1,
        a = r[i],
        f = r[o],
        u,
        c,
        s = 10;
      for (f < a && ((c = a), (a = f), (f = c), (c = i), (i = o), (o = c)); s-- > 0;) {
        if (((c = xr(a, f, n)), c === u)) return ((r[i] = a), (r[o] = f), e(r));
        if (c > 0) ((a = Math.floor(a / c) * c), (f = Math.ceil(f / c) * c));
        else if (c < 0) ((a = Math.ceil(a * c) / c), (f = Math.floor(f * c) / c));
        else break;
        u = c;
      }
      return t;
    }),
    t
  );
}
function zi() {
  var t = up();
  return (
    (t.copy = function () {
      return Bi(t, zi());
    }),
    Ye.apply(t, arguments),
    qi(t)
  );
}
function Ru(t) {
  var e;
  function n(r) {
    return r == null || isNaN((r = +r)) ? e : r;
  }
  return (
    (n.invert = n),
    (n.domain = n.range =
      function (r) {
        return arguments.length ? ((t = Array.from(r, Eu)), n) : t.slice();
      }),
    (n.unknown = function (r) {
      return arguments.length ? ((e = r), n) : e;
    }),
    (n.copy = function () {
      return Ru(t).unknown(e);
    }),
    (t = arguments.length ? Array.from(t, Eu) : [0, 1]),
    qi(n)
  );
}
function cp(t, e) {
  t = t.slice();
  var n = 0,
    r = t.length - 1,
    i = t[n],
    o = t[r],
    a;
  return (o < i && ((a = n), (n = r), (r = a), (a = i), (i = o), (o = a)), (t[n] = e.floor(i)), (t[r] = e.ceil(o)), t);
}
function tp(t) {
  return Math.log(t);
}
function ep(t) {
  return Math.exp(t);
}
function j6(t) {
  return -Math.log(-t);
}
function Z6(t) {
  return -Math.exp(-t);
}
function K6(t) {
  return isFinite(t) ? +("1e" + t) : t < 0 ? 0 : t;
}
function Q6(t) {
  return t === 10 ? K6 : t === Math.E ? Math.exp : (e) => Math.pow(t, e);
}
function J6(t) {
  return t === Math.E
    ? Math.log
    : (t === 10 && Math.log10) || (t === 2 && Math.log2) || ((t = Math.log(t)), (e) => Math.log(e) / t);
}
function np(t) {
  return (e, n) => -t(-e, n);
}
function sp(t) {
  let e = t(tp, ep),
    n = e.domain,
    r = 10,
    i,
    o;
  function a() {
    return ((i = J6(r)), (o = Q6(r)), n()[0] < 0 ? ((i = np(i)), (o = np(o)), t(j6, Z6)) : t(tp, ep), e);
  }
  return (
    (e.base = function (f) {
      return arguments.length ? ((r = +f), a()) : r;
    }),
    (e.domain = function (f) {
      return arguments.length ? (n(f), a()) : n();
    }),
    (e.ticks = (f) => {
      let u = n(),
        c = u[0],
        s = u[u.length - 1],
        d = s < c;
      d && ([c, s] = [s, c]);
      let l = i(c),
        h = i(s),
        p,
        m,
        g = f == null ? 10 : +f,
        x = [];
      if (!(r % 1) && h - l < g) {
        if (((l = Math.floor(l)), (h = Math.ceil(h)), c > 0)) {
          for (; l <= h; ++l)
            for (p = 1; p < r; ++p)
              if (((m = l < 0 ? p / o(-l) : p * o(l)), !(m < c))) {
                if (m > s) break;
                x.push(m);
              }
        } else
          for (; l <= h; ++l)
            for (p = r - 1; p >= 1; --p)
              if (((m = l > 0 ? p / o(-l) : p * o(l)), !(m < c))) {
                if (m > s) break;
                x.push(m);
              }
        x.length * 2 < g && (x = yn(c, s, g));
      } else x = yn(l, h, Math.min(h - l, g)).map(o);
      return d ? x.reverse() : x;
    }),
    (e.tickFormat = (f, u) => {
      if (
        (f == null && (f = 10),
        u == null && (u = r === 10 ? "s" : ","),
        typeof u != "function" && (!(r % 1) && (u = Rr(u)).precision == null && (u.trim = !0), (u = Ne(u))),
        f === 1 / 0)
      )
        return u;
      let c = Math.max(1, (r * f) / e.ticks().length);
      return (s) => {
        let d = s / o(Math.round(i(s)));
        return (d * r < r - 0.5 && (d *= r), d <= c ? u(s) : "");
      };
    }),
    (e.nice = () => n(cp(n(), { floor: (f) => o(Math.floor(i(f))), ceil: (f) => o(Math.ceil(i(f))) }))),
    e
  );
}
function Iu() {
  let t = sp(ia()).domain([1, 10]);
  return ((t.copy = () => Bi(t, Iu()).base(t.base())), Ye.apply(t, arguments), t);
}
function rp(t) {
  return function (e) {
    return Math.sign(e) * Math.log1p(Math.abs(e / t));
  };
}
function ip(t) {
  return function (e) {
    return Math.sign(e) * Math.expm1(Math.abs(e)) * t;
  };
}
function lp(t) {
  var e = 1,
    n = t(rp(e), ip(e));
  return (
    (n.constant = function (r) {
      return arguments.length ? t(rp((e = +r)), ip(e)) : e;
    }),
    qi(n)
  );
}
function Du() {
  var t = lp(ia());
  return (
    (t.copy = function () {
      return Bi(t, Du()).constant(t.constant());
    }),
    Ye.apply(t, arguments)
  );
}
function op(t) {
  return function (e) {
    return e < 0 ? -Math.pow(-e, t) : Math.pow(e, t);
  };
}
function tv(t) {
  return t < 0 ? -Math.sqrt(-t) : Math.sqrt(t);
}
function ev(t) {
  return t < 0 ? -t * t : t * t;
}
function dp(t) {
  var e = t(se, se),
    n = 1;
  function r() {
    return n === 1 ? t(se, se) : n === 0.5 ? t(tv, ev) : t(op(n), op(1 / n));
  }
  return (
    (e.exponent = function (i) {
      return arguments.length ? ((n = +i), r()) : n;
    }),
    qi(e)
  );
}
function Pu() {
  var t = dp(ia());
  return (
    (t.copy = function () {
      return Bi(t, Pu()).exponent(t.exponent());
    }),
    Ye.apply(t, arguments),
    t
  );
}
function Lu() {
  var t = [],
    e = [],
    n = [],
    r;
  function i() {
    var a = 0,
      f = Math.max(1, e.length);
    for (n = new Array(f - 1); ++a < f;) n[a - 1] = pd(t, a / f);
    return o;
  }
  function o(a) {
    return a == null || isNaN((a = +a)) ? r : e[vr(n, a)];
  }
  return (
    (o.invertExtent = function (a) {
      var f = e.indexOf(a);
      return f < 0 ? [NaN, NaN] : [f > 0 ? n[f - 1] : t[0], f < n.length ? n[f] : t[t.length - 1]];
    }),
    (o.domain = function (a) {
      if (!arguments.length) return t.slice();
      t = [];
      for (let f of a) f != null && !isNaN((f = +f)) && t.push(f);
      return (t.sort(Ft), i());
    }),
    (o.range = function (a) {
      return arguments.length ? ((e = Array.from(a)), i()) : e.slice();
    }),
    (o.unknown = function (a) {
      return arguments.length ? ((r = a), o) : r;
    }),
    (o.quantiles = function () {
      return n.slice();
    }),
    (o.copy = function () {
      return Lu().domain(t).range(e).unknown(r);
    }),
    Ye.apply(o, arguments)
  );
}
function Fu() {
  var t = [0.5],
    e = [0, 1],
    n,
    r = 1;
  function i(o) {
    return o != null && o <= o ? e[vr(t, o, 0, r)] : n;
  }
  return (
    (i.domain = function (o) {
      return arguments.length ? ((t = Array.from(o)), (r = Math.min(t.length, e.length - 1)), i) : t.slice();
    }),
    (i.range = function (o) {
      return arguments.length ? ((e = Array.from(o)), (r = Math.min(t.length, e.length - 1)), i) : e.slice();
    }),
    (i.invertExtent = function (o) {
      var a = e.indexOf(o);
      return [t[a - 1], t[a]];
    }),
    (i.unknown = function (o) {
      return arguments.length ? ((n = o), i) : n;
    }),
    (i.copy = function () {
      return Fu().domain(t).range(e).unknown(n);
    }),
    Ye.apply(i, arguments)
  );
}
function nv(t) {
  return new Date(t);
}
function rv(t) {
  return t instanceof Date ? +t : Math.round(t);
}
function Yu(t, e, n, r, i, o, a, f, u, c) {
  var s = up(),
    d = s.invert,
    l = s.domain,
    h = c(".%L"),
    p = c(":%S"),
    m = c("%I:%M"),
    g = c("%I %p"),
    x = c("%a %d"),
    b = c("%b %d"),
    v = c("%B"),
    y = c("%Y");
  function M(w) {
    return (
      u(w) < w ? h : f(w) < w ? p : a(w) < w ? m : o(w) < w ? g : r(w) < w ? (i(w) < w ? x : b) : n(w) < w ? v : y
    )(w);
  }
  return (
    (s.invert = function (w) {
      return new Date(Math.round(d(w)));
    }),
    (s.domain = function (w) {
      return arguments.length ? l(Array.from(w, rv)) : l().map(nv);
    }),
    (s.ticks = function (w) {
      var _ = l();
      return t(_[0], _[_.length - 1], w ?? 10);
    }),
    (s.tickFormat = function (w, _) {
      return _ == null ? M : c(_);
    }),
    (s.nice = function (w) {
      var _ = l();
      return ((!w || typeof w.range != "function") && (w = e(_[0], _[_.length - 1], w ?? 10)), w ? l(cp(_, w)) : s);
    }),
    (s.copy = function () {
      return Bi(s, Yu(t, e, n, r, i, o, a, f, u, c));
    }),
    s
  );
}
function hp() {
  return Ye.apply(
    Yu(P0, L0, Wt, er, Pe, De, Vn, Wn, zt, Oi).domain([new Date(2e3, 0, 1), new Date(2e3, 0, 2)]),
    arguments,
  );
}
function pp() {
  return Ye.apply(
    Yu(D0, ta, Ht, nr, Le, Zn, jn, Hn, zt, Fe).domain([Date.UTC(2e3, 0, 1), Date.UTC(2e3, 0, 2)]),
    arguments,
  );
}
function oa(t, e) {
  return e.domain(t.domain()).interpolator(t.interpolator()).clamp(t.clamp()).unknown(t.unknown());
}
function aa() {
  var t = 0,
    e = 0.5,
    n = 1,
    r = 1,
    i,
    o,
    a,
    f,
    u,
    c = se,
    s,
    d = !1,
    l;
  function h(m) {
    return m == null || isNaN((m = +m))
      ? l
      : ((m = 0.5 + ((m = +s(m)) - o) * (r * m < r * o ? f : u)), c(d ? Math.max(0, Math.min(1, m)) : m));
  }
  ((h.domain = function (m) {
    return arguments.length
      ? (([t, e, n] = m),
        (i = s((t = +t))),
        (o = s((e = +e))),
        (a = s((n = +n))),
        (f = i === o ? 0 : 0.5 / (o - i)),
        (u = o === a ? 0 : 0.5 / (a - o)),
        (r = o < i ? -1 : 1),
        h)
      : [t, e, n];
  }),
    (h.clamp = function (m) {
      return arguments.length ? ((d = !!m), h) : d;
    }),
    (h.interpolator = function (m) {
      return arguments.length ? ((c = m), h) : c;
    }));
  function p(m) {
    return function (g) {
      var x, b, v;
      return arguments.length ? (([x, b, v] = g), (c = wn(m, [x, b, v])), h) : [c(0), c(0.5), c(1)];
    };
  }
  return (
    (h.range = p(Er)),
    (h.rangeRound = p(bi)),
    (h.unknown = function (m) {
      return arguments.length ? ((l = m), h) : l;
    }),
    function (m) {
      return (
        (s = m),
        (i = m(t)),
        (o = m(e)),
        (a = m(n)),
        (f = i === o ? 0 : 0.5 / (o - i)),
        (u = o === a ? 0 : 0.5 / (a - o)),
        (r = o < i ? -1 : 1),
        h
      );
    }
  );
}
function Ou() {
  var t = qi(aa()(se));
  return (
    (t.copy = function () {
      return oa(t, Ou());
    }),
    na.apply(t, arguments)
  );
}
function Bu() {
  var t = sp(aa()).domain([0.1, 1, 10]);
  return (
    (t.copy = function () {
      return oa(t, Bu()).base(t.base());
    }),
    na.apply(t, arguments)
  );
}
function qu() {
  var t = lp(aa());
  return (
    (t.copy = function () {
      return oa(t, qu()).constant(t.constant());
    }),
    na.apply(t, arguments)
  );
}
function zu() {
  var t = dp(aa());
  return (
    (t.copy = function () {
      return oa(t, zu()).exponent(t.exponent());
    }),
    na.apply(t, arguments)
  );
}
function Z(t) {
  for (var e = (t.length / 6) | 0, n = new Array(e), r = 0; r < e;) n[r] = "#" + t.slice(r * 6, ++r * 6);
  return n;
}
var mp = Z("1f77b4ff7f0e2ca02cd627289467bd8c564be377c27f7f7fbcbd2217becf"),
  gp = Z("7fc97fbeaed4fdc086ffff99386cb0f0027fbf5b17666666"),
  yp = Z("1b9e77d95f027570b3e7298a66a61ee6ab02a6761d666666"),
  bp = Z("4269d0efb118ff725c6cc5b03ca951ff8ab7a463f297bbf59c6b4e9498a0"),
  xp = Z("a6cee31f78b4b2df8a33a02cfb9a99e31a1cfdbf6fff7f00cab2d66a3d9affff99b15928"),
  wp = Z("fbb4aeb3cde3ccebc5decbe4fed9a6ffffcce5d8bdfddaecf2f2f2"),
  vp = Z("b3e2cdfdcdaccbd5e8f4cae4e6f5c9fff2aef1e2cccccccc"),
  _p = Z("e41a1c377eb84daf4a984ea3ff7f00ffff33a65628f781bf999999"),
  Mp = Z("66c2a5fc8d628da0cbe78ac3a6d854ffd92fe5c494b3b3b3"),
  Sp = Z("8dd3c7ffffb3bebadafb807280b1d3fdb462b3de69fccde5d9d9d9bc80bdccebc5ffed6f"),
  Tp = Z("4e79a7f28e2ce1575976b7b259a14fedc949af7aa1ff9da79c755fbab0ab"),
  lt = (t) => ah(t[t.length - 1]),
  Xu = new Array(3)
    .concat(
      "d8b365f5f5f55ab4ac",
      "a6611adfc27d80cdc1018571",
      "a6611adfc27df5f5f580cdc1018571",
      "8c510ad8b365f6e8c3c7eae55ab4ac01665e",
      "8c510ad8b365f6e8c3f5f5f5c7eae55ab4ac01665e",
      "8c510abf812ddfc27df6e8c3c7eae580cdc135978f01665e",
      "8c510abf812ddfc27df6e8c3f5f5f5c7eae580cdc135978f01665e",
      "5430058c510abf812ddfc27df6e8c3c7eae580cdc135978f01665e003c30",
      "5430058c510abf812ddfc27df6e8c3f5f5f5c7eae580cdc135978f01665e003c30",
    )
    .map(Z),
  Uu = lt(Xu),
  Gu = new Array(3)
    .concat(
      "af8dc3f7f7f77fbf7b",
      "7b3294c2a5cfa6dba0008837",
      "7b3294c2a5cff7f7f7a6dba0008837",
      "762a83af8dc3e7d4e8d9f0d37fbf7b1b7837",
      "762a83af8dc3e7d4e8f7f7f7d9f0d37fbf7b1b7837",
      "762a839970abc2a5cfe7d4e8d9f0d3a6dba05aae611b7837",
      "762a839970abc2a5cfe7d4e8f7f7f7d9f0d3a6dba05aae611b7837",
      "40004b762a839970abc2a5cfe7d4e8d9f0d3a6dba05aae611b783700441b",
      "40004b762a839970abc2a5cfe7d4e8f7f7f7d9f0d3a6dba05aae611b783700441b",
    )
    .map(Z),
  Wu = lt(Gu),
  Hu = new Array(3)
    .concat(
      "e9a3c9f7f7f7a1d76a",
      "d01c8bf1b6dab8e1864dac26",
      "d01c8bf1b6daf7f7f7b8e1864dac26",
      "c51b7de9a3c9fde0efe6f5d0a1d76a4d9221",
      "c51b7de9a3c9fde0eff7f7f7e6f5d0a1d76a4d9221",
      "c51b7dde77aef1b6dafde0efe6f5d0b8e1867fbc414d9221",
      "c51b7dde77aef1b6dafde0eff7f7f7e6f5d0b8e1867fbc414d9221",
      "8e0152c51b7dde77aef1b6dafde0efe6f5d0b8e1867fbc414d9221276419",
      "8e0152c51b7dde77aef1b6dafde0eff7f7f7e6f5d0b8e1867fbc414d9221276419",
    )
    .map(Z),
  Vu = lt(Hu),
  ju = new Array(3)
    .concat(
      "998ec3f7f7f7f1a340",
      "5e3c99b2abd2fdb863e66101",
      "5e3c99b2abd2f7f7f7fdb863e66101",
      "542788998ec3d8daebfee0b6f1a340b35806",
      "542788998ec3d8daebf7f7f7fee0b6f1a340b35806",
      "5427888073acb2abd2d8daebfee0b6fdb863e08214b35806",
      "5427888073acb2abd2d8daebf7f7f7fee0b6fdb863e08214b35806",
      "2d004b5427888073acb2abd2d8daebfee0b6fdb863e08214b358067f3b08",
      "2d004b5427888073acb2abd2d8daebf7f7f7fee0b6fdb863e08214b358067f3b08",
    )
    .map(Z),
  Zu = lt(ju),
  ca = new Array(3)
    .concat(
      "ef8a62f7f7f767a9cf",
      "ca0020f4a58292c5de0571b0",
      "ca0020f4a582f7f7f792c5de0571b0",
      "b2182bef8a62fddbc7d1e5f067a9cf2166ac",
      "b2182bef8a62fddbc7f7f7f7d1e5f067a9cf2166ac",
      "b2182bd6604df4a582fddbc7d1e5f092c5de4393c32166ac",
      "b2182bd6604df4a582fddbc7f7f7f7d1e5f092c5de4393c32166ac",
      "67001fb2182bd6604df4a582fddbc7d1e5f092c5de4393c32166ac053061",
      "67001fb2182bd6604df4a582fddbc7f7f7f7d1e5f092c5de4393c32166ac053061",
    )
    .map(Z),
  Xi = lt(ca),
  Ku = new Array(3)
    .concat(
      "ef8a62ffffff999999",
      "ca0020f4a582bababa404040",
      "ca0020f4a582ffffffbababa404040",
      "b2182bef8a62fddbc7e0e0e09999994d4d4d",
      "b2182bef8a62fddbc7ffffffe0e0e09999994d4d4d",
      "b2182bd6604df4a582fddbc7e0e0e0bababa8787874d4d4d",
      "b2182bd6604df4a582fddbc7ffffffe0e0e0bababa8787874d4d4d",
      "67001fb2182bd6604df4a582fddbc7e0e0e0bababa8787874d4d4d1a1a1a",
      "67001fb2182bd6604df4a582fddbc7ffffffe0e0e0bababa8787874d4d4d1a1a1a",
    )
    .map(Z),
  Qu = lt(Ku),
  sa = new Array(3)
    .concat(
      "fc8d59ffffbf91bfdb",
      "d7191cfdae61abd9e92c7bb6",
      "d7191cfdae61ffffbfabd9e92c7bb6",
      "d73027fc8d59fee090e0f3f891bfdb4575b4",
      "d73027fc8d59fee090ffffbfe0f3f891bfdb4575b4",
      "d73027f46d43fdae61fee090e0f3f8abd9e974add14575b4",
      "d73027f46d43fdae61fee090ffffbfe0f3f8abd9e974add14575b4",
      "a50026d73027f46d43fdae61fee090e0f3f8abd9e974add14575b4313695",
      "a50026d73027f46d43fdae61fee090ffffbfe0f3f8abd9e974add14575b4313695",
    )
    .map(Z),
  Ui = lt(sa),
  Ju = new Array(3)
    .concat(
      "fc8d59ffffbf91cf60",
      "d7191cfdae61a6d96a1a9641",
      "d7191cfdae61ffffbfa6d96a1a9641",
      "d73027fc8d59fee08bd9ef8b91cf601a9850",
      "d73027fc8d59fee08bffffbfd9ef8b91cf601a9850",
      "d73027f46d43fdae61fee08bd9ef8ba6d96a66bd631a9850",
      "d73027f46d43fdae61fee08bffffbfd9ef8ba6d96a66bd631a9850",
      "a50026d73027f46d43fdae61fee08bd9ef8ba6d96a66bd631a9850006837",
      "a50026d73027f46d43fdae61fee08bffffbfd9ef8ba6d96a66bd631a9850006837",
    )
    .map(Z),
  tc = lt(Ju),
  ec = new Array(3)
    .concat(
      "fc8d59ffffbf99d594",
      "d7191cfdae61abdda42b83ba",
      "d7191cfdae61ffffbfabdda42b83ba",
      "d53e4ffc8d59fee08be6f59899d5943288bd",
      "d53e4ffc8d59fee08bffffbfe6f59899d5943288bd",
      "d53e4ff46d43fdae61fee08be6f598abdda466c2a53288bd",
      "d53e4ff46d43fdae61fee08bffffbfe6f598abdda466c2a53288bd",
      "9e0142d53e4ff46d43fdae61fee08be6f598abdda466c2a53288bd5e4fa2",
      "9e0142d53e4ff46d43fdae61fee08bffffbfe6f598abdda466c2a53288bd5e4fa2",
    )
    .map(Z),
  nc = lt(ec),
  rc = new Array(3)
    .concat(
      "e5f5f999d8c92ca25f",
      "edf8fbb2e2e266c2a4238b45",
      "edf8fbb2e2e266c2a42ca25f006d2c",
      "edf8fbccece699d8c966c2a42ca25f006d2c",
      "edf8fbccece699d8c966c2a441ae76238b45005824",
      "f7fcfde5f5f9ccece699d8c966c2a441ae76238b45005824",
      "f7fcfde5f5f9ccece699d8c966c2a441ae76238b45006d2c00441b",
    )
    .map(Z),
  ic = lt(rc),
  oc = new Array(3)
    .concat(
      "e0ecf49ebcda8856a7",
      "edf8fbb3cde38c96c688419d",
      "edf8fbb3cde38c96c68856a7810f7c",
      "edf8fbbfd3e69ebcda8c96c68856a7810f7c",
      "edf8fbbfd3e69ebcda8c96c68c6bb188419d6e016b",
      "f7fcfde0ecf4bfd3e69ebcda8c96c68c6bb188419d6e016b",
      "f7fcfde0ecf4bfd3e69ebcda8c96c68c6bb188419d810f7c4d004b",
    )
    .map(Z),
  ac = lt(oc),
  fc = new Array(3)
    .concat(
      "e0f3dba8ddb543a2ca",
      "f0f9e8bae4bc7bccc42b8cbe",
      "f0f9e8bae4bc7bccc443a2ca0868ac",
      "f0f9e8ccebc5a8ddb57bccc443a2ca0868ac",
      "f0f9e8ccebc5a8ddb57bccc44eb3d32b8cbe08589e",
      "f7fcf0e0f3dbccebc5a8ddb57bccc44eb3d32b8cbe08589e",
      "f7fcf0e0f3dbccebc5a8ddb57bccc44eb3d32b8cbe0868ac084081",
    )
    .map(Z),
  uc = lt(fc),
  cc = new Array(3)
    .concat(
      "fee8c8fdbb84e34a33",
      "fef0d9fdcc8afc8d59d7301f",
      "fef0d9fdcc8afc8d59e34a33b30000",
      "fef0d9fdd49efdbb84fc8d59e34a33b30000",
      "fef0d9fdd49efdbb84fc8d59ef6548d7301f990000",
      "fff7ecfee8c8fdd49efdbb84fc8d59ef6548d7301f990000",
      "fff7ecfee8c8fdd49efdbb84fc8d59ef6548d7301fb300007f0000",
    )
    .map(Z),
  sc = lt(cc),
  lc = new Array(3)
    .concat(
      "ece2f0a6bddb1c9099",
      "f6eff7bdc9e167a9cf02818a",
      "f6eff7bdc9e167a9cf1c9099016c59",
      "f6eff7d0d1e6a6bddb67a9cf1c9099016c59",
      "f6eff7d0d1e6a6bddb67a9cf3690c002818a016450",
      "fff7fbece2f0d0d1e6a6bddb67a9cf3690c002818a016450",
      "fff7fbece2f0d0d1e6a6bddb67a9cf3690c002818a016c59014636",
    )
    .map(Z),
  dc = lt(lc),
  hc = new Array(3)
    .concat(
      "ece7f2a6bddb2b8cbe",
      "f1eef6bdc9e174a9cf0570b0",
      "f1eef6bdc9e174a9cf2b8cbe045a8d",
      "f1eef6d0d1e6a6bddb74a9cf2b8cbe045a8d",
      "f1eef6d0d1e6a6bddb74a9cf3690c00570b0034e7b",
      "fff7fbece7f2d0d1e6a6bddb74a9cf3690c00570b0034e7b",
      "fff7fbece7f2d0d1e6a6bddb74a9cf3690c00570b0045a8d023858",
    )
    .map(Z),
  pc = lt(hc),
  mc = new Array(3)
    .concat(
      "e7e1efc994c7dd1c77",
      "f1eef6d7b5d8df65b0ce1256",
      "f1eef6d7b5d8df65b0dd1c77980043",
      "f1eef6d4b9dac994c7df65b0dd1c77980043",
      "f1eef6d4b9dac994c7df65b0e7298ace125691003f",
      "f7f4f9e7e1efd4b9dac994c7df65b0e7298ace125691003f",
      "f7f4f9e7e1efd4b9dac994c7df65b0e7298ace125698004367001f",
    )
    .map(Z),
  gc = lt(mc),
  yc = new Array(3)
    .concat(
      "fde0ddfa9fb5c51b8a",
      "feebe2fbb4b9f768a1ae017e",
      "feebe2fbb4b9f768a1c51b8a7a0177",
      "feebe2fcc5c0fa9fb5f768a1c51b8a7a0177",
      "feebe2fcc5c0fa9fb5f768a1dd3497ae017e7a0177",
      "fff7f3fde0ddfcc5c0fa9fb5f768a1dd3497ae017e7a0177",
      "fff7f3fde0ddfcc5c0fa9fb5f768a1dd3497ae017e7a017749006a",
    )
    .map(Z),
  bc = lt(yc),
  xc = new Array(3)
    .concat(
      "edf8b17fcdbb2c7fb8",
      "ffffcca1dab441b6c4225ea8",
      "ffffcca1dab441b6c42c7fb8253494",
      "ffffccc7e9b47fcdbb41b6c42c7fb8253494",
      "ffffccc7e9b47fcdbb41b6c41d91c0225ea80c2c84",
      "ffffd9edf8b1c7e9b47fcdbb41b6c41d91c0225ea80c2c84",
      "ffffd9edf8b1c7e9b47fcdbb41b6c41d91c0225ea8253494081d58",
    )
    .map(Z),
  wc = lt(xc),
  vc = new Array(3)
    .concat(
      "f7fcb9addd8e31a354",
      "ffffccc2e69978c679238443",
      "ffffccc2e69978c67931a354006837",
      "ffffccd9f0a3addd8e78c67931a354006837",
      "ffffccd9f0a3addd8e78c67941ab5d238443005a32",
      "ffffe5f7fcb9d9f0a3addd8e78c67941ab5d238443005a32",
      "ffffe5f7fcb9d9f0a3addd8e78c67941ab5d238443006837004529",
    )
    .map(Z),
  _c = lt(vc),
  Mc = new Array(3)
    .concat(
      "fff7bcfec44fd95f0e",
      "ffffd4fed98efe9929cc4c02",
      "ffffd4fed98efe9929d95f0e993404",
      "ffffd4fee391fec44ffe9929d95f0e993404",
      "ffffd4fee391fec44ffe9929ec7014cc4c028c2d04",
      "ffffe5fff7bcfee391fec44ffe9929ec7014cc4c028c2d04",
      "ffffe5fff7bcfee391fec44ffe9929ec7014cc4c02993404662506",
    )
    .map(Z),
  Sc = lt(Mc),
  Tc = new Array(3)
    .concat(
      "ffeda0feb24cf03b20",
      "ffffb2fecc5cfd8d3ce31a1c",
      "ffffb2fecc5cfd8d3cf03b20bd0026",
      "ffffb2fed976feb24cfd8d3cf03b20bd0026",
      "ffffb2fed976feb24cfd8d3cfc4e2ae31a1cb10026",
      "ffffccffeda0fed976feb24cfd8d3cfc4e2ae31a1cb10026",
      "ffffccffeda0fed976feb24cfd8d3cfc4e2ae31a1cbd0026800026",
    )
    .map(Z),
  $c = lt(Tc),
  Ac = new Array(3)
    .concat(
      "deebf79ecae13182bd",
      "eff3ffbdd7e76baed62171b5",
      "eff3ffbdd7e76baed63182bd08519c",
      "eff3ffc6dbef9ecae16baed63182bd08519c",
      "eff3ffc6dbef9ecae16baed64292c62171b5084594",
      "f7fbffdeebf7c6dbef9ecae16baed64292c62171b5084594",
      "f7fbffdeebf7c6dbef9ecae16baed64292c62171b508519c08306b",
    )
    .map(Z),
  Cc = lt(Ac),
  kc = new Array(3)
    .concat(
      "e5f5e0a1d99b31a354",
      "edf8e9bae4b374c476238b45",
      "edf8e9bae4b374c47631a354006d2c",
      "edf8e9c7e9c0a1d99b74c47631a354006d2c",
      "edf8e9c7e9c0a1d99b74c47641ab5d238b45005a32",
      "f7fcf5e5f5e0c7e9c0a1d99b74c47641ab5d238b45005a32",
      "f7fcf5e5f5e0c7e9c0a1d99b74c47641ab5d238b45006d2c00441b",
    )
    .map(Z),
  Ec = lt(kc),
  Nc = new Array(3)
    .concat(
      "f0f0f0bdbdbd636363",
      "f7f7f7cccccc969696525252",
      "f7f7f7cccccc969696636363252525",
      "f7f7f7d9d9d9bdbdbd969696636363252525",
      "f7f7f7d9d9d9bdbdbd969696737373525252252525",
      "fffffff0f0f0d9d9d9bdbdbd969696737373525252252525",
      "fffffff0f0f0d9d9d9bdbdbd969696737373525252252525000000",
    )
    .map(Z),
  Rc = lt(Nc),
  Ic = new Array(3)
    .concat(
      "efedf5bcbddc756bb1",
      "f2f0f7cbc9e29e9ac86a51a3",
      "f2f0f7cbc9e29e9ac8756bb154278f",
      "f2f0f7dadaebbcbddc9e9ac8756bb154278f",
      "f2f0f7dadaebbcbddc9e9ac8807dba6a51a34a1486",
      "fcfbfdefedf5dadaebbcbddc9e9ac8807dba6a51a34a1486",
      "fcfbfdefedf5dadaebbcbddc9e9ac8807dba6a51a354278f3f007d",
    )
    .map(Z),
  Dc = lt(Ic),
  Pc = new Array(3)
    .concat(
      "fee0d2fc9272de2d26",
      "fee5d9fcae91fb6a4acb181d",
      "fee5d9fcae91fb6a4ade2d26a50f15",
      "fee5d9fcbba1fc9272fb6a4ade2d26a50f15",
      "fee5d9fcbba1fc9272fb6a4aef3b2ccb181d99000d",
      "fff5f0fee0d2fcbba1fc9272fb6a4aef3b2ccb181d99000d",
      "fff5f0fee0d2fcbba1fc9272fb6a4aef3b2ccb181da50f1567000d",
    )
    .map(Z),
  Lc = lt(Pc),
  Fc = new Array(3)
    .concat(
      "fee6cefdae6be6550d",
      "feeddefdbe85fd8d3cd94701",
      "feeddefdbe85fd8d3ce6550da63603",
      "feeddefdd0a2fdae6bfd8d3ce6550da63603",
      "feeddefdd0a2fdae6bfd8d3cf16913d948018c2d04",
      "fff5ebfee6cefdd0a2fdae6bfd8d3cf16913d948018c2d04",
      "fff5ebfee6cefdd0a2fdae6bfd8d3cf16913d94801a636037f2704",
    )
    .map(Z),
  Yc = lt(Fc);
function Oc(t) {
  return (
    (t = Math.max(0, Math.min(1, t))),
    "rgb(" +
      Math.max(
        0,
        Math.min(255, Math.round(-4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57)))))),
      ) +
      ", " +
      Math.max(
        0,
        Math.min(255, Math.round(32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37)))))),
      ) +
      ", " +
      Math.max(
        0,
        Math.min(255, Math.round(81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67)))))),
      ) +
      ")"
  );
}
var Bc = ko(ie(300, 0.5, 0), ie(-240, 0.5, 1)),
  qc = ko(ie(-100, 0.75, 0.35), ie(80, 1.5, 0.8)),
  zc = ko(ie(260, 0.75, 0.35), ie(80, 1.5, 0.8)),
  fa = ie();
function Xc(t) {
  (t < 0 || t > 1) && (t -= Math.floor(t));
  var e = Math.abs(t - 0.5);
  return ((fa.h = 360 * t - 100), (fa.s = 1.5 - 1.5 * e), (fa.l = 0.8 - 0.9 * e), fa + "");
}
var ua = we(),
  iv = Math.PI / 3,
  ov = (Math.PI * 2) / 3;
function Uc(t) {
  var e;
  return (
    (t = (0.5 - t) * Math.PI),
    (ua.r = 255 * (e = Math.sin(t)) * e),
    (ua.g = 255 * (e = Math.sin(t + iv)) * e),
    (ua.b = 255 * (e = Math.sin(t + ov)) * e),
    ua + ""
  );
}
function Gc(t) {
  return (
    (t = Math.max(0, Math.min(1, t))),
    "rgb(" +
      Math.max(
        0,
        Math.min(
          255,
          Math.round(34.61 + t * (1172.33 - t * (10793.56 - t * (33300.12 - t * (38394.49 - t * 14825.05))))),
        ),
      ) +
      ", " +
      Math.max(
        0,
        Math.min(255, Math.round(23.31 + t * (557.33 + t * (1225.33 - t * (3574.96 - t * (1073.77 + t * 707.56)))))),
      ) +
      ", " +
      Math.max(
        0,
        Math.min(255, Math.round(27.2 + t * (3211.1 - t * (15327.97 - t * (27814 - t * (22569.18 - t * 6838.66)))))),
      ) +
      ")"
  );
}
function la(t) {
  var e = t.length;
  return function (n) {
    return t[Math.max(0, Math.min(e - 1, Math.floor(n * e)))];
  };
}
var Wc = la(
    Z(
      "44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725",
    ),
  ),
  Hc = la(
    Z(
      "00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e0907200a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c10441d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f116331116533106734106936106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c816a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e24828025828125818326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367ab73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695cf56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf",
    ),
  ),
  Vc = la(
    Z(
      "00000401000501010601010802010a02020c02020e03021004031204031405041706041907051b08051d09061f0a07220b07240c08260d08290e092b10092d110a30120a32140b34150b37160b39180c3c190c3e1b0c411c0c431e0c451f0c48210c4a230c4c240c4f260c51280b53290b552b0b572d0b592f0a5b310a5c320a5e340a5f3609613809623909633b09643d09653e0966400a67420a68440a68450a69470b6a490b6a4a0c6b4c0c6b4d0d6c4f0d6c510e6c520e6d540f6d550f6d57106e59106e5a116e5c126e5d126e5f136e61136e62146e64156e65156e67166e69166e6a176e6c186e6d186e6f196e71196e721a6e741a6e751b6e771c6d781c6d7a1d6d7c1d6d7d1e6d7f1e6c801f6c82206c84206b85216b87216b88226a8a226a8c23698d23698f24699025689225689326679526679727669827669a28659b29649d29649f2a63a02a63a22b62a32c61a52c60a62d60a82e5fa92e5eab2f5ead305dae305cb0315bb1325ab3325ab43359b63458b73557b93556ba3655bc3754bd3853bf3952c03a51c13a50c33b4fc43c4ec63d4dc73e4cc83f4bca404acb4149cc4248ce4347cf4446d04545d24644d34743d44842d54a41d74b3fd84c3ed94d3dda4e3cdb503bdd513ade5238df5337e05536e15635e25734e35933e45a31e55c30e65d2fe75e2ee8602de9612bea632aeb6429eb6628ec6726ed6925ee6a24ef6c23ef6e21f06f20f1711ff1731df2741cf3761bf37819f47918f57b17f57d15f67e14f68013f78212f78410f8850ff8870ef8890cf98b0bf98c0af98e09fa9008fa9207fa9407fb9606fb9706fb9906fb9b06fb9d07fc9f07fca108fca309fca50afca60cfca80dfcaa0ffcac11fcae12fcb014fcb216fcb418fbb61afbb81dfbba1ffbbc21fbbe23fac026fac228fac42afac62df9c72ff9c932f9cb35f8cd37f8cf3af7d13df7d340f6d543f6d746f5d949f5db4cf4dd4ff4df53f4e156f3e35af3e55df2e661f2e865f2ea69f1ec6df1ed71f1ef75f1f179f2f27df2f482f3f586f3f68af4f88ef5f992f6fa96f8fb9af9fc9dfafda1fcffa4",
    ),
  ),
  jc = la(
    Z(
      "0d088710078813078916078a19068c1b068d1d068e20068f2206902406912605912805922a05932c05942e05952f059631059733059735049837049938049a3a049a3c049b3e049c3f049c41049d43039e44039e46039f48039f4903a04b03a14c02a14e02a25002a25102a35302a35502a45601a45801a45901a55b01a55c01a65e01a66001a66100a76300a76400a76600a76700a86900a86a00a86c00a86e00a86f00a87100a87201a87401a87501a87701a87801a87a02a87b02a87d03a87e03a88004a88104a78305a78405a78606a68707a68808a68a09a58b0aa58d0ba58e0ca48f0da4910ea3920fa39410a29511a19613a19814a099159f9a169f9c179e9d189d9e199da01a9ca11b9ba21d9aa31e9aa51f99a62098a72197a82296aa2395ab2494ac2694ad2793ae2892b02991b12a90b22b8fb32c8eb42e8db52f8cb6308bb7318ab83289ba3388bb3488bc3587bd3786be3885bf3984c03a83c13b82c23c81c33d80c43e7fc5407ec6417dc7427cc8437bc9447aca457acb4679cc4778cc4977cd4a76ce4b75cf4c74d04d73d14e72d24f71d35171d45270d5536fd5546ed6556dd7566cd8576bd9586ada5a6ada5b69db5c68dc5d67dd5e66de5f65de6164df6263e06363e16462e26561e26660e3685fe4695ee56a5de56b5de66c5ce76e5be76f5ae87059e97158e97257ea7457eb7556eb7655ec7754ed7953ed7a52ee7b51ef7c51ef7e50f07f4ff0804ef1814df1834cf2844bf3854bf3874af48849f48948f58b47f58c46f68d45f68f44f79044f79143f79342f89441f89540f9973ff9983ef99a3efa9b3dfa9c3cfa9e3bfb9f3afba139fba238fca338fca537fca636fca835fca934fdab33fdac33fdae32fdaf31fdb130fdb22ffdb42ffdb52efeb72dfeb82cfeba2cfebb2bfebd2afebe2afec029fdc229fdc328fdc527fdc627fdc827fdca26fdcb26fccd25fcce25fcd025fcd225fbd324fbd524fbd724fad824fada24f9dc24f9dd25f8df25f8e125f7e225f7e425f6e626f6e826f5e926f5eb27f4ed27f3ee27f3f027f2f227f1f426f1f525f0f724f0f921",
    ),
  );
function Or(t) {
  return function () {
    return t;
  };
}
var Np = Math.cos;
var Jc = Math.min,
  da = Math.sin,
  Tt = Math.sqrt,
  $p = 1e-12,
  Gi = Math.PI,
  H4 = Gi / 2,
  ya = 2 * Gi;
function av(t) {
  let e = 3;
  return (
    (t.digits = function (n) {
      if (!arguments.length) return e;
      if (n == null) e = null;
      else {
        let r = Math.floor(n);
        if (!(r >= 0)) throw new RangeError(`invalid digits: ${n}`);
        e = r;
      }
      return t;
    }),
    () => new Un(e)
  );
}
var V4 = Array.prototype.slice;
function fv(t) {
  return typeof t == "object" && "length" in t ? t : Array.from(t);
}
function Rp(t) {
  this._context = t;
}
Rp.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._point = 0;
  },
  lineEnd: function () {
    ((this._line || (this._line !== 0 && this._point === 1)) && this._context.closePath(),
      (this._line = 1 - this._line));
  },
  point: function (t, e) {
    switch (((t = +t), (e = +e), this._point)) {
      case 0:
        ((this._point = 1), this._line ? this._context.lineTo(t, e) : this._context.moveTo(t, e));
        break;
      case 1:
        this._point = 2;
      default:
        this._context.lineTo(t, e);
        break;
    }
  },
};
function Br(t) {
  return new Rp(t);
}
function uv(t) {
  return t[0];
}
function cv(t) {
  return t[1];
}
function Ip(t, e) {
  var n = Or(!0),
    r = null,
    i = Br,
    o = null,
    a = av(f);
  ((t = typeof t == "function" ? t : t === void 0 ? uv : Or(t)),
    (e = typeof e == "function" ? e : e === void 0 ? cv : Or(e)));
  function f(u) {
    var c,
      s = (u = fv(u)).length,
      d,
      l = !1,
      h;
    for (r == null && (o = i((h = a()))), c = 0; c <= s; ++c)
      (!(c < s && n((d = u[c]), c, u)) === l && ((l = !l) ? o.lineStart() : o.lineEnd()),
        l && o.point(+t(d, c, u), +e(d, c, u)));
    if (h) return ((o = null), h + "" || null);
  }
  return (
    (f.x = function (u) {
      return arguments.length ? ((t = typeof u == "function" ? u : Or(+u)), f) : t;
    }),
    (f.y = function (u) {
      return arguments.length ? ((e = typeof u == "function" ? u : Or(+u)), f) : e;
    }),
    (f.defined = function (u) {
      return arguments.length ? ((n = typeof u == "function" ? u : Or(!!u)), f) : n;
    }),
    (f.curve = function (u) {
      return arguments.length ? ((i = u), r != null && (o = i(r)), f) : i;
    }),
    (f.context = function (u) {
      return arguments.length ? (u == null ? (r = o = null) : (o = i((r = u))), f) : r;
    }),
    f
  );
}
var j4 = sv(Br);
function Dp(t) {
  this._curve = t;
}
Dp.prototype = {
  areaStart: function () {
    this._curve.areaStart();
  },
  areaEnd: function () {
    this._curve.areaEnd();
  },
  lineStart: function () {
    this._curve.lineStart();
  },
  lineEnd: function () {
    this._curve.lineEnd();
  },
  point: function (t, e) {
    this._curve.point(e * Math.sin(t), e * -Math.cos(t));
  },
};
function sv(t) {
  function e(n) {
    return new Dp(t(n));
  }
  return ((e._curve = t), e);
}
var ha = class {
  constructor(e, n) {
    ((this._context = e), (this._x = n));
  }
  areaStart() {
    this._line = 0;
  }
  areaEnd() {
    this._line = NaN;
  }
  lineStart() {
    this._point = 0;
  }
  lineEnd() {
    ((this._line || (this._line !== 0 && this._point === 1)) && this._context.closePath(),
      (this._line = 1 - this._line));
  }
  point(e, n) {
    switch (((e = +e), (n = +n), this._point)) {
      case 0: {
        ((this._point = 1), this._line ? this._context.lineTo(e, n) : this._context.moveTo(e, n));
        break;
      }
      case 1:
        this._point = 2;
      default: {
        this._x
          ? this._context.bezierCurveTo((this._x0 = (this._x0 + e) / 2), this._y0, this._x0, n, e, n)
          : this._context.bezierCurveTo(this._x0, (this._y0 = (this._y0 + n) / 2), e, this._y0, e, n);
        break;
      }
    }
    ((this._x0 = e), (this._y0 = n));
  }
};
function Pp(t) {
  return new ha(t, !0);
}
function Lp(t) {
  return new ha(t, !1);
}
var lv = Tt(3),
  ts = {
    draw(t, e) {
      let n = Tt(e + Jc(e / 28, 0.75)) * 0.59436,
        r = n / 2,
        i = r * lv;
      (t.moveTo(0, n), t.lineTo(0, -n), t.moveTo(-i, -r), t.lineTo(i, r), t.moveTo(-i, r), t.lineTo(i, -r));
    },
  },
  rr = {
    draw(t, e) {
      let n = Tt(e / Gi);
      (t.moveTo(n, 0), t.arc(0, 0, n, 0, ya));
    },
  },
  es = {
    draw(t, e) {
      let n = Tt(e / 5) / 2;
      (t.moveTo(-3 * n, -n),
        t.lineTo(-n, -n),
        t.lineTo(-n, -3 * n),
        t.lineTo(n, -3 * n),
        t.lineTo(n, -n),
        t.lineTo(3 * n, -n),
        t.lineTo(3 * n, n),
        t.lineTo(n, n),
        t.lineTo(n, 3 * n),
        t.lineTo(-n, 3 * n),
        t.lineTo(-n, n),
        t.lineTo(-3 * n, n),
        t.closePath());
    },
  },
  Fp = Tt(1 / 3),
  dv = Fp * 2,
  ns = {
    draw(t, e) {
      let n = Tt(e / dv),
        r = n * Fp;
      (t.moveTo(0, -n), t.lineTo(r, 0), t.lineTo(0, n), t.lineTo(-r, 0), t.closePath());
    },
  },
  rs = {
    draw(t, e) {
      let n = Tt(e) * 0.62625;
      (t.moveTo(0, -n), t.lineTo(n, 0), t.lineTo(0, n), t.lineTo(-n, 0), t.closePath());
    },
  },
  is = {
    draw(t, e) {
      let n = Tt(e - Jc(e / 7, 2)) * 0.87559;
      (t.moveTo(-n, 0), t.lineTo(n, 0), t.moveTo(0, n), t.lineTo(0, -n));
    },
  },
  os = {
    draw(t, e) {
      let n = Tt(e),
        r = -n / 2;
      t.rect(r, r, n, n);
    },
  },
  as = {
    draw(t, e) {
      let n = Tt(e) * 0.4431;
      (t.moveTo(n, n), t.lineTo(n, -n), t.lineTo(-n, -n), t.lineTo(-n, n), t.closePath());
    },
  },
  hv = 0.8908130915292852,
  Yp = da(Gi / 10) / da((7 * Gi) / 10),
  pv = da(ya / 10) * Yp,
  mv = -Np(ya / 10) * Yp,
  fs = {
    draw(t, e) {
      let n = Tt(e * hv),
        r = pv * n,
        i = mv * n;
      (t.moveTo(0, -n), t.lineTo(r, i));
      for (let o = 1; o < 5; ++o) {
        let a = (ya * o) / 5,
          f = Np(a),
          u = da(a);
        (t.lineTo(u * n, -f * n), t.lineTo(f * r - u * i, u * r + f * i));
      }
      t.closePath();
    },
  },
  Zc = Tt(3),
  us = {
    draw(t, e) {
      let n = -Tt(e / (Zc * 3));
      (t.moveTo(0, n * 2), t.lineTo(-Zc * n, -n), t.lineTo(Zc * n, -n), t.closePath());
    },
  },
  gv = Tt(3),
  cs = {
    draw(t, e) {
      let n = Tt(e) * 0.6824,
        r = n / 2,
        i = (n * gv) / 2;
      (t.moveTo(0, -n), t.lineTo(i, r), t.lineTo(-i, r), t.closePath());
    },
  },
  le = -0.5,
  de = Tt(3) / 2,
  Qc = 1 / Tt(12),
  yv = (Qc / 2 + 1) * 3,
  ss = {
    draw(t, e) {
      let n = Tt(e / yv),
        r = n / 2,
        i = n * Qc,
        o = r,
        a = n * Qc + n,
        f = -o,
        u = a;
      (t.moveTo(r, i),
        t.lineTo(o, a),
        t.lineTo(f, u),
        t.lineTo(le * r - de * i, de * r + le * i),
        t.lineTo(le * o - de * a, de * o + le * a),
        t.lineTo(le * f - de * u, de * f + le * u),
        t.lineTo(le * r + de * i, le * i - de * r),
        t.lineTo(le * o + de * a, le * a - de * o),
        t.lineTo(le * f + de * u, le * u - de * f),
        t.closePath());
    },
  },
  ls = {
    draw(t, e) {
      let n = Tt(e - Jc(e / 6, 1.7)) * 0.6189;
      (t.moveTo(-n, -n), t.lineTo(n, n), t.moveTo(-n, n), t.lineTo(n, -n));
    },
  },
  Op = [rr, es, ns, os, fs, us, ss],
  Bp = [rr, is, ls, cs, ts, as, rs];
function Mn() {}
function pa(t, e, n) {
  t._context.bezierCurveTo(
    (2 * t._x0 + t._x1) / 3,
    (2 * t._y0 + t._y1) / 3,
    (t._x0 + 2 * t._x1) / 3,
    (t._y0 + 2 * t._y1) / 3,
    (t._x0 + 4 * t._x1 + e) / 6,
    (t._y0 + 4 * t._y1 + n) / 6,
  );
}
function ba(t) {
  this._context = t;
}
ba.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x0 = this._x1 = this._y0 = this._y1 = NaN), (this._point = 0));
  },
  lineEnd: function () {
    switch (this._point) {
      case 3:
        pa(this, this._x1, this._y1);
      case 2:
        this._context.lineTo(this._x1, this._y1);
        break;
    }
    ((this._line || (this._line !== 0 && this._point === 1)) && this._context.closePath(),
      (this._line = 1 - this._line));
  },
  point: function (t, e) {
    switch (((t = +t), (e = +e), this._point)) {
      case 0:
        ((this._point = 1), this._line ? this._context.lineTo(t, e) : this._context.moveTo(t, e));
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        ((this._point = 3), this._context.lineTo((5 * this._x0 + this._x1) / 6, (5 * this._y0 + this._y1) / 6));
      default:
        pa(this, t, e);
        break;
    }
    ((this._x0 = this._x1), (this._x1 = t), (this._y0 = this._y1), (this._y1 = e));
  },
};
function qp(t) {
  return new ba(t);
}
function zp(t) {
  this._context = t;
}
zp.prototype = {
  areaStart: Mn,
  areaEnd: Mn,
  lineStart: function () {
    ((this._x0 =
      this._x1 =
      this._x2 =
      this._x3 =
      this._x4 =
      this._y0 =
      this._y1 =
      this._y2 =
      this._y3 =
      this._y4 =
        NaN),
      (this._point = 0));
  },
  lineEnd: function () {
    switch (this._point) {
      case 1: {
        (this._context.moveTo(this._x2, this._y2), this._context.closePath());
        break;
      }
      case 2: {
        (this._context.moveTo((this._x2 + 2 * this._x3) / 3, (this._y2 + 2 * this._y3) / 3),
          this._context.lineTo((this._x3 + 2 * this._x2) / 3, (this._y3 + 2 * this._y2) / 3),
          this._context.closePath());
        break;
      }
      case 3: {
        (this.point(this._x2, this._y2), this.point(this._x3, this._y3), this.point(this._x4, this._y4));
        break;
      }
    }
  },
  point: function (t, e) {
    switch (((t = +t), (e = +e), this._point)) {
      case 0:
        ((this._point = 1), (this._x2 = t), (this._y2 = e));
        break;
      case 1:
        ((this._point = 2), (this._x3 = t), (this._y3 = e));
        break;
      case 2:
        ((this._point = 3),
          (this._x4 = t),
          (this._y4 = e),
          this._context.moveTo((this._x0 + 4 * this._x1 + t) / 6, (this._y0 + 4 * this._y1 + e) / 6));
        break;
      default:
        pa(this, t, e);
        break;
    }
    ((this._x0 = this._x1), (this._x1 = t), (this._y0 = this._y1), (this._y1 = e));
  },
};
function Xp(t) {
  return new zp(t);
}
function Up(t) {
  this._context = t;
}
Up.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x0 = this._x1 = this._y0 = this._y1 = NaN), (this._point = 0));
  },
  lineEnd: function () {
    ((this._line || (this._line !== 0 && this._point === 3)) && this._context.closePath(),
      (this._line = 1 - this._line));
  },
  point: function (t, e) {
    switch (((t = +t), (e = +e), this._point)) {
      case 0:
        this._point = 1;
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        this._point = 3;
        var n = (this._x0 + 4 * this._x1 + t) / 6,
          r = (this._y0 + 4 * this._y1 + e) / 6;
        this._line ? this._context.lineTo(n, r) : this._context.moveTo(n, r);
        break;
      case 3:
        this._point = 4;
      default:
        pa(this, t, e);
        break;
    }
    ((this._x0 = this._x1), (this._x1 = t), (this._y0 = this._y1), (this._y1 = e));
  },
};
function Gp(t) {
  return new Up(t);
}
function Wp(t, e) {
  ((this._basis = new ba(t)), (this._beta = e));
}
Wp.prototype = {
  lineStart: function () {
    ((this._x = []), (this._y = []), this._basis.lineStart());
  },
  lineEnd: function () {
    var t = this._x,
      e = this._y,
      n = t.length - 1;
    if (n > 0)
      for (var r = t[0], i = e[0], o = t[n] - r, a = e[n] - i, f = -1, u; ++f <= n;)
        ((u = f / n),
          this._basis.point(
            this._beta * t[f] + (1 - this._beta) * (r + u * o),
            this._beta * e[f] + (1 - this._beta) * (i + u * a),
          ));
    ((this._x = this._y = null), this._basis.lineEnd());
  },
  point: function (t, e) {
    (this._x.push(+t), this._y.push(+e));
  },
};
var Hp = (function t(e) {
  function n(r) {
    return e === 1 ? new ba(r) : new Wp(r, e);
  }
  return (
    (n.beta = function (r) {
      return t(+r);
    }),
    n
  );
})(0.85);
function ma(t, e, n) {
  t._context.bezierCurveTo(
    t._x1 + t._k * (t._x2 - t._x0),
    t._y1 + t._k * (t._y2 - t._y0),
    t._x2 + t._k * (t._x1 - e),
    t._y2 + t._k * (t._y1 - n),
    t._x2,
    t._y2,
  );
}
function ds(t, e) {
  ((this._context = t), (this._k = (1 - e) / 6));
}
ds.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x0 = this._x1 = this._x2 = this._y0 = this._y1 = this._y2 = NaN), (this._point = 0));
  },
  lineEnd: function () {
    switch (this._point) {
      case 2:
        this._context.lineTo(this._x2, this._y2);
        break;
      case 3:
        ma(this, this._x1, this._y1);
        break;
    }
    ((this._line || (this._line !== 0 && this._point === 1)) && this._context.closePath(),
      (this._line = 1 - this._line));
  },
  point: function (t, e) {
    switch (((t = +t), (e = +e), this._point)) {
      case 0:
        ((this._point = 1), this._line ? this._context.lineTo(t, e) : this._context.moveTo(t, e));
        break;
      case 1:
        ((this._point = 2), (this._x1 = t), (this._y1 = e));
        break;
      case 2:
        this._point = 3;
      default:
        ma(this, t, e);
        break;
    }
    ((this._x0 = this._x1),
      (this._x1 = this._x2),
      (this._x2 = t),
      (this._y0 = this._y1),
      (this._y1 = this._y2),
      (this._y2 = e));
  },
};
var Vp = (function t(e) {
  function n(r) {
    return new ds(r, e);
  }
  return (
    (n.tension = function (r) {
      return t(+r);
    }),
    n
  );
})(0);
function hs(t, e) {
  ((this._context = t), (this._k = (1 - e) / 6));
}
hs.prototype = {
  areaStart: Mn,
  areaEnd: Mn,
  lineStart: function () {
    ((this._x0 =
      this._x1 =
      this._x2 =
      this._x3 =
      this._x4 =
      this._x5 =
      this._y0 =
      this._y1 =
      this._y2 =
      this._y3 =
      this._y4 =
      this._y5 =
        NaN),
      (this._point = 0));
  },
  lineEnd: function () {
    switch (this._point) {
      case 1: {
        (this._context.moveTo(this._x3, this._y3), this._context.closePath());
        break;
      }
      case 2: {
        (this._context.lineTo(this._x3, this._y3), this._context.closePath());
        break;
      }
      case 3: {
        (this.point(this._x3, this._y3), this.point(this._x4, this._y4), this.point(this._x5, this._y5));
        break;
      }
    }
  },
  point: function (t, e) {
    switch (((t = +t), (e = +e), this._point)) {
      case 0:
        ((this._point = 1), (this._x3 = t), (this._y3 = e));
        break;
      case 1:
        ((this._point = 2), this._context.moveTo((this._x4 = t), (this._y4 = e)));
        break;
      case 2:
        ((this._point = 3), (this._x5 = t), (this._y5 = e));
        break;
      default:
        ma(this, t, e);
        break;
    }
    ((this._x0 = this._x1),
      (this._x1 = this._x2),
      (this._x2 = t),
      (this._y0 = this._y1),
      (this._y1 = this._y2),
      (this._y2 = e));
  },
};
var jp = (function t(e) {
  function n(r) {
    return new hs(r, e);
  }
  return (
    (n.tension = function (r) {
      return t(+r);
    }),
    n
  );
})(0);
function ps(t, e) {
  ((this._context = t), (this._k = (1 - e) / 6));
}
ps.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x0 = this._x1 = this._x2 = this._y0 = this._y1 = this._y2 = NaN), (this._point = 0));
  },
  lineEnd: function () {
    ((this._line || (this._line !== 0 && this._point === 3)) && this._context.closePath(),
      (this._line = 1 - this._line));
  },
  point: function (t, e) {
    switch (((t = +t), (e = +e), this._point)) {
      case 0:
        this._point = 1;
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        ((this._point = 3),
          this._line ? this._context.lineTo(this._x2, this._y2) : this._context.moveTo(this._x2, this._y2));
        break;
      case 3:
        this._point = 4;
      default:
        ma(this, t, e);
        break;
    }
    ((this._x0 = this._x1),
      (this._x1 = this._x2),
      (this._x2 = t),
      (this._y0 = this._y1),
      (this._y1 = this._y2),
      (this._y2 = e));
  },
};
var Zp = (function t(e) {
  function n(r) {
    return new ps(r, e);
  }
  return (
    (n.tension = function (r) {
      return t(+r);
    }),
    n
  );
})(0);
function ms(t, e, n) {
  var r = t._x1,
    i = t._y1,
    o = t._x2,
    a = t._y2;
  if (t._l01_a > $p) {
    var f = 2 * t._l01_2a + 3 * t._l01_a * t._l12_a + t._l12_2a,
      u = 3 * t._l01_a * (t._l01_a + t._l12_a);
    ((r = (r * f - t._x0 * t._l12_2a + t._x2 * t._l01_2a) / u),
      (i = (i * f - t._y0 * t._l12_2a + t._y2 * t._l01_2a) / u));
  }
  if (t._l23_a > $p) {
    var c = 2 * t._l23_2a + 3 * t._l23_a * t._l12_a + t._l12_2a,
      s = 3 * t._l23_a * (t._l23_a + t._l12_a);
    ((o = (o * c + t._x1 * t._l23_2a - e * t._l12_2a) / s), (a = (a * c + t._y1 * t._l23_2a - n * t._l12_2a) / s));
  }
  t._context.bezierCurveTo(r, i, o, a, t._x2, t._y2);
}
function Kp(t, e) {
  ((this._context = t), (this._alpha = e));
}
Kp.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x0 = this._x1 = this._x2 = this._y0 = this._y1 = this._y2 = NaN),
      (this._l01_a = this._l12_a = this._l23_a = this._l01_2a = this._l12_2a = this._l23_2a = this._point = 0));
  },
  lineEnd: function () {
    switch (this._point) {
      case 2:
        this._context.lineTo(this._x2, this._y2);
        break;
      case 3:
        this.point(this._x2, this._y2);
        break;
    }
    ((this._line || (this._line !== 0 && this._point === 1)) && this._context.closePath(),
      (this._line = 1 - this._line));
  },
  point: function (t, e) {
    if (((t = +t), (e = +e), this._point)) {
      var n = this._x2 - t,
        r = this._y2 - e;
      this._l23_a = Math.sqrt((this._l23_2a = Math.pow(n * n + r * r, this._alpha)));
    }
    switch (this._point) {
      case 0:
        ((this._point = 1), this._line ? this._context.lineTo(t, e) : this._context.moveTo(t, e));
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        this._point = 3;
      default:
        ms(this, t, e);
        break;
    }
    ((this._l01_a = this._l12_a),
      (this._l12_a = this._l23_a),
      (this._l01_2a = this._l12_2a),
      (this._l12_2a = this._l23_2a),
      (this._x0 = this._x1),
      (this._x1 = this._x2),
      (this._x2 = t),
      (this._y0 = this._y1),
      (this._y1 = this._y2),
      (this._y2 = e));
  },
};
var Qp = (function t(e) {
  function n(r) {
    return e ? new Kp(r, e) : new ds(r, 0);
  }
  return (
    (n.alpha = function (r) {
      return t(+r);
    }),
    n
  );
})(0.5);
function Jp(t, e) {
  ((this._context = t), (this._alpha = e));
}
Jp.prototype = {
  areaStart: Mn,
  areaEnd: Mn,
  lineStart: function () {
    ((this._x0 =
      this._x1 =
      this._x2 =
      this._x3 =
      this._x4 =
      this._x5 =
      this._y0 =
      this._y1 =
      this._y2 =
      this._y3 =
      this._y4 =
      this._y5 =
        NaN),
      (this._l01_a = this._l12_a = this._l23_a = this._l01_2a = this._l12_2a = this._l23_2a = this._point = 0));
  },
  lineEnd: function () {
    switch (this._point) {
      case 1: {
        (this._context.moveTo(this._x3, this._y3), this._context.closePath());
        break;
      }
      case 2: {
        (this._context.lineTo(this._x3, this._y3), this._context.closePath());
        break;
      }
      case 3: {
        (this.point(this._x3, this._y3), this.point(this._x4, this._y4), this.point(this._x5, this._y5));
        break;
      }
    }
  },
  point: function (t, e) {
    if (((t = +t), (e = +e), this._point)) {
      var n = this._x2 - t,
        r = this._y2 - e;
      this._l23_a = Math.sqrt((this._l23_2a = Math.pow(n * n + r * r, this._alpha)));
    }
    switch (this._point) {
      case 0:
        ((this._point = 1), (this._x3 = t), (this._y3 = e));
        break;
      case 1:
        ((this._point = 2), this._context.moveTo((this._x4 = t), (this._y4 = e)));
        break;
      case 2:
        ((this._point = 3), (this._x5 = t), (this._y5 = e));
        break;
      default:
        ms(this, t, e);
        break;
    }
    ((this._l01_a = this._l12_a),
      (this._l12_a = this._l23_a),
      (this._l01_2a = this._l12_2a),
      (this._l12_2a = this._l23_2a),
      (this._x0 = this._x1),
      (this._x1 = this._x2),
      (this._x2 = t),
      (this._y0 = this._y1),
      (this._y1 = this._y2),
      (this._y2 = e));
  },
};
var tm = (function t(e) {
  function n(r) {
    return e ? new Jp(r, e) : new hs(r, 0);
  }
  return (
    (n.alpha = function (r) {
      return t(+r);
    }),
    n
  );
})(0.5);
function em(t, e) {
  ((this._context = t), (this._alpha = e));
}
em.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x0 = this._x1 = this._x2 = this._y0 = this._y1 = this._y2 = NaN),
      (this._l01_a = this._l12_a = this._l23_a = this._l01_2a = this._l12_2a = this._l23_2a = this._point = 0));
  },
  lineEnd: function () {
    ((this._line || (this._line !== 0 && this._point === 3)) && this._context.closePath(),
      (this._line = 1 - this._line));
  },
  point: function (t, e) {
    if (((t = +t), (e = +e), this._point)) {
      var n = this._x2 - t,
        r = this._y2 - e;
      this._l23_a = Math.sqrt((this._l23_2a = Math.pow(n * n + r * r, this._alpha)));
    }
    switch (this._point) {
      case 0:
        this._point = 1;
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        ((this._point = 3),
          this._line ? this._context.lineTo(this._x2, this._y2) : this._context.moveTo(this._x2, this._y2));
        break;
      case 3:
        this._point = 4;
      default:
        ms(this, t, e);
        break;
    }
    ((this._l01_a = this._l12_a),
      (this._l12_a = this._l23_a),
      (this._l01_2a = this._l12_2a),
      (this._l12_2a = this._l23_2a),
      (this._x0 = this._x1),
      (this._x1 = this._x2),
      (this._x2 = t),
      (this._y0 = this._y1),
      (this._y1 = this._y2),
      (this._y2 = e));
  },
};
var nm = (function t(e) {
  function n(r) {
    return e ? new em(r, e) : new ps(r, 0);
  }
  return (
    (n.alpha = function (r) {
      return t(+r);
    }),
    n
  );
})(0.5);
function rm(t) {
  this._context = t;
}
rm.prototype = {
  areaStart: Mn,
  areaEnd: Mn,
  lineStart: function () {
    this._point = 0;
  },
  lineEnd: function () {
    this._point && this._context.closePath();
  },
  point: function (t, e) {
    ((t = +t), (e = +e), this._point ? this._context.lineTo(t, e) : ((this._point = 1), this._context.moveTo(t, e)));
  },
};
function im(t) {
  return new rm(t);
}
function Ap(t) {
  return t < 0 ? -1 : 1;
}
function Cp(t, e, n) {
  var r = t._x1 - t._x0,
    i = e - t._x1,
    o = (t._y1 - t._y0) / (r || (i < 0 && -0)),
    a = (n - t._y1) / (i || (r < 0 && -0)),
    f = (o * i + a * r) / (r + i);
  return (Ap(o) + Ap(a)) * Math.min(Math.abs(o), Math.abs(a), 0.5 * Math.abs(f)) || 0;
}
function kp(t, e) {
  var n = t._x1 - t._x0;
  return n ? ((3 * (t._y1 - t._y0)) / n - e) / 2 : e;
}
function Kc(t, e, n) {
  var r = t._x0,
    i = t._y0,
    o = t._x1,
    a = t._y1,
    f = (o - r) / 3;
  t._context.bezierCurveTo(r + f, i + f * e, o - f, a - f * n, o, a);
}
function ga(t) {
  this._context = t;
}
ga.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x0 = this._x1 = this._y0 = this._y1 = this._t0 = NaN), (this._point = 0));
  },
  lineEnd: function () {
    switch (this._point) {
      case 2:
        this._context.lineTo(this._x1, this._y1);
        break;
      case 3:
        Kc(this, this._t0, kp(this, this._t0));
        break;
    }
    ((this._line || (this._line !== 0 && this._point === 1)) && this._context.closePath(),
      (this._line = 1 - this._line));
  },
  point: function (t, e) {
    var n = NaN;
    if (((t = +t), (e = +e), !(t === this._x1 && e === this._y1))) {
      switch (this._point) {
        case 0:
          ((this._point = 1), this._line ? this._context.lineTo(t, e) : this._context.moveTo(t, e));
          break;
        case 1:
          this._point = 2;
          break;
        case 2:
          ((this._point = 3), Kc(this, kp(this, (n = Cp(this, t, e))), n));
          break;
        default:
          Kc(this, this._t0, (n = Cp(this, t, e)));
          break;
      }
      ((this._x0 = this._x1), (this._x1 = t), (this._y0 = this._y1), (this._y1 = e), (this._t0 = n));
    }
  },
};
function om(t) {
  this._context = new am(t);
}
(om.prototype = Object.create(ga.prototype)).point = function (t, e) {
  ga.prototype.point.call(this, e, t);
};
function am(t) {
  this._context = t;
}
am.prototype = {
  moveTo: function (t, e) {
    this._context.moveTo(e, t);
  },
  closePath: function () {
    this._context.closePath();
  },
  lineTo: function (t, e) {
    this._context.lineTo(e, t);
  },
  bezierCurveTo: function (t, e, n, r, i, o) {
    this._context.bezierCurveTo(e, t, r, n, o, i);
  },
};
function fm(t) {
  return new ga(t);
}
function um(t) {
  return new om(t);
}
function cm(t) {
  this._context = t;
}
cm.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x = []), (this._y = []));
  },
  lineEnd: function () {
    var t = this._x,
      e = this._y,
      n = t.length;
    if (n)
      if ((this._line ? this._context.lineTo(t[0], e[0]) : this._context.moveTo(t[0], e[0]), n === 2))
        this._context.lineTo(t[1], e[1]);
      else
        for (var r = Ep(t), i = Ep(e), o = 0, a = 1; a < n; ++o, ++a)
          this._context.bezierCurveTo(r[0][o], i[0][o], r[1][o], i[1][o], t[a], e[a]);
    ((this._line || (this._line !== 0 && n === 1)) && this._context.closePath(),
      (this._line = 1 - this._line),
      (this._x = this._y = null));
  },
  point: function (t, e) {
    (this._x.push(+t), this._y.push(+e));
  },
};
function Ep(t) {
  var e,
    n = t.length - 1,
    r,
    i = new Array(n),
    o = new Array(n),
    a = new Array(n);
  for (i[0] = 0, o[0] = 2, a[0] = t[0] + 2 * t[1], e = 1; e < n - 1; ++e)
    ((i[e] = 1), (o[e] = 4), (a[e] = 4 * t[e] + 2 * t[e + 1]));
  for (i[n - 1] = 2, o[n - 1] = 7, a[n - 1] = 8 * t[n - 1] + t[n], e = 1; e < n; ++e)
    ((r = i[e] / o[e - 1]), (o[e] -= r), (a[e] -= r * a[e - 1]));
  for (i[n - 1] = a[n - 1] / o[n - 1], e = n - 2; e >= 0; --e) i[e] = (a[e] - i[e + 1]) / o[e];
  for (o[n - 1] = (t[n] + i[n - 1]) / 2, e = 0; e < n - 1; ++e) o[e] = 2 * t[e + 1] - i[e + 1];
  return [i, o];
}
function sm(t) {
  return new cm(t);
}
function xa(t, e) {
  ((this._context = t), (this._t = e));
}
xa.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    ((this._x = this._y = NaN), (this._point = 0));
  },
  lineEnd: function () {
    (0 < this._t && this._t < 1 && this._point === 2 && this._context.lineTo(this._x, this._y),
      (this._line || (this._line !== 0 && this._point === 1)) && this._context.closePath(),
      this._line >= 0 && ((this._t = 1 - this._t), (this._line = 1 - this._line)));
  },
  point: function (t, e) {
    switch (((t = +t), (e = +e), this._point)) {
      case 0:
        ((this._point = 1), this._line ? this._context.lineTo(t, e) : this._context.moveTo(t, e));
        break;
      case 1:
        this._point = 2;
      default: {
        if (this._t <= 0) (this._context.lineTo(this._x, e), this._context.lineTo(t, e));
        else {
          var n = this._x * (1 - this._t) + t * this._t;
          (this._context.lineTo(n, this._y), this._context.lineTo(n, e));
        }
        break;
      }
    }
    ((this._x = t), (this._y = e));
  },
};
function lm(t) {
  return new xa(t, 0.5);
}
function dm(t) {
  return new xa(t, 0);
}
function hm(t) {
  return new xa(t, 1);
}
function he(t) {
  return t != null && !Number.isNaN(t);
}
function Yt(t, e) {
  return +he(e) - +he(t) || Ft(t, e);
}
function ir(t, e) {
  return +he(e) - +he(t) || Ke(t, e);
}
function Wi(t) {
  return t != null && `${t}` != "";
}
function gs(t) {
  return isFinite(t) ? t : NaN;
}
function or(t) {
  return t > 0 && isFinite(t) ? t : NaN;
}
function qr(t) {
  return t < 0 && isFinite(t) ? t : NaN;
}
function wa(t, e) {
  if ((t instanceof Date || (t = new Date(+t)), isNaN(t))) return typeof e == "function" ? e(t) : e;
  let n = t.getUTCHours(),
    r = t.getUTCMinutes(),
    i = t.getUTCSeconds(),
    o = t.getUTCMilliseconds();
  return `${bv(t.getUTCFullYear(), 4)}-${un(t.getUTCMonth() + 1, 2)}-${un(t.getUTCDate(), 2)}${n || r || i || o ? `T${un(n, 2)}:${un(r, 2)}${i || o ? `:${un(i, 2)}${o ? `.${un(o, 3)}` : ""}` : ""}Z` : ""}`;
}
function bv(t) {
  return t < 0 ? `-${un(-t, 6)}` : t > 9999 ? `+${un(t, 6)}` : un(t, 4);
}
function un(t, e) {
  return `${t}`.padStart(e, "0");
}
var xv = /^(?:[-+]\d{2})?\d{4}(?:-\d{2}(?:-\d{2})?)?(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?(?:Z|[-+]\d{2}:?\d{2})?)?$/;
function Hi(t, e) {
  return xv.test((t += "")) ? new Date(t) : typeof e == "function" ? e(t) : e;
}
function cn(t) {
  if (t == null) return;
  let e = t[0],
    n = t[t.length - 1];
  return Ke(e, n);
}
var Xr = 1e3,
  Tn = Xr * 60,
  $n = Tn * 60,
  Be = $n * 24,
  Oe = Be * 7,
  ar = Be * 30,
  Sn = Be * 365,
  ys = [
    ["millisecond", 1],
    ["2 milliseconds", 2],
    ["5 milliseconds", 5],
    ["10 milliseconds", 10],
    ["20 milliseconds", 20],
    ["50 milliseconds", 50],
    ["100 milliseconds", 100],
    ["200 milliseconds", 200],
    ["500 milliseconds", 500],
    ["second", Xr],
    ["5 seconds", 5 * Xr],
    ["15 seconds", 15 * Xr],
    ["30 seconds", 30 * Xr],
    ["minute", Tn],
    ["5 minutes", 5 * Tn],
    ["15 minutes", 15 * Tn],
    ["30 minutes", 30 * Tn],
    ["hour", $n],
    ["3 hours", 3 * $n],
    ["6 hours", 6 * $n],
    ["12 hours", 12 * $n],
    ["day", Be],
    ["2 days", 2 * Be],
    ["week", Oe],
    ["2 weeks", 2 * Oe],
    ["month", ar],
    ["3 months", 3 * ar],
    ["6 months", 6 * ar],
    ["year", Sn],
    ["2 years", 2 * Sn],
    ["5 years", 5 * Sn],
    ["10 years", 10 * Sn],
    ["20 years", 20 * Sn],
    ["50 years", 50 * Sn],
    ["100 years", 100 * Sn],
  ],
  bs = new Map([
    ["second", Xr],
    ["minute", Tn],
    ["hour", $n],
    ["day", Be],
    ["monday", Oe],
    ["tuesday", Oe],
    ["wednesday", Oe],
    ["thursday", Oe],
    ["friday", Oe],
    ["saturday", Oe],
    ["sunday", Oe],
    ["week", Oe],
    ["month", ar],
    ["year", Sn],
  ]),
  mm = new Map([
    ["second", zt],
    ["minute", Wn],
    ["hour", Vn],
    ["day", De],
    ["monday", Qn],
    ["tuesday", wu],
    ["wednesday", vu],
    ["thursday", an],
    ["friday", _u],
    ["saturday", Mu],
    ["sunday", Pe],
    ["week", Pe],
    ["month", er],
    ["year", Wt],
  ]),
  xs = new Map([
    ["second", zt],
    ["minute", Hn],
    ["hour", jn],
    ["day", Pi],
    ["monday", tr],
    ["tuesday", Su],
    ["wednesday", Tu],
    ["thursday", fn],
    ["friday", $u],
    ["saturday", Au],
    ["sunday", Le],
    ["week", Le],
    ["month", nr],
    ["year", Ht],
  ]),
  Ur = Symbol("intervalDuration"),
  _a = Symbol("intervalType");
for (let [t, e] of mm) ((e[Ur] = bs.get(t)), (e[_a] = "time"));
for (let [t, e] of xs) ((e[Ur] = bs.get(t)), (e[_a] = "utc"));
var Vi = [
    ["year", Ht, "utc"],
    ["month", nr, "utc"],
    ["day", Pi, "utc", 6 * ar],
    ["hour", jn, "utc", 3 * Be],
    ["minute", Hn, "utc", 6 * $n],
    ["second", zt, "utc", 30 * Tn],
  ],
  va = [
    ["year", Wt, "time"],
    ["month", er, "time"],
    ["day", De, "time", 6 * ar],
    ["hour", Vn, "time", 3 * Be],
    ["minute", Wn, "time", 6 * $n],
    ["second", zt, "time", 30 * Tn],
  ],
  wv = [Vi[0], va[0], Vi[1], va[1], Vi[2], va[2], ...Vi.slice(3)];
function gm(t) {
  let e = `${t}`.toLowerCase();
  e.endsWith("s") && (e = e.slice(0, -1));
  let n = 1,
    r = /^(?:(\d+)\s+)/.exec(e);
  switch ((r && ((e = e.slice(r[0].length)), (n = +r[1])), e)) {
    case "quarter":
      ((e = "month"), (n *= 3));
      break;
    case "half":
      ((e = "month"), (n *= 6));
      break;
  }
  let i = xs.get(e);
  if (!i) throw new Error(`unknown interval: ${t}`);
  if (n > 1 && !i.every) throw new Error(`non-periodic interval: ${e}`);
  return [e, n];
}
function ws(t) {
  return ym(gm(t), "time");
}
function ji(t) {
  return ym(gm(t), "utc");
}
function ym([t, e], n) {
  let r = (n === "time" ? mm : xs).get(t);
  return (e > 1 && ((r = r.every(e)), (r[Ur] = bs.get(t) * e), (r[_a] = n)), r);
}
function vs(t, e) {
  if (!(e > 1)) return;
  let n = t[Ur];
  if (!ys.some(([, i]) => i === n) || (n % Be === 0 && Be < n && n < ar)) return;
  let [r] = ys[wr(([, i]) => Math.log(i)).center(ys, Math.log(n * e))];
  return (t[_a] === "time" ? ws : ji)(r);
}
function pm(t, e, n) {
  let r = e === "time" ? Oi : Fe;
  if (n == null)
    return r(
      t === "year"
        ? "%Y"
        : t === "month"
          ? "%Y-%m"
          : t === "day"
            ? "%Y-%m-%d"
            : t === "hour" || t === "minute"
              ? "%Y-%m-%dT%H:%M"
              : t === "second"
                ? "%Y-%m-%dT%H:%M:%S"
                : "%Y-%m-%dT%H:%M:%S.%L",
    );
  let i = vv(n);
  switch (t) {
    case "millisecond":
      return zr(r(".%L"), r(":%M:%S"), i);
    case "second":
      return zr(r(":%S"), r("%-I:%M"), i);
    case "minute":
      return zr(r("%-I:%M"), r("%p"), i);
    case "hour":
      return zr(r("%-I %p"), r("%b %-d"), i);
    case "day":
      return zr(r("%-d"), r("%b"), i);
    case "month":
      return zr(r("%b"), r("%Y"), i);
    case "year":
      return r("%Y");
  }
  throw new Error("unable to format time ticks");
}
function vv(t) {
  return t === "left" || t === "right"
    ? (e, n) => `
${e}
${n}`
    : t === "top"
      ? (e, n) => `${n}
${e}`
      : (e, n) => `${e}
${n}`;
}
function _v(t) {
  return t === "time" ? va : t === "utc" ? Vi : wv;
}
function bm(t, e, n) {
  let r = Ot(bd(e, (i, o) => Math.abs(o - i)));
  if (r < 1e3) return pm("millisecond", "utc", n);
  for (let [i, o, a, f] of _v(t)) {
    if (r > f || (i === "hour" && !r)) break;
    if (e.every((u) => o.floor(u) >= u)) return pm(i, a, n);
  }
}
function zr(t, e, n) {
  return (r, i, o) => {
    let a = t(r, i),
      f = e(r, i),
      u = i - cn(o);
    return i !== u && o[u] !== void 0 && f === e(o[u], u) ? a : n(a, f);
  };
}
var Ms = Object.getPrototypeOf(Uint8Array),
  Mv = Object.prototype.toString;
function ve(t) {
  return t instanceof Array || t instanceof Ms;
}
function vm(t) {
  return t instanceof Ms && !Sv(t);
}
function _m(t) {
  return t?.prototype instanceof Ms && !Tv(t);
}
function Sv(t) {
  return t instanceof BigInt64Array || t instanceof BigUint64Array;
}
function Tv(t) {
  return t === BigInt64Array || t === BigUint64Array;
}
var Ss = Symbol("reindex");
function pt(t, e, n) {
  let r = typeof e;
  return r === "string"
    ? Ym(t)
      ? Ts(t.getChild(e), n)
      : xm(t, $s(e), n)
    : r === "function"
      ? xm(t, e, n)
      : r === "number" || e instanceof Date || r === "boolean"
        ? ct(t, Jt(e), n)
        : typeof e?.transform == "function"
          ? _s(e.transform(t), n)
          : $v(_s(e, n), t?.[Ss]);
}
function $v(t, e) {
  return t != null && e ? $a(t, e) : t;
}
function xm(t, e, n) {
  return ct(t, _m(n) ? (r, i) => Cs(e(r, i)) : e, n);
}
function _s(t, e) {
  return e === void 0 ? ze(t) : Om(t) ? Ts(t, e) : t instanceof e ? t : e.from(t, _m(e) && !vm(t) ? Cs : void 0);
}
function Ts(t, e) {
  return t == null ? t : (e === void 0 || e === Array) && Ev(t.type) ? ks(wm(t)) : _s(wm(t), e);
}
function wm(t) {
  return t.nullCount ? t.toJSON() : t.toArray();
}
var Gr = [null],
  $s = (t) => (e) => {
    let n = e[t];
    return n === void 0 && e.type === "Feature" ? e.properties?.[t] : n;
  },
  An = { transform: Ut },
  ut = { transform: (t) => t };
var Mm = () => 1,
  Sm = () => !0,
  wt = (t) => (t == null ? t : `${t}`),
  vt = (t) => (t == null ? t : +t);
var As = (t) => (t ? t[0] : void 0),
  Ma = (t) => (t ? t[1] : void 0);
var Jt = (t) => () => t;
function Tm(t) {
  let e = +`${t}`.slice(1) / 100;
  return (n, r) => Ze(n, e, r);
}
function qe(t) {
  return vm(t) ? t : ct(t, Cs, Float64Array);
}
function Cs(t) {
  return t == null ? NaN : Number(t);
}
function ks(t) {
  return ct(t, Es);
}
function Es(t) {
  return t instanceof Date && !isNaN(t)
    ? t
    : typeof t == "string"
      ? Hi(t)
      : t == null || isNaN((t = Number(t)))
        ? void 0
        : new Date(t);
}
function Vt(t, e) {
  return (t === void 0 && (t = e), t === null ? [void 0, "none"] : Zr(t) ? [void 0, t] : [t, void 0]);
}
function yt(t, e) {
  return (t === void 0 && (t = e), t === null || typeof t == "number" ? [void 0, t] : [t, void 0]);
}
function Ns(t, e, n) {
  if (t != null) return Xt(t, e, n);
}
function Xt(t, e, n) {
  let r = `${t}`.toLowerCase();
  if (!n.includes(r)) throw new Error(`invalid ${e}: ${t}`);
  return r;
}
function sn(t) {
  return Ym(t) ? t : ze(t);
}
function ze(t) {
  if (t == null || ve(t)) return t;
  if (Om(t)) return Ts(t);
  if ($m(t))
    switch (t.type) {
      case "FeatureCollection":
        return t.features;
      case "GeometryCollection":
        return t.geometries;
      default:
        return [t];
    }
  return Array.from(t);
}
function $m(t) {
  switch (t?.type) {
    case "FeatureCollection":
    case "GeometryCollection":
    case "Feature":
    case "LineString":
    case "MultiLineString":
    case "MultiPoint":
    case "MultiPolygon":
    case "Point":
    case "Polygon":
    case "Sphere":
      return !0;
    default:
      return !1;
  }
}
function ct(t, e, n = Array) {
  return t == null ? t : t instanceof n ? t.map(e) : n.from(t, e);
}
function Cn(t, e = Array) {
  return t instanceof e ? t.slice() : e.from(t);
}
function Rs({ x: t, x1: e, x2: n }) {
  return t !== void 0 || e !== void 0 || n !== void 0;
}
function Is({ y: t, y1: e, y2: n }) {
  return t !== void 0 || e !== void 0 || n !== void 0;
}
function Sa(t) {
  return Rs(t) || Is(t) || t.interval !== void 0;
}
function _e(t) {
  return t?.toString === Mv;
}
function Wr(t) {
  return _e(t) && (t.type !== void 0 || t.domain !== void 0);
}
function Hr(t) {
  return _e(t) && typeof t.transform != "function";
}
function kn(t) {
  return Hr(t) && t.value === void 0 && t.channel === void 0;
}
function Ds(t, e, n, r = ut) {
  return (
    e === void 0 && n === void 0
      ? ((e = 0), (n = t === void 0 ? r : t))
      : e === void 0
        ? (e = t === void 0 ? 0 : t)
        : n === void 0 && (n = t === void 0 ? 0 : t),
    [e, n]
  );
}
function Xe(t, e) {
  return t === void 0 && e === void 0 ? [As, Ma] : [t, e];
}
function Ta({ z: t, fill: e, stroke: n } = {}) {
  return (t === void 0 && ([t] = Vt(e)), t === void 0 && ([t] = Vt(n)), t);
}
function En(t) {
  return ve(t) ? t.length : t?.numRows;
}
function Ut(t) {
  let e = En(t),
    n = new Uint32Array(e);
  for (let r = 0; r < e; ++r) n[r] = r;
  return n;
}
function $a(t, e) {
  return ve(t) ? ct(e, (n) => t[n], t.constructor) : ct(e, (n) => t.at(n));
}
function Am(t, e, n) {
  return t.subarray ? t.subarray(e, n) : t.slice(e, n);
}
function pe(t) {
  return t !== null && typeof t == "object" ? t.valueOf() : t;
}
function Cm(t, e) {
  if (e[t] !== void 0) return e[t];
  switch (t) {
    case "x1":
    case "x2":
      t = "x";
      break;
    case "y1":
    case "y2":
      t = "y";
      break;
  }
  return e[t];
}
function Vr(t) {
  let e;
  return [{ transform: () => e, label: Me(t) }, (n) => (e = n)];
}
function me(t) {
  return t == null ? [t] : Vr(t);
}
function Me(t, e) {
  return typeof t == "string" ? t : t && t.label !== void 0 ? t.label : e;
}
function jr(t, e) {
  return {
    transform(n) {
      let r = t.transform(n),
        i = e.transform(n);
      return xt(r) || xt(i)
        ? ct(r, (o, a) => new Date((+r[a] + +i[a]) / 2))
        : ct(r, (o, a) => (+r[a] + +i[a]) / 2, Float64Array);
    },
    label: t.label,
  };
}
function Zi(t, e) {
  let n = Ps(e?.interval, e?.type);
  return n ? ct(t, n) : t;
}
function Ps(t, e) {
  let n = Aa(t, e);
  return n && ((r) => (he(r) ? n.floor(r) : r));
}
function Aa(t, e) {
  if (t != null) {
    if (typeof t == "number") return Av(t);
    if (typeof t == "string") return (e === "time" ? ws : ji)(t);
    if (typeof t.floor != "function") throw new Error("invalid interval; missing floor method");
    if (typeof t.offset != "function") throw new Error("invalid interval; missing offset method");
    return t;
  }
}
function Av(t) {
  ((t = +t), 0 < t && t < 1 && Number.isInteger(1 / t) && (t = -1 / t));
  let e = Math.abs(t);
  return t < 0
    ? {
        floor: (n) => Math.floor(n * e) / e,
        offset: (n, r = 1) => (n * e + Math.floor(r)) / e,
        range: (n, r) => _r(Math.ceil(n * e), r * e).map((i) => i / e),
      }
    : {
        floor: (n) => Math.floor(n / e) * e,
        offset: (n, r = 1) => n + e * Math.floor(r),
        range: (n, r) => _r(Math.ceil(n / e), r / e).map((i) => i * e),
      };
}
function Ue(t, e) {
  if (((t = Aa(t, e)), t && typeof t.range != "function")) throw new Error("invalid interval: missing range method");
  return t;
}
function km(t, e) {
  if (((t = Ue(t, e)), t && typeof t.ceil != "function")) throw new Error("invalid interval: missing ceil method");
  return t;
}
function Em(t) {
  return Nn(t) && typeof t?.floor == "function" && t.floor() instanceof Date;
}
function Nn(t) {
  return typeof t?.range == "function";
}
function Ge(t) {
  return t === void 0 || Hr(t) ? t : { value: t };
}
function Nm(t) {
  return t == null ? null : { transform: (e) => pt(e, t, Float64Array), label: Me(t) };
}
function jt(t) {
  return t && typeof t[Symbol.iterator] == "function";
}
function Ca(t) {
  for (let e of t) if (e != null) return typeof e != "object" || e instanceof Date;
}
function Ls(t) {
  for (let e of t) {
    if (e == null) continue;
    let n = typeof e;
    return n === "string" || n === "boolean";
  }
}
function xt(t) {
  for (let e of t) if (e != null) return e instanceof Date;
}
function Rm(t) {
  for (let e of t) if (e != null) return typeof e == "string" && isNaN(e) && Hi(e);
}
function Im(t) {
  for (let e of t)
    if (e != null) {
      if (typeof e != "string") return !1;
      if (e.trim()) return !isNaN(e);
    }
}
function Dm(t) {
  for (let e of t) if (e != null) return typeof e == "number";
}
function ka(t, e) {
  let n;
  for (let r of t)
    if (r != null) {
      if (!e(r)) return !1;
      n = !0;
    }
  return n;
}
var Cv = new Set(
  "none,currentcolor,transparent,aliceblue,antiquewhite,aqua,aquamarine,azure,beige,bisque,black,blanchedalmond,blue,blueviolet,brown,burlywood,cadetblue,chartreuse,chocolate,coral,cornflowerblue,cornsilk,crimson,cyan,darkblue,darkcyan,darkgoldenrod,darkgray,darkgreen,darkgrey,darkkhaki,darkmagenta,darkolivegreen,darkorange,darkorchid,darkred,darksalmon,darkseagreen,darkslateblue,darkslategray,darkslategrey,darkturquoise,darkviolet,deeppink,deepskyblue,dimgray,dimgrey,dodgerblue,firebrick,floralwhite,forestgreen,fuchsia,gainsboro,ghostwhite,gold,goldenrod,gray,green,greenyellow,grey,honeydew,hotpink,indianred,indigo,ivory,khaki,lavender,lavenderblush,lawngreen,lemonchiffon,lightblue,lightcoral,lightcyan,lightgoldenrodyellow,lightgray,lightgreen,lightgrey,lightpink,lightsalmon,lightseagreen,lightskyblue,lightslategray,lightslategrey,lightsteelblue,lightyellow,lime,limegreen,linen,magenta,maroon,mediumaquamarine,mediumblue,mediumorchid,mediumpurple,mediumseagreen,mediumslateblue,mediumspringgreen,mediumturquoise,mediumvioletred,midnightblue,mintcream,mistyrose,moccasin,navajowhite,navy,oldlace,olive,olivedrab,orange,orangered,orchid,palegoldenrod,palegreen,paleturquoise,palevioletred,papayawhip,peachpuff,peru,pink,plum,powderblue,purple,rebeccapurple,red,rosybrown,royalblue,saddlebrown,salmon,sandybrown,seagreen,seashell,sienna,silver,skyblue,slateblue,slategray,slategrey,snow,springgreen,steelblue,tan,teal,thistle,tomato,turquoise,violet,wheat,white,whitesmoke,yellow".split(
    ",",
  ),
);
function Zr(t) {
  return typeof t != "string"
    ? !1
    : ((t = t.toLowerCase().trim()),
      /^#[0-9a-f]{3,8}$/.test(t) ||
        /^(?:url|var|rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color|color-mix)\(.*\)$/.test(t) ||
        Cv.has(t));
}
function Pm(t) {
  return typeof t == "number" && ((0 <= t && t <= 1) || isNaN(t));
}
function Nt(t) {
  return t == null || fr(t);
}
function fr(t) {
  return /^\s*none\s*$/i.test(t);
}
function Lm(t) {
  return /^\s*round\s*$/i.test(t);
}
function Ea(t, e) {
  return Ns(t, e, ["middle", "top-left", "top", "top-right", "right", "bottom-right", "bottom", "bottom-left", "left"]);
}
function Rn(t = "middle") {
  return Ea(t, "frameAnchor");
}
function Fm(t = {}, ...e) {
  let n = t;
  for (let r of e)
    for (let i in r)
      if (n[i] === void 0) {
        let o = r[i];
        n === t ? (n = { ...n, [i]: o }) : (n[i] = o);
      }
  return n;
}
function kv(t) {
  console.warn("named iterables are deprecated; please use an object instead");
  let e = new Set();
  return Object.fromEntries(
    Array.from(t, (n) => {
      let { name: r } = n;
      if (r == null) throw new Error("missing name");
      let i = `${r}`;
      if (i === "__proto__") throw new Error(`illegal name: ${i}`);
      if (e.has(i)) throw new Error(`duplicate name: ${i}`);
      return (e.add(i), [r, n]);
    }),
  );
}
function Fs(t) {
  return jt(t) ? kv(t) : t;
}
function Na(t) {
  return (
    t === !0
      ? (t = "frame")
      : t === !1
        ? (t = null)
        : !$m(t) && t != null && ((t = Xt(t, "clip", ["frame", "sphere"])), t === "sphere" && (t = { type: "Sphere" })),
    t
  );
}
function Ym(t) {
  return (
    t && typeof t.getChild == "function" && typeof t.toArray == "function" && t.schema && Array.isArray(t.schema.fields)
  );
}
function Om(t) {
  return t && typeof t.toArray == "function" && t.type;
}
function Ev(t) {
  return t && (t.typeId === 8 || t.typeId === 10) && t.unit === 1;
}
var ge = Symbol("position"),
  te = Symbol("color"),
  ur = Symbol("radius"),
  cr = Symbol("length"),
  sr = Symbol("opacity"),
  Kr = Symbol("symbol"),
  Bm = Symbol("projection"),
  st = new Map([
    ["x", ge],
    ["y", ge],
    ["fx", ge],
    ["fy", ge],
    ["r", ur],
    ["color", te],
    ["opacity", sr],
    ["symbol", Kr],
    ["length", cr],
    ["projection", Bm],
  ]);
function qm(t) {
  return t === ge || t === Bm;
}
function zm(t) {
  return t === ge || t === ur || t === cr || t === sr;
}
var Nv = Math.sqrt(3),
  Rv = 2 / Nv,
  Iv = {
    draw(t, e) {
      let n = Math.sqrt(e / Math.PI),
        r = n * Rv,
        i = r / 2;
      (t.moveTo(0, r),
        t.lineTo(n, i),
        t.lineTo(n, -i),
        t.lineTo(0, -r),
        t.lineTo(-n, -i),
        t.lineTo(-n, i),
        t.closePath());
    },
  },
  Ys = new Map([
    ["asterisk", ts],
    ["circle", rr],
    ["cross", es],
    ["diamond", ns],
    ["diamond2", rs],
    ["hexagon", Iv],
    ["plus", is],
    ["square", os],
    ["square2", as],
    ["star", fs],
    ["times", ls],
    ["triangle", us],
    ["triangle2", cs],
    ["wye", ss],
  ]);
function Os(t) {
  return t && typeof t.draw == "function";
}
function Xm(t) {
  return Os(t) ? !0 : typeof t != "string" ? !1 : Ys.has(t.toLowerCase());
}
function Qr(t) {
  if (t == null || Os(t)) return t;
  let e = Ys.get(`${t}`.toLowerCase());
  if (e) return e;
  throw new Error(`invalid symbol: ${t}`);
}
function Um(t) {
  if (t == null || Os(t)) return [void 0, t];
  if (typeof t == "string") {
    let e = Ys.get(`${t}`.toLowerCase());
    if (e) return [void 0, e];
  }
  return [t, void 0];
}
function lr({ filter: t, sort: e, reverse: n, transform: r, initializer: i, ...o } = {}, a) {
  if (
    (r === void 0 && (t != null && (r = Gm(t)), e != null && !kn(e) && (r = Bs(r, zs(e))), n && (r = Bs(r, Wm))),
    a != null && i != null)
  )
    throw new Error("transforms cannot be applied after initializers");
  return { ...o, ...((e === null || kn(e)) && { sort: e }), transform: Bs(r, a) };
}
function ln({ filter: t, sort: e, reverse: n, initializer: r, ...i } = {}, o) {
  return (
    r === void 0 && (t != null && (r = Gm(t)), e != null && !kn(e) && (r = qs(r, zs(e))), n && (r = qs(r, Wm))),
    { ...i, ...((e === null || kn(e)) && { sort: e }), initializer: qs(r, o) }
  );
}
function Bs(t, e) {
  return t == null
    ? e === null
      ? void 0
      : e
    : e == null
      ? t === null
        ? void 0
        : t
      : function (n, r, i) {
          return (({ data: n, facets: r } = t.call(this, n, r, i)), e.call(this, sn(n), r, i));
        };
}
function qs(t, e) {
  return t == null
    ? e === null
      ? void 0
      : e
    : e == null
      ? t === null
        ? void 0
        : t
      : function (n, r, i, ...o) {
          let a, f, u, c, s, d;
          return (
            ({ data: f = n, facets: u = r, channels: a } = t.call(this, n, r, i, ...o)),
            ({ data: s = f, facets: d = u, channels: c } = e.call(this, f, u, { ...i, ...a }, ...o)),
            { data: s, facets: d, channels: { ...a, ...c } }
          );
        };
}
function Dv(t, e) {
  return (t.initializer != null ? ln : lr)(t, e);
}
function Gm(t) {
  return (e, n) => {
    let r = pt(e, t);
    return { data: e, facets: n.map((i) => i.filter((o) => r[o])) };
  };
}
function Wm(t, e) {
  return { data: t, facets: e.map((n) => n.slice().reverse()) };
}
function Hm(t, { sort: e, ...n } = {}) {
  return { ...(Hr(t) && t.channel !== void 0 ? ln : Dv)(n, zs(t)), sort: kn(e) ? e : null };
}
function zs(t) {
  return (typeof t == "function" && t.length !== 1 ? Pv : Lv)(t);
}
function Pv(t) {
  return (e, n) => {
    let r = ve(e) ? (i, o) => t(e[i], e[o]) : (i, o) => t(e.get(i), e.get(o));
    return { data: e, facets: n.map((i) => i.slice().sort(r)) };
  };
}
function Lv(t) {
  let e, n;
  ({ channel: e, value: t, order: n } = { ...Ge(t) });
  let r = e?.startsWith("-");
  if ((r && (e = e.slice(1)), n === void 0 && (n = r ? ir : Yt), typeof n != "function"))
    switch (`${n}`.toLowerCase()) {
      case "ascending":
        n = Yt;
        break;
      case "descending":
        n = ir;
        break;
      default:
        throw new Error(`invalid order: ${n}`);
    }
  return (i, o, a) => {
    let f;
    if (e === void 0) f = pt(i, t);
    else {
      if (a === void 0) throw new Error("channel sort requires an initializer");
      if (((f = a[e]), !f)) return {};
      f = f.value;
    }
    let u = (c, s) => n(f[c], f[s]);
    return { data: i, facets: o.map((c) => c.slice().sort(u)) };
  };
}
function Qi(t, ...e) {
  for (let { name: n } of t) if (e.includes(n)) return !0;
  return !1;
}
function Zm(t, e, n = Xs) {
  let r = Object.entries(t);
  return (
    e.title != null && t.title === void 0 && r.push(["title", qv]),
    e.href != null && t.href === void 0 && r.push(["href", Ra]),
    r.filter(([, i]) => i !== void 0).map(([i, o]) => (o === null ? Fv(i) : n(i, o, e)))
  );
}
function Xs(t, e, n, r = Us) {
  let i;
  _e(e) && "reduce" in e && ((i = e.scale), (e = e.reduce));
  let o = r(t, e, n),
    [a, f] = Vr(o.label),
    u;
  return {
    name: t,
    output: i === void 0 ? a : { value: a, scale: i },
    initialize(c) {
      (o.initialize(c), (u = f([])));
    },
    scope(c, s) {
      o.scope(c, s);
    },
    reduce(c, s) {
      u.push(o.reduce(c, s));
    },
  };
}
function Fv(t) {
  return { name: t, initialize() {}, scope() {}, reduce() {} };
}
function Us(t, e, n, r = Ji) {
  let i = Cm(t, n),
    o = r(e, i),
    a,
    f;
  return {
    label: Me(o === Ki ? null : i, o.label),
    initialize(u) {
      ((a = i === void 0 ? u : pt(u, i)), o.scope === "data" && (f = o.reduceIndex(Ut(u), a)));
    },
    scope(u, c) {
      o.scope === u && (f = o.reduceIndex(c, a));
    },
    reduce(u, c) {
      return o.scope == null ? o.reduceIndex(u, a, c) : o.reduceIndex(u, a, f, c);
    },
  };
}
function Gs(t, e) {
  return e ? Fn(t, (n) => e[n]) : [[, t]];
}
function Ji(t, e, n = Yv) {
  if (t == null) return n(t);
  if (typeof t.reduceIndex == "function") return t;
  if (typeof t.reduce == "function" && _e(t)) return Ov(t);
  if (typeof t == "function") return Bv(t);
  if (/^p\d{2}$/i.test(t)) return dn(Tm(t));
  switch (`${t}`.toLowerCase()) {
    case "first":
      return Ra;
    case "last":
      return zv;
    case "identity":
      return Ws;
    case "count":
      return Ki;
    case "distinct":
      return Xv;
    case "sum":
      return e == null ? Ki : Uv;
    case "proportion":
      return jm(e, "data");
    case "proportion-facet":
      return jm(e, "facet");
    case "deviation":
      return dn(bf);
    case "min":
      return dn(re);
    case "min-index":
      return dn(dd);
    case "max":
      return dn(Ot);
    case "max-index":
      return dn(ld);
    case "mean":
      return Vm(gd);
    case "median":
      return Vm(pi);
    case "variance":
      return dn(yf);
    case "mode":
      return dn(yd);
  }
  return n(t);
}
function Yv(t) {
  throw new Error(`invalid reduce: ${t}`);
}
function Km(t, e) {
  for (let n in e) {
    let r = e[n];
    if (r !== void 0 && !t.some((i) => i.name === n)) return r;
  }
}
function Qm(t, e, n) {
  if (e) {
    let r = e.output.transform(),
      i = (o, a) => Yt(r[o], r[a]);
    t.forEach((o) => o.sort(i));
  }
  n && t.forEach((r) => r.reverse());
}
function Ov(t) {
  return (
    console.warn("deprecated reduce interface; implement reduceIndex instead."),
    { ...t, reduceIndex: t.reduce.bind(t) }
  );
}
function Bv(t) {
  return {
    reduceIndex(e, n, r) {
      return t($a(n, e), r);
    },
  };
}
function dn(t) {
  return {
    reduceIndex(e, n) {
      return t(e, (r) => n[r]);
    },
  };
}
function Vm(t) {
  return {
    reduceIndex(e, n) {
      let r = t(e, (i) => n[i]);
      return xt(n) ? new Date(r) : r;
    },
  };
}
var Ws = {
    reduceIndex(t, e) {
      return $a(e, t);
    },
  },
  Ra = {
    reduceIndex(t, e) {
      return e[t[0]];
    },
  },
  qv = {
    reduceIndex(t, e) {
      let r = br(
          Qe(
            t,
            (o) => o.length,
            (o) => e[o],
          ),
          Ma,
        ),
        i = r.slice(-5).reverse();
      if (i.length < r.length) {
        let o = r.slice(0, -4);
        i[4] = [`\u2026 ${o.length.toLocaleString("en-US")} more`, ye(o, Ma)];
      }
      return i.map(([o, a]) => `${o} (${a.toLocaleString("en-US")})`).join(`
`);
    },
  },
  zv = {
    reduceIndex(t, e) {
      return e[t[t.length - 1]];
    },
  },
  Ki = {
    label: "Frequency",
    reduceIndex(t) {
      return t.length;
    },
  },
  Xv = {
    label: "Distinct",
    reduceIndex(t, e) {
      let n = new Ae();
      for (let r of t) n.add(e[r]);
      return n.size;
    },
  },
  Uv = dn(ye);
function jm(t, e) {
  return t == null
    ? { scope: e, label: "Frequency", reduceIndex: (n, r, i = 1) => n.length / i }
    : { scope: e, reduceIndex: (n, r, i = 1) => ye(n, (o) => r[o]) / i };
}
var Jm = {
  reduceIndex(t, e, { z: n }) {
    return n;
  },
};
function Jr(t, { scale: e, type: n, value: r, filter: i, hint: o, label: a = Me(r) }, f) {
  return (
    o === void 0 && typeof r?.transform == "function" && (o = r.hint),
    Vs(f, { scale: e, type: n, value: pt(t, r), label: a, filter: i, hint: o })
  );
}
function e1(t, e) {
  return Object.fromEntries(Object.entries(t).map(([n, r]) => [n, Jr(e, r, n)]));
}
function n1(t, e) {
  let n = Object.fromEntries(
    Object.entries(t).map(([r, { scale: i, value: o }]) => {
      let a = i == null ? null : e[i];
      return [r, a == null ? o : ct(o, a)];
    }),
  );
  return ((n.channels = t), n);
}
function Vs(t, e) {
  let { scale: n, value: r } = e;
  if (n === !0 || n === "auto")
    switch (t) {
      case "fill":
      case "stroke":
      case "color":
        ((e.scale = n !== !0 && ka(r, Zr) ? null : "color"), (e.defaultScale = "color"));
        break;
      case "fillOpacity":
      case "strokeOpacity":
      case "opacity":
        ((e.scale = n !== !0 && ka(r, Pm) ? null : "opacity"), (e.defaultScale = "opacity"));
        break;
      case "symbol":
        (n !== !0 && ka(r, Xm) ? ((e.scale = null), (e.value = ct(r, Qr))) : (e.scale = "symbol"),
          (e.defaultScale = "symbol"));
        break;
      default:
        e.scale = st.has(t) ? t : null;
        break;
    }
  else if (n === !1) e.scale = null;
  else if (n != null && !st.has(n)) throw new Error(`unknown scale: ${n}`);
  return e;
}
function r1(t, e, n, r, i) {
  let { order: o, reverse: a, reduce: f = !0, limit: u } = i;
  for (let c in i) {
    if (!st.has(c)) continue;
    let { value: s, order: d = o, reverse: l = a, reduce: h = f, limit: p = u } = Ge(i[c]),
      m = s?.startsWith("-");
    if (
      (m && (s = s.slice(1)),
      (d = d === void 0 ? (m !== (s === "width" || s === "height") ? o1 : i1) : Hv(d)),
      h == null || h === !1)
    )
      continue;
    let g = c === "fx" || c === "fy" ? Wv(e, r[c]) : Gv(n, c);
    if (!g) throw new Error(`missing channel for scale: ${c}`);
    let x = g.value,
      [b = 0, v = 1 / 0] = jt(p) ? p : p < 0 ? [p] : [0, p];
    if (s == null)
      g.domain = () => {
        let y = Array.from(new Ae(x));
        return (l && (y = y.reverse()), (b !== 0 || v !== 1 / 0) && (y = y.slice(b, v)), y);
      };
    else {
      let y =
          s === "data"
            ? t
            : s === "height"
              ? t1(n, "y1", "y2")
              : s === "width"
                ? t1(n, "x1", "x2")
                : Hs(n, s, s === "y" ? "y2" : s === "x" ? "x2" : void 0),
        M = Ji(h === !0 ? "max" : h, y);
      g.domain = () => {
        let w = ud(
          Ut(x),
          (_) => M.reduceIndex(_, y),
          (_) => x[_],
        );
        return (d && w.sort(d), l && w.reverse(), (b !== 0 || v !== 1 / 0) && (w = w.slice(b, v)), w.map(As));
      };
    }
  }
}
function Gv(t, e) {
  for (let n in t) {
    let r = t[n];
    if (r.scale === e) return r;
  }
}
function Wv(t, e) {
  let n = t.original;
  if (n === t) return e;
  let r = e.value,
    i = (e.value = []);
  for (let o = 0; o < n.length; ++o) {
    let a = r[n[o][0]];
    for (let f of t[o]) i[f] = a;
  }
  return e;
}
function t1(t, e, n) {
  let r = Hs(t, e),
    i = Hs(t, n);
  return ct(i, (o, a) => Math.abs(o - r[a]), Float64Array);
}
function Hs(t, e, n) {
  let r = t[e];
  if ((!r && n !== void 0 && (r = t[n]), r)) return r.value;
  throw new Error(`missing channel: ${e}`);
}
function Hv(t) {
  if (t == null || typeof t == "function") return t;
  switch (`${t}`.toLowerCase()) {
    case "ascending":
      return i1;
    case "descending":
      return o1;
  }
  throw new Error(`invalid order: ${t}`);
}
function i1([t, e], [n, r]) {
  return Yt(e, r) || Yt(t, n);
}
function o1([t, e], [n, r]) {
  return ir(e, r) || Yt(t, n);
}
function js(t, e) {
  let n = t[e];
  if (n) {
    for (; n.source;) n = n.source;
    return n.source === null ? null : n;
  }
}
var s1 = new Map([
  ["accent", gp],
  ["category10", mp],
  ["dark2", yp],
  ["observable10", bp],
  ["paired", xp],
  ["pastel1", wp],
  ["pastel2", vp],
  ["set1", _p],
  ["set2", Mp],
  ["set3", Sp],
  ["tableau10", Tp],
]);
function l1(t) {
  return t != null && s1.has(`${t}`.toLowerCase());
}
var a1 = new Map([
  ...s1,
  ["brbg", hn(Xu, Uu)],
  ["prgn", hn(Gu, Wu)],
  ["piyg", hn(Hu, Vu)],
  ["puor", hn(ju, Zu)],
  ["rdbu", hn(ca, Xi)],
  ["rdgy", hn(Ku, Qu)],
  ["rdylbu", hn(sa, Ui)],
  ["rdylgn", hn(Ju, tc)],
  ["spectral", hn(ec, nc)],
  ["burd", f1(ca, Xi)],
  ["buylrd", f1(sa, Ui)],
  ["blues", Rt(Ac, Cc)],
  ["greens", Rt(kc, Ec)],
  ["greys", Rt(Nc, Rc)],
  ["oranges", Rt(Fc, Yc)],
  ["purples", Rt(Ic, Dc)],
  ["reds", Rt(Pc, Lc)],
  ["turbo", pn(Gc)],
  ["viridis", pn(Wc)],
  ["magma", pn(Hc)],
  ["inferno", pn(Vc)],
  ["plasma", pn(jc)],
  ["cividis", pn(Oc)],
  ["cubehelix", pn(Bc)],
  ["warm", pn(qc)],
  ["cool", pn(zc)],
  ["bugn", Rt(rc, ic)],
  ["bupu", Rt(oc, ac)],
  ["gnbu", Rt(fc, uc)],
  ["orrd", Rt(cc, sc)],
  ["pubu", Rt(hc, pc)],
  ["pubugn", Rt(lc, dc)],
  ["purd", Rt(mc, gc)],
  ["rdpu", Rt(yc, bc)],
  ["ylgn", Rt(vc, _c)],
  ["ylgnbu", Rt(xc, wc)],
  ["ylorbr", Rt(Mc, Sc)],
  ["ylorrd", Rt(Tc, $c)],
  ["rainbow", u1(Xc)],
  ["sinebow", u1(Uc)],
]);
function Rt(t, e) {
  return ({ length: n }) =>
    n === 1 ? [t[3][1]] : n === 2 ? [t[3][1], t[3][2]] : ((n = Math.max(3, Math.floor(n))), n > 9 ? Bt(e, n) : t[n]);
}
function hn(t, e) {
  return ({ length: n }) =>
    n === 2 ? [t[3][0], t[3][2]] : ((n = Math.max(3, Math.floor(n))), n > 11 ? Bt(e, n) : t[n]);
}
function f1(t, e) {
  return ({ length: n }) =>
    n === 2
      ? [t[3][2], t[3][0]]
      : ((n = Math.max(3, Math.floor(n))), n > 11 ? Bt((r) => e(1 - r), n) : t[n].slice().reverse());
}
function pn(t) {
  return ({ length: e }) => Bt(t, Math.max(2, Math.floor(e)));
}
function u1(t) {
  return ({ length: e }) => Bt(t, Math.floor(e) + 1).slice(0, -1);
}
function Zs(t) {
  let e = `${t}`.toLowerCase();
  if (!a1.has(e)) throw new Error(`unknown ordinal scheme: ${e}`);
  return a1.get(e);
}
function to(t, e) {
  let n = Zs(t),
    r = typeof n == "function" ? n({ length: e }) : n;
  return r.length !== e ? r.slice(0, e) : r;
}
function d1(t, e = "greys") {
  let n = new Set(),
    [r, i] = to(e, 2);
  for (let o of t)
    if (o != null)
      if (o === !0) n.add(i);
      else if (o === !1) n.add(r);
      else return;
  return [...n];
}
var c1 = new Map([
  ["brbg", Uu],
  ["prgn", Wu],
  ["piyg", Vu],
  ["puor", Zu],
  ["rdbu", Xi],
  ["rdgy", Qu],
  ["rdylbu", Ui],
  ["rdylgn", tc],
  ["spectral", nc],
  ["burd", (t) => Xi(1 - t)],
  ["buylrd", (t) => Ui(1 - t)],
  ["blues", Cc],
  ["greens", Ec],
  ["greys", Rc],
  ["purples", Dc],
  ["reds", Lc],
  ["oranges", Yc],
  ["turbo", Gc],
  ["viridis", Wc],
  ["magma", Hc],
  ["inferno", Vc],
  ["plasma", jc],
  ["cividis", Oc],
  ["cubehelix", Bc],
  ["warm", qc],
  ["cool", zc],
  ["bugn", ic],
  ["bupu", ac],
  ["gnbu", uc],
  ["orrd", sc],
  ["pubugn", dc],
  ["pubu", pc],
  ["purd", gc],
  ["rdpu", bc],
  ["ylgnbu", wc],
  ["ylgn", _c],
  ["ylorbr", Sc],
  ["ylorrd", $c],
  ["rainbow", Xc],
  ["sinebow", Uc],
]);
function ti(t) {
  let e = `${t}`.toLowerCase();
  if (!c1.has(e)) throw new Error(`unknown quantitative scheme: ${e}`);
  return c1.get(e);
}
var Vv = new Set(["brbg", "prgn", "piyg", "puor", "rdbu", "rdgy", "rdylbu", "rdylgn", "spectral", "burd", "buylrd"]);
function h1(t) {
  return t != null && Vv.has(`${t}`.toLowerCase());
}
var Qs = (t) => (e) => t(1 - e),
  Ks = [0, 1],
  p1 = new Map([
    ["number", Mt],
    ["rgb", zn],
    ["hsl", sh],
    ["hcl", hh],
    ["lab", lh],
  ]);
function Js(t) {
  let e = `${t}`.toLowerCase();
  if (!p1.has(e)) throw new Error(`unknown interpolator: ${e}`);
  return p1.get(e);
}
function ni(
  t,
  e,
  n,
  {
    type: r,
    nice: i,
    clamp: o,
    zero: a,
    domain: f = M1(t, n),
    unknown: u,
    round: c,
    scheme: s,
    interval: d,
    range: l = st.get(t) === ur ? Qv(n, f) : st.get(t) === cr ? Jv(n, f) : st.get(t) === sr ? Ks : void 0,
    interpolate: h = st.get(t) === te
      ? s == null && l !== void 0
        ? zn
        : ti(s !== void 0 ? s : r === "cyclical" ? "rainbow" : "turbo")
      : c
        ? bi
        : Mt,
    reverse: p,
  },
) {
  if (
    ((f = m1(f)),
    (d = Ue(d, r)),
    (r === "cyclical" || r === "sequential") && (r = "linear"),
    typeof h != "function" && (h = Js(h)),
    (p = !!p),
    l !== void 0)
  ) {
    let m = f.length,
      g = (l = m1(l)).length;
    if (m !== g) {
      if (h.length === 1) throw new Error("invalid piecewise interpolator");
      ((h = wn(h, l)), (l = void 0));
    }
  }
  if (
    (h.length === 1
      ? (p && ((h = Qs(h)), (p = !1)),
        l === void 0 && ((l = Float64Array.from(f, (m, g) => g / (f.length - 1))), l.length === 2 && (l = Ks)),
        e.interpolate((l === Ks ? Jt : eo)(h)))
      : e.interpolate(h),
    a)
  ) {
    let [m, g] = It(f);
    (m > 0 || g < 0) && ((f = Cn(f)), (cn(f) || 1) === Math.sign(m) ? (f[0] = 0) : (f[f.length - 1] = 0));
  }
  return (
    p && (f = Mr(f)),
    e.domain(f).unknown(u),
    i && (e.nice(jv(i, r)), (f = e.domain())),
    l !== void 0 && e.range(l),
    o && e.clamp(o),
    { type: r, domain: f, range: l, scale: e, interpolate: h, interval: d }
  );
}
function m1(t) {
  return ((t = ze(t)), t.length >= 2 ? t : [t[0], t[0]]);
}
function jv(t, e) {
  return t === !0 ? void 0 : typeof t == "number" ? t : km(t, e);
}
function g1(t, e, n) {
  return ni(t, zi(), e, n);
}
function y1(t, e, n) {
  return tl(t, e, { ...n, exponent: 0.5 });
}
function tl(t, e, { exponent: n = 1, ...r }) {
  return ni(t, Pu().exponent(n), e, { ...r, type: "pow" });
}
function b1(t, e, { base: n = 10, domain: r = t3(e), ...i }) {
  return ni(t, Iu().base(n), e, { ...i, domain: r });
}
function x1(t, e, { constant: n = 1, ...r }) {
  return ni(t, Du().constant(n), e, r);
}
function w1(
  t,
  e,
  {
    range: n,
    quantiles: r = n === void 0 ? 5 : (n = [...n]).length,
    n: i = r,
    scheme: o = "rdylbu",
    domain: a = e3(e),
    unknown: f,
    interpolate: u,
    reverse: c,
  },
) {
  return (
    n === void 0 && (n = u !== void 0 ? Bt(u, i) : st.get(t) === te ? to(o, i) : void 0),
    a.length > 0 && (a = Lu(a, n === void 0 ? { length: i } : n).quantiles()),
    Ia(t, e, { domain: a, range: n, reverse: c, unknown: f })
  );
}
function v1(
  t,
  e,
  {
    range: n,
    n: r = n === void 0 ? 5 : (n = [...n]).length,
    scheme: i = "rdylbu",
    domain: o = M1(t, e),
    unknown: a,
    interpolate: f,
    reverse: u,
  },
) {
  let [c, s] = It(o),
    d;
  return (
    n === void 0
      ? ((d = yn(c, s, r)),
        d[0] <= c && d.splice(0, 1),
        d[d.length - 1] >= s && d.pop(),
        (r = d.length + 1),
        (n = f !== void 0 ? Bt(f, r) : st.get(t) === te ? to(i, r) : void 0))
      : ((d = Bt(Mt(c, s), r + 1).slice(1, -1)), c instanceof Date && (d = d.map((l) => new Date(l)))),
    cn(ze(o)) < 0 && d.reverse(),
    Ia(t, e, { domain: d, range: n, reverse: u, unknown: a })
  );
}
function Ia(
  t,
  e,
  {
    domain: n = [0],
    unknown: r,
    scheme: i = "rdylbu",
    interpolate: o,
    range: a = o !== void 0 ? Bt(o, n.length + 1) : st.get(t) === te ? to(i, n.length + 1) : void 0,
    reverse: f,
  },
) {
  n = ze(n);
  let u = cn(n);
  if (!isNaN(u) && !Zv(n, u)) throw new Error(`the ${t} scale has a non-monotonic domain`);
  return (
    f && (a = Mr(a)),
    { type: "threshold", scale: Fu(u < 0 ? Mr(n) : n, a === void 0 ? [] : a).unknown(r), domain: n, range: a }
  );
}
function Zv(t, e) {
  for (let n = 1, r = t.length, i = t[0]; n < r; ++n) {
    let o = Ke(i, (i = t[n]));
    if (o !== 0 && o !== e) return !1;
  }
  return !0;
}
function _1(t) {
  return { type: "identity", scale: zm(st.get(t)) ? Ru() : (e) => e };
}
function ei(t, e = gs) {
  return t.length
    ? [re(t, ({ value: n }) => (n === void 0 ? n : re(n, e))), Ot(t, ({ value: n }) => (n === void 0 ? n : Ot(n, e)))]
    : [0, 1];
}
function M1(t, e) {
  let n = st.get(t);
  return (n === ur || n === sr || n === cr ? Kv : ei)(e);
}
function Kv(t) {
  return [0, t.length ? Ot(t, ({ value: e }) => (e === void 0 ? e : Ot(e, gs))) : 1];
}
function Qv(t, e) {
  let n = t.find(({ radius: a }) => a !== void 0);
  if (n !== void 0) return [0, n.radius];
  let r = Ze(t, 0.5, ({ value: a }) => (a === void 0 ? NaN : Ze(a, 0.25, or))),
    i = e.map((a) => 3 * Math.sqrt(a / r)),
    o = 30 / Ot(i);
  return o < 1 ? i.map((a) => a * o) : i;
}
function Jv(t, e) {
  let n = pi(t, ({ value: o }) => (o === void 0 ? NaN : pi(o, Math.abs))),
    r = e.map((o) => (12 * o) / n),
    i = 60 / Ot(r);
  return i < 1 ? r.map((o) => o * i) : r;
}
function t3(t) {
  for (let { value: e } of t)
    if (e !== void 0)
      for (let n of e) {
        if (n > 0) return ei(t, or);
        if (n < 0) return ei(t, qr);
      }
  return [1, 10];
}
function e3(t) {
  let e = [];
  for (let { value: n } of t) if (n !== void 0) for (let r of n) e.push(r);
  return e;
}
function eo(t) {
  return (e, n) => (r) => t(e + r * (n - e));
}
var el = 0,
  nl;
function S1() {
  let t = el;
  return ((el = 0), (nl = void 0), t);
}
function Zt(t) {
  t !== nl && ((nl = t), console.warn(t), ++el);
}
function Da(
  t,
  e,
  n,
  r,
  {
    type: i,
    nice: o,
    clamp: a,
    domain: f = ei(r),
    unknown: u,
    pivot: c = 0,
    scheme: s,
    range: d,
    symmetric: l = !0,
    interpolate: h = st.get(t) === te ? (s == null && d !== void 0 ? zn : ti(s !== void 0 ? s : "rdbu")) : Mt,
    reverse: p,
  },
) {
  ((c = +c), (f = ze(f)));
  let [m, g] = f;
  if (
    (f.length > 2 && Zt(`Warning: the diverging ${t} scale domain contains extra elements.`),
    Ke(m, g) < 0 && (([m, g] = [g, m]), (p = !p)),
    (m = Math.min(m, c)),
    (g = Math.max(g, c)),
    typeof h != "function" && (h = Js(h)),
    d !== void 0 && (h = h.length === 1 ? eo(h)(...d) : wn(h, d)),
    p && (h = Qs(h)),
    l)
  ) {
    let x = n.apply(c),
      b = x - n.apply(m),
      v = n.apply(g) - x;
    b < v ? (m = n.invert(x - v)) : b > v && (g = n.invert(x + b));
  }
  return (
    e.domain([m, c, g]).unknown(u).interpolator(h),
    a && e.clamp(a),
    o && e.nice(o),
    { type: i, domain: [m, g], pivot: c, interpolate: h, scale: e }
  );
}
function T1(t, e, n) {
  return Da(t, Ou(), n3, e, n);
}
function $1(t, e, n) {
  return rl(t, e, { ...n, exponent: 0.5 });
}
function rl(t, e, { exponent: n = 1, ...r }) {
  return Da(t, zu().exponent((n = +n)), o3(n), e, { ...r, type: "diverging-pow" });
}
function A1(t, e, { base: n = 10, pivot: r = 1, domain: i = ei(e, r < 0 ? qr : or), ...o }) {
  return Da(t, Bu().base((n = +n)), r3, e, { domain: i, pivot: r, ...o });
}
function C1(t, e, { constant: n = 1, ...r }) {
  return Da(t, qu().constant((n = +n)), a3(n), e, r);
}
var n3 = {
    apply(t) {
      return t;
    },
    invert(t) {
      return t;
    },
  },
  r3 = { apply: Math.log, invert: Math.exp },
  i3 = {
    apply(t) {
      return Math.sign(t) * Math.sqrt(Math.abs(t));
    },
    invert(t) {
      return Math.sign(t) * (t * t);
    },
  };
function o3(t) {
  return t === 0.5
    ? i3
    : {
        apply(e) {
          return Math.sign(e) * Math.pow(Math.abs(e), t);
        },
        invert(e) {
          return Math.sign(e) * Math.pow(Math.abs(e), 1 / t);
        },
      };
}
function a3(t) {
  return {
    apply(e) {
      return Math.sign(e) * Math.log1p(Math.abs(e / t));
    },
    invert(e) {
      return Math.sign(e) * Math.expm1(Math.abs(e)) * t;
    },
  };
}
function k1(t, e, n, r) {
  return ni(t, e, n, r);
}
function E1(t, e, n) {
  return k1(t, hp(), e, n);
}
function N1(t, e, n) {
  return k1(t, pp(), e, n);
}
var ri = Symbol("ordinal");
function I1(t, e, n, { type: r, interval: i, domain: o, range: a, reverse: f, hint: u }) {
  return (
    (i = Ue(i, r)),
    o === void 0 && (o = Y1(n, i, t)),
    (r === "categorical" || r === ri) && (r = "ordinal"),
    f && (o = Mr(o)),
    (o = e.domain(o).domain()),
    a !== void 0 && (typeof a == "function" && (a = a(o)), e.range(a)),
    { type: r, domain: o, range: a, scale: e, hint: u, interval: i }
  );
}
function D1(t, e, { type: n, interval: r, domain: i, range: o, scheme: a, unknown: f, ...u }) {
  ((r = Ue(r, n)), i === void 0 && (i = Y1(e, r, t)));
  let c;
  if (st.get(t) === Kr) ((c = f3(e)), (o = o === void 0 ? u3(c) : ct(o, Qr)));
  else if (
    st.get(t) === te &&
    (o === void 0 && (n === "ordinal" || n === ri) && ((o = d1(i, a)), o !== void 0 && (a = void 0)),
    a === void 0 && o === void 0 && (a = n === "ordinal" ? "turbo" : "observable10"),
    a !== void 0)
  )
    if (o !== void 0) {
      let s = ti(a),
        d = o[0],
        l = o[1] - o[0];
      o = ({ length: h }) => Bt((p) => s(d + l * p), h);
    } else o = Zs(a);
  if (f === ea) throw new Error(`implicit unknown on ${t} scale is not supported`);
  return I1(t, ra().unknown(f), e, { ...u, type: n, domain: i, range: o, hint: c });
}
function P1(t, e, { align: n = 0.5, padding: r = 0.5, ...i }) {
  return F1(fp().align(n).padding(r), e, i, t);
}
function L1(
  t,
  e,
  { align: n = 0.5, padding: r = 0.1, paddingInner: i = r, paddingOuter: o = t === "fx" || t === "fy" ? 0 : r, ...a },
) {
  return F1(Yr().align(n).paddingInner(i).paddingOuter(o), e, a, t);
}
function F1(t, e, n, r) {
  let { round: i } = n;
  return (i !== void 0 && t.round((i = !!i)), (t = I1(r, t, e, n)), (t.round = i), t);
}
function Y1(t, e, n) {
  let r = new Ae();
  for (let { value: i, domain: o } of t) {
    if (o !== void 0) return o();
    if (i !== void 0) for (let a of i) r.add(a);
  }
  if (e !== void 0) {
    let [i, o] = It(r).map(e.floor, e);
    return e.range(i, e.offset(o));
  }
  if (r.size > 1e4 && st.get(n) === ge)
    throw new Error(`implicit ordinal domain of ${n} scale has more than 10,000 values`);
  return br(r, Yt);
}
function R1(t, e) {
  let n;
  for (let { hint: r } of t) {
    let i = r?.[e];
    if (i !== void 0) {
      if (n === void 0) n = i;
      else if (n !== i) return;
    }
  }
  return n;
}
function f3(t) {
  return { fill: R1(t, "fill"), stroke: R1(t, "stroke") };
}
function u3(t) {
  return Nt(t.fill) ? Bp : Op;
}
function no(
  t,
  {
    label: e,
    inset: n = 0,
    insetTop: r = n,
    insetRight: i = n,
    insetBottom: o = n,
    insetLeft: a = n,
    round: f,
    nice: u,
    clamp: c,
    zero: s,
    align: d,
    padding: l,
    projection: h,
    facet: { label: p = e } = {},
    ...m
  } = {},
) {
  let g = {};
  for (let [x, b] of t) {
    let v = m[x],
      y = l3(x, b, {
        round: st.get(x) === ge ? f : void 0,
        nice: u,
        clamp: c,
        zero: s,
        align: d,
        padding: l,
        projection: h,
        ...v,
      });
    if (y) {
      let {
        label: M = x === "fx" || x === "fy" ? p : e,
        percent: w,
        transform: _,
        inset: S,
        insetTop: $ = S !== void 0 ? S : x === "y" ? r : 0,
        insetRight: E = S !== void 0 ? S : x === "x" ? i : 0,
        insetBottom: A = S !== void 0 ? S : x === "y" ? o : 0,
        insetLeft: k = S !== void 0 ? S : x === "x" ? a : 0,
      } = v || {};
      if (_ == null) _ = void 0;
      else if (typeof _ != "function") throw new Error("invalid scale transform; not a function");
      ((y.percent = !!w),
        (y.label = M === void 0 ? c3(b, y) : M),
        (y.transform = _),
        x === "x" || x === "fx"
          ? ((y.insetLeft = +k), (y.insetRight = +E))
          : (x === "y" || x === "fy") && ((y.insetTop = +$), (y.insetBottom = +A)),
        (g[x] = y));
    }
  }
  return g;
}
function ol(t) {
  let e = {},
    n = { scales: e };
  for (let [r, i] of Object.entries(t)) {
    let { scale: o, type: a, interval: f, label: u } = i;
    ((e[r] = m3(i)), (n[r] = o), (o.type = a), f != null && (o.interval = f), u != null && (o.label = u));
  }
  return n;
}
function X1(t, e) {
  let { x: n, y: r, fx: i, fy: o } = t,
    a = i || o ? La(e) : e;
  (i && O1(i, a), o && B1(o, a));
  let f = i || o ? al(t, e) : e;
  (n && O1(n, f), r && B1(r, f));
}
function c3(t = [], e) {
  let n;
  for (let { label: r } of t)
    if (r !== void 0) {
      if (n === void 0) n = r;
      else if (n !== r) return;
    }
  if (n !== void 0) return (!We(e) && e.percent && (n = `${n} (%)`), { inferred: !0, toString: () => n });
}
function U1(t) {
  return Math.sign(cn(t.domain())) * Math.sign(cn(t.range()));
}
function La(t) {
  let {
    marginTop: e,
    marginRight: n,
    marginBottom: r,
    marginLeft: i,
    width: o,
    height: a,
    facet: { marginTop: f, marginRight: u, marginBottom: c, marginLeft: s },
  } = t;
  return {
    marginTop: Math.max(e, f),
    marginRight: Math.max(n, u),
    marginBottom: Math.max(r, c),
    marginLeft: Math.max(i, s),
    width: o,
    height: a,
  };
}
function al({ fx: t, fy: e }, n) {
  let { marginTop: r, marginRight: i, marginBottom: o, marginLeft: a, width: f, height: u } = La(n);
  return {
    marginTop: r,
    marginRight: i,
    marginBottom: o,
    marginLeft: a,
    width: t ? t.scale.bandwidth() + a + i : f,
    height: e ? e.scale.bandwidth() + r + o : u,
    facet: { width: f, height: u },
  };
}
function O1(t, e) {
  if (t.range === void 0) {
    let { insetLeft: n, insetRight: r } = t,
      { width: i, marginLeft: o = 0, marginRight: a = 0 } = e,
      f = o + n,
      u = i - a - r;
    ((t.range = [f, Math.max(f, u)]), We(t) || (t.range = W1(t)), t.scale.range(t.range));
  }
  G1(t);
}
function B1(t, e) {
  if (t.range === void 0) {
    let { insetTop: n, insetBottom: r } = t,
      { height: i, marginTop: o = 0, marginBottom: a = 0 } = e,
      f = o + n,
      u = i - a - r;
    ((t.range = [Math.max(f, u), f]), We(t) ? t.range.reverse() : (t.range = W1(t)), t.scale.range(t.range));
  }
  G1(t);
}
function G1(t) {
  t.round === void 0 && h3(t) && s3(t) <= 30 && t.scale.round(!0);
}
function s3({ scale: t }) {
  let e = t.domain().length,
    [n, r] = t.range(),
    i = t.paddingInner ? t.paddingInner() : 1,
    o = t.paddingOuter ? t.paddingOuter() : t.padding(),
    a = e - i,
    f = Math.abs(r - n) / Math.max(1, a + o * 2);
  return (f - Math.floor(f)) * a;
}
function W1(t) {
  let e = t.scale.domain().length + fl(t);
  if (!(e > 2)) return t.range;
  let [n, r] = t.range;
  return Array.from({ length: e }, (i, o) => n + (o / (e - 1)) * (r - n));
}
function l3(t, e = [], n = {}) {
  let r = d3(t, e, n);
  if (
    n.type === void 0 &&
    n.domain === void 0 &&
    n.range === void 0 &&
    n.interval == null &&
    t !== "fx" &&
    t !== "fy" &&
    We({ type: r })
  ) {
    let i = e.map(({ value: o }) => o).filter((o) => o !== void 0);
    i.some(xt)
      ? Zt(
          `Warning: some data associated with the ${t} scale are dates. Dates are typically associated with a "utc" or "time" scale rather than a "${ii(r)}" scale. If you are using a bar mark, you probably want a rect mark with the interval option instead; if you are using a group transform, you probably want a bin transform instead. If you want to treat this data as ordinal, you can specify the interval of the ${t} scale (e.g., d3.utcDay), or you can suppress this warning by setting the type of the ${t} scale to "${ii(r)}".`,
        )
      : i.some(Rm)
        ? Zt(
            `Warning: some data associated with the ${t} scale are strings that appear to be dates (e.g., YYYY-MM-DD). If these strings represent dates, you should parse them to Date objects. Dates are typically associated with a "utc" or "time" scale rather than a "${ii(r)}" scale. If you are using a bar mark, you probably want a rect mark with the interval option instead; if you are using a group transform, you probably want a bin transform instead. If you want to treat this data as ordinal, you can suppress this warning by setting the type of the ${t} scale to "${ii(r)}".`,
          )
        : i.some(Im) &&
          Zt(
            `Warning: some data associated with the ${t} scale are strings that appear to be numbers. If these strings represent numbers, you should parse or coerce them to numbers. Numbers are typically associated with a "linear" scale rather than a "${ii(r)}" scale. If you want to treat this data as ordinal, you can specify the interval of the ${t} scale (e.g., 1 for integers), or you can suppress this warning by setting the type of the ${t} scale to "${ii(r)}".`,
          );
  }
  switch (((n.type = r), r)) {
    case "diverging":
    case "diverging-sqrt":
    case "diverging-pow":
    case "diverging-log":
    case "diverging-symlog":
    case "cyclical":
    case "sequential":
    case "linear":
    case "sqrt":
    case "threshold":
    case "quantile":
    case "pow":
    case "log":
    case "symlog":
      n = Pa(e, n, qe);
      break;
    case "identity":
      switch (st.get(t)) {
        case ge:
          n = Pa(e, n, qe);
          break;
        case Kr:
          n = Pa(e, n, p3);
          break;
      }
      break;
    case "utc":
    case "time":
      n = Pa(e, n, ks);
      break;
  }
  switch (r) {
    case "diverging":
      return T1(t, e, n);
    case "diverging-sqrt":
      return $1(t, e, n);
    case "diverging-pow":
      return rl(t, e, n);
    case "diverging-log":
      return A1(t, e, n);
    case "diverging-symlog":
      return C1(t, e, n);
    case "categorical":
    case "ordinal":
    case ri:
      return D1(t, e, n);
    case "cyclical":
    case "sequential":
    case "linear":
      return g1(t, e, n);
    case "sqrt":
      return y1(t, e, n);
    case "threshold":
      return Ia(t, e, n);
    case "quantile":
      return w1(t, e, n);
    case "quantize":
      return v1(t, e, n);
    case "pow":
      return tl(t, e, n);
    case "log":
      return b1(t, e, n);
    case "symlog":
      return x1(t, e, n);
    case "utc":
      return N1(t, e, n);
    case "time":
      return E1(t, e, n);
    case "point":
      return P1(t, e, n);
    case "band":
      return L1(t, e, n);
    case "identity":
      return _1(t);
    case void 0:
      return;
    default:
      throw new Error(`unknown scale type: ${r}`);
  }
}
function ii(t) {
  return typeof t == "symbol" ? t.description : t;
}
function q1(t) {
  return typeof t == "string" ? `${t}`.toLowerCase() : t;
}
var z1 = { toString: () => "projection" };
function d3(t, e, { type: n, domain: r, range: i, scheme: o, pivot: a, projection: f }) {
  if (((n = q1(n)), t === "fx" || t === "fy")) return "band";
  (t === "x" || t === "y") && f != null && (n = z1);
  for (let s of e) {
    let d = q1(s.type);
    if (d !== void 0) {
      if (n === void 0) n = d;
      else if (n !== d) throw new Error(`scale incompatible with channel: ${n} !== ${d}`);
    }
  }
  if (n === z1) return;
  if (n !== void 0) return n;
  if (r === void 0 && !e.some(({ value: s }) => s !== void 0)) return;
  let u = st.get(t);
  if (u === ur) return "sqrt";
  if (u === sr || u === cr) return "linear";
  if (u === Kr) return "ordinal";
  let c = (r ?? i)?.length;
  if (c < 2 || c > 2) return il(u);
  if (r !== void 0) {
    if (Ls(r)) return il(u);
    if (xt(r)) return "utc";
  } else {
    let s = e.map(({ value: d }) => d).filter((d) => d !== void 0);
    if (s.some(Ls)) return il(u);
    if (s.some(xt)) return "utc";
  }
  if (u === te) {
    if (a != null || h1(o)) return "diverging";
    if (l1(o)) return "categorical";
  }
  return "linear";
}
function il(t) {
  switch (t) {
    case ge:
      return "point";
    case te:
      return ri;
    default:
      return "ordinal";
  }
}
function We({ type: t }) {
  return t === "ordinal" || t === "point" || t === "band" || t === ri;
}
function fl({ type: t }) {
  return t === "threshold";
}
function h3({ type: t }) {
  return t === "point" || t === "band";
}
function Se(t) {
  if (t === void 0) return !0;
  let e = t.domain(),
    n = t(e[0]);
  for (let r = 1, i = e.length; r < i; ++r) if (t(e[r]) - n) return !1;
  return !0;
}
function Pa(t, { domain: e, ...n }, r) {
  for (let i of t) i.value !== void 0 && (e === void 0 && (e = i.value?.domain), (i.value = r(i.value)));
  return { domain: e === void 0 ? e : r(e), ...n };
}
function p3(t) {
  return ct(t, Qr);
}
function H1(t) {
  return (e) => {
    if (!st.has((e = `${e}`))) throw new Error(`unknown scale: ${e}`);
    return t[e];
  };
}
function m3({
  scale: t,
  type: e,
  domain: n,
  range: r,
  interpolate: i,
  interval: o,
  transform: a,
  percent: f,
  pivot: u,
}) {
  if (e === "identity") return { type: "identity", apply: (s) => s, invert: (s) => s };
  let c = t.unknown ? t.unknown() : void 0;
  return {
    type: e,
    domain: Cn(n),
    ...(r !== void 0 && { range: Cn(r) }),
    ...(a !== void 0 && { transform: a }),
    ...(f && { percent: f }),
    ...(c !== void 0 && { unknown: c }),
    ...(o !== void 0 && { interval: o }),
    ...(i !== void 0 && { interpolate: i }),
    ...(t.clamp && { clamp: t.clamp() }),
    ...(u !== void 0 && { pivot: u, symmetric: !1 }),
    ...(t.base && { base: t.base() }),
    ...(t.exponent && { exponent: t.exponent() }),
    ...(t.constant && { constant: t.constant() }),
    ...(t.align && { align: t.align(), round: t.round() }),
    ...(t.padding &&
      (t.paddingInner ? { paddingInner: t.paddingInner(), paddingOuter: t.paddingOuter() } : { padding: t.padding() })),
    ...(t.bandwidth && { bandwidth: t.bandwidth(), step: t.step() }),
    apply: (s) => t(s),
    ...(t.invert && { invert: (s) => t.invert(s) }),
  };
}
function j1(t, e) {
  let { fx: n, fy: r } = no(t, e),
    i = n?.scale.domain(),
    o = r?.scale.domain();
  return i && o
    ? rd(i, o).map(([a, f], u) => ({ x: a, y: f, i: u }))
    : i
      ? i.map((a, f) => ({ x: a, i: f }))
      : o
        ? o.map((a, f) => ({ y: a, i: f }))
        : void 0;
}
function Z1(t, { x: e, y: n }) {
  return (
    (e &&= dl(e)),
    (n &&= dl(n)),
    t
      .filter(e && n ? (r) => e.has(r.x) && n.has(r.y) : e ? (r) => e.has(r.x) : (r) => n.has(r.y))
      .sort(
        e && n
          ? (r, i) => e.get(r.x) - e.get(i.x) || n.get(r.y) - n.get(i.y)
          : e
            ? (r, i) => e.get(r.x) - e.get(i.x)
            : (r, i) => n.get(r.y) - n.get(i.y),
      )
  );
}
function Ya(t, { fx: e, fy: n }) {
  let r = Ut(t),
    i = e?.value,
    o = n?.value;
  return e && n
    ? Qe(
        r,
        (a) => ((a.fx = i[a[0]]), (a.fy = o[a[0]]), a),
        (a) => i[a],
        (a) => o[a],
      )
    : e
      ? Qe(
          r,
          (a) => ((a.fx = i[a[0]]), a),
          (a) => i[a],
        )
      : Qe(
          r,
          (a) => ((a.fy = o[a[0]]), a),
          (a) => o[a],
        );
}
function K1(t, e, { marginTop: n, marginLeft: r }) {
  let i = t ? ({ x: a }) => t(a) - r : () => 0,
    o = e ? ({ y: a }) => e(a) - n : () => 0;
  return function (a) {
    this.tagName === "svg"
      ? (this.setAttribute("x", i(a)), this.setAttribute("y", o(a)))
      : this.setAttribute("transform", `translate(${i(a)},${o(a)})`);
  };
}
function Q1(t) {
  let e = [],
    n = new Uint32Array(ye(t, (r) => r.length));
  for (let r of t) {
    let i = 0;
    for (let o of t) r !== o && (n.set(o, i), (i += o.length));
    e.push(n.slice(0, i));
  }
  return e;
}
var g3 = new Map([
  ["top", ul],
  ["right", ll],
  ["bottom", cl],
  ["left", sl],
  ["top-left", Fa(ul, sl)],
  ["top-right", Fa(ul, ll)],
  ["bottom-left", Fa(cl, sl)],
  ["bottom-right", Fa(cl, ll)],
  ["top-empty", b3],
  ["right-empty", v3],
  ["bottom-empty", x3],
  ["left-empty", w3],
  ["empty", _3],
]);
function J1(t) {
  if (t == null) return null;
  let e = g3.get(`${t}`.toLowerCase());
  if (e) return e;
  throw new Error(`invalid facet anchor: ${t}`);
}
var V1 = new WeakMap();
function dl(t) {
  let e = V1.get(t);
  return (e || V1.set(t, (e = new ne(ct(t, (n, r) => [n, r])))), e);
}
function In(t, e) {
  return dl(t).get(e);
}
function y3(t, e, n) {
  return ((e = pe(e)), (n = pe(n)), t.find((r) => Object.is(pe(r.x), e) && Object.is(pe(r.y), n)));
}
function Oa(t, e, n) {
  return y3(t, e, n)?.empty;
}
function ul(t, { y: e }, { y: n }) {
  return e ? In(e, n) === 0 : !0;
}
function cl(t, { y: e }, { y: n }) {
  return e ? In(e, n) === e.length - 1 : !0;
}
function sl(t, { x: e }, { x: n }) {
  return e ? In(e, n) === 0 : !0;
}
function ll(t, { x: e }, { x: n }) {
  return e ? In(e, n) === e.length - 1 : !0;
}
function b3(t, { y: e }, { x: n, y: r, empty: i }) {
  if (i) return !1;
  if (!e) return;
  let o = In(e, r);
  if (o > 0) return Oa(t, n, e[o - 1]);
}
function x3(t, { y: e }, { x: n, y: r, empty: i }) {
  if (i) return !1;
  if (!e) return;
  let o = In(e, r);
  if (o < e.length - 1) return Oa(t, n, e[o + 1]);
}
function w3(t, { x: e }, { x: n, y: r, empty: i }) {
  if (i) return !1;
  if (!e) return;
  let o = In(e, n);
  if (o > 0) return Oa(t, e[o - 1], r);
}
function v3(t, { x: e }, { x: n, y: r, empty: i }) {
  if (i) return !1;
  if (!e) return;
  let o = In(e, n);
  if (o < e.length - 1) return Oa(t, e[o + 1], r);
}
function _3(t, e, { empty: n }) {
  return n;
}
function Fa(t, e) {
  return function () {
    return t.apply(null, arguments) && e.apply(null, arguments);
  };
}
function Ba(t, { channels: { fx: e, fy: n }, groups: r }) {
  return e && n
    ? t.map(({ x: i, y: o }) => r.get(i)?.get(o) ?? [])
    : e
      ? t.map(({ x: i }) => r.get(i) ?? [])
      : t.map(({ y: i }) => r.get(i) ?? []);
}
var tg = Math.PI,
  mn = 2 * tg,
  hl = 0.618;
function eg(
  { projection: t, inset: e = 0, insetTop: n = e, insetRight: r = e, insetBottom: i = e, insetLeft: o = e } = {},
  a,
) {
  if (t == null) return;
  if (typeof t.stream == "function") return t;
  let f,
    u,
    c = "frame";
  if (_e(t)) {
    let M;
    if (
      (({
        type: t,
        domain: u,
        inset: M,
        insetTop: n = M !== void 0 ? M : n,
        insetRight: r = M !== void 0 ? M : r,
        insetBottom: i = M !== void 0 ? M : i,
        insetLeft: o = M !== void 0 ? M : o,
        clip: c = c,
        ...f
      } = t),
      t == null)
    )
      return;
  }
  typeof t != "function" && ({ type: t } = pl(t));
  let { width: s, height: d, marginLeft: l, marginRight: h, marginTop: p, marginBottom: m } = a,
    g = s - l - h - o - r,
    x = d - p - m - n - i;
  if (((t = t?.({ width: g, height: x, clip: c, ...f })), t == null)) return;
  c = M3(c, l, p, s - h, d - m);
  let b = l + o,
    v = p + n,
    y;
  if (u != null) {
    let [[M, w], [_, S]] = Ri(t).bounds(u),
      $ = Math.min(g / (_ - M), x / (S - w));
    $ > 0
      ? ((b -= ($ * (M + _) - g) / 2),
        (v -= ($ * (w + S) - x) / 2),
        (y = Ii({
          point(E, A) {
            this.stream.point(E * $ + b, A * $ + v);
          },
        })))
      : Zt("Warning: the projection could not be fit to the specified domain; using the default scale.");
  }
  return (
    (y ??=
      b === 0 && v === 0
        ? ng()
        : Ii({
            point(M, w) {
              this.stream.point(M + b, w + v);
            },
          })),
    { stream: (M) => t.stream(y.stream(c(M))) }
  );
}
function pl(t) {
  switch (`${t}`.toLowerCase()) {
    case "albers-usa":
      return Te(l0, 0.7463, 0.4673);
    case "albers":
      return qa(mu, 0.7463, 0.4673);
    case "azimuthal-equal-area":
      return Te(p0, 4, 4);
    case "azimuthal-equidistant":
      return Te(g0, mn, mn);
    case "conic-conformal":
      return qa(x0, mn, mn);
    case "conic-equal-area":
      return qa(Ni, 6.1702, 2.9781);
    case "conic-equidistant":
      return qa(v0, 7.312, 3.6282);
    case "equal-earth":
      return Te(M0, 5.4133, 2.6347);
    case "equirectangular":
      return Te(w0, mn, tg);
    case "gnomonic":
      return Te(T0, 3.4641, 3.4641);
    case "identity":
      return { type: ng };
    case "reflect-y":
      return { type: S3 };
    case "mercator":
      return Te(y0, mn, mn);
    case "orthographic":
      return Te(A0, 2, 2);
    case "stereographic":
      return Te(k0, 2, 2);
    case "transverse-mercator":
      return Te(N0, mn, mn);
    default:
      throw new Error(`unknown projection type: ${t}`);
  }
}
function M3(t, e, n, r, i) {
  if (t === !1 || t == null || typeof t == "number") return (o) => o;
  if ((t === !0 && (t = "frame"), `${t}`.toLowerCase() === "frame")) return lu(e, n, r, i);
  throw new Error(`unknown projection clip type: ${t}`);
}
function Te(t, e, n) {
  return {
    type: ({ width: r, height: i, rotate: o, precision: a = 0.15, clip: f }) => {
      let u = t();
      return (
        a != null && u.precision?.(a),
        o != null && u.rotate?.(o),
        typeof f == "number" && u.clipAngle?.(f),
        r != null && (u.scale(Math.min(r / e, i / n)), u.translate([r / 2, i / 2])),
        u
      );
    },
    aspectRatio: n / e,
  };
}
function qa(t, e, n) {
  let { type: r, aspectRatio: i } = Te(t, e, n);
  return {
    type: (o) => {
      let { parallels: a, domain: f, width: u, height: c } = o,
        s = r(o);
      return (a != null && (s.parallels(a), f === void 0 && u != null && s.fitSize([u, c], { type: "Sphere" })), s);
    },
    aspectRatio: i,
  };
}
var ng = Jt({ stream: (t) => t }),
  S3 = Jt(
    Ii({
      point(t, e) {
        this.stream.point(t, -e);
      },
    }),
  );
function rg(t, e, n, r) {
  let i = n[t],
    o = n[e],
    a = i.length,
    f = (n[t] = new Float64Array(a).fill(NaN)),
    u = (n[e] = new Float64Array(a).fill(NaN)),
    c,
    s = r.stream({
      point(d, l) {
        ((f[c] = d), (u[c] = l));
      },
    });
  for (c = 0; c < a; ++c) s.point(i[c], o[c]);
}
function ig({ projection: t } = {}) {
  return t == null ? !1 : typeof t.stream == "function" ? !0 : (_e(t) && (t = t.type), t != null);
}
function og(t) {
  if (typeof t?.stream == "function") return hl;
  if (_e(t)) {
    let e, n;
    if ((({ domain: e, type: t, ...n } = t), e != null && t != null)) {
      let r = typeof t == "string" ? pl(t).type : t,
        [[i, o], [a, f]] = Ri(r({ ...n, width: 100, height: 100 })).bounds(e),
        u = (f - o) / (a - i);
      return u && isFinite(u) ? (u < 0.2 ? 0.2 : u > 5 ? 5 : u) : hl;
    }
  }
  if (t != null) {
    if (typeof t != "function") {
      let { aspectRatio: e } = pl(t);
      if (e) return e;
    }
    return hl;
  }
}
function ag(t) {
  let e = [],
    n = [],
    r = { scale: "x", value: e },
    i = { scale: "y", value: n },
    o = {
      point(a, f) {
        (e.push(a), n.push(f));
      },
      lineStart() {},
      lineEnd() {},
      polygonStart() {},
      polygonEnd() {},
      sphere() {},
    };
  for (let a of t.value) vn(a, o);
  return [r, i];
}
function fg({ x: t, y: e }) {
  if (t || e)
    return (
      (t ??= (n) => n),
      (e ??= (n) => n),
      Ii({
        point(n, r) {
          this.stream.point(t(n), e(r));
        },
      })
    );
}
function oi(t = {}) {
  let { document: e = typeof window < "u" ? window.document : void 0, clip: n } = t;
  return { document: e, clip: Na(n) };
}
function at(t, { document: e }) {
  return be(Sr(t).call(e.documentElement));
}
var za = Symbol("unset");
function Xa(t) {
  return (t.length === 1 ? T3 : $3)(t);
}
function T3(t) {
  let e,
    n = za;
  return (r) => (Object.is(n, r) || ((n = r), (e = t(r))), e);
}
function $3(t) {
  let e, n;
  return (...r) => ((n?.length !== r.length || n.some((i, o) => !Object.is(i, r[o]))) && ((n = r), (e = t(...r))), e);
}
var A3 = Xa((t) => new Intl.NumberFormat(t)),
  q_ = Xa((t, e) => new Intl.DateTimeFormat(t, { timeZone: "UTC", ...(e && { month: e }) })),
  z_ = Xa((t, e) => new Intl.DateTimeFormat(t, { timeZone: "UTC", ...(e && { weekday: e }) }));
function C3(t = "en-US") {
  let e = A3(t);
  return (n) => (n != null && !isNaN(n) ? e.format(n) : void 0);
}
function k3(t) {
  return wa(t, "Invalid Date");
}
function E3(t = "en-US") {
  let e = C3(t);
  return (n) => (n instanceof Date ? k3 : typeof n == "number" ? e : wt)(n);
}
var He = E3();
var Dt = (typeof window < "u" ? window.devicePixelRatio > 1 : typeof it > "u") ? 0 : 0.5,
  N3 = 0;
function cg() {
  return `plot-clip-${++N3}`;
}
function sg(
  t,
  {
    title: e,
    href: n,
    ariaLabel: r,
    ariaDescription: i,
    ariaHidden: o,
    target: a,
    fill: f,
    fillOpacity: u,
    stroke: c,
    strokeWidth: s,
    strokeOpacity: d,
    strokeLinejoin: l,
    strokeLinecap: h,
    strokeMiterlimit: p,
    strokeDasharray: m,
    strokeDashoffset: g,
    opacity: x,
    mixBlendMode: b,
    imageFilter: v,
    paintOrder: y,
    pointerEvents: M,
    shapeRendering: w,
    channels: _,
  },
  {
    ariaLabel: S,
    fill: $ = "currentColor",
    fillOpacity: E,
    stroke: A = "none",
    strokeOpacity: k,
    strokeWidth: F,
    strokeLinecap: D,
    strokeLinejoin: T,
    strokeMiterlimit: P,
    paintOrder: R,
  },
) {
  ($ === null && ((f = null), (u = null)),
    A === null && ((c = null), (d = null)),
    Nt($) ? !Nt(A) && (!Nt(f) || _?.fill) && (A = "none") : Nt(A) && (!Nt(c) || _?.stroke) && ($ = "none"));
  let [U, I] = Vt(f, $),
    [L, q] = yt(u, E),
    [z, B] = Vt(c, A),
    [Q, tt] = yt(d, k),
    [et, O] = yt(x);
  fr(B) ||
    (s === void 0 && (s = F),
    h === void 0 && (h = D),
    l === void 0 && (l = T),
    p === void 0 && !Lm(l) && (p = P),
    !fr(I) && y === void 0 && (y = R));
  let [H, N] = yt(s);
  return (
    $ !== null && ((t.fill = bt(I, "currentColor")), (t.fillOpacity = ro(q, 1))),
    A !== null &&
      ((t.stroke = bt(B, "none")),
      (t.strokeWidth = ro(N, 1)),
      (t.strokeOpacity = ro(tt, 1)),
      (t.strokeLinejoin = bt(l, "miter")),
      (t.strokeLinecap = bt(h, "butt")),
      (t.strokeMiterlimit = ro(p, 4)),
      (t.strokeDasharray = bt(m, "none")),
      (t.strokeDashoffset = bt(g, "0"))),
    (t.target = wt(a)),
    (t.ariaLabel = wt(S)),
    (t.ariaDescription = wt(i)),
    (t.ariaHidden = wt(o)),
    (t.opacity = ro(O, 1)),
    (t.mixBlendMode = bt(b, "normal")),
    (t.imageFilter = bt(v, "none")),
    (t.paintOrder = bt(y, "normal")),
    (t.pointerEvents = bt(M, "auto")),
    (t.shapeRendering = bt(w, "auto")),
    {
      title: { value: e, optional: !0, filter: null },
      href: { value: n, optional: !0, filter: null },
      ariaLabel: { value: r, optional: !0, filter: null },
      fill: { value: U, scale: "auto", optional: !0 },
      fillOpacity: { value: L, scale: "auto", optional: !0 },
      stroke: { value: z, scale: "auto", optional: !0 },
      strokeOpacity: { value: Q, scale: "auto", optional: !0 },
      strokeWidth: { value: H, optional: !0 },
      opacity: { value: et, scale: "auto", optional: !0 },
    }
  );
}
function R3(t, e) {
  e &&
    t
      .filter((n) => Wi(e[n]))
      .append("title")
      .call(D3, e);
}
function I3(t, e) {
  e &&
    t
      .filter(([n]) => Wi(e[n]))
      .append("title")
      .call(P3, e);
}
function D3(t, e) {
  e && t.text((n) => He(e[n]));
}
function P3(t, e) {
  e && t.text(([n]) => He(e[n]));
}
function Pt(
  t,
  { target: e, tip: n },
  { ariaLabel: r, title: i, fill: o, fillOpacity: a, stroke: f, strokeOpacity: u, strokeWidth: c, opacity: s, href: d },
) {
  (r && W(t, "aria-label", (l) => r[l]),
    o && W(t, "fill", (l) => o[l]),
    a && W(t, "fill-opacity", (l) => a[l]),
    f && W(t, "stroke", (l) => f[l]),
    u && W(t, "stroke-opacity", (l) => u[l]),
    c && W(t, "stroke-width", (l) => c[l]),
    s && W(t, "opacity", (l) => s[l]),
    d && hg(t, (l) => d[l], e),
    n || R3(t, i));
}
function lg(
  t,
  { target: e, tip: n },
  { ariaLabel: r, title: i, fill: o, fillOpacity: a, stroke: f, strokeOpacity: u, strokeWidth: c, opacity: s, href: d },
) {
  (r && W(t, "aria-label", ([l]) => r[l]),
    o && W(t, "fill", ([l]) => o[l]),
    a && W(t, "fill-opacity", ([l]) => a[l]),
    f && W(t, "stroke", ([l]) => f[l]),
    u && W(t, "stroke-opacity", ([l]) => u[l]),
    c && W(t, "stroke-width", ([l]) => c[l]),
    s && W(t, "opacity", ([l]) => s[l]),
    d && hg(t, ([l]) => d[l], e),
    n || I3(t, i));
}
function L3(
  { ariaLabel: t, title: e, fill: n, fillOpacity: r, stroke: i, strokeOpacity: o, strokeWidth: a, opacity: f, href: u },
  { tip: c },
) {
  return [t, c ? void 0 : e, n, r, i, o, a, f, u].filter((s) => s !== void 0);
}
function F3(t, e, n) {
  let r = Fn(t, (i) => e[i]);
  return (
    n === void 0 &&
      r.size > (1 + t.length) >> 1 &&
      Zt(
        "Warning: the implicit z channel has high cardinality. This may occur when the fill or stroke channel is associated with quantitative data rather than ordinal or categorical data. You can suppress this warning by setting the z option explicitly; if this data represents a single series, set z to null.",
      ),
    r.values()
  );
}
function* dg(t, e, n, r) {
  let { z: i } = n,
    { z: o } = r,
    a = L3(r, n),
    f = [...e, ...a];
  for (let u of o ? F3(t, o, i) : [t]) {
    let c, s;
    t: for (let d of u) {
      for (let l of f)
        if (!he(l[d])) {
          s && s.push(-1);
          continue t;
        }
      if (c === void 0) {
        (s && (yield s), (c = a.map((l) => pe(l[d]))), (s = [d]));
        continue;
      }
      s.push(d);
      for (let l = 0; l < a.length; ++l)
        if (pe(a[l][d]) !== c[l]) {
          (yield s, (c = a.map((p) => pe(p[d]))), (s = [d]));
          continue t;
        }
    }
    s && (yield s);
  }
}
function Y3(t, e, n, r) {
  let i,
    { clip: o = r.clip } = e;
  (o === "frame"
    ? ((t = at("svg:g", r).each(function () {
        (this.appendChild(t.node()), (t.node = () => this));
      })),
      (i = B3(r, n)))
    : o && (i = z3(o, r)),
    W(t, "aria-label", e.ariaLabel),
    W(t, "aria-description", e.ariaDescription),
    W(t, "aria-hidden", e.ariaHidden),
    W(t, "clip-path", i));
}
function O3(t) {
  let e = new WeakMap();
  return (n, r) => {
    let i = e.get(n);
    if (!i) {
      let o = cg();
      (be(n.ownerSVGElement).append("clipPath").attr("id", o).call(t, n, r), e.set(n, (i = `url(#${o})`)));
    }
    return i;
  };
}
var B3 = O3((t, e, n) => {
    let { width: r, height: i, marginLeft: o, marginRight: a, marginTop: f, marginBottom: u } = n;
    t.append("rect")
      .attr("x", o)
      .attr("y", f)
      .attr("width", r - a - o)
      .attr("height", i - f - u);
  }),
  ug = new WeakMap(),
  q3 = { type: "Sphere" };
function z3(t, e) {
  let n, r;
  if (((n = ug.get(e)) || ug.set(e, (n = new WeakMap())), t.type === "Sphere" && (t = q3), !(r = n.get(t)))) {
    let i = cg();
    (be(e.ownerSVGElement).append("clipPath").attr("id", i).append("path").attr("d", e.path()(t)),
      n.set(t, (r = `url(#${i})`)));
  }
  return r;
}
function $t(t, e, n, r) {
  (Y3(t, e, n, r),
    W(t, "class", e.className),
    W(t, "fill", e.fill),
    W(t, "fill-opacity", e.fillOpacity),
    W(t, "stroke", e.stroke),
    W(t, "stroke-width", e.strokeWidth),
    W(t, "stroke-opacity", e.strokeOpacity),
    W(t, "stroke-linejoin", e.strokeLinejoin),
    W(t, "stroke-linecap", e.strokeLinecap),
    W(t, "stroke-miterlimit", e.strokeMiterlimit),
    W(t, "stroke-dasharray", e.strokeDasharray),
    W(t, "stroke-dashoffset", e.strokeDashoffset),
    W(t, "shape-rendering", e.shapeRendering),
    W(t, "filter", e.imageFilter),
    W(t, "paint-order", e.paintOrder));
  let { pointerEvents: i = r.pointerSticky === !1 ? "none" : void 0 } = e;
  W(t, "pointer-events", i);
}
function _t(t, e) {
  (X3(t, "mix-blend-mode", e.mixBlendMode), W(t, "opacity", e.opacity));
}
function hg(t, e, n) {
  t.each(function (r) {
    let i = e(r);
    if (i != null) {
      let o = this.ownerDocument.createElementNS(bn.svg, "a");
      (o.setAttribute("fill", "inherit"),
        o.setAttributeNS(bn.xlink, "href", i),
        n != null && o.setAttribute("target", n),
        this.parentNode.insertBefore(o, this).appendChild(this));
    }
  });
}
function W(t, e, n) {
  n != null && t.attr(e, n);
}
function X3(t, e, n) {
  n != null && t.style(e, n);
}
function At(t, e, { x: n, y: r }, i = Dt, o = Dt) {
  ((i += e.dx),
    (o += e.dy),
    n?.bandwidth && (i += n.bandwidth() / 2),
    r?.bandwidth && (o += r.bandwidth() / 2),
    (i || o) && t.attr("transform", `translate(${i},${o})`));
}
function bt(t, e) {
  if ((t = wt(t)) !== e) return t;
}
function ro(t, e) {
  if ((t = vt(t)) !== e) return t;
}
var U3 =
  /^-?([_a-z]|[\240-\377]|\\[0-9a-f]{1,6}(\r\n|[ \t\r\n\f])?|\\[^\r\n\f0-9a-f])([_a-z0-9-]|[\240-\377]|\\[0-9a-f]{1,6}(\r\n|[ \t\r\n\f])?|\\[^\r\n\f0-9a-f])*$/i;
function ai(t) {
  if (t === void 0) return "plot-d6a7b5";
  if (((t = `${t}`), !U3.test(t))) throw new Error(`invalid class name: ${t}`);
  return t;
}
function fi(t, e) {
  if (typeof e == "string") t.property("style", e);
  else if (e != null) for (let n of t) Object.assign(n.style, e);
}
function Ve({ frameAnchor: t }, { width: e, height: n, marginTop: r, marginRight: i, marginBottom: o, marginLeft: a }) {
  return [
    /left$/.test(t) ? a : /right$/.test(t) ? e - i : (a + e - i) / 2,
    /^top/.test(t) ? r : /^bottom/.test(t) ? n - o : (r + n - o) / 2,
  ];
}
var dt = class {
  constructor(e, n = {}, r = {}, i) {
    let {
      facet: o = "auto",
      facetAnchor: a,
      fx: f,
      fy: u,
      sort: c,
      dx: s = 0,
      dy: d = 0,
      margin: l = 0,
      marginTop: h = l,
      marginRight: p = l,
      marginBottom: m = l,
      marginLeft: g = l,
      className: x,
      clip: b = i?.clip,
      channels: v,
      tip: y,
      render: M,
    } = r;
    if (
      ((this.data = e),
      (this.sort = kn(c) ? c : null),
      (this.initializer = ln(r).initializer),
      (this.transform = this.initializer ? r.transform : lr(r).transform),
      o === null || o === !1
        ? (this.facet = null)
        : ((this.facet = Xt(o === !0 ? "include" : o, "facet", ["auto", "include", "exclude", "super"])),
          (this.fx = e === Gr && typeof f == "string" ? [f] : f),
          (this.fy = e === Gr && typeof u == "string" ? [u] : u)),
      (this.facetAnchor = J1(a)),
      (n = Fs(n)),
      v !== void 0 && (n = { ...G3(v), ...n }),
      i !== void 0 && (n = { ...sg(this, r, i), ...n }),
      (this.channels = Object.fromEntries(
        Object.entries(n)
          .map(([w, _]) => {
            if (Hr(_.value)) {
              let { value: S, label: $ = _.label, scale: E = _.scale } = _.value;
              _ = { ..._, label: $, scale: E, value: S };
            }
            if (e === Gr && typeof _.value == "string") {
              let { value: S } = _;
              _ = { ..._, value: [S] };
            }
            return [w, _];
          })
          .filter(([w, { value: _, optional: S }]) => {
            if (_ != null) return !0;
            if (S) return !1;
            throw new Error(`missing channel value: ${w}`);
          }),
      )),
      (this.dx = +s),
      (this.dy = +d),
      (this.marginTop = +h),
      (this.marginRight = +p),
      (this.marginBottom = +m),
      (this.marginLeft = +g),
      (this.clip = Na(b)),
      (this.tip = W3(y)),
      (this.className = wt(x)),
      this.facet === "super")
    ) {
      if (f || u) throw new Error("super-faceting cannot use fx or fy");
      for (let w in this.channels) {
        let { scale: _ } = n[w];
        if (!(_ !== "x" && _ !== "y")) throw new Error("super-faceting cannot use x or y");
      }
    }
    M != null && (this.render = gl(M, this.render));
  }
  initialize(e, n, r) {
    let i = sn(this.data);
    e === void 0 && i != null && (e = [Ut(i)]);
    let o = e;
    (this.transform != null && (({ facets: e, data: i } = this.transform(i, e, r)), (i = sn(i))),
      e !== void 0 && (e.original = o));
    let a = e1(this.channels, i);
    return (this.sort != null && r1(i, e, a, n, this.sort), { data: i, facets: e, channels: a });
  }
  filter(e, n, r) {
    for (let i in n) {
      let { filter: o = he } = n[i];
      if (o !== null) {
        let a = r[i];
        e = e.filter((f) => o(a[f]));
      }
    }
    return e;
  }
  project(e, n, r) {
    for (let i in e)
      if (e[i].scale === "x" && /^x|x$/.test(i)) {
        let o = i.replace(/^x|x$/, "y");
        o in e && e[o].scale === "y" && rg(i, o, n, r.projection);
      }
  }
  scale(e, n, r) {
    let i = n1(e, n);
    return (r.projection && this.project(e, i, r), i);
  }
};
function ml(...t) {
  return ((t.plot = dt.prototype.plot), t);
}
function gl(t, e) {
  if (t == null) return e === null ? void 0 : e;
  if (e == null) return t === null ? void 0 : t;
  if (typeof t != "function") throw new TypeError(`invalid render transform: ${t}`);
  if (typeof e != "function") throw new TypeError(`invalid render transform: ${e}`);
  return function (n, r, i, o, a, f) {
    return t.call(this, n, r, i, o, a, (u, c, s, d, l) => e.call(this, u, c, s, d, l, f));
  };
}
function G3(t) {
  return Object.fromEntries(
    Object.entries(Fs(t)).map(
      ([e, n]) => (
        (n = typeof n == "string" ? { value: n, label: e } : Ge(n)),
        n.filter === void 0 && n.scale == null && (n = { ...n, filter: null }),
        [e, n]
      ),
    ),
  );
}
function W3(t) {
  return t === !0 ? "xy" : t === !1 || t == null ? null : typeof t == "string" ? Xt(t, "tip", ["x", "y", "xy"]) : t;
}
function Dn(t, e) {
  return t?.tip === !0
    ? { ...t, tip: e }
    : _e(t?.tip) && t.tip.pointer === void 0
      ? { ...t, tip: { ...t.tip, pointer: e } }
      : t;
}
function mg(t, e, n = {}) {
  let r = 0.5 - Dt,
    i = 0.5 + Dt,
    o = 0.5 + Dt,
    a = 0.5 - Dt;
  for (let { marginTop: m, marginRight: g, marginBottom: x, marginLeft: b } of e)
    (m > r && (r = m), g > i && (i = g), x > o && (o = x), b > a && (a = b));
  let {
    margin: f,
    marginTop: u = f !== void 0 ? f : r,
    marginRight: c = f !== void 0 ? f : i,
    marginBottom: s = f !== void 0 ? f : o,
    marginLeft: d = f !== void 0 ? f : a,
  } = n;
  ((u = +u), (c = +c), (s = +s), (d = +d));
  let {
    width: l = 640,
    height: h = H3(t, n, {
      width: l,
      marginTopDefault: r,
      marginRightDefault: i,
      marginBottomDefault: o,
      marginLeftDefault: a,
    }) + Math.max(0, u - r + s - o),
  } = n;
  ((l = +l), (h = +h));
  let p = { width: l, height: h, marginTop: u, marginRight: c, marginBottom: s, marginLeft: d };
  if (t.fx || t.fy) {
    let {
      margin: m,
      marginTop: g = m !== void 0 ? m : u,
      marginRight: x = m !== void 0 ? m : c,
      marginBottom: b = m !== void 0 ? m : s,
      marginLeft: v = m !== void 0 ? m : d,
    } = n.facet ?? {};
    ((g = +g),
      (x = +x),
      (b = +b),
      (v = +v),
      (p.facet = { marginTop: g, marginRight: x, marginBottom: b, marginLeft: v }));
  }
  return p;
}
function H3(
  { x: t, y: e, fy: n, fx: r },
  { projection: i, aspectRatio: o },
  { width: a, marginTopDefault: f, marginRightDefault: u, marginBottomDefault: c, marginLeftDefault: s },
) {
  let d = (n && n.scale.domain().length) || 1,
    l = og(i);
  if (l) {
    let p = r ? r.scale.domain().length : 1,
      m = ((1.1 * d - 0.1) / (1.1 * p - 0.1)) * l,
      g = Math.max(0.1, Math.min(10, m));
    return Math.round((a - s - u) * g + f + c);
  }
  let h = e ? (We(e) ? e.scale.domain().length || 1 : Math.max(7, 17 / d)) : 1;
  if (o != null) {
    if (((o = +o), !(isFinite(o) && o > 0))) throw new Error(`invalid aspectRatio: ${o}`);
    let p = pg("y", e) / (pg("x", t) * o),
      m = r ? r.scale.bandwidth() : 1,
      g = n ? n.scale.bandwidth() : 1,
      x = m * (a - s - u) - t.insetLeft - t.insetRight;
    return (p * x + e.insetTop + e.insetBottom) / g + f + c;
  }
  return !!(e || n) * Math.max(1, Math.min(60, h * d)) * 20 + !!r * 30 + 60;
}
function pg(t, e) {
  if (!e) throw new Error(`aspectRatio requires ${t} scale`);
  let { type: n, domain: r } = e,
    i;
  switch (n) {
    case "linear":
    case "utc":
    case "time":
      i = Number;
      break;
    case "pow": {
      let f = e.scale.exponent();
      i = (u) => Math.pow(u, f);
      break;
    }
    case "log":
      i = Math.log;
      break;
    case "point":
    case "band":
      return r.length;
    default:
      throw new Error(`unsupported ${t} scale for aspectRatio: ${n}`);
  }
  let [o, a] = It(r);
  return Math.abs(i(a) - i(o));
}
var gg = new WeakMap();
function yl(t, e, { x: n, y: r, px: i, py: o, maxRadius: a = 40, channels: f, render: u, ...c } = {}) {
  return (
    (a = +a),
    i != null && ((n ??= null), (f = { ...f, px: { value: i, scale: "x" } })),
    o != null && ((r ??= null), (f = { ...f, py: { value: o, scale: "y" } })),
    {
      x: n,
      y: r,
      channels: f,
      ...c,
      render: gl(function (s, d, l, h, p, m) {
        p = { ...p, pointerSticky: !1 };
        let g = p.ownerSVGElement,
          { data: x } = p.getMarkState(this),
          b = gg.get(g);
        b || gg.set(g, (b = { sticky: !1, roots: [], renders: [] }));
        let v = b.renders.push(B) - 1,
          { x: y, y: M, fx: w, fy: _ } = d,
          S = w ? w(s.fx) - h.marginLeft : 0,
          $ = _ ? _(s.fy) - h.marginTop : 0;
        (y?.bandwidth && (S += y.bandwidth() / 2), M?.bandwidth && ($ += M.bandwidth() / 2));
        let E = s.fi != null,
          A;
        if (E) {
          let O = b.facetStates;
          (O || (b.facetStates = O = new Map()), (A = O.get(this)), A || O.set(this, (A = new Map())));
        }
        let [k, F] = Ve(this, h),
          { px: D, py: T } = l,
          P = D ? (O) => D[O] : xl(l, k),
          R = T ? (O) => T[O] : wl(l, F),
          U,
          I,
          L,
          q;
        function z(O, H) {
          if (E)
            if ((q && (q = cancelAnimationFrame(q)), O == null)) A.delete(s.fi);
            else {
              (A.set(s.fi, H),
                (q = requestAnimationFrame(() => {
                  q = null;
                  for (let [N, Y] of A)
                    if (Y < H || (Y === H && N < s.fi)) {
                      O = null;
                      break;
                    }
                  B(O);
                })));
              return;
            }
          B(O);
        }
        function B(O) {
          if (U === O && L === b.sticky) return;
          ((U = O), (L = p.pointerSticky = b.sticky));
          let H = U == null ? [] : [U];
          E && ((H.fx = s.fx), (H.fy = s.fy), (H.fi = s.fi));
          let N = m(H, d, l, h, p);
          if (I) {
            if (E) {
              let Y = I.parentNode,
                X = I.getAttribute("transform"),
                C = N.getAttribute("transform");
              (X ? N.setAttribute("transform", X) : N.removeAttribute("transform"),
                C ? Y.setAttribute("transform", C) : Y.removeAttribute("transform"),
                N.removeAttribute("aria-label"),
                N.removeAttribute("aria-description"),
                N.removeAttribute("aria-hidden"));
            }
            I.replaceWith(N);
          }
          if (((b.roots[v] = I = N), !(U == null && A?.size > 1))) {
            let Y = U == null ? null : ve(x) ? x[U] : x.get(U);
            p.dispatchValue(Y);
          }
          return N;
        }
        function Q(O) {
          if (b.sticky || (O.pointerType === "mouse" && O.buttons === 1)) return;
          let [H, N] = Rd(O);
          ((H -= S), (N -= $));
          let Y = H < h.marginLeft || H > h.width - h.marginRight ? 1 : t,
            X = N < h.marginTop || N > h.height - h.marginBottom ? 1 : e,
            C = null,
            nt = a * a;
          for (let G of s) {
            let ot = Y * (P(G) - H),
              ht = X * (R(G) - N),
              Lt = ot * ot + ht * ht;
            Lt <= nt && ((C = G), (nt = Lt));
          }
          if (C != null && (t !== 1 || e !== 1)) {
            let G = P(C) - H,
              ot = R(C) - N;
            nt = G * G + ot * ot;
          }
          z(C, nt);
        }
        function tt(O) {
          O.pointerType === "mouse" &&
            U != null &&
            ((b.sticky && b.roots.some((H) => H?.contains(O.target))) ||
              (b.sticky ? ((b.sticky = !1), b.renders.forEach((H) => H(null))) : ((b.sticky = !0), B(U)),
              O.stopImmediatePropagation()));
        }
        function et(O) {
          O.pointerType === "mouse" && (b.sticky || z(null));
        }
        return (
          g.addEventListener("pointerenter", Q),
          g.addEventListener("pointermove", Q),
          g.addEventListener("pointerdown", tt),
          g.addEventListener("pointerleave", et),
          B(null)
        );
      }, u),
    }
  );
}
function yg(t) {
  return yl(1, 1, t);
}
function bg(t) {
  return yl(1, 0.01, t);
}
function bl(t) {
  return yl(0.01, 1, t);
}
function xl({ x1: t, x2: e, x: n = t }, r) {
  return t && e ? (i) => (t[i] + e[i]) / 2 : n ? (i) => n[i] : () => r;
}
function wl({ y1: t, y2: e, y: n = t }, r) {
  return t && e ? (i) => (t[i] + e[i]) / 2 : n ? (i) => n[i] : () => r;
}
function Ua(t) {
  return We(t) && t.interval === void 0 ? void 0 : "tabular-nums";
}
function xg(t, e) {
  let {
      label: n = t.label,
      tickSize: r = 6,
      width: i = 240,
      height: o = 44 + r,
      marginTop: a = 18,
      marginRight: f = 0,
      marginBottom: u = 16 + r,
      marginLeft: c = 0,
      style: s,
      ticks: d = (i - c - f) / 64,
      tickFormat: l,
      fontVariant: h = Ua(t),
      round: p = !0,
      opacity: m,
      className: g,
    } = e,
    x = oi(e);
  ((g = ai(g)), (m = yt(m)[1]), l === null && (l = () => null));
  let b = at("svg", x)
      .attr("class", `${g}-ramp`)
      .attr("font-family", "system-ui, sans-serif")
      .attr("font-size", 10)
      .attr("width", i)
      .attr("height", o)
      .attr("viewBox", `0 0 ${i} ${o}`)
      .call((k) =>
        k.append("style").text(`:where(.${g}-ramp) {
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
  overflow: visible;
}
:where(.${g}-ramp text) {
  white-space: pre;
}`),
      )
      .call(fi, s),
    v = (k) => k.selectAll(".tick line").attr("y1", a + u - o),
    y,
    M = p ? (k, F) => k.rangeRound(F) : (k, F) => k.range(F),
    { type: w, domain: _, range: S, interpolate: $, scale: E, pivot: A } = t;
  if ($) {
    let k = S === void 0 ? $ : wn($.length === 1 ? eo($) : $, S);
    y = M(E.copy(), Bt(Mt(c, i - f), Math.min(_.length + (A !== void 0), S === void 0 ? 1 / 0 : S.length)));
    let F = 256,
      D = x.document.createElement("canvas");
    ((D.width = F), (D.height = 1));
    let T = D.getContext("2d");
    for (let P = 0, R = F - 1; P < F; ++P) ((T.fillStyle = k(P / R)), T.fillRect(P, 0, 1, 1));
    b.append("image")
      .attr("opacity", m)
      .attr("x", c)
      .attr("y", a)
      .attr("width", i - c - f)
      .attr("height", o - a - u)
      .attr("preserveAspectRatio", "none")
      .attr("xlink:href", D.toDataURL());
  } else if (w === "threshold") {
    let k = _,
      F = l === void 0 ? (D) => D : typeof l == "string" ? Ne(l) : l;
    ((y = M(zi().domain([-1, S.length - 1]), [c, i - f])),
      b
        .append("g")
        .attr("fill-opacity", m)
        .selectAll()
        .data(S)
        .enter()
        .append("rect")
        .attr("x", (D, T) => y(T - 1))
        .attr("y", a)
        .attr("width", (D, T) => y(T) - y(T - 1))
        .attr("height", o - a - u)
        .attr("fill", (D) => D),
      (d = ct(k, (D, T) => T)),
      (l = (D) => F(k[D], D)));
  } else
    ((y = M(Yr().domain(_), [c, i - f])),
      b
        .append("g")
        .attr("fill-opacity", m)
        .selectAll()
        .data(_)
        .enter()
        .append("rect")
        .attr("x", y)
        .attr("y", a)
        .attr("width", Math.max(0, y.bandwidth() - 1))
        .attr("height", o - a - u)
        .attr("fill", E),
      (v = () => {}));
  return (
    b
      .append("g")
      .attr("transform", `translate(0,${o - u})`)
      .call(
        wd(y)
          .ticks(Array.isArray(d) ? null : d, typeof l == "string" ? l : void 0)
          .tickFormat(typeof l == "function" ? l : void 0)
          .tickSize(r)
          .tickValues(Array.isArray(d) ? d : null),
      )
      .attr("font-size", null)
      .attr("font-family", null)
      .attr("font-variant", bt(h, "normal"))
      .call(v)
      .call((k) => k.select(".domain").remove()),
    n !== void 0 &&
      b
        .append("text")
        .attr("x", c)
        .attr("y", a - 6)
        .attr("fill", "currentColor")
        .attr("font-weight", "bold")
        .text(n),
    b.node()
  );
}
var vl = Math.PI / 180;
function io(t, { marker: e, markerStart: n = e, markerMid: r = e, markerEnd: i = e } = {}) {
  ((t.markerStart = _l(n)), (t.markerMid = _l(r)), (t.markerEnd = _l(i)));
}
function _l(t) {
  if (t == null || t === !1) return null;
  if (t === !0) return vg;
  if (typeof t == "function") return t;
  switch (`${t}`.toLowerCase()) {
    case "none":
      return null;
    case "arrow":
      return wg("auto");
    case "arrow-reverse":
      return wg("auto-start-reverse");
    case "dot":
      return V3;
    case "circle":
    case "circle-fill":
      return vg;
    case "circle-stroke":
      return j3;
    case "tick":
      return Ml("auto");
    case "tick-x":
      return Ml(90);
    case "tick-y":
      return Ml(0);
  }
  throw new Error(`invalid marker: ${t}`);
}
function wg(t) {
  return (e, n) =>
    at("svg:marker", n)
      .attr("viewBox", "-5 -5 10 10")
      .attr("markerWidth", 6.67)
      .attr("markerHeight", 6.67)
      .attr("orient", t)
      .attr("fill", "none")
      .attr("stroke", e)
      .attr("stroke-width", 1.5)
      .attr("stroke-linecap", "round")
      .attr("stroke-linejoin", "round")
      .call((r) => r.append("path").attr("d", "M-1.5,-3l3,3l-3,3"))
      .node();
}
function V3(t, e) {
  return at("svg:marker", e)
    .attr("viewBox", "-5 -5 10 10")
    .attr("markerWidth", 6.67)
    .attr("markerHeight", 6.67)
    .attr("fill", t)
    .attr("stroke", "none")
    .call((n) => n.append("circle").attr("r", 2.5))
    .node();
}
function vg(t, e) {
  return at("svg:marker", e)
    .attr("viewBox", "-5 -5 10 10")
    .attr("markerWidth", 6.67)
    .attr("markerHeight", 6.67)
    .attr("fill", t)
    .attr("stroke", "var(--plot-background)")
    .attr("stroke-width", 1.5)
    .call((n) => n.append("circle").attr("r", 3))
    .node();
}
function j3(t, e) {
  return at("svg:marker", e)
    .attr("viewBox", "-5 -5 10 10")
    .attr("markerWidth", 6.67)
    .attr("markerHeight", 6.67)
    .attr("fill", "var(--plot-background)")
    .attr("stroke", t)
    .attr("stroke-width", 1.5)
    .call((n) => n.append("circle").attr("r", 3))
    .node();
}
function Ml(t) {
  return (e, n) =>
    at("svg:marker", n)
      .attr("viewBox", "-3 -3 6 6")
      .attr("markerWidth", 6)
      .attr("markerHeight", 6)
      .attr("orient", t)
      .attr("stroke", e)
      .call((r) => r.append("path").attr("d", "M0,-3v6"))
      .node();
}
var Z3 = 0;
function Tl(t, e, { stroke: n }, r) {
  return Sg(t, e, n && ((i) => n[i]), null, r);
}
function _g(t, e, { stroke: n, z: r }, i) {
  return Sg(t, e, n && (([o]) => n[o]), r, i);
}
var Sl = 1,
  Mg = 2;
function K3(t, e) {
  let n = new Uint8Array(e.length),
    r = t.data().filter((o) => o.length > 1),
    i = r.length;
  for (let o = 0, a = za; o < i; ++o) {
    let f = r[o];
    if (f.length > 1) {
      let u = f[0];
      a !== (a = pe(e[u])) && (n[u] |= Sl);
    }
  }
  for (let o = i - 1, a = za; o >= 0; --o) {
    let f = r[o];
    if (f.length > 1) {
      let u = f[0];
      a !== (a = pe(e[u])) && (n[u] |= Mg);
    }
  }
  return ([o]) => n[o];
}
function Sg(t, { markerStart: e, markerMid: n, markerEnd: r, stroke: i }, o = () => i, a, f) {
  if (!e && !n && !r) return;
  let u = new Map(),
    c = a && K3(t, a);
  function s(d, l, h) {
    return function (p) {
      if (h && !h(p)) return;
      let m = o(p),
        g = u.get(l);
      g || u.set(l, (g = new Map()));
      let x = g.get(m);
      if (!x) {
        let b = this.parentNode.insertBefore(l(m, f), this),
          v = `plot-marker-${++Z3}`;
        (b.setAttribute("id", v), g.set(m, (x = `url(#${v})`)));
      }
      this.setAttribute(d, x);
    };
  }
  (e && t.each(s("marker-start", e, c && ((d) => c(d) & Sl))),
    n && c && t.each(s("marker-start", n, (d) => !(c(d) & Sl))),
    n && t.each(s("marker-mid", n)),
    r && t.each(s("marker-end", r, c && ((d) => c(d) & Mg))));
}
function ui({ inset: t, insetLeft: e, insetRight: n, ...r } = {}) {
  return (([e, n] = Tg(t, e, n)), { inset: t, insetLeft: e, insetRight: n, ...r });
}
function Ga({ inset: t, insetTop: e, insetBottom: n, ...r } = {}) {
  return (([e, n] = Tg(t, e, n)), { inset: t, insetTop: e, insetBottom: n, ...r });
}
function Tg(t, e, n) {
  return t === void 0 && e === void 0 && n === void 0 ? (Dt ? [1, 0] : [0.5, 0.5]) : [e, n];
}
function $g(t, { interval: e }) {
  return ((t = { ...Ge(t) }), (t.interval = Aa(t.interval === void 0 ? e : t.interval)), t);
}
function $l(t, e, n, r) {
  let { [t]: i, [`${t}1`]: o, [`${t}2`]: a } = n,
    { value: f, interval: u } = $g(i, n);
  if (f == null || (u == null && !r)) return n;
  let c = Me(i);
  if (u == null) {
    let h,
      p = { transform: (m) => h || (h = pt(m, f)), label: c };
    return { ...n, [t]: void 0, [`${t}1`]: o === void 0 ? p : o, [`${t}2`]: a === void 0 && !(o === a && r) ? p : a };
  }
  let s, d;
  function l(h) {
    return d !== void 0 && h === s ? d : (d = ct(pt((s = h), f), (p) => u.floor(p)));
  }
  return e({
    ...n,
    [t]: void 0,
    [`${t}1`]: o === void 0 ? { transform: l, label: c } : o,
    [`${t}2`]: a === void 0 ? { transform: (h) => l(h).map((p) => u.offset(p)), label: c } : a,
  });
}
function Ag(t, e, n) {
  let { [t]: r } = n,
    { value: i, interval: o } = $g(r, n);
  return i == null || o == null
    ? n
    : e({
        ...n,
        [t]: {
          label: Me(r),
          transform: (a) => {
            let f = ct(pt(a, i), (c) => o.floor(c)),
              u = f.map((c) => o.offset(c));
            return f.map(
              xt(f)
                ? (c, s) =>
                    c == null || isNaN((c = +c)) || ((s = u[s]), s == null) || isNaN((s = +s))
                      ? void 0
                      : new Date((c + s) / 2)
                : (c, s) => (c == null || ((s = u[s]), s == null) ? NaN : (+c + +s) / 2),
            );
          },
        },
      });
}
function Cg(t = {}) {
  return $l("x", ui, t, !0);
}
function Wa(t = {}) {
  return $l("x", ui, t);
}
function Al(t = {}) {
  return $l("y", Ga, t);
}
function kg(t = {}) {
  return Ag("x", ui, t);
}
function Eg(t = {}) {
  return Ag("y", Ga, t);
}
var Ng = { ariaLabel: "rule", fill: null, stroke: "currentColor" },
  Ha = class extends dt {
    constructor(e, n = {}) {
      let { x: r, y1: i, y2: o, inset: a = 0, insetTop: f = a, insetBottom: u = a } = n;
      (super(
        e,
        {
          x: { value: r, scale: "x", optional: !0 },
          y1: { value: i, scale: "y", optional: !0 },
          y2: { value: o, scale: "y", optional: !0 },
        },
        Dn(n, "x"),
        Ng,
      ),
        (this.insetTop = vt(f)),
        (this.insetBottom = vt(u)),
        io(this, n));
    }
    render(e, n, r, i, o) {
      let { x: a, y: f } = n,
        { x: u, y1: c, y2: s } = r,
        { width: d, height: l, marginTop: h, marginRight: p, marginLeft: m, marginBottom: g } = i,
        { insetTop: x, insetBottom: b } = this;
      return at("svg:g", o)
        .call($t, this, i, o)
        .call(At, this, { x: u && a }, Dt, 0)
        .call((v) =>
          v
            .selectAll()
            .data(e)
            .enter()
            .append("line")
            .call(_t, this)
            .attr("x1", u ? (y) => u[y] : (m + d - p) / 2)
            .attr("x2", u ? (y) => u[y] : (m + d - p) / 2)
            .attr("y1", c && !Se(f) ? (y) => c[y] + x : h + x)
            .attr("y2", s && !Se(f) ? (f.bandwidth ? (y) => s[y] + f.bandwidth() - b : (y) => s[y] - b) : l - g - b)
            .call(Pt, this, r)
            .call(Tl, this, r, o),
        )
        .node();
    }
  },
  Va = class extends dt {
    constructor(e, n = {}) {
      let { x1: r, x2: i, y: o, inset: a = 0, insetRight: f = a, insetLeft: u = a } = n;
      (super(
        e,
        {
          y: { value: o, scale: "y", optional: !0 },
          x1: { value: r, scale: "x", optional: !0 },
          x2: { value: i, scale: "x", optional: !0 },
        },
        Dn(n, "y"),
        Ng,
      ),
        (this.insetRight = vt(f)),
        (this.insetLeft = vt(u)),
        io(this, n));
    }
    render(e, n, r, i, o) {
      let { x: a, y: f } = n,
        { y: u, x1: c, x2: s } = r,
        { width: d, height: l, marginTop: h, marginRight: p, marginLeft: m, marginBottom: g } = i,
        { insetLeft: x, insetRight: b } = this;
      return at("svg:g", o)
        .call($t, this, i, o)
        .call(At, this, { y: u && f }, 0, Dt)
        .call((v) =>
          v
            .selectAll()
            .data(e)
            .enter()
            .append("line")
            .call(_t, this)
            .attr("x1", c && !Se(a) ? (y) => c[y] + x : m + x)
            .attr("x2", s && !Se(a) ? (a.bandwidth ? (y) => s[y] + a.bandwidth() - b : (y) => s[y] - b) : d - p - b)
            .attr("y1", u ? (y) => u[y] : (h + l - g) / 2)
            .attr("y2", u ? (y) => u[y] : (h + l - g) / 2)
            .call(Pt, this, r)
            .call(Tl, this, r, o),
        )
        .node();
    }
  };
function ja(t, e) {
  let { x: n = ut, y: r, y1: i, y2: o, ...a } = Al(e);
  return (([i, o] = Rg(r, i, o)), new Ha(t, { ...a, x: n, y1: i, y2: o }));
}
function Za(t, e) {
  let { y: n = ut, x: r, x1: i, x2: o, ...a } = Wa(e);
  return (([i, o] = Rg(r, i, o)), new Va(t, { ...a, y: n, x1: i, x2: o }));
}
function Rg(t, e, n) {
  if (t == null) {
    if (e === void 0) {
      if (n !== void 0) return [0, n];
    } else if (n === void 0) return [0, e];
  } else {
    if (e === void 0) return n === void 0 ? [0, t] : [t, n];
    if (n === void 0) return [t, e];
  }
  return [e, n];
}
function ci(t, ...e) {
  let n = e.length;
  for (let r = 0, i = !0; r < n; ++r)
    typeof e[r] != "function" &&
      (i && ((t = t.slice()), (i = !1)), t.splice(r, 2, t[r] + e[r] + t[r + 1]), e.splice(r, 1), --r, --n);
  return (r) => {
    let i = t[0];
    for (let o = 0; o < n; ++o) i += e[o](r) + t[o + 1];
    return i;
  };
}
var Q3 = { ariaLabel: "text", strokeLinejoin: "round", strokeWidth: 3, paintOrder: "stroke" },
  Fg = "\xAD",
  oo = class extends dt {
    constructor(e, n = {}) {
      let {
          x: r,
          y: i,
          text: o = jt(e) && Ca(e) ? ut : An,
          frameAnchor: a,
          textAnchor: f = /right$/i.test(a) ? "end" : /left$/i.test(a) ? "start" : "middle",
          lineAnchor: u = /^top/i.test(a) ? "top" : /^bottom/i.test(a) ? "bottom" : "middle",
          lineHeight: c = 1,
          lineWidth: s = 1 / 0,
          textOverflow: d,
          monospace: l,
          fontFamily: h = l ? "ui-monospace, monospace" : void 0,
          fontSize: p,
          fontStyle: m,
          fontVariant: g,
          fontWeight: x,
          rotate: b,
        } = n,
        [v, y] = yt(b, 0),
        [M, w] = n8(p);
      if (
        (super(
          e,
          {
            x: { value: r, scale: "x", optional: !0 },
            y: { value: i, scale: "y", optional: !0 },
            fontSize: { value: M, optional: !0 },
            rotate: { value: Nm(v), optional: !0 },
            text: { value: o, filter: Wi, optional: !0 },
          },
          n,
          Q3,
        ),
        (this.rotate = y),
        (this.textAnchor = bt(f, "middle")),
        (this.lineAnchor = Xt(u, "lineAnchor", ["top", "middle", "bottom"])),
        (this.lineHeight = +c),
        (this.lineWidth = +s),
        (this.textOverflow = kl(d)),
        (this.monospace = !!l),
        (this.fontFamily = wt(h)),
        (this.fontSize = w),
        (this.fontStyle = wt(m)),
        (this.fontVariant = wt(g)),
        (this.fontWeight = wt(x)),
        (this.frameAnchor = Rn(a)),
        !(this.lineWidth >= 0))
      )
        throw new Error(`invalid lineWidth: ${s}`);
      ((this.splitLines = Rl(this)), (this.clipLine = Il(this)));
    }
    render(e, n, r, i, o) {
      let { x: a, y: f } = n,
        { x: u, y: c, rotate: s, text: d, title: l, fontSize: h } = r,
        { rotate: p } = this,
        [m, g] = Ve(this, i);
      return at("svg:g", o)
        .call($t, this, i, o)
        .call(Nl, this, d, i)
        .call(At, this, { x: u && a, y: c && f })
        .call((x) =>
          x
            .selectAll()
            .data(e)
            .enter()
            .append("text")
            .call(_t, this)
            .call(J3, this, d, l)
            .attr(
              "transform",
              ci`translate(${u ? (b) => u[b] : m},${c ? (b) => c[b] : g})${s ? (b) => ` rotate(${s[b]})` : p ? ` rotate(${p})` : ""}`,
            )
            .call(W, "font-size", h && ((b) => h[b]))
            .call(Pt, this, r),
        )
        .node();
    }
  };
function kl(t) {
  return t == null
    ? null
    : Xt(t, "textOverflow", [
        "clip",
        "ellipsis",
        "clip-start",
        "clip-end",
        "ellipsis-start",
        "ellipsis-middle",
        "ellipsis-end",
      ]).replace(/^(clip|ellipsis)$/, "$1-end");
}
function J3(t, e, n, r) {
  if (!n) return;
  let { lineAnchor: i, lineHeight: o, textOverflow: a, splitLines: f, clipLine: u } = e;
  t.each(function (c) {
    let s = f(He(n[c]) ?? "").map(u),
      d = s.length,
      l = i === "top" ? 0.71 : i === "bottom" ? 1 - d : (164 - d * 100) / 200;
    if (d > 1) {
      let h = 0;
      for (let p = 0; p < d; ++p) {
        if ((++h, !s[p])) continue;
        let m = this.ownerDocument.createElementNS(bn.svg, "tspan");
        (m.setAttribute("x", 0),
          p === h - 1 ? m.setAttribute("y", `${(l + p) * o}em`) : m.setAttribute("dy", `${h * o}em`),
          (m.textContent = s[p]),
          this.appendChild(m),
          (h = 0));
      }
    } else (l && this.setAttribute("y", `${l * o}em`), (this.textContent = s[0]));
    if (a && !r && s[0] !== n[c]) {
      let h = this.ownerDocument.createElementNS(bn.svg, "title");
      ((h.textContent = n[c]), this.appendChild(h));
    }
  });
}
function El(t, { x: e, y: n, ...r } = {}) {
  return (r.frameAnchor === void 0 && ([e, n] = Xe(e, n)), new oo(t, { ...r, x: e, y: n }));
}
function Yg(t, { x: e = ut, ...n } = {}) {
  return new oo(t, Eg({ ...n, x: e }));
}
function Og(t, { y: e = ut, ...n } = {}) {
  return new oo(t, kg({ ...n, y: e }));
}
function Nl(t, e, n) {
  (W(t, "text-anchor", e.textAnchor),
    W(t, "font-family", e.fontFamily),
    W(t, "font-size", e.fontSize),
    W(t, "font-style", e.fontStyle),
    W(t, "font-variant", e.fontVariant === void 0 ? t8(n) : e.fontVariant),
    W(t, "font-weight", e.fontWeight));
}
function t8(t) {
  return t && (Dm(t) || xt(t)) ? "tabular-nums" : void 0;
}
var e8 = new Set([
  "inherit",
  "initial",
  "revert",
  "unset",
  "xx-small",
  "x-small",
  "small",
  "medium",
  "large",
  "x-large",
  "xx-large",
  "xxx-large",
  "larger",
  "smaller",
]);
function n8(t) {
  return t == null || typeof t == "number"
    ? [void 0, t]
    : typeof t != "string"
      ? [t, void 0]
      : ((t = t.trim().toLowerCase()),
        e8.has(t) || /^[+-]?\d*\.?\d+(e[+-]?\d+)?(\w*|%)$/.test(t) ? [void 0, t] : [t, void 0]);
}
function r8(t, e, n) {
  let r = [],
    i,
    o = 0;
  for (let [a, f, u] of i8(t)) {
    if (
      (i === void 0 && (i = a),
      o > i && n(t, i, f) > e && (r.push(t.slice(i, o) + (t[o - 1] === Fg ? "-" : "")), (i = a)),
      u)
    ) {
      (r.push(t.slice(i, f)), (i = void 0));
      continue;
    }
    o = f;
  }
  return r;
}
function* i8(t) {
  let e = 0,
    n = 0,
    r = t.length;
  for (; n < r;) {
    let i = 1;
    switch (t[n]) {
      case Fg:
      case "-":
        (++n, yield [e, n, !1], (e = n));
        break;
      case " ":
        for (yield [e, n, !1]; t[++n] === " ";);
        e = n;
        break;
      case "\r":
        t[n + 1] ===
          `
` && ++i;
      case `
`:
        (yield [e, n, !0], (n += i), (e = n));
        break;
      default:
        ++n;
        break;
    }
  }
  yield [e, n, !0];
}
var Ig = {
  a: 56,
  b: 63,
  c: 57,
  d: 63,
  e: 58,
  f: 37,
  g: 62,
  h: 60,
  i: 26,
  j: 26,
  k: 55,
  l: 26,
  m: 88,
  n: 60,
  o: 60,
  p: 62,
  q: 62,
  r: 39,
  s: 54,
  t: 38,
  u: 60,
  v: 55,
  w: 79,
  x: 54,
  y: 55,
  z: 55,
  A: 69,
  B: 67,
  C: 73,
  D: 74,
  E: 61,
  F: 58,
  G: 76,
  H: 75,
  I: 28,
  J: 55,
  K: 67,
  L: 58,
  M: 89,
  N: 75,
  O: 78,
  P: 65,
  Q: 78,
  R: 67,
  S: 65,
  T: 65,
  U: 75,
  V: 69,
  W: 98,
  X: 69,
  Y: 67,
  Z: 67,
  0: 64,
  1: 48,
  2: 62,
  3: 64,
  4: 66,
  5: 63,
  6: 65,
  7: 58,
  8: 65,
  9: 65,
  " ": 29,
  "!": 32,
  '"': 49,
  "'": 31,
  "(": 39,
  ")": 39,
  ",": 31,
  "-": 48,
  ".": 31,
  "/": 32,
  ":": 31,
  ";": 31,
  "?": 52,
  "\u2018": 31,
  "\u2019": 31,
  "\u201C": 47,
  "\u201D": 47,
  "\u2026": 82,
};
function Ka(t, e = 0, n = t.length) {
  let r = 0;
  for (let i = e; i < n; i = si(t, i)) r += Ig[t[i]] ?? (qg(t, i) ? 120 : Ig.e);
  return r;
}
function Qa(t, e = 0, n = t.length) {
  let r = 0;
  for (let i = e; i < n; i = si(t, i)) r += qg(t, i) ? 126 : 63;
  return r;
}
function Rl({ monospace: t, lineWidth: e, textOverflow: n }) {
  if (n != null || e == 1 / 0) return (o) => o.split(/\r\n?|\n/g);
  let r = t ? Qa : Ka,
    i = e * 100;
  return (o) => r8(o, i, r);
}
function Il({ monospace: t, lineWidth: e, textOverflow: n }) {
  if (n == null || e == 1 / 0) return (o) => o;
  let r = t ? Qa : Ka,
    i = e * 100;
  switch (n) {
    case "clip-start":
      return (o) => Pg(o, i, r, "");
    case "clip-end":
      return (o) => Dg(o, i, r, "");
    case "ellipsis-start":
      return (o) => Pg(o, i, r, dr);
    case "ellipsis-middle":
      return (o) => o8(o, i, r, dr);
    case "ellipsis-end":
      return (o) => Dg(o, i, r, dr);
  }
}
var dr = "\u2026";
function hr(t, e, n, r) {
  let i = [],
    o = 0;
  for (let a = 0, f = 0, u = t.length; a < u; a = f) {
    f = si(t, a);
    let c = n(t, a, f);
    if (o + c > e) {
      for (o += r; o > e && a > 0;) ((f = a), (a = i.pop()), (o -= n(t, a, f)));
      return [a, e - o];
    }
    ((o += c), i.push(a));
  }
  return [-1, 0];
}
function Dg(t, e, n, r) {
  t = t.trim();
  let i = n(r),
    [o] = hr(t, e, n, i);
  return o < 0 ? t : t.slice(0, o).trimEnd() + r;
}
function o8(t, e, n, r) {
  t = t.trim();
  let i = n(t);
  if (i <= e) return t;
  let o = n(r) / 2,
    [a, f] = hr(t, e / 2, n, o),
    [u] = hr(t, i - e / 2 - f + o, n, -o);
  return u < 0 ? r : t.slice(0, a).trimEnd() + r + t.slice(si(t, u)).trimStart();
}
function Pg(t, e, n, r) {
  t = t.trim();
  let i = n(t);
  if (i <= e) return t;
  let o = n(r),
    [a] = hr(t, i - e + o, n, -o);
  return a < 0 ? r : r + t.slice(si(t, a)).trimStart();
}
var Cl = /[\p{Combining_Mark}\p{Emoji_Modifier}]+/uy,
  Lg = /\p{Extended_Pictographic}/uy;
function si(t, e) {
  return ((e += a8(t, e) ? 2 : 1), u8(t, e) && (e = Cl.lastIndex), f8(t, e) ? si(t, e + 1) : e);
}
function Bg(t, e) {
  return t.charCodeAt(e) < 128;
}
function a8(t, e) {
  let n = t.charCodeAt(e);
  if (n >= 55296 && n < 56320) {
    let r = t.charCodeAt(e + 1);
    return r >= 56320 && r < 57344;
  }
  return !1;
}
function f8(t, e) {
  return t.charCodeAt(e) === 8205;
}
function u8(t, e) {
  return Bg(t, e) ? !1 : ((Cl.lastIndex = e), Cl.test(t));
}
function qg(t, e) {
  return Bg(t, e) ? !1 : ((Lg.lastIndex = e), Lg.test(t));
}
var c8 = {
    ariaLabel: "vector",
    fill: "none",
    stroke: "currentColor",
    strokeWidth: 1.5,
    strokeLinejoin: "round",
    strokeLinecap: "round",
  },
  zg = 3.5,
  s8 = zg * 5,
  Xg = {
    draw(t, e, n) {
      let r = (e * n) / s8;
      (t.moveTo(0, 0), t.lineTo(0, -e), t.moveTo(-r, r - e), t.lineTo(0, -e), t.lineTo(r, r - e));
    },
  },
  l8 = {
    draw(t, e, n) {
      (t.moveTo(-n, 0), t.lineTo(0, -e), t.lineTo(n, 0));
    },
  },
  d8 = new Map([
    ["arrow", Xg],
    ["spike", l8],
  ]);
function h8(t) {
  return t && typeof t.draw == "function";
}
function p8(t) {
  if (h8(t)) return t;
  let e = d8.get(`${t}`.toLowerCase());
  if (e) return e;
  throw new Error(`invalid shape: ${t}`);
}
var Ja = class extends dt {
  constructor(e, n = {}) {
    let { x: r, y: i, r: o = zg, length: a, rotate: f, shape: u = Xg, anchor: c = "middle", frameAnchor: s } = n,
      [d, l] = yt(a, 12),
      [h, p] = yt(f, 0);
    (super(
      e,
      {
        x: { value: r, scale: "x", optional: !0 },
        y: { value: i, scale: "y", optional: !0 },
        length: { value: d, scale: "length", optional: !0 },
        rotate: { value: h, optional: !0 },
      },
      n,
      c8,
    ),
      (this.r = +o),
      (this.length = l),
      (this.rotate = p),
      (this.shape = p8(u)),
      (this.anchor = Xt(c, "anchor", ["start", "middle", "end"])),
      (this.frameAnchor = Rn(s)));
  }
  render(e, n, r, i, o) {
    let { x: a, y: f } = n,
      { x: u, y: c, length: s, rotate: d } = r,
      { length: l, rotate: h, anchor: p, shape: m, r: g } = this,
      [x, b] = Ve(this, i);
    return at("svg:g", o)
      .call($t, this, i, o)
      .call(At, this, { x: u && a, y: c && f })
      .call((v) =>
        v
          .selectAll()
          .data(e)
          .enter()
          .append("path")
          .call(_t, this)
          .attr(
            "transform",
            ci`translate(${u ? (y) => u[y] : x},${c ? (y) => c[y] : b})${d ? (y) => ` rotate(${d[y]})` : h ? ` rotate(${h})` : ""}${p === "start" ? "" : p === "end" ? (s ? (y) => ` translate(0,${s[y]})` : ` translate(0,${l})`) : s ? (y) => ` translate(0,${s[y] / 2})` : ` translate(0,${l / 2})`}`,
          )
          .attr(
            "d",
            s
              ? (y) => {
                  let M = Ee();
                  return (m.draw(M, s[y], g), M);
                }
              : (() => {
                  let y = Ee();
                  return (m.draw(y, l, g), y);
                })(),
          )
          .call(Pt, this, r),
      )
      .node();
  }
};
function Ug(t, e = {}) {
  let { x: n = ut, ...r } = e;
  return new Ja(t, { ...r, x: n });
}
function Gg(t, e = {}) {
  let { y: n = ut, ...r } = e;
  return new Ja(t, { ...r, y: n });
}
function Pn(t, e) {
  return (arguments.length < 2 && !jt(t) && ((e = t), (t = null)), e === void 0 && (e = {}), [t, e]);
}
function tf({ anchor: t } = {}, e) {
  return t === void 0 ? e[0] : Xt(t, "anchor", e);
}
function Wg(t) {
  return tf(t, ["left", "right"]);
}
function Hg(t) {
  return tf(t, ["right", "left"]);
}
function Vg(t) {
  return tf(t, ["bottom", "top"]);
}
function jg(t) {
  return tf(t, ["top", "bottom"]);
}
function Pl() {
  let [t, e] = Pn(...arguments);
  return Qg("y", Wg(e), t, e);
}
function Zg() {
  let [t, e] = Pn(...arguments);
  return Qg("fy", Hg(e), t, e);
}
function Ll() {
  let [t, e] = Pn(...arguments);
  return Jg("x", Vg(e), t, e);
}
function Kg() {
  let [t, e] = Pn(...arguments);
  return Jg("fx", jg(e), t, e);
}
function Qg(
  t,
  e,
  n,
  {
    color: r = "currentColor",
    opacity: i = 1,
    stroke: o = r,
    strokeOpacity: a = i,
    strokeWidth: f = 1,
    fill: u = r,
    fillOpacity: c = i,
    textAnchor: s,
    textStroke: d,
    textStrokeOpacity: l,
    textStrokeWidth: h,
    tickSize: p = t === "y" ? 6 : 0,
    tickPadding: m,
    tickRotate: g,
    x,
    margin: b,
    marginTop: v = b === void 0 ? 20 : b,
    marginRight: y = b === void 0 ? (e === "right" ? 40 : 0) : b,
    marginBottom: M = b === void 0 ? 20 : b,
    marginLeft: w = b === void 0 ? (e === "left" ? 40 : 0) : b,
    label: _,
    labelAnchor: S,
    labelArrow: $,
    labelOffset: E,
    ariaLabel: A = `${t}-axis`,
    ...k
  },
) {
  return (
    (p = vt(p)),
    (m = vt(m)),
    (g = vt(g)),
    S !== void 0 && (S = Xt(S, "labelAnchor", ["center", "top", "bottom"])),
    ($ = ly($)),
    ml(
      p && !Nt(o)
        ? m8(t, e, n, {
            stroke: o,
            strokeOpacity: a,
            strokeWidth: f,
            tickSize: p,
            tickPadding: m,
            tickRotate: g,
            x,
            ariaLabel: A,
            ...k,
          })
        : null,
      Nt(u)
        ? null
        : y8(t, e, n, {
            fill: u,
            fillOpacity: c,
            stroke: d,
            strokeOpacity: l,
            strokeWidth: h,
            textAnchor: s,
            tickSize: p,
            tickPadding: m,
            tickRotate: g,
            x,
            marginTop: v,
            marginRight: y,
            marginBottom: M,
            marginLeft: w,
            ariaLabel: A,
            ...k,
          }),
      !Nt(u) && _ !== null
        ? El(
            [],
            fy({ fill: u, fillOpacity: c, ...k }, function (F, D, T, P, R) {
              let U = P[t],
                { marginTop: I, marginRight: L, marginBottom: q, marginLeft: z } = (t === "y" && R.inset) || R,
                B = S ?? (U.bandwidth ? "center" : "top"),
                Q = E ?? (e === "right" ? L : z) - 3;
              return (
                B === "center"
                  ? ((this.textAnchor = void 0),
                    (this.lineAnchor = e === "right" ? "bottom" : "top"),
                    (this.frameAnchor = e),
                    (this.rotate = -90))
                  : ((this.textAnchor = e === "right" ? "end" : "start"),
                    (this.lineAnchor = B),
                    (this.frameAnchor = `${B}-${e}`),
                    (this.rotate = 0)),
                (this.dy = B === "top" ? 3 - I : B === "bottom" ? q - 3 : 0),
                (this.dx = e === "right" ? Q : -Q),
                (this.ariaLabel = `${A} label`),
                {
                  facets: [[0]],
                  channels: { text: { value: [sy(t, U, { anchor: e, label: _, labelAnchor: B, labelArrow: $ })] } },
                }
              );
            }),
          )
        : null,
    )
  );
}
function Jg(
  t,
  e,
  n,
  {
    color: r = "currentColor",
    opacity: i = 1,
    stroke: o = r,
    strokeOpacity: a = i,
    strokeWidth: f = 1,
    fill: u = r,
    fillOpacity: c = i,
    textAnchor: s,
    textStroke: d,
    textStrokeOpacity: l,
    textStrokeWidth: h,
    tickSize: p = t === "x" ? 6 : 0,
    tickPadding: m,
    tickRotate: g,
    y: x,
    margin: b,
    marginTop: v = b === void 0 ? (e === "top" ? 30 : 0) : b,
    marginRight: y = b === void 0 ? 20 : b,
    marginBottom: M = b === void 0 ? (e === "bottom" ? 30 : 0) : b,
    marginLeft: w = b === void 0 ? 20 : b,
    label: _,
    labelAnchor: S,
    labelArrow: $,
    labelOffset: E,
    ariaLabel: A = `${t}-axis`,
    ...k
  },
) {
  return (
    (p = vt(p)),
    (m = vt(m)),
    (g = vt(g)),
    S !== void 0 && (S = Xt(S, "labelAnchor", ["center", "left", "right"])),
    ($ = ly($)),
    ml(
      p && !Nt(o)
        ? g8(t, e, n, {
            stroke: o,
            strokeOpacity: a,
            strokeWidth: f,
            tickSize: p,
            tickPadding: m,
            tickRotate: g,
            y: x,
            ariaLabel: A,
            ...k,
          })
        : null,
      Nt(u)
        ? null
        : b8(t, e, n, {
            fill: u,
            fillOpacity: c,
            stroke: d,
            strokeOpacity: l,
            strokeWidth: h,
            textAnchor: s,
            tickSize: p,
            tickPadding: m,
            tickRotate: g,
            y: x,
            marginTop: v,
            marginRight: y,
            marginBottom: M,
            marginLeft: w,
            ariaLabel: A,
            ...k,
          }),
      !Nt(u) && _ !== null
        ? El(
            [],
            fy({ fill: u, fillOpacity: c, ...k }, function (F, D, T, P, R) {
              let U = P[t],
                { marginTop: I, marginRight: L, marginBottom: q, marginLeft: z } = (t === "x" && R.inset) || R,
                B = S ?? (U.bandwidth ? "center" : "right"),
                Q = E ?? (e === "top" ? I : q) - 3;
              return (
                B === "center"
                  ? ((this.frameAnchor = e), (this.textAnchor = void 0))
                  : ((this.frameAnchor = `${e}-${B}`), (this.textAnchor = B === "right" ? "end" : "start")),
                (this.lineAnchor = e),
                (this.dy = e === "top" ? -Q : Q),
                (this.dx = B === "right" ? L - 3 : B === "left" ? 3 - z : 0),
                (this.ariaLabel = `${A} label`),
                {
                  facets: [[0]],
                  channels: { text: { value: [sy(t, U, { anchor: e, label: _, labelAnchor: B, labelArrow: $ })] } },
                }
              );
            }),
          )
        : null,
    )
  );
}
function m8(
  t,
  e,
  n,
  {
    strokeWidth: r = 1,
    strokeLinecap: i = null,
    strokeLinejoin: o = null,
    facetAnchor: a = e + (t === "y" ? "-empty" : ""),
    frameAnchor: f = e,
    tickSize: u,
    inset: c = 0,
    insetLeft: s = c,
    insetRight: d = c,
    dx: l = 0,
    y: h = t === "y" ? void 0 : null,
    ariaLabel: p,
    ...m
  },
) {
  return li(
    Gg,
    t,
    n,
    { ariaLabel: `${p} tick`, ariaHidden: !0 },
    {
      strokeWidth: r,
      strokeLinecap: i,
      strokeLinejoin: o,
      facetAnchor: a,
      frameAnchor: f,
      y: h,
      ...m,
      dx: e === "left" ? +l - Dt + +s : +l + Dt - d,
      anchor: "start",
      length: u,
      shape: e === "left" ? _8 : M8,
    },
  );
}
function g8(
  t,
  e,
  n,
  {
    strokeWidth: r = 1,
    strokeLinecap: i = null,
    strokeLinejoin: o = null,
    facetAnchor: a = e + (t === "x" ? "-empty" : ""),
    frameAnchor: f = e,
    tickSize: u,
    inset: c = 0,
    insetTop: s = c,
    insetBottom: d = c,
    dy: l = 0,
    x: h = t === "x" ? void 0 : null,
    ariaLabel: p,
    ...m
  },
) {
  return li(
    Ug,
    t,
    n,
    { ariaLabel: `${p} tick`, ariaHidden: !0 },
    {
      strokeWidth: r,
      strokeLinejoin: o,
      strokeLinecap: i,
      facetAnchor: a,
      frameAnchor: f,
      x: h,
      ...m,
      dy: e === "bottom" ? +l - Dt - d : +l + Dt + +s,
      anchor: "start",
      length: u,
      shape: e === "bottom" ? w8 : v8,
    },
  );
}
function y8(
  t,
  e,
  n,
  {
    facetAnchor: r = e + (t === "y" ? "-empty" : ""),
    frameAnchor: i = e,
    tickSize: o,
    tickRotate: a = 0,
    tickPadding: f = Math.max(3, 9 - o) + (Math.abs(a) > 60 ? 4 * Math.cos(a * vl) : 0),
    text: u,
    textAnchor: c = Math.abs(a) > 60 ? "middle" : e === "left" ? "end" : "start",
    lineAnchor: s = a > 60 ? "top" : a < -60 ? "bottom" : "middle",
    fontVariant: d,
    inset: l = 0,
    insetLeft: h = l,
    insetRight: p = l,
    dx: m = 0,
    ariaLabel: g,
    y: x = t === "y" ? void 0 : null,
    ...b
  },
) {
  return li(
    Og,
    t,
    n,
    { ariaLabel: `${g} tick label` },
    {
      facetAnchor: r,
      frameAnchor: i,
      text: u,
      textAnchor: c,
      lineAnchor: s,
      fontVariant: d,
      rotate: a,
      y: x,
      ...b,
      dx: e === "left" ? +m - o - f + +h : +m + +o + +f - p,
    },
    function (v, y, M, w, _) {
      (d === void 0 && (this.fontVariant = cy(v)), u === void 0 && (_.text = uy(v, y, M, w, e)));
    },
  );
}
function b8(
  t,
  e,
  n,
  {
    facetAnchor: r = e + (t === "x" ? "-empty" : ""),
    frameAnchor: i = e,
    tickSize: o,
    tickRotate: a = 0,
    tickPadding: f = Math.max(3, 9 - o) + (Math.abs(a) >= 10 ? 4 * Math.cos(a * vl) : 0),
    text: u,
    textAnchor: c = Math.abs(a) >= 10 ? ((a < 0) ^ (e === "bottom") ? "start" : "end") : "middle",
    lineAnchor: s = Math.abs(a) >= 10 ? "middle" : e === "bottom" ? "top" : "bottom",
    fontVariant: d,
    inset: l = 0,
    insetTop: h = l,
    insetBottom: p = l,
    dy: m = 0,
    x: g = t === "x" ? void 0 : null,
    ariaLabel: x,
    ...b
  },
) {
  return li(
    Yg,
    t,
    n,
    { ariaLabel: `${x} tick label` },
    {
      facetAnchor: r,
      frameAnchor: i,
      text: u === void 0 ? null : u,
      textAnchor: c,
      lineAnchor: s,
      fontVariant: d,
      rotate: a,
      x: g,
      ...b,
      dy: e === "bottom" ? +m + +o + +f - p : +m - o - f + +h,
    },
    function (v, y, M, w, _) {
      (d === void 0 && (this.fontVariant = cy(v)), u === void 0 && (_.text = uy(v, y, M, w, e)));
    },
  );
}
function ty() {
  let [t, e] = Pn(...arguments);
  return iy("y", Wg(e), t, e);
}
function ey() {
  let [t, e] = Pn(...arguments);
  return iy("fy", Hg(e), t, e);
}
function ny() {
  let [t, e] = Pn(...arguments);
  return oy("x", Vg(e), t, e);
}
function ry() {
  let [t, e] = Pn(...arguments);
  return oy("fx", jg(e), t, e);
}
function iy(
  t,
  e,
  n,
  {
    y: r = t === "y" ? void 0 : null,
    x: i = null,
    x1: o = e === "left" ? i : null,
    x2: a = e === "right" ? i : null,
    ariaLabel: f = `${t}-grid`,
    ariaHidden: u = !0,
    ...c
  },
) {
  return li(Za, t, n, { ariaLabel: f, ariaHidden: u }, { y: r, x1: o, x2: a, ...ay(c) });
}
function oy(
  t,
  e,
  n,
  {
    x: r = t === "x" ? void 0 : null,
    y: i = null,
    y1: o = e === "top" ? i : null,
    y2: a = e === "bottom" ? i : null,
    ariaLabel: f = `${t}-grid`,
    ariaHidden: u = !0,
    ...c
  },
) {
  return li(ja, t, n, { ariaLabel: f, ariaHidden: u }, { x: r, y1: o, y2: a, ...ay(c) });
}
function ay({
  color: t = "currentColor",
  opacity: e = 0.1,
  stroke: n = t,
  strokeOpacity: r = e,
  strokeWidth: i = 1,
  ...o
}) {
  return { stroke: n, strokeOpacity: r, strokeWidth: i, ...o };
}
function fy(
  {
    fill: t,
    fillOpacity: e,
    fontFamily: n,
    fontSize: r,
    fontStyle: i,
    fontVariant: o,
    fontWeight: a,
    monospace: f,
    pointerEvents: u,
    shapeRendering: c,
    clip: s = !1,
  },
  d,
) {
  return (
    ([, t] = Vt(t)),
    ([, e] = yt(e)),
    {
      facet: "super",
      x: null,
      y: null,
      fill: t,
      fillOpacity: e,
      fontFamily: n,
      fontSize: r,
      fontStyle: i,
      fontVariant: o,
      fontWeight: a,
      monospace: f,
      pointerEvents: u,
      shapeRendering: c,
      clip: s,
      initializer: d,
    }
  );
}
function li(t, e, n, r, i, o) {
  let a;
  function f(s, d, l, h, p, m) {
    let g = s == null && (e === "fx" || e === "fy"),
      { [e]: x } = h;
    if (!x) throw new Error(`missing scale: ${e}`);
    let b = x.domain(),
      { interval: v, ticks: y, tickFormat: M, tickSpacing: w = e === "x" ? 80 : 35 } = i;
    if (
      (typeof y == "string" && dy(x) && ((v = y), (y = void 0)),
      y === void 0 && (y = Ue(v, x.type) ?? x8(x, w)),
      s == null)
    ) {
      if (jt(y)) s = ze(y);
      else if (Nn(y)) s = Dl(y, ...It(b));
      else if (x.interval) {
        let S = x.interval;
        if (x.ticks) {
          let [$, E] = It(b),
            A = (E - $) / S[Ur];
          ((S = vs(S, A / y) ?? S), (s = Dl(S, $, E)));
        } else {
          s = b;
          let $ = s.length;
          ((S = vs(S, $ / y) ?? S), S !== x.interval && (s = Dl(S, ...It(s))));
        }
        if (S === x.interval) {
          let $ = Math.round(s.length / y);
          $ > 1 && (s = s.filter((E, A) => A % $ === 0));
        }
      } else x.ticks ? (s = x.ticks(y)) : (s = b);
      if (!x.ticks && s.length && s !== b) {
        let S = new Ae(b);
        ((s = s.filter(($) => S.has($))),
          s.length ||
            Zt(
              `Warning: the ${e}-axis ticks appear to not align with the scale domain, resulting in no ticks. Try different ticks?`,
            ));
      }
      e === "y" || e === "x" ? (d = [Ut(s)]) : (a[e] = { scale: e, value: ut });
    }
    o?.call(this, x, s, y, M, a);
    let _ = Object.fromEntries(Object.entries(a).map(([S, $]) => [S, { ...$, value: pt(s, $.value) }]));
    return (g && (d = m.filterFacets(s, _)), { data: s, facets: d, channels: _ });
  }
  let u = ln(i).initializer,
    c = t(n, ln({ ...i, initializer: f }, u));
  return (
    n == null ? ((a = c.channels), (c.channels = {})) : (a = {}),
    r !== void 0 && Object.assign(c, r),
    c.clip === void 0 && (c.clip = !1),
    c
  );
}
function x8(t, e) {
  let [n, r] = It(t.range());
  return (r - n) / e;
}
function uy(t, e, n, r, i) {
  return { value: ao(t, e, n, r, i) };
}
function ao(t, e, n, r, i) {
  return typeof r == "function" && !(t.type === "log" && t.tickFormat)
    ? r
    : r === void 0 && e && xt(e)
      ? (bm(t.type, e, i) ?? He)
      : t.tickFormat
        ? t.tickFormat(typeof n == "number" ? n : null, r)
        : typeof r == "string" && t.domain().length > 0
          ? (xt(t.domain()) ? Fe : Ne)(r)
          : r === void 0
            ? He
            : Jt(r);
}
function Dl(t, e, n) {
  return t.range(e, t.offset(t.floor(n)));
}
var w8 = {
    draw(t, e) {
      (t.moveTo(0, 0), t.lineTo(0, e));
    },
  },
  v8 = {
    draw(t, e) {
      (t.moveTo(0, 0), t.lineTo(0, -e));
    },
  },
  _8 = {
    draw(t, e) {
      (t.moveTo(0, 0), t.lineTo(-e, 0));
    },
  },
  M8 = {
    draw(t, e) {
      (t.moveTo(0, 0), t.lineTo(e, 0));
    },
  };
function cy(t) {
  return t.bandwidth && !t.interval ? void 0 : "tabular-nums";
}
function sy(t, e, { anchor: n, label: r = e.label, labelAnchor: i, labelArrow: o } = {}) {
  if (!(r == null || (r.inferred && dy(e) && /^(date|time|year)$/i.test(r)))) {
    if (((r = String(r)), o === "auto" && (o = (!e.bandwidth || e.interval) && !/[↑↓→←]/.test(r)), !o)) return r;
    if (o === !0) {
      let a = U1(e);
      a && (o = /x$/.test(t) || i === "center" ? (/x$/.test(t) === a < 0 ? "left" : "right") : a < 0 ? "up" : "down");
    }
    switch (o) {
      case "left":
        return `\u2190 ${r}`;
      case "right":
        return `${r} \u2192`;
      case "up":
        return n === "right" ? `${r} \u2191` : `\u2191 ${r}`;
      case "down":
        return n === "right" ? `${r} \u2193` : `\u2193 ${r}`;
    }
    return r;
  }
}
function ly(t = "auto") {
  return Nt(t) ? !1 : typeof t == "boolean" ? t : Xt(t, "labelArrow", ["auto", "up", "right", "down", "left"]);
}
function dy(t) {
  return xt(t.domain());
}
function hy(t, e) {
  if (e == null) return e;
  let n = t(e);
  if (!n) throw new Error(`scale not found: ${e}`);
  return n;
}
function py(t, { opacity: e, ...n } = {}) {
  if (!We(t) && !fl(t)) throw new Error(`swatches legend requires ordinal or threshold color scale (not ${t.type})`);
  return gy(t, n, (r, i, o, a) =>
    r
      .append("svg")
      .attr("width", o)
      .attr("height", a)
      .attr("fill", i.scale)
      .attr("fill-opacity", yt(e)[1])
      .append("rect")
      .attr("width", "100%")
      .attr("height", "100%"),
  );
}
function my(
  t,
  {
    fill: e = t.hint?.fill !== void 0 ? t.hint.fill : "none",
    fillOpacity: n = 1,
    stroke: r = t.hint?.stroke !== void 0 ? t.hint.stroke : Nt(e) ? "currentColor" : "none",
    strokeOpacity: i = 1,
    strokeWidth: o = 1.5,
    r: a = 4.5,
    ...f
  } = {},
  u,
) {
  let [c, s] = Vt(e),
    [d, l] = Vt(r),
    h = hy(u, c),
    p = hy(u, d),
    m = a * a * Math.PI;
  return (
    (n = yt(n)[1]),
    (i = yt(i)[1]),
    (o = yt(o)[1]),
    gy(t, f, (g, x, b, v) =>
      g
        .append("svg")
        .attr("viewBox", "-8 -8 16 16")
        .attr("width", b)
        .attr("height", v)
        .attr("fill", c === "color" ? (y) => h.scale(y) : s)
        .attr("fill-opacity", n)
        .attr("stroke", d === "color" ? (y) => p.scale(y) : l)
        .attr("stroke-opacity", i)
        .attr("stroke-width", o)
        .append("path")
        .attr("d", (y) => {
          let M = Ee();
          return (t.scale(y).draw(M, m), M);
        }),
    )
  );
}
function gy(t, e = {}, n) {
  let {
      columns: r,
      tickFormat: i,
      fontVariant: o = Ua(t),
      swatchSize: a = 15,
      swatchWidth: f = a,
      swatchHeight: u = a,
      marginLeft: c = 0,
      className: s,
      style: d,
      width: l,
    } = e,
    h = oi(e);
  ((s = ai(s)), (i = ao(t.scale, t.domain, void 0, i)));
  let p = at("div", h).attr("class", `${s}-swatches ${s}-swatches-${r != null ? "columns" : "wrap"}`),
    m;
  return (
    r != null
      ? ((m = `:where(.${s}-swatches-columns .${s}-swatch) {
  display: flex;
  align-items: center;
  break-inside: avoid;
  padding-bottom: 1px;
}
:where(.${s}-swatches-columns .${s}-swatch::before) {
  flex-shrink: 0;
}
:where(.${s}-swatches-columns .${s}-swatch-label) {
  white-space: nowrap;
  overflow: hidden;
  text-overflow: ellipsis;
}`),
        p
          .style("columns", r)
          .selectAll()
          .data(t.domain)
          .enter()
          .append("div")
          .attr("class", `${s}-swatch`)
          .call(n, t, f, u)
          .call((g) => g.append("div").attr("class", `${s}-swatch-label`).attr("title", i).text(i)))
      : ((m = `:where(.${s}-swatches-wrap) {
  display: flex;
  align-items: center;
  min-height: 33px;
  flex-wrap: wrap;
}
:where(.${s}-swatches-wrap .${s}-swatch) {
  display: inline-flex;
  align-items: center;
  margin-right: 1em;
}`),
        p
          .selectAll()
          .data(t.domain)
          .enter()
          .append("span")
          .attr("class", `${s}-swatch`)
          .call(n, t, f, u)
          .append(function () {
            return this.ownerDocument.createTextNode(i.apply(this, arguments));
          })),
    p
      .call((g) =>
        g.insert("style", "*").text(`:where(.${s}-swatches) {
  font-family: system-ui, sans-serif;
  font-size: 10px;
  margin-bottom: 0.5em;
}
:where(.${s}-swatch > svg) {
  margin-right: 0.5em;
  overflow: visible;
}
${m}`),
      )
      .style("margin-left", c ? `${+c}px` : null)
      .style("width", l === void 0 ? null : `${+l}px`)
      .style("font-variant", bt(o, "normal"))
      .call(fi, d)
      .node()
  );
}
var Fl = new Map([
  ["symbol", my],
  ["color", xy],
  ["opacity", S8],
]);
function yy(t, e, n = {}) {
  return (r, i) => {
    if (!Fl.has(r)) throw new Error(`unknown legend type: ${r}`);
    if (r in t) return Fl.get(r)(t[r], by(e, n[r], i), (o) => t[o]);
  };
}
function by({ className: t, ...e }, { label: n, ticks: r, tickFormat: i } = {}, o) {
  return Fm(o, { className: t, ...e }, { label: n, ticks: r, tickFormat: i });
}
function xy(t, { legend: e = !0, ...n }) {
  if ((e === !0 && (e = t.type === "ordinal" ? "swatches" : "ramp"), t.domain !== void 0))
    switch (`${e}`.toLowerCase()) {
      case "swatches":
        return py(t, n);
      case "ramp":
        return xg(t, n);
      default:
        throw new Error(`unknown legend type: ${e}`);
    }
}
function S8({ type: t, interpolate: e, ...n }, { legend: r = !0, color: i = we(0, 0, 0), ...o }) {
  if (!e) throw new Error(`${t} opacity scales are not supported`);
  if ((r === !0 && (r = "ramp"), `${r}`.toLowerCase() !== "ramp"))
    throw new Error(`${r} opacity legends are not supported`);
  return xy({ type: t, ...n, interpolate: T8(i) }, { legend: r, ...o });
}
function T8(t) {
  let { r: e, g: n, b: r } = we(t) || we(0, 0, 0);
  return (i) => `rgba(${e},${n},${r},${i})`;
}
function wy(t, e, n) {
  let r = [];
  for (let [i, o] of Fl) {
    let a = n[i];
    if (a?.legend && i in t) {
      let f = o(t[i], by(e, t[i], a), (u) => t[u]);
      f != null && r.push(f);
    }
  }
  return r;
}
function Yl(t = {}, e = "x") {
  return Rs(t) ? t : { ...t, [e]: ut };
}
function Ol(t = {}, e = "y") {
  return Is(t) ? t : { ...t, [e]: ut };
}
function vy(t, e) {
  if (e.length === 1) return { data: t, facets: e };
  let n = En(t),
    r = new Uint8Array(n),
    i = 0;
  for (let f of e) for (let u of f) (r[u] && ++i, (r[u] = 1));
  if (i === 0) return { data: t, facets: e };
  t = Cn(t);
  let o = (t[Ss] = new Uint32Array(n + i));
  e = e.map((f) => Cn(f, Uint32Array));
  let a = n;
  r.fill(0);
  for (let f of e)
    for (let u = 0, c = f.length; u < c; ++u) {
      let s = f[u];
      (r[s] ? ((f[u] = a), (t[a] = t[s]), (o[a] = s), ++a) : (o[s] = s), (r[s] = 1));
    }
  return { data: t, facets: e };
}
function $8(t = {}, e = {}) {
  arguments.length === 1 && ([t, e] = Sy(t));
  let { y1: n, y: r = n, x: i, ...o } = e,
    [a, f, u, c] = Ty(r, i, "y", "x", t, o);
  return { ...a, y1: n, y: f, x1: u, x2: c, x: jr(u, c) };
}
function A8(t = {}, e = {}) {
  arguments.length === 1 && ([t, e] = Sy(t));
  let { x1: n, x: r = n, y: i, ...o } = e,
    [a, f, u, c] = Ty(r, i, "x", "y", t, o);
  return { ...a, x1: n, x: f, y1: u, y2: c, y: jr(u, c) };
}
function Bl({ x: t, x1: e, x2: n, ...r } = {}) {
  return (
    (r = Dn(r, "y")),
    e === void 0 && n === void 0 ? $8({ x: t, ...r }) : (([e, n] = Ds(t, e, n)), { ...r, x1: e, x2: n })
  );
}
function ql({ y: t, y1: e, y2: n, ...r } = {}) {
  return (
    (r = Dn(r, "x")),
    e === void 0 && n === void 0 ? A8({ y: t, ...r }) : (([e, n] = Ds(t, e, n)), { ...r, y1: e, y2: n })
  );
}
function Sy(t) {
  let { offset: e, order: n, reverse: r, ...i } = t;
  return [{ offset: e, order: n, reverse: r }, i];
}
var C8 = { length: !0 };
function Ty(t, e = Mm, n, r, { offset: i, order: o, reverse: a }, f) {
  if (e === null) throw new Error(`stack requires ${r}`);
  let u = Ta(f),
    [c, s] = me(t),
    [d, l] = Vr(e),
    [h, p] = Vr(e);
  return (
    (d.hint = h.hint = C8),
    (i = k8(i)),
    (o = R8(o, i, r)),
    [
      lr(f, (m, g, x) => {
        ({ data: m, facets: g } = vy(m, g));
        let b = t == null ? void 0 : s(Zi(pt(m, t), x?.[n])),
          v = pt(m, e, Float64Array),
          y = pt(m, u),
          M = o && o(m, b, v, y),
          w = En(m),
          _ = l(new Float64Array(w)),
          S = p(new Float64Array(w)),
          $ = [];
        for (let E of g) {
          let A = b ? Array.from(Fn(E, (k) => b[k]).values()) : [E];
          if (M) for (let k of A) k.sort(M);
          for (let k of A) {
            let F = 0,
              D = 0;
            a && k.reverse();
            for (let T of k) {
              let P = v[T];
              P < 0 ? (F = S[T] = (_[T] = F) + P) : P > 0 ? (D = S[T] = (_[T] = D) + P) : (S[T] = _[T] = D);
            }
          }
          $.push(A);
        }
        return (i && i($, _, S, y), { data: m, facets: g });
      }),
      c,
      d,
      h,
    ]
  );
}
function k8(t) {
  if (t != null) {
    if (typeof t == "function") return t;
    switch (`${t}`.toLowerCase()) {
      case "expand":
      case "normalize":
        return E8;
      case "center":
      case "silhouette":
        return N8;
      case "wiggle":
        return Ay;
    }
    throw new Error(`unknown offset: ${t}`);
  }
}
function $y(t, e) {
  let n = 0,
    r = 0;
  for (let i of t) {
    let o = e[i];
    (o < n && (n = o), o > r && (r = o));
  }
  return [n, r];
}
function E8(t, e, n) {
  for (let r of t)
    for (let i of r) {
      let [o, a] = $y(i, n);
      for (let f of i) {
        let u = 1 / (a - o || 1);
        ((e[f] = u * (e[f] - o)), (n[f] = u * (n[f] - o)));
      }
    }
}
function N8(t, e, n) {
  for (let r of t) {
    for (let i of r) {
      let [o, a] = $y(i, n);
      for (let f of i) {
        let u = (a + o) / 2;
        ((e[f] -= u), (n[f] -= u));
      }
    }
    Cy(r, e, n);
  }
  ky(t, e, n);
}
function Ay(t, e, n, r) {
  for (let i of t) {
    let o = new ne(),
      a = 0;
    for (let f of i) {
      let u = -1,
        c = f.map((h) => Math.abs(n[h] - e[h])),
        s = f.map((h) => {
          u = r ? r[h] : ++u;
          let p = n[h] - e[h],
            m = o.has(u) ? p - o.get(u) : 0;
          return (o.set(u, p), m);
        }),
        d = [0, ...id(s)];
      for (let h of f) ((e[h] += a), (n[h] += a));
      let l = ye(c);
      l && (a -= ye(c, (h, p) => (s[p] / 2 + d[p]) * h) / l);
    }
    Cy(i, e, n);
  }
  ky(t, e, n);
}
function Cy(t, e, n) {
  let r = re(t, (i) => re(i, (o) => e[o]));
  for (let i of t) for (let o of i) ((e[o] -= r), (n[o] -= r));
}
function ky(t, e, n) {
  let r = t.length;
  if (r === 1) return;
  let i = t.map((f) => f.flat()),
    o = i.map((f) => (re(f, (u) => e[u]) + Ot(f, (u) => n[u])) / 2),
    a = re(o);
  for (let f = 0; f < r; f++) {
    let u = a - o[f];
    for (let c of i[f]) ((e[c] += u), (n[c] += u));
  }
}
function R8(t, e, n) {
  if (t === void 0 && e === Ay) return _y(Yt);
  if (t != null) {
    if (typeof t == "string") {
      let r = t.startsWith("-"),
        i = r ? ir : Yt;
      switch ((r ? t.slice(1) : t).toLowerCase()) {
        case "value":
        case n:
          return I8(i);
        case "z":
          return D8(i);
        case "sum":
          return P8(i);
        case "appearance":
          return L8(i);
        case "inside-out":
          return _y(i);
      }
      return My($s(t));
    }
    if (typeof t == "function") return (t.length === 1 ? My : F8)(t);
    if (ve(t)) return Y8(t);
    throw new Error(`invalid order: ${t}`);
  }
}
function I8(t) {
  return (e, n, r) => (i, o) => t(r[i], r[o]);
}
function D8(t) {
  return (e, n, r, i) => (o, a) => t(i[o], i[a]);
}
function P8(t) {
  return ef(t, (e, n, r, i) =>
    go(
      Ut(e),
      (o) => ye(o, (a) => r[a]),
      (o) => i[o],
    ),
  );
}
function L8(t) {
  return ef(t, (e, n, r, i) =>
    go(
      Ut(e),
      (o) => n[wf(o, (a) => r[a])],
      (o) => i[o],
    ),
  );
}
function _y(t) {
  return ef(t, (e, n, r, i) => {
    let o = Ut(e),
      a = go(
        o,
        (d) => n[wf(d, (l) => r[l])],
        (d) => i[d],
      ),
      f = Qe(
        o,
        (d) => ye(d, (l) => r[l]),
        (d) => i[d],
      ),
      u = [],
      c = [],
      s = 0;
    for (let d of a) s < 0 ? ((s += f.get(d)), u.push(d)) : ((s -= f.get(d)), c.push(d));
    return c.reverse().concat(u);
  });
}
function My(t) {
  return (e) => {
    let n = pt(e, t);
    return (r, i) => Yt(n[r], n[i]);
  };
}
function F8(t) {
  return (e) => (ve(e) ? (n, r) => t(e[n], e[r]) : (n, r) => t(e.get(n), e.get(r)));
}
function Y8(t) {
  return ef(Yt, () => t);
}
function ef(t, e) {
  return (n, r, i, o) => {
    if (!o) throw new Error("missing channel: z");
    let a = new ne(e(n, r, i, o).map((f, u) => [f, u]));
    return (f, u) => t(a.get(o[f]), a.get(o[u]));
  };
}
var O8 = { ariaLabel: "rect" },
  of = class extends dt {
    constructor(e, n = {}) {
      let { x1: r, y1: i, x2: o, y2: a } = n;
      (super(
        e,
        {
          x1: { value: r, scale: "x", type: r != null && o == null ? "band" : void 0, optional: !0 },
          y1: { value: i, scale: "y", type: i != null && a == null ? "band" : void 0, optional: !0 },
          x2: { value: o, scale: "x", optional: !0 },
          y2: { value: a, scale: "y", optional: !0 },
        },
        n,
        O8,
      ),
        fo(this, n),
        uo(this, n));
    }
    render(e, n, r, i, o) {
      let { x: a, y: f } = n,
        { x1: u, y1: c, x2: s, y2: d } = r,
        { marginTop: l, marginRight: h, marginBottom: p, marginLeft: m, width: g, height: x } = i,
        { projection: b } = o,
        { insetTop: v, insetRight: y, insetBottom: M, insetLeft: w } = this,
        { rx: _, ry: S, rx1y1: $, rx1y2: E, rx2y1: A, rx2y2: k } = this;
      ((u || s) && !b && Se(a) && (u = s = null), (c || d) && !b && Se(f) && (c = d = null));
      let F = a?.bandwidth ? a.bandwidth() : 0,
        D = f?.bandwidth ? f.bandwidth() : 0;
      return at("svg:g", o)
        .call($t, this, i, o)
        .call(At, this, {}, 0, 0)
        .call((T) =>
          T.selectAll()
            .data(e)
            .enter()
            .call(
              $ || E || A || k
                ? (P) =>
                    P.append("path")
                      .call(_t, this)
                      .call(
                        co,
                        u && s ? (R) => u[R] + (s[R] < u[R] ? -y : w) : u ? (R) => u[R] + w : m + w,
                        c && d ? (R) => c[R] + (d[R] < c[R] ? -M : v) : c ? (R) => c[R] + v : l + v,
                        u && s ? (R) => s[R] - (s[R] < u[R] ? -w : y) : u ? (R) => u[R] + F - y : g - h - y,
                        c && d ? (R) => d[R] - (d[R] < c[R] ? -v : M) : c ? (R) => c[R] + D - M : x - p - M,
                        this,
                      )
                      .call(Pt, this, r)
                : (P) =>
                    P.append("rect")
                      .call(_t, this)
                      .attr("x", u ? (s ? (R) => Math.min(u[R], s[R]) + w : (R) => u[R] + w) : m + w)
                      .attr("y", c ? (d ? (R) => Math.min(c[R], d[R]) + v : (R) => c[R] + v) : l + v)
                      .attr(
                        "width",
                        u ? (s ? (R) => Math.max(0, Math.abs(s[R] - u[R]) + F - w - y) : F - w - y) : g - h - m - y - w,
                      )
                      .attr(
                        "height",
                        c ? (d ? (R) => Math.max(0, Math.abs(c[R] - d[R]) + D - v - M) : D - v - M) : x - l - p - v - M,
                      )
                      .call(W, "rx", _)
                      .call(W, "ry", S)
                      .call(Pt, this, r),
            ),
        )
        .node();
    }
  };
function fo(t, { inset: e = 0, insetTop: n = e, insetRight: r = e, insetBottom: i = e, insetLeft: o = e } = {}) {
  ((t.insetTop = vt(n)), (t.insetRight = vt(r)), (t.insetBottom = vt(i)), (t.insetLeft = vt(o)));
}
function uo(
  t,
  {
    r: e,
    rx: n,
    ry: r,
    rx1: i = e,
    ry1: o = e,
    rx2: a = e,
    ry2: f = e,
    rx1y1: u = i !== void 0 ? +i : o !== void 0 ? +o : 0,
    rx1y2: c = i !== void 0 ? +i : f !== void 0 ? +f : 0,
    rx2y1: s = a !== void 0 ? +a : o !== void 0 ? +o : 0,
    rx2y2: d = a !== void 0 ? +a : f !== void 0 ? +f : 0,
  } = {},
) {
  u || c || s || d
    ? ((t.rx1y1 = u), (t.rx1y2 = c), (t.rx2y1 = s), (t.rx2y2 = d))
    : ((t.rx = bt(n, "auto")), (t.ry = bt(r, "auto")));
}
function co(t, e, n, r, i, o) {
  let { rx1y1: a, rx1y2: f, rx2y1: u, rx2y2: c } = o;
  (typeof e != "function" && (e = Jt(e)),
    typeof n != "function" && (n = Jt(n)),
    typeof r != "function" && (r = Jt(r)),
    typeof i != "function" && (i = Jt(i)));
  let s = Math.max(Math.abs(a + u), Math.abs(f + c)),
    d = Math.max(Math.abs(a + f), Math.abs(u + c));
  t.attr("d", (l) => {
    let h = e(l),
      p = n(l),
      m = r(l),
      g = i(l),
      x = h > m,
      b = p > g,
      v = x ? m : h,
      y = x ? h : m,
      M = b ? g : p,
      w = b ? p : g,
      _ = Math.min(1, (y - v) / s, (w - M) / d),
      S = _ * (x ? (b ? c : u) : b ? f : a),
      $ = _ * (x ? (b ? f : a) : b ? c : u),
      E = _ * (x ? (b ? a : f) : b ? u : c),
      A = _ * (x ? (b ? u : c) : b ? a : f);
    return `M${v},${M + rf(S, A)}A${S},${S} 0 0 ${S < 0 ? 0 : 1} ${v + nf(S, A)},${M}H${y - nf($, E)}A${$},${$} 0 0 ${$ < 0 ? 0 : 1} ${y},${M + rf($, E)}V${w - rf(E, $)}A${E},${E} 0 0 ${E < 0 ? 0 : 1} ${y - nf(E, $)},${w}H${v + nf(A, S)}A${A},${A} 0 0 ${A < 0 ? 0 : 1} ${v},${w - rf(A, S)}Z`;
  });
}
function nf(t, e) {
  return e < 0 ? t : Math.abs(t);
}
function rf(t, e) {
  return e < 0 ? Math.abs(t) : t;
}
function Ey(t, e = {}) {
  return (Sa(e) || (e = { ...e, x: An, y2: ut, interval: 1 }), new of(t, ql(Cg(Ol(e)))));
}
var B8 = { ariaLabel: "frame", fill: "none", stroke: "currentColor", clip: !1 },
  q8 = { ariaLabel: "frame", fill: null, stroke: "currentColor", strokeLinecap: "square", clip: !1 },
  zl = class extends dt {
    constructor(e = {}) {
      let { anchor: n = null } = e;
      (super(Gr, void 0, e, n == null ? B8 : q8),
        (this.anchor = Ns(n, "anchor", ["top", "right", "bottom", "left"])),
        fo(this, e),
        n || uo(this, e));
    }
    render(e, n, r, i, o) {
      let { marginTop: a, marginRight: f, marginBottom: u, marginLeft: c, width: s, height: d } = i,
        { anchor: l, insetTop: h, insetRight: p, insetBottom: m, insetLeft: g } = this,
        { rx: x, ry: b, rx1y1: v, rx1y2: y, rx2y1: M, rx2y2: w } = this,
        _ = c + g,
        S = s - f - p,
        $ = a + h,
        E = d - u - m;
      return at(l ? "svg:line" : v || y || M || w ? "svg:path" : "svg:rect", o)
        .datum(0)
        .call($t, this, i, o)
        .call(_t, this)
        .call(Pt, this, r)
        .call(At, this, {})
        .call(
          l === "left"
            ? (A) => A.attr("x1", _).attr("x2", _).attr("y1", $).attr("y2", E)
            : l === "right"
              ? (A) => A.attr("x1", S).attr("x2", S).attr("y1", $).attr("y2", E)
              : l === "top"
                ? (A) => A.attr("x1", _).attr("x2", S).attr("y1", $).attr("y2", $)
                : l === "bottom"
                  ? (A) => A.attr("x1", _).attr("x2", S).attr("y1", E).attr("y2", E)
                  : v || y || M || w
                    ? (A) => A.call(co, _, $, S, E, this)
                    : (A) =>
                        A.attr("x", _)
                          .attr("y", $)
                          .attr("width", S - _)
                          .attr("height", E - $)
                          .attr("rx", x)
                          .attr("ry", b),
        )
        .node();
    }
  };
function Ny(t) {
  return new zl(t);
}
var Xl = { ariaLabel: "tip", fill: "var(--plot-background)", stroke: "currentColor" },
  z8 = new Set(["geometry", "href", "src", "ariaLabel", "scales"]),
  Ul = class extends dt {
    constructor(e, n = {}) {
      (n.tip && (n = { ...n, tip: !1 }), n.title === void 0 && jt(e) && Ca(e) && (n = { ...n, title: ut }));
      let {
        x: r,
        y: i,
        x1: o,
        x2: a,
        y1: f,
        y2: u,
        anchor: c,
        preferredAnchor: s = "bottom",
        monospace: d,
        fontFamily: l = d ? "ui-monospace, monospace" : void 0,
        fontSize: h,
        fontStyle: p,
        fontVariant: m,
        fontWeight: g,
        lineHeight: x = 1,
        lineWidth: b = 20,
        frameAnchor: v,
        format: y,
        textAnchor: M = "start",
        textOverflow: w,
        textPadding: _ = 8,
        title: S,
        pointerSize: $ = 12,
        pathFilter: E = "drop-shadow(0 3px 4px rgba(0,0,0,0.2))",
      } = n;
      (super(
        e,
        {
          x: { value: o != null && a != null ? null : r, scale: "x", optional: !0 },
          y: { value: f != null && u != null ? null : i, scale: "y", optional: !0 },
          x1: { value: o, scale: "x", optional: a == null },
          y1: { value: f, scale: "y", optional: u == null },
          x2: { value: a, scale: "x", optional: o == null },
          y2: { value: u, scale: "y", optional: f == null },
          title: { value: S, optional: !0 },
        },
        n,
        Xl,
      ),
        (this.anchor = Ea(c, "anchor")),
        (this.preferredAnchor = Ea(s, "preferredAnchor")),
        (this.frameAnchor = Rn(v)),
        (this.textAnchor = bt(M, "middle")),
        (this.textPadding = +_),
        (this.pointerSize = +$),
        (this.pathFilter = wt(E)),
        (this.lineHeight = +x),
        (this.lineWidth = +b),
        (this.textOverflow = kl(w)),
        (this.monospace = !!d),
        (this.fontFamily = wt(l)),
        (this.fontSize = vt(h)),
        (this.fontStyle = wt(p)),
        (this.fontVariant = wt(m)),
        (this.fontWeight = wt(g)));
      for (let A in Xl) A in this.channels && (this[A] = Xl[A]);
      ((this.splitLines = Rl(this)),
        (this.clipLine = Il(this)),
        (this.format = typeof y == "string" || typeof y == "function" ? { title: y } : { ...y }));
    }
    render(e, n, r, i, o) {
      let a = this,
        { x: f, y: u, fx: c, fy: s } = n,
        { ownerSVGElement: d, document: l } = o,
        { anchor: h, monospace: p, lineHeight: m, lineWidth: g } = this,
        { textPadding: x, pointerSize: b, pathFilter: v } = this,
        { marginTop: y, marginLeft: M } = i,
        { x1: w, y1: _, x2: S, y2: $, x: E = w ?? S, y: A = _ ?? $ } = r,
        k = c ? c(e.fx) - M : 0,
        F = s ? s(e.fy) - y : 0,
        [D, T] = Ve(this, i),
        P = xl(r, D),
        R = wl(r, T),
        U = p ? Qa : Ka,
        I = U(dr),
        L,
        q;
      "title" in r
        ? ((L = Ry.call(this, { title: r.channels.title }, n)), (q = W8))
        : ((L = Ry.call(this, r.channels, n)), (q = H8));
      let z = at("svg:g", o)
        .call($t, this, i, o)
        .call(Nl, this)
        .call(At, this, { x: E && f, y: A && u })
        .call((tt) =>
          tt
            .selectAll()
            .data(e)
            .enter()
            .append("g")
            .attr("transform", (et) => `translate(${Math.round(P(et))},${Math.round(R(et))})`)
            .call(_t, this)
            .call((et) => et.append("path").attr("filter", v))
            .call((et) =>
              et.append("text").each(function (O) {
                let H = be(this);
                (this.setAttribute("fill", "currentColor"),
                  this.setAttribute("fill-opacity", 1),
                  this.setAttribute("stroke", "none"));
                let N = q.call(a, O, e, L, n, r);
                if (typeof N == "string") for (let Y of a.splitLines(N)) B(H, { value: a.clipLine(Y) });
                else {
                  let Y = new Set();
                  for (let X of N) {
                    let { label: C = "" } = X;
                    (C && Y.has(C)) || (Y.add(C), B(H, X));
                  }
                }
              }),
            ),
        );
      function B(tt, { label: et, value: O, color: H, opacity: N }) {
        ((et ??= ""), (O ??= ""));
        let Y = H != null || N != null,
          X,
          C = g * 100,
          [nt] = hr(et, C, U, I);
        if (nt >= 0) ((et = et.slice(0, nt).trimEnd() + dr), (X = O.trim()), (O = ""));
        else {
          (et || (!O && !Y)) && (O = " " + O);
          let [ot] = hr(O, C - U(et), U, I);
          ot >= 0 && ((X = O.trim()), (O = O.slice(0, ot).trimEnd() + dr));
        }
        let G = tt.append("tspan").attr("x", 0).attr("dy", `${m}em`).text("\u200B");
        (et && G.append("tspan").attr("font-weight", "bold").text(et),
          O && G.append(() => l.createTextNode(O)),
          Y && G.append("tspan").text(" \u25A0").attr("fill", H).attr("fill-opacity", N).style("user-select", "none"),
          X && G.append("title").text(X));
      }
      function Q() {
        let { width: tt, height: et } = i.facet ?? i;
        (z.selectChildren().each(function (O) {
          let { x: H, width: N, height: Y } = this.getBBox();
          ((N = Math.round(N)), (Y = Math.round(Y)));
          let X = h;
          if (X === void 0) {
            let G = P(O) + k,
              ot = R(O) + F,
              ht = G + N + b + x * 2 < tt,
              Lt = G - N - b - x * 2 > 0,
              gn = ot + Y + b + x * 2 < et,
              Ln = ot - Y - b - x * 2 > 0;
            X =
              ht && Lt
                ? gn && Ln
                  ? a.preferredAnchor
                  : Ln
                    ? "bottom"
                    : "top"
                : gn && Ln
                  ? ht
                    ? "left"
                    : "right"
                  : (ht || Lt) && (gn || Ln)
                    ? `${Ln ? "bottom" : "top"}-${ht ? "left" : "right"}`
                    : a.preferredAnchor;
          }
          let C = this.firstChild,
            nt = this.lastChild;
          if ((C.setAttribute("d", G8(X, b, x, N, Y)), H)) for (let G of nt.childNodes) G.setAttribute("x", -H);
          (nt.setAttribute("y", `${+X8(X, nt.childNodes.length, m).toFixed(6)}em`),
            nt.setAttribute("transform", `translate(${U8(X, b, x, N, Y)})`));
        }),
          z.attr("visibility", null));
      }
      return (
        e.length &&
          (z.attr("visibility", "hidden"),
          d.isConnected ? Promise.resolve().then(Q) : typeof requestAnimationFrame < "u" && requestAnimationFrame(Q)),
        z.node()
      );
    }
  };
function Ly(t, { x: e, y: n, ...r } = {}) {
  return (r.frameAnchor === void 0 && ([e, n] = Xe(e, n)), new Ul(t, { ...r, x: e, y: n }));
}
function X8(t, e, n) {
  return /^top(?:-|$)/.test(t) ? 0.94 - n : -0.29 - e * n;
}
function U8(t, e, n, r, i) {
  switch (t) {
    case "middle":
      return [-r / 2, i / 2];
    case "top-left":
      return [n, e + n];
    case "top":
      return [-r / 2, e / 2 + n];
    case "top-right":
      return [-r - n, e + n];
    case "right":
      return [-e / 2 - r - n, i / 2];
    case "bottom-left":
      return [n, -e - n];
    case "bottom":
      return [-r / 2, -e / 2 - n];
    case "bottom-right":
      return [-r - n, -e - n];
    case "left":
      return [n + e / 2, i / 2];
  }
}
function G8(t, e, n, r, i) {
  let o = r + n * 2,
    a = i + n * 2;
  switch (t) {
    case "middle":
      return `M${-o / 2},${-a / 2}h${o}v${a}h${-o}z`;
    case "top-left":
      return `M0,0l${e},${e}h${o - e}v${a}h${-o}z`;
    case "top":
      return `M0,0l${e / 2},${e / 2}h${(o - e) / 2}v${a}h${-o}v${-a}h${(o - e) / 2}z`;
    case "top-right":
      return `M0,0l${-e},${e}h${e - o}v${a}h${o}z`;
    case "right":
      return `M0,0l${-e / 2},${-e / 2}v${e / 2 - a / 2}h${-o}v${a}h${o}v${e / 2 - a / 2}z`;
    case "bottom-left":
      return `M0,0l${e},${-e}h${o - e}v${-a}h${-o}z`;
    case "bottom":
      return `M0,0l${e / 2},${-e / 2}h${(o - e) / 2}v${-a}h${-o}v${a}h${(o - e) / 2}z`;
    case "bottom-right":
      return `M0,0l${-e},${-e}h${e - o}v${-a}h${o}z`;
    case "left":
      return `M0,0l${e / 2},${-e / 2}v${e / 2 - a / 2}h${o}v${a}h${-o}v${e / 2 - a / 2}z`;
  }
}
function Ry(t, e) {
  let n = {},
    r = this.format;
  ((r = Iy(r, t, "x")), (r = Iy(r, t, "y")), (this.format = r));
  for (let i in r) {
    let o = r[i];
    if (!(o === null || o === !1))
      if (i === "fx" || i === "fy") n[i] = !0;
      else {
        let a = js(t, i);
        a && (n[i] = a);
      }
  }
  for (let i in t) {
    if (i in n || i in r || z8.has(i) || ((i === "x" || i === "y") && t.geometry)) continue;
    let o = js(t, i);
    if (o) {
      if (o.scale == null && o.defaultScale === "color") continue;
      n[i] = o;
    }
  }
  this.facet && (e.fx && !("fx" in r) && (n.fx = !0), e.fy && !("fy" in r) && (n.fy = !0));
  for (let i in n) {
    let o = this.format[i];
    if (typeof o == "string") {
      let a = n[i]?.value ?? e[i]?.domain() ?? [];
      this.format[i] = (xt(a) ? Fe : Ne)(o);
    } else if (o === void 0 || o === !0) {
      let a = e[i];
      this.format[i] = a?.bandwidth ? ao(a, a.domain()) : He;
    }
  }
  return n;
}
function Iy(t, e, n) {
  if (!(n in t)) return t;
  let r = `${n}1`,
    i = `${n}2`;
  if ((r in t || !(r in e)) && (i in t || !(i in e))) return t;
  let o = Object.entries(t),
    a = t[n];
  return (o.splice(o.findIndex(([f]) => f === n) + 1, 0, [r, a], [i, a]), Object.fromEntries(o));
}
function W8(t, e, { title: n }) {
  return this.format.title(n.value[t], t);
}
function* H8(t, e, n, r, i) {
  for (let o in n) {
    if (o === "fx" || o === "fy") {
      yield { label: af(r, n, o), value: this.format[o](e[o], t) };
      continue;
    }
    if ((o === "x1" && "x2" in n) || (o === "y1" && "y2" in n)) continue;
    let a = n[o];
    if (o === "x2" && "x1" in n) yield { label: Py(r, n, "x"), value: Dy(this.format.x2, n.x1, a, t) };
    else if (o === "y2" && "y1" in n) yield { label: Py(r, n, "y"), value: Dy(this.format.y2, n.y1, a, t) };
    else {
      let f = a.value[t],
        u = a.scale;
      if (!he(f) && u == null) continue;
      yield {
        label: af(r, n, o),
        value: this.format[o](f, t),
        color: u === "color" ? i[o][t] : null,
        opacity: u === "opacity" ? i[o][t] : null,
      };
    }
  }
}
function Dy(t, e, n, r) {
  return n.hint?.length ? `${t(n.value[r] - e.value[r], r)}` : `${t(e.value[r], r)}\u2013${t(n.value[r], r)}`;
}
function Py(t, e, n) {
  let r = af(t, e, `${n}1`, n),
    i = af(t, e, `${n}2`, n);
  return r === i ? r : `${r}\u2013${i}`;
}
function af(t, e, n, r = n) {
  let i = e[n],
    o = t[i?.scale ?? n];
  return String(o?.label ?? i?.label ?? r);
}
function sf(t = {}) {
  let { facet: e, style: n, title: r, subtitle: i, caption: o, ariaLabel: a, ariaDescription: f } = t,
    u = ai(t.className),
    c = t.marks === void 0 ? [] : Yy(t.marks);
  c.push(...J8(c));
  let s = K8(e, t),
    d = new Map();
  for (let I of c) {
    let L = Oy(I, s, t);
    L && d.set(I, L);
  }
  let l = new Map();
  (s && so(l, [s], t), so(l, d, t));
  let h = Yy(t5(c, l, t));
  for (let I of h) {
    let L = Oy(I, s, t);
    L && d.set(I, L);
  }
  c.unshift(...h);
  let p = j1(l, t);
  if (p !== void 0) {
    let I = s ? Ba(p, s) : void 0;
    for (let q of c) {
      if (q.facet === null || q.facet === "super") continue;
      let z = d.get(q);
      z !== void 0 && (z.facetsIndex = q.fx != null || q.fy != null ? Ba(p, z) : I);
    }
    let L = new Set();
    for (let { facetsIndex: q } of d.values())
      q?.forEach((z, B) => {
        z?.length > 0 && L.add(B);
      });
    p.forEach(0 < L.size && L.size < p.length ? (q, z) => (q.empty = !L.has(z)) : (q) => (q.empty = !1));
    for (let q of c)
      if (q.facet === "exclude") {
        let z = d.get(q);
        z !== void 0 && (z.facetsIndex = Q1(z.facetsIndex));
      }
  }
  for (let I of st.keys()) Wr(t[I]) && I !== "fx" && I !== "fy" && l.set(I, []);
  let m = new Map();
  for (let I of c) {
    if (m.has(I)) throw new Error("duplicate mark; each mark must be unique");
    let { facetsIndex: L, channels: q } = d.get(I) ?? {},
      { data: z, facets: B, channels: Q } = I.initialize(L, q, t);
    (Hl(Q, t), m.set(I, { data: z, facets: B, channels: Q }));
  }
  let g = no(so(l, m, t), t),
    x = mg(g, c, t);
  X1(g, x);
  let b = ol(g),
    { fx: v, fy: y } = b,
    M = v || y ? al(g, x) : x,
    w = v || y ? f5(b, x) : x,
    _ = oi(t),
    S = _.document,
    $ = Sr("svg").call(S.documentElement),
    E = $;
  ((_.ownerSVGElement = $),
    (_.className = u),
    (_.projection = eg(t, M)),
    (_.path = function () {
      return Ri(this.projection ?? fg(b));
    }),
    (_.filterFacets = (I, L) => Ba(p, { channels: L, groups: Ya(I, L) })),
    (_.getMarkState = (I) => {
      let L = m.get(I),
        q = d.get(I);
      return { ...L, channels: { ...L.channels, ...q?.channels } };
    }),
    (_.dispatchValue = (I) => {
      E.value !== I && ((E.value = I), E.dispatchEvent(new _.document.defaultView.Event("input", { bubbles: !0 })));
    }));
  let A = new Set();
  for (let [I, L] of m)
    if (I.initializer != null) {
      let q = I.facet === "super" ? w : M,
        z = I.initializer(L.data, L.facets, L.channels, b, q, _);
      if (
        (z.data !== void 0 && (L.data = z.data), z.facets !== void 0 && (L.facets = z.facets), z.channels !== void 0)
      ) {
        let { fx: B, fy: Q, ...tt } = z.channels;
        (Z8(tt), Object.assign(L.channels, tt));
        for (let et of Object.values(tt)) {
          let { scale: O } = et;
          O != null && !qm(st.get(O)) && (zy(et, t), A.add(O));
        }
        (B != null || Q != null) && d.set(I, !0);
      }
    }
  if (A.size) {
    let I = new Map();
    (so(I, m, t, (B) => A.has(B)), so(l, m, t, (B) => A.has(B)));
    let L = a5(no(I, t), g),
      { scales: q, ...z } = ol(L);
    (Object.assign(g, L), Object.assign(b, z), Object.assign(b.scales, q));
  }
  let k, F;
  p !== void 0 && ((k = { x: v?.domain(), y: y?.domain() }), (p = Z1(p, k)), (F = K1(v, y, x)));
  for (let [I, L] of m) L.values = I.scale(L.channels, b, _);
  let { width: D, height: T } = x;
  be($)
    .attr("class", u)
    .attr("fill", "currentColor")
    .attr("font-family", "system-ui, sans-serif")
    .attr("font-size", 10)
    .attr("text-anchor", "middle")
    .attr("width", D)
    .attr("height", T)
    .attr("viewBox", `0 0 ${D} ${T}`)
    .attr("aria-label", a)
    .attr("aria-description", f)
    .call((I) =>
      I.append("style").text(`:where(.${u}) {
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}
:where(.${u} text),
:where(.${u} tspan) {
  white-space: pre;
}`),
    )
    .call(fi, n);
  for (let I of c) {
    let { channels: L, values: q, facets: z } = m.get(I);
    if (p === void 0 || I.facet === "super") {
      let B = null;
      if (z && ((B = z[0]), (B = I.filter(B, L, q)), B.length === 0)) continue;
      let Q = I.render(B, b, q, w, _);
      if (Q == null) continue;
      $.appendChild(Q);
    } else {
      let B;
      for (let Q of p) {
        if (!(I.facetAnchor?.(p, k, Q) ?? !Q.empty)) continue;
        let tt = null;
        if (z) {
          let O = d.has(I);
          if (((tt = z[O ? Q.i : 0]), (tt = I.filter(tt, L, q)), tt.length === 0)) continue;
          (!O && tt === z[0] && (tt = Am(tt)), (tt.fx = Q.x), (tt.fy = Q.y), (tt.fi = Q.i));
        }
        let et = I.render(tt, b, q, M, _);
        if (et != null) {
          (B ??= be($).append("g")).append(() => et).datum(Q);
          for (let O of ["aria-label", "aria-description", "aria-hidden", "transform"])
            et.hasAttribute(O) && (B.attr(O, et.getAttribute(O)), et.removeAttribute(O));
        }
      }
      B?.selectChildren().each(F);
    }
  }
  let P = wy(g, _, t),
    { figure: R = r != null || i != null || o != null || P.length > 0 } = t;
  (R &&
    ((E = S.createElement("figure")),
    (E.className = `${u}-figure`),
    (E.style.maxWidth = "initial"),
    r != null && E.append(Fy(S, r, "h2")),
    i != null && E.append(Fy(S, i, "h3")),
    E.append(...P, $),
    o != null && E.append(V8(S, o)),
    "value" in $ && ((E.value = $.value), delete $.value)),
    (E.scale = H1(b.scales)),
    (E.legend = yy(g, _, t)));
  let U = S1();
  return (
    U > 0 &&
      be($)
        .append("text")
        .attr("x", D)
        .attr("y", 20)
        .attr("dy", "-1em")
        .attr("text-anchor", "end")
        .attr("font-family", "initial")
        .text("\u26A0\uFE0F")
        .append("title")
        .text(`${U.toLocaleString("en-US")} warning${U === 1 ? "" : "s"}. Please check the console.`),
    E
  );
}
function Fy(t, e, n) {
  if (e.ownerDocument) return e;
  let r = t.createElement(n);
  return (r.append(e), r);
}
function V8(t, e) {
  let n = t.createElement("figcaption");
  return (n.append(e), n);
}
function Yy(t) {
  return t
    .flat(1 / 0)
    .filter((e) => e != null)
    .map(j8);
}
function j8(t) {
  return typeof t.render == "function" ? t : new Wl(t);
}
var Wl = class extends dt {
  constructor(e) {
    if (typeof e != "function") throw new TypeError("invalid mark; missing render function");
    (super(), (this.render = e));
  }
  render() {}
};
function Hl(t, e) {
  for (let n in t) zy(t[n], e);
  return t;
}
function zy(t, e) {
  let { scale: n, transform: r = !0 } = t;
  if (n == null || !r) return;
  let {
    type: i,
    percent: o,
    interval: a,
    transform: f = o ? (u) => (u == null ? NaN : u * 100) : Ps(a, i),
  } = e[n] ?? {};
  f != null && ((t.value = ct(t.value, f)), (t.transform = !1));
}
function Z8(t) {
  for (let e in t) Vs(e, t[e]);
}
function so(t, e, n, r = Sm) {
  for (let { channels: i } of e.values())
    for (let o in i) {
      let a = i[o],
        { scale: f } = a;
      if (f != null && r(f))
        if (f === "projection") {
          if (!ig(n)) {
            let u = n.x?.domain === void 0,
              c = n.y?.domain === void 0;
            if (u || c) {
              let [s, d] = ag(a);
              (u && Gl(t, "x", s), c && Gl(t, "y", d));
            }
          }
        } else Gl(t, f, a);
    }
  return t;
}
function Gl(t, e, n) {
  let r = t.get(e);
  r !== void 0 ? r.push(n) : t.set(e, [n]);
}
function K8(t, e) {
  if (t == null) return;
  let { x: n, y: r } = t;
  if (n == null && r == null) return;
  let i = sn(t.data);
  if (i == null) throw new Error("missing facet data");
  let o = {};
  (n != null && (o.fx = Jr(i, { value: n, scale: "fx" })),
    r != null && (o.fy = Jr(i, { value: r, scale: "fy" })),
    Hl(o, e));
  let a = Ya(i, o);
  return { channels: o, groups: a, data: t.data };
}
function Oy(t, e, n) {
  if (t.facet === null || t.facet === "super") return;
  let { fx: r, fy: i } = t;
  if (r != null || i != null) {
    let u = sn(t.data ?? r ?? i);
    if (u === void 0) throw new Error(`missing facet data in ${t.ariaLabel}`);
    if (u === null) return;
    let c = {};
    return (
      r != null && (c.fx = Jr(u, { value: r, scale: "fx" })),
      i != null && (c.fy = Jr(u, { value: i, scale: "fy" })),
      Hl(c, n),
      { channels: c, groups: Ya(u, c) }
    );
  }
  if (e === void 0) return;
  let { channels: o, groups: a, data: f } = e;
  if (t.facet !== "auto" || t.data === f) return { channels: o, groups: a };
  f.length > 0 &&
    (a.size > 1 || (a.size === 1 && o.fx && o.fy && [...a][0][1].size > 1)) &&
    En(sn(t.data)) === En(f) &&
    Zt(
      `Warning: the ${t.ariaLabel} mark appears to use faceted data, but isn\u2019t faceted. The mark data has the same length as the facet data and the mark facet option is "auto", but the mark data and facet data are distinct. If this mark should be faceted, set the mark facet option to true; otherwise, suppress this warning by setting the mark facet option to false.`,
    );
}
function Q8(t, e = {}) {
  return ln({ ...e, x: null, y: null }, (n, r, i, o, a, f) => f.getMarkState(t));
}
function J8(t) {
  let e = [];
  for (let n of t) {
    let r = n.tip;
    if (r) {
      r === !0 ? (r = {}) : typeof r == "string" && (r = { pointer: r });
      let { pointer: i, preferredAnchor: o } = r;
      ((i = /^x$/i.test(i) ? bg : /^y$/i.test(i) ? bl : yg),
        (r = i(Q8(n, r))),
        (r.title = null),
        o === void 0 && (r.preferredAnchor = i === bl ? "left" : "bottom"));
      let a = Ly(n.data, r);
      ((a.facet = n.facet), (a.facetAnchor = n.facetAnchor), e.push(a));
    }
  }
  return e;
}
function t5(t, e, n) {
  let {
    projection: r,
    x: i = {},
    y: o = {},
    fx: a = {},
    fy: f = {},
    axis: u,
    grid: c,
    facet: s = {},
    facet: { axis: d = u, grid: l } = s,
    x: { axis: h = u, grid: p = h === null ? null : c } = i,
    y: { axis: m = u, grid: g = m === null ? null : c } = o,
    fx: { axis: x = d, grid: b = x === null ? null : l } = a,
    fy: { axis: v = d, grid: y = v === null ? null : l } = f,
  } = n;
  ((r || (!Wr(i) && !By("x", t))) && (h = p = null),
    (r || (!Wr(o) && !By("y", t))) && (m = g = null),
    e.has("fx") || (x = b = null),
    e.has("fy") || (v = y = null),
    h === void 0 && (h = !cf(t, "x")),
    m === void 0 && (m = !cf(t, "y")),
    x === void 0 && (x = !cf(t, "fx")),
    v === void 0 && (v = !cf(t, "fy")),
    h === !0 && (h = "bottom"),
    m === !0 && (m = "left"),
    x === !0 && (x = h === "top" || h === null ? "bottom" : "top"),
    v === !0 && (v = m === "right" || m === null ? "left" : "right"));
  let M = [];
  return (
    uf(M, y, ey, f),
    ff(M, v, Zg, "right", "left", s, f),
    uf(M, b, ry, a),
    ff(M, x, Kg, "top", "bottom", s, a),
    uf(M, g, ty, o),
    ff(M, m, Pl, "left", "right", n, o),
    uf(M, p, ny, i),
    ff(M, h, Ll, "bottom", "top", n, i),
    M
  );
}
function ff(t, e, n, r, i, o, a) {
  if (!e) return;
  let f = e5(e);
  a = n5(f ? r : e, o, a);
  let { line: u } = a;
  ((n === Pl || n === Ll) && u && !fr(u) && t.push(Ny(r5(a))),
    t.push(n(a)),
    f && t.push(n({ ...a, anchor: i, label: null })));
}
function uf(t, e, n, r) {
  !e || fr(e) || t.push(n(i5(e, r)));
}
function e5(t) {
  return /^\s*both\s*$/i.test(t);
}
function n5(
  t,
  e,
  {
    line: n = e.line,
    ticks: r,
    tickSize: i,
    tickSpacing: o,
    tickPadding: a,
    tickFormat: f,
    tickRotate: u,
    fontVariant: c,
    ariaLabel: s,
    ariaDescription: d,
    label: l = e.label,
    labelAnchor: h,
    labelArrow: p = e.labelArrow,
    labelOffset: m,
  },
) {
  return {
    anchor: t,
    line: n,
    ticks: r,
    tickSize: i,
    tickSpacing: o,
    tickPadding: a,
    tickFormat: f,
    tickRotate: u,
    fontVariant: c,
    ariaLabel: s,
    ariaDescription: d,
    label: l,
    labelAnchor: h,
    labelArrow: p,
    labelOffset: m,
  };
}
function r5(t) {
  let { anchor: e, line: n } = t;
  return { anchor: e, facetAnchor: e + "-empty", stroke: n === !0 ? void 0 : n };
}
function i5(
  t,
  { stroke: e = Zr(t) ? t : void 0, ticks: n = o5(t) ? t : void 0, tickSpacing: r, ariaLabel: i, ariaDescription: o },
) {
  return { stroke: e, ticks: n, tickSpacing: r, ariaLabel: i, ariaDescription: o };
}
function o5(t) {
  switch (typeof t) {
    case "number":
      return !0;
    case "string":
      return !Zr(t);
  }
  return jt(t) || typeof t?.range == "function";
}
function cf(t, e) {
  let n = `${e}-axis `;
  return t.some((r) => r.ariaLabel?.startsWith(n));
}
function By(t, e) {
  for (let n of e)
    for (let r in n.channels) {
      let { scale: i } = n.channels[r];
      if (i === t || i === "projection") return !0;
    }
  return !1;
}
function a5(t, e) {
  for (let n in t) {
    let r = t[n],
      i = e[n];
    r.label === void 0 && i && (r.label = i.label);
  }
  return t;
}
function f5({ fx: t, fy: e }, n) {
  let { marginTop: r, marginRight: i, marginBottom: o, marginLeft: a, width: f, height: u } = La(n),
    c = t && qy(t),
    s = e && qy(e);
  return {
    marginTop: e ? s[0] : r,
    marginRight: t ? f - c[1] : i,
    marginBottom: e ? u - s[1] : o,
    marginLeft: t ? c[0] : a,
    inset: {
      marginTop: n.marginTop,
      marginRight: n.marginRight,
      marginBottom: n.marginBottom,
      marginLeft: n.marginLeft,
    },
    width: f,
    height: u,
  };
}
function qy(t) {
  let e = t.domain();
  if (e.length === 0) return [0, t.bandwidth()];
  let n = t(e[0]),
    r = t(e[e.length - 1]);
  return (r < n && ([n, r] = [r, n]), [n, r + t.bandwidth()]);
}
var u5 = new Map([
  ["basis", qp],
  ["basis-closed", Xp],
  ["basis-open", Gp],
  ["bundle", Hp],
  ["bump-x", Pp],
  ["bump-y", Lp],
  ["cardinal", Vp],
  ["cardinal-closed", jp],
  ["cardinal-open", Zp],
  ["catmull-rom", Qp],
  ["catmull-rom-closed", tm],
  ["catmull-rom-open", nm],
  ["linear", Br],
  ["linear-closed", im],
  ["monotone-x", fm],
  ["monotone-y", um],
  ["natural", sm],
  ["step", lm],
  ["step-after", hm],
  ["step-before", dm],
]);
function c5(t = Br, e) {
  if (typeof t == "function") return t;
  let n = u5.get(`${t}`.toLowerCase());
  if (!n) throw new Error(`unknown curve: ${t}`);
  if (e !== void 0) {
    if ("beta" in n) return n.beta(e);
    if ("tension" in n) return n.tension(e);
    if ("alpha" in n) return n.alpha(e);
  }
  return n;
}
function Xy(t = lo, e) {
  return typeof t != "function" && `${t}`.toLowerCase() === "auto" ? lo : c5(t, e);
}
function lo(t) {
  return Br(t);
}
function s5(t = { y: "count" }, e = {}) {
  [t, e] = h5(t, e);
  let { x: n, y: r } = e;
  return d5(p5(n, e, ut), null, null, r, t, ui(e));
}
function l5(t, e, n = {}) {
  if (n?.interval == null) return n;
  let { reduce: r = Ra } = n,
    i = { filter: null };
  return (
    n[e] != null && (i[e] = r),
    n[`${e}1`] != null && (i[`${e}1`] = r),
    n[`${e}2`] != null && (i[`${e}2`] = r),
    t(i, n)
  );
}
function Wy(t = {}) {
  return l5(s5, "y", Dn(t, "x"));
}
function d5(t, e, n, r, { data: i = Ws, filter: o = Ki, sort: a, reverse: f, ...u } = {}, c = {}) {
  ((t = Uy(t)),
    (e = Uy(e)),
    (u = g5(u, c)),
    (i = jy(i, ut)),
    (a = a == null ? void 0 : Hy("sort", a, c)),
    (o = o == null ? void 0 : Vy("filter", o, c)),
    n != null && Qi(u, "x", "x1", "x2") && (n = null),
    r != null && Qi(u, "y", "y1", "y2") && (r = null));
  let [s, d] = me(t),
    [l, h] = me(t),
    [p, m] = me(e),
    [g, x] = me(e),
    [b, v] = n != null ? [n, "x"] : r != null ? [r, "y"] : [],
    [y, M] = me(b),
    {
      x: w,
      y: _,
      z: S,
      fill: $,
      stroke: E,
      x1: A,
      x2: k,
      y1: F,
      y2: D,
      domain: T,
      cumulative: P,
      thresholds: R,
      interval: U,
      ...I
    } = c,
    [L, q] = me(S),
    [z] = Vt($),
    [B] = Vt(E),
    [Q, tt] = me(z),
    [et, O] = me(B);
  return {
    ...("z" in c && { z: L || S }),
    ...("fill" in c && { fill: Q || $ }),
    ...("stroke" in c && { stroke: et || E }),
    ...lr(I, (H, N, Y) => {
      let X = Zi(pt(H, b), Y?.[v]),
        C = pt(H, S),
        nt = pt(H, z),
        G = pt(H, B),
        ot = Km(u, { z: C, fill: nt, stroke: G }),
        ht = [],
        Lt = [],
        gn = X && M([]),
        Ln = C && q([]),
        eb = nt && tt([]),
        nb = G && O([]),
        Zl = t && d([]),
        rb = t && h([]),
        Kl = e && m([]),
        ib = e && x([]),
        ob = x5(t, e, H),
        ab = 0;
      for (let pr of u) pr.initialize(H);
      (a && a.initialize(H), o && o.initialize(H));
      for (let pr of N) {
        let Ql = [];
        for (let mr of u) mr.scope("facet", pr);
        (a && a.scope("facet", pr), o && o.scope("facet", pr));
        for (let [mr, fb] of Gs(pr, ot))
          for (let [ub, ho] of Gs(fb, X))
            for (let [$e, je] of ob(ho))
              if ((ot && (je.z = mr), !(o && !o.reduce($e, je)))) {
                (Ql.push(ab++),
                  Lt.push(i.reduceIndex($e, H, je)),
                  X && gn.push(ub),
                  C && Ln.push(ot === C ? mr : C[($e.length > 0 ? $e : ho)[0]]),
                  nt && eb.push(ot === nt ? mr : nt[($e.length > 0 ? $e : ho)[0]]),
                  G && nb.push(ot === G ? mr : G[($e.length > 0 ? $e : ho)[0]]),
                  Zl && (Zl.push(je.x1), rb.push(je.x2)),
                  Kl && (Kl.push(je.y1), ib.push(je.y2)));
                for (let cb of u) cb.reduce($e, je);
                a && a.reduce($e, je);
              }
        ht.push(Ql);
      }
      return (Qm(ht, a, f), { data: Lt, facets: ht });
    }),
    ...(!Qi(u, "x") && (s ? { x1: s, x2: l, x: jr(s, l) } : { x: w, x1: A, x2: k })),
    ...(!Qi(u, "y") && (p ? { y1: p, y2: g, y: jr(p, g) } : { y: _, y1: F, y2: D })),
    ...(y && { [v]: y }),
    ...Object.fromEntries(u.map(({ name: H, output: N }) => [H, N])),
  };
}
function h5({ cumulative: t, domain: e, thresholds: n, interval: r, ...i }, o) {
  return [i, { cumulative: t, domain: e, thresholds: n, interval: r, ...o }];
}
function p5(t, { cumulative: e, domain: n, thresholds: r, interval: i }, o) {
  return (
    (t = { ...Ge(t) }),
    t.domain === void 0 && (t.domain = n),
    t.cumulative === void 0 && (t.cumulative = e),
    t.thresholds === void 0 && (t.thresholds = r),
    t.interval === void 0 && (t.interval = i),
    t.value === void 0 && (t.value = o),
    (t.thresholds = m5(t.thresholds, t.interval)),
    t
  );
}
function Uy(t) {
  if (t == null) return;
  let { value: e, cumulative: n, domain: r = It, thresholds: i } = t,
    o = (a) => {
      let f = pt(a, e),
        u;
      if (xt(f) || b5(i)) {
        f = ct(f, Es, Float64Array);
        let [s, d] = typeof r == "function" ? r(f) : r,
          l = typeof i == "function" && !Nn(i) ? i(f, s, d) : i;
        (typeof l == "number" && (l = ta(s, d, l)),
          Nn(l) && (r === It && ((s = l.floor(s)), (d = l.offset(l.floor(d)))), (l = l.range(s, l.offset(d)))),
          (u = l));
      } else {
        f = qe(f);
        let [s, d] = typeof r == "function" ? r(f) : r,
          l = typeof i == "function" && !Nn(i) ? i(f, s, d) : i;
        if (typeof l == "number")
          if (r === It) {
            let h = xr(s, d, l);
            if (isFinite(h))
              if (h > 0) {
                let p = Math.round(s / h),
                  m = Math.round(d / h);
                (p * h <= s || --p, m * h > d || ++m);
                let g = m - p + 1;
                l = new Float64Array(g);
                for (let x = 0; x < g; ++x) l[x] = (p + x) * h;
              } else if (h < 0) {
                h = -h;
                let p = Math.round(s * h),
                  m = Math.round(d * h);
                (p / h <= s || --p, m / h > d || ++m);
                let g = m - p + 1;
                l = new Float64Array(g);
                for (let x = 0; x < g; ++x) l[x] = (p + x) / h;
              } else l = [s];
            else l = [s];
          } else l = yn(s, d, l);
        else Nn(l) && (r === It && ((s = l.floor(s)), (d = l.offset(l.floor(d)))), (l = l.range(s, l.offset(d))));
        u = l;
      }
      let c = [];
      if (u.length === 1) c.push([u[0], u[0]]);
      else for (let s = 1; s < u.length; ++s) c.push([u[s - 1], u[s]]);
      return ((c.bin = (n < 0 ? v5 : n > 0 ? w5 : Vl)(c, u, f)), c);
    };
  return ((o.label = Me(e)), o);
}
function m5(t, e, n = Gy) {
  if (t === void 0) return e === void 0 ? n : Ue(e);
  if (typeof t == "string") {
    switch (t.toLowerCase()) {
      case "freedman-diaconis":
        return md;
      case "scott":
        return vf;
      case "sturges":
        return sd;
      case "auto":
        return Gy;
    }
    return ji(t);
  }
  return t;
}
function g5(t, e) {
  return Zm(t, e, Hy);
}
function Hy(t, e, n) {
  return Xs(t, e, n, Vy);
}
function Vy(t, e, n) {
  return Us(t, e, n, jy);
}
function jy(t, e) {
  return Ji(t, e, y5);
}
function y5(t) {
  switch (`${t}`.toLowerCase()) {
    case "x":
      return _5;
    case "x1":
      return S5;
    case "x2":
      return T5;
    case "y":
      return M5;
    case "y1":
      return $5;
    case "y2":
      return A5;
    case "z":
      return Jm;
  }
  throw new Error(`invalid bin reduce: ${t}`);
}
function Gy(t, e, n) {
  return Math.min(200, vf(t, e, n));
}
function b5(t) {
  return Em(t) || (jt(t) && xt(t));
}
function x5(t, e, n) {
  let r = t?.(n),
    i = e?.(n);
  return r && i
    ? function* (o) {
        let a = r.bin(o);
        for (let [f, [u, c]] of r.entries()) {
          let s = i.bin(a[f]);
          for (let [d, [l, h]] of i.entries()) yield [s[d], { data: n, x1: u, y1: l, x2: c, y2: h }];
        }
      }
    : r
      ? function* (o) {
          let a = r.bin(o);
          for (let [f, [u, c]] of r.entries()) yield [a[f], { data: n, x1: u, x2: c }];
        }
      : function* (o) {
          let a = i.bin(o);
          for (let [f, [u, c]] of i.entries()) yield [a[f], { data: n, y1: u, y2: c }];
        };
}
function Vl(t, e, n) {
  return (
    (e = qe(e)),
    (r) => {
      let i = t.map(() => []);
      for (let o of r) i[vr(e, n[o]) - 1]?.push(o);
      return i;
    }
  );
}
function w5(t, e, n) {
  let r = Vl(t, e, n);
  return (i) => {
    let o = r(i);
    for (let a = 1, f = o.length; a < f; ++a) {
      let u = o[a - 1],
        c = o[a];
      for (let s of u) c.push(s);
    }
    return o;
  };
}
function v5(t, e, n) {
  let r = Vl(t, e, n);
  return (i) => {
    let o = r(i);
    for (let a = o.length - 2; a >= 0; --a) {
      let f = o[a + 1],
        u = o[a];
      for (let c of f) u.push(c);
    }
    return o;
  };
}
function Zy(t, e) {
  let n = (+t + +e) / 2;
  return t instanceof Date ? new Date(n) : n;
}
var _5 = {
    reduceIndex(t, e, { x1: n, x2: r }) {
      return Zy(n, r);
    },
  },
  M5 = {
    reduceIndex(t, e, { y1: n, y2: r }) {
      return Zy(n, r);
    },
  },
  S5 = {
    reduceIndex(t, e, { x1: n }) {
      return n;
    },
  },
  T5 = {
    reduceIndex(t, e, { x2: n }) {
      return n;
    },
  },
  $5 = {
    reduceIndex(t, e, { y1: n }) {
      return n;
    },
  },
  A5 = {
    reduceIndex(t, e, { y2: n }) {
      return n;
    },
  };
var C5 = { ariaLabel: "bar" },
  jl = class extends dt {
    constructor(e, n, r = {}, i = C5) {
      (super(e, n, r, i), fo(this, r), uo(this, r));
    }
    render(e, n, r, i, o) {
      let { rx: a, ry: f, rx1y1: u, rx1y2: c, rx2y1: s, rx2y2: d } = this,
        l = this._x(n, r, i),
        h = this._y(n, r, i),
        p = this._width(n, r, i),
        m = this._height(n, r, i);
      return at("svg:g", o)
        .call($t, this, i, o)
        .call(this._transform, this, n)
        .call((g) =>
          g
            .selectAll()
            .data(e)
            .enter()
            .call(
              u || c || s || d
                ? (x) => x.append("path").call(_t, this).call(co, l, h, Ky(l, p), Ky(h, m), this).call(Pt, this, r)
                : (x) =>
                    x
                      .append("rect")
                      .call(_t, this)
                      .attr("x", l)
                      .attr("width", p)
                      .attr("y", h)
                      .attr("height", m)
                      .call(W, "rx", a)
                      .call(W, "ry", f)
                      .call(Pt, this, r),
            ),
        )
        .node();
    }
    _x(e, { x: n }, { marginLeft: r }) {
      let { insetLeft: i } = this;
      return n ? (o) => n[o] + i : r + i;
    }
    _y(e, { y: n }, { marginTop: r }) {
      let { insetTop: i } = this;
      return n ? (o) => n[o] + i : r + i;
    }
    _width({ x: e }, { x: n }, { marginRight: r, marginLeft: i, width: o }) {
      let { insetLeft: a, insetRight: f } = this,
        u = n && e ? e.bandwidth() : o - r - i;
      return Math.max(0, u - a - f);
    }
    _height({ y: e }, { y: n }, { marginTop: r, marginBottom: i, height: o }) {
      let { insetTop: a, insetBottom: f } = this,
        u = n && e ? e.bandwidth() : o - r - i;
      return Math.max(0, u - a - f);
    }
  };
function Ky(t, e) {
  return typeof t == "function" && typeof e == "function"
    ? (n) => t(n) + e(n)
    : typeof t == "function"
      ? (n) => t(n) + e
      : typeof e == "function"
        ? (n) => t + e(n)
        : t + e;
}
var lf = class extends jl {
  constructor(e, n = {}, r) {
    let { x1: i, x2: o, y: a } = n;
    super(
      e,
      {
        x1: { value: i, scale: "x" },
        x2: { value: o, scale: "x" },
        y: { value: a, scale: "y", type: "band", optional: !0 },
      },
      n,
      r,
    );
  }
  _transform(e, n, { x: r }) {
    e.call(At, n, { x: r }, 0, 0);
  }
  _x({ x: e }, { x1: n, x2: r }, { marginLeft: i }) {
    let { insetLeft: o } = this;
    return Se(e) ? i + o : (a) => Math.min(n[a], r[a]) + o;
  }
  _width({ x: e }, { x1: n, x2: r }, { marginRight: i, marginLeft: o, width: a }) {
    let { insetLeft: f, insetRight: u } = this;
    return Se(e) ? a - i - o - f - u : (c) => Math.max(0, Math.abs(r[c] - n[c]) - f - u);
  }
};
function Qy(t, e = {}) {
  return (Sa(e) || (e = { ...e, y: An, x2: ut }), new lf(t, Bl(Wa(Yl(e)))));
}
var k5 = { ariaLabel: "dot", fill: "none", stroke: "currentColor", strokeWidth: 1.5 };
function E5(t) {
  return t.sort === void 0 && t.reverse === void 0 ? Hm({ channel: "-r" }, t) : t;
}
var df = class extends dt {
  constructor(e, n = {}) {
    let { x: r, y: i, r: o, rotate: a, symbol: f = rr, frameAnchor: u } = n,
      [c, s] = yt(a, 0),
      [d, l] = Um(f),
      [h, p] = yt(o, d == null ? 3 : 4.5);
    (super(
      e,
      {
        x: { value: r, scale: "x", optional: !0 },
        y: { value: i, scale: "y", optional: !0 },
        r: { value: h, scale: "r", filter: or, optional: !0 },
        rotate: { value: c, optional: !0 },
        symbol: { value: d, scale: "auto", optional: !0 },
      },
      E5(n),
      k5,
    ),
      (this.r = p),
      (this.rotate = s),
      (this.symbol = l),
      (this.frameAnchor = Rn(u)));
    let { channels: m } = this,
      { symbol: g } = m;
    if (g) {
      let { fill: x, stroke: b } = m;
      g.hint = {
        fill: x ? (x.value === g.value ? "color" : "currentColor") : (this.fill ?? "currentColor"),
        stroke: b ? (b.value === g.value ? "color" : "currentColor") : (this.stroke ?? "none"),
      };
    }
  }
  render(e, n, r, i, o) {
    let { x: a, y: f } = n,
      { x: u, y: c, r: s, rotate: d, symbol: l } = r,
      { r: h, rotate: p, symbol: m } = this,
      [g, x] = Ve(this, i),
      b = m === rr,
      v = s ? void 0 : h * h * Math.PI;
    return (
      qr(h) && (e = []),
      at("svg:g", o)
        .call($t, this, i, o)
        .call(At, this, { x: u && a, y: c && f })
        .call((y) =>
          y
            .selectAll()
            .data(e)
            .enter()
            .append(b ? "circle" : "path")
            .call(_t, this)
            .call(
              b
                ? (M) => {
                    M.attr("cx", u ? (w) => u[w] : g)
                      .attr("cy", c ? (w) => c[w] : x)
                      .attr("r", s ? (w) => s[w] : h);
                  }
                : (M) => {
                    M.attr(
                      "transform",
                      ci`translate(${u ? (w) => u[w] : g},${c ? (w) => c[w] : x})${d ? (w) => ` rotate(${d[w]})` : p ? ` rotate(${p})` : ""}`,
                    ).attr(
                      "d",
                      s && l
                        ? (w) => {
                            let _ = Ee();
                            return (l[w].draw(_, s[w] * s[w] * Math.PI), _);
                          }
                        : s
                          ? (w) => {
                              let _ = Ee();
                              return (m.draw(_, s[w] * s[w] * Math.PI), _);
                            }
                          : l
                            ? (w) => {
                                let _ = Ee();
                                return (l[w].draw(_, v), _);
                              }
                            : (() => {
                                let w = Ee();
                                return (m.draw(w, v), w);
                              })(),
                    );
                  },
            )
            .call(Pt, this, r),
        )
        .node()
    );
  }
};
function Jy(t, { x: e, y: n, ...r } = {}) {
  return (r.frameAnchor === void 0 && ([e, n] = Xe(e, n)), new df(t, { ...r, x: e, y: n }));
}
var N5 = {
    ariaLabel: "line",
    fill: "none",
    stroke: "currentColor",
    strokeWidth: 1.5,
    strokeLinecap: "round",
    strokeLinejoin: "round",
    strokeMiterlimit: 1,
  },
  hf = class extends dt {
    constructor(e, n = {}) {
      let { x: r, y: i, z: o, curve: a, tension: f } = n;
      (super(e, { x: { value: r, scale: "x" }, y: { value: i, scale: "y" }, z: { value: Ta(n), optional: !0 } }, n, N5),
        (this.z = o),
        (this.curve = Xy(a, f)),
        io(this, n));
    }
    filter(e) {
      return e;
    }
    project(e, n, r) {
      this.curve !== lo && super.project(e, n, r);
    }
    render(e, n, r, i, o) {
      let { x: a, y: f } = r,
        { curve: u } = this;
      return at("svg:g", o)
        .call($t, this, i, o)
        .call(At, this, n)
        .call((c) =>
          c
            .selectAll()
            .data(dg(e, [a, f], this, r))
            .enter()
            .append("path")
            .call(_t, this)
            .call(lg, this, r)
            .call(_g, this, r, o)
            .attr(
              "d",
              u === lo && o.projection
                ? R5(o.path(), a, f)
                : Ip()
                    .curve(u)
                    .defined((s) => s >= 0)
                    .x((s) => a[s])
                    .y((s) => f[s]),
            ),
        )
        .node();
    }
  };
function R5(t, e, n) {
  return (
    (e = qe(e)),
    (n = qe(n)),
    (r) => {
      let i = [],
        o = [i];
      for (let a of r) a === -1 ? ((i = []), o.push(i)) : i.push([e[a], n[a]]);
      return t({ type: "MultiLineString", coordinates: o });
    }
  );
}
function tb(t, { x: e = An, y: n = ut, ...r } = {}) {
  return new hf(t, Wy({ ...r, x: e, y: n }));
}
dt.prototype.plot = function ({ marks: t = [], ...e } = {}) {
  return sf({ ...e, marks: [...t, this] });
};
export { Qy as barX, Jy as dot, tb as lineY, sf as plot, Ey as rectY, ja as ruleX, Za as ruleY, Zn as utcDay };

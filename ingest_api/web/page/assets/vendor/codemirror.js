/* @codemirror/autocomplete@6.20.4 @codemirror/commands@6.11.1 @codemirror/lang-sql@6.10.0 @codemirror/language@6.13.1 @codemirror/lint@6.9.8 @codemirror/state@6.7.6 @codemirror/view@6.43.15 @lezer/common@1.5.5 @lezer/highlight@1.2.5 @lezer/lr@1.4.12 @marijn/find-cluster-break@1.0.4 crelt@1.0.7 style-mod@4.1.5 w3c-keyname@2.2.8; licences: codemirror.licences.txt */
var _s = [],
  Ll = [];
(() => {
  let n =
    "lc,34,7n,7,7b,19,,,,2,,2,,,20,b,1c,l,g,,2t,7,2,6,2,2,,4,z,,u,r,2j,b,1m,9,9,,o,4,,9,,3,,5,17,3,1n,9,16,o,,x,1i,3,,i,,7,a,2,t,3,1k,,,7,2,2,2,3,9,,a,2,q,,2,3,1k,,,5,4,2,2,3,3,,u,2,3,,b,3,1k,,,8,,3,,3,k,2,m,6,,3,1k,,,7,2,2,2,3,7,3,a,2,u,,1n,5,3,3,,4,9,,14,5,1j,,,7,,3,,4,7,2,b,2,t,3,1k,,,7,,3,,4,7,2,b,2,f,,c,4,1j,2,,7,,3,,4,9,,a,2,t,3,1y,,4,6,,,,8,i,2,1p,,,8,c,8,2q,,,a,b,7,21,2,r,,,,,,4,2,1d,k,,2,5,b,,10,9,,2u,b,,6,n,4,4,3,g,4,d,,,3,6,,f,,jj,3,qa,4,s,3,t,2,u,2,1s,w,9,,19,3,,,39,2,y,,3a,c,4,c,63,5,1l,a,,,,,2,o,2,,1c,1a,2,c,k,5,1b,h,12,9,c,3,u,d,1k,e,1c,k,48,3,,l,4,,6,,2,3,5i,1s,ek,,5f,x,2da,3,3x,,2o,w,fe,6,2x,2,n9w,4,,a,w,2,28,2,7k,,3,,4,,n,5,4,,2b,2,1e,i,q,i,d,,12,8,p,d,18,4,1b,e,10,,1v,e,c,,8,2,1a,,1f,,,3,2,2,5,2,,,15,5,5,2,6k,8,,2,fn4,,kh,g,g,g,a6,2,gt,,6a,,45,5,1ae,3,,2,5,4,14,3,4,,4l,2,fx,4,1t,5,8t,2,25,6,1y,b,1d,4,3e,3,1h,f,15,,2,2,a,4,19,b,7,,1p,3,10,e,g,2,18,,c,3,1c,e,8,4,,2,2k,c,6,,2,,4d,c,l,4,1j,2,,7,2,2,2,3,9,,a,2,2,7,3,5,1v,9,,,2,,,4,,5,,,e,2,2a,i,n,,29,k,6j,7,2,9,r,2,2a,h,2y,d,2t,3,2,a,74,f,6t,6,,2,2,4,,,,2,3x,7,2,7,3,,s,a,14,7,,4,8,,9,b,1a,g,5i,8,5j,8,,8,2a,m,,e,3e,6,3,,,2,,7,,,1u,5,,2,,5,9n,4,9,2,,,1c,7,3,5,n,,44l,,6,f,8ug,i,1xc,5,1n,7,t4,,,1j,7,4,29,,b,2,f57,2,3mp,1a,2,n,f2,5,3,6,8,8,2,7,u,4,44,3,1iz,1j,4,1e,8,,e,,m,5,,f,11s,7,,h,2,7,,2,,5,2s,,4g,7,af,,1p,4,e4,4,72,2,6r,,2,,7,2,5,,d6,7,31,7,240,5"
      .split(",")
      .map((e) => (e ? parseInt(e, 36) : 1));
  for (let e = 0, t = 0; e < n.length; e++) (e % 2 ? Ll : _s).push((t = t + n[e]));
})();
function Wf(n) {
  if (n < 768) return !1;
  for (let e = 0, t = _s.length; ;) {
    let i = (e + t) >> 1;
    if (n < _s[i]) t = i;
    else if (n >= Ll[i]) e = i + 1;
    else return !0;
    if (e == t) return !1;
  }
}
function Bl(n) {
  return n >= 127462 && n <= 127487;
}
var Pl = 8205;
function El(n, e, t = !0, i = !0) {
  return (t ? Il : Vf)(n, e, i);
}
function Il(n, e, t) {
  if (e == n.length) return e;
  e && _l(n.charCodeAt(e)) && Nl(n.charCodeAt(e - 1)) && e--;
  let i = Is(n, e);
  for (e += Rl(i); e < n.length;) {
    let s = Is(n, e);
    if (i == Pl || s == Pl || (t && Wf(s))) ((e += Rl(s)), (i = s));
    else if (Bl(s)) {
      let r = 0,
        o = e - 2;
      for (; o >= 0 && Bl(Is(n, o));) (r++, (o -= 2));
      if (r % 2 == 0) break;
      e += 2;
    } else break;
  }
  return e;
}
function Vf(n, e, t) {
  for (; e > 1;) {
    let i = Il(n, e - 2, t);
    if (i < e) return i;
    e--;
  }
  return 0;
}
function Is(n, e) {
  let t = n.charCodeAt(e);
  if (!Nl(t) || e + 1 == n.length) return t;
  let i = n.charCodeAt(e + 1);
  return _l(i) ? ((t - 55296) << 10) + (i - 56320) + 65536 : t;
}
function _l(n) {
  return n >= 56320 && n < 57344;
}
function Nl(n) {
  return n >= 55296 && n < 56320;
}
function Rl(n) {
  return n < 65536 ? 1 : 2;
}
var N = class n {
    lineAt(e) {
      if (e < 0 || e > this.length) throw new RangeError(`Invalid position ${e} in document of length ${this.length}`);
      return this.lineInner(e, !1, 1, 0);
    }
    line(e) {
      if (e < 1 || e > this.lines) throw new RangeError(`Invalid line number ${e} in ${this.lines}-line document`);
      return this.lineInner(e, !0, 1, 0);
    }
    replace(e, t, i) {
      [e, t] = ei(this, e, t);
      let s = [];
      return (
        this.decompose(0, e, s, 2),
        i.length && i.decompose(0, i.length, s, 3),
        this.decompose(t, this.length, s, 1),
        Yt.from(s, this.length - (t - e) + i.length)
      );
    }
    append(e) {
      return this.replace(this.length, this.length, e);
    }
    slice(e, t = this.length) {
      [e, t] = ei(this, e, t);
      let i = [];
      return (this.decompose(e, t, i, 0), Yt.from(i, t - e));
    }
    eq(e) {
      if (e == this) return !0;
      if (e.length != this.length || e.lines != this.lines) return !1;
      let t = this.scanIdentical(e, 1),
        i = this.length - this.scanIdentical(e, -1),
        s = new Tt(this),
        r = new Tt(e);
      for (let o = t, l = t; ;) {
        if ((s.next(o), r.next(o), (o = 0), s.lineBreak != r.lineBreak || s.done != r.done || s.value != r.value))
          return !1;
        if (((l += s.value.length), s.done || l >= i)) return !0;
      }
    }
    iter(e = 1) {
      return new Tt(this, e);
    }
    iterRange(e, t = this.length) {
      return new xn(this, e, t);
    }
    iterLines(e, t) {
      let i;
      if (e == null) i = this.iter();
      else {
        t == null && (t = this.lines + 1);
        let s = this.line(e).from;
        i = this.iterRange(s, Math.max(s, t == this.lines + 1 ? this.length : t <= 1 ? 0 : this.line(t - 1).to));
      }
      return new kn(i);
    }
    toString() {
      return this.sliceString(0);
    }
    toJSON() {
      let e = [];
      return (this.flatten(e), e);
    }
    constructor() {}
    static of(e) {
      if (e.length == 0) throw new RangeError("A document must have at least one line");
      return e.length == 1 && !e[0] ? n.empty : e.length <= 32 ? new ve(e) : Yt.from(ve.split(e, []));
    }
  },
  ve = class n extends N {
    constructor(e, t = zf(e)) {
      (super(), (this.text = e), (this.length = t));
    }
    get lines() {
      return this.text.length;
    }
    get children() {
      return null;
    }
    lineInner(e, t, i, s) {
      for (let r = 0; ; r++) {
        let o = this.text[r],
          l = s + o.length;
        if ((t ? i : l) >= e) return new Fs(s, l, i, o);
        ((s = l + 1), i++);
      }
    }
    decompose(e, t, i, s) {
      let r = e <= 0 && t >= this.length ? this : new n(Fl(this.text, e, t), Math.min(t, this.length) - Math.max(0, e));
      if (s & 1) {
        let o = i.pop(),
          l = yn(r.text, o.text.slice(), 0, r.length);
        if (l.length <= 32) i.push(new n(l, o.length + r.length));
        else {
          let a = l.length >> 1;
          i.push(new n(l.slice(0, a)), new n(l.slice(a)));
        }
      } else i.push(r);
    }
    replace(e, t, i) {
      if (!(i instanceof n)) return super.replace(e, t, i);
      [e, t] = ei(this, e, t);
      let s = yn(this.text, yn(i.text, Fl(this.text, 0, e)), t),
        r = this.length + i.length - (t - e);
      return s.length <= 32 ? new n(s, r) : Yt.from(n.split(s, []), r);
    }
    sliceString(
      e,
      t = this.length,
      i = `
`,
    ) {
      [e, t] = ei(this, e, t);
      let s = "";
      for (let r = 0, o = 0; r <= t && o < this.text.length; o++) {
        let l = this.text[o],
          a = r + l.length;
        (r > e && o && (s += i), e < a && t > r && (s += l.slice(Math.max(0, e - r), t - r)), (r = a + 1));
      }
      return s;
    }
    flatten(e) {
      for (let t of this.text) e.push(t);
    }
    scanIdentical() {
      return 0;
    }
    static split(e, t) {
      let i = [],
        s = -1;
      for (let r of e) (i.push(r), (s += r.length + 1), i.length == 32 && (t.push(new n(i, s)), (i = []), (s = -1)));
      return (s > -1 && t.push(new n(i, s)), t);
    }
  },
  Yt = class n extends N {
    constructor(e, t) {
      (super(), (this.children = e), (this.length = t), (this.lines = 0));
      for (let i of e) this.lines += i.lines;
    }
    lineInner(e, t, i, s) {
      for (let r = 0; ; r++) {
        let o = this.children[r],
          l = s + o.length,
          a = i + o.lines - 1;
        if ((t ? a : l) >= e) return o.lineInner(e, t, i, s);
        ((s = l + 1), (i = a + 1));
      }
    }
    decompose(e, t, i, s) {
      for (let r = 0, o = 0; o <= t && r < this.children.length; r++) {
        let l = this.children[r],
          a = o + l.length;
        if (e <= a && t >= o) {
          let h = s & ((o <= e ? 1 : 0) | (a >= t ? 2 : 0));
          o >= e && a <= t && !h ? i.push(l) : l.decompose(e - o, t - o, i, h);
        }
        o = a + 1;
      }
    }
    replace(e, t, i) {
      if ((([e, t] = ei(this, e, t)), i.lines < this.lines))
        for (let s = 0, r = 0; s < this.children.length; s++) {
          let o = this.children[s],
            l = r + o.length;
          if (e >= r && t <= l) {
            let a = o.replace(e - r, t - r, i),
              h = this.lines - o.lines + a.lines;
            if (a.lines < h >> 4 && a.lines > h >> 6) {
              let c = this.children.slice();
              return ((c[s] = a), new n(c, this.length - (t - e) + i.length));
            }
            return super.replace(r, l, a);
          }
          r = l + 1;
        }
      return super.replace(e, t, i);
    }
    sliceString(
      e,
      t = this.length,
      i = `
`,
    ) {
      [e, t] = ei(this, e, t);
      let s = "";
      for (let r = 0, o = 0; r < this.children.length && o <= t; r++) {
        let l = this.children[r],
          a = o + l.length;
        (o > e && r && (s += i), e < a && t > o && (s += l.sliceString(e - o, t - o, i)), (o = a + 1));
      }
      return s;
    }
    flatten(e) {
      for (let t of this.children) t.flatten(e);
    }
    scanIdentical(e, t) {
      if (!(e instanceof n)) return 0;
      let i = 0,
        [s, r, o, l] =
          t > 0
            ? [0, 0, this.children.length, e.children.length]
            : [this.children.length - 1, e.children.length - 1, -1, -1];
      for (; ; s += t, r += t) {
        if (s == o || r == l) return i;
        let a = this.children[s],
          h = e.children[r];
        if (a != h) return i + a.scanIdentical(h, t);
        i += a.length + 1;
      }
    }
    static from(e, t = e.reduce((i, s) => i + s.length + 1, -1)) {
      let i = 0;
      for (let d of e) i += d.lines;
      if (i < 32) {
        let d = [];
        for (let p of e) p.flatten(d);
        return new ve(d, t);
      }
      let s = Math.max(32, i >> 5),
        r = s << 1,
        o = s >> 1,
        l = [],
        a = 0,
        h = -1,
        c = [];
      function f(d) {
        let p;
        if (d.lines > r && d instanceof n) for (let m of d.children) f(m);
        else
          d.lines > o && (a > o || !a)
            ? (u(), l.push(d))
            : d instanceof ve && a && (p = c[c.length - 1]) instanceof ve && d.lines + p.lines <= 32
              ? ((a += d.lines),
                (h += d.length + 1),
                (c[c.length - 1] = new ve(p.text.concat(d.text), p.length + 1 + d.length)))
              : (a + d.lines > s && u(), (a += d.lines), (h += d.length + 1), c.push(d));
      }
      function u() {
        a != 0 && (l.push(c.length == 1 ? c[0] : n.from(c, h)), (h = -1), (a = c.length = 0));
      }
      for (let d of e) f(d);
      return (u(), l.length == 1 ? l[0] : new n(l, t));
    }
  };
N.empty = new ve([""], 0);
function zf(n) {
  let e = -1;
  for (let t of n) e += t.length + 1;
  return e;
}
function yn(n, e, t = 0, i = 1e9) {
  for (let s = 0, r = 0, o = !0; r < n.length && s <= i; r++) {
    let l = n[r],
      a = s + l.length;
    (a >= t &&
      (a > i && (l = l.slice(0, i - s)),
      s < t && (l = l.slice(t - s)),
      o ? ((e[e.length - 1] += l), (o = !1)) : e.push(l)),
      (s = a + 1));
  }
  return e;
}
function Fl(n, e, t) {
  return yn(n, [""], e, t);
}
var Tt = class {
    constructor(e, t = 1) {
      ((this.dir = t),
        (this.done = !1),
        (this.lineBreak = !1),
        (this.value = ""),
        (this.nodes = [e]),
        (this.offsets = [t > 0 ? 1 : (e instanceof ve ? e.text.length : e.children.length) << 1]));
    }
    nextInner(e, t) {
      for (this.done = this.lineBreak = !1; ;) {
        let i = this.nodes.length - 1,
          s = this.nodes[i],
          r = this.offsets[i],
          o = r >> 1,
          l = s instanceof ve ? s.text.length : s.children.length;
        if (o == (t > 0 ? l : 0)) {
          if (i == 0) return ((this.done = !0), (this.value = ""), this);
          (t > 0 && this.offsets[i - 1]++, this.nodes.pop(), this.offsets.pop());
        } else if ((r & 1) == (t > 0 ? 0 : 1)) {
          if (((this.offsets[i] += t), e == 0))
            return (
              (this.lineBreak = !0),
              (this.value = `
`),
              this
            );
          e--;
        } else if (s instanceof ve) {
          let a = s.text[o + (t < 0 ? -1 : 0)];
          if (((this.offsets[i] += t), a.length > Math.max(0, e)))
            return ((this.value = e == 0 ? a : t > 0 ? a.slice(e) : a.slice(0, a.length - e)), this);
          e -= a.length;
        } else {
          let a = s.children[o + (t < 0 ? -1 : 0)];
          e > a.length
            ? ((e -= a.length), (this.offsets[i] += t))
            : (t < 0 && this.offsets[i]--,
              this.nodes.push(a),
              this.offsets.push(t > 0 ? 1 : (a instanceof ve ? a.text.length : a.children.length) << 1));
        }
      }
    }
    next(e = 0) {
      return (e < 0 && (this.nextInner(-e, -this.dir), (e = this.value.length)), this.nextInner(e, this.dir));
    }
  },
  xn = class {
    constructor(e, t, i) {
      ((this.value = ""),
        (this.done = !1),
        (this.cursor = new Tt(e, t > i ? -1 : 1)),
        (this.pos = t > i ? e.length : 0),
        (this.from = Math.min(t, i)),
        (this.to = Math.max(t, i)));
    }
    nextInner(e, t) {
      if (t < 0 ? this.pos <= this.from : this.pos >= this.to) return ((this.value = ""), (this.done = !0), this);
      e += Math.max(0, t < 0 ? this.pos - this.to : this.from - this.pos);
      let i = t < 0 ? this.pos - this.from : this.to - this.pos;
      (e > i && (e = i), (i -= e));
      let { value: s } = this.cursor.next(e);
      return (
        (this.pos += (s.length + e) * t),
        (this.value = s.length <= i ? s : t < 0 ? s.slice(s.length - i) : s.slice(0, i)),
        (this.done = !this.value),
        this
      );
    }
    next(e = 0) {
      return (
        e < 0 ? (e = Math.max(e, this.from - this.pos)) : e > 0 && (e = Math.min(e, this.to - this.pos)),
        this.nextInner(e, this.cursor.dir)
      );
    }
    get lineBreak() {
      return this.cursor.lineBreak && this.value != "";
    }
  },
  kn = class {
    constructor(e) {
      ((this.inner = e), (this.afterBreak = !0), (this.value = ""), (this.done = !1));
    }
    next(e = 0) {
      let { done: t, lineBreak: i, value: s } = this.inner.next(e);
      return (
        t && this.afterBreak
          ? ((this.value = ""), (this.afterBreak = !1))
          : t
            ? ((this.done = !0), (this.value = ""))
            : i
              ? this.afterBreak
                ? (this.value = "")
                : ((this.afterBreak = !0), this.next())
              : ((this.value = s), (this.afterBreak = !1)),
        this
      );
    }
    get lineBreak() {
      return !1;
    }
  };
typeof Symbol < "u" &&
  ((N.prototype[Symbol.iterator] = function () {
    return this.iter();
  }),
  (Tt.prototype[Symbol.iterator] =
    xn.prototype[Symbol.iterator] =
    kn.prototype[Symbol.iterator] =
      function () {
        return this;
      }));
var Fs = class {
  constructor(e, t, i, s) {
    ((this.from = e), (this.to = t), (this.number = i), (this.text = s));
  }
  get length() {
    return this.to - this.from;
  }
};
function ei(n, e, t) {
  return ((e = Math.max(0, Math.min(n.length, e))), [e, Math.max(e, Math.min(n.length, t))]);
}
function J(n, e, t = !0, i = !0) {
  return El(n, e, t, i);
}
function qf(n) {
  return n >= 56320 && n < 57344;
}
function jf(n) {
  return n >= 55296 && n < 56320;
}
function ye(n, e) {
  let t = n.charCodeAt(e);
  if (!jf(t) || e + 1 == n.length) return t;
  let i = n.charCodeAt(e + 1);
  return qf(i) ? ((t - 55296) << 10) + (i - 56320) + 65536 : t;
}
function Ys(n) {
  return n <= 65535
    ? String.fromCharCode(n)
    : ((n -= 65536), String.fromCharCode((n >> 10) + 55296, (n & 1023) + 56320));
}
function _e(n) {
  return n < 65536 ? 1 : 2;
}
var Hs = /\r\n?|\n/,
  ne = (function (n) {
    return (
      (n[(n.Simple = 0)] = "Simple"),
      (n[(n.TrackDel = 1)] = "TrackDel"),
      (n[(n.TrackBefore = 2)] = "TrackBefore"),
      (n[(n.TrackAfter = 3)] = "TrackAfter"),
      n
    );
  })(ne || (ne = {})),
  at = class n {
    constructor(e) {
      this.sections = e;
    }
    get length() {
      let e = 0;
      for (let t = 0; t < this.sections.length; t += 2) e += this.sections[t];
      return e;
    }
    get newLength() {
      let e = 0;
      for (let t = 0; t < this.sections.length; t += 2) {
        let i = this.sections[t + 1];
        e += i < 0 ? this.sections[t] : i;
      }
      return e;
    }
    get empty() {
      return this.sections.length == 0 || (this.sections.length == 2 && this.sections[1] < 0);
    }
    iterGaps(e) {
      for (let t = 0, i = 0, s = 0; t < this.sections.length;) {
        let r = this.sections[t++],
          o = this.sections[t++];
        (o < 0 ? (e(i, s, r), (s += r)) : (s += o), (i += r));
      }
    }
    iterChangedRanges(e, t = !1) {
      Ws(this, e, t);
    }
    get invertedDesc() {
      let e = [];
      for (let t = 0; t < this.sections.length;) {
        let i = this.sections[t++],
          s = this.sections[t++];
        s < 0 ? e.push(i, s) : e.push(s, i);
      }
      return new n(e);
    }
    composeDesc(e) {
      return this.empty ? e : e.empty ? this : ql(this, e);
    }
    mapDesc(e, t = !1) {
      return e.empty ? this : Vs(this, e, t);
    }
    mapPos(e, t = -1, i = ne.Simple) {
      let s = 0,
        r = 0;
      for (let o = 0; o < this.sections.length;) {
        let l = this.sections[o++],
          a = this.sections[o++],
          h = s + l;
        if (a < 0) {
          if (h > e) return r + (e - s);
          r += l;
        } else {
          if (
            i != ne.Simple &&
            h >= e &&
            ((i == ne.TrackDel && s < e && h > e) || (i == ne.TrackBefore && s < e) || (i == ne.TrackAfter && h > e))
          )
            return null;
          if (h > e || (h == e && t < 0 && !l)) return e == s || t < 0 ? r : r + a;
          r += a;
        }
        s = h;
      }
      if (e > s) throw new RangeError(`Position ${e} is out of range for changeset of length ${s}`);
      return r;
    }
    touchesRange(e, t = e) {
      for (let i = 0, s = 0; i < this.sections.length && s <= t;) {
        let r = this.sections[i++],
          o = this.sections[i++],
          l = s + r;
        if (o >= 0 && s <= t && l >= e) return s < e && l > t ? "cover" : !0;
        s = l;
      }
      return !1;
    }
    toString() {
      let e = "";
      for (let t = 0; t < this.sections.length;) {
        let i = this.sections[t++],
          s = this.sections[t++];
        e += (e ? " " : "") + i + (s >= 0 ? ":" + s : "");
      }
      return e;
    }
    toJSON() {
      return this.sections;
    }
    static fromJSON(e) {
      if (!Array.isArray(e) || e.length % 2 || e.some((t) => typeof t != "number"))
        throw new RangeError("Invalid JSON representation of ChangeDesc");
      return new n(e);
    }
    static create(e) {
      return new n(e);
    }
  },
  pe = class n extends at {
    constructor(e, t) {
      (super(e), (this.inserted = t));
    }
    apply(e) {
      if (this.length != e.length) throw new RangeError("Applying change set to a document with the wrong length");
      return (Ws(this, (t, i, s, r, o) => (e = e.replace(s, s + (i - t), o)), !1), e);
    }
    mapDesc(e, t = !1) {
      return Vs(this, e, t, !0);
    }
    invert(e) {
      let t = this.sections.slice(),
        i = [];
      for (let s = 0, r = 0; s < t.length; s += 2) {
        let o = t[s],
          l = t[s + 1];
        if (l >= 0) {
          ((t[s] = l), (t[s + 1] = o));
          let a = s >> 1;
          for (; i.length < a;) i.push(N.empty);
          i.push(o ? e.slice(r, r + o) : N.empty);
        }
        r += o;
      }
      return new n(t, i);
    }
    compose(e) {
      return this.empty ? e : e.empty ? this : ql(this, e, !0);
    }
    map(e, t = !1) {
      return e.empty ? this : Vs(this, e, t, !0);
    }
    iterChanges(e, t = !1) {
      Ws(this, e, t);
    }
    get desc() {
      return at.create(this.sections);
    }
    filter(e) {
      let t = [],
        i = [],
        s = [],
        r = new Dt(this);
      e: for (let o = 0, l = 0; ;) {
        let a = o == e.length ? 1e9 : e[o++];
        for (; l < a || (l == a && r.len == 0);) {
          if (r.done) break e;
          let c = Math.min(r.len, a - l);
          he(s, c, -1);
          let f = r.ins == -1 ? -1 : r.off == 0 ? r.ins : 0;
          (he(t, c, f), f > 0 && mt(i, t, r.text), r.forward(c), (l += c));
        }
        let h = e[o++];
        for (; l < h;) {
          if (r.done) break e;
          let c = Math.min(r.len, h - l);
          (he(t, c, -1), he(s, c, r.ins == -1 ? -1 : r.off == 0 ? r.ins : 0), r.forward(c), (l += c));
        }
      }
      return { changes: new n(t, i), filtered: at.create(s) };
    }
    toJSON() {
      let e = [];
      for (let t = 0; t < this.sections.length; t += 2) {
        let i = this.sections[t],
          s = this.sections[t + 1];
        s < 0 ? e.push(i) : s == 0 ? e.push([i]) : e.push([i].concat(this.inserted[t >> 1].toJSON()));
      }
      return e;
    }
    static of(e, t, i) {
      let s = [],
        r = [],
        o = 0,
        l = null;
      function a(c = !1) {
        if (!c && !s.length) return;
        o < t && he(s, t - o, -1);
        let f = new n(s, r);
        ((l = l ? l.compose(f.map(l)) : f), (s = []), (r = []), (o = 0));
      }
      function h(c) {
        if (Array.isArray(c)) for (let f of c) h(f);
        else if (c instanceof n) {
          if (c.length != t) throw new RangeError(`Mismatched change set length (got ${c.length}, expected ${t})`);
          (a(), (l = l ? l.compose(c.map(l)) : c));
        } else {
          let { from: f, to: u = f, insert: d } = c;
          if (f > u || f < 0 || u > t)
            throw new RangeError(`Invalid change range ${f} to ${u} (in doc of length ${t})`);
          let p = d ? (typeof d == "string" ? N.of(d.split(i || Hs)) : d) : N.empty,
            m = p.length;
          if (f == u && m == 0) return;
          (f < o && a(), f > o && he(s, f - o, -1), he(s, u - f, m), mt(r, s, p), (o = u));
        }
      }
      return (h(e), a(!l), l);
    }
    static empty(e) {
      return new n(e ? [e, -1] : [], []);
    }
    static fromJSON(e) {
      if (!Array.isArray(e)) throw new RangeError("Invalid JSON representation of ChangeSet");
      let t = [],
        i = [];
      for (let s = 0; s < e.length; s++) {
        let r = e[s];
        if (typeof r == "number") t.push(r, -1);
        else {
          if (!Array.isArray(r) || typeof r[0] != "number" || r.some((o, l) => l && typeof o != "string"))
            throw new RangeError("Invalid JSON representation of ChangeSet");
          if (r.length == 1) t.push(r[0], 0);
          else {
            for (; i.length < s;) i.push(N.empty);
            ((i[s] = N.of(r.slice(1))), t.push(r[0], i[s].length));
          }
        }
      }
      return new n(t, i);
    }
    static createSet(e, t) {
      return new n(e, t);
    }
  };
function he(n, e, t, i = !1) {
  if (e == 0 && t <= 0) return;
  let s = n.length - 2;
  s >= 0 && t <= 0 && t == n[s + 1]
    ? (n[s] += e)
    : s >= 0 && e == 0 && n[s] == 0
      ? (n[s + 1] += t)
      : i
        ? ((n[s] += e), (n[s + 1] += t))
        : n.push(e, t);
}
function mt(n, e, t) {
  if (t.length == 0) return;
  let i = (e.length - 2) >> 1;
  if (i < n.length) n[n.length - 1] = n[n.length - 1].append(t);
  else {
    for (; n.length < i;) n.push(N.empty);
    n.push(t);
  }
}
function Ws(n, e, t) {
  let i = n.inserted;
  for (let s = 0, r = 0, o = 0; o < n.sections.length;) {
    let l = n.sections[o++],
      a = n.sections[o++];
    if (a < 0) ((s += l), (r += l));
    else {
      let h = s,
        c = r,
        f = N.empty;
      for (
        ;
        (h += l),
          (c += a),
          a && i && (f = f.append(i[(o - 2) >> 1])),
          !(t || o == n.sections.length || n.sections[o + 1] < 0);
      )
        ((l = n.sections[o++]), (a = n.sections[o++]));
      (e(s, h, r, c, f), (s = h), (r = c));
    }
  }
}
function Vs(n, e, t, i = !1) {
  let s = [],
    r = i ? [] : null,
    o = new Dt(n),
    l = new Dt(e);
  for (let a = -1; ;) {
    if ((o.done && l.len) || (l.done && o.len)) throw new Error("Mismatched change set lengths");
    if (o.ins == -1 && l.ins == -1) {
      let h = Math.min(o.len, l.len);
      (he(s, h, -1), o.forward(h), l.forward(h));
    } else if (l.ins >= 0 && (o.ins < 0 || a == o.i || (o.off == 0 && (l.len < o.len || (l.len == o.len && !t))))) {
      let h = l.len;
      for (he(s, l.ins, -1); h;) {
        let c = Math.min(o.len, h);
        (o.ins >= 0 && a < o.i && o.len <= c && (he(s, 0, o.ins), r && mt(r, s, o.text), (a = o.i)),
          o.forward(c),
          (h -= c));
      }
      l.next();
    } else if (o.ins >= 0) {
      let h = 0,
        c = o.len;
      for (; c;)
        if (l.ins == -1) {
          let f = Math.min(c, l.len);
          ((h += f), (c -= f), l.forward(f));
        } else if (l.ins == 0 && l.len < c) ((c -= l.len), l.next());
        else break;
      (he(s, h, a < o.i ? o.ins : 0), r && a < o.i && mt(r, s, o.text), (a = o.i), o.forward(o.len - c));
    } else {
      if (o.done && l.done) return r ? pe.createSet(s, r) : at.create(s);
      throw new Error("Mismatched change set lengths");
    }
  }
}
function ql(n, e, t = !1) {
  let i = [],
    s = t ? [] : null,
    r = new Dt(n),
    o = new Dt(e);
  for (let l = !1; ;) {
    if (r.done && o.done) return s ? pe.createSet(i, s) : at.create(i);
    if (r.ins == 0) (he(i, r.len, 0, l), r.next());
    else if (o.len == 0 && !o.done) (he(i, 0, o.ins, l), s && mt(s, i, o.text), o.next());
    else {
      if (r.done || o.done) throw new Error("Mismatched change set lengths");
      {
        let a = Math.min(r.len2, o.len),
          h = i.length;
        if (r.ins == -1) {
          let c = o.ins == -1 ? -1 : o.off ? 0 : o.ins;
          (he(i, a, c, l), s && c && mt(s, i, o.text));
        } else
          o.ins == -1
            ? (he(i, r.off ? 0 : r.len, a, l), s && mt(s, i, r.textBit(a)))
            : (he(i, r.off ? 0 : r.len, o.off ? 0 : o.ins, l), s && !o.off && mt(s, i, o.text));
        ((l = (r.ins > a || (o.ins >= 0 && o.len > a)) && (l || i.length > h)), r.forward2(a), o.forward(a));
      }
    }
  }
}
var Dt = class {
    constructor(e) {
      ((this.set = e), (this.i = 0), this.next());
    }
    next() {
      let { sections: e } = this.set;
      (this.i < e.length ? ((this.len = e[this.i++]), (this.ins = e[this.i++])) : ((this.len = 0), (this.ins = -2)),
        (this.off = 0));
    }
    get done() {
      return this.ins == -2;
    }
    get len2() {
      return this.ins < 0 ? this.len : this.ins;
    }
    get text() {
      let { inserted: e } = this.set,
        t = (this.i - 2) >> 1;
      return t >= e.length ? N.empty : e[t];
    }
    textBit(e) {
      let { inserted: t } = this.set,
        i = (this.i - 2) >> 1;
      return i >= t.length && !e ? N.empty : t[i].slice(this.off, e == null ? void 0 : this.off + e);
    }
    forward(e) {
      e == this.len ? this.next() : ((this.len -= e), (this.off += e));
    }
    forward2(e) {
      this.ins == -1 ? this.forward(e) : e == this.ins ? this.next() : ((this.ins -= e), (this.off += e));
    }
  },
  At = class n {
    constructor(e, t, i, s) {
      ((this.from = e), (this.to = t), (this.flags = i), (this.goalColumn = s));
    }
    get anchor() {
      return this.flags & 32 ? this.to : this.from;
    }
    get head() {
      return this.flags & 32 ? this.from : this.to;
    }
    get empty() {
      return this.from == this.to;
    }
    get assoc() {
      return this.flags & 8 ? -1 : this.flags & 16 ? 1 : 0;
    }
    get undirectional() {
      return (this.flags & 64) > 0;
    }
    get bidiLevel() {
      let e = this.flags & 7;
      return e == 7 ? null : e;
    }
    map(e, t = -1) {
      let i, s;
      return (
        this.empty ? (i = s = e.mapPos(this.from, t)) : ((i = e.mapPos(this.from, 1)), (s = e.mapPos(this.to, -1))),
        i == this.from && s == this.to ? this : new n(i, s, this.flags, this.goalColumn)
      );
    }
    extend(e, t = e, i = 0) {
      if (e <= this.anchor && t >= this.anchor) return w.range(e, t, void 0, void 0, i);
      let s = Math.abs(e - this.anchor) > Math.abs(t - this.anchor) ? e : t;
      return w.range(this.anchor, s, void 0, void 0, i);
    }
    eq(e, t = !1) {
      return (
        this.anchor == e.anchor &&
        this.head == e.head &&
        this.goalColumn == e.goalColumn &&
        (!t || !this.empty || this.assoc == e.assoc)
      );
    }
    toJSON() {
      return { anchor: this.anchor, head: this.head };
    }
    static fromJSON(e) {
      if (!e || typeof e.anchor != "number" || typeof e.head != "number")
        throw new RangeError("Invalid JSON representation for SelectionRange");
      return w.range(e.anchor, e.head);
    }
    static create(e, t, i, s) {
      return new n(e, t, i, s);
    }
  },
  w = class n {
    constructor(e, t) {
      ((this.ranges = e), (this.mainIndex = t));
    }
    map(e, t = -1) {
      return e.empty
        ? this
        : n.create(
            this.ranges.map((i) => i.map(e, t)),
            this.mainIndex,
          );
    }
    eq(e, t = !1) {
      if (this.ranges.length != e.ranges.length || this.mainIndex != e.mainIndex) return !1;
      for (let i = 0; i < this.ranges.length; i++) if (!this.ranges[i].eq(e.ranges[i], t)) return !1;
      return !0;
    }
    get main() {
      return this.ranges[this.mainIndex];
    }
    asSingle() {
      return this.ranges.length == 1 ? this : new n([this.main], 0);
    }
    addRange(e, t = !0) {
      return n.create([e].concat(this.ranges), t ? 0 : this.mainIndex + 1);
    }
    replaceRange(e, t = this.mainIndex) {
      let i = this.ranges.slice();
      return ((i[t] = e), n.create(i, this.mainIndex));
    }
    toJSON() {
      return { ranges: this.ranges.map((e) => e.toJSON()), main: this.mainIndex };
    }
    static fromJSON(e) {
      if (!e || !Array.isArray(e.ranges) || typeof e.main != "number" || e.main >= e.ranges.length)
        throw new RangeError("Invalid JSON representation for EditorSelection");
      return new n(
        e.ranges.map((t) => At.fromJSON(t)),
        e.main,
      );
    }
    static single(e, t = e) {
      return new n([n.range(e, t)], 0);
    }
    static create(e, t = 0) {
      if (e.length == 0) throw new RangeError("A selection needs at least one range");
      for (let i = 0, s = 0; s < e.length; s++) {
        let r = e[s];
        if (r.empty ? r.from <= i : r.from < i) return n.normalized(e.slice(), t);
        i = r.to;
      }
      return new n(e, t);
    }
    static cursor(e, t = 0, i, s) {
      return At.create(e, e, (t == 0 ? 0 : t < 0 ? 8 : 16) | (i == null ? 7 : Math.min(6, i)), s);
    }
    static range(e, t, i, s, r) {
      let o = s == null ? 7 : Math.min(6, s);
      return (
        !r && e != t && (r = t < e ? 1 : -1),
        r && (o |= r < 0 ? 8 : 16),
        t < e ? At.create(t, e, o | 32, i) : At.create(e, t, o, i)
      );
    }
    static undirectionalRange(e, t) {
      return At.create(e, t, 64, void 0);
    }
    static normalized(e, t = 0) {
      let i = e[t];
      (e.sort((s, r) => s.from - r.from), (t = e.indexOf(i)));
      for (let s = 1; s < e.length; s++) {
        let r = e[s],
          o = e[s - 1];
        if (r.empty ? r.from <= o.to : r.from < o.to) {
          let l = o.from,
            a = Math.max(r.to, o.to);
          (s <= t && t--, e.splice(--s, 2, r.anchor > r.head ? n.range(a, l) : n.range(l, a)));
        }
      }
      return new n(e, t);
    }
  };
function jl(n, e) {
  for (let t of n.ranges) if (t.to > e) throw new RangeError("Selection points outside of document");
}
var Js = 0,
  T = class n {
    constructor(e, t, i, s, r) {
      ((this.combine = e),
        (this.compareInput = t),
        (this.compare = i),
        (this.isStatic = s),
        (this.id = Js++),
        (this.default = e([])),
        (this.extensions = typeof r == "function" ? r(this) : r));
    }
    get reader() {
      return this;
    }
    static define(e = {}) {
      return new n(
        e.combine || ((t) => t),
        e.compareInput || ((t, i) => t === i),
        e.compare || (e.combine ? (t, i) => t === i : Zs),
        !!e.static,
        e.enables,
      );
    }
    of(e) {
      return new Jt([], this, 0, e);
    }
    compute(e, t) {
      if (this.isStatic) throw new Error("Can't compute a static facet");
      return new Jt(e, this, 1, t);
    }
    computeN(e, t) {
      if (this.isStatic) throw new Error("Can't compute a static facet");
      return new Jt(e, this, 2, t);
    }
    from(e, t) {
      return (t || (t = (i) => i), this.compute([e], (i) => t(i.field(e))));
    }
  };
function Zs(n, e) {
  return n == e || (n.length == e.length && n.every((t, i) => t === e[i]));
}
var Jt = class {
  constructor(e, t, i, s) {
    ((this.dependencies = e), (this.facet = t), (this.type = i), (this.value = s), (this.id = Js++));
  }
  dynamicSlot(e) {
    var t;
    let i = this.value,
      s = this.facet.compareInput,
      r = this.id,
      o = e[r] >> 1,
      l = this.type == 2,
      a = !1,
      h = !1,
      c = [];
    for (let f of this.dependencies)
      f == "doc"
        ? (a = !0)
        : f == "selection"
          ? (h = !0)
          : (((t = e[f.id]) !== null && t !== void 0 ? t : 1) & 1) == 0 && c.push(e[f.id]);
    return {
      create(f) {
        return ((f.values[o] = i(f)), 1);
      },
      update(f, u) {
        if ((a && u.docChanged) || (h && (u.docChanged || u.selection)) || zs(f, c)) {
          let d = i(f);
          if (l ? !Hl(d, f.values[o], s) : !s(d, f.values[o])) return ((f.values[o] = d), 1);
        }
        return 0;
      },
      reconfigure: (f, u) => {
        let d,
          p = u.config.address[r];
        if (p != null) {
          let m = Sn(u, p);
          if (
            this.dependencies.every((g) =>
              g instanceof T ? u.facet(g) === f.facet(g) : g instanceof se ? u.field(g, !1) == f.field(g, !1) : !0,
            ) ||
            (l ? Hl((d = i(f)), m, s) : s((d = i(f)), m))
          )
            return ((f.values[o] = m), 0);
        } else d = i(f);
        return ((f.values[o] = d), 1);
      },
    };
  }
  get extension() {
    return this;
  }
};
function Hl(n, e, t) {
  if (n.length != e.length) return !1;
  for (let i = 0; i < n.length; i++) if (!t(n[i], e[i])) return !1;
  return !0;
}
function zs(n, e) {
  let t = !1;
  for (let i of e) Oi(n, i) & 1 && (t = !0);
  return t;
}
function Kf(n, e, t) {
  let i = t.map((a) => n[a.id]),
    s = t.map((a) => a.type),
    r = i.filter((a) => !(a & 1)),
    o = n[e.id] >> 1;
  function l(a) {
    let h = [];
    for (let c = 0; c < i.length; c++) {
      let f = Sn(a, i[c]);
      if (s[c] == 2) for (let u of f) h.push(u);
      else h.push(f);
    }
    return e.combine(h);
  }
  return {
    create(a) {
      for (let h of i) Oi(a, h);
      return ((a.values[o] = l(a)), 1);
    },
    update(a, h) {
      if (!zs(a, r)) return 0;
      let c = l(a);
      return e.compare(c, a.values[o]) ? 0 : ((a.values[o] = c), 1);
    },
    reconfigure(a, h) {
      let c = zs(a, i),
        f = h.config.facets[e.id],
        u = h.facet(e);
      if (f && !c && Zs(t, f)) return ((a.values[o] = u), 0);
      let d = l(a);
      return e.compare(d, u) ? ((a.values[o] = u), 0) : ((a.values[o] = d), 1);
    },
  };
}
var mn = T.define({ static: !0 }),
  se = class n {
    constructor(e, t, i, s, r) {
      ((this.id = e),
        (this.createF = t),
        (this.updateF = i),
        (this.compareF = s),
        (this.spec = r),
        (this.provides = void 0));
    }
    static define(e) {
      let t = new n(Js++, e.create, e.update, e.compare || ((i, s) => i === s), e);
      return (e.provide && (t.provides = e.provide(t)), t);
    }
    create(e) {
      let t = e.facet(mn).find((i) => i.field == this);
      return (t?.create || this.createF)(e);
    }
    slot(e) {
      let t = e[this.id] >> 1;
      return {
        create: (i) => ((i.values[t] = this.create(i)), 1),
        update: (i, s) => {
          let r = i.values[t],
            o = this.updateF(r, s);
          return this.compareF(r, o) ? 0 : ((i.values[t] = o), 1);
        },
        reconfigure: (i, s) => {
          let r = i.facet(mn),
            o = s.facet(mn),
            l;
          return (l = r.find((a) => a.field == this)) && l != o.find((a) => a.field == this)
            ? ((i.values[t] = l.create(i)), 1)
            : s.config.address[this.id] != null
              ? ((i.values[t] = s.field(this)), 0)
              : ((i.values[t] = this.create(i)), 1);
        },
      };
    }
    init(e) {
      return [this, mn.of({ field: this, create: e })];
    }
    get extension() {
      return this;
    }
  },
  Ot = { lowest: 4, low: 3, default: 2, high: 1, highest: 0 };
function Ai(n) {
  return (e) => new wn(e, n);
}
var Je = {
    highest: Ai(Ot.highest),
    high: Ai(Ot.high),
    default: Ai(Ot.default),
    low: Ai(Ot.low),
    lowest: Ai(Ot.lowest),
  },
  wn = class {
    constructor(e, t) {
      ((this.inner = e), (this.prec = t));
    }
    get extension() {
      return this;
    }
  },
  Mi = class n {
    of(e) {
      return new Ti(this, e);
    }
    reconfigure(e) {
      return n.reconfigure.of({ compartment: this, extension: e });
    }
    get(e) {
      return e.config.compartments.get(this);
    }
  },
  Ti = class {
    constructor(e, t) {
      ((this.compartment = e), (this.inner = t));
    }
    get extension() {
      return this;
    }
  },
  vn = class n {
    constructor(e, t, i, s, r, o) {
      for (
        this.base = e,
          this.compartments = t,
          this.dynamicSlots = i,
          this.address = s,
          this.staticValues = r,
          this.facets = o,
          this.statusTemplate = [];
        this.statusTemplate.length < i.length;
      )
        this.statusTemplate.push(0);
    }
    staticFacet(e) {
      let t = this.address[e.id];
      return t == null ? e.default : this.staticValues[t >> 1];
    }
    static resolve(e, t, i) {
      let s = [],
        r = Object.create(null),
        o = new Map();
      for (let u of Uf(e, t, o)) u instanceof se ? s.push(u) : (r[u.facet.id] || (r[u.facet.id] = [])).push(u);
      let l = Object.create(null),
        a = [],
        h = [];
      for (let u of s) ((l[u.id] = h.length << 1), h.push((d) => u.slot(d)));
      let c = i?.config.facets;
      for (let u in r) {
        let d = r[u],
          p = d[0].facet,
          m = (c && c[u]) || [];
        if (d.every((g) => g.type == 0))
          if (((l[p.id] = (a.length << 1) | 1), Zs(m, d))) a.push(i.facet(p));
          else {
            let g = p.combine(d.map((b) => b.value));
            a.push(i && p.compare(g, i.facet(p)) ? i.facet(p) : g);
          }
        else {
          for (let g of d)
            g.type == 0
              ? ((l[g.id] = (a.length << 1) | 1), a.push(g.value))
              : ((l[g.id] = h.length << 1), h.push((b) => g.dynamicSlot(b)));
          ((l[p.id] = h.length << 1), h.push((g) => Kf(g, p, d)));
        }
      }
      let f = h.map((u) => u(l));
      return new n(e, o, f, l, a, r);
    }
  };
function Uf(n, e, t) {
  let i = [[], [], [], [], []],
    s = new Map();
  function r(o, l) {
    let a = s.get(o);
    if (a != null) {
      if (a <= l) return;
      let h = i[a].indexOf(o);
      (h > -1 && i[a].splice(h, 1), o instanceof Ti && t.delete(o.compartment));
    }
    if ((s.set(o, l), Array.isArray(o))) for (let h of o) r(h, l);
    else if (o instanceof Ti) {
      if (t.has(o.compartment)) throw new RangeError("Duplicate use of compartment in extensions");
      let h = e.get(o.compartment) || o.inner;
      (t.set(o.compartment, h), r(h, l));
    } else if (o instanceof wn) r(o.inner, o.prec);
    else if (o instanceof se) (i[l].push(o), o.provides && r(o.provides, l));
    else if (o instanceof Jt) (i[l].push(o), o.facet.extensions && r(o.facet.extensions, Ot.default));
    else {
      let h = o.extension;
      if (!h) throw new Error(`Unrecognized extension value in extension set (${o}).`);
      if (h == o)
        throw new Error(
          `Unrecognized extension value in extension set (${o}). This sometimes happens because multiple instances of @codemirror/state are loaded, breaking instanceof checks.`,
        );
      r(h, l);
    }
  }
  return (r(n, Ot.default), i.reduce((o, l) => o.concat(l)));
}
function Oi(n, e) {
  if (e & 1) return 2;
  let t = e >> 1,
    i = n.status[t];
  if (i == 4) throw new Error("Cyclic dependency between fields and/or facets");
  if (i & 2) return i;
  n.status[t] = 4;
  let s = n.computeSlot(n, n.config.dynamicSlots[t]);
  return (n.status[t] = 2 | s);
}
function Sn(n, e) {
  return e & 1 ? n.config.staticValues[e >> 1] : n.values[e >> 1];
}
var Kl = T.define(),
  qs = T.define({ combine: (n) => n.some((e) => e), static: !0 }),
  Ul = T.define({ combine: (n) => (n.length ? n[0] : void 0), static: !0 }),
  $l = T.define(),
  Ql = T.define(),
  Gl = T.define(),
  Xl = T.define({ combine: (n) => (n.length ? n[0] : !1) }),
  be = class {
    constructor(e, t) {
      ((this.type = e), (this.value = t));
    }
    static define() {
      return new js();
    }
  },
  js = class {
    of(e) {
      return new be(this, e);
    }
  },
  Ks = class {
    constructor(e) {
      this.map = e;
    }
    of(e) {
      return new E(this, e);
    }
  },
  E = class n {
    constructor(e, t) {
      ((this.type = e), (this.value = t));
    }
    map(e) {
      let t = this.type.map(this.value, e);
      return t === void 0 ? void 0 : t == this.value ? this : new n(this.type, t);
    }
    is(e) {
      return this.type == e;
    }
    static define(e = {}) {
      return new Ks(e.map || ((t) => t));
    }
    static mapEffects(e, t) {
      if (!e.length) return e;
      let i = [];
      for (let s of e) {
        let r = s.map(t);
        r && i.push(r);
      }
      return i;
    }
  };
E.reconfigure = E.define();
E.appendConfig = E.define();
var Y = class n {
  constructor(e, t, i, s, r, o) {
    ((this.startState = e),
      (this.changes = t),
      (this.selection = i),
      (this.effects = s),
      (this.annotations = r),
      (this.scrollIntoView = o),
      (this._doc = null),
      (this._state = null),
      i && jl(i, t.newLength),
      r.some((l) => l.type == n.time) || (this.annotations = r.concat(n.time.of(Date.now()))));
  }
  static create(e, t, i, s, r, o) {
    return new n(e, t, i, s, r, o);
  }
  get newDoc() {
    return this._doc || (this._doc = this.changes.apply(this.startState.doc));
  }
  get newSelection() {
    return this.selection || this.startState.selection.map(this.changes);
  }
  get state() {
    return (this._state || this.startState.applyTransaction(this), this._state);
  }
  annotation(e) {
    for (let t of this.annotations) if (t.type == e) return t.value;
  }
  get docChanged() {
    return !this.changes.empty;
  }
  get reconfigured() {
    return this.startState.config != this.state.config;
  }
  isUserEvent(e) {
    let t = this.annotation(n.userEvent);
    return !!(t && (t == e || (t.length > e.length && t.slice(0, e.length) == e && t[e.length] == ".")));
  }
};
Y.time = be.define();
Y.userEvent = be.define();
Y.addToHistory = be.define();
Y.remote = be.define();
function $f(n, e) {
  let t = [];
  for (let i = 0, s = 0; ;) {
    let r, o;
    if (i < n.length && (s == e.length || e[s] >= n[i])) ((r = n[i++]), (o = n[i++]));
    else if (s < e.length) ((r = e[s++]), (o = e[s++]));
    else return t;
    !t.length || t[t.length - 1] < r ? t.push(r, o) : t[t.length - 1] < o && (t[t.length - 1] = o);
  }
}
function Yl(n, e, t) {
  var i;
  let s, r, o;
  return (
    t
      ? ((s = e.changes), (r = pe.empty(e.changes.length)), (o = n.changes.compose(e.changes)))
      : ((s = e.changes.map(n.changes)), (r = n.changes.mapDesc(e.changes, !0)), (o = n.changes.compose(s))),
    {
      changes: o,
      selection: e.selection ? e.selection.map(r) : (i = n.selection) === null || i === void 0 ? void 0 : i.map(s),
      effects: E.mapEffects(n.effects, s).concat(E.mapEffects(e.effects, r)),
      annotations: n.annotations.length ? n.annotations.concat(e.annotations) : e.annotations,
      scrollIntoView: n.scrollIntoView || e.scrollIntoView,
    }
  );
}
function Us(n, e, t) {
  let i = e.selection,
    s = Zt(e.annotations);
  return (
    e.userEvent && (s = s.concat(Y.userEvent.of(e.userEvent))),
    {
      changes: e.changes instanceof pe ? e.changes : pe.of(e.changes || [], t, n.facet(Ul)),
      selection: i && (i instanceof w ? i : w.single(i.anchor, i.head)),
      effects: Zt(e.effects),
      annotations: s,
      scrollIntoView: !!e.scrollIntoView,
    }
  );
}
function Jl(n, e, t) {
  let i = Us(n, e.length ? e[0] : {}, n.doc.length);
  e.length && e[0].filter === !1 && (t = !1);
  for (let r = 1; r < e.length; r++) {
    e[r].filter === !1 && (t = !1);
    let o = !!e[r].sequential;
    i = Yl(i, Us(n, e[r], o ? i.changes.newLength : n.doc.length), o);
  }
  let s = Y.create(n, i.changes, i.selection, i.effects, i.annotations, i.scrollIntoView);
  return Gf(t ? Qf(s) : s);
}
function Qf(n) {
  let e = n.startState,
    t = !0;
  for (let s of e.facet($l)) {
    let r = s(n);
    if (r === !1) {
      t = !1;
      break;
    }
    Array.isArray(r) && (t = t === !0 ? r : $f(t, r));
  }
  if (t !== !0) {
    let s, r;
    if (t === !1) ((r = n.changes.invertedDesc), (s = pe.empty(e.doc.length)));
    else {
      let o = n.changes.filter(t);
      ((s = o.changes), (r = o.filtered.mapDesc(o.changes).invertedDesc));
    }
    n = Y.create(e, s, n.selection && n.selection.map(r), E.mapEffects(n.effects, r), n.annotations, n.scrollIntoView);
  }
  let i = e.facet(Ql);
  for (let s = i.length - 1; s >= 0; s--) {
    let r = i[s](n);
    r instanceof Y
      ? (n = r)
      : Array.isArray(r) && r.length == 1 && r[0] instanceof Y
        ? (n = r[0])
        : (n = Jl(e, Zt(r), !1));
  }
  return n;
}
function Gf(n) {
  let e = n.startState,
    t = e.facet(Gl),
    i = n;
  for (let s = t.length - 1; s >= 0; s--) {
    let r = t[s](n);
    r && Object.keys(r).length && (i = Yl(i, Us(e, r, n.changes.newLength), !0));
  }
  return i == n ? n : Y.create(e, n.changes, n.selection, i.effects, i.annotations, i.scrollIntoView);
}
var Xf = [];
function Zt(n) {
  return n == null ? Xf : Array.isArray(n) ? n : [n];
}
var de = (function (n) {
    return ((n[(n.Word = 0)] = "Word"), (n[(n.Space = 1)] = "Space"), (n[(n.Other = 2)] = "Other"), n);
  })(de || (de = {})),
  Yf = /[\u00df\u0587\u0590-\u05f4\u0600-\u06ff\u3040-\u309f\u30a0-\u30ff\u3400-\u4db5\u4e00-\u9fcc\uac00-\ud7af]/,
  $s;
try {
  $s = new RegExp("[\\p{Alphabetic}\\p{Number}_]", "u");
} catch {}
function Jf(n) {
  if ($s) return $s.test(n);
  for (let e = 0; e < n.length; e++) {
    let t = n[e];
    if (/\w/.test(t) || (t > "\x80" && (t.toUpperCase() != t.toLowerCase() || Yf.test(t)))) return !0;
  }
  return !1;
}
function Zf(n) {
  return (e) => {
    if (!/\S/.test(e)) return de.Space;
    if (Jf(e)) return de.Word;
    for (let t = 0; t < n.length; t++) if (e.indexOf(n[t]) > -1) return de.Word;
    return de.Other;
  };
}
var Q = class n {
  constructor(e, t, i, s, r, o) {
    ((this.config = e),
      (this.doc = t),
      (this.selection = i),
      (this.values = s),
      (this.status = e.statusTemplate.slice()),
      (this.computeSlot = r),
      o && (o._state = this));
    for (let l = 0; l < this.config.dynamicSlots.length; l++) Oi(this, l << 1);
    this.computeSlot = null;
  }
  field(e, t = !0) {
    let i = this.config.address[e.id];
    if (i == null) {
      if (t) throw new RangeError("Field is not present in this state");
      return;
    }
    return (Oi(this, i), Sn(this, i));
  }
  update(...e) {
    return Jl(this, e, !0);
  }
  applyTransaction(e) {
    let t = this.config,
      { base: i, compartments: s } = t;
    for (let l of e.effects)
      l.is(Mi.reconfigure)
        ? (t && ((s = new Map()), t.compartments.forEach((a, h) => s.set(h, a)), (t = null)),
          s.set(l.value.compartment, l.value.extension))
        : l.is(E.reconfigure)
          ? ((t = null), (i = l.value))
          : l.is(E.appendConfig) && ((t = null), (i = Zt(i).concat(l.value)));
    let r;
    t
      ? (r = e.startState.values.slice())
      : ((t = vn.resolve(i, s, this)),
        (r = new n(
          t,
          this.doc,
          this.selection,
          t.dynamicSlots.map(() => null),
          (a, h) => h.reconfigure(a, this),
          null,
        ).values));
    let o = e.startState.facet(qs) ? e.newSelection : e.newSelection.asSingle();
    new n(t, e.newDoc, o, r, (l, a) => a.update(l, e), e);
  }
  replaceSelection(e) {
    return (
      typeof e == "string" && (e = this.toText(e)),
      this.changeByRange((t) => ({
        changes: { from: t.from, to: t.to, insert: e },
        range: w.cursor(t.from + e.length, -1),
      }))
    );
  }
  changeByRange(e) {
    let t = this.selection,
      i = e(t.ranges[0]),
      s = this.changes(i.changes),
      r = [i.range],
      o = Zt(i.effects);
    for (let l = 1; l < t.ranges.length; l++) {
      let a = e(t.ranges[l]),
        h = this.changes(a.changes),
        c = h.map(s);
      for (let u = 0; u < l; u++) r[u] = r[u].map(c);
      let f = s.mapDesc(h, !0);
      (r.push(a.range.map(f)), (s = s.compose(c)), (o = E.mapEffects(o, c).concat(E.mapEffects(Zt(a.effects), f))));
    }
    return { changes: s, selection: w.create(r, t.mainIndex), effects: o };
  }
  changes(e = []) {
    return e instanceof pe ? e : pe.of(e, this.doc.length, this.facet(n.lineSeparator));
  }
  toText(e) {
    return N.of(e.split(this.facet(n.lineSeparator) || Hs));
  }
  sliceDoc(e = 0, t = this.doc.length) {
    return this.doc.sliceString(e, t, this.lineBreak);
  }
  facet(e) {
    let t = this.config.address[e.id];
    return t == null ? e.default : (Oi(this, t), Sn(this, t));
  }
  toJSON(e) {
    let t = { doc: this.sliceDoc(), selection: this.selection.toJSON() };
    if (e)
      for (let i in e) {
        let s = e[i];
        s instanceof se && this.config.address[s.id] != null && (t[i] = s.spec.toJSON(this.field(e[i]), this));
      }
    return t;
  }
  static fromJSON(e, t = {}, i) {
    if (!e || typeof e.doc != "string") throw new RangeError("Invalid JSON representation for EditorState");
    let s = [];
    if (i) {
      for (let r in i)
        if (Object.prototype.hasOwnProperty.call(e, r)) {
          let o = i[r],
            l = e[r];
          s.push(o.init((a) => o.spec.fromJSON(l, a)));
        }
    }
    return n.create({
      doc: e.doc,
      selection: w.fromJSON(e.selection),
      extensions: t.extensions ? s.concat([t.extensions]) : s,
    });
  }
  static create(e = {}) {
    let t = vn.resolve(e.extensions || [], new Map()),
      i = e.doc instanceof N ? e.doc : N.of((e.doc || "").split(t.staticFacet(n.lineSeparator) || Hs)),
      s = e.selection
        ? e.selection instanceof w
          ? e.selection
          : w.single(e.selection.anchor, e.selection.head)
        : w.single(0);
    return (
      jl(s, i.length),
      t.staticFacet(qs) || (s = s.asSingle()),
      new n(
        t,
        i,
        s,
        t.dynamicSlots.map(() => null),
        (r, o) => o.create(r),
        null,
      )
    );
  }
  get tabSize() {
    return this.facet(n.tabSize);
  }
  get lineBreak() {
    return (
      this.facet(n.lineSeparator) ||
      `
`
    );
  }
  get readOnly() {
    return this.facet(Xl);
  }
  phrase(e, ...t) {
    for (let i of this.facet(n.phrases))
      if (Object.prototype.hasOwnProperty.call(i, e)) {
        e = i[e];
        break;
      }
    return (
      t.length &&
        (e = e.replace(/\$(\$|\d*)/g, (i, s) => {
          if (s == "$") return "$";
          let r = +(s || 1);
          return !r || r > t.length ? i : t[r - 1];
        })),
      e
    );
  }
  languageDataAt(e, t, i = -1) {
    let s = [];
    for (let r of this.facet(Kl))
      for (let o of r(this, t, i)) Object.prototype.hasOwnProperty.call(o, e) && s.push(o[e]);
    return s;
  }
  charCategorizer(e) {
    let t = this.languageDataAt("wordChars", e);
    return Zf(t.length ? t[0] : "");
  }
  wordAt(e) {
    let { text: t, from: i, length: s } = this.doc.lineAt(e),
      r = this.charCategorizer(e),
      o = e - i,
      l = e - i;
    for (; o > 0;) {
      let a = J(t, o, !1);
      if (r(t.slice(a, o)) != de.Word) break;
      o = a;
    }
    for (; l < s;) {
      let a = J(t, l);
      if (r(t.slice(l, a)) != de.Word) break;
      l = a;
    }
    return o == l ? null : w.range(o + i, l + i);
  }
};
Q.allowMultipleSelections = qs;
Q.tabSize = T.define({ combine: (n) => (n.length ? n[0] : 4) });
Q.lineSeparator = Ul;
Q.readOnly = Xl;
Q.phrases = T.define({
  compare(n, e) {
    let t = Object.keys(n),
      i = Object.keys(e);
    return t.length == i.length && t.every((s) => n[s] == e[s]);
  },
});
Q.languageData = Kl;
Q.changeFilter = $l;
Q.transactionFilter = Ql;
Q.transactionExtender = Gl;
Mi.reconfigure = E.define();
function Ne(n, e, t = {}) {
  let i = {};
  for (let s of n)
    for (let r of Object.keys(s)) {
      let o = s[r],
        l = i[r];
      if (l === void 0) i[r] = o;
      else if (!(l === o || o === void 0))
        if (Object.hasOwnProperty.call(t, r)) i[r] = t[r](l, o);
        else throw new Error("Config merge conflict for field " + r);
    }
  for (let s in e) i[s] === void 0 && (i[s] = e[s]);
  return i;
}
var Te = class {
  eq(e) {
    return this == e;
  }
  range(e, t = e) {
    return Di.create(e, t, this);
  }
};
Te.prototype.startSide = Te.prototype.endSide = 0;
Te.prototype.point = !1;
Te.prototype.mapMode = ne.TrackDel;
function er(n, e) {
  return n == e || (n.constructor == e.constructor && n.eq(e));
}
var Di = class n {
  constructor(e, t, i) {
    ((this.from = e), (this.to = t), (this.value = i));
  }
  static create(e, t, i) {
    return new n(e, t, i);
  }
};
function Qs(n, e) {
  return n.from - e.from || n.value.startSide - e.value.startSide;
}
var Gs = class n {
    constructor(e, t, i, s) {
      ((this.from = e), (this.to = t), (this.value = i), (this.maxPoint = s));
    }
    get length() {
      return Xt(this.to);
    }
    findIndex(e, t, i, s = 0) {
      let r = i ? this.to : this.from;
      for (let o = s, l = r.length; ;) {
        if (o == l) return o;
        let a = (o + l) >> 1,
          h = r[a] - e || (i ? this.value[a].endSide : this.value[a].startSide) - t;
        if (a == o) return h >= 0 ? o : l;
        h >= 0 ? (l = a) : (o = a + 1);
      }
    }
    between(e, t, i, s) {
      for (let r = this.findIndex(t, -1e9, !0), o = this.findIndex(i, 1e9, !1, r); r < o; r++)
        if (s(this.from[r] + e, this.to[r] + e, this.value[r]) === !1) return !1;
    }
    map(e, t, i, s, r) {
      let o = [],
        l = [],
        a = [],
        h = -1,
        c = -1;
      e: for (let f = 0; f < this.value.length; f++) {
        let u = this.value[f],
          d = this.from[f] + e,
          p = this.to[f] + e,
          m,
          g;
        if (d == p) {
          let b = t.mapPos(d, u.startSide, u.mapMode);
          if (b == null || ((m = g = b), u.startSide != u.endSide && ((g = t.mapPos(d, u.endSide)), g < m))) continue;
        } else if (
          ((m = t.mapPos(d, u.startSide)),
          (g = t.mapPos(p, u.endSide)),
          m > g || (m == g && u.startSide > 0 && u.endSide <= 0))
        )
          continue;
        if (!((g - m || u.endSide - u.startSide) < 0))
          if ((h < 0 && (h = m), u.point && (c = Math.max(c, g - m)), (m - i || u.startSide - s) >= 0))
            (o.push(u), l.push(m - h), a.push(g - h), (i = g), (s = u.endSide));
          else {
            if (m == g)
              for (let b = o.length; b > 0; b--) {
                if ((m - (a[b - 1] + h) || u.startSide - o[b - 1].endSide) >= 0) {
                  (o.splice(b, 0, u), l.splice(b, 0, m - h), a.splice(b, 0, g - h));
                  continue e;
                }
                if ((m - (l[b - 1] + h) || u.endSide - o[b - 1].startSide) > 0) break;
              }
            r(m, g, u);
          }
      }
      return { mapped: o.length ? new n(l, a, o, c) : null, pos: h };
    }
  },
  H = class n {
    constructor(e, t, i, s) {
      ((this.chunkPos = e), (this.chunk = t), (this.nextLayer = i), (this.maxPoint = s));
    }
    static create(e, t, i, s) {
      return new n(e, t, i, s);
    }
    get length() {
      let e = this.chunk.length - 1;
      return e < 0 ? 0 : Math.max(this.chunkEnd(e), this.nextLayer.length);
    }
    get size() {
      if (this.isEmpty) return 0;
      let e = this.nextLayer.size;
      for (let t of this.chunk) e += t.value.length;
      return e;
    }
    chunkEnd(e) {
      return this.chunkPos[e] + this.chunk[e].length;
    }
    update(e) {
      let { add: t = [], sort: i = !1, filterFrom: s = 0, filterTo: r = this.length } = e,
        o = e.filter;
      if (t.length == 0 && !o) return this;
      if ((i && (t = t.slice().sort(Qs)), this.isEmpty)) return t.length ? n.of(t) : this;
      let l = new Cn(this, null, -1).goto(0),
        a = 0,
        h = [],
        c = new Ye();
      for (; l.value || a < t.length;)
        if (a < t.length && (l.from - t[a].from || l.startSide - t[a].value.startSide) >= 0) {
          let f = t[a++];
          c.addInner(f.from, f.to, f.value, !1) || h.push(f);
        } else
          l.rangeIndex == 1 &&
          l.chunkIndex < this.chunk.length &&
          (a == t.length || this.chunkEnd(l.chunkIndex) < t[a].from) &&
          (!o || s > this.chunkEnd(l.chunkIndex) || r < this.chunkPos[l.chunkIndex]) &&
          c.addChunk(this.chunkPos[l.chunkIndex], this.chunk[l.chunkIndex])
            ? l.nextChunk()
            : ((!o || s > l.to || r < l.from || o(l.from, l.to, l.value)) &&
                (c.addInner(l.from, l.to, l.value, !1) || h.push(Di.create(l.from, l.to, l.value))),
              l.next());
      return c.finishInner(
        this.nextLayer.isEmpty && !h.length
          ? n.empty
          : this.nextLayer.update({ add: h, filter: o, filterFrom: s, filterTo: r }),
      );
    }
    map(e) {
      if (e.empty || this.isEmpty) return this;
      let t = [],
        i = [],
        s = -1,
        r,
        o = (a, h, c) => {
          (r || (r = new Ye()), r.addRange(a, h, c, !1));
        };
      for (let a = 0; a < this.chunk.length; a++) {
        let h = this.chunkPos[a],
          c = this.chunk[a],
          f = e.touchesRange(h, h + c.length);
        if (f === !1) ((s = Math.max(s, c.maxPoint)), t.push(c), i.push(e.mapPos(h)));
        else if (f === !0) {
          let [u, d] = t.length ? [Xt(i) + Xt(t).length, Xt(Xt(t).value).endSide] : [-1, -1],
            { mapped: p, pos: m } = c.map(h, e, u, d, o);
          p && ((s = Math.max(s, p.maxPoint)), t.push(p), i.push(m));
        }
      }
      let l = this.nextLayer.map(e);
      return (r && (l = r.finishInner(l)), t.length == 0 ? l : new n(i, t, l || n.empty, s));
    }
    between(e, t, i) {
      if (!this.isEmpty) {
        for (let s = 0; s < this.chunk.length; s++) {
          let r = this.chunkPos[s],
            o = this.chunk[s];
          if (t >= r && e <= r + o.length && o.between(r, e - r, t - r, i) === !1) return;
        }
        this.nextLayer.between(e, t, i);
      }
    }
    iter(e = 0) {
      return Bi.from([this]).goto(e);
    }
    get isEmpty() {
      return this.nextLayer == this;
    }
    static iter(e, t = 0) {
      return Bi.from(e).goto(t);
    }
    static compare(e, t, i, s, r = -1) {
      let o = e.filter((f) => f.maxPoint > 0 || (!f.isEmpty && f.maxPoint >= r)),
        l = t.filter((f) => f.maxPoint > 0 || (!f.isEmpty && f.maxPoint >= r)),
        a = Wl(o, l, i),
        h = new Mt(o, a, r),
        c = new Mt(l, a, r);
      (i.iterGaps((f, u, d) => Vl(h, f, c, u, d, s)), i.empty && i.length == 0 && Vl(h, 0, c, 0, 0, s));
    }
    static eq(e, t, i = 0, s) {
      s == null && (s = 999999999);
      let r = e.filter((c) => !c.isEmpty && t.indexOf(c) < 0),
        o = t.filter((c) => !c.isEmpty && e.indexOf(c) < 0);
      if (r.length != o.length) return !1;
      if (!r.length) return !0;
      let l = Wl(r, o),
        a = new Mt(r, l, 0).goto(i),
        h = new Mt(o, l, 0).goto(i);
      for (;;) {
        if (a.to != h.to || !Xs(a.active, h.active) || (a.point && (!h.point || !er(a.point, h.point)))) return !1;
        if (a.to > s) return !0;
        (a.next(), h.next());
      }
    }
    static spans(e, t, i, s, r = -1) {
      let o = new Mt(e, null, r).goto(t),
        l = t,
        a = o.openStart;
      for (;;) {
        let h = Math.min(o.to, i);
        if (o.point) {
          let c = o.activeForPoint(o.to),
            f = o.pointFrom < t ? c.length + 1 : o.point.startSide < 0 ? c.length : Math.min(c.length, a);
          (s.point(l, h, o.point, c, f, o.pointRank), (a = Math.min(o.openEnd(h), c.length)));
        } else h > l && (s.span(l, h, o.active, a), (a = o.openEnd(h)));
        if (o.to > i) return a + (o.point && o.to > i ? 1 : 0);
        ((l = o.to), o.next());
      }
    }
    static of(e, t = !1) {
      let i = new Ye();
      for (let s of e instanceof Di ? [e] : t ? eu(e) : e) i.add(s.from, s.to, s.value);
      return i.finish();
    }
    static join(e) {
      if (!e.length) return n.empty;
      let t = Xt(e);
      for (let i = e.length - 2; i >= 0; i--)
        for (let s = e[i]; s != n.empty; s = s.nextLayer)
          t = new n(s.chunkPos, s.chunk, t, Math.max(s.maxPoint, t.maxPoint));
      return t;
    }
  };
H.empty = new H([], [], null, -1);
function Xt(n) {
  return n[n.length - 1];
}
function eu(n) {
  if (n.length > 1)
    for (let e = n[0], t = 1; t < n.length; t++) {
      let i = n[t];
      if (Qs(e, i) > 0) return n.slice().sort(Qs);
      e = i;
    }
  return n;
}
H.empty.nextLayer = H.empty;
var Ye = class n {
  finishChunk(e) {
    (this.chunks.push(new Gs(this.from, this.to, this.value, this.maxPoint)),
      this.chunkPos.push(this.chunkStart),
      (this.chunkStart = -1),
      (this.setMaxPoint = Math.max(this.setMaxPoint, this.maxPoint)),
      (this.maxPoint = -1),
      e && ((this.from = []), (this.to = []), (this.value = [])));
  }
  constructor() {
    ((this.chunks = []),
      (this.chunkPos = []),
      (this.chunkStart = -1),
      (this.last = null),
      (this.lastFrom = -1e9),
      (this.lastTo = -1e9),
      (this.from = []),
      (this.to = []),
      (this.value = []),
      (this.maxPoint = -1),
      (this.setMaxPoint = -1),
      (this.nextLayer = null));
  }
  add(e, t, i) {
    this.addRange(e, t, i, !0);
  }
  addRange(e, t, i, s) {
    this.addInner(e, t, i, s) || (this.nextLayer || (this.nextLayer = new n())).addRange(e, t, i, s);
  }
  addInner(e, t, i, s) {
    let r = e - this.lastTo || i.startSide - this.last.endSide;
    if (s && r <= 0 && (e - this.lastFrom || i.startSide - this.last.startSide) < 0)
      throw new Error("Ranges must be added sorted by `from` position and `startSide`");
    return r < 0
      ? !1
      : (this.from.length == 250 && this.finishChunk(!0),
        this.chunkStart < 0 && (this.chunkStart = e),
        this.from.push(e - this.chunkStart),
        this.to.push(t - this.chunkStart),
        (this.last = i),
        (this.lastFrom = e),
        (this.lastTo = t),
        this.value.push(i),
        i.point && (this.maxPoint = Math.max(this.maxPoint, t - e)),
        !0);
  }
  addChunk(e, t) {
    if ((e - this.lastTo || t.value[0].startSide - this.last.endSide) < 0) return !1;
    (this.from.length && this.finishChunk(!0),
      (this.setMaxPoint = Math.max(this.setMaxPoint, t.maxPoint)),
      this.chunks.push(t),
      this.chunkPos.push(e));
    let i = t.value.length - 1;
    return ((this.last = t.value[i]), (this.lastFrom = t.from[i] + e), (this.lastTo = t.to[i] + e), !0);
  }
  finish() {
    return this.finishInner(H.empty);
  }
  finishInner(e) {
    if ((this.from.length && this.finishChunk(!1), this.chunks.length == 0)) return e;
    let t = H.create(this.chunkPos, this.chunks, this.nextLayer ? this.nextLayer.finishInner(e) : e, this.setMaxPoint);
    return ((this.from = null), t);
  }
};
function Wl(n, e, t) {
  let i = new Map();
  for (let r of n)
    for (let o = 0; o < r.chunk.length; o++) r.chunk[o].maxPoint <= 0 && i.set(r.chunk[o], r.chunkPos[o]);
  let s = new Set();
  for (let r of e)
    for (let o = 0; o < r.chunk.length; o++) {
      let l = i.get(r.chunk[o]);
      l != null &&
        (t ? t.mapPos(l) : l) == r.chunkPos[o] &&
        !t?.touchesRange(l, l + r.chunk[o].length) &&
        s.add(r.chunk[o]);
    }
  return s;
}
var Cn = class {
    constructor(e, t, i, s = 0) {
      ((this.layer = e), (this.skip = t), (this.minPoint = i), (this.rank = s));
    }
    get startSide() {
      return this.value ? this.value.startSide : 0;
    }
    get endSide() {
      return this.value ? this.value.endSide : 0;
    }
    goto(e, t = -1e9) {
      return ((this.chunkIndex = this.rangeIndex = 0), this.gotoInner(e, t, !1), this);
    }
    gotoInner(e, t, i) {
      for (; this.chunkIndex < this.layer.chunk.length;) {
        let s = this.layer.chunk[this.chunkIndex];
        if (!(
          (this.skip && this.skip.has(s)) ||
          this.layer.chunkEnd(this.chunkIndex) < e ||
          s.maxPoint < this.minPoint
        ))
          break;
        (this.chunkIndex++, (i = !1));
      }
      if (this.chunkIndex < this.layer.chunk.length) {
        let s = this.layer.chunk[this.chunkIndex].findIndex(e - this.layer.chunkPos[this.chunkIndex], t, !0);
        (!i || this.rangeIndex < s) && this.setRangeIndex(s);
      }
      this.next();
    }
    forward(e, t) {
      (this.to - e || this.endSide - t) < 0 && this.gotoInner(e, t, !0);
    }
    next() {
      for (;;)
        if (this.chunkIndex == this.layer.chunk.length) {
          ((this.from = this.to = 1e9), (this.value = null));
          break;
        } else {
          let e = this.layer.chunkPos[this.chunkIndex],
            t = this.layer.chunk[this.chunkIndex],
            i = e + t.from[this.rangeIndex];
          if (
            ((this.from = i),
            (this.to = e + t.to[this.rangeIndex]),
            (this.value = t.value[this.rangeIndex]),
            this.setRangeIndex(this.rangeIndex + 1),
            this.minPoint < 0 || (this.value.point && this.to - this.from >= this.minPoint))
          )
            break;
        }
    }
    setRangeIndex(e) {
      if (e == this.layer.chunk[this.chunkIndex].value.length) {
        if ((this.chunkIndex++, this.skip))
          for (; this.chunkIndex < this.layer.chunk.length && this.skip.has(this.layer.chunk[this.chunkIndex]);)
            this.chunkIndex++;
        this.rangeIndex = 0;
      } else this.rangeIndex = e;
    }
    nextChunk() {
      (this.chunkIndex++, (this.rangeIndex = 0), this.next());
    }
    compare(e) {
      return (
        this.from - e.from ||
        this.startSide - e.startSide ||
        this.rank - e.rank ||
        this.to - e.to ||
        this.endSide - e.endSide
      );
    }
  },
  Bi = class n {
    constructor(e) {
      this.heap = e;
    }
    static from(e, t = null, i = -1) {
      let s = [];
      for (let r = 0; r < e.length; r++)
        for (let o = e[r]; !o.isEmpty; o = o.nextLayer) o.maxPoint >= i && s.push(new Cn(o, t, i, r));
      return s.length == 1 ? s[0] : new n(s);
    }
    get startSide() {
      return this.value ? this.value.startSide : 0;
    }
    goto(e, t = -1e9) {
      for (let i of this.heap) i.goto(e, t);
      for (let i = this.heap.length >> 1; i >= 0; i--) Ns(this.heap, i);
      return (this.next(), this);
    }
    forward(e, t) {
      for (let i of this.heap) i.forward(e, t);
      for (let i = this.heap.length >> 1; i >= 0; i--) Ns(this.heap, i);
      (this.to - e || this.value.endSide - t) < 0 && this.next();
    }
    next() {
      if (this.heap.length == 0) ((this.from = this.to = 1e9), (this.value = null), (this.rank = -1));
      else {
        let e = this.heap[0];
        ((this.from = e.from),
          (this.to = e.to),
          (this.value = e.value),
          (this.rank = e.rank),
          e.value && e.next(),
          Ns(this.heap, 0));
      }
    }
  };
function Ns(n, e) {
  for (let t = n[e]; ;) {
    let i = (e << 1) + 1;
    if (i >= n.length) break;
    let s = n[i];
    if ((i + 1 < n.length && s.compare(n[i + 1]) >= 0 && ((s = n[i + 1]), i++), t.compare(s) < 0)) break;
    ((n[i] = t), (n[e] = s), (e = i));
  }
}
var Mt = class {
  constructor(e, t, i) {
    ((this.minPoint = i),
      (this.active = []),
      (this.activeTo = []),
      (this.activeRank = []),
      (this.minActive = -1),
      (this.point = null),
      (this.pointFrom = 0),
      (this.pointRank = 0),
      (this.to = -1e9),
      (this.endSide = 0),
      (this.openStart = -1),
      (this.cursor = Bi.from(e, t, i)));
  }
  goto(e, t = -1e9) {
    return (
      this.cursor.goto(e, t),
      (this.active.length = this.activeTo.length = this.activeRank.length = 0),
      (this.minActive = -1),
      (this.to = e),
      (this.endSide = t),
      (this.openStart = -1),
      this.next(),
      this
    );
  }
  forward(e, t) {
    for (; this.minActive > -1 && (this.activeTo[this.minActive] - e || this.active[this.minActive].endSide - t) < 0;)
      this.removeActive(this.minActive);
    this.cursor.forward(e, t);
  }
  removeActive(e) {
    (gn(this.active, e),
      gn(this.activeTo, e),
      gn(this.activeRank, e),
      (this.minActive = zl(this.active, this.activeTo)));
  }
  addActive(e) {
    let t = 0,
      { value: i, to: s, rank: r } = this.cursor;
    for (; t < this.activeRank.length && (r - this.activeRank[t] || s - this.activeTo[t]) > 0;) t++;
    (bn(this.active, t, i),
      bn(this.activeTo, t, s),
      bn(this.activeRank, t, r),
      e && bn(e, t, this.cursor.from),
      (this.minActive = zl(this.active, this.activeTo)));
  }
  next() {
    let e = this.to,
      t = this.point;
    this.point = null;
    let i = this.openStart < 0 ? [] : null;
    for (;;) {
      let s = this.minActive;
      if (s > -1 && (this.activeTo[s] - this.cursor.from || this.active[s].endSide - this.cursor.startSide) < 0) {
        if (this.activeTo[s] > e) {
          ((this.to = this.activeTo[s]), (this.endSide = this.active[s].endSide));
          break;
        }
        (this.removeActive(s), i && gn(i, s));
      } else if (this.cursor.value)
        if (this.cursor.from > e) {
          ((this.to = this.cursor.from), (this.endSide = this.cursor.startSide));
          break;
        } else {
          let r = this.cursor.value;
          if (!r.point) (this.addActive(i), this.cursor.next());
          else if (t && this.cursor.to == this.to && this.cursor.from < this.cursor.to) this.cursor.next();
          else {
            ((this.point = r),
              (this.pointFrom = this.cursor.from),
              (this.pointRank = this.cursor.rank),
              (this.to = this.cursor.to),
              (this.endSide = r.endSide),
              this.cursor.next(),
              this.forward(this.to, this.endSide));
            break;
          }
        }
      else {
        this.to = this.endSide = 1e9;
        break;
      }
    }
    if (i) {
      this.openStart = 0;
      for (let s = i.length - 1; s >= 0 && i[s] < e; s--) this.openStart++;
    }
  }
  activeForPoint(e) {
    if (!this.active.length) return this.active;
    let t = [];
    for (let i = this.active.length - 1; i >= 0 && !(this.activeRank[i] < this.pointRank); i--)
      (this.activeTo[i] > e || (this.activeTo[i] == e && this.active[i].endSide >= this.point.endSide)) &&
        t.push(this.active[i]);
    return t.reverse();
  }
  openEnd(e) {
    let t = 0;
    for (let i = this.activeTo.length - 1; i >= 0 && this.activeTo[i] > e; i--) t++;
    return t;
  }
};
function Vl(n, e, t, i, s, r) {
  (n.goto(e), t.goto(i));
  let o = i + s,
    l = i,
    a = i - e,
    h = !!r.boundChange;
  for (let c = !1; ;) {
    let f = n.to + a - t.to,
      u = f || n.endSide - t.endSide,
      d = u < 0 ? n.to + a : t.to,
      p = Math.min(d, o);
    if (
      (n.point || t.point
        ? ((n.point && t.point && er(n.point, t.point) && Xs(n.activeForPoint(n.to), t.activeForPoint(t.to))) ||
            r.comparePoint(l, p, n.point, t.point),
          (c = !1))
        : (c && (r.boundChange(l), (c = !1)),
          p > l && !Xs(n.active, t.active) && r.compareRange(l, p, n.active, t.active),
          h && p < o && (f || n.openEnd(d) != t.openEnd(d)) && (c = !0)),
      d > o)
    )
      break;
    ((l = d), u <= 0 && n.next(), u >= 0 && t.next());
  }
}
function Xs(n, e) {
  if (n.length != e.length) return !1;
  for (let t = 0; t < n.length; t++) if (n[t] != e[t] && !er(n[t], e[t])) return !1;
  return !0;
}
function gn(n, e) {
  for (let t = e, i = n.length - 1; t < i; t++) n[t] = n[t + 1];
  n.pop();
}
function bn(n, e, t) {
  for (let i = n.length - 1; i >= e; i--) n[i + 1] = n[i];
  n[e] = t;
}
function zl(n, e) {
  let t = -1,
    i = 1e9;
  for (let s = 0; s < e.length; s++) (e[s] - i || n[s].endSide - n[t].endSide) < 0 && ((t = s), (i = e[s]));
  return t;
}
function Bt(n, e, t = n.length) {
  let i = 0;
  for (let s = 0; s < t && s < n.length;) n.charCodeAt(s) == 9 ? ((i += e - (i % e)), s++) : (i++, (s = J(n, s)));
  return i;
}
function Zl(n, e, t, i) {
  for (let s = 0, r = 0; ;) {
    if (r >= e) return s;
    if (s == n.length) break;
    ((r += n.charCodeAt(s) == 9 ? t - (r % t) : 1), (s = J(n, s)));
  }
  return i === !0 ? -1 : n.length;
}
var ea = typeof Symbol > "u" ? "__\u037C" : Symbol.for("\u037C"),
  tr = typeof Symbol > "u" ? "__styleSet" + Math.floor(Math.random() * 1e8) : Symbol("styleSet"),
  ta = typeof globalThis < "u" ? globalThis : typeof window < "u" ? window : {},
  De = class {
    constructor(e, t) {
      this.rules = [];
      let { finish: i } = t || {};
      function s(r, o, l, a) {
        let h = [],
          c = /^@(\w+)\b/.exec(r[0]),
          f = c && c[1] == "keyframes";
        if (c && o == null) return l.push(r[0] + ";");
        for (let u in o) {
          let d = o[u];
          if (/&/.test(u))
            s(
              u
                .split(/,\s*/)
                .map((p) => r.map((m) => p.replace(/&/, m)))
                .reduce((p, m) => p.concat(m)),
              d,
              l,
            );
          else if (d && typeof d == "object") {
            if (!c) throw new RangeError("The value of a property (" + u + ") should be a primitive value.");
            s(ia(u), d, h, f);
          } else
            d != null &&
              (/^--/.test(u) || (u = u.replace(/_.*/, "").replace(/[A-Z]/g, (p) => "-" + p.toLowerCase())),
              h.push(u + ": " + d + ";"));
        }
        (h.length || f) && l.push((i && !c && !a ? r.map(i) : r).join(", ") + " {" + h.join(" ") + "}");
      }
      for (let r in e) s(ia(r), e[r], this.rules);
    }
    getRules() {
      return this.rules.join(`
`);
    }
    static newName() {
      let e = ta[ea] || 1;
      return ((ta[ea] = e + 1), "\u037C" + e.toString(36));
    }
    static mount(e, t, i) {
      let s = e[tr],
        r = i && i.nonce;
      (s ? r && s.setNonce(r) : (s = new ir(e, r)), s.mount(Array.isArray(t) ? t : [t], e));
    }
  };
function ia(n) {
  if (/^@/.test(n)) return [n];
  let e = [],
    t = 0,
    i = null,
    s = 0,
    r = 0;
  for (let o = 0; o < n.length; o++) {
    let l = n[o];
    (l == "\\"
      ? o++
      : l == '"' || l == "'"
        ? l == i
          ? (i = !1)
          : i || (i = l)
        : (l == "[" || l == "(") && !i
          ? t++
          : (l == "]" || l == ")") && !i
            ? t--
            : l == "," && !t && !i && (e.push(n.slice(r, s)), (r = o + 1)),
      /\S/.test(l) ? (s = o + 1) : o == r && r++);
  }
  return (e.push(n.slice(r, s)), e);
}
var na = new Map(),
  ir = class {
    constructor(e, t) {
      let i = e.ownerDocument || e,
        s = i.defaultView;
      if (!e.head && e.adoptedStyleSheets && s.CSSStyleSheet) {
        let r = na.get(i);
        if (r) return (e[tr] = r);
        ((this.sheet = new s.CSSStyleSheet()), na.set(i, this));
      } else ((this.styleTag = i.createElement("style")), t && this.styleTag.setAttribute("nonce", t));
      ((this.modules = []), (e[tr] = this));
    }
    mount(e, t) {
      let i = this.sheet,
        s = 0,
        r = 0,
        o = !1;
      for (let l = 0; l < e.length; l++) {
        let a = e[l],
          h = this.modules.indexOf(a);
        if ((h < r && h > -1 && (this.modules.splice(h, 1), (o = !0), r--, (h = -1)), h == -1)) {
          if ((this.modules.splice(r++, 0, a), (o = !0), i))
            for (let c = 0; c < a.rules.length; c++) i.insertRule(a.rules[c], s++);
        } else {
          for (; r < h;) s += this.modules[r++].rules.length;
          ((s += a.rules.length), r++);
        }
      }
      if (i)
        t.adoptedStyleSheets.indexOf(this.sheet) < 0 && (t.adoptedStyleSheets = [this.sheet, ...t.adoptedStyleSheets]);
      else {
        if (o) {
          let a = "";
          for (let h = 0; h < this.modules.length; h++)
            a +=
              this.modules[h].getRules() +
              `
`;
          this.styleTag.textContent = a;
        }
        let l = t.head || t;
        this.styleTag.parentNode != l && l.insertBefore(this.styleTag, l.firstChild);
      }
    }
    setNonce(e) {
      this.styleTag && this.styleTag.getAttribute("nonce") != e && this.styleTag.setAttribute("nonce", e);
    }
  };
var ht = {
    8: "Backspace",
    9: "Tab",
    10: "Enter",
    12: "NumLock",
    13: "Enter",
    16: "Shift",
    17: "Control",
    18: "Alt",
    20: "CapsLock",
    27: "Escape",
    32: " ",
    33: "PageUp",
    34: "PageDown",
    35: "End",
    36: "Home",
    37: "ArrowLeft",
    38: "ArrowUp",
    39: "ArrowRight",
    40: "ArrowDown",
    44: "PrintScreen",
    45: "Insert",
    46: "Delete",
    59: ";",
    61: "=",
    91: "Meta",
    92: "Meta",
    106: "*",
    107: "+",
    108: ",",
    109: "-",
    110: ".",
    111: "/",
    144: "NumLock",
    145: "ScrollLock",
    160: "Shift",
    161: "Shift",
    162: "Control",
    163: "Control",
    164: "Alt",
    165: "Alt",
    173: "-",
    186: ";",
    187: "=",
    188: ",",
    189: "-",
    190: ".",
    191: "/",
    192: "`",
    219: "[",
    220: "\\",
    221: "]",
    222: "'",
  },
  ti = {
    48: ")",
    49: "!",
    50: "@",
    51: "#",
    52: "$",
    53: "%",
    54: "^",
    55: "&",
    56: "*",
    57: "(",
    59: ":",
    61: "+",
    173: "_",
    186: ":",
    187: "+",
    188: "<",
    189: "_",
    190: ">",
    191: "?",
    192: "~",
    219: "{",
    220: "|",
    221: "}",
    222: '"',
  },
  tu = typeof navigator < "u" && /Mac/.test(navigator.platform),
  iu = typeof navigator < "u" && /MSIE \d|Trident\/(?:[7-9]|\d{2,})\..*rv:(\d+)/.exec(navigator.userAgent);
for (X = 0; X < 10; X++) ht[48 + X] = ht[96 + X] = String(X);
var X;
for (X = 1; X <= 24; X++) ht[X + 111] = "F" + X;
var X;
for (X = 65; X <= 90; X++) ((ht[X] = String.fromCharCode(X + 32)), (ti[X] = String.fromCharCode(X)));
var X;
for (An in ht) ti.hasOwnProperty(An) || (ti[An] = ht[An]);
var An;
function sa(n) {
  var e =
      (tu && n.metaKey && n.shiftKey && !n.ctrlKey && !n.altKey) ||
      (iu && n.shiftKey && n.key && n.key.length == 1) ||
      n.key == "Unidentified",
    t = (!e && n.key) || (n.shiftKey ? ti : ht)[n.keyCode] || n.key || "Unidentified";
  return (
    t == "Esc" && (t = "Escape"),
    t == "Del" && (t = "Delete"),
    t == "Left" && (t = "ArrowLeft"),
    t == "Up" && (t = "ArrowUp"),
    t == "Right" && (t = "ArrowRight"),
    t == "Down" && (t = "ArrowDown"),
    t
  );
}
function Se() {
  var n = arguments[0];
  typeof n == "string" && (n = document.createElement(n));
  var e = 1,
    t = arguments[1];
  if (t && typeof t == "object" && t.nodeType == null && !Array.isArray(t)) {
    for (var i in t)
      if (Object.prototype.hasOwnProperty.call(t, i)) {
        var s = t[i];
        typeof s == "string" ? n.setAttribute(i, s) : s != null && (n[i] = s);
      }
    e++;
  }
  for (; e < arguments.length; e++) ra(n, arguments[e]);
  return n;
}
function ra(n, e) {
  if (typeof e == "string") n.appendChild(document.createTextNode(e));
  else if (e != null)
    if (e.nodeType != null) n.appendChild(e);
    else if (Array.isArray(e)) for (var t = 0; t < e.length; t++) ra(n, e[t]);
    else throw new RangeError("Unsupported child node: " + e);
}
var me = typeof navigator < "u" ? navigator : { userAgent: "", vendor: "", platform: "" },
  fr = typeof document < "u" ? document : { documentElement: { style: {} } },
  ur = /Edge\/(\d+)/.exec(me.userAgent),
  Wa = /MSIE \d/.test(me.userAgent),
  dr = /Trident\/(?:[7-9]|\d{2,})\..*rv:(\d+)/.exec(me.userAgent),
  ts = !!(Wa || dr || ur),
  oa = !ts && /gecko\/(\d+)/i.test(me.userAgent),
  nr = !ts && /Chrome\/(\d+)/.exec(me.userAgent),
  la = "webkitFontSmoothing" in fr.documentElement.style,
  pr = !ts && /Apple Computer/.test(me.vendor),
  aa = pr && (/Mobile\/\w+/.test(me.userAgent) || me.maxTouchPoints > 2),
  M = {
    mac: aa || /Mac/.test(me.platform),
    windows: /Win/.test(me.platform),
    linux: /Linux|X11/.test(me.platform),
    ie: ts,
    ie_version: Wa ? fr.documentMode || 6 : dr ? +dr[1] : ur ? +ur[1] : 0,
    gecko: oa,
    gecko_version: oa ? +(/Firefox\/(\d+)/.exec(me.userAgent) || [0, 0])[1] : 0,
    chrome: !!nr,
    chrome_version: nr ? +nr[1] : 0,
    ios: aa,
    android: /Android\b/.test(me.userAgent),
    webkit: la,
    webkit_version: la ? +(/\bAppleWebKit\/(\d+)/.exec(me.userAgent) || [0, 0])[1] : 0,
    safari: pr,
    safari_version: pr ? +(/\bVersion\/(\d+(\.\d+)?)/.exec(me.userAgent) || [0, 0])[1] : 0,
    tabSize: fr.documentElement.style.tabSize != null ? "tab-size" : "-moz-tab-size",
  };
function ro(n, e) {
  for (let t in n)
    t == "class" && e.class
      ? (e.class += " " + n.class)
      : t == "style" && e.style
        ? (e.style += ";" + n.style)
        : (e[t] = n[t]);
  return e;
}
var Fn = Object.create(null);
function oo(n, e, t) {
  if (n == e) return !0;
  (n || (n = Fn), e || (e = Fn));
  let i = Object.keys(n),
    s = Object.keys(e);
  if (i.length - 0 != s.length - 0) return !1;
  for (let r of i) if (r != t && (s.indexOf(r) == -1 || n[r] !== e[r])) return !1;
  return !0;
}
function nu(n, e) {
  for (let t = n.attributes.length - 1; t >= 0; t--) {
    let i = n.attributes[t].name;
    e[i] == null && n.removeAttribute(i);
  }
  for (let t in e) {
    let i = e[t];
    t == "style" ? (n.style.cssText = i) : n.getAttribute(t) != i && n.setAttribute(t, i);
  }
}
function ha(n, e, t) {
  let i = !1;
  if (e) for (let s in e) (t && s in t) || ((i = !0), s == "style" ? (n.style.cssText = "") : n.removeAttribute(s));
  if (t)
    for (let s in t)
      (e && e[s] == t[s]) || ((i = !0), s == "style" ? (n.style.cssText = t[s]) : n.setAttribute(s, t[s]));
  return i;
}
function su(n) {
  let e = Object.create(null);
  for (let t = 0; t < n.attributes.length; t++) {
    let i = n.attributes[t];
    e[i.name] = i.value;
  }
  return e;
}
var We = class {
    eq(e) {
      return !1;
    }
    updateDOM(e, t, i) {
      return !1;
    }
    compare(e) {
      return this == e || (this.constructor == e.constructor && this.eq(e));
    }
    get estimatedHeight() {
      return -1;
    }
    get lineBreaks() {
      return 0;
    }
    ignoreEvent(e) {
      return !0;
    }
    coordsAt(e, t, i) {
      return null;
    }
    get isHidden() {
      return !1;
    }
    get editable() {
      return !1;
    }
    destroy(e) {}
  },
  oe = (function (n) {
    return (
      (n[(n.Text = 0)] = "Text"),
      (n[(n.WidgetBefore = 1)] = "WidgetBefore"),
      (n[(n.WidgetAfter = 2)] = "WidgetAfter"),
      (n[(n.WidgetRange = 3)] = "WidgetRange"),
      n
    );
  })(oe || (oe = {})),
  I = class extends Te {
    constructor(e, t, i, s) {
      (super(), (this.startSide = e), (this.endSide = t), (this.widget = i), (this.spec = s));
    }
    get heightRelevant() {
      return !1;
    }
    static mark(e) {
      return new zi(e);
    }
    static widget(e) {
      let t = Math.max(-1e4, Math.min(1e4, e.side || 0)),
        i = !!e.block;
      return (
        (t += i && !e.inlineOrder ? (t > 0 ? 3e8 : -4e8) : t > 0 ? 1e8 : -1e8),
        new Et(e, t, t, i, e.widget || null, !1)
      );
    }
    static replace(e) {
      let t = !!e.block,
        i,
        s;
      if (e.isBlockGap) ((i = -5e8), (s = 4e8));
      else {
        let { start: r, end: o } = Va(e, t);
        ((i = (r ? (t ? -3e8 : -1) : 5e8) - 1), (s = (o ? (t ? 2e8 : 1) : -6e8) + 1));
      }
      return new Et(e, i, s, t, e.widget || null, !0);
    }
    static line(e) {
      return new qi(e);
    }
    static set(e, t = !1) {
      return H.of(e, t);
    }
    hasHeight() {
      return this.widget ? this.widget.estimatedHeight > -1 : !1;
    }
  };
I.none = H.empty;
var zi = class n extends I {
  constructor(e) {
    let { start: t, end: i } = Va(e);
    (super(t ? -1 : 5e8, i ? 1 : -6e8, null, e),
      (this.tagName = e.tagName || "span"),
      (this.attrs =
        e.class && e.attributes
          ? ro(e.attributes, { class: e.class })
          : e.class
            ? { class: e.class }
            : e.attributes || Fn));
  }
  eq(e) {
    return this == e || (e instanceof n && this.tagName == e.tagName && oo(this.attrs, e.attrs));
  }
  range(e, t = e) {
    if (e >= t) throw new RangeError("Mark decorations may not be empty");
    return super.range(e, t);
  }
};
zi.prototype.point = !1;
var qi = class n extends I {
  constructor(e) {
    super(-2e8, -2e8, null, e);
  }
  eq(e) {
    return e instanceof n && this.spec.class == e.spec.class && oo(this.spec.attributes, e.spec.attributes);
  }
  range(e, t = e) {
    if (t != e) throw new RangeError("Line decoration ranges must be zero-length");
    return super.range(e, t);
  }
};
qi.prototype.mapMode = ne.TrackBefore;
qi.prototype.point = !0;
var Et = class n extends I {
  constructor(e, t, i, s, r, o) {
    (super(t, i, r, e),
      (this.block = s),
      (this.isReplace = o),
      (this.mapMode = s ? (t <= 0 ? ne.TrackBefore : ne.TrackAfter) : ne.TrackDel));
  }
  get type() {
    return this.startSide != this.endSide ? oe.WidgetRange : this.startSide <= 0 ? oe.WidgetBefore : oe.WidgetAfter;
  }
  get heightRelevant() {
    return this.block || (!!this.widget && (this.widget.estimatedHeight >= 5 || this.widget.lineBreaks > 0));
  }
  eq(e) {
    return (
      e instanceof n &&
      ru(this.widget, e.widget) &&
      this.block == e.block &&
      this.startSide == e.startSide &&
      this.endSide == e.endSide
    );
  }
  range(e, t = e) {
    if (this.isReplace && (e > t || (e == t && this.startSide > 0 && this.endSide <= 0)))
      throw new RangeError("Invalid range for replacement decoration");
    if (!this.isReplace && t != e) throw new RangeError("Widget decorations can only have zero-length ranges");
    return super.range(e, t);
  }
};
Et.prototype.point = !0;
function Va(n, e = !1) {
  let { inclusiveStart: t, inclusiveEnd: i } = n;
  return (t == null && (t = n.inclusive), i == null && (i = n.inclusive), { start: t ?? e, end: i ?? e });
}
function ru(n, e) {
  return n == e || !!(n && e && n.compare(e));
}
function li(n, e, t, i = 0) {
  let s = t.length - 1;
  s >= 0 && t[s] + i >= n ? (t[s] = Math.max(t[s], e)) : t.push(n, e);
}
var Hn = class n extends Te {
  constructor(e, t, i) {
    (super(), (this.tagName = e), (this.attributes = t), (this.rank = i));
  }
  eq(e) {
    return e == this || (e instanceof n && this.tagName == e.tagName && oo(this.attributes, e.attributes));
  }
  static create(e) {
    return new n(e.tagName, e.attributes || Fn, e.rank == null ? 50 : Math.max(0, Math.min(e.rank, 100)));
  }
  static set(e, t = !1) {
    return H.of(e, t);
  }
};
Hn.prototype.startSide = Hn.prototype.endSide = -1;
var Z = (n) => n.nodeType == 1,
  hi = (n) => n.nodeType == 3;
function ji(n) {
  let e;
  return (n.nodeType == 11 ? (e = n.getSelection ? n : n.ownerDocument) : (e = n), e.getSelection());
}
function mr(n, e) {
  return e ? n == e || n.contains(e.nodeType != 1 ? e.parentNode : e) : !1;
}
function Li(n, e) {
  if (!e.anchorNode) return !1;
  try {
    return mr(n, e.anchorNode);
  } catch {
    return !1;
  }
}
function Ei(n) {
  return hi(n) ? Ui(n, 0, n.nodeValue.length).getClientRects() : Z(n) ? n.getClientRects() : [];
}
function Ii(n, e, t, i) {
  return t ? ca(n, e, t, i, -1) || ca(n, e, t, i, 1) : !1;
}
function yt(n) {
  for (var e = 0; ; e++) if (((n = n.previousSibling), !n)) return e;
}
function Wn(n) {
  return Z(n) && /^(DIV|P|LI|UL|OL|BLOCKQUOTE|DD|DT|H\d|SECTION|PRE)$/.test(n.nodeName);
}
function ca(n, e, t, i, s) {
  for (;;) {
    if (n == t && e == i) return !0;
    if (e == (s < 0 ? 0 : ut(n))) {
      if (n.nodeName == "DIV") return !1;
      let r = n.parentNode;
      if (!r || !Z(r)) return !1;
      ((e = yt(n) + (s < 0 ? 0 : 1)), (n = r));
    } else if (Z(n)) {
      if (
        ((n = n.childNodes[e + (s < 0 ? -1 : 0)]),
        Z(n) && (n.nodeName == "IMG" || n.nodeName == "BR" || n.contentEditable == "false"))
      )
        return !1;
      e = s < 0 ? ut(n) : 0;
    } else return !1;
  }
}
function ut(n) {
  return hi(n) ? n.nodeValue.length : n.childNodes.length;
}
function Ki(n, e) {
  let { left: t, right: i } = n;
  if (t == i) return n;
  let s = e ? t : i;
  return { left: s, right: s, top: n.top, bottom: n.bottom };
}
function ou(n) {
  let e = n.visualViewport;
  return e
    ? { left: 0, right: e.width, top: 0, bottom: e.height }
    : { left: 0, right: n.innerWidth, top: 0, bottom: n.innerHeight };
}
function za(n, e) {
  let t = e.width / n.offsetWidth,
    i = e.height / n.offsetHeight;
  return (
    ((t > 0.995 && t < 1.005) || !isFinite(t) || Math.abs(e.width - n.offsetWidth) < 1) && (t = 1),
    ((i > 0.995 && i < 1.005) || !isFinite(i) || Math.abs(e.height - n.offsetHeight) < 1) && (i = 1),
    { scaleX: t, scaleY: i }
  );
}
function lu(n, e, t, i, s, r, o, l) {
  let a = n.ownerDocument,
    h = a.defaultView || window;
  for (let c = n, f = !1; c && !f;)
    if (Z(c)) {
      let u,
        d = c == a.body,
        p = 1,
        m = 1,
        g = !0,
        b = !0;
      if (d) u = ou(h);
      else {
        let O = getComputedStyle(c);
        if (
          (/^(fixed|sticky)$/.test(O.position) && (f = !0),
          (c.scrollHeight <= c.clientHeight || !/auto|scroll/.test(O.overflowY)) && (b = !1),
          (c.scrollWidth <= c.clientWidth || !/auto|scroll/.test(O.overflowX)) && (g = !1),
          !g && !b)
        ) {
          c = c.assignedSlot || c.parentNode;
          continue;
        }
        let x = c.getBoundingClientRect();
        (({ scaleX: p, scaleY: m } = za(c, x)),
          (u = { left: x.left, right: x.left + c.clientWidth * p, top: x.top, bottom: x.top + c.clientHeight * m }));
      }
      let k = 0,
        y = 0;
      if (b)
        if (s == "nearest")
          e.top < u.top + o
            ? ((y = e.top - (u.top + o)), t > 0 && e.bottom > u.bottom + y && (y = e.bottom - u.bottom + o))
            : e.bottom > u.bottom - o &&
              ((y = e.bottom - u.bottom + o), t < 0 && e.top - y < u.top && (y = e.top - (u.top + o)));
        else {
          let O = e.bottom - e.top,
            x = u.bottom - u.top;
          y =
            (s == "center" && O <= x
              ? e.top + O / 2 - x / 2
              : s == "start" || (s == "center" && t < 0)
                ? e.top - o
                : e.bottom - x + o) - u.top;
        }
      if (
        (g &&
          (i == "nearest"
            ? e.left < u.left + r
              ? ((k = e.left - (u.left + r)), t > 0 && e.right > u.right + k && (k = e.right - u.right + r))
              : e.right > u.right - r &&
                ((k = e.right - u.right + r), t < 0 && e.left < u.left + k && (k = e.left - (u.left + r)))
            : (k =
                (i == "center"
                  ? e.left + (e.right - e.left) / 2 - (u.right - u.left) / 2
                  : (i == "start") == l
                    ? e.left - r
                    : e.right - (u.right - u.left) + r) - u.left)),
        k || y)
      )
        if (d) h.scrollBy(k, y);
        else {
          let O = 0,
            x = 0;
          if (y) {
            let S = c.scrollTop;
            ((c.scrollTop += y / m), (x = (c.scrollTop - S) * m));
          }
          if (k) {
            let S = c.scrollLeft;
            ((c.scrollLeft += k / p), (O = (c.scrollLeft - S) * p));
          }
          ((e = { left: e.left - O, top: e.top - x, right: e.right - O, bottom: e.bottom - x }),
            O && Math.abs(O - k) < 1 && (i = "nearest"),
            x && Math.abs(x - y) < 1 && (s = "nearest"));
        }
      if (d) break;
      ((e.top < u.top || e.bottom > u.bottom || e.left < u.left || e.right > u.right) &&
        (e = {
          left: Math.max(e.left, u.left),
          right: Math.min(e.right, u.right),
          top: Math.max(e.top, u.top),
          bottom: Math.min(e.bottom, u.bottom),
        }),
        (c = c.assignedSlot || c.parentNode));
    } else if (c.nodeType == 11) c = c.host;
    else break;
}
function qa(n, e = !0) {
  let t = n.ownerDocument,
    i = null,
    s = null;
  for (let r = n.parentNode; r && !(r == t.body || ((!e || i) && s));)
    if (Z(r))
      (!s && r.scrollHeight > r.clientHeight && /scroll|auto/.test(getComputedStyle(r).overflowY) && (s = r),
        e && !i && r.scrollWidth > r.clientWidth && /scroll|auto/.test(getComputedStyle(r).overflowX) && (i = r),
        (r = r.assignedSlot || r.parentNode));
    else if (r.nodeType == 11) r = r.host;
    else break;
  return { x: i, y: s };
}
var gr = class {
  constructor() {
    ((this.anchorNode = null), (this.anchorOffset = 0), (this.focusNode = null), (this.focusOffset = 0));
  }
  eq(e) {
    return (
      this.anchorNode == e.anchorNode &&
      this.anchorOffset == e.anchorOffset &&
      this.focusNode == e.focusNode &&
      this.focusOffset == e.focusOffset
    );
  }
  setRange(e) {
    let { anchorNode: t, focusNode: i } = e;
    this.set(t, Math.min(e.anchorOffset, t ? ut(t) : 0), i, Math.min(e.focusOffset, i ? ut(i) : 0));
  }
  set(e, t, i, s) {
    ((this.anchorNode = e), (this.anchorOffset = t), (this.focusNode = i), (this.focusOffset = s));
  }
};
function ja(n) {
  let e = [];
  for (let t = n; t; t = t.nodeType == 11 ? t.host : t.parentNode)
    Z(t) && e.push({ node: t, left: t.scrollLeft, top: t.scrollTop });
  return e;
}
function Ka(n, e = !0) {
  for (let { node: t, left: i, top: s } of n)
    (e && t.scrollTop != s && (t.scrollTop = s), t.scrollLeft != i && (t.scrollLeft = i));
}
var Pt = null;
M.safari && M.safari_version >= 26 && (Pt = !1);
function Ua(n) {
  if (n.setActive) return n.setActive();
  if (Pt) return n.focus(Pt);
  let e = ja(n);
  (n.focus(
    Pt == null
      ? {
          get preventScroll() {
            return ((Pt = { preventScroll: !0 }), !0);
          },
        }
      : void 0,
  ),
    Pt || ((Pt = !1), Ka(e)));
}
var fa;
function Ui(n, e, t = e) {
  let i = fa || (fa = document.createRange());
  return (i.setEnd(n, t), i.setStart(n, e), i);
}
function ai(n, e, t, i) {
  let s = { key: e, code: e, keyCode: t, which: t, cancelable: !0 };
  i && ({ altKey: s.altKey, ctrlKey: s.ctrlKey, shiftKey: s.shiftKey, metaKey: s.metaKey } = i);
  let r = new KeyboardEvent("keydown", s);
  ((r.synthetic = !0), n.dispatchEvent(r));
  let o = new KeyboardEvent("keyup", s);
  return ((o.synthetic = !0), n.dispatchEvent(o), r.defaultPrevented || o.defaultPrevented);
}
function au(n) {
  for (; n;) {
    if (n && (n.nodeType == 9 || (n.nodeType == 11 && n.host))) return n;
    n = n.assignedSlot || n.parentNode;
  }
  return null;
}
function hu(n, e) {
  let t = e.focusNode,
    i = e.focusOffset;
  if (!t || e.anchorNode != t || e.anchorOffset != i) return !1;
  for (i = Math.min(i, ut(t)); ;)
    if (i) {
      if (!Z(t)) return !1;
      let s = t.childNodes[i - 1];
      s.contentEditable == "false" ? i-- : ((t = s), (i = ut(t)));
    } else {
      if (t == n) return !0;
      ((i = yt(t)), (t = t.parentNode));
    }
}
function $a(n) {
  return n instanceof Window
    ? n.pageYOffset > Math.max(0, n.document.documentElement.scrollHeight - n.innerHeight - 4)
    : n.scrollTop > Math.max(1, n.scrollHeight - n.clientHeight - 4);
}
function Qa(n, e) {
  for (let t = n, i = e; ;) {
    if (hi(t) && i > 0) return { node: t, offset: i };
    if (Z(t) && i > 0) {
      if (t.contentEditable == "false") return null;
      ((t = t.childNodes[i - 1]), (i = ut(t)));
    } else if (t.parentNode && !Wn(t)) ((i = yt(t)), (t = t.parentNode));
    else return null;
  }
}
function Ga(n, e) {
  for (let t = n, i = e; ;) {
    if (hi(t) && i < t.nodeValue.length) return { node: t, offset: i };
    if (Z(t) && i < t.childNodes.length) {
      if (t.contentEditable == "false") return null;
      ((t = t.childNodes[i]), (i = 0));
    } else if (t.parentNode && !Wn(t)) ((i = yt(t) + 1), (t = t.parentNode));
    else return null;
  }
}
var et = class n {
    constructor(e, t, i = !0) {
      ((this.node = e), (this.offset = t), (this.precise = i));
    }
    static before(e, t) {
      return new n(e.parentNode, yt(e), t);
    }
    static after(e, t) {
      return new n(e.parentNode, yt(e) + 1, t);
    }
  },
  W = (function (n) {
    return ((n[(n.LTR = 0)] = "LTR"), (n[(n.RTL = 1)] = "RTL"), n);
  })(W || (W = {})),
  ci = W.LTR,
  lo = W.RTL;
function Xa(n) {
  let e = [];
  for (let t = 0; t < n.length; t++) e.push(1 << +n[t]);
  return e;
}
var cu = Xa(
    "88888888888888888888888888888888888666888888787833333333337888888000000000000000000000000008888880000000000000000000000000088888888888888888888888888888888888887866668888088888663380888308888800000000000000000000000800000000000000000000000000000008",
  ),
  fu = Xa(
    "4444448826627288999999999992222222222222222222222222222222222222222222222229999999999999999999994444444444644222822222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222999999949999999229989999223333333333",
  ),
  br = Object.create(null),
  Ze = [];
for (let n of ["()", "[]", "{}"]) {
  let e = n.charCodeAt(0),
    t = n.charCodeAt(1);
  ((br[e] = t), (br[t] = -e));
}
function Ya(n) {
  return n <= 247
    ? cu[n]
    : 1424 <= n && n <= 1524
      ? 2
      : 1536 <= n && n <= 1785
        ? fu[n - 1536]
        : 1774 <= n && n <= 2220
          ? 4
          : 8192 <= n && n <= 8204
            ? 256
            : 64336 <= n && n <= 65023
              ? 4
              : 1;
}
var uu = /[\u0590-\u05f4\u0600-\u06ff\u0700-\u08ac\ufb50-\ufdff]/,
  Re = class {
    get dir() {
      return this.level % 2 ? lo : ci;
    }
    constructor(e, t, i) {
      ((this.from = e), (this.to = t), (this.level = i));
    }
    side(e, t) {
      return (this.dir == t) == e ? this.to : this.from;
    }
    forward(e, t) {
      return e == (this.dir == t);
    }
    static find(e, t, i, s) {
      let r = -1;
      for (let o = 0; o < e.length; o++) {
        let l = e[o];
        if (l.from <= t && l.to >= t) {
          if (l.level == i) return o;
          (r < 0 || (s != 0 ? (s < 0 ? l.from < t : l.to > t) : e[r].level > l.level)) && (r = o);
        }
      }
      if (r < 0) throw new RangeError("Index out of range");
      return r;
    }
  };
function Ja(n, e) {
  if (n.length != e.length) return !1;
  for (let t = 0; t < n.length; t++) {
    let i = n[t],
      s = e[t];
    if (i.from != s.from || i.to != s.to || i.direction != s.direction || !Ja(i.inner, s.inner)) return !1;
  }
  return !0;
}
var q = [];
function du(n, e, t, i, s) {
  for (let r = 0; r <= i.length; r++) {
    let o = r ? i[r - 1].to : e,
      l = r < i.length ? i[r].from : t,
      a = r ? 256 : s;
    for (let h = o, c = a, f = a; h < l; h++) {
      let u = Ya(n.charCodeAt(h));
      (u == 512 ? (u = c) : u == 8 && f == 4 && (u = 16), (q[h] = u == 4 ? 2 : u), u & 7 && (f = u), (c = u));
    }
    for (let h = o, c = a, f = a; h < l; h++) {
      let u = q[h];
      if (u == 128) h < l - 1 && c == q[h + 1] && c & 24 ? (u = q[h] = c) : (q[h] = 256);
      else if (u == 64) {
        let d = h + 1;
        for (; d < l && q[d] == 64;) d++;
        let p = (h && c == 8) || (d < t && q[d] == 8) ? (f == 1 ? 1 : 8) : 256;
        for (let m = h; m < d; m++) q[m] = p;
        h = d - 1;
      } else u == 8 && f == 1 && (q[h] = 1);
      ((c = u), u & 7 && (f = u));
    }
  }
}
function pu(n, e, t, i, s) {
  let r = s == 1 ? 2 : 1;
  for (let o = 0, l = 0, a = 0; o <= i.length; o++) {
    let h = o ? i[o - 1].to : e,
      c = o < i.length ? i[o].from : t;
    for (let f = h, u, d, p; f < c; f++)
      if ((d = br[(u = n.charCodeAt(f))]))
        if (d < 0) {
          for (let m = l - 3; m >= 0; m -= 3)
            if (Ze[m + 1] == -d) {
              let g = Ze[m + 2],
                b = g & 2 ? s : g & 4 ? (g & 1 ? r : s) : 0;
              (b && (q[f] = q[Ze[m]] = b), (l = m));
              break;
            }
        } else {
          if (Ze.length == 189) break;
          ((Ze[l++] = f), (Ze[l++] = u), (Ze[l++] = a));
        }
      else if ((p = q[f]) == 2 || p == 1) {
        let m = p == s;
        a = m ? 0 : 1;
        for (let g = l - 3; g >= 0; g -= 3) {
          let b = Ze[g + 2];
          if (b & 2) break;
          if (m) Ze[g + 2] |= 2;
          else {
            if (b & 4) break;
            Ze[g + 2] |= 4;
          }
        }
      }
  }
}
function mu(n, e, t, i) {
  for (let s = 0, r = i; s <= t.length; s++) {
    let o = s ? t[s - 1].to : n,
      l = s < t.length ? t[s].from : e;
    for (let a = o; a < l;) {
      let h = q[a];
      if (h == 256) {
        let c = a + 1;
        for (;;)
          if (c == l) {
            if (s == t.length) break;
            ((c = t[s++].to), (l = s < t.length ? t[s].from : e));
          } else if (q[c] == 256) c++;
          else break;
        let f = r == 1,
          u = (c < e ? q[c] : i) == 1,
          d = f == u ? (f ? 1 : 2) : i;
        for (let p = c, m = s, g = m ? t[m - 1].to : n; p > a;)
          (p == g && ((p = t[--m].from), (g = m ? t[m - 1].to : n)), (q[--p] = d));
        a = c;
      } else ((r = h), a++);
    }
  }
}
function yr(n, e, t, i, s, r, o) {
  let l = i % 2 ? 2 : 1;
  if (i % 2 == s % 2)
    for (let a = e, h = 0; a < t;) {
      let c = !0,
        f = !1;
      if (h == r.length || a < r[h].from) {
        let m = q[a];
        m != l && ((c = !1), (f = m == 16));
      }
      let u = !c && l == 1 ? [] : null,
        d = c ? i : i + 1,
        p = a;
      e: for (;;)
        if (h < r.length && p == r[h].from) {
          if (f) break e;
          let m = r[h];
          if (!c)
            for (let g = m.to, b = h + 1; ;) {
              if (g == t) break e;
              if (b < r.length && r[b].from == g) g = r[b++].to;
              else {
                if (q[g] == l) break e;
                break;
              }
            }
          if ((h++, u)) u.push(m);
          else {
            m.from > a && o.push(new Re(a, m.from, d));
            let g = (m.direction == ci) != !(d % 2);
            (xr(n, g ? i + 1 : i, s, m.inner, m.from, m.to, o), (a = m.to));
          }
          p = m.to;
        } else {
          if (p == t || (c ? q[p] != l : q[p] == l)) break;
          p++;
        }
      (u ? yr(n, a, p, i + 1, s, u, o) : a < p && o.push(new Re(a, p, d)), (a = p));
    }
  else
    for (let a = t, h = r.length; a > e;) {
      let c = !0,
        f = !1;
      if (!h || a > r[h - 1].to) {
        let m = q[a - 1];
        m != l && ((c = !1), (f = m == 16));
      }
      let u = !c && l == 1 ? [] : null,
        d = c ? i : i + 1,
        p = a;
      e: for (;;)
        if (h && p == r[h - 1].to) {
          if (f) break e;
          let m = r[--h];
          if (!c)
            for (let g = m.from, b = h; ;) {
              if (g == e) break e;
              if (b && r[b - 1].to == g) g = r[--b].from;
              else {
                if (q[g - 1] == l) break e;
                break;
              }
            }
          if (u) u.push(m);
          else {
            m.to < a && o.push(new Re(m.to, a, d));
            let g = (m.direction == ci) != !(d % 2);
            (xr(n, g ? i + 1 : i, s, m.inner, m.from, m.to, o), (a = m.from));
          }
          p = m.from;
        } else {
          if (p == e || (c ? q[p - 1] != l : q[p - 1] == l)) break;
          p--;
        }
      (u ? yr(n, p, a, i + 1, s, u, o) : p < a && o.push(new Re(p, a, d)), (a = p));
    }
}
function xr(n, e, t, i, s, r, o) {
  let l = e % 2 ? 2 : 1;
  (du(n, s, r, i, l), pu(n, s, r, i, l), mu(s, r, i, l), yr(n, s, r, e, t, i, o));
}
function gu(n, e, t) {
  if (!n) return [new Re(0, 0, e == lo ? 1 : 0)];
  if (e == ci && !t.length && !uu.test(n)) return Za(n.length);
  if (t.length) for (; n.length > q.length;) q[q.length] = 256;
  let i = [],
    s = e == ci ? 0 : 1;
  return (xr(n, s, s, t, 0, n.length, i), i);
}
function Za(n) {
  return [new Re(0, n, 0)];
}
var eh = "";
function bu(n, e, t, i, s) {
  var r;
  if (!n.length) return null;
  let o = i.head - n.from,
    l;
  if (i.head == n.from && i.assoc < 0) {
    if (!s) return null;
    o = e[(l = 0)].side(!1, t);
  } else if (i.head == n.to && i.assoc > 0) {
    if (s) return null;
    o = e[(l = e.length - 1)].side(!0, t);
  } else l = Re.find(e, o, (r = i.bidiLevel) !== null && r !== void 0 ? r : -1, i.assoc);
  let a = e[l],
    h = a.side(s, t);
  if (o == h) {
    let u = (l += s ? 1 : -1);
    if (u < 0 || u >= e.length) return null;
    ((a = e[(l = u)]), (o = a.side(!s, t)), (h = a.side(s, t)));
  }
  let c = J(n.text, o, a.forward(s, t));
  ((c < a.from || c > a.to) && (c = h), (eh = n.text.slice(Math.min(o, c), Math.max(o, c))));
  let f = l == (s ? e.length - 1 : 0) ? null : e[l + (s ? 1 : -1)];
  if (c == h) {
    if (!f) return s ? w.cursor(n.to, 1) : w.cursor(n.from, -1);
    if (f.level + (s ? 0 : 1) < a.level) return w.cursor(f.side(!s, t) + n.from, f.forward(s, t) ? 1 : -1, f.level);
  }
  return w.cursor(c + n.from, a.forward(s, t) ? -1 : 1, a.level);
}
function yu(n, e, t) {
  for (let i = e; i < t; i++) {
    let s = Ya(n.charCodeAt(i));
    if (s == 1) return ci;
    if (s == 2 || s == 4) return lo;
  }
}
var th = T.define(),
  ih = T.define(),
  nh = T.define(),
  sh = T.define(),
  kr = T.define(),
  rh = T.define(),
  oh = T.define(),
  ao = T.define(),
  ho = T.define(),
  lh = T.define({ combine: (n) => n.some((e) => e) }),
  ah = T.define({ combine: (n) => n.some((e) => e) }),
  hh = T.define(),
  _i = class n {
    constructor(e, t, i, s, r, o = !1) {
      ((this.range = e), (this.y = t), (this.x = i), (this.yMargin = s), (this.xMargin = r), (this.isSnapshot = o));
    }
    map(e) {
      return e.empty ? this : new n(this.range.map(e), this.y, this.x, this.yMargin, this.xMargin, this.isSnapshot);
    }
    clip(e) {
      return this.range.to <= e.doc.length
        ? this
        : new n(w.cursor(e.doc.length), this.y, this.x, this.yMargin, this.xMargin, this.isSnapshot);
    }
  },
  On = E.define({ map: (n, e) => n.map(e) }),
  ch = E.define();
function re(n, e, t) {
  let i = n.facet(sh);
  i.length
    ? i[0](e)
    : (window.onerror && window.onerror(String(e), t, void 0, void 0, e)) ||
      (t ? console.error(t + ":", e) : console.error(e));
}
var ct = T.define({ combine: (n) => (n.length ? n[0] : !0) }),
  xu = 0,
  ni = T.define({
    combine(n) {
      return n.filter((e, t) => {
        for (let i = 0; i < t; i++) if (n[i].plugin == e.plugin) return !1;
        return !0;
      });
    },
  }),
  le = class n {
    constructor(e, t, i, s, r) {
      ((this.id = e),
        (this.create = t),
        (this.domEventHandlers = i),
        (this.domEventObservers = s),
        (this.baseExtensions = r(this)),
        (this.extension = this.baseExtensions.concat(ni.of({ plugin: this, arg: void 0 }))));
    }
    of(e) {
      return this.baseExtensions.concat(ni.of({ plugin: this, arg: e }));
    }
    static define(e, t) {
      let { eventHandlers: i, eventObservers: s, provide: r, decorations: o } = t || {};
      return new n(xu++, e, i, s, (l) => {
        let a = [];
        return (
          o &&
            a.push(
              is.of((h) => {
                let c = h.plugin(l);
                return c ? o(c) : I.none;
              }),
            ),
          r && a.push(r(l)),
          a
        );
      });
    }
    static fromClass(e, t) {
      return n.define((i, s) => new e(i, s), t);
    }
  },
  Ni = class {
    constructor(e) {
      ((this.spec = e), (this.mustUpdate = null), (this.value = null));
    }
    get plugin() {
      return this.spec && this.spec.plugin;
    }
    update(e) {
      if (this.value) {
        if (this.mustUpdate) {
          let t = this.mustUpdate;
          if (((this.mustUpdate = null), this.value.update))
            try {
              this.value.update(t);
            } catch (i) {
              if ((re(t.state, i, "CodeMirror plugin crashed"), this.value.destroy))
                try {
                  this.value.destroy();
                } catch {}
              this.deactivate();
            }
        }
      } else if (this.spec)
        try {
          this.value = this.spec.plugin.create(e, this.spec.arg);
        } catch (t) {
          (re(e.state, t, "CodeMirror plugin crashed"), this.deactivate());
        }
      return this;
    }
    destroy(e) {
      var t;
      if (!((t = this.value) === null || t === void 0) && t.destroy)
        try {
          this.value.destroy();
        } catch (i) {
          re(e.state, i, "CodeMirror plugin crashed");
        }
    }
    deactivate() {
      this.spec = this.value = null;
    }
  },
  fh = T.define(),
  co = T.define(),
  is = T.define(),
  uh = T.define(),
  fo = T.define(),
  $i = T.define(),
  dh = T.define();
function ua(n, e) {
  let t = n.state.facet(dh);
  if (!t.length) return t;
  let i = t.map((r) => (r instanceof Function ? r(n) : r)),
    s = [];
  return (
    H.spans(i, e.from, e.to, {
      point() {},
      span(r, o, l, a) {
        let h = r - e.from,
          c = o - e.from,
          f = s;
        for (let u = l.length - 1; u >= 0; u--, a--) {
          let d = l[u].spec.bidiIsolate,
            p;
          if (a > 0 && f.length && (p = f[f.length - 1]).to == h && p.direction == d) ((p.to = c), (f = p.inner));
          else {
            let m = { from: h, to: c, direction: d, inner: [] };
            (f.push(m), (f = m.inner));
          }
        }
      },
    }),
    ph(e.text, s)
  );
}
function ph(n, e) {
  for (let t of e) {
    if (t.direction == null) {
      for (let i = t.from, s = 0; i < t.to; s++) {
        let r = s < t.inner.length ? t.inner[s] : null,
          o = yu(n, i, r ? r.from : t.to);
        if (o) {
          t.direction = o;
          break;
        }
        if (!r) break;
        i = r.to;
      }
      t.direction == null && (t.direction = W.LTR);
    }
    ph(n, t.inner);
  }
  return e;
}
var mh = T.define();
function uo(n) {
  let e = 0,
    t = 0,
    i = 0,
    s = 0;
  for (let r of n.state.facet(mh)) {
    let o = r(n);
    o &&
      (o.left != null && (e = Math.max(e, o.left)),
      o.right != null && (t = Math.max(t, o.right)),
      o.top != null && (i = Math.max(i, o.top)),
      o.bottom != null && (s = Math.max(s, o.bottom)));
  }
  return { left: e, right: t, top: i, bottom: s };
}
var Pi = T.define(),
  He = class n {
    constructor(e, t, i, s) {
      ((this.fromA = e), (this.toA = t), (this.fromB = i), (this.toB = s));
    }
    join(e) {
      return new n(
        Math.min(this.fromA, e.fromA),
        Math.max(this.toA, e.toA),
        Math.min(this.fromB, e.fromB),
        Math.max(this.toB, e.toB),
      );
    }
    addToSet(e) {
      let t = e.length,
        i = this;
      for (; t > 0; t--) {
        let s = e[t - 1];
        if (!(s.fromA > i.toA)) {
          if (s.toA < i.fromA) break;
          ((i = i.join(s)), e.splice(t - 1, 1));
        }
      }
      return (e.splice(t, 0, i), e);
    }
    static extendWithRanges(e, t) {
      if (t.length == 0) return e;
      let i = [];
      for (let s = 0, r = 0, o = 0; ;) {
        let l = s < e.length ? e[s].fromB : 1e9,
          a = r < t.length ? t[r] : 1e9,
          h = Math.min(l, a);
        if (h == 1e9) break;
        let c = h + o,
          f = h,
          u = c;
        for (;;)
          if (r < t.length && t[r] <= f) {
            let d = t[r + 1];
            ((r += 2), (f = Math.max(f, d)));
            for (let p = s; p < e.length && e[p].fromB <= f; p++) o = e[p].toA - e[p].toB;
            u = Math.max(u, d + o);
          } else if (s < e.length && e[s].fromB <= f) {
            let d = e[s++];
            ((f = Math.max(f, d.toB)), (u = Math.max(u, d.toA)), (o = d.toA - d.toB));
          } else break;
        i.push(new n(c, u, h, f));
      }
      return i;
    }
  },
  Vn = class n {
    constructor(e, t, i) {
      ((this.view = e),
        (this.state = t),
        (this.transactions = i),
        (this.flags = 0),
        (this.startState = e.state),
        (this.changes = pe.empty(this.startState.doc.length)));
      for (let r of i) this.changes = this.changes.compose(r.changes);
      let s = [];
      (this.changes.iterChangedRanges((r, o, l, a) => s.push(new He(r, o, l, a))), (this.changedRanges = s));
    }
    static create(e, t, i) {
      return new n(e, t, i);
    }
    get viewportChanged() {
      return (this.flags & 4) > 0;
    }
    get viewportMoved() {
      return (this.flags & 8) > 0;
    }
    get heightChanged() {
      return (this.flags & 2) > 0;
    }
    get geometryChanged() {
      return this.docChanged || (this.flags & 18) > 0;
    }
    get focusChanged() {
      return (this.flags & 1) > 0;
    }
    get docChanged() {
      return !this.changes.empty;
    }
    get selectionSet() {
      return this.transactions.some((e) => e.selection);
    }
    get empty() {
      return this.flags == 0 && this.transactions.length == 0;
    }
  },
  ku = [],
  U = class {
    constructor(e, t, i = 0) {
      ((this.dom = e), (this.length = t), (this.flags = i), (this.parent = null), (e.cmTile = this));
    }
    get breakAfter() {
      return this.flags & 1;
    }
    get children() {
      return ku;
    }
    isWidget() {
      return !1;
    }
    get isHidden() {
      return !1;
    }
    isComposite() {
      return !1;
    }
    isLine() {
      return !1;
    }
    isText() {
      return !1;
    }
    isBlock() {
      return !1;
    }
    get domAttrs() {
      return null;
    }
    sync(e) {
      if (((this.flags |= 2), this.flags & 4)) {
        this.flags &= -5;
        let t = this.domAttrs;
        t && nu(this.dom, t);
      }
    }
    toString() {
      return this.constructor.name + (this.children.length ? `(${this.children})` : "") + (this.breakAfter ? "#" : "");
    }
    destroy() {
      this.parent = null;
    }
    setDOM(e) {
      ((this.dom = e), (e.cmTile = this));
    }
    get posAtStart() {
      return this.parent ? this.parent.posBefore(this) : 0;
    }
    get posAtEnd() {
      return this.posAtStart + this.length;
    }
    posBefore(e, t = this.posAtStart) {
      let i = t;
      for (let s of this.children) {
        if (s == e) return i;
        i += s.length + s.breakAfter;
      }
      throw new RangeError("Invalid child in posBefore");
    }
    posAfter(e) {
      return this.posBefore(e) + e.length;
    }
    covers(e) {
      return !0;
    }
    coordsIn(e, t, i) {
      return null;
    }
    domPosFor(e, t) {
      let i = yt(this.dom),
        s = this.length ? e > 0 : t > 0;
      return new et(this.parent.dom, i + (s ? 1 : 0), e == 0 || e == this.length);
    }
    markDirty(e) {
      ((this.flags &= -3), e && (this.flags |= 4), this.parent && this.parent.flags & 2 && this.parent.markDirty(!1));
    }
    get overrideDOMText() {
      return null;
    }
    get root() {
      for (let e = this; e; e = e.parent) if (e instanceof ui) return e;
      return null;
    }
    static get(e) {
      return e.cmTile;
    }
  },
  fi = class extends U {
    constructor(e) {
      (super(e, 0), (this._children = []));
    }
    isComposite() {
      return !0;
    }
    get children() {
      return this._children;
    }
    get lastChild() {
      return this.children.length ? this.children[this.children.length - 1] : null;
    }
    append(e) {
      (this.children.push(e), (e.parent = this));
    }
    sync(e) {
      if (this.flags & 2) return;
      super.sync(e);
      let t = this.dom,
        i = null,
        s,
        r = e?.node == t ? e : null,
        o = 0;
      for (let l of this.children) {
        if (
          (l.sync(e),
          (o += l.length + l.breakAfter),
          (s = i ? i.nextSibling : t.firstChild),
          r && s != l.dom && (r.written = !0),
          l.dom.parentNode == t)
        )
          for (; s && s != l.dom;) s = da(s);
        else t.insertBefore(l.dom, s);
        i = l.dom;
      }
      for (s = i ? i.nextSibling : t.firstChild, r && s && (r.written = !0); s;) s = da(s);
      this.length = o;
    }
  };
function da(n) {
  let e = n.nextSibling;
  return (n.parentNode.removeChild(n), e);
}
var ui = class extends fi {
    constructor(e, t) {
      (super(t), (this.view = e));
    }
    owns(e) {
      for (; e; e = e.parent) if (e == this) return !0;
      return !1;
    }
    isBlock() {
      return !0;
    }
    nearest(e) {
      for (;;) {
        if (!e) return null;
        let t = U.get(e);
        if (t && this.owns(t)) return t;
        e = e.parentNode;
      }
    }
    blockTiles(e) {
      for (let t = [], i = this, s = 0, r = 0; ;)
        if (s == i.children.length) {
          if (!t.length) return;
          ((i = i.parent), i.breakAfter && r++, (s = t.pop()));
        } else {
          let o = i.children[s++];
          if (o instanceof ft) (t.push(s), (i = o), (s = 0));
          else {
            let l = r + o.length,
              a = e(o, r);
            if (a !== void 0) return a;
            r = l + o.breakAfter;
          }
        }
    }
    resolveBlock(e, t) {
      let i,
        s = -1,
        r,
        o = -1;
      if (
        (this.blockTiles((l, a) => {
          let h = a + l.length;
          if (e >= a && e <= h) {
            if (l.isWidget() && t >= -1 && t <= 1) {
              if (l.flags & 32) return !0;
              l.flags & 16 && (i = void 0);
            }
            ((a < e || (e == h && (t < -1 ? l.length : l.covers(1)))) &&
              (!i || (!l.isWidget() && i.isWidget())) &&
              ((i = l), (s = e - a)),
              (h > e || (e == a && (t > 1 ? l.length : l.covers(-1)))) &&
                (!r || (!l.isWidget() && r.isWidget())) &&
                ((r = l), (o = e - a)));
          }
        }),
        !i && !r)
      )
        throw new Error("No tile at position " + e);
      return (i && t < 0) || !r ? { tile: i, offset: s } : { tile: r, offset: o };
    }
  },
  ft = class n extends fi {
    constructor(e, t) {
      (super(e), (this.wrapper = t));
    }
    isBlock() {
      return !0;
    }
    covers(e) {
      return this.children.length ? (e < 0 ? this.children[0].covers(-1) : this.lastChild.covers(1)) : !1;
    }
    get domAttrs() {
      return this.wrapper.attributes;
    }
    static of(e, t) {
      let i = new n(t || document.createElement(e.tagName), e);
      return (t || (i.flags |= 4), i);
    }
  },
  di = class n extends fi {
    constructor(e, t) {
      (super(e), (this.attrs = t));
    }
    isLine() {
      return !0;
    }
    static start(e, t, i) {
      let s = new n(t || document.createElement("div"), e);
      return ((!t || !i) && (s.flags |= 4), s);
    }
    get domAttrs() {
      return this.attrs;
    }
    resolveInline(e, t, i = !1) {
      let s = null,
        r = -1,
        o = null,
        l = -1;
      function a(c, f) {
        for (let u = 0, d = 0; u < c.children.length && d <= f; u++) {
          let p = c.children[u],
            m = d + p.length;
          (m >= f &&
            (p.isComposite()
              ? a(p, f - d)
              : (!o || (i && o.isHidden && ((t > 0 && !(o.flags & 32)) || (i && vu(o, p))))) &&
                  (m > f || (p.flags & 32 && t <= 1))
                ? ((o = p), (l = f - d))
                : (d < f || (p.flags & 16 && !(i && p.isHidden) && t >= -1)) && ((s = p), (r = f - d))),
            (d = m));
        }
      }
      a(this, e);
      let h = (t < 0 ? s : o) || s || o;
      return h ? { tile: h, offset: h == s ? r : l } : null;
    }
    coordsIn(e, t, i) {
      let s = this.resolveInline(e, t, !0);
      return s ? s.tile.coordsIn(Math.max(0, s.offset), t, i) : wu(this);
    }
    domIn(e, t) {
      let i = this.resolveInline(e, t);
      if (i) {
        let { tile: s, offset: r } = i;
        if (this.dom.contains(s.dom))
          return s.isText()
            ? new et(s.dom, Math.min(s.dom.nodeValue.length, r))
            : s.domPosFor(r, s.flags & 16 ? 1 : s.flags & 32 ? -1 : t);
        let o = i.tile.parent,
          l = !1;
        for (let a of o.children) {
          if (l) return new et(a.dom, 0);
          a == i.tile && (l = !0);
        }
      }
      return new et(this.dom, 0);
    }
  };
function wu(n) {
  let e = n.dom.lastChild;
  if (!e) return n.dom.getBoundingClientRect();
  let t = Ei(e);
  return t[t.length - 1] || null;
}
function vu(n, e) {
  let t = n.coordsIn(0, 1),
    i = e.coordsIn(0, 1);
  return t && i && i.top < t.bottom;
}
var xe = class n extends fi {
    constructor(e, t) {
      (super(e), (this.mark = t));
    }
    get domAttrs() {
      return this.mark.attrs;
    }
    static of(e, t) {
      let i = new n(t || document.createElement(e.tagName), e);
      return (t || (i.flags |= 4), i);
    }
  },
  Rt = class n extends U {
    constructor(e, t) {
      (super(e, t.length), (this.text = t));
    }
    sync(e) {
      this.flags & 2 ||
        (super.sync(e),
        this.dom.nodeValue != this.text &&
          (e && e.node == this.dom && (e.written = !0), (this.dom.nodeValue = this.text)));
    }
    isText() {
      return !0;
    }
    toString() {
      return JSON.stringify(this.text);
    }
    coordsIn(e, t, i) {
      let s = this.dom.nodeValue.length;
      e > s && (e = s);
      let r = e,
        o = e,
        l = 0;
      (e == 0 && t < 0) || (e == s && t >= 0)
        ? M.chrome || M.gecko || (e ? (r--, (l = 1)) : o < s && (o++, (l = -1)))
        : t < 0
          ? r--
          : o < s && o++;
      let a = Ui(this.dom, r, o).getClientRects();
      if (!a.length) return null;
      let h = a[(l ? l < 0 : t >= 0) ? 0 : a.length - 1];
      return (
        M.safari && !l && h.width == 0 && (h = Array.prototype.find.call(a, (c) => c.width) || h),
        i == null ? h : Ki(h, (l ? l > 0 : t < 0) == i)
      );
    }
    static of(e, t) {
      let i = new n(t || document.createTextNode(e), e);
      return (t || (i.flags |= 2), i);
    }
  },
  It = class n extends U {
    constructor(e, t, i, s) {
      (super(e, t, s), (this.widget = i));
    }
    isWidget() {
      return !0;
    }
    get isHidden() {
      return this.widget.isHidden;
    }
    covers(e) {
      return this.flags & 48 ? !1 : (this.flags & (e < 0 ? 64 : 128)) > 0;
    }
    coordsIn(e, t) {
      return this.coordsInWidget(e, t, !1);
    }
    coordsInWidget(e, t, i) {
      let s = this.widget.coordsAt(this.dom, e, t);
      if (s) return s;
      if (i) return Ki(this.dom.getBoundingClientRect(), this.length ? e == 0 : t <= 0);
      {
        let r = this.dom.getClientRects(),
          o = null;
        if (!r.length) return null;
        let l = this.flags & 16 ? !0 : this.flags & 32 ? !1 : e > 0;
        for (
          let a = l ? r.length - 1 : 0;
          (o = r[a]), !(e > 0 ? a == 0 : a == r.length - 1 || o.top < o.bottom);
          a += l ? -1 : 1
        );
        return Ki(o, !l);
      }
    }
    get overrideDOMText() {
      if (!this.length) return N.empty;
      let { root: e } = this;
      if (!e) return N.empty;
      let t = this.posAtStart;
      return e.view.state.doc.slice(t, t + this.length);
    }
    destroy() {
      (super.destroy(), this.widget.destroy(this.dom));
    }
    static of(e, t, i, s, r) {
      return (r || ((r = e.toDOM(t)), e.editable || (r.contentEditable = "false")), new n(r, i, e, s));
    }
  },
  pi = class extends U {
    constructor(e) {
      let t = document.createElement("img");
      ((t.className = "cm-widgetBuffer"), t.setAttribute("aria-hidden", "true"), super(t, 0, e));
    }
    get isHidden() {
      return !0;
    }
    get overrideDOMText() {
      return N.empty;
    }
    coordsIn(e, t, i) {
      let s = this.dom.getBoundingClientRect();
      return i == null ? s : Ki(s, t > 0 == i);
    }
  },
  wr = class {
    constructor(e) {
      ((this.index = 0), (this.beforeBreak = !1), (this.parents = []), (this.tile = e));
    }
    advance(e, t, i) {
      let { tile: s, index: r, beforeBreak: o, parents: l } = this;
      for (; e || t > 0;)
        if (s.isComposite())
          if (o) {
            if (!e) break;
            (i && i.break(), e--, (o = !1));
          } else if (r == s.children.length) {
            if (!e && !l.length) break;
            (i && i.leave(s), (o = !!s.breakAfter), ({ tile: s, index: r } = l.pop()), r++);
          } else {
            let a = s.children[r],
              h = a.breakAfter;
            (t > 0 ? a.length <= e : a.length < e) && (!i || i.skip(a, 0, a.length) !== !1 || !a.isComposite)
              ? ((o = !!h), r++, (e -= a.length))
              : (l.push({ tile: s, index: r }), (s = a), (r = 0), i && a.isComposite() && i.enter(a));
          }
        else {
          let a = s.length;
          if (r < a && e) {
            let h = Math.min(e, a - r);
            (i && i.skip(s, r, r + h), (e -= h), (r += h));
          }
          if (r == a) ((o = !!s.breakAfter), ({ tile: s, index: r } = l.pop()), r++);
          else if (!e) break;
        }
      return ((this.tile = s), (this.index = r), (this.beforeBreak = o), this);
    }
    get root() {
      return this.parents.length ? this.parents[0].tile : this.tile;
    }
  },
  vr = class {
    constructor(e, t, i, s) {
      ((this.from = e), (this.to = t), (this.wrapper = i), (this.rank = s));
    }
  },
  Sr = class {
    constructor(e, t, i) {
      ((this.cache = e),
        (this.root = t),
        (this.blockWrappers = i),
        (this.curLine = null),
        (this.lastBlock = null),
        (this.afterWidget = null),
        (this.pos = 0),
        (this.wrappers = []),
        (this.wrapperPos = 0));
    }
    addText(e, t, i, s) {
      var r;
      this.flushBuffer();
      let o = this.ensureMarks(t, i),
        l = o.lastChild;
      if (l && l.isText() && !(l.flags & 8) && l.length + e.length < 512) {
        this.cache.reused.set(l, 2);
        let a = (o.children[o.children.length - 1] = new Rt(l.dom, l.text + e));
        a.parent = o;
      } else o.append(s || Rt.of(e, (r = this.cache.find(Rt)) === null || r === void 0 ? void 0 : r.dom));
      ((this.pos += e.length), (this.afterWidget = null));
    }
    addComposition(e, t) {
      let i = this.curLine;
      i.dom != t.line.dom &&
        (i.setDOM(this.cache.reused.has(t.line) ? sr(t.line.dom) : t.line.dom), this.cache.reused.set(t.line, 2));
      let s = i;
      for (let l = t.marks.length - 1; l >= 0; l--) {
        let a = t.marks[l],
          h = s.lastChild;
        if (h instanceof xe && h.mark.eq(a.mark)) (h.dom != a.dom && h.setDOM(sr(a.dom)), (s = h));
        else {
          let { dom: c } = a;
          this.cache.reused.get(a) && U.get(a.dom) && (c = sr(a.dom));
          let f = xe.of(a.mark, c);
          (s.append(f), (s = f));
        }
        this.cache.reused.set(a, 2);
      }
      let r = U.get(e.text);
      r && this.cache.reused.set(r, 2);
      let o = new Rt(e.text, e.text.nodeValue);
      ((o.flags |= 8), (this.pos = e.range.toB), s.append(o));
    }
    addInlineWidget(e, t, i) {
      let s = this.afterWidget && e.flags & 48 && (this.afterWidget.flags & 48) == (e.flags & 48);
      s || this.flushBuffer();
      let r = this.ensureMarks(t, i);
      (!s && !(e.flags & 16) && r.append(this.getBuffer(1)),
        r.append(e),
        (this.pos += e.length),
        (this.afterWidget = e));
    }
    addMark(e, t, i) {
      (this.flushBuffer(), this.ensureMarks(t, i).append(e), (this.pos += e.length), (this.afterWidget = null));
    }
    addBlockWidget(e) {
      (this.getBlockPos().append(e), (this.pos += e.length), (this.lastBlock = e), this.endLine());
    }
    continueWidget(e) {
      let t = this.afterWidget || this.lastBlock;
      ((t.length += e), (this.pos += e));
    }
    addLineStart(e, t) {
      var i;
      e || (e = gh);
      let s = di.start(e, t || ((i = this.cache.find(di)) === null || i === void 0 ? void 0 : i.dom), !!t);
      this.getBlockPos().append((this.lastBlock = this.curLine = s));
    }
    addLine(e) {
      (this.getBlockPos().append(e), (this.pos += e.length), (this.lastBlock = e), this.endLine());
    }
    addBreak() {
      ((this.lastBlock.flags |= 1), this.endLine(), this.pos++);
    }
    addLineStartIfNotCovered(e) {
      this.blockPosCovered() || this.addLineStart(e);
    }
    ensureLine(e) {
      this.curLine || this.addLineStart(e);
    }
    ensureMarks(e, t) {
      var i;
      let s = this.curLine;
      for (let r = e.length - 1; r >= 0; r--) {
        let o = e[r],
          l;
        if (t > 0 && (l = s.lastChild) && l instanceof xe && l.mark.eq(o)) ((s = l), t--);
        else {
          let a = xe.of(o, (i = this.cache.find(xe, (h) => h.mark.eq(o))) === null || i === void 0 ? void 0 : i.dom);
          (s.append(a), (s = a), (t = 0));
        }
      }
      return s;
    }
    endLine() {
      if (this.curLine) {
        this.flushBuffer();
        let e = this.curLine.lastChild;
        ((!e ||
          !pa(this.curLine, !1) ||
          (e.dom.nodeName != "BR" && e.isWidget() && !(M.ios && pa(this.curLine, !0)))) &&
          this.curLine.append(this.cache.findWidget(rr, 0, 32) || new It(rr.toDOM(), 0, rr, 32)),
          (this.curLine = this.afterWidget = null));
      }
    }
    updateBlockWrappers() {
      this.wrapperPos > this.pos + 1e4 && (this.blockWrappers.goto(this.pos), (this.wrappers.length = 0));
      for (let e = this.wrappers.length - 1; e >= 0; e--) this.wrappers[e].to < this.pos && this.wrappers.splice(e, 1);
      for (let e = this.blockWrappers; e.value && e.from <= this.pos; e.next())
        if (e.to >= this.pos) {
          let t = e.rank * 102 + e.value.rank,
            i = new vr(e.from, e.to, e.value, t),
            s = this.wrappers.length;
          for (; s > 0 && (this.wrappers[s - 1].rank - i.rank || this.wrappers[s - 1].to - i.to) < 0;) s--;
          this.wrappers.splice(s, 0, i);
        }
      this.wrapperPos = this.pos;
    }
    getBlockPos() {
      var e;
      this.updateBlockWrappers();
      let t = this.root;
      for (let i of this.wrappers) {
        let s = t.lastChild;
        if (i.from < this.pos && s instanceof ft && s.wrapper.eq(i.wrapper)) t = s;
        else {
          let r = ft.of(
            i.wrapper,
            (e = this.cache.find(ft, (o) => o.wrapper.eq(i.wrapper))) === null || e === void 0 ? void 0 : e.dom,
          );
          (t.append(r), (t = r));
        }
      }
      return t;
    }
    blockPosCovered() {
      let e = this.lastBlock;
      return e != null && !e.breakAfter && (!e.isWidget() || (e.flags & 160) > 0);
    }
    getBuffer(e) {
      let t = 2 | (e < 0 ? 16 : 32),
        i = this.cache.find(pi, void 0, 1);
      return (i && (i.flags = t), i || new pi(t));
    }
    flushBuffer() {
      this.afterWidget &&
        !(this.afterWidget.flags & 32) &&
        (this.afterWidget.parent.append(this.getBuffer(-1)), (this.afterWidget = null));
    }
  },
  Cr = class {
    constructor(e) {
      ((this.skipCount = 0), (this.text = ""), (this.textOff = 0), (this.cursor = e.iter()));
    }
    skip(e) {
      this.textOff + e <= this.text.length
        ? (this.textOff += e)
        : ((this.skipCount += e - (this.text.length - this.textOff)), (this.text = ""), (this.textOff = 0));
    }
    next(e) {
      if (this.textOff == this.text.length) {
        let { value: s, lineBreak: r, done: o } = this.cursor.next(this.skipCount);
        if (((this.skipCount = 0), o)) throw new Error("Ran out of text content when drawing inline views");
        this.text = s;
        let l = (this.textOff = Math.min(e, s.length));
        return r ? null : s.slice(0, l);
      }
      let t = Math.min(this.text.length, this.textOff + e),
        i = this.text.slice(this.textOff, t);
      return ((this.textOff = t), i);
    }
  },
  zn = [It, di, Rt, xe, pi, ft, ui];
for (let n = 0; n < zn.length; n++) zn[n].bucket = n;
var Ar = class {
    constructor(e) {
      ((this.view = e), (this.buckets = zn.map(() => [])), (this.index = zn.map(() => 0)), (this.reused = new Map()));
    }
    add(e) {
      let t = e.constructor.bucket,
        i = this.buckets[t];
      i.length < 6 ? i.push(e) : (i[(this.index[t] = (this.index[t] + 1) % 6)] = e);
    }
    find(e, t, i = 2) {
      let s = e.bucket,
        r = this.buckets[s],
        o = this.index[s];
      for (let l = 0; l < r.length; l++) {
        let a = (l + o) % r.length,
          h = r[a];
        if ((!t || t(h)) && !this.reused.has(h))
          return (r.splice(a, 1), a < o && this.index[s]--, this.reused.set(h, i), h);
      }
      return null;
    }
    findWidget(e, t, i) {
      let s = this.buckets[0];
      if (s.length)
        for (let r = 0, o = 0; ; r++) {
          if (r == s.length) {
            if (o) return null;
            ((o = 1), (r = 0));
          }
          let l = s[r];
          if (
            !this.reused.has(l) &&
            (o == 0
              ? l.widget.compare(e)
              : l.widget.constructor == e.constructor && e.updateDOM(l.dom, this.view, l.widget))
          )
            return (
              s.splice(r, 1),
              r < this.index[0] && this.index[0]--,
              l.widget == e && l.length == t && (l.flags & 497) == i
                ? (this.reused.set(l, 1), l)
                : (this.reused.set(l, 2), new It(l.dom, t, e, (l.flags & -498) | i))
            );
        }
    }
    reuse(e) {
      return (this.reused.set(e, 1), e);
    }
    maybeReuse(e, t = 2) {
      if (!this.reused.has(e)) return (this.reused.set(e, t), e.dom);
    }
    clear() {
      for (let e = 0; e < this.buckets.length; e++) this.buckets[e].length = this.index[e] = 0;
    }
  },
  Or = class {
    constructor(e, t, i, s, r) {
      ((this.view = e),
        (this.decorations = s),
        (this.disallowBlockEffectsFor = r),
        (this.openWidget = !1),
        (this.openMarks = 0),
        (this.cache = new Ar(e)),
        (this.text = new Cr(e.state.doc)),
        (this.builder = new Sr(this.cache, new ui(e, e.contentDOM), H.iter(i))),
        this.cache.reused.set(t, 2),
        (this.old = new wr(t)),
        (this.reuseWalker = {
          skip: (o, l, a) => {
            if ((this.cache.add(o), o.isComposite())) return !1;
          },
          enter: (o) => this.cache.add(o),
          leave: () => {},
          break: () => {},
        }));
    }
    run(e, t) {
      let i = t && this.getCompositionContext(t.text);
      for (let s = 0, r = 0, o = 0; ;) {
        let l = o < e.length ? e[o++] : null,
          a = l ? l.fromA : this.old.root.length;
        if (a > s) {
          let h = a - s;
          (this.preserve(h, !o, !l), (s = a), (r += h));
        }
        if (!l) break;
        (t && l.fromA <= t.range.fromA && l.toA >= t.range.toA
          ? (this.forward(l.fromA, t.range.fromA, t.range.fromA < t.range.toA ? 1 : -1),
            this.emit(r, t.range.fromB),
            this.builder.flushBuffer(),
            this.cache.clear(),
            this.builder.addComposition(t, i),
            this.text.skip(t.range.toB - t.range.fromB),
            this.forward(t.range.fromA, l.toA),
            this.emit(t.range.toB, l.toB))
          : (this.forward(l.fromA, l.toA), this.emit(r, l.toB)),
          (r = l.toB),
          (s = l.toA));
      }
      return (this.builder.curLine && this.builder.endLine(), this.builder.root);
    }
    preserve(e, t, i) {
      let s = Au(this.old),
        r = this.openMarks;
      (this.old.advance(e, i ? 1 : -1, {
        skip: (o, l, a) => {
          if (o.isWidget())
            if (this.openWidget) this.builder.continueWidget(a - l);
            else {
              let h =
                a > 0 || l < o.length
                  ? It.of(o.widget, this.view, a - l, o.flags & 496, this.cache.maybeReuse(o))
                  : this.cache.reuse(o);
              h.flags & 256
                ? ((h.flags &= -2), this.builder.addBlockWidget(h))
                : (this.builder.ensureLine(null), this.builder.addInlineWidget(h, s, r), (r = s.length));
            }
          else if (o.isText())
            (this.builder.ensureLine(null),
              !l && a == o.length && !this.cache.reused.has(o)
                ? this.builder.addText(o.text, s, r, this.cache.reuse(o))
                : (this.cache.add(o), this.builder.addText(o.text.slice(l, a), s, r)),
              (r = s.length));
          else if (o.isLine()) ((o.flags &= -2), this.cache.reused.set(o, 1), this.builder.addLine(o));
          else if (o instanceof pi) this.cache.add(o);
          else if (o instanceof xe)
            (this.builder.ensureLine(null), this.builder.addMark(o, s, r), this.cache.reused.set(o, 1), (r = s.length));
          else return !1;
          this.openWidget = !1;
        },
        enter: (o) => {
          (o.isLine()
            ? this.builder.addLineStart(o.attrs, this.cache.maybeReuse(o))
            : (this.cache.add(o), o instanceof xe && s.unshift(o.mark)),
            (this.openWidget = !1));
        },
        leave: (o) => {
          o.isLine() ? s.length && (s.length = r = 0) : o instanceof xe && (s.shift(), (r = Math.min(r, s.length)));
        },
        break: () => {
          (this.builder.addBreak(), (this.openWidget = !1));
        },
      }),
        this.text.skip(e));
    }
    emit(e, t) {
      let i = null,
        s = this.builder,
        r = -1,
        o = H.spans(this.decorations, e, t, {
          point: (l, a, h, c, f, u) => {
            if (h instanceof Et) {
              if (this.disallowBlockEffectsFor[u]) {
                if (h.block) throw new RangeError("Block decorations may not be specified via plugins");
                if (a > this.view.state.doc.lineAt(l).to)
                  throw new RangeError("Decorations that replace line breaks may not be specified via plugins");
              }
              if (((r = c.length), f > c.length)) s.continueWidget(a - l);
              else {
                let d = h.widget || (h.block ? xt.block : xt.inline),
                  p = Su(h),
                  m = this.cache.findWidget(d, a - l, p) || It.of(d, this.view, a - l, p);
                h.block
                  ? (h.startSide > 0 && s.addLineStartIfNotCovered(i), s.addBlockWidget(m))
                  : (s.ensureLine(i), s.addInlineWidget(m, c, f));
              }
              i = null;
            } else i = Cu(i, h);
            a > l && this.text.skip(a - l);
          },
          span: (l, a, h, c) => {
            for (let f = l; f < a;) {
              let u = this.text.next(Math.min(512, a - f));
              (u == null
                ? (s.addLineStartIfNotCovered(i), s.addBreak(), f++)
                : (s.ensureLine(i), s.addText(u, h, f == l ? c : h.length), (f += u.length)),
                (i = null));
            }
            r = h.length;
          },
        });
      (r > -1 && (this.openWidget = o > r), this.openWidget || s.addLineStartIfNotCovered(i), (this.openMarks = o));
    }
    forward(e, t, i = 1) {
      t - e <= 10
        ? this.old.advance(t - e, i, this.reuseWalker)
        : (this.old.advance(5, -1, this.reuseWalker),
          this.old.advance(t - e - 10, -1),
          this.old.advance(5, i, this.reuseWalker));
    }
    getCompositionContext(e) {
      let t = [],
        i = null;
      for (let s = e.parentNode; ; s = s.parentNode) {
        let r = U.get(s);
        if (s == this.view.contentDOM) break;
        r instanceof xe
          ? t.push(r)
          : r?.isLine()
            ? (i = r)
            : r instanceof ft ||
              (s.nodeName == "DIV" && !i
                ? (i = new di(s, gh))
                : i || t.push(xe.of(new zi({ tagName: s.nodeName.toLowerCase(), attributes: su(s) }), s)));
      }
      return i ? { line: i, marks: t } : null;
    }
  };
function pa(n, e) {
  let t = (i) => {
    for (let s of i.children) if ((e ? s.isText() : s.length) || t(s)) return !0;
    return !1;
  };
  return t(n);
}
function Su(n) {
  let e = n.isReplace ? (n.startSide < 0 ? 64 : 0) | (n.endSide > 0 ? 128 : 0) : n.startSide > 0 ? 32 : 16;
  return (n.block && (e |= 256), e);
}
var gh = { class: "cm-line" };
function Cu(n, e) {
  let t = e.spec.attributes,
    i = e.spec.class;
  return ((!t && !i) || (n || (n = { class: "cm-line" }), t && ro(t, n), i && (n.class += " " + i)), n);
}
function Au(n) {
  let e = [];
  for (let t = n.parents.length; t > 1; t--) {
    let i = t == n.parents.length ? n.tile : n.parents[t].tile;
    i instanceof xe && e.push(i.mark);
  }
  return e;
}
function sr(n) {
  let e = U.get(n);
  return (e && e.setDOM(n.cloneNode()), n);
}
var xt = class extends We {
  constructor(e) {
    (super(), (this.tag = e));
  }
  eq(e) {
    return e.tag == this.tag;
  }
  toDOM() {
    return document.createElement(this.tag);
  }
  updateDOM(e) {
    return e.nodeName.toLowerCase() == this.tag;
  }
  get isHidden() {
    return !0;
  }
};
xt.inline = new xt("span");
xt.block = new xt("div");
var rr = new (class extends We {
    toDOM() {
      return document.createElement("br");
    }
    get isHidden() {
      return !0;
    }
    get editable() {
      return !0;
    }
  })(),
  qn = class {
    constructor(e) {
      ((this.view = e),
        (this.decorations = []),
        (this.blockWrappers = []),
        (this.dynamicDecorationMap = [!1]),
        (this.domChanged = null),
        (this.hasComposition = null),
        (this.editContextFormatting = I.none),
        (this.lastCompositionAfterCursor = !1),
        (this.minWidth = 0),
        (this.minWidthFrom = 0),
        (this.minWidthTo = 0),
        (this.impreciseAnchor = null),
        (this.impreciseHead = null),
        (this.forceSelection = !1),
        (this.lastUpdate = Date.now()),
        this.updateDeco(),
        (this.tile = new ui(e, e.contentDOM)),
        this.updateInner([new He(0, 0, 0, e.state.doc.length)], null));
    }
    update(e) {
      var t;
      let i = e.changedRanges;
      (this.minWidth > 0 &&
        i.length &&
        (i.every(({ fromA: c, toA: f }) => f < this.minWidthFrom || c > this.minWidthTo)
          ? ((this.minWidthFrom = e.changes.mapPos(this.minWidthFrom, 1)),
            (this.minWidthTo = e.changes.mapPos(this.minWidthTo, 1)))
          : (this.minWidth = this.minWidthFrom = this.minWidthTo = 0)),
        this.updateEditContextFormatting(e));
      let s = -1;
      this.view.inputState.composing >= 0 &&
        !this.view.observer.editContext &&
        (!((t = this.domChanged) === null || t === void 0) && t.newSel
          ? (s = this.domChanged.newSel.head)
          : !Lu(e.changes, this.hasComposition) && !e.selectionSet && (s = e.state.selection.main.head));
      let r = s > -1 ? Mu(this.view, e.changes, s) : null;
      if (((this.domChanged = null), this.hasComposition)) {
        let { from: c, to: f } = this.hasComposition;
        i = new He(c, f, e.changes.mapPos(c, -1), e.changes.mapPos(f, 1)).addToSet(i.slice());
      }
      ((this.hasComposition = r ? { from: r.range.fromB, to: r.range.toB } : null),
        (M.ie || M.chrome) && !r && e && e.state.doc.lines != e.startState.doc.lines && (this.forceSelection = !0));
      let o = this.decorations,
        l = this.blockWrappers;
      this.updateDeco();
      let a = Bu(o, this.decorations, e.changes);
      a.length && (i = He.extendWithRanges(i, a));
      let h = Pu(l, this.blockWrappers, e.changes);
      return (
        h.length && (i = He.extendWithRanges(i, h)),
        r && !i.some((c) => c.fromA <= r.range.fromA && c.toA >= r.range.toA) && (i = r.range.addToSet(i.slice())),
        this.tile.flags & 2 && i.length == 0
          ? !1
          : (this.updateInner(i, r), e.transactions.length && (this.lastUpdate = Date.now()), !0)
      );
    }
    updateInner(e, t) {
      this.view.viewState.mustMeasureContent = !0;
      let { observer: i } = this.view;
      i.ignore(() => {
        if (t || e.length) {
          let o = this.tile,
            l = new Or(this.view, o, this.blockWrappers, this.decorations, this.dynamicDecorationMap);
          (t && U.get(t.text) && l.cache.reused.set(U.get(t.text), 2),
            (this.tile = l.run(e, t)),
            Mr(o, l.cache.reused));
        }
        ((this.tile.dom.style.height = this.view.viewState.contentHeight / this.view.scaleY + "px"),
          (this.tile.dom.style.flexBasis = this.minWidth ? this.minWidth + "px" : ""));
        let r = M.chrome || M.ios ? { node: i.selectionRange.focusNode, written: !1 } : void 0;
        (this.tile.sync(r),
          r &&
            (r.written || i.selectionRange.focusNode != r.node || !this.tile.dom.contains(r.node)) &&
            (this.forceSelection = !0),
          (this.tile.dom.style.height = ""));
      });
      let s = [];
      if (this.view.viewport.from || this.view.viewport.to < this.view.state.doc.length)
        for (let r of this.tile.children) r.isWidget() && r.widget instanceof Fi && s.push(r.dom);
      i.updateGaps(s);
    }
    updateEditContextFormatting(e) {
      this.editContextFormatting = this.editContextFormatting.map(e.changes);
      for (let t of e.transactions) for (let i of t.effects) i.is(ch) && (this.editContextFormatting = i.value);
    }
    updateSelection(e = !1, t = !1) {
      (e || !this.view.observer.selectionRange.focusNode) && this.view.observer.readSelectionRange();
      let { dom: i } = this.tile,
        s = this.view.root.activeElement,
        r = s == i,
        o =
          !r &&
          !(this.view.state.facet(ct) || i.tabIndex > -1) &&
          Li(i, this.view.observer.selectionRange) &&
          !(s && i.contains(s));
      if (!(r || t || o)) return;
      let l = this.forceSelection;
      this.forceSelection = !1;
      let a = this.view.state.selection.main,
        h,
        c;
      if (
        (a.empty
          ? (c = h = this.inlineDOMNearPos(a.anchor, a.assoc || 1))
          : ((c = this.inlineDOMNearPos(a.head, a.head == a.from ? 1 : -1)),
            (h = this.inlineDOMNearPos(a.anchor, a.anchor == a.from ? 1 : -1))),
        M.gecko && a.empty && !this.hasComposition && Ou(h))
      ) {
        let u = document.createTextNode("");
        (this.view.observer.ignore(() => h.node.insertBefore(u, h.node.childNodes[h.offset] || null)),
          (h = c = new et(u, 0)),
          (l = !0));
      }
      let f = this.view.observer.selectionRange;
      ((l ||
        !f.focusNode ||
        ((!Ii(h.node, h.offset, f.anchorNode, f.anchorOffset) || !Ii(c.node, c.offset, f.focusNode, f.focusOffset)) &&
          !this.suppressWidgetCursorChange(f, a))) &&
        (this.view.observer.ignore(() => {
          M.android &&
            M.chrome &&
            i.contains(f.focusNode) &&
            Ru(f.focusNode, i) &&
            (i.blur(), i.focus({ preventScroll: !0 }));
          let u = ji(this.view.root);
          if (u)
            if (a.empty) {
              if (M.gecko) {
                let d = Tu(h.node, h.offset);
                if (d && d != 3) {
                  let p = (d == 1 ? Qa : Ga)(h.node, h.offset);
                  p && (h = new et(p.node, p.offset));
                }
              }
              (u.collapse(h.node, h.offset),
                a.bidiLevel != null && u.caretBidiLevel !== void 0 && (u.caretBidiLevel = a.bidiLevel));
            } else if (u.extend) {
              u.collapse(h.node, h.offset);
              try {
                u.extend(c.node, c.offset);
              } catch {}
            } else {
              let d = document.createRange();
              (a.anchor > a.head && ([h, c] = [c, h]),
                d.setEnd(c.node, c.offset),
                d.setStart(h.node, h.offset),
                u.removeAllRanges(),
                u.addRange(d));
            }
          o && this.view.root.activeElement == i && (i.blur(), s && s.focus());
        }),
        this.view.observer.setSelectionRange(h, c)),
        (this.impreciseAnchor = h.precise ? null : new et(f.anchorNode, f.anchorOffset)),
        (this.impreciseHead = c.precise ? null : new et(f.focusNode, f.focusOffset)));
    }
    suppressWidgetCursorChange(e, t) {
      return (
        this.hasComposition &&
        t.empty &&
        Ii(e.focusNode, e.focusOffset, e.anchorNode, e.anchorOffset) &&
        this.posFromDOM(e.focusNode, e.focusOffset) == t.head
      );
    }
    enforceCursorAssoc() {
      if (this.hasComposition) return;
      let { view: e } = this,
        t = e.state.selection.main,
        i = ji(e.root),
        { anchorNode: s, anchorOffset: r } = e.observer.selectionRange;
      if (!i || !t.empty || !t.assoc || !i.modify) return;
      let o = this.lineAt(t.head, t.assoc);
      if (!o) return;
      let l = o.posAtStart;
      if (t.head == l || t.head == l + o.length) return;
      let a = this.coordsAt(t.head, -1),
        h = this.coordsAt(t.head, 1);
      if (!a || !h || a.bottom > h.top) return;
      let c = this.domAtPos(t.head + t.assoc, t.assoc);
      (i.collapse(c.node, c.offset),
        i.modify("move", t.assoc < 0 ? "forward" : "backward", "lineboundary"),
        e.observer.readSelectionRange());
      let f = e.observer.selectionRange;
      e.docView.posFromDOM(f.anchorNode, f.anchorOffset) != t.from && i.collapse(s, r);
    }
    posFromDOM(e, t) {
      let i = this.tile.nearest(e);
      if (!i) return this.tile.dom.compareDocumentPosition(e) & 2 ? 0 : this.view.state.doc.length;
      let s = i.posAtStart;
      if (i.isComposite()) {
        let r;
        if (e == i.dom) r = i.dom.childNodes[t];
        else {
          let o = ut(e) == 0 ? 0 : t == 0 ? -1 : 1;
          for (;;) {
            let l = e.parentNode;
            if (l == i.dom) break;
            (o == 0 && l.firstChild != l.lastChild && (e == l.firstChild ? (o = -1) : (o = 1)), (e = l));
          }
          o < 0 ? (r = e) : (r = e.nextSibling);
        }
        if (r == i.dom.firstChild) return s;
        for (; r && !U.get(r);) r = r.nextSibling;
        if (!r) return s + i.length;
        for (let o = 0, l = s; ; o++) {
          let a = i.children[o];
          if (a.dom == r) return l;
          l += a.length + a.breakAfter;
        }
      } else return i.isText() ? (e == i.dom ? s + t : s + (t ? i.length : 0)) : s;
    }
    domAtPos(e, t) {
      let { tile: i, offset: s } = this.tile.resolveBlock(e, t);
      return i.isWidget() ? i.domPosFor(s, t) : i.domIn(s, t);
    }
    inlineDOMNearPos(e, t) {
      let i,
        s = -1,
        r = !1,
        o,
        l = -1,
        a = !1;
      return (
        this.tile.blockTiles((h, c) => {
          if (h.isWidget()) {
            if (h.flags & 32 && c >= e) return !0;
            h.flags & 16 && (r = !0);
          } else {
            let f = c + h.length;
            if (
              (c <= e && ((i = h), (s = e - c), (r = f < e)),
              f >= e && !o && ((o = h), (l = e - c), (a = c > e)),
              c > e && o)
            )
              return !0;
          }
        }),
        !i && !o
          ? this.domAtPos(e, t)
          : (r && o ? (i = null) : a && i && (o = null), (i && t < 0) || !o ? i.domIn(s, t) : o.domIn(l, t))
      );
    }
    coordsAt(e, t, i) {
      let { tile: s, offset: r } = this.tile.resolveBlock(e, t);
      return s.isWidget() ? (s.widget instanceof Fi ? null : s.coordsInWidget(r, t, !0)) : s.coordsIn(r, t, i);
    }
    lineAt(e, t) {
      let { tile: i } = this.tile.resolveBlock(e, t);
      return i.isLine() ? i : null;
    }
    coordsForChar(e) {
      let { tile: t, offset: i } = this.tile.resolveBlock(e, 1);
      if (!t.isLine()) return null;
      function s(r, o) {
        if (r.isComposite())
          for (let l of r.children) {
            if (l.length >= o) {
              let a = s(l, o);
              if (a) return a;
            }
            if (((o -= l.length), o < 0)) break;
          }
        else if (r.isText() && o < r.length) {
          let l = J(r.text, o);
          if (l == o) return null;
          let a = Ui(r.dom, o, l).getClientRects();
          for (let h = 0; h < a.length; h++) {
            let c = a[h];
            if (h == a.length - 1 || (c.top < c.bottom && c.left < c.right)) return c;
          }
        }
        return null;
      }
      return s(t, i);
    }
    measureVisibleLineHeights(e) {
      let t = [],
        { from: i, to: s } = e,
        r = this.view.contentDOM.clientWidth,
        o = r > Math.max(this.view.scrollDOM.clientWidth, this.minWidth) + 1,
        l = -1,
        a = this.view.textDirection == W.LTR,
        h = 0,
        c = (f, u, d) => {
          for (let p = 0; p < f.children.length && !(u > s); p++) {
            let m = f.children[p],
              g = u + m.length,
              b = m.dom.getBoundingClientRect(),
              { height: k } = b;
            if ((d && !p && (h += b.top - d.top), m instanceof ft)) g > i && c(m, u, b);
            else if (u >= i && (h > 0 && t.push(-h), t.push(k + h), (h = 0), o)) {
              let y = m.dom.lastChild,
                O = y ? Ei(y) : [];
              if (O.length) {
                let x = O[O.length - 1],
                  S = a ? x.right - b.left : b.right - x.left;
                S > l && ((l = S), (this.minWidth = r), (this.minWidthFrom = u), (this.minWidthTo = g));
              }
            }
            (d && p == f.children.length - 1 && (h += d.bottom - b.bottom), (u = g + m.breakAfter));
          }
        };
      return (c(this.tile, 0, null), t);
    }
    textDirectionAt(e) {
      let { tile: t } = this.tile.resolveBlock(e, 1);
      return getComputedStyle(t.dom).direction == "rtl" ? W.RTL : W.LTR;
    }
    measureTextSize() {
      let e = this.tile.blockTiles((o) => {
        if (o.isLine() && o.children.length && o.length <= 20) {
          let l = 0,
            a;
          for (let h of o.children) {
            if (!h.isText() || /[^ -~]/.test(h.text)) return;
            let c = Ei(h.dom);
            if (c.length != 1) return;
            ((l += c[0].width), (a = c[0].height));
          }
          if (l) return { lineHeight: o.dom.getBoundingClientRect().height, charWidth: l / o.length, textHeight: a };
        }
      });
      if (e) return e;
      let t = document.createElement("div"),
        i,
        s,
        r;
      return (
        (t.className = "cm-line"),
        (t.style.width = "99999px"),
        (t.style.position = "absolute"),
        (t.textContent = "abc def ghi jkl mno pqr stu"),
        this.view.observer.ignore(() => {
          this.tile.dom.appendChild(t);
          let o = Ei(t.firstChild)[0];
          ((i = t.getBoundingClientRect().height),
            (s = o && o.width ? o.width / 27 : 7),
            (r = o && o.height ? o.height : i),
            t.remove());
        }),
        { lineHeight: i, charWidth: s, textHeight: r }
      );
    }
    computeBlockGapDeco() {
      let e = [],
        t = this.view.viewState;
      for (let i = 0, s = 0; ; s++) {
        let r = s == t.viewports.length ? null : t.viewports[s],
          o = r ? r.from - 1 : this.view.state.doc.length;
        if (o > i) {
          let l = (t.lineBlockAt(o).bottom - t.lineBlockAt(i).top) / this.view.scaleY;
          e.push(I.replace({ widget: new Fi(l), block: !0, inclusive: !0, isBlockGap: !0 }).range(i, o));
        }
        if (!r) break;
        i = r.to + 1;
      }
      return I.set(e);
    }
    updateDeco() {
      let e = 1,
        t = this.view.state
          .facet(is)
          .map((r) => ((this.dynamicDecorationMap[e++] = typeof r == "function") ? r(this.view) : r)),
        i = !1,
        s = this.view.state.facet(fo).map((r, o) => {
          let l = typeof r == "function";
          return (l && (i = !0), l ? r(this.view) : r);
        });
      for (
        s.length && ((this.dynamicDecorationMap[e++] = i), t.push(H.join(s))),
          this.decorations = [
            this.editContextFormatting,
            ...t,
            this.computeBlockGapDeco(),
            this.view.viewState.lineGapDeco,
          ];
        e < this.decorations.length;
      )
        this.dynamicDecorationMap[e++] = !1;
      this.blockWrappers = this.view.state.facet(uh).map((r) => (typeof r == "function" ? r(this.view) : r));
    }
    scrollIntoView(e) {
      if (e.isSnapshot) {
        let h = this.view.viewState.lineBlockAt(e.range.head);
        ((this.view.scrollDOM.scrollTop = h.top - e.yMargin), (this.view.scrollDOM.scrollLeft = e.xMargin));
        return;
      }
      for (let h of this.view.state.facet(hh))
        try {
          if (h(this.view, e.range, e)) return !0;
        } catch (c) {
          re(this.view.state, c, "scroll handler");
        }
      let { range: t } = e,
        i = this.coordsAt(t.head, t.assoc || (t.head > t.anchor ? -1 : 1)),
        s;
      if (!i) return;
      !t.empty &&
        (s = this.coordsAt(t.anchor, t.anchor > t.head ? -1 : 1)) &&
        (i = {
          left: Math.min(i.left, s.left),
          top: Math.min(i.top, s.top),
          right: Math.max(i.right, s.right),
          bottom: Math.max(i.bottom, s.bottom),
        });
      let r = uo(this.view),
        o = { left: i.left - r.left, top: i.top - r.top, right: i.right + r.right, bottom: i.bottom + r.bottom },
        { offsetWidth: l, offsetHeight: a } = this.view.scrollDOM;
      if (
        (lu(
          this.view.scrollDOM,
          o,
          t.head < t.anchor ? -1 : 1,
          e.x,
          e.y,
          Math.max(Math.min(e.xMargin, l), -l),
          Math.max(Math.min(e.yMargin, a), -a),
          this.view.textDirection == W.LTR,
        ),
        window.visualViewport &&
          window.innerHeight - window.visualViewport.height > 1 &&
          (i.top > window.visualViewport.offsetTop + window.visualViewport.height ||
            i.bottom < window.visualViewport.offsetTop))
      ) {
        let h = this.view.docView.lineAt(t.head, 1);
        if (h) {
          let c = ja(h.dom);
          (h.dom.scrollIntoView({ block: "nearest" }), Ka(c, !1));
        }
      }
    }
    lineHasWidget(e) {
      let t = (i) => i.isWidget() || i.children.some(t);
      return t(this.tile.resolveBlock(e, 1).tile);
    }
    destroy() {
      Mr(this.tile);
    }
  };
function Mr(n, e) {
  let t = e?.get(n);
  if (t != 1) {
    t == null && n.destroy();
    for (let i of n.children) Mr(i, e);
  }
}
function Ou(n) {
  return (
    Z(n.node) &&
    n.node.firstChild &&
    (n.offset == 0 || n.node.childNodes[n.offset - 1].contentEditable == "false") &&
    (n.offset == n.node.childNodes.length || n.node.childNodes[n.offset].contentEditable == "false")
  );
}
function bh(n, e) {
  let t = n.observer.selectionRange;
  if (!t.focusNode) return null;
  let i = Qa(t.focusNode, t.focusOffset),
    s = Ga(t.focusNode, t.focusOffset),
    r = i || s;
  if (s && i && s.node != i.node) {
    let l = U.get(s.node);
    if (!l || (l.isText() && l.text != s.node.nodeValue)) r = s;
    else if (n.docView.lastCompositionAfterCursor) {
      let a = U.get(i.node);
      !a || (a.isText() && a.text != i.node.nodeValue) || (r = s);
    }
  }
  if (((n.docView.lastCompositionAfterCursor = r != i), !r)) return null;
  let o = e - r.offset;
  return { from: o, to: o + r.node.nodeValue.length, node: r.node };
}
function Mu(n, e, t) {
  let i = bh(n, t);
  if (!i) return null;
  let { node: s, from: r, to: o } = i,
    l = s.nodeValue;
  if (/[\n\r]/.test(l) || n.state.doc.sliceString(i.from, i.to) != l) return null;
  let a = e.invertedDesc;
  return { range: new He(a.mapPos(r), a.mapPos(o), r, o), text: s };
}
function Tu(n, e) {
  return Z(n)
    ? (e && n.childNodes[e - 1].contentEditable == "false" ? 1 : 0) |
        (e < n.childNodes.length && n.childNodes[e].contentEditable == "false" ? 2 : 0)
    : 0;
}
var Du = class {
  constructor() {
    this.changes = [];
  }
  compareRange(e, t) {
    li(e, t, this.changes);
  }
  comparePoint(e, t) {
    li(e, t, this.changes);
  }
  boundChange(e) {
    li(e, e, this.changes);
  }
};
function Bu(n, e, t) {
  let i = new Du();
  return (H.compare(n, e, t, i), i.changes);
}
var Tr = class {
  constructor() {
    this.changes = [];
  }
  compareRange(e, t) {
    li(e, t, this.changes);
  }
  comparePoint() {}
  boundChange(e) {
    li(e, e, this.changes);
  }
};
function Pu(n, e, t) {
  let i = new Tr();
  return (H.compare(n, e, t, i), i.changes);
}
function Ru(n, e) {
  for (let t = n; t && t != e; t = t.assignedSlot || t.parentNode) if (Z(t) && t.contentEditable == "false") return !0;
  return !1;
}
function Lu(n, e) {
  let t = !1;
  return (
    e &&
      n.iterChangedRanges((i, s) => {
        i < e.to && s > e.from && (t = !0);
      }),
    t
  );
}
var Fi = class extends We {
  constructor(e) {
    (super(), (this.height = e));
  }
  toDOM() {
    let e = document.createElement("div");
    return ((e.className = "cm-gap"), this.updateDOM(e), e);
  }
  eq(e) {
    return e.height == this.height;
  }
  updateDOM(e) {
    return ((e.style.height = this.height + "px"), !0);
  }
  get editable() {
    return !0;
  }
  get estimatedHeight() {
    return this.height;
  }
  ignoreEvent() {
    return !1;
  }
};
function Eu(n, e, t = 1) {
  let i = n.charCategorizer(e),
    s = n.doc.lineAt(e),
    r = e - s.from;
  if (s.length == 0) return w.cursor(e);
  r == 0 ? (t = 1) : r == s.length && (t = -1);
  let o = r,
    l = r;
  t < 0 ? (o = J(s.text, r, !1)) : (l = J(s.text, r));
  let a = i(s.text.slice(o, l));
  for (; o > 0;) {
    let h = J(s.text, o, !1);
    if (i(s.text.slice(h, o)) != a) break;
    o = h;
  }
  for (; l < s.length;) {
    let h = J(s.text, l);
    if (i(s.text.slice(l, h)) != a) break;
    l = h;
  }
  return w.undirectionalRange(o + s.from, l + s.from);
}
function Iu(n, e, t, i, s) {
  let r = Math.round((i - e.left) * n.defaultCharacterWidth);
  if (n.lineWrapping && t.height > n.defaultLineHeight * 1.5) {
    let l = n.viewState.heightOracle.textHeight,
      a = Math.floor((s - t.top - (n.defaultLineHeight - l) * 0.5) / l);
    r += a * n.viewState.heightOracle.lineLength;
  }
  let o = n.state.sliceDoc(t.from, t.to);
  return t.from + Zl(o, r, n.state.tabSize);
}
function Dr(n, e, t) {
  let i = n.lineBlockAt(e);
  if (Array.isArray(i.type)) {
    let s;
    for (let r of i.type) {
      if (r.from > e) break;
      if (!(r.to < e)) {
        if (r.from < e && r.to > e) return r;
        (!s || (r.type == oe.Text && (s.type != r.type || (t < 0 ? r.from < e : r.to > e)))) && (s = r);
      }
    }
    return s || i;
  }
  return i;
}
function _u(n, e, t, i) {
  let s = Dr(n, e.head, e.assoc || -1),
    r =
      !i || s.type != oe.Text || !(n.lineWrapping || s.widgetLineBreaks)
        ? null
        : n.coordsAtPos(e.assoc < 0 && e.head > s.from ? e.head - 1 : e.head);
  if (r) {
    let o = n.dom.getBoundingClientRect(),
      l = n.textDirectionAt(s.from),
      a = n.posAndSideAtCoords({ x: t == (l == W.LTR) ? o.right - 1 : o.left + 1, y: (r.top + r.bottom) / 2 });
    if (a) return w.cursor(a.pos, a.assoc);
  }
  return w.cursor(t ? s.to : s.from, t ? 1 : -1);
}
function ma(n, e, t, i) {
  let s = n.state.doc.lineAt(e.head),
    r = n.bidiSpans(s),
    o = n.textDirectionAt(s.from);
  for (let l = e, a = null; ;) {
    let h = bu(s, r, o, l, t),
      c = eh;
    if (!h) {
      if (s.number == (t ? n.state.doc.lines : 1)) return l;
      ((c = `
`),
        (s = n.state.doc.line(s.number + (t ? 1 : -1))),
        (r = n.bidiSpans(s)),
        (h = t ? w.cursor(s.from, -1) : w.cursor(s.to, 1)));
    }
    if (a) {
      if (!a(c)) return l;
    } else {
      if (!i) return h;
      a = i(c);
    }
    l = h;
  }
}
function Nu(n, e, t) {
  let i = n.state.charCategorizer(e),
    s = i(t);
  return (r) => {
    let o = i(r);
    return (s == de.Space && (s = o), s == o);
  };
}
function Fu(n, e, t, i) {
  let s = e.head,
    r = t ? 1 : -1;
  if (s == (t ? n.state.doc.length : 0)) return w.cursor(s, e.assoc);
  let o = e.goalColumn,
    l,
    a = n.contentDOM.getBoundingClientRect(),
    h = n.coordsAtPos(s, e.assoc || ((e.empty ? t : e.head == e.from) ? 1 : -1)),
    c = n.documentTop;
  if (h) (o == null && (o = h.left - a.left), (l = r < 0 ? h.top : h.bottom));
  else {
    let p = n.viewState.lineBlockAt(s);
    (o == null && (o = Math.min(a.right - a.left, n.defaultCharacterWidth * (s - p.from))),
      (l = (r < 0 ? p.top : p.bottom) + c));
  }
  let f = a.left + o,
    u = n.viewState.heightOracle.textHeight >> 1,
    d = i ?? u;
  for (let p = 0; ; p += u) {
    let m = l + (d + p) * r,
      g = Br(n, { x: f, y: m }, !1, r);
    if (t ? m > a.bottom : m < a.top) return w.cursor(g.pos, g.assoc);
    let b = n.coordsAtPos(g.pos, g.assoc),
      k = b ? (b.top + b.bottom) / 2 : 0;
    if (!b || (t ? k > l : k < l)) return w.cursor(g.pos, g.assoc, void 0, o);
  }
}
function Hi(n, e, t) {
  for (;;) {
    let i = 0;
    for (let s of n)
      s.between(e - 1, e + 1, (r, o, l) => {
        if (e > r && e < o) {
          let a = i || t || (e - r < o - e ? -1 : 1);
          ((e = a < 0 ? r : o), (i = a));
        }
      });
    if (!i) return e;
  }
}
function yh(n, e) {
  let t = null;
  for (let i = 0; i < e.ranges.length; i++) {
    let s = e.ranges[i],
      r = null;
    if (s.empty) {
      let o = Hi(n, s.from, 0);
      o != s.from && (r = w.cursor(o, -1));
    } else {
      let o = Hi(n, s.from, -1),
        l = Hi(n, s.to, 1);
      (o != s.from || l != s.to) &&
        (s.undirectional
          ? (r = w.undirectionalRange(s.from, s.to))
          : (r = w.range(s.from == s.anchor ? o : l, s.from == s.head ? o : l)));
    }
    r && (t || (t = e.ranges.slice()), (t[i] = r));
  }
  return t ? w.create(t, e.mainIndex) : e;
}
function or(n, e, t) {
  let i = Hi(
    n.state.facet($i).map((s) => s(n)),
    t.from,
    e.head > t.from ? -1 : 1,
  );
  return i == t.from ? t : w.cursor(i, i < t.from ? 1 : -1);
}
var Pe = class {
  constructor(e, t) {
    ((this.pos = e), (this.assoc = t));
  }
};
function Br(n, e, t, i) {
  let s = n.contentDOM.getBoundingClientRect(),
    r = s.top + n.viewState.paddingTop,
    { x: o, y: l } = e,
    a = l - r,
    h;
  for (;;) {
    if (a < 0) return new Pe(0, 1);
    if (a > n.viewState.docHeight) return new Pe(n.state.doc.length, -1);
    if (((h = n.elementAtHeight(a)), i == null)) break;
    if (h.type == oe.Text) {
      if (i < 0 ? h.to < n.viewport.from : h.from > n.viewport.to) break;
      let u = n.docView.coordsAt(i < 0 ? h.from : h.to, i > 0 ? -1 : 1);
      if (u && (i < 0 ? u.top <= a + r : u.bottom >= a + r)) break;
    }
    let f = n.viewState.heightOracle.textHeight / 2;
    a = i > 0 ? h.bottom + f : h.top - f;
  }
  if (n.viewport.from >= h.to || n.viewport.to <= h.from) {
    if (t) return null;
    if (h.type == oe.Text) {
      let f = Iu(n, s, h, o, l);
      return new Pe(f, f == h.from ? 1 : -1);
    }
  }
  if (h.type != oe.Text) return a < (h.top + h.bottom) / 2 ? new Pe(h.from, 1) : new Pe(h.to, -1);
  let c = n.docView.lineAt(h.from, 2);
  return (
    (!c || c.length != h.length) && (c = n.docView.lineAt(h.from, -2)),
    new Pr(n, o, l, n.textDirectionAt(h.from)).scanTile(c, h.from)
  );
}
var Pr = class {
    constructor(e, t, i, s) {
      ((this.view = e), (this.x = t), (this.y = i), (this.baseDir = s), (this.line = null), (this.spans = null));
    }
    bidiSpansAt(e) {
      return (
        (!this.line || this.line.from > e || this.line.to < e) &&
          ((this.line = this.view.state.doc.lineAt(e)), (this.spans = this.view.bidiSpans(this.line))),
        this
      );
    }
    baseDirAt(e, t) {
      let { line: i, spans: s } = this.bidiSpansAt(e);
      return s[Re.find(s, e - i.from, -1, t)].level == this.baseDir;
    }
    dirAt(e, t) {
      let { line: i, spans: s } = this.bidiSpansAt(e);
      return s[Re.find(s, e - i.from, -1, t)].dir;
    }
    bidiIn(e, t) {
      let { spans: i, line: s } = this.bidiSpansAt(e);
      return i.length > 1 || (i.length && (i[0].level != this.baseDir || i[0].to + s.from < t));
    }
    scan(e, t, i = !1) {
      let s = 0,
        r = e.length - 1,
        o = new Set(),
        l = this.bidiIn(e[0], e[r]),
        a,
        h,
        c = -1,
        f = 1e9,
        u;
      e: for (; s < r;) {
        let p = r - s,
          m = (s + r) >> 1;
        t: if (o.has(m)) {
          for (let k = 1; k < p; k++) {
            let y = m + k;
            if ((y >= r && (y -= p), !o.has(y))) {
              m = y;
              break t;
            }
          }
          break e;
        }
        o.add(m);
        let g = t(m),
          b = 0;
        if (g)
          for (let k = 0; k < g.length; k++) {
            let y = g[k];
            if (!(y.width == 0 && g.length > 1))
              if (y.bottom < this.y) ((!a || a.bottom < y.bottom) && (a = y), (b = 1));
              else if (y.top > this.y) ((!h || h.top > y.top) && (h = y), (b = -1));
              else {
                let O = y.left > this.x ? this.x - y.left : y.right < this.x ? this.x - y.right : 0,
                  x = Math.abs(O);
                (x < f && ((c = m), (f = x), (u = y)), O && (b = O < 0 == (this.baseDir == W.LTR) ? -1 : 1));
              }
          }
        b == -1 && (!l || this.baseDirAt(e[m], 1))
          ? (r = m)
          : b == 1 && (!l || this.baseDirAt(e[m + 1], -1)) && (s = m + 1);
      }
      if (!u) {
        if (!h && !a) return { i: 0, after: !1 };
        let p = a && (!h || this.y - a.bottom < h.top - this.y) ? a : h;
        return ((this.y = (p.top + p.bottom) / 2), this.scan(e, t, !0));
      }
      if (f && !i) {
        let { top: p, bottom: m } = u;
        if (a && a.bottom > (p + p + m) / 3) return ((this.y = a.bottom - 1), this.scan(e, t, !0));
        if (h && h.top < (p + m + m) / 3) return ((this.y = h.top + 1), this.scan(e, t, !0));
      }
      let d = (l ? this.dirAt(e[c], 1) : this.baseDir) == W.LTR;
      return { i: c, after: this.x > (u.left + u.right) / 2 == d };
    }
    scanText(e, t) {
      let i = [];
      for (let r = 0; r < e.length; r = J(e.text, r)) i.push(t + r);
      i.push(t + e.length);
      let s = this.scan(i, (r) => {
        let o = i[r] - t,
          l = i[r + 1] - t;
        return Ui(e.dom, o, l).getClientRects();
      });
      return s.after ? new Pe(i[s.i + 1], -1) : new Pe(i[s.i], 1);
    }
    scanTile(e, t) {
      if (!e.length) return new Pe(t, 1);
      if (e.children.length == 1) {
        let l = e.children[0];
        if (l.isText()) return this.scanText(l, t);
        if (l.isComposite()) return this.scanTile(l, t);
      }
      let i = [t];
      for (let l = 0, a = t; l < e.children.length; l++) i.push((a += e.children[l].length));
      let s = this.scan(i, (l) => {
          let a = e.children[l];
          return a.flags & 48 ? null : (Z(a.dom) ? a.dom : Ui(a.dom, 0, a.length)).getClientRects();
        }),
        r = e.children[s.i],
        o = i[s.i];
      return r.isText()
        ? this.scanText(r, o)
        : r.isComposite()
          ? this.scanTile(r, o)
          : s.after
            ? new Pe(i[s.i + 1], -1)
            : new Pe(o, 1);
    }
  },
  ii = "\uFFFF",
  Rr = class {
    constructor(e, t) {
      ((this.points = e), (this.view = t), (this.text = ""), (this.lineSeparator = t.state.facet(Q.lineSeparator)));
    }
    append(e) {
      this.text += e;
    }
    lineBreak() {
      this.text += ii;
    }
    readRange(e, t) {
      if (!e) return this;
      let i = e.parentNode;
      for (let s = e; ;) {
        this.findPointBefore(i, s);
        let r = this.text.length;
        this.readNode(s);
        let o = U.get(s),
          l = s.nextSibling;
        if (l == t) {
          o?.breakAfter && !l && i != this.view.contentDOM && this.lineBreak();
          break;
        }
        let a = U.get(l);
        ((o && a
          ? o.breakAfter
          : (o ? o.breakAfter : Wn(s)) || (Wn(l) && (s.nodeName != "BR" || o?.isWidget()) && this.text.length > r)) &&
          !Wu(l, t) &&
          this.lineBreak(),
          (s = l));
      }
      return (this.findPointBefore(i, t), this);
    }
    readTextNode(e) {
      let t = e.nodeValue;
      for (let i of this.points) i.node == e && (i.pos = this.text.length + Math.min(i.offset, t.length));
      for (let i = 0, s = this.lineSeparator ? null : /\r\n?|\n/g; ;) {
        let r = -1,
          o = 1,
          l;
        if (
          (this.lineSeparator
            ? ((r = t.indexOf(this.lineSeparator, i)), (o = this.lineSeparator.length))
            : (l = s.exec(t)) && ((r = l.index), (o = l[0].length)),
          this.append(t.slice(i, r < 0 ? t.length : r)),
          r < 0)
        )
          break;
        if ((this.lineBreak(), o > 1))
          for (let a of this.points) a.node == e && a.pos > this.text.length && (a.pos -= o - 1);
        i = r + o;
      }
    }
    readNode(e) {
      let t = U.get(e),
        i = t && t.overrideDOMText;
      if (i != null) {
        this.findPointInside(e, i.length);
        for (let s = i.iter(); !s.next().done;) s.lineBreak ? this.lineBreak() : this.append(s.value);
      } else
        hi(e)
          ? this.readTextNode(e)
          : e.nodeName == "BR"
            ? e.nextSibling && this.lineBreak()
            : Z(e) && this.readRange(e.firstChild, null);
    }
    findPointBefore(e, t) {
      for (let i of this.points) i.node == e && e.childNodes[i.offset] == t && (i.pos = this.text.length);
    }
    findPointInside(e, t) {
      for (let i of this.points)
        (hi(e) ? i.node == e : e.contains(i.node)) && (i.pos = this.text.length + (Hu(e, i.node, i.offset) ? t : 0));
    }
  };
function Hu(n, e, t) {
  for (;;) {
    if (!e || t < ut(e)) return !1;
    if (e == n) return !0;
    ((t = yt(e) + 1), (e = e.parentNode));
  }
}
function Wu(n, e) {
  let t;
  for (; !(n == e || !n); n = n.nextSibling) {
    let i = U.get(n);
    if (!i?.isWidget()) return !1;
    i && (t || (t = [])).push(i);
  }
  if (t)
    for (let i of t) {
      let s = i.overrideDOMText;
      if (s?.length) return !1;
    }
  return !0;
}
var jn = class {
    constructor(e, t) {
      ((this.node = e), (this.offset = t), (this.pos = -1));
    }
  },
  Lr = class {
    constructor(e, t, i, s) {
      ((this.typeOver = s), (this.bounds = null), (this.text = ""), (this.domChanged = t > -1));
      let { impreciseHead: r, impreciseAnchor: o } = e.docView,
        l = e.state.selection;
      if (e.state.readOnly && t > -1) this.newSel = null;
      else if (t > -1 && (this.bounds = xh(e.docView.tile, t, i, 0))) {
        let a = r || o ? [] : zu(e),
          h = new Rr(a, e);
        (h.readRange(this.bounds.startDOM, this.bounds.endDOM),
          (this.text = h.text),
          (this.newSel = qu(a, this.bounds.from)));
      } else {
        let a = e.observer.selectionRange,
          h =
            (r && r.node == a.focusNode && r.offset == a.focusOffset) || !mr(e.contentDOM, a.focusNode)
              ? l.main.head
              : e.docView.posFromDOM(a.focusNode, a.focusOffset),
          c =
            (o && o.node == a.anchorNode && o.offset == a.anchorOffset) || !mr(e.contentDOM, a.anchorNode)
              ? l.main.anchor
              : e.docView.posFromDOM(a.anchorNode, a.anchorOffset),
          f = e.viewport;
        if (
          (M.ios || M.chrome) &&
          h != c &&
          Math.min(h, c) <= l.main.from &&
          Math.max(h, c) >= l.main.to &&
          (f.from > 0 || f.to < e.state.doc.length)
        ) {
          let u = Math.min(h, c),
            d = Math.max(h, c),
            p = f.from - u,
            m = f.to - d;
          (p == 0 || p == 1 || u == 0) &&
            (m == 0 || m == -1 || d == e.state.doc.length) &&
            ((h = 0), (c = e.state.doc.length));
        }
        if (e.inputState.composing > -1 && l.ranges.length > 1) this.newSel = l.replaceRange(w.range(c, h));
        else if (
          e.lineWrapping &&
          c == h &&
          !(l.main.empty && l.main.head == h) &&
          e.inputState.lastTouchTime > Date.now() - 100
        ) {
          let u = e.coordsAtPos(h, -1),
            d = 0;
          (u && (d = e.inputState.lastTouchY <= u.bottom ? -1 : 1), (this.newSel = w.create([w.cursor(h, d)])));
        } else this.newSel = w.single(c, h);
      }
    }
  };
function xh(n, e, t, i) {
  if (n.isComposite()) {
    let s = -1,
      r = -1,
      o = -1,
      l = -1;
    for (let a = 0, h = i, c = i; a < n.children.length; a++) {
      let f = n.children[a],
        u = h + f.length;
      if (h < e && u > t) return xh(f, e, t, h);
      if ((u >= e && s == -1 && ((s = a), (r = h)), h > t && f.dom.parentNode == n.dom)) {
        ((o = a), (l = c));
        break;
      }
      ((c = u), (h = u + f.breakAfter));
    }
    return {
      from: r,
      to: l < 0 ? i + n.length : l,
      startDOM: (s ? n.children[s - 1].dom.nextSibling : null) || n.dom.firstChild,
      endDOM: o < n.children.length && o >= 0 ? n.children[o].dom : null,
    };
  } else return n.isText() ? { from: i, to: i + n.length, startDOM: n.dom, endDOM: n.dom.nextSibling } : null;
}
function kh(n, e) {
  let t,
    { newSel: i } = e,
    { state: s } = n,
    r = s.selection.main,
    o = n.inputState.lastKeyTime > Date.now() - 100 ? n.inputState.lastKeyCode : -1;
  if (e.bounds) {
    let { from: l, to: a } = e.bounds,
      h = r.from,
      c = null;
    (o === 8 || (M.android && e.text.length < a - l)) && ((h = r.to), (c = "end"));
    let f = s.doc.sliceString(l, a, ii),
      u,
      d;
    !r.empty &&
    r.from >= l &&
    r.to <= a &&
    (e.typeOver || f != e.text) &&
    f.slice(0, r.from - l) == e.text.slice(0, r.from - l) &&
    f.slice(r.to - l) == e.text.slice((u = e.text.length - (f.length - (r.to - l))))
      ? (t = { from: r.from, to: r.to, insert: N.of(e.text.slice(r.from - l, u).split(ii)) })
      : (d = wh(f, e.text, h - l, c)) &&
        (M.chrome && o == 13 && d.toB == d.from + 2 && e.text.slice(d.from, d.toB) == ii + ii && d.toB--,
        (t = { from: l + d.from, to: l + d.toA, insert: N.of(e.text.slice(d.from, d.toB).split(ii)) }));
  } else i && ((!n.hasFocus && s.facet(ct)) || Er(i, r)) && (i = null);
  if (!t && !i) return !1;
  if (
    ((M.mac || M.android) &&
    t &&
    t.from == t.to &&
    t.from == r.head - 1 &&
    /^\. ?$/.test(t.insert.toString()) &&
    n.contentDOM.getAttribute("autocorrect") == "off"
      ? (i && t.insert.length == 2 && (i = w.single(i.main.anchor - 1, i.main.head - 1)),
        (t = { from: t.from, to: t.to, insert: N.of([t.insert.toString().replace(".", " ")]) }))
      : s.doc.lineAt(r.from).to < r.to &&
          n.docView.lineHasWidget(r.to) &&
          n.inputState.insertingTextAt > Date.now() - 50
        ? (t = { from: r.from, to: r.to, insert: s.toText(n.inputState.insertingText) })
        : M.chrome &&
          t &&
          t.from == t.to &&
          t.from == r.head &&
          t.insert.toString() ==
            `
 ` &&
          n.lineWrapping &&
          (i && (i = w.single(i.main.anchor - 1, i.main.head - 1)),
          (t = { from: r.from, to: r.to, insert: N.of([" "]) })),
    t)
  )
    return po(n, t, i, o);
  if (i && !Er(i, r)) {
    let l = !1,
      a = "select";
    return (
      n.inputState.lastSelectionTime > Date.now() - 50 &&
        (n.inputState.lastSelectionOrigin == "select" && (l = !0),
        (a = n.inputState.lastSelectionOrigin),
        a == "select.pointer" &&
          (i = yh(
            s.facet($i).map((h) => h(n)),
            i,
          ))),
      n.dispatch({ selection: i, scrollIntoView: l, userEvent: a }),
      !0
    );
  } else return !1;
}
function po(n, e, t, i = -1) {
  if (M.ios && n.inputState.flushIOSKey(e)) return !0;
  let s = n.state.selection.main;
  if (
    M.android &&
    ((e.to == s.to &&
      (e.from == s.from || (e.from == s.from - 1 && n.state.sliceDoc(e.from, s.from) == " ")) &&
      e.insert.length == 1 &&
      e.insert.lines == 2 &&
      ai(n.contentDOM, "Enter", 13)) ||
      (((e.from == s.from - 1 && e.to == s.to && e.insert.length == 0) ||
        (i == 8 && e.insert.length < e.to - e.from && e.to > s.head)) &&
        ai(n.contentDOM, "Backspace", 8)) ||
      (e.from == s.from && e.to == s.to + 1 && e.insert.length == 0 && ai(n.contentDOM, "Delete", 46)))
  )
    return !0;
  let r = e.insert.toString();
  n.inputState.composing >= 0 && n.inputState.composing++;
  let o,
    l = () => o || (o = Vu(n, e, t));
  return (n.state.facet(rh).some((a) => a(n, e.from, e.to, r, l)) || n.dispatch(l()), !0);
}
function Vu(n, e, t) {
  let i,
    s = n.state,
    r = s.selection.main,
    o = -1;
  if ((e.from == e.to && e.from < r.from) || e.from > r.to) {
    let a = e.from < r.from ? -1 : 1,
      h = a < 0 ? r.from : r.to,
      c = Hi(
        s.facet($i).map((f) => f(n)),
        h,
        a,
      );
    e.from == c && (o = c);
  }
  if (o > -1) i = { changes: e, selection: w.cursor(e.from + e.insert.length, -1) };
  else if (
    e.from >= r.from &&
    e.to <= r.to &&
    e.to - e.from >= (r.to - r.from) / 3 &&
    (!t || (t.main.empty && t.main.from == e.from + e.insert.length)) &&
    n.inputState.composing < 0
  ) {
    let a = r.from < e.from ? s.sliceDoc(r.from, e.from) : "",
      h = r.to > e.to ? s.sliceDoc(e.to, r.to) : "";
    i = s.replaceSelection(n.state.toText(a + e.insert.sliceString(0, void 0, n.state.lineBreak) + h));
  } else {
    let a = s.changes(e),
      h = t && t.main.to <= a.newLength ? t.main : void 0;
    if (
      s.selection.ranges.length > 1 &&
      (n.inputState.composing >= 0 || n.inputState.compositionPendingChange) &&
      e.to <= r.to + 10 &&
      e.to >= r.to - 10
    ) {
      let c = n.state.sliceDoc(e.from, e.to),
        f,
        u = t && bh(n, t.main.head);
      if (u) {
        let p = e.insert.length - (e.to - e.from);
        f = { from: u.from, to: u.to - p };
      } else f = n.state.doc.lineAt(r.head);
      let d = r.to - e.to;
      i = s.changeByRange((p) => {
        if (p.from == r.from && p.to == r.to) return { changes: a, range: h || p.map(a) };
        let m = p.to - d,
          g = m - c.length;
        if (n.state.sliceDoc(g, m) != c || (m >= f.from && g <= f.to)) return { range: p };
        let b = s.changes({ from: g, to: m, insert: e.insert }),
          k = p.to - r.to;
        return { changes: b, range: h ? w.range(Math.max(0, h.anchor + k), Math.max(0, h.head + k)) : p.map(b) };
      });
    } else i = { changes: a, selection: h && s.selection.replaceRange(h) };
  }
  let l = "input.type";
  return (
    (n.composing || (n.inputState.compositionPendingChange && n.inputState.compositionEndedAt > Date.now() - 50)) &&
      ((n.inputState.compositionPendingChange = !1),
      (l += ".compose"),
      n.inputState.compositionFirstChange && ((l += ".start"), (n.inputState.compositionFirstChange = !1))),
    s.update(i, { userEvent: l, scrollIntoView: !0 })
  );
}
function wh(n, e, t, i) {
  let s = Math.min(n.length, e.length),
    r = 0;
  for (; r < s && n.charCodeAt(r) == e.charCodeAt(r);) r++;
  if (r == s && n.length == e.length) return null;
  let o = n.length,
    l = e.length;
  for (; o > 0 && l > 0 && n.charCodeAt(o - 1) == e.charCodeAt(l - 1);) (o--, l--);
  if (i == "end") {
    let a = Math.max(0, r - Math.min(o, l));
    t -= o + a - r;
  }
  if (o < r && n.length < e.length) {
    let a = t <= r && t >= o ? r - t : 0;
    ((r -= a), (l = r + (l - o)), (o = r));
  } else if (l < r) {
    let a = t <= r && t >= l ? r - t : 0;
    ((r -= a), (o = r + (o - l)), (l = r));
  }
  return { from: r, toA: o, toB: l };
}
function zu(n) {
  let e = [];
  if (n.root.activeElement != n.contentDOM) return e;
  let { anchorNode: t, anchorOffset: i, focusNode: s, focusOffset: r } = n.observer.selectionRange;
  return (t && (e.push(new jn(t, i)), (s != t || r != i) && e.push(new jn(s, r))), e);
}
function qu(n, e) {
  if (n.length == 0) return null;
  let t = n[0].pos,
    i = n.length == 2 ? n[1].pos : t;
  return t < 0 || i < 0 ? null : t == i ? w.create([w.cursor(i + e, -1)]) : w.single(t + e, i + e);
}
function Er(n, e) {
  return e.head == n.main.head && e.anchor == n.main.anchor;
}
var Ir = class {
  setSelectionOrigin(e) {
    ((this.lastSelectionOrigin = e), (this.lastSelectionTime = Date.now()));
  }
  constructor(e) {
    ((this.view = e),
      (this.lastKeyCode = 0),
      (this.lastKeyTime = 0),
      (this.touchActive = !1),
      (this.lastTouchTime = 0),
      (this.lastTouchX = 0),
      (this.lastTouchY = 0),
      (this.lastFocusTime = 0),
      (this.lastScrollTop = 0),
      (this.lastScrollLeft = 0),
      (this.lastWheelEvent = 0),
      (this.pendingIOSKey = void 0),
      (this.lastIOSMomentumScroll = 0),
      (this.tabFocusMode = -1),
      (this.lastSelectionOrigin = null),
      (this.lastSelectionTime = 0),
      (this.lastContextMenu = 0),
      (this.scrollHandlers = []),
      (this.handlers = Object.create(null)),
      (this.composing = -1),
      (this.compositionFirstChange = null),
      (this.compositionEndedAt = 0),
      (this.compositionPendingKey = !1),
      (this.compositionPendingChange = !1),
      (this.insertingText = ""),
      (this.insertingTextAt = 0),
      (this.mouseSelection = null),
      (this.draggedContent = null),
      (this.handleEvent = this.handleEvent.bind(this)),
      (this.notifiedFocused = e.hasFocus),
      M.safari && e.contentDOM.addEventListener("input", () => null),
      M.gecko && sd(e.contentDOM.ownerDocument));
  }
  handleEvent(e) {
    !Yu(this.view, e) ||
      this.ignoreDuringComposition(e) ||
      (e.type == "keydown" && this.keydown(e)) ||
      (this.view.updateState != 0
        ? Promise.resolve().then(() => this.runHandlers(e.type, e))
        : this.runHandlers(e.type, e));
  }
  runHandlers(e, t) {
    let i = this.handlers[e];
    if (i) {
      for (let s of i.observers) s(this.view, t);
      for (let s of i.handlers) {
        if (t.defaultPrevented) break;
        if (s(this.view, t)) {
          t.preventDefault();
          break;
        }
      }
    }
  }
  ensureHandlers(e) {
    let t = Ku(e),
      i = this.handlers,
      s = this.view.contentDOM;
    for (let r in t)
      if (r != "scroll") {
        let o = !t[r].handlers.length,
          l = i[r];
        (l && o != !l.handlers.length && (s.removeEventListener(r, this.handleEvent), (l = null)),
          l || s.addEventListener(r, this.handleEvent, { passive: o }));
      }
    for (let r in i) r != "scroll" && !t[r] && s.removeEventListener(r, this.handleEvent);
    this.handlers = t;
  }
  keydown(e) {
    if (
      ((this.lastKeyCode = e.keyCode),
      (this.lastKeyTime = Date.now()),
      e.keyCode == 9 && this.tabFocusMode > -1 && (!this.tabFocusMode || Date.now() <= this.tabFocusMode))
    )
      return !0;
    if (
      (this.tabFocusMode > 0 && e.keyCode != 27 && Sh.indexOf(e.keyCode) < 0 && (this.tabFocusMode = -1),
      M.android && M.chrome && !e.synthetic && (e.keyCode == 13 || e.keyCode == 8))
    )
      return (this.view.observer.delayAndroidKey(e.key, e.keyCode), !0);
    if (
      M.ios &&
      !e.synthetic &&
      !e.altKey &&
      !e.metaKey &&
      ((vh.some((t) => t.keyCode == e.keyCode) && !e.ctrlKey) || (Uu.indexOf(e.key) > -1 && e.ctrlKey))
    ) {
      let t = { ctrlKey: e.ctrlKey, altKey: e.altKey, metaKey: e.metaKey, shiftKey: e.shiftKey };
      t.shiftKey &&
        M.ios &&
        !/^(off|none)$/.test(this.view.contentDOM.autocapitalize) &&
        ju(this.view.win) &&
        (t.shiftKey = !1);
      let i = (this.pendingIOSKey = { key: e.key, keyCode: e.keyCode, mods: t });
      return (
        setTimeout(() => {
          this.pendingIOSKey == i && this.flushIOSKey();
        }, 50),
        !0
      );
    }
    return (e.keyCode != 229 && this.view.observer.forceFlush(), !1);
  }
  flushIOSKey(e) {
    let t = this.pendingIOSKey;
    return !t ||
      this.view.observer.pendingRecords().length ||
      (t.key == "Enter" && e && e.from < e.to && /^\S+$/.test(e.insert.toString()))
      ? !1
      : ((this.pendingIOSKey = void 0), ai(this.view.contentDOM, t.key, t.keyCode, t.mods));
  }
  ignoreDuringComposition(e) {
    return !/^key/.test(e.type) || e.synthetic
      ? !1
      : this.composing > 0
        ? !0
        : M.safari && !M.ios && this.compositionPendingKey && Date.now() - this.compositionEndedAt < 100
          ? ((this.compositionPendingKey = !1), !0)
          : !1;
  }
  startMouseSelection(e) {
    (this.mouseSelection && this.mouseSelection.destroy(), (this.mouseSelection = e));
  }
  update(e) {
    (this.view.observer.update(e),
      this.mouseSelection && this.mouseSelection.update(e),
      this.draggedContent && e.docChanged && (this.draggedContent = this.draggedContent.map(e.changes)),
      e.transactions.length && (this.lastKeyCode = this.lastSelectionTime = 0));
  }
  destroy() {
    this.mouseSelection && this.mouseSelection.destroy();
  }
};
function ju(n) {
  return n.visualViewport
    ? (n.visualViewport.height * n.visualViewport.scale) / n.document.documentElement.clientHeight < 0.85
    : !1;
}
function ga(n, e) {
  return (t, i) => {
    try {
      return e.call(n, i, t);
    } catch (s) {
      re(t.state, s);
    }
  };
}
function Ku(n) {
  let e = Object.create(null);
  function t(i) {
    return e[i] || (e[i] = { observers: [], handlers: [] });
  }
  for (let i of n) {
    let s = i.spec,
      r = s && s.plugin.domEventHandlers,
      o = s && s.plugin.domEventObservers;
    if (r)
      for (let l in r) {
        let a = r[l];
        a && t(l).handlers.push(ga(i.value, a));
      }
    if (o)
      for (let l in o) {
        let a = o[l];
        a && t(l).observers.push(ga(i.value, a));
      }
  }
  for (let i in Ve) t(i).handlers.push(Ve[i]);
  for (let i in ge) t(i).observers.push(ge[i]);
  return e;
}
var vh = [
    { key: "Backspace", keyCode: 8, inputType: "deleteContentBackward" },
    { key: "Enter", keyCode: 13, inputType: "insertParagraph" },
    { key: "Enter", keyCode: 13, inputType: "insertLineBreak" },
    { key: "Delete", keyCode: 46, inputType: "deleteContentForward" },
  ],
  Uu = "dthko",
  Sh = [16, 17, 18, 20, 91, 92, 224, 225],
  Mn = 6;
function Tn(n) {
  return Math.max(0, n) * 0.7 + 8;
}
function $u(n, e) {
  return Math.max(Math.abs(n.clientX - e.clientX), Math.abs(n.clientY - e.clientY));
}
var _r = class {
  constructor(e, t, i, s) {
    ((this.view = e),
      (this.startEvent = t),
      (this.style = i),
      (this.mustSelect = s),
      (this.scrollSpeed = { x: 0, y: 0 }),
      (this.scrolling = -1),
      (this.lastEvent = t),
      (this.scrollParents = qa(e.contentDOM)),
      (this.atoms = e.state.facet($i).map((o) => o(e))));
    let r = e.contentDOM.ownerDocument;
    (r.addEventListener("mousemove", (this.move = this.move.bind(this))),
      r.addEventListener("mouseup", (this.up = this.up.bind(this))),
      (this.extend = t.shiftKey),
      (this.multiple = e.state.facet(Q.allowMultipleSelections) && Qu(e, t)),
      (this.dragging = Xu(e, t) && Oh(t) == 1 ? null : !1));
  }
  start(e) {
    this.dragging === !1 && this.select(e);
  }
  move(e) {
    if (e.buttons == 0) return this.destroy();
    if (this.dragging || (this.dragging == null && $u(this.startEvent, e) < 10)) return;
    this.select((this.lastEvent = e));
    let t = 0,
      i = 0,
      s = 0,
      r = 0,
      o = this.view.win.innerWidth,
      l = this.view.win.innerHeight;
    (this.scrollParents.x && ({ left: s, right: o } = this.scrollParents.x.getBoundingClientRect()),
      this.scrollParents.y && ({ top: r, bottom: l } = this.scrollParents.y.getBoundingClientRect()));
    let a = uo(this.view);
    (e.clientX - a.left <= s + Mn ? (t = -Tn(s - e.clientX)) : e.clientX + a.right >= o - Mn && (t = Tn(e.clientX - o)),
      e.clientY - a.top <= r + Mn
        ? (i = -Tn(r - e.clientY))
        : e.clientY + a.bottom >= l - Mn && (i = Tn(e.clientY - l)),
      this.setScrollSpeed(t, i));
  }
  up(e) {
    (this.dragging == null && this.select(this.lastEvent), this.dragging || e.preventDefault(), this.destroy());
  }
  destroy() {
    this.setScrollSpeed(0, 0);
    let e = this.view.contentDOM.ownerDocument;
    (e.removeEventListener("mousemove", this.move),
      e.removeEventListener("mouseup", this.up),
      (this.view.inputState.mouseSelection = this.view.inputState.draggedContent = null));
  }
  setScrollSpeed(e, t) {
    ((this.scrollSpeed = { x: e, y: t }),
      e || t
        ? this.scrolling < 0 && (this.scrolling = setInterval(() => this.scroll(), 50))
        : this.scrolling > -1 && (clearInterval(this.scrolling), (this.scrolling = -1)));
  }
  scroll() {
    let { x: e, y: t } = this.scrollSpeed;
    (e && this.scrollParents.x && ((this.scrollParents.x.scrollLeft += e), (e = 0)),
      t && this.scrollParents.y && ((this.scrollParents.y.scrollTop += t), (t = 0)),
      (e || t) && this.view.win.scrollBy(e, t),
      this.dragging === !1 && this.select(this.lastEvent));
  }
  select(e) {
    let { view: t } = this,
      i = yh(this.atoms, this.style.get(e, this.extend, this.multiple));
    ((this.mustSelect || !i.eq(t.state.selection, this.dragging === !1)) &&
      this.view.dispatch({ selection: i, userEvent: "select.pointer" }),
      (this.mustSelect = !1));
  }
  update(e) {
    e.transactions.some((t) => t.isUserEvent("input.type"))
      ? this.destroy()
      : this.style.update(e) && setTimeout(() => this.select(this.lastEvent), 20);
  }
};
function Qu(n, e) {
  let t = n.state.facet(th);
  return t.length ? t[0](e) : M.mac ? e.metaKey : e.ctrlKey;
}
function Gu(n, e) {
  let t = n.state.facet(ih);
  return t.length ? t[0](e) : M.mac ? !e.altKey : !e.ctrlKey;
}
function Xu(n, e) {
  let { main: t } = n.state.selection;
  if (t.empty) return !1;
  let i = ji(n.root);
  if (!i || i.rangeCount == 0) return !0;
  let s = i.getRangeAt(0).getClientRects();
  for (let r = 0; r < s.length; r++) {
    let o = s[r];
    if (o.left <= e.clientX && o.right >= e.clientX && o.top <= e.clientY && o.bottom >= e.clientY) return !0;
  }
  return !1;
}
function Yu(n, e) {
  if (!e.bubbles) return !0;
  if (e.defaultPrevented) return !1;
  for (let t = e.target, i; t != n.contentDOM; t = t.parentNode)
    if (!t || t.nodeType == 11 || ((i = U.get(t)) && i.isWidget() && !i.isHidden && i.widget.ignoreEvent(e))) return !1;
  return !0;
}
var Ve = Object.create(null),
  ge = Object.create(null),
  Ch = (M.ie && M.ie_version < 15) || (M.ios && M.webkit_version < 604);
function Ju(n) {
  let e = n.dom.parentNode;
  if (!e) return;
  let t = e.appendChild(document.createElement("textarea"));
  ((t.style.cssText = "position: fixed; left: -10000px; top: 10px"),
    t.focus(),
    setTimeout(() => {
      (n.focus(), t.remove(), Ah(n, t.value));
    }, 50));
}
function ns(n, e, t) {
  for (let i of n.facet(e)) t = i(t, n);
  return t;
}
function Ah(n, e) {
  e = ns(n.state, ao, e);
  let { state: t } = n,
    i,
    s = 1,
    r = t.toText(e),
    o = r.lines == t.selection.ranges.length;
  if (Nr != null && t.selection.ranges.every((a) => a.empty) && Nr == r.toString()) {
    let a = -1;
    i = t.changeByRange((h) => {
      let c = t.doc.lineAt(h.from);
      if (c.from == a) return { range: h };
      a = c.from;
      let f = t.toText((o ? r.line(s++).text : e) + t.lineBreak);
      return { changes: { from: c.from, insert: f }, range: w.cursor(h.from + f.length, -1) };
    });
  } else
    o
      ? (i = t.changeByRange((a) => {
          let h = r.line(s++);
          return { changes: { from: a.from, to: a.to, insert: h.text }, range: w.cursor(a.from + h.length, -1) };
        }))
      : (i = t.replaceSelection(r));
  n.dispatch(i, { userEvent: "input.paste", scrollIntoView: !0 });
}
ge.scroll = (n) => {
  let e = n.inputState;
  ((e.lastScrollTop = n.scrollDOM.scrollTop),
    (e.lastScrollLeft = n.scrollDOM.scrollLeft),
    M.ios && !e.touchActive && (e.lastIOSMomentumScroll = Date.now()));
};
ge.wheel = ge.mousewheel = (n) => {
  n.inputState.lastWheelEvent = Date.now();
};
Ve.keydown = (n, e) => (
  n.inputState.setSelectionOrigin("select"),
  e.keyCode == 27 && n.inputState.tabFocusMode != 0 && (n.inputState.tabFocusMode = Date.now() + 2e3),
  !1
);
ge.touchstart = (n, e) => {
  let t = n.inputState,
    i = e.targetTouches[0];
  ((t.touchActive = !0),
    (t.lastTouchTime = Date.now()),
    i && ((t.lastTouchX = i.clientX), (t.lastTouchY = i.clientY)),
    t.setSelectionOrigin("select.pointer"));
};
ge.touchmove = (n) => {
  n.inputState.setSelectionOrigin("select.pointer");
};
ge.touchend = (n, e) => {
  n.inputState.touchActive = !1;
};
Ve.mousedown = (n, e) => {
  if ((n.observer.flush(), n.inputState.lastTouchTime > Date.now() - 2e3)) return !1;
  let t = null;
  for (let i of n.state.facet(nh)) if (((t = i(n, e)), t)) break;
  if ((!t && e.button == 0 && (t = ed(n, e)), t)) {
    let i = !n.hasFocus;
    (n.inputState.startMouseSelection(new _r(n, e, t, i)),
      i &&
        n.observer.ignore(() => {
          Ua(n.contentDOM);
          let r = n.root.activeElement;
          r && !r.contains(n.contentDOM) && r.blur();
        }));
    let s = n.inputState.mouseSelection;
    if (s) return (s.start(e), s.dragging === !1);
  } else n.inputState.setSelectionOrigin("select.pointer");
  return !1;
};
function ba(n, e, t, i) {
  if (i == 1) return w.cursor(e, t);
  if (i == 2) return Eu(n.state, e, t);
  {
    let s = n.docView.lineAt(e, t),
      r = n.state.doc.lineAt(s ? s.posAtEnd : e),
      o = s ? s.posAtStart : r.from,
      l = s ? s.posAtEnd : r.to;
    return (l < n.state.doc.length && l == r.to && l++, w.undirectionalRange(o, l));
  }
}
var Zu = M.ie && M.ie_version <= 11,
  ya = null,
  xa = 0,
  ka = 0;
function Oh(n) {
  if (!Zu) return n.detail;
  let e = ya,
    t = ka;
  return (
    (ya = n),
    (ka = Date.now()),
    (xa =
      !e || (t > Date.now() - 400 && Math.abs(e.clientX - n.clientX) < 2 && Math.abs(e.clientY - n.clientY) < 2)
        ? (xa + 1) % 3
        : 1)
  );
}
function ed(n, e) {
  let t = n.posAndSideAtCoords({ x: e.clientX, y: e.clientY }, !1),
    i = Oh(e),
    s = n.state.selection;
  return {
    update(r) {
      r.docChanged && ((t.pos = r.changes.mapPos(t.pos)), (s = s.map(r.changes)));
    },
    get(r, o, l) {
      let a = n.posAndSideAtCoords({ x: r.clientX, y: r.clientY }, !1),
        h,
        c = ba(n, a.pos, a.assoc, i);
      if (t.pos != a.pos && !o) {
        let f = ba(n, t.pos, t.assoc, i),
          u = Math.min(f.from, c.from),
          d = Math.max(f.to, c.to);
        c = u < c.from ? w.range(u, d, c.assoc) : w.range(d, u, c.assoc);
      }
      return o
        ? s.replaceRange(s.main.extend(c.from, c.to, c.assoc))
        : l && i == 1 && s.ranges.length > 1 && (h = td(s, a.pos))
          ? h
          : l
            ? s.addRange(c)
            : w.create([c]);
    },
  };
}
function td(n, e) {
  for (let t = 0; t < n.ranges.length; t++) {
    let { from: i, to: s } = n.ranges[t];
    if (i <= e && s >= e)
      return w.create(
        n.ranges.slice(0, t).concat(n.ranges.slice(t + 1)),
        n.mainIndex == t ? 0 : n.mainIndex - (n.mainIndex > t ? 1 : 0),
      );
  }
  return null;
}
Ve.dragstart = (n, e) => {
  let {
    selection: { main: t },
  } = n.state;
  if (e.target.draggable) {
    let s = n.docView.tile.nearest(e.target);
    if (s && s.isWidget()) {
      let r = s.posAtStart,
        o = r + s.length;
      (r >= t.to || o <= t.from) && (t = w.undirectionalRange(r, o));
    }
  }
  let { inputState: i } = n;
  return (
    i.mouseSelection && (i.mouseSelection.dragging = !0),
    (i.draggedContent = t),
    e.dataTransfer &&
      (e.dataTransfer.setData("Text", ns(n.state, ho, n.state.sliceDoc(t.from, t.to))),
      (e.dataTransfer.effectAllowed = "copyMove")),
    !1
  );
};
Ve.dragend = (n) => ((n.inputState.draggedContent = null), !1);
function wa(n, e, t, i) {
  if (((t = ns(n.state, ao, t)), !t)) return;
  let s = n.posAtCoords({ x: e.clientX, y: e.clientY }, !1),
    { draggedContent: r } = n.inputState,
    o = i && r && Gu(n, e) ? { from: r.from, to: r.to } : null,
    l = { from: s, insert: t },
    a = n.state.changes(o ? [o, l] : l);
  (n.focus(),
    n.dispatch({
      changes: a,
      selection: { anchor: a.mapPos(s, -1), head: a.mapPos(s, 1) },
      userEvent: o ? "move.drop" : "input.drop",
    }),
    (n.inputState.draggedContent = null));
}
Ve.drop = (n, e) => {
  if (!e.dataTransfer) return !1;
  if (n.state.readOnly) return !0;
  let t = e.dataTransfer.files;
  if (t && t.length) {
    let i = Array(t.length),
      s = 0,
      r = () => {
        ++s == t.length && wa(n, e, i.filter((o) => o != null).join(n.state.lineBreak), !1);
      };
    for (let o = 0; o < t.length; o++) {
      let l = new FileReader();
      ((l.onerror = r),
        (l.onload = () => {
          (/[\x00-\x08\x0e-\x1f]{2}/.test(l.result) || (i[o] = l.result), r());
        }),
        l.readAsText(t[o]));
    }
    return !0;
  } else {
    let i = e.dataTransfer.getData("Text");
    if (i) return (wa(n, e, i, !0), !0);
  }
  return !1;
};
Ve.paste = (n, e) => {
  if (n.state.readOnly) return !0;
  n.observer.flush();
  let t = Ch ? null : e.clipboardData;
  return t ? (Ah(n, t.getData("text/plain") || t.getData("text/uri-list")), !0) : (Ju(n), !1);
};
function id(n, e) {
  let t = n.dom.parentNode;
  if (!t) return;
  let i = t.appendChild(document.createElement("textarea"));
  ((i.style.cssText = "position: fixed; left: -10000px; top: 10px"),
    (i.value = e),
    i.focus(),
    (i.selectionEnd = e.length),
    (i.selectionStart = 0),
    setTimeout(() => {
      (i.remove(), n.focus());
    }, 50));
}
function nd(n) {
  let e = [],
    t = [],
    i = !1;
  for (let s of n.selection.ranges) s.empty || (e.push(n.sliceDoc(s.from, s.to)), t.push(s));
  if (!e.length) {
    let s = -1;
    for (let { from: r } of n.selection.ranges) {
      let o = n.doc.lineAt(r);
      (o.number > s && (e.push(o.text), t.push({ from: o.from, to: Math.min(n.doc.length, o.to + 1) })),
        (s = o.number));
    }
    i = !0;
  }
  return { text: ns(n, ho, e.join(n.lineBreak)), ranges: t, linewise: i };
}
var Nr = null;
Ve.copy = Ve.cut = (n, e) => {
  if (!Li(n.contentDOM, n.observer.selectionRange)) return !1;
  let { text: t, ranges: i, linewise: s } = nd(n.state);
  if (!t && !s) return !1;
  ((Nr = s ? t : null),
    e.type == "cut" && !n.state.readOnly && n.dispatch({ changes: i, scrollIntoView: !0, userEvent: "delete.cut" }));
  let r = Ch ? null : e.clipboardData;
  return r ? (r.clearData(), r.setData("text/plain", t), !0) : (id(n, t), !1);
};
var Mh = be.define();
function Th(n, e) {
  let t = [];
  for (let i of n.facet(oh)) {
    let s = i(n, e);
    s && t.push(s);
  }
  return t.length ? n.update({ effects: t, annotations: Mh.of(!0) }) : null;
}
function Dh(n) {
  setTimeout(() => {
    let e = n.hasFocus;
    if (e != n.inputState.notifiedFocused) {
      let t = Th(n.state, e);
      t ? n.dispatch(t) : n.update([]);
    }
  }, 10);
}
ge.focus = (n) => {
  ((n.inputState.lastFocusTime = Date.now()),
    !n.scrollDOM.scrollTop &&
      (n.inputState.lastScrollTop || n.inputState.lastScrollLeft) &&
      ((n.scrollDOM.scrollTop = n.inputState.lastScrollTop), (n.scrollDOM.scrollLeft = n.inputState.lastScrollLeft)),
    Dh(n));
};
ge.blur = (n) => {
  (n.observer.clearSelectionRange(), Dh(n));
};
ge.compositionstart = ge.compositionupdate = (n, e) => {
  if (
    !n.observer.editContext &&
    (n.inputState.compositionFirstChange == null && (n.inputState.compositionFirstChange = !0),
    n.inputState.composing < 0)
  ) {
    let { main: t } = n.state.selection;
    (!t.empty &&
      n.lineBlockAt(t.from).from != n.lineBlockAt(t.to).from &&
      !n.state.readOnly &&
      n.dispatch({
        changes: n.state.selection.ranges.filter((i) => !i.empty).map((i) => ({ from: i.from, to: i.to })),
        userEvent: "input",
      }),
      (n.inputState.composing = 0));
  }
};
ge.compositionend = (n) => {
  n.observer.editContext ||
    ((n.inputState.composing = -1),
    (n.inputState.compositionEndedAt = Date.now()),
    (n.inputState.compositionPendingKey = !0),
    (n.inputState.compositionPendingChange = n.observer.pendingRecords().length > 0),
    (n.inputState.compositionFirstChange = null),
    M.chrome && M.android
      ? n.observer.flushSoon()
      : n.inputState.compositionPendingChange
        ? Promise.resolve().then(() => n.observer.flush())
        : setTimeout(() => {
            n.inputState.composing < 0 && n.docView.hasComposition && n.update([]);
          }, 50));
};
ge.contextmenu = (n) => {
  n.inputState.lastContextMenu = Date.now();
};
Ve.beforeinput = (n, e) => {
  var t, i;
  if (
    ((e.inputType == "insertText" || e.inputType == "insertCompositionText") &&
      ((n.inputState.insertingText = e.data), (n.inputState.insertingTextAt = Date.now())),
    e.inputType == "insertReplacementText" && n.observer.editContext)
  ) {
    let r = (t = e.dataTransfer) === null || t === void 0 ? void 0 : t.getData("text/plain"),
      o = e.getTargetRanges();
    if (r && o.length) {
      let l = o[0],
        a = n.posAtDOM(l.startContainer, l.startOffset),
        h = n.posAtDOM(l.endContainer, l.endOffset);
      return (po(n, { from: a, to: h, insert: n.state.toText(r) }, null), !0);
    }
  }
  let s;
  if (
    M.chrome &&
    M.android &&
    (s = vh.find((r) => r.inputType == e.inputType)) &&
    (n.observer.delayAndroidKey(s.key, s.keyCode), s.key == "Backspace" || s.key == "Delete")
  ) {
    let r = ((i = window.visualViewport) === null || i === void 0 ? void 0 : i.height) || 0;
    setTimeout(() => {
      var o;
      (((o = window.visualViewport) === null || o === void 0 ? void 0 : o.height) || 0) > r + 10 &&
        n.hasFocus &&
        (n.contentDOM.blur(), n.focus());
    }, 100);
  }
  return (
    M.ios && e.inputType == "deleteContentForward" && n.observer.flushSoon(),
    M.safari &&
      e.inputType == "insertText" &&
      n.inputState.composing >= 0 &&
      setTimeout(() => ge.compositionend(n, e), 20),
    !1
  );
};
var va = new Set();
function sd(n) {
  va.has(n) || (va.add(n), n.addEventListener("copy", () => {}), n.addEventListener("cut", () => {}));
}
var Sa = ["pre-wrap", "normal", "pre-line", "break-spaces"],
  mi = !1;
function Ca() {
  mi = !1;
}
var Fr = class {
    constructor(e) {
      ((this.lineWrapping = e),
        (this.doc = N.empty),
        (this.heightSamples = {}),
        (this.lineHeight = 14),
        (this.charWidth = 7),
        (this.textHeight = 14),
        (this.lineLength = 30));
    }
    heightForGap(e, t) {
      let i = this.doc.lineAt(t).number - this.doc.lineAt(e).number + 1;
      return (
        this.lineWrapping && (i += Math.max(0, Math.ceil((t - e - i * this.lineLength * 0.5) / this.lineLength))),
        this.lineHeight * i
      );
    }
    heightForLine(e) {
      return this.lineWrapping
        ? (1 + Math.max(0, Math.ceil((e - this.lineLength) / Math.max(1, this.lineLength - 5)))) * this.lineHeight
        : this.lineHeight;
    }
    setDoc(e) {
      return ((this.doc = e), this);
    }
    mustRefreshForWrapping(e) {
      return Sa.indexOf(e) > -1 != this.lineWrapping;
    }
    mustRefreshForHeights(e) {
      let t = !1;
      for (let i = 0; i < e.length; i++) {
        let s = e[i];
        s < 0
          ? i++
          : this.heightSamples[Math.floor(s * 10)] || ((t = !0), (this.heightSamples[Math.floor(s * 10)] = !0));
      }
      return t;
    }
    refresh(e, t, i, s, r, o) {
      let l = Sa.indexOf(e) > -1,
        a = Math.abs(t - this.lineHeight) > 0.3 || this.lineWrapping != l;
      if (
        ((this.lineWrapping = l),
        (this.lineHeight = t),
        (this.charWidth = i),
        (this.textHeight = s),
        (this.lineLength = r),
        a)
      ) {
        this.heightSamples = {};
        for (let h = 0; h < o.length; h++) {
          let c = o[h];
          c < 0 ? h++ : (this.heightSamples[Math.floor(c * 10)] = !0);
        }
      }
      return a;
    }
  },
  Hr = class {
    constructor(e, t) {
      ((this.from = e), (this.heights = t), (this.index = 0));
    }
    get more() {
      return this.index < this.heights.length;
    }
  },
  Fe = class n {
    constructor(e, t, i, s, r) {
      ((this.from = e), (this.length = t), (this.top = i), (this.height = s), (this._content = r));
    }
    get type() {
      return typeof this._content == "number"
        ? oe.Text
        : Array.isArray(this._content)
          ? this._content
          : this._content.type;
    }
    get to() {
      return this.from + this.length;
    }
    get bottom() {
      return this.top + this.height;
    }
    get widget() {
      return this._content instanceof Et ? this._content.widget : null;
    }
    get widgetLineBreaks() {
      return typeof this._content == "number" ? this._content : 0;
    }
    join(e) {
      let t = (Array.isArray(this._content) ? this._content : [this]).concat(
        Array.isArray(e._content) ? e._content : [e],
      );
      return new n(this.from, this.length + e.length, this.top, this.height + e.height, t);
    }
  },
  j = (function (n) {
    return (
      (n[(n.ByPos = 0)] = "ByPos"),
      (n[(n.ByHeight = 1)] = "ByHeight"),
      (n[(n.ByPosNoHeight = 2)] = "ByPosNoHeight"),
      n
    );
  })(j || (j = {})),
  In = 0.001,
  Ce = class n {
    constructor(e, t, i = 2) {
      ((this.length = e), (this.height = t), (this.flags = i));
    }
    get outdated() {
      return (this.flags & 2) > 0;
    }
    set outdated(e) {
      this.flags = (e ? 2 : 0) | (this.flags & -3);
    }
    setHeight(e) {
      this.height != e && (Math.abs(this.height - e) > In && (mi = !0), (this.height = e));
    }
    replace(e, t, i) {
      return n.of(i);
    }
    decomposeLeft(e, t) {
      t.push(this);
    }
    decomposeRight(e, t) {
      t.push(this);
    }
    applyChanges(e, t, i, s) {
      let r = this,
        o = i.doc;
      for (let l = s.length - 1; l >= 0; l--) {
        let { fromA: a, toA: h, fromB: c, toB: f } = s[l],
          u = r.lineAt(a, j.ByPosNoHeight, i.setDoc(t), 0, 0),
          d = u.to >= h ? u : r.lineAt(h, j.ByPosNoHeight, i, 0, 0);
        for (f += d.to - h, h = d.to; l > 0 && u.from <= s[l - 1].toA;)
          ((a = s[l - 1].fromA), (c = s[l - 1].fromB), l--, a < u.from && (u = r.lineAt(a, j.ByPosNoHeight, i, 0, 0)));
        ((c += u.from - a), (a = u.from));
        let p = Vr.build(i.setDoc(o), e, c, f);
        r = Kn(r, r.replace(a, h, p));
      }
      return r.updateHeight(i, 0);
    }
    static empty() {
      return new Be(0, 0, 0);
    }
    static of(e) {
      if (e.length == 1) return e[0];
      let t = 0,
        i = e.length,
        s = 0,
        r = 0;
      for (;;)
        if (t == i)
          if (s > r * 2) {
            let l = e[t - 1];
            (l.break ? e.splice(--t, 1, l.left, null, l.right) : e.splice(--t, 1, l.left, l.right),
              (i += 1 + l.break),
              (s -= l.size));
          } else if (r > s * 2) {
            let l = e[i];
            (l.break ? e.splice(i, 1, l.left, null, l.right) : e.splice(i, 1, l.left, l.right),
              (i += 2 + l.break),
              (r -= l.size));
          } else break;
        else if (s < r) {
          let l = e[t++];
          l && (s += l.size);
        } else {
          let l = e[--i];
          l && (r += l.size);
        }
      let o = !1;
      return (
        e[t - 1] == null ? ((o = !0), t--) : e[t] == null && ((o = !0), i++),
        new Wr(n.of(e.slice(0, t)), o, n.of(e.slice(i)))
      );
    }
  };
function Kn(n, e) {
  return n == e ? n : (n.constructor != e.constructor && (mi = !0), e);
}
Ce.prototype.size = 1;
var rd = I.replace({}),
  Un = class extends Ce {
    constructor(e, t, i) {
      (super(e, t), (this.deco = i), (this.spaceAbove = 0));
    }
    mainBlock(e, t) {
      return new Fe(t, this.length, e + this.spaceAbove, this.height - this.spaceAbove, this.deco || 0);
    }
    blockAt(e, t, i, s) {
      return this.spaceAbove && e < i + this.spaceAbove ? new Fe(s, 0, i, this.spaceAbove, rd) : this.mainBlock(i, s);
    }
    lineAt(e, t, i, s, r) {
      let o = this.mainBlock(s, r);
      return this.spaceAbove ? this.blockAt(0, i, s, r).join(o) : o;
    }
    forEachLine(e, t, i, s, r, o) {
      e <= r + this.length && t >= r && o(this.lineAt(0, j.ByPos, i, s, r));
    }
    setMeasuredHeight(e) {
      let t = e.heights[e.index++];
      (t < 0 ? ((this.spaceAbove = -t), (t = e.heights[e.index++])) : (this.spaceAbove = 0), this.setHeight(t));
    }
    updateHeight(e, t = 0, i = !1, s) {
      return (s && s.from <= t && s.more && this.setMeasuredHeight(s), (this.outdated = !1), this);
    }
    toString() {
      return `block(${this.length})`;
    }
  },
  Be = class n extends Un {
    constructor(e, t, i) {
      (super(e, t, null), (this.collapsed = 0), (this.widgetHeight = 0), (this.breaks = 0), (this.spaceAbove = i));
    }
    mainBlock(e, t) {
      return new Fe(t, this.length, e + this.spaceAbove, this.height - this.spaceAbove, this.breaks);
    }
    replace(e, t, i) {
      let s = i[0];
      return i.length == 1 &&
        (s instanceof n || (s instanceof bt && s.flags & 4)) &&
        Math.abs(this.length - s.length) < 10
        ? (s instanceof bt ? (s = new n(s.length, this.height, this.spaceAbove)) : (s.height = this.height),
          this.outdated || (s.outdated = !1),
          s)
        : Ce.of(i);
    }
    updateHeight(e, t = 0, i = !1, s) {
      return (
        s && s.from <= t && s.more
          ? this.setMeasuredHeight(s)
          : (i || this.outdated) &&
            ((this.spaceAbove = 0),
            this.setHeight(
              Math.max(this.widgetHeight, e.heightForLine(this.length - this.collapsed)) + this.breaks * e.lineHeight,
            )),
        (this.outdated = !1),
        this
      );
    }
    toString() {
      return `line(${this.length}${this.collapsed ? -this.collapsed : ""}${this.widgetHeight ? ":" + this.widgetHeight : ""})`;
    }
  },
  bt = class n extends Ce {
    constructor(e) {
      super(e, 0);
    }
    heightMetrics(e, t) {
      let i = e.doc.lineAt(t).number,
        s = e.doc.lineAt(t + this.length).number,
        r = s - i + 1,
        o,
        l = 0;
      if (e.lineWrapping) {
        let a = Math.min(this.height, e.lineHeight * r);
        ((o = a / r), this.length > r + 1 && (l = (this.height - a) / (this.length - r - 1)));
      } else o = this.height / r;
      return { firstLine: i, lastLine: s, perLine: o, perChar: l };
    }
    blockAt(e, t, i, s) {
      let { firstLine: r, lastLine: o, perLine: l, perChar: a } = this.heightMetrics(t, s);
      if (t.lineWrapping) {
        let h = s + (e < t.lineHeight ? 0 : Math.round(Math.max(0, Math.min(1, (e - i) / this.height)) * this.length)),
          c = t.doc.lineAt(h),
          f = l + c.length * a,
          u = Math.max(i, e - f / 2);
        return new Fe(c.from, c.length, u, f, 0);
      } else {
        let h = Math.max(0, Math.min(o - r, Math.floor((e - i) / l))),
          { from: c, length: f } = t.doc.line(r + h);
        return new Fe(c, f, i + l * h, l, 0);
      }
    }
    lineAt(e, t, i, s, r) {
      if (t == j.ByHeight) return this.blockAt(e, i, s, r);
      if (t == j.ByPosNoHeight) {
        let { from: d, to: p } = i.doc.lineAt(e);
        return new Fe(d, p - d, 0, 0, 0);
      }
      let { firstLine: o, perLine: l, perChar: a } = this.heightMetrics(i, r),
        h = i.doc.lineAt(e),
        c = l + h.length * a,
        f = h.number - o,
        u = s + l * f + a * (h.from - r - f);
      return new Fe(h.from, h.length, Math.max(s, Math.min(u, s + this.height - c)), c, 0);
    }
    forEachLine(e, t, i, s, r, o) {
      ((e = Math.max(e, r)), (t = Math.min(t, r + this.length)));
      let { firstLine: l, perLine: a, perChar: h } = this.heightMetrics(i, r);
      for (let c = e, f = s; c <= t;) {
        let u = i.doc.lineAt(c);
        if (c == e) {
          let p = u.number - l;
          f += a * p + h * (e - r - p);
        }
        let d = a + h * u.length;
        (o(new Fe(u.from, u.length, f, d, 0)), (f += d), (c = u.to + 1));
      }
    }
    replace(e, t, i) {
      let s = this.length - t;
      if (s > 0) {
        let r = i[i.length - 1];
        r instanceof n ? (i[i.length - 1] = new n(r.length + s)) : i.push(null, new n(s - 1));
      }
      if (e > 0) {
        let r = i[0];
        r instanceof n ? (i[0] = new n(e + r.length)) : i.unshift(new n(e - 1), null);
      }
      return Ce.of(i);
    }
    decomposeLeft(e, t) {
      t.push(new n(e - 1), null);
    }
    decomposeRight(e, t) {
      t.push(null, new n(this.length - e - 1));
    }
    updateHeight(e, t = 0, i = !1, s) {
      let r = t + this.length;
      if (s && s.from <= t + this.length && s.more) {
        let o = [],
          l = Math.max(t, s.from),
          a = -1;
        for (s.from > t && o.push(new n(s.from - t - 1).updateHeight(e, t)); l <= r && s.more;) {
          let c = e.doc.lineAt(l).length;
          o.length && o.push(null);
          let f = s.heights[s.index++],
            u = 0;
          (f < 0 && ((u = -f), (f = s.heights[s.index++])), a == -1 ? (a = f) : Math.abs(f - a) >= In && (a = -2));
          let d = new Be(c, f, u);
          ((d.outdated = !1), o.push(d), (l += c + 1));
        }
        l <= r && o.push(null, new n(r - l).updateHeight(e, l));
        let h = Ce.of(o);
        return (
          (a < 0 || Math.abs(h.height - this.height) >= In || Math.abs(a - this.heightMetrics(e, t).perLine) >= In) &&
            (mi = !0),
          Kn(this, h)
        );
      } else (i || this.outdated) && (this.setHeight(e.heightForGap(t, t + this.length)), (this.outdated = !1));
      return this;
    }
    toString() {
      return `gap(${this.length})`;
    }
  },
  Wr = class extends Ce {
    constructor(e, t, i) {
      (super(e.length + (t ? 1 : 0) + i.length, e.height + i.height, (t ? 1 : 0) | (e.outdated || i.outdated ? 2 : 0)),
        (this.left = e),
        (this.right = i),
        (this.size = e.size + i.size));
    }
    get break() {
      return this.flags & 1;
    }
    blockAt(e, t, i, s) {
      let r = i + this.left.height;
      return e < r ? this.left.blockAt(e, t, i, s) : this.right.blockAt(e, t, r, s + this.left.length + this.break);
    }
    lineAt(e, t, i, s, r) {
      let o = s + this.left.height,
        l = r + this.left.length + this.break,
        a = t == j.ByHeight ? e < o : e < l,
        h = a ? this.left.lineAt(e, t, i, s, r) : this.right.lineAt(e, t, i, o, l);
      if (this.break || (a ? h.to < l : h.from > l)) return h;
      let c = t == j.ByPosNoHeight ? j.ByPosNoHeight : j.ByPos;
      return a ? h.join(this.right.lineAt(l, c, i, o, l)) : this.left.lineAt(l, c, i, s, r).join(h);
    }
    forEachLine(e, t, i, s, r, o) {
      let l = s + this.left.height,
        a = r + this.left.length + this.break;
      if (this.break)
        (e < a && this.left.forEachLine(e, t, i, s, r, o), t >= a && this.right.forEachLine(e, t, i, l, a, o));
      else {
        let h = this.lineAt(a, j.ByPos, i, s, r);
        (e < h.from && this.left.forEachLine(e, Math.min(t, h.from - 1), i, s, r, o),
          h.to >= e && h.from <= t && o(h),
          t > h.to && this.right.forEachLine(Math.max(e, h.to + 1), t, i, l, a, o));
      }
    }
    replace(e, t, i) {
      let s = this.left.length + this.break;
      if (t < s) return this.balanced(this.left.replace(e, t, i), this.right);
      if (e > this.left.length) return this.balanced(this.left, this.right.replace(e - s, t - s, i));
      let r = [];
      e > 0 && this.decomposeLeft(e, r);
      let o = r.length;
      for (let l of i) r.push(l);
      if ((e > 0 && Aa(r, o - 1), t < this.length)) {
        let l = r.length;
        (this.decomposeRight(t, r), Aa(r, l));
      }
      return Ce.of(r);
    }
    decomposeLeft(e, t) {
      let i = this.left.length;
      if (e <= i) return this.left.decomposeLeft(e, t);
      (t.push(this.left), this.break && (i++, e >= i && t.push(null)), e > i && this.right.decomposeLeft(e - i, t));
    }
    decomposeRight(e, t) {
      let i = this.left.length,
        s = i + this.break;
      if (e >= s) return this.right.decomposeRight(e - s, t);
      (e < i && this.left.decomposeRight(e, t), this.break && e < s && t.push(null), t.push(this.right));
    }
    balanced(e, t) {
      return e.size > 2 * t.size || t.size > 2 * e.size
        ? Ce.of(this.break ? [e, null, t] : [e, t])
        : ((this.left = Kn(this.left, e)),
          (this.right = Kn(this.right, t)),
          this.setHeight(e.height + t.height),
          (this.outdated = e.outdated || t.outdated),
          (this.size = e.size + t.size),
          (this.length = e.length + this.break + t.length),
          this);
    }
    updateHeight(e, t = 0, i = !1, s) {
      let { left: r, right: o } = this,
        l = t + r.length + this.break,
        a = null;
      return (
        s && s.from <= t + r.length && s.more ? (a = r = r.updateHeight(e, t, i, s)) : r.updateHeight(e, t, i),
        s && s.from <= l + o.length && s.more ? (a = o = o.updateHeight(e, l, i, s)) : o.updateHeight(e, l, i),
        a ? this.balanced(r, o) : ((this.height = this.left.height + this.right.height), (this.outdated = !1), this)
      );
    }
    toString() {
      return this.left + (this.break ? " " : "-") + this.right;
    }
  };
function Aa(n, e) {
  let t, i;
  n[e] == null &&
    (t = n[e - 1]) instanceof bt &&
    (i = n[e + 1]) instanceof bt &&
    n.splice(e - 1, 3, new bt(t.length + 1 + i.length));
}
var od = 5,
  Vr = class n {
    constructor(e, t) {
      ((this.pos = e),
        (this.oracle = t),
        (this.nodes = []),
        (this.lineStart = -1),
        (this.lineEnd = -1),
        (this.covering = null),
        (this.writtenTo = e));
    }
    get isCovered() {
      return this.covering && this.nodes[this.nodes.length - 1] == this.covering;
    }
    span(e, t) {
      if (this.lineStart > -1) {
        let i = Math.min(t, this.lineEnd),
          s = this.nodes[this.nodes.length - 1];
        (s instanceof Be
          ? (s.length += i - this.pos)
          : (i > this.pos || !this.isCovered) && this.nodes.push(new Be(i - this.pos, -1, 0)),
          (this.writtenTo = i),
          t > i && (this.nodes.push(null), this.writtenTo++, (this.lineStart = -1)));
      }
      this.pos = t;
    }
    point(e, t, i) {
      if (e < t || i.heightRelevant) {
        let s = i.widget ? i.widget.estimatedHeight : 0,
          r = i.widget ? i.widget.lineBreaks : 0;
        s < 0 && (s = this.oracle.lineHeight);
        let o = t - e;
        i.block ? this.addBlock(new Un(o, s, i)) : (o || r || s >= od) && this.addLineDeco(s, r, o);
      } else t > e && this.span(e, t);
      this.lineEnd > -1 && this.lineEnd < this.pos && (this.lineEnd = this.oracle.doc.lineAt(this.pos).to);
    }
    enterLine() {
      if (this.lineStart > -1) return;
      let { from: e, to: t } = this.oracle.doc.lineAt(this.pos);
      ((this.lineStart = e),
        (this.lineEnd = t),
        this.writtenTo < e &&
          ((this.writtenTo < e - 1 || this.nodes[this.nodes.length - 1] == null) &&
            this.nodes.push(this.blankContent(this.writtenTo, e - 1)),
          this.nodes.push(null)),
        this.pos > e && this.nodes.push(new Be(this.pos - e, -1, 0)),
        (this.writtenTo = this.pos));
    }
    blankContent(e, t) {
      let i = new bt(t - e);
      return (this.oracle.doc.lineAt(e).to == t && (i.flags |= 4), i);
    }
    ensureLine() {
      this.enterLine();
      let e = this.nodes.length ? this.nodes[this.nodes.length - 1] : null;
      if (e instanceof Be) return e;
      let t = new Be(0, -1, 0);
      return (this.nodes.push(t), t);
    }
    addBlock(e) {
      this.enterLine();
      let t = e.deco;
      (t && t.startSide > 0 && !this.isCovered && this.ensureLine(),
        this.nodes.push(e),
        (this.writtenTo = this.pos = this.pos + e.length),
        t && t.endSide > 0 && (this.covering = e));
    }
    addLineDeco(e, t, i) {
      let s = this.ensureLine();
      ((s.length += i),
        (s.collapsed += i),
        (s.widgetHeight = Math.max(s.widgetHeight, e)),
        (s.breaks += t),
        (this.writtenTo = this.pos = this.pos + i));
    }
    finish(e) {
      let t = this.nodes.length == 0 ? null : this.nodes[this.nodes.length - 1];
      this.lineStart > -1 && !(t instanceof Be) && !this.isCovered
        ? this.nodes.push(new Be(0, -1, 0))
        : (this.writtenTo < this.pos || t == null) && this.nodes.push(this.blankContent(this.writtenTo, this.pos));
      let i = e;
      for (let s of this.nodes) (s instanceof Be && s.updateHeight(this.oracle, i), (i += s ? s.length : 1));
      return this.nodes;
    }
    static build(e, t, i, s) {
      let r = new n(i, e);
      return (H.spans(t, i, s, r, 0), r.finish(i));
    }
  };
function ld(n, e, t) {
  let i = new zr();
  return (H.compare(n, e, t, i, 0), i.changes);
}
var zr = class {
  constructor() {
    this.changes = [];
  }
  compareRange() {}
  comparePoint(e, t, i, s) {
    (e < t || (i && i.heightRelevant) || (s && s.heightRelevant)) && li(e, t, this.changes, 5);
  }
};
function ad(n, e) {
  let t = n.getBoundingClientRect(),
    i = n.ownerDocument,
    s = i.defaultView || window,
    r = Math.max(0, t.left),
    o = Math.min(s.innerWidth, t.right),
    l = Math.max(0, t.top),
    a = Math.min(s.innerHeight, t.bottom);
  for (let h = n.parentNode; h && h != i.body;)
    if (Z(h)) {
      let c = window.getComputedStyle(h);
      if ((h.scrollHeight > h.clientHeight || h.scrollWidth > h.clientWidth) && c.overflow != "visible") {
        let f = h.getBoundingClientRect();
        ((r = Math.max(r, f.left)),
          (o = Math.min(o, f.right)),
          (l = Math.max(l, f.top)),
          (a = Math.min(h == n.parentNode ? s.innerHeight : a, f.bottom)));
      }
      h = c.position == "absolute" || c.position == "fixed" ? h.offsetParent : h.parentNode;
    } else if (h.nodeType == 11) h = h.host;
    else break;
  return {
    left: r - t.left,
    right: Math.max(r, o) - t.left,
    top: l - (t.top + e),
    bottom: Math.max(l, a) - (t.top + e),
  };
}
function hd(n) {
  let e = n.getBoundingClientRect(),
    t = n.ownerDocument.defaultView || window;
  return e.left < t.innerWidth && e.right > 0 && e.top < t.innerHeight && e.bottom > 0;
}
function cd(n, e) {
  let t = n.getBoundingClientRect();
  return { left: 0, right: t.right - t.left, top: e, bottom: t.bottom - (t.top + e) };
}
var Wi = class {
    constructor(e, t, i, s) {
      ((this.from = e), (this.to = t), (this.size = i), (this.displaySize = s));
    }
    static same(e, t) {
      if (e.length != t.length) return !1;
      for (let i = 0; i < e.length; i++) {
        let s = e[i],
          r = t[i];
        if (s.from != r.from || s.to != r.to || s.size != r.size) return !1;
      }
      return !0;
    }
    draw(e, t) {
      return I.replace({ widget: new qr(this.displaySize * (t ? e.scaleY : e.scaleX), t) }).range(this.from, this.to);
    }
  },
  qr = class extends We {
    constructor(e, t) {
      (super(), (this.size = e), (this.vertical = t));
    }
    eq(e) {
      return e.size == this.size && e.vertical == this.vertical;
    }
    toDOM() {
      let e = document.createElement("div");
      return (
        this.vertical
          ? (e.style.height = this.size + "px")
          : ((e.style.width = this.size + "px"), (e.style.height = "2px"), (e.style.display = "inline-block")),
        e
      );
    }
    get estimatedHeight() {
      return this.vertical ? this.size : -1;
    }
  },
  $n = class {
    constructor(e, t) {
      ((this.view = e),
        (this.state = t),
        (this.pixelViewport = { left: 0, right: window.innerWidth, top: 0, bottom: 0 }),
        (this.inView = !0),
        (this.paddingTop = 0),
        (this.paddingBottom = 0),
        (this.contentDOMWidth = 0),
        (this.contentDOMHeight = 0),
        (this.editorHeight = 0),
        (this.editorWidth = 0),
        (this.scaleX = 1),
        (this.scaleY = 1),
        (this.scrollOffset = 0),
        (this.scrolledToBottom = !1),
        (this.scrollAnchorPos = 0),
        (this.scrollAnchorHeight = -1),
        (this.scaler = jr),
        (this.scrollTarget = null),
        (this.printing = !1),
        (this.mustMeasureContent = !0),
        (this.defaultTextDirection = W.LTR),
        (this.visibleRanges = []),
        (this.mustEnforceCursorAssoc = !1));
      let i = t.facet(co).some((s) => typeof s != "function" && s.class == "cm-lineWrapping");
      ((this.heightOracle = new Fr(i)),
        (this.stateDeco = Oa(t)),
        (this.heightMap = Ce.empty().applyChanges(this.stateDeco, N.empty, this.heightOracle.setDoc(t.doc), [
          new He(0, 0, 0, t.doc.length),
        ])));
      for (let s = 0; s < 2 && ((this.viewport = this.getViewport(0, null)), !!this.updateForViewport()); s++);
      (this.updateViewportLines(),
        (this.lineGaps = this.ensureLineGaps([])),
        (this.lineGapDeco = I.set(this.lineGaps.map((s) => s.draw(this, !1)))),
        (this.scrollParent = e.scrollDOM),
        this.computeVisibleRanges());
    }
    updateForViewport() {
      let e = [this.viewport],
        { main: t } = this.state.selection;
      for (let i = 0; i <= 1; i++) {
        let s = i ? t.head : t.anchor;
        if (!e.some(({ from: r, to: o }) => s >= r && s <= o)) {
          let { from: r, to: o } = this.lineBlockAt(s);
          e.push(new si(r, o));
        }
      }
      return ((this.viewports = e.sort((i, s) => i.from - s.from)), this.updateScaler());
    }
    updateScaler() {
      let e = this.scaler;
      return (
        (this.scaler = this.heightMap.height <= 7e6 ? jr : Kr.get(this.heightOracle, this.heightMap, this.viewports)),
        e.eq(this.scaler) ? 0 : 2
      );
    }
    updateViewportLines() {
      ((this.viewportLines = []),
        this.heightMap.forEachLine(
          this.viewport.from,
          this.viewport.to,
          this.heightOracle.setDoc(this.state.doc),
          0,
          0,
          (e) => {
            this.viewportLines.push(Ri(e, this.scaler));
          },
        ));
    }
    update(e, t = null) {
      this.state = e.state;
      let i = this.stateDeco;
      this.stateDeco = Oa(this.state);
      let s = e.changedRanges,
        r = He.extendWithRanges(s, ld(i, this.stateDeco, e ? e.changes : pe.empty(this.state.doc.length))),
        o = this.heightMap.height,
        l = this.scrolledToBottom ? null : this.scrollAnchorAt(this.scrollOffset);
      (Ca(),
        (this.heightMap = this.heightMap.applyChanges(
          this.stateDeco,
          e.startState.doc,
          this.heightOracle.setDoc(this.state.doc),
          r,
        )),
        (this.heightMap.height != o || mi) && (e.flags |= 2),
        l
          ? ((this.scrollAnchorPos = e.changes.mapPos(l.from, -1)), (this.scrollAnchorHeight = l.top))
          : ((this.scrollAnchorPos = -1), (this.scrollAnchorHeight = o)));
      let a = r.length ? this.mapViewport(this.viewport, e.changes) : this.viewport;
      ((t && (t.range.head < a.from || t.range.head > a.to)) || !this.viewportIsAppropriate(a)) &&
        (a = this.getViewport(0, t));
      let h = a.from != this.viewport.from || a.to != this.viewport.to;
      ((this.viewport = a),
        (e.flags |= this.updateForViewport()),
        (h || !e.changes.empty || e.flags & 2) && this.updateViewportLines(),
        (this.lineGaps.length || this.viewport.to - this.viewport.from > 4e3) &&
          this.updateLineGaps(this.ensureLineGaps(this.mapLineGaps(this.lineGaps, e.changes))),
        (e.flags |= this.computeVisibleRanges(e.changes)),
        t && (this.scrollTarget = t),
        !this.mustEnforceCursorAssoc &&
          (e.selectionSet || e.focusChanged) &&
          e.view.lineWrapping &&
          e.state.selection.main.empty &&
          e.state.selection.main.assoc &&
          !e.state.facet(ah) &&
          (this.mustEnforceCursorAssoc = !0));
    }
    measure() {
      let { view: e } = this,
        t = e.contentDOM,
        i = window.getComputedStyle(t),
        s = this.heightOracle,
        r = i.whiteSpace;
      this.defaultTextDirection = i.direction == "rtl" ? W.RTL : W.LTR;
      let o = this.heightOracle.mustRefreshForWrapping(r) || this.mustMeasureContent === "refresh",
        l = t.getBoundingClientRect(),
        a = o || this.mustMeasureContent || this.contentDOMHeight != l.height;
      ((this.contentDOMHeight = l.height), (this.mustMeasureContent = !1));
      let h = 0,
        c = 0;
      if (l.width && l.height) {
        let { scaleX: x, scaleY: S } = za(t, l);
        ((x > 0.005 && Math.abs(this.scaleX - x) > 0.005) || (S > 0.005 && Math.abs(this.scaleY - S) > 0.005)) &&
          ((this.scaleX = x), (this.scaleY = S), (h |= 16), (o = a = !0));
      }
      let f = (parseInt(i.paddingTop) || 0) * this.scaleY,
        u = (parseInt(i.paddingBottom) || 0) * this.scaleY;
      ((this.paddingTop != f || this.paddingBottom != u) &&
        ((this.paddingTop = f), (this.paddingBottom = u), (h |= 18)),
        this.editorWidth != e.scrollDOM.clientWidth &&
          (s.lineWrapping && (a = !0), (this.editorWidth = e.scrollDOM.clientWidth), (h |= 16)));
      let d = qa(this.view.contentDOM, !1).y;
      d != this.scrollParent && ((this.scrollParent = d), (this.scrollAnchorHeight = -1), (this.scrollOffset = 0));
      let p = this.getScrollOffset();
      (this.scrollOffset != p && ((this.scrollAnchorHeight = -1), (this.scrollOffset = p)),
        (this.scrolledToBottom = $a(this.scrollParent || e.win)));
      let m = (this.printing ? cd : ad)(t, this.paddingTop),
        g = m.top - this.pixelViewport.top,
        b = m.bottom - this.pixelViewport.bottom;
      this.pixelViewport = m;
      let k = this.pixelViewport.bottom > this.pixelViewport.top && this.pixelViewport.right > this.pixelViewport.left;
      if ((k != this.inView && ((this.inView = k), k && (a = !0)), !this.inView && !this.scrollTarget && !hd(e.dom)))
        return 0;
      let y = l.width;
      if (
        ((this.contentDOMWidth != y || this.editorHeight != e.scrollDOM.clientHeight) &&
          ((this.contentDOMWidth = l.width), (this.editorHeight = e.scrollDOM.clientHeight), (h |= 16)),
        a)
      ) {
        let x = e.docView.measureVisibleLineHeights(this.viewport);
        if (
          (s.mustRefreshForHeights(x) && (o = !0),
          o || (s.lineWrapping && Math.abs(y - this.contentDOMWidth) > s.charWidth))
        ) {
          let { lineHeight: S, charWidth: C, textHeight: R } = e.docView.measureTextSize();
          ((o = S > 0 && s.refresh(r, S, C, R, Math.max(5, y / C), x)), o && ((e.docView.minWidth = 0), (h |= 16)));
        }
        (g > 0 && b > 0 ? (c = Math.max(g, b)) : g < 0 && b < 0 && (c = Math.min(g, b)), Ca());
        for (let S of this.viewports) {
          let C = S.from == this.viewport.from ? x : e.docView.measureVisibleLineHeights(S);
          this.heightMap = (
            o
              ? Ce.empty().applyChanges(this.stateDeco, N.empty, this.heightOracle, [
                  new He(0, 0, 0, e.state.doc.length),
                ])
              : this.heightMap
          ).updateHeight(s, 0, o, new Hr(S.from, C));
        }
        mi && (h |= 2);
      }
      let O =
        !this.viewportIsAppropriate(this.viewport, c) ||
        (this.scrollTarget &&
          (this.scrollTarget.range.head < this.viewport.from || this.scrollTarget.range.head > this.viewport.to));
      return (
        O &&
          (h & 2 && (h |= this.updateScaler()),
          (this.viewport = this.getViewport(c, this.scrollTarget)),
          (h |= this.updateForViewport())),
        (h & 2 || O) && this.updateViewportLines(),
        (this.lineGaps.length || this.viewport.to - this.viewport.from > 4e3) &&
          this.updateLineGaps(this.ensureLineGaps(o ? [] : this.lineGaps, e)),
        (h |= this.computeVisibleRanges()),
        this.mustEnforceCursorAssoc && ((this.mustEnforceCursorAssoc = !1), e.docView.enforceCursorAssoc()),
        h
      );
    }
    get visibleTop() {
      return this.scaler.fromDOM(this.pixelViewport.top);
    }
    get visibleBottom() {
      return this.scaler.fromDOM(this.pixelViewport.bottom);
    }
    getViewport(e, t) {
      let i = 0.5 - Math.max(-0.5, Math.min(0.5, e / 1e3 / 2)),
        s = this.heightMap,
        r = this.heightOracle,
        { visibleTop: o, visibleBottom: l } = this,
        a = new si(
          s.lineAt(o - i * 1e3, j.ByHeight, r, 0, 0).from,
          s.lineAt(l + (1 - i) * 1e3, j.ByHeight, r, 0, 0).to,
        );
      if (t) {
        let { head: h } = t.range;
        if (h < a.from || h > a.to) {
          let c = Math.min(this.editorHeight, this.pixelViewport.bottom - this.pixelViewport.top),
            f = s.lineAt(h, j.ByPos, r, 0, 0),
            u;
          (t.y == "center"
            ? (u = (f.top + f.bottom) / 2 - c / 2)
            : t.y == "start" || (t.y == "nearest" && h < a.from)
              ? (u = f.top)
              : (u = f.bottom - c),
            (a = new si(
              s.lineAt(u - 1e3 / 2, j.ByHeight, r, 0, 0).from,
              s.lineAt(u + c + 1e3 / 2, j.ByHeight, r, 0, 0).to,
            )));
        }
      }
      return a;
    }
    mapViewport(e, t) {
      let i = t.mapPos(e.from, -1),
        s = t.mapPos(e.to, 1);
      return new si(
        this.heightMap.lineAt(i, j.ByPos, this.heightOracle, 0, 0).from,
        this.heightMap.lineAt(s, j.ByPos, this.heightOracle, 0, 0).to,
      );
    }
    viewportIsAppropriate({ from: e, to: t }, i = 0) {
      if (!this.inView) return !0;
      let { top: s } = this.heightMap.lineAt(e, j.ByPos, this.heightOracle, 0, 0),
        { bottom: r } = this.heightMap.lineAt(t, j.ByPos, this.heightOracle, 0, 0),
        { visibleTop: o, visibleBottom: l } = this;
      return (
        (e == 0 || s <= o - Math.max(10, Math.min(-i, 250))) &&
        (t == this.state.doc.length || r >= l + Math.max(10, Math.min(i, 250))) &&
        s > o - 2 * 1e3 &&
        r < l + 2 * 1e3
      );
    }
    mapLineGaps(e, t) {
      if (!e.length || t.empty) return e;
      let i = [];
      for (let s of e)
        t.touchesRange(s.from, s.to) || i.push(new Wi(t.mapPos(s.from), t.mapPos(s.to), s.size, s.displaySize));
      return i;
    }
    ensureLineGaps(e, t) {
      let i = this.heightOracle.lineWrapping,
        s = i ? 1e4 : 2e3,
        r = s >> 1,
        o = s << 1;
      if (this.defaultTextDirection != W.LTR && !i) return [];
      let l = [],
        a = (c, f, u, d) => {
          if (f - c < r) return;
          let p = this.state.selection.main,
            m = [p.from];
          p.empty || m.push(p.to);
          for (let b of m)
            if (b > c && b < f) {
              (a(c, b - 10, u, d), a(b + 10, f, u, d));
              return;
            }
          let g = ud(
            e,
            (b) =>
              b.from >= u.from &&
              b.to <= u.to &&
              Math.abs(b.from - c) < r &&
              Math.abs(b.to - f) < r &&
              !m.some((k) => b.from < k && b.to > k),
          );
          if (!g) {
            if (f < u.to && t && i && t.visibleRanges.some((y) => y.from <= f && y.to >= f)) {
              let y = t.moveToLineBoundary(w.cursor(f), !1, !0).head;
              y > c && (f = y);
            }
            let b = this.gapSize(u, c, f, d),
              k = i || b < 2e6 ? b : 2e6;
            g = new Wi(c, f, b, k);
          }
          l.push(g);
        },
        h = (c) => {
          if (c.length < o || c.type != oe.Text) return;
          let f = fd(c.from, c.to, this.stateDeco);
          if (f.total < o) return;
          let u = this.scrollTarget ? this.scrollTarget.range.head : null,
            d,
            p;
          if (i) {
            let m = (s / this.heightOracle.lineLength) * this.heightOracle.lineHeight,
              g,
              b;
            if (u != null) {
              let k = Bn(f, u),
                y = ((this.visibleBottom - this.visibleTop) / 2 + m) / c.height;
              ((g = k - y), (b = k + y));
            } else ((g = (this.visibleTop - c.top - m) / c.height), (b = (this.visibleBottom - c.top + m) / c.height));
            ((d = Dn(f, g)), (p = Dn(f, b)));
          } else {
            let m = f.total * this.heightOracle.charWidth,
              g = s * this.heightOracle.charWidth,
              b = 0;
            if (m > 2e6)
              for (let S of e)
                S.from >= c.from &&
                  S.from < c.to &&
                  S.size != S.displaySize &&
                  S.from * this.heightOracle.charWidth + b < this.pixelViewport.left &&
                  (b = S.size - S.displaySize);
            let k = this.pixelViewport.left + b,
              y = this.pixelViewport.right + b,
              O,
              x;
            if (u != null) {
              let S = Bn(f, u),
                C = ((y - k) / 2 + g) / m;
              ((O = S - C), (x = S + C));
            } else ((O = (k - g) / m), (x = (y + g) / m));
            ((d = Dn(f, O)), (p = Dn(f, x)));
          }
          (d > c.from && a(c.from, d, c, f), p < c.to && a(p, c.to, c, f));
        };
      for (let c of this.viewportLines) Array.isArray(c.type) ? c.type.forEach(h) : h(c);
      return l;
    }
    gapSize(e, t, i, s) {
      let r = Bn(s, i) - Bn(s, t);
      return this.heightOracle.lineWrapping ? e.height * r : s.total * this.heightOracle.charWidth * r;
    }
    updateLineGaps(e) {
      Wi.same(e, this.lineGaps) ||
        ((this.lineGaps = e), (this.lineGapDeco = I.set(e.map((t) => t.draw(this, this.heightOracle.lineWrapping)))));
    }
    computeVisibleRanges(e) {
      let t = this.stateDeco;
      this.lineGaps.length && (t = t.concat(this.lineGapDeco));
      let i = [];
      H.spans(
        t,
        this.viewport.from,
        this.viewport.to,
        {
          span(r, o) {
            i.push({ from: r, to: o });
          },
          point() {},
        },
        20,
      );
      let s = 0;
      if (i.length != this.visibleRanges.length) s = 12;
      else
        for (let r = 0; r < i.length && !(s & 8); r++) {
          let o = this.visibleRanges[r],
            l = i[r];
          (o.from != l.from || o.to != l.to) &&
            ((s |= 4), (e && e.mapPos(o.from, -1) == l.from && e.mapPos(o.to, 1) == l.to) || (s |= 8));
        }
      return ((this.visibleRanges = i), s);
    }
    lineBlockAt(e) {
      return (
        (e >= this.viewport.from &&
          e <= this.viewport.to &&
          this.viewportLines.find((t) => t.from <= e && t.to >= e)) ||
        Ri(this.heightMap.lineAt(e, j.ByPos, this.heightOracle, 0, 0), this.scaler)
      );
    }
    lineBlockAtHeight(e) {
      return (
        (e >= this.viewportLines[0].top &&
          e <= this.viewportLines[this.viewportLines.length - 1].bottom &&
          this.viewportLines.find((t) => t.top <= e && t.bottom >= e)) ||
        Ri(this.heightMap.lineAt(this.scaler.fromDOM(e), j.ByHeight, this.heightOracle, 0, 0), this.scaler)
      );
    }
    getScrollOffset() {
      return this.scrollParent == this.view.scrollDOM
        ? this.scrollParent.scrollTop * this.scaleY
        : (this.scrollParent ? this.scrollParent.getBoundingClientRect().top : 0) -
            this.view.contentDOM.getBoundingClientRect().top;
    }
    scrollAnchorAt(e) {
      let t = this.lineBlockAtHeight(e + 12 - this.paddingTop);
      return t.from >= this.viewport.from || this.viewportLines[0].top - e > 200 ? t : this.viewportLines[0];
    }
    elementAtHeight(e) {
      return Ri(this.heightMap.blockAt(this.scaler.fromDOM(e), this.heightOracle, 0, 0), this.scaler);
    }
    get docHeight() {
      return this.scaler.toDOM(this.heightMap.height);
    }
    get contentHeight() {
      return this.docHeight + this.paddingTop + this.paddingBottom;
    }
  },
  si = class {
    constructor(e, t) {
      ((this.from = e), (this.to = t));
    }
  };
function fd(n, e, t) {
  let i = [],
    s = n,
    r = 0;
  return (
    H.spans(
      t,
      n,
      e,
      {
        span() {},
        point(o, l) {
          (o > s && (i.push({ from: s, to: o }), (r += o - s)), (s = l));
        },
      },
      20,
    ),
    s < e && (i.push({ from: s, to: e }), (r += e - s)),
    { total: r, ranges: i }
  );
}
function Dn({ total: n, ranges: e }, t) {
  if (t <= 0) return e[0].from;
  if (t >= 1) return e[e.length - 1].to;
  let i = Math.floor(n * t);
  for (let s = 0; ; s++) {
    let { from: r, to: o } = e[s],
      l = o - r;
    if (i <= l) return r + i;
    i -= l;
  }
}
function Bn(n, e) {
  let t = 0;
  for (let { from: i, to: s } of n.ranges) {
    if (e <= s) {
      t += e - i;
      break;
    }
    t += s - i;
  }
  return t / n.total;
}
function ud(n, e) {
  for (let t of n) if (e(t)) return t;
}
var jr = {
  toDOM(n) {
    return n;
  },
  fromDOM(n) {
    return n;
  },
  scale: 1,
  eq(n) {
    return n == this;
  },
};
function Oa(n) {
  let e = n.facet(is).filter((i) => typeof i != "function"),
    t = n.facet(fo).filter((i) => typeof i != "function");
  return (t.length && e.push(H.join(t)), e);
}
var Kr = class n {
  constructor(e, t) {
    ((this.scale = e), (this.viewports = t));
  }
  static get(e, t, i) {
    let s = 0,
      r = 0,
      o = 0,
      l = i.map(({ from: h, to: c }) => {
        let f = t.lineAt(h, j.ByPos, e, 0, 0).top,
          u = t.lineAt(c, j.ByPos, e, 0, 0).bottom;
        return ((s += u - f), { from: h, to: c, top: f, bottom: u, domTop: 0, domBottom: 0 });
      });
    if (t.height - s < 10) return jr;
    let a = (7e6 - s) / (t.height - s);
    for (let h of l)
      ((h.domTop = o + (h.top - r) * a), (o = h.domBottom = h.domTop + (h.bottom - h.top)), (r = h.bottom));
    return new n(a, l);
  }
  toDOM(e) {
    for (let t = 0, i = 0, s = 0; ; t++) {
      let r = t < this.viewports.length ? this.viewports[t] : null;
      if (!r || e < r.top) return s + (e - i) * this.scale;
      if (e <= r.bottom) return r.domTop + (e - r.top);
      ((i = r.bottom), (s = r.domBottom));
    }
  }
  fromDOM(e) {
    for (let t = 0, i = 0, s = 0; ; t++) {
      let r = t < this.viewports.length ? this.viewports[t] : null;
      if (!r || e < r.domTop) return i + (e - s) / this.scale;
      if (e <= r.domBottom) return r.top + (e - r.domTop);
      ((i = r.bottom), (s = r.domBottom));
    }
  }
  eq(e) {
    return e instanceof n
      ? this.scale == e.scale &&
          this.viewports.length == e.viewports.length &&
          this.viewports.every((t, i) => t.from == e.viewports[i].from && t.to == e.viewports[i].to)
      : !1;
  }
};
function Ri(n, e) {
  if (e.scale == 1) return n;
  let t = e.toDOM(n.top),
    i = e.toDOM(n.bottom);
  return new Fe(n.from, n.length, t, i - t, Array.isArray(n._content) ? n._content.map((s) => Ri(s, e)) : n._content);
}
var Pn = T.define({ combine: (n) => n.join(" ") }),
  Ur = T.define({ combine: (n) => n.indexOf(!0) > -1 }),
  $r = De.newName(),
  Bh = De.newName(),
  Ph = De.newName(),
  Rh = { "&light": "." + Bh, "&dark": "." + Ph };
function Qr(n, e, t) {
  return new De(e, {
    finish(i) {
      return /&/.test(i)
        ? i.replace(/&\w*/, (s) => {
            if (s == "&") return n;
            if (!t || !t[s]) throw new RangeError(`Unsupported selector: ${s}`);
            return t[s];
          })
        : n + " " + i;
    },
  });
}
var dd = Qr(
    "." + $r,
    {
      "&": {
        position: "relative !important",
        boxSizing: "border-box",
        "&.cm-focused": { outline: "1px dotted #212121" },
        display: "flex !important",
        flexDirection: "column",
      },
      ".cm-scroller": {
        display: "flex !important",
        alignItems: "flex-start !important",
        fontFamily: "monospace",
        lineHeight: 1.4,
        height: "100%",
        overflowX: "auto",
        position: "relative",
        zIndex: 0,
        overflowAnchor: "none",
      },
      ".cm-content": {
        margin: 0,
        flexGrow: 2,
        flexShrink: 0,
        display: "block",
        whiteSpace: "pre",
        wordWrap: "normal",
        boxSizing: "border-box",
        minHeight: "100%",
        padding: "4px 0",
        outline: "none",
        "&[contenteditable=true]": { WebkitUserModify: "read-write-plaintext-only" },
      },
      ".cm-lineWrapping": {
        whiteSpace_fallback: "pre-wrap",
        whiteSpace: "break-spaces",
        wordBreak: "break-word",
        overflowWrap: "anywhere",
        flexShrink: 1,
      },
      "&light .cm-content": { caretColor: "black" },
      "&dark .cm-content": { caretColor: "white" },
      ".cm-line": { display: "block", padding: "0 2px 0 6px" },
      ".cm-layer": {
        userSelect: "none",
        position: "absolute",
        left: 0,
        top: 0,
        contain: "size style",
        "& > *": { position: "absolute" },
      },
      "&light .cm-selectionBackground": { background: "#d9d9d9" },
      "&dark .cm-selectionBackground": { background: "#222" },
      "&light.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "#d7d4f0" },
      "&dark.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "#233" },
      ".cm-cursorLayer": { pointerEvents: "none" },
      "&.cm-focused > .cm-scroller > .cm-cursorLayer": { animation: "steps(1) cm-blink 1.2s infinite" },
      "@keyframes cm-blink": { "0%": {}, "50%": { opacity: 0 }, "100%": {} },
      "@keyframes cm-blink2": { "0%": {}, "50%": { opacity: 0 }, "100%": {} },
      ".cm-cursor, .cm-dropCursor": { borderLeft: "1.2px solid black", marginLeft: "-0.6px", pointerEvents: "none" },
      ".cm-cursor": { display: "none" },
      "&dark .cm-cursor": { borderLeftColor: "#ddd" },
      ".cm-selectionHandle": { backgroundColor: "currentColor", width: "1.5px" },
      ".cm-selectionHandle-start::before, .cm-selectionHandle-end::before": {
        content: '""',
        backgroundColor: "inherit",
        borderRadius: "50%",
        width: "8px",
        height: "8px",
        position: "absolute",
        left: "-3.25px",
      },
      ".cm-selectionHandle-start::before": { top: "-8px" },
      ".cm-selectionHandle-end::before": { bottom: "-8px" },
      ".cm-dropCursor": { position: "absolute" },
      "&.cm-focused > .cm-scroller > .cm-cursorLayer .cm-cursor": { display: "block" },
      ".cm-iso": { unicodeBidi: "isolate" },
      ".cm-announced": { position: "fixed", top: "-10000px" },
      "@media print": { ".cm-announced": { display: "none" } },
      "&light .cm-activeLine": { backgroundColor: "#cceeff44" },
      "&dark .cm-activeLine": { backgroundColor: "#99eeff33" },
      "&light .cm-specialChar": { color: "red" },
      "&dark .cm-specialChar": { color: "#f78" },
      ".cm-gutters": { flexShrink: 0, display: "flex", height: "100%", boxSizing: "border-box", zIndex: 200 },
      ".cm-gutters-before": { insetInlineStart: 0 },
      ".cm-gutters-after": { insetInlineEnd: 0 },
      "&light .cm-gutters": {
        backgroundColor: "#f5f5f5",
        color: "#6c6c6c",
        border: "0px solid #ddd",
        "&.cm-gutters-before": { borderRightWidth: "1px" },
        "&.cm-gutters-after": { borderLeftWidth: "1px" },
      },
      "&dark .cm-gutters": { backgroundColor: "#333338", color: "#ccc" },
      ".cm-gutter": {
        display: "flex !important",
        flexDirection: "column",
        flexShrink: 0,
        boxSizing: "border-box",
        minHeight: "100%",
        overflow: "hidden",
      },
      ".cm-gutterElement": { boxSizing: "border-box" },
      ".cm-lineNumbers .cm-gutterElement": {
        padding: "0 3px 0 5px",
        minWidth: "20px",
        textAlign: "right",
        whiteSpace: "nowrap",
      },
      "&light .cm-activeLineGutter": { backgroundColor: "#e2f2ff" },
      "&dark .cm-activeLineGutter": { backgroundColor: "#222227" },
      ".cm-panels": { boxSizing: "border-box", position: "sticky", left: 0, right: 0, zIndex: 300 },
      "&light .cm-panels": { backgroundColor: "#f5f5f5", color: "black" },
      ".cm-panels-top": { top: "0" },
      ".cm-panels-bottom": { bottom: "0" },
      "&light .cm-panels-top": { borderBottom: "1px solid #ddd" },
      "&light .cm-panels-bottom": { borderTop: "1px solid #ddd" },
      "&dark .cm-panels": { backgroundColor: "#333338", color: "white" },
      ".cm-dialog": { padding: "2px 19px 4px 6px", position: "relative", "& label": { fontSize: "80%" } },
      ".cm-dialog-close": {
        position: "absolute",
        top: "3px",
        right: "4px",
        backgroundColor: "inherit",
        border: "none",
        font: "inherit",
        fontSize: "14px",
        padding: "0",
      },
      ".cm-tab": { display: "inline-block", overflow: "hidden", verticalAlign: "bottom" },
      ".cm-widgetBuffer": { verticalAlign: "baseline", height: "1em", width: 0, display: "inline" },
      ".cm-placeholder": { color: "#888", display: "inline-block", verticalAlign: "top", userSelect: "none" },
      ".cm-highlightSpace": {
        background: "radial-gradient(circle at 50% 55%, #aaa 20%, transparent 0) no-repeat",
        backgroundSize: ".4em",
        backgroundPosition: "calc(min(50%, 0px)) center",
      },
      ".cm-highlightTab": {
        backgroundImage: `url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="200" height="20"><path stroke="%23888" stroke-width="1" fill="none" d="M1 10H196L190 5M190 15L196 10M197 4L197 16"/></svg>')`,
        backgroundSize: "auto 100%",
        backgroundPosition: "right 90%",
        backgroundRepeat: "no-repeat",
      },
      ".cm-trailingSpace": { backgroundColor: "#ff332255" },
      ".cm-button": {
        verticalAlign: "middle",
        color: "inherit",
        fontSize: "70%",
        padding: ".2em 1em",
        borderRadius: "1px",
      },
      "&light .cm-button": {
        backgroundImage: "linear-gradient(#eff1f5, #d9d9df)",
        border: "1px solid #888",
        "&:active": { backgroundImage: "linear-gradient(#b4b4b4, #d0d3d6)" },
      },
      "&dark .cm-button": {
        backgroundImage: "linear-gradient(#393939, #111)",
        border: "1px solid #888",
        "&:active": { backgroundImage: "linear-gradient(#111, #333)" },
      },
      ".cm-textfield": {
        verticalAlign: "middle",
        color: "inherit",
        fontSize: "70%",
        border: "1px solid silver",
        padding: ".2em .5em",
      },
      "&light .cm-textfield": { backgroundColor: "white" },
      "&dark .cm-textfield": { border: "1px solid #555", backgroundColor: "inherit" },
    },
    Rh,
  ),
  pd = { childList: !0, characterData: !0, subtree: !0, attributes: !0, characterDataOldValue: !0 },
  lr = M.ie && M.ie_version <= 11,
  Gr = class {
    constructor(e) {
      ((this.view = e),
        (this.active = !1),
        (this.editContext = null),
        (this.selectionRange = new gr()),
        (this.selectionChanged = !1),
        (this.delayedFlush = -1),
        (this.resizeTimeout = -1),
        (this.queue = []),
        (this.delayedAndroidKey = null),
        (this.flushingAndroidKey = -1),
        (this.lastChange = 0),
        (this.scrollTargets = []),
        (this.intersection = null),
        (this.resizeScroll = null),
        (this.intersecting = !1),
        (this.gapIntersection = null),
        (this.gaps = []),
        (this.printQuery = null),
        (this.parentCheck = -1),
        (this.dom = e.contentDOM),
        (this.observer = new MutationObserver((t) => {
          for (let i of t) this.queue.push(i);
          ((M.ie && M.ie_version <= 11) || (M.ios && e.composing)) &&
          t.some(
            (i) =>
              (i.type == "childList" && i.removedNodes.length) ||
              (i.type == "characterData" && i.oldValue.length > i.target.nodeValue.length),
          )
            ? this.flushSoon()
            : this.flush();
        })),
        window.EditContext &&
          M.android &&
          e.constructor.EDIT_CONTEXT !== !1 &&
          !(M.chrome && M.chrome_version < 126) &&
          ((this.editContext = new Xr(e)),
          e.state.facet(ct) && (e.contentDOM.editContext = this.editContext.editContext)),
        lr &&
          (this.onCharData = (t) => {
            (this.queue.push({ target: t.target, type: "characterData", oldValue: t.prevValue }), this.flushSoon());
          }),
        (this.onSelectionChange = this.onSelectionChange.bind(this)),
        (this.onResize = this.onResize.bind(this)),
        (this.onPrint = this.onPrint.bind(this)),
        (this.onScroll = this.onScroll.bind(this)),
        window.matchMedia && (this.printQuery = window.matchMedia("print")),
        typeof ResizeObserver == "function" &&
          ((this.resizeScroll = new ResizeObserver(() => {
            var t;
            ((t = this.view.docView) === null || t === void 0 ? void 0 : t.lastUpdate) < Date.now() - 75 &&
              this.onResize();
          })),
          this.resizeScroll.observe(e.scrollDOM)),
        this.addWindowListeners((this.win = e.win)),
        this.start(),
        typeof IntersectionObserver == "function" &&
          ((this.intersection = new IntersectionObserver(
            (t) => {
              (this.parentCheck < 0 && (this.parentCheck = setTimeout(this.listenForScroll.bind(this), 1e3)),
                t.length > 0 &&
                  t[t.length - 1].intersectionRatio > 0 != this.intersecting &&
                  ((this.intersecting = !this.intersecting),
                  this.intersecting != this.view.inView && this.onScrollChanged(document.createEvent("Event"))));
            },
            { threshold: [0, 0.001] },
          )),
          this.intersection.observe(this.dom),
          (this.gapIntersection = new IntersectionObserver((t) => {
            t.length > 0 &&
              t[t.length - 1].intersectionRatio > 0 &&
              this.onScrollChanged(document.createEvent("Event"));
          }, {}))),
        this.listenForScroll(),
        this.readSelectionRange());
    }
    onScrollChanged(e) {
      (this.view.inputState.runHandlers("scroll", e), this.intersecting && this.view.measure());
    }
    onScroll(e) {
      (this.intersecting && this.flush(this.pendingRecords().length > 0),
        this.editContext && this.view.requestMeasure(this.editContext.measureReq),
        this.onScrollChanged(e));
    }
    onResize() {
      this.resizeTimeout < 0 &&
        (this.resizeTimeout = setTimeout(() => {
          ((this.resizeTimeout = -1), this.view.requestMeasure());
        }, 50));
    }
    onPrint(e) {
      ((e.type == "change" || !e.type) && !e.matches) ||
        ((this.view.viewState.printing = !0),
        this.view.measure(),
        setTimeout(() => {
          ((this.view.viewState.printing = !1), this.view.requestMeasure());
        }, 500));
    }
    updateGaps(e) {
      if (this.gapIntersection && (e.length != this.gaps.length || this.gaps.some((t, i) => t != e[i]))) {
        this.gapIntersection.disconnect();
        for (let t of e) this.gapIntersection.observe(t);
        this.gaps = e;
      }
    }
    onSelectionChange(e) {
      let t = this.selectionChanged;
      if (!this.readSelectionRange() || this.delayedAndroidKey) return;
      let { view: i } = this,
        s = this.selectionRange;
      if (i.state.facet(ct) ? i.root.activeElement != this.dom : !Li(this.dom, s)) return;
      let r = s.anchorNode && i.docView.tile.nearest(s.anchorNode);
      if (r && r.isWidget() && r.widget.ignoreEvent(e)) {
        t || (this.selectionChanged = !1);
        return;
      }
      ((M.ie && M.ie_version <= 11) || (M.android && M.chrome)) &&
      !i.state.selection.main.empty &&
      s.focusNode &&
      Ii(s.focusNode, s.focusOffset, s.anchorNode, s.anchorOffset)
        ? this.flushSoon()
        : this.flush(!1);
    }
    readSelectionRange() {
      let { view: e } = this,
        t = ji(e.root);
      if (!t) return !1;
      let i = (M.safari && e.root.nodeType == 11 && e.root.activeElement == this.dom && md(this.view, t)) || t;
      if (!i || this.selectionRange.eq(i)) return !1;
      let s = Li(this.dom, i);
      return s &&
        !this.selectionChanged &&
        e.inputState.lastFocusTime > Date.now() - 200 &&
        e.inputState.lastTouchTime < Date.now() - 300 &&
        hu(this.dom, i)
        ? ((this.view.inputState.lastFocusTime = 0), e.docView.updateSelection(), !1)
        : (this.selectionRange.setRange(i), s && (this.selectionChanged = !0), !0);
    }
    setSelectionRange(e, t) {
      (this.selectionRange.set(e.node, e.offset, t.node, t.offset), (this.selectionChanged = !1));
    }
    clearSelectionRange() {
      this.selectionRange.set(null, 0, null, 0);
    }
    listenForScroll() {
      this.parentCheck = -1;
      let e = 0,
        t = null;
      for (let i = this.dom; i;)
        if (Z(i))
          (!t && e < this.scrollTargets.length && this.scrollTargets[e] == i
            ? e++
            : t || (t = this.scrollTargets.slice(0, e)),
            t && t.push(i),
            (i = i.assignedSlot || i.parentNode));
        else if (i.nodeType == 11) i = i.host;
        else break;
      if ((e < this.scrollTargets.length && !t && (t = this.scrollTargets.slice(0, e)), t)) {
        for (let i of this.scrollTargets) i.removeEventListener("scroll", this.onScroll);
        for (let i of (this.scrollTargets = t)) i.addEventListener("scroll", this.onScroll);
      }
    }
    ignore(e) {
      if (!this.active) return e();
      try {
        return (this.stop(), e());
      } finally {
        (this.start(), this.clear());
      }
    }
    start() {
      this.active ||
        (this.observer.observe(this.dom, pd),
        lr && this.dom.addEventListener("DOMCharacterDataModified", this.onCharData),
        (this.active = !0));
    }
    stop() {
      this.active &&
        ((this.active = !1),
        this.observer.disconnect(),
        lr && this.dom.removeEventListener("DOMCharacterDataModified", this.onCharData));
    }
    clear() {
      (this.processRecords(), (this.queue.length = 0), (this.selectionChanged = !1));
    }
    delayAndroidKey(e, t) {
      var i;
      if (!this.delayedAndroidKey) {
        let s = () => {
          let r = this.delayedAndroidKey;
          r &&
            (this.clearDelayedAndroidKey(),
            (this.view.inputState.lastKeyCode = r.keyCode),
            (this.view.inputState.lastKeyTime = Date.now()),
            !this.flush() && r.force && ai(this.dom, r.key, r.keyCode));
        };
        this.flushingAndroidKey = this.view.win.requestAnimationFrame(s);
      }
      (!this.delayedAndroidKey || e == "Enter") &&
        (this.delayedAndroidKey = {
          key: e,
          keyCode: t,
          force:
            this.lastChange < Date.now() - 50 ||
            !!(!((i = this.delayedAndroidKey) === null || i === void 0) && i.force),
        });
    }
    clearDelayedAndroidKey() {
      (this.win.cancelAnimationFrame(this.flushingAndroidKey),
        (this.delayedAndroidKey = null),
        (this.flushingAndroidKey = -1));
    }
    flushSoon() {
      this.delayedFlush < 0 &&
        (this.delayedFlush = this.view.win.requestAnimationFrame(() => {
          ((this.delayedFlush = -1), this.flush());
        }));
    }
    forceFlush() {
      (this.delayedFlush >= 0 && (this.view.win.cancelAnimationFrame(this.delayedFlush), (this.delayedFlush = -1)),
        this.flush());
    }
    pendingRecords() {
      for (let e of this.observer.takeRecords()) this.queue.push(e);
      return this.queue;
    }
    processRecords() {
      let e = this.pendingRecords();
      e.length && (this.queue = []);
      let t = -1,
        i = -1,
        s = !1;
      for (let r of e) {
        let o = this.readMutation(r);
        o &&
          (o.typeOver && (s = !0),
          t == -1 ? ({ from: t, to: i } = o) : ((t = Math.min(o.from, t)), (i = Math.max(o.to, i))));
      }
      return { from: t, to: i, typeOver: s };
    }
    readChange() {
      let { from: e, to: t, typeOver: i } = this.processRecords(),
        s = this.selectionChanged && Li(this.dom, this.selectionRange);
      if (e < 0 && !s) return null;
      (e > -1 && (this.lastChange = Date.now()),
        (this.view.inputState.lastFocusTime = 0),
        (this.selectionChanged = !1));
      let r = new Lr(this.view, e, t, i);
      return ((this.view.docView.domChanged = { newSel: r.newSel ? r.newSel.main : null }), r);
    }
    flush(e = !0) {
      if (this.delayedFlush >= 0 || this.delayedAndroidKey) return !1;
      e && this.readSelectionRange();
      let t = this.selectionChanged,
        i = this.readChange();
      if (!i) return (this.view.requestMeasure(), !1);
      let s = this.view.state,
        r = kh(this.view, i);
      return (this.view.state == s && (i.domChanged || t) && this.view.update([]), r);
    }
    readMutation(e) {
      let t = this.view.docView.tile.nearest(e.target);
      if (!t || t.isWidget()) return null;
      if ((t.markDirty(e.type == "attributes"), e.type == "childList")) {
        let i = Ma(t, e.previousSibling || e.target.previousSibling, -1),
          s = Ma(t, e.nextSibling || e.target.nextSibling, 1);
        return { from: i ? t.posAfter(i) : t.posAtStart, to: s ? t.posBefore(s) : t.posAtEnd, typeOver: !1 };
      } else
        return e.type == "characterData"
          ? { from: t.posAtStart, to: t.posAtEnd, typeOver: e.target.nodeValue == e.oldValue }
          : null;
    }
    setWindow(e) {
      e != this.win && (this.removeWindowListeners(this.win), (this.win = e), this.addWindowListeners(this.win));
    }
    addWindowListeners(e) {
      (e.addEventListener("resize", this.onResize),
        this.printQuery
          ? this.printQuery.addEventListener
            ? this.printQuery.addEventListener("change", this.onPrint)
            : this.printQuery.addListener(this.onPrint)
          : e.addEventListener("beforeprint", this.onPrint),
        e.addEventListener("scroll", this.onScroll),
        e.document.addEventListener("selectionchange", this.onSelectionChange));
    }
    removeWindowListeners(e) {
      (e.removeEventListener("scroll", this.onScroll),
        e.removeEventListener("resize", this.onResize),
        this.printQuery
          ? this.printQuery.removeEventListener
            ? this.printQuery.removeEventListener("change", this.onPrint)
            : this.printQuery.removeListener(this.onPrint)
          : e.removeEventListener("beforeprint", this.onPrint),
        e.document.removeEventListener("selectionchange", this.onSelectionChange));
    }
    update(e) {
      this.editContext &&
        (this.editContext.update(e),
        e.startState.facet(ct) != e.state.facet(ct) &&
          (e.view.contentDOM.editContext = e.state.facet(ct) ? this.editContext.editContext : null));
    }
    destroy() {
      var e, t, i;
      (this.stop(),
        (e = this.intersection) === null || e === void 0 || e.disconnect(),
        (t = this.gapIntersection) === null || t === void 0 || t.disconnect(),
        (i = this.resizeScroll) === null || i === void 0 || i.disconnect());
      for (let s of this.scrollTargets) s.removeEventListener("scroll", this.onScroll);
      (this.removeWindowListeners(this.win),
        clearTimeout(this.parentCheck),
        clearTimeout(this.resizeTimeout),
        this.win.cancelAnimationFrame(this.delayedFlush),
        this.win.cancelAnimationFrame(this.flushingAndroidKey),
        this.editContext && ((this.view.contentDOM.editContext = null), this.editContext.destroy()));
    }
  };
function Ma(n, e, t) {
  for (; e;) {
    let i = U.get(e);
    if (i && i.parent == n) return i;
    let s = e.parentNode;
    e = s != n.dom ? s : t > 0 ? e.nextSibling : e.previousSibling;
  }
  return null;
}
function Ta(n, e) {
  let t = e.startContainer,
    i = e.startOffset,
    s = e.endContainer,
    r = e.endOffset,
    o = n.docView.domAtPos(n.state.selection.main.anchor, 1);
  return (
    Ii(o.node, o.offset, s, r) && ([t, i, s, r] = [s, r, t, i]),
    { anchorNode: t, anchorOffset: i, focusNode: s, focusOffset: r }
  );
}
function md(n, e) {
  if (e.getComposedRanges) {
    let s = e.getComposedRanges(n.root)[0];
    if (s) return Ta(n, s);
  }
  let t = null;
  function i(s) {
    (s.preventDefault(), s.stopImmediatePropagation(), (t = s.getTargetRanges()[0]));
  }
  return (
    n.contentDOM.addEventListener("beforeinput", i, !0),
    n.dom.ownerDocument.execCommand("indent"),
    n.contentDOM.removeEventListener("beforeinput", i, !0),
    t ? Ta(n, t) : null
  );
}
var Xr = class {
    constructor(e) {
      ((this.from = 0),
        (this.to = 0),
        (this.pendingContextChange = null),
        (this.handlers = Object.create(null)),
        (this.composing = null),
        this.resetRange(e.state));
      let t = (this.editContext = new window.EditContext({
        text: e.state.doc.sliceString(this.from, this.to),
        selectionStart: this.toContextPos(Math.max(this.from, Math.min(this.to, e.state.selection.main.anchor))),
        selectionEnd: this.toContextPos(e.state.selection.main.head),
      }));
      ((this.handlers.textupdate = (i) => {
        let s = e.state.selection.main,
          { anchor: r, head: o } = s,
          l = this.toEditorPos(i.updateRangeStart),
          a = this.toEditorPos(i.updateRangeEnd);
        e.inputState.composing >= 0 &&
          !this.composing &&
          (this.composing = { contextBase: i.updateRangeStart, editorBase: l, drifted: !1 });
        let h = a - l > i.text.length;
        l == this.from && r < this.from ? (l = r) : a == this.to && r > this.to && (a = r);
        let c = wh(e.state.sliceDoc(l, a), i.text, (h ? s.from : s.to) - l, h ? "end" : null);
        if (!c) {
          let u = w.single(this.toEditorPos(i.selectionStart), this.toEditorPos(i.selectionEnd));
          Er(u, s) || e.dispatch({ selection: u, userEvent: "select" });
          return;
        }
        let f = {
          from: c.from + l,
          to: c.toA + l,
          insert: N.of(
            i.text.slice(c.from, c.toB).split(`
`),
          ),
        };
        if (
          ((M.mac || M.android) &&
            f.from == o - 1 &&
            /^\. ?$/.test(i.text) &&
            e.contentDOM.getAttribute("autocorrect") == "off" &&
            (f = { from: l, to: a, insert: N.of([i.text.replace(".", " ")]) }),
          (this.pendingContextChange = f),
          !e.state.readOnly)
        ) {
          let u = this.to - this.from + (f.to - f.from + f.insert.length);
          po(e, f, w.single(this.toEditorPos(i.selectionStart, u), this.toEditorPos(i.selectionEnd, u)));
        }
        (this.pendingContextChange && (this.revertPending(e.state), this.setSelection(e.state)),
          f.from < f.to &&
            !f.insert.length &&
            e.inputState.composing >= 0 &&
            !/[\\p{Alphabetic}\\p{Number}_]/.test(
              t.text.slice(Math.max(0, i.updateRangeStart - 1), Math.min(t.text.length, i.updateRangeStart + 1)),
            ) &&
            this.handlers.compositionend(i));
      }),
        (this.handlers.characterboundsupdate = (i) => {
          let s = [],
            r = null;
          for (let o = this.toEditorPos(i.rangeStart), l = this.toEditorPos(i.rangeEnd); o < l; o++) {
            let a = e.coordsForChar(o);
            ((r = (a && new DOMRect(a.left, a.top, a.right - a.left, a.bottom - a.top)) || r || new DOMRect()),
              s.push(r));
          }
          t.updateCharacterBounds(i.rangeStart, s);
        }),
        (this.handlers.textformatupdate = (i) => {
          let s = [];
          for (let r of i.getTextFormats()) {
            let o = r.underlineStyle,
              l = r.underlineThickness;
            if (!/none/i.test(o) && !/none/i.test(l)) {
              let a = this.toEditorPos(r.rangeStart),
                h = this.toEditorPos(r.rangeEnd);
              if (a < h) {
                let c = `text-decoration: underline ${/^[a-z]/.test(o) ? o + " " : o == "Dashed" ? "dashed " : o == "Squiggle" ? "wavy " : ""}${/thin/i.test(l) ? 1 : 2}px`;
                s.push(I.mark({ attributes: { style: c } }).range(a, h));
              }
            }
          }
          e.dispatch({ effects: ch.of(I.set(s)) });
        }),
        (this.handlers.compositionstart = () => {
          e.inputState.composing < 0 && ((e.inputState.composing = 0), (e.inputState.compositionFirstChange = !0));
        }),
        (this.handlers.compositionend = () => {
          if (((e.inputState.composing = -1), (e.inputState.compositionFirstChange = null), this.composing)) {
            let { drifted: i } = this.composing;
            ((this.composing = null), i && this.reset(e.state));
          }
        }));
      for (let i in this.handlers) t.addEventListener(i, this.handlers[i]);
      this.measureReq = {
        read: (i) => {
          let s = ji(i.root);
          s && s.rangeCount && this.editContext.updateSelectionBounds(s.getRangeAt(0).getBoundingClientRect());
        },
      };
    }
    applyEdits(e) {
      let t = 0,
        i = !1,
        s = this.pendingContextChange;
      return (
        e.changes.iterChanges((r, o, l, a, h) => {
          if (i) return;
          let c = h.length - (o - r);
          if (s && o >= s.to)
            if (s.from == r && s.to == o && s.insert.eq(h)) {
              ((s = this.pendingContextChange = null), (t += c), (this.to += c));
              return;
            } else ((s = null), this.revertPending(e.state));
          if (((r += t), (o += t), o <= this.from)) ((this.from += c), (this.to += c));
          else if (r < this.to) {
            if (r < this.from || o > this.to || this.to - this.from + h.length > 3e4) {
              i = !0;
              return;
            }
            (this.editContext.updateText(this.toContextPos(r), this.toContextPos(o), h.toString()), (this.to += c));
          }
          t += c;
        }),
        s && !i && this.revertPending(e.state),
        !i
      );
    }
    update(e) {
      let t = this.pendingContextChange,
        i = e.startState.selection.main;
      (this.composing &&
      (this.composing.drifted ||
        (!e.changes.touchesRange(i.from, i.to) &&
          e.transactions.some((s) => !s.isUserEvent("input.type") && s.changes.touchesRange(this.from, this.to))))
        ? ((this.composing.drifted = !0), (this.composing.editorBase = e.changes.mapPos(this.composing.editorBase)))
        : !this.applyEdits(e) || !this.rangeIsValid(e.state)
          ? ((this.pendingContextChange = null), this.reset(e.state))
          : (e.docChanged || e.selectionSet || t) && this.setSelection(e.state),
        (e.geometryChanged || e.docChanged || e.selectionSet) && e.view.requestMeasure(this.measureReq));
    }
    resetRange(e) {
      let { head: t } = e.selection.main;
      ((this.from = Math.max(0, t - 1e4)), (this.to = Math.min(e.doc.length, t + 1e4)));
    }
    reset(e) {
      (this.resetRange(e),
        this.editContext.updateText(0, this.editContext.text.length, e.doc.sliceString(this.from, this.to)),
        this.setSelection(e));
    }
    revertPending(e) {
      let t = this.pendingContextChange;
      ((this.pendingContextChange = null),
        this.editContext.updateText(
          this.toContextPos(t.from),
          this.toContextPos(t.from + t.insert.length),
          e.doc.sliceString(t.from, t.to),
        ));
    }
    setSelection(e) {
      let { main: t } = e.selection,
        i = this.toContextPos(Math.max(this.from, Math.min(this.to, t.anchor))),
        s = this.toContextPos(t.head);
      (this.editContext.selectionStart != i || this.editContext.selectionEnd != s) &&
        this.editContext.updateSelection(i, s);
    }
    rangeIsValid(e) {
      let { head: t } = e.selection.main;
      return !(
        (this.from > 0 && t - this.from < 500) ||
        (this.to < e.doc.length && this.to - t < 500) ||
        this.to - this.from > 1e4 * 3
      );
    }
    toEditorPos(e, t = this.to - this.from) {
      e = Math.min(e, t);
      let i = this.composing;
      return i && i.drifted ? i.editorBase + (e - i.contextBase) : e + this.from;
    }
    toContextPos(e) {
      let t = this.composing;
      return t && t.drifted ? t.contextBase + (e - t.editorBase) : e - this.from;
    }
    destroy() {
      for (let e in this.handlers) this.editContext.removeEventListener(e, this.handlers[e]);
    }
  },
  D = class n {
    get state() {
      return this.viewState.state;
    }
    get viewport() {
      return this.viewState.viewport;
    }
    get visibleRanges() {
      return this.viewState.visibleRanges;
    }
    get inView() {
      return this.viewState.inView;
    }
    get composing() {
      return !!this.inputState && this.inputState.composing > 0;
    }
    get compositionStarted() {
      return !!this.inputState && this.inputState.composing >= 0;
    }
    get root() {
      return this._root;
    }
    get win() {
      return this.dom.ownerDocument.defaultView || window;
    }
    constructor(e = {}) {
      var t;
      ((this.plugins = []),
        (this.pluginMap = new Map()),
        (this.editorAttrs = {}),
        (this.contentAttrs = {}),
        (this.bidiCache = []),
        (this.destroyed = !1),
        (this.updateState = 2),
        (this.measureScheduled = -1),
        (this.measureRequests = []),
        (this.clearAnnouncement = -1),
        (this.contentDOM = document.createElement("div")),
        (this.scrollDOM = document.createElement("div")),
        (this.scrollDOM.tabIndex = -1),
        (this.scrollDOM.className = "cm-scroller"),
        this.scrollDOM.appendChild(this.contentDOM),
        (this.announceDOM = document.createElement("div")),
        (this.announceDOM.className = "cm-announced"),
        this.announceDOM.setAttribute("aria-live", "polite"),
        (this.dom = document.createElement("div")),
        this.dom.appendChild(this.announceDOM),
        this.dom.appendChild(this.scrollDOM),
        e.parent && e.parent.appendChild(this.dom));
      let { dispatch: i } = e;
      ((this.dispatchTransactions =
        e.dispatchTransactions || (i && ((s) => s.forEach((r) => i(r, this)))) || ((s) => this.update(s))),
        (this.dispatch = this.dispatch.bind(this)),
        (this._root = e.root || au(e.parent) || document),
        (this.viewState = new $n(this, e.state || Q.create(e))),
        e.scrollTo && e.scrollTo.is(On) && (this.viewState.scrollTarget = e.scrollTo.value.clip(this.viewState.state)),
        (this.plugins = this.state.facet(ni).map((s) => new Ni(s))));
      for (let s of this.plugins) s.update(this);
      ((this.observer = new Gr(this)),
        (this.inputState = new Ir(this)),
        this.inputState.ensureHandlers(this.plugins),
        (this.docView = new qn(this)),
        this.mountStyles(),
        this.updateAttrs(),
        (this.updateState = 0),
        this.requestMeasure(),
        !((t = document.fonts) === null || t === void 0) &&
          t.ready &&
          document.fonts.ready.then(() => {
            ((this.viewState.mustMeasureContent = "refresh"), this.requestMeasure());
          }));
    }
    dispatch(...e) {
      let t =
        e.length == 1 && e[0] instanceof Y
          ? e
          : e.length == 1 && Array.isArray(e[0])
            ? e[0]
            : [this.state.update(...e)];
      this.dispatchTransactions(t, this);
    }
    update(e) {
      if (this.updateState != 0)
        throw new Error("Calls to EditorView.update are not allowed while an update is in progress");
      let t = !1,
        i = !1,
        s,
        r = this.state;
      for (let u of e) {
        if (u.startState != r)
          throw new RangeError("Trying to update state with a transaction that doesn't start from the previous state.");
        r = u.state;
      }
      if (this.destroyed) {
        this.viewState.state = r;
        return;
      }
      let o = this.hasFocus,
        l = 0,
        a = null;
      e.some((u) => u.annotation(Mh))
        ? ((this.inputState.notifiedFocused = o), (l = 1))
        : o != this.inputState.notifiedFocused && ((this.inputState.notifiedFocused = o), (a = Th(r, o)), a || (l = 1));
      let h = this.observer.delayedAndroidKey,
        c = null;
      if (
        (h
          ? (this.observer.clearDelayedAndroidKey(),
            (c = this.observer.readChange()),
            ((c && !this.state.doc.eq(r.doc)) || !this.state.selection.eq(r.selection)) && (c = null))
          : this.observer.clear(),
        r.facet(Q.phrases) != this.state.facet(Q.phrases))
      )
        return this.setState(r);
      ((s = Vn.create(this, r, e)), (s.flags |= l));
      let f = this.viewState.scrollTarget;
      try {
        this.updateState = 2;
        for (let u of e) {
          if ((f && (f = f.map(u.changes)), u.scrollIntoView)) {
            let { main: d } = u.state.selection,
              { x: p, y: m } = this.state.facet(n.cursorScrollMargin);
            f = new _i(d.empty ? d : w.cursor(d.head, d.head > d.anchor ? -1 : 1), "nearest", "nearest", m, p);
          }
          for (let d of u.effects) d.is(On) && (f = d.value.clip(this.state));
        }
        (this.viewState.update(s, f),
          (this.bidiCache = Qn.update(this.bidiCache, s.changes)),
          s.empty || (this.updatePlugins(s), this.inputState.update(s)),
          (t = this.docView.update(s)),
          this.state.facet(Pi) != this.styleModules && this.mountStyles(),
          (i = this.updateAttrs()),
          this.showAnnouncements(e),
          this.docView.updateSelection(
            t,
            e.some((u) => u.isUserEvent("select.pointer")),
          ));
      } finally {
        this.updateState = 0;
      }
      if (
        (s.startState.facet(Pn) != s.state.facet(Pn) && (this.viewState.mustMeasureContent = !0),
        (t || i || f || this.viewState.mustEnforceCursorAssoc || this.viewState.mustMeasureContent) &&
          this.requestMeasure(),
        t && this.docViewUpdate(),
        !s.empty)
      )
        for (let u of this.state.facet(kr))
          try {
            u(s);
          } catch (d) {
            re(this.state, d, "update listener");
          }
      (a || c) &&
        Promise.resolve().then(() => {
          (a && this.state == a.startState && this.dispatch(a),
            c && !kh(this, c) && h.force && ai(this.contentDOM, h.key, h.keyCode));
        });
    }
    setState(e) {
      if (this.updateState != 0)
        throw new Error("Calls to EditorView.setState are not allowed while an update is in progress");
      if (this.destroyed) {
        this.viewState.state = e;
        return;
      }
      this.updateState = 2;
      let t = this.hasFocus;
      try {
        for (let i of this.plugins) i.destroy(this);
        ((this.viewState = new $n(this, e)),
          (this.plugins = e.facet(ni).map((i) => new Ni(i))),
          this.pluginMap.clear());
        for (let i of this.plugins) i.update(this);
        (this.docView.destroy(),
          (this.docView = new qn(this)),
          this.inputState.ensureHandlers(this.plugins),
          this.mountStyles(),
          this.updateAttrs(),
          (this.bidiCache = []));
      } finally {
        this.updateState = 0;
      }
      (t && this.focus(), this.requestMeasure());
    }
    updatePlugins(e) {
      let t = e.startState.facet(ni),
        i = e.state.facet(ni);
      if (t != i) {
        let s = [];
        for (let r of i) {
          let o = t.indexOf(r);
          if (o < 0) s.push(new Ni(r));
          else {
            let l = this.plugins[o];
            ((l.mustUpdate = e), s.push(l));
          }
        }
        for (let r of this.plugins) r.mustUpdate != e && r.destroy(this);
        ((this.plugins = s), this.pluginMap.clear());
      } else for (let s of this.plugins) s.mustUpdate = e;
      for (let s = 0; s < this.plugins.length; s++) this.plugins[s].update(this);
      t != i && this.inputState.ensureHandlers(this.plugins);
    }
    docViewUpdate() {
      for (let e of this.plugins) {
        let t = e.value;
        if (t && t.docViewUpdate)
          try {
            t.docViewUpdate(this);
          } catch (i) {
            re(this.state, i, "doc view update listener");
          }
      }
    }
    measure(e = !0) {
      if (this.destroyed) return;
      if (
        (this.measureScheduled > -1 && this.win.cancelAnimationFrame(this.measureScheduled),
        this.observer.delayedAndroidKey)
      ) {
        ((this.measureScheduled = -1), this.requestMeasure());
        return;
      }
      ((this.measureScheduled = 0), e && this.observer.forceFlush());
      let t = null,
        i = this.viewState.scrollParent,
        s = this.viewState.getScrollOffset(),
        { scrollAnchorPos: r, scrollAnchorHeight: o, scaleY: l } = this.viewState;
      (Math.abs(s - this.viewState.scrollOffset) > 1 && (o = -1), (this.viewState.scrollAnchorHeight = -1));
      try {
        for (let a = 0; ; a++) {
          if (o < 0) {
            if ($a(i || this.win)) ((r = -1), (o = this.viewState.heightMap.height / this.viewState.scaleY));
            else {
              let p = this.viewState.scrollAnchorAt(s);
              ((r = p.from), (o = p.top));
            }
            l = this.viewState.scaleY;
          }
          this.updateState = 1;
          let h = this.viewState.measure();
          if (!h && !this.measureRequests.length && this.viewState.scrollTarget == null) break;
          if (a > 5) {
            console.warn(
              this.measureRequests.length ? "Measure loop restarted more than 5 times" : "Viewport failed to stabilize",
            );
            break;
          }
          let c = [];
          h & 4 || ([this.measureRequests, c] = [c, this.measureRequests]);
          let f = c.map((p) => {
              try {
                return p.read(this);
              } catch (m) {
                return (re(this.state, m), Da);
              }
            }),
            u = Vn.create(this, this.state, []),
            d = !1;
          ((u.flags |= h),
            t ? (t.flags |= h) : (t = u),
            (this.updateState = 2),
            u.empty ||
              (this.updatePlugins(u),
              this.inputState.update(u),
              this.updateAttrs(),
              (d = this.docView.update(u)),
              d && this.docViewUpdate()));
          for (let p = 0; p < c.length; p++)
            if (f[p] != Da)
              try {
                let m = c[p];
                m.write && m.write(f[p], this);
              } catch (m) {
                re(this.state, m);
              }
          if ((d && this.docView.updateSelection(!0), !u.viewportChanged && this.measureRequests.length == 0)) {
            if (this.viewState.editorHeight)
              if (this.viewState.scrollTarget) {
                (this.docView.scrollIntoView(this.viewState.scrollTarget),
                  (this.viewState.scrollTarget = null),
                  (o = -1));
                continue;
              } else {
                let m =
                  (r < 0 ? this.viewState.heightMap.height : this.viewState.lineBlockAt(r).top) /
                    this.viewState.scaleY -
                  o / l;
                if (
                  (m > 1 || m < -1) &&
                  !(M.ios && this.inputState.lastIOSMomentumScroll > Date.now() - 100) &&
                  (i == this.scrollDOM ||
                    this.hasFocus ||
                    Math.max(this.inputState.lastWheelEvent, this.inputState.lastTouchTime) > Date.now() - 100)
                ) {
                  ((s = s + m),
                    i ? (r < 0 ? (i.scrollTop = i.scrollHeight) : (i.scrollTop += m)) : this.win.scrollBy(0, m),
                    (o = -1));
                  continue;
                }
              }
            break;
          }
        }
      } finally {
        ((this.updateState = 0), (this.measureScheduled = -1));
      }
      if (t && !t.empty) for (let a of this.state.facet(kr)) a(t);
    }
    get themeClasses() {
      return $r + " " + (this.state.facet(Ur) ? Ph : Bh) + " " + this.state.facet(Pn);
    }
    updateAttrs() {
      let e = Ba(this, fh, { class: "cm-editor" + (this.hasFocus ? " cm-focused " : " ") + this.themeClasses }),
        t = {
          spellcheck: "false",
          autocorrect: "off",
          autocapitalize: "off",
          writingsuggestions: "false",
          translate: "no",
          contenteditable: this.state.facet(ct) ? "true" : "false",
          class: "cm-content",
          style: `${M.tabSize}: ${this.state.tabSize}`,
          role: "textbox",
          "aria-multiline": "true",
        };
      (this.state.readOnly && (t["aria-readonly"] = "true"), Ba(this, co, t));
      let i = this.observer.ignore(() => {
        let s = ha(this.contentDOM, this.contentAttrs, t),
          r = ha(this.dom, this.editorAttrs, e);
        return s || r;
      });
      return ((this.editorAttrs = e), (this.contentAttrs = t), i);
    }
    showAnnouncements(e) {
      let t = !0;
      for (let i of e)
        for (let s of i.effects)
          if (s.is(n.announce)) {
            t &&
              ((this.announceDOM.textContent = ""),
              this.win.clearTimeout(this.clearAnnouncement),
              (this.clearAnnouncement = this.win.setTimeout(() => {
                this.announceDOM.textContent = "\xA0";
              }, 200)),
              (t = !1));
            let r = this.announceDOM.appendChild(document.createElement("div"));
            r.textContent = s.value;
          }
    }
    mountStyles() {
      this.styleModules = this.state.facet(Pi);
      let e = this.state.facet(n.cspNonce);
      De.mount(this.root, this.styleModules.concat(dd).reverse(), e ? { nonce: e } : void 0);
    }
    readMeasured() {
      if (this.updateState == 2) throw new Error("Reading the editor layout isn't allowed during an update");
      this.updateState == 0 && this.measureScheduled > -1 && this.measure(!1);
    }
    requestMeasure(e) {
      if (
        (this.measureScheduled < 0 && (this.measureScheduled = this.win.requestAnimationFrame(() => this.measure())), e)
      ) {
        if (this.measureRequests.indexOf(e) > -1) return;
        if (e.key != null) {
          for (let t = 0; t < this.measureRequests.length; t++)
            if (this.measureRequests[t].key === e.key) {
              this.measureRequests[t] = e;
              return;
            }
        }
        this.measureRequests.push(e);
      }
    }
    plugin(e) {
      let t = this.pluginMap.get(e);
      return (
        (t === void 0 || (t && t.plugin != e)) &&
          this.pluginMap.set(e, (t = this.plugins.find((i) => i.plugin == e) || null)),
        t && t.update(this).value
      );
    }
    get documentTop() {
      return this.contentDOM.getBoundingClientRect().top + this.viewState.paddingTop;
    }
    get documentPadding() {
      return { top: this.viewState.paddingTop, bottom: this.viewState.paddingBottom };
    }
    get scaleX() {
      return this.viewState.scaleX;
    }
    get scaleY() {
      return this.viewState.scaleY;
    }
    elementAtHeight(e) {
      return (this.readMeasured(), this.viewState.elementAtHeight(e));
    }
    lineBlockAtHeight(e) {
      return (this.readMeasured(), this.viewState.lineBlockAtHeight(e));
    }
    get viewportLineBlocks() {
      return this.viewState.viewportLines;
    }
    lineBlockAt(e) {
      return this.viewState.lineBlockAt(e);
    }
    get contentHeight() {
      return this.viewState.contentHeight;
    }
    moveByChar(e, t, i) {
      return or(this, e, ma(this, e, t, i));
    }
    moveByGroup(e, t) {
      return or(
        this,
        e,
        ma(this, e, t, (i) => Nu(this, e.head, i)),
      );
    }
    visualLineSide(e, t) {
      return t ? w.cursor(e.to, 1) : w.cursor(e.from, -1);
    }
    moveToLineBoundary(e, t, i = !0) {
      return _u(this, e, t, i);
    }
    moveVertically(e, t, i) {
      return or(this, e, Fu(this, e, t, i));
    }
    domAtPos(e, t = 1) {
      return this.docView.domAtPos(e, t);
    }
    posAtDOM(e, t = 0) {
      return this.docView.posFromDOM(e, t);
    }
    posAtCoords(e, t = !0) {
      this.readMeasured();
      let i = Br(this, e, t);
      return i && i.pos;
    }
    posAndSideAtCoords(e, t = !0) {
      return (this.readMeasured(), Br(this, e, t));
    }
    coordsAtPos(e, t = 1) {
      this.readMeasured();
      let i = this.state.doc.lineAt(e),
        s = this.bidiSpans(i),
        r = s[Re.find(s, e - i.from, -1, t)];
      return (
        i.length &&
          ((e == i.from && t < 0) || (e == i.to && t > 0)) &&
          r.dir != this.textDirectionAt(i.from) &&
          (e == i.to ? ((e = i.from + r.from), (t = 1)) : ((e = i.from + r.to), (t = -1))),
        this.docView.coordsAt(e, t, r.dir == W.RTL)
      );
    }
    coordsForChar(e) {
      return (this.readMeasured(), this.docView.coordsForChar(e));
    }
    get defaultCharacterWidth() {
      return this.viewState.heightOracle.charWidth;
    }
    get defaultLineHeight() {
      return this.viewState.heightOracle.lineHeight;
    }
    get textDirection() {
      return this.viewState.defaultTextDirection;
    }
    textDirectionAt(e) {
      return !this.state.facet(lh) || e < this.viewport.from || e > this.viewport.to
        ? this.textDirection
        : (this.readMeasured(), this.docView.textDirectionAt(e));
    }
    get lineWrapping() {
      return this.viewState.heightOracle.lineWrapping;
    }
    bidiSpans(e) {
      if (e.length > gd) return Za(e.length);
      let t = this.textDirectionAt(e.from),
        i;
      for (let r of this.bidiCache)
        if (r.from == e.from && r.dir == t && (r.fresh || Ja(r.isolates, (i = ua(this, e))))) return r.order;
      i || (i = ua(this, e));
      let s = gu(e.text, t, i);
      return (this.bidiCache.push(new Qn(e.from, e.to, t, i, !0, s)), s);
    }
    get hasFocus() {
      var e;
      return (
        (this.dom.ownerDocument.hasFocus() ||
          (M.safari &&
            ((e = this.inputState) === null || e === void 0 ? void 0 : e.lastContextMenu) > Date.now() - 3e4)) &&
        this.root.activeElement == this.contentDOM
      );
    }
    focus() {
      this.observer.ignore(() => {
        (Ua(this.contentDOM), this.docView.updateSelection());
      });
    }
    setRoot(e) {
      this._root != e &&
        ((this._root = e),
        this.observer.setWindow((e.nodeType == 9 ? e : e.ownerDocument).defaultView || window),
        this.mountStyles());
    }
    destroy() {
      this.root.activeElement == this.contentDOM && this.contentDOM.blur();
      for (let e of this.plugins) e.destroy(this);
      ((this.plugins = []),
        this.inputState.destroy(),
        this.docView.destroy(),
        this.dom.remove(),
        this.observer.destroy(),
        this.win.clearTimeout(this.clearAnnouncement),
        this.measureScheduled > -1 && this.win.cancelAnimationFrame(this.measureScheduled),
        (this.destroyed = !0));
    }
    static scrollIntoView(e, t = {}) {
      var i, s, r, o;
      return On.of(
        new _i(
          typeof e == "number" ? w.cursor(e) : e,
          (i = t.y) !== null && i !== void 0 ? i : "nearest",
          (s = t.x) !== null && s !== void 0 ? s : "nearest",
          (r = t.yMargin) !== null && r !== void 0 ? r : 5,
          (o = t.xMargin) !== null && o !== void 0 ? o : 5,
        ),
      );
    }
    scrollSnapshot() {
      let { scrollTop: e, scrollLeft: t } = this.scrollDOM,
        i = this.viewState.scrollAnchorAt(e);
      return On.of(new _i(w.cursor(i.from), "start", "start", i.top - e, t, !0));
    }
    setTabFocusMode(e) {
      e == null
        ? (this.inputState.tabFocusMode = this.inputState.tabFocusMode < 0 ? 0 : -1)
        : typeof e == "boolean"
          ? (this.inputState.tabFocusMode = e ? 0 : -1)
          : this.inputState.tabFocusMode != 0 && (this.inputState.tabFocusMode = Date.now() + e);
    }
    static domEventHandlers(e) {
      return le.define(() => ({}), { eventHandlers: e });
    }
    static domEventObservers(e) {
      return le.define(() => ({}), { eventObservers: e });
    }
    static theme(e, t) {
      let i = De.newName(),
        s = [Pn.of(i), Pi.of(Qr(`.${i}`, e))];
      return (t && t.dark && s.push(Ur.of(!0)), s);
    }
    static baseTheme(e) {
      return Je.lowest(Pi.of(Qr("." + $r, e, Rh)));
    }
    static findFromDOM(e) {
      var t;
      let i = e.querySelector(".cm-content"),
        s = (i && U.get(i)) || U.get(e);
      return ((t = s?.root) === null || t === void 0 ? void 0 : t.view) || null;
    }
  };
D.styleModule = Pi;
D.inputHandler = rh;
D.clipboardInputFilter = ao;
D.clipboardOutputFilter = ho;
D.scrollHandler = hh;
D.focusChangeEffect = oh;
D.perLineTextDirection = lh;
D.exceptionSink = sh;
D.updateListener = kr;
D.editable = ct;
D.mouseSelectionStyle = nh;
D.dragMovesSelection = ih;
D.clickAddsSelectionRange = th;
D.decorations = is;
D.blockWrappers = uh;
D.outerDecorations = fo;
D.atomicRanges = $i;
D.bidiIsolatedRanges = dh;
D.cursorScrollMargin = T.define({
  combine: (n) => {
    let e = 5,
      t = 5;
    for (let i of n) typeof i == "number" ? (e = t = i) : ({ x: e, y: t } = i);
    return { x: e, y: t };
  },
});
D.scrollMargins = mh;
D.darkTheme = Ur;
D.cspNonce = T.define({ combine: (n) => (n.length ? n[0] : "") });
D.contentAttributes = co;
D.editorAttributes = fh;
D.lineWrapping = D.contentAttributes.of({ class: "cm-lineWrapping" });
D.announce = E.define();
var gd = 4096,
  Da = {},
  Qn = class n {
    constructor(e, t, i, s, r, o) {
      ((this.from = e), (this.to = t), (this.dir = i), (this.isolates = s), (this.fresh = r), (this.order = o));
    }
    static update(e, t) {
      if (t.empty && !e.some((r) => r.fresh)) return e;
      let i = [],
        s = e.length ? e[e.length - 1].dir : W.LTR;
      for (let r = Math.max(0, e.length - 10); r < e.length; r++) {
        let o = e[r];
        o.dir == s &&
          !t.touchesRange(o.from, o.to) &&
          i.push(new n(t.mapPos(o.from, 1), t.mapPos(o.to, -1), o.dir, o.isolates, !1, o.order));
      }
      return i;
    }
  };
function Ba(n, e, t) {
  for (let i = n.state.facet(e), s = i.length - 1; s >= 0; s--) {
    let r = i[s],
      o = typeof r == "function" ? r(n) : r;
    o && ro(o, t);
  }
  return t;
}
var bd = M.mac ? "mac" : M.windows ? "win" : M.linux ? "linux" : "key";
function yd(n, e) {
  let t = n.split(/-(?!$)/),
    i = t[t.length - 1];
  i == "Space" && (i = " ");
  let s, r, o, l;
  for (let a = 0; a < t.length - 1; ++a) {
    let h = t[a];
    if (/^(cmd|meta|m)$/i.test(h)) l = !0;
    else if (/^a(lt)?$/i.test(h)) s = !0;
    else if (/^(c|ctrl|control)$/i.test(h)) r = !0;
    else if (/^s(hift)?$/i.test(h)) o = !0;
    else if (/^mod$/i.test(h)) e == "mac" ? (l = !0) : (r = !0);
    else throw new Error("Unrecognized modifier name: " + h);
  }
  return (s && (i = "Alt-" + i), r && (i = "Ctrl-" + i), l && (i = "Meta-" + i), o && (i = "Shift-" + i), i);
}
function Rn(n, e, t) {
  return (
    e.altKey && (n = "Alt-" + n),
    e.ctrlKey && (n = "Ctrl-" + n),
    e.metaKey && (n = "Meta-" + n),
    t !== !1 && e.shiftKey && (n = "Shift-" + n),
    n
  );
}
var xd = Je.default(
    D.domEventHandlers({
      keydown(n, e) {
        return Sd(kd(e.state), n, e, "editor");
      },
    }),
  ),
  ss = T.define({ enables: xd }),
  Pa = new WeakMap();
function kd(n) {
  let e = n.facet(ss),
    t = Pa.get(e);
  return (t || Pa.set(e, (t = vd(e.reduce((i, s) => i.concat(s), [])))), t);
}
var gt = null,
  wd = 4e3;
function vd(n, e = bd) {
  let t = Object.create(null),
    i = Object.create(null),
    s = (o, l) => {
      let a = i[o];
      if (a == null) i[o] = l;
      else if (a != l)
        throw new Error("Key binding " + o + " is used both as a regular binding and as a multi-stroke prefix");
    },
    r = (o, l, a, h, c) => {
      var f, u;
      let d = t[o] || (t[o] = Object.create(null)),
        p = l.split(/ (?!$)/).map((b) => yd(b, e));
      for (let b = 1; b < p.length; b++) {
        let k = p.slice(0, b).join(" ");
        (s(k, !0),
          d[k] ||
            (d[k] = {
              preventDefault: !0,
              stopPropagation: !1,
              run: [
                (y) => {
                  let O = (gt = { view: y, prefix: k, scope: o });
                  return (
                    setTimeout(() => {
                      gt == O && (gt = null);
                    }, wd),
                    !0
                  );
                },
              ],
            }));
      }
      let m = p.join(" ");
      s(m, !1);
      let g =
        d[m] ||
        (d[m] = {
          preventDefault: !1,
          stopPropagation: !1,
          run:
            ((u = (f = d._any) === null || f === void 0 ? void 0 : f.run) === null || u === void 0
              ? void 0
              : u.slice()) || [],
        });
      (a && g.run.push(a), h && (g.preventDefault = !0), c && (g.stopPropagation = !0));
    };
  for (let o of n) {
    let l = o.scope ? o.scope.split(" ") : ["editor"];
    if (o.any)
      for (let h of l) {
        let c = t[h] || (t[h] = Object.create(null));
        c._any || (c._any = { preventDefault: !1, stopPropagation: !1, run: [] });
        let { any: f } = o;
        for (let u in c) c[u].run.push((d) => f(d, Yr));
      }
    let a = o[e] || o.key;
    if (a)
      for (let h of l)
        (r(h, a, o.run, o.preventDefault, o.stopPropagation),
          o.shift && r(h, "Shift-" + a, o.shift, o.preventDefault, o.stopPropagation));
  }
  return t;
}
var Yr = null;
function Sd(n, e, t, i) {
  Yr = e;
  let s = sa(e),
    r = ye(s, 0),
    o = _e(r) == s.length && s != " ",
    l = "",
    a = !1,
    h = !1,
    c = !1;
  gt && gt.view == t && gt.scope == i && ((l = gt.prefix + " "), Sh.indexOf(e.keyCode) < 0 && ((h = !0), (gt = null)));
  let f = new Set(),
    u = (g) => {
      if (g) {
        for (let b of g.run) if (!f.has(b) && (f.add(b), b(t))) return (g.stopPropagation && (c = !0), !0);
        g.preventDefault && (g.stopPropagation && (c = !0), (h = !0));
      }
      return !1;
    },
    d = n[i],
    p,
    m;
  return (
    d &&
      (u(d[l + Rn(s, e, !o)])
        ? (a = !0)
        : o &&
            (e.altKey || e.metaKey || e.ctrlKey) &&
            !(M.windows && e.ctrlKey && e.altKey) &&
            !(M.mac && e.altKey && !(e.ctrlKey || e.metaKey)) &&
            (p = ht[e.keyCode]) &&
            p != s
          ? (u(d[l + Rn(p, e, !0)]) || (e.shiftKey && (m = ti[e.keyCode]) != s && m != p && u(d[l + Rn(m, e, !1)]))) &&
            (a = !0)
          : o && e.shiftKey && u(d[l + Rn(s, e, !0)]) && (a = !0),
      !a && u(d._any) && (a = !0)),
    h && (a = !0),
    a && c && e.stopPropagation(),
    (Yr = null),
    a
  );
}
var Lt = class n {
  constructor(e, t, i, s, r) {
    ((this.className = e), (this.left = t), (this.top = i), (this.width = s), (this.height = r));
  }
  draw() {
    let e = document.createElement("div");
    return ((e.className = this.className), this.adjust(e), e);
  }
  update(e, t) {
    return t.className != this.className ? !1 : (this.adjust(e), !0);
  }
  adjust(e) {
    ((e.style.left = this.left + "px"),
      (e.style.top = this.top + "px"),
      this.width != null && (e.style.width = this.width + "px"),
      (e.style.height = this.height + "px"));
  }
  eq(e) {
    return (
      this.left == e.left &&
      this.top == e.top &&
      this.width == e.width &&
      this.height == e.height &&
      this.className == e.className
    );
  }
  static forRange(e, t, i) {
    if (i.empty) {
      let s = e.coordsAtPos(i.head, i.assoc || 1);
      if (!s) return [];
      let r = Lh(e);
      return [new n(t, s.left - r.left, s.top - r.top, null, s.bottom - s.top)];
    } else return Cd(e, t, i);
  }
};
function Lh(n) {
  let e = n.scrollDOM.getBoundingClientRect();
  return {
    left:
      (n.textDirection == W.LTR ? e.left : e.right - n.scrollDOM.clientWidth * n.scaleX) -
      n.scrollDOM.scrollLeft * n.scaleX,
    top: e.top - n.scrollDOM.scrollTop * n.scaleY,
  };
}
function Ra(n, e, t, i) {
  let s = n.coordsAtPos(e, t * 2);
  if (!s) return i;
  let r = n.dom.getBoundingClientRect(),
    o = (s.top + s.bottom) / 2,
    l = n.posAtCoords({ x: r.left + 1, y: o }),
    a = n.posAtCoords({ x: r.right - 1, y: o });
  return l == null || a == null ? i : { from: Math.max(i.from, Math.min(l, a)), to: Math.min(i.to, Math.max(l, a)) };
}
function Cd(n, e, t) {
  if (t.to <= n.viewport.from || t.from >= n.viewport.to) return [];
  let i = Math.max(t.from, n.viewport.from),
    s = Math.min(t.to, n.viewport.to),
    r = n.textDirection == W.LTR,
    o = n.contentDOM,
    l = o.getBoundingClientRect(),
    a = Lh(n),
    h = o.querySelector(".cm-line"),
    c = h && window.getComputedStyle(h),
    f = l.left + (c ? parseInt(c.paddingLeft) + Math.min(0, parseInt(c.textIndent)) : 0),
    u = l.right - (c ? parseInt(c.paddingRight) : 0),
    d = Dr(n, i, 1),
    p = Dr(n, s, -1),
    m = d.type == oe.Text ? d : null,
    g = p.type == oe.Text ? p : null;
  if (
    (m && (n.lineWrapping || d.widgetLineBreaks) && (m = Ra(n, i, 1, m)),
    g && (n.lineWrapping || p.widgetLineBreaks) && (g = Ra(n, s, -1, g)),
    m && g && m.from == g.from && m.to == g.to)
  )
    return k(y(t.from, t.to, m));
  {
    let x = m ? y(t.from, null, m) : O(d, !1),
      S = g ? y(null, t.to, g) : O(p, !0),
      C = [];
    return (
      (m || d).to < (g || p).from - (m && g ? 1 : 0) ||
      (d.widgetLineBreaks > 1 && x.bottom + n.defaultLineHeight / 2 < S.top)
        ? C.push(b(f, x.bottom, u, S.top))
        : x.bottom < S.top &&
          n.elementAtHeight((x.bottom + S.top) / 2).type == oe.Text &&
          (x.bottom = S.top = (x.bottom + S.top) / 2),
      k(x).concat(C).concat(k(S))
    );
  }
  function b(x, S, C, R) {
    return new Lt(e, x - a.left, S - a.top, Math.max(0, C - x), R - S);
  }
  function k({ top: x, bottom: S, horizontal: C }) {
    let R = [];
    for (let _ = 0; _ < C.length; _ += 2) R.push(b(C[_], x, C[_ + 1], S));
    return R;
  }
  function y(x, S, C) {
    let R = 1e9,
      _ = -1e9,
      z = [];
    function L(F, K, ae, we, Ge) {
      let ie = n.coordsAtPos(F, F == C.to ? -2 : 2),
        Me = n.coordsAtPos(ae, ae == C.from ? 2 : -2);
      !ie ||
        !Me ||
        ((R = Math.min(ie.top, Me.top, R)),
        (_ = Math.max(ie.bottom, Me.bottom, _)),
        Ge == W.LTR
          ? z.push(r && K ? f : ie.left, r && we ? u : Me.right)
          : z.push(!r && we ? f : Me.left, !r && K ? u : ie.right));
    }
    let B = x ?? C.from,
      V = S ?? C.to;
    for (let F of n.visibleRanges)
      if (F.to > B && F.from < V)
        for (let K = Math.max(F.from, B), ae = Math.min(F.to, V); ;) {
          let we = n.state.doc.lineAt(K);
          for (let Ge of n.bidiSpans(we)) {
            let ie = Ge.from + we.from,
              Me = Ge.to + we.from;
            if (ie >= ae) break;
            Me > K && L(Math.max(ie, K), x == null && ie <= B, Math.min(Me, ae), S == null && Me >= V, Ge.dir);
          }
          if (((K = we.to + 1), K >= ae)) break;
        }
    return (z.length == 0 && L(B, x == null, V, S == null, n.textDirection), { top: R, bottom: _, horizontal: z });
  }
  function O(x, S) {
    let C = l.top + (S ? x.top : x.bottom);
    return { top: C, bottom: C, horizontal: [] };
  }
}
function Ad(n, e) {
  return n.constructor == e.constructor && n.eq(e);
}
var Jr = class {
    constructor(e, t) {
      ((this.view = e),
        (this.layer = t),
        (this.drawn = []),
        (this.scaleX = 1),
        (this.scaleY = 1),
        (this.measureReq = { read: this.measure.bind(this), write: this.draw.bind(this) }),
        (this.dom = e.scrollDOM.appendChild(document.createElement("div"))),
        this.dom.classList.add("cm-layer"),
        t.above && this.dom.classList.add("cm-layer-above"),
        t.class && this.dom.classList.add(t.class),
        this.scale(),
        this.dom.setAttribute("aria-hidden", "true"),
        this.setOrder(e.state),
        e.requestMeasure(this.measureReq),
        t.mount && t.mount(this.dom, e));
    }
    update(e) {
      (e.startState.facet(_n) != e.state.facet(_n) && this.setOrder(e.state),
        (this.layer.update(e, this.dom) || e.geometryChanged) &&
          (this.scale(), e.view.requestMeasure(this.measureReq)));
    }
    docViewUpdate(e) {
      this.layer.updateOnDocViewUpdate !== !1 && e.requestMeasure(this.measureReq);
    }
    setOrder(e) {
      let t = 0,
        i = e.facet(_n);
      for (; t < i.length && i[t] != this.layer;) t++;
      this.dom.style.zIndex = String((this.layer.above ? 150 : -1) - t);
    }
    measure() {
      return this.layer.markers(this.view);
    }
    scale() {
      let { scaleX: e, scaleY: t } = this.view;
      (e != this.scaleX || t != this.scaleY) &&
        ((this.scaleX = e), (this.scaleY = t), (this.dom.style.transform = `scale(${1 / e}, ${1 / t})`));
    }
    draw(e) {
      if (e.length != this.drawn.length || e.some((t, i) => !Ad(t, this.drawn[i]))) {
        let t = this.dom.firstChild,
          i = 0;
        for (let s of e)
          s.update && t && s.constructor && this.drawn[i].constructor && s.update(t, this.drawn[i])
            ? ((t = t.nextSibling), i++)
            : this.dom.insertBefore(s.draw(), t);
        for (; t;) {
          let s = t.nextSibling;
          (t.remove(), (t = s));
        }
        ((this.drawn = e), M.webkit && (this.dom.style.display = this.dom.firstChild ? "" : "none"));
      }
    }
    destroy() {
      (this.layer.destroy && this.layer.destroy(this.dom, this.view), this.dom.remove());
    }
  },
  _n = T.define();
function Eh(n) {
  return [le.define((e) => new Jr(e, n)), _n.of(n)];
}
var Zr = !M.ios,
  gi = T.define({
    combine(n) {
      return Ne(
        n,
        { cursorBlinkRate: 1200, drawRangeCursor: !0, iosSelectionHandles: !0 },
        { cursorBlinkRate: (e, t) => Math.min(e, t), drawRangeCursor: (e, t) => e || t },
      );
    },
  });
function Od(n = {}) {
  return [gi.of(n), Md, Td, Bd, ah.of(!0)];
}
function Ih(n) {
  return n.startState.facet(gi) != n.state.facet(gi);
}
var Md = Eh({
  above: !0,
  markers(n) {
    let { state: e } = n,
      t = e.facet(gi),
      i = [];
    for (let s of e.selection.ranges) {
      let r = s == e.selection.main;
      if (s.empty || (t.drawRangeCursor && !(r && M.ios && t.iosSelectionHandles))) {
        let o = r ? "cm-cursor cm-cursor-primary" : "cm-cursor cm-cursor-secondary",
          l = s.empty ? s : w.cursor(s.head, s.assoc);
        for (let a of Lt.forRange(n, o, l)) i.push(a);
      }
    }
    return i;
  },
  update(n, e) {
    n.transactions.some((i) => i.selection) &&
      (e.style.animationName = e.style.animationName == "cm-blink" ? "cm-blink2" : "cm-blink");
    let t = Ih(n);
    return (t && La(n.state, e), n.docChanged || n.selectionSet || t);
  },
  mount(n, e) {
    La(e.state, n);
  },
  class: "cm-cursorLayer",
});
function La(n, e) {
  e.style.animationDuration = n.facet(gi).cursorBlinkRate + "ms";
}
var Td = Eh({
    above: !1,
    markers(n) {
      let e = [],
        { main: t, ranges: i } = n.state.selection;
      for (let s of i)
        if (!s.empty && (Zr || s != t)) for (let r of Lt.forRange(n, "cm-selectionBackground", s)) e.push(r);
      if (M.ios && !t.empty && n.state.facet(gi).iosSelectionHandles) {
        for (let s of Lt.forRange(n, "cm-selectionHandle cm-selectionHandle-start", w.cursor(t.from, 1))) e.push(s);
        for (let s of Lt.forRange(n, "cm-selectionHandle cm-selectionHandle-end", w.cursor(t.to, 1))) e.push(s);
      }
      return e;
    },
    update(n, e) {
      return n.docChanged || n.selectionSet || n.viewportChanged || Ih(n);
    },
    class: "cm-selectionLayer",
  }),
  Dd = M.gecko && M.gecko_version == 153 ? "#ffffff01" : "transparent",
  Bd = Je.highest(
    D.theme({
      ".cm-line": {
        ...(Zr ? { "& ::selection, &::selection": { backgroundColor: `${Dd} !important` } } : {}),
        caretColor: "transparent !important",
      },
      ".cm-content": {
        caretColor: "transparent !important",
        "& :focus": {
          caretColor: "initial !important",
          ...(Zr ? { "&::selection, & ::selection": { backgroundColor: "Highlight !important" } } : {}),
        },
      },
    }),
  );
var W0 = /x/.unicode != null ? "gu" : "g";
var eo = class extends We {
  constructor(e) {
    (super(), (this.content = e));
  }
  toDOM(e) {
    let t = document.createElement("span");
    return (
      (t.className = "cm-placeholder"),
      (t.style.pointerEvents = "none"),
      t.appendChild(
        typeof this.content == "string"
          ? document.createTextNode(this.content)
          : typeof this.content == "function"
            ? this.content(e)
            : this.content.cloneNode(!0),
      ),
      t.setAttribute("aria-hidden", "true"),
      t
    );
  }
  coordsAt(e) {
    let t = e.firstChild ? Ei(e.firstChild) : [];
    if (!t.length) return null;
    let i = window.getComputedStyle(e.parentNode),
      s = Ki(t[0], i.direction != "rtl"),
      r = parseInt(i.lineHeight);
    return s.bottom - s.top > r * 1.5 ? { left: s.left, right: s.right, top: s.top, bottom: s.top + r } : s;
  }
  ignoreEvent() {
    return !1;
  }
};
function Pd(n) {
  let e = le.fromClass(
    class {
      constructor(t) {
        ((this.view = t), (this.placeholder = n ? I.set([I.widget({ widget: new eo(n), side: 1 }).range(0)]) : I.none));
      }
      get decorations() {
        return this.view.state.doc.length ? I.none : this.placeholder;
      }
    },
    { decorations: (t) => t.decorations },
  );
  return typeof n == "string" ? [e, D.contentAttributes.of({ "aria-placeholder": n })] : e;
}
var Ln = "-10000px",
  Gn = class {
    constructor(e, t, i, s) {
      ((this.facet = t),
        (this.createTooltipView = i),
        (this.removeTooltipView = s),
        (this.input = e.state.facet(t)),
        (this.tooltips = this.input.filter((o) => o)));
      let r = null;
      this.tooltipViews = this.tooltips.map((o) => (r = i(o, r)));
    }
    update(e, t) {
      var i;
      let s = e.state.facet(this.facet),
        r = s.filter((a) => a);
      if (s === this.input) {
        for (let a of this.tooltipViews) a.update && a.update(e);
        return !1;
      }
      let o = [],
        l = t ? [] : null;
      for (let a = 0; a < r.length; a++) {
        let h = r[a],
          c = -1;
        if (h) {
          for (let f = 0; f < this.tooltips.length; f++) {
            let u = this.tooltips[f];
            u && u.create == h.create && (c = f);
          }
          if (c < 0) ((o[a] = this.createTooltipView(h, a ? o[a - 1] : null)), l && (l[a] = !!h.above));
          else {
            let f = (o[a] = this.tooltipViews[c]);
            (l && (l[a] = t[c]), f.update && f.update(e));
          }
        }
      }
      for (let a of this.tooltipViews)
        o.indexOf(a) < 0 && (this.removeTooltipView(a), (i = a.destroy) === null || i === void 0 || i.call(a));
      return (
        t && (l.forEach((a, h) => (t[h] = a)), (t.length = l.length)),
        (this.input = s),
        (this.tooltips = r),
        (this.tooltipViews = o),
        !0
      );
    }
  };
function _h(n) {
  let e = n.dom.ownerDocument.documentElement,
    t = e.clientWidth,
    i = getComputedStyle(e);
  if (!/stable/.test(i.scrollbarGutter || "")) return { left: 0, right: t };
  let s = e.getBoundingClientRect(),
    r = n.win.scrollX;
  return {
    left: Math.max(0, s.left + r - parseFloat(i.marginLeft)),
    right: Math.min(t, s.right + r + parseFloat(i.marginRight)),
  };
}
function Rd(n) {
  let { left: e, right: t } = _h(n);
  return { top: 0, left: e, right: t, bottom: n.dom.ownerDocument.documentElement.clientHeight };
}
var ar = T.define({
    combine: (n) => {
      var e, t, i;
      return {
        position: M.ios
          ? "absolute"
          : ((e = n.find((s) => s.position)) === null || e === void 0 ? void 0 : e.position) || "fixed",
        parent: ((t = n.find((s) => s.parent)) === null || t === void 0 ? void 0 : t.parent) || null,
        tooltipSpace: ((i = n.find((s) => s.tooltipSpace)) === null || i === void 0 ? void 0 : i.tooltipSpace) || Rd,
      };
    },
  }),
  Ea = new WeakMap(),
  mo = le.fromClass(
    class {
      constructor(n) {
        ((this.view = n),
          (this.above = []),
          (this.inView = !0),
          (this.madeAbsolute = !1),
          (this.lastTransaction = 0),
          (this.measureTimeout = -1));
        let e = n.state.facet(ar);
        ((this.position = e.position),
          (this.parent = e.parent),
          (this.classes = n.themeClasses),
          this.createContainer(),
          (this.measureReq = { read: this.readMeasure.bind(this), write: this.writeMeasure.bind(this), key: this }),
          (this.resizeObserver =
            typeof ResizeObserver == "function" ? new ResizeObserver(() => this.measureSoon()) : null),
          (this.manager = new Gn(
            n,
            Qi,
            (t, i) => this.createTooltip(t, i),
            (t) => {
              (this.resizeObserver && this.resizeObserver.unobserve(t.dom), t.dom.remove());
            },
          )),
          (this.above = this.manager.tooltips.map((t) => !!t.above)),
          (this.intersectionObserver =
            typeof IntersectionObserver == "function"
              ? new IntersectionObserver(
                  (t) => {
                    Date.now() > this.lastTransaction - 50 &&
                      t.length > 0 &&
                      t[t.length - 1].intersectionRatio < 1 &&
                      this.measureSoon();
                  },
                  { threshold: [1] },
                )
              : null),
          this.observeIntersection(),
          n.win.addEventListener("resize", (this.measureSoon = this.measureSoon.bind(this))),
          this.maybeMeasure());
      }
      createContainer() {
        this.parent
          ? ((this.container = document.createElement("div")),
            (this.container.style.position = "relative"),
            (this.container.className = this.view.themeClasses),
            this.parent.appendChild(this.container))
          : (this.container = this.view.dom);
      }
      observeIntersection() {
        if (this.intersectionObserver) {
          this.intersectionObserver.disconnect();
          for (let n of this.manager.tooltipViews) this.intersectionObserver.observe(n.dom);
        }
      }
      measureSoon() {
        this.measureTimeout < 0 &&
          (this.measureTimeout = setTimeout(() => {
            ((this.measureTimeout = -1), this.maybeMeasure());
          }, 50));
      }
      update(n) {
        n.transactions.length && (this.lastTransaction = Date.now());
        let e = this.manager.update(n, this.above);
        e && this.observeIntersection();
        let t = e || n.geometryChanged,
          i = n.state.facet(ar);
        if (i.position != this.position && !this.madeAbsolute) {
          this.position = i.position;
          for (let s of this.manager.tooltipViews) s.dom.style.position = this.position;
          t = !0;
        }
        if (i.parent != this.parent) {
          (this.parent && this.container.remove(), (this.parent = i.parent), this.createContainer());
          for (let s of this.manager.tooltipViews) this.container.appendChild(s.dom);
          t = !0;
        } else
          this.parent &&
            this.view.themeClasses != this.classes &&
            (this.classes = this.container.className = this.view.themeClasses);
        t && this.maybeMeasure();
      }
      createTooltip(n, e) {
        let t = n.create(this.view),
          i = e ? e.dom : null;
        if ((t.dom.classList.add("cm-tooltip"), n.arrow && !t.dom.querySelector(".cm-tooltip > .cm-tooltip-arrow"))) {
          let s = document.createElement("div");
          ((s.className = "cm-tooltip-arrow"), t.dom.appendChild(s));
        }
        return (
          (t.dom.style.position = this.position),
          (t.dom.style.top = Ln),
          (t.dom.style.left = "0px"),
          this.container.insertBefore(t.dom, i),
          t.mount && t.mount(this.view),
          this.resizeObserver && this.resizeObserver.observe(t.dom),
          t
        );
      }
      destroy() {
        var n, e, t;
        this.view.win.removeEventListener("resize", this.measureSoon);
        for (let i of this.manager.tooltipViews)
          (i.dom.remove(), (n = i.destroy) === null || n === void 0 || n.call(i));
        (this.parent && this.container.remove(),
          (e = this.resizeObserver) === null || e === void 0 || e.disconnect(),
          (t = this.intersectionObserver) === null || t === void 0 || t.disconnect(),
          clearTimeout(this.measureTimeout));
      }
      readMeasure() {
        let n = 1,
          e = 1,
          t = !1,
          i = 0;
        if (this.position == "fixed" && this.manager.tooltipViews.length) {
          let { dom: o } = this.manager.tooltipViews[0];
          if (M.safari) {
            let l = o.getBoundingClientRect();
            t = Math.abs(l.top + 1e4) > 1 || Math.abs(l.left) > 1;
          } else t = !!o.offsetParent && o.offsetParent != this.container.ownerDocument.body;
        }
        if (t || this.position == "absolute")
          if (this.parent) {
            let o = this.parent.getBoundingClientRect();
            o.width && o.height && ((n = o.width / this.parent.offsetWidth), (e = o.height / this.parent.offsetHeight));
          } else ({ scaleX: n, scaleY: e } = this.view.viewState);
        else i = _h(this.view).left;
        let s = this.view.scrollDOM.getBoundingClientRect(),
          r = uo(this.view);
        return {
          visible: { left: s.left + r.left, top: s.top + r.top, right: s.right - r.right, bottom: s.bottom - r.bottom },
          parent: this.parent ? this.container.getBoundingClientRect() : this.view.dom.getBoundingClientRect(),
          pos: this.manager.tooltips.map((o, l) => {
            let a = this.manager.tooltipViews[l];
            return a.getCoords ? a.getCoords(o.pos) : this.view.coordsAtPos(o.pos);
          }),
          size: this.manager.tooltipViews.map(({ dom: o }) => o.getBoundingClientRect()),
          space: this.view.state.facet(ar).tooltipSpace(this.view),
          scaleX: n,
          scaleY: e,
          makeAbsolute: t,
          fixedLeft: i,
        };
      }
      writeMeasure(n) {
        var e;
        if (n.makeAbsolute) {
          ((this.madeAbsolute = !0), (this.position = "absolute"));
          for (let l of this.manager.tooltipViews) l.dom.style.position = "absolute";
        }
        let { visible: t, space: i, scaleX: s, scaleY: r } = n,
          o = [];
        for (let l = 0; l < this.manager.tooltips.length; l++) {
          let a = this.manager.tooltips[l],
            h = this.manager.tooltipViews[l],
            { dom: c } = h,
            f = n.pos[l],
            u = n.size[l];
          if (
            !f ||
            (a.clip !== !1 &&
              (f.bottom <= Math.max(t.top, i.top) ||
                f.top >= Math.min(t.bottom, i.bottom) ||
                f.right < Math.max(t.left, i.left) - 0.1 ||
                f.left > Math.min(t.right, i.right) + 0.1))
          ) {
            c.style.top = Ln;
            continue;
          }
          let d = a.arrow ? h.dom.querySelector(".cm-tooltip-arrow") : null,
            p = d ? 7 : 0,
            m = u.right - u.left,
            g = (e = Ea.get(h)) !== null && e !== void 0 ? e : u.bottom - u.top,
            b = h.offset || Ed,
            k = this.view.textDirection == W.LTR,
            y =
              u.width > i.right - i.left
                ? k
                  ? i.left
                  : i.right - u.width
                : k
                  ? Math.max(i.left, Math.min(f.left - (d ? 14 : 0) + b.x, i.right - m))
                  : Math.min(Math.max(i.left, f.left - m + (d ? 14 : 0) - b.x), i.right - m),
            O = this.above[l];
          !a.strictSide &&
            (O ? f.top - g - p - b.y < i.top : f.bottom + g + p + b.y > i.bottom) &&
            O == i.bottom - f.bottom > f.top - i.top &&
            (O = this.above[l] = !O);
          let x = (O ? f.top - i.top : i.bottom - f.bottom) - p;
          if (x < g && h.resize !== !1) {
            if (x < this.view.defaultLineHeight) {
              c.style.top = Ln;
              continue;
            }
            (Ea.set(h, g), (c.style.height = (g = x) / r + "px"));
          } else c.style.height && (c.style.height = "");
          let S = O ? f.top - g - p - b.y : f.bottom + p + b.y,
            C = y + m;
          if (h.overlap !== !0)
            for (let R of o)
              R.left < C &&
                R.right > y &&
                R.top < S + g &&
                R.bottom > S &&
                (S = O ? R.top - g - 2 - p : R.bottom + p + 2);
          if (
            (this.position == "absolute"
              ? ((c.style.top = (S - n.parent.top) / r + "px"), Ia(c, (y - n.parent.left) / s))
              : ((c.style.top = S / r + "px"), Ia(c, (y - n.fixedLeft) / s)),
            d)
          ) {
            let R = f.left + (k ? b.x : -b.x) - (y + 14 - 7);
            d.style.left = R / s + "px";
          }
          (h.overlap !== !0 && o.push({ left: y, top: S, right: C, bottom: S + g }),
            c.classList.toggle("cm-tooltip-above", O),
            c.classList.toggle("cm-tooltip-below", !O),
            h.positioned && h.positioned(n.space));
        }
      }
      maybeMeasure() {
        if (
          this.manager.tooltips.length &&
          (this.view.inView && this.view.requestMeasure(this.measureReq),
          this.inView != this.view.inView && ((this.inView = this.view.inView), !this.inView))
        )
          for (let n of this.manager.tooltipViews) n.dom.style.top = Ln;
      }
    },
    {
      eventObservers: {
        scroll() {
          this.maybeMeasure();
        },
      },
    },
  );
function Ia(n, e) {
  let t = parseInt(n.style.left, 10);
  (isNaN(t) || Math.abs(e - t) > 1) && (n.style.left = e + "px");
}
var Ld = D.baseTheme({
    ".cm-tooltip": { zIndex: 500, boxSizing: "border-box" },
    "&light .cm-tooltip": { border: "1px solid #bbb", backgroundColor: "#f5f5f5" },
    "&light .cm-tooltip-section:not(:first-child)": { borderTop: "1px solid #bbb" },
    "&dark .cm-tooltip": { backgroundColor: "#333338", color: "white" },
    ".cm-tooltip-arrow": {
      height: "7px",
      width: "14px",
      position: "absolute",
      zIndex: -1,
      overflow: "hidden",
      "&:before, &:after": {
        content: "''",
        position: "absolute",
        width: 0,
        height: 0,
        borderLeft: "7px solid transparent",
        borderRight: "7px solid transparent",
      },
      ".cm-tooltip-above &": {
        bottom: "-7px",
        "&:before": { borderTop: "7px solid #bbb" },
        "&:after": { borderTop: "7px solid #f5f5f5", bottom: "1px" },
      },
      ".cm-tooltip-below &": {
        top: "-7px",
        "&:before": { borderBottom: "7px solid #bbb" },
        "&:after": { borderBottom: "7px solid #f5f5f5", top: "1px" },
      },
    },
    "&dark .cm-tooltip .cm-tooltip-arrow": {
      "&:before": { borderTopColor: "#333338", borderBottomColor: "#333338" },
      "&:after": { borderTopColor: "transparent", borderBottomColor: "transparent" },
    },
  }),
  Ed = { x: 0, y: 0 },
  Qi = T.define({ enables: [mo, Ld] }),
  Xn = T.define({ combine: (n) => n.reduce((e, t) => e.concat(t), []) }),
  Yn = class n {
    static create(e) {
      return new n(e);
    }
    constructor(e) {
      ((this.view = e),
        (this.mounted = !1),
        (this.dom = document.createElement("div")),
        this.dom.classList.add("cm-tooltip-hover"),
        (this.manager = new Gn(
          e,
          Xn,
          (t, i) => this.createHostedView(t, i),
          (t) => t.dom.remove(),
        )));
    }
    createHostedView(e, t) {
      let i = e.create(this.view);
      return (
        i.dom.classList.add("cm-tooltip-section"),
        this.dom.insertBefore(i.dom, t ? t.dom.nextSibling : this.dom.firstChild),
        this.mounted && i.mount && i.mount(this.view),
        i
      );
    }
    mount(e) {
      for (let t of this.manager.tooltipViews) t.mount && t.mount(e);
      this.mounted = !0;
    }
    positioned(e) {
      for (let t of this.manager.tooltipViews) t.positioned && t.positioned(e);
    }
    update(e) {
      this.manager.update(e);
    }
    destroy() {
      var e;
      for (let t of this.manager.tooltipViews) (e = t.destroy) === null || e === void 0 || e.call(t);
    }
    passProp(e) {
      let t;
      for (let i of this.manager.tooltipViews) {
        let s = i[e];
        if (s !== void 0) {
          if (t === void 0) t = s;
          else if (t !== s) return;
        }
      }
      return t;
    }
    get offset() {
      return this.passProp("offset");
    }
    get getCoords() {
      return this.passProp("getCoords");
    }
    get overlap() {
      return this.passProp("overlap");
    }
    get resize() {
      return this.passProp("resize");
    }
  },
  Id = Qi.compute([Xn], (n) => {
    let e = n.facet(Xn);
    return e.length === 0
      ? null
      : {
          pos: Math.min(...e.map((t) => t.pos)),
          end: Math.max(
            ...e.map((t) => {
              var i;
              return (i = t.end) !== null && i !== void 0 ? i : t.pos;
            }),
          ),
          create: Yn.create,
          above: e[0].above,
          arrow: e.some((t) => t.arrow),
        };
  }),
  _d = T.define(),
  to = class {
    constructor(e, t, i, s, r, o) {
      ((this.view = e),
        (this.source = t),
        (this.field = i),
        (this.locked = s),
        (this.setHover = r),
        (this.hoverTime = o),
        (this.hoverTimeout = -1),
        (this.restartTimeout = -1),
        (this.pending = null),
        (this.lastMove = { x: 0, y: 0, target: e.dom, time: 0 }),
        (this.checkHover = this.checkHover.bind(this)),
        e.dom.addEventListener("mouseleave", (this.mouseleave = this.mouseleave.bind(this))),
        e.dom.addEventListener("mousemove", (this.mousemove = this.mousemove.bind(this))));
    }
    update(e) {
      this.pending &&
        ((this.pending = null),
        clearTimeout(this.restartTimeout),
        (this.restartTimeout = setTimeout(() => this.startHover(), 20)));
    }
    get active() {
      return this.view.state.field(this.field);
    }
    checkHover() {
      if (((this.hoverTimeout = -1), this.active.length)) return;
      let e = Date.now() - this.lastMove.time;
      e < this.hoverTime ? (this.hoverTimeout = setTimeout(this.checkHover, this.hoverTime - e)) : this.startHover();
    }
    startHover() {
      clearTimeout(this.restartTimeout);
      let { view: e, lastMove: t } = this,
        i = e.docView.tile.nearest(t.target);
      if (!i) return;
      let s,
        r = 1;
      if (i.isWidget()) s = i.posAtStart;
      else {
        if (((s = e.posAtCoords(t)), s == null)) return;
        let o = e.coordsAtPos(s);
        if (
          !o ||
          t.y < o.top ||
          t.y > o.bottom ||
          t.x < o.left - e.defaultCharacterWidth ||
          t.x > o.right + e.defaultCharacterWidth
        )
          return;
        let l = e.bidiSpans(e.state.doc.lineAt(s)).find((h) => h.from <= s && h.to >= s),
          a = l && l.dir == W.RTL ? -1 : 1;
        r = t.x < o.left ? -a : a;
      }
      this.activateHover(e, s, r);
    }
    activateHover(e, t, i, s) {
      let r = this.source(e, t, i),
        o = (l) => {
          if (l && !(Array.isArray(l) && !l.length)) {
            let a = Array.isArray(l) ? l : [l];
            (s && this.locked.set(a, s), e.dispatch({ effects: this.setHover.of(a) }));
          }
        };
      if (r && "then" in r) {
        let l = (this.pending = { pos: t });
        r.then(
          (a) => {
            this.pending == l && ((this.pending = null), o(a));
          },
          (a) => re(e.state, a, "hover tooltip"),
        );
      } else o(r);
    }
    get tooltip() {
      let e = this.view.plugin(mo),
        t = e ? e.manager.tooltips.findIndex((i) => i.create == Yn.create) : -1;
      return t > -1 ? e.manager.tooltipViews[t] : null;
    }
    mousemove(e) {
      var t, i;
      ((this.lastMove = { x: e.clientX, y: e.clientY, target: e.target, time: Date.now() }),
        this.hoverTimeout < 0 && (this.hoverTimeout = setTimeout(this.checkHover, this.hoverTime)));
      let { active: s, tooltip: r } = this;
      if ((s.length && !this.locked.has(s) && r && !Nd(r.dom, e)) || this.pending) {
        let { pos: o } = s[0] || this.pending,
          l = (i = (t = s[0]) === null || t === void 0 ? void 0 : t.end) !== null && i !== void 0 ? i : o;
        (o == l ? this.view.posAtCoords(this.lastMove) != o : !Fd(this.view, o, l, e.clientX, e.clientY)) &&
          (this.view.dispatch({ effects: this.setHover.of([]) }), (this.pending = null));
      }
    }
    mouseleave(e) {
      (clearTimeout(this.hoverTimeout), (this.hoverTimeout = -1));
      let { active: t } = this;
      if (t.length && !this.locked.has(t)) {
        let { tooltip: i } = this;
        i && i.dom.contains(e.relatedTarget)
          ? this.watchTooltipLeave(i.dom)
          : this.view.dispatch({ effects: this.setHover.of([]) });
      }
    }
    watchTooltipLeave(e) {
      let t = (i) => {
        e.removeEventListener("mouseleave", t);
        let { active: s } = this;
        s.length &&
          !this.locked.has(s) &&
          !this.view.dom.contains(i.relatedTarget) &&
          this.view.dispatch({ effects: this.setHover.of([]) });
      };
      e.addEventListener("mouseleave", t);
    }
    destroy() {
      (clearTimeout(this.hoverTimeout),
        clearTimeout(this.restartTimeout),
        this.view.dom.removeEventListener("mouseleave", this.mouseleave),
        this.view.dom.removeEventListener("mousemove", this.mousemove));
    }
  },
  En = 4;
function Nd(n, e) {
  let { left: t, right: i, top: s, bottom: r } = n.getBoundingClientRect(),
    o;
  if ((o = n.querySelector(".cm-tooltip-arrow"))) {
    let l = o.getBoundingClientRect();
    ((s = Math.min(l.top, s)), (r = Math.max(l.bottom, r)));
  }
  return e.clientX >= t - En && e.clientX <= i + En && e.clientY >= s - En && e.clientY <= r + En;
}
function Fd(n, e, t, i, s, r) {
  let o = n.scrollDOM.getBoundingClientRect(),
    l = n.documentTop + n.documentPadding.top + n.contentHeight;
  if (o.left > i || o.right < i || o.top > s || Math.min(o.bottom, l) < s) return !1;
  let a = n.posAtCoords({ x: i, y: s }, !1);
  return a >= e && a <= t;
}
function Nh(n, e = {}) {
  let t = E.define(),
    i = new WeakMap(),
    s = se.define({
      create() {
        return [];
      },
      update(o, l) {
        let a = i.get(o);
        if (
          (o.length &&
            (e.hideOnChange && (l.docChanged || l.selection)
              ? (o = [])
              : a && a(l)
                ? (o = [])
                : e.hideOn && (o = o.filter((h) => !e.hideOn(l, h)))),
          l.docChanged && o.length)
        ) {
          let h = [];
          for (let c of o) {
            let f = l.changes.mapPos(c.pos, -1, ne.TrackDel);
            if (f != null) {
              let u = Object.assign(Object.create(null), c);
              ((u.pos = f), u.end != null && (u.end = l.changes.mapPos(u.end)), h.push(u));
            }
          }
          o = h;
        }
        for (let h of l.effects)
          (h.is(t) && ((o = h.value), (a = void 0)), ((h.is(Hd) && !h.value) || h.value == s) && (o = []));
        return (o.length && a && i.set(o, a), o);
      },
      provide: (o) => Xn.from(o),
    }),
    r = le.define((o) => new to(o, n, s, i, t, e.hoverTime || 300));
  return { active: s, extension: [s, r, _d.of(r), Id] };
}
function go(n, e) {
  let t = n.plugin(mo);
  if (!t) return null;
  let i = t.manager.tooltips.indexOf(e);
  return i < 0 ? null : t.manager.tooltipViews[i];
}
var Hd = E.define();
var _a = T.define({
  combine(n) {
    let e, t;
    for (let i of n) ((e = e || i.topContainer), (t = t || i.bottomContainer));
    return { topContainer: e, bottomContainer: t };
  },
});
var Wd = le.fromClass(
    class {
      constructor(n) {
        ((this.input = n.state.facet(Jn)),
          (this.specs = this.input.filter((t) => t)),
          (this.panels = this.specs.map((t) => t(n))));
        let e = n.state.facet(_a);
        ((this.top = new ri(n, !0, e.topContainer)),
          (this.bottom = new ri(n, !1, e.bottomContainer)),
          this.top.sync(this.panels.filter((t) => t.top)),
          this.bottom.sync(this.panels.filter((t) => !t.top)));
        for (let t of this.panels) (t.dom.classList.add("cm-panel"), t.mount && t.mount());
      }
      update(n) {
        let e = n.state.facet(_a);
        (this.top.container != e.topContainer && (this.top.sync([]), (this.top = new ri(n.view, !0, e.topContainer))),
          this.bottom.container != e.bottomContainer &&
            (this.bottom.sync([]), (this.bottom = new ri(n.view, !1, e.bottomContainer))),
          this.top.syncClasses(),
          this.bottom.syncClasses());
        let t = n.state.facet(Jn);
        if (t != this.input) {
          let i = t.filter((a) => a),
            s = [],
            r = [],
            o = [],
            l = [];
          for (let a of i) {
            let h = this.specs.indexOf(a),
              c;
            (h < 0 ? ((c = a(n.view)), l.push(c)) : ((c = this.panels[h]), c.update && c.update(n)),
              s.push(c),
              (c.top ? r : o).push(c));
          }
          ((this.specs = i), (this.panels = s), this.top.sync(r), this.bottom.sync(o));
          for (let a of l) (a.dom.classList.add("cm-panel"), a.mount && a.mount());
        } else for (let i of this.panels) i.update && i.update(n);
      }
      destroy() {
        (this.top.sync([]), this.bottom.sync([]));
      }
    },
    {
      provide: (n) =>
        D.scrollMargins.of((e) => {
          let t = e.plugin(n);
          return t && { top: t.top.scrollMargin(), bottom: t.bottom.scrollMargin() };
        }),
    },
  ),
  ri = class {
    constructor(e, t, i) {
      ((this.view = e),
        (this.top = t),
        (this.container = i),
        (this.dom = void 0),
        (this.classes = ""),
        (this.panels = []),
        this.syncClasses());
    }
    sync(e) {
      for (let t of this.panels) t.destroy && e.indexOf(t) < 0 && t.destroy();
      ((this.panels = e), this.syncDOM());
    }
    syncDOM() {
      if (this.panels.length == 0) {
        this.dom && (this.dom.remove(), (this.dom = void 0));
        return;
      }
      if (!this.dom) {
        ((this.dom = document.createElement("div")),
          (this.dom.className = this.top ? "cm-panels cm-panels-top" : "cm-panels cm-panels-bottom"));
        let t = this.container || this.view.dom;
        t.insertBefore(this.dom, this.top ? t.firstChild : null);
      }
      let e = this.dom.firstChild;
      for (let t of this.panels)
        if (t.dom.parentNode == this.dom) {
          for (; e != t.dom;) e = Na(e);
          e = e.nextSibling;
        } else this.dom.insertBefore(t.dom, e);
      for (; e;) e = Na(e);
    }
    scrollMargin() {
      return !this.dom || this.container
        ? 0
        : Math.max(
            0,
            this.top
              ? this.dom.getBoundingClientRect().bottom - Math.max(0, this.view.scrollDOM.getBoundingClientRect().top)
              : Math.min(innerHeight, this.view.scrollDOM.getBoundingClientRect().bottom) -
                  this.dom.getBoundingClientRect().top,
          );
    }
    syncClasses() {
      if (!(!this.container || this.classes == this.view.themeClasses)) {
        for (let e of this.classes.split(" ")) e && this.container.classList.remove(e);
        for (let e of (this.classes = this.view.themeClasses).split(" ")) e && this.container.classList.add(e);
      }
    }
  };
function Na(n) {
  let e = n.nextSibling;
  return (n.remove(), e);
}
var Jn = T.define({ enables: Wd });
var ze = class extends Te {
  compare(e) {
    return this == e || (this.constructor == e.constructor && this.eq(e));
  }
  eq(e) {
    return !1;
  }
  destroy(e) {}
};
ze.prototype.elementClass = "";
ze.prototype.toDOM = void 0;
ze.prototype.mapMode = ne.TrackBefore;
ze.prototype.startSide = ze.prototype.endSide = -1;
ze.prototype.point = !0;
var hr = T.define(),
  Vd = T.define();
var Nn = T.define();
var io = T.define({ combine: (n) => n.some((e) => e) });
function zd(n) {
  let e = [qd];
  return (n && n.fixed === !1 && e.push(io.of(!0)), e);
}
var qd = le.fromClass(
  class {
    constructor(n) {
      ((this.view = n),
        (this.domAfter = null),
        (this.prevViewport = n.viewport),
        (this.dom = document.createElement("div")),
        (this.dom.className = "cm-gutters cm-gutters-before"),
        this.dom.setAttribute("aria-hidden", "true"),
        (this.dom.style.minHeight = this.view.contentHeight / this.view.scaleY + "px"),
        (this.gutters = n.state.facet(Nn).map((e) => new Zn(n, e))),
        (this.fixed = !n.state.facet(io)));
      for (let e of this.gutters)
        e.config.side == "after" ? this.getDOMAfter().appendChild(e.dom) : this.dom.appendChild(e.dom);
      (this.fixed && (this.dom.style.position = "sticky"),
        this.syncGutters(!1),
        n.scrollDOM.insertBefore(this.dom, n.contentDOM));
    }
    getDOMAfter() {
      return (
        this.domAfter ||
          ((this.domAfter = document.createElement("div")),
          (this.domAfter.className = "cm-gutters cm-gutters-after"),
          this.domAfter.setAttribute("aria-hidden", "true"),
          (this.domAfter.style.minHeight = this.view.contentHeight / this.view.scaleY + "px"),
          (this.domAfter.style.position = this.fixed ? "sticky" : ""),
          this.view.scrollDOM.appendChild(this.domAfter)),
        this.domAfter
      );
    }
    update(n) {
      if (this.updateGutters(n)) {
        let e = this.prevViewport,
          t = n.view.viewport,
          i = Math.min(e.to, t.to) - Math.max(e.from, t.from);
        this.syncGutters(i < (t.to - t.from) * 0.8);
      }
      if (n.geometryChanged) {
        let e = this.view.contentHeight / this.view.scaleY + "px";
        ((this.dom.style.minHeight = e), this.domAfter && (this.domAfter.style.minHeight = e));
      }
      (this.view.state.facet(io) != !this.fixed &&
        ((this.fixed = !this.fixed),
        (this.dom.style.position = this.fixed ? "sticky" : ""),
        this.domAfter && (this.domAfter.style.position = this.fixed ? "sticky" : "")),
        (this.prevViewport = n.view.viewport));
    }
    syncGutters(n) {
      let e = this.dom.nextSibling;
      n && (this.dom.remove(), this.domAfter && this.domAfter.remove());
      let t = H.iter(this.view.state.facet(hr), this.view.viewport.from),
        i = [],
        s = this.gutters.map((r) => new so(r, this.view.viewport, -this.view.documentPadding.top));
      for (let r of this.view.viewportLineBlocks)
        if ((i.length && (i = []), Array.isArray(r.type))) {
          let o = !0;
          for (let l of r.type)
            if (l.type == oe.Text && o) {
              no(t, i, l.from);
              for (let a of s) a.line(this.view, l, i);
              o = !1;
            } else if (l.widget) for (let a of s) a.widget(this.view, l);
        } else if (r.type == oe.Text) {
          no(t, i, r.from);
          for (let o of s) o.line(this.view, r, i);
        } else if (r.widget) for (let o of s) o.widget(this.view, r);
      for (let r of s) r.finish();
      n &&
        (this.view.scrollDOM.insertBefore(this.dom, e),
        this.domAfter && this.view.scrollDOM.appendChild(this.domAfter));
    }
    updateGutters(n) {
      let e = n.startState.facet(Nn),
        t = n.state.facet(Nn),
        i =
          n.docChanged ||
          n.heightChanged ||
          n.viewportChanged ||
          !H.eq(n.startState.facet(hr), n.state.facet(hr), n.view.viewport.from, n.view.viewport.to);
      if (e == t) for (let s of this.gutters) s.update(n) && (i = !0);
      else {
        i = !0;
        let s = [];
        for (let r of t) {
          let o = e.indexOf(r);
          o < 0 ? s.push(new Zn(this.view, r)) : (this.gutters[o].update(n), s.push(this.gutters[o]));
        }
        for (let r of this.gutters) (r.dom.remove(), s.indexOf(r) < 0 && r.destroy());
        for (let r of s) r.config.side == "after" ? this.getDOMAfter().appendChild(r.dom) : this.dom.appendChild(r.dom);
        this.gutters = s;
      }
      return i;
    }
    destroy() {
      for (let n of this.gutters) n.destroy();
      (this.dom.remove(), this.domAfter && this.domAfter.remove());
    }
  },
  {
    provide: (n) =>
      D.scrollMargins.of((e) => {
        let t = e.plugin(n);
        if (!t || t.gutters.length == 0 || !t.fixed) return null;
        let i = t.dom.offsetWidth * e.scaleX,
          s = t.domAfter ? t.domAfter.offsetWidth * e.scaleX : 0;
        return e.textDirection == W.LTR ? { left: i, right: s } : { right: i, left: s };
      }),
  },
);
function Fa(n) {
  return Array.isArray(n) ? n : [n];
}
function no(n, e, t) {
  for (; n.value && n.from <= t;) (n.from == t && e.push(n.value), n.next());
}
var so = class {
    constructor(e, t, i) {
      ((this.gutter = e), (this.height = i), (this.i = 0), (this.cursor = H.iter(e.markers, t.from)));
    }
    addElement(e, t, i) {
      let { gutter: s } = this,
        r = (t.top - this.height) / e.scaleY,
        o = t.height / e.scaleY;
      if (this.i == s.elements.length) {
        let l = new es(e, o, r, i);
        (s.elements.push(l), s.dom.appendChild(l.dom));
      } else s.elements[this.i].update(e, o, r, i);
      ((this.height = t.bottom), this.i++);
    }
    line(e, t, i) {
      let s = [];
      (no(this.cursor, s, t.from), i.length && (s = s.concat(i)));
      let r = this.gutter.config.lineMarker(e, t, s);
      r && s.unshift(r);
      let o = this.gutter;
      (s.length == 0 && !o.config.renderEmptyElements) || this.addElement(e, t, s);
    }
    widget(e, t) {
      let i = this.gutter.config.widgetMarker(e, t.widget, t),
        s = i ? [i] : null;
      for (let r of e.state.facet(Vd)) {
        let o = r(e, t.widget, t);
        o && (s || (s = [])).push(o);
      }
      s && this.addElement(e, t, s);
    }
    finish() {
      let e = this.gutter;
      for (; e.elements.length > this.i;) {
        let t = e.elements.pop();
        (e.dom.removeChild(t.dom), t.destroy());
      }
    }
  },
  Zn = class {
    constructor(e, t) {
      ((this.view = e),
        (this.config = t),
        (this.elements = []),
        (this.spacer = null),
        (this.dom = document.createElement("div")),
        (this.dom.className = "cm-gutter" + (this.config.class ? " " + this.config.class : "")));
      for (let i in t.domEventHandlers)
        this.dom.addEventListener(i, (s) => {
          let r = s.target,
            o;
          if (r != this.dom && this.dom.contains(r)) {
            for (; r.parentNode != this.dom;) r = r.parentNode;
            let a = r.getBoundingClientRect();
            o = (a.top + a.bottom) / 2;
          } else o = s.clientY;
          let l = e.lineBlockAtHeight(o - e.documentTop);
          t.domEventHandlers[i](e, l, s) && s.preventDefault();
        });
      ((this.markers = Fa(t.markers(e))),
        t.initialSpacer &&
          ((this.spacer = new es(e, 0, 0, [t.initialSpacer(e)])),
          this.dom.appendChild(this.spacer.dom),
          (this.spacer.dom.style.cssText += "visibility: hidden; pointer-events: none")));
    }
    update(e) {
      let t = this.markers;
      if (((this.markers = Fa(this.config.markers(e.view))), this.spacer && this.config.updateSpacer)) {
        let s = this.config.updateSpacer(this.spacer.markers[0], e);
        s != this.spacer.markers[0] && this.spacer.update(e.view, 0, 0, [s]);
      }
      let i = e.view.viewport;
      return (
        !H.eq(this.markers, t, i.from, i.to) || (this.config.lineMarkerChange ? this.config.lineMarkerChange(e) : !1)
      );
    }
    destroy() {
      for (let e of this.elements) e.destroy();
    }
  },
  es = class {
    constructor(e, t, i, s) {
      ((this.height = -1),
        (this.above = 0),
        (this.markers = []),
        (this.dom = document.createElement("div")),
        (this.dom.className = "cm-gutterElement"),
        this.update(e, t, i, s));
    }
    update(e, t, i, s) {
      (this.height != t && ((this.height = t), (this.dom.style.height = t + "px")),
        this.above != i && (this.dom.style.marginTop = (this.above = i) ? i + "px" : ""),
        jd(this.markers, s) || this.setMarkers(e, s));
    }
    setMarkers(e, t) {
      let i = "cm-gutterElement",
        s = this.dom.firstChild;
      for (let r = 0, o = 0; ;) {
        let l = o,
          a = r < t.length ? t[r++] : null,
          h = !1;
        if (a) {
          let c = a.elementClass;
          c && (i += " " + c);
          for (let f = o; f < this.markers.length; f++)
            if (this.markers[f].compare(a)) {
              ((l = f), (h = !0));
              break;
            }
        } else l = this.markers.length;
        for (; o < l;) {
          let c = this.markers[o++];
          if (c.toDOM) {
            c.destroy(s);
            let f = s.nextSibling;
            (s.remove(), (s = f));
          }
        }
        if (!a) break;
        (a.toDOM && (h ? (s = s.nextSibling) : this.dom.insertBefore(a.toDOM(e), s)), h && o++);
      }
      ((this.dom.className = i), (this.markers = t));
    }
    destroy() {
      this.setMarkers(null, []);
    }
  };
function jd(n, e) {
  if (n.length != e.length) return !1;
  for (let t = 0; t < n.length; t++) if (!n[t].compare(e[t])) return !1;
  return !0;
}
var Kd = T.define(),
  Ud = T.define(),
  oi = T.define({
    combine(n) {
      return Ne(
        n,
        { formatNumber: String, domEventHandlers: {} },
        {
          domEventHandlers(e, t) {
            let i = Object.assign({}, e);
            for (let s in t) {
              let r = i[s],
                o = t[s];
              i[s] = r ? (l, a, h) => r(l, a, h) || o(l, a, h) : o;
            }
            return i;
          },
        },
      );
    },
  }),
  Vi = class extends ze {
    constructor(e) {
      (super(), (this.number = e));
    }
    eq(e) {
      return this.number == e.number;
    }
    toDOM() {
      return document.createTextNode(this.number);
    }
  };
function cr(n, e) {
  return n.state.facet(oi).formatNumber(e, n.state);
}
var $d = Nn.compute([oi], (n) => ({
  class: "cm-lineNumbers",
  renderEmptyElements: !1,
  markers(e) {
    return e.state.facet(Kd);
  },
  lineMarker(e, t, i) {
    return i.some((s) => s.toDOM) ? null : new Vi(cr(e, e.state.doc.lineAt(t.from).number));
  },
  widgetMarker: (e, t, i) => {
    for (let s of e.state.facet(Ud)) {
      let r = s(e, t, i);
      if (r) return r;
    }
    return null;
  },
  lineMarkerChange: (e) => e.startState.facet(oi) != e.state.facet(oi),
  initialSpacer(e) {
    return new Vi(cr(e, Ha(e.state.doc.lines)));
  },
  updateSpacer(e, t) {
    let i = cr(t.view, Ha(t.view.state.doc.lines));
    return i == e.number ? e : new Vi(i);
  },
  domEventHandlers: n.facet(oi).domEventHandlers,
  side: "before",
}));
function Qd(n = {}) {
  return [oi.of(n), zd(), $d];
}
function Ha(n) {
  let e = 9;
  for (; e < n;) e = e * 10 + 9;
  return e;
}
var Gd = 0,
  Gi = class {
    constructor(e, t) {
      ((this.from = e), (this.to = t));
    }
  },
  P = class {
    constructor(e = {}) {
      ((this.id = Gd++),
        (this.perNode = !!e.perNode),
        (this.deserialize =
          e.deserialize ||
          (() => {
            throw new Error("This node type doesn't define a deserialize function");
          })),
        (this.combine = e.combine || null));
    }
    add(e) {
      if (this.perNode) throw new RangeError("Can't add per-node props to node types");
      return (
        typeof e != "function" && (e = ce.match(e)),
        (t) => {
          let i = e(t);
          return i === void 0 ? null : [this, i];
        }
      );
    }
  };
P.closedBy = new P({ deserialize: (n) => n.split(" ") });
P.openedBy = new P({ deserialize: (n) => n.split(" ") });
P.group = new P({ deserialize: (n) => n.split(" ") });
P.isolate = new P({
  deserialize: (n) => {
    if (n && n != "rtl" && n != "ltr" && n != "auto") throw new RangeError("Invalid value for isolate: " + n);
    return n || "auto";
  },
});
P.contextHash = new P({ perNode: !0 });
P.lookAhead = new P({ perNode: !0 });
P.mounted = new P({ perNode: !0 });
var _t = class {
    constructor(e, t, i, s = !1) {
      ((this.tree = e), (this.overlay = t), (this.parser = i), (this.bracketed = s));
    }
    static get(e) {
      return e && e.props && e.props[P.mounted.id];
    }
  },
  Xd = Object.create(null),
  ce = class n {
    constructor(e, t, i, s = 0) {
      ((this.name = e), (this.props = t), (this.id = i), (this.flags = s));
    }
    static define(e) {
      let t = e.props && e.props.length ? Object.create(null) : Xd,
        i = (e.top ? 1 : 0) | (e.skipped ? 2 : 0) | (e.error ? 4 : 0) | (e.name == null ? 8 : 0),
        s = new n(e.name || "", t, e.id, i);
      if (e.props) {
        for (let r of e.props)
          if ((Array.isArray(r) || (r = r(s)), r)) {
            if (r[0].perNode) throw new RangeError("Can't store a per-node prop on a node type");
            t[r[0].id] = r[1];
          }
      }
      return s;
    }
    prop(e) {
      return this.props[e.id];
    }
    get isTop() {
      return (this.flags & 1) > 0;
    }
    get isSkipped() {
      return (this.flags & 2) > 0;
    }
    get isError() {
      return (this.flags & 4) > 0;
    }
    get isAnonymous() {
      return (this.flags & 8) > 0;
    }
    is(e) {
      if (typeof e == "string") {
        if (this.name == e) return !0;
        let t = this.prop(P.group);
        return t ? t.indexOf(e) > -1 : !1;
      }
      return this.id == e;
    }
    static match(e) {
      let t = Object.create(null);
      for (let i in e) for (let s of i.split(" ")) t[s] = e[i];
      return (i) => {
        for (let s = i.prop(P.group), r = -1; r < (s ? s.length : 0); r++) {
          let o = t[r < 0 ? i.name : s[r]];
          if (o) return o;
        }
      };
    }
  };
ce.none = new ce("", Object.create(null), 0, 8);
var Xi = class n {
    constructor(e) {
      this.types = e;
      for (let t = 0; t < e.length; t++)
        if (e[t].id != t)
          throw new RangeError("Node type ids should correspond to array positions when creating a node set");
    }
    extend(...e) {
      let t = [];
      for (let i of this.types) {
        let s = null;
        for (let r of e) {
          let o = r(i);
          if (o) {
            s || (s = Object.assign({}, i.props));
            let l = o[1],
              a = o[0];
            (a.combine && a.id in s && (l = a.combine(s[a.id], l)), (s[a.id] = l));
          }
        }
        t.push(s ? new ce(i.name, s, i.id, i.flags) : i);
      }
      return new n(t);
    }
  },
  rs = new WeakMap(),
  Fh = new WeakMap(),
  $;
(function (n) {
  ((n[(n.ExcludeBuffers = 1)] = "ExcludeBuffers"),
    (n[(n.IncludeAnonymous = 2)] = "IncludeAnonymous"),
    (n[(n.IgnoreMounts = 4)] = "IgnoreMounts"),
    (n[(n.IgnoreOverlays = 8)] = "IgnoreOverlays"),
    (n[(n.EnterBracketed = 16)] = "EnterBracketed"));
})($ || ($ = {}));
var G = class n {
  constructor(e, t, i, s, r) {
    if (
      ((this.type = e),
      (this.children = t),
      (this.positions = i),
      (this.length = s),
      (this.props = null),
      r && r.length)
    ) {
      this.props = Object.create(null);
      for (let [o, l] of r) this.props[typeof o == "number" ? o : o.id] = l;
    }
  }
  toString() {
    let e = _t.get(this);
    if (e && !e.overlay) return e.tree.toString();
    let t = "";
    for (let i of this.children) {
      let s = i.toString();
      s && (t && (t += ","), (t += s));
    }
    return this.type.name
      ? (/\W/.test(this.type.name) && !this.type.isError ? JSON.stringify(this.type.name) : this.type.name) +
          (t.length ? "(" + t + ")" : "")
      : t;
  }
  cursor(e = 0) {
    return new Zi(this.topNode, e);
  }
  cursorAt(e, t = 0, i = 0) {
    let s = rs.get(this) || this.topNode,
      r = new Zi(s);
    return (r.moveTo(e, t), rs.set(this, r._tree), r);
  }
  get topNode() {
    return new tt(this, 0, 0, null);
  }
  resolve(e, t = 0) {
    let i = Yi(rs.get(this) || this.topNode, e, t, !1);
    return (rs.set(this, i), i);
  }
  resolveInner(e, t = 0) {
    let i = Yi(Fh.get(this) || this.topNode, e, t, !0);
    return (Fh.set(this, i), i);
  }
  resolveStack(e, t = 0) {
    return Yd(this, e, t);
  }
  iterate(e) {
    let { enter: t, leave: i, from: s = 0, to: r = this.length } = e,
      o = e.mode || 0,
      l = (o & $.IncludeAnonymous) > 0;
    for (let a = this.cursor(o | $.IncludeAnonymous); ;) {
      let h = !1;
      if (a.from <= r && a.to >= s && ((!l && a.type.isAnonymous) || t(a) !== !1)) {
        if (a.firstChild()) continue;
        h = !0;
      }
      for (; h && i && (l || !a.type.isAnonymous) && i(a), !a.nextSibling();) {
        if (!a.parent()) return;
        h = !0;
      }
    }
  }
  prop(e) {
    return e.perNode ? (this.props ? this.props[e.id] : void 0) : this.type.prop(e);
  }
  get propValues() {
    let e = [];
    if (this.props) for (let t in this.props) e.push([+t, this.props[t]]);
    return e;
  }
  balance(e = {}) {
    return this.children.length <= 8
      ? this
      : So(
          ce.none,
          this.children,
          this.positions,
          0,
          this.children.length,
          0,
          this.length,
          (t, i, s) => new n(this.type, t, i, s, this.propValues),
          e.makeTree || ((t, i, s) => new n(ce.none, t, i, s)),
        );
  }
  static build(e) {
    return Jd(e);
  }
};
G.empty = new G(ce.none, [], [], 0);
var bo = class n {
    constructor(e, t) {
      ((this.buffer = e), (this.index = t));
    }
    get id() {
      return this.buffer[this.index - 4];
    }
    get start() {
      return this.buffer[this.index - 3];
    }
    get end() {
      return this.buffer[this.index - 2];
    }
    get size() {
      return this.buffer[this.index - 1];
    }
    get pos() {
      return this.index;
    }
    next() {
      this.index -= 4;
    }
    fork() {
      return new n(this.buffer, this.index);
    }
  },
  kt = class n {
    constructor(e, t, i) {
      ((this.buffer = e), (this.length = t), (this.set = i));
    }
    get type() {
      return ce.none;
    }
    toString() {
      let e = [];
      for (let t = 0; t < this.buffer.length;) (e.push(this.childString(t)), (t = this.buffer[t + 3]));
      return e.join(",");
    }
    childString(e) {
      let t = this.buffer[e],
        i = this.buffer[e + 3],
        s = this.set.types[t],
        r = s.name;
      if ((/\W/.test(r) && !s.isError && (r = JSON.stringify(r)), (e += 4), i == e)) return r;
      let o = [];
      for (; e < i;) (o.push(this.childString(e)), (e = this.buffer[e + 3]));
      return r + "(" + o.join(",") + ")";
    }
    findChild(e, t, i, s, r) {
      let { buffer: o } = this,
        l = -1;
      for (let a = e; a != t && !(Vh(r, s, o[a + 1], o[a + 2]) && ((l = a), i > 0)); a = o[a + 3]);
      return l;
    }
    slice(e, t, i) {
      let s = this.buffer,
        r = new Uint16Array(t - e),
        o = 0;
      for (let l = e, a = 0; l < t;) {
        ((r[a++] = s[l++]), (r[a++] = s[l++] - i));
        let h = (r[a++] = s[l++] - i);
        ((r[a++] = s[l++] - e), (o = Math.max(o, h)));
      }
      return new n(r, o, this.set);
    }
  };
function Vh(n, e, t, i) {
  switch (n) {
    case -2:
      return t < e;
    case -1:
      return i >= e && t < e;
    case 0:
      return t < e && i > e;
    case 1:
      return t <= e && i > e;
    case 2:
      return i > e;
    case 4:
      return !0;
  }
}
function Yi(n, e, t, i) {
  for (var s; n.from == n.to || (t < 1 ? n.from >= e : n.from > e) || (t > -1 ? n.to <= e : n.to < e);) {
    let o = !i && n instanceof tt && n.index < 0 ? null : n.parent;
    if (!o) return n;
    n = o;
  }
  let r = i ? 0 : $.IgnoreOverlays;
  if (i)
    for (let o = n, l = o.parent; l; o = l, l = o.parent)
      o instanceof tt &&
        o.index < 0 &&
        ((s = l.enter(e, t, r)) === null || s === void 0 ? void 0 : s.from) != o.from &&
        (n = l);
  for (;;) {
    let o = n.enter(e, t, r);
    if (!o) return n;
    n = o;
  }
}
var ls = class {
    cursor(e = 0) {
      return new Zi(this, e);
    }
    getChild(e, t = null, i = null) {
      let s = Hh(this, e, t, i);
      return s.length ? s[0] : null;
    }
    getChildren(e, t = null, i = null) {
      return Hh(this, e, t, i);
    }
    resolve(e, t = 0) {
      return Yi(this, e, t, !1);
    }
    resolveInner(e, t = 0) {
      return Yi(this, e, t, !0);
    }
    matchContext(e) {
      return yo(this.parent, e);
    }
    enterUnfinishedNodesBefore(e) {
      let t = this.childBefore(e),
        i = this;
      for (; t;) {
        let s = t.lastChild;
        if (!s || s.to != t.to) break;
        s.type.isError && s.from == s.to ? ((i = t), (t = s.prevSibling)) : (t = s);
      }
      return i;
    }
    get node() {
      return this;
    }
    get next() {
      return this.parent;
    }
  },
  tt = class n extends ls {
    constructor(e, t, i, s) {
      (super(), (this._tree = e), (this.from = t), (this.index = i), (this._parent = s));
    }
    get type() {
      return this._tree.type;
    }
    get name() {
      return this._tree.type.name;
    }
    get to() {
      return this.from + this._tree.length;
    }
    nextChild(e, t, i, s, r = 0) {
      for (let o = this; ;) {
        for (let { children: l, positions: a } = o._tree, h = t > 0 ? l.length : -1; e != h; e += t) {
          let c = l[e],
            f = a[e] + o.from,
            u;
          if (!(
            !(
              r & $.EnterBracketed &&
              c instanceof G &&
              (u = _t.get(c)) &&
              !u.overlay &&
              u.bracketed &&
              i >= f &&
              i <= f + c.length
            ) && !Vh(s, i, f, f + c.length)
          )) {
            if (c instanceof kt) {
              if (r & $.ExcludeBuffers) continue;
              let d = c.findChild(0, c.buffer.length, t, i - f, s);
              if (d > -1) return new Ji(new xo(o, c, e, f), null, d);
            } else if (r & $.IncludeAnonymous || !c.type.isAnonymous || vo(c)) {
              let d;
              if (!(r & $.IgnoreMounts) && (d = _t.get(c)) && !d.overlay) return new n(d.tree, f, e, o);
              let p = new n(c, f, e, o);
              return r & $.IncludeAnonymous || !p.type.isAnonymous
                ? p
                : p.nextChild(t < 0 ? c.children.length - 1 : 0, t, i, s, r);
            }
          }
        }
        if (
          r & $.IncludeAnonymous ||
          !o.type.isAnonymous ||
          (o.index >= 0 ? (e = o.index + t) : (e = t < 0 ? -1 : o._parent._tree.children.length), (o = o._parent), !o)
        )
          return null;
      }
    }
    get firstChild() {
      return this.nextChild(0, 1, 0, 4);
    }
    get lastChild() {
      return this.nextChild(this._tree.children.length - 1, -1, 0, 4);
    }
    childAfter(e) {
      return this.nextChild(0, 1, e, 2);
    }
    childBefore(e) {
      return this.nextChild(this._tree.children.length - 1, -1, e, -2);
    }
    prop(e) {
      return this._tree.prop(e);
    }
    enter(e, t, i = 0) {
      let s;
      if (!(i & $.IgnoreOverlays) && (s = _t.get(this._tree)) && s.overlay) {
        let r = e - this.from,
          o = i & $.EnterBracketed && s.bracketed;
        for (let { from: l, to: a } of s.overlay)
          if ((t > 0 || o ? l <= r : l < r) && (t < 0 || o ? a >= r : a > r))
            return new n(s.tree, s.overlay[0].from + this.from, -1, this);
      }
      return this.nextChild(0, 1, e, t, i);
    }
    nextSignificantParent() {
      let e = this;
      for (; e.type.isAnonymous && e._parent;) e = e._parent;
      return e;
    }
    get parent() {
      return this._parent ? this._parent.nextSignificantParent() : null;
    }
    get nextSibling() {
      return this._parent && this.index >= 0 ? this._parent.nextChild(this.index + 1, 1, 0, 4) : null;
    }
    get prevSibling() {
      return this._parent && this.index >= 0 ? this._parent.nextChild(this.index - 1, -1, 0, 4) : null;
    }
    get tree() {
      return this._tree;
    }
    toTree() {
      return this._tree;
    }
    toString() {
      return this._tree.toString();
    }
  };
function Hh(n, e, t, i) {
  let s = n.cursor(),
    r = [];
  if (!s.firstChild()) return r;
  if (t != null) {
    for (let o = !1; !o;) if (((o = s.type.is(t)), !s.nextSibling())) return r;
  }
  for (;;) {
    if (i != null && s.type.is(i)) return r;
    if ((s.type.is(e) && r.push(s.node), !s.nextSibling())) return i == null ? r : [];
  }
}
function yo(n, e, t = e.length - 1) {
  for (let i = n; t >= 0; i = i.parent) {
    if (!i) return !1;
    if (!i.type.isAnonymous) {
      if (e[t] && e[t] != i.name) return !1;
      t--;
    }
  }
  return !0;
}
var xo = class {
    constructor(e, t, i, s) {
      ((this.parent = e), (this.buffer = t), (this.index = i), (this.start = s));
    }
  },
  Ji = class n extends ls {
    get name() {
      return this.type.name;
    }
    get from() {
      return this.context.start + this.context.buffer.buffer[this.index + 1];
    }
    get to() {
      return this.context.start + this.context.buffer.buffer[this.index + 2];
    }
    constructor(e, t, i) {
      (super(),
        (this.context = e),
        (this._parent = t),
        (this.index = i),
        (this.type = e.buffer.set.types[e.buffer.buffer[i]]));
    }
    child(e, t, i) {
      let { buffer: s } = this.context,
        r = s.findChild(this.index + 4, s.buffer[this.index + 3], e, t - this.context.start, i);
      return r < 0 ? null : new n(this.context, this, r);
    }
    get firstChild() {
      return this.child(1, 0, 4);
    }
    get lastChild() {
      return this.child(-1, 0, 4);
    }
    childAfter(e) {
      return this.child(1, e, 2);
    }
    childBefore(e) {
      return this.child(-1, e, -2);
    }
    prop(e) {
      return this.type.prop(e);
    }
    enter(e, t, i = 0) {
      if (i & $.ExcludeBuffers) return null;
      let { buffer: s } = this.context,
        r = s.findChild(this.index + 4, s.buffer[this.index + 3], t > 0 ? 1 : -1, e - this.context.start, t);
      return r < 0 ? null : new n(this.context, this, r);
    }
    get parent() {
      return this._parent || this.context.parent.nextSignificantParent();
    }
    externalSibling(e) {
      return this._parent ? null : this.context.parent.nextChild(this.context.index + e, e, 0, 4);
    }
    get nextSibling() {
      let { buffer: e } = this.context,
        t = e.buffer[this.index + 3];
      return t < (this._parent ? e.buffer[this._parent.index + 3] : e.buffer.length)
        ? new n(this.context, this._parent, t)
        : this.externalSibling(1);
    }
    get prevSibling() {
      let { buffer: e } = this.context,
        t = this._parent ? this._parent.index + 4 : 0;
      return this.index == t
        ? this.externalSibling(-1)
        : new n(this.context, this._parent, e.findChild(t, this.index, -1, 0, 4));
    }
    get tree() {
      return null;
    }
    toTree() {
      let e = [],
        t = [],
        { buffer: i } = this.context,
        s = this.index + 4,
        r = i.buffer[this.index + 3];
      if (r > s) {
        let o = i.buffer[this.index + 1];
        (e.push(i.slice(s, r, o)), t.push(0));
      }
      return new G(this.type, e, t, this.to - this.from);
    }
    toString() {
      return this.context.buffer.childString(this.index);
    }
  };
function zh(n) {
  if (!n.length) return null;
  let e = 0,
    t = n[0];
  for (let r = 1; r < n.length; r++) {
    let o = n[r];
    (o.from > t.from || o.to < t.to) && ((t = o), (e = r));
  }
  let i = t instanceof tt && t.index < 0 ? null : t.parent,
    s = n.slice();
  return (i ? (s[e] = i) : s.splice(e, 1), new ko(s, t));
}
var ko = class {
  constructor(e, t) {
    ((this.heads = e), (this.node = t));
  }
  get next() {
    return zh(this.heads);
  }
};
function Yd(n, e, t) {
  let i = n.resolveInner(e, t),
    s = null;
  for (let r = i instanceof tt ? i : i.context.parent; r; r = r.parent)
    if (r.index < 0) {
      let o = r.parent;
      ((s || (s = [i])).push(o.resolve(e, t)), (r = o));
    } else {
      let o = _t.get(r.tree);
      if (o && o.overlay && o.overlay[0].from <= e && o.overlay[o.overlay.length - 1].to >= e) {
        let l = new tt(o.tree, o.overlay[0].from + r.from, -1, r);
        (s || (s = [i])).push(Yi(l, e, t, !1));
      }
    }
  return s ? zh(s) : i;
}
var Zi = class {
  get name() {
    return this.type.name;
  }
  constructor(e, t = 0) {
    if (
      ((this.buffer = null),
      (this.stack = []),
      (this.index = 0),
      (this.bufferNode = null),
      (this.mode = t & ~$.EnterBracketed),
      e instanceof tt)
    )
      this.yieldNode(e);
    else {
      ((this._tree = e.context.parent), (this.buffer = e.context));
      for (let i = e._parent; i; i = i._parent) this.stack.unshift(i.index);
      ((this.bufferNode = e), this.yieldBuf(e.index));
    }
  }
  yieldNode(e) {
    return e ? ((this._tree = e), (this.type = e.type), (this.from = e.from), (this.to = e.to), !0) : !1;
  }
  yieldBuf(e, t) {
    this.index = e;
    let { start: i, buffer: s } = this.buffer;
    return (
      (this.type = t || s.set.types[s.buffer[e]]),
      (this.from = i + s.buffer[e + 1]),
      (this.to = i + s.buffer[e + 2]),
      !0
    );
  }
  yield(e) {
    return e
      ? e instanceof tt
        ? ((this.buffer = null), this.yieldNode(e))
        : ((this.buffer = e.context), this.yieldBuf(e.index, e.type))
      : !1;
  }
  toString() {
    return this.buffer ? this.buffer.buffer.childString(this.index) : this._tree.toString();
  }
  enterChild(e, t, i) {
    if (!this.buffer)
      return this.yield(this._tree.nextChild(e < 0 ? this._tree._tree.children.length - 1 : 0, e, t, i, this.mode));
    let { buffer: s } = this.buffer,
      r = s.findChild(this.index + 4, s.buffer[this.index + 3], e, t - this.buffer.start, i);
    return r < 0 ? !1 : (this.stack.push(this.index), this.yieldBuf(r));
  }
  firstChild() {
    return this.enterChild(1, 0, 4);
  }
  lastChild() {
    return this.enterChild(-1, 0, 4);
  }
  childAfter(e) {
    return this.enterChild(1, e, 2);
  }
  childBefore(e) {
    return this.enterChild(-1, e, -2);
  }
  enter(e, t, i = this.mode) {
    return this.buffer ? (i & $.ExcludeBuffers ? !1 : this.enterChild(1, e, t)) : this.yield(this._tree.enter(e, t, i));
  }
  parent() {
    if (!this.buffer) return this.yieldNode(this.mode & $.IncludeAnonymous ? this._tree._parent : this._tree.parent);
    if (this.stack.length) return this.yieldBuf(this.stack.pop());
    let e = this.mode & $.IncludeAnonymous ? this.buffer.parent : this.buffer.parent.nextSignificantParent();
    return ((this.buffer = null), this.yieldNode(e));
  }
  sibling(e) {
    if (!this.buffer)
      return this._tree._parent
        ? this.yield(
            this._tree.index < 0 ? null : this._tree._parent.nextChild(this._tree.index + e, e, 0, 4, this.mode),
          )
        : !1;
    let { buffer: t } = this.buffer,
      i = this.stack.length - 1;
    if (e < 0) {
      let s = i < 0 ? 0 : this.stack[i] + 4;
      if (this.index != s) return this.yieldBuf(t.findChild(s, this.index, -1, 0, 4));
    } else {
      let s = t.buffer[this.index + 3];
      if (s < (i < 0 ? t.buffer.length : t.buffer[this.stack[i] + 3])) return this.yieldBuf(s);
    }
    return i < 0 ? this.yield(this.buffer.parent.nextChild(this.buffer.index + e, e, 0, 4, this.mode)) : !1;
  }
  nextSibling() {
    return this.sibling(1);
  }
  prevSibling() {
    return this.sibling(-1);
  }
  atLastNode(e) {
    let t,
      i,
      { buffer: s } = this;
    if (s) {
      if (e > 0) {
        if (this.index < s.buffer.buffer.length) return !1;
      } else for (let r = 0; r < this.index; r++) if (s.buffer.buffer[r + 3] < this.index) return !1;
      ({ index: t, parent: i } = s);
    } else ({ index: t, _parent: i } = this._tree);
    for (; i; { index: t, _parent: i } = i)
      if (t > -1)
        for (let r = t + e, o = e < 0 ? -1 : i._tree.children.length; r != o; r += e) {
          let l = i._tree.children[r];
          if (this.mode & $.IncludeAnonymous || l instanceof kt || !l.type.isAnonymous || vo(l)) return !1;
        }
    return !0;
  }
  move(e, t) {
    if (t && this.enterChild(e, 0, 4)) return !0;
    for (;;) {
      if (this.sibling(e)) return !0;
      if (this.atLastNode(e) || !this.parent()) return !1;
    }
  }
  next(e = !0) {
    return this.move(1, e);
  }
  prev(e = !0) {
    return this.move(-1, e);
  }
  moveTo(e, t = 0) {
    for (
      ;
      (this.from == this.to || (t < 1 ? this.from >= e : this.from > e) || (t > -1 ? this.to <= e : this.to < e)) &&
      this.parent();
    );
    for (; this.enterChild(1, e, t););
    return this;
  }
  get node() {
    if (!this.buffer) return this._tree;
    let e = this.bufferNode,
      t = null,
      i = 0;
    if (e && e.context == this.buffer)
      e: for (let s = this.index, r = this.stack.length; r >= 0;) {
        for (let o = e; o; o = o._parent)
          if (o.index == s) {
            if (s == this.index) return o;
            ((t = o), (i = r + 1));
            break e;
          }
        s = this.stack[--r];
      }
    for (let s = i; s < this.stack.length; s++) t = new Ji(this.buffer, t, this.stack[s]);
    return (this.bufferNode = new Ji(this.buffer, t, this.index));
  }
  get tree() {
    return this.buffer ? null : this._tree._tree;
  }
  iterate(e, t) {
    for (let i = 0; ;) {
      let s = !1;
      if (this.type.isAnonymous || e(this) !== !1) {
        if (this.firstChild()) {
          i++;
          continue;
        }
        this.type.isAnonymous || (s = !0);
      }
      for (;;) {
        if ((s && t && t(this), (s = this.type.isAnonymous), !i)) return;
        if (this.nextSibling()) break;
        (this.parent(), i--, (s = !0));
      }
    }
  }
  matchContext(e) {
    if (!this.buffer) return yo(this.node.parent, e);
    let { buffer: t } = this.buffer,
      { types: i } = t.set;
    for (let s = e.length - 1, r = this.stack.length - 1; s >= 0; r--) {
      if (r < 0) return yo(this._tree, e, s);
      let o = i[t.buffer[this.stack[r]]];
      if (!o.isAnonymous) {
        if (e[s] && e[s] != o.name) return !1;
        s--;
      }
    }
    return !0;
  }
};
function vo(n) {
  return n.children.some((e) => e instanceof kt || !e.type.isAnonymous || vo(e));
}
function Jd(n) {
  var e;
  let { buffer: t, nodeSet: i, maxBufferLength: s = 1024, reused: r = [], minRepeatType: o = i.types.length } = n,
    l = Array.isArray(t) ? new bo(t, t.length) : t,
    a = i.types,
    h = 0,
    c = 0;
  function f(x, S, C, R, _, z) {
    let { id: L, start: B, end: V, size: F } = l,
      K = c,
      ae = h;
    if (F < 0)
      if ((l.next(), F == -1)) {
        let ot = r[L];
        (C.push(ot), R.push(B - x));
        return;
      } else if (F == -3) {
        h = L;
        return;
      } else if (F == -4) {
        c = L;
        return;
      } else throw new RangeError(`Unrecognized record size: ${F}`);
    let we = a[L],
      Ge,
      ie,
      Me = B - x;
    if (V - B <= s && (ie = g(l.pos - S, _))) {
      let ot = new Uint16Array(ie.size - ie.skip),
        ue = l.pos - ie.size,
        Ie = ot.length;
      for (; l.pos > ue;) Ie = b(ie.start, ot, Ie);
      ((Ge = new kt(ot, V - ie.start, i)), (Me = ie.start - x));
    } else {
      let ot = l.pos - F;
      l.next();
      let ue = [],
        Ie = [],
        Xe = L >= o ? L : -1,
        lt = 0,
        Gt = V,
        Ci = K;
      for (; l.pos > ot;)
        Xe >= 0 && l.id == Xe && l.size >= 0
          ? (l.end <= Gt - s && (p(ue, Ie, B, lt, l.end, Gt, Xe, Ci, ae), (lt = ue.length), (Gt = l.end), (Ci = c)),
            l.next())
          : z > 2500
            ? u(B, ot, ue, Ie)
            : (Xe >= 0 &&
                l.size == -1 &&
                r[l.id].type == i.types[Xe] &&
                (lt < ue.length && p(ue, Ie, B, lt, l.end, Gt, Xe, Ci, ae),
                (lt = ue.length + 1),
                (Gt = l.start),
                (Ci = c)),
              f(B, ot, ue, Ie, Xe, z + 1));
      if (
        (Xe >= 0 && lt > 0 && lt < ue.length && p(ue, Ie, B, lt, B, Gt, Xe, Ci, ae),
        ue.reverse(),
        Ie.reverse(),
        Xe > -1 && lt > 0)
      ) {
        let Dl = d(we, ae);
        Ge = So(we, ue, Ie, 0, ue.length, 0, V - B, Dl, Dl);
      } else Ge = m(we, ue, Ie, V - B, K - V, ae);
    }
    (C.push(Ge), R.push(Me));
  }
  function u(x, S, C, R) {
    let _ = [],
      z = 0,
      L = -1;
    for (; l.pos > S;) {
      let { id: B, start: V, end: F, size: K } = l;
      if (K > 4) l.next();
      else {
        if (L > -1 && V < L) break;
        (L < 0 && (L = F - s), _.push(B, V, F), z++, l.next());
      }
    }
    if (z) {
      let B = new Uint16Array(z * 4),
        V = _[_.length - 2];
      for (let F = _.length - 3, K = 0; F >= 0; F -= 3)
        ((B[K++] = _[F]), (B[K++] = _[F + 1] - V), (B[K++] = _[F + 2] - V), (B[K++] = K));
      (C.push(new kt(B, _[2] - V, i)), R.push(V - x));
    }
  }
  function d(x, S) {
    return (C, R, _) => {
      let z = 0,
        L = C.length - 1,
        B,
        V;
      if (L >= 0 && (B = C[L]) instanceof G) {
        if (!L && B.type == x && B.length == _) return B;
        (V = B.prop(P.lookAhead)) && (z = R[L] + B.length + V - _);
      }
      return m(x, C, R, _, z, S);
    };
  }
  function p(x, S, C, R, _, z, L, B, V) {
    let F = [],
      K = [];
    for (; x.length > R;) (F.push(x.pop()), K.push(S.pop() + C - _));
    (x.push(m(i.types[L], F, K, z - _, B - z, V)), S.push(_ - C));
  }
  function m(x, S, C, R, _, z, L) {
    if (z) {
      let B = [P.contextHash, z];
      L = L ? [B].concat(L) : [B];
    }
    if (_ > 25) {
      let B = [P.lookAhead, _];
      L = L ? [B].concat(L) : [B];
    }
    return new G(x, S, C, R, L);
  }
  function g(x, S) {
    let C = l.fork(),
      R = 0,
      _ = 0,
      z = 0,
      L = C.end - s,
      B = { size: 0, start: 0, skip: 0 };
    e: for (let V = C.pos - x; C.pos > V;) {
      let F = C.size;
      if (C.id == S && F >= 0) {
        ((B.size = R), (B.start = _), (B.skip = z), (z += 4), (R += 4), C.next());
        continue;
      }
      let K = C.pos - F;
      if (F < 0 || K < V || C.start < L) break;
      let ae = C.id >= o ? 4 : 0,
        we = C.start;
      for (C.next(); C.pos > K;) {
        if (C.size < 0)
          if (C.size == -3 || C.size == -4) ae += 4;
          else break e;
        else C.id >= o && (ae += 4);
        C.next();
      }
      ((_ = we), (R += F), (z += ae));
    }
    return ((S < 0 || R == x) && ((B.size = R), (B.start = _), (B.skip = z)), B.size > 4 ? B : void 0);
  }
  function b(x, S, C) {
    let { id: R, start: _, end: z, size: L } = l;
    if ((l.next(), L >= 0 && R < o)) {
      let B = C;
      if (L > 4) {
        let V = l.pos - (L - 4);
        for (; l.pos > V;) C = b(x, S, C);
      }
      ((S[--C] = B), (S[--C] = z - x), (S[--C] = _ - x), (S[--C] = R));
    } else L == -3 ? (h = R) : L == -4 && (c = R);
    return C;
  }
  let k = [],
    y = [];
  for (; l.pos > 0;) f(n.start || 0, n.bufferStart || 0, k, y, -1, 0);
  let O = (e = n.length) !== null && e !== void 0 ? e : k.length ? y[0] + k[0].length : 0;
  return new G(a[n.topID], k.reverse(), y.reverse(), O);
}
var Wh = new WeakMap();
function os(n, e) {
  if (!n.isAnonymous || e instanceof kt || e.type != n) return 1;
  let t = Wh.get(e);
  if (t == null) {
    t = 1;
    for (let i of e.children) {
      if (i.type != n || !(i instanceof G)) {
        t = 1;
        break;
      }
      t += os(n, i);
    }
    Wh.set(e, t);
  }
  return t;
}
function So(n, e, t, i, s, r, o, l, a) {
  let h = 0;
  for (let p = i; p < s; p++) h += os(n, e[p]);
  let c = Math.ceil((h * 1.5) / 8),
    f = [],
    u = [];
  function d(p, m, g, b, k) {
    for (let y = g; y < b;) {
      let O = y,
        x = m[y],
        S = os(n, p[y]);
      for (y++; y < b; y++) {
        let C = os(n, p[y]);
        if (S + C >= c) break;
        S += C;
      }
      if (y == O + 1) {
        if (S > c) {
          let C = p[O];
          d(C.children, C.positions, 0, C.children.length, m[O] + k);
          continue;
        }
        f.push(p[O]);
      } else {
        let C = m[y - 1] + p[y - 1].length - x;
        f.push(So(n, p, m, O, y, x, C, null, a));
      }
      u.push(x + k - r);
    }
  }
  return (d(e, t, i, s, 0), (l || a)(f, u, o));
}
var Nt = class n {
    constructor(e, t, i, s, r = !1, o = !1) {
      ((this.from = e), (this.to = t), (this.tree = i), (this.offset = s), (this.open = (r ? 1 : 0) | (o ? 2 : 0)));
    }
    get openStart() {
      return (this.open & 1) > 0;
    }
    get openEnd() {
      return (this.open & 2) > 0;
    }
    static addTree(e, t = [], i = !1) {
      let s = [new n(0, e.length, e, 0, !1, i)];
      for (let r of t) r.to > e.length && s.push(r);
      return s;
    }
    static applyChanges(e, t, i = 128) {
      if (!t.length) return e;
      let s = [],
        r = 1,
        o = e.length ? e[0] : null;
      for (let l = 0, a = 0, h = 0; ; l++) {
        let c = l < t.length ? t[l] : null,
          f = c ? c.fromA : 1e9;
        if (f - a >= i)
          for (; o && o.from < f;) {
            let u = o;
            if (a >= u.from || f <= u.to || h) {
              let d = Math.max(u.from, a) - h,
                p = Math.min(u.to, f) - h;
              u = d >= p ? null : new n(d, p, u.tree, u.offset + h, l > 0, !!c);
            }
            if ((u && s.push(u), o.to > f)) break;
            o = r < e.length ? e[r++] : null;
          }
        if (!c) break;
        ((a = c.toA), (h = c.toA - c.toB));
      }
      return s;
    }
  },
  bi = class {
    startParse(e, t, i) {
      return (
        typeof e == "string" && (e = new wo(e)),
        (i = i ? (i.length ? i.map((s) => new Gi(s.from, s.to)) : [new Gi(0, 0)]) : [new Gi(0, e.length)]),
        this.createParse(e, t || [], i)
      );
    }
    parse(e, t, i) {
      let s = this.startParse(e, t, i);
      for (;;) {
        let r = s.advance();
        if (r) return r;
      }
    }
  },
  wo = class {
    constructor(e) {
      this.string = e;
    }
    get length() {
      return this.string.length;
    }
    chunk(e) {
      return this.string.slice(e);
    }
    get lineChunks() {
      return !1;
    }
    read(e, t) {
      return this.string.slice(e, t);
    }
  };
var $0 = new P({ perNode: !0 });
var Zd = 0,
  qe = class n {
    constructor(e, t, i, s) {
      ((this.name = e), (this.set = t), (this.base = i), (this.modified = s), (this.id = Zd++));
    }
    toString() {
      let { name: e } = this;
      for (let t of this.modified) t.name && (e = `${t.name}(${e})`);
      return e;
    }
    static define(e, t) {
      let i = typeof e == "string" ? e : "?";
      if ((e instanceof n && (t = e), t?.base)) throw new Error("Can not derive from a modified tag");
      let s = new n(i, [], null, []);
      if ((s.set.push(s), t)) for (let r of t.set) s.set.push(r);
      return s;
    }
    static defineModifier(e) {
      let t = new fs(e);
      return (i) =>
        i.modified.indexOf(t) > -1
          ? i
          : fs.get(
              i.base || i,
              i.modified.concat(t).sort((s, r) => s.id - r.id),
            );
    }
  },
  ep = 0,
  fs = class n {
    constructor(e) {
      ((this.name = e), (this.instances = []), (this.id = ep++));
    }
    static get(e, t) {
      if (!t.length) return e;
      let i = t[0].instances.find((l) => l.base == e && tp(t, l.modified));
      if (i) return i;
      let s = [],
        r = new qe(e.name, s, e, t);
      for (let l of t) l.instances.push(r);
      let o = ip(t);
      for (let l of e.set) if (!l.modified.length) for (let a of o) s.push(n.get(l, a));
      return r;
    }
  };
function tp(n, e) {
  return n.length == e.length && n.every((t, i) => t == e[i]);
}
function ip(n) {
  let e = [[]];
  for (let t = 0; t < n.length; t++) for (let i = 0, s = e.length; i < s; i++) e.push(e[i].concat(n[t]));
  return e.sort((t, i) => i.length - t.length);
}
function us(n) {
  let e = Object.create(null);
  for (let t in n) {
    let i = n[t];
    Array.isArray(i) || (i = [i]);
    for (let s of t.split(" "))
      if (s) {
        let r = [],
          o = 2,
          l = s;
        for (let f = 0; ;) {
          if (l == "..." && f > 0 && f + 3 == s.length) {
            o = 1;
            break;
          }
          let u = /^"(?:[^"\\]|\\.)*?"|[^\/!]+/.exec(l);
          if (!u) throw new RangeError("Invalid path: " + s);
          if ((r.push(u[0] == "*" ? "" : u[0][0] == '"' ? JSON.parse(u[0]) : u[0]), (f += u[0].length), f == s.length))
            break;
          let d = s[f++];
          if (f == s.length && d == "!") {
            o = 0;
            break;
          }
          if (d != "/") throw new RangeError("Invalid path: " + s);
          l = s.slice(f);
        }
        let a = r.length - 1,
          h = r[a];
        if (!h) throw new RangeError("Invalid path: " + s);
        let c = new Ht(i, o, a > 0 ? r.slice(0, a) : null);
        e[h] = c.sort(e[h]);
      }
  }
  return Kh.add(e);
}
var Kh = new P({
    combine(n, e) {
      let t, i, s;
      for (; n || e;) {
        if (
          (!n || (e && n.depth <= e.depth) ? ((s = e), (e = e.next)) : ((s = n), (n = n.next)),
          t && t.mode == s.mode && !s.context && !t.context)
        )
          continue;
        let r = new Ht(s.tags, s.mode, s.context);
        (t ? (t.next = r) : (i = r), (t = r));
      }
      return i;
    },
  }),
  Ht = class {
    constructor(e, t, i, s) {
      ((this.tags = e), (this.mode = t), (this.context = i), (this.next = s));
    }
    get opaque() {
      return this.mode == 0;
    }
    get inherit() {
      return this.mode == 1;
    }
    sort(e) {
      return !e || e.depth < this.depth ? ((this.next = e), this) : ((e.next = this.sort(e.next)), e);
    }
    get depth() {
      return this.context ? this.context.length : 0;
    }
  };
Ht.empty = new Ht([], 2, null);
function Mo(n, e) {
  let t = Object.create(null);
  for (let r of n)
    if (!Array.isArray(r.tag)) t[r.tag.id] = r.class;
    else for (let o of r.tag) t[o.id] = r.class;
  let { scope: i, all: s = null } = e || {};
  return {
    style: (r) => {
      let o = s;
      for (let l of r)
        for (let a of l.set) {
          let h = t[a.id];
          if (h) {
            o = o ? o + " " + h : h;
            break;
          }
        }
      return o;
    },
    scope: i,
  };
}
function np(n, e) {
  let t = null;
  for (let i of n) {
    let s = i.style(e);
    s && (t = t ? t + " " + s : s);
  }
  return t;
}
function Uh(n, e, t, i = 0, s = n.length) {
  let r = new Ao(i, Array.isArray(e) ? e : [e], t);
  (r.highlightRange(n.cursor(), i, s, "", r.highlighters), r.flush(s));
}
var Ao = class {
  constructor(e, t, i) {
    ((this.at = e), (this.highlighters = t), (this.span = i), (this.class = ""));
  }
  startSpan(e, t) {
    t != this.class && (this.flush(e), e > this.at && (this.at = e), (this.class = t));
  }
  flush(e) {
    e > this.at && this.class && this.span(this.at, e, this.class);
  }
  highlightRange(e, t, i, s, r) {
    let { type: o, from: l, to: a } = e;
    if (l >= i || a <= t) return;
    o.isTop && (r = this.highlighters.filter((d) => !d.scope || d.scope(o)));
    let h = s,
      c = sp(e) || Ht.empty,
      f = np(r, c.tags);
    if (
      (f && (h && (h += " "), (h += f), c.mode == 1 && (s += (s ? " " : "") + f)),
      this.startSpan(Math.max(t, l), h),
      c.opaque)
    )
      return;
    let u = e.tree && e.tree.prop(P.mounted);
    if (u && u.overlay) {
      let d = e.node.enter(u.overlay[0].from + l, 1),
        p = this.highlighters.filter((g) => !g.scope || g.scope(u.tree.type)),
        m = e.firstChild();
      for (let g = 0, b = l; ; g++) {
        let k = g < u.overlay.length ? u.overlay[g] : null,
          y = k ? k.from + l : a,
          O = Math.max(t, b),
          x = Math.min(i, y);
        if (O < x && m)
          for (
            ;
            e.from < x &&
            (this.highlightRange(e, O, x, s, r),
            this.startSpan(Math.min(x, e.to), h),
            !(e.to >= y || !e.nextSibling()));
          );
        if (!k || y > i) break;
        ((b = k.to + l),
          b > t &&
            (this.highlightRange(d.cursor(), Math.max(t, k.from + l), Math.min(i, b), "", p),
            this.startSpan(Math.min(i, b), h)));
      }
      m && e.parent();
    } else if (e.firstChild()) {
      u && (s = "");
      do
        if (!(e.to <= t)) {
          if (e.from >= i) break;
          (this.highlightRange(e, t, i, s, r), this.startSpan(Math.min(i, e.to), h));
        }
      while (e.nextSibling());
      e.parent();
    }
  }
};
function sp(n) {
  let e = n.type.prop(Kh);
  for (; e && e.context && !n.matchContext(e.context);) e = e.next;
  return e || null;
}
var A = qe.define,
  as = A(),
  wt = A(),
  qh = A(wt),
  jh = A(wt),
  vt = A(),
  hs = A(vt),
  Co = A(vt),
  st = A(),
  Ft = A(st),
  it = A(),
  nt = A(),
  Oo = A(),
  en = A(Oo),
  cs = A(),
  v = {
    comment: as,
    lineComment: A(as),
    blockComment: A(as),
    docComment: A(as),
    name: wt,
    variableName: A(wt),
    typeName: qh,
    tagName: A(qh),
    propertyName: jh,
    attributeName: A(jh),
    className: A(wt),
    labelName: A(wt),
    namespace: A(wt),
    macroName: A(wt),
    literal: vt,
    string: hs,
    docString: A(hs),
    character: A(hs),
    attributeValue: A(hs),
    number: Co,
    integer: A(Co),
    float: A(Co),
    bool: A(vt),
    regexp: A(vt),
    escape: A(vt),
    color: A(vt),
    url: A(vt),
    keyword: it,
    self: A(it),
    null: A(it),
    atom: A(it),
    unit: A(it),
    modifier: A(it),
    operatorKeyword: A(it),
    controlKeyword: A(it),
    definitionKeyword: A(it),
    moduleKeyword: A(it),
    operator: nt,
    derefOperator: A(nt),
    arithmeticOperator: A(nt),
    logicOperator: A(nt),
    bitwiseOperator: A(nt),
    compareOperator: A(nt),
    updateOperator: A(nt),
    definitionOperator: A(nt),
    typeOperator: A(nt),
    controlOperator: A(nt),
    punctuation: Oo,
    separator: A(Oo),
    bracket: en,
    angleBracket: A(en),
    squareBracket: A(en),
    paren: A(en),
    brace: A(en),
    content: st,
    heading: Ft,
    heading1: A(Ft),
    heading2: A(Ft),
    heading3: A(Ft),
    heading4: A(Ft),
    heading5: A(Ft),
    heading6: A(Ft),
    contentSeparator: A(st),
    list: A(st),
    quote: A(st),
    emphasis: A(st),
    strong: A(st),
    link: A(st),
    monospace: A(st),
    strikethrough: A(st),
    inserted: A(),
    deleted: A(),
    changed: A(),
    invalid: A(),
    meta: cs,
    documentMeta: A(cs),
    annotation: A(cs),
    processingInstruction: A(cs),
    definition: qe.defineModifier("definition"),
    constant: qe.defineModifier("constant"),
    function: qe.defineModifier("function"),
    standard: qe.defineModifier("standard"),
    local: qe.defineModifier("local"),
    special: qe.defineModifier("special"),
  };
for (let n in v) {
  let e = v[n];
  e instanceof qe && (e.name = n);
}
var X0 = Mo([
  { tag: v.link, class: "tok-link" },
  { tag: v.heading, class: "tok-heading" },
  { tag: v.emphasis, class: "tok-emphasis" },
  { tag: v.strong, class: "tok-strong" },
  { tag: v.keyword, class: "tok-keyword" },
  { tag: v.atom, class: "tok-atom" },
  { tag: v.bool, class: "tok-bool" },
  { tag: v.url, class: "tok-url" },
  { tag: v.labelName, class: "tok-labelName" },
  { tag: v.inserted, class: "tok-inserted" },
  { tag: v.deleted, class: "tok-deleted" },
  { tag: v.literal, class: "tok-literal" },
  { tag: v.string, class: "tok-string" },
  { tag: v.number, class: "tok-number" },
  { tag: [v.regexp, v.escape, v.special(v.string)], class: "tok-string2" },
  { tag: v.variableName, class: "tok-variableName" },
  { tag: v.local(v.variableName), class: "tok-variableName tok-local" },
  { tag: v.definition(v.variableName), class: "tok-variableName tok-definition" },
  { tag: v.special(v.variableName), class: "tok-variableName2" },
  { tag: v.definition(v.propertyName), class: "tok-propertyName tok-definition" },
  { tag: v.typeName, class: "tok-typeName" },
  { tag: v.namespace, class: "tok-namespace" },
  { tag: v.className, class: "tok-className" },
  { tag: v.macroName, class: "tok-macroName" },
  { tag: v.propertyName, class: "tok-propertyName" },
  { tag: v.operator, class: "tok-operator" },
  { tag: v.comment, class: "tok-comment" },
  { tag: v.meta, class: "tok-meta" },
  { tag: v.invalid, class: "tok-invalid" },
  { tag: v.punctuation, class: "tok-punctuation" },
]);
var To,
  yi = new P();
function op(n) {
  return T.define({ combine: n ? (e) => e.concat(n) : void 0 });
}
var lp = new P(),
  Ae = class {
    constructor(e, t, i = [], s = "") {
      ((this.data = e),
        (this.name = s),
        Q.prototype.hasOwnProperty("tree") ||
          Object.defineProperty(Q.prototype, "tree", {
            get() {
              return ee(this);
            },
          }),
        (this.parser = t),
        (this.extension = [
          xi.of(this),
          Q.languageData.of((r, o, l) => {
            let a = $h(r, o, l),
              h = a.type.prop(yi);
            if (!h) return [];
            let c = r.facet(h),
              f = a.type.prop(lp);
            if (f) {
              let u = a.resolve(o - a.from, l);
              for (let d of f)
                if (d.test(u, r)) {
                  let p = r.facet(d.facet);
                  return d.type == "replace" ? p : p.concat(c);
                }
            }
            return c;
          }),
        ].concat(i)));
    }
    isActiveAt(e, t, i = -1) {
      return $h(e, t, i).type.prop(yi) == this.data;
    }
    findRegions(e) {
      let t = e.facet(xi);
      if (t?.data == this.data) return [{ from: 0, to: e.doc.length }];
      if (!t || !t.allowsNesting) return [];
      let i = [],
        s = (r, o) => {
          if (r.prop(yi) == this.data) {
            i.push({ from: o, to: o + r.length });
            return;
          }
          let l = r.prop(P.mounted);
          if (l) {
            if (l.tree.prop(yi) == this.data) {
              if (l.overlay) for (let a of l.overlay) i.push({ from: a.from + o, to: a.to + o });
              else i.push({ from: o, to: o + r.length });
              return;
            } else if (l.overlay) {
              let a = i.length;
              if ((s(l.tree, l.overlay[0].from + o), i.length > a)) return;
            }
          }
          for (let a = 0; a < r.children.length; a++) {
            let h = r.children[a];
            h instanceof G && s(h, r.positions[a] + o);
          }
        };
      return (s(ee(e), 0), i);
    }
    get allowsNesting() {
      return !0;
    }
  };
Ae.setState = E.define();
function $h(n, e, t) {
  let i = n.facet(xi),
    s = ee(n).topNode;
  if (!i || i.allowsNesting)
    for (let r = s; r; r = r.enter(e, t, $.ExcludeBuffers | $.EnterBracketed)) r.type.isTop && (s = r);
  return s;
}
var ds = class n extends Ae {
  constructor(e, t, i) {
    (super(e, t, [], i), (this.parser = t));
  }
  static define(e) {
    let t = op(e.languageData);
    return new n(t, e.parser.configure({ props: [yi.add((i) => (i.isTop ? t : void 0))] }), e.name);
  }
  configure(e, t) {
    return new n(this.data, this.parser.configure(e), t || this.name);
  }
  get allowsNesting() {
    return this.parser.hasWrappers();
  }
};
function ee(n) {
  let e = n.field(Ae.state, !1);
  return e ? e.tree : G.empty;
}
var Ro = class {
    constructor(e) {
      ((this.doc = e), (this.cursorPos = 0), (this.string = ""), (this.cursor = e.iter()));
    }
    get length() {
      return this.doc.length;
    }
    syncTo(e) {
      return (
        (this.string = this.cursor.next(e - this.cursorPos).value),
        (this.cursorPos = e + this.string.length),
        this.cursorPos - this.string.length
      );
    }
    chunk(e) {
      return (this.syncTo(e), this.string);
    }
    get lineChunks() {
      return !0;
    }
    read(e, t) {
      let i = this.cursorPos - this.string.length;
      return e < i || t >= this.cursorPos ? this.doc.sliceString(e, t) : this.string.slice(e - i, t - i);
    }
  },
  tn = null,
  Lo = class n {
    constructor(e, t, i = [], s, r, o, l, a) {
      ((this.parser = e),
        (this.state = t),
        (this.fragments = i),
        (this.tree = s),
        (this.treeLen = r),
        (this.viewport = o),
        (this.skipped = l),
        (this.scheduleOn = a),
        (this.parse = null),
        (this.tempSkipped = []));
    }
    static create(e, t, i) {
      return new n(e, t, [], G.empty, 0, i, [], null);
    }
    startParse() {
      return this.parser.startParse(new Ro(this.state.doc), this.fragments);
    }
    work(e, t) {
      return (
        t != null && t >= this.state.doc.length && (t = void 0),
        this.tree != G.empty && this.isDone(t ?? this.state.doc.length)
          ? (this.takeTree(), !0)
          : this.withContext(() => {
              var i;
              if (typeof e == "number") {
                let s = Date.now() + e;
                e = () => Date.now() > s;
              }
              for (
                this.parse || (this.parse = this.startParse()),
                  t != null &&
                    (this.parse.stoppedAt == null || this.parse.stoppedAt > t) &&
                    t < this.state.doc.length &&
                    this.parse.stopAt(t);
                ;
              ) {
                let s = this.parse.advance();
                if (s)
                  if (
                    ((this.fragments = this.withoutTempSkipped(
                      Nt.addTree(s, this.fragments, this.parse.stoppedAt != null),
                    )),
                    (this.treeLen = (i = this.parse.stoppedAt) !== null && i !== void 0 ? i : this.state.doc.length),
                    (this.tree = s),
                    (this.parse = null),
                    this.treeLen < (t ?? this.state.doc.length))
                  )
                    this.parse = this.startParse();
                  else return !0;
                if (e()) return !1;
              }
            })
      );
    }
    takeTree() {
      let e, t;
      this.parse &&
        (e = this.parse.parsedPos) >= this.treeLen &&
        ((this.parse.stoppedAt == null || this.parse.stoppedAt > e) && this.parse.stopAt(e),
        this.withContext(() => {
          for (; !(t = this.parse.advance()););
        }),
        (this.treeLen = e),
        (this.tree = t),
        (this.fragments = this.withoutTempSkipped(Nt.addTree(this.tree, this.fragments, !0))),
        (this.parse = null));
    }
    withContext(e) {
      let t = tn;
      tn = this;
      try {
        return e();
      } finally {
        tn = t;
      }
    }
    withoutTempSkipped(e) {
      for (let t; (t = this.tempSkipped.pop());) e = Qh(e, t.from, t.to);
      return e;
    }
    changes(e, t) {
      let { fragments: i, tree: s, treeLen: r, viewport: o, skipped: l } = this;
      if ((this.takeTree(), !e.empty)) {
        let a = [];
        if (
          (e.iterChangedRanges((h, c, f, u) => a.push({ fromA: h, toA: c, fromB: f, toB: u })),
          (i = Nt.applyChanges(i, a)),
          (s = G.empty),
          (r = 0),
          (o = { from: e.mapPos(o.from, -1), to: e.mapPos(o.to, 1) }),
          this.skipped.length)
        ) {
          l = [];
          for (let h of this.skipped) {
            let c = e.mapPos(h.from, 1),
              f = e.mapPos(h.to, -1);
            c < f && l.push({ from: c, to: f });
          }
        }
      }
      return new n(this.parser, t, i, s, r, o, l, this.scheduleOn);
    }
    updateViewport(e) {
      if (this.viewport.from == e.from && this.viewport.to == e.to) return !1;
      this.viewport = e;
      let t = this.skipped.length;
      for (let i = 0; i < this.skipped.length; i++) {
        let { from: s, to: r } = this.skipped[i];
        s < e.to && r > e.from && ((this.fragments = Qh(this.fragments, s, r)), this.skipped.splice(i--, 1));
      }
      return this.skipped.length >= t ? !1 : (this.reset(), !0);
    }
    reset() {
      this.parse && (this.takeTree(), (this.parse = null));
    }
    skipUntilInView(e, t) {
      this.skipped.push({ from: e, to: t });
    }
    static getSkippingParser(e) {
      return new (class extends bi {
        createParse(t, i, s) {
          let r = s[0].from,
            o = s[s.length - 1].to;
          return {
            parsedPos: r,
            advance() {
              let a = tn;
              if (a) {
                for (let h of s) a.tempSkipped.push(h);
                e && (a.scheduleOn = a.scheduleOn ? Promise.all([a.scheduleOn, e]) : e);
              }
              return ((this.parsedPos = o), new G(ce.none, [], [], o - r));
            },
            stoppedAt: null,
            stopAt() {},
          };
        }
      })();
    }
    isDone(e) {
      e = Math.min(e, this.state.doc.length);
      let t = this.fragments;
      return this.treeLen >= e && t.length && t[0].from == 0 && t[0].to >= e;
    }
    static get() {
      return tn;
    }
  };
function Qh(n, e, t) {
  return Nt.applyChanges(n, [{ fromA: e, toA: t, fromB: e, toB: t }]);
}
var nn = class n {
  constructor(e) {
    ((this.context = e), (this.tree = e.tree));
  }
  apply(e) {
    if (!e.docChanged && this.tree == this.context.tree) return this;
    let t = this.context.changes(e.changes, e.state),
      i =
        this.context.treeLen == e.startState.doc.length
          ? void 0
          : Math.max(e.changes.mapPos(this.context.treeLen), t.viewport.to);
    return (t.work(20, i) || t.takeTree(), new n(t));
  }
  static init(e) {
    let t = Math.min(3e3, e.doc.length),
      i = Lo.create(e.facet(xi).parser, e, { from: 0, to: t });
    return (i.work(20, t) || i.takeTree(), new n(i));
  }
};
Ae.state = se.define({
  create: nn.init,
  update(n, e) {
    for (let t of e.effects) if (t.is(Ae.setState)) return t.value;
    return e.startState.facet(xi) != e.state.facet(xi) ? nn.init(e.state) : n.apply(e);
  },
});
var Zh = (n) => {
  let e = setTimeout(() => n(), 500);
  return () => clearTimeout(e);
};
typeof requestIdleCallback < "u" &&
  (Zh = (n) => {
    let e = -1,
      t = setTimeout(() => {
        e = requestIdleCallback(n, { timeout: 400 });
      }, 100);
    return () => (e < 0 ? clearTimeout(t) : cancelIdleCallback(e));
  });
var Do =
    typeof navigator < "u" && !((To = navigator.scheduling) === null || To === void 0) && To.isInputPending
      ? () => navigator.scheduling.isInputPending()
      : null,
  ap = le.fromClass(
    class {
      constructor(e) {
        ((this.view = e),
          (this.working = null),
          (this.workScheduled = 0),
          (this.chunkEnd = -1),
          (this.chunkBudget = -1),
          (this.work = this.work.bind(this)),
          this.scheduleWork());
      }
      update(e) {
        let t = this.view.state.field(Ae.state).context;
        ((t.updateViewport(e.view.viewport) || this.view.viewport.to > t.treeLen) && this.scheduleWork(),
          (e.docChanged || e.selectionSet) && (this.view.hasFocus && (this.chunkBudget += 50), this.scheduleWork()),
          this.checkAsyncSchedule(t));
      }
      scheduleWork() {
        if (this.working) return;
        let { state: e } = this.view,
          t = e.field(Ae.state);
        (t.tree != t.context.tree || !t.context.isDone(e.doc.length)) && (this.working = Zh(this.work));
      }
      work(e) {
        this.working = null;
        let t = Date.now();
        if (
          (this.chunkEnd < t &&
            (this.chunkEnd < 0 || this.view.hasFocus) &&
            ((this.chunkEnd = t + 3e4), (this.chunkBudget = 3e3)),
          this.chunkBudget <= 0)
        )
          return;
        let {
            state: i,
            viewport: { to: s },
          } = this.view,
          r = i.field(Ae.state);
        if (r.tree == r.context.tree && r.context.isDone(s + 1e5)) return;
        let o = Date.now() + Math.min(this.chunkBudget, 100, e && !Do ? Math.max(25, e.timeRemaining() - 5) : 1e9),
          l = r.context.treeLen < s && i.doc.length > s + 1e3,
          a = r.context.work(() => (Do && Do()) || Date.now() > o, s + (l ? 0 : 1e5));
        ((this.chunkBudget -= Date.now() - t),
          (a || this.chunkBudget <= 0) &&
            (r.context.takeTree(), this.view.dispatch({ effects: Ae.setState.of(new nn(r.context)) })),
          this.chunkBudget > 0 && !(a && !l) && this.scheduleWork(),
          this.checkAsyncSchedule(r.context));
      }
      checkAsyncSchedule(e) {
        e.scheduleOn &&
          (this.workScheduled++,
          e.scheduleOn
            .then(() => this.scheduleWork())
            .catch((t) => re(this.view.state, t))
            .then(() => this.workScheduled--),
          (e.scheduleOn = null));
      }
      destroy() {
        this.working && this.working();
      }
      isWorking() {
        return !!(this.working || this.workScheduled > 0);
      }
    },
    {
      eventHandlers: {
        focus() {
          this.scheduleWork();
        },
      },
    },
  ),
  xi = T.define({
    combine(n) {
      return n.length ? n[0] : null;
    },
    enables: (n) => [
      Ae.state,
      ap,
      D.contentAttributes.compute([n], (e) => {
        let t = e.facet(n);
        return t && t.name ? { "data-language": t.name } : {};
      }),
    ],
  }),
  ps = class {
    constructor(e, t = []) {
      ((this.language = e), (this.support = t), (this.extension = [e, t]));
    }
  };
var hp = T.define(),
  rn = T.define({
    combine: (n) => {
      if (!n.length) return "  ";
      let e = n[0];
      if (!e || /\S/.test(e) || Array.from(e).some((t) => t != e[0]))
        throw new Error("Invalid indent unit: " + JSON.stringify(n[0]));
      return e;
    },
  });
function on(n) {
  let e = n.facet(rn);
  return e.charCodeAt(0) == 9 ? n.tabSize * e.length : e.length;
}
function ln(n, e) {
  let t = "",
    i = n.tabSize,
    s = n.facet(rn)[0];
  if (s == "	") {
    for (; e >= i;) ((t += "	"), (e -= i));
    s = " ";
  }
  for (let r = 0; r < e; r++) t += s;
  return t;
}
function Ho(n, e) {
  n instanceof Q && (n = new Wt(n));
  for (let i of n.state.facet(hp)) {
    let s = i(n, e);
    if (s !== void 0) return s;
  }
  let t = ee(n.state);
  return t.length >= e ? cp(n, t, e) : null;
}
var Wt = class {
    constructor(e, t = {}) {
      ((this.state = e), (this.options = t), (this.unit = on(e)));
    }
    lineAt(e, t = 1) {
      let i = this.state.doc.lineAt(e),
        { simulateBreak: s, simulateDoubleBreak: r } = this.options;
      return s != null && s >= i.from && s <= i.to
        ? r && s == e
          ? { text: "", from: e }
          : (t < 0 ? s < e : s <= e)
            ? { text: i.text.slice(s - i.from), from: s }
            : { text: i.text.slice(0, s - i.from), from: i.from }
        : i;
    }
    textAfterPos(e, t = 1) {
      if (this.options.simulateDoubleBreak && e == this.options.simulateBreak) return "";
      let { text: i, from: s } = this.lineAt(e, t);
      return i.slice(e - s, Math.min(i.length, e + 100 - s));
    }
    column(e, t = 1) {
      let { text: i, from: s } = this.lineAt(e, t),
        r = this.countColumn(i, e - s),
        o = this.options.overrideIndentation ? this.options.overrideIndentation(s) : -1;
      return (o > -1 && (r += o - this.countColumn(i, i.search(/\S|$/))), r);
    }
    countColumn(e, t = e.length) {
      return Bt(e, this.state.tabSize, t);
    }
    lineIndent(e, t = 1) {
      let { text: i, from: s } = this.lineAt(e, t),
        r = this.options.overrideIndentation;
      if (r) {
        let o = r(s);
        if (o > -1) return o;
      }
      return this.countColumn(i, i.search(/\S|$/));
    }
    get simulatedBreak() {
      return this.options.simulateBreak || null;
    }
  },
  Wo = new P();
function cp(n, e, t) {
  let i = e.resolveStack(t),
    s = e.resolveInner(t, -1).resolve(t, 0).enterUnfinishedNodesBefore(t);
  if (s != i.node) {
    let r = [];
    for (
      let o = s;
      o && !(o.from < i.node.from || o.to > i.node.to || (o.from == i.node.from && o.type == i.node.type));
      o = o.parent
    )
      r.push(o);
    for (let o = r.length - 1; o >= 0; o--) i = { node: r[o], next: i };
  }
  return ec(i, n, t);
}
function ec(n, e, t) {
  for (let i = n; i; i = i.next) {
    let s = up(i.node);
    if (s) return s(Eo.create(e, t, i));
  }
  return 0;
}
function fp(n) {
  return n.pos == n.options.simulateBreak && n.options.simulateDoubleBreak;
}
function up(n) {
  let e = n.type.prop(Wo);
  if (e) return e;
  let t = n.firstChild,
    i;
  if (t && (i = t.type.prop(P.closedBy))) {
    let s = n.lastChild,
      r = s && i.indexOf(s.name) > -1;
    return (o) => gp(o, !0, 1, void 0, r && !fp(o) ? s.from : void 0);
  }
  return n.parent == null ? dp : null;
}
function dp() {
  return 0;
}
var Eo = class n extends Wt {
  constructor(e, t, i) {
    (super(e.state, e.options), (this.base = e), (this.pos = t), (this.context = i));
  }
  get node() {
    return this.context.node;
  }
  static create(e, t, i) {
    return new n(e, t, i);
  }
  get textAfter() {
    return this.textAfterPos(this.pos);
  }
  get baseIndent() {
    return this.baseIndentFor(this.node);
  }
  baseIndentFor(e) {
    let t = this.state.doc.lineAt(e.from);
    for (;;) {
      let i = e.resolve(t.from);
      for (; i.parent && i.parent.from == i.from;) i = i.parent;
      if (pp(i, e)) break;
      t = this.state.doc.lineAt(i.from);
    }
    return this.lineIndent(t.from);
  }
  continue() {
    return ec(this.context.next, this.base, this.pos);
  }
};
function pp(n, e) {
  for (let t = e; t; t = t.parent) if (n == t) return !0;
  return !1;
}
function mp(n) {
  let e = n.node,
    t = e.childAfter(e.from),
    i = e.lastChild;
  if (!t) return null;
  let s = n.options.simulateBreak,
    r = n.state.doc.lineAt(t.from),
    o = s == null || s <= r.from ? r.to : Math.min(r.to, s);
  for (let l = t.to; ;) {
    let a = e.childAfter(l);
    if (!a || a == i) return null;
    if (!a.type.isSkipped) {
      if (a.from >= o) return null;
      let h = /^ */.exec(r.text.slice(t.to - r.from))[0].length;
      return { from: t.from, to: t.to + h };
    }
    l = a.to;
  }
}
function gp(n, e, t, i, s) {
  let r = n.textAfter,
    o = r.match(/^\s*/)[0].length,
    l = (i && r.slice(o, o + i.length) == i) || s == n.pos + o,
    a = e ? mp(n) : null;
  return a ? (l ? n.column(a.from) : n.column(a.to)) : n.baseIndent + (l ? 0 : n.unit * t);
}
function tc({ except: n, units: e = 1 } = {}) {
  return (t) => {
    let i = n && n.test(t.textAfter);
    return t.baseIndent + (i ? 0 : e * t.unit);
  };
}
var ic = new P();
var sn = class n {
    constructor(e, t) {
      this.specs = e;
      let i;
      function s(l) {
        let a = De.newName();
        return (((i || (i = Object.create(null)))["." + a] = l), a);
      }
      let r = typeof t.all == "string" ? t.all : t.all ? s(t.all) : void 0,
        o = t.scope;
      ((this.scope = o instanceof Ae ? (l) => l.prop(yi) == o.data : o ? (l) => l == o : void 0),
        (this.style = Mo(
          e.map((l) => ({ tag: l.tag, class: l.class || s(Object.assign({}, l, { tag: null })) })),
          { all: r },
        ).style),
        (this.module = i ? new De(i) : null),
        (this.themeType = t.themeType));
    }
    static define(e, t) {
      return new n(e, t || {});
    }
  },
  Io = T.define(),
  nc = T.define({
    combine(n) {
      return n.length ? [n[0]] : null;
    },
  });
function Bo(n) {
  let e = n.facet(Io);
  return e.length ? e : n.facet(nc);
}
function bp(n, e) {
  let t = [yp],
    i;
  return (
    n instanceof sn && (n.module && t.push(D.styleModule.of(n.module)), (i = n.themeType)),
    e?.fallback
      ? t.push(nc.of(n))
      : i
        ? t.push(Io.computeN([D.darkTheme], (s) => (s.facet(D.darkTheme) == (i == "dark") ? [n] : [])))
        : t.push(Io.of(n)),
    t
  );
}
var _o = class {
    constructor(e) {
      ((this.markCache = Object.create(null)),
        (this.tree = ee(e.state)),
        (this.decorations = this.buildDeco(e, Bo(e.state))),
        (this.decoratedTo = e.viewport.to));
    }
    update(e) {
      let t = ee(e.state),
        i = Bo(e.state),
        s = i != Bo(e.startState),
        { viewport: r } = e.view,
        o = e.changes.mapPos(this.decoratedTo, 1);
      t.length < r.to && !s && t.type == this.tree.type && o >= r.to
        ? ((this.decorations = this.decorations.map(e.changes)), (this.decoratedTo = o))
        : (t != this.tree || e.viewportChanged || s) &&
          ((this.tree = t), (this.decorations = this.buildDeco(e.view, i)), (this.decoratedTo = r.to));
    }
    buildDeco(e, t) {
      if (!t || !this.tree.length) return I.none;
      let i = new Ye();
      for (let { from: s, to: r } of e.visibleRanges)
        Uh(
          this.tree,
          t,
          (o, l, a) => {
            i.add(o, l, this.markCache[a] || (this.markCache[a] = I.mark({ class: a })));
          },
          s,
          r,
        );
      return i.finish();
    }
  },
  yp = Je.high(le.fromClass(_o, { decorations: (n) => n.decorations })),
  sb = sn.define([
    { tag: v.meta, color: "#404740" },
    { tag: v.link, textDecoration: "underline" },
    { tag: v.heading, textDecoration: "underline", fontWeight: "bold" },
    { tag: v.emphasis, fontStyle: "italic" },
    { tag: v.strong, fontWeight: "bold" },
    { tag: v.strikethrough, textDecoration: "line-through" },
    { tag: v.keyword, color: "#708" },
    { tag: [v.atom, v.bool, v.url, v.contentSeparator, v.labelName], color: "#219" },
    { tag: [v.literal, v.inserted], color: "#164" },
    { tag: [v.string, v.deleted], color: "#a11" },
    { tag: [v.regexp, v.escape, v.special(v.string)], color: "#e40" },
    { tag: v.definition(v.variableName), color: "#00f" },
    { tag: v.local(v.variableName), color: "#30a" },
    { tag: [v.typeName, v.namespace], color: "#085" },
    { tag: v.className, color: "#167" },
    { tag: [v.special(v.variableName), v.macroName], color: "#256" },
    { tag: v.definition(v.propertyName), color: "#00c" },
    { tag: v.comment, color: "#940" },
    { tag: v.invalid, color: "#f00" },
  ]),
  xp = D.baseTheme({
    "&.cm-focused .cm-matchingBracket": { backgroundColor: "#328c8252" },
    "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "#bb555544" },
  }),
  sc = 1e4,
  rc = "()[]{}",
  oc = T.define({
    combine(n) {
      return Ne(n, { afterCursor: !0, brackets: rc, maxScanDistance: sc, renderMatch: vp });
    },
  }),
  kp = I.mark({ class: "cm-matchingBracket" }),
  wp = I.mark({ class: "cm-nonmatchingBracket" });
function vp(n) {
  let e = [],
    t = n.matched ? kp : wp;
  return (e.push(t.range(n.start.from, n.start.to)), n.end && e.push(t.range(n.end.from, n.end.to)), e);
}
function Gh(n) {
  let e = [],
    t = n.facet(oc);
  for (let i of n.selection.ranges) {
    if (!i.empty) continue;
    let s =
      je(n, i.head, -1, t) ||
      (i.head > 0 && je(n, i.head - 1, 1, t)) ||
      (t.afterCursor && (je(n, i.head, 1, t) || (i.head < n.doc.length && je(n, i.head + 1, -1, t))));
    s && (e = e.concat(t.renderMatch(s, n)));
  }
  return I.set(e, !0);
}
var Sp = le.fromClass(
    class {
      constructor(n) {
        ((this.paused = !1), (this.decorations = Gh(n.state)));
      }
      update(n) {
        (n.docChanged || n.selectionSet || this.paused) &&
          (n.view.composing
            ? ((this.decorations = this.decorations.map(n.changes)), (this.paused = !0))
            : ((this.decorations = Gh(n.state)), (this.paused = !1)));
      }
    },
    { decorations: (n) => n.decorations },
  ),
  Cp = [Sp, xp];
function Ap(n = {}) {
  return [oc.of(n), Cp];
}
var Op = new P();
function No(n, e, t) {
  let i = n.prop(e < 0 ? P.openedBy : P.closedBy);
  if (i) return i;
  if (n.name.length == 1) {
    let s = t.indexOf(n.name);
    if (s > -1 && s % 2 == (e < 0 ? 1 : 0)) return [t[s + e]];
  }
  return null;
}
function Fo(n) {
  let e = n.type.prop(Op);
  return e ? e(n.node) : n;
}
function je(n, e, t, i = {}) {
  let s = i.maxScanDistance || sc,
    r = i.brackets || rc,
    o = ee(n),
    l = o.resolveInner(e, t);
  for (let a = l; a; a = a.parent) {
    let h = No(a.type, t, r);
    if (h && a.from < a.to) {
      let c = Fo(a);
      if (c && (t > 0 ? e >= c.from && e < c.to : e > c.from && e <= c.to)) return Mp(n, e, t, a, c, h, r);
    }
  }
  return Tp(n, e, t, o, l.type, s, r);
}
function Mp(n, e, t, i, s, r, o) {
  let l = i.parent,
    a = { from: s.from, to: s.to },
    h = 0,
    c = l?.cursor();
  if (c && (t < 0 ? c.childBefore(i.from) : c.childAfter(i.to)))
    do
      if (t < 0 ? c.to <= i.from : c.from >= i.to) {
        if (h == 0 && r.indexOf(c.type.name) > -1 && c.from < c.to) {
          let f = Fo(c);
          return { start: a, end: f ? { from: f.from, to: f.to } : void 0, matched: !0 };
        } else if (No(c.type, t, o)) h++;
        else if (No(c.type, -t, o)) {
          if (h == 0) {
            let f = Fo(c);
            return { start: a, end: f && f.from < f.to ? { from: f.from, to: f.to } : void 0, matched: !1 };
          }
          h--;
        }
      }
    while (t < 0 ? c.prevSibling() : c.nextSibling());
  return { start: a, matched: !1 };
}
function Tp(n, e, t, i, s, r, o) {
  if (t < 0 ? !e : e == n.doc.length) return null;
  let l = t < 0 ? n.sliceDoc(e - 1, e) : n.sliceDoc(e, e + 1),
    a = o.indexOf(l);
  if (a < 0 || (a % 2 == 0) != t > 0) return null;
  let h = { from: t < 0 ? e - 1 : e, to: t > 0 ? e + 1 : e },
    c = n.doc.iterRange(e, t > 0 ? n.doc.length : 0),
    f = 0;
  for (let u = 0; !c.next().done && u <= r;) {
    let d = c.value;
    t < 0 && (u += d.length);
    let p = e + u * t;
    for (let m = t > 0 ? 0 : d.length - 1, g = t > 0 ? d.length : -1; m != g; m += t) {
      let b = o.indexOf(d[m]);
      if (!(b < 0 || i.resolveInner(p + m, 1).type != s))
        if ((b % 2 == 0) == t > 0) f++;
        else {
          if (f == 1) return { start: h, end: { from: p + m, to: p + m + 1 }, matched: b >> 1 == a >> 1 };
          f--;
        }
    }
    t > 0 && (u += d.length);
  }
  return c.done ? { start: h, matched: !1 } : null;
}
var Dp = Object.create(null),
  Xh = [ce.none];
var Yh = [],
  Jh = Object.create(null),
  Bp = Object.create(null);
for (let [n, e] of [
  ["variable", "variableName"],
  ["variable-2", "variableName.special"],
  ["string-2", "string.special"],
  ["def", "variableName.definition"],
  ["tag", "tagName"],
  ["attribute", "attributeName"],
  ["type", "typeName"],
  ["builtin", "variableName.standard"],
  ["qualifier", "modifier"],
  ["error", "invalid"],
  ["header", "heading"],
  ["property", "propertyName"],
])
  Bp[n] = Pp(Dp, e);
function Po(n, e) {
  Yh.indexOf(n) > -1 || (Yh.push(n), console.warn(e));
}
function Pp(n, e) {
  let t = [];
  for (let l of e.split(" ")) {
    let a = [];
    for (let h of l.split(".")) {
      let c = n[h] || v[h];
      c
        ? typeof c == "function"
          ? a.length
            ? (a = a.map(c))
            : Po(h, `Modifier ${h} used at start of tag`)
          : a.length
            ? Po(h, `Tag ${h} used as modifier`)
            : (a = Array.isArray(c) ? c : [c])
        : Po(h, `Unknown highlighting tag ${h}`);
    }
    for (let h of a) t.push(h);
  }
  if (!t.length) return 0;
  let i = e.replace(/ /g, "_"),
    s = i + " " + t.map((l) => l.id),
    r = Jh[s];
  if (r) return r.id;
  let o = (Jh[s] = ce.define({ id: Xh.length, name: i, props: [us({ [i]: t })] }));
  return (Xh.push(o), o.id);
}
var rb = {
  rtl: I.mark({ class: "cm-iso", inclusive: !0, attributes: { dir: "rtl" }, bidiIsolate: W.RTL }),
  ltr: I.mark({ class: "cm-iso", inclusive: !0, attributes: { dir: "ltr" }, bidiIsolate: W.LTR }),
  auto: I.mark({ class: "cm-iso", inclusive: !0, attributes: { dir: "auto" }, bidiIsolate: null }),
};
var gs = class {
  constructor(e, t, i, s) {
    ((this.state = e),
      (this.pos = t),
      (this.explicit = i),
      (this.view = s),
      (this.abortListeners = []),
      (this.abortOnDocChange = !1));
  }
  tokenBefore(e) {
    let t = ee(this.state).resolveInner(this.pos, -1);
    for (; t && e.indexOf(t.name) < 0;) t = t.parent;
    return t ? { from: t.from, to: this.pos, text: this.state.sliceDoc(t.from, this.pos), type: t.type } : null;
  }
  matchBefore(e) {
    let t = this.state.doc.lineAt(this.pos),
      i = Math.max(t.from, this.pos - 250),
      s = t.text.slice(i - t.from, this.pos - t.from),
      r = s.search(mc(e, !1));
    return r < 0 ? null : { from: i + r, to: this.pos, text: s.slice(r) };
  }
  get aborted() {
    return this.abortListeners == null;
  }
  addEventListener(e, t, i) {
    e == "abort" &&
      this.abortListeners &&
      (this.abortListeners.push(t), i && i.onDocChange && (this.abortOnDocChange = !0));
  }
};
function lc(n) {
  let e = Object.keys(n).join(""),
    t = /\w/.test(e);
  return (t && (e = e.replace(/\w/g, "")), `[${t ? "\\w" : ""}${e.replace(/[^\w\s]/g, "\\$&")}]`);
}
function Rp(n) {
  let e = Object.create(null),
    t = Object.create(null);
  for (let { label: s } of n) {
    e[s[0]] = !0;
    for (let r = 1; r < s.length; r++) t[s[r]] = !0;
  }
  let i = lc(e) + lc(t) + "*$";
  return [new RegExp("^" + i), new RegExp(i)];
}
function Xo(n) {
  let e = n.map((s) => (typeof s == "string" ? { label: s } : s)),
    [t, i] = e.every((s) => /^\w+$/.test(s.label)) ? [/\w*$/, /\w+$/] : Rp(e);
  return (s) => {
    let r = s.matchBefore(i);
    return r || s.explicit ? { from: r ? r.from : s.pos, options: e, validFor: t } : null;
  };
}
function pc(n, e) {
  return (t) => {
    for (let i = ee(t.state).resolveInner(t.pos, -1); i; i = i.parent) {
      if (n.indexOf(i.name) > -1) return null;
      if (i.type.isTop) break;
    }
    return e(t);
  };
}
var bs = class {
  constructor(e, t, i, s) {
    ((this.completion = e), (this.source = t), (this.match = i), (this.score = s));
  }
};
function zt(n) {
  return n.selection.main.from;
}
function mc(n, e) {
  var t;
  let { source: i } = n,
    s = e && i[0] != "^",
    r = i[i.length - 1] != "$";
  return !s && !r
    ? n
    : new RegExp(
        `${s ? "^" : ""}(?:${i})${r ? "$" : ""}`,
        (t = n.flags) !== null && t !== void 0 ? t : n.ignoreCase ? "i" : "",
      );
}
var gc = be.define();
function Lp(n, e, t, i) {
  let { main: s } = n.selection,
    r = t - s.from,
    o = i - s.from;
  return {
    ...n.changeByRange((l) => {
      if (l != s && t != i && n.sliceDoc(l.from + r, l.from + o) != n.sliceDoc(t, i)) return { range: l };
      let a = n.toText(e);
      return {
        changes: { from: l.from + r, to: i == s.from ? l.to : l.from + o, insert: a },
        range: w.cursor(l.from + r + a.length),
      };
    }),
    scrollIntoView: !0,
    userEvent: "input.complete",
  };
}
var ac = new WeakMap();
function Ep(n) {
  if (!Array.isArray(n)) return n;
  let e = ac.get(n);
  return (e || ac.set(n, (e = Xo(n))), e);
}
var ys = E.define(),
  an = E.define(),
  jo = class {
    constructor(e) {
      ((this.pattern = e),
        (this.chars = []),
        (this.folded = []),
        (this.any = []),
        (this.precise = []),
        (this.byWord = []),
        (this.score = 0),
        (this.matched = []));
      for (let t = 0; t < e.length;) {
        let i = ye(e, t),
          s = _e(i);
        this.chars.push(i);
        let r = e.slice(t, t + s),
          o = r.toUpperCase();
        (this.folded.push(ye(o == r ? r.toLowerCase() : o, 0)), (t += s));
      }
      this.astral = e.length != this.chars.length;
    }
    ret(e, t) {
      return ((this.score = e), (this.matched = t), this);
    }
    match(e) {
      if (this.pattern.length == 0) return this.ret(-100, []);
      if (e.length < this.pattern.length) return null;
      let { chars: t, folded: i, any: s, precise: r, byWord: o } = this;
      if (t.length == 1) {
        let k = ye(e, 0),
          y = _e(k),
          O = y == e.length ? 0 : -100;
        if (k != t[0])
          if (k == i[0]) O += -200;
          else return null;
        return this.ret(O, [0, y]);
      }
      let l = e.indexOf(this.pattern);
      if (l == 0) return this.ret(e.length == this.pattern.length ? 0 : -100, [0, this.pattern.length]);
      let a = t.length,
        h = 0;
      if (l < 0) {
        for (let k = 0, y = Math.min(e.length, 200); k < y && h < a;) {
          let O = ye(e, k);
          ((O == t[h] || O == i[h]) && (s[h++] = k), (k += _e(O)));
        }
        if (h < a) return null;
      }
      let c = 0,
        f = 0,
        u = !1,
        d = 0,
        p = -1,
        m = -1,
        g = /[a-z]/.test(e),
        b = !0;
      for (let k = 0, y = Math.min(e.length, 200), O = 0; k < y && f < a;) {
        let x = ye(e, k);
        l < 0 &&
          (c < a && x == t[c] && (r[c++] = k),
          d < a && (x == t[d] || x == i[d] ? (d == 0 && (p = k), (m = k + 1), d++) : (d = 0)));
        let S,
          C =
            x < 255
              ? (x >= 48 && x <= 57) || (x >= 97 && x <= 122)
                ? 2
                : x >= 65 && x <= 90
                  ? 1
                  : 0
              : (S = Ys(x)) != S.toLowerCase()
                ? 1
                : S != S.toUpperCase()
                  ? 2
                  : 0;
        ((!k || (C == 1 && g) || (O == 0 && C != 0)) &&
          (t[f] == x || (i[f] == x && (u = !0)) ? (o[f++] = k) : o.length && (b = !1)),
          (O = C),
          (k += _e(x)));
      }
      return f == a && o[0] == 0 && b
        ? this.result(-100 + (u ? -200 : 0), o, e)
        : d == a && p == 0
          ? this.ret(-200 - e.length + (m == e.length ? 0 : -100), [0, m])
          : l > -1
            ? this.ret(-700 - e.length, [l, l + this.pattern.length])
            : d == a
              ? this.ret(-900 - e.length, [p, m])
              : f == a
                ? this.result(-100 + (u ? -200 : 0) + -700 + (b ? 0 : -1100), o, e)
                : t.length == 2
                  ? null
                  : this.result((s[0] ? -700 : 0) + -200 + -1100, s, e);
    }
    result(e, t, i) {
      let s = [],
        r = 0;
      for (let o of t) {
        let l = o + (this.astral ? _e(ye(i, o)) : 1);
        r && s[r - 1] == o ? (s[r - 1] = l) : ((s[r++] = o), (s[r++] = l));
      }
      return this.ret(e - i.length, s);
    }
  },
  Ko = class {
    constructor(e) {
      ((this.pattern = e), (this.matched = []), (this.score = 0), (this.folded = e.toLowerCase()));
    }
    match(e) {
      if (e.length < this.pattern.length) return null;
      let t = e.slice(0, this.pattern.length),
        i = t == this.pattern ? 0 : t.toLowerCase() == this.folded ? -200 : null;
      return i == null
        ? null
        : ((this.matched = [0, t.length]), (this.score = i + (e.length == this.pattern.length ? 0 : -100)), this);
    }
  },
  te = T.define({
    combine(n) {
      return Ne(
        n,
        {
          activateOnTyping: !0,
          activateOnCompletion: () => !1,
          activateOnTypingDelay: 100,
          selectOnOpen: !0,
          override: null,
          closeOnBlur: !0,
          maxRenderedOptions: 100,
          defaultKeymap: !0,
          tooltipClass: () => "",
          optionClass: () => "",
          aboveCursor: !1,
          icons: !0,
          addToOptions: [],
          positionInfo: Ip,
          filterStrict: !1,
          compareCompletions: (e, t) => (e.sortText || e.label).localeCompare(t.sortText || t.label),
          interactionDelay: 75,
          updateSyncTime: 100,
        },
        {
          defaultKeymap: (e, t) => e && t,
          closeOnBlur: (e, t) => e && t,
          icons: (e, t) => e && t,
          tooltipClass: (e, t) => (i) => hc(e(i), t(i)),
          optionClass: (e, t) => (i) => hc(e(i), t(i)),
          addToOptions: (e, t) => e.concat(t),
          filterStrict: (e, t) => e || t,
        },
      );
    },
  });
function hc(n, e) {
  return n ? (e ? n + " " + e : n) : e;
}
function Ip(n, e, t, i, s, r) {
  let o = n.textDirection == W.RTL,
    l = o,
    a = !1,
    h = "top",
    c,
    f,
    u = e.left - s.left,
    d = s.right - e.right,
    p = i.right - i.left,
    m = i.bottom - i.top;
  if ((l && u < Math.min(p, d) ? (l = !1) : !l && d < Math.min(p, u) && (l = !0), p <= (l ? u : d)))
    ((c = Math.max(s.top, Math.min(t.top, s.bottom - m)) - e.top), (f = Math.min(400, l ? u : d)));
  else {
    ((a = !0), (f = Math.min(400, (o ? e.right : s.right - e.left) - 30)));
    let k = s.bottom - e.bottom;
    k >= m || k > e.top ? (c = t.bottom - e.top) : ((h = "bottom"), (c = e.bottom - t.top));
  }
  let g = (e.bottom - e.top) / r.offsetHeight,
    b = (e.right - e.left) / r.offsetWidth;
  return {
    style: `${h}: ${c / g}px; max-width: ${f / b}px`,
    class: "cm-completionInfo-" + (a ? (o ? "left-narrow" : "right-narrow") : l ? "left" : "right"),
  };
}
var Yo = E.define();
function _p(n) {
  let e = n.addToOptions.slice();
  return (
    n.icons &&
      e.push({
        render(t) {
          let i = document.createElement("div");
          return (
            i.classList.add("cm-completionIcon"),
            t.type && i.classList.add(...t.type.split(/\s+/g).map((s) => "cm-completionIcon-" + s)),
            i.setAttribute("aria-hidden", "true"),
            i
          );
        },
        position: 20,
      }),
    e.push(
      {
        render(t, i, s, r) {
          let o = document.createElement("span");
          o.className = "cm-completionLabel";
          let l = t.displayLabel || t.label,
            a = 0;
          for (let h = 0; h < r.length;) {
            let c = r[h++],
              f = r[h++];
            c > a && o.appendChild(document.createTextNode(l.slice(a, c)));
            let u = o.appendChild(document.createElement("span"));
            (u.appendChild(document.createTextNode(l.slice(c, f))),
              (u.className = "cm-completionMatchedText"),
              (a = f));
          }
          return (a < l.length && o.appendChild(document.createTextNode(l.slice(a))), o);
        },
        position: 50,
      },
      {
        render(t) {
          if (!t.detail) return null;
          let i = document.createElement("span");
          return ((i.className = "cm-completionDetail"), (i.textContent = t.detail), i);
        },
        position: 80,
      },
    ),
    e.sort((t, i) => t.position - i.position).map((t) => t.render)
  );
}
function Vo(n, e, t) {
  if (n <= t) return { from: 0, to: n };
  if ((e < 0 && (e = 0), e <= n >> 1)) {
    let s = Math.floor(e / t);
    return { from: s * t, to: (s + 1) * t };
  }
  let i = Math.ceil((n - e) / t);
  return { from: n - i * t, to: n - (i - 1) * t };
}
var Uo = class {
  constructor(e, t, i) {
    ((this.view = e),
      (this.stateField = t),
      (this.applyCompletion = i),
      (this.info = null),
      (this.infoDestroy = null),
      (this.placeInfoReq = { read: () => this.measureInfo(), write: (a) => this.placeInfo(a), key: this }),
      (this.space = null),
      (this.currentClass = ""));
    let s = e.state.field(t),
      { options: r, selected: o } = s.open,
      l = e.state.facet(te);
    ((this.optionContent = _p(l)),
      (this.optionClass = l.optionClass),
      (this.tooltipClass = l.tooltipClass),
      (this.range = Vo(r.length, o, l.maxRenderedOptions)),
      (this.dom = document.createElement("div")),
      (this.dom.className = "cm-tooltip-autocomplete"),
      this.updateTooltipClass(e.state),
      this.dom.addEventListener("mousedown", (a) => {
        let { options: h } = e.state.field(t).open;
        for (let c = a.target, f; c && c != this.dom; c = c.parentNode)
          if (c.nodeName == "LI" && (f = /-(\d+)$/.exec(c.id)) && +f[1] < h.length) {
            (this.applyCompletion(e, h[+f[1]]), a.preventDefault());
            return;
          }
        if (a.target == this.list) {
          let c =
            this.list.classList.contains("cm-completionListIncompleteTop") &&
            a.clientY < this.list.firstChild.getBoundingClientRect().top
              ? this.range.from - 1
              : this.list.classList.contains("cm-completionListIncompleteBottom") &&
                  a.clientY > this.list.lastChild.getBoundingClientRect().bottom
                ? this.range.to
                : null;
          c != null && (e.dispatch({ effects: Yo.of(c) }), a.preventDefault());
        }
      }),
      this.dom.addEventListener("focusout", (a) => {
        let h = e.state.field(this.stateField, !1);
        h &&
          h.tooltip &&
          e.state.facet(te).closeOnBlur &&
          a.relatedTarget != e.contentDOM &&
          e.dispatch({ effects: an.of(null) });
      }),
      this.showOptions(r, s.id));
  }
  mount() {
    this.updateSel();
  }
  showOptions(e, t) {
    (this.list && this.list.remove(),
      (this.list = this.dom.appendChild(this.createListBox(e, t, this.range))),
      this.list.addEventListener("scroll", () => {
        this.info && this.view.requestMeasure(this.placeInfoReq);
      }));
  }
  update(e) {
    var t;
    let i = e.state.field(this.stateField),
      s = e.startState.field(this.stateField);
    if ((this.updateTooltipClass(e.state), i != s)) {
      let { options: r, selected: o, disabled: l } = i.open;
      ((!s.open || s.open.options != r) &&
        ((this.range = Vo(r.length, o, e.state.facet(te).maxRenderedOptions)), this.showOptions(r, i.id)),
        this.updateSel(),
        l != ((t = s.open) === null || t === void 0 ? void 0 : t.disabled) &&
          this.dom.classList.toggle("cm-tooltip-autocomplete-disabled", !!l));
    }
  }
  updateTooltipClass(e) {
    let t = this.tooltipClass(e);
    if (t != this.currentClass) {
      for (let i of this.currentClass.split(" ")) i && this.dom.classList.remove(i);
      for (let i of t.split(" ")) i && this.dom.classList.add(i);
      this.currentClass = t;
    }
  }
  positioned(e) {
    ((this.space = e), this.info && this.view.requestMeasure(this.placeInfoReq));
  }
  updateSel() {
    let e = this.view.state.field(this.stateField),
      t = e.open;
    ((t.selected > -1 && t.selected < this.range.from) || t.selected >= this.range.to) &&
      ((this.range = Vo(t.options.length, t.selected, this.view.state.facet(te).maxRenderedOptions)),
      this.showOptions(t.options, e.id));
    let i = this.updateSelectedOption(t.selected);
    if (i) {
      this.destroyInfo();
      let { completion: s } = t.options[t.selected],
        { info: r } = s;
      if (!r) return;
      let o = typeof r == "string" ? document.createTextNode(r) : r(s);
      if (!o) return;
      "then" in o
        ? o
            .then((l) => {
              l && this.view.state.field(this.stateField, !1) == e && this.addInfoPane(l, s);
            })
            .catch((l) => re(this.view.state, l, "completion info"))
        : (this.addInfoPane(o, s), i.setAttribute("aria-describedby", this.info.id));
    }
  }
  addInfoPane(e, t) {
    this.destroyInfo();
    let i = (this.info = document.createElement("div"));
    if (
      ((i.className = "cm-tooltip cm-completionInfo"),
      (i.id = "cm-completionInfo-" + Math.floor(Math.random() * 65535).toString(16)),
      e.nodeType != null)
    )
      (i.appendChild(e), (this.infoDestroy = null));
    else {
      let { dom: s, destroy: r } = e;
      (i.appendChild(s), (this.infoDestroy = r || null));
    }
    (this.dom.appendChild(i), this.view.requestMeasure(this.placeInfoReq));
  }
  updateSelectedOption(e) {
    let t = null;
    for (let i = this.list.firstChild, s = this.range.from; i; i = i.nextSibling, s++)
      i.nodeName != "LI" || !i.id
        ? s--
        : s == e
          ? i.hasAttribute("aria-selected") || (i.setAttribute("aria-selected", "true"), (t = i))
          : i.hasAttribute("aria-selected") &&
            (i.removeAttribute("aria-selected"), i.removeAttribute("aria-describedby"));
    return (t && Fp(this.list, t), t);
  }
  measureInfo() {
    let e = this.dom.querySelector("[aria-selected]");
    if (!e || !this.info) return null;
    let t = this.dom.getBoundingClientRect(),
      i = this.info.getBoundingClientRect(),
      s = e.getBoundingClientRect(),
      r = this.space;
    if (!r) {
      let o = this.dom.ownerDocument.documentElement;
      r = { left: 0, top: 0, right: o.clientWidth, bottom: o.clientHeight };
    }
    return s.top > Math.min(r.bottom, t.bottom) - 10 || s.bottom < Math.max(r.top, t.top) + 10
      ? null
      : this.view.state.facet(te).positionInfo(this.view, t, s, i, r, this.dom);
  }
  placeInfo(e) {
    this.info &&
      (e
        ? (e.style && (this.info.style.cssText = e.style),
          (this.info.className = "cm-tooltip cm-completionInfo " + (e.class || "")))
        : (this.info.style.cssText = "top: -1e6px"));
  }
  createListBox(e, t, i) {
    let s = document.createElement("ul");
    ((s.id = t),
      s.setAttribute("role", "listbox"),
      s.setAttribute("aria-expanded", "true"),
      s.setAttribute("aria-label", this.view.state.phrase("Completions")),
      s.addEventListener("mousedown", (o) => {
        o.target == s && o.preventDefault();
      }));
    let r = null;
    for (let o = i.from; o < i.to; o++) {
      let { completion: l, match: a } = e[o],
        { section: h } = l;
      if (h) {
        let u = typeof h == "string" ? h : h.name;
        if (u != r && (o > i.from || i.from == 0))
          if (((r = u), typeof h != "string" && h.header)) s.appendChild(h.header(h));
          else {
            let d = s.appendChild(document.createElement("completion-section"));
            d.textContent = u;
          }
      }
      let c = s.appendChild(document.createElement("li"));
      ((c.id = t + "-" + o), c.setAttribute("role", "option"));
      let f = this.optionClass(l);
      f && (c.className = f);
      for (let u of this.optionContent) {
        let d = u(l, this.view.state, this.view, a);
        d && c.appendChild(d);
      }
    }
    return (
      i.from && s.classList.add("cm-completionListIncompleteTop"),
      i.to < e.length && s.classList.add("cm-completionListIncompleteBottom"),
      s
    );
  }
  destroyInfo() {
    this.info && (this.infoDestroy && this.infoDestroy(), this.info.remove(), (this.info = null));
  }
  destroy() {
    this.destroyInfo();
  }
};
function Np(n, e) {
  return (t) => new Uo(t, n, e);
}
function Fp(n, e) {
  let t = n.getBoundingClientRect(),
    i = e.getBoundingClientRect(),
    s = t.height / n.offsetHeight;
  i.top < t.top
    ? (n.scrollTop -= (t.top - i.top) / s)
    : i.bottom > t.bottom && (n.scrollTop += (i.bottom - t.bottom) / s);
}
function cc(n) {
  return (n.boost || 0) * 100 + (n.apply ? 10 : 0) + (n.info ? 5 : 0) + (n.type ? 1 : 0);
}
function Hp(n, e) {
  let t = [],
    i = null,
    s = null,
    r = (c) => {
      t.push(c);
      let { section: f } = c.completion;
      if (f) {
        i || (i = []);
        let u = typeof f == "string" ? f : f.name;
        i.some((d) => d.name == u) || i.push(typeof f == "string" ? { name: u } : f);
      }
    },
    o = e.facet(te);
  for (let c of n)
    if (c.hasResult()) {
      let f = c.result.getMatch;
      if (c.result.filter === !1) for (let u of c.result.options) r(new bs(u, c.source, f ? f(u) : [], 1e9 - t.length));
      else {
        let u = e.sliceDoc(c.from, c.to),
          d,
          p = o.filterStrict ? new Ko(u) : new jo(u);
        for (let m of c.result.options)
          if ((d = p.match(m.label))) {
            let g = m.displayLabel ? (f ? f(m, d.matched) : []) : d.matched,
              b = d.score + (m.boost || 0);
            if ((r(new bs(m, c.source, g, b)), typeof m.section == "object" && m.section.rank === "dynamic")) {
              let { name: k } = m.section;
              (s || (s = Object.create(null)), (s[k] = Math.max(b, s[k] || -1e9)));
            }
          }
      }
    }
  if (i) {
    let c = Object.create(null),
      f = 0,
      u = (d, p) =>
        (d.rank === "dynamic" && p.rank === "dynamic" ? s[p.name] - s[d.name] : 0) ||
        (typeof d.rank == "number" ? d.rank : 1e9) - (typeof p.rank == "number" ? p.rank : 1e9) ||
        (d.name < p.name ? -1 : 1);
    for (let d of i.sort(u)) ((f -= 1e5), (c[d.name] = f));
    for (let d of t) {
      let { section: p } = d.completion;
      p && (d.score += c[typeof p == "string" ? p : p.name]);
    }
  }
  let l = [],
    a = null,
    h = o.compareCompletions;
  for (let c of t.sort((f, u) => u.score - f.score || h(f.completion, u.completion))) {
    let f = c.completion;
    (!a ||
    a.label != f.label ||
    a.detail != f.detail ||
    (a.type != null && f.type != null && a.type != f.type) ||
    a.apply != f.apply ||
    a.boost != f.boost
      ? l.push(c)
      : cc(c.completion) > cc(a) && (l[l.length - 1] = c),
      (a = c.completion));
  }
  return l;
}
var $o = class n {
    constructor(e, t, i, s, r, o) {
      ((this.options = e),
        (this.attrs = t),
        (this.tooltip = i),
        (this.timestamp = s),
        (this.selected = r),
        (this.disabled = o));
    }
    setSelected(e, t) {
      return e == this.selected || e >= this.options.length
        ? this
        : new n(this.options, fc(t, e), this.tooltip, this.timestamp, e, this.disabled);
    }
    static build(e, t, i, s, r, o) {
      if (s && !o && e.some((h) => h.isPending)) return s.setDisabled();
      let l = Hp(e, t);
      if (!l.length) return s && e.some((h) => h.isPending) ? s.setDisabled() : null;
      let a = t.facet(te).selectOnOpen ? 0 : -1;
      if (s && s.selected != a && s.selected != -1) {
        let h = s.options[s.selected].completion;
        for (let c = 0; c < l.length; c++)
          if (l[c].completion == h) {
            a = c;
            break;
          }
      }
      return new n(
        l,
        fc(i, a),
        { pos: e.reduce((h, c) => (c.hasResult() ? Math.min(h, c.from) : h), 1e8), create: Kp, above: r.aboveCursor },
        s ? s.timestamp : Date.now(),
        a,
        !1,
      );
    }
    map(e) {
      return new n(
        this.options,
        this.attrs,
        { ...this.tooltip, pos: e.mapPos(this.tooltip.pos) },
        this.timestamp,
        this.selected,
        this.disabled,
      );
    }
    setDisabled() {
      return new n(this.options, this.attrs, this.tooltip, this.timestamp, this.selected, !0);
    }
  },
  Qo = class n {
    constructor(e, t, i) {
      ((this.active = e), (this.id = t), (this.open = i));
    }
    static start() {
      return new n(qp, "cm-ac-" + Math.floor(Math.random() * 2e6).toString(36), null);
    }
    update(e) {
      let { state: t } = e,
        i = t.facet(te),
        r = (i.override || t.languageDataAt("autocomplete", zt(t)).map(Ep)).map((a) =>
          (this.active.find((c) => c.source == a) || new dt(a, this.active.some((c) => c.state != 0) ? 1 : 0)).update(
            e,
            i,
          ),
        );
      r.length == this.active.length && r.every((a, h) => a == this.active[h]) && (r = this.active);
      let o = this.open,
        l = e.effects.some((a) => a.is(Jo));
      (o && e.docChanged && (o = o.map(e.changes)),
        e.selection || r.some((a) => a.hasResult() && e.changes.touchesRange(a.from, a.to)) || !Wp(r, this.active) || l
          ? (o = $o.build(r, t, this.id, o, i, l))
          : o && o.disabled && !r.some((a) => a.isPending) && (o = null),
        !o &&
          r.every((a) => !a.isPending) &&
          r.some((a) => a.hasResult()) &&
          (r = r.map((a) => (a.hasResult() ? new dt(a.source, 0) : a))));
      for (let a of e.effects) a.is(Yo) && (o = o && o.setSelected(a.value, this.id));
      return r == this.active && o == this.open ? this : new n(r, this.id, o);
    }
    get tooltip() {
      return this.open ? this.open.tooltip : null;
    }
    get attrs() {
      return this.open ? this.open.attrs : this.active.length ? Vp : zp;
    }
  };
function Wp(n, e) {
  if (n == e) return !0;
  for (let t = 0, i = 0; ;) {
    for (; t < n.length && !n[t].hasResult();) t++;
    for (; i < e.length && !e[i].hasResult();) i++;
    let s = t == n.length,
      r = i == e.length;
    if (s || r) return s == r;
    if (n[t++].result != e[i++].result) return !1;
  }
}
var Vp = { "aria-autocomplete": "list" },
  zp = {};
function fc(n, e) {
  let t = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": n };
  return (e > -1 && (t["aria-activedescendant"] = n + "-" + e), t);
}
var qp = [];
function bc(n, e) {
  if (n.isUserEvent("input.complete")) {
    let i = n.annotation(gc);
    if (i && e.activateOnCompletion(i)) return 12;
  }
  let t = n.isUserEvent("input.type");
  return t && e.activateOnTyping
    ? 5
    : t
      ? 1
      : n.isUserEvent("delete.backward")
        ? 2
        : n.selection
          ? 8
          : n.docChanged
            ? 16
            : 0;
}
var dt = class n {
    constructor(e, t, i = !1) {
      ((this.source = e), (this.state = t), (this.explicit = i));
    }
    hasResult() {
      return !1;
    }
    get isPending() {
      return this.state == 1;
    }
    update(e, t) {
      let i = bc(e, t),
        s = this;
      ((i & 8 || (i & 16 && this.touches(e))) && (s = new n(s.source, 0)),
        i & 4 && s.state == 0 && (s = new n(this.source, 1)),
        (s = s.updateFor(e, i)));
      for (let r of e.effects)
        if (r.is(ys)) s = new n(s.source, 1, r.value);
        else if (r.is(an)) s = new n(s.source, 0);
        else if (r.is(Jo)) for (let o of r.value) o.source == s.source && (s = o);
      return s;
    }
    updateFor(e, t) {
      return this.map(e.changes);
    }
    map(e) {
      return this;
    }
    touches(e) {
      return e.changes.touchesRange(zt(e.state));
    }
  },
  xs = class n extends dt {
    constructor(e, t, i, s, r, o) {
      (super(e, 3, t), (this.limit = i), (this.result = s), (this.from = r), (this.to = o));
    }
    hasResult() {
      return !0;
    }
    updateFor(e, t) {
      var i;
      if (!(t & 3)) return this.map(e.changes);
      let s = this.result;
      s.map && !e.changes.empty && (s = s.map(s, e.changes));
      let r = e.changes.mapPos(this.from),
        o = e.changes.mapPos(this.to, 1),
        l = zt(e.state);
      if (l > o || !s || (t & 2 && (zt(e.startState) == this.from || l < this.limit)))
        return new dt(this.source, t & 4 ? 1 : 0);
      let a = e.changes.mapPos(this.limit);
      return jp(s.validFor, e.state, r, o)
        ? new n(this.source, this.explicit, a, s, r, o)
        : s.update && (s = s.update(s, r, o, new gs(e.state, l, !1)))
          ? new n(this.source, this.explicit, a, s, s.from, (i = s.to) !== null && i !== void 0 ? i : zt(e.state))
          : new dt(this.source, 1, this.explicit);
    }
    map(e) {
      if (e.empty) return this;
      let t = this.result.map ? this.result.map(this.result, e) : this.result;
      return t
        ? new n(this.source, this.explicit, e.mapPos(this.limit), t, e.mapPos(this.from), e.mapPos(this.to, 1))
        : new dt(this.source, 0);
    }
    touches(e) {
      return e.changes.touchesRange(this.from, this.to);
    }
  };
function jp(n, e, t, i) {
  if (!n) return !1;
  let s = e.sliceDoc(t, i);
  return typeof n == "function" ? n(s, t, i, e) : mc(n, !0).test(s);
}
var Jo = E.define({
    map(n, e) {
      return n.map((t) => t.map(e));
    },
  }),
  ke = se.define({
    create() {
      return Qo.start();
    },
    update(n, e) {
      return n.update(e);
    },
    provide: (n) => [Qi.from(n, (e) => e.tooltip), D.contentAttributes.from(n, (e) => e.attrs)],
  });
function Zo(n, e) {
  let t = e.completion.apply || e.completion.label,
    i = n.state.field(ke).active.find((s) => s.source == e.source);
  return i instanceof xs
    ? (typeof t == "string"
        ? n.dispatch({ ...Lp(n.state, t, i.from, i.to), annotations: gc.of(e.completion) })
        : t(n, e.completion, i.from, i.to),
      !0)
    : !1;
}
var Kp = Np(ke, Zo);
function ms(n, e = "option") {
  return (t) => {
    let i = t.state.field(ke, !1);
    if (!i || !i.open || i.open.disabled || Date.now() - i.open.timestamp < t.state.facet(te).interactionDelay)
      return !1;
    let s = 1,
      r;
    e == "page" &&
      (r = go(t, i.open.tooltip)) &&
      (s = Math.max(2, Math.floor(r.dom.offsetHeight / r.dom.querySelector("li").offsetHeight) - 1));
    let { length: o } = i.open.options,
      l = i.open.selected > -1 ? i.open.selected + s * (n ? 1 : -1) : n ? 0 : o - 1;
    return (
      l < 0 ? (l = e == "page" ? 0 : o - 1) : l >= o && (l = e == "page" ? o - 1 : 0),
      t.dispatch({ effects: Yo.of(l) }),
      !0
    );
  };
}
var yc = (n) => {
    let e = n.state.field(ke, !1);
    return n.state.readOnly ||
      !e ||
      !e.open ||
      e.open.selected < 0 ||
      e.open.disabled ||
      Date.now() - e.open.timestamp < n.state.facet(te).interactionDelay
      ? !1
      : Zo(n, e.open.options[e.open.selected]);
  },
  zo = (n) => (n.state.field(ke, !1) ? (n.dispatch({ effects: ys.of(!0) }), !0) : !1),
  Up = (n) => {
    let e = n.state.field(ke, !1);
    return !e || !e.active.some((t) => t.state != 0) ? !1 : (n.dispatch({ effects: an.of(null) }), !0);
  },
  Go = class {
    constructor(e, t) {
      ((this.active = e), (this.context = t), (this.time = Date.now()), (this.updates = []), (this.done = void 0));
    }
  },
  $p = 50,
  Qp = 1e3,
  Gp = le.fromClass(
    class {
      constructor(n) {
        ((this.view = n),
          (this.debounceUpdate = -1),
          (this.running = []),
          (this.debounceAccept = -1),
          (this.pendingStart = !1),
          (this.composing = 0));
        for (let e of n.state.field(ke).active) e.isPending && this.startQuery(e);
      }
      update(n) {
        let e = n.state.field(ke),
          t = n.state.facet(te);
        if (!n.selectionSet && !n.docChanged && n.startState.field(ke) == e) return;
        let i = n.transactions.some((r) => {
          let o = bc(r, t);
          return o & 8 || ((r.selection || r.docChanged) && !(o & 3));
        });
        for (let r = 0; r < this.running.length; r++) {
          let o = this.running[r];
          if (
            i ||
            (o.context.abortOnDocChange && n.docChanged) ||
            (o.updates.length + n.transactions.length > $p && Date.now() - o.time > Qp)
          ) {
            for (let l of o.context.abortListeners)
              try {
                l();
              } catch (a) {
                re(this.view.state, a);
              }
            ((o.context.abortListeners = null), this.running.splice(r--, 1));
          } else o.updates.push(...n.transactions);
        }
        (this.debounceUpdate > -1 && clearTimeout(this.debounceUpdate),
          n.transactions.some((r) => r.effects.some((o) => o.is(ys))) && (this.pendingStart = !0));
        let s = this.pendingStart ? 50 : t.activateOnTypingDelay;
        if (
          ((this.debounceUpdate = e.active.some(
            (r) => r.isPending && !this.running.some((o) => o.active.source == r.source),
          )
            ? setTimeout(() => this.startUpdate(), s)
            : -1),
          this.composing != 0)
        )
          for (let r of n.transactions)
            r.isUserEvent("input.type")
              ? (this.composing = 2)
              : this.composing == 2 && r.selection && (this.composing = 3);
      }
      startUpdate() {
        ((this.debounceUpdate = -1), (this.pendingStart = !1));
        let { state: n } = this.view,
          e = n.field(ke);
        for (let t of e.active)
          t.isPending && !this.running.some((i) => i.active.source == t.source) && this.startQuery(t);
        this.running.length &&
          e.open &&
          e.open.disabled &&
          (this.debounceAccept = setTimeout(() => this.accept(), this.view.state.facet(te).updateSyncTime));
      }
      startQuery(n) {
        let { state: e } = this.view,
          t = zt(e),
          i = new gs(e, t, n.explicit, this.view),
          s = new Go(n, i);
        (this.running.push(s),
          Promise.resolve(n.source(i)).then(
            (r) => {
              s.context.aborted || ((s.done = r || null), this.scheduleAccept());
            },
            (r) => {
              (this.view.dispatch({ effects: an.of(null) }), re(this.view.state, r));
            },
          ));
      }
      scheduleAccept() {
        this.running.every((n) => n.done !== void 0)
          ? this.accept()
          : this.debounceAccept < 0 &&
            (this.debounceAccept = setTimeout(() => this.accept(), this.view.state.facet(te).updateSyncTime));
      }
      accept() {
        var n;
        (this.debounceAccept > -1 && clearTimeout(this.debounceAccept), (this.debounceAccept = -1));
        let e = [],
          t = this.view.state.facet(te),
          i = this.view.state.field(ke);
        for (let s = 0; s < this.running.length; s++) {
          let r = this.running[s];
          if (r.done === void 0) continue;
          if ((this.running.splice(s--, 1), r.done)) {
            let l = zt(r.updates.length ? r.updates[0].startState : this.view.state),
              a = Math.min(l, r.done.from + (r.active.explicit ? 0 : 1)),
              h = new xs(
                r.active.source,
                r.active.explicit,
                a,
                r.done,
                r.done.from,
                (n = r.done.to) !== null && n !== void 0 ? n : l,
              );
            for (let c of r.updates) h = h.update(c, t);
            if (h.hasResult()) {
              e.push(h);
              continue;
            }
          }
          let o = i.active.find((l) => l.source == r.active.source);
          if (o && o.isPending)
            if (r.done == null) {
              let l = new dt(r.active.source, 0);
              for (let a of r.updates) l = l.update(a, t);
              l.isPending || e.push(l);
            } else this.startQuery(o);
        }
        (e.length || (i.open && i.open.disabled)) && this.view.dispatch({ effects: Jo.of(e) });
      }
    },
    {
      eventHandlers: {
        blur(n) {
          let e = this.view.state.field(ke, !1);
          if (e && e.tooltip && this.view.state.facet(te).closeOnBlur) {
            let t = e.open && go(this.view, e.open.tooltip);
            (!t || !t.dom.contains(n.relatedTarget)) &&
              setTimeout(() => this.view.dispatch({ effects: an.of(null) }), 10);
          }
        },
        compositionstart() {
          this.composing = 1;
        },
        compositionend() {
          (this.composing == 3 && setTimeout(() => this.view.dispatch({ effects: ys.of(!1) }), 20),
            (this.composing = 0));
        },
      },
    },
  ),
  Xp = typeof navigator == "object" && /Win/.test(navigator.platform),
  Yp = Je.highest(
    D.domEventHandlers({
      keydown(n, e) {
        let t = e.state.field(ke, !1);
        if (
          !t ||
          !t.open ||
          t.open.disabled ||
          t.open.selected < 0 ||
          !n.key ||
          n.key.length > 1 ||
          (n.ctrlKey && !(Xp && n.altKey)) ||
          n.metaKey
        )
          return !1;
        let i = t.open.options[t.open.selected],
          s = t.active.find((o) => o.source == i.source),
          r = i.completion.commitCharacters || s.result.commitCharacters;
        return (r && r.indexOf(n.key) > -1 && Zo(e, i), !1);
      },
    }),
  ),
  Jp = D.baseTheme({
    ".cm-tooltip.cm-tooltip-autocomplete": {
      "& > ul": {
        fontFamily: "monospace",
        whiteSpace: "nowrap",
        overflow: "hidden auto",
        maxWidth_fallback: "700px",
        maxWidth: "min(700px, 95vw)",
        minWidth: "250px",
        maxHeight: "10em",
        height: "100%",
        listStyle: "none",
        margin: 0,
        padding: 0,
        "& > li, & > completion-section": { padding: "1px 3px", lineHeight: 1.2 },
        "& > li": { overflowX: "hidden", textOverflow: "ellipsis", cursor: "pointer" },
        "& > completion-section": {
          display: "list-item",
          borderBottom: "1px solid silver",
          paddingLeft: "0.5em",
          opacity: 0.7,
        },
      },
    },
    "&light .cm-tooltip-autocomplete ul li[aria-selected]": { background: "#17c", color: "white" },
    "&light .cm-tooltip-autocomplete-disabled ul li[aria-selected]": { background: "#777" },
    "&dark .cm-tooltip-autocomplete ul li[aria-selected]": { background: "#347", color: "white" },
    "&dark .cm-tooltip-autocomplete-disabled ul li[aria-selected]": { background: "#444" },
    ".cm-completionListIncompleteTop:before, .cm-completionListIncompleteBottom:after": {
      content: '"\xB7\xB7\xB7"',
      opacity: 0.5,
      display: "block",
      textAlign: "center",
      cursor: "pointer",
    },
    ".cm-tooltip.cm-completionInfo": {
      position: "absolute",
      padding: "3px 9px",
      width: "max-content",
      maxWidth: "400px",
      boxSizing: "border-box",
      whiteSpace: "pre-line",
    },
    ".cm-completionInfo.cm-completionInfo-left": { right: "100%" },
    ".cm-completionInfo.cm-completionInfo-right": { left: "100%" },
    ".cm-completionInfo.cm-completionInfo-left-narrow": { right: "30px" },
    ".cm-completionInfo.cm-completionInfo-right-narrow": { left: "30px" },
    "&light .cm-snippetField": { backgroundColor: "#00000022" },
    "&dark .cm-snippetField": { backgroundColor: "#ffffff22" },
    ".cm-snippetFieldPosition": {
      verticalAlign: "text-top",
      width: 0,
      height: "1.15em",
      display: "inline-block",
      margin: "0 -0.7px -.7em",
      borderLeft: "1.4px dotted #888",
    },
    ".cm-completionMatchedText": { textDecoration: "underline" },
    ".cm-completionDetail": { marginLeft: "0.5em", fontStyle: "italic" },
    ".cm-completionIcon": {
      fontSize: "90%",
      width: ".8em",
      display: "inline-block",
      textAlign: "center",
      paddingRight: ".6em",
      opacity: "0.6",
      boxSizing: "content-box",
    },
    ".cm-completionIcon-function, .cm-completionIcon-method": { "&:after": { content: "'\u0192'" } },
    ".cm-completionIcon-class": { "&:after": { content: "'\u25CB'" } },
    ".cm-completionIcon-interface": { "&:after": { content: "'\u25CC'" } },
    ".cm-completionIcon-variable": { "&:after": { content: "'\u{1D465}'" } },
    ".cm-completionIcon-constant": { "&:after": { content: "'\u{1D436}'" } },
    ".cm-completionIcon-type": { "&:after": { content: "'\u{1D461}'" } },
    ".cm-completionIcon-enum": { "&:after": { content: "'\u222A'" } },
    ".cm-completionIcon-property": { "&:after": { content: "'\u25A1'" } },
    ".cm-completionIcon-keyword": { "&:after": { content: "'\u{1F511}\uFE0E'" } },
    ".cm-completionIcon-namespace": { "&:after": { content: "'\u25A2'" } },
    ".cm-completionIcon-text": { "&:after": { content: "'abc'", fontSize: "50%", verticalAlign: "middle" } },
  });
var hn = { brackets: ["(", "[", "{", "'", '"'], before: ")]}:;>", stringPrefixes: [] },
  Vt = E.define({
    map(n, e) {
      let t = e.mapPos(n, -1, ne.TrackAfter);
      return t ?? void 0;
    },
  }),
  el = new (class extends Te {})();
el.startSide = 1;
el.endSide = -1;
var xc = se.define({
  create() {
    return H.empty;
  },
  update(n, e) {
    if (((n = n.map(e.changes)), e.selection)) {
      let t = e.state.doc.lineAt(e.selection.main.head);
      n = n.update({ filter: (i) => i >= t.from && i <= t.to });
    }
    for (let t of e.effects) t.is(Vt) && (n = n.update({ add: [el.range(t.value, t.value + 1)] }));
    return n;
  },
});
function Zp() {
  return [tm, xc];
}
var qo = "()[]{}<>\xAB\xBB\xBB\xAB\uFF3B\uFF3D\uFF5B\uFF5D";
function kc(n) {
  for (let e = 0; e < qo.length; e += 2) if (qo.charCodeAt(e) == n) return qo.charAt(e + 1);
  return Ys(n < 128 ? n : n + 1);
}
function wc(n, e) {
  return n.languageDataAt("closeBrackets", e)[0] || hn;
}
var em = typeof navigator == "object" && /Android\b/.test(navigator.userAgent),
  tm = D.inputHandler.of((n, e, t, i) => {
    if ((em ? n.composing : n.compositionStarted) || n.state.readOnly) return !1;
    let s = n.state.selection.main;
    if (i.length > 2 || (i.length == 2 && _e(ye(i, 0)) == 1) || e != s.from || t != s.to) return !1;
    let r = sm(n.state, i);
    return r ? (n.dispatch(r), !0) : !1;
  }),
  im = ({ state: n, dispatch: e }) => {
    if (n.readOnly) return !1;
    let i = wc(n, n.selection.main.head).brackets || hn.brackets,
      s = null,
      r = n.changeByRange((o) => {
        if (o.empty) {
          let l = rm(n.doc, o.head);
          for (let a of i)
            if (a == l && ks(n.doc, o.head) == kc(ye(a, 0)))
              return {
                changes: { from: o.head - a.length, to: o.head + a.length },
                range: w.cursor(o.head - a.length),
              };
        }
        return { range: (s = o) };
      });
    return (s || e(n.update(r, { scrollIntoView: !0, userEvent: "delete.backward" })), !s);
  },
  nm = [{ key: "Backspace", run: im }];
function sm(n, e) {
  let t = wc(n, n.selection.main.head),
    i = t.brackets || hn.brackets;
  for (let s of i) {
    let r = kc(ye(s, 0));
    if (e == s) return r == s ? am(n, s, i.indexOf(s + s + s) > -1, t) : om(n, s, r, t.before || hn.before);
    if (e == r && vc(n, n.selection.main.from)) return lm(n, s, r);
  }
  return null;
}
function vc(n, e) {
  let t = !1;
  return (
    n.field(xc).between(0, n.doc.length, (i) => {
      i == e && (t = !0);
    }),
    t
  );
}
function ks(n, e) {
  let t = n.sliceString(e, e + 2);
  return t.slice(0, _e(ye(t, 0)));
}
function rm(n, e) {
  let t = n.sliceString(e - 2, e);
  return _e(ye(t, 0)) == t.length ? t : t.slice(1);
}
function om(n, e, t, i) {
  let s = null,
    r = n.changeByRange((o) => {
      if (!o.empty)
        return {
          changes: [
            { insert: e, from: o.from },
            { insert: t, from: o.to },
          ],
          effects: Vt.of(o.to + e.length),
          range: w.range(o.anchor + e.length, o.head + e.length),
        };
      let l = ks(n.doc, o.head);
      return !l || /\s/.test(l) || i.indexOf(l) > -1
        ? {
            changes: { insert: e + t, from: o.head },
            effects: Vt.of(o.head + e.length),
            range: w.cursor(o.head + e.length),
          }
        : { range: (s = o) };
    });
  return s ? null : n.update(r, { scrollIntoView: !0, userEvent: "input.type" });
}
function lm(n, e, t) {
  let i = null,
    s = n.changeByRange((r) =>
      r.empty && ks(n.doc, r.head) == t
        ? { changes: { from: r.head, to: r.head + t.length, insert: t }, range: w.cursor(r.head + t.length) }
        : (i = { range: r }),
    );
  return i ? null : n.update(s, { scrollIntoView: !0, userEvent: "input.type" });
}
function am(n, e, t, i) {
  let s = i.stringPrefixes || hn.stringPrefixes,
    r = null,
    o = n.changeByRange((l) => {
      if (!l.empty)
        return {
          changes: [
            { insert: e, from: l.from },
            { insert: e, from: l.to },
          ],
          effects: Vt.of(l.to + e.length),
          range: w.range(l.anchor + e.length, l.head + e.length),
        };
      let a = l.head,
        h = ks(n.doc, a),
        c;
      if (h == e) {
        if (uc(n, a))
          return { changes: { insert: e + e, from: a }, effects: Vt.of(a + e.length), range: w.cursor(a + e.length) };
        if (vc(n, a)) {
          let u = t && n.sliceDoc(a, a + e.length * 3) == e + e + e ? e + e + e : e;
          return { changes: { from: a, to: a + u.length, insert: u }, range: w.cursor(a + u.length) };
        }
      } else {
        if (t && n.sliceDoc(a - 2 * e.length, a) == e + e && (c = dc(n, a - 2 * e.length, s)) > -1 && uc(n, c))
          return {
            changes: { insert: e + e + e + e, from: a },
            effects: Vt.of(a + e.length),
            range: w.cursor(a + e.length),
          };
        if (n.charCategorizer(a)(h) != de.Word && dc(n, a, s) > -1 && !hm(n, a, e, s))
          return { changes: { insert: e + e, from: a }, effects: Vt.of(a + e.length), range: w.cursor(a + e.length) };
      }
      return { range: (r = l) };
    });
  return r ? null : n.update(o, { scrollIntoView: !0, userEvent: "input.type" });
}
function uc(n, e) {
  let t = ee(n).resolveInner(e + 1);
  return t.parent && t.from == e;
}
function hm(n, e, t, i) {
  let s = ee(n).resolveInner(e, -1),
    r = i.reduce((o, l) => Math.max(o, l.length), 0);
  for (let o = 0; o < 5; o++) {
    let l = n.sliceDoc(s.from, Math.min(s.to, s.from + t.length + r)),
      a = l.indexOf(t);
    if (!a || (a > -1 && i.indexOf(l.slice(0, a)) > -1)) {
      let c = s.firstChild;
      for (; c && c.from == s.from && c.to - c.from > t.length + a;) {
        if (n.sliceDoc(c.to - t.length, c.to) == t) return !1;
        c = c.firstChild;
      }
      return !0;
    }
    let h = s.to == e && s.parent;
    if (!h) break;
    s = h;
  }
  return !1;
}
function dc(n, e, t) {
  let i = n.charCategorizer(e);
  if (i(n.sliceDoc(e - 1, e)) != de.Word) return e;
  for (let s of t) {
    let r = e - s.length;
    if (n.sliceDoc(r, e) == s && i(n.sliceDoc(r - 1, r)) != de.Word) return r;
  }
  return -1;
}
function cm(n = {}) {
  return [Yp, ke, te.of(n), Gp, fm, Jp];
}
var Sc = [
    { key: "Ctrl-Space", run: zo },
    { mac: "Alt-`", run: zo },
    { mac: "Alt-i", run: zo },
    { key: "Escape", run: Up },
    { key: "ArrowDown", run: ms(!0) },
    { key: "ArrowUp", run: ms(!1) },
    { key: "PageDown", run: ms(!0, "page") },
    { key: "PageUp", run: ms(!1, "page") },
    { key: "Enter", run: yc },
  ],
  fm = Je.highest(ss.computeN([te], (n) => (n.facet(te).defaultKeymap ? [Sc] : [])));
var um = (n) => {
  let { state: e } = n,
    t = e.doc.lineAt(e.selection.main.from),
    i = ll(n.state, t.from);
  return i.line ? dm(n) : i.block ? mm(n) : !1;
};
function ol(n, e) {
  return ({ state: t, dispatch: i }) => {
    if (t.readOnly) return !1;
    let s = n(e, t);
    return s ? (i(t.update(s)), !0) : !1;
  };
}
var dm = ol(ym, 0);
var pm = ol(Rc, 0);
var mm = ol((n, e) => Rc(n, e, bm(e)), 0);
function ll(n, e) {
  let t = n.languageDataAt("commentTokens", e, 1);
  return t.length ? t[0] : {};
}
var cn = 50;
function gm(n, { open: e, close: t }, i, s) {
  let r = n.sliceDoc(i - cn, i),
    o = n.sliceDoc(s, s + cn),
    l = /\s*$/.exec(r)[0].length,
    a = /^\s*/.exec(o)[0].length,
    h = r.length - l;
  if (r.slice(h - e.length, h) == e && o.slice(a, a + t.length) == t)
    return { open: { pos: i - l, margin: l && 1 }, close: { pos: s + a, margin: a && 1 } };
  let c, f;
  s - i <= 2 * cn ? (c = f = n.sliceDoc(i, s)) : ((c = n.sliceDoc(i, i + cn)), (f = n.sliceDoc(s - cn, s)));
  let u = /^\s*/.exec(c)[0].length,
    d = /\s*$/.exec(f)[0].length,
    p = f.length - d - t.length;
  return c.slice(u, u + e.length) == e && f.slice(p, p + t.length) == t
    ? {
        open: { pos: i + u + e.length, margin: /\s/.test(c.charAt(u + e.length)) ? 1 : 0 },
        close: { pos: s - d - t.length, margin: /\s/.test(f.charAt(p - 1)) ? 1 : 0 },
      }
    : null;
}
function bm(n) {
  let e = [];
  for (let t of n.selection.ranges) {
    let i = n.doc.lineAt(t.from),
      s = t.to <= i.to ? i : n.doc.lineAt(t.to);
    s.from > i.from && s.from == t.to && (s = t.to == i.to + 1 ? i : n.doc.lineAt(t.to - 1));
    let r = e.length - 1;
    r >= 0 && e[r].to > i.from ? (e[r].to = s.to) : e.push({ from: i.from + /^\s*/.exec(i.text)[0].length, to: s.to });
  }
  return e;
}
function Rc(n, e, t = e.selection.ranges) {
  let i = t.map((r) => ll(e, r.from).block);
  if (!i.every((r) => r)) return null;
  let s = t.map((r, o) => gm(e, i[o], r.from, r.to));
  if (n != 2 && !s.every((r) => r))
    return {
      changes: e.changes(
        t.map((r, o) =>
          s[o]
            ? []
            : [
                { from: r.from, insert: i[o].open + " " },
                { from: r.to, insert: " " + i[o].close },
              ],
        ),
      ),
    };
  if (n != 1 && s.some((r) => r)) {
    let r = [];
    for (let o = 0, l; o < s.length; o++)
      if ((l = s[o])) {
        let a = i[o],
          { open: h, close: c } = l;
        r.push(
          { from: h.pos - a.open.length, to: h.pos + h.margin },
          { from: c.pos - c.margin, to: c.pos + a.close.length },
        );
      }
    return { changes: r };
  }
  return null;
}
function ym(n, e, t = e.selection.ranges) {
  let i = [],
    s = -1;
  e: for (let { from: r, to: o } of t) {
    let l = i.length,
      a = 1e9,
      h;
    for (let c = r; c <= o;) {
      let f = e.doc.lineAt(c);
      if (h == null && ((h = ll(e, f.from).line), !h)) continue e;
      if (f.from > s && (r == o || o > f.from)) {
        s = f.from;
        let u = /^\s*/.exec(f.text)[0].length,
          d = u == f.length,
          p = f.text.slice(u, u + h.length) == h ? u : -1;
        (u < f.text.length && u < a && (a = u),
          i.push({ line: f, comment: p, token: h, indent: u, empty: d, single: !1 }));
      }
      c = f.to + 1;
    }
    if (a < 1e9) for (let c = l; c < i.length; c++) i[c].indent < i[c].line.text.length && (i[c].indent = a);
    i.length == l + 1 && (i[l].single = !0);
  }
  if (n != 2 && i.some((r) => r.comment < 0 && (!r.empty || r.single))) {
    let r = [];
    for (let { line: l, token: a, indent: h, empty: c, single: f } of i)
      (f || !c) && r.push({ from: l.from + h, insert: a + " " });
    let o = e.changes(r);
    return { changes: o, selection: e.selection.map(o, 1) };
  } else if (n != 1 && i.some((r) => r.comment >= 0)) {
    let r = [];
    for (let { line: o, comment: l, token: a } of i)
      if (l >= 0) {
        let h = o.from + l,
          c = h + a.length;
        (o.text[c - o.from] == " " && c++, r.push({ from: h, to: c }));
      }
    return { changes: r };
  }
  return null;
}
var il = be.define(),
  xm = be.define(),
  km = T.define(),
  Lc = T.define({
    combine(n) {
      return Ne(
        n,
        { minDepth: 100, newGroupDelay: 500, joinToEvent: (e, t) => t },
        { minDepth: Math.max, newGroupDelay: Math.min, joinToEvent: (e, t) => (i, s) => e(i, s) || t(i, s) },
      );
    },
  }),
  Ec = se.define({
    create() {
      return qt.empty;
    },
    update(n, e) {
      let t = e.state.facet(Lc),
        i = e.annotation(il);
      if (i) {
        let a = Ke.fromTransaction(e, i.selection),
          h = i.side,
          c = h == 0 ? n.undone : n.done;
        return (
          a ? (c = vs(c, c.length, t.minDepth, a)) : (c = Nc(c, e.startState.selection)),
          new qt(h == 0 ? i.rest : c, h == 0 ? c : i.rest)
        );
      }
      let s = e.annotation(xm);
      if (((s == "full" || s == "before") && (n = n.isolate()), e.annotation(Y.addToHistory) === !1))
        return e.changes.empty ? n : n.addMapping(e.changes.desc);
      let r = Ke.fromTransaction(e),
        o = e.annotation(Y.time),
        l = e.annotation(Y.userEvent);
      return (
        r
          ? (n = n.addChanges(r, o, l, t, e))
          : e.selection && (n = n.addSelection(e.startState.selection, o, l, t.newGroupDelay)),
        (s == "full" || s == "after") && (n = n.isolate()),
        n
      );
    },
    toJSON(n) {
      return { done: n.done.map((e) => e.toJSON()), undone: n.undone.map((e) => e.toJSON()) };
    },
    fromJSON(n) {
      return new qt(n.done.map(Ke.fromJSON), n.undone.map(Ke.fromJSON));
    },
  });
function wm(n = {}) {
  return [
    Ec,
    Lc.of(n),
    D.domEventHandlers({
      beforeinput(e, t) {
        let i = e.inputType == "historyUndo" ? Ic : e.inputType == "historyRedo" ? nl : null;
        return i ? (e.preventDefault(), i(t)) : !1;
      },
    }),
  ];
}
function Ss(n, e) {
  return function ({ state: t, dispatch: i }) {
    if (!e && t.readOnly) return !1;
    let s = t.field(Ec, !1);
    if (!s) return !1;
    let r = s.pop(n, t, e);
    return r ? (i(r), !0) : !1;
  };
}
var Ic = Ss(0, !1),
  nl = Ss(1, !1),
  vm = Ss(0, !0),
  Sm = Ss(1, !0);
var Ke = class n {
  constructor(e, t, i, s, r) {
    ((this.changes = e), (this.effects = t), (this.mapped = i), (this.startSelection = s), (this.selectionsAfter = r));
  }
  setSelAfter(e) {
    return new n(this.changes, this.effects, this.mapped, this.startSelection, e);
  }
  toJSON() {
    var e, t, i;
    return {
      changes: (e = this.changes) === null || e === void 0 ? void 0 : e.toJSON(),
      mapped: (t = this.mapped) === null || t === void 0 ? void 0 : t.toJSON(),
      startSelection: (i = this.startSelection) === null || i === void 0 ? void 0 : i.toJSON(),
      selectionsAfter: this.selectionsAfter.map((s) => s.toJSON()),
    };
  }
  static fromJSON(e) {
    return new n(
      e.changes && pe.fromJSON(e.changes),
      [],
      e.mapped && at.fromJSON(e.mapped),
      e.startSelection && w.fromJSON(e.startSelection),
      e.selectionsAfter.map(w.fromJSON),
    );
  }
  static fromTransaction(e, t) {
    let i = Le;
    for (let s of e.startState.facet(km)) {
      let r = s(e);
      r.length && (i = i.concat(r));
    }
    return !i.length && e.changes.empty
      ? null
      : new n(e.changes.invert(e.startState.doc), i, void 0, t || e.startState.selection, Le);
  }
  static selection(e) {
    return new n(void 0, Le, void 0, void 0, e);
  }
};
function vs(n, e, t, i) {
  let s = e + 1 > t + 20 ? e - t - 1 : 0,
    r = n.slice(s, e);
  return (r.push(i), r);
}
function Cm(n, e) {
  let t = [],
    i = !1;
  return (
    n.iterChangedRanges((s, r) => t.push(s, r)),
    e.iterChangedRanges((s, r, o, l) => {
      for (let a = 0; a < t.length;) {
        let h = t[a++],
          c = t[a++];
        l >= h && o <= c && (i = !0);
      }
    }),
    i
  );
}
function Am(n, e) {
  return n.ranges.length == e.ranges.length && n.ranges.filter((t, i) => t.empty != e.ranges[i].empty).length === 0;
}
function _c(n, e) {
  return n.length ? (e.length ? n.concat(e) : n) : e;
}
var Le = [],
  Om = 200;
function Nc(n, e) {
  if (n.length) {
    let t = n[n.length - 1],
      i = t.selectionsAfter.slice(Math.max(0, t.selectionsAfter.length - Om));
    return i.length && i[i.length - 1].eq(e) ? n : (i.push(e), vs(n, n.length - 1, 1e9, t.setSelAfter(i)));
  } else return [Ke.selection([e])];
}
function Mm(n) {
  let e = n[n.length - 1],
    t = n.slice();
  return ((t[n.length - 1] = e.setSelAfter(e.selectionsAfter.slice(0, e.selectionsAfter.length - 1))), t);
}
function tl(n, e) {
  if (!n.length) return n;
  let t = n.length,
    i = Le;
  for (; t;) {
    let s = Tm(n[t - 1], e, i);
    if ((s.changes && !s.changes.empty) || s.effects.length) {
      let r = n.slice(0, t);
      return ((r[t - 1] = s), r);
    } else ((e = s.mapped), t--, (i = s.selectionsAfter));
  }
  return i.length ? [Ke.selection(i)] : Le;
}
function Tm(n, e, t) {
  let i = _c(n.selectionsAfter.length ? n.selectionsAfter.map((l) => l.map(e)) : Le, t);
  if (!n.changes) return Ke.selection(i);
  let s = n.changes.map(e),
    r = e.mapDesc(n.changes, !0),
    o = n.mapped ? n.mapped.composeDesc(r) : r;
  return new Ke(s, E.mapEffects(n.effects, e), o, n.startSelection.map(r), i);
}
var Dm = /^(input\.type|delete)($|\.)/,
  qt = class n {
    constructor(e, t, i = 0, s = void 0) {
      ((this.done = e), (this.undone = t), (this.prevTime = i), (this.prevUserEvent = s));
    }
    isolate() {
      return this.prevTime ? new n(this.done, this.undone) : this;
    }
    addChanges(e, t, i, s, r) {
      let o = this.done,
        l = o[o.length - 1];
      return (
        l &&
        l.changes &&
        !l.changes.empty &&
        e.changes &&
        (!i || Dm.test(i)) &&
        ((!l.selectionsAfter.length &&
          t - this.prevTime < s.newGroupDelay &&
          s.joinToEvent(r, Cm(l.changes, e.changes))) ||
          i == "input.type.compose")
          ? (o = vs(
              o,
              o.length - 1,
              s.minDepth,
              new Ke(
                e.changes.compose(l.changes),
                _c(E.mapEffects(e.effects, l.changes), l.effects),
                l.mapped,
                l.startSelection,
                Le,
              ),
            ))
          : (o = vs(o, o.length, s.minDepth, e)),
        new n(o, Le, t, i)
      );
    }
    addSelection(e, t, i, s) {
      let r = this.done.length ? this.done[this.done.length - 1].selectionsAfter : Le;
      return r.length > 0 &&
        t - this.prevTime < s &&
        i == this.prevUserEvent &&
        i &&
        /^select($|\.)/.test(i) &&
        Am(r[r.length - 1], e)
        ? this
        : new n(Nc(this.done, e), this.undone, t, i);
    }
    addMapping(e) {
      return new n(tl(this.done, e), tl(this.undone, e), this.prevTime, this.prevUserEvent);
    }
    pop(e, t, i) {
      let s = e == 0 ? this.done : this.undone;
      if (s.length == 0) return null;
      let r = s[s.length - 1],
        o = r.selectionsAfter[0] || (r.startSelection ? r.startSelection.map(r.changes.invertedDesc, 1) : t.selection);
      if (i && r.selectionsAfter.length)
        return t.update({
          selection: r.selectionsAfter[r.selectionsAfter.length - 1],
          annotations: il.of({ side: e, rest: Mm(s), selection: o }),
          userEvent: e == 0 ? "select.undo" : "select.redo",
          scrollIntoView: !0,
        });
      if (r.changes) {
        let l = s.length == 1 ? Le : s.slice(0, s.length - 1);
        return (
          r.mapped && (l = tl(l, r.mapped)),
          t.update({
            changes: r.changes,
            selection: r.startSelection,
            effects: r.effects,
            annotations: il.of({ side: e, rest: l, selection: o }),
            filter: !1,
            userEvent: e == 0 ? "undo" : "redo",
            scrollIntoView: !0,
          })
        );
      } else return null;
    }
  };
qt.empty = new qt(Le, Le);
var Bm = [
  { key: "Mod-z", run: Ic, preventDefault: !0 },
  { key: "Mod-y", mac: "Mod-Shift-z", run: nl, preventDefault: !0 },
  { linux: "Ctrl-Shift-z", run: nl, preventDefault: !0 },
  { key: "Mod-u", run: vm, preventDefault: !0 },
  { key: "Alt-u", mac: "Mod-Shift-u", run: Sm, preventDefault: !0 },
];
function ki(n, e) {
  return w.create(n.ranges.map(e), n.mainIndex);
}
function Ue(n, e) {
  return n.update({ selection: e, scrollIntoView: !0, userEvent: "select" });
}
function $e({ state: n, dispatch: e }, t) {
  let i = ki(n.selection, t);
  return i.eq(n.selection, !0) ? !1 : (e(Ue(n, i)), !0);
}
function Cs(n, e) {
  return w.cursor(e ? n.to : n.from);
}
function Fc(n, e) {
  return $e(n, (t) => (t.empty ? n.moveByChar(t, e) : Cs(t, e)));
}
function fe(n) {
  return n.textDirectionAt(n.state.selection.main.head) == W.LTR;
}
var Hc = (n) => Fc(n, !fe(n)),
  Wc = (n) => Fc(n, fe(n));
function Vc(n, e) {
  return $e(n, (t) => (t.empty ? n.moveByGroup(t, e) : Cs(t, e)));
}
var Pm = (n) => Vc(n, !fe(n)),
  Rm = (n) => Vc(n, fe(n));
var xb = typeof Intl < "u" && Intl.Segmenter ? new Intl.Segmenter(void 0, { granularity: "word" }) : null;
function Lm(n, e, t) {
  if (e.type.prop(t)) return !0;
  let i = e.to - e.from;
  return (i && (i > 2 || /[^\s,.;:]/.test(n.sliceDoc(e.from, e.to)))) || e.firstChild;
}
function As(n, e, t) {
  let i = ee(n).resolveInner(e.head),
    s = t ? P.closedBy : P.openedBy;
  for (let a = e.head; ;) {
    let h = t ? i.childAfter(a) : i.childBefore(a);
    if (!h) break;
    Lm(n, h, s) ? (i = h) : (a = t ? h.to : h.from);
  }
  let r = i.type.prop(s),
    o,
    l;
  return (
    r && (o = t ? je(n, i.from, 1) : je(n, i.to, -1)) && o.matched
      ? (l = t ? o.end.to : o.end.from)
      : (l = t ? i.to : i.from),
    w.cursor(l, t ? -1 : 1)
  );
}
var Em = (n) => $e(n, (e) => As(n.state, e, !fe(n))),
  Im = (n) => $e(n, (e) => As(n.state, e, fe(n)));
function zc(n, e) {
  return $e(n, (t) => {
    if (!t.empty) return Cs(t, e);
    let i = n.moveVertically(t, e);
    return i.head != t.head ? i : n.moveToLineBoundary(t, e);
  });
}
var qc = (n) => zc(n, !1),
  jc = (n) => zc(n, !0);
function Kc(n) {
  let e = n.scrollDOM.clientHeight < n.scrollDOM.scrollHeight - 2,
    t = 0,
    i = 0,
    s;
  if (e) {
    for (let r of n.state.facet(D.scrollMargins)) {
      let o = r(n);
      (o?.top && (t = Math.max(o?.top, t)), o?.bottom && (i = Math.max(o?.bottom, i)));
    }
    s = n.scrollDOM.clientHeight - t - i;
  } else s = (n.dom.ownerDocument.defaultView || window).innerHeight;
  return { marginTop: t, marginBottom: i, selfScroll: e, height: Math.max(n.defaultLineHeight, s - 5) };
}
function Uc(n, e) {
  let t = Kc(n),
    { state: i } = n,
    s = ki(i.selection, (o) => (o.empty ? n.moveVertically(o, e, t.height) : Cs(o, e)));
  if (s.eq(i.selection)) return !1;
  let r;
  if (t.selfScroll) {
    let o = n.coordsAtPos(i.selection.main.head),
      l = n.scrollDOM.getBoundingClientRect(),
      a = l.top + t.marginTop,
      h = l.bottom - t.marginBottom;
    o && o.top > a && o.bottom < h && (r = D.scrollIntoView(s.main.head, { y: "start", yMargin: o.top - a }));
  }
  return (n.dispatch(Ue(i, s), { effects: r }), !0);
}
var Cc = (n) => Uc(n, !1),
  sl = (n) => Uc(n, !0);
function St(n, e, t) {
  let i = n.lineBlockAt(e.head),
    s = n.moveToLineBoundary(e, t);
  if (
    (s.head == e.head && s.head != (t ? i.to : i.from) && (s = n.moveToLineBoundary(e, t, !1)),
    !t && s.head == i.from && i.length)
  ) {
    let r = /^\s*/.exec(n.state.sliceDoc(i.from, Math.min(i.from + 100, i.to)))[0].length;
    r && e.head != i.from + r && (s = w.cursor(i.from + r));
  }
  return s;
}
var _m = (n) => $e(n, (e) => St(n, e, !0)),
  Nm = (n) => $e(n, (e) => St(n, e, !1)),
  Fm = (n) => $e(n, (e) => St(n, e, !fe(n))),
  Hm = (n) => $e(n, (e) => St(n, e, fe(n))),
  Wm = (n) => $e(n, (e) => n.moveToLineBoundary(e, !1, !1)),
  Vm = (n) => $e(n, (e) => n.moveToLineBoundary(e, !0, !1));
function zm(n, e, t) {
  let i = !1,
    s = ki(n.selection, (r) => {
      let o =
        je(n, r.head, -1) ||
        je(n, r.head, 1) ||
        (r.head > 0 && je(n, r.head - 1, 1)) ||
        (r.head < n.doc.length && je(n, r.head + 1, -1));
      if (!o || !o.end) return r;
      i = !0;
      let l = o.start.from == r.head ? o.end.to : o.end.from;
      return t ? w.range(r.anchor, l) : w.cursor(l);
    });
  return i ? (e(Ue(n, s)), !0) : !1;
}
var qm = ({ state: n, dispatch: e }) => zm(n, e, !1);
function Ee(n, e, t) {
  let i = ki(n.state.selection, (s) => {
    s.undirectional && s.head >= s.anchor != e && (s = w.range(s.head, s.anchor));
    let r = t(s);
    return w.range(s.anchor, r.head, r.goalColumn, r.bidiLevel || void 0, r.assoc);
  });
  return i.eq(n.state.selection) ? !1 : (n.dispatch(Ue(n.state, i)), !0);
}
function $c(n, e) {
  return Ee(n, e, (t) => n.moveByChar(t, e));
}
var Qc = (n) => $c(n, !fe(n)),
  Gc = (n) => $c(n, fe(n));
function Xc(n, e) {
  return Ee(n, e, (t) => n.moveByGroup(t, e));
}
var jm = (n) => Xc(n, !fe(n)),
  Km = (n) => Xc(n, fe(n));
var Um = (n) => {
    let e = !fe(n);
    return Ee(n, e, (t) => As(n.state, t, e));
  },
  $m = (n) => {
    let e = fe(n);
    return Ee(n, e, (t) => As(n.state, t, e));
  };
function Yc(n, e) {
  return Ee(n, e, (t) => n.moveVertically(t, e));
}
var Jc = (n) => Yc(n, !1),
  Zc = (n) => Yc(n, !0);
function ef(n, e) {
  return Ee(n, e, (t) => n.moveVertically(t, e, Kc(n).height));
}
var Ac = (n) => ef(n, !1),
  Oc = (n) => ef(n, !0),
  Qm = (n) => Ee(n, !0, (e) => St(n, e, !0)),
  Gm = (n) => Ee(n, !1, (e) => St(n, e, !1)),
  Xm = (n) => {
    let e = !fe(n);
    return Ee(n, e, (t) => St(n, t, e));
  },
  Ym = (n) => {
    let e = fe(n);
    return Ee(n, e, (t) => St(n, t, e));
  },
  Jm = (n) => Ee(n, !1, (e) => w.cursor(n.lineBlockAt(e.head).from)),
  Zm = (n) => Ee(n, !0, (e) => w.cursor(n.lineBlockAt(e.head).to)),
  Mc = ({ state: n, dispatch: e }) => (e(Ue(n, { anchor: 0 })), !0),
  Tc = ({ state: n, dispatch: e }) => (e(Ue(n, { anchor: n.doc.length })), !0),
  Dc = ({ state: n, dispatch: e }) => (e(Ue(n, { anchor: n.selection.main.anchor, head: 0 })), !0),
  Bc = ({ state: n, dispatch: e }) => (e(Ue(n, { anchor: n.selection.main.anchor, head: n.doc.length })), !0),
  eg = ({ state: n, dispatch: e }) => (
    e(n.update({ selection: { anchor: 0, head: n.doc.length }, userEvent: "select" })),
    !0
  ),
  tg = ({ state: n, dispatch: e }) => {
    let t = Os(n).map(({ from: i, to: s }) => w.undirectionalRange(i, Math.min(s + 1, n.doc.length)));
    return (e(n.update({ selection: w.create(t), userEvent: "select" })), !0);
  },
  ig = ({ state: n, dispatch: e }) => {
    let t = ki(n.selection, (i) => {
      let s = ee(n),
        r = s.resolveStack(i.from, 1);
      if (i.empty) {
        let o = s.resolveStack(i.from, -1);
        o.node.from >= r.node.from && o.node.to <= r.node.to && (r = o);
      }
      for (let o = r; o; o = o.next) {
        let { node: l } = o;
        if (((l.from < i.from && l.to >= i.to) || (l.to > i.to && l.from <= i.from)) && o.next)
          return w.undirectionalRange(l.from, l.to);
      }
      return i;
    });
    return t.eq(n.selection) ? !1 : (e(Ue(n, t)), !0);
  };
function tf(n, e) {
  let { state: t } = n,
    i = t.selection,
    s = t.selection.ranges.slice();
  for (let r of t.selection.ranges) {
    let o = t.doc.lineAt(r.head);
    if (e ? o.to < n.state.doc.length : o.from > 0)
      for (let l = r; ;) {
        let a = n.moveVertically(l, e);
        if (a.head < o.from || a.head > o.to) {
          s.some((h) => h.head == a.head) || s.push(a);
          break;
        } else {
          if (a.head == l.head) break;
          l = a;
        }
      }
  }
  return s.length == i.ranges.length ? !1 : (n.dispatch(Ue(t, w.create(s, s.length - 1))), !0);
}
var ng = (n) => tf(n, !1),
  sg = (n) => tf(n, !0),
  rg = ({ state: n, dispatch: e }) => {
    let t = n.selection,
      i = null;
    return (
      t.ranges.length > 1 ? (i = w.create([t.main])) : t.main.empty || (i = w.create([w.cursor(t.main.head)])),
      i ? (e(Ue(n, i)), !0) : !1
    );
  };
function fn(n, e) {
  if (n.state.readOnly) return !1;
  let t = "delete.selection",
    { state: i } = n,
    s = i.changeByRange((r) => {
      let { from: o, to: l } = r;
      if (o == l) {
        let a = e(r);
        (a < o ? ((t = "delete.backward"), (a = ws(n, a, !1))) : a > o && ((t = "delete.forward"), (a = ws(n, a, !0))),
          (o = Math.min(o, a)),
          (l = Math.max(l, a)));
      } else ((o = ws(n, o, !1)), (l = ws(n, l, !0)));
      return o == l ? { range: r } : { changes: { from: o, to: l }, range: w.cursor(o, o < r.head ? -1 : 1) };
    });
  return s.changes.empty
    ? !1
    : (n.dispatch(
        i.update(s, {
          scrollIntoView: !0,
          userEvent: t,
          effects: t == "delete.selection" ? D.announce.of(i.phrase("Selection deleted")) : void 0,
        }),
      ),
      !0);
}
function ws(n, e, t) {
  if (n instanceof D)
    for (let i of n.state.facet(D.atomicRanges).map((s) => s(n)))
      i.between(e, e, (s, r) => {
        s < e && r > e && (e = t ? r : s);
      });
  return e;
}
var nf = (n, e, t) =>
    fn(n, (i) => {
      let s = i.from,
        { state: r } = n,
        o = r.doc.lineAt(s),
        l,
        a;
      if (t && !e && s > o.from && s < o.from + 200 && !/[^ \t]/.test((l = o.text.slice(0, s - o.from)))) {
        if (l[l.length - 1] == "	") return s - 1;
        let h = Bt(l, r.tabSize),
          c = h % on(r) || on(r);
        for (let f = 0; f < c && l[l.length - 1 - f] == " "; f++) s--;
        a = s;
      } else
        ((a = J(o.text, s - o.from, e, e) + o.from),
          a == s && o.number != (e ? r.doc.lines : 1)
            ? (a += e ? 1 : -1)
            : !e &&
              /[\ufe00-\ufe0f]/.test(o.text.slice(a - o.from, s - o.from)) &&
              (a = J(o.text, a - o.from, !1, !1) + o.from));
      return a;
    }),
  rl = (n) => nf(n, !1, !0);
var sf = (n) => nf(n, !0, !1),
  rf = (n, e) =>
    fn(n, (t) => {
      let i = t.head,
        { state: s } = n,
        r = s.doc.lineAt(i),
        o = s.charCategorizer(i);
      for (let l = null; ;) {
        if (i == (e ? r.to : r.from)) {
          i == t.head && r.number != (e ? s.doc.lines : 1) && (i += e ? 1 : -1);
          break;
        }
        let a = J(r.text, i - r.from, e) + r.from,
          h = r.text.slice(Math.min(i, a) - r.from, Math.max(i, a) - r.from),
          c = o(h);
        if (l != null && c != l) break;
        ((h != " " || i != t.head) && (l = c), (i = a));
      }
      return i;
    }),
  of = (n) => rf(n, !1),
  og = (n) => rf(n, !0);
var lg = (n) =>
  fn(n, (e) => {
    let t = n.lineBlockAt(e.head).to;
    return e.head < t ? t : Math.min(n.state.doc.length, e.head + 1);
  });
var ag = (n) =>
    fn(n, (e) => {
      let t = n.moveToLineBoundary(e, !1).head;
      return e.head > t ? t : Math.max(0, e.head - 1);
    }),
  hg = (n) =>
    fn(n, (e) => {
      let t = n.moveToLineBoundary(e, !0).head;
      return e.head < t ? t : Math.min(n.state.doc.length, e.head + 1);
    });
var cg = ({ state: n, dispatch: e }) => {
    if (n.readOnly) return !1;
    let t = n.changeByRange((i) => ({
      changes: { from: i.from, to: i.to, insert: N.of(["", ""]) },
      range: w.cursor(i.from),
    }));
    return (e(n.update(t, { scrollIntoView: !0, userEvent: "input" })), !0);
  },
  fg = ({ state: n, dispatch: e }) => {
    if (n.readOnly) return !1;
    let t = n.changeByRange((i) => {
      if (!i.empty || i.from == 0 || i.from == n.doc.length) return { range: i };
      let s = i.from,
        r = n.doc.lineAt(s),
        o = s == r.from ? s - 1 : J(r.text, s - r.from, !1) + r.from,
        l = s == r.to ? s + 1 : J(r.text, s - r.from, !0) + r.from;
      return { changes: { from: o, to: l, insert: n.doc.slice(s, l).append(n.doc.slice(o, s)) }, range: w.cursor(l) };
    });
    return t.changes.empty ? !1 : (e(n.update(t, { scrollIntoView: !0, userEvent: "move.character" })), !0);
  };
function Os(n) {
  let e = [],
    t = -1;
  for (let i of n.selection.ranges) {
    let s = n.doc.lineAt(i.from),
      r = n.doc.lineAt(i.to);
    if ((!i.empty && i.to == r.from && (r = n.doc.lineAt(i.to - 1)), t >= s.number)) {
      let o = e[e.length - 1];
      ((o.to = r.to), o.ranges.push(i));
    } else e.push({ from: s.from, to: r.to, ranges: [i] });
    t = r.number + 1;
  }
  return e;
}
function lf(n, e, t) {
  if (n.readOnly) return !1;
  let i = [],
    s = [];
  for (let r of Os(n)) {
    if (t ? r.to == n.doc.length : r.from == 0) continue;
    let o = n.doc.lineAt(t ? r.to + 1 : r.from - 1),
      l = o.length + 1;
    if (t) {
      i.push({ from: r.to, to: o.to }, { from: r.from, insert: o.text + n.lineBreak });
      for (let a of r.ranges) s.push(w.range(Math.min(n.doc.length, a.anchor + l), Math.min(n.doc.length, a.head + l)));
    } else {
      i.push({ from: o.from, to: r.from }, { from: r.to, insert: n.lineBreak + o.text });
      for (let a of r.ranges) s.push(w.range(a.anchor - l, a.head - l));
    }
  }
  return i.length
    ? (e(
        n.update({
          changes: i,
          scrollIntoView: !0,
          selection: w.create(s, n.selection.mainIndex),
          userEvent: "move.line",
        }),
      ),
      !0)
    : !1;
}
var ug = ({ state: n, dispatch: e }) => lf(n, e, !1),
  dg = ({ state: n, dispatch: e }) => lf(n, e, !0);
function af(n, e, t) {
  if (n.readOnly) return !1;
  let i = [];
  for (let r of Os(n))
    t
      ? i.push({ from: r.from, insert: n.doc.slice(r.from, r.to) + n.lineBreak })
      : i.push({ from: r.to, insert: n.lineBreak + n.doc.slice(r.from, r.to) });
  let s = n.changes(i);
  return (
    e(
      n.update({
        changes: s,
        selection: n.selection.map(s, t ? 1 : -1),
        scrollIntoView: !0,
        userEvent: "input.copyline",
      }),
    ),
    !0
  );
}
var pg = ({ state: n, dispatch: e }) => af(n, e, !1),
  mg = ({ state: n, dispatch: e }) => af(n, e, !0),
  gg = (n) => {
    if (n.state.readOnly) return !1;
    let { state: e } = n,
      t = e.changes(Os(e).map(({ from: s, to: r }) => (s > 0 ? s-- : r < e.doc.length && r++, { from: s, to: r }))),
      i = ki(e.selection, (s) => {
        let r;
        if (n.lineWrapping) {
          let o = n.lineBlockAt(s.head),
            l = n.coordsAtPos(s.head, s.assoc || 1);
          l && (r = o.bottom + n.documentTop - l.bottom + n.defaultLineHeight / 2);
        }
        return n.moveVertically(s, !0, r);
      }).map(t);
    return (n.dispatch({ changes: t, selection: i, scrollIntoView: !0, userEvent: "delete.line" }), !0);
  };
function bg(n, e) {
  if (/\(\)|\[\]|\{\}/.test(n.sliceDoc(e - 1, e + 1))) return { from: e, to: e };
  let t = ee(n).resolveInner(e),
    i = t.childBefore(e),
    s = t.childAfter(e),
    r;
  return i &&
    s &&
    i.to <= e &&
    s.from >= e &&
    (r = i.type.prop(P.closedBy)) &&
    r.indexOf(s.name) > -1 &&
    n.doc.lineAt(i.to).from == n.doc.lineAt(s.from).from &&
    !/\S/.test(n.sliceDoc(i.to, s.from))
    ? { from: i.to, to: s.from }
    : null;
}
var Pc = hf(!1),
  yg = hf(!0);
function hf(n) {
  return ({ state: e, dispatch: t }) => {
    if (e.readOnly) return !1;
    let i = e.changeByRange((s) => {
      let { from: r, to: o } = s,
        l = e.doc.lineAt(r),
        a = !n && r == o && bg(e, r);
      n && (r = o = (o <= l.to ? l : e.doc.lineAt(o)).to);
      let h = new Wt(e, { simulateBreak: r, simulateDoubleBreak: !!a }),
        c = Ho(h, r);
      for (
        c == null && (c = Bt(/^\s*/.exec(e.doc.lineAt(r).text)[0], e.tabSize));
        o < l.to && /\s/.test(l.text[o - l.from]);
      )
        o++;
      a ? ({ from: r, to: o } = a) : r > l.from && r < l.from + 100 && !/\S/.test(l.text.slice(0, r)) && (r = l.from);
      let f = ["", ln(e, c)];
      return (
        a && f.push(ln(e, h.lineIndent(l.from, -1))),
        { changes: { from: r, to: o, insert: N.of(f) }, range: w.cursor(r + 1 + f[1].length) }
      );
    });
    return (t(e.update(i, { scrollIntoView: !0, userEvent: "input" })), !0);
  };
}
function al(n, e) {
  let t = -1;
  return n.changeByRange((i) => {
    let s = [];
    for (let o = i.from; o <= i.to;) {
      let l = n.doc.lineAt(o);
      (l.number > t && (i.empty || i.to > l.from) && (e(l, s, i), (t = l.number)), (o = l.to + 1));
    }
    let r = n.changes(s);
    return { changes: s, range: w.range(r.mapPos(i.anchor, 1), r.mapPos(i.head, 1)) };
  });
}
var xg = ({ state: n, dispatch: e }) => {
    if (n.readOnly) return !1;
    let t = Object.create(null),
      i = new Wt(n, {
        overrideIndentation: (r) => {
          let o = t[r];
          return o ?? -1;
        },
      }),
      s = al(n, (r, o, l) => {
        let a = Ho(i, r.from);
        if (a == null) return;
        /\S/.test(r.text) || (a = 0);
        let h = /^\s*/.exec(r.text)[0],
          c = ln(n, a);
        (h != c || l.from < r.from + h.length) &&
          ((t[r.from] = a), o.push({ from: r.from, to: r.from + h.length, insert: c }));
      });
    return (s.changes.empty || e(n.update(s, { userEvent: "indent" })), !0);
  },
  kg = ({ state: n, dispatch: e }) =>
    n.readOnly
      ? !1
      : (e(
          n.update(
            al(n, (t, i) => {
              i.push({ from: t.from, insert: n.facet(rn) });
            }),
            { userEvent: "input.indent" },
          ),
        ),
        !0),
  wg = ({ state: n, dispatch: e }) =>
    n.readOnly
      ? !1
      : (e(
          n.update(
            al(n, (t, i) => {
              let s = /^\s*/.exec(t.text)[0];
              if (!s) return;
              let r = Bt(s, n.tabSize),
                o = 0,
                l = ln(n, Math.max(0, r - on(n)));
              for (; o < s.length && o < l.length && s.charCodeAt(o) == l.charCodeAt(o);) o++;
              i.push({ from: t.from + o, to: t.from + s.length, insert: l.slice(o) });
            }),
            { userEvent: "delete.dedent" },
          ),
        ),
        !0),
  vg = (n) => (n.setTabFocusMode(), !0);
var Sg = [
    { key: "Ctrl-b", run: Hc, shift: Qc, preventDefault: !0 },
    { key: "Ctrl-f", run: Wc, shift: Gc },
    { key: "Ctrl-p", run: qc, shift: Jc },
    { key: "Ctrl-n", run: jc, shift: Zc },
    { key: "Ctrl-a", run: Wm, shift: Jm },
    { key: "Ctrl-e", run: Vm, shift: Zm },
    { key: "Ctrl-d", run: sf },
    { key: "Ctrl-h", run: rl },
    { key: "Ctrl-k", run: lg },
    { key: "Ctrl-Alt-h", run: of },
    { key: "Ctrl-o", run: cg },
    { key: "Ctrl-t", run: fg },
    { key: "Ctrl-v", run: sl },
  ],
  Cg = [
    { key: "ArrowLeft", run: Hc, shift: Qc, preventDefault: !0 },
    { key: "Mod-ArrowLeft", mac: "Alt-ArrowLeft", run: Pm, shift: jm, preventDefault: !0 },
    { mac: "Cmd-ArrowLeft", run: Fm, shift: Xm, preventDefault: !0 },
    { key: "ArrowRight", run: Wc, shift: Gc, preventDefault: !0 },
    { key: "Mod-ArrowRight", mac: "Alt-ArrowRight", run: Rm, shift: Km, preventDefault: !0 },
    { mac: "Cmd-ArrowRight", run: Hm, shift: Ym, preventDefault: !0 },
    { key: "ArrowUp", run: qc, shift: Jc, preventDefault: !0 },
    { mac: "Cmd-ArrowUp", run: Mc, shift: Dc },
    { mac: "Ctrl-ArrowUp", run: Cc, shift: Ac },
    { key: "ArrowDown", run: jc, shift: Zc, preventDefault: !0 },
    { mac: "Cmd-ArrowDown", run: Tc, shift: Bc },
    { mac: "Ctrl-ArrowDown", run: sl, shift: Oc },
    { key: "PageUp", run: Cc, shift: Ac },
    { key: "PageDown", run: sl, shift: Oc },
    { key: "Home", run: Nm, shift: Gm, preventDefault: !0 },
    { key: "Mod-Home", run: Mc, shift: Dc },
    { key: "End", run: _m, shift: Qm, preventDefault: !0 },
    { key: "Mod-End", run: Tc, shift: Bc },
    { key: "Enter", run: Pc, shift: Pc },
    { key: "Mod-a", run: eg },
    { key: "Backspace", run: rl, shift: rl, preventDefault: !0 },
    { key: "Delete", run: sf, preventDefault: !0 },
    { key: "Mod-Backspace", mac: "Alt-Backspace", run: of, preventDefault: !0 },
    { key: "Mod-Delete", mac: "Alt-Delete", run: og, preventDefault: !0 },
    { mac: "Mod-Backspace", run: ag, preventDefault: !0 },
    { mac: "Mod-Delete", run: hg, preventDefault: !0 },
  ].concat(Sg.map((n) => ({ mac: n.key, run: n.run, shift: n.shift }))),
  Ag = [
    { key: "Alt-ArrowLeft", mac: "Ctrl-ArrowLeft", run: Em, shift: Um },
    { key: "Alt-ArrowRight", mac: "Ctrl-ArrowRight", run: Im, shift: $m },
    { key: "Alt-ArrowUp", run: ug },
    { key: "Shift-Alt-ArrowUp", run: pg },
    { key: "Alt-ArrowDown", run: dg },
    { key: "Shift-Alt-ArrowDown", run: mg },
    { key: "Mod-Alt-ArrowUp", run: ng },
    { key: "Mod-Alt-ArrowDown", run: sg },
    { key: "Escape", run: rg },
    { key: "Mod-Enter", run: yg },
    { key: "Alt-l", mac: "Ctrl-l", run: tg },
    { key: "Mod-i", run: ig, preventDefault: !0 },
    { key: "Mod-[", run: wg },
    { key: "Mod-]", run: kg },
    { key: "Mod-Alt-\\", run: xg },
    { key: "Shift-Mod-k", run: gg },
    { key: "Shift-Mod-\\", run: qm },
    { key: "Mod-/", run: um },
    { key: "Alt-A", mac: "Ctrl-A", run: pm },
    { key: "Ctrl-m", mac: "Shift-Alt-m", run: vg },
  ].concat(Cg);
var cl = class n {
    constructor(e, t, i, s, r, o, l, a, h, c = 0, f) {
      ((this.p = e),
        (this.stack = t),
        (this.state = i),
        (this.reducePos = s),
        (this.pos = r),
        (this.score = o),
        (this.buffer = l),
        (this.bufferBase = a),
        (this.curContext = h),
        (this.lookAhead = c),
        (this.parent = f));
    }
    toString() {
      return `[${this.stack.filter((e, t) => t % 3 == 0).concat(this.state)}]@${this.pos}${this.score ? "!" + this.score : ""}`;
    }
    static start(e, t, i = 0) {
      let s = e.parser.context;
      return new n(e, [], t, i, i, 0, [], 0, s ? new Ms(s, s.start) : null, 0, null);
    }
    get context() {
      return this.curContext ? this.curContext.context : null;
    }
    pushState(e, t) {
      (this.stack.push(this.state, t, this.bufferBase + this.buffer.length), (this.state = e));
    }
    reduce(e) {
      var t;
      let i = e >> 19,
        s = e & 65535,
        { parser: r } = this.p,
        o = this.reducePos < this.pos - 25 && this.setLookAhead(this.pos),
        l = r.dynamicPrecedence(s);
      if ((l && (this.score += l), i == 0)) {
        (s < r.minRepeatTerm && this.reducePos < this.pos && (this.reducePos = this.pos),
          this.pushState(r.getGoto(this.state, s, !0), this.reducePos),
          s < r.minRepeatTerm && this.storeNode(s, this.reducePos, this.reducePos, o ? 8 : 4, !0),
          this.reduceContext(s, this.reducePos));
        return;
      }
      let a = this.stack.length - (i - 1) * 3 - (e & 262144 ? 6 : 0),
        h = a ? this.stack[a - 2] : this.p.ranges[0].from;
      s < r.minRepeatTerm && h == this.reducePos && this.reducePos < this.pos && (this.reducePos = this.pos);
      let c = this.reducePos - h;
      c >= 2e3 &&
        !(!((t = this.p.parser.nodeSet.types[s]) === null || t === void 0) && t.isAnonymous) &&
        (h == this.p.lastBigReductionStart
          ? (this.p.bigReductionCount++, (this.p.lastBigReductionSize = c))
          : this.p.lastBigReductionSize < c &&
            ((this.p.bigReductionCount = 1), (this.p.lastBigReductionStart = h), (this.p.lastBigReductionSize = c)));
      let f = a ? this.stack[a - 1] : 0,
        u = this.bufferBase + this.buffer.length - f;
      if (s < r.minRepeatTerm || e & 131072) {
        let d = r.stateFlag(this.state, 1) ? this.pos : this.reducePos;
        this.storeNode(s, h, d, u + 4, !0);
      }
      if (e & 262144) this.state = this.stack[a];
      else {
        let d = this.stack[a - 3];
        this.state = r.getGoto(d, s, !0);
      }
      for (; this.stack.length > a;) this.stack.pop();
      this.reduceContext(s, h);
    }
    storeNode(e, t, i, s = 4, r = !1) {
      if (e == 0 && (!this.stack.length || this.stack[this.stack.length - 1] < this.buffer.length + this.bufferBase)) {
        let o = this.buffer.length;
        if (o > 0 && this.buffer[o - 4] == 0 && this.buffer[o - 1] > -1) {
          if (t == i) return;
          if (this.buffer[o - 2] >= t) {
            this.buffer[o - 2] = i;
            return;
          }
        }
      }
      if (!r || this.pos == i) this.buffer.push(e, t, i, s);
      else {
        let o = this.buffer.length;
        if (o > 0 && (this.buffer[o - 4] != 0 || this.buffer[o - 1] < 0)) {
          let l = !1;
          for (let a = o; a > 0 && this.buffer[a - 2] > i; a -= 4)
            if (this.buffer[a - 1] >= 0) {
              l = !0;
              break;
            }
          if (l)
            for (; o > 0 && this.buffer[o - 2] > i;)
              ((this.buffer[o] = this.buffer[o - 4]),
                (this.buffer[o + 1] = this.buffer[o - 3]),
                (this.buffer[o + 2] = this.buffer[o - 2]),
                (this.buffer[o + 3] = this.buffer[o - 1]),
                (o -= 4),
                s > 4 && (s -= 4));
        }
        ((this.buffer[o] = e), (this.buffer[o + 1] = t), (this.buffer[o + 2] = i), (this.buffer[o + 3] = s));
      }
    }
    shift(e, t, i, s) {
      if (e & 131072) this.pushState(e & 65535, this.pos);
      else if ((e & 262144) == 0) {
        let r = e,
          { parser: o } = this.p;
        this.pos = s;
        let l = o.stateFlag(r, 1);
        (!l && (s > i || t <= o.maxNode) && (this.reducePos = s),
          this.pushState(r, l ? i : Math.min(i, this.reducePos)),
          this.shiftContext(t, i),
          t <= o.maxNode && this.buffer.push(t, i, s, 4));
      } else ((this.pos = s), this.shiftContext(t, i), t <= this.p.parser.maxNode && this.buffer.push(t, i, s, 4));
    }
    apply(e, t, i, s) {
      e & 65536 ? this.reduce(e) : this.shift(e, t, i, s);
    }
    useNode(e, t, i) {
      let s = this.p.reused.length - 1;
      (s < 0 || this.p.reused[s] != e) && (this.p.reused.push(e), s++);
      let r = (this.reducePos = this.pos = i + e.length);
      (this.pushState(t, i),
        this.buffer.push(s, i, r, -1),
        this.curContext &&
          this.updateContext(
            this.curContext.tracker.reuse(this.curContext.context, e, this, this.p.stream.reset(this.pos - e.length)),
          ));
    }
    split() {
      let e = this,
        t = e.buffer.length;
      for (t && e.buffer[t - 4] == 0 && (t -= 4); t > 0 && e.buffer[t - 2] > e.reducePos;) t -= 4;
      let i = e.buffer.slice(t),
        s = e.bufferBase + t;
      for (; e && s == e.bufferBase;) e = e.parent;
      return new n(
        this.p,
        this.stack.slice(),
        this.state,
        this.reducePos,
        this.pos,
        this.score,
        i,
        s,
        this.curContext,
        this.lookAhead,
        e,
      );
    }
    recoverByDelete(e, t) {
      let i = e <= this.p.parser.maxNode;
      (i && this.storeNode(e, this.pos, t, 4),
        this.storeNode(0, this.pos, t, i ? 8 : 4),
        (this.pos = this.reducePos = t),
        (this.score -= 190));
    }
    canShift(e) {
      for (let t = new fl(this); ;) {
        let i = this.p.parser.stateSlot(t.state, 4) || this.p.parser.hasAction(t.state, e);
        if (i == 0) return !1;
        if ((i & 65536) == 0) return !0;
        t.reduce(i);
      }
    }
    recoverByInsert(e) {
      if (this.stack.length >= 300) return [];
      let t = this.p.parser.nextStates(this.state);
      if (t.length > 8 || this.stack.length >= 120) {
        let s = [];
        for (let r = 0, o; r < t.length; r += 2)
          (o = t[r + 1]) != this.state && this.p.parser.hasAction(o, e) && s.push(t[r], o);
        if (this.stack.length < 120)
          for (let r = 0; s.length < 8 && r < t.length; r += 2) {
            let o = t[r + 1];
            s.some((l, a) => a & 1 && l == o) || s.push(t[r], o);
          }
        t = s;
      }
      let i = [];
      for (let s = 0; s < t.length && i.length < 4; s += 2) {
        let r = t[s + 1];
        if (r == this.state) continue;
        let o = this.split();
        (o.pushState(r, this.pos),
          o.storeNode(0, o.pos, o.pos, 4, !0),
          o.shiftContext(t[s], this.pos),
          (o.reducePos = this.pos),
          (o.score -= 200),
          i.push(o));
      }
      return i;
    }
    forceReduce() {
      let { parser: e } = this.p,
        t = e.stateSlot(this.state, 5);
      if ((t & 65536) == 0) return !1;
      if (!e.validAction(this.state, t)) {
        let i = t >> 19,
          s = t & 65535,
          r = this.stack.length - i * 3;
        if (r < 0 || e.getGoto(this.stack[r], s, !1) < 0) {
          let o = this.findForcedReduction();
          if (o == null) return !1;
          t = o;
        }
        (this.storeNode(0, this.pos, this.pos, 4, !0), (this.score -= 100));
      }
      return ((this.reducePos = this.pos), this.reduce(t), !0);
    }
    findForcedReduction() {
      let { parser: e } = this.p,
        t = [],
        i = (s, r) => {
          if (!t.includes(s))
            return (
              t.push(s),
              e.allActions(s, (o) => {
                if (!(o & 393216))
                  if (o & 65536) {
                    let l = (o >> 19) - r;
                    if (l > 1) {
                      let a = o & 65535,
                        h = this.stack.length - l * 3;
                      if (h >= 0 && e.getGoto(this.stack[h], a, !1) >= 0) return (l << 19) | 65536 | a;
                    }
                  } else {
                    let l = i(o, r + 1);
                    if (l != null) return l;
                  }
              })
            );
        };
      return i(this.state, 0);
    }
    forceAll() {
      for (; !this.p.parser.stateFlag(this.state, 2);)
        if (!this.forceReduce()) {
          this.storeNode(0, this.pos, this.pos, 4, !0);
          break;
        }
      return this;
    }
    get deadEnd() {
      if (this.stack.length != 3) return !1;
      let { parser: e } = this.p;
      return e.data[e.stateSlot(this.state, 1)] == 65535 && !e.stateSlot(this.state, 4);
    }
    restart() {
      (this.storeNode(0, this.pos, this.pos, 4, !0), (this.state = this.stack[0]), (this.stack.length = 0));
    }
    sameState(e) {
      if (this.state != e.state || this.stack.length != e.stack.length) return !1;
      for (let t = 0; t < this.stack.length; t += 3) if (this.stack[t] != e.stack[t]) return !1;
      return !0;
    }
    get parser() {
      return this.p.parser;
    }
    dialectEnabled(e) {
      return this.p.parser.dialect.flags[e];
    }
    shiftContext(e, t) {
      this.curContext &&
        this.updateContext(this.curContext.tracker.shift(this.curContext.context, e, this, this.p.stream.reset(t)));
    }
    reduceContext(e, t) {
      this.curContext &&
        this.updateContext(this.curContext.tracker.reduce(this.curContext.context, e, this, this.p.stream.reset(t)));
    }
    emitContext() {
      let e = this.buffer.length - 1;
      (e < 0 || this.buffer[e] != -3) && this.storeNode(this.curContext.hash, this.reducePos, this.reducePos, -3, !0);
    }
    emitLookAhead() {
      let e = this.buffer.length - 1;
      (e < 0 || this.buffer[e] != -4) && this.buffer.push(this.lookAhead, this.pos, this.pos, -4);
    }
    updateContext(e) {
      if (e != this.curContext.context) {
        let t = new Ms(this.curContext.tracker, e);
        (t.hash != this.curContext.hash && this.emitContext(), (this.curContext = t));
      }
    }
    setLookAhead(e) {
      return e <= this.lookAhead ? !1 : (this.emitLookAhead(), (this.lookAhead = e), !0);
    }
    close() {
      (this.curContext && this.curContext.tracker.strict && this.emitContext(),
        this.lookAhead > 0 && this.emitLookAhead());
    }
  },
  Ms = class {
    constructor(e, t) {
      ((this.tracker = e), (this.context = t), (this.hash = e.strict ? e.hash(t) : 0));
    }
  },
  fl = class {
    constructor(e) {
      ((this.start = e), (this.state = e.state), (this.stack = e.stack), (this.base = this.stack.length));
    }
    reduce(e) {
      let t = e & 65535,
        i = e >> 19;
      i == 0
        ? (this.stack == this.start.stack && (this.stack = this.stack.slice()),
          this.stack.push(this.state, 0, 0),
          (this.base += 3))
        : (this.base -= (i - 1) * 3);
      let s = this.start.p.parser.getGoto(this.stack[this.base - 3], t, !0);
      this.state = s;
    }
  },
  ul = class n {
    constructor(e, t, i) {
      ((this.stack = e),
        (this.pos = t),
        (this.index = i),
        (this.buffer = e.buffer),
        this.index == 0 && this.maybeNext());
    }
    static create(e, t = e.bufferBase + e.buffer.length) {
      return new n(e, t, t - e.bufferBase);
    }
    maybeNext() {
      let e = this.stack.parent;
      e != null && ((this.index = this.stack.bufferBase - e.bufferBase), (this.stack = e), (this.buffer = e.buffer));
    }
    get id() {
      return this.buffer[this.index - 4];
    }
    get start() {
      return this.buffer[this.index - 3];
    }
    get end() {
      return this.buffer[this.index - 2];
    }
    get size() {
      return this.buffer[this.index - 1];
    }
    next() {
      ((this.index -= 4), (this.pos -= 4), this.index == 0 && this.maybeNext());
    }
    fork() {
      return new n(this.stack, this.pos, this.index);
    }
  };
function un(n, e = Uint16Array) {
  if (typeof n != "string") return n;
  let t = null;
  for (let i = 0, s = 0; i < n.length;) {
    let r = 0;
    for (;;) {
      let o = n.charCodeAt(i++),
        l = !1;
      if (o == 126) {
        r = 65535;
        break;
      }
      (o >= 92 && o--, o >= 34 && o--);
      let a = o - 32;
      if ((a >= 46 && ((a -= 46), (l = !0)), (r += a), l)) break;
      r *= 46;
    }
    t ? (t[s++] = r) : (t = new e(r));
  }
  return t;
}
var wi = class {
    constructor() {
      ((this.start = -1),
        (this.value = -1),
        (this.end = -1),
        (this.extended = -1),
        (this.lookAhead = 0),
        (this.mask = 0),
        (this.context = 0));
    }
  },
  cf = new wi(),
  dl = class {
    constructor(e, t) {
      ((this.input = e),
        (this.ranges = t),
        (this.chunk = ""),
        (this.chunkOff = 0),
        (this.chunk2 = ""),
        (this.chunk2Pos = 0),
        (this.next = -1),
        (this.token = cf),
        (this.rangeIndex = 0),
        (this.pos = this.chunkPos = t[0].from),
        (this.range = t[0]),
        (this.end = t[t.length - 1].to),
        this.readNext());
    }
    resolveOffset(e, t) {
      let i = this.range,
        s = this.rangeIndex,
        r = this.pos + e;
      for (; r < i.from;) {
        if (!s) return null;
        let o = this.ranges[--s];
        ((r -= i.from - o.to), (i = o));
      }
      for (; t < 0 ? r > i.to : r >= i.to;) {
        if (s == this.ranges.length - 1) return null;
        let o = this.ranges[++s];
        ((r += o.from - i.to), (i = o));
      }
      return r;
    }
    clipPos(e) {
      if (e >= this.range.from && e < this.range.to) return e;
      for (let t of this.ranges) if (t.to > e) return Math.max(e, t.from);
      return this.end;
    }
    peek(e) {
      let t = this.chunkOff + e,
        i,
        s;
      if (t >= 0 && t < this.chunk.length) ((i = this.pos + e), (s = this.chunk.charCodeAt(t)));
      else {
        let r = this.resolveOffset(e, 1);
        if (r == null) return -1;
        if (((i = r), i >= this.chunk2Pos && i < this.chunk2Pos + this.chunk2.length))
          s = this.chunk2.charCodeAt(i - this.chunk2Pos);
        else {
          let o = this.rangeIndex,
            l = this.range;
          for (; l.to <= i;) l = this.ranges[++o];
          ((this.chunk2 = this.input.chunk((this.chunk2Pos = i))),
            i + this.chunk2.length > l.to && (this.chunk2 = this.chunk2.slice(0, l.to - i)),
            (s = this.chunk2.charCodeAt(0)));
        }
      }
      return (i >= this.token.lookAhead && (this.token.lookAhead = i + 1), s);
    }
    acceptToken(e, t = 0) {
      let i = t ? this.resolveOffset(t, -1) : this.pos;
      if (i == null || i < this.token.start) throw new RangeError("Token end out of bounds");
      ((this.token.value = e), (this.token.end = i));
    }
    acceptTokenTo(e, t) {
      ((this.token.value = e), (this.token.end = t));
    }
    getChunk() {
      if (this.pos >= this.chunk2Pos && this.pos < this.chunk2Pos + this.chunk2.length) {
        let { chunk: e, chunkPos: t } = this;
        ((this.chunk = this.chunk2),
          (this.chunkPos = this.chunk2Pos),
          (this.chunk2 = e),
          (this.chunk2Pos = t),
          (this.chunkOff = this.pos - this.chunkPos));
      } else {
        ((this.chunk2 = this.chunk), (this.chunk2Pos = this.chunkPos));
        let e = this.input.chunk(this.pos),
          t = this.pos + e.length;
        ((this.chunk = t > this.range.to ? e.slice(0, this.range.to - this.pos) : e),
          (this.chunkPos = this.pos),
          (this.chunkOff = 0));
      }
    }
    readNext() {
      return this.chunkOff >= this.chunk.length && (this.getChunk(), this.chunkOff == this.chunk.length)
        ? (this.next = -1)
        : (this.next = this.chunk.charCodeAt(this.chunkOff));
    }
    advance(e = 1) {
      for (this.chunkOff += e; this.pos + e >= this.range.to;) {
        if (this.rangeIndex == this.ranges.length - 1) return this.setDone();
        ((e -= this.range.to - this.pos), (this.range = this.ranges[++this.rangeIndex]), (this.pos = this.range.from));
      }
      return (
        (this.pos += e),
        this.pos >= this.token.lookAhead && (this.token.lookAhead = this.pos + 1),
        this.readNext()
      );
    }
    setDone() {
      return (
        (this.pos = this.chunkPos = this.end),
        (this.range = this.ranges[(this.rangeIndex = this.ranges.length - 1)]),
        (this.chunk = ""),
        (this.next = -1)
      );
    }
    reset(e, t) {
      if (
        (t ? ((this.token = t), (t.start = e), (t.lookAhead = e + 1), (t.value = t.extended = -1)) : (this.token = cf),
        this.pos != e)
      ) {
        if (((this.pos = e), e == this.end)) return (this.setDone(), this);
        for (; e < this.range.from;) this.range = this.ranges[--this.rangeIndex];
        for (; e >= this.range.to;) this.range = this.ranges[++this.rangeIndex];
        (e >= this.chunkPos && e < this.chunkPos + this.chunk.length
          ? (this.chunkOff = e - this.chunkPos)
          : ((this.chunk = ""), (this.chunkOff = 0)),
          this.readNext());
      }
      return this;
    }
    read(e, t) {
      if (e >= this.chunkPos && t <= this.chunkPos + this.chunk.length)
        return this.chunk.slice(e - this.chunkPos, t - this.chunkPos);
      if (e >= this.chunk2Pos && t <= this.chunk2Pos + this.chunk2.length)
        return this.chunk2.slice(e - this.chunk2Pos, t - this.chunk2Pos);
      if (e >= this.range.from && t <= this.range.to) return this.input.read(e, t);
      let i = "";
      for (let s of this.ranges) {
        if (s.from >= t) break;
        s.to > e && (i += this.input.read(Math.max(s.from, e), Math.min(s.to, t)));
      }
      return i;
    }
  },
  Ct = class {
    constructor(e, t) {
      ((this.data = e), (this.id = t));
    }
    token(e, t) {
      let { parser: i } = t.p;
      mf(this.data, e, t, this.id, i.data, i.tokenPrecTable);
    }
  };
Ct.prototype.contextual = Ct.prototype.fallback = Ct.prototype.extend = !1;
var pl = class {
  constructor(e, t, i) {
    ((this.precTable = t), (this.elseToken = i), (this.data = typeof e == "string" ? un(e) : e));
  }
  token(e, t) {
    let i = e.pos,
      s = 0;
    for (;;) {
      let r = e.next < 0,
        o = e.resolveOffset(1, 1);
      if ((mf(this.data, e, t, 0, this.data, this.precTable), e.token.value > -1)) break;
      if (this.elseToken == null) return;
      if ((r || s++, o == null)) break;
      e.reset(o, e.token);
    }
    s && (e.reset(i, e.token), e.acceptToken(this.elseToken, s));
  }
};
pl.prototype.contextual = Ct.prototype.fallback = Ct.prototype.extend = !1;
var Ts = class {
  constructor(e, t = {}) {
    ((this.token = e), (this.contextual = !!t.contextual), (this.fallback = !!t.fallback), (this.extend = !!t.extend));
  }
};
function mf(n, e, t, i, s, r) {
  let o = 0,
    l = 1 << i,
    { dialect: a } = t.p.parser;
  e: for (; (l & n[o]) != 0;) {
    let h = n[o + 1];
    for (let d = o + 3; d < h; d += 2)
      if ((n[d + 1] & l) > 0) {
        let p = n[d];
        if (a.allows(p) && (e.token.value == -1 || e.token.value == p || Mg(p, e.token.value, s, r))) {
          e.acceptToken(p);
          break;
        }
      }
    let c = e.next,
      f = 0,
      u = n[o + 2];
    if (e.next < 0 && u > f && n[h + u * 3 - 3] == 65535) {
      o = n[h + u * 3 - 1];
      continue e;
    }
    for (; f < u;) {
      let d = (f + u) >> 1,
        p = h + d + (d << 1),
        m = n[p],
        g = n[p + 1] || 65536;
      if (c < m) u = d;
      else if (c >= g) f = d + 1;
      else {
        ((o = n[p + 2]), e.advance());
        continue e;
      }
    }
    break;
  }
}
function ff(n, e, t) {
  for (let i = e, s; (s = n[i]) != 65535; i++) if (s == t) return i - e;
  return -1;
}
function Mg(n, e, t, i) {
  let s = ff(t, i, e);
  return s < 0 || ff(t, i, n) < s;
}
var Oe = typeof process < "u" && process.env && /\bparse\b/.test(process.env.LOG),
  hl = null;
function uf(n, e, t) {
  let i = n.cursor($.IncludeAnonymous);
  for (i.moveTo(e); ;)
    if (!(t < 0 ? i.childBefore(e) : i.childAfter(e)))
      for (;;) {
        if ((t < 0 ? i.to < e : i.from > e) && !i.type.isError)
          return t < 0 ? Math.max(0, Math.min(i.to - 1, e - 25)) : Math.min(n.length, Math.max(i.from + 1, e + 25));
        if (t < 0 ? i.prevSibling() : i.nextSibling()) break;
        if (!i.parent()) return t < 0 ? 0 : n.length;
      }
}
var ml = class {
    constructor(e, t) {
      ((this.fragments = e),
        (this.minRepeat = t),
        (this.i = 0),
        (this.fragment = null),
        (this.safeFrom = -1),
        (this.safeTo = -1),
        (this.trees = []),
        (this.start = []),
        (this.index = []),
        (this.lastRepeat = null),
        (this.lastRepeatPos = -1),
        this.nextFragment());
    }
    nextFragment() {
      let e = (this.fragment = this.i == this.fragments.length ? null : this.fragments[this.i++]);
      if (e) {
        for (
          this.safeFrom = e.openStart ? uf(e.tree, e.from + e.offset, 1) - e.offset : e.from,
            this.safeTo = e.openEnd ? uf(e.tree, e.to + e.offset, -1) - e.offset : e.to;
          this.trees.length;
        )
          (this.trees.pop(), this.start.pop(), this.index.pop());
        (this.trees.push(e.tree), this.start.push(-e.offset), this.index.push(0), (this.nextStart = this.safeFrom));
      } else this.nextStart = 1e9;
    }
    nodeAt(e) {
      if (e < this.nextStart) return null;
      for (; this.fragment && this.safeTo <= e;) this.nextFragment();
      if (!this.fragment) return null;
      for (;;) {
        let t = this.trees.length - 1;
        if (t < 0) return (this.nextFragment(), null);
        if (e < this.safeFrom) return null;
        let i = this.trees[t],
          s = this.index[t];
        if (s == i.children.length) {
          (this.trees.pop(), this.start.pop(), this.index.pop());
          continue;
        }
        let r = i.children[s],
          o = this.start[t] + i.positions[s];
        if (o > e) return ((this.nextStart = o), null);
        if (r instanceof G) {
          let l = o > this.lastRepeatPos && r.type.id >= this.minRepeat;
          if (o == e || l) {
            let a = o + r.length,
              h;
            if (
              o >= this.safeFrom &&
              a <= this.safeTo &&
              (!(h = r.prop(P.lookAhead)) || a + h < this.fragment.to) &&
              (l && ((this.lastRepeat = r), (this.lastRepeatPos = o)), o == e)
            )
              return r;
          }
          (this.index[t]++,
            o + r.length >= Math.max(this.safeFrom, e) && (this.trees.push(r), this.start.push(o), this.index.push(0)));
        } else (this.index[t]++, (this.nextStart = o + r.length));
      }
    }
  },
  gl = class {
    constructor(e, t) {
      ((this.stream = t),
        (this.tokens = []),
        (this.mainToken = null),
        (this.actions = []),
        (this.tokens = e.tokenizers.map((i) => new wi())));
    }
    getActions(e) {
      let t = 0,
        i = null,
        { parser: s } = e.p,
        { tokenizers: r } = s,
        o = s.stateSlot(e.state, 3),
        l = e.curContext ? e.curContext.hash : 0,
        a = 0;
      for (let h = 0; h < r.length; h++) {
        if (((1 << h) & o) == 0) continue;
        let c = r[h],
          f = this.tokens[h];
        if (
          !(i && !c.fallback) &&
          ((c.contextual || f.start != e.pos || f.mask != o || f.context != l) &&
            (this.updateCachedToken(f, c, e), (f.mask = o), (f.context = l)),
          f.lookAhead > f.end + 25 && (a = Math.max(f.lookAhead, a)),
          f.value != 0)
        ) {
          let u = t;
          if (
            (f.extended > -1 && (t = this.addActions(e, f.extended, f.end, t)),
            (t = this.addActions(e, f.value, f.end, t)),
            !c.extend && ((i = f), t > u))
          )
            break;
        }
      }
      for (; this.actions.length > t;) this.actions.pop();
      return (
        a && e.setLookAhead(a),
        !i &&
          e.pos == this.stream.end &&
          ((i = new wi()),
          (i.value = e.p.parser.eofTerm),
          (i.start = i.end = e.pos),
          (t = this.addActions(e, i.value, i.end, t))),
        (this.mainToken = i),
        this.actions
      );
    }
    getMainToken(e) {
      if (this.mainToken) return this.mainToken;
      let t = new wi(),
        { pos: i, p: s } = e;
      return (
        (t.start = i),
        (t.end = Math.min(i + 1, s.stream.end)),
        (t.value = i == s.stream.end ? s.parser.eofTerm : 0),
        t
      );
    }
    updateCachedToken(e, t, i) {
      let s = this.stream.clipPos(i.pos);
      if ((t.token(this.stream.reset(s, e), i), e.value > -1)) {
        let { parser: r } = i.p;
        for (let o = 0; o < r.specialized.length; o++)
          if (r.specialized[o] == e.value) {
            let l = r.specializers[o](this.stream.read(e.start, e.end), i);
            if (l >= 0 && i.p.parser.dialect.allows(l >> 1)) {
              (l & 1) == 0 ? (e.value = l >> 1) : (e.extended = l >> 1);
              break;
            }
          }
      } else ((e.value = 0), (e.end = this.stream.clipPos(s + 1)));
    }
    putAction(e, t, i, s) {
      for (let r = 0; r < s; r += 3) if (this.actions[r] == e) return s;
      return ((this.actions[s++] = e), (this.actions[s++] = t), (this.actions[s++] = i), s);
    }
    addActions(e, t, i, s) {
      let { state: r } = e,
        { parser: o } = e.p,
        { data: l } = o;
      for (let a = 0; a < 2; a++)
        for (let h = o.stateSlot(r, a ? 2 : 1); ; h += 3) {
          if (l[h] == 65535)
            if (l[h + 1] == 1) h = pt(l, h + 2);
            else {
              s == 0 && l[h + 1] == 2 && (s = this.putAction(pt(l, h + 2), t, i, s));
              break;
            }
          l[h] == t && (s = this.putAction(pt(l, h + 1), t, i, s));
        }
      return s;
    }
  },
  bl = class {
    constructor(e, t, i, s) {
      ((this.parser = e),
        (this.input = t),
        (this.ranges = s),
        (this.recovering = 0),
        (this.nextStackID = 9812),
        (this.minStackPos = 0),
        (this.reused = []),
        (this.stoppedAt = null),
        (this.lastBigReductionStart = -1),
        (this.lastBigReductionSize = 0),
        (this.bigReductionCount = 0),
        (this.stream = new dl(t, s)),
        (this.tokens = new gl(e, this.stream)),
        (this.topTerm = e.top[1]));
      let { from: r } = s[0];
      ((this.stacks = [cl.start(this, e.top[0], r)]),
        (this.fragments = i.length && this.stream.end - r > e.bufferLength * 4 ? new ml(i, e.minRepeatTerm) : null));
    }
    get parsedPos() {
      return this.minStackPos;
    }
    advance() {
      let e = this.stacks,
        t = this.minStackPos,
        i = (this.stacks = []),
        s,
        r;
      if (this.bigReductionCount > 300 && e.length == 1) {
        let [o] = e;
        for (; o.forceReduce() && o.stack.length && o.stack[o.stack.length - 2] >= this.lastBigReductionStart;);
        this.bigReductionCount = this.lastBigReductionSize = 0;
      }
      for (let o = 0; o < e.length; o++) {
        let l = e[o];
        for (;;) {
          if (((this.tokens.mainToken = null), l.pos > t)) i.push(l);
          else {
            if (this.advanceStack(l, i, e)) continue;
            {
              (s || ((s = []), (r = [])), s.push(l));
              let a = this.tokens.getMainToken(l);
              r.push(a.value, a.end);
            }
          }
          break;
        }
      }
      if (!i.length) {
        let o = s && Tg(s);
        if (o) return (Oe && console.log("Finish with " + this.stackID(o)), this.stackToTree(o));
        if (this.parser.strict)
          throw (
            Oe &&
              s &&
              console.log(
                "Stuck with token " +
                  (this.tokens.mainToken ? this.parser.getName(this.tokens.mainToken.value) : "none"),
              ),
            new SyntaxError("No parse at " + t)
          );
        this.recovering || (this.recovering = 5);
      }
      if (this.recovering && s) {
        let o = this.stoppedAt != null && s[0].pos > this.stoppedAt ? s[0] : this.runRecovery(s, r, i);
        if (o) return (Oe && console.log("Force-finish " + this.stackID(o)), this.stackToTree(o.forceAll()));
      }
      if (this.recovering) {
        let o = this.recovering == 1 ? 1 : this.recovering * 3;
        if (i.length > o) for (i.sort((l, a) => a.score - l.score); i.length > o;) i.pop();
        i.some((l) => l.reducePos > t) && this.recovering--;
      } else if (i.length > 1) {
        e: for (let o = 0; o < i.length - 1; o++) {
          let l = i[o];
          for (let a = o + 1; a < i.length; a++) {
            let h = i[a];
            if (l.sameState(h) || (l.buffer.length > 500 && h.buffer.length > 500))
              if ((l.score - h.score || l.buffer.length - h.buffer.length) > 0) i.splice(a--, 1);
              else {
                i.splice(o--, 1);
                continue e;
              }
          }
        }
        i.length > 12 && (i.sort((o, l) => l.score - o.score), i.splice(12, i.length - 12));
      }
      this.minStackPos = i[0].pos;
      for (let o = 1; o < i.length; o++) i[o].pos < this.minStackPos && (this.minStackPos = i[o].pos);
      return null;
    }
    stopAt(e) {
      if (this.stoppedAt != null && this.stoppedAt < e) throw new RangeError("Can't move stoppedAt forward");
      this.stoppedAt = e;
    }
    tryReuse(e, t, i, s) {
      if (!i) return null;
      let r = e.curContext && e.curContext.tracker.strict,
        o = r ? e.curContext.hash : 0;
      for (; i;) {
        let l = this.parser.nodeSet.types[i.type.id] != i.type ? -1 : this.parser.getGoto(e.state, i.type.id);
        if (l > -1 && i.length && (!r || (i.prop(P.contextHash) || 0) == o)) return (e.useNode(i, l, t), i);
        if (i.children.length == 0 || i.positions[0] > 0) break;
        let a = i.children[0];
        if (a instanceof G && (!s || a.type.id >= this.parser.minRepeatTerm)) i = a;
        else break;
      }
      return null;
    }
    advanceStack(e, t, i) {
      let s = e.pos,
        { parser: r } = this,
        o = Oe ? this.stackID(e) + " -> " : "";
      if (this.stoppedAt != null && s > this.stoppedAt) return e.forceReduce() ? e : null;
      if (this.fragments) {
        let h =
          (e.reducePos < s &&
            e.buffer.length &&
            e.buffer[e.buffer.length - 2] <= e.reducePos &&
            this.fragments.lastRepeatPos == e.reducePos &&
            this.tryReuse(e, e.reducePos, this.fragments.lastRepeat, !0)) ||
          this.tryReuse(e, s, this.fragments.nodeAt(s), !1);
        if (h) return (Oe && console.log(o + this.stackID(e) + ` (via reuse of ${r.getName(h.type.id)})`), !0);
      }
      let l = r.stateSlot(e.state, 4);
      if (l > 0)
        return (
          e.reduce(l),
          Oe && console.log(o + this.stackID(e) + ` (via always-reduce ${r.getName(l & 65535)})`),
          !0
        );
      if (e.stack.length >= 8400) for (; e.stack.length > 6e3 && e.forceReduce(););
      let a = this.tokens.getActions(e);
      for (let h = 0; h < a.length;) {
        let c = a[h++],
          f = a[h++],
          u = a[h++],
          d = h == a.length || !i,
          p = d ? e : e.split(),
          m = this.tokens.mainToken;
        if (
          (p.apply(c, f, m ? m.start : p.pos, u),
          Oe &&
            console.log(
              o +
                this.stackID(p) +
                ` (via ${(c & 65536) == 0 ? "shift" : `reduce of ${r.getName(c & 65535)}`} for ${r.getName(f)} @ ${s}${p == e ? "" : ", split"})`,
            ),
          d)
        )
          return !0;
        p.pos > s ? t.push(p) : i.push(p);
      }
      return !1;
    }
    advanceFully(e, t) {
      let i = e.pos;
      for (;;) {
        if (!this.advanceStack(e, null, null)) return !1;
        if (e.pos > i) return (df(e, t), !0);
      }
    }
    runRecovery(e, t, i) {
      let s = null,
        r = !1;
      for (let o = 0; o < e.length; o++) {
        let l = e[o],
          a = t[o << 1],
          h = t[(o << 1) + 1],
          c = Oe ? this.stackID(l) + " -> " : "";
        if (
          l.deadEnd &&
          (r ||
            ((r = !0), l.restart(), Oe && console.log(c + this.stackID(l) + " (restarted)"), this.advanceFully(l, i)))
        )
          continue;
        let f = l.split(),
          u = c;
        for (
          let d = 0;
          d < 10 &&
          f.forceReduce() &&
          (Oe && console.log(u + this.stackID(f) + " (via force-reduce)"), !this.advanceFully(f, i));
          d++
        )
          Oe && (u = this.stackID(f) + " -> ");
        for (let d of l.recoverByInsert(a))
          (Oe && console.log(c + this.stackID(d) + " (via recover-insert)"), this.advanceFully(d, i));
        this.stream.end > l.pos
          ? (h == l.pos && (h++, (a = 0)),
            l.recoverByDelete(a, h),
            Oe && console.log(c + this.stackID(l) + ` (via recover-delete ${this.parser.getName(a)})`),
            df(l, i))
          : (!s || s.score < f.score) && (s = f);
      }
      return s;
    }
    stackToTree(e) {
      return (
        e.close(),
        G.build({
          buffer: ul.create(e),
          nodeSet: this.parser.nodeSet,
          topID: this.topTerm,
          maxBufferLength: this.parser.bufferLength,
          reused: this.reused,
          start: this.ranges[0].from,
          length: e.pos - this.ranges[0].from,
          minRepeatType: this.parser.minRepeatTerm,
        })
      );
    }
    stackID(e) {
      let t = (hl || (hl = new WeakMap())).get(e);
      return (t || hl.set(e, (t = String.fromCodePoint(this.nextStackID++))), t + e);
    }
  };
function df(n, e) {
  for (let t = 0; t < e.length; t++) {
    let i = e[t];
    if (i.pos == n.pos && i.sameState(n)) {
      e[t].score < n.score && (e[t] = n);
      return;
    }
  }
  e.push(n);
}
var yl = class {
  constructor(e, t, i) {
    ((this.source = e), (this.flags = t), (this.disabled = i));
  }
  allows(e) {
    return !this.disabled || this.disabled[e] == 0;
  }
};
var Ds = class n extends bi {
  constructor(e) {
    if ((super(), (this.wrappers = []), e.version != 14))
      throw new RangeError(`Parser version (${e.version}) doesn't match runtime version (14)`);
    let t = e.nodeNames.split(" ");
    this.minRepeatTerm = t.length;
    for (let l = 0; l < e.repeatNodeCount; l++) t.push("");
    let i = Object.keys(e.topRules).map((l) => e.topRules[l][1]),
      s = [];
    for (let l = 0; l < t.length; l++) s.push([]);
    function r(l, a, h) {
      s[l].push([a, a.deserialize(String(h))]);
    }
    if (e.nodeProps)
      for (let l of e.nodeProps) {
        let a = l[0];
        typeof a == "string" && (a = P[a]);
        for (let h = 1; h < l.length;) {
          let c = l[h++];
          if (c >= 0) r(c, a, l[h++]);
          else {
            let f = l[h + -c];
            for (let u = -c; u > 0; u--) r(l[h++], a, f);
            h++;
          }
        }
      }
    ((this.nodeSet = new Xi(
      t.map((l, a) =>
        ce.define({
          name: a >= this.minRepeatTerm ? void 0 : l,
          id: a,
          props: s[a],
          top: i.indexOf(a) > -1,
          error: a == 0,
          skipped: e.skippedNodes && e.skippedNodes.indexOf(a) > -1,
        }),
      ),
    )),
      e.propSources && (this.nodeSet = this.nodeSet.extend(...e.propSources)),
      (this.strict = !1),
      (this.bufferLength = 1024));
    let o = un(e.tokenData);
    ((this.context = e.context),
      (this.specializerSpecs = e.specialized || []),
      (this.specialized = new Uint16Array(this.specializerSpecs.length)));
    for (let l = 0; l < this.specializerSpecs.length; l++) this.specialized[l] = this.specializerSpecs[l].term;
    ((this.specializers = this.specializerSpecs.map(pf)),
      (this.states = un(e.states, Uint32Array)),
      (this.data = un(e.stateData)),
      (this.goto = un(e.goto)),
      (this.maxTerm = e.maxTerm),
      (this.tokenizers = e.tokenizers.map((l) => (typeof l == "number" ? new Ct(o, l) : l))),
      (this.topRules = e.topRules),
      (this.dialects = e.dialects || {}),
      (this.dynamicPrecedences = e.dynamicPrecedences || null),
      (this.tokenPrecTable = e.tokenPrec),
      (this.termNames = e.termNames || null),
      (this.maxNode = this.nodeSet.types.length - 1),
      (this.dialect = this.parseDialect()),
      (this.top = this.topRules[Object.keys(this.topRules)[0]]));
  }
  createParse(e, t, i) {
    let s = new bl(this, e, t, i);
    for (let r of this.wrappers) s = r(s, e, t, i);
    return s;
  }
  getGoto(e, t, i = !1) {
    let s = this.goto;
    if (t >= s[0]) return -1;
    for (let r = s[t + 1]; ;) {
      let o = s[r++],
        l = o & 1,
        a = s[r++];
      if (l && i) return a;
      for (let h = r + (o >> 1); r < h; r++) if (s[r] == e) return a;
      if (l) return -1;
    }
  }
  hasAction(e, t) {
    let i = this.data;
    for (let s = 0; s < 2; s++)
      for (let r = this.stateSlot(e, s ? 2 : 1), o; ; r += 3) {
        if ((o = i[r]) == 65535)
          if (i[r + 1] == 1) o = i[(r = pt(i, r + 2))];
          else {
            if (i[r + 1] == 2) return pt(i, r + 2);
            break;
          }
        if (o == t || o == 0) return pt(i, r + 1);
      }
    return 0;
  }
  stateSlot(e, t) {
    return this.states[e * 6 + t];
  }
  stateFlag(e, t) {
    return (this.stateSlot(e, 0) & t) > 0;
  }
  validAction(e, t) {
    return !!this.allActions(e, (i) => (i == t ? !0 : null));
  }
  allActions(e, t) {
    let i = this.stateSlot(e, 4),
      s = i ? t(i) : void 0;
    for (let r = this.stateSlot(e, 1); s == null; r += 3) {
      if (this.data[r] == 65535)
        if (this.data[r + 1] == 1) r = pt(this.data, r + 2);
        else break;
      s = t(pt(this.data, r + 1));
    }
    return s;
  }
  nextStates(e) {
    let t = [];
    for (let i = this.stateSlot(e, 1); ; i += 3) {
      if (this.data[i] == 65535)
        if (this.data[i + 1] == 1) i = pt(this.data, i + 2);
        else break;
      if ((this.data[i + 2] & 1) == 0) {
        let s = this.data[i + 1];
        t.some((r, o) => o & 1 && r == s) || t.push(this.data[i], s);
      }
    }
    return t;
  }
  configure(e) {
    let t = Object.assign(Object.create(n.prototype), this);
    if ((e.props && (t.nodeSet = this.nodeSet.extend(...e.props)), e.top)) {
      let i = this.topRules[e.top];
      if (!i) throw new RangeError(`Invalid top rule name ${e.top}`);
      t.top = i;
    }
    return (
      e.tokenizers &&
        (t.tokenizers = this.tokenizers.map((i) => {
          let s = e.tokenizers.find((r) => r.from == i);
          return s ? s.to : i;
        })),
      e.specializers &&
        ((t.specializers = this.specializers.slice()),
        (t.specializerSpecs = this.specializerSpecs.map((i, s) => {
          let r = e.specializers.find((l) => l.from == i.external);
          if (!r) return i;
          let o = Object.assign(Object.assign({}, i), { external: r.to });
          return ((t.specializers[s] = pf(o)), o);
        }))),
      e.contextTracker && (t.context = e.contextTracker),
      e.dialect && (t.dialect = this.parseDialect(e.dialect)),
      e.strict != null && (t.strict = e.strict),
      e.wrap && (t.wrappers = t.wrappers.concat(e.wrap)),
      e.bufferLength != null && (t.bufferLength = e.bufferLength),
      t
    );
  }
  hasWrappers() {
    return this.wrappers.length > 0;
  }
  getName(e) {
    return this.termNames ? this.termNames[e] : String((e <= this.maxNode && this.nodeSet.types[e].name) || e);
  }
  get eofTerm() {
    return this.maxNode + 1;
  }
  get topNode() {
    return this.nodeSet.types[this.top[1]];
  }
  dynamicPrecedence(e) {
    let t = this.dynamicPrecedences;
    return t == null ? 0 : t[e] || 0;
  }
  parseDialect(e) {
    let t = Object.keys(this.dialects),
      i = t.map(() => !1);
    if (e)
      for (let r of e.split(" ")) {
        let o = t.indexOf(r);
        o >= 0 && (i[o] = !0);
      }
    let s = null;
    for (let r = 0; r < t.length; r++)
      if (!i[r])
        for (let o = this.dialects[t[r]], l; (l = this.data[o++]) != 65535;)
          (s || (s = new Uint8Array(this.maxTerm + 1)))[l] = 1;
    return new yl(e, i, s);
  }
  static deserialize(e) {
    return new n(e);
  }
};
function pt(n, e) {
  return n[e] | (n[e + 1] << 16);
}
function Tg(n) {
  let e = null;
  for (let t of n) {
    let i = t.p.stoppedAt;
    (t.pos == t.p.stream.end || (i != null && t.pos > i)) &&
      t.p.parser.stateFlag(t.state, 2) &&
      (!e || e.score < t.score) &&
      (e = t);
  }
  return e;
}
function pf(n) {
  if (n.external) {
    let e = n.extend ? 1 : 0;
    return (t, i) => (n.external(t, i) << 1) | e;
  }
  return n.get;
}
var Dg = 36,
  gf = 1,
  Bg = 2,
  vi = 3,
  xl = 4,
  Pg = 5,
  Rg = 6,
  Lg = 7,
  Eg = 8,
  Ig = 9,
  _g = 10,
  Ng = 11,
  Fg = 12,
  Hg = 13,
  Wg = 14,
  Vg = 15,
  zg = 16,
  qg = 17,
  bf = 18,
  jg = 19,
  Af = 20,
  Of = 21,
  yf = 22,
  Kg = 23,
  Ug = 24;
function wl(n) {
  return (n >= 65 && n <= 90) || (n >= 97 && n <= 122) || (n >= 48 && n <= 57);
}
function $g(n) {
  return (n >= 48 && n <= 57) || (n >= 97 && n <= 102) || (n >= 65 && n <= 70);
}
function Kt(n, e, t) {
  for (let i = !1; ;) {
    if (n.next < 0) return;
    if (n.next == e && !i) {
      n.advance();
      return;
    }
    ((i = t && !i && n.next == 92), n.advance());
  }
}
function Qg(n, e) {
  e: for (;;) {
    if (n.next < 0) return;
    if (n.next == 36) {
      n.advance();
      for (let t = 0; t < e.length; t++) {
        if (n.next != e.charCodeAt(t)) continue e;
        n.advance();
      }
      if (n.next == 36) {
        n.advance();
        return;
      }
    } else n.advance();
  }
}
function Gg(n, e) {
  let t = "[{<(".indexOf(String.fromCharCode(e)),
    i = t < 0 ? e : "]}>)".charCodeAt(t);
  for (;;) {
    if (n.next < 0) return;
    if (n.next == i && n.peek(1) == 39) {
      n.advance(2);
      return;
    }
    n.advance();
  }
}
function vl(n, e) {
  for (; !(n.next != 95 && !wl(n.next));) (e != null && (e += String.fromCharCode(n.next)), n.advance());
  return e;
}
function Xg(n) {
  if (n.next == 39 || n.next == 34 || n.next == 96) {
    let e = n.next;
    (n.advance(), Kt(n, e, !1));
  } else vl(n);
}
function xf(n, e) {
  for (; n.next == 48 || n.next == 49;) n.advance();
  e && n.next == e && n.advance();
}
function kf(n, e) {
  for (;;) {
    if (n.next == 46) {
      if (e) break;
      e = !0;
    } else if (n.next < 48 || n.next > 57) break;
    n.advance();
  }
  if (n.next == 69 || n.next == 101)
    for (n.advance(), (n.next == 43 || n.next == 45) && n.advance(); n.next >= 48 && n.next <= 57;) n.advance();
}
function wf(n) {
  for (; !(n.next < 0 || n.next == 10);) n.advance();
}
function jt(n, e) {
  for (let t = 0; t < e.length; t++) if (e.charCodeAt(t) == n) return !0;
  return !1;
}
var kl = ` 	\r
`;
function Mf(n, e, t) {
  let i = Object.create(null);
  ((i.true = i.false = Pg), (i.null = i.unknown = Rg));
  for (let s of n.split(" ")) s && (i[s] = Af);
  for (let s of e.split(" ")) s && (i[s] = Of);
  for (let s of (t || "").split(" ")) s && (i[s] = Ug);
  return i;
}
var Ut =
    "array binary bit boolean char character clob date decimal double float int integer interval large national nchar nclob numeric object precision real smallint time timestamp varchar varying ",
  $t =
    "absolute action add after all allocate alter and any are as asc assertion at authorization before begin between both breadth by call cascade cascaded case cast catalog check close collate collation column commit condition connect connection constraint constraints constructor continue corresponding count create cross cube current current_date current_default_transform_group current_transform_group_for_type current_path current_role current_time current_timestamp current_user cursor cycle data day deallocate declare default deferrable deferred delete depth deref desc describe descriptor deterministic diagnostics disconnect distinct do domain drop dynamic each else elseif end end-exec equals escape except exception exec execute exists exit external fetch first for foreign found from free full function general get global go goto grant group grouping handle having hold hour identity if immediate in indicator initially inner inout input insert intersect into is isolation join key language last lateral leading leave left level like limit local localtime localtimestamp locator loop map match method minute modifies module month names natural nesting new next no none not of old on only open option or order ordinality out outer output overlaps pad parameter partial path prepare preserve primary prior privileges procedure public read reads recursive redo ref references referencing relative release repeat resignal restrict result return returns revoke right role rollback rollup routine row rows savepoint schema scroll search second section select session session_user set sets signal similar size some space specific specifictype sql sqlexception sqlstate sqlwarning start state static system_user table temporary then timezone_hour timezone_minute to trailing transaction translation treat trigger under undo union unique unnest until update usage user using value values view when whenever where while with without work write year zone ",
  Sl = {
    backslashEscapes: !1,
    hashComments: !1,
    spaceAfterDashes: !1,
    slashComments: !1,
    doubleQuotedStrings: !1,
    doubleDollarQuotedStrings: !1,
    unquotedBitLiterals: !1,
    treatBitsAsBytes: !1,
    charSetCasts: !1,
    plsqlQuotingMechanism: !1,
    operatorChars: "*+-%<>!=&|~^/",
    specialVar: "?",
    identifierQuotes: '"',
    caseInsensitiveIdentifiers: !1,
    words: Mf($t, Ut),
  };
function Yg(n, e, t, i) {
  let s = {};
  for (let r in Sl) s[r] = (n.hasOwnProperty(r) ? n : Sl)[r];
  return (e && (s.words = Mf(e, t || "", i)), s);
}
function Tf(n) {
  return new Ts((e) => {
    var t;
    let { next: i } = e;
    if ((e.advance(), jt(i, kl))) {
      for (; jt(e.next, kl);) e.advance();
      e.acceptToken(Dg);
    } else if (i == 36 && n.doubleDollarQuotedStrings) {
      let s = vl(e, "");
      e.next == 36 && (e.advance(), Qg(e, s), e.acceptToken(vi));
    } else if (i == 39 || (i == 34 && n.doubleQuotedStrings)) (Kt(e, i, n.backslashEscapes), e.acceptToken(vi));
    else if ((i == 35 && n.hashComments) || (i == 47 && e.next == 47 && n.slashComments)) (wf(e), e.acceptToken(gf));
    else if (i == 45 && e.next == 45 && (!n.spaceAfterDashes || e.peek(1) == 32)) (wf(e), e.acceptToken(gf));
    else if (i == 47 && e.next == 42) {
      e.advance();
      for (let s = 1; ;) {
        let r = e.next;
        if (e.next < 0) break;
        if ((e.advance(), r == 42 && e.next == 47)) {
          if ((s--, e.advance(), !s)) break;
        } else r == 47 && e.next == 42 && (s++, e.advance());
      }
      e.acceptToken(Bg);
    } else if ((i == 101 || i == 69) && e.next == 39) (e.advance(), Kt(e, 39, !0), e.acceptToken(vi));
    else if ((i == 110 || i == 78) && e.next == 39 && n.charSetCasts)
      (e.advance(), Kt(e, 39, n.backslashEscapes), e.acceptToken(vi));
    else if (i == 95 && n.charSetCasts)
      for (let s = 0; ; s++) {
        if (e.next == 39 && s > 1) {
          (e.advance(), Kt(e, 39, n.backslashEscapes), e.acceptToken(vi));
          break;
        }
        if (!wl(e.next)) break;
        e.advance();
      }
    else if (n.plsqlQuotingMechanism && (i == 113 || i == 81) && e.next == 39 && e.peek(1) > 0 && !jt(e.peek(1), kl)) {
      let s = e.peek(1);
      (e.advance(2), Gg(e, s), e.acceptToken(vi));
    } else if (jt(i, n.identifierQuotes)) {
      let s = i == 91 ? 93 : i;
      (Kt(e, s, !1), e.acceptToken(jg));
    } else if (i == 40) e.acceptToken(Lg);
    else if (i == 41) e.acceptToken(Eg);
    else if (i == 123) e.acceptToken(Ig);
    else if (i == 125) e.acceptToken(_g);
    else if (i == 91) e.acceptToken(Ng);
    else if (i == 93) e.acceptToken(Fg);
    else if (i == 59) e.acceptToken(Hg);
    else if (n.unquotedBitLiterals && i == 48 && e.next == 98) (e.advance(), xf(e), e.acceptToken(yf));
    else if ((i == 98 || i == 66) && (e.next == 39 || e.next == 34)) {
      let s = e.next;
      (e.advance(),
        n.treatBitsAsBytes ? (Kt(e, s, n.backslashEscapes), e.acceptToken(Kg)) : (xf(e, s), e.acceptToken(yf)));
    } else if ((i == 48 && (e.next == 120 || e.next == 88)) || ((i == 120 || i == 88) && e.next == 39)) {
      let s = e.next == 39;
      for (e.advance(); $g(e.next);) e.advance();
      (s && e.next == 39 && e.advance(), e.acceptToken(xl));
    } else if (i == 46 && e.next >= 48 && e.next <= 57) (kf(e, !0), e.acceptToken(xl));
    else if (i == 46) e.acceptToken(Wg);
    else if (i >= 48 && i <= 57) (kf(e, !1), e.acceptToken(xl));
    else if (jt(i, n.operatorChars)) {
      for (; jt(e.next, n.operatorChars);) e.advance();
      e.acceptToken(Vg);
    } else if (jt(i, n.specialVar)) (e.next == i && e.advance(), Xg(e), e.acceptToken(qg));
    else if (i == 58 || i == 44) e.acceptToken(zg);
    else if (wl(i)) {
      let s = vl(e, String.fromCharCode(i));
      e.acceptToken(
        e.next == 46 || e.peek(-s.length - 1) == 46
          ? bf
          : (t = n.words[s.toLowerCase()]) !== null && t !== void 0
            ? t
            : bf,
      );
    }
  });
}
var Df = Tf(Sl),
  Jg = Ds.deserialize({
    version: 14,
    states:
      "%vQ]QQOOO#wQRO'#DSO$OQQO'#CwO%eQQO'#CxO%lQQO'#CyO%sQQO'#CzOOQQ'#DS'#DSOOQQ'#C}'#C}O'UQRO'#C{OOQQ'#Cv'#CvOOQQ'#C|'#C|Q]QQOOQOQQOOO'`QQO'#DOO(xQRO,59cO)PQQO,59cO)UQQO'#DSOOQQ,59d,59dO)cQQO,59dOOQQ,59e,59eO)jQQO,59eOOQQ,59f,59fO)qQQO,59fOOQQ-E6{-E6{OOQQ,59b,59bOOQQ-E6z-E6zOOQQ,59j,59jOOQQ-E6|-E6|O+VQRO1G.}O+^QQO,59cOOQQ1G/O1G/OOOQQ1G/P1G/POOQQ1G/Q1G/QP+kQQO'#C}O+rQQO1G.}O)PQQO,59cO,PQQO'#Cw",
    stateData:
      ",[~OtOSPOSQOS~ORUOSUOTUOUUOVROXSOZTO]XO^QO_UO`UOaPObPOcPOdUOeUOfUOgUOhUO~O^]ORvXSvXTvXUvXVvXXvXZvX]vX_vX`vXavXbvXcvXdvXevXfvXgvXhvX~OsvX~P!jOa_Ob_Oc_O~ORUOSUOTUOUUOVROXSOZTO^tO_UO`UOa`Ob`Oc`OdUOeUOfUOgUOhUO~OWaO~P$ZOYcO~P$ZO[eO~P$ZORUOSUOTUOUUOVROXSOZTO^QO_UO`UOaPObPOcPOdUOeUOfUOgUOhUO~O]hOsoX~P%zOajObjOcjO~O^]ORkaSkaTkaUkaVkaXkaZka]ka_ka`kaakabkackadkaekafkagkahka~Oska~P'kO^]O~OWvXYvX[vX~P!jOWnO~P$ZOYoO~P$ZO[pO~P$ZO^]ORkiSkiTkiUkiVkiXkiZki]ki_ki`kiakibkickidkiekifkigkihki~Oski~P)xOWkaYka[ka~P'kO]hO~P$ZOWkiYki[ki~P)xOasObsOcsO~O",
    goto: "#hwPPPPPPPPPPPPPPPPPPPPPPPPPPx||||!Y!^!d!xPPP#[TYOZeUORSTWZbdfqT[OZQZORiZSWOZQbRQdSQfTZgWbdfqQ^PWk^lmrQl_Qm`RrseVORSTWZbdfq",
    nodeNames:
      "\u26A0 LineComment BlockComment String Number Bool Null ( ) { } [ ] ; . Operator Punctuation SpecialVar Identifier QuotedIdentifier Keyword Type Bits Bytes Builtin Script Statement CompositeIdentifier Parens Braces Brackets Statement",
    maxTerm: 38,
    nodeProps: [["isolate", -4, 1, 2, 3, 19, ""]],
    skippedNodes: [0, 1, 2],
    repeatNodeCount: 3,
    tokenData: "RORO",
    tokenizers: [0, Df],
    topRules: { Script: [0, 25] },
    tokenPrec: 0,
  });
function Cl(n) {
  let e = n.cursor().moveTo(n.from, -1);
  for (; /Comment/.test(e.name);) e.moveTo(e.from, -1);
  return e.node;
}
function dn(n, e) {
  let t = n.sliceString(e.from, e.to),
    i = /^([`'"\[])(.*)([`'"\]])$/.exec(t);
  return i ? i[2] : t;
}
function Bs(n) {
  return n && (n.name == "Identifier" || n.name == "QuotedIdentifier");
}
function Zg(n, e) {
  if (e.name == "CompositeIdentifier") {
    let t = [];
    for (let i = e.firstChild; i; i = i.nextSibling) Bs(i) && t.push(dn(n, i));
    return t;
  }
  return [dn(n, e)];
}
function vf(n, e) {
  for (let t = []; ;) {
    if (!e || e.name != ".") return t;
    let i = Cl(e);
    if (!Bs(i)) return t;
    (t.unshift(dn(n, i)), (e = Cl(i)));
  }
}
function e0(n, e) {
  let t = ee(n).resolveInner(e, -1),
    i = i0(n.doc, t);
  return t.name == "Identifier" || t.name == "QuotedIdentifier" || t.name == "Keyword"
    ? {
        from: t.from,
        quoted: t.name == "QuotedIdentifier" ? n.doc.sliceString(t.from, t.from + 1) : null,
        parents: vf(n.doc, Cl(t)),
        aliases: i,
      }
    : t.name == "."
      ? { from: e, quoted: null, parents: vf(n.doc, t), aliases: i }
      : { from: e, quoted: null, parents: [], empty: !0, aliases: i };
}
var t0 = new Set("where group having order union intersect except all distinct limit offset fetch for".split(" "));
function i0(n, e) {
  let t;
  for (let s = e; !t; s = s.parent) {
    if (!s) return null;
    s.name == "Statement" && (t = s);
  }
  let i = null;
  for (let s = t.firstChild, r = !1, o = null; s; s = s.nextSibling) {
    let l = s.name == "Keyword" ? n.sliceString(s.from, s.to).toLowerCase() : null,
      a = null;
    if (!r) r = l == "from";
    else if (l == "as" && o && Bs(s.nextSibling)) a = dn(n, s.nextSibling);
    else {
      if (l && t0.has(l)) break;
      o && Bs(s) && (a = dn(n, s));
    }
    (a && (i || (i = Object.create(null)), (i[a] = Zg(n, o))), (o = /Identifier$/.test(s.name) ? s : null));
  }
  return i;
}
function n0(n, e, t) {
  return t.map((i) => ({ ...i, label: i.label[0] == n ? i.label : n + i.label + e, apply: void 0 }));
}
var s0 = /^\w*$/,
  r0 = /^[`'"\[]?\w*[`'"\]]?$/;
function Sf(n) {
  return n.self && typeof n.self.label == "string";
}
var Al = class n {
  constructor(e, t) {
    ((this.idQuote = e), (this.idCaseInsensitive = t), (this.list = []), (this.children = void 0));
  }
  child(e) {
    let t = this.children || (this.children = Object.create(null)),
      i = t[e];
    return (
      i ||
      (e && !this.list.some((s) => s.label == e) && this.list.push(Cf(e, "type", this.idQuote, this.idCaseInsensitive)),
      (t[e] = new n(this.idQuote, this.idCaseInsensitive)))
    );
  }
  maybeChild(e) {
    return this.children ? this.children[e] : null;
  }
  addCompletion(e) {
    let t = this.list.findIndex((i) => i.label == e.label);
    t > -1 ? (this.list[t] = e) : this.list.push(e);
  }
  addCompletions(e) {
    for (let t of e)
      this.addCompletion(typeof t == "string" ? Cf(t, "property", this.idQuote, this.idCaseInsensitive) : t);
  }
  addNamespace(e) {
    Array.isArray(e) ? this.addCompletions(e) : Sf(e) ? this.addNamespace(e.children) : this.addNamespaceObject(e);
  }
  addNamespaceObject(e) {
    for (let t of Object.keys(e)) {
      let i = e[t],
        s = null,
        r = t.replace(/\\?\./g, (l) => (l == "." ? "\0" : l)).split("\0"),
        o = this;
      Sf(i) && ((s = i.self), (i = i.children));
      for (let l = 0; l < r.length; l++)
        (s && l == r.length - 1 && o.addCompletion(s), (o = o.child(r[l].replace(/\\\./g, "."))));
      o.addNamespace(i);
    }
  }
};
function Cf(n, e, t, i) {
  return new RegExp("^[a-z_][a-z_\\d]*$", i ? "i" : "").test(n)
    ? { label: n, type: e }
    : { label: n, type: e, apply: t + n + Bf(t) };
}
function Bf(n) {
  return n === "[" ? "]" : n;
}
function o0(n, e, t, i, s, r) {
  var o;
  let l = ((o = r?.spec.identifierQuotes) === null || o === void 0 ? void 0 : o[0]) || '"',
    a = new Al(l, !!r?.spec.caseInsensitiveIdentifiers),
    h = s ? a.child(s) : null;
  return (
    a.addNamespace(n),
    e && (h || a).addCompletions(e),
    t && a.addCompletions(t),
    h && a.addCompletions(h.list),
    i && a.addCompletions((h || a).child(i).list),
    (c) => {
      let { parents: f, from: u, quoted: d, empty: p, aliases: m } = e0(c.state, c.pos);
      if (p && !c.explicit) return null;
      m && f.length == 1 && (f = m[f[0]] || f);
      let g = a;
      for (let k of f) {
        for (; !g.children || !g.children[k];)
          if (g == a && h) g = h;
          else if (g == h && i) g = g.child(i);
          else return null;
        let y = g.maybeChild(k);
        if (!y) return null;
        g = y;
      }
      let b = g.list;
      if ((g == a && m && (b = b.concat(Object.keys(m).map((k) => ({ label: k, type: "constant" })))), d)) {
        let k = d[0],
          y = Bf(k),
          O = c.state.sliceDoc(c.pos, c.pos + 1) == y;
        return { from: u, to: O ? c.pos + 1 : void 0, options: n0(k, y, b), validFor: r0 };
      } else return { from: u, options: b, validFor: s0 };
    }
  );
}
function l0(n) {
  return n == Of ? "type" : n == Af ? "keyword" : "variable";
}
function a0(n, e, t) {
  let i = Object.keys(n).map((s) => t(e ? s.toUpperCase() : s, l0(n[s])));
  return pc(["QuotedIdentifier", "String", "LineComment", "BlockComment", "."], Xo(i));
}
var h0 = Jg.configure({
    props: [
      Wo.add({ Statement: tc() }),
      ic.add({
        Statement(n, e) {
          return { from: Math.min(n.from + 100, e.doc.lineAt(n.from).to), to: n.to };
        },
        BlockComment(n) {
          return { from: n.from + 2, to: n.to - 2 };
        },
      }),
      us({
        Keyword: v.keyword,
        Type: v.typeName,
        Builtin: v.standard(v.name),
        Bits: v.number,
        Bytes: v.string,
        Bool: v.bool,
        Null: v.null,
        Number: v.number,
        String: v.string,
        Identifier: v.name,
        QuotedIdentifier: v.special(v.string),
        SpecialVar: v.special(v.name),
        LineComment: v.lineComment,
        BlockComment: v.blockComment,
        Operator: v.operator,
        "Semi Punctuation": v.punctuation,
        "( )": v.paren,
        "{ }": v.brace,
        "[ ]": v.squareBracket,
      }),
    ],
  }),
  rt = class n {
    constructor(e, t, i) {
      ((this.dialect = e), (this.language = t), (this.spec = i));
    }
    get extension() {
      return this.language.extension;
    }
    configureLanguage(e, t) {
      return new n(this.dialect, this.language.configure(e, t), this.spec);
    }
    static define(e) {
      let t = Yg(e, e.keywords, e.types, e.builtin),
        i = ds.define({
          name: "sql",
          parser: h0.configure({ tokenizers: [{ from: Df, to: Tf(t) }] }),
          languageData: {
            commentTokens: { line: "--", block: { open: "/*", close: "*/" } },
            closeBrackets: { brackets: ["(", "[", "{", "'", '"', "`"] },
          },
        });
      return new n(t, i, e);
    }
  };
function c0(n, e) {
  return { label: n, type: e, boost: -1 };
}
function f0(n, e = !1, t) {
  return a0(n.dialect.words, e, t || c0);
}
function u0(n) {
  return n.schema ? o0(n.schema, n.tables, n.schemas, n.defaultTable, n.defaultSchema, n.dialect || Ol) : () => null;
}
function d0(n) {
  return n.schema ? (n.dialect || Ol).language.data.of({ autocomplete: u0(n) }) : [];
}
function p0(n = {}) {
  let e = n.dialect || Ol;
  return new ps(e.language, [
    d0(n),
    e.language.data.of({ autocomplete: f0(e, n.upperCaseKeywords, n.keywordCompletion) }),
  ]);
}
var Ol = rt.define({}),
  m0 = rt.define({
    charSetCasts: !0,
    doubleDollarQuotedStrings: !0,
    operatorChars: "+-*/<>=~!@#%^&|`?",
    specialVar: "",
    keywords:
      $t +
      "abort abs absent access according ada admin aggregate alias also always analyse analyze array_agg array_max_cardinality asensitive assert assignment asymmetric atomic attach attribute attributes avg backward base64 begin_frame begin_partition bernoulli bit_length blocked bom cache called cardinality catalog_name ceil ceiling chain char_length character_length character_set_catalog character_set_name character_set_schema characteristics characters checkpoint class class_origin cluster coalesce cobol collation_catalog collation_name collation_schema collect column_name columns command_function command_function_code comment comments committed concurrently condition_number configuration conflict connection_name constant constraint_catalog constraint_name constraint_schema contains content control conversion convert copy corr cost covar_pop covar_samp csv cume_dist current_catalog current_row current_schema cursor_name database datalink datatype datetime_interval_code datetime_interval_precision db debug defaults defined definer degree delimiter delimiters dense_rank depends derived detach detail dictionary disable discard dispatch dlnewcopy dlpreviouscopy dlurlcomplete dlurlcompleteonly dlurlcompletewrite dlurlpath dlurlpathonly dlurlpathwrite dlurlscheme dlurlserver dlvalue document dump dynamic_function dynamic_function_code element elsif empty enable encoding encrypted end_frame end_partition endexec enforced enum errcode error event every exclude excluding exclusive exp explain expression extension extract family file filter final first_value flag floor following force foreach fortran forward frame_row freeze fs functions fusion generated granted greatest groups handler header hex hierarchy hint id ignore ilike immediately immutable implementation implicit import include including increment indent index indexes info inherit inherits inline insensitive instance instantiable instead integrity intersection invoker isnull key_member key_type label lag last_value lead leakproof least length library like_regex link listen ln load location lock locked log logged lower mapping matched materialized max max_cardinality maxvalue member merge message message_length message_octet_length message_text min minvalue mod mode more move multiset mumps name namespace nfc nfd nfkc nfkd nil normalize normalized nothing notice notify notnull nowait nth_value ntile nullable nullif nulls number occurrences_regex octet_length octets off offset oids operator options ordering others over overlay overriding owned owner parallel parameter_mode parameter_name parameter_ordinal_position parameter_specific_catalog parameter_specific_name parameter_specific_schema parser partition pascal passing passthrough password percent percent_rank percentile_cont percentile_disc perform period permission pg_context pg_datatype_name pg_exception_context pg_exception_detail pg_exception_hint placing plans pli policy portion position position_regex power precedes preceding prepared print_strict_params procedural procedures program publication query quote raise range rank reassign recheck recovery refresh regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reindex rename repeatable replace replica requiring reset respect restart restore result_oid returned_cardinality returned_length returned_octet_length returned_sqlstate returning reverse routine_catalog routine_name routine_schema routines row_count row_number rowtype rule scale schema_name schemas scope scope_catalog scope_name scope_schema security selective self sensitive sequence sequences serializable server server_name setof share show simple skip slice snapshot source specific_name sqlcode sqlerror sqrt stable stacked standalone statement statistics stddev_pop stddev_samp stdin stdout storage strict strip structure style subclass_origin submultiset subscription substring substring_regex succeeds sum symmetric sysid system system_time table_name tables tablesample tablespace temp template ties token top_level_count transaction_active transactions_committed transactions_rolled_back transform transforms translate translate_regex trigger_catalog trigger_name trigger_schema trim trim_array truncate trusted type types uescape unbounded uncommitted unencrypted unlink unlisten unlogged unnamed untyped upper uri use_column use_variable user_defined_type_catalog user_defined_type_code user_defined_type_name user_defined_type_schema vacuum valid validate validator value_of var_pop var_samp varbinary variable_conflict variadic verbose version versioning views volatile warning whitespace width_bucket window within wrapper xmlagg xmlattributes xmlbinary xmlcast xmlcomment xmlconcat xmldeclaration xmldocument xmlelement xmlexists xmlforest xmliterate xmlnamespaces xmlparse xmlpi xmlquery xmlroot xmlschema xmlserialize xmltable xmltext xmlvalidate yes",
    types:
      Ut +
      "bigint int8 bigserial serial8 varbit bool box bytea cidr circle precision float8 inet int4 json jsonb line lseg macaddr macaddr8 money numeric pg_lsn point polygon float4 int2 smallserial serial2 serial serial4 text timetz timestamptz tsquery tsvector txid_snapshot uuid xml",
  }),
  Pf =
    "accessible algorithm analyze asensitive authors auto_increment autocommit avg avg_row_length binlog btree cache catalog_name chain change changed checkpoint checksum class_origin client_statistics coalesce code collations columns comment committed completion concurrent consistent contains contributors convert database databases day_hour day_microsecond day_minute day_second delay_key_write delayed delimiter des_key_file dev_pop dev_samp deviance directory disable discard distinctrow div dual dumpfile enable enclosed ends engine engines enum errors escaped even event events every explain extended fast field fields flush force found_rows fulltext grants handler hash high_priority hosts hour_microsecond hour_minute hour_second ignore ignore_server_ids import index index_statistics infile innodb insensitive insert_method install invoker iterate keys kill linear lines list load lock logs low_priority master master_heartbeat_period master_ssl_verify_server_cert masters max max_rows maxvalue message_text middleint migrate min min_rows minute_microsecond minute_second mod mode modify mutex mysql_errno no_write_to_binlog offline offset one online optimize optionally outfile pack_keys parser partition partitions password phase plugin plugins prev processlist profile profiles purge query quick range read_write rebuild recover regexp relaylog remove rename reorganize repair repeatable replace require resume rlike row_format rtree schedule schema_name schemas second_microsecond security sensitive separator serializable server share show slave slow snapshot soname spatial sql_big_result sql_buffer_result sql_cache sql_calc_found_rows sql_no_cache sql_small_result ssl starting starts std stddev stddev_pop stddev_samp storage straight_join subclass_origin sum suspend table_name table_statistics tables tablespace terminated triggers truncate uncommitted uninstall unlock upgrade use use_frm user_resources user_statistics utc_date utc_time utc_timestamp variables views warnings xa xor year_month zerofill",
  Rf =
    Ut +
    "bool blob long longblob longtext medium mediumblob mediumint mediumtext tinyblob tinyint tinytext text bigint int1 int2 int3 int4 int8 float4 float8 varbinary varcharacter precision datetime unsigned signed",
  Lf = "charset clear edit ego help nopager notee nowarning pager print prompt quit rehash source status system tee",
  Mb = rt.define({
    operatorChars: "*+-%<>!=&|^",
    charSetCasts: !0,
    doubleQuotedStrings: !0,
    unquotedBitLiterals: !0,
    hashComments: !0,
    spaceAfterDashes: !0,
    specialVar: "@?",
    identifierQuotes: "`",
    keywords: $t + "group_concat " + Pf,
    types: Rf,
    builtin: Lf,
  }),
  Tb = rt.define({
    operatorChars: "*+-%<>!=&|^",
    charSetCasts: !0,
    doubleQuotedStrings: !0,
    unquotedBitLiterals: !0,
    hashComments: !0,
    spaceAfterDashes: !0,
    specialVar: "@?",
    identifierQuotes: "`",
    keywords: $t + "always generated groupby_concat hard persistent shutdown soft virtual " + Pf,
    types: Rf,
    builtin: Lf,
  }),
  g0 =
    "approx_count_distinct approx_percentile_cont approx_percentile_disc avg checksum_agg count count_big grouping grouping_id max min product stdev stdevp sum var varp ai_generate_embeddings ai_generate_chunks cume_dist first_value lag last_value lead percentile_cont percentile_disc percent_rank left_shift right_shift bit_count get_bit set_bit collationproperty tertiary_weights @@datefirst @@dbts @@langid @@language @@lock_timeout @@max_connections @@max_precision @@nestlevel @@options @@remserver @@servername @@servicename @@spid @@textsize @@version cast convert parse try_cast try_convert try_parse asymkey_id asymkeyproperty certproperty cert_id crypt_gen_random decryptbyasymkey decryptbycert decryptbykey decryptbykeyautoasymkey decryptbykeyautocert decryptbypassphrase encryptbyasymkey encryptbycert encryptbykey encryptbypassphrase hashbytes is_objectsigned key_guid key_id key_name signbyasymkey signbycert symkeyproperty verifysignedbycert verifysignedbyasymkey @@cursor_rows @@fetch_status cursor_status datalength ident_current ident_incr ident_seed identity sql_variant_property @@datefirst current_timestamp current_timezone current_timezone_id date_bucket dateadd datediff datediff_big datefromparts datename datepart datetime2fromparts datetimefromparts datetimeoffsetfromparts datetrunc day eomonth getdate getutcdate isdate month smalldatetimefromparts switchoffset sysdatetime sysdatetimeoffset sysutcdatetime timefromparts todatetimeoffset year edit_distance edit_distance_similarity jaro_winkler_distance jaro_winkler_similarity edge_id_from_parts graph_id_from_edge_id graph_id_from_node_id node_id_from_parts object_id_from_edge_id object_id_from_node_id json isjson json_array json_contains json_modify json_object json_path_exists json_query json_value regexp_like regexp_replace regexp_substr regexp_instr regexp_count regexp_matches regexp_split_to_table abs acos asin atan atn2 ceiling cos cot degrees exp floor log log10 pi power radians rand round sign sin sqrt square tan choose greatest iif least @@procid app_name applock_mode applock_test assemblyproperty col_length col_name columnproperty databasepropertyex db_id db_name file_id file_idex file_name filegroup_id filegroup_name filegroupproperty fileproperty filepropertyex fulltextcatalogproperty fulltextserviceproperty index_col indexkey_property indexproperty next value for object_definition object_id object_name object_schema_name objectproperty objectpropertyex original_db_name parsename schema_id schema_name scope_identity serverproperty stats_date type_id type_name typeproperty dense_rank ntile rank row_number publishingservername certenclosed certprivatekey current_user database_principal_id has_dbaccess has_perms_by_name is_member is_rolemember is_srvrolemember loginproperty original_login permissions pwdencrypt pwdcompare session_user sessionproperty suser_id suser_name suser_sid suser_sname system_user user user_id user_name ascii char charindex concat concat_ws difference format left len lower ltrim nchar patindex quotename replace replicate reverse right rtrim soundex space str string_agg string_escape stuff substring translate trim unicode upper $partition @@error @@identity @@pack_received @@rowcount @@trancount binary_checksum checksum compress connectionproperty context_info current_request_id current_transaction_id decompress error_line error_message error_number error_procedure error_severity error_state formatmessage get_filestream_transaction_context getansinull host_id host_name isnull isnumeric min_active_rowversion newid newsequentialid rowcount_big session_context xact_state @@connections @@cpu_busy @@idle @@io_busy @@pack_sent @@packet_errors @@timeticks @@total_errors @@total_read @@total_write textptr textvalid columns_updated eventdata trigger_nestlevel vector_distance vectorproperty vector_search generate_series opendatasource openjson openquery openrowset openxml predict string_split coalesce nullif apply catch filter force include keep keepfixed modify optimize parameterization parameters partition recompile sequence set",
  Db = rt.define({
    keywords:
      $t +
      "add external procedure all fetch public alter file raiserror and fillfactor read any for readtext as foreign reconfigure asc freetext references authorization freetexttable replication backup from restore begin full restrict between function return break goto revert browse grant revoke bulk group right by having rollback cascade holdlock rowcount case identity rowguidcol check identity_insert rule checkpoint identitycol save close if schema clustered in securityaudit coalesce index select collate inner semantickeyphrasetable column insert semanticsimilaritydetailstable commit intersect semanticsimilaritytable compute into session_user constraint is set contains join setuser containstable key shutdown continue kill some convert left statistics create like system_user cross lineno table current load tablesample current_date merge textsize current_time national then current_timestamp nocheck to current_user nonclustered top cursor not tran database null transaction dbcc nullif trigger deallocate of truncate declare off try_convert default offsets tsequal delete on union deny open unique desc opendatasource unpivot disk openquery update distinct openrowset updatetext distributed openxml use double option user drop or values dump order varying else outer view end over waitfor errlvl percent when escape pivot where except plan while exec precision with execute primary within group exists print writetext exit proc noexpand index forceseek forcescan holdlock nolock nowait paglock readcommitted readcommittedlock readpast readuncommitted repeatableread rowlock serializable snapshot spatial_window_max_cells tablock tablockx updlock xlock keepidentity keepdefaults ignore_constraints ignore_triggers",
    types:
      Ut +
      "smalldatetime datetimeoffset datetime2 datetime bigint smallint smallmoney tinyint money real text nvarchar ntext varbinary image hierarchyid uniqueidentifier sql_variant xml",
    builtin: g0,
    operatorChars: "*+-%<>!=^&|/",
    specialVar: "@",
    identifierQuotes: '"[',
  }),
  Bb = rt.define({
    keywords:
      $t +
      "abort analyze attach autoincrement conflict database detach exclusive fail glob ignore index indexed instead isnull notnull offset plan pragma query raise regexp reindex rename replace temp vacuum virtual",
    types:
      Ut +
      "bool blob long longblob longtext medium mediumblob mediumint mediumtext tinyblob tinyint tinytext text bigint int2 int8 unsigned signed real",
    builtin:
      "auth backup bail changes clone databases dbinfo dump echo eqp explain fullschema headers help import imposter indexes iotrace lint load log mode nullvalue once print prompt quit restore save scanstats separator shell show stats system tables testcase timeout timer trace vfsinfo vfslist vfsname width",
    operatorChars: "*+-%<>!=&|/~",
    identifierQuotes: '`"',
    specialVar: "@:?$",
  }),
  Pb = rt.define({
    keywords:
      "add all allow alter and any apply as asc authorize batch begin by clustering columnfamily compact consistency count create custom delete desc distinct drop each_quorum exists filtering from grant if in index insert into key keyspace keyspaces level limit local_one local_quorum modify nan norecursive nosuperuser not of on one order password permission permissions primary quorum rename revoke schema select set storage superuser table three to token truncate ttl two type unlogged update use user users using values where with writetime infinity NaN",
    types: Ut + "ascii bigint blob counter frozen inet list map static text timeuuid tuple uuid varint",
    slashComments: !0,
  }),
  Rb = rt.define({
    keywords:
      $t +
      "abort accept access add all alter and any arraylen as asc assert assign at attributes audit authorization avg base_table begin between binary_integer body by case cast char_base check close cluster clusters colauth column comment commit compress connected constant constraint crash create current currval cursor data_base database dba deallocate debugoff debugon declare default definition delay delete desc digits dispose distinct do drop else elseif elsif enable end entry exception exception_init exchange exclusive exists external fast fetch file for force form from function generic goto grant group having identified if immediate in increment index indexes indicator initial initrans insert interface intersect into is key level library like limited local lock log logging loop master maxextents maxtrans member minextents minus mislabel mode modify multiset new next no noaudit nocompress nologging noparallel not nowait number_base of off offline on online only option or order out package parallel partition pctfree pctincrease pctused pls_integer positive positiven pragma primary prior private privileges procedure public raise range raw rebuild record ref references refresh rename replace resource restrict return returning returns reverse revoke rollback row rowid rowlabel rownum rows run savepoint schema segment select separate set share snapshot some space split sql start statement storage subtype successful synonym tabauth table tables tablespace task terminate then to trigger truncate type union unique unlimited unrecoverable unusable update use using validate value values variable view views when whenever where while with work",
    builtin:
      "appinfo arraysize autocommit autoprint autorecovery autotrace blockterminator break btitle cmdsep colsep compatibility compute concat copycommit copytypecheck define echo editfile embedded feedback flagger flush heading headsep instance linesize lno loboffset logsource longchunksize markup native newpage numformat numwidth pagesize pause pno recsep recsepchar repfooter repheader serveroutput shiftinout show showmode spool sqlblanklines sqlcase sqlcode sqlcontinue sqlnumber sqlpluscompatibility sqlprefix sqlprompt sqlterminator suffix tab term termout timing trimout trimspool ttitle underline verify version wrap",
    types:
      Ut +
      "ascii bfile bfilename bigserial bit blob dec long number nvarchar nvarchar2 serial smallint string text uid varchar2 xml",
    operatorChars: "*/+-%<>!=~",
    doubleQuotedStrings: !0,
    charSetCasts: !0,
    plsqlQuotingMechanism: !0,
  });
var Rs = class {
    constructor(e, t, i) {
      ((this.from = e), (this.to = t), (this.diagnostic = i));
    }
  },
  Qt = class n {
    constructor(e, t, i) {
      ((this.diagnostics = e), (this.panel = t), (this.selected = i));
    }
    static init(e, t, i) {
      let s = i.facet(pn).markerFilter;
      s && (e = s(e, i));
      let r = e.slice().sort((d, p) => d.from - p.from || d.to - p.to),
        o = new Ye(),
        l = [],
        a = 0,
        h = i.doc.iter(),
        c = 0,
        f = i.doc.length;
      for (let d = 0; ;) {
        let p = d == r.length ? null : r[d];
        if (!p && !l.length) break;
        let m, g;
        if (l.length) ((m = a), (g = l.reduce((y, O) => Math.min(y, O.to), p && p.from > m ? p.from : 1e8)));
        else {
          if (((m = p.from), m > f)) break;
          ((g = p.to), l.push(p), d++);
        }
        for (; d < r.length;) {
          let y = r[d];
          if (y.from == m && (y.to > y.from || y.to == m)) (l.push(y), d++, (g = Math.min(y.to, g)));
          else {
            g = Math.min(y.from, g);
            break;
          }
        }
        g = Math.min(g, f);
        let b = !1;
        if (l.some((y) => y.from == m && (y.to == g || g == f)) && ((b = m == g), !b && g - m < 10)) {
          let y = m - (c + h.value.length);
          y > 0 && (h.next(y), (c = m));
          for (let O = m; ;) {
            if (O >= g) {
              b = !0;
              break;
            }
            if (!h.lineBreak && c + h.value.length > O) break;
            ((O = c + h.value.length), (c += h.value.length), h.next());
          }
        }
        let k = O0(l);
        if (b) o.add(m, m, I.widget({ widget: new Ml(k), diagnostics: l.slice() }));
        else {
          let y = l.reduce((O, x) => (x.markClass ? O + " " + x.markClass : O), "");
          o.add(
            m,
            g,
            I.mark({
              class: "cm-lintRange cm-lintRange-" + k + y,
              diagnostics: l.slice(),
              inclusiveEnd: l.some((O) => O.to > g),
            }),
          );
        }
        if (((a = g), a == f)) break;
        for (let y = 0; y < l.length; y++) l[y].to <= a && l.splice(y--, 1);
      }
      let u = o.finish();
      return new n(u, t, Si(u));
    }
  };
function Si(n, e = null, t = 0) {
  let i = null;
  return (
    n.between(t, 1e9, (s, r, { spec: o }) => {
      if (!(e && o.diagnostics.indexOf(e) < 0))
        if (!i) i = new Rs(s, r, e || o.diagnostics[0]);
        else {
          if (o.diagnostics.indexOf(i.diagnostic) < 0) return !1;
          i = new Rs(i.from, r, i.diagnostic);
        }
    }),
    i
  );
}
function b0(n, e) {
  let t = e.pos,
    i = e.end || t,
    s = n.state.facet(pn).hideOn(n, t, i);
  if (s != null) return s;
  let r = n.startState.doc.lineAt(e.pos);
  return !!(n.effects.some((o) => o.is(Tl)) || n.changes.touchesRange(r.from, Math.max(r.to, i)));
}
function y0(n, e) {
  return n.field(Qe, !1) ? e : e.concat(E.appendConfig.of(T0));
}
function x0(n, e) {
  return { effects: y0(n, [Tl.of(e)]) };
}
var Tl = E.define(),
  _f = E.define(),
  Nf = E.define(),
  Qe = se.define({
    create() {
      return new Qt(I.none, null, null);
    },
    update(n, e) {
      if (e.docChanged && n.diagnostics.size) {
        let t = n.diagnostics.map(e.changes),
          i = null,
          s = n.panel;
        if (n.selected) {
          let r = e.changes.mapPos(n.selected.from, 1);
          i = Si(t, n.selected.diagnostic, r) || Si(t, null, r);
        }
        (!t.size && s && e.state.facet(pn).autoPanel && (s = null), (n = new Qt(t, s, i)));
      }
      for (let t of e.effects)
        if (t.is(Tl)) {
          let i = e.state.facet(pn).autoPanel ? (t.value.length ? Es.open : null) : n.panel;
          n = Qt.init(t.value, i, e.state);
        } else
          t.is(_f)
            ? (n = new Qt(n.diagnostics, t.value ? Es.open : null, n.selected))
            : t.is(Nf) && (n = new Qt(n.diagnostics, n.panel, t.value));
      return n;
    },
    provide: (n) => [Jn.from(n, (e) => e.panel), D.decorations.from(n, (e) => e.diagnostics)],
  });
var k0 = I.mark({ class: "cm-lintRange cm-lintRange-active" });
function w0(n, e, t) {
  let { diagnostics: i } = n.state.field(Qe),
    s,
    r = -1,
    o = -1;
  i.between(e - (t < 0 ? 1 : 0), e + (t > 0 ? 1 : 0), (a, h, { spec: c }) => {
    if (e >= a && e <= h && (a == h || ((e > a || t > 0) && (e < h || t < 0))))
      return ((s = c.diagnostics), (r = a), (o = h), !1);
  });
  let l = n.state.facet(pn).tooltipFilter;
  return (
    s && l && (s = l(s, n.state)),
    s
      ? {
          pos: r,
          end: o,
          above: !0,
          create() {
            return { dom: v0(n, s) };
          },
        }
      : null
  );
}
function v0(n, e) {
  return Se(
    "ul",
    { class: "cm-tooltip-lint" },
    e.map((t) => Hf(n, t, !1)),
  );
}
var Ef = (n) => {
  let e = n.state.field(Qe, !1);
  return !e || !e.panel ? !1 : (n.dispatch({ effects: _f.of(!1) }), !0);
};
var pn = T.define({
  combine(n) {
    return {
      sources: n.map((e) => e.source).filter((e) => e != null),
      ...Ne(
        n.map((e) => e.config),
        { delay: 750, markerFilter: null, tooltipFilter: null, needsRefresh: null, hideOn: () => null },
        {
          delay: Math.max,
          markerFilter: If,
          tooltipFilter: If,
          needsRefresh: (e, t) => (e ? (t ? (i) => e(i) || t(i) : e) : t),
          hideOn: (e, t) => (e ? (t ? (i, s, r) => e(i, s, r) || t(i, s, r) : e) : t),
          autoPanel: (e, t) => e || t,
        },
      ),
    };
  },
});
function If(n, e) {
  return n ? (e ? (t, i) => e(n(t, i), i) : n) : e;
}
function Ff(n) {
  let e = [];
  if (n)
    e: for (let { name: t } of n) {
      for (let i = 0; i < t.length; i++) {
        let s = t[i];
        if (/[a-zA-Z]/.test(s) && !e.some((r) => r.toLowerCase() == s.toLowerCase())) {
          e.push(s);
          continue e;
        }
      }
      e.push("");
    }
  return e;
}
function Hf(n, e, t) {
  var i;
  let s = t ? Ff(e.actions) : [];
  return Se(
    "li",
    { class: "cm-diagnostic cm-diagnostic-" + e.severity },
    Se("span", { class: "cm-diagnosticText" }, e.renderMessage ? e.renderMessage(n) : e.message),
    (i = e.actions) === null || i === void 0
      ? void 0
      : i.map((r, o) => {
          let l = 0,
            a = (d) => {
              if ((d.preventDefault(), l > Date.now() - 100)) return;
              let p = Si(n.state.field(Qe).diagnostics, e);
              (p && r.apply(n, p.from, p.to), (l = Date.now()));
            },
            { name: h } = r,
            c = s[o] ? h.indexOf(s[o]) : -1,
            f = c < 0 ? h : [h.slice(0, c), Se("u", h.slice(c, c + 1)), h.slice(c + 1)],
            u = r.markClass ? " " + r.markClass : "";
          return Se(
            "button",
            {
              type: "button",
              class: "cm-diagnosticAction" + u,
              onclick: a,
              onmousedown: a,
              "aria-label": ` Action: ${h}${c < 0 ? "" : ` (access key "${s[o]})"`}.`,
            },
            f,
          );
        }),
    e.source && Se("div", { class: "cm-diagnosticSource" }, e.source),
  );
}
var Ml = class extends We {
    constructor(e) {
      (super(), (this.sev = e));
    }
    eq(e) {
      return e.sev == this.sev;
    }
    toDOM() {
      return Se("span", { class: "cm-lintPoint cm-lintPoint-" + this.sev });
    }
  },
  Ls = class {
    constructor(e, t) {
      ((this.diagnostic = t),
        (this.id = "item_" + Math.floor(Math.random() * 4294967295).toString(16)),
        (this.dom = Hf(e, t, !0)),
        (this.dom.id = this.id),
        this.dom.setAttribute("role", "option"));
    }
  },
  Es = class n {
    constructor(e) {
      ((this.view = e), (this.items = []));
      let t = (s) => {
          if (!(s.ctrlKey || s.altKey || s.metaKey)) {
            if (s.keyCode == 27) (Ef(this.view), this.view.focus());
            else if (s.keyCode == 38 || s.keyCode == 33)
              this.moveSelection((this.selectedIndex - 1 + this.items.length) % this.items.length);
            else if (s.keyCode == 40 || s.keyCode == 34)
              this.moveSelection((this.selectedIndex + 1) % this.items.length);
            else if (s.keyCode == 36) this.moveSelection(0);
            else if (s.keyCode == 35) this.moveSelection(this.items.length - 1);
            else if (s.keyCode == 13) this.view.focus();
            else if (s.keyCode >= 65 && s.keyCode <= 90 && this.selectedIndex >= 0) {
              let { diagnostic: r } = this.items[this.selectedIndex],
                o = Ff(r.actions);
              for (let l = 0; l < o.length; l++)
                if (o[l].toUpperCase().charCodeAt(0) == s.keyCode) {
                  let a = Si(this.view.state.field(Qe).diagnostics, r);
                  a && r.actions[l].apply(e, a.from, a.to);
                }
            } else return;
            s.preventDefault();
          }
        },
        i = (s) => {
          for (let r = 0; r < this.items.length; r++) this.items[r].dom.contains(s.target) && this.moveSelection(r);
        };
      ((this.list = Se("ul", {
        tabIndex: 0,
        role: "listbox",
        "aria-label": this.view.state.phrase("Diagnostics"),
        onkeydown: t,
        onclick: i,
      })),
        (this.dom = Se(
          "div",
          { class: "cm-panel-lint" },
          this.list,
          Se(
            "button",
            {
              type: "button",
              name: "close",
              "aria-label": this.view.state.phrase("close"),
              onclick: () => Ef(this.view),
            },
            "\xD7",
          ),
        )),
        this.update());
    }
    get selectedIndex() {
      let e = this.view.state.field(Qe).selected;
      if (!e) return -1;
      for (let t = 0; t < this.items.length; t++) if (this.items[t].diagnostic == e.diagnostic) return t;
      return -1;
    }
    update() {
      let { diagnostics: e, selected: t } = this.view.state.field(Qe),
        i = 0,
        s = !1,
        r = null,
        o = new Set();
      for (
        e.between(0, this.view.state.doc.length, (l, a, { spec: h }) => {
          for (let c of h.diagnostics) {
            if (o.has(c)) continue;
            o.add(c);
            let f = -1,
              u;
            for (let d = i; d < this.items.length; d++)
              if (this.items[d].diagnostic == c) {
                f = d;
                break;
              }
            (f < 0
              ? ((u = new Ls(this.view, c)), this.items.splice(i, 0, u), (s = !0))
              : ((u = this.items[f]), f > i && (this.items.splice(i, f - i), (s = !0))),
              t && u.diagnostic == t.diagnostic
                ? u.dom.hasAttribute("aria-selected") || (u.dom.setAttribute("aria-selected", "true"), (r = u))
                : u.dom.hasAttribute("aria-selected") && u.dom.removeAttribute("aria-selected"),
              i++);
          }
        });
        i < this.items.length && !(this.items.length == 1 && this.items[0].diagnostic.from < 0);
      )
        ((s = !0), this.items.pop());
      (this.items.length == 0 &&
        (this.items.push(
          new Ls(this.view, { from: -1, to: -1, severity: "info", message: this.view.state.phrase("No diagnostics") }),
        ),
        (s = !0)),
        r
          ? (this.list.setAttribute("aria-activedescendant", r.id),
            this.view.requestMeasure({
              key: this,
              read: () => ({ sel: r.dom.getBoundingClientRect(), panel: this.list.getBoundingClientRect() }),
              write: ({ sel: l, panel: a }) => {
                let h = a.height / this.list.offsetHeight;
                l.top < a.top
                  ? (this.list.scrollTop -= (a.top - l.top) / h)
                  : l.bottom > a.bottom && (this.list.scrollTop += (l.bottom - a.bottom) / h);
              },
            }))
          : this.selectedIndex < 0 && this.list.removeAttribute("aria-activedescendant"),
        s && this.sync());
    }
    sync() {
      let e = this.list.firstChild;
      function t() {
        let i = e;
        ((e = i.nextSibling), i.remove());
      }
      for (let i of this.items)
        if (i.dom.parentNode == this.list) {
          for (; e != i.dom;) t();
          e = i.dom.nextSibling;
        } else this.list.insertBefore(i.dom, e);
      for (; e;) t();
    }
    moveSelection(e) {
      if (this.selectedIndex < 0) return;
      let t = this.view.state.field(Qe),
        i = Si(t.diagnostics, this.items[e].diagnostic);
      i && this.view.dispatch({ selection: { anchor: i.from, head: i.to }, scrollIntoView: !0, effects: Nf.of(i) });
    }
    static open(e) {
      return new n(e);
    }
  };
function S0(n, e = 'viewBox="0 0 40 40"') {
  return `url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" ${e}>${encodeURIComponent(n)}</svg>')`;
}
function Ps(n) {
  return S0(
    `<path d="m0 2.5 l2 -1.5 l1 0 l2 1.5 l1 0" stroke="${n}" fill="none" stroke-width=".7"/>`,
    'width="6" height="3"',
  );
}
var C0 = D.baseTheme({
  ".cm-diagnostic": { padding: "3px 6px 3px 8px", marginLeft: "-1px", display: "block", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "5px solid #d11" },
  ".cm-diagnostic-warning": { borderLeft: "5px solid orange" },
  ".cm-diagnostic-info": { borderLeft: "5px solid #999" },
  ".cm-diagnostic-hint": { borderLeft: "5px solid #66d" },
  ".cm-diagnosticAction": {
    font: "inherit",
    border: "none",
    padding: "2px 4px",
    backgroundColor: "#444",
    color: "white",
    borderRadius: "3px",
    marginLeft: "8px",
    cursor: "pointer",
  },
  ".cm-diagnosticSource": { fontSize: "70%", opacity: 0.7 },
  ".cm-lintRange": { backgroundPosition: "left bottom", backgroundRepeat: "repeat-x", paddingBottom: "0.7px" },
  ".cm-lintRange-error": { backgroundImage: Ps("#f11") },
  ".cm-lintRange-warning": { backgroundImage: Ps("orange") },
  ".cm-lintRange-info": { backgroundImage: Ps("#999") },
  ".cm-lintRange-hint": { backgroundImage: Ps("#66d") },
  ".cm-lintRange-active": { backgroundColor: "#ffdd9980" },
  ".cm-tooltip-lint": { padding: 0, margin: 0 },
  ".cm-lintPoint": {
    position: "relative",
    "&:after": {
      content: '""',
      position: "absolute",
      bottom: 0,
      left: "-2px",
      borderLeft: "3px solid transparent",
      borderRight: "3px solid transparent",
      borderBottom: "4px solid #d11",
    },
  },
  ".cm-lintPoint-warning": { "&:after": { borderBottomColor: "orange" } },
  ".cm-lintPoint-info": { "&:after": { borderBottomColor: "#999" } },
  ".cm-lintPoint-hint": { "&:after": { borderBottomColor: "#66d" } },
  ".cm-panel.cm-panel-lint": {
    position: "relative",
    "& ul": {
      maxHeight: "100px",
      overflowY: "auto",
      "& [aria-selected]": { backgroundColor: "#ddd", "& u": { textDecoration: "underline" } },
      "&:focus [aria-selected]": {
        background_fallback: "#bdf",
        backgroundColor: "Highlight",
        color_fallback: "white",
        color: "HighlightText",
      },
      "& u": { textDecoration: "none" },
      padding: 0,
      margin: 0,
    },
    "& [name=close]": {
      position: "absolute",
      top: "0",
      right: "2px",
      background: "inherit",
      border: "none",
      font: "inherit",
      padding: 0,
      margin: 0,
    },
  },
  "&dark .cm-lintRange-active": { backgroundColor: "#86714a80" },
  "&dark .cm-panel.cm-panel-lint ul": { "& [aria-selected]": { backgroundColor: "#2e343e" } },
});
function A0(n) {
  return n == "error" ? 4 : n == "warning" ? 3 : n == "info" ? 2 : 1;
}
function O0(n) {
  let e = "hint",
    t = 1;
  for (let i of n) {
    let s = A0(i.severity);
    s > t && ((t = s), (e = i.severity));
  }
  return e;
}
var M0 = Nh(w0, { hideOn: b0 }),
  T0 = [
    Qe,
    D.decorations.compute([Qe], (n) => {
      let { selected: e, panel: t } = n.field(Qe);
      return !e || !t || e.from == e.to ? I.none : I.set([k0.range(e.from, e.to)]);
    }),
    M0,
    C0,
  ];
export {
  Mi as Compartment,
  Q as EditorState,
  D as EditorView,
  sn as HighlightStyle,
  m0 as PostgreSQL,
  Je as Prec,
  yc as acceptCompletion,
  cm as autocompletion,
  Ap as bracketMatching,
  Zp as closeBrackets,
  nm as closeBracketsKeymap,
  Sc as completionKeymap,
  Ag as defaultKeymap,
  Od as drawSelection,
  wm as history,
  Bm as historyKeymap,
  ss as keymap,
  Qd as lineNumbers,
  Pd as placeholder,
  x0 as setDiagnostics,
  p0 as sql,
  bp as syntaxHighlighting,
  v as tags,
};

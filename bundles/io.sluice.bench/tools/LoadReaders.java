// Copyright (c) 2026 the Sluice authors.
// SPDX-License-Identifier: Apache-2.0
//
// LoadReaders.java - single-file RTSP / HTTP-FLV load reader, continuity verifier, latency meter and test publisher.
// Usage (JDK 17+):  java LoadReaders.java --url rtsp://127.0.0.1:8554/live --readers 100 --duration 10
// The project's own tool, from the study that chose the design of feeds; no third-party source. A script in Java: the
// style checks of the bundles do not apply to it.
import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.MessageDigest;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class LoadReaders {
    // ------------------------------------------------------------------ options
    static final Map<String, String> O = new LinkedHashMap<>();
    static String opt(String k, String d) { return O.getOrDefault(k, d); }
    static int iopt(String k, int d) { return O.containsKey(k) ? Integer.parseInt(O.get(k)) : d; }
    static double dopt(String k, double d) { return O.containsKey(k) ? Double.parseDouble(O.get(k)) : d; }

    static final String HELP = """
        Reader:    --url rtsp://host:port/path | http://host:port/x.flv   --readers N (100)  --duration S (10)  --warmup S (2)
                   --transport tcp|udp (tcp)  --threads T (1)  --ramp-us U (500)  --session S (0 = stay; else re-join after S seconds)
                   --peek BYTES (512: bytes of each packet that are inspected)  --ext-id ID (RTP header extension with 8-byte epoch ns)
                   --user U --pass P  --pid PID (server: CPU-s/GB, RSS)  --per-reader  --json FILE
                   --stall N (the first N readers stop reading: slow-consumer test)  --inject-loss P (reader drops packets itself: checks the checker)
        Gates:     --max-gaps N  --max-ttff-ms X  --max-p99-ms X  --min-mbps X  --max-frame-gap-ms X   (exit 1 when broken)
        Publisher: --publish rtsp://host:port/path | rtmp://host:port/app/name | annexb:PORT (TCP server)   --input FILE.h264 (Annex B, looped; else synthetic)  --fps F (30)
                   --streams K (K paths: path0..pathK-1)   each access unit carries a SEI with send time and frame number
        """;

    // SEI payload: type 5 (user_data_unregistered), UUID + 16 hex digits (epoch ns) + 8 hex digits (frame number): no emulation bytes needed
    static final byte[] UUID = "LOADREADERS-TS01".getBytes(StandardCharsets.US_ASCII);
    static final int SEI_BODY = 16 + 16 + 8;
    static byte[] sei(long ns, int frame) {
        byte[] b = new byte[4 + 1 + 2 + SEI_BODY + 1];
        b[3] = 1; b[4] = 6; b[5] = 5; b[6] = (byte) SEI_BODY;
        System.arraycopy(UUID, 0, b, 7, 16);
        hex(b, 23, ns, 16); hex(b, 39, frame & 0xffffffffL, 8);
        b[47] = (byte) 0x80;
        return b;
    }
    static void hex(byte[] b, int o, long v, int n) { for (int i = n - 1; i >= 0; i--) { b[o + i] = (byte) "0123456789abcdef".charAt((int) (v & 15)); v >>>= 4; } }
    static long unhex(byte[] b, int o, int n) { long v = 0; for (int i = 0; i < n; i++) { int d = Character.digit(b[o + i], 16); if (d < 0) return -1; v = v << 4 | d; } return v; }
    static long epochNs() { java.time.Instant i = java.time.Instant.now(); return i.getEpochSecond() * 1_000_000_000L + i.getNano(); }

    // ------------------------------------------------------------------ histogram (log-linear, about 1.6 % error), microseconds
    static final class Hist {
        final long[] c = new long[64 * 64]; long n, max, min = Long.MAX_VALUE; double sum;
        static int idx(long v) { if (v < 64) return (int) v; int e = 63 - Long.numberOfLeadingZeros(v) - 5; return e * 32 + 32 + (int) ((v >>> e) - 32); }
        static long val(int i) { if (i < 64) return i; int e = i / 32 - 1; return (long) (32 + i % 32) << e; }
        void add(long v) { if (v < 0) v = 0; c[Math.min(idx(v), c.length - 1)]++; n++; sum += v; if (v > max) max = v; if (v < min) min = v; }
        void merge(Hist h) { for (int i = 0; i < c.length; i++) c[i] += h.c[i]; n += h.n; sum += h.sum; max = Math.max(max, h.max); min = Math.min(min, h.min); }
        double q(double p) { if (n == 0) return 0; long t = (long) Math.ceil(p * n), s = 0; for (int i = 0; i < c.length; i++) { s += c[i]; if (s >= t) { double v = (val(i) + val(i + 1)) / 2.0; return Math.max(min, Math.min(max, v)); } } return max; }
        String json() { return n == 0 ? "{\"n\":0}" : String.format(Locale.ROOT, "{\"n\":%d,\"min\":%.3f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", n, min / 1e3, q(.5) / 1e3, q(.9) / 1e3, q(.99) / 1e3, q(.999) / 1e3, max / 1e3); }
    }

    // ------------------------------------------------------------------ reader
    static double LOSS; static int EXT_ID = -1;
    static volatile boolean inWindow; static volatile long windowStart;
    static final AtomicInteger playing = new AtomicInteger(), failed = new AtomicInteger(), closedEarly = new AtomicInteger(), joined = new AtomicInteger();
    static final ConcurrentHashMap<String, AtomicInteger> errors = new ConcurrentHashMap<>();
    static void err(String m) { errors.computeIfAbsent(m, k -> new AtomicInteger()).incrementAndGet(); }

    static final class Worker extends Thread {
        final Selector sel; final List<Reader> readers = new ArrayList<>(); final ByteBuffer buf = ByteBuffer.allocateDirect(1 << 18); final byte[] peek;
        final Hist lat = new Hist(), ttff = new Hist(), ttffPlay = new Hist(), first = new Hist(), firstPlay = new Hist(), iat = new Hist(), maxGap = new Hist(), setup = new Hist();
        final ConcurrentLinkedQueue<Reader> incoming = new ConcurrentLinkedQueue<>(); volatile boolean stop;
        Worker(int i) throws IOException { super("reader-" + i); sel = Selector.open(); peek = new byte[iopt("peek", 512)]; setDaemon(true); }
        @Override public void run() {
            try {
                while (!stop) {
                    sel.select(50);
                    for (Reader r; (r = incoming.poll()) != null; ) { readers.add(r); r.open(); }
                    for (Iterator<SelectionKey> it = sel.selectedKeys().iterator(); it.hasNext(); ) { SelectionKey k = it.next(); it.remove(); if (k.isValid()) ((Reader) k.attachment()).ready(k); }
                    long t = System.nanoTime(); for (Reader r : readers) r.tick(t);
                }
            } catch (Throwable e) { e.printStackTrace(); System.exit(3); }
        }
    }

    enum St { CONNECT, OPTIONS, DESCRIBE, SETUP, PLAY, STREAM, HTTP, FLV, DEAD }

    static final class Reader {
        final int id; final Worker w; final URI uri; final boolean rtsp, udp, stall;
        SocketChannel ch; DatagramChannel rtpCh, rtcpCh; SelectionKey key; St st = St.DEAD; long t0, tPlay, tFirst, nextKeep, sessionEnd; int cseq; String session, base, control, auth, pendingMethod, pendingUrl, realm, nonce; boolean authTried;
        final ByteArrayOutputStream text = new ByteArrayOutputStream(); int body = -1; StringBuilder hdr = new StringBuilder();
        // interleaved parser state
        byte[] carry; int carryLen, need, skip; boolean inPkt; int pktChan, pktLen;
        // stream state
        boolean haveSeq, haveTs, sawKey, auKey, sawSps; int seq, lastTs = 0, tsDelta, fuOpen; long auTs = -1, auLat = -1; long auFrameNo = -1, lastFrameNo = -1;
        long bytes, winBytes, pkts, gaps, lost, reorder, frames, winFrames, keys, tsIrregular, tsBack, fuBroken, seiLost, seiDup, lastFrameAt, worstGap, noMarker, firstNotKey, rtcp; int joins;
        // FLV
        int flvState, flvNeed = 9, flvGot, flvType, flvSize; long flvTs, lastFlvTs = -1; byte[] flv = new byte[64];

        Reader(int id, Worker w, URI uri, boolean stall) { this.id = id; this.w = w; this.uri = uri; this.stall = stall; rtsp = uri.getScheme().startsWith("rtsp"); udp = "udp".equals(opt("transport", "tcp")) && rtsp; }

        void open() {
            try {
                joins++; t0 = System.nanoTime(); tFirst = 0; sawKey = haveSeq = haveTs = inPkt = authTried = false; auth = session = null; skip = carryLen = 0; body = -1; hdr.setLength(0); text.reset(); cseq = 0; lastFrameAt = 0; lastFrameNo = -1; auTs = -1; flvState = 0; flvNeed = 9; flvGot = 0; lastFlvTs = -1; chunked = false; chunkLeft = 0; chunkHdr.setLength(0); tsDelta = 0; fuOpen = 0; auKey = false;
                carry = new byte[w.peek.length + 4];
                ch = SocketChannel.open(); ch.configureBlocking(false); ch.setOption(StandardSocketOptions.TCP_NODELAY, true); if (stall) ch.setOption(StandardSocketOptions.SO_RCVBUF, 65536);
                st = St.CONNECT; int port = uri.getPort() > 0 ? uri.getPort() : rtsp ? 554 : 80;
                boolean done = ch.connect(new InetSocketAddress(uri.getHost(), port)); key = ch.register(w.sel, SelectionKey.OP_CONNECT, this); if (done) connected();
            } catch (IOException e) { die("connect: " + e.getMessage()); }
        }
        void connected() throws IOException {
            key.interestOps(SelectionKey.OP_READ);
            double s = dopt("session", 0); sessionEnd = s > 0 ? System.nanoTime() + (long) (s * 1e9 * (0.75 + 0.5 * ThreadLocalRandom.current().nextDouble())) : 0;
            if (rtsp) { st = St.OPTIONS; base = uri.toString(); request("OPTIONS", base, ""); }
            else { st = St.HTTP; tPlay = System.nanoTime(); write("GET " + uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()) + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nUser-Agent: LoadReaders\r\nAccept: */*\r\nConnection: close\r\n\r\n"); }
        }
        void write(String s) throws IOException { ByteBuffer b = ByteBuffer.wrap(s.getBytes(StandardCharsets.ISO_8859_1)); while (b.hasRemaining()) if (ch.write(b) == 0) Thread.onSpinWait(); }
        void request(String m, String url, String extra) throws IOException {
            pendingMethod = m; pendingUrl = url;
            write(m + " " + url + " RTSP/1.0\r\nCSeq: " + (++cseq) + "\r\nUser-Agent: LoadReaders\r\n" + (session != null ? "Session: " + session + "\r\n" : "") + authHeader(m, url) + extra + "\r\n");
        }
        String authHeader(String m, String url) {
            if (auth == null) return ""; String u = opt("user", ""), p = opt("pass", "");
            if (auth.equals("basic")) return "Authorization: Basic " + Base64.getEncoder().encodeToString((u + ":" + p).getBytes(StandardCharsets.UTF_8)) + "\r\n";
            String h = md5(md5(u + ":" + realm + ":" + p) + ":" + nonce + ":" + md5(m + ":" + url));
            return "Authorization: Digest username=\"" + u + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + url + "\", response=\"" + h + "\"\r\n";
        }
        static String md5(String s) { try { return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(s.getBytes(StandardCharsets.UTF_8))); } catch (Exception e) { throw new IllegalStateException(e); } }
        static String field(String s, String name) { for (String l : s.split("\r\n")) { int i = l.indexOf(':'); if (i > 0 && l.substring(0, i).trim().equalsIgnoreCase(name)) return l.substring(i + 1).trim(); } return null; }
        static String quoted(String s, String k) { int i = s.indexOf(k + "=\""); if (i < 0) return ""; int a = i + k.length() + 2; return s.substring(a, s.indexOf('"', a)); }
        void die(String why) {
            if (st == St.DEAD) return; boolean was = st == St.STREAM || st == St.FLV; St prev = st; st = St.DEAD; if (was) { playing.decrementAndGet(); closedEarly.incrementAndGet(); } else failed.incrementAndGet(); err(prev + " " + why); shut();
        }
        void shut() { try { if (ch != null) ch.close(); if (rtpCh != null) rtpCh.close(); if (rtcpCh != null) rtcpCh.close(); } catch (IOException ignored) { } rtpCh = rtcpCh = null; }
        void leave() { try { if (st == St.STREAM) { request("TEARDOWN", base, ""); } } catch (IOException ignored) { } if (st == St.STREAM || st == St.FLV) playing.decrementAndGet(); st = St.DEAD; shut(); }
        void tick(long t) {
            if (st == St.STREAM || st == St.FLV) {
                if (sessionEnd != 0 && t > sessionEnd) { leave(); open(); return; }
                if (rtsp && t > nextKeep) { nextKeep = t + 25_000_000_000L; try { request("OPTIONS", base, ""); } catch (IOException e) { die("keepalive"); } }
            } else if (st != St.DEAD && t - t0 > 15_000_000_000L) die("timeout");
        }
        void ready(SelectionKey k) {
            try {
                if (k.isConnectable()) { if (ch.finishConnect()) connected(); return; }
                if (k.channel() == rtpCh) { readUdp(); return; }
                if (k.channel() == rtcpCh) { while (true) { w.buf.clear(); if (rtcpCh.receive(w.buf) == null) return; rtcp++; } }
                if (stall && (st == St.STREAM || st == St.FLV)) { k.interestOps(0); return; }
                ByteBuffer b = w.buf; b.clear(); int n = ch.read(b); if (n < 0) { die("eof"); return; } b.flip();
                if (st == St.FLV) { bytes += n; if (inWindow) winBytes += n; flvFeed(b); } else if (st == St.HTTP) http(b); else feed(b);
            } catch (IOException e) { die(String.valueOf(e.getMessage())); }
        }
        // RTSP over TCP: responses and interleaved frames share the connection
        void feed(ByteBuffer b) throws IOException {
            while (b.hasRemaining() && st != St.DEAD) {
                if (skip > 0) { int k = Math.min(skip, b.remaining()); b.position(b.position() + k); skip -= k; continue; }
                if (!inPkt && carryLen == 0 && hdr.length() == 0 && body < 0) { if (b.get(b.position()) != '$') { textByte(b); continue; } inPkt = true; need = 4; pktLen = -1; }
                if (!inPkt) { textByte(b); continue; }
                int k = Math.min(need - carryLen, b.remaining()); b.get(carry, carryLen, k); carryLen += k; if (carryLen < need) return;
                if (pktLen < 0) {
                    pktChan = carry[1] & 255; pktLen = (carry[2] & 255) << 8 | carry[3] & 255; bytes += pktLen + 4; if (inWindow) winBytes += pktLen + 4;
                    need = 4 + Math.min(pktLen, w.peek.length); if (pktLen > 0) continue;
                }
                if (pktChan == 0 && pktLen >= 12) rtp(carry, 4, need - 4, pktLen);
                skip = pktLen - (need - 4); carryLen = 0; inPkt = false;
            }
        }
        void textByte(ByteBuffer b) throws IOException {
            while (b.hasRemaining()) {
                if (body < 0) { hdr.append((char) (b.get() & 255)); int l = hdr.length(); if (l >= 4 && hdr.charAt(l - 1) == '\n' && hdr.charAt(l - 2) == '\r' && hdr.charAt(l - 3) == '\n') { String cl = field(hdr.toString(), "Content-Length"); body = cl == null ? 0 : Integer.parseInt(cl); text.reset(); if (body == 0) { response(); return; } } }
                else { text.write(b.get()); if (text.size() >= body) { response(); return; } }
            }
        }
        void response() throws IOException {
            String h = hdr.toString(), bd = text.toString(StandardCharsets.ISO_8859_1); hdr.setLength(0); body = -1; text.reset();
            if (!h.startsWith("RTSP/")) { String cs = field(h, "CSeq"); write("RTSP/1.0 200 OK\r\nCSeq: " + cs + "\r\n\r\n"); return; }   // request from the server
            int code = Integer.parseInt(h.substring(9, 12));
            if (code == 401 && !authTried && O.containsKey("user")) { authTried = true; String a = field(h, "WWW-Authenticate"); realm = quoted(a, "realm"); nonce = quoted(a, "nonce"); auth = a.regionMatches(true, 0, "Digest", 0, 6) ? "digest" : "basic"; request(pendingMethod, pendingUrl, st == St.DESCRIBE ? "Accept: application/sdp\r\n" : ""); return; }
            if (code != 200 && st != St.OPTIONS && st != St.STREAM) { die("status " + code); return; }
            switch (st) {
                case OPTIONS -> { st = St.DESCRIBE; request("DESCRIBE", base, "Accept: application/sdp\r\n"); }
                case DESCRIBE -> {
                    String cb = field(h, "Content-Base"); String root = cb != null ? cb : base; int m = bd.indexOf("m=video"); if (m < 0) { die("no video in SDP"); return; }
                    int c = bd.indexOf("a=control:", m); control = c < 0 ? root : bd.substring(c + 10).split("[\r\n]", 2)[0].trim(); if (!control.startsWith("rtsp")) control = root + (root.endsWith("/") ? "" : "/") + control; base = root;
                    st = St.SETUP;
                    if (udp) { int p = bindPair(); request("SETUP", control, "Transport: RTP/AVP;unicast;client_port=" + p + "-" + (p + 1) + "\r\n"); }
                    else request("SETUP", control, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n");
                }
                case SETUP -> { session = field(h, "Session"); if (session != null) session = session.split(";")[0]; st = St.PLAY; tPlay = System.nanoTime(); request("PLAY", base, "Range: npt=0.000-\r\n"); w.setup.add((System.nanoTime() - t0) / 1000); }
                case PLAY -> streaming();
                default -> { }
            }
        }
        void streaming() { if (st == St.STREAM || st == St.FLV) return; st = rtsp ? St.STREAM : St.FLV; playing.incrementAndGet(); joined.incrementAndGet(); nextKeep = System.nanoTime() + 25_000_000_000L; }
        int bindPair() throws IOException {   // RTP on an even port, RTCP on the next one
            InetAddress me = ((InetSocketAddress) ch.getLocalAddress()).getAddress();
            for (int i = 0; i < 500; i++) {   // ports come from the operating system's ephemeral range
                DatagramChannel a = DatagramChannel.open(), b = DatagramChannel.open();
                try { a.configureBlocking(false); b.configureBlocking(false); a.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20); a.bind(new InetSocketAddress(me, 0)); int p = ((InetSocketAddress) a.getLocalAddress()).getPort(); if ((p & 1) == 1) throw new BindException("odd"); b.bind(new InetSocketAddress(me, p + 1)); rtpCh = a; rtcpCh = b; a.register(w.sel, SelectionKey.OP_READ, this); b.register(w.sel, SelectionKey.OP_READ, this); return p; }
                catch (BindException e) { a.close(); b.close(); }
            }
            throw new IOException("no free UDP port pair");
        }
        void readUdp() throws IOException {
            for (int i = 0; i < 64; i++) { ByteBuffer b = w.buf; b.clear(); if (rtpCh.receive(b) == null) return; b.flip(); int n = b.remaining(); bytes += n; if (inWindow) winBytes += n; int k = Math.min(n, w.peek.length); b.get(carry, 0, k); if (n >= 12) rtp(carry, 0, k, n); }
        }
        // p[o..o+have) is the inspected beginning of an RTP packet of len bytes
        void rtp(byte[] p, int o, int have, int len) {
            if (st == St.PLAY) streaming();   // media may overtake the PLAY response
            if (LOSS > 0 && ThreadLocalRandom.current().nextDouble() < LOSS) return;
            long now = System.nanoTime(); if (tFirst == 0) { tFirst = now; w.first.add((now - t0) / 1000); w.firstPlay.add((now - tPlay) / 1000); } pkts++;
            boolean marker = (p[o + 1] & 0x80) != 0; int sq = (p[o + 2] & 255) << 8 | p[o + 3] & 255; int ts = (p[o + 4] & 255) << 24 | (p[o + 5] & 255) << 16 | (p[o + 6] & 255) << 8 | p[o + 7] & 255;
            boolean discont = false;
            if (haveSeq) { int d = (sq - seq) & 0xffff; if (d != 1) { if (d == 0 || d > 0x8000) { reorder++; return; } gaps++; lost += d - 1; discont = true; if (fuOpen == 1) { fuBroken++; fuOpen = 0; } } }
            haveSeq = true; seq = sq;
            int h = 12 + 4 * (p[o] & 15);
            if ((p[o] & 0x10) != 0 && h + 4 <= have) { int prof = (p[o + h] & 255) << 8 | p[o + h + 1] & 255, words = (p[o + h + 2] & 255) << 8 | p[o + h + 3] & 255; int e = h + 4, end = Math.min(e + 4 * words, have); int want = EXT_ID; if (want > 0 && prof == 0xBEDE) while (e < end) { int id = (p[o + e] & 255) >> 4, l = (p[o + e] & 15) + 1; if (id == 0) { e++; continue; } if (id == want && l == 8 && e + 9 <= have) { auLat = ByteBuffer.wrap(p, o + e + 1, 8).getLong(); } e += 1 + l; } h += 4 + 4 * words; }
            if (auTs >= 0 && (ts & 0xffffffffL) != auTs) { noMarker++; endAu(now); }   // timestamp changed without a marker
            if (auTs < 0) {
                auTs = ts & 0xffffffffL;
                if (haveTs && !discont) { int d = ts - lastTs; if (d < 0) tsBack++; else if (tsDelta == 0) tsDelta = d; else if (Math.abs(d - tsDelta) > tsDelta / 2 + 1) tsIrregular++; }
                haveTs = true; lastTs = ts;
            }
            if (h < have) {
                int t = p[o + h] & 31;
                if (t == 28 && h + 1 < have) { boolean s = (p[o + h + 1] & 0x80) != 0, e = (p[o + h + 1] & 0x40) != 0; if (s) { if (fuOpen == 1) fuBroken++; fuOpen = 1; } else if (fuOpen != 1 && !discont && frames > 0) fuBroken++; if (e) fuOpen = 0; if ((p[o + h + 1] & 31) == 5) auKey = true; if ((p[o + h + 1] & 31) == 7) sawSps = true; }
                else if (t == 24) { int q = h + 1; while (q + 3 < have) { int l = (p[o + q] & 255) << 8 | p[o + q + 1] & 255; nal(p, o + q + 2, Math.min(l, have - q - 2)); q += 2 + l; } }
                else if (t >= 1 && t <= 23) nal(p, o + h, have - h);
            }
            if (marker) endAu(now);
        }
        void nal(byte[] p, int o, int have) {
            int t = p[o] & 31; if (t == 5) auKey = true; else if (t == 7) sawSps = true;
            else if (t == 6 && have >= 3 + SEI_BODY && p[o + 1] == 5 && (p[o + 2] & 255) == SEI_BODY) { for (int i = 0; i < 16; i++) if (p[o + 3 + i] != UUID[i]) return; auLat = unhex(p, o + 19, 16); auFrameNo = unhex(p, o + 35, 8); }
        }
        void endAu(long now) {
            frames++; if (inWindow) winFrames++; auTs = -1;
            if (auKey) { keys++; if (!sawKey) { sawKey = true; w.ttff.add((now - t0) / 1000); w.ttffPlay.add((now - tPlay) / 1000); } } else if (!sawKey && frames > 0 && joins > 0 && lastFrameAt == 0) firstNotKey++;
            if (auLat > 0 && inWindow) w.lat.add((epochNs() - auLat) / 1000);
            if (auFrameNo >= 0) { if (lastFrameNo >= 0) { long d = auFrameNo - lastFrameNo; if (d <= 0) seiDup++; else if (d > 1) seiLost += d - 1; } lastFrameNo = auFrameNo; }
            if (lastFrameAt != 0 && inWindow && lastFrameAt > windowStart) { long g = now - lastFrameAt; w.iat.add(g / 1000); if (g > worstGap) worstGap = g; }
            lastFrameAt = now; auKey = false; auLat = -1; auFrameNo = -1;
        }
        // HTTP-FLV
        void http(ByteBuffer b) throws IOException {
            while (b.hasRemaining()) { hdr.append((char) (b.get() & 255)); int l = hdr.length(); if (l >= 4 && hdr.charAt(l - 1) == '\n' && hdr.charAt(l - 2) == '\r' && hdr.charAt(l - 3) == '\n') { if (!hdr.toString().contains(" 200 ")) { die(hdr.substring(0, Math.min(40, l)).split("\r")[0]); return; } chunked = "chunked".equalsIgnoreCase(String.valueOf(field(hdr.toString(), "Transfer-Encoding"))); streaming(); int n = b.remaining(); bytes += n; flvFeed(b); return; } }
        }
        boolean chunked; int chunkLeft; final StringBuilder chunkHdr = new StringBuilder();
        void flvFeed(ByteBuffer b) {
            if (!chunked) { flvRaw(b); return; }
            while (b.hasRemaining()) {
                if (chunkLeft == 0) { char c = (char) (b.get() & 255); if (c == '\n') { String s = chunkHdr.toString().trim(); chunkHdr.setLength(0); if (!s.isEmpty()) chunkLeft = Integer.parseInt(s.split(";")[0], 16); } else chunkHdr.append(c); continue; }
                int k = Math.min(chunkLeft, b.remaining()), lim = b.limit(); b.limit(b.position() + k); flvRaw(b); b.limit(lim); chunkLeft -= k;
            }
        }
        void flvRaw(ByteBuffer b) {
            while (b.hasRemaining() && st != St.DEAD) {
                if (skip > 0) { int k = Math.min(skip, b.remaining()); b.position(b.position() + k); skip -= k; if (skip == 0 && flvState == 3) flvTagDone(); continue; }
                if (flv.length < w.peek.length + 16) flv = new byte[w.peek.length + 16];
                int k = Math.min(flvNeed - flvGot, b.remaining()); b.get(flv, flvGot, k); flvGot += k; if (flvGot < flvNeed) return; flvGot = 0;
                switch (flvState) {
                    case 0 -> { if (flv[0] != 'F' || flv[1] != 'L') { die("not FLV"); return; } flvState = 1; flvNeed = 4 + 11; }
                    case 1 -> { flvType = flv[4]; flvSize = (flv[5] & 255) << 16 | (flv[6] & 255) << 8 | flv[7] & 255; flvTs = (flv[8] & 255) << 16 | (flv[9] & 255) << 8 | flv[10] & 255 | (flv[11] & 255) << 24; flvState = 2; flvNeed = Math.min(flvSize, w.peek.length); if (flvNeed == 0) { flvState = 1; flvNeed = 15; } }
                    case 2 -> { pkts++; if (tFirst == 0) tFirst = System.nanoTime(); skip = flvSize - flvNeed; flvInspect(flvNeed); flvState = 3; if (skip == 0) flvTagDone(); }
                    default -> { }
                }
            }
        }
        void flvInspect(int have) {
            if (flvType != 9 || have < 5 || (flv[0] & 15) != 7) return; if (flv[1] == 0) { sawSps = true; return; } if (flv[1] != 1) return; auKey = (flv[0] >> 4 & 15) == 1; auTs = flvTs; int q = 5;
            while (q + 5 <= have) { long l = (flv[q] & 255L) << 24 | (flv[q + 1] & 255) << 16 | (flv[q + 2] & 255) << 8 | flv[q + 3] & 255; nal(flv, q + 4, (int) Math.min(l, have - q - 4)); q += 4 + l; if (l > 1 << 24 || l < 0) break; }
        }
        void flvTagDone() {
            flvState = 1; flvNeed = 15; if (flvType == 9 && auTs >= 0) { if (lastFlvTs >= 0) { long d = flvTs - lastFlvTs; if (d < 0) tsBack++; else if (tsDelta == 0 && d > 0) tsDelta = (int) d; else if (tsDelta > 0 && Math.abs(d - tsDelta) > tsDelta / 2 + 2) tsIrregular++; } lastFlvTs = flvTs; endAu(System.nanoTime()); }
        }
    }

    // ------------------------------------------------------------------ publisher
    static final class Au { final List<byte[]> nals = new ArrayList<>(); boolean key; }
    static List<Au> loadAnnexB(Path f) throws IOException {
        byte[] d = Files.readAllBytes(f); List<Au> out = new ArrayList<>(); Au cur = new Au(); boolean vcl = false; int i = 0, start = -1; List<int[]> pos = new ArrayList<>();
        for (; i + 3 < d.length; i++) if (d[i] == 0 && d[i + 1] == 0 && d[i + 2] == 1) { if (start >= 0) pos.add(new int[]{start, i}); start = i + 3; i += 2; }
        if (start >= 0) pos.add(new int[]{start, d.length});
        for (int[] p : pos) {
            int e = p[1]; while (e > p[0] && d[e - 1] == 0) e--; if (e <= p[0]) continue; byte[] n = Arrays.copyOfRange(d, p[0], e); int t = n[0] & 31;
            if (t == 9) continue; boolean v = t >= 1 && t <= 5; boolean first = v && n.length > 1 && (n[1] & 0x80) != 0;
            if (vcl && (first || t == 7 || t == 8 || t == 6)) { out.add(cur); cur = new Au(); vcl = false; }
            cur.nals.add(n); if (v) vcl = true; if (t == 5) cur.key = true;
        }
        if (vcl) out.add(cur); return out;
    }
    static List<Au> synthetic() {   // 2 s GOP, 60 kB I and 14 kB P; NAL headers only are valid (enough for servers which do not parse slices)
        List<Au> out = new ArrayList<>(); Random r = new Random(1); byte[] sps = HexFormat.of().parseHex("6742c01fda014016ec0440000003004000000f03c60ca8"), pps = HexFormat.of().parseHex("68ce3c80");
        for (int i = 0; i < 60; i++) { Au a = new Au(); a.key = i == 0; if (a.key) { a.nals.add(sps); a.nals.add(pps); } byte[] s = new byte[i == 0 ? 60000 : 14000]; for (int k = 0; k < s.length; k++) s[k] = (byte) (1 + r.nextInt(254)); s[0] = (byte) (i == 0 ? 0x65 : 0x41); s[1] = (byte) 0x88; a.nals.add(s); out.add(a); }
        return out;
    }
    static void publish(String target) throws Exception {
        double fps = dopt("fps", 30); List<Au> aus = O.containsKey("input") ? loadAnnexB(Path.of(O.get("input"))) : synthetic(); int streams = iopt("streams", 1); System.err.println("publisher: " + aus.size() + " access units, " + streams + " stream(s) -> " + target);
        if (target.startsWith("annexb:")) {
            ServerSocket ss = new ServerSocket(Integer.parseInt(target.substring(7)), 64, InetAddress.getLoopbackAddress());
            while (true) { Socket s = ss.accept(); Thread t = new Thread(() -> { try (s) { s.setTcpNoDelay(true); OutputStream o = s.getOutputStream(); pace(fps, aus, (au, n, ns) -> { ByteArrayOutputStream b = new ByteArrayOutputStream(80000); b.write(new byte[]{0, 0, 0, 1, 9, (byte) 0xf0}); boolean done = false; for (byte[] x : au.nals) { int ty = x[0] & 31; if (!done && ty >= 1 && ty <= 5) { b.write(sei(ns, n)); done = true; } b.write(new byte[]{0, 0, 0, 1}); b.write(x); } o.write(b.toByteArray()); }); } catch (Exception e) { System.err.println("annexb client left: " + e.getMessage()); } }); t.setDaemon(true); t.start(); }
        }
        List<Thread> ts = new ArrayList<>(); for (int k = 0; k < streams; k++) { String u = streams == 1 ? target : target + k; Thread t = new Thread(() -> { try { if (u.startsWith("rtmp")) rtmp(u, fps, aus); else record(u, fps, aus); } catch (Exception e) { System.err.println("publish " + u + ": " + e); } }); t.start(); ts.add(t); } for (Thread t : ts) t.join();
    }
    interface Sink { void au(Au a, int n, long ns) throws IOException; }
    static void pace(double fps, List<Au> aus, Sink s) throws Exception { long next = System.nanoTime(); double dur = dopt("duration", 1e9); long end = next + (long) Math.min(9e18, dur * 1e9); for (int n = 0; System.nanoTime() < end; n++) { s.au(aus.get(n % aus.size()), n, epochNs()); next += (long) (1e9 / fps); long d = next - System.nanoTime(); if (d > 0) java.util.concurrent.locks.LockSupport.parkNanos(d); } }
    static void record(String url, double fps, List<Au> aus) throws Exception {
        URI u = URI.create(url); try (Socket s = new Socket(u.getHost(), u.getPort() > 0 ? u.getPort() : 554)) {
            s.setTcpNoDelay(true); OutputStream o = s.getOutputStream(); InputStream in = new BufferedInputStream(s.getInputStream()); byte[] sps = null, pps = null; for (Au a : aus) for (byte[] n : a.nals) { if ((n[0] & 31) == 7 && sps == null) sps = n; if ((n[0] & 31) == 8 && pps == null) pps = n; }
            String sdp = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=load\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;profile-level-id=" + HexFormat.of().formatHex(sps, 1, 4) + ";sprop-parameter-sets=" + Base64.getEncoder().encodeToString(sps) + "," + Base64.getEncoder().encodeToString(pps) + "\r\na=control:streamid=0\r\n";
            int c = 0; rq(o, in, "OPTIONS " + url + " RTSP/1.0\r\nCSeq: " + ++c + "\r\n\r\n");
            rq(o, in, "ANNOUNCE " + url + " RTSP/1.0\r\nCSeq: " + ++c + "\r\nContent-Type: application/sdp\r\nContent-Length: " + sdp.length() + "\r\n\r\n" + sdp);
            String r = rq(o, in, "SETUP " + url + "/streamid=0 RTSP/1.0\r\nCSeq: " + ++c + "\r\nTransport: RTP/AVP/TCP;unicast;mode=record;interleaved=0-1\r\n\r\n"); String ses = Reader.field(r, "Session"); ses = ses == null ? "" : ses.split(";")[0];
            rq(o, in, "RECORD " + url + " RTSP/1.0\r\nCSeq: " + ++c + "\r\nSession: " + ses + "\r\nRange: npt=0.000-\r\n\r\n");
            Thread drain = new Thread(() -> { try { byte[] j = new byte[4096]; while (in.read(j) >= 0) { } } catch (IOException ignored) { } }); drain.setDaemon(true); drain.start();
            int[] seq = {0}; ByteBuffer b = ByteBuffer.allocate(1 << 20);
            pace(fps, aus, (au, n, ns) -> { b.clear(); int ts = (int) (long) (n * 90000.0 / fps); List<byte[]> l = new ArrayList<>(); boolean done = false; for (byte[] x : au.nals) { int ty = x[0] & 31; if (!done && ty >= 1 && ty <= 5) { byte[] q = sei(ns, n); l.add(Arrays.copyOfRange(q, 4, q.length)); done = true; } l.add(x); }
                for (int i = 0; i < l.size(); i++) { byte[] x = l.get(i); boolean last = i == l.size() - 1; if (x.length <= 1388) rtpPkt(b, seq[0]++, ts, last, x, 0, x.length, 0, 0); else { int p = 1; while (p < x.length) { int k = Math.min(1386, x.length - p); boolean e = p + k == x.length; rtpPkt(b, seq[0]++, ts, last && e, x, p, k, x[0] & 0x60 | 28, (p == 1 ? 0x80 : 0) | (e ? 0x40 : 0) | x[0] & 31); p += k; } } }
                o.write(b.array(), 0, b.position()); });
        }
    }

    // RTMP publisher (plain AMF0, one video track)
    static void str(ByteArrayOutputStream o, String s, boolean key) { if (!key) o.write(2); o.write(s.length() >> 8); o.write(s.length()); o.writeBytes(s.getBytes(StandardCharsets.US_ASCII)); }
    static void num(ByteArrayOutputStream o, double d) { o.write(0); o.writeBytes(ByteBuffer.allocate(8).putDouble(d).array()); }
    static void msg(OutputStream out, int csid, int type, int sid, long ts, byte[] p, int len, int chunk) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(len + 16 + len / chunk + 1); b.put((byte) csid).put((byte) (ts >> 16)).put((byte) (ts >> 8)).put((byte) ts).put((byte) (len >> 16)).put((byte) (len >> 8)).put((byte) len).put((byte) type).put((byte) sid).put((byte) 0).put((byte) 0).put((byte) 0);
        for (int i = 0; i < len; i += chunk) { if (i > 0) b.put((byte) (0xC0 | csid)); b.put(p, i, Math.min(chunk, len - i)); } out.write(b.array(), 0, b.position());
    }
    static void rtmp(String url, double fps, List<Au> aus) throws Exception {
        URI u = URI.create(url); String[] path = u.getPath().substring(1).split("/", 2); try (Socket s = new Socket(u.getHost(), u.getPort() > 0 ? u.getPort() : 1935)) {
            s.setTcpNoDelay(true); OutputStream o = s.getOutputStream(); DataInputStream in = new DataInputStream(s.getInputStream()); byte[] c = new byte[1537]; new Random(7).nextBytes(c); c[0] = 3; for (int i = 1; i < 9; i++) c[i] = 0; o.write(c); byte[] r = new byte[1 + 1536 * 2]; in.readFully(r); o.write(r, 1, 1536);
            int ch = 60000; msg(o, 2, 1, 0, 0, ByteBuffer.allocate(4).putInt(ch).array(), 4, 128); Thread drain = new Thread(() -> { try { byte[] j = new byte[4096]; while (in.read(j) >= 0) { } } catch (IOException ignored) { } }); drain.setDaemon(true); drain.start();
            ByteArrayOutputStream b = new ByteArrayOutputStream(); str(b, "connect", false); num(b, 1); b.write(3); str(b, "app", true); str(b, path[0], false); str(b, "type", true); str(b, "nonprivate", false); str(b, "flashVer", true); str(b, "FMLE/3.0 (compatible; LoadReaders)", false); str(b, "tcUrl", true); str(b, "rtmp://" + u.getHost() + ":" + u.getPort() + "/" + path[0], false); b.write(0); b.write(0); b.write(9); msg(o, 3, 20, 0, 0, b.toByteArray(), b.size(), ch); Thread.sleep(150);
            for (String cmd : new String[]{"releaseStream", "FCPublish"}) { b.reset(); str(b, cmd, false); num(b, 2); b.write(5); str(b, path[1], false); msg(o, 3, 20, 0, 0, b.toByteArray(), b.size(), ch); }
            b.reset(); str(b, "createStream", false); num(b, 4); b.write(5); msg(o, 3, 20, 0, 0, b.toByteArray(), b.size(), ch); Thread.sleep(150);
            b.reset(); str(b, "publish", false); num(b, 5); b.write(5); str(b, path[1], false); str(b, "live", false); msg(o, 4, 20, 1, 0, b.toByteArray(), b.size(), ch); Thread.sleep(150);
            byte[] sps = null, pps = null; for (Au a : aus) for (byte[] n : a.nals) { if ((n[0] & 31) == 7 && sps == null) sps = n; if ((n[0] & 31) == 8 && pps == null) pps = n; }
            ByteBuffer h = ByteBuffer.allocate(5 + 11 + sps.length + pps.length); h.put((byte) 0x17).put((byte) 0).put((byte) 0).put((byte) 0).put((byte) 0).put((byte) 1).put(sps, 1, 3).put((byte) 0xff).put((byte) 0xe1).putShort((short) sps.length).put(sps).put((byte) 1).putShort((short) pps.length).put(pps); msg(o, 6, 9, 1, 0, h.array(), h.position(), ch);
            ByteBuffer f = ByteBuffer.allocate(1 << 20);
            pace(fps, aus, (au, n, ns) -> { f.clear(); f.put((byte) (au.key ? 0x17 : 0x27)).put((byte) 1).put((byte) 0).put((byte) 0).put((byte) 0); boolean done = false; for (byte[] x : au.nals) { int ty = x[0] & 31; if (!done && ty >= 1 && ty <= 5) { byte[] q = sei(ns, n); f.putInt(q.length - 4).put(q, 4, q.length - 4); done = true; } if (ty == 7 || ty == 8) continue; f.putInt(x.length).put(x); } msg(o, 6, 9, 1, (long) (n * 1000.0 / fps), f.array(), f.position(), ch); });
        }
    }
    static void rtpPkt(ByteBuffer b, int seq, int ts, boolean m, byte[] d, int off, int len, int fu1, int fu2) { int l = 12 + len + (fu1 != 0 ? 2 : 0); b.put((byte) '$').put((byte) 0).putShort((short) l).put((byte) 0x80).put((byte) (96 | (m ? 0x80 : 0))).putShort((short) seq).putInt(ts).putInt(0x4c4f4144); if (fu1 != 0) b.put((byte) fu1).put((byte) fu2); b.put(d, off, len); }
    static String rq(OutputStream o, InputStream in, String q) throws IOException { o.write(q.getBytes(StandardCharsets.ISO_8859_1)); o.flush(); StringBuilder s = new StringBuilder(); while (!s.toString().endsWith("\r\n\r\n")) { int x = in.read(); if (x < 0) throw new EOFException(); s.append((char) x); } String cl = Reader.field(s.toString(), "Content-Length"); if (cl != null) for (int i = Integer.parseInt(cl); i > 0; i--) in.read(); if (!s.toString().startsWith("RTSP/1.0 200")) throw new IOException(q.split(" ")[0] + ": " + s.toString().split("\r\n")[0]); return s.toString(); }

    // ------------------------------------------------------------------ server process figures
    // by thread: one that ends in between (a compiler's) must not take what it had used before off the sum
    static Map<String, Long> cpuNs(int pid) { Map<String, Long> m = new HashMap<>(); File[] t = new File("/proc/" + pid + "/task").listFiles(); if (t != null) for (File f : t) try { m.put(f.getName(), Long.parseLong(Files.readString(f.toPath().resolve("schedstat")).split(" ")[0])); } catch (Exception ignored) { } return m; }
    static long used(Map<String, Long> before, Map<String, Long> after) { long s = 0; for (var e : after.entrySet()) s += e.getValue() - before.getOrDefault(e.getKey(), 0L); return s; }
    // write(2) and the like, not send(2); the kernel counts them for each process
    static long writes(int pid) { try { for (String l : Files.readAllLines(Path.of("/proc/" + pid + "/io"))) if (l.startsWith("syscw:")) return Long.parseLong(l.substring(6).trim()); } catch (Exception ignored) { } return 0; }
    static double rssMb(int pid) { try { for (String l : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) if (l.startsWith("VmRSS:")) return Long.parseLong(l.replaceAll("\\D", "")) / 1024.0; } catch (Exception ignored) { } return 0; }

    // ------------------------------------------------------------------ main
    public static void main(String[] a) throws Exception {
        for (int i = 0; i < a.length; i++) if (a[i].startsWith("--")) { String k = a[i].substring(2); O.put(k, i + 1 < a.length && !a[i + 1].startsWith("--") ? a[++i] : "true"); }
        LOSS = dopt("inject-loss", 0); EXT_ID = iopt("ext-id", -1);
        if (O.containsKey("publish")) { publish(O.get("publish")); return; }
        if (!O.containsKey("url")) { System.err.print(HELP); System.exit(2); }
        int n = iopt("readers", 100), th = iopt("threads", 1), pid = iopt("pid", 0), stalls = iopt("stall", 0); URI[] uris = Arrays.stream(opt("url", "").split(",")).map(URI::create).toArray(URI[]::new);
        Worker[] ws = new Worker[th]; for (int i = 0; i < th; i++) { ws[i] = new Worker(i); ws[i].start(); }
        List<Reader> all = new ArrayList<>(); long tStart = System.nanoTime(); double rss0 = pid > 0 ? rssMb(pid) : 0; long ramp = iopt("ramp-us", 500) * 1000L;
        for (int i = 0; i < n; i++) { Reader r = new Reader(i, ws[i % th], uris[i % uris.length], i < stalls); all.add(r); ws[i % th].incoming.add(r); ws[i % th].sel.wakeup(); if (ramp > 0) java.util.concurrent.locks.LockSupport.parkNanos(ramp); }
        long dl = System.nanoTime() + 20_000_000_000L; while (playing.get() + failed.get() + closedEarly.get() < n && System.nanoTime() < dl) Thread.sleep(5);
        double joinMs = (System.nanoTime() - tStart) / 1e6; Thread.sleep((long) (dopt("warmup", 2) * 1000));
        Map<String, Long> c0 = cpuNs(pid); long wr0 = writes(pid); for (Reader r : all) { r.winBytes = 0; r.winFrames = 0; } long w0 = System.nanoTime(); windowStart = w0; inWindow = true; Thread.sleep((long) (dopt("duration", 10) * 1000)); inWindow = false; double el = (System.nanoTime() - w0) / 1e9; Map<String, Long> c1 = cpuNs(pid); long wr1 = writes(pid); double rss1 = pid > 0 ? rssMb(pid) : 0; int still = playing.get();
        for (Worker w : ws) { w.stop = true; w.sel.wakeup(); } for (Worker w : ws) w.join(2000);
        Hist lat = new Hist(), ttff = new Hist(), ttp = new Hist(), fb = new Hist(), fbp = new Hist(), iat = new Hist(), su = new Hist(), gapH = new Hist(), br = new Hist(); for (Worker w : ws) { lat.merge(w.lat); ttff.merge(w.ttff); ttp.merge(w.ttffPlay); fb.merge(w.first); fbp.merge(w.firstPlay); iat.merge(w.iat); su.merge(w.setup); }
        long by = 0, pk = 0, gaps = 0, lost = 0, reo = 0, fr = 0, keys = 0, irr = 0, back = 0, fu = 0, sl = 0, sd = 0, nm = 0, fnk = 0, noKey = 0, wf = 0; StringBuilder per = new StringBuilder();
        for (Reader r : all) { by += r.winBytes; pk += r.pkts; gaps += r.gaps; lost += r.lost; reo += r.reorder; fr += r.frames; wf += r.winFrames; keys += r.keys; irr += r.tsIrregular; back += r.tsBack; fu += r.fuBroken; sl += r.seiLost; sd += r.seiDup; nm += r.noMarker; fnk += r.firstNotKey; if (r.keys == 0) noKey++; if (!r.stall) { br.add((long) (r.winBytes * 8 / el / 1e3)); gapH.add(r.worstGap / 1000); } if (O.containsKey("per-reader")) per.append(per.length() == 0 ? "" : ",").append(String.format(Locale.ROOT, "{\"id\":%d,\"mbps\":%.3f,\"frames\":%d,\"gaps\":%d,\"lost\":%d,\"keys\":%d,\"worst_gap_ms\":%.1f}", r.id, r.winBytes * 8 / el / 1e6, r.winFrames, r.gaps, r.lost, r.keys, r.worstGap / 1e6)); r.leave(); }
        StringBuilder er = new StringBuilder(); errors.forEach((k, v) -> er.append(er.length() == 0 ? "" : ",").append("\"").append(k.replace("\"", "'").replace("\\", "/")).append("\":").append(v.get()));
        double gb = by / 1e9, cpu = used(c0, c1) / 1e9;
        String js = String.format(Locale.ROOT, "{\"url\":\"%s\",\"transport\":\"%s\",\"readers\":%d,\"playing\":%d,\"joined\":%d,\"failed\":%d,\"closed_early\":%d,\"seconds\":%.2f,\"join_all_ms\":%.0f,\n \"gb\":%.4f,\"mbps_total\":%.1f,\"kbps_per_reader\":{\"min\":%d,\"p50\":%.0f,\"max\":%d},\"fps_per_reader\":%.2f,\n \"rtp\":{\"packets\":%d,\"gaps\":%d,\"lost\":%d,\"reordered\":%d,\"frames\":%d,\"keyframes\":%d,\"ts_irregular\":%d,\"ts_backward\":%d,\"fu_broken\":%d,\"au_without_marker\":%d,\"sei_frames_lost\":%d,\"sei_frames_dup\":%d,\"joins_not_starting_with_key\":%d,\"readers_without_key\":%d},\n \"latency_ms\":%s,\n \"ttff_from_connect_ms\":%s,\n \"ttff_from_play_ms\":%s,\n \"first_byte_from_connect_ms\":%s,\n \"first_byte_from_play_ms\":%s,\n \"rtsp_handshake_ms\":%s,\n \"frame_interarrival_ms\":%s,\n \"worst_frame_gap_per_reader_ms\":%s,\n \"server\":{\"pid\":%d,\"cpu_s\":%.3f,\"cores\":%.3f,\"cpu_s_per_gb\":%.4f,\"cpu_us_per_reader_frame\":%.2f,\"writes_per_reader_frame\":%.3f,\"rss_mb\":%.1f,\"rss_before_mb\":%.1f,\"rss_kb_per_reader\":%.1f},\n \"errors\":{%s}%s}",
            opt("url", ""), opt("transport", "tcp"), n, still, joined.get(), failed.get(), closedEarly.get(), el, joinMs, gb, by * 8 / el / 1e6, br.n == 0 ? 0 : br.min, br.q(.5), br.max, wf / el / n, pk, gaps, lost, reo, fr, keys, irr, back, fu, nm, sl, sd, fnk, noKey, lat.json(), ttff.json(), ttp.json(), fb.json(), fbp.json(), su.json(), iat.json(), gapH.json(), pid, cpu, cpu / el, gb > 0 ? cpu / gb : 0, wf > 0 ? cpu * 1e6 / wf : 0, wf > 0 ? (double) (wr1 - wr0) / wf : 0, rss1, rss0, (rss1 - rss0) * 1024 / n, er, per.length() > 0 ? ",\n \"per_reader\":[" + per + "]" : "");
        if (O.containsKey("json")) Files.writeString(Path.of(O.get("json")), js + "\n"); System.out.println(js);
        boolean bad = gaps > dopt("max-gaps", 1e18) || ttff.q(.99) / 1e3 > dopt("max-ttff-ms", 1e18) || lat.q(.99) / 1e3 > dopt("max-p99-ms", 1e18) || (O.containsKey("min-mbps") && br.min / 1e3 < dopt("min-mbps", 0)) || gapH.max / 1e3 > dopt("max-frame-gap-ms", 1e18);
        System.exit(bad ? 1 : 0);
    }
}

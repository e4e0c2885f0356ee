/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import io.sluice.testkit.Ports;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A camera that can be told to misbehave while it streams: RTSP over TCP and UDP, H.264 of a {@link Clip} or any other
 * elementary stream, optionally G.711 or AAC. It lives in this JVM, on a free port of loopback; nothing of it outlives
 * {@link #close()}. Any thread.
 */
public final class FakeCamera implements AutoCloseable {
    private final Options options;
    private final CameraState state;
    private final CameraListener listener;
    private final int port;

    private FakeCamera(Options options) {
        this.options = options;
        this.port = options.port > 0 ? options.port : Ports.free();
        this.state = new CameraState(
                Pictures.of(options.stream, options.h265),
                new CameraLogin(options.auth, options.user, options.password),
                options.picturesPerSecond,
                options.sound,
                options.parameterSetsInSdp);
        state.backChannel = options.backChannel;
        this.listener = new CameraListener(options.host, port, state);
    }

    /** A camera that plays 720p at 25 pictures a second, without sound and without password. */
    public static Options options() {
        return new Options();
    }

    /** {@code options().start()}. */
    public static FakeCamera start() {
        return options().start();
    }

    /** What the camera is from the start. */
    public static final class Options {
        private byte[] stream = Clip.ZHLING_720P.bytes();
        private boolean h265;
        private double picturesPerSecond = 25;
        private String auth = "none";
        private String user = "admin";
        private String password = "secret";
        private CameraSound sound = CameraSound.NONE;
        private boolean parameterSetsInSdp = true;
        private boolean backChannel;
        private InetAddress host = InetAddress.getLoopbackAddress();
        private int port;

        private Options() {}

        public Options clip(Clip value) {
            return stream(value.bytes(), false);
        }

        /** @param annexB an elementary stream of H.264 or H.265 in the byte stream format */
        public Options stream(byte[] annexB, boolean isH265) {
            stream = annexB.clone();
            h265 = isH265;
            return this;
        }

        public Options picturesPerSecond(double value) {
            picturesPerSecond = value;
            return this;
        }

        /** @param scheme {@code basic}, {@code md5} or {@code sha256} */
        public Options auth(String scheme, String forUser, String withPassword) {
            auth = scheme;
            user = forUser;
            password = withPassword;
            return this;
        }

        /** With a track of PCMA besides. */
        public Options audio() {
            sound = CameraSound.PCMA;
            return this;
        }

        /** With a track of AAC besides, 48 kHz, mono, silent. */
        public Options aac() {
            sound = CameraSound.AAC;
            return this;
        }

        /** It can be spoken to, in several formats, by those who ask for that (ONVIF); see {@link FakeCamera#heard}. */
        public Options backChannel() {
            backChannel = true;
            return this;
        }

        /** The SDP says nothing of SPS and PPS: they are known only after the first key picture. */
        public Options withoutParameterSetsInSdp() {
            parameterSetsInSdp = false;
            return this;
        }

        /** Listens on another address than loopback. */
        public Options host(InetAddress value) {
            host = value;
            return this;
        }

        /** A port of the caller's, to come back to the same one after {@link FakeCamera#close()}. */
        public Options port(int value) {
            port = value;
            return this;
        }

        /** Starts it; it accepts connections when this returns. */
        public FakeCamera start() {
            var camera = new FakeCamera(this);
            camera.listener.open();
            return camera;
        }
    }

    public int port() {
        return port;
    }

    /** {@code rtsp://127.0.0.1:PORT/live}, without credentials. */
    public String url() {
        return "rtsp://" + options.host.getHostAddress() + ":" + port + "/live";
    }

    /** The same with the user and password it started with. */
    public String urlWithCredentials() {
        return url().replaceFirst("//", "//" + options.user + ":" + options.password + "@");
    }

    /** Media stops, the connection stays: a silent stall. */
    public void stall(boolean on) {
        state.faults.stalled = on;
    }

    /** The picture stops, the sound goes on: what a watchdog of connections does not see. */
    public void stallPicture(boolean on) {
        state.faults.pictureStalled = on;
    }

    /** The sound stops, the picture goes on. */
    public void stallSound(boolean on) {
        state.faults.soundStalled = on;
    }

    /** Neither reads nor writes anything, like a stopped process; its system still accepts connections. */
    public void freeze(boolean on) {
        state.faults.freeze(on);
    }

    /** Resets every connection. */
    public void reset() {
        listener.connections().forEach(connection -> connection.close(true));
    }

    /** Closes every connection in good order. */
    public void finish() {
        listener.connections().forEach(connection -> connection.close(false));
    }

    /** Nobody can connect for that long; connections that are there live on. */
    public void refuse(Duration time) {
        listener.refuse(time);
    }

    /** Accepts, reads, and never answers a request. */
    public void mute(boolean on) {
        state.faults.mute = on;
    }

    /** From now on this is its password. Sessions that are there live on. */
    public void password(String changed) {
        state.login = state.login.withPassword(changed);
    }

    /** @param scheme {@code none}, {@code basic}, {@code md5} or {@code sha256}, also for sessions that are there */
    public void auth(String scheme) {
        state.login = state.login.withScheme(scheme);
    }

    /** Answers DESCRIBE with these bytes. */
    public void sdp(byte[] sdp) {
        state.sdp = sdp.clone();
    }

    /** Announces H.265 and sends H.264. */
    public void lieAboutTheCodec() {
        String sdp = """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=liar
                c=IN IP4 0.0.0.0
                t=0 0
                a=control:*
                m=video 0 RTP/AVP 96
                a=rtpmap:96 H265/90000
                a=control:trackID=0
                """;
        sdp(sdp.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends another clip from its next picture on: other parameter sets. */
    public void clip(Clip clip) {
        stream(clip.bytes(), false);
    }

    /** The same with any elementary stream; another codec means nothing to clients that are there. */
    public void stream(byte[] annexB, boolean isH265) {
        state.pictures = Pictures.of(annexB, isH265);
    }

    /** Writes over TCP byte by byte, each a segment of its own. */
    public void drip(boolean on) {
        state.faults.drip = on;
    }

    /** Keeps what goes over TCP until there are so many bytes; 0 sends at once. */
    public void burst(int bytes) {
        state.faults.burstBytes = bytes;
    }

    /** A line that takes so many bytes a second of a TCP connection; 0 as fast as it goes. */
    public void narrow(int bytesPerSecond) {
        state.faults.bytesPerSecond = bytesPerSecond;
    }

    /** Shares, 0 to 1, of RTP packets that are lost, late by a few packets, or sent twice; over TCP too. */
    public void disturb(double loss, double reorder, double duplicate) {
        state.faults.loss = loss;
        state.faults.reorder = reorder;
        state.faults.duplicate = duplicate;
    }

    /** Each picture is late at random, by up to so much. */
    public void delay(Duration most) {
        state.faults.delay = most;
    }

    /** So many random bytes before the next frame over TCP. */
    public void garbage(int bytes) {
        state.faults.garbage.set(bytes);
    }

    /** The next frame over TCP says that it is 5000 bytes longer than it is. */
    public void wrongLength() {
        state.faults.wrongLengths.set(1);
    }

    /** Sequence number of the next video packet. */
    public void sequence(int value) {
        tell(media -> media.sequence(value));
    }

    /** Sequence numbers that are left out before the next video packet. */
    public void skipSequence(int numbers) {
        tell(media -> media.skipSequence(numbers));
    }

    /** Time stamp of the next picture. */
    public void timestamp(long value) {
        tell(media -> media.timestamp((int) value));
    }

    /** The clock of the video jumps, in ticks of 1/90000 s; back when negative. */
    public void skipTime(int ticks) {
        tell(media -> media.skipTime(ticks));
    }

    /** From the next picture on the video has another source identifier. */
    public void changeSsrc() {
        tell(CameraMedia::changeSsrc);
    }

    private void tell(Consumer<CameraMedia> order) {
        listener.connections().forEach(connection -> connection.tell(order));
    }

    /** What was said to it, in the order in which it came. */
    public List<Heard> heard() {
        return List.copyOf(state.heard);
    }

    /**
     * Counts: {@code conns}, {@code open} and {@code most_open} at once, {@code describes}, {@code setups},
     * {@code plays}, {@code teardowns}, {@code auth_fail}, {@code keepalive}, {@code rtp}, {@code bytes},
     * {@code talks}: how often somebody began to speak to it.
     */
    public Map<String, Long> statistics() {
        return state.statistics.all();
    }

    /** One of {@link #statistics()}. */
    public long statistic(String name) {
        return statistics().getOrDefault(name, 0L);
    }

    /** Resets its connections and frees its port. Idempotent; at most a few seconds. */
    @Override
    public void close() {
        listener.close();
    }
}

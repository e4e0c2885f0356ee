/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import io.sluice.testkit.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One RTSP viewer over TCP: OPTIONS, DESCRIBE, SETUP of every medium, PLAY; then it counts and checks what comes. Made
 * by {@link RtspReaders}. Any thread.
 */
public final class RtspReader {
    private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long KEEP_ALIVE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final int STALLED_RECEIVE_BYTES = 16 * 1024;

    private final RtspReaders owner;
    private final String url;
    private final URI uri;
    private final RtspText text;
    private final InterleavedInput input = new InterleavedInput();
    private final List<ChannelTally> tallies = new ArrayList<>();
    private final List<String> controls = new ArrayList<>();
    private final long createdNs = System.nanoTime();

    private volatile State state = State.CONNECTING;
    private volatile String failure = "";
    private volatile String sdp = "";
    private volatile long units;
    private volatile long worstPauseNs;
    private long lastUnitNs;
    private volatile long firstKeyNs;
    private volatile boolean paused;

    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private String method = "";
    private String target = "";
    private String headers = "";
    private String aggregate = "";
    private long deadlineNs;
    private long keepAliveNs;

    /** How far a reader is. */
    public enum State {
        CONNECTING,
        TALKING,
        /** The server said yes to PLAY, or media came. */
        PLAYING,
        /** It left by itself. */
        LEFT,
        /** The server refused, closed or reset the connection, or did not answer; {@link #failure()} says what. */
        ENDED
    }

    RtspReader(RtspReaders owner, URI uri) {
        this.owner = owner;
        this.uri = uri;
        this.text = new RtspText(uri);
        this.url = RtspText.withoutUserInfo(uri);
    }

    public State state() {
        return state;
    }

    /** Why it ended, for example {@code DESCRIBE: RTSP/1.0 404 Not Found}; empty while it goes on. */
    public String failure() {
        return failure;
    }

    /** What DESCRIBE answered. */
    public String sdp() {
        return sdp;
    }

    /** Access units of the first medium so far. */
    public long units() {
        return units;
    }

    /** Longest time between two access units of the first medium since {@link #forgetPauses}. */
    public Duration worstPause() {
        return Duration.ofNanos(worstPauseNs);
    }

    /** What was paused before does not count any more. */
    public void forgetPauses() {
        owner.execute(() -> worstPauseNs = 0);
    }

    /** Time from joining to the first key picture in full, in milliseconds; -1 when none has come. */
    public long firstPictureMs() {
        return firstKeyNs == 0 ? -1 : (firstKeyNs - createdNs) / 1_000_000;
    }

    /** Of each medium in the order of the SDP; consistent with each other. */
    public List<ChannelCounts> counts() {
        var counts = new CompletableFuture<List<ChannelCounts>>();
        Runnable task =
                () -> counts.complete(tallies.stream().map(ChannelTally::counts).toList());
        if (owner.isOwnThread() || owner.isOver()) {
            task.run();
        } else {
            owner.execute(task);
        }
        try {
            return counts.get(5, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("the readers' thread does not answer; was it closed?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Of the first medium that is H.264. */
    public ChannelCounts video() {
        return counts().stream()
                .filter(counts -> counts.codec().equalsIgnoreCase("H264"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no H264 in " + sdp));
    }

    public void awaitPlaying(Duration deadline) {
        RtspReaders.awaitPlaying(List.of(this), deadline);
    }

    /** Waits for access units on the first medium, counted from the join. */
    public void awaitUnits(long count, Duration deadline) {
        RtspReaders.awaitUnits(List.of(this), count, deadline);
    }

    public void awaitEnded(Duration deadline) {
        Await.until(() -> "the reader ends; it is " + this, deadline, () -> state == State.ENDED);
    }

    /** Stops to read, or goes on: a viewer whose network is stuck. */
    public void stall(boolean on) {
        paused = on;
        owner.execute(this::interests);
    }

    /** Says TEARDOWN and closes the connection. */
    public void teardown() {
        owner.execute(this::leave);
    }

    @Override
    public String toString() {
        return state + (failure.isEmpty() ? "" : " (" + failure + ")") + ", " + units + " units";
    }

    // --- on the readers' thread

    void open(Selector selector) {
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (paused) {
                opened.setOption(StandardSocketOptions.SO_RCVBUF, STALLED_RECEIVE_BYTES);
            }
            deadlineNs = System.nanoTime() + ANSWER_NS;
            key = opened.register(selector, SelectionKey.OP_CONNECT, this);
            opened.connect(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 554 : uri.getPort()));
        } catch (IOException | RuntimeException e) {
            end("connect: " + e);
        }
    }

    void ready(ByteBuffer buffer) {
        SocketChannel from = channel;
        if (from == null || key == null || !key.isValid()) {
            return;
        }
        try {
            if (key.isConnectable()) {
                if (from.finishConnect()) {
                    state = State.TALKING;
                    interests();
                    request("OPTIONS", url, "");
                }
                return;
            }
            buffer.clear();
            if (from.read(buffer) < 0) {
                end("closed by the server" + (method.isEmpty() ? "" : " after " + method));
                return;
            }
            buffer.flip();
            input.feed(buffer, this::message, this::packet);
        } catch (IOException | RuntimeException e) {
            end(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    void tick(long nowNs) {
        if (state == State.PLAYING && nowNs - keepAliveNs > KEEP_ALIVE_NS) {
            keepAliveNs = nowNs;
            request("OPTIONS", url, "");
        } else if ((state == State.CONNECTING || state == State.TALKING) && deadlineNs != 0 && nowNs > deadlineNs) {
            end((method.isEmpty() ? "connect" : method) + ": no answer");
        }
    }

    void leave() {
        if (state == State.PLAYING) {
            request("TEARDOWN", aggregate, "");
        }
        if (state != State.ENDED) {
            state = State.LEFT;
        }
        close();
    }

    private void interests() {
        if (key != null && key.isValid() && state != State.CONNECTING) {
            key.interestOps(paused && state == State.PLAYING ? 0 : SelectionKey.OP_READ);
        }
    }

    private void request(String newMethod, String newTarget, String newHeaders) {
        method = newMethod;
        target = newTarget;
        headers = newHeaders;
        write(text.request(method, target, headers, ""));
    }

    /** Requests are small: a socket that does not take one at once is stuck, which is for the deadline to find. */
    private void write(byte[] bytes) {
        try {
            if (channel != null && channel.write(ByteBuffer.wrap(bytes)) < bytes.length) {
                end("cannot send " + method);
            }
        } catch (IOException e) {
            end(method + ": " + e.getMessage());
        }
    }

    private void message(RtspText.Message message) {
        deadlineNs = System.nanoTime() + ANSWER_NS;
        if (message.status() == 0) {
            write(text.answer(message));
        } else if (text.learn(message)) {
            request(method, target, headers);
        } else if (message.status() != 200) {
            end(method + ": " + message.firstLine());
        } else if (state == State.TALKING) {
            next(message);
        }
    }

    private void next(RtspText.Message answer) {
        switch (method) {
            case "OPTIONS" -> request("DESCRIBE", url, "Accept: application/sdp\r\n");
            case "DESCRIBE" -> {
                String base = answer.header("Content-Base");
                described(answer.body(), base == null ? url : base);
            }
            case "SETUP" -> {
                String transport = answer.header("Transport");
                int medium = tallies.size() - 1;
                input.channel(medium, transport == null ? "" : transport);
                setUp(medium + 1);
            }
            case "PLAY" -> playing();
            default -> end("an answer to " + method);
        }
    }

    private void described(String body, String base) {
        sdp = body;
        for (SdpMedia medium : SdpMedia.of(body)) {
            controls.add(medium.control(base) + "\n" + medium.encoding());
        }
        aggregate = base;
        if (controls.isEmpty()) {
            end("DESCRIBE: no media");
        } else {
            setUp(0);
        }
    }

    private void setUp(int medium) {
        if (medium == controls.size()) {
            request("PLAY", aggregate, "Range: npt=0.000-\r\n");
            return;
        }
        String[] control = controls.get(medium).split("\n", 2);
        tallies.add(new ChannelTally(medium, control[1]));
        int channels = 2 * medium;
        request(
                "SETUP",
                control[0],
                "Transport: RTP/AVP/TCP;unicast;interleaved=" + channels + "-" + (channels + 1) + "\r\n");
    }

    private void playing() {
        state = State.PLAYING;
        keepAliveNs = System.nanoTime();
        interests();
    }

    private void packet(int medium, boolean rtcp, byte[] data, int have, int length) {
        if (state == State.TALKING && method.equals("PLAY")) {
            playing(); // media may overtake the answer
        }
        if (medium >= tallies.size()) {
            end("a packet on a channel that was not set up");
            return;
        }
        ChannelTally tally = tallies.get(medium);
        if (rtcp) {
            tally.rtcp(data, 4, have);
        } else if (have >= 12) {
            tally.rtp(data, 4, have, length, System.nanoTime());
        }
        if (medium == 0 && tally.unitCount() != units) {
            units = tally.unitCount();
            long nowNs = System.nanoTime();
            if (lastUnitNs != 0) {
                worstPauseNs = Math.max(worstPauseNs, nowNs - lastUnitNs);
            }
            lastUnitNs = nowNs;
        }
        if (firstKeyNs == 0) {
            firstKeyNs = tally.firstKeyNs();
        }
    }

    private void end(String why) {
        if (state != State.ENDED && state != State.LEFT) {
            failure = why;
            state = State.ENDED;
        }
        close();
    }

    private void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            failure = failure.isEmpty() ? String.valueOf(e.getMessage()) : failure;
        }
    }
}
